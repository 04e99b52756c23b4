"""What is fuzzed: each parser of ours with what it may raise, seeds made by code, and words that its formats are of.

A target's `ready` imports the parser, while the fuzzer listens, and gives the function that takes one input. That
function raises nothing but what is `allowed`, and asserts what holds of every result. Anything else is a find, and so
is an input that takes longer or more memory than `tests.fuzz.run` allows.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

Parse = Callable[[bytes], object]

HERE = Path(__file__).resolve().parent
_SMALL = {"pages": 5, "megapixels": 1, "text_mb": 1, "members": 50, "unpacked_mb": 2, "file_mb": 1}


@dataclass(frozen=True, slots=True)
class Target:
    """One parser: how it is made ready, some inputs to begin with, words of its format."""

    name: str
    ready: Callable[[], Parse]
    seeds: Callable[[], Iterator[bytes]]
    words: tuple[bytes, ...] = ()
    runs: int = 3000
    """Inputs of the short run, which `make test` makes."""
    longest: int = 4096
    """Bytes of the longest input."""

    def __str__(self) -> str:
        return self.name


@contextlib.contextmanager
def _file(name: str = "input") -> Iterator[Path]:
    """A path for the input, on a disk in memory where there is one."""
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="veedor-fuzz-", dir=memory if memory.is_dir() else None)
    try:
        yield Path(folder) / name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kept_file(name: str = "input") -> Path:
    """As `_file`, for as long as the process lives."""
    stack = contextlib.ExitStack()
    import atexit

    atexit.register(stack.close)
    return stack.enter_context(_file(name))


def _limits() -> Any:
    from veedor.documents.limits import Limits

    return replace(Limits(), **_SMALL)


# ---------------------------------------------------------------- what a file is

NAMES = ("a", "a.pdf", "a.png", "a.txt", "a.md", "a.docx", "a.eml", "a.zip", "a.jpg", "a.bin", "a.odt", "a.html")


def _kinds() -> Parse:
    from veedor.documents.errors import UnreadableError
    from veedor.documents.kinds import identify

    path = _kept_file()

    def parse(data: bytes) -> None:
        """The first byte chooses the name, the rest is the file."""
        path.write_bytes(data[1:])
        with contextlib.suppress(UnreadableError):
            kind = identify(path, NAMES[data[0] % len(NAMES)] if data else None)
            assert kind.family
            assert kind.mime

    return parse


def _kind_seeds() -> Iterator[bytes]:
    heads = (
        b"%PDF-1.4\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"II*\x00",
        b"hola\n",
        b"From: a\nTo: b\nDate: c\n",
    )
    for number, head in enumerate((*heads, _zip(("a.txt", b"hola")), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))):
        yield bytes([number % len(NAMES)]) + head
    office = _zip(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))
    yield b"\x05" + office
    yield b"\x05" + _zip(("mimetype", b"application/vnd.oasis.opendocument.text"))


# ---------------------------------------------------------------- archives


def _zip(*members: tuple[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, data in members:
            made.writestr(zipfile.ZipInfo(name), data, how)
    return out.getvalue()


def _members() -> Parse:
    from veedor.documents.errors import UnreadableError
    from veedor.documents.members import MemberWriter, unpack_zip

    path = _kept_file("a.zip")
    folder = path.parent / "out"

    def parse(data: bytes) -> None:
        path.write_bytes(data)
        folder.mkdir()
        try:
            with contextlib.suppress(UnreadableError):
                for member in unpack_zip(path, MemberWriter(folder, _limits())):
                    assert (member.path is None) != (member.error is None)
                    assert member.path is None or (member.path.parent == folder and member.path.name.isdigit())
            assert {path, folder} == set(path.parent.iterdir()), "something was written outside"
        finally:
            shutil.rmtree(folder)

    return parse


def _member_seeds() -> Iterator[bytes]:
    for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield _zip(("a.txt", b"hola" * 20), ("d/b.pdf", b"%PDF-1.4"), how=how)
    yield _zip(("../a", b"x"), ("/b", b"x"), ("C:\\c", b"x"), ("ñ.txt", b"x"), ("d/", b""))


# ---------------------------------------------------------------- office documents

_W = b'<w:x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:x>'


def _docx() -> Parse:
    from veedor.documents.errors import UnreadableError
    from veedor.documents.office import read_docx

    path = _kept_file("a.docx")

    def parse(data: bytes) -> None:
        """The input is the body: packed, few inputs would get past the check sums."""
        path.write_bytes(_zip(("[Content_Types].xml", b"<x/>"), ("word/document.xml", data)))
        with contextlib.suppress(UnreadableError):
            read_docx(path, _limits()).encode()

    return parse


def _docx_seeds() -> Iterator[bytes]:
    yield _W % b"<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/></w:r></w:p>"
    yield _W % b"<w:tbl><w:tr><w:tc><w:p><w:t>a</w:t></w:p></w:tc><w:tc/></w:tr></w:tbl>"
    yield _W % b"<w:p><w:moveFrom><w:t>a</w:t></w:moveFrom><w:tc><w:t>b</w:t></w:tc></w:p>"
    yield b'<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    yield '<?xml version="1.0" encoding="utf-16"?><a>ñ</a>'.encode("utf-16")
    yield b"<a>" * 500


# ---------------------------------------------------------------- mail


def _mail() -> Parse:
    from veedor.documents.errors import UnreadableError
    from veedor.documents.mail import attachments, read_mail
    from veedor.documents.members import MemberWriter

    path = _kept_file("a.eml")
    folder = path.parent / "out"

    def parse(data: bytes) -> None:
        path.write_bytes(data)
        folder.mkdir()
        try:
            with contextlib.suppress(UnreadableError):
                assert isinstance(read_mail(path, _limits()), str)
            with contextlib.suppress(UnreadableError):
                for member in attachments(path, MemberWriter(folder, _limits()), _limits()):
                    assert isinstance(member.name, str)
                    assert (member.path is None) != (member.error is None)
            assert {path, folder} == set(path.parent.iterdir()), "something was written outside"
        finally:
            shutil.rmtree(folder)

    return parse


_HEAD = b"From: a@b\nTo: =?utf-8?q?=C3=B1?= <c@d>\nSubject: s\nDate: Mon, 01 Jan 2024 10:00:00 -0500\n"


def _mail_seeds() -> Iterator[bytes]:
    yield _HEAD + b"\nhola\n"
    yield _HEAD + b"Content-Type: text/html; charset=utf-8\n\n<p>hola</p>\n"
    yield _HEAD + b"Content-Type: text/plain; charset*=x'y\nContent-Transfer-Encoding: base64\n\naG9sYQ==\n"
    part = b"--x\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename*0*=utf-8''a%FF;"
    inner = b"--x\nContent-Type: message/rfc822\n\n" + _HEAD + b"\nadentro\n"
    yield _HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + part + b" filename*1=b\n\nx\n" + inner + b"--x--\n"
    yield _HEAD + b"Content-Type: multipart/alternative; boundary=x\n\n--x\n\na\n--x\nContent-Type: text/html\n\n<b>a"
    yield _HEAD + b"Content-Type: multipart/related; boundary=x; start=<a>\n\n--x\nContent-Id: <a>\n\na\n--x--"


def _html() -> Parse:
    parse = _mail()
    return lambda data: parse(_HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + data)


def _html_seeds() -> Iterator[bytes]:
    yield b"<head><title>t</title></head><body><p>Se&ntilde;or <b>ministro</b></p></body>"
    yield b"<style>p{}</style><![CDATA[x]]><!-- x --><!DOCTYPE html [<!ENTITY x 'y'>]><p a=1 b='2' c>x&#1114112;&#x0;"
    yield b"<script>if (a < b) {}</script><table><tr><td>a<td>b</table><?php x ?>"


# ---------------------------------------------------------------- plain text


def _text() -> Parse:
    from veedor.documents.errors import UnreadableError
    from veedor.documents.plain import decode, page_of_text

    def parse(data: bytes) -> None:
        with contextlib.suppress(UnreadableError):
            text, _ = decode(data)
            page = page_of_text(text)
            page.text.encode()
            assert all(page.text[word.start : word.end] == word.text for word in page.words)
            assert [word.text for word in page.words] == page.text.split()

    return parse


def _text_seeds() -> Iterator[bytes]:
    for coding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        yield "Señor  ministro:\r\n\r\n\tla “cláusula”\x0c\x85\n".encode(coding, errors="replace")


# ---------------------------------------------------------------- pictures


def _no_words(pixels: Any, dpi: float, number: int, size: tuple[float, float] | None = None, **_: object) -> Any:
    """Stands for recognition, which is another program's: what it is handed has to be a picture of sense."""
    from veedor.documents.tree import Page

    assert pixels.ndim == 3
    assert 0 < dpi < 1e6
    width, height = size or (pixels.shape[1] * 72 / dpi, pixels.shape[0] * 72 / dpi)
    return Page(number, width, height, "none", 0.0, "")


