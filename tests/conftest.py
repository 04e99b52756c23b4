"""What all tests share: a home of their own, and findings made by hand."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# before Django is set up: no test may touch the data folder of whoever runs it
os.environ["VEEDOR_HOME"] = tempfile.mkdtemp(prefix="veedor-tests-")
os.environ["VEEDOR_SECRET_KEY"] = "not secret: tests"
os.environ["DJANGO_SETTINGS_MODULE"] = "veedor.web.settings"
os.environ.pop("VEEDOR_PERSON", None)
# what a machine has installed changes no test; those of LibreOffice itself turn it on
os.environ["VEEDOR_LIBREOFFICE"] = "off"
# Playwright runs a loop in this thread, and Django would refuse its database there
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django

django.setup()

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
BUILT_SAMPLES = ROOT / "build" / "samples"


def pytest_report_header() -> list[str]:
    """The versions that matter for what is read and stored."""
    import sqlite3

    import tesserocr
    from django.db import connection

    engine = tesserocr.tesseract_version().splitlines()[0]
    return [f"database: {connection.vendor}; SQLite {sqlite3.sqlite_version}; {engine}; corpus: {SHARED.is_dir()}"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the real documents skip where those are not."""
    skip = pytest.mark.skip(reason="the real documents (../shared/corpus) are not here")
    if not (SHARED / "corpus").is_dir():
        for item in items:
            if item.get_closest_marker("corpus"):
                item.add_marker(skip)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder for one test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("VEEDOR_HOME", str(folder))
    from veedor.intake.home import Home

    Home.from_env().prepare()
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample documents, built by `make samples`, or here where they are absent or older than their sources."""
    made = BUILT_SAMPLES / "ALL.txt"
    sources = [path for path in (ROOT / "samples").rglob("*") if path.suffix in {".py", ".txt", ".json"}]
    if not made.is_file() or made.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        import subprocess
        import sys

        subprocess.run([sys.executable, str(ROOT / "samples" / "build.py"), str(BUILT_SAMPLES)], check=True)
    return BUILT_SAMPLES
