"""How sure a finding may be: the rule's own figure, how well the words were read, what the checks say; calibrated.

A rule says how sure it is of its kind of evidence, and the words how well they were read. The product of the two orders
findings well, and is too modest: of findings at 0.85 nearly all are right. `KNOTS` turns it into how often findings of
that figure were right on labelled papers, and a little less, because papers of unknown hands are harder
(`benchmarks/extraction/calibrate.py` draws the curve, leaving out one paper at a time; `docs/measuring.md` shows it).
A check that failed is not made up for: such a finding keeps the modest figure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

KNOTS = ((0.0, 0.0), (0.4, 0.66), (0.5, 0.75), (0.6, 0.82), (0.7, 0.88), (0.8, 0.925), (0.9, 0.965), (1.0, 0.995))
"""Pairs of the rule's figure and the share that is right; straight lines between them."""
READING = 0.4
"""So much of a figure hangs on how well the words were read: of a page where nothing was sure, six tenths are left."""


def raw(sure: float, read_well: float) -> float:
    """The figure before it is calibrated: `sure` of the rule, `read_well` of the words, both 0 to 1."""
    return max(0.0, min(1.0, sure * (1 - READING + READING * read_well)))


def confidence(sure: float, read_well: float, checks: Sequence[str] = ()) -> float:
    """How sure a finding is, 0 to 1: never falls when the rule is surer or the words are better read."""
    figure = raw(sure, read_well)
    sure_enough = calibrated(figure)
    return min(figure, sure_enough) if any(check.endswith(":no") for check in checks) else sure_enough


def calibrated(figure: float) -> float:
    """The share of findings of that figure that is right."""
    place = min(bisect_right(KNOTS, (figure, 2.0)), len(KNOTS) - 1)
    (low, from_low), (high, from_high) = KNOTS[place - 1], KNOTS[place]
    return from_low + (from_high - from_low) * (figure - low) / (high - low)