def _picture() -> Parse:
    from veedor.documents import picture
    from veedor.documents.errors import UnreadableError

    picture.read_picture = _no_words
    path = _kept_file()
    limits = replace(_limits(), megapixels=1)

    def parse(data: bytes) -> None:
        path.write_bytes(data)
        with contextlib.suppress(UnreadableError):
            file = picture.PictureFile(path, limits)
            with contextlib.closing(file):
                assert len(file) <= limits.pages
                file.picture(1, 72)
                for page, _ in file.pages():
                    assert page.width > 0 < page.height

    return parse


def _picture_seeds() -> Iterator[bytes]:
    from PIL import Image

    for mode, form, more in (
        ("RGB", "PNG", {"dpi": (300, 300)}),
        ("1", "PNG", {}),
        ("P", "PNG", {"transparency": 0}),
        ("I;16", "PNG", {}),
        ("L", "JPEG", {"dpi": (200, 200)}),
        ("CMYK", "JPEG", {}),
        ("RGB", "TIFF", {"compression": "tiff_lzw"}),
        ("1", "TIFF", {"compression": "group4", "dpi": (204, 98)}),
        ("L", "TIFF", {"save_all": True, "append_images": [Image.new("L", (5, 5))]}),
    ):
        out = io.BytesIO()
        Image.new(mode, (9, 7)).save(out, form, **more)
        yield out.getvalue()


