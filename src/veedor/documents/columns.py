"""The reading order of columns, where the order that the engine or the file gave is clearly wrong.

A gutter is an upright strip without words between two stretches of running text that stand side by side. What crosses
it (a title, a table) parts the page from top to bottom; between such parts the left column is read before the right
one, and each of them is looked at again. Where all of the left came before all of the right already, nothing moves.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from veedor.documents.spots import Spot, around, height_of
from veedor.values.boxes import Box

_LEAST_LINES = 5
_LEAST_GUTTER = 8.0
"""Points. Spaces of justified lines are seldom wider, and never one below the other."""
_WORDS = 3.5
"""Words of the usual line of a column: fewer are a table, names under signatures, a form."""
_SURE = 0.7
_FULL = 0.7
"""How much of its column's breadth a full line fills; half of the lines of running text are full."""
_MOST = 400
"""Lines of a page above which nobody looks for columns: it takes the square of them."""
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Run:
    """A line, or the part of it on one side of a gutter; `block` tells runs of different blocks apart."""

    spots: tuple[Spot, ...]
    block: tuple[int, ...]
    solid: bool = False
    """Whether it is a table: a gutter does not part it."""

    @property
    def box(self) -> Box:
        """Where it stands on the level page."""
        return around(self.spots)


def in_columns(runs: Sequence[Run], depth: int = 0) -> list[Run]:
    """The runs in reading order: the same words, lines parted at gutters."""
    if len(runs) < 2 * _LEAST_LINES or len(runs) > _MOST or depth > _DEEPEST:
        return list(runs)
    best = _best_gutter(runs)
    if best is None:
        return list(runs)
    left, right, top = best.left, best.right, best.top
    inside = best.members
    glued = any(best.sides[i] == "both" for i in inside)
    first, last_left, first_right = min(inside), best.last_left, best.first_right
    others = [i for i in range(len(runs)) if i not in inside]
    between = any(first < i < max(inside) for i in others)
    if not glued and last_left < first_right and not between:
        before = [runs[i] for i in others if i < first]
        after = [runs[i] for i in others if i > first]
    else:
        before = [runs[i] for i in others if (i < first and runs[i].box.y0 < best.bottom) or runs[i].box.y1 <= top + 2]
        kept = {id(run) for run in before}
        after = [runs[i] for i in others if id(runs[i]) not in kept]
        left = [replace(run, block=(*run.block, -1)) for run in left]
        right = [replace(run, block=(*run.block, -2)) for run in right]
    return [
        *in_columns(before, depth + 1),
        *in_columns(left, depth + 1),
        *in_columns(right, depth + 1),
        *in_columns(after, depth + 1),
    ]


@dataclass(frozen=True, slots=True)
class _Gutter:
    left: list[Run]
    right: list[Run]
    sides: dict[int, str]
    top: float
    bottom: float
    last_left: int
    first_right: int

    @property
    def members(self) -> set[int]:
        return set(self.sides)


def _best_gutter(runs: Sequence[Run]) -> _Gutter | None:
    boxes = [run.box for run in runs]
    found: list[tuple[int, float, _Gutter]] = []
    tried: set[int] = set()
    for x in _candidates(runs, boxes):
        if round(x / 4) in tried:
            continue
        tried.add(round(x / 4))
        found += [(len(gutter.left) + len(gutter.right), -x, gutter) for gutter in _gutters_at(runs, boxes, x)]
    return max(found, key=lambda one: one[:2])[2] if found else None


