"""Tables in the tree: which words stand in which cell, and tables that have no rules drawn.

A rate of pay means nothing beside the wrong rank, and papers print rates as often in plain columns as in ruled boxes.
A table without rules is one where rows of short entries stand in the same columns, far apart, and a column holds
numbers or every column begins at one edge; anything less clear stays as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from veedor.documents.spots import Spot, around, height_of, levelled, pieces, rows_of
from veedor.documents.tree import Cell, Page, Table
from veedor.values.boxes import Box, union

_GAP, _GAP_BY_HEIGHT = 14.0, 1.8
"""How far apart entries stand, at least: in points, and in heights of their letters. Words of one text stand closer."""
_ROWS = 3
_MOST_ROWS = 300
"""Rows of a page above which no tables without rules are looked for."""
_ALIGNED = 6.0
"""Points within which starts, ends or middles of a column's entries stand in line."""
_MOST_IN_ROW = 12
_MOST_WORDS = 6
"""Words of the usual entry: more is running text in columns."""
_FEW_WORDS = 3
"""The same where no column holds figures."""
_FAR = 5.0
"""Heights of letters from one row to the next: further apart are two things."""
_ITEM = re.compile(r"(?:[a-zñ]{1,2}|[ivx]{1,5}|\d{1,2}(?:\.\d{1,2})*)[.)]|[-–—•▪·*o§]")
_FIGURE = re.compile(r"(?:(?:S/\.?|US\$|\$|€|N[°º.]*)\s*)?\d[\d.,:/-]*%?(?!\S)")
"""What an entry of figures begins with: `S/ 250.00`, `3`, `12 efectivos`, `08:00`."""
_STRIPE = 12.0
"""Points: the page is parted into stripes, so that a word is looked for in few cells."""
_LEADERS = re.compile(r"[._…]{3,}")

Places = dict[int, tuple[int, int]]
"""The row and column of a word's cell, by where the word starts in the page's text."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the places of its words."""

    table: Table
    places: Places


