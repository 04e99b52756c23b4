"""Every file from outside is opened in a process of its own that can do no harm and cannot outlive its limits.

Where bubblewrap works, the process sees a read-only system, no network, no home, and can write to one folder only.
Where it does not, the same limits on memory, time and output hold without the walls; which of the two it was is
reported with the reading.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from veedor.documents.errors import BY_CODE, LimitExceededError, ReaderFailedError, UnreadableError
from veedor.documents.limits import MEGABYTE, Limits

Mode = Literal["bubblewrap", "limits"]
_LONGEST_LINE = 200 * MEGABYTE
_SCRATCH = 500 * MEGABYTE
"""Bytes that the worker may put into its own folder in memory, which is gone with it."""
_PROCESSES = 64
"""Processes and threads behind the walls together. The system holds nobody to it who is root."""
WORKER = ("-m", "veedor.documents.worker")
"""What this Python is asked to run inside the walls."""
_KEPT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "PYTHONPATH", "VEEDOR_OCR_LANGUAGES")


_running: set[subprocess.Popen[bytes]] = set()


@functools.cache
def mode() -> Mode:
    """Whether bubblewrap works here; asked once a process."""
    program = shutil.which("bwrap")
    if program is None:
        return "limits"
    try:
        probe = [*_walls(program, None, None), "--", "/bin/true"]
        done = subprocess.run(probe, stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "limits"
    return "bubblewrap" if done.returncode == 0 else "limits"


def _walls(program: str, source: Path | None, folder: Path | None) -> list[str]:
    walls = [program, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    walls += ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev", *_scratch(program)]
    for path in ("/bin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache", "/etc/fonts"):
        walls += ["--ro-bind-try", path, path]
    for path in _python_folders():
        walls += ["--ro-bind-try", path, path]
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        walls += ["--ro-bind-try", prefix, prefix]
    if source is not None:
        walls += ["--ro-bind", str(source), str(source)]
    if folder is not None:
        walls += ["--bind", str(folder), str(folder)]
    # what bubblewrap makes to hang the others in lies in memory and could be written to
    return [*walls, "--remount-ro", "/", "--remount-ro", "/dev"]


@functools.cache
def _scratch(program: str) -> list[str]:
    """A folder for the worker's own use, of a size that has an end; none where bubblewrap (before 0.7) sets no size."""
    said = subprocess.run([program, "--help"], stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False)
    if b"--size" in said.stdout + said.stderr:
        return ["--size", str(_SCRATCH), "--tmpfs", "/tmp"]  # noqa: S108 - its own
    return ["--dir", "/tmp"]  # noqa: S108 - its own


@functools.cache
def _counts_apart(program: str) -> bool:
    """Whether processes behind the walls are counted apart from those of the person who runs Veedor."""
    probe = ["prlimit", f"--nproc={_PROCESSES}", "--", "/bin/sh", "-c", "/bin/true; exit $?"]
    done = subprocess.run(
        [*_walls(program, None, None), "--", *probe], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def _python_folders() -> list[str]:
    """Where this Python, its packages and Veedor itself stand."""
    here = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), str(Path(__file__).resolve().parents[2])}
    return sorted(here)


