"""Which reader takes which family of files. Runs inside the sandbox; `veedor.documents.read` is the way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from veedor.documents.errors import UnreadableError, UnsupportedFileError
from veedor.documents.kinds import FileKind, identify
from veedor.documents.limits import Limits
from veedor.documents.members import Member, MemberWriter, unpack_zip
from veedor.documents.tree import Page

Pages = Iterator[tuple[Page, tuple[str, ...]]]
"""Pages as they are read, each with notes on it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a file before its pages are read: `total` is their number."""

    mime: str
    paged: bool
    total: int
    notes: tuple[str, ...] = ()


def read_here(path: Path, name: str, limits: Limits, *, numbers: Iterable[int] | None = None) -> tuple[Head, Pages]:
    """The file's head and its pages one by one, read in this process.

    `numbers` names the pages and may say each as late as it likes; without it all come in order.
    """
    kind = identify(path, name)
    notes = (kind.note,) if kind.note else ()
    if kind.family == "pdf":
        from veedor.documents.pdf import PdfFile

        pdf = PdfFile(path, limits)
        return Head(kind.mime, paged=True, total=len(pdf), notes=notes), pdf.pages(numbers)
    if kind.family == "image":
        from veedor.documents.picture import PictureFile

        picture = PictureFile(path, limits)
        return Head(kind.mime, paged=True, total=len(picture), notes=(*notes, *picture.notes)), picture.pages(numbers)
    return _without_pages(path, kind, notes, limits, numbers or (1,))


def _without_pages(
    path: Path, kind: FileKind, notes: tuple[str, ...], limits: Limits, numbers: Iterable[int]
) -> tuple[Head, Pages]:
    from veedor.documents.plain import page_of_text, read_text

    more = ""
    if kind.family == "text":
        text, more = read_text(path, limits)
    elif kind.family == "docx":
        from veedor.documents.office import read_docx

        text = read_docx(path, limits)
    elif kind.family == "mail":
        from veedor.documents.mail import read_mail

        text = read_mail(path, limits)
    else:
        raise UnsupportedFileError("An archive has no text of its own.", "Read what is inside it.")
    page = page_of_text(text)
    head = Head(kind.mime, paged=False, total=1, notes=(*notes, more) if more else notes)
    return head, ((page, ()) for _ in numbers)


def render_here(path: Path, name: str, number: int, dpi: int, limits: Limits) -> Image.Image:
    """Page `number` (from 1) as shown, upright, at `dpi` dots an inch, in colour."""
    kind = identify(path, name)
    if kind.family == "pdf":
        from veedor.documents.pdf import PdfFile

        return PdfFile(path, limits).picture(number, dpi)
    if kind.family == "image":
        from veedor.documents.picture import PictureFile

        return PictureFile(path, limits).picture(number, dpi)
    raise UnreadableError("This file has no pages to show.")


def unpack_here(path: Path, name: str, folder: Path, limits: Limits) -> Iterator[Member]:
    """The members of an archive or mail, written into `folder`."""
    kind = identify(path, name)
    writer = MemberWriter(folder, limits)
    if kind.family == "archive":
        yield from unpack_zip(path, writer)
    elif kind.family == "mail":
        from veedor.documents.mail import attachments

        yield from attachments(path, writer, limits)
    else:
        raise UnsupportedFileError("There is nothing inside this file to unpack.")
