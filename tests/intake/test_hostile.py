"""A folder of files that want to do harm, through the whole intake: one clear line each, and the good file is read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents import made_hostile as hostile
from tests.intake.folder import AGREEMENT, pdf
from veedor.documents import sandbox
from veedor.documents.errors import LimitExceededError
from veedor.intake import originals
from veedor.intake.collections import collection_for
from veedor.intake.home import Home
from veedor.intake.ingest import Ingest
from veedor.intake.report import Report
from veedor.register.models import Batch, BatchLine, Document, Reading

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LIMITS = {
    "PAGES": 50,
    "MEGAPIXELS": 20,
    "TEXT_MB": 2,
    "PAGE_SECONDS": 40,
    "SECONDS": 60,
    "MEMORY_MB": 1200,
    "MEMBERS": 60,
    "UNPACKED_MB": 30,
    "NESTING": 3,
}

Make = Callable[[], bytes]
DAMAGED, KILLED, UNSAFE = "broken off or damaged", "was killed|more memory|took longer", "Do not open"
READ = ""
"""Nothing is wrong with what can be seen: the file is read like any other."""

FILES: dict[str, tuple[Make, str]] = {
    "pages-claimed.pdf": (hostile.a_million_pages_claimed, "VEEDOR_MAX_PAGES"),
    "pages-shared.pdf": (hostile.a_million_pages_shared, "VEEDOR_MAX_PAGES"),
    "pages-circle.pdf": (hostile.pages_in_a_circle, READ),
    "forms-many.pdf": (hostile.forms_that_multiply, KILLED),
    "glyphs-circle.pdf": (hostile.glyphs_in_a_circle, READ),
    "font.pdf": (hostile.a_font_that_lies, READ),
    "deep.pdf": (hostile.a_pdf_nested_deep, READ),
    "huge-page.pdf": (hostile.a_page_like_a_country, READ),
    "no-size.pdf": (hostile.a_page_of_no_size, READ),
    "squeezed.pdf": (hostile.squeezed_twice, READ),
    "lists-circle.pdf": (hostile.lists_in_a_circle, DAMAGED),
    "objects-circle.pdf": (hostile.objects_in_a_circle, READ),
    "jpx.pdf": (lambda: hostile.picture_in_a_pdf(b"JPXDecode", hostile.jpx()), READ),
    "jbig2.pdf": (lambda: hostile.picture_in_a_pdf(b"JBIG2Decode", hostile.jbig2()), READ),
    "fax.pdf": (lambda: hostile.picture_in_a_pdf(b"CCITTFaxDecode/DecodeParms<</K -1/Columns 60000>>"), READ),
    "flate.pdf": (lambda: hostile.picture_in_a_pdf(b"FlateDecode"), READ),
    "huge.png": (lambda: hostile.png(60000, 60000), "VEEDOR_MAX_MEGAPIXELS"),
    "words.png": (hostile.png_with_packed_words, DAMAGED),
    "circle.tif": (hostile.tiff_in_a_circle, READ),
    "frames.tif": (hostile.tiff_without_end, "VEEDOR_MAX_PAGES"),
    "late.jpg": (hostile.jpeg_with_late_height, DAMAGED),
    "dolls.zip": (hostile.dolls, READ),
    "dolls.zip!caja.zip": (bytes, READ),
    "dolls.zip!caja.zip!caja.zip": (bytes, READ),
    "dolls.zip!caja.zip!caja.zip!caja.zip": (bytes, "VEEDOR_MAX_NESTING"),
    "overlap.zip": (hostile.one_body_many_names, "VEEDOR_MAX_UNPACKED_MB"),
    "names.zip": (hostile.a_million_names, f"VEEDOR_MAX_MEMBERS|{KILLED}"),
    "lying.zip": (hostile.sizes_that_lie, READ),
    "lying.zip!a.txt": (bytes, "damaged inside"),
    "laughs.docx": (hostile.billion_laughs, UNSAFE),
    "outside.docx": (hostile.entity_from_outside, UNSAFE),
    "deep.docx": (hostile.docx_nested_deep, READ),
    "deep.eml": (hostile.mail_nested_deep, "nested deeper"),
    "mails.eml": (hostile.mails_in_mails, "nested deeper"),
    "head.eml": (lambda: hostile.mail_with_a_long_head(5_000_000), f"VEEDOR_MAX_TEXT_MB|{KILLED}"),
    "addresses.eml": (hostile.mail_of_many_addresses, READ),
    "borders.eml": (hostile.mail_with_tricky_borders, READ),
    "both.pdf": (hostile.polyglot_pdf_zip, READ),
    "both.zip": (hostile.polyglot_zip_pdf, READ),
    "both.zip!convenio.pdf": (bytes, READ),
    "both.gif": (hostile.polyglot_gif_html, DAMAGED),
    "both.png": (hostile.polyglot_png_zip, READ),
    "deeds.pdf": (hostile.pdf_with_deeds, READ),
    "convenio.pdf": (lambda: pdf(AGREEMENT.splitlines()), READ),
}
"""Each file with what its line has to say; those inside others come of themselves."""
WITHOUT_WALLS = ("forms-many.pdf", "frames.tif", "overlap.zip", "laughs.docx", "huge.png", "convenio.pdf")
"""Where only the limits hold: one of each limit's."""


