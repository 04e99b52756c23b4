"""ZIP, mail and DOCX: what is inside comes out, what is harmful does not."""

from __future__ import annotations

import io
import os
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from tests.documents import made
from veedor.documents import Limits, members, read, unpack
from veedor.documents.errors import (
    EncryptedFileError,
    LimitExceededError,
    ReaderFailedError,
    TruncatedFileError,
    UnsafeArchiveError,
)


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
        "<![if !mso]><p>Se&ntilde;or ministro</p><![tro<x",
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


@pytest.mark.parametrize(
    "data",
    [
        "Señor\x00 ministro".encode("utf-16") + "de Estado. ".encode("utf-16-le") * 20,
        b"From: a@b\nTo: c@d\nSubject: s\n\n" + b"relleno\n" * 2000 + b"Se\x00or ministro de Estado\n",
    ],
)
def test_a_nul_in_a_text_is_shown_as_what_is_missing(tmp_path: Path, data: bytes) -> None:
    """No database takes it in a text; offsets stay right."""
    path = tmp_path / ("a.eml" if data.startswith(b"From") else "a.txt")
    path.write_bytes(data)
    page = read(path).reading.pages[0]
    assert page.text.count("\ufffd") == 1
    assert "\x00" not in page.text
    assert all(page.text[w.start : w.end] == w.text for w in page.words)


def test_a_member_without_a_name_stops_no_other(tmp_path: Path) -> None:
    """It has no name that could be inside the archive: it is a line, and the rest comes out."""
    path = made.archive(tmp_path / "a.zip", ("x", b"uno"), ("b.txt", b"dos"))
    data = path.read_bytes()
    at = data.find(b"PK\x01\x02")
    listed = bytearray(data[at:])
    listed[28:30] = b"\0\0"  # so long is the first name in the list
    del listed[46]
    end = listed.rfind(b"PK\x05\x06")
    listed[end + 12 : end + 16] = (int.from_bytes(listed[end + 12 : end + 16], "little") - 1).to_bytes(4, "little")
    path.write_bytes(data[:at] + listed)
    first, second = unpack(path, _into(tmp_path))
    assert isinstance(first.error, UnsafeArchiveError)
    assert second.path is not None


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


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def _p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _docx(path: Path, body: str, **parts: str) -> Path:
    document = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
    more = [(f"word/{name}.xml", f"<w:x {W}>{text}</w:x>".encode()) for name, text in parts.items()]
    return made.archive(path, ("[Content_Types].xml", b"<x/>"), ("word/document.xml", document.encode()), *more)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:tbl><w:tr><w:tc>{_p('a')}{_p('b')}</w:tc><w:tc>{_p('c')}</w:tc></w:tr></w:tbl>", "a b | c"),
        (
            (
                f"<w:tbl><w:tr><w:tc>{_p('a')}<w:tbl><w:tr><w:tc>{_p('x')}</w:tc><w:tc>{_p('y')}</w:tc></w:tr></w:tbl>"
                f"{_p('')}</w:tc><w:tc>{_p('c')}</w:tc></w:tr></w:tbl>"
            ),
            "a x y | c",
        ),
        (
            (
                f"<w:p><w:r><w:t>antes</w:t><mc:AlternateContent><mc:Choice>{_p('cuadro')}</mc:Choice><mc:Fallback>"
                f"{_p('cuadro')}</mc:Fallback></mc:AlternateContent><w:t>después</w:t></w:r></w:p>"
            ),
            "antes\ncuadro\ndespués",
        ),
        (f"<w:p><w:moveFrom>{_p('x')}</w:moveFrom><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>a", ""),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r></w:p>", "a\tb\nc-"),
    ],
)
def test_docx_says_everything_once(tmp_path: Path, body: str, text: str) -> None:
    """Nested tables, text boxes, what was moved or struck out: nothing twice, nothing glued together."""
    assert f"{text}\nfin" == read(_docx(tmp_path / "a.docx", body + _p("fin"))).reading.text


def test_docx_has_its_notes(tmp_path: Path) -> None:
    """Headers before, footnotes and footers after."""
    path = _docx(tmp_path / "a.docx", _p("texto"), header1=_p("arriba"), footnotes=_p("nota"), footer1=_p("abajo"))
    assert read(path).reading.text == "arriba\ntexto\nnota\nabajo"


def test_docx_nested_without_end_is_quick(tmp_path: Path) -> None:
    """A hostile document nests tables a thousand deep: the time does not grow with the square."""
    deep = 20_000
    cell = "<w:tbl><w:tr><w:tc>" * deep + _p("hondo") + "</w:tc></w:tr></w:tbl>" * deep
    assert read(_docx(tmp_path / "a.docx", cell), limits=replace(Limits(), seconds=20)).reading.text == "hondo"


def test_docx_of_many_parts_has_one_limit(tmp_path: Path) -> None:
    """Ten headers that are each just small enough are together too large."""
    parts = {f"header{n}": " " * 900_000 for n in range(10)}
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_TEXT_MB"):
        read(_docx(tmp_path / "a.docx", _p("x"), **parts), limits=replace(Limits(), text_mb=5))


