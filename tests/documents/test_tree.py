"""The tree: offsets to boxes and back, across lines and pages."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import pytest

from veedor.documents.tree import (
    Cell,
    PackedLines,
    Page,
    Reading,
    Region,
    Table,
    build_page,
    layout_to_json,
    page_from_json,
    page_from_wire,
    page_to_json,
    page_to_wire,
)
from veedor.values.boxes import Box


def _box(column: int, row: int) -> Box:
    return Box(column * 50, row * 20, column * 50 + 40, row * 20 + 10)


def _page(number: int, confidence: float = 1.0) -> Page:
    lines = [
        [("uno", _box(0, 0), 1.0), ("dos", _box(1, 0), confidence)],
        [("tres", _box(0, 1), 0.9), (" ", _box(1, 1), 0.1)],
    ]
    return build_page(number, 595, 842, "ocr", 0.5, [lines, [], [[("cuatro", None, 0.8)]]])


READING = Reading("a.pdf", "0" * 64, "application/pdf", (_page(1), _page(2, 0.3)))


def test_the_text_of_a_page_and_of_all() -> None:
    """Words are parted by spaces, lines by breaks, blocks by blank lines, pages by form feeds."""
    assert _page(1).text == "uno dos\ntres\n\ncuatro"
    assert READING.text == "uno dos\ntres\n\ncuatro\funo dos\ntres\n\ncuatro"
    assert READING.page_starts == (0, 21)
    assert (READING.page_at(20).number, READING.page_at(21).number) == (1, 2)
    with pytest.raises(IndexError):
        READING.page_at(99)


@pytest.mark.parametrize(
    ("start", "end", "places"),
    [
        (0, 3, [(1, [_box(0, 0)])]),
        (1, 2, [(1, [_box(0, 0)])]),
        (4, 12, [(1, [_box(1, 0), _box(0, 1)])]),
        (14, 20, []),
        (8, 28, [(1, [_box(0, 1)]), (2, [Box(0, 0, 90, 10)])]),
        (3, 4, []),
    ],
)
def test_a_quote_has_one_box_a_line(start: int, end: int, places: list[tuple[int, list[Box]]]) -> None:
    """Words touched in part count whole; a quote over a page break stands on both; words without boxes on none."""
    assert places == [(p.page, list(p.boxes)) for p in READING.places(start, end)]


def test_confidence_is_that_of_the_weakest_word() -> None:
    """Only words of the range count, on whichever page; no word at all is sure."""
    assert READING.confidence(0, 7) == 1
    assert READING.confidence(0, 12) == pytest.approx(0.9)
    assert READING.confidence(8, 28) == pytest.approx(0.3)
    assert READING.confidence(3, 4) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "otra cosa"},
        {"lines": [1]},
        {"words": [{"text": "uno", "box": [0, 0, 0, 0], "confidence": 1}]},
        {"words": [{"text": "uno", "box": [0, 0, 1], "confidence": 1}]},
    ],
)
def test_a_page_that_does_not_agree_with_itself_is_refused(wrong: dict[str, object]) -> None:
    """Words that are not in the text, lines that do not add up, boxes that are none."""
    with pytest.raises(ValueError):
        page_from_json({**page_to_json(_page(1)), **wrong})


def _with_table() -> Page:
    page = _page(1)
    cells = (Cell(0, 0, _box(0, 0), start=0, end=3), Cell(0, 1, _box(1, 0), 2, 1, 4, 7), Cell(1, 0, _box(0, 1)))
    return replace(page, tables=(Table(Box(0, 0, 90, 30), 2, 2, cells, ruled=False, header_rows=1, continues=True),))


def test_tables_go_and_come_back() -> None:
    """With spans, heads and empty cells; a page of an older version has none."""
    page = _with_table()
    assert page_from_json(page_to_json(page)) == page_from_json(page_to_json(page_from_json(page_to_json(page))))
    assert page_from_json(page_to_json(page)).tables == page.tables
    assert [page.cell_text(cell) for cell in page.tables[0].cells] == ["uno", "dos", ""]
    assert set(layout_to_json(page)) == {"lines", "roles", "regions", "tables", "words"}
    older = {key: value for key, value in page_to_json(page).items() if key not in {"tables", "roles", "regions"}}
    assert page_from_json(older).tables == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": 10**9},
        {"columns": 0},
        {"rows": True},
        {"header_rows": 3},
        {"cells": [{"row": 0, "column": 2}]},
        {"cells": [{"row": 0, "column": 0, "row_span": 3}]},
        {"cells": [{"row": 0, "column": 0, "start": 5, "end": 2}]},
        {"cells": [{"row": 0, "column": 0, "end": 9999}]},
    ],
)
def test_tables_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    """Cells outside their table or the text, tables larger than any paper: the reader may speak for the file."""
    data = page_to_json(_with_table())
    table = data["tables"][0]
    whole = {"row_span": 1, "column_span": 1, "box": [0, 0, 9, 9], "start": 0, "end": 0}
    table.update(wrong)
    table["cells"] = [{**whole, **cell} for cell in table["cells"]]
    with pytest.raises(ValueError):
        page_from_json(data)


def test_blocks_are_those_of_the_text() -> None:
    """A blank line parts them."""
    assert [len(block) for block in _page(1).blocks] == [2, 1]


def _columns() -> Page:
    """A page as a file's own text is kept: in columns."""
    text = "uno dos\ntres"
    lines = PackedLines(text, [2, 1], [0, 0, 4000, 1000, 5000, 0, 9000, 1000, 0, 2000, 4000, 3000])
    return Page(1, 595, 842, "text", 1.0, text, lines)


