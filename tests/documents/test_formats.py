"""Kinds of files beside PDF: telephones' pictures, office documents, web pages, boxes of mails, odd archives."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.documents import made
from veedor.documents import Limits, page_image, read, unpack
from veedor.documents.errors import (
    EncryptedFileError,
    LimitExceededError,
    ReaderFailedError,
    TruncatedFileError,
    UnreadableError,
    UnsafeArchiveError,
    UnsupportedFileError,
)
from veedor.documents.members import open_zip
from veedor.documents.picture import PictureFile
from veedor.documents.rtf import read_rtf
from veedor.documents.webpage import read_html, words_of_html

LIMITS = Limits()

# ---------------------------------------------------------------- pictures


def _picture_file(path: Path, image: Image.Image, form: str, **more: object) -> Path:
    if form == "HEIF":
        pillow_heif.from_pillow(image).save(path, quality=80, **more)
    else:
        image.save(path, form, **more)
    return path


@pytest.mark.parametrize("form", ["WEBP", "HEIF", "GIF", "BMP"])
def test_more_pictures_are_read(tmp_path: Path, form: str) -> None:
    """The same page in another coat gives the same words, and can be shown."""
    path = _picture_file(tmp_path / "a.xyz", made.picture(tmp_path, 150), form)
    reading = read(path).reading
    assert reading.paged
    assert reading.text.startswith(made.FIRST)
    shown = made.shown(page_image(path, 1))
    assert shown.height > shown.width


@pytest.mark.parametrize("form", ["WEBP", "HEIF", "JPEG", "TIFF"])
def test_a_picture_is_shown_as_its_telephone_was_held(tmp_path: Path, form: str) -> None:
    """The file says that it has to be turned (EXIF orientation 6)."""
    exif = Image.Exif()
    exif[0x112] = 6
    upright = Image.new("RGB", (300, 400), "white")
    upright.paste("black", (0, 0, 300, 60))
    path = _picture_file(tmp_path / "a", upright.transpose(Image.Transpose.ROTATE_90), form, exif=exif.tobytes())
    with closing(PictureFile(path, LIMITS)) as pictures:
        shown = pictures.picture(1, 300)
    assert shown.size == (300, 400)
    assert shown.getpixel((150, 20))[0] < 60
    assert shown.getpixel((150, 380))[0] > 200


def test_each_picture_of_a_heic_is_a_page(tmp_path: Path) -> None:
    """A telephone may keep several photographs in one file."""
    heif = pillow_heif.from_pillow(Image.new("RGB", (200, 300), "white"))
    heif.add_from_pillow(Image.new("RGB", (260, 200), "black"))
    heif.save(tmp_path / "a.heic")
    with closing(PictureFile(tmp_path / "a.heic", LIMITS)) as pictures:
        assert len(pictures) == 2
        assert {pictures.picture(n, 300).size for n in (1, 2)} == {(200, 300), (260, 200)}
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_PAGES"):
        PictureFile(tmp_path / "a.heic", replace(LIMITS, pages=1))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_step_is_read(tmp_path: Path, form: str) -> None:
    """Steps are no pages, and a note says what was left out."""
    steps = [Image.new("RGB", (200, 300), colour) for colour in ("white", "red", "black")]
    steps[0].save(tmp_path / "a", form, save_all=True, append_images=steps[1:])
    with closing(PictureFile(tmp_path / "a", LIMITS)) as pictures:
        assert len(pictures) == 1
        assert any("first of its steps" in note for note in pictures.notes)


@pytest.mark.parametrize("form", ["WEBP", "HEIF", "GIF", "BMP"])
def test_large_pictures_are_refused_before_they_are_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Size is judged by what the head says."""
    path = _picture_file(tmp_path / "a", Image.new("RGB", (2000, 1000), "white"), form)
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("decoded"))
    with pytest.raises(LimitExceededError, match="2000 by 1000"):
        PictureFile(path, replace(LIMITS, megapixels=1))


@pytest.mark.parametrize("more", [{"lossless": True}, {"lossless": False}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}])
def test_the_three_heads_of_a_webp_are_understood(tmp_path: Path, more: dict[str, object]) -> None:
    """Its library would make room for all of the picture when it opens the file."""
    Image.new("RGB", (1234, 987), "white").save(tmp_path / "a.webp", **more)
    with pytest.raises(LimitExceededError, match="1234 by 987"):
        PictureFile(tmp_path / "a.webp", replace(LIMITS, megapixels=1))


