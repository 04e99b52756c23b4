"""Words of a page with their boxes laid level: what the rules of layout measure.

The boxes of a page are those of the page as shown, and a scan may lie a few degrees askew. Seen so, the words of one
line stand at different heights, and a column's edge is no edge. Here the page is turned back by its own slope.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from veedor.documents.tree import Line, Page, Word
from veedor.values.boxes import Box, union

_LONG = 0.35
"""The share of the page's width from which on a line says how the page lies."""
_LEVEL = 0.003
"""A slope below this is that of letters with and without feet."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A word and its box on the level page, in points."""

    word: Word
    box: Box

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.box.y0 + self.box.y1) / 2


def slope_of(page: Page) -> float:
    """How far the lines of the page fall (points down for each point to the right); 0 where they hardly do."""
    slopes = []
    for line in page.lines:
        first, last = line.words[0].box, line.words[-1].box
        if len(line.words) < 5 or first is None or last is None:
            continue
        along = (last.x0 + last.x1 - first.x0 - first.x1) / 2
        if along > _LONG * page.width:
            slopes.append((last.y0 + last.y1 - first.y0 - first.y1) / 2 / along)
    slope = median(slopes) if len(slopes) >= 3 else 0.0
    return slope if abs(slope) >= _LEVEL else 0.0


def levelled(box: Box, slope: float) -> Box:
    """The box on the level page: its middle turned back, its sides those of the upright box that was turned."""
    if not slope:
        return box
    angle = math.atan(slope)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    x, y = x * cos + y * sin, y * cos - x * sin
    sine, spread = abs(sin), cos * cos - sin * sin
    width = max(0.3 * box.width, (box.width * cos - box.height * sine) / spread)
    height = max(0.3 * box.height, (box.height * cos - box.width * sine) / spread)
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def spots_of(line: Line, slope: float) -> list[Spot]:
    """The words of a line that have a box."""
    return [Spot(word, levelled(word.box, slope)) for word in line.words if word.box is not None]


def around(spots: Iterable[Spot]) -> Box:
    """The box around them on the level page; `ValueError` for none."""
    return union(spot.box for spot in spots)


def height_of(spots: Sequence[Spot]) -> float:
    """The usual height of these words."""
    return median(spot.box.height for spot in spots)


def pieces(spots: Sequence[Spot], gap: float) -> list[list[Spot]]:
    """A line parted where its words stand more than `gap` points apart."""
    found = [[spots[0]]] if spots else []
    for left, right in pairwise(spots):
        if right.box.x0 - left.box.x1 > gap or right.box.x1 < left.box.x0:
            found.append([])
        found[-1].append(right)
    return found


def rows_of(spots: Iterable[Spot]) -> list[list[Spot]]:
    """The words as printed lines from the top, each from the left: a word belongs where half of its height does."""
    rows: list[list[Spot]] = []
    for spot in sorted(spots, key=lambda s: (s.middle, s.box.x0)):
        row = rows[-1] if rows else []
        if row and spot.middle - sum(s.middle for s in row) / len(row) < 0.5 * height_of(row):
            row.append(spot)
        else:
            rows.append([spot])
    return [sorted(row, key=lambda s: (s.box.x0, s.middle)) for row in rows]
