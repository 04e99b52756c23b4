"""What a file is: by its bytes first, by its name only where the bytes leave it open."""

from __future__ import annotations

import re
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
from veedor.documents.members import DAMAGE, open_zip

Family = Literal["pdf", "image", "text", "html", "docx", "odt", "doc", "rtf", "mail", "mbox", "archive"]
"""Which reader takes a file."""

OFFICE: frozenset[Family] = frozenset({"docx", "odt", "doc", "rtf"})
"""What has pages only once an office program lays it out."""
_HOLD_FILES: frozenset[Family] = frozenset({"mail", "mbox", "archive"})
_FILES_ALONE: frozenset[Family] = frozenset({"mbox", "archive"})

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
_HEAD = 8192
_BY_SUFFIX: dict[str, Family] = {
    ".pdf": "pdf",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".jpe": "image",
    ".tif": "image",
    ".tiff": "image",
    ".webp": "image",
    ".heic": "image",
    ".heif": "image",
    ".gif": "image",
    ".bmp": "image",
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".odt": "odt",
    ".doc": "doc",
    ".rtf": "rtf",
    ".eml": "mail",
    ".mbox": "mbox",
    ".zip": "archive",
}
_IMAGES = {"image/png", "image/jpeg", "image/tiff", "image/webp", "image/gif", "image/bmp"}
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
"""What telephones name their pictures by, in the first box of the file (ISO/IEC 23008-12)."""
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
_OF_TEXT: frozenset[Family] = frozenset({"text", "html", "mail", "mbox", "rtf"})
"""Families whose files are text: only what the text says tells them apart."""
_MBOX = re.compile(rb"From \S+ [^\r\n]{0,80}\d\d:\d\d[^\r\n]{0,40}\d{4}[^\r\n]{0,20}\r?\n[!-9;-~]+:")
"""The line between the mails of a box (RFC 4155), with a date, and the first head of the mail behind it."""
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_READ = "PDF, PNG, JPEG, TIFF, WebP, HEIC, GIF, BMP, TXT, MD, HTML, DOCX, ODT, DOC, RTF, EML, MBOX and ZIP are read."


@dataclass(frozen=True, slots=True)
class FileKind:
    """A file's media type, the family of readers that takes it, and a note where its name says otherwise."""

    mime: str
    family: Family
    note: str = ""

    @property
    def holds_files(self) -> bool:
        """Whether files lie inside by its nature. A PDF may hold some as well: its reading says so."""
        return self.family in _HOLD_FILES

    @property
    def has_text(self) -> bool:
        """Whether it has words of its own: an archive has none, nor has a box of mails."""
        return self.family not in _FILES_ALONE


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
    if promised in {"text", "mail", "html"} and guess is None and _is_text(head):
        return _text_kind(head, promised, suffix)
    if promised is not None:
        what = f"{guess}" if guess else "no kind that is known"
        raise MislabelledFileError(f"The file is called {suffix} but its bytes are {what}.", "Check what was sent.")
    if guess is None and _is_text(head):
        return _text_kind(head, None, suffix)
    what = f"of the kind {guess}" if guess else "of an unknown kind"
    raise UnsupportedFileError(f"The file is {what}, which is not read.", _hint(guess))


_PACKED = {
    "application/x-7z-compressed",
    "application/x-rar-compressed",
    "application/x-tar",
    "application/gzip",
    "application/x-bzip2",
    "application/x-xz",
}


def _hint(guess: str | None) -> str:
    """What to do with a file that is not read."""
    return f"Unpack it, and take in what is inside. {_READ}" if guess in _PACKED else _READ


def _longer(path: Path, than: int) -> bool:
    return path.stat().st_size > than


def _by_bytes(path: Path, head: bytes, suffix: str) -> FileKind | None:
    # first, for an archive may hold a PDF as it is within its first bytes
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path, suffix)
    # readers of PDF accept some bytes before the header, and scanners and mailers leave them there; but a text that
    # speaks of PDF is a text
    at = head[:1024].find(b"%PDF-")
    text = _BY_SUFFIX.get(suffix) in _OF_TEXT or _text_mark(head) is not None
    if at == 0 or (at > 0 and not (text and _is_text(head))):
        return FileKind("application/pdf", "pdf")
    if head.startswith(_OLE):
        return _ole_kind(path, head)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        return FileKind("image/heic", "image")
    if head.startswith(b"{\\rtf"):
        return FileKind("application/rtf", "rtf")
    # a text may say what it likes: who calls it one has it read to the letter
    if _BY_SUFFIX.get(suffix) != "text" and (kind := _text_mark(head)):
        return kind
    mime = filetype.guess_mime(head)
    if mime in _IMAGES:
        return FileKind(mime, "image")
    return None