@pytest.mark.parametrize("form", ["WEBP", "HEIF", "GIF", "BMP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_broken_off_pictures_are_a_sentence(tmp_path: Path, form: str, share: float) -> None:
    """Wherever it was broken off."""
    data = _picture_file(tmp_path / "a", Image.effect_noise((400, 400), 80).convert("RGB"), form).read_bytes()
    (tmp_path / "b").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UnreadableError) as caught, closing(PictureFile(tmp_path / "b", LIMITS)) as pictures:
        pictures.picture(1, 100)
    assert caught.value.code in {"damaged", "limit"}
    assert caught.value.hint


# ---------------------------------------------------------------- ODT and RTF as text

ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:draw="urn:d"'
)


ODT = b"application/vnd.oasis.opendocument.text"
MANIFEST = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    b'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
ROW = (
    "<table:table-row><table:table-cell><text:p>uno</text:p></table:table-cell>"
    "<table:table-cell><text:p>dos</text:p><text:p>más</text:p></table:table-cell></table:table-row>"
)


def _odt(path: Path, body: str, *more: tuple[str, bytes]) -> Path:
    root = f'<office:document-content office:version="1.3" {ODF}><office:body>'
    content = f"{root}<office:text>{body}</office:text></office:body>"
    return made.archive(
        path,
        ("mimetype", ODT),
        ("META-INF/manifest.xml", MANIFEST),
        ("content.xml", f"{content}</office:document-content>".encode()),
        *more,
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<text:h>Título</text:h><text:p>uno <text:span>dos</text:span> tres</text:p>", "Título\nuno dos tres"),
        ("<text:p>a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d</text:p>", "a   b\tc\nd"),
        (f"<table:table>{ROW}</table:table><text:p>fin</text:p>", "uno | dos más\nfin"),
        ("<text:list>\n <text:list-item>\n <text:p>a</text:p></text:list-item></text:list>", "a"),
        ("<text:tracked-changes><text:p>borrado</text:p></text:tracked-changes><text:p>queda</text:p>", "queda"),
        (
            "<text:p>a<draw:frame><draw:text-box><text:p>marco</text:p></draw:text-box></draw:frame>b</text:p>",
            "a\nmarco\nb",
        ),
        ("<text:p>a<office:annotation><text:p>nota</text:p></office:annotation>b</text:p>", "ab"),
    ],
)
def test_odt_in_the_order_of_the_document(tmp_path: Path, body: str, text: str) -> None:
    """Paragraphs, rows and frames a line each; nothing that was deleted."""
    assert read(_odt(tmp_path / "a.odt", body)).reading.text == text


def test_an_odt_has_its_head_and_foot(tmp_path: Path) -> None:
    """They stand in another part of the file."""
    styles = (
        f"<office:document-styles {ODF}><style:header><text:p>arriba</text:p></style:header>"
        "<style:footer><text:p>abajo</text:p></style:footer></office:document-styles>"
    )
    path = _odt(tmp_path / "a.odt", "<text:p>medio</text:p>", ("styles.xml", styles.encode()))
    reading = read(path).reading
    assert reading.text == "arriba\nmedio\nabajo"
    assert not reading.paged
    assert any("without pages" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("parts", "error", "told"),
    [
        ((), TruncatedFileError, "content.xml is missing"),
        ((("content.xml", b"<a><b>"),), TruncatedFileError, "damaged"),
        ((("content.xml", b"<!DOCTYPE l [<!ENTITY a 'aa'>]><l>&a;</l>"),), UnsafeArchiveError, "fetch or multiply"),
        ((("content.xml", b"<a>" + b" " * 60_000_000 + b"</a>"),), LimitExceededError, "VEEDOR_MAX_TEXT_MB"),
        (
            (("META-INF/manifest.xml", b'<m xmlns="x"><encryption-data/></m>'), ("content.xml", os.urandom(99))),
            EncryptedFileError,
            "password",
        ),
    ],
)
def test_bad_odt(tmp_path: Path, parts: tuple[tuple[str, bytes], ...], error: type[UnreadableError], told: str) -> None:
    """Each has its own sentence, and is never handed to LibreOffice."""
    path = made.archive(tmp_path / "a.odt", ("mimetype", b"application/vnd.oasis.opendocument.text"), *parts)
    with pytest.raises(error, match=told):
        read(path)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (rb"{\rtf1\ansi Se\'f1or \b ministro\b0\par fin}", "Señor ministro\nfin"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'d0}", "ПР"),
        (rb"{\rtf1 {\fonttbl{\f0 Arial;}}{\*\generator X;}{\info{\title t}}hola}", "hola"),
        (rb"{\rtf1\uc1 N\u186?5 \u8364\'80 \u-10179?\u-9216?}", "Nº5 € \U0001f400"),
        (rb"{\rtf1 uno\cell dos\cell\row tres}", "uno | dos\ntres"),
        (rb"{\rtf1 a{\pict 89504e47}b\bin5 }}}}}c}", "abc"),
        (rb"{\rtf1 \{x\}\~y\_z}basura", "{x} y-z"),
        (rb'{\rtf1{\field{\*\fldinst HYPERLINK "x"}{\fldrslt aqu\'ed}}}', "aquí"),
    ],
)
def test_rtf_gives_its_words(tmp_path: Path, data: bytes, text: str) -> None:
    """Characters of any code page, rows, and nothing of fonts, pictures and fields' orders."""
    (tmp_path / "a.rtf").write_bytes(data)
    assert read_rtf(tmp_path / "a.rtf", LIMITS) == text