def test_a_docx_damaged_inside_says_so(tmp_path: Path) -> None:
    """Damaged bytes in an archive that is whole are damage, not a fault of the reader."""
    path = _docx(tmp_path / "a.docx", "".join(_p(f"parrafo {n * n}") for n in range(500)))
    data = bytearray(path.read_bytes())
    at = data.find(b"word/document.xml") + 60
    data[at : at + 40] = b"\xff" * 40
    path.write_bytes(data)
    with pytest.raises(TruncatedFileError):
        read(path)


def test_members_packed_in_other_ways(tmp_path: Path) -> None:
    """LZMA and BZIP2 come out; a damaged one is a line, and stops no other."""
    path = tmp_path / "a.zip"
    text = os.urandom(3000).hex()
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a.txt", text, zipfile.ZIP_BZIP2)
        out.writestr("b.txt", text, zipfile.ZIP_LZMA)
        out.writestr("c.txt", text, zipfile.ZIP_LZMA)
        out.writestr("d.txt", "fin")
        at = out.getinfo("c.txt").header_offset
    data = bytearray(path.read_bytes())
    data[at + 60 : at + 160] = b"\xff" * 100
    path.write_bytes(data)
    a, b, c, d = unpack(path, _into(tmp_path))
    assert a.path is not None
    assert b.path is not None
    assert a.path.read_text() == b.path.read_text() == text
    assert isinstance(c.error, TruncatedFileError)
    assert d.error is None


def test_equal_names_are_two_members(tmp_path: Path) -> None:
    """Archives may name two members alike: both are kept."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out.writestr("a.txt", "uno")
        out.writestr("a.txt", "dos")
        out.writestr("b.zip", made.archive(tmp_path / "b.zip", ("c.txt", b"tres")).read_bytes())
    members = unpack(path, _into(tmp_path))
    assert [(m.name, m.path and m.path.read_bytes()[:3]) for m in members] == [
        ("a.txt", b"uno"),
        ("a.txt", b"dos"),
        ("b.zip", b"PK\x03"),
    ]


def test_a_full_disk_is_not_called_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is nobody's fault but the disk's, and nobody has to ask for the file again."""
    path = made.archive(tmp_path / "a.zip", ("a.txt", b"hola"))
    writer = members.MemberWriter(_into(tmp_path), Limits())

    class Full(io.BytesIO):
        def write(self, chunk: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", lambda *_: Full())
    with pytest.raises(ReaderFailedError, match="No space left"):
        list(members.unpack_zip(path, writer))


BROKEN = b"From: a@b\nTo: <<<>>@@\nSubject: =?utf-8?q?=ff=fe?= \xe9\xff\nDate: nunca\n"


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (BROKEN + b"\nhola\n", "hola"),
        (BROKEN + b"X: " + b"x\n " * 5000 + b"\nContent-Type: text/plain; charset*=\0'y'\0\n\nhola\n", "hola"),
        (BROKEN.replace(b"nunca", b"Mon, 01" + b"2" * 99 + b" Jan 2024 10:00:00") + b"\nhola\n", "hola"),
        (BROKEN.replace(b"<<<>>", b"(" * 9000) + b"\nhola\n", "hola"),
        (BROKEN + b"Content-Type: text/plain; charset*=x'y\n\nhola\n", "hola"),
        (BROKEN + b"Content-Type: multipart/mixed\n\nhola\n", "From: a@b"),
        (BROKEN + b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhola", "hola"),
        (BROKEN + b"Content-Transfer-Encoding: base64\n\n!!!!\n", "From: a@b"),
        (b"Subject: s\nTo: c\n\xff\xfe\nhola", "Subject: s"),
    ],
)
def test_broken_mails_are_read_as_far_as_they_go(tmp_path: Path, mail: bytes, said: str) -> None:
    """No head is so broken that the body is lost; half characters become ones that can be stored."""
    path = tmp_path / "a.eml"
    path.write_bytes(mail)
    text = read(path).reading.text
    assert said in text
    text.encode()
    assert unpack(path, _into(tmp_path)) == []


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"Content-Disposition: attachment", "adjunto-1"),
        (b"Content-Disposition: attachment; filename*=utf-8''A%C3%B1o.pdf", "Año.pdf"),
        (b"Content-Disposition: attachment; filename*0*=x'y'%ff%fe; filename*1=.pdf", ".pdf"),
        (b'Content-Disposition: attachment; filename="../../a\xff.pdf"', ".pdf"),
        (b"Content-Type: application/pdf; name=convenio.pdf", "convenio.pdf"),
    ],
)
def test_attachments_with_odd_names(tmp_path: Path, head: bytes, name: str) -> None:
    """Without a name, with a coded, a broken or a harmful one: the bytes come out, the name can be stored."""
    body = b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhola\n--x\n" + head + b"\n\nbytes\n--x--\n"
    path = tmp_path / "a.eml"
    path.write_bytes(b"From: a@b\nTo: c@d\nSubject: s\n" + body)
    (member,) = unpack(path, _into(tmp_path))
    assert name in member.name
    member.name.encode()
    assert member.path is not None
    assert member.path.parent == tmp_path / "out"


def test_a_mail_longer_than_a_text_may_be_is_refused(tmp_path: Path) -> None:
    """The limit on text holds for mails too."""
    path = tmp_path / "a.eml"
    path.write_bytes(b"From: a@b\nTo: c@d\nSubject: s\n\n" + b"hola mundo\n" * 200_000)
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_TEXT_MB"):
        read(path, limits=replace(Limits(), text_mb=1))
