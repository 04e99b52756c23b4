"""PDFs whose own text is odd, made where they are needed: each returns its path."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.documents import made

SIZE = (595, 842)
LINES = (
    "El presente convenio tiene por objeto la seguridad del campamento",
    "y del personal que labora en las instalaciones de la empresa.",
    "El monto mensual es de S/ 18,347.25 por cada uno de los efectivos,",
    "conforme a la Resolución N.° 0457-2016-IN del 28 de marzo de 2016.",
    "El plazo se computa desde la firma del documento por las partes.",
)
DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def drawn(path: Path, *draw: Callable[[Canvas], object], size: tuple[float, float] = SIZE) -> Path:
    """A PDF with a page for each of the functions that draw one."""
    canvas = Canvas(str(path), pagesize=size, invariant=True)
    for page in draw:
        canvas.setFont("Helvetica", 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines(canvas: Canvas, said: tuple[str, ...] = LINES, *, x: float = 60, y: float = 760, step: float = 20) -> None:
    """Lines of text one under the other, in the font that is set."""
    for number, line in enumerate(said):
        canvas.drawString(x, y - step * number, line)


def in_mode(canvas: Canvas, mode: int, x: float, y: float, said: str) -> None:
    """A line in a text render mode (3 draws nothing)."""
    text = canvas.beginText(x, y)
    text.setTextRenderMode(mode)
    text.textLine(said)
    canvas.drawText(text)


def calling(path: Path, names: Mapping[str, str]) -> Path:
    """The PDF with fonts that call some letters by other names: its text is a lie, its picture stays."""
    codes = "".join(f"<{n:02x}> <{ord(names.get(chr(n), chr(n))):04x}>\n" for n in range(32, 127))
    head = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
    cmap = f"{head}95 beginbfchar\n{codes}endbfchar endcmap end".encode()

    def lie(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                font.ToUnicode = pdf.make_stream(cmap)

    return made.change(path, lie)


def shifted(*rings: str) -> dict[str, str]:
    """Each letter of a ring called by the next one: vowels stay vowels, and words look like words."""
    return {char: ring[(n + 1) % len(ring)] for ring in rings for n, char in enumerate(ring)}


OTHER_WORDS = shifted("aeiou", "bcdfglmnprst", "AEIOU", "BCDFGLMNPRST", "0123456789")
"""What makes other words of all words."""
OTHER_DIGITS = shifted("38", "16", "49")
"""What makes other amounts of all amounts, and leaves the words alone."""


def type3(path: Path, said: tuple[str, ...], drawn_as: Callable[[str], str] = lambda char: char) -> Path:
    """Text in a font of bitmaps, as TeX once wrote it; `drawn_as` says which letter is drawn for which."""
    font = ImageFont.truetype(DEJAVU, 60)
    chars = sorted({char for line in said for char in line})
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=SIZE)
        procs, widths = pikepdf.Dictionary(), []
        for number, char in enumerate(chars):
            wide = round(font.getlength(drawn_as(char)))
            image = Image.new("1", (max(8, wide), 80), 1)
            ImageDraw.Draw(image).text((0, 0), drawn_as(char), font=font, fill=0)
            head = f"{wide} 0 0 -20 {wide} 60 d1 {image.width} 0 0 80 0 -20 cm BI /IM true /BPC 1 /H 80 "
            data = f"/W {image.width} ID ".encode() + image.tobytes() + b" EI"
            procs[f"/g{number}"] = pdf.make_stream(head.encode() + data)
            widths.append(wide)
        codes = "".join(f"<{n + 1:02x}> <{ord(char):04x}>\n" for n, char in enumerate(chars))
        head = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
        names = [pikepdf.Name(f"/g{n}") for n in range(len(chars))]
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F1=pdf.make_indirect(
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Font,
                        Subtype=pikepdf.Name.Type3,
                        FontBBox=[0, -20, 80, 60],
                        FontMatrix=[1 / 60, 0, 0, 1 / 60, 0, 0],
                        CharProcs=procs,
                        Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=[1, *names]),
                        FirstChar=1,
                        LastChar=len(chars),
                        Widths=widths,
                        Resources=pikepdf.Dictionary(),
                        ToUnicode=pdf.make_stream(
                            f"{head}{len(chars)} beginbfchar\n{codes}endbfchar endcmap end".encode()
                        ),
                    )
                )
            )
        )
        rows = []
        for number, line in enumerate(said):
            said_as = "".join(f"{chars.index(char) + 1:02x}" for char in line)
            rows.append(f"BT /F1 13 Tf 60 {760 - 22 * number} Td <{said_as}> Tj ET")
        page.Contents = pdf.make_stream("\n".join(rows).encode())
        pdf.save(path)
    return path


def picture_of(text: str, size: tuple[int, int]) -> ImageReader:
    """A picture with a few words on it, to lay over others."""
    image = Image.new("RGB", size, (235, 235, 225))
    ImageDraw.Draw(image).text((10, 10), text, font=ImageFont.truetype(DEJAVU, 20), fill=(40, 40, 40))
    held = io.BytesIO()
    image.save(held, "PNG")
    held.seek(0)
    return ImageReader(held)
