"""A born-digital file of many pages, made by code and the same each time: what the figures here are measured on.

Invented names and numbers only. Prose in one and two columns, a table of rates, a letter, an annex with small print;
standard and embedded fonts, bold and italic, accents, hyphens at the ends of lines, superscripts, headers and footers.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph, Spacer, Table, TableStyle

WORDS = (
    "la", "empresa", "minera", "convenio", "seguridad", "policía", "nacional", "servicio", "extraordinario",
    "efectivos", "unidad", "región", "campamento", "vigilancia", "cláusula", "partes", "presente", "documento",
    "obligaciones", "plazo", "vigencia", "renovación", "tácita", "pago", "mensual", "monto", "soles",
    "depósito", "cuenta", "recaudadora", "institución", "jefatura", "comisaría", "señor", "general",
    "representante", "legal", "poderes", "inscritos", "partida", "electrónica", "registros", "públicos",
    "domicilio", "avenida", "número", "distrito", "provincia", "departamento", "año", "según", "artículo",
    "ley", "orgánica", "reglamento", "decreto", "supremo", "resolución", "ministerial", "aprobó", "mediante",
    "informe", "técnico", "área", "instalación", "carretera", "operación", "período", "veintidós", "días",
    "contados", "desde", "suscripción", "firma", "prórroga", "adenda", "bonificación", "viático",
    "alimentación", "alojamiento", "transporte", "combustible", "vehículo", "camioneta", "equipo",
    "comunicación", "coordinación", "operativo", "patrullaje", "prevención", "orden", "interno", "pingüino",
    "ñandú", "corazón", "español", "única", "médico", "fichas",
)  # fmt: skip
HEADER = "Convenio de muestra - Expediente 2017-0457"
LINKS = "de en el y a con por para del que los las al se su sin sobre entre hasta".split()  # noqa: SIM905
FOLDER = Path("/usr/share/fonts/truetype/dejavu")
FAMILIES = (
    ("Times-Roman", "Times-Bold", "Times-Italic"),
    ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif"),
    ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans"),
)


def make(path: Path, pages: int = 200, seed: int = 3) -> list[list[str]]:
    """The file, at `path`; the words of each page as somebody reads them."""
    for name in ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSans", "DejaVuSans-Bold"):
        pdfmetrics.registerFont(TTFont(name, str(FOLDER / f"{name}.ttf")))
    chance = random.Random(seed)  # noqa: S311 - nothing secret, the same each time
    canvas = Canvas(str(path), pagesize=A4, invariant=True, pageCompression=1)
    kinds = (_prose, _columns, _prose, _table, _prose, _small, _letter, _prose)
    words: list[list[str]] = []
    for number in range(pages):
        family = FAMILIES[number // 10 % len(FAMILIES)]
        canvas.setFont(family[0], 8)
        canvas.drawString(57, 815, HEADER)
        canvas.drawRightString(538, 24, footer := f"Página {number + 1} de {pages}")
        canvas.setLineWidth(0.5)
        canvas.line(57, 810, 538, 810)
        said = kinds[number % len(kinds)](canvas, chance, family)
        words.append(re.sub("<[^>]*>", "", " ".join([HEADER, *said, footer])).split())
        canvas.showPage()
    canvas.save()
    return words


def sentence(chance: random.Random, family: tuple[str, str, str]) -> str:
    """One sentence as a paper of this sort has them, some of it bold or italic, with numbers."""
    words = []
    for _ in range(chance.randint(9, 22)):
        words.append(chance.choice(WORDS))
        if chance.random() < 0.5:
            words.append(chance.choice(LINKS))
    words[0] = words[0].capitalize()
    if chance.random() < 0.4:
        amount = f"S/ {chance.randint(1, 999)},{chance.randint(0, 999):03}.{chance.randint(0, 99):02}"
        words.insert(len(words) // 2, f'<font name="{family[1]}">{amount}</font>')
    if chance.random() < 0.3:
        words.insert(2, f"N.° {chance.randint(1, 999):03}-{chance.randint(1990, 2024)}-IN")
    if chance.random() < 0.3:
        words.append(f"el {chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(2001, 2024)}")
    if chance.random() < 0.2:
        words.insert(4, f'<font name="{family[2]}">{chance.choice(WORDS)} {chance.choice(WORDS)}</font>,')
    if chance.random() < 0.15:
        words.insert(3, "minero-energético")
    if chance.random() < 0.1:
        words.append("(véase el anexo 2)")
    return " ".join(words) + "."


def _style(family: tuple[str, str, str], size: float, align: int = TA_JUSTIFY) -> ParagraphStyle:
    return ParagraphStyle(
        "body", fontName=family[0], fontSize=size, leading=size * 1.25, alignment=align, spaceAfter=size * 0.7,
        hyphenationLang="", splitLongWords=0,
    )  # fmt: skip


def _put(canvas: Canvas, frame: Frame, texts: Sequence[str], style: ParagraphStyle) -> list[str]:
    """Those of the paragraphs that found room."""
    return [text for text in texts if frame.add(Paragraph(text, style), canvas)]


def _fill(canvas: Canvas, frame: Frame, chance: random.Random, family: tuple[str, str, str], size: float) -> list[str]:
    said: list[str] = []
    for number in itertools.count(1):
        if number % 3 == 1:
            text = f'<font name="{family[1]}">CLÁUSULA {number}. {chance.choice(WORDS).upper()}</font>'
        else:
            text = " ".join(sentence(chance, family) for _ in range(chance.randint(1, 4)))
        put = _put(canvas, frame, [text], _style(family, size))
        if not put:
            break
        said += put
    return said


def _prose(canvas: Canvas, chance: random.Random, family: tuple[str, str, str]) -> list[str]:
    return _fill(canvas, Frame(50, 40, 495, 760), chance, family, 11)


def _columns(canvas: Canvas, chance: random.Random, family: tuple[str, str, str]) -> list[str]:
    left = _fill(canvas, Frame(50, 40, 235, 760), chance, family, 9)
    return left + _fill(canvas, Frame(310, 40, 235, 760), chance, family, 9)


def _small(canvas: Canvas, chance: random.Random, family: tuple[str, str, str]) -> list[str]:
    return _fill(canvas, Frame(50, 40, 495, 760), chance, family, 7.5)


def _table(canvas: Canvas, chance: random.Random, family: tuple[str, str, str]) -> list[str]:
    rows = [["Grado", "Efectivos", "Costo por día", "Total mensual"]]
    for rank in ("Coronel", "Comandante", "Mayor", "Capitán", "Teniente", "Alférez", "Suboficial", "Técnico") * 3:
        a, b = chance.randint(1, 40), chance.randint(60, 400)
        rows.append([rank, str(a), f"S/ {b}.{chance.randint(0, 99):02}", f"S/ {a * b * 30:,}.00"])
    table = Table(rows, colWidths=[150, 80, 120, 130], rowHeights=16)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
                ("FONT", (0, 0), (-1, 0), family[1], 9),
                ("FONT", (0, 1), (-1, -1), family[0], 9),
                ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
                ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.9, 0.9, 0.85)),
            ]
        )
    )
    frame = Frame(50, 40, 495, 760)
    said = _put(canvas, frame, [sentence(chance, family)], _style(family, 11))
    frame.addFromList([table, Spacer(1, 20)], canvas)
    said += [cell for row in rows for cell in row]
    return said + _put(canvas, frame, [sentence(chance, family) for _ in range(3)], _style(family, 11))


def _letter(canvas: Canvas, chance: random.Random, family: tuple[str, str, str]) -> list[str]:
    frame = Frame(60, 40, 470, 760)
    day, year, number = chance.randint(1, 28), chance.randint(2005, 2024), chance.randint(100, 999)
    said = _put(canvas, frame, [f"Lima, {day} de marzo de {year}"], _style(family, 11, TA_RIGHT))
    said += _put(canvas, frame, [f"OFICIO N.<super>o</super> {number}-2017-REGPOL"], _style(family, 12, TA_CENTER))
    texts = ["Señor General PNP"]
    for _ in range(5):
        texts += [" ".join(sentence(chance, family) for _ in range(3)), f"• {sentence(chance, family)}"]
    return said + _put(canvas, frame, [*texts, "Atentamente,"], _style(family, 11))
