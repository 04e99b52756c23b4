"""Dates as Peruvian legal and police papers write them, on folded text.

Forms and where they were met (domain/agreements.md C7): `a los 12 dias del mes de abril de 2024` (court), `a los
treinta dias del mes de junio del ano dos mil quince` (gazette), `01 de abril del ano 2024` (regional accord),
`27JUL2016`, `21DIC99`, `11SET21` (police), `27.SETIEMBRE.2007` (tribunal), `27/07/2016`, `21.10.2025` (accord),
`12.IV.2010`, `21 marzo 2026`, `21 de setiembre del ano en curso` (resolution), and blanks left in forms: `a los _ dias
del mes de mayo de 2017` is 2017-05 and nothing finer, `_ de _ de 2016` is 2016.

A letter that a scanner put for a digit is read as the digit only where one reading is left, and a check (`repaired`)
says so; `day_readable:no` says that something stands where the day should that is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import DateMention, Found
from veedor.countries.spanish.date_parts import day_number, mention
from veedor.countries.spanish.date_ranges import with_first_days, with_years_of_ranges
from veedor.countries.spanish.digits import REPAIRED, meant_by
from veedor.countries.spanish.months import Month, find_months, unreadable_months
from veedor.countries.spanish.numeric_dates import numeric_dates
from veedor.countries.spanish.years import OF, year_behind
from veedor.values.edtf import PartialDate

_DAY = re.compile(
    r"(?:(?P<digits>\d{1,2})(?P<mark>°|[er]?ro\.?|[dt]o\.?|er\.?|\.°|o\.?)?|(?P<damaged>(?=[olisbgz|]?\d)[\dolisbgz|]{2})"
    r"|(?P<words>[a-z]{3,}(?: y [a-z]{2,6})?)"
    r"(?: ?\((?P<also>\d{1,2})\))?|(?P<blank>_))"
    rf"[ .\-/]{{0,2}}(?:d[i1l]?as?,? )?(?:calendarios? )?(?:(?:{OF})[ .\-/]{{0,2}})?(?:presente )?(?:mes"
    rf" )?(?:{OF} )?$"
)
_DIGITS_AT_END = re.compile(rf"[\dolisbgz|]*\d[\dolisbgz|]*°?[ .\-/]{{0,2}}(?:{OF} )?$")
_STREET_BEFORE = re.compile(r"(?:\bav\.?|avenida|\bjr\.?|jiron|calle|psje\.?|pasaje|plaza|ovalo|urb\.?) (?:el )?$")
_BLANK_NUMERIC = re.compile(
    r"_ ?(?P<sep>[/.\-]) ?(?:(?P<m>\d{1,2})|_) ?(?P=sep) ?(?P<y>(?:19|20)\d\d)(?![\d/]|[.\-]\d)"
)
_MONTH_BLANK = re.compile(rf"(?:(?P<day>\d{{1,2}})|_)°? ?(?:d[i1l]?as? )?(?:{OF} )?(?:mes )?de ?_")
_DAY_BEHIND = re.compile(r" (?P<d>\d{1,2}),?(?= (?:de |del |de el )?(?:19|20)\d\d)")
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_WEEKDAY = re.compile(rf"(?P<name>{'|'.join(_WEEKDAYS)}),? $")
_LEAD = re.compile(r"(?:a los|a)[, ]+$")
_GOES_ON = re.compile(r"(?:^|[^\d-])\d{1,2}[a-z]{3,10}\.?(?:19|20)?\d\d-$")
_BLANKS_LOST = re.compile(r"(?<= )de (?:el )?(?:mes )?del? (?:ano )?(?P<y>(?:19|20)\d\d)(?!\d)")
_TO_BEHIND = re.compile(r",? (?:y )?(?:hasta el|al|hasta) \d")
_LAST_DAYS = (31, 30, 29, 28)


def find_dates(text: str) -> list[Found[DateMention]]:
    """Every date of the folded `text`, in order, not overlapping."""
    found = [*numeric_dates(text), *_with_blanks(text), *_without_month(text)]
    for month in find_months(text):
        found.extend(_around(text, month))
    found.sort(key=lambda f: (f.start, -f.end))
    kept: list[Found[DateMention]] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return with_years_of_ranges(text, with_first_days(text, kept))


def _around(text: str, month: Month) -> Iterator[Found[DateMention]]:
    """The date around a month; a shortened one (`set`) needs a year behind it, and a day or the year's four digits."""
    begin = max(0, month.start - 70)
    start, days, checks, blank = _day_before(text[begin : month.start])
    start += begin
    end = month.end
    if not days and not month.brief and (behind := _DAY_BEHIND.match(text, end)) and 1 <= int(behind["d"]) <= 31:
        days, end, start = (int(behind["d"]),), behind.end(), month.start
    year = year_behind(text, end, brief=month.brief)
    if year.hidden and not days:
        return
    if month.brief and (not days or _TO_BEHIND.match(text, end) is None) and (year.end - end < (2 if days else 4)):
        return
    if year.value is None and not days and not (year.same and blank):
        return
    checks = (*checks, *year.checks, *((REPAIRED,) if month.mended else ()))
    weekday = _WEEKDAY.search(text, max(0, start - 12), start)
    dated, checks = _chosen(year.value, month.number, days, year.same, weekday["name"] if weekday else "", checks)
    if dated is None or _STREET_BEFORE.search(text, max(0, start - 12), start):
        return
    start = weekday.start() if weekday and any(check.startswith("weekday") for check in checks) else start
    most = 0.95 if year.value and days else 0.85
    most = 0.75 if (len(days) > 1 and "weekday:ok" not in checks) or year.brief else most
    yield Found(start, max(year.end, month.end), dated, tuple(dict.fromkeys(checks)), _sure(checks, most))


