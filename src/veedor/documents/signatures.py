"""Digital signatures of a PDF: who, when, over what, and whether it is unbroken (ISO 32000-2, 12.8; RFC 5652, 3161).

Everything here is told from the file alone, without any network. A certificate names whom its issuer took the signer
for; whether that issuer is to be trusted is not checked, so a name is what the certificate says and no more.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_self_reported_ts,
    extract_tst_data_iter,
    validate_sig_integrity,
)

from veedor.documents.tree import Change, Coverage, Integrity, Signature, TimeKind

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it thinks of a file is in what it returns
SECONDS = 20
"""What one document's signatures may take to check, so that a hostile one costs no reading of the pages."""
_MOST = 100
"""Signatures of one document that are looked at."""
_LONGEST = 500
_NUMBER = re.compile(r"\d(?:[ .\-]?\d){5,}")
"""Digits enough for an identity or tax number; shorter ones are counts and years."""
_COVERS: dict[SignatureCoverageLevel, Coverage] = {
    SignatureCoverageLevel.ENTIRE_FILE: "whole_file",
    SignatureCoverageLevel.ENTIRE_REVISION: "earlier_revision",
    SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START: "part",
    SignatureCoverageLevel.UNCLEAR: "part",
}
_CHANGES: dict[ModificationLevel, Change] = {
    ModificationLevel.NONE: "nothing",
    ModificationLevel.LTA_UPDATES: "signature_data",
    ModificationLevel.FORM_FILLING: "forms_or_signatures",
    ModificationLevel.ANNOTATIONS: "annotations",
    ModificationLevel.OTHER: "other",
}
_WEAK = {"md5", "sha1"}


class _TimeUpError(Exception):
    """The signatures took too long."""


def signatures_of(path: Path, password: str | None = None) -> tuple[tuple[Signature, ...], tuple[str, ...]]:
    """The PDF's signatures in the order in which they were made, and notes on what could not be read of them.

    Raises nothing for a broken file: what is wrong with signatures never stops the reading of the pages.
    """
    found: list[tuple[int, Signature]] = []
    try:
        with _at_most(SECONDS), path.open("rb") as file:
            reader = PdfFileReader(file, strict=False)
            if reader.encrypted:
                reader.decrypt(password or "")
            for name, value, field in enumerate_sig_fields(reader, filled_status=True):
                if len(found) == _MOST:
                    return _ordered(found), (f"There are more than {_MOST} signatures; the others were not checked.",)
                found.append(_signature(reader, str(name), value, field))
    except (_TimeUpError, MemoryError):
        note = "The digital signatures could not all be checked: that took more time or memory than is given."
        return _ordered(found), (note,)
    except Exception as error:  # noqa: BLE001 - whatever the library trips over in a hostile file
        return _ordered(found), (f"The digital signatures could not all be read ({type(error).__name__}).",)
    return _ordered(found), ()


def _ordered(found: list[tuple[int, Signature]]) -> tuple[Signature, ...]:
    return tuple(signature for _, signature in sorted(found, key=lambda one: one[0]))


