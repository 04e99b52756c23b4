"""What a file is, by its bytes first."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from tests.documents import made
from veedor import documents
from veedor.documents import kinds, read
from veedor.documents.errors import (
    EmptyFileError,
    EncryptedFileError,
    MislabelledFileError,
    TruncatedFileError,
    UnreadableError,
    UnsupportedFileError,
)
from veedor.documents.kinds import identify

RUBBISH = random.Random(7).randbytes(9000)
DOCX = (("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))


@pytest.mark.parametrize(
    ("name", "data", "family"),
    [
        ("a.pdf", b"%PDF-1.4\n", "pdf"),
        ("a.pdf", b"scanner says hello\n" * 20 + b"%PDF-1.4\n", "pdf"),
        ("a.docx", b"%PDF-1.4\n", "pdf"),
        ("a.txt", b"%PDF-1.4\n", "pdf"),
        ("a", b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "image"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 30, "image"),
        ("a.tif", b"II*\x00" + b"\x00" * 30, "image"),
        ("a.md", "# Título\n".encode(), "text"),
        ("a.txt", "Señor ministro".encode("latin-1"), "text"),
        ("a.txt", "Señor ministro".encode("utf-16"), "text"),
        ("a.eml", b"From: a@example.org\nTo: b@example.org\n\nhola\n", "mail"),
        ("a.pdf", b"", EmptyFileError),
        ("a.txt", b" \n\t ", EmptyFileError),
        ("a.pdf", RUBBISH, MislabelledFileError),
        ("a.txt", RUBBISH, MislabelledFileError),
        ("a.bin", RUBBISH, UnsupportedFileError),
        ("a.docx", b"PK\x03\x04" + b"x" * 500, TruncatedFileError),
    ],
)
def test_bytes_decide(tmp_path: Path, name: str, data: bytes, family: str | type[UnreadableError]) -> None:
    """Bytes decide what a file is; its name only breaks a tie, or makes the error's sentence."""
    path = tmp_path / name
    path.write_bytes(data)
    if isinstance(family, str):
        assert family == identify(path).family
    else:
        with pytest.raises(family):
            identify(path)


def test_a_wrong_name_is_noted(tmp_path: Path) -> None:
    """A PDF that is called .docx is read as a PDF, and the reading says so."""
    reading = read(made.pdf(tmp_path / "a.docx")).reading
    assert reading.mime == "application/pdf"
    assert any(".docx" in note for note in reading.notes)


def test_office_and_plain_archives_are_told_apart(tmp_path: Path) -> None:
    """A DOCX, an XLSX and a ZIP all are ZIPs."""
    assert identify(made.archive(tmp_path / "a", *DOCX)).family == "docx"
    assert identify(made.archive(tmp_path / "b", ("a.txt", b"hola"))).family == "archive"
    with pytest.raises(UnsupportedFileError):
        identify(made.archive(tmp_path / "c", DOCX[0], ("xl/workbook.xml", b"<x/>")))


def test_a_text_about_pdf_is_a_text(tmp_path: Path) -> None:
    """A text that quotes the mark of a PDF is no PDF."""
    path = tmp_path / "a.md"
    path.write_text("A PDF begins with %PDF-1.4.\n")
    assert identify(path).family == "text"


def test_binary_after_a_friendly_beginning_is_refused(tmp_path: Path) -> None:
    """What is no text further down is no text."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"hola mundo " * 900 + RUBBISH * 3)
    with pytest.raises(MislabelledFileError):
        read(path)


def test_an_encrypted_office_document_says_so(tmp_path: Path) -> None:
    """Office programs wrap an encrypted DOCX in an older container."""
    path = tmp_path / "a.docx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 999
    )
    with pytest.raises(EncryptedFileError):
        identify(path)


def test_a_bomb_of_names_is_not_opened_out_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of a million members is for the sandbox: parsing it here took 10 s and 460 MB for a file of 67 MB."""
    path = made.archive(tmp_path / "a.zip", *((f"{n:0>200}", b"") for n in range(6000)))
    monkeypatch.setattr("zipfile.ZipFile", lambda *_: pytest.fail("opened outside the sandbox"))
    assert identify(path).family == "archive"


@pytest.mark.parametrize(
    "tail",
    [
        b"PK\x05\x06" + b"\0" * 8 + b"PK\x05\x06" + b"\xff" * 4 + b"\0" * 2,
        b"PK\x05\x06" + b"\0" * 8 + (2_000_000).to_bytes(4, "little") + b"\0" * 4 + b"\xff\xff" + b"x" * 65_535,
    ],
)
def test_a_disguised_list_of_members_is_not_opened_out_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tail: bytes
) -> None:
    """An end record within an end record, or behind the longest comment, hides how long the list is."""
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + b"x" * 3_000_000 + tail)
    monkeypatch.setattr("zipfile.ZipFile", lambda *_: pytest.fail("opened outside the sandbox"))
    assert identify(path).family == "archive"


