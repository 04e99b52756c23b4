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
from veedor.countries.spanish.months import Month, find_months, roman_month
from veedor.countries.spanish.numbers import number_in_words
from veedor.countries.spanish.years import OF, full_year, year_behind
from veedor.values.edtf import PartialDate

_DAY = re.compile(
    r"(?:(?P<digits>\d{1,2})(?P<mark>°|[er]?ro\.?|er\.?|\.°|o)?|(?P<damaged>(?=[olis|]?\d)[\dolis|]{2})"
    r"|(?P<words>(?:primero|[a-z]{3,}(?: y [a-z]{2,6})?))"
    r"(?: ?\((?P<also>\d{1,2})\))?|(?P<blank>_))"
    rf"[ .\-/]{{0,2}}(?:d[i1l]?as?,? )?(?:calendarios? )?(?:(?:{OF})[ .\-/]{{0,2}})?(?:presente )?(?:mes"
    rf" )?(?:{OF} )?$"
)
_DIGITS_AT_END = re.compile(rf"(?P<d>[\dolis|]*\d[\dolis|]*)°?[ .\-/]{{0,2}}(?:{OF} )?$")
_LOOK_ALIKES = str.maketrans("olis|", "01151")
_NUMBER = r"[\doli]{1,2}"
_NUMERIC = re.compile(
    rf"(?<![a-z0-9./\-])(?P<d>{_NUMBER})(?: (?=[/\-] ))?(?P<sep>[/.\-]) ?(?P<m>{_NUMBER}|[ivxl]{{1,4}})"
    r"(?: (?=[/\-] ))?(?P=sep) ?(?P<y>(?:19|20)\d\d|\d\d)(?![\d/_]|[.\-]\d| ?_)"
)
_ISO = re.compile(
    r"(?<![a-z0-9./\-])(?P<y>(?:19|20)\d\d)(?P<sep>[/\-])(?P<m>0[1-9]|1[0-2])(?P=sep)(?P<d>0[1-9]|[12]\d|3[01])(?![\d/\-])"
)
_NO_DATE_BEFORE = re.compile(r"(?:s/\.?|\$|art\.|articulos?|numerales|numeral|inciso|n°|nro\.?|exp\.|expediente) ?$")
_STREET_BEFORE = re.compile(r"(?:\bav\.?|avenida|\bjr\.?|jiron|calle|psje\.?|pasaje|plaza|ovalo|urb\.?) (?:el )?$")
_BLANK_NUMERIC = re.compile(
    r"_ ?(?P<sep>[/.\-]) ?(?:(?P<m>\d{1,2})|_) ?(?P=sep) ?(?P<y>(?:19|20)\d\d)(?![\d/]|[.\-]\d)"
)
_MONTH_BLANK = re.compile(rf"(?:(?P<day>\d{{1,2}})|_)°? ?(?:d[i1l]?as? )?(?:{OF} )?(?:mes )?de ?_")
_DAY_BEHIND = re.compile(r" (?P<d>\d{1,2}),?(?= (?:de |del |de el )?(?:19|20)\d\d)")
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_WEEKDAY = re.compile(rf"(?P<name>{'|'.join(_WEEKDAYS)}),? $")
_LEAD = re.compile(r"(?:a los|a)[, ]+$")


def find_dates(text: str) -> list[Found[DateMention]]:
    """Every date of the folded `text`, in order, not overlapping."""
    found = [*_numeric(text), *_with_blanks(text)]
    for month in find_months(text):
        found.extend(_around(text, month))
    found.sort(key=lambda f: (f.start, -f.end))
    kept: list[Found[DateMention]] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return _with_years_of_ranges(text, _with_first_days(text, kept))


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
    checks = (*checks, *year.checks, *(("repaired:ok",) if month.mended else ()))
    weekday = _WEEKDAY.search(text, max(0, start - 12), start)
    mention, said = _chosen(year.value, month.number, days, year.same, weekday["name"] if weekday else "")
    if mention is None or _STREET_BEFORE.search(text, max(0, start - 12), start):
        return
    start = weekday.start() if said and weekday else start
    checks = tuple(dict.fromkeys((*checks, *said)))
    most = 0.95 if year.value and days else 0.85
    most = 0.75 if (len(days) > 1 and "weekday:ok" not in said) or year.brief else most
    yield Found(start, max(year.end, month.end), mention, checks, _sure(checks, most))


def _sure(checks: tuple[str, ...], most: float) -> float:
    if any(check.endswith(":no") for check in checks):
        return 0.6
    return min(most, 0.75) if "repaired:ok" in checks and "weekday:ok" not in checks else most


def _chosen(
    year: int | None, month: int, days: tuple[int, ...], same: bool, weekday: str
) -> tuple[DateMention | None, tuple[str, ...]]:
    """The mention with the first day that fits the calendar, or the one that fits the day of the week as well."""
    mentions = [one for day in days or (None,) if (one := _mention(year, month, day, same=same))]
    if not mentions or not weekday or mentions[0].date is None or mentions[0].day is None:
        return (mentions[0] if mentions else None), ()
    said = _WEEKDAYS.index(weekday)
    fits = [one for one in mentions if one.date and one.date.earliest.weekday() == said]
    return (fits or mentions)[0], (f"weekday:{'ok' if fits else 'no'}",)


def _mention(year: int | None, month: int, day: int | None, *, same: bool) -> DateMention | None:
    try:
        date = PartialDate(year, month, day) if year else None
        PartialDate(2000, month, day)
    except ValueError:
        return None
    return DateMention(date, month, day, this_year=same)


