"""Workers that fail in one way each: every failure is a sentence, never a traceback and never a hang."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents import made
from veedor.documents import Limits, LimitsError, identify, page_image, read, sandbox, unpack
from veedor.documents.errors import LimitExceededError, ReaderFailedError, UnreadableError
from veedor.documents.limits import LIMITS

SHORT = replace(Limits(), seconds=2, seconds_per_page=1, output_mb=20)
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
    """A library that finds no room to be loaded is no damaged file. Recognition needs more than a file's own text."""
    scan = made.scan_in_pdf(tmp_path / "a.pdf", made.picture(tmp_path))
    with pytest.raises(UnreadableError, match="VEEDOR_MAX_MEMORY_MB"):
        read(scan, limits=replace(Limits(), memory_mb=300))


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


HEAD = 'print(\'{"head": {"mime": "x", "paged": false, "total": 1}}\')\n'
PAGE = (
    '{"page": {"number": %d, "width": 0, "height": 0, "source": "text", "quality": 1, "text": "a",'
    ' "lines": [1], "words": [{"text": "a", "box": null, "confidence": 1}]}}'
)
LIARS = {
    "more pages than promised": (HEAD + f"print('{PAGE % 1}'); print('{PAGE % 2}')", ReaderFailedError),
    "pages in no order": (HEAD + f"print('{PAGE % 7}')", ReaderFailedError),
    "a number that is none": ('print(\'{"head": {"mime": "x", "paged": true, "total": "many"}}\')', ReaderFailedError),
    "half characters": (HEAD + f"print(r'{PAGE % 1}'.replace('\"a\"', r'\"\\ud800\"'))", ReaderFailedError),
    "a width that is a word": (
        HEAD + f"print('{PAGE % 1}'.replace('\"width\": 0', '\"width\": \"x\"'))",
        ReaderFailedError,
    ),
    "a height without end": (
        HEAD + f"print('{PAGE % 1}'.replace('\"height\": 0', '\"height\": 1e999'))",
        ReaderFailedError,
    ),
    "a quality that is no number": (
        HEAD + f"print('{PAGE % 1}'.replace('\"quality\": 1', '\"quality\": NaN'))",
        ReaderFailedError,
    ),
    "more sure than sure": (
        HEAD + f"print('{PAGE % 1}'.replace('\"confidence\": 1', '\"confidence\": 7'))",
        ReaderFailedError,
    ),
    "a source that is none": (
        HEAD + f"print('{PAGE % 1}'.replace('\"source\": \"text\"', '\"source\": 3'))",
        ReaderFailedError,
    ),
    "a page turned by one degree": (
        HEAD + f"print('{PAGE % 1}'.replace('\"number\": 1', '\"number\": 1, \"turned\": 1'))",
        ReaderFailedError,
    ),
    "a NUL": (HEAD + f"print(r'{PAGE % 1}'.replace('\"a\"', r'\"\\u0000\"'))", ReaderFailedError),
    "many lines": ("while True: print('{\"notes\": [\"' + 'x' * 1000000 + '\"]}')", ReaderFailedError),
    "a kind that is none": ('print(\'{"kind": {"mime": "x", "family": "x", "note": ""}}\')', ReaderFailedError),
    "an error that is none": ('print(\'{"error": ["x"]}\')', UnreadableError),
    "a line without end": ("while True: print('x' * 1000000, end='')", LimitExceededError),
    "noise without end": ("import sys\nwhile True: sys.stderr.write('x' * 1000)", LimitExceededError),
    "nothing more, and lives on": ("import os, time; os.close(1); os.close(2); time.sleep(60)", LimitExceededError),
    "a crash with much noise": (
        "import os, sys; sys.stderr.write('x' * 5000000); os.kill(os.getpid(), 11)",
        ReaderFailedError,
    ),
}


def _with_worker(monkeypatch: pytest.MonkeyPatch, code: str, walls: str = "limits") -> None:
    monkeypatch.setattr(sandbox, "WORKER", ("-c", code))
    monkeypatch.setattr(sandbox, "mode", lambda: walls)


