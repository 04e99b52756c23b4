"""Ruled tables on a recognised page: their words in the order of rows and cells, and not right across the cells.

A rate of pay means nothing beside the wrong rank. Where upright rules part a table into columns, the words of each
cell are put together again, row by row. Tables without rules stay as the engine read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from veedor.documents.engine import Seen
from veedor.documents.prepare import Picture
from veedor.documents.tree import Cell
from veedor.documents.tree import Table as TreeTable
from veedor.values.boxes import Box, union

_DARK = 190
_LEAST_RULES = 3
"""Upright rules that make a table: two are a frame."""
_LEAST_WIDTH = 2.0
"""Inches: seals and logos have upright strokes too."""
_CROSSED = 0.5
"""The share of a table's breadth that a level rule is seen on: scans break rules."""
_NO_RULE = 0.2
"""The share of a cell's breadth below which its lower rule is not there, and the cell goes on below."""
_RULE_DOWN = 0.2
_BROKEN = 30
"""How many times as far apart the pieces of one rule may stand up and down."""
_NEAR = 0.04
"""Inches within which pieces of rule belong to one rule: scans break and bend them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it stands (`at`, across its run) and from where to where it runs, in pixels."""

    at: int
    start: int
    end: int
    inked: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: from `top` to `bottom`, and the rules that part its cells from left to right."""

    top: int
    bottom: int
    parting: tuple[int, ...]
    open: tuple[bool, ...] = ()
    """For each cell from the left, whether no rule parts it from the one below."""

    def goes_on(self, left: int, right: int) -> bool:
        """Whether its cell between those two rules goes on in the row below."""
        return any(self.parting[at : at + 2] == (left, right) and is_open for at, is_open in enumerate(self.open))


@dataclass(frozen=True, slots=True)
class Table:
    """One ruled table, as its rows."""

    rows: tuple[Row, ...]

    def moved(self, right: int) -> Table:
        """The same table so many pixels further right."""
        return Table(tuple(replace(row, parting=tuple(at + right for at in row.parting)) for row in self.rows))

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point; None outside."""
        for number, row in enumerate(self.rows):
            if row.top <= y < row.bottom and row.parting[0] <= x < row.parting[-1]:
                column = sum(at <= x for at in row.parting)
                left, right = row.parting[column - 1], row.parting[column]
                first = number
                while first and self.rows[first - 1].goes_on(left, right):
                    first -= 1
                return first, column
        return None

    def cells(self, place: Callable[[float, float, float, float], Box | None]) -> TreeTable | None:
        """The table as the tree has it, without its words; `place` turns pixels into points, or says that it cannot."""
        edges = sorted({at for row in self.rows for at in row.parting})
        cells = []
        for number, row in enumerate(self.rows):
            for left, right in pairwise(row.parting):
                if number and self.rows[number - 1].goes_on(left, right):
                    continue
                last = number
                while last + 1 < len(self.rows) and self.rows[last].goes_on(left, right):
                    last += 1
                box = place(left, row.top, right, self.rows[last].bottom)
                if box is not None:
                    column = edges.index(left)
                    cells.append(Cell(number, column, box, last - number + 1, edges.index(right) - column))
        if not cells:
            return None
        return TreeTable(union(cell.box for cell in cells), len(self.rows), len(edges) - 1, tuple(cells))


def tables_of(picture: Picture, dpi: float) -> list[Table]:
    """The ruled tables of a level picture, from the top."""
    ink = (picture < _DARK).astype(np.uint8)
    near = max(2, round(_NEAR * dpi))
    down = _rules(_runs(ink, round(_RULE_DOWN * dpi), across=False), near)
    groups = _side_by_side([rule for rule in down if rule.end - rule.start > 2 * _RULE_DOWN * dpi])
    wide = [g for g in groups if max(r.at for r in g) - min(r.at for r in g) > _LEAST_WIDTH * dpi]
    rows = [_rows(ink, group, near) for group in wide if len(group) >= _LEAST_RULES]
    return sorted((table for found in rows for table in _joined(found)), key=lambda table: table.rows[0].top)


def _joined(rows: Sequence[Row]) -> list[Table]:
    """Rows that hang together are one table; what stands between two tables is none of theirs."""
    tables: list[list[Row]] = []
    for row in rows:
        if tables and tables[-1][-1].bottom == row.top:
            tables[-1].append(row)
        else:
            tables.append([row])
    return [Table(tuple(found)) for found in tables]


def _rows(ink: NDArray[np.uint8], group: Sequence[Rule], near: int) -> list[Row]:
    """The rows between the level rules that cross the group."""
    left, right = min(r.at for r in group), max(r.at for r in group)
    top, bottom = max(0, min(r.start for r in group) - 3 * near), max(r.end for r in group) + 3 * near
    part = ink[top:bottom, left:right]
    level = _runs(part, 4 * near, across=True)
    dark = cv2.dilate(level, np.ones((near, 1), np.uint8)).mean(axis=1) > _CROSSED
    edges = [top + round((start + end) / 2) for start, end in _stretches(dark)]
    rows = []
    for above, below in pairwise(edges):
        levels = [level[max(0, at - top - near) : at - top + near + 1] for at in (above, below)]
        parting = _apart(sorted(r.at for r in group if _parts(ink, r, above, below, near)), near)
        parting = _within(parting, [edge[:, : right - left] for edge in levels], left)
        if below - above > 2 * near and len(parting) >= _LEAST_RULES:  # a row of one cell is in order already
            gone = [_drawn(levels[1][:, a - left + near : b - left - near]) for a, b in pairwise(parting)]
            rows.append(Row(above, below, parting, tuple(share < _NO_RULE for share in gone)))
    return rows


