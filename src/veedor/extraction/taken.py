"""Stretches of a text that are used already, and whether another meets one of them, in long texts too."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable


class Taken:
    """Stretches that do not overlap, in order; what is asked about and added is `start:end`."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self._spans and start < self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))

    def meets(self, start: int, end: int) -> bool:
        """Whether a stretch that is there has a character in common with this one."""
        before = bisect_left(self._spans, (end, -1))
        return before > 0 and self._spans[before - 1][1] > start

    def add(self, start: int, end: int) -> None:
        """One more, which meets none."""
        insort(self._spans, (start, end))
