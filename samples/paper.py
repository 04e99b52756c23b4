"""Typesetting of a sample: its marked-up text becomes a born-digital PDF."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

BANNER = "DOCUMENTO DE MUESTRA – las empresas, personas, lugares y números son inventados"
"""Stands at the head of every page."""

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
"""Where Debian's fonts-dejavu-core puts its files."""

FACES = {
    "courier": ("Courier", "Courier-Bold"),
    "times": ("Times-Roman", "Times-Bold"),
    "helvetica": ("Helvetica", "Helvetica-Bold"),
    "dejavu-serif": ("DejaVuSerif", "DejaVuSerif-Bold"),
    "dejavu-sans": ("DejaVuSans", "DejaVuSans-Bold"),
    "dejavu-mono": ("DejaVuSansMono", "DejaVuSansMono-Bold"),
}
"""The regular and the bold face of each `font:` of a text's head."""

_MARGIN = 71.0
_GAP = 20.0
_NARROW = 300.0
_MARK = re.compile(r"(#{1,2}|=|>{1,2}|&|\||@) ?(.*)", re.DOTALL)


@dataclass
class Sample:
    """One text of `texts/`: its head (font, size, how it is scanned) and its blocks."""

    id: str
    head: dict[str, str]
    blocks: list[str]

    @classmethod
    def read(cls, path: Path) -> Sample:
        """The sample that `path` holds: `key: value` lines, a line `---`, then blocks parted by empty lines."""
        head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
        blocks = [block.strip() for block in re.split(r"\n\s*\n", body) if block.strip()]
        return cls(path.stem, _pairs(head), blocks)


@dataclass
class Digital:
    """A typeset sample: its bytes, and where people sign: `(page from 0, x, y, width)` in PDF points from below."""

    pdf: bytes
    signatures: list[tuple[int, float, float, float]] = field(default_factory=list)


class _Rule(Flowable):
    """The line above a signer's name; it notes where it was drawn."""

    def __init__(self, width: float, noted: list[tuple[int, float, float, float]]) -> None:
        super().__init__()
        self.width, self.height, self.noted = width, 4.0, noted

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 2)
        self.noted.append((self.canv.getPageNumber() - 1, x, y, self.width))
        self.canv.setLineWidth(0.7)
        self.canv.line(0, 2, self.width, 2)


def _faces(name: str) -> tuple[str, str]:
    regular, bold = FACES[name]
    for face in (regular, bold):
        if face.startswith("DejaVu") and face not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(face, str(DEJAVU / f"{face}.ttf")))
    pdfmetrics.registerFontFamily(regular, normal=regular, bold=bold, italic=regular, boldItalic=bold)
    return regular, bold


