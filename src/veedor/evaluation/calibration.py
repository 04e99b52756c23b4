"""Does the machine know how sure it may be? Confidence held against how often findings of that confidence are right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
SURE = 0.95
"""From here on 99 % have to be right."""


@dataclass(frozen=True, slots=True)
class Point:
    """One finding: how sure the machine was, and whether it was right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Findings of a tenth of confidence."""

    low: float
    high: float
    count: int
    confidence: float
    """Their mean confidence."""
    right: float
    """The share that is right."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The reliability curve and what sums it up."""

    bins: tuple[Bin, ...]
    error: float
    """Expected calibration error: the distance of confidence and rightness in each bin, weighted by its findings
    (Naeini, Cooper, Hauskrecht, AAAI 2015)."""
    sure: int
    """How many findings have a confidence of at least `SURE`."""
    sure_right: float | None
    """The share of these that is right; None where there are none."""


def calibration(points: Sequence[Point]) -> Calibration:
    """The curve of some findings; bins without findings are left out."""
    rows: dict[int, list[Point]] = {}
    for one in points:
        # 0.3 is a little less than three tenths to a computer
        place = min(BINS - 1, math.floor(one.confidence * BINS + 1e-9))
        rows.setdefault(place, []).append(one)
    bins = []
    error = 0.0
    for place, several in sorted(rows.items()):
        confidence = sum(one.confidence for one in several) / len(several)
        right = sum(one.right for one in several) / len(several)
        bins.append(Bin(place / BINS, (place + 1) / BINS, len(several), confidence, right))
        error += len(several) / len(points) * abs(confidence - right)
    sure = [one for one in points if one.confidence >= SURE]
    share = sum(one.right for one in sure) / len(sure) if sure else None
    return Calibration(tuple(bins), error, len(sure), share)