@pytest.mark.parametrize(
    ("data", "error"),
    [(rb"{\rtf1 hola", TruncatedFileError), (rb"{\rtf1 " + b"{" * 6000, LimitExceededError)],
)
def test_bad_rtf(tmp_path: Path, data: bytes, error: type[UnreadableError]) -> None:
    """Broken off, or nested without end."""
    (tmp_path / "a.rtf").write_bytes(data)
    with pytest.raises(error):
        read(tmp_path / "a.rtf")


@given(st.lists(st.sampled_from([b"{", b"}", b"\\par", b"\\u9?", b"\\'e1", b"\\bin3 ", b"\\*", b"a ", b"\\", b"\n"])))
def test_any_rtf_gives_text_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    """Whatever stands in it."""
    path = tmp_path_factory.mktemp("rtf") / "a"
    path.write_bytes(b"{\\rtf1" + b"".join(parts))
    with contextlib.suppress(UnreadableError):
        assert read_rtf(path, LIMITS).encode() is not None


# ---------------------------------------------------------------- office documents as pages

FAKE = """#!{python}
import shutil, sys
folder = sys.argv[sys.argv.index("--outdir") + 1]
{deed}
"""


def _fake_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """A LibreOffice of our own, without walls: it stands where they would hide it."""
    monkeypatch.setattr("veedor.documents.sandbox.mode", lambda: "limits")
    fake = tmp_path / "soffice"
    fake.write_text(FAKE.format(python=sys.executable, deed=deed))
    fake.chmod(0o755)
    monkeypatch.setenv("VEEDOR_LIBREOFFICE", str(fake))


def _doc(path: Path) -> Path:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999 + "WordDocument".encode("utf-16-le") + b"\0" * 99
    )
    return path


