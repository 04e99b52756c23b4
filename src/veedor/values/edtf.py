"""Dates kept as precisely as they are known, after the Extended Date/Time Format (ISO 8601-2, levels 0 and 1).

What is written: `2017`, `2017-05`, `2017-05-26`; the same with `~` (about), `?` (uncertain) or `%` (both) behind;
an interval `2010/2014`, each end such a date, `..` for an open end and nothing for an unknown one. An unknown part is
absent; nobody invents the first of the month.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

_ONE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<mark>[~?%]?)")
Precision = Literal["year", "month", "day"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """One date, known to the year, the month or the day.

    `mark` is `""`, `"~"` (approximate), `"?"` (uncertain) or `"%"` (both). `ValueError` for a date that no calendar
    has (2017-02-30) or a day without its month.
    """

    year: int
    month: int | None = None
    day: int | None = None
    mark: str = ""

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        if self.mark not in {"", "~", "?", "%"}:
            raise ValueError(f"unknown mark of doubt {self.mark!r}")
        dt.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The date that `text` writes; `ValueError` when it writes none."""
        match = _ONE.fullmatch(text)
        if match is None:
            raise ValueError(f"not a date in EDTF: {text!r}")
        month, day = match["month"], match["day"]
        return cls(int(match["year"]), int(month) if month else None, int(day) if day else None, match["mark"])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts) + self.mark

    @property
    def precision(self) -> Precision:
        """The finest part that is known."""
        if self.day is not None:
            return "day"
        return "month" if self.month is not None else "year"

    @property
    def earliest(self) -> dt.date:
        """The first day that the date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that the date can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class EdtfInterval:
    """From one date to another, both included. An end that is None is unknown (`""`) or open (`".."`)."""

    start: PartialDate | None
    end: PartialDate | None
    open_start: bool = False
    open_end: bool = False

    def __post_init__(self) -> None:
        if self.start and self.end and self.start.earliest > self.end.latest:
            raise ValueError(f"an interval that ends before it starts: {self}")
        if self.start is None and self.end is None:
            raise ValueError("an interval needs at least one end")

    def __str__(self) -> str:
        start = str(self.start) if self.start else (".." if self.open_start else "")
        end = str(self.end) if self.end else (".." if self.open_end else "")
        return f"{start}/{end}"

    @property
    def earliest(self) -> dt.date | None:
        """The first day it can mean, None when its start is unknown or open."""
        return self.start.earliest if self.start else None

    @property
    def latest(self) -> dt.date | None:
        """The last day it can mean, None when its end is unknown or open."""
        return self.end.latest if self.end else None


def parse_edtf(text: str) -> PartialDate | EdtfInterval:
    """The date or interval that `text` writes; `ValueError` when it is neither."""
    if "/" not in text:
        return PartialDate.parse(text)
    start, _, end = text.partition("/")
    return EdtfInterval(
        PartialDate.parse(start) if start not in {"", ".."} else None,
        PartialDate.parse(end) if end not in {"", ".."} else None,
        open_start=start == "..",
        open_end=end == "..",
    )