def _day_before(window: str) -> tuple[int, tuple[int, ...], tuple[str, ...], bool]:
    """Where the day begins in the window before the month, what it can be, its checks, and whether it is a blank."""
    match = None
    for at in _word_starts(window):
        match = _DAY.match(window, at)
        if match and (not match["words"] or _day_number(match["words"]) is not None):
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
    if not days or (match["digits"] and re.search(r"\d[.,/\-]?$", before)):
        return len(window), (), ("day_readable:no",), False
    if match["digits"] and len(match["digits"]) == 1 and re.search(r"(?<![\d.,])[1-3] $", before):
        return len(window), (), ("day_readable:no",), False  # `1 5 de agosto`: the 15th or the 5th
    lead = _LEAD.search(before)
    return (lead.start() if lead and "dia" in match.group() else start), days, checks, False


def _days(match: re.Match[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """What a day can mean: `1o` is the first, or the tenth with a letter for its nought; `3o` can only be the 30th."""
    if match["words"]:
        return (_day_number(match["words"]) or 0,), ()
    if match["damaged"]:
        return (int(match["damaged"].translate(_LOOK_ALIKES)),), ("repaired:ok",)
    day = int(match["digits"])
    if match["mark"] == "o" and len(match["digits"]) == 1:
        return ((1, 10), ()) if day == 1 else ((day * 10,), ("repaired:ok",))
    return (day,), ()


def _word_starts(window: str) -> Iterator[int]:
    """Beginnings of words, the farthest first, so that `treinta y uno` is tried before `uno`."""
    return (i for i, c in enumerate(window) if (c.isalnum() or c in "_|") and (i == 0 or not window[i - 1].isalnum()))


def _day_number(words: str | None) -> int | None:
    if words == "primero":
        return 1
    return number_in_words(words) if words else None


def _numeric(text: str) -> Iterator[Found[DateMention]]:
    for match in _NUMERIC.finditer(text):
        two = len(match["y"]) == 2
        letters = not match["m"].isdigit()
        if two and (match["sep"] != "/" or letters):
            continue
        if _NO_DATE_BEFORE.search(text, max(0, match.start() - 14), match.start()):
            continue
        day, month, year = match["d"].translate(_LOOK_ALIKES), match["m"], full_year(match["y"])
        number = roman_month(month) if month.isalpha() else int(month.translate(_LOOK_ALIKES))
        if not any(char.isdigit() for char in match["d"]) or number is None or not year:
            continue
        mended = day != match["d"] or (letters and not month.isalpha())
        mention = _mention(year, number, int(day), same=False)
        if mention:
            checks = ("repaired:ok",) if mended else ()
            yield Found(match.start(), match.end(), mention, checks, 0.75 if two or mended else 0.9)
    for match in _ISO.finditer(text):
        mention = _mention(int(match["y"]), int(match["m"]), int(match["d"]), same=False)
        if mention and not _NO_DATE_BEFORE.search(text, max(0, match.start() - 14), match.start()):
            yield Found(match.start(), match.end(), mention, (), 0.85)


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


_TO = re.compile(r"(?:,? (?:y )?(?:hasta )?(?:el |al )(?:dia )?|,? al |-| - )")
_TO_BEHIND = re.compile(r",? (?:y )?(?:hasta el|al|hasta) \d")
_FIRST_DAY = re.compile(
    r"(?:(?<= )|^)(?:(?:del |de |desde el |el |dias |los |(?<=[:(] )|^)(?P<d>\d{1,2}|[a-z]{3,}(?: y [a-z]{2,6})?)°?(?: ?\(\d{1,2}\))?"
    r" (?:al?|hasta el)|(?:entre el|los|dias|dias del) (?P<d2>\d{1,2}|[a-z]{3,})(?: ?\(\d{1,2}\))? y(?: el)?)"
    r"(?: dia)? $"
)


def _with_first_days(text: str, found: list[Found[DateMention]]) -> list[Found[DateMention]]:
    """`del 1 al 31 de enero de 2018`: the first day takes month and year of the second."""
    result: list[Found[DateMention]] = []
    for one in found:
        first = _FIRST_DAY.search(text, max(0, one.start - 60), one.start) if one.value.day else None
        if first and (not result or first.start() >= result[-1].end) and one.value.day and one.value.month:
            group = "d" if first["d"] else "d2"
            said = first[group]
            day = int(said) if said.isdigit() else _day_number(said)
            year = one.value.date.year if one.value.date else None
            mention = (
                _mention(year, one.value.month, day, same=one.value.this_year) if day and day < one.value.day else None
            )
            if mention:
                checks = ("month_from_range:ok",)
                result.append(Found(first.start(group), first.end(group), mention, checks, min(one.sure, 0.85)))
        result.append(one)
    return result


def _with_years_of_ranges(text: str, found: list[Found[DateMention]]) -> list[Found[DateMention]]:
    """`del 1 de enero al 31 de diciembre de 2018`: the first date takes the year of the second."""
    result = list(found)
    for i in range(len(result) - 1, 0, -1):
        first, second = result[i - 1], result[i]
        later = second.value.date
        if first.value.date or first.value.this_year or later is None or first.value.month is None:
            continue
        if not _TO.fullmatch(text[first.end : second.start]):
            continue
        mention = _mention(later.year, first.value.month, first.value.day, same=False)
        if mention and mention.date and mention.date.earliest <= later.latest:
            result[i - 1] = Found(first.start, first.end, mention, (*first.checks, "year_from_range:ok"), 0.8)
    return result