def test_columns_are_lines() -> None:
    """Lines made when they are asked for are the lines that would have been made at once."""
    blocks = [[[("uno", _box(0, 0), 1.0), ("dos", _box(1, 0), 1.0)], [("tres", _box(0, 1), 1.0)]]]
    page = build_page(1, 595, 842, "text", 1.0, blocks)
    assert page.lines == _columns().lines
    assert _columns().lines == page.lines
    assert _columns() == page
    assert (len(_columns().lines), _columns().lines[1], _columns().lines[:1]) == (2, page.lines[1], page.lines[:1])
    assert hash(_columns().lines) == hash(page.lines)
    assert page_to_json(_columns()) == page_to_json(page)
    assert pickle.loads(pickle.dumps(_columns())) == page


@pytest.mark.parametrize(
    "page",
    [
        _columns(),
        _page(1),
        build_page(1, 595, 842, "ocr", 0.5, [[[("uno", _box(0, 0), 0.25), ("dos", _box(1, 0), 1.0)]]], turned=90),
        build_page(1, 0, 0, "text", 1.0, [[[("uno", None, 1.0)]]]),
        build_page(1, 595, 842, "ocr", 0.5, [[[("con espacio", _box(0, 0), 0.25)]]]),
        build_page(1, 595, 842, "none", 0.0, [], regions=[Region("stamp", _box(3, 3))]),
        replace(_columns(), lines=tuple(replace(line, role="footer") for line in _columns().lines)),
    ],
)
def test_what_goes_through_the_pipe_comes_out(page: Page) -> None:
    """In short or at length, as JSON, and the same again from what came out."""
    sent = json.loads(json.dumps(page_to_wire(page)))
    assert page_from_wire(sent) == page
    assert json.loads(json.dumps(page_to_wire(page_from_wire(sent)))) == sent


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "otra cosa"},
        {"text": None},
        {"counts": [1, 1]},
        {"counts": [3, 0]},
        {"counts": [2.0, 1]},
        {"counts": [True, 2]},
        {"boxes": [0, 0, 1, 1]},
        {"boxes": [0, 0, 4000, 1000, 9000, 0, 5000, 1000, 0, 2000, 4000, 3000]},
        {"boxes": [0, 0, 4000, 1000, 5000, 0, 9000, 1000, 0, 2000, 4000, 1e999]},
        {"boxes": [0, 0, 4000, 1000, 5000, 0, 9000, 1000, 0, 2000, 4000, 10**12]},
        {"boxes": ["0"] * 12},
        {"confidence": [1.0]},
        {"confidence": "much"},
        {"roles": ["body"]},
        {"roles": ["body", "king"]},
    ],
)
def test_columns_that_do_not_agree_are_refused(wrong: dict[str, object]) -> None:
    """What comes out of the worker may be the file speaking."""
    with pytest.raises((ValueError, TypeError, AttributeError)):
        page_from_wire({**page_to_wire(_columns()), **wrong})
