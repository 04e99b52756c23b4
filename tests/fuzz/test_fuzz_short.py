"""Each parser is fuzzed for some seconds, led by what its inputs reach: always the same inputs, and no find."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, Target

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris is not installed for this Python"
)
ROOT = Path(__file__).resolve().parents[2]


def _fuzz(name: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz.run", name, str(folder), *options]
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}  # the exception is on the one, the rest on the other
    return subprocess.run(command, cwd=ROOT, text=True, errors="replace", check=False, **out)


@pytest.mark.parametrize("target", TARGETS.values(), ids=str)
def test_nothing_is_found_in_the_short_run(target: Target, tmp_path: Path) -> None:
    """So many inputs from the same seed as ever; `scripts/fuzz` looks longer."""
    done = _fuzz(target.name, tmp_path, f"-runs={target.runs}", "-seed=1", "-max_total_time=30")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "DONE" in done.stdout
    assert not list((tmp_path / "finds").iterdir())


def test_the_fuzzer_is_led_by_what_it_reaches(tmp_path: Path) -> None:
    """A fault behind four bytes is found within the short run, and the find repeats it."""
    done = _fuzz("planted", tmp_path, "-runs=400000", "-seed=1")
    assert "the planted fault" in done.stdout
    (find,) = (tmp_path / "finds").iterdir()
    assert find.read_bytes()[:4] == b"\x56\xe5\xed\x0d"
    again = _fuzz("planted", tmp_path, str(find))
    assert again.returncode != 0
    assert "the planted fault" in again.stdout
