"""The layout of a paper: which lines are text and which stand around it, in what order, and what is a table.

`arranged` is applied to the pages of a reading when all of them are there, recognised or born digital alike. It uses
nothing but words and boxes. Every word stays, with its box and its confidence; words change places only where the page
says clearly that they were given in the wrong order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from veedor.documents.columns import Run, in_columns
from veedor.documents.grids import Grid, going_on, rows_as_lines, ruled, unruled, with_heads
from veedor.documents.roles import with_roles
from veedor.documents.spots import Spot, slope_of, spots_of
from veedor.documents.tree import Cell, Line, Page, Role, Word, build_page
from veedor.values.boxes import Box

_ITEM = re.compile(
    r"(?:[a-zñ]|[ivx]{1,5}|\d{1,2})\)|\d{1,2}\.(?:-|\d{1,2}\.?(?:\d{1,2}\.?)?)?|[a-hA-H]\.|[-–—•▪●■§►✓➢]"
)
"""The mark of a list's item: `a)`, `1.`, `2.3`, `iv)`, `–`, `•`."""


@dataclass(slots=True)
class _Row:
    """A line in the making: `block` changes where a block begins; `table` says of which table it is.

    The first line of a table's row has the row's cells: (table, row, column, number of words).
    """

    words: tuple[Word, ...]
    role: Role
    block: tuple[int, ...]
    table: int | None = None
    cells: list[tuple[int, int, int, int]] = field(default_factory=list)


