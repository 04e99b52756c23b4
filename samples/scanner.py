"""A bad office scanner: a born-digital PDF becomes crooked, stamped, grey pictures of itself."""

from __future__ import annotations

import io
import math
import zlib

import cv2
import numpy as np
import pikepdf
import pypdfium2
from paper import Digital, Sample
from reportlab.pdfgen.canvas import Canvas

INKS = {
    "blue": (0.13, 0.20, 0.62),
    "red": (0.74, 0.12, 0.16),
    "violet": (0.40, 0.14, 0.55),
    "black": (0.12, 0.12, 0.13),
}
"""Stamp colours as red, green, blue from 0 to 1."""

_PEN = (0.10, 0.14, 0.42)
_TURNS = {"upside-down": cv2.ROTATE_180, "sideways": cv2.ROTATE_90_CLOCKWISE}


def options(sample: Sample) -> dict[str, str]:
    """The words of the head's `scan:` line: `key=value`, or a bare word for yes."""
    words = sample.head["scan"].split()
    return {key: value or "yes" for key, _, value in (word.partition("=") for word in words)}


def _sheets(pages: int, two_up: int | None) -> list[list[int]]:
    """Which pages (from 0) lie on which sheet: one each, and from page `two_up` on two side by side."""
    single = pages if two_up is None else min(two_up, pages)
    return [[n] for n in range(single)] + [list(range(n, min(n + 2, pages))) for n in range(single, pages, 2)]


def _picture(page: pypdfium2.PdfPage, dpi: float) -> np.ndarray:
    """The page's ink, 0 (none) to 1 (full)."""
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    ink = 1 - bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width].astype(np.float32) / 255
    bitmap.close()
    return ink


def _clouds(rng: np.random.Generator, shape: tuple[int, int], cells: int) -> np.ndarray:
    """Soft random field of about `cells` clouds across, 0 to 1."""
    small = rng.random((cells, cells), dtype=np.float32)
    return np.clip(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), 0, 1)


def _stamp(words: str, middle: str, dpi: float) -> np.ndarray:
    """A round rubber stamp as ink, 4.6 cm across."""
    side = 130.0
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(side, side), invariant=1)
    for radius, width in ((62, 2.2), (58.5, 0.8), (38, 1.0)):
        canvas.setLineWidth(width)
        canvas.circle(side / 2, side / 2, radius)
    step = 360 / len(words)
    for number, letter in enumerate(words):
        canvas.saveState()
        canvas.translate(side / 2, side / 2)
        canvas.rotate(180 - number * step)
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawCentredString(0, 44, letter)
        canvas.restoreState()
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawCentredString(side / 2, side / 2 + 3, middle)
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(side / 2, side / 2 - 10, "(MUESTRA)")
    canvas.save()
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        return _picture(document[0], dpi)


def _lay(layer: np.ndarray, piece: np.ndarray, centre: tuple[float, float], angle: float) -> None:
    """Press `piece` onto `layer`, turned by `angle` degrees about its centre."""
    height, width = piece.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turn[:, 2] += (centre[0] - width / 2, centre[1] - height / 2)
    pressed = cv2.warpAffine(piece, turn, layer.shape[::-1], flags=cv2.INTER_LINEAR)
    np.maximum(layer, pressed, out=layer)


def _autograph(rng: np.random.Generator, layer: np.ndarray, x: float, y: float, width: float) -> None:
    """A hasty signature above the line that starts at `x`, `y` (pixels)."""
    t = np.linspace(0, 1, 260)
    loops, lean = rng.uniform(4, 7), rng.uniform(0.1, 0.35)
    wave = np.zeros_like(t)
    for k in range(1, 4):
        wave += rng.uniform(0.5, 1) / k * np.sin(2 * math.pi * loops * k * t * rng.uniform(0.6, 1) + rng.uniform(0, 6))
    height = width * rng.uniform(0.10, 0.15)
    along = 0.16 + 0.62 * t + 0.06 * np.sin(2 * math.pi * loops * t + rng.uniform(0, 6))
    xs = x + width * along + lean * height * wave
    ys = y - height * 0.7 - height * wave * (1 - 0.55 * t)
    flourish = np.array([[x + width * 0.12, y - height * 0.2], [x + width * 0.5, y + height * 0.2],
                         [x + width * 0.95, y - height * 0.8]])  # fmt: skip
    thick = max(2, round(width / 150))
    for points in (np.stack([xs, ys], axis=1), flourish):
        cv2.polylines(layer, [np.round(points * 8).astype(np.int32)], False, 1.0, thick, cv2.LINE_AA, 3)


