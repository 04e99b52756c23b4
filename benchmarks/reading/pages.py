"""Pages made for measuring: clean prints, bad copies, and pages that lie the wrong way, each with its exact text.

Everything follows from a seed. The words are those of invented agreements, with amounts, dates, RUC and norm numbers
drawn anew for every page (`Made.keys`: what a reading has to have to the letter). The faces are those that every PDF
program carries: Times, Helvetica, and Courier for the typewriter.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

Ink = NDArray[np.float32]
Picture = NDArray[np.uint8]
DPI = 300
FACES = (("Times-Roman", "Times-Bold", 11.0), ("Helvetica", "Helvetica-Bold", 10.0), ("Courier", "Courier-Bold", 10.0))
INKS = {"blue": (0.13, 0.20, 0.62), "red": (0.74, 0.12, 0.16), "violet": (0.40, 0.14, 0.55), "black": (0.1, 0.1, 0.1)}

_DAYS = ("uno", "dos", "tres", "cinco", "doce", "quince", "veintiún", "treinta")
_MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre")
_NAMES = (
    "MINERA ALTO EJEMPLO S.A.C.",
    "PETRÓLEOS DE MUESTRA S.A.",
    "GASODUCTO INVENTADO S.R.L.",
    "COMPAÑÍA MINERA ÑUÑO S.A.",
)
_PLACES = ("Challhuahuacho", "Espinar", "Velille", "Ocongate", "Paucartambo", "Cotabambas", "Ayabaca", "Huancabamba")
_TEXTS = (
    "Conste por el presente documento el Convenio Específico de Prestación de Servicios Policiales Extraordinarios que "
    "celebran, de una parte, la POLICÍA NACIONAL DEL PERÚ, a la que en adelante se le denominará LA PNP, y de la otra "
    "parte, {name}, con RUC N.° {ruc}, a quien en adelante se le denominará LA EMPRESA.",
    "LA EMPRESA es una persona jurídica de derecho privado que desarrolla actividades de exploración y explotación en "
    "el distrito de {place}, provincia y región del mismo nombre, en el marco del {norm}.",
    "El presente convenio tiene por objeto establecer las condiciones bajo las cuales LA PNP brindará el servicio en "
    "las instalaciones de LA EMPRESA y su área de influencia, durante las veinticuatro (24) horas del día, incluidos "
    "domingos y feriados, conforme al {norm} y a la Ley N° {law}.",
    "LA EMPRESA abonará al personal policial la suma de S/ {amount} (soles) diarios por cada efectivo, monto que será "
    "depositado dentro de los {days} ({number}) días hábiles siguientes de recibida la relación nominal; el pago no "
    "constituye remuneración ni genera vínculo laboral alguno.",
    "La vigencia del convenio será de {days} ({number}) años, contados a partir del {day} de {month} de {year}, y podrá "
    "ser renovado por acuerdo expreso de ambas partes mediante la suscripción de la adenda respectiva.",
    "Asimismo, LA EMPRESA se compromete a proporcionar alojamiento, alimentación, transporte, atención médica y un "
    "seguro de vida y contra accidentes por US$ {dollars} a favor del personal asignado, según el artículo {number}° "
    "de la Directiva N.° {directive}.",
    "Cualquiera de las partes podrá resolver el convenio sin expresión de causa, cursando una comunicación escrita con "
    "{days} ({number}) días calendario de anticipación; las prestaciones pendientes se cumplirán hasta su conclusión.",
    "El personal policial mantendrá en todo momento su dependencia orgánica y disciplinaria de la Región Policial, y "
    "usará la fuerza según el Decreto Legislativo N.º {law}, su reglamento y los principios de legalidad, necesidad y "
    "proporcionalidad. ¿Quién ordena? Únicamente el jefe policial designado.",
    "Leído el documento y en señal de conformidad, las partes lo suscriben en dos (02) ejemplares de igual valor, en "
    "la ciudad de {place}, a los {day} días del mes de {month} de {year}.",
)  # fmt: skip
_HEADS = ("CLÁUSULA PRIMERA: ANTECEDENTES", "CLÁUSULA SEGUNDA: DEL OBJETO", "CLÁUSULA TERCERA: OBLIGACIONES DE LAS PARTES",
          "CLÁUSULA CUARTA: DEL COSTO Y FORMA DE PAGO", "CLÁUSULA QUINTA: DE LA VIGENCIA")  # fmt: skip


@dataclass
class Made:
    """One page: its picture (or the PDF it is shown from), its text, and the strings that have to be right."""

    name: str
    text: str
    keys: list[str]
    picture: Picture
    dpi: int = DPI
    sides: list[str] = field(default_factory=list)
    """The texts of the pages on it, in reading order, where there are two."""


def _values(rng: np.random.Generator) -> dict[str, Any]:
    def pick(some: tuple[str, ...]) -> str:
        return some[int(rng.integers(len(some)))]

    number = int(rng.integers(2, 30))
    return {
        "name": pick(_NAMES),
        "ruc": "20" + "".join(str(d) for d in rng.integers(0, 10, 9)),
        "place": pick(_PLACES),
        "norm": f"Decreto Supremo N.° {int(rng.integers(1, 30)):03d}-{int(rng.integers(2000, 2024))}-IN",
        "law": str(int(rng.integers(24000, 31999))),
        "amount": f"{int(rng.integers(50, 900))}.{int(rng.integers(0, 100)):02d}",
        "dollars": f"{int(rng.integers(1, 99))},{int(rng.integers(0, 1000)):03d}.00",
        "days": pick(_DAYS),
        "number": f"{number:02d}",
        "day": str(int(rng.integers(1, 29))),
        "month": pick(_MONTHS),
        "year": str(int(rng.integers(1996, 2024))),
        "directive": f"{int(rng.integers(1, 99)):03d}-{int(rng.integers(2005, 2022))}-DIRGEN/PNP",
    }


def written(rng: np.random.Generator, letters: int) -> tuple[list[tuple[str, str]], list[str]]:
    """Paragraphs `(style, text)` of about so many letters, and the strings in them that matter."""
    blocks: list[tuple[str, str]] = []
    keys: list[str] = []
    size = head = 0
    while size < letters:
        if len(blocks) % 3 == 0:
            blocks.append(("head", _HEADS[head % len(_HEADS)]))
            head += 1
        values = _values(rng)
        pattern = _TEXTS[int(rng.integers(len(_TEXTS)))]
        text = pattern.format(**values)
        blocks.append(("body", text))
        size += len(text)
        shown = {"ruc": "{ruc}", "norm": "{norm}", "amount": "S/ {amount}", "dollars": "US$ {dollars}",
                 "directive": "{directive}", "law": "{law}"}  # fmt: skip
        keys += [form.format(**values) for key, form in shown.items() if "{" + key + "}" in pattern]
        if "{day}" in pattern and "{year}" in pattern and "del {day} de" in pattern:
            keys.append("{day} de {month} de {year}".format(**values))
    return blocks, keys


def typeset(blocks: list[tuple[str, str]], face: tuple[str, str, float]) -> tuple[bytes, str]:
    """The blocks as a one-page PDF, and its text line by line."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    width, height = A4
    regular, bold, size = face
    y, lines = height - 80.0, []
    for style, text in blocks:
        font = bold if style == "head" else regular
        canvas.setFont(font, size)
        for line in simpleSplit(text, font, size, width - 150):
            canvas.drawString(75, y, line)
            lines.append(line)
            y -= 1.35 * size
        y -= 0.6 * size
    if y < 60:
        raise ValueError("the page is full")
    canvas.save()
    return out.getvalue(), "\n".join(lines)