def _left_over(marker: str) -> list[str]:
    """The command lines of living processes that carry the marker."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = place.read_bytes().decode(errors="replace")
            if marker in words:
                found.append(words)
    return found


@pytest.mark.parametrize("how", LIARS)
def test_a_lying_worker_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """A worker may speak for the file it read: nonsense is an error with a hint, and no process is left."""
    code, error = LIARS[how]
    monkeypatch.setattr(sandbox, "_LONGEST_LINE", 5_000_000)
    _with_worker(monkeypatch, f"# {tmp_path}\n{code}")
    with pytest.raises(error) as caught:
        (identify if "kind" in how else read)(made.pdf(tmp_path / "a.pdf"), limits=SHORT)
    assert isinstance(caught.value, UnreadableError)
    assert caught.value.hint
    assert _left_over(f"# {tmp_path}") == []


def test_a_worker_that_eats_memory_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit on memory is kept by the system, not by good will."""
    _with_worker(monkeypatch, "x = bytearray(10**10)")
    with pytest.raises(ReaderFailedError):
        read(made.pdf(tmp_path / "a.pdf"), limits=SHORT)


def test_a_slow_listener_is_not_the_workers_fault(tmp_path: Path) -> None:
    """The time that a page's taker takes (a database under load) does not count as reading."""
    path = made.pdf(tmp_path / "a.pdf")
    made.change(path, lambda p: p.pages.append(p.pages[0]))
    reading = read(
        path, limits=replace(Limits(), seconds_per_page=2), on_page=lambda n, _: time.sleep(2.2 * (n == 1))
    ).reading
    assert len(reading.pages) == 2


def test_an_error_of_the_listener_stays_its_own(tmp_path: Path) -> None:
    """What goes wrong in the caller is not called a fault of the file."""

    def fail(number: int, total: int) -> None:
        raise KeyError(number)

    with pytest.raises(KeyError):
        read(made.pdf(tmp_path / "a.pdf"), on_page=fail)


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', {port}), timeout=2)",
        "open('{secret}').read()",
        "open('/etc/passwd').read()",
        "open('{source}', 'ab').write(b'x')",
        "open('/usr/x', 'w')",
        "import os; os.kill({me}, 0)",
        "open('/x', 'w')",
        "open('/dev/shm/x', 'w')",
        "import os; os.listdir(os.path.expanduser('~root'))",
        "import os; os.listdir('/home')",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import os; os.mkfifo('/usr/x')",
        "import os; os.setuid(1)",
        "x = open('/tmp/x', 'wb', 0); x.seek(10**9); x.write(b'x'); [x.write(bytes(10**7)) for _ in range(60)]",
    ],
)
def test_the_walls_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """No network, no other file, no writing, no other process: the deed that works outside fails inside."""
    if sandbox.mode() != "bubblewrap":
        pytest.skip("bubblewrap does not work here")
    (tmp_path / "secret").write_text("x")
    source = made.pdf(tmp_path / "a.pdf")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        act = deed.format(port=port, secret=tmp_path / "secret", source=source, me=os.getpid())
        beside = f"try:\n open('{source}.more', 'w')\nexcept OSError:\n pass\n"
        code = beside + f'try:\n {act}\nexcept OSError:\n print(\'{{"held": true, "done": true}}\')'
        _with_worker(monkeypatch, code, "bubblewrap")
        assert list(sandbox.run([], source, SHORT)) == [{"held": True, "done": True}]
    # what it may write beside the source lies in its own folder in memory, not on the disk
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "secret"]