def run(
    command: Sequence[str], source: Path, limits: Limits, *, folder: Path | None = None
) -> Generator[dict[str, Any], None, None]:
    """Run the worker on `source`; gives the objects that it prints, one a line, as they come.

    `folder` is where it may write. An object `{"error": code, …}` is raised as the error it names; a worker that
    dies, hangs, floods or talks nonsense ends in a `ReaderFailedError` or `LimitExceededError` that says so.
    """
    words = [*_limited(limits), sys.executable, *WORKER, *command]
    if mode() == "bubblewrap":
        few = ["prlimit", f"--nproc={_PROCESSES}", "--"] if _counts_apart("bwrap") else []
        words = [*_walls("bwrap", source, folder), "--", *few, *words]
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(limits),
        start_new_session=True,
    )
    finished = False
    _running.add(process)
    try:
        for line in _lines(process, limits):
            message = _message(line)
            if "error" in message:
                raise BY_CODE.get(str(message["error"]), UnreadableError)(
                    str(message.get("message")), str(message.get("hint"))
                )
            finished = message.get("done") is True
            yield message
        with contextlib.suppress(subprocess.TimeoutExpired):  # it says nothing more and does not end
            process.wait(timeout=min(10, limits.seconds_per_page))
        if process.returncode != 0 or not finished:
            raise _died(process)
    finally:
        _running.discard(process)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def stop_all() -> None:
    """Kill every reading that is under way; whoever waits for one gets an error. For a person who wants to stop."""
    for process in list(_running):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _environment(limits: Limits) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    fixed = {
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    return {**kept, **fixed, **limits.as_environment()}


def _limited(limits: Limits) -> list[str]:
    """No core files, so much memory, so much time, files only so large: set by a program, for threads run here."""
    most = max(limits.unpacked_mb, limits.file_mb) * MEGABYTE
    return [
        "prlimit",
        "--core=0",
        f"--as={limits.memory_mb * MEGABYTE}",
        f"--cpu={limits.seconds}:{limits.seconds + 5}",
        f"--fsize={most}",
        "--",
    ]


def _lines(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[bytes]:
    """The worker's lines as they come. Each has to come within the time of a page, all within that of a document."""
    assert process.stdout is not None
    assert process.stderr is not None
    os.set_blocking(process.stdout.fileno(), False)
    os.set_blocking(process.stderr.fileno(), False)
    ends = time.monotonic() + limits.seconds
    buffer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stderr, selectors.EVENT_READ)
        page_ends = time.monotonic() + limits.seconds_per_page
        open_pipes = 2
        said = 0
        while open_pipes:
            left = min(ends, page_ends) - time.monotonic()
            ready = selector.select(max(0.0, left))
            if not ready and min(ends, page_ends) <= time.monotonic():
                raise LimitExceededError(
                    "Reading took longer than the limits allow.",
                    "Raise VEEDOR_MAX_PAGE_SECONDS or VEEDOR_MAX_SECONDS, then ingest again with --retry.",
                )
            for key, _ in ready:
                data = os.read(key.fd, 1 << 20)
                if not data:
                    selector.unregister(key.fileobj)
                    open_pipes -= 1
                elif key.fileobj is process.stdout:
                    buffer += data
                    said += len(data)
                    if said > limits.output_mb * MEGABYTE:
                        raise LimitExceededError(
                            f"The document holds more than {limits.output_mb} MB of words and boxes.",
                            "Split it, or raise VEEDOR_MAX_OUTPUT_MB.",
                        )
                    if len(buffer) > _LONGEST_LINE:
                        raise LimitExceededError("One page holds more than can be kept.", "Look at the file by hand.")
                    if b"\n" in data:
                        *whole, rest = bytes(buffer).split(b"\n")
                        buffer = bytearray(rest)
                        yield from whole
                        page_ends = time.monotonic() + limits.seconds_per_page  # what we did with them is not its time
    if buffer.strip():
        yield bytes(buffer)


def _message(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise ReaderFailedError(
            "The reader answered nonsense.", "Ingest the file again with --retry; if it repeats, please report it."
        )
    return message


def _died(process: subprocess.Popen[bytes]) -> UnreadableError:
    code = process.returncode
    if code is None:
        return LimitExceededError("The reader did not end.", "Ingest the file again with --retry.")
    if code in {-signal.SIGXCPU, 128 + signal.SIGXCPU}:
        return LimitExceededError("Reading took longer than the limits allow.", "Raise VEEDOR_MAX_SECONDS.")
    if code < 0 or code > 128:
        number = -code if code < 0 else code - 128
        return ReaderFailedError(
            f"The reader was killed while it read this file (signal {number}).",
            "The file may be harmful or need more memory (VEEDOR_MAX_MEMORY_MB). Try again with --retry.",
        )
    return ReaderFailedError(
        "The reader ended without a word on this file.",
        "Ingest the file again with --retry; if it repeats, please report it.",
    )