def _text_mark(head: bytes) -> FileKind | None:
    """A box of mails or a web page, by how its text begins."""
    if _MBOX.match(head):
        return FileKind("application/mbox", "mbox")
    if _HTML.match(head):
        return FileKind("text/html", "html")
    return None


_OLE_KINDS = {
    "__properties_version1.0": ("a mail of Outlook (MSG)", "Save the mail as EML."),
    "Workbook": ("an Excel spreadsheet", "Save it as PDF."),
    "Book": ("an Excel spreadsheet", "Save it as PDF."),
    "PowerPoint Document": ("a PowerPoint presentation", "Save it as PDF."),
}
_OLE_NAMES = ("EncryptedPackage", "WordDocument", *_OLE_KINDS)


def _ole_kind(path: Path, head: bytes) -> FileKind:
    """What one of the older office programs left: all of them wrote the same container ([MS-CFB])."""
    names = _ole_names(path)
    if "EncryptedPackage" in names:
        raise EncryptedFileError("The office document needs a password.", "Save it without one and send it again.")
    if "WordDocument" not in names:
        known = (told for name, told in _OLE_KINDS.items() if name in names)
        what, hint = next(
            known,
            (
                "an older office document that nobody knows",
                "It may be broken off: ask for it again, or save it as PDF.",
            ),
        )
        raise UnsupportedFileError(f"The file is {what}, which is not read.", f"{hint} {_READ}")
    # flags of [MS-DOC]'s first record, which programs write right behind the container's head
    if head[512:514] == b"\xec\xa5" and head[523] & 0x01:
        raise EncryptedFileError("The DOC needs a password.", "Save it without one and send it again.")
    return FileKind("application/msword", "doc")


def _ole_names(path: Path) -> set[str]:
    """Which of the names that tell kinds apart stand in an OLE container's directory, which writes them in UTF-16."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(1 << 20)
        file.seek(max(0, size - (1 << 20)))
        tail = file.read()
    # a name ends in a nought; short ones are words as well ("Book" of "Bookmark", or in the text)
    coded = {name: name.encode("utf-16-le") + b"\0" * (40 if len(name) < 5 else 0) for name in _OLE_NAMES}
    return {name for name, code in coded.items() if code in head or code in tail}


def _zip_kind(path: Path, suffix: str) -> FileKind:
    """A ZIP, or an office document, which is one inside."""
    if _directory_bytes(path) > _DIRECTORY:
        return FileKind("application/zip", "archive")  # no office document; opened in the sandbox only
    try:
        with open_zip(path) as archive:
            names = set(archive.namelist())
            mimetype = b""
            if "mimetype" in names and suffix != ".zip":
                with archive.open("mimetype") as file:
                    mimetype = file.read(100)
    except DAMAGE as error:
        raise TruncatedFileError("The archive is broken off or damaged.", "Ask for the file again.") from error
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return FileKind(DOCX, "docx")
        raise UnsupportedFileError(
            "The file is an office document other than DOCX, which is not read.", f"Save it as PDF. {_READ}"
        )
    if mimetype.startswith(ODT.encode()):  # templates too, whose type is longer
        return FileKind(ODT, "odt")
    if mimetype:
        raise UnsupportedFileError(
            "The file is an OpenDocument other than ODT, or an e-book, which is not read.", "Save it as PDF."
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
    if promised == "html":
        return FileKind("text/html", "html")
    if promised == "mail" or (promised is None and _is_mail(head)):
        return FileKind("message/rfc822", "mail")
    return FileKind("text/markdown" if suffix in {".md", ".markdown"} else "text/plain", "text")


def _is_mail(head: bytes) -> bool:
    first = head.lower().split(b"\n\n")[0].split(b"\r\n\r\n")[0].splitlines()
    return sum(line.startswith(_MAIL_HEADERS) for line in first) >= 3
