"""One page of one file, read in a sandboxed process: the unit of work, here and on other machines.

A `Slot` reads one page after another. It keeps the process of the last file open, because opening a file and loading
what reads it costs as much as a page. When that process dies, the page at which it died is the only one that is lost.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from veedor.documents.checked import check_page
from veedor.documents.errors import LimitExceededError, ReaderFailedError, UnreadableError
from veedor.documents.limits import Limits
from veedor.documents.readers import Head
from veedor.documents.sandbox import DiedError, Talk, mode, settings_here
from veedor.documents.tree import Page, Signature, page_from_wire, signature_from_json

HEAD = 0
"""The number of a task that asks for no page, only for what is known of the file before its pages."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to be read: of the file at `path`, which was called `name`, the page `number` (from 1, or `HEAD`)."""

    path: Path
    name: str
    number: int
    limits: Limits
    settings: Mapping[str, str] = field(default_factory=settings_here)
    """The settings of whoever asks that change what is read, as environment variables."""
    passwords: tuple[str, ...] = ()
    """Tried in turn on a file that is locked."""

    @property
    def file(self) -> tuple[object, ...]:
        """What has to be the same for two tasks to be read by one process."""
        return self.path, self.name, self.limits, sorted(self.settings.items()), self.passwords


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of a task: the page with notes on it, or why there is none.

    With `whole` the error is one of the file; without, the other pages can still be read. `head` is there wherever
    the file could be opened. `seconds` is the time that it took.
    """

    number: int
    head: Head | None = None
    page: Page | None = None
    notes: tuple[str, ...] = ()
    error: UnreadableError | None = None
    whole: bool = False
    seconds: float = 0.0
    sandbox: str = ""


Pages = Generator[PageResult, None, None]
"""What became of pages, as it becomes known."""


def took_too_long() -> LimitExceededError:
    """What is said of a file whose pages together took longer than a document may."""
    return LimitExceededError(
        "Reading took longer than the limits allow.", "Raise VEEDOR_MAX_SECONDS, then ingest again with --retry."
    )


def lost_page(number: int, error: UnreadableError) -> tuple[Page, tuple[str, ...]]:
    """An empty page in the place of one that could not be read, and the note that says why."""
    return Page(number, 595.0, 842.0, "none", 0.0, ""), (f"Page {number} could not be read: {error}",)


class Slot:
    """Reads one page after another, each in a sandboxed process that is kept as long as the file is the same."""

    def __init__(self) -> None:
        self._reader: _Reader | None = None
        self._stopped = threading.Event()

    def read(self, task: PageTask, then: int = HEAD) -> PageResult:
        """Read the page. `then` may name the one that is asked next, so that nobody waits while this is looked at.

        Nothing is raised for what is wrong with the file or the process. A page at which a process died that had read
        others before is tried once more in a fresh one: what others left there may have been too much for it.
        """
        began = time.monotonic()
        head = None
        while True:
            fresh = self._reader is None or self._reader.file != task.file
            try:
                reader = self._reader_of(task)
                head = reader.head
                page, notes = reader.page(task.number, then) if task.number else (None, ())
            except DiedError as died:
                self.close()
                if fresh or died.late or self._stopped.is_set():
                    return PageResult(task.number, head, error=died.error, seconds=time.monotonic() - began)
            except UnreadableError as error:
                self.close()
                return PageResult(task.number, head, error=error, whole=True)
            except OSError as error:
                self.close()
                wrong = UnreadableError(f"It cannot be opened: {error.strerror}.", "Check the path and its rights.")
                return PageResult(task.number, head, error=wrong, whole=True)
            else:
                return PageResult(task.number, head, page, notes, None, False, time.monotonic() - began, mode())

    def _reader_of(self, task: PageTask) -> _Reader:
        if self._reader is None or self._reader.file != task.file:
            self.close()
            self._reader = _Reader(task)
            if self._stopped.is_set():  # while it was being started
                self._reader.kill()
            self._reader.open()
        return self._reader

    def finish(self) -> None:
        """Let the process end by itself. `UnreadableError` when it has more to say than it was asked."""
        reader, self._reader = self._reader, None
        if reader is not None:
            try:
                reader.finish()
            except DiedError as died:
                raise died.error from died
            finally:
                reader.close()

    def close(self) -> None:
        """End the process; the slot can be used again."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def stop(self) -> None:
        """End whatever it does, for good; may be called from another thread, in which `read` then gives an error."""
        self._stopped.set()
        reader = self._reader
        if reader is not None:
            reader.kill()


