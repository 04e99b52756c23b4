"""Files inside a PDF: attached to the document, to a page or in a portfolio (ISO 32000-2, 7.11.4 and 12.5.6.15)."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf

from veedor.documents.errors import (
    EncryptedFileError,
    LimitExceededError,
    TruncatedFileError,
    UnreadableError,
)
from veedor.documents.limits import Limits
from veedor.documents.members import Member, MemberWriter

_CHUNK = 1 << 16
_MOST_ANNOTATIONS = 10_000
"""Annotations of a page that are looked at."""
_DAMAGE = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
)


def may_hold_files(path: Path) -> bool:
    """Whether the PDF's bytes name an embedded file: a look that costs nothing beside reading the pages."""
    return _says(path, b"/EmbeddedFile") or _says(path, b"/FileAttachment")


def may_be_signed(path: Path) -> bool:
    """Whether the PDF's bytes name the part that a signature is over. It stands in no compressed part of the file."""
    return _says(path, b"/ByteRange")


def _says(path: Path, words: bytes) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        return held.find(words) >= 0


def attached_files(path: Path, writer: MemberWriter, limits: Limits, passwords: Sequence[str] = ()) -> Iterator[Member]:
    """The files inside, written out one by one, each once however many places name it.

    `EncryptedFileError` or `TruncatedFileError` when the PDF cannot be opened; one bad file is a member with its error.
    """
    with _opened(path, passwords) as pdf:
        seen: set[tuple[int, int]] = set()
        number = 0
        for key, spec in _specs(pdf, limits):
            try:
                stream = _stream(spec)
                if stream is None or (stream.is_indirect and stream.objgen in seen):
                    continue
                seen.add(stream.objgen)
                number += 1
                name = _name(spec) or key or f"adjunto-{number}"
            except _DAMAGE:
                number += 1
                yield Member(key or f"adjunto-{number}", error=_broken())
                continue
            yield _written(writer, name, stream)


def _opened(path: Path, passwords: Sequence[str]) -> pikepdf.Pdf:
    # older kinds of locks know Latin letters alone, as one byte each
    older = [password.encode("latin-1") for password in passwords if not _beyond_latin(password)]
    tried: list[str | bytes] = ["", *passwords, *older]
    for password in tried:
        try:
            return pikepdf.open(path, password=password)
        except pikepdf.PasswordError:
            continue
        except (pikepdf.PdfError, RuntimeError) as error:
            raise TruncatedFileError(
                "What is inside the PDF cannot be taken out: it is damaged.", "Save the attachments by hand."
            ) from error
    raise EncryptedFileError(
        "The PDF needs a password to be opened.", "Name a file of passwords: --password-file FILE."
    )


def _beyond_latin(password: str) -> bool:
    return any(ord(letter) > 255 for letter in password)


def _specs(pdf: pikepdf.Pdf, limits: Limits) -> Iterator[tuple[str, pikepdf.Object]]:
    """What names a file inside: the document's list, then the annotations of its pages."""
    try:
        listed = [(str(key), spec.obj) for key, spec in pdf.attachments.items()]
    except _DAMAGE:
        listed = []
    yield from listed
    for at, page in enumerate(pdf.pages):
        if at >= limits.pages:
            break
        try:
            notes = page.obj.get("/Annots", pikepdf.Array())
            held = [notes[n] for n in range(min(len(notes), _MOST_ANNOTATIONS))]
            found = [one["/FS"] for one in held if one.get("/Subtype") == "/FileAttachment" and "/FS" in one]
        except _DAMAGE:
            continue
        for spec in found:
            yield "", spec


def _stream(spec: pikepdf.Object) -> pikepdf.Object | None:
    """The bytes that a file specification embeds; None where it only points elsewhere."""
    held = spec.get("/EF") if isinstance(spec, pikepdf.Dictionary) else None
    if held is None:
        return None
    return next((held[key] for key in ("/UF", "/F", "/Unix", "/DOS", "/Mac") if key in held), None)


def _name(spec: pikepdf.Object) -> str:
    said = next((str(spec[key]) for key in ("/UF", "/F") if key in spec), "")
    return " ".join(said.replace("\x00", " ").split())


def _written(writer: MemberWriter, name: str, stream: pikepdf.Object) -> Member:
    try:
        raw = stream.read_raw_bytes()
        filters = stream.get("/Filter")
        plain = filters is None or (isinstance(filters, pikepdf.Array) and len(filters) == 0)
        if plain:
            return writer.write(name, iter([raw]), packed=None)
        if filters == "/FlateDecode" or (isinstance(filters, pikepdf.Array) and list(filters) == ["/FlateDecode"]):
            return writer.write(name, _inflated(raw), packed=max(1, len(raw)))
        return writer.write(name, iter([stream.read_bytes()]), packed=max(1, len(raw)))
    except UnreadableError:
        raise
    except MemoryError:
        return Member(name, error=LimitExceededError("It needs more memory than allowed.", "Take it out by hand."))
    except (*_DAMAGE, zlib.error):
        return Member(name, error=_broken())


def _inflated(raw: bytes) -> Iterator[bytes]:
    """What deflated bytes unpack to, piece by piece: a bomb is noticed before it has unpacked."""
    unpacker = zlib.decompressobj()
    rest = raw
    while rest and not unpacker.eof:
        piece = unpacker.decompress(rest, _CHUNK)
        rest = unpacker.unconsumed_tail
        if piece:
            yield piece
        elif not rest:
            break
    yield unpacker.flush(_CHUNK)
    if not unpacker.eof:
        raise zlib.error("broken off")


def _broken() -> UnreadableError:
    return TruncatedFileError("It is damaged inside the PDF.", "Ask for it again.")