def test_a_laid_out_document_has_pages_and_boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What LibreOffice lays out is read as a PDF is, and shown as one; a note says so."""
    laid_out = made.pdf(tmp_path / "laid-out.pdf")
    _fake_office(tmp_path, monkeypatch, f"shutil.copy({str(laid_out)!r}, folder + '/document.pdf')")
    for path in (_odt(tmp_path / "a.odt", "<text:p>x</text:p>"), _doc(tmp_path / "a.doc")):
        reading = read(path).reading
        assert reading.paged
        assert reading.mime != "application/pdf"
        assert reading.text.startswith(made.FIRST)
        assert all(word.box for word in reading.pages[0].words)
        assert any("lays the document out" in note for note in reading.notes)
        assert made.shown(page_image(path, 1, dpi=72)).size == (595, 842)


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("pass", "makes no pages"),
        ("sys.exit(77)", "exit status 77"),
        ("open(folder + '/document.pdf', 'w').write('no')", "damaged"),
        ("import time; time.sleep(60)", "VEEDOR_MAX_PAGE_SECONDS"),
    ],
)
def test_a_failing_libreoffice_costs_the_pages_and_not_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str, told: str
) -> None:
    """The words of an ODT are read all the same; of a DOC there is nothing but the sentence."""
    _fake_office(tmp_path, monkeypatch, deed)
    limits = replace(LIMITS, seconds_per_page=8)
    reading = read(_odt(tmp_path / "a.odt", "<text:p>hola</text:p>"), limits=limits).reading
    assert reading.text == "hola"
    assert not reading.paged
    assert any(told in note for note in reading.notes)
    with pytest.raises(UnreadableError, match=told):
        read(_doc(tmp_path / "a.doc"), limits=limits)


def test_without_libreoffice_a_doc_says_what_to_install(tmp_path: Path) -> None:
    """Its text can be had in no other way."""
    with pytest.raises(UnsupportedFileError, match="libreoffice-writer-nogui"):
        read(_doc(tmp_path / "a.doc"))
    with pytest.raises(ReaderFailedError, match="libreoffice-writer-nogui"):
        page_image(_odt(tmp_path / "a.odt", "<text:p>x</text:p>"), 1)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_real_libreoffice_lays_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside the walls, from an RTF and an ODT; macros and links have no say."""
    monkeypatch.setenv("VEEDOR_LIBREOFFICE", "soffice")
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi\f0\fs24 CONVENIO ESPECIFICO\par de cooperaci\'f3n\page segunda}")
    for path, pages in ((tmp_path / "a.rtf", 2), (_odt(tmp_path / "a.odt", "<text:p>CONVENIO</text:p>"), 1)):
        reading = read(path).reading
        assert reading.paged, reading.notes
        assert len(reading.pages) == pages
        assert reading.text.startswith("CONVENIO")
        assert all(word.box for page in reading.pages for word in page.words)
        assert made.shown(page_image(path, pages, dpi=72)).width > 500


# ---------------------------------------------------------------- HTML


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>a\n b</p><p>c", "a b\nc"),
        ("<p>uno<br>dos", "uno\ndos"),
        ("<table><tr><td>uno<td>dos<tr><th>tres</th><td> cuatro </table>fin", "uno | dos\ntres | cuatro\nfin"),
        ("<table><tr><td>a<table><tr><td>x<td>y</table>b</td><td>c</table>", "a x y b | c"),
        ("<script>x</script><style>y</style><p>z<script>", "z"),
        ("<head><title>t</title><body>b", "b"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("&lt;p&gt; &ntilde; &#243; &nada; &#x110000;", "<p> ñ ó &nada; \ufffd"),
        ("<ul><li>a<li>b</ul><h1>T</h1>c", "a\nb\nT\nc"),
        ("a < b y <c", "a < b y <c"),
        ("<!-- no --><![CDATA[x]]>sí", "sí"),
        ("<p>a<script/>b</p>", "ab"),
        ("<div>" * 5000 + "hondo", "hondo"),
    ],
)
def test_a_page_gives_what_a_reader_would_see(page: str, text: str) -> None:
    """Blocks a line each, rows with their cells, no script."""
    assert words_of_html(page) == text


@pytest.mark.parametrize(
    ("data", "text", "noted"),
    [
        ('<meta charset="utf-8"><p>ñ'.encode(), "ñ", False),
        ('<meta charset="iso-8859-1"><p>ñ “'.encode("cp1252"), "ñ “", False),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>\xf1', "ñ", False),
        ('<?xml version="1.0" encoding="ISO-8859-15"?><p>€'.encode("iso-8859-15"), "€", False),
        ("<p>ñ".encode(), "ñ", False),
        ("<p>ñ".encode("latin-1"), "ñ", True),
        ("<p>ñ".encode("utf-16"), "ñ", False),
        (b'<meta charset="klingon"><p>\xc3\xb1', "ñ", False),
        (b'<meta charset="rot13"><p>hola', "hola", False),
        (b'<!-- charset=utf-16 --><meta charset="utf-8"><p>\xf1a', "\ufffda", True),
    ],
)
def test_the_character_set_is_what_the_page_says(tmp_path: Path, data: bytes, text: str, noted: bool) -> None:
    """Or UTF-8, or Windows-1252 with a note; what no character set explains is marked."""
    (tmp_path / "a.html").write_bytes(data)
    said, note = read_html(tmp_path / "a.html", LIMITS)
    assert said == text
    assert bool(note) == noted