def ink_of(pdf: bytes, dpi: int = DPI) -> Ink:
    """The page's ink from 0 to 1."""
    with pypdfium2.PdfDocument(pdf) as document:
        bitmap = document[0].render(scale=dpi / 72, grayscale=True)
        ink = 1 - bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width].astype(np.float32) / 255
        bitmap.close()
    return np.asarray(ink, dtype=np.float32)


def _clouds(rng: np.random.Generator, shape: tuple[int, ...], cells: int) -> Ink:
    small = rng.random((cells, cells), dtype=np.float32)
    return np.clip(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), 0, 1)


def stamp(words: str, middle: str, dpi: int = DPI) -> Ink:
    """A round rubber stamp, 4.5 cm across."""
    side = 128.0
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(side, side), invariant=1)
    for radius, thick in ((61, 2.2), (57.5, 0.8), (37, 1.0)):
        canvas.setLineWidth(thick)
        canvas.circle(side / 2, side / 2, radius)
    for number, letter in enumerate(words):
        canvas.saveState()
        canvas.translate(side / 2, side / 2)
        canvas.rotate(180 - number * 360 / len(words))
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawCentredString(0, 43, letter)
        canvas.restoreState()
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawCentredString(side / 2, side / 2 - 4, middle)
    canvas.save()
    return ink_of(out.getvalue(), dpi)


def lay(layer: Ink, piece: Ink, centre: tuple[float, float], angle: float) -> None:
    """Press `piece` onto `layer`, turned about its centre."""
    height, width = piece.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turn[:, 2] += (centre[0] - width / 2, centre[1] - height / 2)
    np.maximum(layer, cv2.warpAffine(piece, turn, layer.shape[::-1]), out=layer)


