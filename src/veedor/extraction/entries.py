"""What stands beside a name: rows of tables, `Plazo: dos años`, and clauses below their headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from veedor.documents.tree import Reading, Table
from veedor.extraction.structure import Structure
from veedor.extraction.view import View

Origin = Literal["cell", "line", "heading"]

_LABEL = re.compile(
    r"[^a-z0-9]{0,3}(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?-?|[a-z]|[ivx]{1,4})[).\-] ?|\d{1,2}(?:\.\d{1,2}){1,3} )?"
    r"(?P<label>[a-z][a-z0-9 ,./()°\"-]{2,58}?) ?:(?= |$)"
)
_HEADING = re.compile(r"[^a-z]{0,8}(?P<label>[a-z][a-z ,/()]{2,70}?) ?(?:\.-?|:|-|;)(?= |$)")
_VALUE = 420
"""How far what a label names may reach, in characters, on lines; a clause reaches to its end, at most `_CLAUSE`."""
_CLAUSE = 1600


@dataclass(frozen=True, slots=True)
class Entry:
    """A name at `start:label_end` and what the paper says of it at `value_start:value_end` of the folded text.

    `head` is where the heading of the value's column stands, for cells of a table that has one.
    """

    start: int
    label_end: int
    value_start: int
    value_end: int
    origin: Origin
    head: tuple[int, int] | None = None


_WORDS = 7
"""How many words a heading in small letters has at most."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells by row and column, where they stand in the folded text; None for an empty one."""

    cells: tuple[tuple[Span | None, ...], ...]
    top: tuple[Span | None, ...]
    """The row that heads the columns; of the table that goes on from the page before, where it does."""

    @property
    def span(self) -> Span:
        """From its first to its last word."""
        full = [cell for row in self.cells for cell in row if cell]
        return min(start for start, _ in full), max(end for _, end in full)


def grids(view: View, reading: Reading) -> list[Grid]:
    """The tables of a reading, in order; those that go on over a page keep their own rows."""
    found: list[Grid] = []
    for page, offset in zip(reading.pages, reading.page_starts, strict=True):
        for table in page.tables:
            cells = _cells(view, table, offset)
            if any(cell for row in cells for cell in row):
                goes_on = table.continues and found and len(found[-1].top) == table.columns
                found.append(Grid(cells, found[-1].top if goes_on else cells[0]))
    return found


def _cells(view: View, table: Table, offset: int) -> tuple[tuple[Span | None, ...], ...]:
    rows: list[list[Span | None]] = [[None] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        start, end = view.folded(offset + cell.start), view.folded(offset + cell.end)
        while start < end and view.text[start] == " ":
            start += 1
        if cell.end > cell.start and end > start:
            rows[cell.row][cell.column] = (start, end)
    return tuple(tuple(row) for row in rows)


def find_entries(view: View, structure: Structure, tables: list[Grid]) -> list[Entry]:
    """Every name with what is said of it: cells first, then lines, then clauses."""
    cells = [entry for grid in tables for entry in _of_grid(grid)]
    inside = [grid.span for grid in tables]
    lines = [e for e in _of_lines(view, structure) if not any(start <= e.start < end for start, end in inside)]
    return [*cells, *lines, *_of_headings(view, structure)]


def _of_grid(grid: Grid) -> Iterator[Entry]:
    for row in grid.cells:
        if row[0] is None:
            continue
        for column, cell in enumerate(row[1:], 1):
            if cell:
                yield Entry(*row[0], *cell, "cell", grid.top[column] if row is not grid.top else None)


def _of_lines(view: View, structure: Structure) -> Iterator[Entry]:
    found = [(line, match) for line in view.lines if (match := _LABEL.match(view.text, line.start, line.end))]
    for index, (line, match) in enumerate(found):
        stop = min(match.end() + _VALUE, structure.span_at(line.start)[1])
        if index + 1 < len(found):
            stop = min(stop, found[index + 1][0].start)
        apart = next((other.start for other in view.lines_between(line.end, stop) if other.apart), stop)
        if view.text[match.end() : apart].strip(" _.-"):
            yield Entry(match.start("label"), match.end("label"), match.end(), apart, "line")


def _of_headings(view: View, structure: Structure) -> Iterator[Entry]:
    mains = [clause.start for clause in structure.clauses if clause.depth == 1] + [len(view.text)]
    for clause, following in pairwise([*structure.clauses, None]):
        if clause is None:
            continue
        begin = clause.label_end
        while begin < len(view.text) - 1 and not view.text[begin].isalnum():
            begin += 1
        line = view.lines[view.line_index(begin)]
        match = _HEADING.match(view.text, begin, min(begin + 90, line.end))
        label = match.span("label") if match else (begin, min(line.end, begin + 80))
        if clause.depth == 1:
            stop = mains[bisect_right(mains, clause.start)]
        else:
            stop = following.start if following else len(view.text)
        value = match.end() if match else line.end
        if _is_heading(view, *label) and value < stop:
            yield Entry(*label, value, min(stop, value + _CLAUSE), "heading")


def _is_heading(view: View, start: int, end: int) -> bool:
    """A heading is short, or in capitals: `la división emitió informe favorable` is a sentence."""
    words = view.text[start:end].split()
    return 0 < len(words) <= _WORDS or (bool(words) and view.cased[start:end].isupper())
