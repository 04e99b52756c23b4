"""A small disclosed folder with a bit of everything, and what a register made of it holds, whatever the order."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

AGREEMENT = """CONVENIO DE SERVICIOS POLICIALES EXTRAORDINARIOS
ENTRE LA POLICIA NACIONAL DEL PERU Y MINERA CERRO INVENTADO S.A.C.

CLAUSULA PRIMERA: OBJETO
1.1 El presente convenio tiene por objeto la seguridad de la mina Cerro Inventado.

CLAUSULA SEGUNDA: VIGENCIA
2.1 El plazo del convenio es de dos (02) anos contados desde su suscripcion.

Suscrito en la ciudad de Villa Muestra, a los 26 dias del mes de octubre de 2017.
"""


def pdf(lines: list[str], pages: int = 1) -> bytes:
    """A born-digital PDF with those lines on each of its pages."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for number in range(pages):
        for row, line in enumerate(lines):
            canvas.drawString(60, 780 - 18 * row, line)
        canvas.drawString(280, 30, f"pagina {number + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    """A ZIP of those members, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)
    return buffer.getvalue()


def mail(body: str, attachments: dict[str, bytes]) -> bytes:
    """An e-mail with attachments."""
    message = EmailMessage()
    message["From"], message["To"] = "mesa.de.partes@example.org", "pedido@example.org"
    message["Subject"], message["Date"] = "Respuesta a su solicitud", "Mon, 06 Nov 2017 10:00:00 -0500"
    message.set_content(body)
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    raw = message.as_bytes()
    boundary = message.get_boundary()
    return raw.replace(boundary.encode(), b"==frontera==") if boundary else raw


def fill(folder: Path) -> Path:
    """Write the folder: nine files, one of them twice, four that cannot be read."""
    folder.mkdir(parents=True)
    agreement = pdf(AGREEMENT.splitlines(), pages=2)
    (folder / "convenio.pdf").write_bytes(agreement)
    (folder / "copia.pdf").write_bytes(agreement)
    (folder / "carta.txt").write_text("Se deniega lo solicitado.\n", encoding="utf-8")
    (folder / "vacio.pdf").write_bytes(b"")
    (folder / "roto.pdf").write_bytes(agreement[:300])
    (folder / "ruido.pdf").write_bytes(bytes(range(256)) * 20)
    inner = archive({"dentro.pdf": pdf(["RESOLUCION MINISTERIAL N° 0001-2017-IN"]), "nota.txt": b"nota\n"})
    (folder / "entrega.zip").write_bytes(archive({"convenio otra vez.pdf": agreement, "mas/caja.zip": inner}))
    (folder / "respuesta.eml").write_bytes(mail("Adjunto lo solicitado.", {"adjunto.pdf": pdf(["ADENDA"])}))
    (folder / "bomba.zip").write_bytes(archive({"ceros.txt": b"0" * 30_000_000}))
    return folder


def state_of(home: Path) -> dict[str, Any]:
    """Everything in the register that does not depend on when or in how many runs it was made."""
    base = sqlite3.connect(home / "register.sqlite3")
    rows = {
        "documents": "SELECT sha256, size, mime, state, error_code FROM register_document",
        "origins": "SELECT d.sha256, o.container_sha256, o.path FROM register_origin o"
        " JOIN register_document d ON d.id = o.document_id",
        "pages": "SELECT d.sha256, r.current, p.number, p.source, p.text, p.layout FROM register_page p"
        " JOIN register_reading r ON r.id = p.reading_id JOIN register_document d ON d.id = r.document_id",
        "passages": "SELECT d.sha256, r.current, p.number, p.page, p.spans, p.text, p.clause, p.keys"
        " FROM register_passage p JOIN register_reading r ON r.id = p.reading_id"
        " JOIN register_document d ON d.id = p.document_id",
        "claims": "SELECT c.uid, c.field, c.proposed, c.quote, c.page, c.boxes, c.state, a.slug FROM register_claim c"
        " LEFT JOIN register_agreement a ON a.id = c.agreement_id",
        "agreements": "SELECT a.slug, d.sha256 FROM register_agreement a JOIN register_agreement_documents x"
        " ON x.agreement_id = a.id JOIN register_document d ON d.id = x.document_id",
    }
    state = {name: sorted(map(json.dumps, base.execute(query).fetchall())) for name, query in rows.items()}
    # the key of a passage's document is its row, which hangs on the order in which files were met
    state["passages"] = sorted(re.sub(r" d_\d+\b", " d_0", row) for row in state["passages"])
    base.close()
    originals = sorted(p.name for p in (home / "originals").rglob("*") if p.is_file())
    return {**state, "originals": originals, "half-copied": sorted(p.name for p in (home / "incoming").iterdir())}