def _ingest(*paths: Path) -> Report:
    return Ingest(Home.from_env(), collection_for("main")).run(paths)


@pytest.fixture
def walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The way of running that the test asks for, and small limits."""
    if request.param == "bubblewrap" and sandbox.mode() != "bubblewrap":
        pytest.skip("bubblewrap does not work here")
    for name, value in LIMITS.items():
        monkeypatch.setenv(f"VEEDOR_MAX_{name}", str(value))
    monkeypatch.setattr(sandbox, "mode", lambda: request.param)
    monkeypatch.setattr("veedor.documents.mode", lambda: request.param)
    monkeypatch.setattr("veedor.documents.reader.mode", lambda: request.param)
    return str(request.param)


@pytest.mark.parametrize("walls", ["bubblewrap", "limits"], indirect=True)
def test_a_folder_of_hostile_files(home: Path, tmp_path: Path, walls: str) -> None:
    """Each ends in one clear line, and the good file among them is read, with walls and without."""
    folder = tmp_path / "f"
    folder.mkdir()
    wanted = {name: said for name, (_, said) in FILES.items() if walls == "bubblewrap" or name in WITHOUT_WALLS}
    for name in wanted:
        if "!" not in name:
            (folder / name).write_bytes(FILES[name][0]())
    report = _ingest(folder)
    said = {line.path.removeprefix(f"{folder}/"): line for line in report.lines}
    assert len(said) == len(report.lines)
    assert set(said) == set(wanted)
    for name, wrong in wanted.items():
        line = said[name]
        assert line.outcome == ("unreadable" if wrong else "added"), str(line)
        assert re.search(wrong, line.detail), str(line)
        assert len(str(line)) < 800, str(line)
        assert "Veedor itself" not in line.detail
        assert "Traceback" not in line.detail
        assert (walls == "limits") == ("without walls" in line.detail) or line.outcome == "unreadable"
    assert report.failed
    assert {row.sandbox for row in Reading.objects.all()} == {walls}
    assert not list(Home.from_env().incoming.iterdir())


def test_names_that_want_to_do_harm(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters, marks that turn a line round, bytes that are no letters: shown as what they are, and read."""
    folder = tmp_path / "f"
    folder.mkdir()
    names = [b"\x1b[2J\x1b]0;x\x07.txt", b"\xff\xfe.txt", b"a\nadded  b.txt", b"x" * 251 + b".txt"]
    names += ["\u202egpj.txt".encode(), "año nuevo\xa0\u202f.txt".encode()]
    for number, name in enumerate(names):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_text(f"carta {number}")  # noqa: PTH118
    report = _ingest(folder)
    assert [line.outcome for line in report.lines] == ["added"] * len(names)
    shown = "".join(map(str, report.lines))
    for escaped in (r"\x1b[2J", r"\u202egpj", r"\udcff", r"a\nadded", "año nuevo\xa0\u202f"):
        assert escaped in shown
    for stored in (*Document.objects.values_list("name"), *BatchLine.objects.values_list("path")):
        stored[0].encode()
        assert "\x1b" not in stored[0]
    assert [line.outcome for line in _ingest(folder).lines] == ["known"] * len(names)


def test_what_is_no_file_is_a_line(home: Path, tmp_path: Path) -> None:
    """Pipes, sockets' likes, links in circles and to devices: none is opened, none is waited for."""
    folder = tmp_path / "f"
    (folder / "folder.pdf").mkdir(parents=True)
    os.mkfifo(folder / "pipe.pdf")
    (folder / "circle.pdf").symlink_to(folder / "circle.pdf")
    (folder / "up").symlink_to(folder)
    (folder / "device.pdf").symlink_to("/dev/zero")
    (folder / "carta.txt").write_text("Una carta.")
    lines = {Path(line.path).name: line for line in _ingest(folder, Path("/dev/zero"), folder / "circle.pdf").lines}
    assert lines.pop("carta.txt").outcome == "added"
    assert {line.outcome for line in lines.values()} == {"unreadable"}
    assert set(lines) == {"pipe.pdf", "circle.pdf", "up", "device.pdf", "zero"}
    assert all(line.detail.endswith(".") for line in lines.values())
    assert Batch.objects.get().lines.count() == len(lines) + 1


def test_a_file_that_changes_while_it_is_taken_in(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read is what was kept under its hash, whatever becomes of the file; one that grows has an end."""
    path = tmp_path / "a.txt"
    path.write_text("Primera carta. " * 10)
    real = originals.hashlib.sha256

    class Meddler:
        """Writes to the file as each piece of it is counted."""

        def __init__(self) -> None:
            self.real = real()

        def update(self, piece: bytes) -> None:
            self.real.update(piece)
            with path.open("ab") as file:
                file.write(b"y mas. " * 10)

        def hexdigest(self) -> str:
            return self.real.hexdigest()

    monkeypatch.setattr(originals, "_CHUNK", 50)
    with monkeypatch.context() as patch:
        patch.setattr(originals.hashlib, "sha256", Meddler)
        with pytest.raises(LimitExceededError):
            originals.keep(path, Home.from_env(), 2000)
    assert not list(Home.from_env().incoming.iterdir())
    kept = originals.keep(path, Home.from_env(), 5000)
    path.write_text("otra cosa")
    assert originals.is_intact(Home.from_env(), kept.sha256)