def _candidates(runs: Sequence[Run], boxes: Sequence[Box]) -> list[float]:
    """Where gutters may be: in the middle of gaps of lines, and between lines that stand side by side."""
    found = []
    for run in runs:
        for one, other in zip(run.spots, run.spots[1:], strict=False):
            if other.box.x0 - one.box.x1 >= _LEAST_GUTTER:
                found.append((one.box.x1 + other.box.x0) / 2)
    for a in boxes:
        beside = [b.x0 for b in boxes if b.x0 - a.x1 >= _LEAST_GUTTER / 2 and b.y0 < a.y1 and b.y1 > a.y0]
        if beside:
            found.append((a.x1 + min(beside)) / 2)
    counts: dict[int, list[float]] = {}
    for x in found:
        counts.setdefault(round(x / 8), []).append(x)
    likely = sorted(counts.values(), key=len, reverse=True)[:12]
    return [median(xs) for xs in likely if len(xs) >= 2]


def _side(run: Run, box: Box, x: float) -> str:
    if box.x1 <= x:
        return "left"
    if box.x0 >= x:
        return "right"
    if run.solid:
        return "cross"
    gap = max(_LEAST_GUTTER, 0.8 * height_of(run.spots))
    for one, other in zip(run.spots, run.spots[1:], strict=False):
        if one.box.x1 <= x <= other.box.x0 and other.box.x0 - one.box.x1 >= gap:
            return "both"
    return "cross"


def _gutters_at(runs: Sequence[Run], boxes: Sequence[Box], x: float) -> list[_Gutter]:
    """The stretches from the top down in which no line crosses `x` and running text stands on both sides."""
    sides = [_side(run, box, x) for run, box in zip(runs, boxes, strict=True)]
    crossing = sorted((boxes[i].y0, boxes[i].y1) for i, side in enumerate(sides) if side == "cross")
    edges = [float("-inf"), *(y for span in crossing for y in ((span[0] + span[1]) / 2,)), float("inf")]
    found = []
    for top, bottom in itertools.pairwise(edges):
        inside = {
            i: side
            for i, side in enumerate(sides)
            if side != "cross" and top < (boxes[i].y0 + boxes[i].y1) / 2 < bottom
        }
        gutter = _gutter(runs, inside, x)
        if gutter is not None:
            found.append(gutter)
    return found


def _gutter(runs: Sequence[Run], sides: dict[int, str], x: float) -> _Gutter | None:
    left: list[Run] = []
    right: list[Run] = []
    lefts, rights = [], []
    for i in sorted(sides):
        run = runs[i]
        on_left = tuple(spot for spot in run.spots if spot.box.x1 <= x)
        on_right = tuple(spot for spot in run.spots if spot.box.x0 >= x)
        if on_left:
            left.append(replace(run, spots=on_left))
            lefts.append(i)
        if on_right:
            right.append(replace(run, spots=on_right))
            rights.append(i)
    if len(left) < _LEAST_LINES or len(right) < _LEAST_LINES:
        return None
    a, b = around(s for r in left for s in r.spots), around(s for r in right for s in r.spots)
    top, bottom = max(a.y0, b.y0), min(a.y1, b.y1)
    beside_left = [run for run in left if top - 2 <= run.box.y0 and run.box.y1 <= bottom + 2]
    beside_right = [run for run in right if top - 2 <= run.box.y0 and run.box.y1 <= bottom + 2]
    if b.x0 - a.x1 < _LEAST_GUTTER / 2 or not (_is_text(beside_left) and _is_text(beside_right)):
        return None
    return _Gutter(left, right, sides, min(a.y0, b.y0), max(a.y1, b.y1), max(lefts), min(rights))


def _is_text(runs: Sequence[Run]) -> bool:
    """Whether the lines are running text: of several words, and as broad as their column."""
    if len(runs) < _LEAST_LINES or median(len(run.spots) for run in runs) < _WORDS:
        return False
    words = [spot.word for run in runs for spot in run.spots]
    if median(word.confidence for word in words) < _SURE or sum(len(word.text) for word in words) < 3.5 * len(words):
        return False  # what recognition makes of a stamp or a small table
    breadths = [run.box.width for run in runs]
    broadest = sorted(breadths)[-1 - len(breadths) // 10]
    return sum(breadth >= _FULL * broadest for breadth in breadths) * 2 >= len(runs)
