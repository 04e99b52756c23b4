"""Where words stand on a page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on a page as shown (upright), in PDF points (1/72 inch), origin at the top left.

    `x0 < x1` is left to right, `y0 < y1` is top to bottom. A box that is empty, inverted or not finite is refused
    with `ValueError`: a wrong box is a wrong proof.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(v) for v in (self.x0, self.y0, self.x1, self.y1)):
            raise ValueError(f"a box needs finite numbers, not {self}")
        if self.x0 >= self.x1 or self.y0 >= self.y1:
            raise ValueError(f"a box needs x0 < x1 and y0 < y1, not {self}")

    @classmethod
    def from_list(cls, values: Sequence[float]) -> Box:
        """The box of four numbers `[x0, y0, x1, y1]`; `ValueError` for anything else."""
        if len(values) != 4:
            raise ValueError(f"a box has four numbers, not {len(values)}")
        return cls(*(float(v) for v in values))

    def as_list(self) -> list[float]:
        """`[x0, y0, x1, y1]`, rounded to a hundredth of a point: finer is noise of the engine.

        A box thinner than that is a hundredth of a point wide: `from_list` takes every list that this gives.
        """
        x0, y0, x1, y1 = (round(v, 2) for v in (self.x0, self.y0, self.x1, self.y1))
        return [x0, y0, x1 if x1 > x0 else round(x0 + 0.01, 2), y1 if y1 > y0 else round(y0 + 0.01, 2)]

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """Area in square points."""
        return self.width * self.height

    def intersection(self, other: Box) -> Box | None:
        """What both boxes cover, or None when they do not overlap."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        x1, y1 = min(self.x1, other.x1), min(self.y1, other.y1)
        return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

    def clipped(self, width: float, height: float) -> Box | None:
        """The part of the box inside a page of that size in points, or None when nothing of it is."""
        return self.intersection(Box(0, 0, width, height))

    def padded(self, margin: float) -> Box:
        """The box grown by `margin` points on each side (it may then leave the page: clip it)."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def scaled(self, factor: float) -> Box:
        """The box in another unit, for instance pixels: `dpi / 72` times the points."""
        return Box(self.x0 * factor, self.y0 * factor, self.x1 * factor, self.y1 * factor)


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of them; `ValueError` when there is none."""
    every = list(boxes)
    if not every:
        raise ValueError("the union of no boxes is not a box")
    return Box(min(b.x0 for b in every), min(b.y0 for b in every), max(b.x1 for b in every), max(b.y1 for b in every))