@contextlib.contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """An alarm that ends what runs here; only a process's first thread can have one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise _TimeUpError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _signature(reader: PdfFileReader, name: str, value: Any, field: Any) -> tuple[int, Signature]:
    """One signature, and the revision of the file in which it was made."""
    held = value.get_object()
    reason, location = _text(held, "/Reason"), _text(held, "/Location")
    stamp = str(held.get("/Type", "")) == "/DocTimeStamp"
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        certificate = extract_certs_for_validation(embedded.signed_data).signer_cert
    except (_TimeUpError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return 1 << 30, Signature(
            field=_short(name),
            kind="timestamp" if stamp else "signature",
            signer="",
            organisation="",
            issuer="",
            numbers=(),
            certificate="",
            signed_at="",
            time="none",
            reason=reason,
            location=location,
            byte_range=(),
            covers="unknown",
            integrity="unknown",
            changed_after="unknown",
            problem=f"The signature is no signature that can be read ({type(error).__name__}).",
        )
    covers, integrity, changed, problem = _checked(embedded, certificate)
    signed_at, time = _time(embedded)
    subject, issuer = certificate.subject.native, certificate.issuer.native
    texts = [text for part in subject.values() for text in (part if isinstance(part, list) else [part])]
    numbers = dict.fromkeys(found for text in texts for found in _NUMBER.findall(str(text)))
    return embedded.signed_revision, Signature(
        field=_short(name),
        kind="timestamp" if stamp else "signature",
        signer=_name(subject, "common_name") or _name(subject, "surname"),
        organisation=_name(subject, "organization_name"),
        issuer=_name(issuer, "common_name") or _name(issuer, "organization_name"),
        numbers=tuple(map(_short, numbers)),
        certificate=hashlib.sha256(certificate.dump()).hexdigest(),
        signed_at=signed_at,
        time=time,
        reason=reason,
        location=location,
        byte_range=tuple(int(at) for at in embedded.byte_range)[:16],
        covers=covers,
        integrity=integrity,
        changed_after=changed,
        problem=problem,
    )


def _checked(embedded: EmbeddedPdfSignature, certificate: Any) -> tuple[Coverage, Integrity, Change, str]:
    """What the signature covers, whether that is unbroken, what came after, and what could not be told."""
    covers: Coverage = "unknown"
    integrity: Integrity = "unknown"
    changed: Change = "unknown"
    problem = ""
    try:
        integrity = "unbroken" if _unbroken(embedded, certificate) else "broken"
        if embedded.md_algorithm in _WEAK:
            problem = f"It is made with {embedded.md_algorithm.upper()}, which can be forged today."
        covers = _COVERS[embedded.evaluate_signature_coverage()]
        embedded.compute_integrity_info()  # type: ignore[no-untyped-call]
        result = embedded.diff_result
        changed = _CHANGES[result.modification_level] if isinstance(result, DiffResult) else "other"
    except (_TimeUpError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - as above
        problem = f"Not all of it could be checked ({type(error).__name__})."
    return covers, integrity, changed, problem


def _unbroken(embedded: EmbeddedPdfSignature, certificate: Any) -> bool:
    """Whether what was signed has the hash that was signed, and that was signed with the certificate's key."""
    digest = embedded.compute_digest()
    content = embedded.signed_data["encap_content_info"]
    kind = content["content_type"].native
    if kind == "tst_info":  # a time stamp on the document: it names the hash, and its own signature covers that
        imprint = content["content"].parsed["message_imprint"]["hashed_message"].native
        return bool(imprint == digest) and _token_unbroken(embedded.signed_data)
    intact, valid = validate_sig_integrity(embedded.signer_info, certificate, "data", digest)
    return bool(intact and valid)


def _token_unbroken(token: cms.SignedData) -> bool:
    """Whether a time stamp is what its issuer signed."""
    info = token["signer_infos"][0]
    digest = hashes.Hash(_hash(info["digest_algorithm"]["algorithm"].native))
    digest.update(bytes(token["encap_content_info"]["content"]))
    certificate = extract_certs_for_validation(token).signer_cert
    intact, valid = validate_sig_integrity(info, certificate, "tst_info", digest.finalize())
    return bool(intact and valid)


def _hash(name: str) -> hashes.HashAlgorithm:
    known: hashes.HashAlgorithm = getattr(hashes, name.upper().replace("-", "_"))()
    return known


def _time(embedded: EmbeddedPdfSignature) -> tuple[str, TimeKind]:
    """When it was signed, and who says so."""
    with contextlib.suppress(ValueError, TypeError, LookupError, AttributeError):
        content = embedded.signed_data["encap_content_info"]
        if content["content_type"].native == "tst_info":
            return content["content"].parsed["gen_time"].native.isoformat(), "timestamped"
    stamped = _stamped(embedded)
    if stamped:
        return stamped, "timestamped"
    with contextlib.suppress(Exception):
        said = extract_self_reported_ts(embedded.signer_info) or embedded.self_reported_timestamp
        if said is not None:
            return said.isoformat(), "claimed"
    return "", "none"


def _stamped(embedded: EmbeddedPdfSignature) -> str:
    """The time of the time stamp on the signature, where it is one on this signature and unbroken; else nothing."""
    try:
        for token in extract_tst_data_iter(embedded.signer_info, signed=False):
            info = token["encap_content_info"]["content"].parsed
            imprint = info["message_imprint"]
            digest = hashes.Hash(_hash(imprint["hash_algorithm"]["algorithm"].native))
            digest.update(embedded.signer_info["signature"].native)
            if imprint["hashed_message"].native == digest.finalize() and _token_unbroken(token):
                return str(info["gen_time"].native.isoformat())
    except (_TimeUpError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a stamp that cannot be read stamps nothing
        return ""
    return ""


def _name(names: dict[str, Any], key: str) -> str:
    """A part of a name in a certificate, numbers taken out."""
    said = names.get(key, "")
    text = ", ".join(map(str, said)) if isinstance(said, list) else str(said)
    return _short(_NUMBER.sub("…", text))


def _text(held: Any, key: str) -> str:
    try:
        return _short(str(held.get(key, "")))
    except Exception:  # noqa: BLE001 - as above
        return ""


def _short(text: str) -> str:
    """One line that can be stored: no half characters, no controls, not without end."""
    sound = text.encode("utf-8", errors="replace").decode("utf-8")
    return " ".join("".join(char if char.isprintable() else " " for char in sound).split())[:_LONGEST]
