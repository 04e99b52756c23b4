# Two commands do all: `make demo` shows Veedor with its samples, `make test` proves it.
# Debian 12 with Python 3.11, make and apt is all that has to be there.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SAMPLES := build/samples
DEMO_HOME ?= build/demo-data
# the samples that the demo reads as scans too (all of them: '*'); each takes some seconds to recognise
DEMO_SCANS ?= 01 02 03 04 05 06 07
HOST ?= 127.0.0.1
PORT ?= 8000

RUN_PACKAGES := python3-venv tesseract-ocr tesseract-ocr-spa tesseract-ocr-eng tesseract-ocr-que tesseract-ocr-osd bubblewrap fonts-dejavu-core
# libatomic1 is what Playwright's driver is linked with
TEST_PACKAGES := $(RUN_PACKAGES) chromium libatomic1 postgresql

.PHONY: help
help:  ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 16

.PHONY: packages
packages:
	@scripts/debian-packages $(RUN_PACKAGES)

.PHONY: test-packages
test-packages:
	@scripts/debian-packages $(TEST_PACKAGES)

$(VENV)/made: | packages
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed, and $(PYTHON) is not there. Name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/run-installed: $(VENV)/made requirements/run.txt requirements/build.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev-installed: $(VENV)/run-installed requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

MESSAGES := $(patsubst %.po,%.mo,$(wildcard src/veedor/web/locale/*/LC_MESSAGES/django.po))
%.mo: %.po $(VENV)/run-installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

.PHONY: setup
setup: packages $(VENV)/run-installed $(MESSAGES)  ## install Veedor into .venv (leaves .venv/bin/veedor)

.PHONY: dev
dev: test-packages setup $(VENV)/dev-installed  ## install what the tests and the documentation need as well

$(SAMPLES)/ALL.txt: $(VENV)/run-installed $(shell find samples -name '*.py' -o -name '*.txt' -o -name '*.json')
	$(BIN)/python samples/build.py $(SAMPLES)

.PHONY: samples
samples: setup $(SAMPLES)/ALL.txt  ## make the sample documents, digital and scanned

.PHONY: demo-data
demo-data: samples
	@status=0; $(BIN)/veedor --home $(DEMO_HOME) ingest --sample --collection muestra --title "Convenios de muestra (inventados)" $(SAMPLES)/digital $(foreach id,$(DEMO_SCANS),$(SAMPLES)/scans/$(id)-*.pdf) || status=$$?; exit $$status
	@$(BIN)/veedor --home $(DEMO_HOME) accept --as "etiquetas hechas a mano" --why "coincide con la etiqueta escrita a mano" --collection muestra --agreeing-with $(SAMPLES)/labels
	@$(BIN)/veedor --home $(DEMO_HOME) load data/pe --title "Perú: lo que dicen las publicaciones"

.PHONY: demo
demo: demo-data  ## show Veedor with its sample agreements on http://127.0.0.1:8000
	@exec $(BIN)/veedor --home $(DEMO_HOME) serve --host $(HOST) --port $(PORT)

.PHONY: lint
lint: dev  ## lint, strict types and the contract between the rooms
	@scripts/lint

.PHONY: test
test: dev samples  ## everything: lint, types, rooms, units, properties, documents, two databases, browser, docs
	@scripts/test

.PHONY: bench
bench: dev samples  ## the figures of benchmarks/
	@scripts/bench

.PHONY: fuzz
fuzz: dev  ## fuzz every parser for ten minutes; finds in build/fuzz
	@scripts/fuzz

.PHONY: docs
docs: dev  ## the documentation, in build/docs
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs
	@echo "The documentation is in build/docs/index.html"

.PHONY: lock
lock: dev  ## choose the newest versions again and write them down with their hashes
	@scripts/lock

.PHONY: clean
clean:  ## remove what can be made again (not the virtual environment, not the data)
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
