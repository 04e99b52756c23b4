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
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from veedor.documents.errors import BY_CODE, LimitExceededError, ReaderFailedError, UnreadableError
from veedor.documents.limits import MEGABYTE, Limits

Mode = Literal["bubblewrap", "limits"]
_LONGEST_LINE = 200 * MEGABYTE
PASSWORDS = "_VEEDOR_PASSWORDS"
"""How the worker is told passwords, as a JSON list: whoever lists processes sees their arguments, not this."""
_SCRATCH = 500 * MEGABYTE
"""Bytes that the worker may put into its own folder in memory, which is gone with it."""
_PROCESSES = 64
"""Processes and threads behind the walls together. The system holds nobody to it who is root."""
WORKER = ("-m", "veedor.documents.worker")
"""What this Python is asked to run inside the walls."""
_KEPT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "PYTHONPATH")
"""What the machine says on which the worker runs."""
_SETTINGS = ("VEEDOR_OCR_LANGUAGES", "VEEDOR_LIBREOFFICE")
"""What the person says who reads: of one reading the same on all machines."""


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
    for path in ("/bin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache", "/etc/fonts", "/etc/libreoffice"):
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
    command: Sequence[str],
    source: Path,
    limits: Limits,
    *,
    folder: Path | None = None,
    passwords: Sequence[str] = (),
) -> Generator[dict[str, Any], None, None]:
    """Run the worker on `source`; gives the objects that it prints, one a line, as they come.

    `folder` is where it may write; `passwords` are tried on a locked file. An object `{"error": code, …}` is raised as
    the error it names; a worker that dies, hangs, floods or talks nonsense ends in a `ReaderFailedError` or
    `LimitExceededError` that says so.
    """
    talk = Talk(command, source, limits, folder=folder, passwords=passwords)
    talk.hang_up()
    ends = time.monotonic() + limits.seconds
    finished = False
    try:
        while (message := talk.hear(min(limits.seconds_per_page, ends - time.monotonic()))) is not None:
            finished = message.get("done") is True
            yield message
        talk.end(said_all=finished)
    except DiedError as died:
        raise died.error from died
    finally:
        talk.close()


class DiedError(Exception):
    """The worker itself went wrong: it died, hung, flooded or talked nonsense. `error` says it to a person."""

    def __init__(self, error: UnreadableError, *, late: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.late = late
        """Whether it took too long: to try the same again would take as long again."""


class Talk:
    """One worker inside its walls: it is told lines, and answers with objects."""

    def __init__(
        self,
        command: Sequence[str],
        source: Path,
        limits: Limits,
        *,
        folder: Path | None = None,
        settings: Mapping[str, str] | None = None,
        passwords: Sequence[str] = (),
    ) -> None:
        words = [*_limited(limits), sys.executable, *WORKER, *command]
        if mode() == "bubblewrap":
            few = ["prlimit", f"--nproc={_PROCESSES}", "--"] if _counts_apart("bwrap") else []
            words = [*_walls("bwrap", source, folder), "--", *few, *words]
        self._limits = limits
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(limits, settings, passwords),
            start_new_session=True,
        )
        _running.add(self._process)
        self._lines: deque[bytes] = deque()
        self._rest = bytearray()
        self._said = 0
        self._selector = selectors.DefaultSelector()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
            self._selector.register(pipe, selectors.EVENT_READ)

    def tell(self, line: str) -> None:
        """Say one line. A worker that is no more does not hear it: the next `hear` says so."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError, ValueError):
            self._process.stdin.write(f"{line}\n".encode())
            self._process.stdin.flush()

    def hear(self, seconds: float) -> dict[str, Any] | None:
        """The next object that it prints, None when it prints no more; `DiedError` when it takes longer than that.

        An object `{"error": code, …}` is raised as the error it names: by that the worker speaks of the whole file.
        With `"fault"` it is the worker that failed, and a `DiedError` tells.
        """
        ends = time.monotonic() + seconds
        while not self._lines and self._selector.get_map():
            for key, _ in self._selector.select(max(0.0, ends - time.monotonic())):
                self._take(key.fileobj, os.read(key.fd, 1 << 20))
            # noise without end is no answer: only a line counts
            if not self._lines and self._selector.get_map() and ends <= time.monotonic():
                raise DiedError(
                    LimitExceededError(
                        "Reading took longer than the limits allow.",
                        "Raise VEEDOR_MAX_PAGE_SECONDS or VEEDOR_MAX_SECONDS, then ingest again with --retry.",
                    ),
                    late=True,
                )
        if not self._lines:
            return None
        return believed(self._lines.popleft())

    def _take(self, pipe: Any, data: bytes) -> None:
        if not data:
            self._selector.unregister(pipe)
            if pipe is self._process.stdout and self._rest.strip():
                self._lines.append(bytes(self._rest))
        elif pipe is self._process.stdout:
            self._rest += data
            self._said += len(data)
            if self._said > self._limits.output_mb * MEGABYTE:
                raise DiedError(
                    LimitExceededError(
                        f"The document holds more than {self._limits.output_mb} MB of words and boxes.",
                        "Split it, or raise VEEDOR_MAX_OUTPUT_MB.",
                    )
                )
            if len(self._rest) > _LONGEST_LINE:
                raise DiedError(
                    LimitExceededError("One page holds more than can be kept.", "Look at the file by hand.")
                )
            if b"\n" in data:
                *whole, rest = bytes(self._rest).split(b"\n")
                self._rest = bytearray(rest)
                self._lines.extend(whole)

    def end(self, *, said_all: bool) -> None:
        """Wait for its end; `DiedError` where that does not come, is no good one, or came before all was said."""
        self.hang_up()
        with contextlib.suppress(subprocess.TimeoutExpired):  # it says nothing more and does not end
            self._process.wait(timeout=min(10, self._limits.seconds_per_page))
        if self._process.returncode != 0 or not said_all:
            raise DiedError(_died(self._process))

    def hang_up(self) -> None:
        """Say that nothing more will be said."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()

    def kill(self) -> None:
        """End it at once; may be called from another thread than the one that talks."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End it and let go of everything."""
        _running.discard(self._process)
        self.kill()
        self._process.wait()
        self._selector.close()
        self.hang_up()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()


def stop_all() -> None:
    """Kill every reading that is under way; whoever waits for one gets an error. For a person who wants to stop."""
    for process in list(_running):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def settings_here() -> dict[str, str]:
    """The settings of this process that change what is read, for a worker elsewhere."""
    return {name: os.environ[name] for name in _SETTINGS if name in os.environ}


def _environment(
    limits: Limits, settings: Mapping[str, str] | None = None, passwords: Sequence[str] = ()
) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    kept.update(settings_here() if settings is None else settings)
    fixed = {
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    if passwords:
        fixed[PASSWORDS] = json.dumps(list(passwords))
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


def believed(line: bytes) -> dict[str, Any]:
    """One line of a worker's as the object it is, or raised as the error it tells; `DiedError` for nonsense."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise DiedError(
            ReaderFailedError(
                "The reader answered nonsense.", "Ingest the file again with --retry; if it repeats, please report it."
            )
        )
    if "error" in message:
        made = BY_CODE.get(str(message["error"]), UnreadableError)
        error = made(str(message.get("message")), str(message.get("hint")))
        raise DiedError(error) if message.get("fault") else error
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
