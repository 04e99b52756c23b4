"""Debian's chromium, and the real demo: made by the commands of `make demo`, served by `veedor serve`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SHOTS = Path(__file__).resolve().parent.parent.parent / "build" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def veedor(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command over a home of its own, whatever database the tests use."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VEEDOR_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "veedor", "--home", str(home), *words],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.fixture(scope="session")
def demo_home(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of `make demo`: all digital samples and seven scans, accepted where they agree with the labels."""
    home = tmp_path_factory.mktemp("demo") / "data"
    papers = [str(samples / "digital"), *(str(path) for path in sorted((samples / "scans").glob("0[1-7]-*.pdf")))]
    taken = veedor(home, "ingest", "--sample", "--collection", "muestra", *papers)
    assert taken.returncode == 0, taken.stdout + taken.stderr
    accepted = veedor(home, "accept", "--as", "etiquetas", "--collection", "muestra", "--agreeing-with",
                      str(samples / "labels"))  # fmt: skip
    assert accepted.returncode == 0, accepted.stderr
    return home


@pytest.fixture(scope="session")
def site(demo_home: Path) -> Iterator[str]:
    """The address at which the demo is served."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VEEDOR_", "DATABASE_URL"))}
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "veedor", "--home", str(demo_home), "serve", "--port", "0"],
        env=kept,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    said = server.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert found is not None, said
    yield found.group()
    server.terminate()
    server.wait(timeout=20)
    server.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run. Without chromium the tests fail and do not skip: `make test` installs it."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(params=[(1280, 900), (360, 740)], ids=["desktop", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of a desk's or a phone's width without JavaScript; no request may leave this machine."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    opened = context.new_page()
    strayed: list[str] = []
    opened.on("request", lambda asked: strayed.append(asked.url) if "//127.0.0.1:" not in asked.url else None)
    yield opened
    context.close()
    assert not strayed, f"asked elsewhere: {strayed}"


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or {"width": 0})["width"]
    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
