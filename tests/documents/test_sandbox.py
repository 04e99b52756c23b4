"""Workers that fail in one way each: every failure is a sentence, never a traceback and never a hang."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents import made
from veedor.documents import Limits, LimitsError, read, sandbox
from veedor.documents.errors import LimitExceededError, ReaderFailedError, UnreadableError
from veedor.documents.limits import LIMITS

SHORT = replace(Limits(), seconds=2, seconds_per_page=1)
FAKES = {
    "crashes": ("import os; os.abort()", ReaderFailedError),
    "is killed for memory": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", ReaderFailedError),
    "raises": ("raise RuntimeError('no')", ReaderFailedError),
    "ends without a word": ("", ReaderFailedError),
    "ends without an end": ('print(\'{"head": {"mime": "x", "paged": true, "total": 1}}\')', ReaderFailedError),
    "talks nonsense": ("print('Leptonica warning: nonsense')", ReaderFailedError),
    "talks nonsense in JSON": ("print('[1, 2]')", ReaderFailedError),
    "gives no pages": (
        'print(\'{"head": {"mime": "x", "paged": true, "total": 0}}\'); print(\'{"done": true}\')',
        ReaderFailedError,
    ),
    "gives a false page": (
        'print(\'{"head": {"mime": "x", "paged": true, "total": 1}}\'); print(\'{"page": {}}\')',
        ReaderFailedError,
    ),
    "hangs": ("import time; time.sleep(60)", LimitExceededError),
    "hangs busily": ("while True: pass", LimitExceededError),
}


@pytest.mark.parametrize("how", FAKES)
def test_a_failing_worker_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Whatever the worker does, its caller gets an error that says what to do next, and soon."""
    code, error = FAKES[how]
    fake = tmp_path / "fake"
    fake.write_text(f"#!{sys.executable}\n{code}\n")
    fake.chmod(0o755)
    monkeypatch.setattr(sandbox.sys, "executable", str(fake))
    monkeypatch.setattr(sandbox, "mode", lambda: "limits")
    began = time.monotonic()
    with pytest.raises(error) as caught:
        read(made.pdf(tmp_path / "a.pdf"), limits=SHORT)
    assert isinstance(caught.value, UnreadableError)
    assert caught.value.message.endswith(".")
    assert caught.value.hint
    assert time.monotonic() - began < 10


def test_too_little_memory_says_so(tmp_path: Path) -> None:
    """A library that finds no room to be loaded is no damaged file."""
    with pytest.raises(UnreadableError, match="VEEDOR_MAX_MEMORY_MB"):
        read(made.pdf(tmp_path / "a.pdf"), limits=replace(Limits(), memory_mb=300))


@pytest.mark.parametrize("walls", ["bubblewrap", "limits"])
def test_both_ways_of_running_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, walls: str) -> None:
    """Without bubblewrap there are fewer walls and the same reading; which it was is told."""
    if walls == "bubblewrap" and sandbox.mode() != "bubblewrap":
        pytest.skip("bubblewrap does not work here")
    monkeypatch.setattr(sandbox, "mode", lambda: walls)
    monkeypatch.setattr("veedor.documents.mode", lambda: walls)
    result = read(made.pdf(tmp_path / "a.pdf"))
    assert walls == result.sandbox
    assert result.reading.text.startswith(made.FIRST)


def test_limits_come_from_the_environment() -> None:
    """Every limit can be set, and a wrong one is an error with the variable's name."""
    assert Limits() == Limits.from_env({})
    for limit in LIMITS:
        assert limit.default == getattr(Limits(), limit.name)
        assert limit.meaning.endswith(".")
        assert getattr(Limits.from_env({limit.variable: "7"}), limit.name) == 7
        for wrong in ("0", "-1", "many", "1.5"):
            with pytest.raises(LimitsError, match=limit.variable):
                Limits.from_env({limit.variable: wrong})
    chosen = replace(Limits(), pages=3)
    assert chosen == Limits.from_env(chosen.as_environment())