def _age(rng: np.random.Generator, ink: np.ndarray) -> np.ndarray:
    """What a worn photocopier leaves of the ink: ragged edges, faded patches, specks, a streak, punch holes."""
    height, width = ink.shape
    grain = rng.standard_normal(ink.shape, dtype=np.float32)
    soft = cv2.GaussianBlur(ink, (0, 0), 0.8)
    copy = np.clip((soft + 0.10 * cv2.GaussianBlur(grain, (0, 0), 0.9) - 0.16) / 0.5, 0, 1)
    copy *= 0.70 + 0.30 * _clouds(rng, ink.shape, 6)
    for _ in range(rng.integers(60, 160)):
        spot = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(copy, spot, int(rng.integers(1, 3)), float(rng.uniform(0.3, 0.9)), -1, cv2.LINE_AA)
    if rng.random() < 0.7:
        x = int(rng.uniform(0.05, 0.95) * width)
        copy[:, x : x + 2] = np.maximum(copy[:, x : x + 2], rng.uniform(0.15, 0.4))
    for y in (0.37, 0.63):
        cv2.circle(copy, (int(width * 0.035), int(height * y)), width // 75, 0.85, -1, cv2.LINE_AA)
    return copy


def _copied_again(rng: np.random.Generator, ink: np.ndarray) -> np.ndarray:
    """A photocopy of `ink` on a hard setting: a little larger, crooked, strokes fat or broken, dirt at the edges."""
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-0.6, 0.6), rng.uniform(0.985, 1.0))
    copy = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR)
    copy = cv2.GaussianBlur(copy, (0, 0), 0.8)
    toner = 0.34 + 0.14 * (_clouds(rng, ink.shape, 4) - 0.5)
    copy = np.clip((copy - toner) / 0.22 + 0.5, 0, 1)
    edge = max(2, width // 110)
    for border in (copy[:, :edge], copy[-edge:, :]):
        np.maximum(border, 0.75 * _clouds(rng, border.shape, 40), out=border)
    return copy


def _faxed(rng: np.random.Generator, ink: np.ndarray, number: int, dpi: float) -> np.ndarray:
    """What a fax machine prints of `ink`: coarse rows, black or white, torn lines, the sender's line on top."""
    height, width = ink.shape
    coarse = cv2.resize(ink, (width, round(height * 130 / dpi)), interpolation=cv2.INTER_AREA)
    coarse = (coarse + 0.05 * rng.standard_normal(coarse.shape, dtype=np.float32) > 0.36).astype(np.float32)
    for row in rng.integers(0, coarse.shape[0], 5):
        coarse[row] = np.roll(coarse[row], int(rng.integers(2, 7)))
    printed = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST)
    strip = np.zeros(ink.shape, np.uint8)
    sender = f"DE: FAX DE MUESTRA   99-9999   P. {number + 1:02d}"
    place = (int(0.08 * width), int(0.022 * height))
    cv2.putText(strip, sender, place, cv2.FONT_HERSHEY_PLAIN, 1.3 * dpi / 200, 255, 1, cv2.LINE_AA)
    return np.maximum(printed, strip.astype(np.float32) / 255)


