"""Taking files in, on both databases: what is stored, what is said, what a failing engine does to the rest."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.intake.folder import AGREEMENT, fill, pdf
from veedor.documents import sandbox
from veedor.intake import work as room
from veedor.intake.collections import collection_for
from veedor.intake.home import Home
from veedor.intake.ingest import Ingest
from veedor.intake.originals import is_intact, sweep
from veedor.intake.report import Report
from veedor.register.models import Batch, BatchLine, Claim, Document, Origin, Page, Reading

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_engine]


def _ingest(*paths: Path, **options: Any) -> Report:
    return Ingest(Home.from_env(), collection_for("main"), **options).run(paths)


def _outcomes(report: Report, folder: Path) -> dict[str, str]:
    return {line.path.removeprefix(f"{folder}/"): line.outcome for line in report.lines}


def test_every_file_and_member_has_its_line(home: Path, tmp_path: Path) -> None:
    """Added, already known, unreadable: for files, members of archives within archives, and attachments."""
    folder = fill(tmp_path / "f")
    wanted = {
        "bomba.zip": "added",
        "bomba.zip!ceros.txt": "unreadable",
        "carta.txt": "added",
        "convenio.pdf": "added",
        "copia.pdf": "known",
        "entrega.zip": "added",
        "entrega.zip!convenio otra vez.pdf": "known",
        "entrega.zip!mas/caja.zip": "added",
        "entrega.zip!mas/caja.zip!dentro.pdf": "added",
        "entrega.zip!mas/caja.zip!nota.txt": "added",
        "respuesta.eml": "added",
        "respuesta.eml!adjunto.pdf": "added",
        "roto.pdf": "unreadable",
        "ruido.pdf": "unreadable",
        "vacio.pdf": "unreadable",
    }
    assert _outcomes(_ingest(folder), folder) == wanted
    again = {name: "unreadable" if outcome == "unreadable" else "known" for name, outcome in wanted.items()}
    assert _outcomes(_ingest(folder), folder) == again
    assert [batch.lines.count() for batch in Batch.objects.order_by("pk")] == [len(wanted), len(wanted)]


def test_the_same_bytes_are_one_document_with_several_origins(home: Path, tmp_path: Path) -> None:
    """Twice in a folder and once in an archive: one document, three origins, one reading."""
    folder = fill(tmp_path / "f")
    _ingest(folder)
    document = Document.objects.get(name__in=["convenio.pdf", "copia.pdf", "convenio otra vez.pdf"])
    assert {Path(o.path).name for o in document.origins.all()} == {
        "convenio.pdf",
        "copia.pdf",
        "convenio otra vez.pdf",
    }
    assert document.readings.count() == 1
    assert is_intact(Home.from_env(), document.sha256)


def test_what_was_read_and_found_is_stored(home: Path, tmp_path: Path) -> None:
    """Pages with words and boxes; claims that quote them; the walls within which they were read."""
    (tmp_path / "a.pdf").write_bytes(pdf(AGREEMENT.splitlines()))
    _ingest(tmp_path / "a.pdf")
    reading = Reading.objects.get()
    page = Page.objects.get()
    assert reading.sandbox in {"bubblewrap", "limits"}
    assert sum(page.layout["lines"]) == len(page.layout["words"]) > 20
    assert "convenio de servicios" in page.search
    for claim in Claim.objects.all():
        assert page.text[claim.start : claim.end] == claim.quote
        assert claim.boxes


def test_a_killed_run_is_finished_by_any_next_run(home: Path, tmp_path: Path) -> None:
    """A document that was kept and not read is read by the next run, whatever that is given."""
    (tmp_path / "a.pdf").write_bytes(pdf(AGREEMENT.splitlines()))
    (tmp_path / "b.txt").write_text("Otra carta.", encoding="utf-8")
    _ingest(tmp_path / "a.pdf")
    Claim.objects.all().delete()
    Reading.objects.all().delete()
    Document.objects.update(state=Document.State.KEPT)
    report = _ingest(tmp_path / "b.txt")
    assert Document.objects.filter(state=Document.State.KEPT).count() == 0
    assert Claim.objects.count() > 0
    assert any("left over from an earlier run" in line.path for line in report.lines)


def test_half_copied_files_are_swept(home: Path) -> None:
    """What a kill left in `incoming`, files and folders, is gone before the next run begins."""
    incoming = Home.from_env().incoming
    (incoming / "tmpx").write_bytes(b"half")
    (incoming / "tmpdir").mkdir()
    (incoming / "tmpdir" / "1").write_bytes(b"half")
    sweep(Home.from_env())
    assert list(incoming.iterdir()) == []


def test_a_fault_of_ours_in_one_file_stops_no_other(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An extraction that raises is a line in the report and in the log; the next file is read."""
    (tmp_path / "a.txt").write_text("Primera carta.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Segunda carta.", encoding="utf-8")
    real = room.extract

    def failing(reading: Any, country: Any) -> Any:
        if "Primera" in reading.text:
            raise ZeroDivisionError("a fault")
        return real(reading, country)

    monkeypatch.setattr(room, "extract", failing)
    with caplog.at_level(logging.ERROR):
        report = _ingest(tmp_path)
    outcomes = _outcomes(report, tmp_path)
    assert (outcomes["a.txt"], outcomes["b.txt"]) == ("unreadable", "added")
    assert "Veedor itself failed" in next(line.detail for line in report.lines if line.path.endswith("a.txt"))
    assert "ZeroDivisionError" in caplog.text