def test_a_zip_that_holds_a_pdf_as_it_is_is_a_zip(tmp_path: Path) -> None:
    """The mark of a PDF stands in its first bytes, and it is an archive all the same."""
    path = tmp_path / "a.pdf"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        out.writestr("a.pdf", made.pdf(tmp_path / "b.pdf").read_bytes())
    kind = identify(path)
    assert kind.family == "archive"
    assert ".pdf" in kind.note


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("WordDocument", "doc"),
        ("Workbook", "Excel"),
        ("PowerPoint Document", "PowerPoint"),
        ("__properties_version1.0", "Save the mail as EML"),
        ("Book", "Excel"),
        ("Bookmark", "may be broken off"),
        ("nothing", "nobody knows"),
    ],
)
def test_older_office_documents_are_told_apart(tmp_path: Path, inside: str, told: str) -> None:
    """They share a container whose list of parts says what it is; all but DOC are refused by name."""
    path = tmp_path / "a.doc"
    path.write_bytes(OLE + b"\xec\xa5" + b"\0" * 600 + inside.encode("utf-16-le") + b"\0" * 99)
    if told == "doc":
        assert identify(path).family == "doc"
    else:
        with pytest.raises(UnsupportedFileError, match=told):
            identify(path)


def test_a_locked_doc_says_so(tmp_path: Path) -> None:
    """Its first record has a flag for it."""
    path = tmp_path / "a.doc"
    path.write_bytes(OLE + b"\xec\xa5" + b"\0" * 9 + b"\x01" + b"\0" * 99 + "WordDocument".encode("utf-16-le"))
    with pytest.raises(EncryptedFileError):
        identify(path)


def test_open_documents_are_told_apart(tmp_path: Path) -> None:
    """Texts and templates of texts are read; sheets and e-books are not; a ZIP that is called so is one."""
    text = b"application/vnd.oasis.opendocument.text"
    assert identify(made.archive(tmp_path / "a.odt", ("mimetype", text))).family == "odt"
    assert identify(made.archive(tmp_path / "a.ott", ("mimetype", text + b"-template"))).family == "odt"
    assert identify(made.archive(tmp_path / "a.zip", ("mimetype", text))).family == "archive"
    with pytest.raises(UnsupportedFileError):
        identify(made.archive(tmp_path / "a.ods", ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")))


@pytest.mark.parametrize(
    ("name", "data", "family"),
    [
        ("a", b"From: a@b\nTo: c@d\nSubject: s\nDate: x\n\nhola\n", "mail"),
        ("a.txt", b"From: a@b\nTo: c@d\nSubject: s\n\nhola\n", "text"),
        ("a.md", "Título\n".encode("utf-16-be"), MislabelledFileError),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, "archive"),
        ("a.odt", b"PK\x03\x04", TruncatedFileError),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, UnsupportedFileError),
        ("a.jpg", b"GIF89a" + b"\0" * 30, "image"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\0" * 30, "image"),
        ("a.bmp", b"BM" + b"\0" * 60, "image"),
        ("a", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image"),
        ("a.heic", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image"),
        ("a.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", UnsupportedFileError),
        ("a.html", b"<p>hola", "html"),
        ("a", b"\xef\xbb\xbf <!-- x --><!DOCTYPE html><html>", "html"),
        ("a.xhtml", b"<?xml version='1.0'?><html>", "html"),
        ("a.txt", b"<html><p>hola", "text"),
        ("a.html", b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "image"),
        ("a.rtf", b"{\\rtf1 hola}", "rtf"),
        ("a.doc", b"{\\rtf1 hola}", "rtf"),
        ("a.rtf", b"hola", MislabelledFileError),
        ("a.mbox", b"From a@b Mon Jan  1 10:00:00 2024\nSubject: s\n\nhola", "mbox"),
        ("a", b"From a@b Mon Jan  1 10:00:00 2024\r\nSubject: s\r\n\r\nhola", "mbox"),
        ("a", b"From here on all is text at 10:00 in 2024\nand goes on", "text"),
        ("a.mbox", b"hola", MislabelledFileError),
        ("a.mbox", RUBBISH, MislabelledFileError),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 60, UnsupportedFileError),
        ("a.rar", b"Rar!\x1a\x07\x00" + b"\0" * 60, UnsupportedFileError),
        ("a.PDF", b"%PDF-1.4\n", "pdf"),
        ("a.txt", b"\x00" * 9000, MislabelledFileError),
    ],
)
def test_more_names_and_bytes(tmp_path: Path, name: str, data: bytes, family: str | type[UnreadableError]) -> None:
    """As above: without suffix, with another, in capitals."""
    test_bytes_decide(tmp_path, name, data, family)


def test_nothing_of_a_file_is_looked_at_outside_the_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file is, is asked of a worker, and so are its errors; the process that asks only counts its bytes."""

    def never(*_: object) -> None:
        raise AssertionError("looked at here")

    monkeypatch.setattr(kinds, "identify", never)
    path = made.archive(tmp_path / "a.docx", *DOCX)
    assert documents.identify(path) == kinds.FileKind(kinds.DOCX, "docx")
    assert documents.identify(made.pdf(tmp_path / "a.docx")).note.startswith("The file is called .docx")
    assert read(path).reading.mime == "application/pdf"
    (tmp_path / "b.bin").write_bytes(RUBBISH)
    for deed in (documents.identify, read):
        with pytest.raises(UnsupportedFileError):
            deed(tmp_path / "b.bin")
