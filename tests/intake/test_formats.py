"""What a folder of every kind becomes: files inside PDFs, boxes of mails, locked and signed PDFs."""

from __future__ import annotations

import stat
from pathlib import Path

import pikepdf
import pytest

from tests.documents import made, signed
from tests.documents.test_attached import _locked, _with_files
from veedor.intake.collections import collection_for
from veedor.intake.home import Home, HomeError
from veedor.intake.ingest import Ingest
from veedor.register.models import Document, Page, Reading
from veedor.web.strips import PictureError, page_picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_engine]


def _ingest(*paths: Path, retry: bool = False) -> dict[str, tuple[str, str]]:
    report = Ingest(Home.from_env(), collection_for("main"), retry=retry).run(paths)
    return {line.path.rpartition("/")[2]: (line.outcome, line.detail) for line in report.lines}


def test_files_inside_a_pdf_become_documents(home: Path, tmp_path: Path) -> None:
    """As attachments of a mail do; the PDF's own pages are read too, and a second run knows all of it."""
    path = _with_files(tmp_path / "a.pdf", ("carta.txt", b"hola"), ("nada.txt", b""))
    lines = _ingest(path)
    assert lines["a.pdf"][0] == "added"
    assert "2 files attached" in lines["a.pdf"][1]
    assert lines["a.pdf!carta.txt"][0] == "added"
    assert lines["a.pdf!nada.txt"][0] == "unreadable"
    assert Page.objects.filter(reading__document__name="a.pdf").exists()
    assert {name: outcome for name, (outcome, _) in _ingest(path).items()} == {
        "a.pdf": "known",
        "a.pdf!carta.txt": "known",
        "a.pdf!nada.txt": "unreadable",
    }


def test_files_inside_that_cannot_be_had_cost_no_pages(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit on what is inside is a line of its own."""
    path = _with_files(tmp_path / "a.pdf", ("a.txt", b"hola"), ("b.txt", b"adios"))
    monkeypatch.setenv("VEEDOR_MAX_MEMBERS", "1")
    lines = _ingest(path)
    assert lines["a.pdf"][0] == "added"
    assert any(outcome == "unreadable" and "VEEDOR_MAX_MEMBERS" in told for outcome, told in lines.values())


def test_a_box_of_mails_is_its_mails(home: Path, tmp_path: Path) -> None:
    """And each mail its attachments; what is no mail is a line."""
    made.mail(tmp_path / "m.eml", ("a.txt", b"hola"))
    parts = b"From a@b Mon Jan  1 10:00:00 2024\n"
    (tmp_path / "m.mbox").write_bytes(parts + (tmp_path / "m.eml").read_bytes() + b"\n" + parts + b"\x01\x02\n")
    lines = _ingest(tmp_path / "m.mbox")
    assert lines["m.mbox"] == ("added", "2 files inside")
    assert lines["m.mbox!mensaje-0001.eml"][0] == "added"
    assert lines["m.mbox!mensaje-0001.eml!a.txt"][0] == "added"
    assert lines["m.mbox!mensaje-0002.eml"][0] == "unreadable"


def test_a_locked_pdf_is_read_when_its_password_is_known(home: Path, tmp_path: Path) -> None:
    """The passwords stand in the data folder, for its owner alone; pages are shown with them."""
    path = _locked(tmp_path / "a.pdf")
    assert "--password-file" in _ingest(path)["a.pdf"][1]
    Home.from_env().add_passwords(["otra", "clave ñ"])
    Home.from_env().add_passwords(["otra"])
    file = Home.from_env().password_file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == "otra\nclave ñ\n"
    assert _ingest(path, retry=True)["a.pdf"][0] == "added"
    assert not any("clave" in str(row) for model in (Document, Reading) for row in model.objects.values())
    page = Page.objects.filter(reading__document__name="a.pdf").get()
    assert page_picture(page)[:4] == b"RIFF"
    file.unlink()
    for cached in (home / "derived").rglob("*.webp"):
        cached.unlink()
    with pytest.raises(PictureError, match="password"):
        page_picture(page)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(HomeError):
        Home.from_env().passwords()


def test_an_owners_password_keeps_nobody_out(home: Path, tmp_path: Path) -> None:
    """Such a PDF only asks programs not to print it."""
    path = made.change(made.pdf(tmp_path / "a.pdf"), lambda _: None, encryption=pikepdf.Encryption(owner="x", user=""))
    assert _ingest(path)["a.pdf"][0] == "added"


def test_signatures_are_kept_with_the_reading(home: Path, tmp_path: Path) -> None:
    """And the report says how many, and how many are broken."""
    path = signed.sign(made.pdf(tmp_path / "a.pdf"))
    assert "1 digital signature;" in _ingest(path)["a.pdf"][1] + ";"
    assert Reading.objects.get().signatures[0]["integrity"] == "unbroken"
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    (tmp_path / "b.pdf").write_bytes(data)
    assert "1 digital signature, 1 broken" in _ingest(tmp_path / "b.pdf")["b.pdf"][1]