def _inline(text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    return "<br/>".join(line.strip() for line in text.splitlines())


def _pairs(lines: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _styles(head: dict[str, str]) -> dict[str, ParagraphStyle]:
    regular, bold = _faces(head["font"])
    size, leading = float(head["size"]), float(head["leading"])
    typed = head["font"] == "courier"
    body = ParagraphStyle(
        "body",
        fontName=regular,
        fontSize=size,
        leading=leading,
        spaceAfter=leading * 0.55,
        alignment=TA_LEFT if typed else TA_JUSTIFY,
        allowWidows=0,
        allowOrphans=0,
    )
    heading = ParagraphStyle(
        "heading", body, fontName=bold, alignment=TA_LEFT, spaceBefore=leading * 0.4, keepWithNext=1
    )
    return {
        "body": body,
        "title": ParagraphStyle("title", body, fontName=bold, alignment=TA_CENTER, spaceAfter=leading * 0.9),
        "centre": ParagraphStyle("centre", body, alignment=TA_CENTER, spaceAfter=leading * 0.9),
        "heading": ParagraphStyle("typed", heading, fontName=regular) if typed else heading,
        "indented": ParagraphStyle("indented", body, leftIndent=24),
        "right": ParagraphStyle("right", body, alignment=TA_RIGHT, spaceAfter=leading),
        "cell": ParagraphStyle("cell", body, alignment=TA_LEFT, spaceAfter=0),
        "head cell": ParagraphStyle("head cell", body, fontName=bold, alignment=TA_LEFT, spaceAfter=0),
        "signer": ParagraphStyle(
            "signer", body, fontSize=size * 0.9, leading=size * 1.15, alignment=TA_CENTER, spaceAfter=0
        ),
    }


def _table(block: str, styles: dict[str, ParagraphStyle], width: float) -> Table:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block.splitlines()]
    cells = [[Paragraph(_inline(c), styles["cell" if n else "head cell"]) for c in row] for n, row in enumerate(rows)]
    table = Table(cells, colWidths=[width * 0.9 / len(rows[0])] * len(rows[0]), hAlign="CENTER", spaceAfter=10)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.6, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
    return table


def _signers(block: str, styles: dict[str, ParagraphStyle], width: float, noted: list) -> list[Flowable]:
    people = [line.strip("& ").split(" / ") for line in block.splitlines()]
    side_by_side = 2 if width > _NARROW else 1
    half = width / side_by_side
    cells = [
        [Spacer(1, 62), _Rule(half * 0.8, noted), *(Paragraph(_inline(line), styles["signer"]) for line in person)]
        for person in people
    ]
    rows = [cells[n : n + side_by_side] for n in range(0, len(cells), side_by_side)]
    if len(rows[-1]) < side_by_side and len(rows) > 1:
        rows[-1].append("")
    table = Table(rows, colWidths=[half] * len(rows[0]), hAlign="CENTER")
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (0, 0), (-1, -1), "CENTER")]))
    return [table]


def _story(sample: Sample, width: float, noted: list) -> list[Flowable]:
    head, story = sample.head, []
    styles = _styles(head)
    plain = {"#": "title", "=": "centre", "##": "heading", ">": "indented", ">>": "right"}
    for block in sample.blocks:
        match = _MARK.fullmatch(block)
        if block == "~~~":
            story.append(PageBreak())
        elif match is None:
            story.append(Paragraph(_inline(block), styles["body"]))
        elif match[1] == "@":
            head = head | _pairs(match[2])
            styles = _styles(head)
        elif match[1] == "|":
            story.append(_table(block, styles, width))
        elif match[1] == "&":
            # the last clause stays with the signatures: nobody signs an empty sheet
            closing, story = story[-3:], story[:-3]
            story.append(KeepTogether([*closing, *_signers(block, styles, width, noted)]))
        else:
            text = _inline(match[2])
            typed = head["font"] == "courier"
            story.append(Paragraph(f"<u>{text}</u>" if typed and match[1] == "##" else text, styles[plain[match[1]]]))
    return story


def typeset(sample: Sample) -> Digital:
    """The sample as a PDF, the same bytes on every run."""
    out, noted = io.BytesIO(), []
    regular, _ = _faces(sample.head["font"])
    page_width, page_height = A4

    def furniture(canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.setFont(regular, 8 if regular != "Courier" else 7.5)
        canvas.drawCentredString(page_width / 2, page_height - 36, BANNER)
        canvas.setLineWidth(0.4)
        canvas.line(_MARGIN, page_height - 41, page_width - _MARGIN, page_height - 41)
        canvas.drawCentredString(page_width / 2, 34, f"- {canvas.getPageNumber()} -")

    document = BaseDocTemplate(
        out, pagesize=A4, invariant=1, title=f"{sample.id} (documento de muestra)", author="Veedor"
    )
    columns = int(sample.head.get("columns", "1"))
    width = (page_width - 2 * _MARGIN - (columns - 1) * _GAP) / columns
    frames = [Frame(_MARGIN + n * (width + _GAP), 54, width, page_height - 54 - 58, 0, 0, 0, 0) for n in range(columns)]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=furniture))
    document.build(_story(sample, width, noted))
    return Digital(out.getvalue(), noted)
