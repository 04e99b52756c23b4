"""Odd files, made where they are needed: nothing binary lies in the repository."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from veedor.documents.limits import Limits
from veedor.documents.pdf import PdfFile

LINES = (
    "CONVENIO ESPECIFICO DE COOPERACION INSTITUCIONAL",
    "entre la entidad primera y la empresa segunda",
    "CLAUSULA PRIMERA: OBJETO DEL CONVENIO",
    "El presente documento establece las condiciones",
    "del servicio extraordinario por el plazo acordado",
    "de doce meses contados desde la suscripcion.",
) * 3
FIRST = "CONVENIO"


def pdf(path: Path, *, turned: int = 0) -> Path:
    """A page of A4 with 18 lines; with `turned` its content lies turned and /Rotate puts it upright."""
    size = (842, 595) if turned in {90, 270} else (595, 842)
    page = canvas.Canvas(str(path), pagesize=size)
    move = {90: (842, 0), 180: (595, 842), 270: (0, 595)}.get(turned)
    if move:
        page.translate(*move)
        page.rotate({90: 90, 180: 180, 270: -90}[turned])
    page.setFont("Helvetica", 14)
    for number, line in enumerate(LINES):
        page.drawString(72, 750 - number * 30, line)
    page.save()
    if turned:
        change(path, lambda made: setattr(made.pages[0], "Rotate", turned))
    return path


def change(path: Path, how: object, **save: object) -> Path:
    """The PDF changed in place by pikepdf."""
    with pikepdf.open(path, allow_overwriting_input=True) as made:
        if callable(how):
            how(made)
        made.save(path, **save)
    return path


def picture(tmp: Path, dpi: int = 200) -> Image.Image:
    """The page of `pdf`, as a picture."""
    return PdfFile(pdf(tmp / "for-picture.pdf"), Limits()).picture(1, dpi).convert("RGB")


def stamped_and_skewed(image: Image.Image, degrees: float) -> Image.Image:
    """A blue round stamp over the text, and all of it a little turned, as scanners do."""
    pixels = np.array(image)
    middle = (image.width // 2, image.height // 4)
    cv2.circle(pixels, middle, image.width // 8, (70, 90, 230), 12)
    cv2.circle(pixels, middle, image.width // 12, (70, 90, 230), 8)
    matrix = cv2.getRotationMatrix2D((image.width / 2, image.height / 2), degrees, 1.0)
    return Image.fromarray(cv2.warpAffine(pixels, matrix, image.size, borderValue=(255, 255, 255)))


def scan_in_pdf(path: Path, image: Image.Image, extra: tuple[str, ...] = (), *, pages: int = 1) -> Path:
    """A PDF whose pages are the picture, with small text of its own (a digital signature) on top."""
    page = canvas.Canvas(str(path), pagesize=(595, 842))
    for _ in range(pages):
        page.drawImage(ImageReader(image), 0, 0, 595, 842)
        page.setFont("Helvetica", 7)
        for number, line in enumerate(extra):
            page.drawString(430, 830 - 8 * number, line)
        page.showPage()
    page.save()
    return path


def archive(path: Path, *members: tuple[str, bytes]) -> Path:
    """A ZIP of those members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return path


def mail(path: Path, *attached: tuple[str, bytes] | EmailMessage) -> EmailMessage:
    """A mail with attachments, written to `path`."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "Respuesta n.º 5"
    made["Date"] = "Mon, 01 Jan 2024 10:00:00 -0500"
    made.set_content("Adjunto el convenio.\n")
    for one in attached:
        if isinstance(one, EmailMessage):
            made.add_attachment(one)
        else:
            made.add_attachment(one[1], maintype="application", subtype="pdf", filename=one[0])
    path.write_bytes(bytes(made))
    return made


def shown(data: bytes) -> Image.Image:
    """The picture that `page_image` gave."""
    return Image.open(io.BytesIO(data))