def degraded(rng: np.random.Generator, ink: Ink, colour: str | None, *, skew: float, quality: int = 40) -> Picture:
    """A photocopy: crooked, blurred, grey, unevenly lit, noisy, punched, stamped with `colour`, a JPEG of `quality`."""
    height, width = ink.shape
    soft = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.7, 1.2))
    copy = np.clip((soft - 0.12) / 0.62, 0, 1) * (0.78 + 0.22 * _clouds(rng, ink.shape, 6))
    for _ in range(int(rng.integers(80, 200))):
        spot = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(copy, spot, int(rng.integers(1, 4)), float(rng.uniform(0.3, 0.9)), -1, cv2.LINE_AA)
    for y in (0.37, 0.63):
        cv2.circle(copy, (int(width * 0.035), int(height * y)), width // 75, 0.85, -1, cv2.LINE_AA)
    light = rng.uniform(0.80, 0.90) + 0.08 * (_clouds(rng, ink.shape, 5) - 0.5)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    light -= rng.uniform(0.08, 0.2) * np.exp(-across / 0.04)
    picture = (light * (1 - 0.85 * copy))[:, :, None] * np.array([1.0, 0.985, 0.95], np.float32)
    if colour is not None:
        layer = np.zeros_like(ink)
        for _ in range(int(rng.integers(1, 3))):
            centre = (rng.uniform(0.25, 0.75) * width, rng.uniform(0.2, 0.7) * height)
            lay(layer, stamp("FEDATARIO DE MUESTRA * ES COPIA * ", "CERTIFICO"), centre, rng.uniform(-40, 40))
        worn = layer * np.clip(0.35 + 1.1 * _clouds(rng, ink.shape, 60), 0, 0.92)
        picture *= 1 - worn[:, :, None] * (1 - np.array(INKS[colour], np.float32))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 0.975 if abs(skew) < 4 else 0.88)
    picture = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(0.25, 0.25, 0.26))
    picture += 0.04 * rng.standard_normal((height, width, 1), dtype=np.float32)
    return as_jpeg((np.clip(picture, 0, 1) * 255).astype(np.uint8), quality)


def as_jpeg(picture: Picture, quality: int) -> Picture:
    """The picture after it was a JPEG."""
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), dtype=np.uint8)


