"""Ruled tables: a rate beside its own rank."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from tests.documents import made  # noqa: F401 - the room is importable
from veedor.documents.engine import Seen
from veedor.documents.tables import _apart, by_cells, tables_of
from veedor.values.boxes import Box


def _page(*, rules: bool) -> tuple[np.ndarray, list[Seen]]:
    """Two rows of three cells of two lines each, read right across by the engine."""
    image = Image.new("L", (2000, 900), 255)
    draw = ImageDraw.Draw(image)
    if rules:
        for y in (100, 300, 500):
            draw.line((100, y, 1900, y), fill=60, width=3)
        for x in (100, 700, 1300, 1900):
            draw.line((x, 100, x, 500), fill=60, width=3)
    seen = [Seen("antes", (120, 20, 300, 60), 0.9, True, True)]
    for row, top in enumerate((120, 320)):
        for line in (0, 1):
            for column, left in enumerate((150, 750, 1350)):
                box = (left, top + 70 * line, left + 200, top + 70 * line + 40)
                seen.append(Seen(f"{row}{column}{line}", box, 0.9, row + line + column == 0, column == 0))
                seen.append(Seen("|", (left + 540, box[1], left + 550, box[3]), 0.9, False, False))
    seen.append(Seen("después", (120, 600, 300, 640), 0.9, True, True))
    return np.asarray(image, dtype=np.uint8), seen


def test_cells_are_put_together() -> None:
    """Row by row, cell by cell, and no rule is read as a letter."""
    picture, seen = _page(rules=True)
    tables = tables_of(picture, 300)
    assert [(len(t.rows), len(t.rows[0].parting)) for t in tables] == [(2, 4)]
    cells = [f"{r}{c}{line}" for r in (0, 1) for c in (0, 1, 2) for line in (0, 1)]
    assert ["antes", *cells, "después"] == [w.text for w in by_cells(seen, tables)]


def test_without_rules_nothing_moves() -> None:
    """A list in columns stays as the engine read it."""
    picture, seen = _page(rules=False)
    assert tables_of(picture, 300) == []
    assert seen == by_cells(seen, [])


def _cells(image: Image.Image) -> list[list[tuple[int, int, int, int]]]:
    picture = np.asarray(image, dtype=np.uint8)
    found = [table.cells(Box) for table in tables_of(picture, 300)]
    return [[(c.row, c.column, c.row_span, c.column_span) for c in table.cells] for table in found if table]


def test_cells_that_span_rows_and_columns() -> None:
    """Where a level rule is missing below a cell it goes on below; where an upright one is, beside."""
    image = Image.new("L", (2000, 900), 255)
    draw = ImageDraw.Draw(image)
    for y, left in ((100, 100), (300, 100), (500, 700), (700, 100)):
        draw.line((left, y, 1900, y), fill=60, width=3)
    for x, top in ((100, 100), (700, 100), (1300, 300), (1900, 100)):
        draw.line((x, top, x, 700), fill=60, width=3)
    (cells,) = _cells(image)
    assert cells == [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]


def test_the_edge_of_the_sheet_is_no_rule_of_a_table() -> None:
    """An upright line beside the table that no level rule reaches."""
    image = Image.new("L", (2000, 900), 255)
    draw = ImageDraw.Draw(image)
    for y in (100, 300, 500):
        draw.line((100, y, 1500, y), fill=60, width=3)
    for x in (100, 600, 1000, 1500, 1980):
        draw.line((x, 60, x, 540), fill=60, width=3)
    (cells,) = _cells(image)
    assert max(column for _, column, _, _ in cells) == 2


def test_a_rule_that_is_found_twice_is_one() -> None:
    """Tables one above the other share places of rules, and a thick rule has two sides: no cell is without breadth."""
    assert _apart([100, 100, 103, 700, 1900], 4) == (100, 700, 1900)
    assert _apart([], 4) == ()
