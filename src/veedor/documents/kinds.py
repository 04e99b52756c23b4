"""What a file is: by its bytes first, by its name only where the bytes leave it open."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

import filetype

from veedor.documents.errors import (
    EmptyFileError,
    EncryptedFileError,
    MislabelledFileError,
    TruncatedFileError,
    UnsupportedFileError,
)

Family = Literal["pdf", "image", "text", "docx", "mail", "archive"]
"""Which reader takes a file."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEAD = 8192
_BY_SUFFIX: dict[str, Family] = {
    ".pdf": "pdf",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".jpe": "image",
    ".tif": "image",
    ".tiff": "image",
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".docx": "docx",
    ".eml": "mail",
    ".zip": "archive",
}
_IMAGES = {"image/png", "image/jpeg", "image/tiff"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY = 1_000_000
"""Bytes of an archive's list of members above which it is not looked into outside the sandbox."""
_MAIL_HEADERS = (
    b"from:",
    b"to:",
    b"subject:",
    b"date:",
    b"received:",
    b"return-path:",
    b"mime-version:",
    b"message-id:",
)
_READ = "PDF, PNG, JPEG, TIFF, TXT, MD, DOCX, EML and ZIP are read."


@dataclass(frozen=True, slots=True)
class FileKind:
    """A file's media type, the family of readers that takes it, and a note where its name says otherwise."""

    mime: str
    family: Family
    note: str = ""


def identify(path: Path, name: str | None = None) -> FileKind:
    """What the file at `path` is; `name` is what it was called (its own name where None).

    `EmptyFileError`, `EncryptedFileError`, `MislabelledFileError`, `UnsupportedFileError`, `OSError`.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\x00\t\n\r \xef\xbb\xbf") and not _longer(path, len(head)):
        raise EmptyFileError("The file is empty.", "Ask whoever sent it for the file again.")
    suffix = PurePath(name or path.name).suffix.lower()
    promised = _BY_SUFFIX.get(suffix)
    kind = _by_bytes(path, head, suffix)
    if kind is not None:
        if promised is not None and promised != kind.family:
            return FileKind(kind.mime, kind.family, f"The file is called {suffix} but is {kind.mime}; read as that.")
        return kind
    guess = filetype.guess_mime(head)
    if promised in {"text", "mail"} and guess is None and _is_text(head):
        return _text_kind(head, promised, suffix)
    if promised is not None:
        what = f"{guess}" if guess else "no kind that is known"
        raise MislabelledFileError(f"The file is called {suffix} but its bytes are {what}.", "Check what was sent.")
    if guess is None and _is_text(head):
        return _text_kind(head, None, suffix)
    what = f"of the kind {guess}" if guess else "of an unknown kind"
    raise UnsupportedFileError(f"The file is {what}, which is not read.", _READ)


def _longer(path: Path, than: int) -> bool:
    return path.stat().st_size > than


def _by_bytes(path: Path, head: bytes, suffix: str) -> FileKind | None:
    # first, for an archive may hold a PDF as it is within its first bytes
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path, suffix)
    # readers of PDF accept some bytes before the header, and scanners and mailers leave them there; but a text that
    # speaks of PDF is a text
    at = head[:1024].find(b"%PDF-")
    if at == 0 or (at > 0 and not (_BY_SUFFIX.get(suffix) in {"text", "mail"} and _is_text(head))):
        return FileKind("application/pdf", "pdf")
    if head.startswith(_OLE) and _holds_encrypted_office(path):
        raise EncryptedFileError("The office document needs a password.", "Save it without one and send it again.")
    mime = filetype.guess_mime(head)
    if mime in _IMAGES:
        return FileKind(mime, "image")
    return None


def _zip_kind(path: Path, suffix: str) -> FileKind:
    """A ZIP, or an office document, which is one inside."""
    if _directory_bytes(path) > _DIRECTORY:
        return FileKind("application/zip", "archive")  # no office document; opened in the sandbox only
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise TruncatedFileError("The archive is broken off or damaged.", "Ask for the file again.") from error
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return FileKind(DOCX, "docx")
        raise UnsupportedFileError("The file is an office document other than DOCX, which is not read.", _READ)
    if "mimetype" in names and suffix != ".zip":
        raise UnsupportedFileError(
            "The file is an OpenDocument or e-book, which is not read.", "Save it as PDF or DOCX."
        )
    return FileKind("application/zip", "archive")


def _directory_bytes(path: Path) -> int:
    """How long an archive's list of members says it is: read whole, it can take ten times its size in memory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 70_000))  # the longest end record, and the locator before it
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        return 0  # no archive at all
    if len(tail) < at + 22:
        return _DIRECTORY + 1  # an end record within an end record: somebody wants it misread
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    # what is too large for this field is told in another record; whoever needs that has a large directory
    return max(length, _DIRECTORY + 1) if b"PK\x06\x07" in tail[max(0, at - 20) : at] else length


def _holds_encrypted_office(path: Path) -> bool:
    """Whether an OLE container holds an encrypted DOCX, XLSX or PPTX: its directory names it in UTF-16."""
    wanted = "EncryptedPackage".encode("utf-16-le")
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(1 << 20)
        file.seek(max(0, size - (1 << 20)))
        return wanted in head or wanted in file.read()


def _is_text(head: bytes) -> bool:
    """Whether the bytes look like text: no NUL outside UTF-16, few control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if b"\x00" in head:
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head) + head.count(0x7F)
    if control * 50 > len(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 4:  # the head may end inside a character
            return True
        # an older code page: mostly ASCII with single accented letters
        high = sum(byte >= 128 for byte in head)
        return high * 5 < len(head)
    return True


def _text_kind(head: bytes, promised: Family | None, suffix: str) -> FileKind:
    if promised == "mail" or (promised is None and _is_mail(head)):
        return FileKind("message/rfc822", "mail")
    return FileKind("text/markdown" if suffix in {".md", ".markdown"} else "text/plain", "text")


def _is_mail(head: bytes) -> bool:
    first = head.lower().split(b"\n\n")[0].split(b"\r\n\r\n")[0].splitlines()
    return sum(line.startswith(_MAIL_HEADERS) for line in first) >= 3
