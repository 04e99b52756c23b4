"""Killing an ingest anywhere leaves a state that the next run completes, without loss or double.

Pages are counted with their storing (`register_batch.pages`): where the counts of all runs add up to the pages that
there are, none was read twice.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.intake.folder import AGREEMENT, fill, pdf, state_of

MOMENTS = 20


def _command(home: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "veedor", "--home", str(home), "ingest", str(folder)]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VEEDOR_", "DATABASE_URL"))}
    return {**kept, "VEEDOR_HOME": str(home)}


def _run(home: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(home, folder), env=_environment(home), capture_output=True, text=True, check=False, timeout=200
    )


def _ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    """The answer of a register that may not be there yet."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{home / 'register.sqlite3'}?mode=ro", uri=True)) as base:
            return base.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []


def _pages(home: Path) -> dict[int, str]:
    """The pages that are stored, drafts' too: by their row, what each says."""
    return dict(_ask(home, "SELECT id, text FROM register_page"))


def _counted(home: Path) -> int:
    """How many pages all runs together read."""
    return int(_ask(home, "SELECT sum(pages) FROM register_batch")[0][0])


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.xdist_group("kill")
def test_twenty_kills_end_in_the_same_register(tmp_path: Path) -> None:
    """Killed at twenty random moments (each in a fresh home) and run again, the register is the same each time."""
    folder = fill(tmp_path / "entregado")
    (folder / "larga.pdf").write_bytes(pdf(AGREEMENT.splitlines(), pages=40))
    _run(tmp_path / "warm", folder)  # what is compiled and probed once
    began = time.monotonic()
    whole = _run(tmp_path / "whole", folder)
    took = time.monotonic() - began
    assert whole.returncode == 1, whole.stderr
    wanted = state_of(tmp_path / "whole")
    assert len(wanted["documents"]) == len(wanted["originals"]) > 8
    assert wanted["half-copied"] == []

    moments = random.Random(20261122)
    cut_short = 0
    for at in range(MOMENTS):
        home = tmp_path / f"killed-{at}"
        process = subprocess.Popen(
            _command(home, folder),
            env=_environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # from the first moment to the last: at the start the tables are made, at the end the report is written
        time.sleep(moments.uniform(0.0, took))
        cut_short += process.poll() is None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        before = _pages(home)
        again = _run(home, folder)
        assert again.returncode == 1, f"moment {at}: {again.stderr}"
        assert "Traceback" not in again.stderr, f"moment {at}: {again.stderr}"
        assert state_of(home) == wanted, f"moment {at}"
        after = _pages(home)
        assert before.items() <= after.items(), f"moment {at}: pages that were done are not the same"
        assert _counted(home) == len(after), f"moment {at}: pages were read twice"
    assert cut_short >= MOMENTS // 2, "most kills came after the end: the test proves nothing"


def test_a_second_run_does_nothing_twice(tmp_path: Path) -> None:
    """The same folder again: every file already known, nothing added."""
    folder, home = fill(tmp_path / "entregado"), tmp_path / "home"
    first = _run(home, folder)
    once = state_of(home)
    second = _run(home, folder)
    assert state_of(home) == once
    assert " 0 added" in second.stdout.splitlines()[-1]
    # one line a file and member, in both reports
    assert len(first.stdout.splitlines()) == len(second.stdout.splitlines())
    assert "Traceback" not in first.stderr + second.stderr


@pytest.mark.parametrize("stored", [1, 30, 150])
def test_a_long_document_goes_on_at_the_page_where_it_was_killed(tmp_path: Path, stored: int) -> None:
    """Killed in the middle of it: the pages that were stored stay the same rows, and the next run reads the others."""
    folder, home = tmp_path / "entregado", tmp_path / "home"
    folder.mkdir()
    (folder / "larga.pdf").write_bytes(pdf(AGREEMENT.splitlines(), pages=200))
    process = subprocess.Popen(
        _command(home, folder),
        env=_environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while len(_ask(home, "SELECT id FROM register_page")) < stored and process.poll() is None:
        time.sleep(0.002)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = _pages(home)
    assert len(before) >= stored
    again = _run(home, folder)
    assert again.returncode == 0, again.stderr
    assert "larga.pdf" in again.stdout
    after = _pages(home)
    assert len(after) == _counted(home) == 200
    assert before.items() <= after.items()
    assert _ask(home, "SELECT current, complete, total FROM register_reading") == [(1, 1, 200)]