def _sure(checks: tuple[str, ...], most: float) -> float:
    if any(check.endswith(":no") for check in checks):
        return 0.6
    return min(most, 0.75) if REPAIRED in checks and "weekday:ok" not in checks else most


def _chosen(
    year: int | None, month: int, days: tuple[int, ...], same: bool, weekday: str, checks: tuple[str, ...]
) -> tuple[DateMention | None, tuple[str, ...]]:
    """The mention with the first day that fits the calendar, or the one that fits the day of the week as well.

    Of days that a repair leaves in doubt none is taken unless one alone fits.
    """
    fits = [one for day in days or (None,) if (one := mention(year, month, day, same=same))]
    if fits and weekday and fits[0].date and fits[0].day:
        said = _WEEKDAYS.index(weekday)
        on_it = [one for one in fits if one.date and one.date.earliest.weekday() == said]
        fits = on_it or fits
        checks = (*checks, f"weekday:{'ok' if on_it else 'no'}")
    if len(fits) > 1 and REPAIRED in checks:
        return mention(year, month, None, same=same), ("day_readable:no",)
    return (fits[0] if fits else None), checks


def _day_before(window: str) -> tuple[int, tuple[int, ...], tuple[str, ...], bool]:
    """Where the day begins in the window before the month, what it can be, its checks, and whether it is a blank."""
    match = None
    for at in _word_starts(window):
        match = _DAY.match(window, at)
        if match and (not match["words"] or _is_day(match["words"], match.group())):
            break
        match = None
    if match is None:
        month_only = re.search(rf"(?:mes de|{OF}) $", window)
        start = month_only.start() if month_only and "mes" in month_only.group() else len(window)
        return start, (), ("day_readable:no",) if _DIGITS_AT_END.search(window) else (), False
    start = match.start()
    if match["blank"]:
        return start, (), (), True
    days, checks = _days(match)
    if match["also"]:
        checks = (f"words_match_digits:{'ok' if days[0] == int(match['also']) else 'no'}",)
    days = tuple(day for day in days if 1 <= day <= 31)
    before = window[:start]
    if not days or (match["digits"] and re.search(r"\d[.,/\-]?$", before) and not _GOES_ON.search(before)):
        return len(window), (), ("day_readable:no",), False
    if match["digits"] and len(match["digits"]) == 1 and re.search(r"(?<![\d.,])[1-3] $", before):
        return len(window), (), ("day_readable:no",), False  # `1 5 de agosto`: the 15th or the 5th
    lead = _LEAD.search(before)
    return (lead.start() if lead and "dia" in match.group() else start), days, checks, False


def _days(match: re.Match[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """What a day can mean: `1o` the first or, with a letter for its nought, the tenth; `1o.` only the first."""
    if match["words"]:
        last = match["words"] == "ultimo" and "dia" in match.group()
        return _LAST_DAYS if last else (day_number(match["words"]) or 0,), ()
    if match["damaged"]:
        return tuple(meant_by(match["damaged"])), (REPAIRED,)
    day = int(match["digits"])
    if match["mark"] == "o" and len(match["digits"]) == 1:
        return ((1, 10) if day == 1 else (day * 10,)), (REPAIRED,)
    return (day,), ()


def _is_day(words: str, around: str) -> bool:
    return day_number(words) is not None or (words == "ultimo" and " dia " in around)


def _word_starts(window: str) -> Iterator[int]:
    """Beginnings of words, the farthest first, so that `treinta y uno` is tried before `uno`."""
    return (i for i, c in enumerate(window) if (c.isalnum() or c in "_|") and (i == 0 or not window[i - 1].isalnum()))


def _with_blanks(text: str) -> Iterator[Found[DateMention]]:
    """`_ de _ de 2016`, `15 de _ de 2016`, `_ /08/2016`: what is filled in is known, and nothing else."""
    at = text.find("_")
    while at >= 0:
        numeric = _BLANK_NUMERIC.match(text, at)
        if numeric:
            month = int(numeric["m"]) if numeric["m"] else None
            if month is None or 1 <= month <= 12:
                date = PartialDate(int(numeric["y"]), month)
                yield Found(at, numeric.end(), DateMention(date, month), (), 0.8)
        yield from _month_left_blank(text, at)
        at = text.find("_", at + 1)


def _without_month(text: str) -> Iterator[Found[DateMention]]:
    """The year alone: `Lima, de de 2018`, whose blanks a reader dropped; `30 de juhio de 2018`, June or July."""
    at = text.find(" de de")
    while at >= 0:
        lost = _BLANKS_LOST.match(text, at + 1)
        if lost:
            yield Found(at + 1, lost.end(), DateMention(PartialDate(int(lost["y"]))), (), 0.7)
        at = text.find(" de de", at + 1)
    for match in unreadable_months(text):
        yield Found(match.start(), match.end(), DateMention(PartialDate(int(match["y"]))), ("month_readable:no",), 0.6)


def _month_left_blank(text: str, at: int) -> Iterator[Found[DateMention]]:
    """The year of a date whose month is the blank at `text[at]`, behind a day or another blank."""
    for begin in range(max(0, at - 24), at):
        if begin and text[begin - 1].isalnum():
            continue
        match = _MONTH_BLANK.match(text, begin, at + 1)
        if match and match.end() == at + 1:
            year = year_behind(text, at + 1, brief=False)
            if year.value and year.end > at + 1:
                yield Found(begin, year.end, DateMention(PartialDate(year.value)), year.checks, 0.8)
            return