def ruled(page: Page, spots: Sequence[Spot], slope: float) -> list[Grid]:
    """The page's ruled tables, each with the words that stand in its cells; a word stands in one cell at most."""
    grids = []
    taken: set[int] = set()
    for table in page.tables:
        if not table.ruled:
            continue
        near: dict[int, list[tuple[Cell, Box]]] = {}
        for cell in table.cells:
            box = levelled(cell.box, slope)
            last = int(min(box.y1, page.height + _STRIPE) // _STRIPE)
            for stripe in range(int(max(box.y0, -page.height) // _STRIPE), last + 1):
                near.setdefault(stripe, []).append((cell, box))
        places: Places = {}
        for spot in spots:
            x, y = (spot.box.x0 + spot.box.x1) / 2, spot.middle
            if spot.word.start in taken:
                continue
            home = next((cell for cell, box in near.get(int(y // _STRIPE), ()) if _holds(box, x, y)), None)
            if home is not None:
                places[spot.word.start] = home.row, home.column
        if len(set(places.values())) < 2:
            continue  # a frame, or a form nobody filled in
        taken.update(places)
        grids.append(Grid(table, places))
    return grids


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x0 <= x < box.x1 and box.y0 <= y < box.y1


# ---------------------------------------------------------------------- tables without rules


@dataclass(frozen=True, slots=True)
class Entry:
    """Words of one line that stand together, far from the next."""

    spots: tuple[Spot, ...]
    box: Box

    @classmethod
    def of(cls, spots: Sequence[Spot]) -> Entry:
        """The entry of these words."""
        return cls(tuple(spots), around(spots))

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(spot.word.text for spot in self.spots)

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return median(spot.middle for spot in self.spots)


Span = tuple[float, float]


def unruled(lines: Sequence[Sequence[Spot]]) -> list[Grid]:
    """The tables that stand in these lines of body text without rules drawn."""
    entries = [Entry.of(piece) for line in lines if line for piece in pieces(line, _gap(line))]
    rows = _rows(entries) if len(entries) >= 2 * _ROWS else []
    if len(rows) > _MOST_ROWS:
        return []
    grids, at = [], 0
    while at < len(rows):
        run, columns = _run(rows, at)
        grid = _grid(run, columns)
        if grid is not None:
            grids.append(grid)
        at += len(run) if grid is not None else 1
    return grids


def _gap(line: Sequence[Spot]) -> float:
    return max(_GAP, _GAP_BY_HEIGHT * height_of(line))


def _rows(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries by the height at which they stand, from the top, each row from the left."""
    rows: list[list[Entry]] = []
    last = 0.0
    for middle, entry in sorted(((entry.middle, entry) for entry in entries), key=lambda one: one[0]):
        if rows and middle - last < 0.5 * height_of(entry.spots):
            rows[-1].append(entry)
        else:
            rows.append([entry])
            last = middle
    return [sorted(row, key=lambda entry: entry.box.x0) for row in rows]


def _run(rows: Sequence[list[Entry]], at: int) -> tuple[list[list[Entry]], list[Span]]:
    """The rows from `at` on that share columns: each row has several entries, or one that goes on in a column."""
    first = rows[at]
    if not 2 <= len(first) <= _MOST_IN_ROW:
        return [], []
    run, columns = [first], _columns([], first)
    for row in rows[at + 1 :]:
        gap = min(entry.box.y0 for entry in row) - max(entry.box.y1 for entry in run[-1])
        high = height_of(row[0].spots)
        if gap > _FAR * high or len(row) > _MOST_IN_ROW:
            break
        wider = _columns(columns, row)
        if len(wider) < max(2, len(columns)):
            break
        if len(row) == 1:
            if gap >= high or len(wider) != len(columns):
                break
        elif any(sum(_overlaps(entry.box, column) for entry in row) > 1 for column in wider):
            break
        run.append(row)
        columns = wider
    while len(run) > 1 and len(run[-1]) == 1 and len(run[-1][0].spots) > _MOST_WORDS:
        run.pop()
    return run, columns


def _columns(known: Sequence[Span], row: Sequence[Entry]) -> list[Span]:
    """From where to where columns run: what the entries cover together, seen from above."""
    columns: list[Span] = []
    for start, end in sorted([*known, *((entry.box.x0, entry.box.x1) for entry in row)]):
        if columns and start < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], end)
        else:
            columns.append((start, end))
    return columns


def _overlaps(box: Box, column: Span) -> bool:
    return box.x0 < column[1] and box.x1 > column[0]


def _grid(run: Sequence[list[Entry]], columns: Sequence[Span]) -> Grid | None:
    """The table that a run of rows is; None where that is not clear."""
    if sum(len(row) > 1 for row in run) < _ROWS:
        return None
    if any(right[0] - left[1] < _GAP / 2 for left, right in pairwise(columns)):
        return None
    of_column = [[entry for row in run for entry in row if _overlaps(entry.box, column)] for column in columns]
    return _made(run, columns) if _is_table(of_column) else None


def _is_table(columns: Sequence[Sequence[Entry]]) -> bool:
    if any(len(entries) < 2 for entries in columns) or sum(len(entries) >= _ROWS for entries in columns) < 2:
        return False
    words = [median(len(entry.spots) for entry in entries) for entries in columns]
    if max(words) > _MOST_WORDS:
        return False
    first, second = ([entry.text for entry in entries] for entries in columns[:2])
    if len(columns) == 2 and sum(_ITEM.fullmatch(text) is not None for text in first) * 2 > len(first):
        return False  # a list with its marks hung out
    colons = sum(text.startswith(":") for text in second) + sum(text.endswith(":") for text in first)
    if colons * 2 >= len(first) or any(_LEADERS.search(entry.text) for entries in columns for entry in entries):
        return False  # a form to be filled in, a table of contents
    figures = any(
        sum(_FIGURE.match(entry.text) is not None for entry in entries) >= 0.6 * len(entries)
        and count <= 4
        and _in_line(entries)
        for entries, count in zip(columns[1:], words[1:], strict=True)
    )
    begins = len(columns) >= 3 and max(words) <= _FEW_WORDS
    return figures or (begins and all(_spread([e.box.x0 for e in es]) <= _ALIGNED / 2 for es in columns))


def _in_line(entries: Sequence[Entry]) -> bool:
    """Whether the entries of a column begin, end or are centred in one line."""
    boxes = [entry.box for entry in entries]
    ways = ([box.x0 for box in boxes], [box.x1 for box in boxes], [(box.x0 + box.x1) / 2 for box in boxes])
    return min(_spread(way) for way in ways) <= _ALIGNED


def _spread(values: Sequence[float]) -> float:
    """How far most values stand from the middle one: one that hangs out does not count."""
    middle = median(values)
    away = sorted(abs(value - middle) for value in values)
    return away[(len(away) - 1) * 3 // 4]


def _made(run: Sequence[list[Entry]], columns: Sequence[Span]) -> Grid:
    """The table of a run; a row of one entry close below another goes on in that one's cell."""
    cells: dict[tuple[int, int], list[Spot]] = {}
    row = -1
    for number, entries in enumerate(run):
        if number == 0 or len(entries) > 1:
            row += 1
        for entry in entries:
            column = next(i for i, c in enumerate(columns) if _overlaps(entry.box, c))
            cells.setdefault((row, column), []).extend(entry.spots)
    made = tuple(
        Cell(r, c, union(s.word.box for s in spots if s.word.box is not None))
        for (r, c), spots in sorted(cells.items())
    )
    table = Table(union(cell.box for cell in made), row + 1, len(columns), made, ruled=False)
    return Grid(table, {spot.word.start: place for place, spots in cells.items() for spot in spots})


# ---------------------------------------------------------------------- rows as text


def rows_as_lines(grid: Grid, spots: Sequence[Spot]) -> list[tuple[list[list[Spot]], list[tuple[int, int, int]]]]:
    """The table row by row: the lines of the row, and for each of its cells (row, column, number of words) in order.

    A row whose cells are of one line each is one line, as a person reads it across. Otherwise a line of a cell is a
    line, cell after cell.
    """
    cells: dict[tuple[int, int], list[Spot]] = {}
    for spot in spots:
        place = grid.places.get(spot.word.start)
        if place is not None:
            cells.setdefault(place, []).append(spot)
    by_row: dict[int, list[int]] = {}
    for row, column in cells:
        by_row.setdefault(row, []).append(column)
    found = []
    for row in range(grid.table.rows):
        parted = [((row, column), rows_of(cells[row, column])) for column in sorted(by_row.get(row, ()))]
        if not parted:
            continue
        if all(len(lines) == 1 for _, lines in parted):
            lines = [[spot for _, (line,) in parted for spot in line]]
        else:
            lines = [line for _, lines in parted for line in lines]
        found.append((lines, [(r, c, sum(len(line) for line in lines)) for (r, c), lines in parted]))
    return found


# ---------------------------------------------------------------------- heads, and tables that go on


def with_heads(page: Page) -> Page:
    """The page, its tables with the number of their header rows."""
    if not page.tables:
        return page
    return replace(page, tables=tuple(replace(t, header_rows=_header_rows(page, t)) for t in page.tables))


def _header_rows(page: Page, table: Table) -> int:
    """The first rows (two at most) without figures, where the rows below have figures in a column; else 0."""
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(page.cell_text(cell))
    figures = [sum(any(char.isdigit() for char in text) for text in row) for row in rows]
    filled = [sum(bool(text) for text in row) for row in rows]
    head = next((at for at, count in enumerate(figures[:3]) if count), 0)
    if not head or head > 2 or any(filled[at] < 2 for at in range(head)):
        return 0
    below = figures[head:]
    return head if sum(count > 0 for count in below) * 2 >= len(below) else 0


def going_on(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages, with the tables marked that go on from the page before."""
    found = list(pages)
    for number, (before, page) in enumerate(pairwise(pages), start=1):
        if not before.tables or not page.tables:
            continue
        last, first = before.tables[-1], page.tables[0]
        if _ends(before, last) and _begins(page, first) and _same_columns(last, first, 0.05 * page.width):
            found[number] = replace(page, tables=(replace(first, continues=True), *page.tables[1:]))
    return tuple(found)


def _spans(table: Table) -> Iterator[tuple[int, int]]:
    return ((cell.start, cell.end) for cell in table.cells if cell.end > cell.start)


def _ends(page: Page, table: Table) -> bool:
    last = max((end for _, end in _spans(table)), default=len(page.text))
    return not any(line.role == "body" and line.words[0].start >= last for line in page.lines)


def _begins(page: Page, table: Table) -> bool:
    first = min((start for start, _ in _spans(table)), default=0)
    return not any(line.role == "body" and line.words[-1].end <= first for line in page.lines)


def _same_columns(last: Table, first: Table, near: float) -> bool:
    if last.columns != first.columns or last.ruled != first.ruled:
        return False
    return abs(last.box.x0 - first.box.x0) < near and abs(last.box.x1 - first.box.x1) < near