# ---------------------------------------------------------------- PDF


def _pdf() -> Parse:
    from veedor.documents import pdf
    from veedor.documents.errors import UnreadableError
    from veedor.documents.tree import page_from_json, page_to_json

    pdf.read_picture = _no_words
    path = _kept_file("a.pdf")
    limits = _limits()

    def parse(data: bytes) -> None:
        path.write_bytes(data)
        with contextlib.suppress(UnreadableError):
            file = pdf.PdfFile(path, limits)
            assert len(file) <= limits.pages
            for page, _ in itertools.islice(file.pages(), limits.pages):
                page.text.encode()
                assert page.width > 0 < page.height
                assert all(page.text[word.start : word.end] == word.text for word in page.words)
                page_from_json(json.loads(json.dumps(page_to_json(page))))

    return parse


def small_pdf(content: bytes = b"BT /F 12 Tf 20 100 Td (Senor ministro de la casa) Tj ET", page: bytes = b"") -> bytes:
    """A PDF of one page, bare: what is in it can be read, and so changed, byte by byte."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%s>>" % page,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out = b"%PDF-1.4\n"
    for number, body in enumerate(objects, start=1):
        out += b"%d 0 obj%sendobj\n" % (number, body)
    return out + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"


def _pdf_seeds() -> Iterator[bytes]:
    yield small_pdf()
    yield small_pdf(page=b"/Rotate 90/CropBox[10 10 99 99]/UserUnit 3")
    yield small_pdf(b"q 200 0 0 200 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID abcd EI Q BT 3 Tr /F 9 Tf (hola) ' ET")
    yield small_pdf(b"BT /F 1 Tf 1 0 0 -1 9 9 Tm [(a)-999(\\377b)999(c)] TJ T* <00FF> Tj ET 0 0 9 9 re f")


# ---------------------------------------------------------------- what the worker says


def _answers() -> Parse:
    """Bytes that a worker could print, as the process outside the walls takes them."""
    import veedor.documents as room
    from veedor.documents import reader, sandbox
    from veedor.documents.errors import UnreadableError
    from veedor.documents.tree import reading_from_json, reading_to_json

    path = _kept_file("a.txt")
    path.write_bytes(b"hola")
    said: list[bytes] = []

    class Said(sandbox.Talk):
        """A worker that has said all that it will say before it is asked."""

        def __init__(self, *_: object, **__: object) -> None:
            self.left = list(reversed(said))

        def tell(self, line: str) -> None:
            pass

        def hear(self, seconds: float) -> dict[str, Any] | None:
            return sandbox.believed(self.left.pop()) if self.left else None

        def end(self, *, said_all: bool) -> None:
            if not said_all:
                raise sandbox.DiedError(reader.nonsense())

        def hang_up(self) -> None:
            pass

        def close(self) -> None:
            pass

    def run(*_: object, **__: object) -> Iterator[dict[str, Any]]:
        try:
            for line in said:
                yield sandbox.believed(line)
        except sandbox.DiedError as died:
            raise died.error from died

    room.run = run
    reader.Talk = Said  # type: ignore[misc]

    def parse(data: bytes) -> None:
        said[:] = data.split(b"\n")
        with contextlib.suppress(UnreadableError):
            reading = room.read(path).reading
            told = json.loads(json.dumps(reading_to_json(reading), allow_nan=False))
            json.dumps(told, ensure_ascii=False).encode()
            assert reading_to_json(reading_from_json(told)) == told
            for page in reading.pages:
                reading.places(0, len(reading.text))
                assert isinstance(page.text, str)
                assert all(page.text[word.start : word.end] == word.text for word in page.words)
        with contextlib.suppress(UnreadableError):
            for member in room.unpack(path, path.parent):
                member.name.encode()
                assert member.path is None or member.path.parent == path.parent

    return parse


def _answer_seeds() -> Iterator[bytes]:
    from veedor.documents.plain import page_of_text
    from veedor.documents.tree import build_page, page_to_json
    from veedor.values.boxes import Box

    drawn = build_page(
        1, 200.0, 100.0, "ocr", 0.5, [[[("hola", Box(1, 2, 30, 9), 0.5), ("casa", Box(31, 2, 60, 9), 1)]]]
    )
    for page in (page_of_text("a b\nc"), drawn):
        head = {"head": {"mime": "x", "paged": page.source == "ocr", "total": 1}}
        lines = (head, {"page": page_to_json(page)}, {"notes": ["n"], "done": True})
        yield "\n".join(map(json.dumps, lines)).encode()
    yield b'{"member": {"name": "a.txt", "file": "1", "error": null}}\n{"done": true}'
    yield b'{"member": {"name": "b", "file": null, "error": ["unsafe", "It is.", "Do not."]}}'


# ---------------------------------------------------------------- what the papers say


def _extraction() -> Parse:
    from veedor import countries
    from veedor.documents.errors import UnreadableError
    from veedor.documents.plain import decode, page_of_text
    from veedor.documents.tree import Reading
    from veedor.extraction import extract
    from veedor.extraction.check_value import check_value

    country = countries.get()

    def parse(data: bytes) -> None:
        with contextlib.suppress(UnreadableError):
            text, _ = decode(data)
            pages = tuple(replace(page_of_text(one), number=at) for at, one in enumerate(text.split("\f"), start=1))
            reading = Reading("a.txt", "0" * 64, "text/plain", pages, paged=False)
            for finding in extract(reading, country):
                assert reading.text[finding.start : finding.end] == finding.quote
                check_value(finding.field, finding.value)

    return parse


def _extraction_seeds() -> Iterator[bytes]:
    folder = HERE.parent / "extraction" / "texts"
    for path in sorted(folder.glob("*.txt"))[:8]:
        yield path.read_bytes()[:4000]
    yield "CONVENIO\nCLÁUSULA SEGUNDA: VIGENCIA\n2.1 dos (02) años desde el 26 de octubre de 2017\n".encode()
    yield b"S/. 1,234.50 (mil doscientos) RUC 20999999991 DNI 99990001 del 01/02/2017 al 31.12.18; US$ 3'000.000,00"


TARGETS = {
    target.name: target
    for target in (
        Target("kinds", _kinds, _kind_seeds, (b"PK\x05\x06", b"PK\x01\x02", b"%PDF-", b"EncryptedPackage"), 2500),
        Target("members", _members, _member_seeds, (b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"), 2500),
        Target("docx", _docx, _docx_seeds, (b"<w:tr>", b"<w:tc>", b"</w:tr>", b"<w:p>", b"<w:t>", b"<!ENTITY"), 2500),
        Target("mail", _mail, _mail_seeds, (b"Content-Type: ", b"multipart/mixed", b"charset=", b"=?utf-8?b?"), 800),
        Target("html", _html, _html_seeds, (b"<![", b"<!--", b"<?", b"&#x", b"<script>", b"</"), 800),
        Target("text", _text, _text_seeds, (b"\xff\xfe", b"\xef\xbb\xbf", b"\xc2\x85"), 20_000),
        Target("picture", _picture, _picture_seeds, (b"IHDR", b"iCCP", b"zTXt", b"eXIf", b"acTL", b"Exif\0\0"), 3000),
        Target(
            "pdf", _pdf, _pdf_seeds, (b"/Kids", b"/Rotate", b"/MediaBox", b" 0 R", b" Tm", b" Tj", b" cm", b" Do"), 1500
        ),
        Target(
            "answers", _answers, _answer_seeds, (b'"page"', b'"lines"', b"null", b"NaN", b"1e999", b"\\ud800"), 8000
        ),
        Target("extraction", _extraction, _extraction_seeds, (b" de 20", b"S/. ", b"RUC ", b"CL\xc3\x81USULA "), 150),
    )
}
"""Every target by its name."""