def arranged(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages of one paper with roles, reading order, tables and lists; what has no boxes stays as it is."""
    sure = [_has_places(page) for page in pages]
    with_tables = [
        _with_rules(page) if known and page.tables else page for page, known in zip(pages, sure, strict=True)
    ]
    roled = with_roles(with_tables, sure)
    return going_on([_ordered(page) if known else page for page, known in zip(roled, sure, strict=True)])


def _has_places(page: Page) -> bool:
    """Whether the page has boxes, and most of its words run from left to right: on any other nothing is certain."""
    upright = sideways = 0
    for word in page.words:
        if word.box is not None and len(word.text) > 3:
            tall = word.box.height > 1.5 * word.box.width
            upright, sideways = upright + (not tall), sideways + tall
    return page.width > 0 and page.height > 0 and upright >= sideways and any(w.box is not None for w in page.words)


def _rows(page: Page) -> list[_Row]:
    return [_Row(line.words, line.role, (at,)) for at, block in enumerate(page.blocks) for line in block]


def _with_rules(page: Page) -> Page:
    """The page with the words of its ruled tables in the order of rows and cells."""
    slope = slope_of(page)
    spots = [spot for line in page.lines for spot in spots_of(line, slope)]
    grids = ruled(page, spots, slope)
    return _rebuilt(page, _with_grids(_rows(page), grids, spots), grids)


def _ordered(page: Page) -> Page:
    """The page, its roles known, with tables without rules, columns and lists."""
    slope = slope_of(page)
    rows = _rows(page)
    spots = [spot for line in page.lines for spot in spots_of(line, slope)]
    grids = ruled(page, spots, slope)
    in_table = {start for grid in grids for start in grid.places}
    free = [row for row in rows if row.role == "body" and not any(word.start in in_table for word in row.words)]
    grids += unruled([line for row in free if (line := spots_of(Line(row.words), slope))])
    rows = _with_grids(rows, grids, spots)
    return with_heads(_rebuilt(page, _with_items(_with_columns(rows, slope), slope), grids))


def _with_grids(rows: list[_Row], grids: Sequence[Grid], spots: Sequence[Spot]) -> list[_Row]:
    """The lines with those of each table row by row, where the table's first word stood."""
    for number, grid in enumerate(grids):
        if not grid.places:
            continue
        out: list[_Row] = []
        made: list[_Row] | None = None
        for row in rows:
            rest = tuple(word for word in row.words if word.start not in grid.places)
            if len(rest) == len(row.words):
                out.append(replace(row, block=(*row.block, 1)) if made is not None else row)
                continue
            if made is None:
                made = [
                    _Row(
                        tuple(spot.word for spot in line),
                        "body",
                        (*row.block, 0, number, at),
                        number,
                        [(number, *cell) for cell in cells] if first else [],
                    )
                    for at, (lines, cells) in enumerate(rows_as_lines(grid, spots))
                    for first, line in zip([True] + [False] * len(lines), lines, strict=False)
                ]
                out += made
            if rest:
                out.append(_Row(rest, row.role, (*row.block, 1)))
        rows = out
    return rows


def _with_columns(rows: list[_Row], slope: float) -> list[_Row]:
    """The body in the order of its columns, where that is another one; a table is moved as a whole.

    What stands around the text then goes to the head or the end of the page.
    """
    groups = [list(group) for _, group in groupby((r for r in rows if r.role == "body"), key=_of_table)]
    parts = [part for group in groups for part in ([group] if group[0].table is not None else [[r] for r in group])]
    runs: list[Run] = []
    home: dict[int, list[_Row]] = {}
    for part in parts:
        spots = tuple(spot for row in part for spot in spots_of(Line(row.words), slope))
        if len(spots) != sum(len(row.words) for row in part):
            return rows
        runs.append(Run(spots, part[0].block, solid=part[0].table is not None))
        home.update((spot.word.start, part) for spot in spots)
    ordered = in_columns(runs)
    if [run.spots for run in ordered] == [run.spots for run in runs]:
        return rows
    body = [row for run in ordered for row in _of_run(run, home[run.spots[0].word.start])]
    first = next(at for at, row in enumerate(rows) if row.role == "body")
    return [*rows[:first], *body, *(row for row in rows[first:] if row.role != "body")]


def _of_table(row: _Row) -> int | None:
    return row.table


def _of_run(run: Run, part: list[_Row]) -> list[_Row]:
    if run.solid:
        return part
    return [_Row(tuple(spot.word for spot in run.spots), "body", run.block)]


def _with_items(rows: list[_Row], slope: float) -> list[_Row]:
    """A block begins where an item of a list begins."""
    out = rows[:1]
    number = 0
    for above, row in pairwise(rows):
        if row.block != above.block:
            number = 0
        elif row.role == "body" and row.table is None and _begins_item(above, row, slope):
            number += 1
        out.append(replace(row, block=(*row.block, number)) if number else row)
    return out


def _begins_item(above: _Row, row: _Row, slope: float) -> bool:
    """Whether the line begins with a mark, and the line above ends as one does before an item."""
    if len(row.words) < 2 or not _ITEM.fullmatch(row.words[0].text):
        return False
    last = above.words[-1].text
    if last.endswith((".", ";", ":", ";y", ".-")) or (last in {"y", "o", "e"} and len(above.words) > 1):
        return True
    before, here = spots_of(Line(above.words), slope), spots_of(Line(row.words), slope)
    if not before or not here:
        return False
    hung_out = here[0].box.x0 < before[0].box.x0 - 5
    return hung_out or (bool(_ITEM.fullmatch(above.words[0].text)) and row.words[0].text in "–—•▪●■§►✓➢")


def _rebuilt(page: Page, rows: Sequence[_Row], grids: Sequence[Grid]) -> Page:
    """The page of these lines, with every word's offsets and every cell's."""
    blocks: list[list[list[tuple[str, Box | None, float]]]] = []
    for at, row in enumerate(rows):
        if at == 0 or row.block != rows[at - 1].block:
            blocks.append([])
        blocks[-1].append([(word.text, word.box, word.confidence) for word in row.words])
    made = build_page(
        page.number,
        page.width,
        page.height,
        page.source,
        page.quality,
        blocks,
        turned=page.turned,
        regions=page.regions,
    )
    lines = tuple(Line(line.words, row.role) for line, row in zip(made.lines, rows, strict=True))
    words = [word for line in lines for word in line.words]
    spans: dict[tuple[int, int, int], tuple[int, int]] = {}
    at = 0
    for row in rows:
        first = at
        for grid, cell_row, column, count in row.cells:
            spans[grid, cell_row, column] = words[first].start, words[first + count - 1].end
            first += count
        at += len(row.words)
    tables = tuple(
        replace(
            grid.table,
            cells=tuple(_placed(cell, spans.get((number, cell.row, cell.column))) for cell in grid.table.cells),
        )
        for number, grid in enumerate(grids)
    )
    ordered = tuple(sorted(tables, key=lambda table: (table.box.y0, table.box.x0)))
    return replace(made, lines=lines, tables=ordered, parts=page.parts)


def _placed(cell: Cell, span: tuple[int, int] | None) -> Cell:
    return replace(cell, start=span[0], end=span[1]) if span else replace(cell, start=0, end=0)
