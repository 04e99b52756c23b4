"""A date made of its parts, as far as the calendar allows it."""

from __future__ import annotations

from veedor.countries.base import DateMention
from veedor.countries.spanish.numbers import number_in_words
from veedor.values.edtf import PartialDate


def mention(year: int | None, month: int, day: int | None, *, same: bool = False) -> DateMention | None:
    """What is said of a date; None where no calendar has it. Without a `year`, month and day alone are kept."""
    try:
        date = PartialDate(year, month, day) if year else None
        PartialDate(2000, month, day)
    except ValueError:
        return None
    return DateMention(date, month, day, this_year=same)


def day_number(said: str) -> int | None:
    """A day in digits or words (`primero` → 1), None for anything else."""
    if said.isdigit():
        return int(said)
    return 1 if said in {"primero", "primer"} else number_in_words(said)
