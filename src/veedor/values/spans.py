"""Stretches of time whose ends are known only so far, and how two of them can lie to each other.

A day is a `datetime.date`; `NEVER` and `ALWAYS` stand for "no end" and "since ever". All ends are included.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from veedor.values.durations import Duration
from veedor.values.edtf import EdtfInterval, PartialDate, parse_edtf

ALWAYS = dt.date.min
"""Before any date: a stretch without a beginning."""
NEVER = dt.date.max
"""After any date: a stretch without an end."""


class Overlap(StrEnum):
    """Whether two stretches have a day in common."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that one date can mean: any from `first` to `last`, and no other.

    `ValueError` when `last` comes before `first`.
    """

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a window that closes before it opens: {self.first} to {self.last}")

    @property
    def known(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    @classmethod
    def of(cls, text: str) -> Window:
        """The days that an EDTF date can mean, one day within an interval when it is one.

        An end of an interval that is unknown or open leaves its side open. A mark of doubt (`~`, `?`) does not widen
        the window: nobody knows by how much. It is for whoever reads the date to say that it is doubtful.
        """
        return cls.between(parse_edtf(text))

    @classmethod
    def between(cls, date: PartialDate | EdtfInterval) -> Window:
        """The same of a date that is parsed already."""
        return cls(date.earliest or ALWAYS, date.latest or NEVER)

    def after(self, length: Duration) -> Window:
        """The last day of a term of that length from a day of this window.

        A term of a year from 5 March ends on 5 March (Peruvian Civil Code, article 183, rules 2 and 3): the day on
        which it begins does not count.
        """
        return Window(_later(self.first, length), _later(self.last, length))

    def the_day_before(self) -> Window:
        """Each day's eve."""
        return Window(_moved(self.first, -1), _moved(self.last, -1))

    def the_day_after(self) -> Window:
        """Each day's morrow."""
        return Window(_moved(self.first, 1), _moved(self.last, 1))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time from a day in `start` to a day in `end`, both included.

    `start` and `end` may overlap (a stretch "of some days in May"); that it begins no later than it ends is known.
    """

    start: Window
    end: Window

    @classmethod
    def of(cls, start: str, end: str) -> Span:
        """From two EDTF texts; an empty `start` means since ever, an empty `end` without an end."""
        return cls(
            Window.of(start) if start else Window(ALWAYS, ALWAYS),
            Window.of(end) if end else Window(NEVER, NEVER),
        )

    @classmethod
    def within(cls, text: str) -> Span:
        """What happened on some day that `text` (EDTF) means: of an interval, on some day in it."""
        window = Window.of(text)
        return cls(window, window)

    @classmethod
    def throughout(cls, text: str) -> Span:
        """What lasted from the first to the last day of `text` (EDTF): a whole month for `2016-10`."""
        window = Window.of(text)
        return cls(Window(window.first, window.first), Window(window.last, window.last))

    def on(self, day: dt.date) -> Overlap:
        """Whether the stretch holds that day."""
        return self.with_other(Span(Window(day, day), Window(day, day)))

    def with_other(self, other: Span) -> Overlap:
        """Whether two stretches have a day in common, whatever the unknown parts of their dates are.

        Certain: even if each begins as late and ends as early as it can. None: not even if each begins as early and
        ends as late as it can. A stretch whose ends are one unknown day still lasts that day.
        """
        if max(self.start.first, other.start.first) > min(self.end.last, other.end.last):
            return Overlap.NONE
        return Overlap.CERTAIN if self._surely(other) else Overlap.POSSIBLE

    def _surely(self, other: Span) -> bool:
        # each begins before the other can have ended; and where both ends are open to doubt, that is enough, since
        # s1 <= e2 and s2 <= e1 is what it means to overlap
        return self.start.last <= other.end.first and other.start.last <= self.end.first


def _later(day: dt.date, length: Duration) -> dt.date:
    if day in {ALWAYS, NEVER}:
        return day
    try:
        return length.after(day)
    except (ValueError, OverflowError):
        return NEVER


def _moved(day: dt.date, days: int) -> dt.date:
    return day if day in {ALWAYS, NEVER} else day + dt.timedelta(days=days)
