"""From bytes of any sort to one neutral tree of pages, lines and words with boxes. Knows no Django and no findings."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, get_args

from veedor.documents.checked import check_page
from veedor.documents.errors import BY_CODE, LimitExceededError, ReaderFailedError, UnreadableError
from veedor.documents.kinds import Family, FileKind
from veedor.documents.limits import MEGABYTE, Limits, LimitsError
from veedor.documents.members import Member
from veedor.documents.sandbox import Mode, mode, run, stop_all
from veedor.documents.tree import Page, Reading, page_from_json

__all__ = [
    "FileKind",
    "Limits",
    "LimitsError",
    "Member",
    "ReadResult",
    "Reading",
    "identify",
    "page_image",
    "read",
    "stop_all",
    "unpack",
]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A reading, and within which walls it was made."""

    reading: Reading
    sandbox: Mode


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
        raise _nonsense()
    return kind


def read(
    path: Path,
    *,
    name: str | None = None,
    limits: Limits | None = None,
    on_page: Callable[[int, int], None] | None = None,
) -> ReadResult:
    """Read the file at `path`, in a sandboxed process of its own.

    `name` is what the file was called where `path` no longer says so; `on_page(number, total)` is told of each page.
    `UnreadableError` (a subclass, `veedor.documents.errors`) says what is wrong with the file; `OSError` that it
    cannot be opened at all.
    """
    path, name, limits = path.resolve(), name or path.name, limits or Limits.from_env()
    _check(path, limits)
    with path.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    mime, paged, total = "", False, 0
    pages: list[Page] = []
    notes: list[str] = []
    with closing(run(["read", str(path), name], path, limits)) as messages:
        for message in messages:
            with _sense():
                if "head" in message:
                    head = message["head"]
                    mime, paged, total = _text(head["mime"]), head["paged"] is True, int(head["total"])
                elif "page" in message:
                    pages.append(_page(message["page"], len(pages) + 1, total))
                notes.extend(_text(note) for note in message.get("notes", ()))
            if "page" in message and on_page is not None:
                on_page(len(pages), total)
    if not pages or len(pages) != total:
        raise ReaderFailedError("The reader ended without all pages.", "Ingest the file again with --retry.")
    return ReadResult(Reading(name, sha256, mime, tuple(pages), paged, tuple(notes)), mode())


def page_image(
    path: Path, number: int, dpi: int = 150, *, turned: int = 0, name: str | None = None, limits: Limits | None = None
) -> bytes:
    """Page `number` (from 1) as shown, as PNG, turned clockwise by `turned` degrees (`Page.turned` makes it upright).

    Errors as of `read`.
    """
    path, limits = path.resolve(), limits or Limits.from_env()
    _check(path, limits)
    with tempfile.TemporaryDirectory(prefix="veedor-") as folder:
        command = ["image", str(path), name or path.name, str(number), str(dpi), str(turned % 360), folder]
        for _ in run(command, path, limits, folder=Path(folder)):
            pass
        made = Path(folder) / "page.png"
        if not _is_ours(made):
            raise _nonsense()
        return made.read_bytes()


def unpack(path: Path, into: Path, *, name: str | None = None, limits: Limits | None = None) -> list[Member]:
    """Write what lies inside an archive or mail into the folder `into`, under names of our own.

    One bad member is a `Member` with its error; a container that is bad as a whole raises as `read` does.
    """
    path, into, limits = path.resolve(), into.resolve(), limits or Limits.from_env()
    _check(path, limits)
    members = []
    with closing(run(["unpack", str(path), name or path.name, str(into)], path, limits, folder=into)) as messages:
        for message in messages:
            with _sense():
                if "member" in message:
                    members.append(_member(message["member"], into))
    if not all(_is_ours(member.path) for member in members if member.path is not None):
        raise _nonsense()
    return members


@contextmanager
def _sense() -> Iterator[None]:
    """What the worker says may be the file speaking: where no sense can be made of it, that is our error."""
    try:
        yield
    except UnreadableError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _nonsense() from error


def _kind(raw: dict[str, Any]) -> FileKind:
    if raw["family"] not in get_args(Family):
        raise _nonsense()
    return FileKind(_text(raw["mime"]), raw["family"], _text(raw["note"]))


def _page(data: dict[str, Any], number: int, total: int) -> Page:
    page = page_from_json(data)
    check_page(page)
    if page.number != number or number > total:
        raise _nonsense()
    return page


def _member(raw: dict[str, Any], into: Path) -> Member:
    name, file, error = _text(raw["name"]), raw["file"], None
    if raw["error"]:
        code, *said = map(_text, raw["error"])
        error = BY_CODE.get(code, UnreadableError)(*said)
    # the name of a file that we gave ourselves is a number; anything else is not ours
    if file is not None and not (str(file).isascii() and str(file).isdigit()):
        raise _nonsense()
    return Member(name, into / str(file) if file is not None else None, error)


def _nonsense() -> ReaderFailedError:
    return ReaderFailedError("The reader answered nonsense.", "Ingest the file again with --retry.")


def _text(said: object) -> str:
    """Text that can be stored; `ValueError` for half characters. PostgreSQL takes no NUL."""
    text = str(said).replace("\x00", "\ufffd")
    text.encode()
    return text


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
