"""Lengths of time as papers state them: ISO 8601 durations of years, months, weeks and days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_FORM = re.compile(r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?")


@dataclass(frozen=True, slots=True)
class Duration:
    """So many years, months, weeks and days, kept apart: a month has no fixed number of days.

    `ValueError` when all are nought or one is negative.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        parts = (self.years, self.months, self.weeks, self.days)
        if min(parts) < 0 or not any(parts):
            raise ValueError(f"a duration needs a length: {parts}")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """The duration that `text` (`P2Y`, `P1Y6M`, `P60D`) writes; `ValueError` when it writes none."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"not an ISO 8601 duration of years, months, weeks and days: {text!r}")
        return cls(**{name: int(value) for name, value in match.groupdict().items() if value})

    def __str__(self) -> str:
        parts = zip((self.years, self.months, self.weeks, self.days), "YMWD", strict=True)
        return "P" + "".join(f"{n}{letter}" for n, letter in parts if n)

    def after(self, day: dt.date) -> dt.date:
        """The day this long after `day`; a day that the month lacks becomes its last (31 January + 1 month).

        The rule is that of the Peruvian Civil Code, art. 183: a term by months or years ends on the day of the last
        month with the same number, and on the last day of the month where that day is missing.
        """
        total = day.year * 12 + day.month - 1 + self.years * 12 + self.months
        year, month = divmod(total, 12)
        month += 1
        moved = dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        return moved + dt.timedelta(days=self.weeks * 7 + self.days)