def fax(rng: np.random.Generator, ink: Ink) -> Picture:
    """A copy of a copy by fax: 200 dots an inch, black or white, specks, and back to paper."""
    small = cv2.resize(ink, None, fx=200 / DPI, fy=200 / DPI, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 0.6) + 0.08 * rng.standard_normal(small.shape, dtype=np.float32)
    black = (small > 0.42).astype(np.float32)
    again = cv2.GaussianBlur(black, (0, 0), 0.5) + 0.08 * rng.standard_normal(small.shape, dtype=np.float32)
    page = ((again < 0.45) * 255).astype(np.uint8)
    return np.asarray(cv2.resize(page, (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def faint(rng: np.random.Generator, ink: Ink, skew: float) -> Picture:
    """Low contrast: the last copy of a dying drum."""
    noise = 0.03 * rng.standard_normal(ink.shape, dtype=np.float32)
    page = 0.86 - 0.30 * cv2.GaussianBlur(ink, (0, 0), 0.8) * (0.8 + 0.2 * _clouds(rng, ink.shape, 7)) + noise
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 0.98)
    grey = np.clip(cv2.warpAffine(page, turn, (width, height), borderValue=0.84), 0, 1)
    return np.asarray(cv2.cvtColor((grey * 255).astype(np.uint8), cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def photo(rng: np.random.Generator, ink: Ink) -> Picture:
    """A telephone's photograph: the sheet on a dark table, in perspective, with a shadow, soft at the edges."""
    height, width = ink.shape
    big_h, big_w = int(height * 1.06), int(width * 1.12)
    grain = cv2.GaussianBlur(rng.standard_normal((big_h, big_w), dtype=np.float32), (0, 0), 3)
    table = np.full((big_h, big_w, 3), (0.30, 0.22, 0.16), np.float32) + 0.15 * grain[:, :, None]
    sheet = (1 - 0.9 * cv2.GaussianBlur(ink, (0, 0), 0.8))[:, :, None] * np.array([0.93, 0.92, 0.88], np.float32)
    shift = 0.035 * width
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    aim = np.array([[0.05, 0.03], [0.95, 0.03], [0.95, 0.97], [0.05, 0.97]], np.float32) * (big_w, big_h)
    aim = (aim + rng.uniform(-shift, shift, (4, 2))).astype(np.float32)
    warp = cv2.getPerspectiveTransform(corners, aim)
    laid = cv2.warpPerspective(sheet, warp, (big_w, big_h), flags=cv2.INTER_AREA)
    where = cv2.warpPerspective(np.ones(ink.shape, np.float32), warp, (big_w, big_h))[:, :, None]
    picture = laid * where + table * (1 - where)
    y, x = np.mgrid[0 : 1 : complex(big_h), 0 : 1 : complex(big_w)].astype(np.float32)
    edge = rng.uniform(0.3, 0.7) + 0.15 * np.sin(3 * y + rng.uniform(0, 6))
    shadow = 1 - rng.uniform(0.25, 0.45) / (1 + np.exp((x - edge) / 0.03))
    picture *= shadow[:, :, None] * (1.05 - 0.15 * y)[:, :, None]
    picture = cv2.GaussianBlur(picture, (0, 0), 0.8) + 0.02 * rng.standard_normal(picture.shape, dtype=np.float32)
    return as_jpeg((np.clip(picture, 0, 1) * 255).astype(np.uint8), 75)


def two_up(left: Picture, right: Picture, rng: np.random.Generator) -> Picture:
    """Two pages of an open book on one scan, with the fold's shadow between."""
    height, width = left.shape[:2]
    both = np.concatenate([left, right], axis=1).astype(np.float32)
    x = np.arange(2 * width, dtype=np.float32)[None, :, None]
    both *= 1 - 0.5 * np.exp(-(((x - width) / (0.015 * width)) ** 2))
    both += 4 * rng.standard_normal(both.shape[:2], dtype=np.float32)[:, :, None]
    return np.clip(both, 0, 255).astype(np.uint8)


def _rgb(ink: Ink) -> Picture:
    grey = ((1 - ink) * 255).round().astype(np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _page(seed: int, number: int, face: int, letters: int = 2000) -> tuple[Ink, str, list[str], np.random.Generator]:
    rng = np.random.default_rng([seed, number])
    blocks, keys = written(rng, letters)
    pdf, text = typeset(blocks, FACES[face % len(FACES)])
    return ink_of(pdf), text, keys, rng


def clean(seed: int = 1, count: int = 12) -> Iterator[Made]:
    """Prints as a good scanner gives them."""
    for number in range(count):
        ink, text, keys, _ = _page(seed, number, number)
        yield Made(f"clean-{number:02d}", text, keys, _rgb(ink))


def bad(seed: int = 2, count: int = 24) -> Iterator[Made]:
    """Bad copies: skew, noise, shading, JPEG; two in three with a stamp, coloured or black, over the text."""
    colours = ("blue", "black", None, "red", "black", None, "violet", "black", None)
    for number in range(count):
        ink, text, keys, rng = _page(seed, number, number)
        colour = colours[number % len(colours)]
        skew = float(rng.uniform(0.4, 2.5) * rng.choice((-1, 1))) if number % 6 else float(rng.choice((-8.5, 7.5)))
        yield Made(f"bad-{number:02d}-{colour or 'plain'}", text, keys, degraded(rng, ink, colour, skew=skew))


def worn(seed: int = 3, count: int = 8) -> Iterator[Made]:
    """Fax, copy of a copy, and hardly any contrast."""
    for number in range(count):
        ink, text, keys, rng = _page(seed, number, number)
        picture = fax(rng, ink) if number % 2 else faint(rng, ink, float(rng.uniform(-2, 2)))
        yield Made(f"{'fax' if number % 2 else 'faint'}-{number:02d}", text, keys, picture)


def turned(seed: int = 4, count: int = 12) -> Iterator[Made]:
    """Pages on their side and on their head, two on one scan, and photographs."""
    makers: tuple[Callable[[int], Made], ...] = (
        _quarter(seed, 1),
        _quarter(seed, 2),
        _quarter(seed, 3),
        _both(seed),
        _photo(seed),
    )
    for number in range(count):
        yield makers[number % len(makers)](number)


def _quarter(seed: int, quarters: int) -> Callable[[int], Made]:
    def make(number: int) -> Made:
        ink, text, keys, rng = _page(seed, number, number)
        picture = degraded(rng, ink, None, skew=float(rng.uniform(-1.5, 1.5)), quality=60)
        return Made(
            f"turned-{number:02d}-{90 * quarters}", text, keys, np.ascontiguousarray(np.rot90(picture, quarters))
        )

    return make


def _both(seed: int) -> Callable[[int], Made]:
    def make(number: int) -> Made:
        ink, text, keys, rng = _page(seed, number, number)
        ink2, text2, keys2, _ = _page(seed + 100, number, number)
        picture = two_up(_rgb(ink), _rgb(ink2), rng)
        return Made(f"two-up-{number:02d}", f"{text}\n{text2}", keys + keys2, picture, sides=[text, text2])

    return make


def _photo(seed: int) -> Callable[[int], Made]:
    def make(number: int) -> Made:
        ink, text, keys, rng = _page(seed, number, number)
        return Made(f"photo-{number:02d}", text, keys, photo(rng, ink))

    return make


SETS: dict[str, Callable[[], Iterator[Made]]] = {"clean": clean, "bad": bad, "worn": worn, "turned": turned}
"""The sets by name."""