class _Reader:
    """One file, opened in a process of its own."""

    def __init__(self, task: PageTask) -> None:
        self.file = task.file
        self.head = Head("", paged=False, total=0)
        self._seconds = min(task.limits.seconds_per_page, task.limits.seconds)
        command = ["read", str(task.path), task.name]
        self._talk = Talk(command, task.path, task.limits, settings=task.settings, passwords=task.passwords)
        self._asked: deque[int] = deque()

    def open(self) -> None:
        """Wait for what is known of the file; errors as of `Talk.hear`."""
        message = self._hear("head")
        with sense():
            raw = message["head"]
            notes = tuple(storable(note) for note in raw.get("notes", ()))
            signatures = tuple(_signature(one) for one in raw.get("signatures", ()))
            holds_files = raw.get("holds_files") is True
            self.head = Head(
                storable(raw["mime"]), raw["paged"] is True, int(raw["total"]), notes, holds_files, signatures
            )
        if self.head.total < 1:
            raise DiedError(nonsense())

    def page(self, number: int, then: int) -> tuple[Page, tuple[str, ...]]:
        """That page and notes on it; `then` is asked as well and not waited for."""
        if self._asked and self._asked[0] != number:
            raise DiedError(nonsense())
        for wanted in (number, then):
            if wanted and wanted not in self._asked:
                self._asked.append(wanted)
                self._talk.tell(str(wanted))
        message = self._hear("page")
        self._asked.popleft()
        with sense():
            notes = tuple(storable(note) for note in message.get("notes", ()))
            return _page(message["page"], number, self.head.total), notes

    def finish(self) -> None:
        """Hang up and wait for its end; what it was asked and nobody waits for any more, it may still say."""
        self._talk.hang_up()
        while (message := self._talk.hear(self._seconds)) is not None and "done" not in message:
            if not self._asked:
                raise DiedError(nonsense())
            self._asked.popleft()
        self._talk.end(said_all=message is not None)

    def kill(self) -> None:
        self._talk.kill()

    def close(self) -> None:
        self._talk.close()

    def _hear(self, what: str) -> dict[str, Any]:
        message = self._talk.hear(self._seconds)
        if message is None:
            self._talk.end(said_all=False)
        if message is None or what not in message:
            raise DiedError(nonsense())
        return message


@contextmanager
def sense() -> Iterator[None]:
    """What the worker says may be the file speaking: where no sense can be made of it, a `DiedError` says so."""
    try:
        yield
    except UnreadableError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise DiedError(nonsense()) from error


def nonsense() -> ReaderFailedError:
    """What is said of an answer that is none."""
    return ReaderFailedError("The reader answered nonsense.", "Ingest the file again with --retry.")


def storable(said: object) -> str:
    """Text that can be stored; `ValueError` for half characters. PostgreSQL takes no NUL."""
    text = str(said).replace("\x00", "\ufffd")
    text.encode()
    return text


def _signature(raw: dict[str, Any]) -> Signature:
    signature = signature_from_json(raw)
    for said in (*signature.numbers, *(one for one in raw.values() if isinstance(one, str))):
        storable(said)
    return signature


def _page(data: dict[str, Any], number: int, total: int) -> Page:
    page = page_from_wire(data)
    check_page(page)
    if page.number != number or number > total:
        raise ValueError(f"page {page.number} of {total} instead of {number}")
    return page


def read_in_turn(slot: Slot, task: PageTask, numbers: Iterator[int], *, ahead: bool = False) -> Pages:
    """The pages of those numbers by one slot; `ahead` asks for each while the one before is looked at.

    `UnreadableError` when the process has more to say at the end than it was asked.
    """
    number = next(numbers, HEAD)
    while number:
        then = next(numbers, HEAD) if ahead else HEAD
        yield slot.read(replace(task, number=number), then)
        number = then or next(numbers, HEAD)
    slot.finish()


def read_by_several(slots: Sequence[Slot], task: PageTask, numbers: Iterator[int]) -> Pages:
    """The same by several slots at once: whoever is free takes the next number. They come as they are read."""
    said: SimpleQueue[PageResult | None] = SimpleQueue()

    def work(slot: Slot) -> None:
        try:
            for result in read_in_turn(slot, task, numbers):
                said.put(result)
        finally:
            said.put(None)

    with ThreadPoolExecutor(len(slots)) as threads:
        try:
            working = [threads.submit(work, slot) for slot in slots]
            for _ in slots:
                yield from iter(said.get, None)
            for one in working:
                one.result()
        except BaseException:
            for slot in slots:
                slot.stop()
            raise
