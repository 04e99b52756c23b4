"""From bytes of any sort to one neutral tree of pages, lines and words with boxes. Knows no Django and no findings."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from veedor.documents.errors import BY_CODE, LimitExceededError, ReaderFailedError, UnreadableError
from veedor.documents.kinds import FileKind, identify
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
    _check_size(path, limits)
    with path.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    identify(path, name)
    head: dict[str, object] = {}
    pages: list[Page] = []
    notes: list[str] = []
    for message in run(["read", str(path), name], path, limits):
        if "head" in message:
            head = message["head"]
        elif "page" in message:
            pages.append(_page(message["page"]))
            if on_page is not None:
                on_page(len(pages), int(str(head.get("total", 0))))
        notes.extend(message.get("notes", ()))
    if not head or not pages or len(pages) != head.get("total"):
        raise ReaderFailedError("The reader ended without all pages.", "Ingest the file again with --retry.")
    return ReadResult(
        Reading(name, sha256, str(head["mime"]), tuple(pages), head["paged"] is True, tuple(notes)), mode()
    )


def page_image(
    path: Path, number: int, dpi: int = 150, *, turned: int = 0, name: str | None = None, limits: Limits | None = None
) -> bytes:
    """Page `number` (from 1) as shown, as PNG, turned clockwise by `turned` degrees (`Page.turned` makes it upright).

    Errors as of `read`.
    """
    path, limits = path.resolve(), limits or Limits.from_env()
    with tempfile.TemporaryDirectory(prefix="veedor-") as folder:
        command = ["image", str(path), name or path.name, str(number), str(dpi), str(turned % 360), folder]
        for _ in run(command, path, limits, folder=Path(folder)):
            pass
        return (Path(folder) / "page.png").read_bytes()


def unpack(path: Path, into: Path, *, name: str | None = None, limits: Limits | None = None) -> list[Member]:
    """Write what lies inside an archive or mail into the folder `into`, under names of our own.

    One bad member is a `Member` with its error; a container that is bad as a whole raises as `read` does.
    """
    path, into, limits = path.resolve(), into.resolve(), limits or Limits.from_env()
    members = []
    for message in run(["unpack", str(path), name or path.name, str(into)], path, limits, folder=into):
        if "member" not in message:
            continue
        raw = message["member"]
        error = BY_CODE.get(raw["error"][0], UnreadableError)(*raw["error"][1:]) if raw["error"] else None
        file = raw["file"]
        # the name of a file that we gave ourselves is a number; anything else is not ours
        if file is not None and not str(file).isdigit():
            raise ReaderFailedError("The reader answered nonsense.", "Ingest the file again with --retry.")
        members.append(Member(str(raw["name"]), into / str(file) if file is not None else None, error))
    return members


def _page(data: dict[str, object]) -> Page:
    try:
        return page_from_json(data)
    except (ValueError, KeyError, TypeError) as error:
        raise ReaderFailedError("The reader answered nonsense.", "Ingest the file again with --retry.") from error


def _check_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise LimitExceededError(
            f"The file is larger than {limits.file_mb} MB ({size // MEGABYTE} MB).",
            "Split it, or raise VEEDOR_MAX_FILE_MB.",
        )
