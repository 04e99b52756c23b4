"""In which order the lines of a page's own text are read.

The order in which a file writes its lines is mostly right, and where it is not (a page number that is written first, a
date that is written last) whole blocks are in the wrong place. So lines stay in their order within blocks, and blocks
are sorted as a reader does: the page is cut along its widest empty band, from side to side or from top to bottom, and
each part in the same way (the recursive X-Y cut of Nagy and Seth, 1984). Where nothing can be cut, the file's order
stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
_MOST = 400
"""Blocks above which the file's order is kept."""
_LEAST = 6.0
"""Points: the height of a line below which it counts as so high."""
_ROWS, _PROSE = 4, 18
"""Lines one under the other that make columns of prose, and letters that a line of such a column has at least."""
_TOUCH = 1.5
"""Points by which two blocks may reach into one another and still be one under the other."""


def in_reading_order(lines: Boxes) -> list[list[int]]:
    """The numbers of the lines (rows of x0, y0, x1, y1, in the file's order) by blocks, as they are read."""
    if not len(lines):
        return []
    apart = np.flatnonzero(_apart(lines[:-1], lines[1:])) + 1
    firsts = np.concatenate([[0], apart])
    blocks = [list(range(a, b)) for a, b in zip(firsts.tolist(), [*apart.tolist(), len(lines)], strict=True)]
    low, high = np.minimum.reduceat(lines, firsts), np.maximum.reduceat(lines, firsts)
    if len(blocks) > _MOST or bool((low[1:, 1] >= high[:-1, 3]).all()):
        return blocks
    order = sort_blocks(np.concatenate([low[:, :2], high[:, 2:]], axis=1).tolist())
    return [blocks[number] for number in order]


def _apart(above: Boxes, below: Boxes) -> NDArray[np.bool_]:
    """Whether a line begins a new block: further down than lines are from each other, or up again, or beside."""
    tall = np.maximum(np.maximum(above[:, 3] - above[:, 1], below[:, 3] - below[:, 1]), _LEAST)
    gap = below[:, 1] - above[:, 3]
    beside = np.maximum(below[:, 0] - above[:, 2], above[:, 0] - below[:, 2]) >= 2 * _LEAST
    return np.asarray((gap > 0.6 * tall) | (gap < -1.5 * tall) | beside)


def parted_lines(lines: NDArray[np.int64], boxes: Boxes, words: Sequence[str]) -> NDArray[np.float64] | None:
    """New numbers of lines for words in lines that run over a gap between two columns; None where there is none.

    A file may write two columns row by row. A table is written so too, and has to stay so: columns are where at least
    `_ROWS` lines one under the other have the same gap, and on both sides of it stands prose, not cells.
    """
    gaps = boxes[1:, 0] - boxes[:-1, 2]
    wide = np.flatnonzero((gaps > 1.5 * _LEAST) & (lines[1:] == lines[:-1]))
    wide = wide[gaps[wide] > 1.2 * (boxes[wide + 1, 3] - boxes[wide + 1, 1])]
    if len(wide) < _ROWS:
        return None
    letters = np.fromiter(map(len, words), np.int64, len(words))
    best: dict[int, int] = {}  # by line the word before its widest gap
    for word in wide.tolist():
        line = int(lines[word])
        if line not in best or gaps[word] > gaps[best[line]]:
            best[line] = word
    made = lines.astype(np.float64)
    found = False
    for run in _runs(best, boxes):
        rights = [np.flatnonzero((lines == line) & (np.arange(len(lines)) > best[line])) for line in run]
        lefts = [np.flatnonzero((lines == line) & (np.arange(len(lines)) <= best[line])) for line in run]
        if any(sum(letters[part].sum() for part in side) < _PROSE * len(run) for side in (lefts, rights)):
            continue
        if any(sum(map(len, side)) < 3 * len(run) for side in (lefts, rights)):
            continue
        found = True
        for number, right in enumerate(rights, 1):
            made[right] = run[-1] + number / (len(run) + 1)
    return made if found else None


def _runs(gaps: dict[int, int], boxes: Boxes) -> list[list[int]]:
    """Lines that follow one another and have a gap at the same place, `_ROWS` at least."""
    runs: list[list[int]] = []
    low, high = 0.0, 0.0
    for line, word in sorted(gaps.items()):
        x0, x1 = float(boxes[word, 2]), float(boxes[word + 1, 0])
        if runs and line == runs[-1][-1] + 1 and min(high, x1) - max(low, x0) > _LEAST:
            runs[-1].append(line)
            low, high = max(low, x0), min(high, x1)
        else:
            runs.append([line])
            low, high = x0, x1
    return [run for run in runs if len(run) >= _ROWS]


def sort_blocks(boxes: Sequence[Sequence[float]]) -> list[int]:
    """The numbers of the blocks (x0, y0, x1, y1 each) as they are read."""
    order: list[int] = []
    waiting = [list(range(len(boxes)))]
    while waiting:
        group = waiting.pop()
        parts = _cut(group, boxes) if len(group) > 1 else [group]
        if len(parts) == 1:
            order.extend(group)
        else:
            waiting.extend(reversed(parts))
    return order


def _cut(group: list[int], boxes: Sequence[Sequence[float]]) -> list[list[int]]:
    """The group parted along its widest empty band; whole where there is none.

    Between parts one under the other every band is used at once: what is cut from side to side stays in its order.
    """
    rows, columns = _parts(group, boxes, 1, _TOUCH), _parts(group, boxes, 0, -2.0)
    if len(columns) > 1 and (len(rows) == 1 or _widest(columns, boxes, 0) > _widest(rows, boxes, 1)):
        at = max(range(1, len(columns)), key=lambda n: _gap(columns[n - 1], columns[n], boxes, 0))
        return [_flat(columns[:at]), _flat(columns[at:])]
    if len(rows) > 1 and len(columns) > 1:
        at = max(range(1, len(rows)), key=lambda n: _gap(rows[n - 1], rows[n], boxes, 1))
        return [_flat(rows[:at]), _flat(rows[at:])]
    return rows


def _parts(group: list[int], boxes: Sequence[Sequence[float]], side: int, touch: float) -> list[list[int]]:
    """The group in parts that do not reach into each other along one side (0 breadth, 1 height), in order."""
    parts: list[list[int]] = []
    end = 0.0
    for number in sorted(group, key=lambda n: boxes[n][side]):
        if parts and boxes[number][side] < end - touch:
            parts[-1].append(number)
            end = max(end, boxes[number][side + 2])
        else:
            parts.append([number])
            end = boxes[number][side + 2]
    return [sorted(part) for part in parts]


def _gap(one: list[int], other: list[int], boxes: Sequence[Sequence[float]], side: int) -> float:
    return min(boxes[n][side] for n in other) - max(boxes[n][side + 2] for n in one)


def _widest(parts: list[list[int]], boxes: Sequence[Sequence[float]], side: int) -> float:
    return max(_gap(one, other, boxes, side) for one, other in pairwise(parts))


def _flat(parts: list[list[int]]) -> list[int]:
    return sorted(number for part in parts for number in part)