@given(st.text(alphabet="<>/!-=\"'&;tdrablepsci \n#x", max_size=300))
def test_any_page_gives_text(page: str) -> None:
    """However broken: nothing raises, and no line is empty."""
    assert all(line.strip() for line in words_of_html(page).split("\n") if words_of_html(page))


def test_a_page_without_words_says_so(tmp_path: Path) -> None:
    """A page that only a script would fill is empty here."""
    (tmp_path / "a.html").write_text("<html><script>document.write('x')</script></html>")
    with pytest.raises(UnreadableError, match="no words"):
        read(tmp_path / "a.html")


# ---------------------------------------------------------------- MBOX


def _unpacked(path: Path, tmp_path: Path) -> list[tuple[str, bytes | str]]:
    folder = tmp_path / "out"
    folder.mkdir(exist_ok=True)
    members = unpack(path, folder)
    return [(m.name, m.path.read_bytes() if m.path else str(m.error)) for m in members]


def test_each_mail_of_a_box_is_a_member(tmp_path: Path) -> None:
    """Lines that were quoted are as they were; a sentence that begins with "From" parts nothing."""
    box = (
        b"From a@example.org Mon Jan  1 10:00:00 2024\nSubject: uno\n\n\nFrom here on, 10:00 is late.\n>From x\n\n"
        b"From - Tue Jan  2 10:00:00 2024\r\nSubject: dos\r\n\r\nfin\r\n"
    )
    (tmp_path / "a.mbox").write_bytes(box)
    assert _unpacked(tmp_path / "a.mbox", tmp_path) == [
        ("mensaje-0001.eml", b"Subject: uno\n\n\nFrom here on, 10:00 is late.\nFrom x\n\n"),
        ("mensaje-0002.eml", b"Subject: dos\r\n\r\nfin\r\n"),
    ]
    with pytest.raises(UnsupportedFileError, match="no text of its own"):
        read(tmp_path / "a.mbox")


def test_a_long_line_in_a_box_is_kept_whole(tmp_path: Path) -> None:
    """Lines may be longer than what is looked at together."""
    body = b"x" * 200_000 + b"\n"
    (tmp_path / "a.mbox").write_bytes(b"From a@b Mon Jan  1 10:00:00 2024\nSubject: s\n\n" + body)
    assert _unpacked(tmp_path / "a.mbox", tmp_path) == [("mensaje-0001.eml", b"Subject: s\n\n" + body)]


# ---------------------------------------------------------------- ZIP


def _with_false_name(path: Path, before: bytes = b"") -> Path:
    """A ZIP one of whose names says that it is UTF-8 and is Windows-1252."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("uno.txt", "uno")
        out.writestr("n\u00f1.txt", "dos")
        out.writestr("\u00e1.txt", "tres")
    path.write_bytes(before + path.read_bytes().replace("n\u00f1.txt".encode(), b"n\xf1\xf1.txt"))
    return path


@pytest.mark.parametrize("before", [b"", b"un programa que se desempaca solo" * 9])
def test_one_bad_name_is_no_end_of_an_archive(tmp_path: Path, before: bytes) -> None:
    """What is wrong in a name is marked; every member comes out."""
    path = _with_false_name(tmp_path / "a.zip", before)
    with open_zip(path) as archive:
        assert archive.namelist() == ["uno.txt", "n\ufffd\ufffd.txt", "\u00e1.txt"]
    if not before:
        assert _unpacked(path, tmp_path) == [
            ("uno.txt", b"uno"),
            ("n\ufffd\ufffd.txt", b"dos"),
            ("\u00e1.txt", b"tres"),
        ]


@given(st.data())
def test_a_damaged_list_of_members_is_a_zip_or_none(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes changed anywhere in it: an archive or an exception that its readers know."""
    from veedor.documents.members import DAMAGE

    path = _with_false_name(tmp_path_factory.mktemp("zip") / "a.zip")
    raw = bytearray(path.read_bytes())
    for at in data.draw(st.lists(st.integers(raw.find(b"PK\x01\x02"), len(raw) - 1), max_size=6)):
        raw[at] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    with contextlib.suppress(DAMAGE), open_zip(path):
        pass
