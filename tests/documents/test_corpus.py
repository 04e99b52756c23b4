"""Real scans: what was measured holds."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest

from tests.conftest import SHARED
from veedor.documents import Reading, read

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

CORPUS = SHARED / "corpus"
STEMS = sorted(path.stem for path in (CORPUS / "pdfs").glob("*.pdf"))


@cache
def _transcribed(stem: str) -> tuple[int, ...]:
    return tuple(int(p.stem.rpartition("-p")[2]) for p in sorted((CORPUS / "transcripts").glob(f"{stem}-p*.txt")))


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    """Of every PDF the pages that were transcribed, or else the first."""
    folder = tmp_path_factory.mktemp("corpus")
    made = {}
    for stem in STEMS:
        with pikepdf.open(CORPUS / "pdfs" / f"{stem}.pdf") as whole, pikepdf.new() as part:
            numbers = _transcribed(stem) or (1,)
            part.pages.extend(whole.pages[number - 1] for number in numbers)
            part.save(folder / f"{stem}.pdf")
        made[stem] = read(folder / f"{stem}.pdf").reading
    return made


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reading_error", SHARED / "tools" / "reading_error.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def test_reading_error_of_the_transcribed_pages(readings: dict[str, Reading]) -> None:
    """OCRmyPDF errs on 9.9 % of the characters of these pages, the bare engine on 11.0 %; Veedor on 3.9 %."""
    tool = _tool()
    wrong = found = characters = 0.0
    for stem in STEMS:
        for page, number in zip(readings[stem].pages, _transcribed(stem), strict=False):
            result = tool.compare((CORPUS / "transcripts" / f"{stem}-p{number}.txt").read_text(), page.text)
            wrong += result["character_error"] * result["characters"]
            found += result["words_found"] * result["characters"]
            characters += result["characters"]
    assert wrong / characters < 0.045
    assert found / characters > 0.955


@pytest.mark.parametrize("stem", STEMS)
def test_words_stand_inside_their_page(readings: dict[str, Reading], stem: str) -> None:
    """No page of the corpus is empty, and no word stands off it."""
    for page in readings[stem].pages:
        words = list(page.words)
        assert words
        assert all(w.box is not None and w.box.x1 <= page.width and w.box.y1 <= page.height for w in words)
        assert all(w.box is not None and w.box.x0 >= 0 and w.box.y0 >= 0 for w in words)


@pytest.mark.parametrize("path", sorted((CORPUS / "texts").glob("*")), ids=lambda path: path.stem[:20])
def test_texts_are_read_to_the_letter(path: Path) -> None:
    """What is text stays the text that it is."""
    assert read(path).reading.text == path.read_bytes().decode()


@pytest.mark.skipif("seace-contrato-247-2024-gra" not in STEMS, reason="the contract is not here")
def test_a_table_of_a_real_scan(readings: dict[str, Reading]) -> None:
    """The penalties of a contract, each beside how it is reckoned; the letterhead's foot is no text."""
    page = readings["seace-contrato-247-2024-gra"].pages[-1]
    (table,) = page.tables
    assert (table.columns, table.header_rows) == (4, 1)
    rows = {cell.row: page.cell_text(cell) for cell in table.cells if cell.column == 2}
    assert "0.5 UIT" in rows[1]
    assert "Uno por dos mil" in rows[4]
    feet = [" ".join(w.text for w in line.words) for line in page.lines if line.role == "footer"]
    assert any("regionarequipa.gob.pe" in foot for foot in feet)


@pytest.mark.skipif("grj-solicitud-acceso-informacion" not in STEMS, reason="the form is not here")
def test_the_table_of_a_real_form(readings: dict[str, Reading]) -> None:
    """A born-digital form: the cells to be filled in are there, and empty."""
    page = readings["grj-solicitud-acceso-informacion"].pages[0]
    table = next(t for t in page.tables if (t.rows, t.columns) == (4, 4))
    cells = {(cell.row, cell.column): page.cell_text(cell) for cell in table.cells}
    assert [cells[2, column] for column in range(3)] == ["PROVINCIA", "DEPARTAMENTO", "CORREO"]
    assert {cells[3, column] for column in range(4)} == {""}