def _paper(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Grey, unevenly lit, once folded paper: brightness 0 to 1."""
    height, width = shape
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    slope = rng.uniform(-0.06, 0.06, 2)
    light = rng.uniform(0.80, 0.88) + slope[0] * x + slope[1] * y - 0.05 * (x * x + y * y)
    light += 0.06 * (_clouds(rng, shape, 5) - 0.5)
    gutter = rng.uniform(0.10, 0.22) * np.exp(-(x + 1) / 0.05)
    fold = 0.07 * np.exp(-(((y - rng.uniform(-0.08, 0.08)) / 0.004) ** 2))
    return (light - gutter - fold).astype(np.float32)


def _folio(layer: np.ndarray, number: int, dpi: float) -> None:
    unit = dpi / 200
    place = (int(layer.shape[1] - 185 * unit), int(125 * unit))
    written = np.zeros(layer.shape, np.uint8)
    cv2.putText(written, f"{number:03d}", place, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.6 * unit, 255, 3, cv2.LINE_AA)
    np.maximum(layer, written.astype(np.float32) / 255, out=layer)


def _page(
    rng: np.random.Generator, ink: np.ndarray, coloured: list[tuple[np.ndarray, tuple[float, float, float]]]
) -> np.ndarray:
    """The finished picture, red, green and blue from 0 to 255."""
    ink = _age(rng, ink)
    light = _paper(rng, ink.shape)
    tint = np.array([1.0, 0.985, 0.95], np.float32)
    # printed ink first, then the stamps and pens over it: what is below shows through
    picture = (light * (1 - 0.86 * ink))[:, :, None] * tint
    for layer, colour in coloured:
        worn = layer * np.clip(0.35 + 1.1 * _clouds(rng, ink.shape, 60), 0, 0.92)
        picture *= 1 - worn[:, :, None] * (1 - np.array(colour, np.float32))
    height, width = ink.shape
    angle = rng.uniform(0.5, 2.0) * rng.choice((-1, 1))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, rng.uniform(0.965, 0.985))
    turn[:, 2] += rng.uniform(-0.006, 0.006, 2) * (width, height)
    picture = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(0.25, 0.25, 0.26))
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.65, 0.9))
    picture += 0.035 * rng.standard_normal((height, width, 1), dtype=np.float32)
    return (np.clip(picture, 0, 1) * 255).astype(np.uint8)


def scan(sample: Sample, digital: Digital, seed: int) -> bytes:
    """The sample as an image-only PDF; the same bytes for the same seed."""
    cv2.setNumThreads(1)
    wish = options(sample)
    dpi, ink_name = float(wish["dpi"]), wish["stamp"]
    grey = ink_name == "black" or wish.get("copy") == "fax"
    out, made = io.BytesIO(), pikepdf.Pdf.new()
    with pypdfium2.PdfDocument(digital.pdf) as document:
        sheets = _sheets(len(document), int(wish["two-up"]) - 1 if "two-up" in wish else None)
        last = len(sheets) - 1
        for number, pages in enumerate(sheets):
            rng = np.random.default_rng([seed, zlib.crc32(sample.id.encode()), number])
            # two pages on a sheet are as small as a sheet turned on its side makes them
            shown = dpi if len(pages) == 1 else dpi / math.sqrt(2)
            scale = shown / 72
            pictures = [_picture(document[page], shown) for page in pages]
            ink = np.hstack(pictures)
            stamp, pen = np.zeros_like(ink), np.zeros_like(ink)
            _folio(pen, int(wish["folio"]) + number, dpi)
            offsets = dict(zip(pages, np.cumsum([0, *(picture.shape[1] for picture in pictures)]), strict=False))
            signed = [
                (float(offsets[page]) + x * scale, ink.shape[0] - y * scale, width * scale)
                for page, x, y, width in digital.signatures
                if page in offsets
            ]
            for x, y, width in signed:
                _autograph(rng, pen, x, y, width)
            if signed:
                x, y, width = signed[0]
                _lay(
                    stamp,
                    _stamp("DOCUMENTO DE MUESTRA * SIN VALOR * ", "JEFATURA", shown),
                    (x + width * 1.02, y + 8 * scale),
                    rng.uniform(-25, 25),
                )
            if number in {0, last // 2} and number != last:
                centre = (rng.uniform(0.3, 0.75) * ink.shape[1], rng.uniform(0.3, 0.8) * ink.shape[0])
                _lay(stamp, _stamp("FEDATARIO DE MUESTRA * COPIA * ", "ES COPIA", dpi), centre, rng.uniform(-35, 35))
            if wish.get("copy") == "fax":
                ink = _faxed(rng, ink, number, dpi)
            elif wish.get("copy") == "twice":
                ink = _copied_again(rng, _age(rng, ink))
            picture = _page(rng, ink, [(stamp, INKS[ink_name]), (pen, INKS["black"] if grey else _PEN)])
            if number == last and wish.get("last"):
                picture = cv2.rotate(picture, _TURNS[wish["last"]])
            _add(made, picture, grey=grey, dpi=dpi, quality=int(wish["quality"]))
    made.save(out, deterministic_id=True)
    made.close()
    return out.getvalue()


def _add(made: pikepdf.Pdf, picture: np.ndarray, *, grey: bool, dpi: float, quality: int) -> None:
    """Add a page that shows nothing but the picture, as a JPEG."""
    height, width = picture.shape[:2]
    kept = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY if grey else cv2.COLOR_RGB2BGR)
    done, jpeg = cv2.imencode(".jpg", kept, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise RuntimeError("the picture could not be written as a JPEG")
    image = made.make_stream(
        jpeg.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    size = (round(width * 72 / dpi, 2), round(height * 72 / dpi, 2))
    page = made.add_blank_page(page_size=size)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
    page.Contents = made.make_stream(f"q {size[0]} 0 0 {size[1]} 0 0 cm /Scan Do Q".encode())
