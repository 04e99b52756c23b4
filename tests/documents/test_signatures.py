"""Digital signatures: who, when, over what, unbroken or not; and nothing of them stops a reading."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tests.documents import made, signed
from veedor.documents import Signature, read, signatures
from veedor.documents.signatures import signatures_of
from veedor.documents.tree import reading_from_json, reading_to_json, signature_from_json, signature_to_json


def _one(path: Path) -> Signature:
    found, notes = signatures_of(path)
    assert notes == ()
    assert len(found) == 1
    return found[0]


def test_a_signed_pdf_says_who_when_and_over_what(tmp_path: Path) -> None:
    """Numbers in the certificate stand apart from what a reader may see; trust is never claimed."""
    path = signed.sign(made.pdf(tmp_path / "a.pdf"))
    before = path.read_bytes()
    reading = read(path).reading
    assert path.read_bytes() == before
    assert reading.text.startswith(made.FIRST)
    (one,) = reading.signatures
    assert one.signer == "INVENTADA QUISPE Ana FAU … hard"
    assert one.organisation == "Entidad Inventada"
    assert set(one.numbers) == {signed.TAX_NUMBER, signed.IDENTITY}
    shown = dataclasses.asdict(dataclasses.replace(one, numbers=()))
    assert not any(number in str(shown) for number in one.numbers)
    assert (one.kind, one.time, one.trust) == ("signature", "claimed", "not_checked")
    assert one.signed_at.startswith("20")
    assert (one.reason, one.location) == ("Soy el autor", "Villa Muestra")
    assert (one.covers, one.integrity, one.changed_after) == ("whole_file", "unbroken", "nothing")
    assert one.byte_range[0] == 0
    assert one.byte_range[2] + one.byte_range[3] == len(before)
    assert len(one.certificate) == 64
    assert reading_from_json(reading_to_json(reading)) == reading


def test_changed_content_is_a_broken_signature(tmp_path: Path) -> None:
    """One bit of what was signed."""
    path = signed.sign(made.pdf(tmp_path / "a.pdf"))
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    assert _one(path).integrity == "broken"


@pytest.mark.parametrize(("what", "changed"), [("content", "other"), ("language", "other")])
def test_what_was_added_afterwards_is_told(tmp_path: Path, what: str, changed: str) -> None:
    """The signature itself is unbroken: it covers the file as it was."""
    one = _one(signed.add_later(signed.sign(made.pdf(tmp_path / "a.pdf")), what))
    assert (one.covers, one.integrity, one.changed_after) == ("earlier_revision", "unbroken", changed)


def test_two_signatures_come_in_their_order(tmp_path: Path) -> None:
    """The second is an addition to what the first covers; its time stamp goes before its own clock."""
    path = signed.sign(signed.sign(made.pdf(tmp_path / "a.pdf"), "B"), "A", stamped=True)
    (first, second), notes = signatures_of(path)
    assert notes == ()
    assert (first.field, first.covers, first.changed_after) == ("B", "earlier_revision", "forms_or_signatures")
    assert (second.field, second.covers, second.integrity) == ("A", "whole_file", "unbroken")
    assert (second.signed_at, second.time) == ("2024-05-06T07:08:09+00:00", "timestamped")


def test_a_time_stamp_on_the_document_is_none_of_a_person(tmp_path: Path) -> None:
    """It says when the file was so, and who runs the clock."""
    path = signed.stamp(signed.sign(made.pdf(tmp_path / "a.pdf")))
    (first, second), _ = signatures_of(path)
    assert first.changed_after == "signature_data"
    assert (second.kind, second.time, second.signer) == ("timestamp", "timestamped", "Reloj Inventado")
    assert second.integrity == "unbroken"
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    assert {one.integrity for one in signatures_of(path)[0]} == {"broken"}


def test_a_signature_of_a_locked_pdf(tmp_path: Path) -> None:
    """A PDF that anybody can open, with an owner's password."""
    path = made.pdf(tmp_path / "a.pdf")
    import pikepdf

    made.change(path, lambda _: None, encryption=pikepdf.Encryption(owner="x", user="", R=6))
    assert read(path).reading.signatures == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/ByteRange [", b"/ByteRange <"),
        (b"/Contents <3", b"/Contents <f"),
        (b"/SubFilter /adbe.pkcs7.detached", b"/SubFilter /adbe.pkcs7.detouched"),
        (b"/FT /Sig", b"/FT /Tx "),
        (b"/Fields", b"/Feelds"),
    ],
)
def test_malformed_signatures_stop_no_reading(tmp_path: Path, old: bytes, new: bytes) -> None:
    """Whatever is wrong is a note, a sentence on the signature, or no signature at all."""
    path = signed.sign(made.pdf(tmp_path / "a.pdf"))
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    reading = read(path).reading
    assert reading.text.startswith(made.FIRST)
    assert all(one.integrity != "unbroken" or one.problem for one in reading.signatures) or b"SubFilter" in old
    for one in reading.signatures:
        if one.integrity == "unknown":
            assert one.problem.endswith(".")


@pytest.mark.parametrize("fault", [RuntimeError, RecursionError, MemoryError])
def test_a_failing_library_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]) -> None:
    """The pages are read all the same."""

    def fail(*_: Any, **__: Any) -> None:
        raise fault

    monkeypatch.setattr(signatures, "PdfFileReader", fail)
    found, notes = signatures_of(signed.sign(made.pdf(tmp_path / "a.pdf")))
    assert found == ()
    assert len(notes) == 1


def test_signatures_that_take_too_long_are_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm ends what a hostile file would have go on."""

    def for_ever(*_: Any, **__: Any) -> None:
        while True:
            pass

    monkeypatch.setattr(signatures, "SECONDS", 1)
    monkeypatch.setattr(signatures, "PdfFileReader", for_ever)
    found, notes = signatures_of(signed.sign(made.pdf(tmp_path / "a.pdf")))
    assert found == ()
    assert "time or memory" in notes[0]


def test_a_signature_as_json_is_checked(tmp_path: Path) -> None:
    """A worker may lie: what is no signature is refused."""
    one = _one(signed.sign(made.pdf(tmp_path / "a.pdf")))
    told = signature_to_json(one)
    assert signature_from_json(told) == one
    for wrong in ({"integrity": "perfect"}, {"covers": None}, {"byte_range": ["x"]}):
        with pytest.raises(ValueError):
            signature_from_json({**told, **wrong})
