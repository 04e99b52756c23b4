"""ZIP, mail and DOCX: what is inside comes out, what is harmful does not."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from tests.documents import made
from veedor.documents import Limits, read, unpack
from veedor.documents.errors import EncryptedFileError, LimitExceededError, TruncatedFileError, UnsafeArchiveError


def _into(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_one_bad_member_stops_no_other(tmp_path: Path) -> None:
    """Bombs, paths outside, links and damage are lines of the report; the rest comes out."""
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.txt", "hola")
        for name in ("../evil.txt", "/absolute.txt", "..\\evil.txt", "C:\\evil.txt"):
            out.writestr(name, "x")
        out.writestr("__MACOSX/._a", "x")
        out.writestr("d/.DS_Store", "x")
        out.writestr("d/", "")
        out.writestr("bomb.bin", b"\0" * 20_000_000)
        out.writestr(link, "/etc/passwd")
        out.writestr("bad.txt", b"lo que se rompe " * 99)
        out.writestr("z.txt", "fin")
    data = bytearray(path.read_bytes())
    at = data.find(b"bad.txt") + 20
    data[at : at + 6] = b"\xff" * 6
    path.write_bytes(data)
    found = {
        m.name: type(m.error) if m.error else m.path and m.path.read_bytes() for m in unpack(path, _into(tmp_path))
    }
    assert found.pop("a.txt") == b"hola"
    assert found.pop("z.txt") == b"fin"
    assert TruncatedFileError == found.pop("bad.txt")
    assert {UnsafeArchiveError} == set(found.values())
    assert not any("DS_Store" in name or "MACOSX" in name for name in found)
    assert not (tmp_path / "evil.txt").exists()


def test_a_container_that_holds_too_much_is_refused(tmp_path: Path) -> None:
    """Total size and number of members have limits of their own."""
    path = made.archive(tmp_path / "a.zip", *((f"{n}.bin", os.urandom(900_000)) for n in range(3)))
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_UNPACKED_MB"):
        unpack(path, _into(tmp_path), limits=replace(Limits(), unpacked_mb=2))
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_MEMBERS"):
        unpack(path, tmp_path / "out", limits=replace(Limits(), members=2))


def test_an_encrypted_member_says_so(tmp_path: Path) -> None:
    """The flag of an encrypted member is set by hand: the standard library cannot write one."""
    path = made.archive(tmp_path / "a.zip", ("a.txt", b"hola"), ("b.txt", b"hola"))
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    first, second = unpack(path, _into(tmp_path))
    assert first.error is None
    assert isinstance(second.error, EncryptedFileError)


def test_a_mail_is_its_heads_and_its_words(tmp_path: Path) -> None:
    """The text is verbatim, the page has no size, the attachments come out."""
    made.mail(tmp_path / "a.eml", ("convenio.pdf", b"%PDF-1.4 x"))
    reading = read(tmp_path / "a.eml").reading
    assert not reading.paged
    assert reading.text.startswith("From: a@example.org\nTo: b@example.org\n")
    assert "Subject: Respuesta n.º 5\n\nAdjunto el convenio." in reading.text
    assert [m.name for m in unpack(tmp_path / "a.eml", _into(tmp_path))] == ["convenio.pdf"]


def test_a_mail_in_a_mail_comes_once(tmp_path: Path) -> None:
    """What is attached to the inner mail comes out of the inner mail, not out of both."""
    inner = made.mail(tmp_path / "inner.eml", ("dentro.pdf", b"%PDF-1.4 y"))
    made.mail(tmp_path / "outer.eml", ("fuera.pdf", b"%PDF-1.4 x"), inner)
    names = [m.name for m in unpack(tmp_path / "outer.eml", _into(tmp_path))]
    assert len(names) == 2
    assert "dentro.pdf" not in names


@pytest.mark.parametrize(
    "body",
    [
        "<head><title>t</title></head><body><p>Se&ntilde;or <b>ministro</b></p></body>",
        "<head><meta charset=utf-8><body><p>Se&ntilde;or ministro</p></body>",
        "<style>p{}</style><p>Se&ntilde;or ministro",
    ],
)
def test_of_an_html_mail_the_words_are_kept(tmp_path: Path, body: str) -> None:
    """A head that nobody closed does not swallow the body."""
    path = tmp_path / "a.eml"
    path.write_text(f"From: a@example.org\nTo: b@example.org\nSubject: s\nContent-Type: text/html\n\n{body}")
    assert "Señor ministro" in read(path).reading.text


def test_an_unknown_charset_loses_no_mail(tmp_path: Path) -> None:
    """The letters that are sure are kept."""
    path = tmp_path / "a.eml"
    path.write_bytes(b"From: a@b\nTo: c@d\nSubject: s\nContent-Type: text/plain; charset=klingon\n\nhola and\xfa\n")
    assert "hola and" in read(path).reading.text


def test_docx_in_the_order_of_the_document(tmp_path: Path) -> None:
    """Header, paragraphs and tables as they stand, footer."""
    document = docx.Document()
    document.add_paragraph("Primero")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "uno", "dos"
    document.add_paragraph("Último")
    document.sections[0].header.paragraphs[0].text = "Cabecera"
    document.save(str(tmp_path / "a.docx"))
    reading = read(tmp_path / "a.docx").reading
    assert reading.text == "Cabecera\nPrimero\nuno | dos\nÚltimo"
    assert all(word.box is None for word in reading.pages[0].words)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"<a>" + b" " * 60_000_000 + b"</a>", LimitExceededError),
        (b'<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><l>&b;</l>', UnsafeArchiveError),
        (b"<a><b>", TruncatedFileError),
    ],
)
def test_harmful_docx(tmp_path: Path, body: bytes, error: type[Exception]) -> None:
    """Bombs of size and of entities, and broken XML."""
    path = made.archive(tmp_path / "a.docx", ("[Content_Types].xml", b"<x/>"), ("word/document.xml", body))
    with pytest.raises(error):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_verbatim(tmp_path: Path, encoding: str) -> None:
    """White space and line ends stay: offsets count in the file's own text."""
    text = "Señor  ministro:\r\n\r\n\tla “cláusula”\n"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    reading = read(path).reading
    page = reading.pages[0]
    assert text == page.text
    assert [w.text for w in page.words] == ["Señor", "ministro:", "la", "“cláusula”"]
    assert all(page.text[w.start : w.end] == w.text for w in page.words)
    assert (encoding == "cp1252") == any("Windows-1252" in note for note in reading.notes)