def test_an_engine_that_dies_can_be_tried_again(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failed once, the file is kept and said to be known as unreadable; `retry` reads it."""
    (tmp_path / "a.txt").write_text("Una carta.", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "WORKER", ("-c", "import os; os.abort()"))
        assert _ingest(tmp_path / "a.txt").failed
    known = _ingest(tmp_path / "a.txt")
    assert "--retry tries again" in known.lines[0].detail
    assert [line.outcome for line in _ingest(tmp_path / "a.txt", retry=True).lines] == ["added"]
    document = Document.objects.get()
    assert (document.state, document.error, document.error_code) == ("done", "", "")


def test_a_missing_original_is_said(home: Path, tmp_path: Path) -> None:
    """A document whose bytes were taken away is not silently skipped."""
    (tmp_path / "a.txt").write_text("Una carta.", encoding="utf-8")
    _ingest(tmp_path / "a.txt")
    document = Document.objects.get()
    Home.from_env().original(document.sha256).unlink()
    assert not is_intact(Home.from_env(), document.sha256)
    Document.objects.update(state=Document.State.KEPT)
    (tmp_path / "b.txt").write_text("Otra.", encoding="utf-8")
    report = _ingest(tmp_path / "b.txt")
    assert "missing from the data folder" in next(line.detail for line in report.lines if "a.txt" in line.path)


def test_containers_too_deep_are_refused(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives within archives are opened to the limit and no further."""
    from tests.intake.folder import archive

    inside = archive({"fondo.txt": b"hondo"})
    for _ in range(3):
        inside = archive({"caja.zip": inside})
    (tmp_path / "muchas.zip").write_bytes(inside)
    monkeypatch.setenv("VEEDOR_MAX_NESTING", "2")
    report = _ingest(tmp_path / "muchas.zip")
    assert any("containers deep" in line.detail for line in report.lines)
    assert not Document.objects.filter(name="fondo.txt").exists()


def test_a_file_known_elsewhere_says_where(home: Path, tmp_path: Path) -> None:
    """The same bytes in another collection stay in the first and say so."""
    (tmp_path / "a.txt").write_text("Una carta.", encoding="utf-8")
    _ingest(tmp_path / "a.txt")
    other = Ingest(Home.from_env(), collection_for("otra")).run([tmp_path / "a.txt"])
    assert other.lines[0].detail == "in the collection main"
    assert BatchLine.objects.filter(detail="in the collection main").count() == 1
    assert Origin.objects.count() == 1
