"""Which reader takes which family of files. Runs inside the sandbox; `veedor.documents.read` is the way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from veedor.documents.errors import UnreadableError, UnsupportedFileError
from veedor.documents.kinds import OFFICE, FileKind, identify
from veedor.documents.limits import Limits
from veedor.documents.members import Member, MemberWriter, unpack_zip
from veedor.documents.tree import Page, Signature

Pages = Iterator[tuple[Page, tuple[str, ...]]]
"""Pages as they are read, each with notes on it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a file before its pages are read: `total` is their number."""

    mime: str
    paged: bool
    total: int
    notes: tuple[str, ...] = ()
    holds_files: bool = False
    """Whether a file that is read may hold other files, which `unpack_here` would give."""
    signatures: tuple[Signature, ...] = ()


def read_here(
    path: Path, name: str, limits: Limits, passwords: Sequence[str] = (), *, numbers: Iterable[int] | None = None
) -> tuple[Head, Pages]:
    """The file's head and its pages one by one, read in this process. `passwords` are tried on what is locked.

    `numbers` names the pages and may say each as late as it likes; without it all come in order.
    """
    kind = identify(path, name)
    notes = (kind.note,) if kind.note else ()
    if kind.family == "pdf":
        return _pdf(path, kind, notes, limits, passwords, numbers)
    if kind.family == "image":
        from veedor.documents.picture import PictureFile

        picture = PictureFile(path, limits)
        return Head(kind.mime, paged=True, total=len(picture), notes=(*notes, *picture.notes)), picture.pages(numbers)
    if kind.family in OFFICE:
        return _office(path, kind, notes, limits, numbers)
    return _without_pages(path, kind, notes, limits, numbers)


def _pdf(
    path: Path,
    kind: FileKind,
    notes: tuple[str, ...],
    limits: Limits,
    passwords: Sequence[str],
    numbers: Iterable[int] | None,
) -> tuple[Head, Pages]:
    from veedor.documents.attached import may_be_signed, may_hold_files
    from veedor.documents.pdf import PdfFile

    pdf = PdfFile(path, limits, passwords)
    if pdf.opened_with is not None:
        notes = (*notes, "The PDF was opened with a password.")
    signatures: tuple[Signature, ...] = ()
    if may_be_signed(path):
        from veedor.documents.signatures import signatures_of

        signatures, more = signatures_of(path, pdf.opened_with)
        notes = (*notes, *more)
    holds = pdf.attached > 0 or may_hold_files(path)
    return Head(kind.mime, True, len(pdf), notes, holds, signatures), pdf.pages(numbers)


def _office(
    path: Path, kind: FileKind, notes: tuple[str, ...], limits: Limits, numbers: Iterable[int] | None
) -> tuple[Head, Pages]:
    """Laid out by LibreOffice where that is there, as text alone where it is not. Our own reader looks first."""
    from veedor.documents.laid_out import as_pdf, libreoffice, scratch
    from veedor.documents.pdf import PdfFile

    text = _office_text(path, kind, limits)
    if text is None and libreoffice() is None:
        raise UnsupportedFileError(
            "The file is a DOC, which is read with LibreOffice, and that is not installed or turned off.",
            "Install the package libreoffice-writer-nogui, then use --retry; or save it as DOCX or PDF.",
        )
    if libreoffice() is not None:
        folder = scratch()
        try:
            pdf = PdfFile(as_pdf(path, kind.family, Path(folder.name), limits), limits)
        except UnreadableError as error:
            folder.cleanup()
            if text is None:
                raise
            return _as_text(text, kind, numbers, (*notes, f"Read as text, without pages: {error}"))
        program = pdf.producer or "LibreOffice"
        note = f"The pages are as {program} lays the document out; elsewhere, lines and pages may fall otherwise."

        def pages() -> Pages:
            with folder:
                yield from pdf.pages(numbers)

        return Head(kind.mime, paged=True, total=len(pdf), notes=(*notes, note)), pages()
    note = "Read as text, without pages: LibreOffice, which would lay it out, is not installed or turned off."
    return _as_text(text or "", kind, numbers, (*notes, note))


def _office_text(path: Path, kind: FileKind, limits: Limits) -> str | None:
    """The words of an office document by our own reader, which refuses what is harmful; None where there is none."""
    from veedor.documents.office import read_docx, read_odt
    from veedor.documents.rtf import read_rtf

    own = {"docx": read_docx, "odt": read_odt, "rtf": read_rtf}.get(kind.family)
    return own(path, limits) if own else None


def _without_pages(
    path: Path, kind: FileKind, notes: tuple[str, ...], limits: Limits, numbers: Iterable[int] | None
) -> tuple[Head, Pages]:
    more = ""
    if kind.family == "text":
        from veedor.documents.plain import read_text

        text, more = read_text(path, limits)
    elif kind.family == "html":
        from veedor.documents.webpage import read_html

        text, more = read_html(path, limits)
    elif kind.family == "mail":
        from veedor.documents.mail import read_mail

        text = read_mail(path, limits)
    else:
        what = "A box of mails" if kind.family == "mbox" else "An archive"
        raise UnsupportedFileError(
            f"{what} has no text of its own.", "Take it in with veedor ingest to read what is inside."
        )
    return _as_text(text, kind, numbers, (*notes, more) if more else notes)


def _as_text(text: str, kind: FileKind, numbers: Iterable[int] | None, notes: tuple[str, ...]) -> tuple[Head, Pages]:
    from veedor.documents.plain import page_of_text

    page = page_of_text(text)
    return Head(kind.mime, paged=False, total=1, notes=notes), ((page, ()) for _ in numbers or (1,))


def render_here(
    path: Path, name: str, number: int, dpi: int, limits: Limits, passwords: Sequence[str] = ()
) -> Image.Image:
    """Page `number` (from 1) as shown, upright, at `dpi` dots an inch, in colour."""
    kind = identify(path, name)
    if kind.family == "pdf":
        from veedor.documents.pdf import PdfFile

        return PdfFile(path, limits, passwords).picture(number, dpi)
    if kind.family == "image":
        from veedor.documents.picture import PictureFile

        return PictureFile(path, limits).picture(number, dpi)
    if kind.family in OFFICE:
        from veedor.documents.laid_out import as_pdf, scratch
        from veedor.documents.pdf import PdfFile

        # laid out anew: seconds of work, against a second file for each document that could differ from it
        with scratch() as folder:
            return PdfFile(as_pdf(path, kind.family, Path(folder), limits), limits).picture(number, dpi)
    raise UnreadableError("This file has no pages to show.")


def unpack_here(path: Path, name: str, folder: Path, limits: Limits, passwords: Sequence[str] = ()) -> Iterator[Member]:
    """The files inside an archive, a mail, a box of mails or a PDF, written into `folder`."""
    kind = identify(path, name)
    writer = MemberWriter(folder, limits)
    if kind.family == "archive":
        yield from unpack_zip(path, writer)
    elif kind.family == "mail":
        from veedor.documents.mail import attachments

        yield from attachments(path, writer, limits)
    elif kind.family == "mbox":
        from veedor.documents.mbox import mails

        yield from mails(path, writer)
    elif kind.family == "pdf":
        from veedor.documents.attached import attached_files

        yield from attached_files(path, writer, limits, passwords)
    else:
        raise UnsupportedFileError("There is nothing inside this file to unpack.")
