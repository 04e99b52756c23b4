"""PDFs signed with a certificate that is made here, of a person who does not exist."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from pathlib import Path

from asn1crypto import keys, x509
from cryptography import x509 as maker
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

SIGNER = "INVENTADA QUISPE Ana FAU 20999912345 hard"
TAX_NUMBER, IDENTITY = "20999912345", "99990001"


def _made(name: list[maker.NameAttribute], usage: maker.ExtendedKeyUsage | None) -> tuple[bytes, bytes]:
    """A certificate by itself and its key, in DER."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = maker.Name(name)
    day = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    builder = (
        maker.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(day)
        .not_valid_after(day + dt.timedelta(days=3650))
    )
    if usage:
        builder = builder.add_extension(usage, critical=True)
    form = serialization.Encoding.DER
    secret = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return builder.sign(key, hashes.SHA256()).public_bytes(form), secret


@cache
def signer() -> signers.SimpleSigner:
    """Who signs."""
    certificate, key = _made(
        [
            maker.NameAttribute(NameOID.COUNTRY_NAME, "PE"),
            maker.NameAttribute(NameOID.ORGANIZATION_NAME, "Entidad Inventada"),
            maker.NameAttribute(NameOID.SERIAL_NUMBER, f"PNOPE-{IDENTITY}"),
            maker.NameAttribute(NameOID.COMMON_NAME, SIGNER),
        ],
        None,
    )
    return signers.SimpleSigner(
        x509.Certificate.load(certificate), keys.PrivateKeyInfo.load(key), SimpleCertificateStore()
    )


@cache
def stamper() -> DummyTimeStamper:
    """Who says when."""
    certificate, key = _made(
        [maker.NameAttribute(NameOID.COMMON_NAME, "Reloj Inventado")],
        maker.ExtendedKeyUsage([maker.ExtendedKeyUsageOID.TIME_STAMPING]),
    )
    return DummyTimeStamper(
        x509.Certificate.load(certificate),
        keys.PrivateKeyInfo.load(key),
        fixed_dt=dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC),
    )


def sign(path: Path, field: str = "Firma1", *, stamped: bool = False, reason: str = "Soy el autor") -> Path:
    """Sign the PDF at `path` in place, as an addition at its end."""
    writer = IncrementalPdfFileWriter(io.BytesIO(path.read_bytes()))
    meta = signers.PdfSignatureMetadata(field_name=field, reason=reason, location="Villa Muestra")
    out = signers.PdfSigner(meta, signer(), timestamper=stamper() if stamped else None).sign_pdf(writer)
    path.write_bytes(out.getbuffer())
    return path


def stamp(path: Path) -> Path:
    """Put a time stamp on the whole document."""
    writer = IncrementalPdfFileWriter(io.BytesIO(path.read_bytes()))
    out = signers.PdfTimeStamper(stamper()).timestamp_pdf(writer, "sha256")
    path.write_bytes(out.getbuffer())
    return path


def add_later(path: Path, what: str) -> Path:
    """Add to the PDF after it was signed: other content on its page, or a note on it."""
    from pyhanko.pdf_utils import generic

    writer = IncrementalPdfFileWriter(io.BytesIO(path.read_bytes()))
    page = writer.root["/Pages"]["/Kids"][0]
    if what == "content":
        held = generic.StreamObject(stream_data=b"BT /F1 40 Tf 100 400 Td (FALSO) Tj ET")
        page["/Contents"] = writer.add_object(held)
    else:
        writer.root["/Lang"] = generic.pdf_string("es")
        writer.update_root()
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    path.write_bytes(out.getvalue())
    return path
