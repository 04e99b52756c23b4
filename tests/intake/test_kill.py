"""Killing an ingest anywhere leaves a state that the next run completes, without loss or double."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.intake.folder import fill, state_of

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


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.xdist_group("kill")
def test_twenty_kills_end_in_the_same_register(tmp_path: Path) -> None:
    """Killed at twenty random moments (each in a fresh home) and run again, the register is the same each time."""
    folder = fill(tmp_path / "entregado")
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
        again = _run(home, folder)
        assert again.returncode == 1, f"moment {at}: {again.stderr}"
        assert "Traceback" not in again.stderr, f"moment {at}: {again.stderr}"
        assert state_of(home) == wanted, f"moment {at}"
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
