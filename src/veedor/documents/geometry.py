"""Maps between the picture that is recognised and the page that is shown.

A `Map` takes a point of the prepared picture (pixels) to the shown, upright page (PDF points). It is made from the
steps that made the picture, so that boxes come back however the picture was turned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from veedor.values.boxes import Box

Quarter = Literal[0, 90, 180, 270]
"""Degrees clockwise by whole quarters."""


@dataclass(frozen=True, slots=True)
class Map:
    """x' = (a x + b y + c) / w, y' = (d x + e y + f) / w with w = g x + h y + 1: a turn, a shift, a perspective."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0
    g: float = 0.0
    h: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where the point goes; infinity for one on the horizon."""
        w = self.g * x + self.h * y + 1.0
        if w == 0.0:
            return math.inf, math.inf
        return (self.a * x + self.b * y + self.c) / w, (self.d * x + self.e * y + self.f) / w

    def then(self, after: Map) -> Map:
        """One map that does this one, and `after` on what comes out of it; `ValueError` where the origin is lost."""
        w = after.g * self.c + after.h * self.f + 1.0
        if w == 0.0:
            raise ValueError("the origin is mapped to the horizon")
        return Map(
            (after.a * self.a + after.b * self.d + after.c * self.g) / w,
            (after.a * self.b + after.b * self.e + after.c * self.h) / w,
            (after.a * self.c + after.b * self.f + after.c) / w,
            (after.d * self.a + after.e * self.d + after.f * self.g) / w,
            (after.d * self.b + after.e * self.e + after.f * self.h) / w,
            (after.d * self.c + after.e * self.f + after.f) / w,
            (after.g * self.a + after.h * self.d + self.g) / w,
            (after.g * self.b + after.h * self.e + self.h) / w,
        )

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box | None:
        """The upright box around what the box becomes; None when nothing is left of it."""
        corners = [self.point(x, y) for x in (x0, x1) for y in (y0, y1)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        if not all(math.isfinite(v) for v in (*xs, *ys)) or min(xs) >= max(xs) or min(ys) >= max(ys):
            return None
        return Box(min(xs), min(ys), max(xs), max(ys))


def rotation_about(angle: float, x: float, y: float) -> Map:
    """A turn of the picture by `angle` degrees clockwise (as seen, y downwards) about a point."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return Map(cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y)


def quarter_turn(degrees: Quarter, width: float, height: float) -> Map:
    """Where the points of a picture of that size go when it is turned clockwise by whole quarters."""
    return {
        0: Map(),
        90: Map(0.0, -1.0, height, 1.0, 0.0, 0.0),
        180: Map(-1.0, 0.0, width, 0.0, -1.0, height),
        270: Map(0.0, 1.0, 0.0, -1.0, 0.0, width),
    }[degrees]


def against(degrees: Quarter) -> Quarter:
    """The turn that undoes a turn."""
    turns: dict[Quarter, Quarter] = {0: 0, 90: 270, 180: 180, 270: 90}
    return turns[degrees]


def opposite(degrees: Quarter) -> Quarter:
    """The turn that leaves the picture on its head where `degrees` leaves it upright."""
    turns: dict[Quarter, Quarter] = {0: 180, 90: 270, 180: 0, 270: 90}
    return turns[degrees]
