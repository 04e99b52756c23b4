"""From bytes of any sort to one neutral tree of pages, lines and words with boxes. Knows no Django and no findings."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, get_args

from veedor.documents.errors import BY_CODE, LimitExceededError, UnreadableError
from veedor.documents.kinds import Family, FileKind
from veedor.documents.layout import arranged
from veedor.documents.limits import MEGABYTE, Limits, LimitsError
from veedor.documents.members import Member
from veedor.documents.reader import (
    HEAD,
    PageResult,
    PageTask,
    Slot,
    lost_page,
    nonsense,
    read_by_several,
    read_in_turn,
    sense,
    storable,
    took_too_long,
)
from veedor.documents.readers import Head
from veedor.documents.sandbox import DiedError, Mode, mode, run, stop_all
from veedor.documents.tree import Reading, Signature

__all__ = [
    "HEAD",
    "FileKind",
    "Head",
    "Limits",
    "LimitsError",
    "Member",
    "PageResult",
    "PageTask",
    "ReadResult",
    "Reading",
    "Signature",
    "Slot",
    "assemble",
    "identify",
    "page_image",
    "read",
    "stop_all",
    "took_too_long",
    "unpack",
]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A reading, and within which walls it was made."""

    reading: Reading
    sandbox: Mode
    holds_files: bool = False
    """Whether there may be files inside that `unpack` gives, beside what was read (a PDF's attachments)."""


def identify(path: Path, name: str | None = None, limits: Limits | None = None) -> FileKind:
    """What the file at `path` is, asked of a sandboxed process: this one looks at no byte. Errors as of `read`."""
    path, limits = path.resolve(), limits or Limits.from_env()
    _check(path, limits)
    kind = None
    with closing(run(["kind", str(path), name or path.name], path, limits)) as messages:
        for message in messages:
            with _sense():
                if "kind" in message:
                    kind = _kind(message["kind"])
    if kind is None:
        raise nonsense()
    return kind


def read(
    path: Path,
    *,
    name: str | None = None,
    limits: Limits | None = None,
    on_page: Callable[[int, int], None] | None = None,
    workers: int = 1,
    passwords: Sequence[str] = (),
) -> ReadResult:
    """Read the file at `path`, in as many sandboxed processes at once as `workers` says.

    `name` is what the file was called where `path` no longer says so; `on_page(read, total)` is told how many pages
    are read, after each; `passwords` are tried in turn on a file that is locked.
    `UnreadableError` (a subclass, `veedor.documents.errors`) says what is wrong with the file; `OSError` that it
    cannot be opened at all.
    """
    path, name, limits = path.resolve(), name or path.name, limits or Limits.from_env()
    _check(path, limits)
    with path.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    task = PageTask(path, name, HEAD, limits, passwords=tuple(passwords))
    slots = [Slot() for _ in range(workers)]
    try:
        opened = slots[0].read(task)
        if opened.head is None or opened.error:
            raise opened.error or nonsense()
        total = opened.head.total
        numbers = iter(range(1, total + 1))
        several = slots[:total]
        results: list[PageResult] = []
        seconds = 0.0
        with closing(
            read_in_turn(slots[0], task, numbers, ahead=True)
            if len(several) == 1
            else read_by_several(several, task, numbers)
        ) as coming:
            for result in coming:
                results.append(result)
                seconds += result.seconds
                if result.error is not None and result.whole:
                    raise result.error
                if seconds > limits.seconds:
                    raise took_too_long()
                if on_page is not None:
                    on_page(len(results), total)
    finally:
        for slot in slots:
            slot.close()
    return ReadResult(assemble(name, sha256, opened.head, results), mode(), opened.head.holds_files)


def assemble(name: str, sha256: str, head: Head, results: Sequence[PageResult]) -> Reading:
    """The reading of a file all of whose pages were tried, in any order: the one place that sees all pages at once.

    A page that was lost is an empty page with a note. Where all were lost the file is unreadable, and the error of its
    first page is raised.
    """
    results = sorted(results, key=lambda result: result.number)
    if results[0].error is not None and all(result.error for result in results):
        raise results[0].error
    made = [(r.page, r.notes) if r.page else lost_page(r.number, r.error or nonsense()) for r in results]
    pages = arranged([page for page, _ in made])
    notes = (*head.notes, *(note for _, notes in made for note in notes))
    return Reading(name, sha256, head.mime, pages, head.paged, notes, head.signatures)


def page_image(
    path: Path,
    number: int,
    dpi: int = 150,
    *,
    turned: int = 0,
    name: str | None = None,
    limits: Limits | None = None,
    passwords: Sequence[str] = (),
) -> bytes:
    """Page `number` (from 1) as shown, as PNG, turned clockwise by `turned` degrees (`Page.turned` makes it upright).

    Errors as of `read`.
    """
    path, limits = path.resolve(), limits or Limits.from_env()
    _check(path, limits)
    with tempfile.TemporaryDirectory(prefix="veedor-") as folder:
        command = ["image", str(path), name or path.name, str(number), str(dpi), str(turned % 360), folder]
        for _ in run(command, path, limits, folder=Path(folder), passwords=passwords):
            pass
        made = Path(folder) / "page.png"
        if not _is_ours(made):
            raise nonsense()
        return made.read_bytes()


def unpack(
    path: Path,
    into: Path,
    *,
    name: str | None = None,
    limits: Limits | None = None,
    passwords: Sequence[str] = (),
) -> list[Member]:
    """Write the files inside an archive, a mail, a box of mails or a PDF into the folder `into`, under our own names.

    One bad member is a `Member` with its error; a container that is bad as a whole raises as `read` does.
    """
    path, into, limits = path.resolve(), into.resolve(), limits or Limits.from_env()
    _check(path, limits)
    members = []
    command = ["unpack", str(path), name or path.name, str(into)]
    with closing(run(command, path, limits, folder=into, passwords=passwords)) as messages:
        for message in messages:
            with _sense():
                if "member" in message:
                    members.append(_member(message["member"], into))
    if not all(_is_ours(member.path) for member in members if member.path is not None):
        raise nonsense()
    return members


@contextmanager
def _sense() -> Iterator[None]:
    try:
        with sense():
            yield
    except DiedError as died:
        raise died.error from died


def _kind(raw: dict[str, Any]) -> FileKind:
    if raw["family"] not in get_args(Family):
        raise nonsense()
    return FileKind(storable(raw["mime"]), raw["family"], storable(raw["note"]))


def _member(raw: dict[str, Any], into: Path) -> Member:
    name, file, error = storable(raw["name"]), raw["file"], None
    if raw["error"]:
        code, *said = map(storable, raw["error"])
        error = BY_CODE.get(code, UnreadableError)(*said)
    # the name of a file that we gave ourselves is a number; anything else is not ours
    if file is not None and not (str(file).isascii() and str(file).isdigit()):
        raise nonsense()
    return Member(name, into / str(file) if file is not None else None, error)


def _is_ours(path: Path) -> bool:
    """Whether a file of the reader's is one: a link might lead to what the reader itself could not see."""
    return path.is_file() and not path.is_symlink()


def _check(path: Path, limits: Limits) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableError(
            "It is no file but a folder, device, pipe or socket.", "Copy its content to a file first."
        )
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise LimitExceededError(
            f"The file is larger than {limits.file_mb} MB ({size // MEGABYTE} MB).",
            "Split it, or raise VEEDOR_MAX_FILE_MB.",
        )