def _apart(rules: Sequence[int], near: int) -> tuple[int, ...]:
    """The rules once each: two tables one above the other may share a rule's place, and a thick rule has two sides."""
    kept: list[int] = []
    for at in rules:
        if not kept or at - kept[-1] > near:
            kept.append(at)
    return tuple(kept)


def _within(parting: tuple[int, ...], levels: Sequence[NDArray[np.uint8]], left: int) -> tuple[int, ...]:
    """The rules without those at the sides that no level rule reaches: the edge of the sheet is none of a table's."""

    def apart(a: int, b: int) -> bool:
        return max(_drawn(edge[:, a - left : b - left]) for edge in levels) < _CROSSED

    while len(parting) > 1 and apart(parting[-2], parting[-1]):
        parting = parting[:-1]
    while len(parting) > 1 and apart(parting[0], parting[1]):
        parting = parting[1:]
    return parting


def _drawn(edge: NDArray[np.uint8]) -> float:
    """On what share of its breadth a level rule is seen; 1 where there is hardly any breadth."""
    return float(edge.any(axis=0).mean()) if edge.shape[1] > 4 and edge.size else 1.0


def _parts(ink: NDArray[np.uint8], rule: Rule, above: int, below: int, near: int) -> bool:
    """Whether the rule is drawn in the row: seen for most of it, or for some of it on its way from above to below."""
    strip = ink[above + near : below - near, max(0, rule.at - near // 2) : rule.at + near // 2 + 1]
    drawn = float(strip.any(axis=1).mean()) if strip.size else 0.0
    runs_through = rule.start <= above + 2 * near and rule.end >= below - 2 * near
    return drawn > (0.3 if runs_through else 0.7)


def _stretches(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From where to where the marks are set."""
    steps = np.flatnonzero(np.diff(np.concatenate(([0], marks.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(steps[::2], steps[1::2], strict=True)]


def _runs(ink: NDArray[np.uint8], length: int, *, across: bool) -> NDArray[np.uint8]:
    """What is dark for `length` pixels on end, after thin bent rules are thickened by a pixel."""
    thick = cv2.dilate(ink, np.ones((3, 1) if across else (1, 3), np.uint8))
    kernel = np.ones((1, length) if across else (length, 1), np.uint8)
    return np.asarray(cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _rules(runs: NDArray[np.uint8], near: int) -> list[Rule]:
    """The upright rules: pieces that stand in one line are one rule, unless far apart."""
    if not cv2.countNonZero(runs):
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    pieces = []
    for x, y, width, height, _ in stats[1:]:
        if width <= 2 * near and height > 3 * width:
            pieces.append(Rule(int(x + width // 2), int(y), int(y + height), int(height)))
    groups: list[list[Rule]] = []
    for piece in sorted(pieces, key=lambda r: (r.start, r.at)):
        home = next((g for g in groups if _continues(g[-1], piece, near)), None)
        if home is None:
            groups.append([piece])
        else:
            home.append(piece)
    return [
        Rule(
            round(sum(r.at * r.inked for r in g) / sum(r.inked for r in g)),
            min(r.start for r in g),
            max(r.end for r in g),
            sum(r.inked for r in g),
        )
        for g in groups
    ]


def _continues(above: Rule, below: Rule, near: int) -> bool:
    return abs(above.at - below.at) <= near and below.start - above.end < _BROKEN * near


def _side_by_side(down: Iterable[Rule]) -> list[list[Rule]]:
    """Upright rules that run beside one another for the greater part of the shorter one: one table each."""
    groups: list[list[Rule]] = []
    for rule in sorted(down, key=lambda r: r.start - r.end):
        for group in groups:
            longest = group[0]
            if min(rule.end, longest.end) - max(rule.start, longest.start) > 0.6 * (rule.end - rule.start):
                group.append(rule)
                break
        else:
            groups.append([rule])
    return groups


def by_cells(seen: Sequence[Seen], tables: Sequence[Table]) -> list[Seen]:
    """The words with those of each table in the order of its cells, where the table's first word stood.

    A row is a block, a line of a cell a line. What was read of a rule itself (`|`) falls away.
    """
    out = list(seen)
    for table in tables:
        cells: dict[tuple[int, int], list[Seen]] = {}
        rest: list[Seen] = []
        first: int | None = None
        for word in out:
            x0, y0, x1, y1 = word.box
            cell = table.cell((x0 + x1) / 2, (y0 + y1) / 2)
            if cell is None:
                rest.append(word)
                continue
            first = len(rest) if first is None else first
            if word.text.strip("|¦[]—_"):
                cells.setdefault(cell, []).append(word)
        if first is None or len(cells) < 2:
            continue
        ordered: list[Seen] = []
        row = -1
        for (at, _), words in sorted(cells.items()):
            lines = _lines(words)
            for line in lines:
                for number, word in enumerate(line):
                    ordered.append(replace(word, new_line=number == 0, new_block=number == 0 and at != row))
                    row = at
        after = rest[first:]
        if after:
            after[0] = replace(after[0], new_block=True, new_line=True)
        out = [*rest[:first], *ordered, *after]
    return out


def _lines(words: Sequence[Seen]) -> list[list[Seen]]:
    """The lines of one cell from the top, each from the left: a word belongs where half of its height does."""
    lines: list[list[Seen]] = []
    for word in sorted(words, key=lambda w: w.box[1] + w.box[3]):
        middle = (word.box[1] + word.box[3]) / 2
        line = lines[-1] if lines else []
        heights = [w.box[3] - w.box[1] for w in line]
        middles = [(w.box[1] + w.box[3]) / 2 for w in line]
        if line and middle - sum(middles) / len(middles) < 0.5 * sorted(heights)[len(heights) // 2]:
            line.append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]