@pytest.mark.parametrize("walls", ["bubblewrap", "limits"])
def test_the_worker_is_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, walls: str) -> None:
    """It can ask nobody anything, knows no secret of ours, and (behind walls) sees no process but its own."""
    if walls == "bubblewrap" and sandbox.mode() != "bubblewrap":
        pytest.skip("bubblewrap does not work here")
    monkeypatch.setenv("VEEDOR_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")
    code = (
        "import json, os, sys\n"
        "seen = [p for p in os.listdir('/proc') if p.isdigit()]\n"
        "print(json.dumps({'in': sys.stdin.read(), 'env': dict(os.environ), 'seen': len(seen), 'done': True}))"
    )
    _with_worker(monkeypatch, code, walls)
    (said,) = sandbox.run([], made.pdf(tmp_path / "a.pdf"), SHORT)
    assert said["in"] == ""
    assert "secret" not in said["env"].values()
    assert not {"HOME", "USER", "VEEDOR_HOME", "SSH_AUTH_SOCK"} & set(said["env"])
    assert (walls == "limits") or said["seen"] <= 3


@pytest.mark.parametrize("walls", ["bubblewrap", "limits"])
def test_what_a_worker_starts_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, walls: str) -> None:
    """Forty children that never end are gone when the reading is over; behind walls also those that hid."""
    if walls == "bubblewrap" and sandbox.mode() != "bubblewrap":
        pytest.skip("bubblewrap does not work here")
    hide = "os.setsid(); " if walls == "bubblewrap" else ""
    code = (
        f"# {tmp_path}\nimport os, sys, time\nfor _ in range(40):\n"
        f" if os.fork() == 0:\n  {hide}time.sleep(600)\nsys.stderr.write('x' * 10**7)\ntime.sleep(600)"
    )
    _with_worker(monkeypatch, code, walls)
    with pytest.raises(LimitExceededError):
        list(sandbox.run([], made.pdf(tmp_path / "a.pdf"), SHORT))
    deadline = time.monotonic() + 30
    while (left := _left_over(f"# {tmp_path}")) and time.monotonic() < deadline:
        time.sleep(0.1)  # the system takes them down one by one
    assert left == []


def test_a_worker_cannot_multiply_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind walls, the number of processes has an end, for everybody but root."""
    if sandbox.mode() != "bubblewrap":
        pytest.skip("bubblewrap does not work here")
    if os.getuid() == 0:
        pytest.skip("the system holds root to no number of processes")
    code = (
        "import os, time\ntry:\n for _ in range(200):\n  if os.fork() == 0:\n   time.sleep(600)\n"
        'except BlockingIOError:\n print(\'{"held": true, "done": true}\', flush=True)\n os._exit(0)'
    )
    _with_worker(monkeypatch, code, "bubblewrap")
    assert list(sandbox.run([], made.pdf(tmp_path / "a.pdf"), SHORT)) == [{"held": True, "done": True}]


@pytest.mark.parametrize("secret", ["/etc/hostname", "/nowhere"])
def test_a_link_instead_of_a_file_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    """A harmed worker cannot make us read, outside the walls, what it could not read inside."""
    source, into = made.pdf(tmp_path / "a.pdf"), tmp_path / "out"
    into.mkdir()
    link = f"import os, sys\nos.symlink('{secret}', sys.argv[-1] + '/%s')\n"
    end = "print('{\"done\": true}')"
    _with_worker(monkeypatch, link % "page.png" + end)
    with pytest.raises(ReaderFailedError):
        page_image(source, 1)
    member = 'print(\'{"member": {"name": "a", "file": "1", "error": null}}\')\n'
    _with_worker(monkeypatch, link % "1" + member + end)
    with pytest.raises(ReaderFailedError):
        unpack(source, into)


@pytest.mark.parametrize("what", ["folder", "pipe"])
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path, what: str) -> None:
    """A named pipe never ends."""
    path = tmp_path / "a.pdf"
    if what == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    for deed in (read, lambda p: page_image(p, 1), lambda p: unpack(p, tmp_path)):
        with pytest.raises(UnreadableError, match="no file"):
            deed(path)
    with pytest.raises(FileNotFoundError):
        page_image(tmp_path / "nothing.pdf", 1)
