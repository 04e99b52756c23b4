"""Dates as Peruvian legal and police papers write them, on folded text.

Forms and where they were met (domain/agreements.md C7): `a los 12 dias del mes de abril de 2024` (court), `a los
treinta dias del mes de junio del ano dos mil quince` (gazette), `01 de abril del ano 2024` (regional accord),
`27JUL2016`, `21DIC99`, `11SET21` (police), `27.SETIEMBRE.2007` (tribunal), `27/07/2016`, `21.10.2025` (accord),
`21 marzo 2026`, `21 de setiembre del ano en curso` (resolution), and blanks left in forms: `a los _ dias del mes de
mayo de 2017` is 2017-05 and nothing finer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import DateMention, Found
from veedor.countries.spanish.numbers import number_in_words
from veedor.values.edtf import PartialDate

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_SHORT = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
_DAMAGED = {
    "septiembre": 9, "septimbre": 9, "setiernbre": 9, "setlembre": 9, "setiembrc": 9, "sctiembre": 9, "setienbre": 9,
    "0ctubre": 10, "octubrc": 10, "dlciembre": 12, "diciernbre": 12, "dicembre": 12, "dicicmbre": 12, "novlembre": 11,
    "noviernbre": 11, "juiio": 7, "ju1io": 7, "jul1o": 7, "jullo": 7, "junlo": 6, "jun1o": 6, "abrii": 4, "abri1": 4,
    "abrll": 4, "rnarzo": 3, "marz0": 3, "rnayo": 5, "may0": 5, "agost0": 8, "ag0sto": 8, "febrcro": 2, "encro": 1,
    "ener0": 1,
}  # fmt: skip
_LONG = {name: i + 1 for i, name in enumerate(MONTHS)} | _DAMAGED
_BRIEF = {name: i + 1 for i, name in enumerate(_SHORT)} | {"sep": 9, "sept": 9, "agt": 8}
_FIRST_YEAR, _LAST_YEAR = 1821, 2099

_NAMES = "|".join(sorted(_LONG, key=len, reverse=True))
_FULL = re.compile(rf"(?:{_NAMES})(?![a-z])")
_STUB = re.compile(rf"(?:{'|'.join(sorted(_BRIEF, key=len, reverse=True))})(?![a-z])")

_OF = r"(?:de|del|dei|d[eo]l?)"
_YEAR = re.compile(
    rf"[ ,.\-/]{{0,3}}(?:{_OF} ?)?(?:presente )?(?:a[nñ]?[o0] )?(?:{_OF} )?"
    r"(?:(?P<digits>(?:1[89]|2[0o])[\do]{2})(?![\d/]|[.,]\d|-\d)"
    r"|(?P<dotted>2\.0\d\d)(?!\d)"
    r"|(?P<words>(?:dos mil|mil novecientos)(?: [a-z]+){0,4})"
    r"|(?P<same>en curso|presente ano|corriente|(?<=ano )que corre))"
)
_ANY_YEAR_SAME = re.compile(rf"[ ,]{{0,2}}{_OF} (?:presente ano|ano en curso|a[nñ]?o que corre|corriente ano)")
_DAY = re.compile(
    r"(?:(?P<digits>\d{1,2})(?P<mark>°|ro\.?|er\.?|\.°|o)?|(?P<words>(?:primero|[a-z]{3,}(?: y [a-z]{3,6})?))"
    r"(?: ?\((?P<also>\d{1,2})\))?|(?P<blank>_))"
    rf"[ .\-/]{{0,2}}(?:d[i1l]?as?,? )?(?:calendarios? )?(?:(?:{_OF})[ .\-/]{{0,2}})?(?:presente )?(?:mes"
    rf" )?(?:{_OF} )?$"
)
_NUMERIC = re.compile(r"(?P<d>\d{1,2})(?P<sep>[/.\-])(?P<m>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)(?![\d/]|[.\-]\d)")
_NO_MONTH = re.compile(rf"(?:_ )?d[i1l]?as? del mes de ?_ ?(?:{_OF} )?(?:a[nñ]o )?(?P<y>(?:19|20)\d\d)(?!\d)")
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_WEEKDAY = re.compile(rf"(?P<name>{'|'.join(_WEEKDAYS)}),? $")
_LEAD = re.compile(r"(?:a los|a)[, ]+$")


def find_dates(text: str) -> list[Found[DateMention]]:
    """Every date of the folded `text`, in order, not overlapping."""
    found = sorted((*_by_month(text), *_numeric(text), *_month_left_blank(text)), key=lambda f: (f.start, -f.end))
    kept: list[Found[DateMention]] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return _with_years_of_ranges(text, kept)


def _by_month(text: str) -> Iterator[Found[DateMention]]:
    for name, month in _LONG.items():
        at = text.find(name)
        while at >= 0:
            if ((at == 0 or not text[at - 1].isalpha()) and _FULL.match(text, at)) or (
                at and text[at - 1].isalpha() and text[max(0, at - 4) : at].endswith(("de", "del"))
            ):
                yield from _around(text, at, at + len(name), month, brief=False)
            at = text.find(name, at + len(name))
    for name, month in _BRIEF.items():
        at = text.find(name)
        while at >= 0:
            if (at == 0 or not text[at - 1].isalpha()) and _STUB.match(text, at):
                yield from _around(text, at, at + len(name), month, brief=True)
            at = text.find(name, at + len(name))


def _around(text: str, at: int, end: int, month: int, *, brief: bool) -> Iterator[Found[DateMention]]:
    """The date whose month stands at `text[at:end]`; a short month (`set`) needs a day before and a year behind."""
    begin = max(0, at - 70)
    start, day, checks, blank = _day_before(text[begin:at])
    start += begin
    year, stop, same, hidden = _year_behind(text, end, brief=brief)
    if hidden and day is None:
        return
    if brief and (day is None or year is None):
        return
    if year is None and day is None and not same:
        return
    if year is None and not same and not blank and day is None:
        return
    mention = _mention(year, month, day, same=same)
    if mention is None:
        return
    if mention.date and mention.date.day and (weekday := _WEEKDAY.search(text, max(0, start - 12), start)):
        said = _WEEKDAYS.index(weekday["name"])
        checks = (*checks, f"weekday:{'ok' if mention.date.earliest.weekday() == said else 'no'}")
        start = weekday.start()
    sure = 0.95 if year and day else 0.85
    yield Found(start, stop, mention, checks, sure if not any(c.endswith(":no") for c in checks) else 0.6)


def _mention(year: int | None, month: int, day: int | None, *, same: bool) -> DateMention | None:
    try:
        date = PartialDate(year, month, day) if year else None
        PartialDate(2000, month, day)
    except ValueError:
        return None
    return DateMention(date, month, day, this_year=same)


def _day_before(window: str) -> tuple[int, int | None, tuple[str, ...], bool]:
    """Where the day begins in the window before the month, the day, its checks, and whether a blank stands for it."""
    match = None
    for at in _word_starts(window):
        match = _DAY.match(window, at)
        if match and (match["digits"] or match["blank"] or _day_number(match["words"]) is not None):
            break
        match = None
    if match is None:
        month_only = re.search(rf"(?:mes de|{_OF}) $", window)
        return (month_only.start() if month_only and "mes" in month_only.group() else len(window)), None, (), False
    start = match.start()
    lead = _LEAD.search(window[:start])
    if match["blank"]:
        return start, None, (), True
    day = int(match["digits"]) if match["digits"] else _day_number(match["words"])
    checks: tuple[str, ...] = ()
    if match["also"]:
        checks = (f"words_match_digits:{'ok' if day == int(match['also']) else 'no'}",)
    if day is None or not 1 <= day <= 31:
        return len(window), None, (), False
    if match["digits"] and start and re.search(r"\d[.,/\-]?$", window[:start]):
        return len(window), None, (), False
    return (lead.start() if lead and "dia" in match.group() else start), day, checks, False


def _word_starts(window: str) -> Iterator[int]:
    """Beginnings of words, the farthest first, so that `treinta y uno` is tried before `uno`."""
    return (i for i, c in enumerate(window) if (c.isalnum() or c == "_") and (i == 0 or not window[i - 1].isalnum()))


def _day_number(words: str | None) -> int | None:
    if words == "primero":
        return 1
    return number_in_words(words) if words else None


def _year_behind(text: str, end: int, *, brief: bool) -> tuple[int | None, int, bool, bool]:
    """The year behind the month, where it ends, whether it is "this year", and whether a blank hides it."""
    same = _ANY_YEAR_SAME.match(text, end)
    if same:
        return None, same.end(), True, False
    if brief or end < len(text):
        short = re.compile(r"\.?[ .\-/]?'?(?P<y>(?:19|20)\d\d|\d\d)(?!\d|[.,/]\d)").match(text, end) if brief else None
        if short:
            return _full_year(short["y"]), short.end(), False, False
    match = _YEAR.match(text, end, end + 80)
    if match is None:
        blank = re.compile(rf"[ ,]{{0,2}}{_OF} (?:a[nñ]o )?(?:dos mil )?(?:20)?_").match(text, end)
        return None, end, False, blank is not None
    if match["same"]:
        return None, match.end(), True, False
    if match["words"]:
        return _year_in_words(text, match)
    digits = (match["digits"] or match["dotted"]).replace("o", "0").replace(".", "")
    return _full_year(digits), match.end(), False, False


def _year_in_words(text: str, match: re.Match[str]) -> tuple[int | None, int, bool, bool]:
    """The longest run of number words; `dos mil` before a blank is a year left open, not the year 2000."""
    words = match["words"].split(" ")
    for count in range(len(words), 1, -1):
        value = number_in_words(" ".join(words[:count]))
        if value is not None and words[count - 1] != "y":
            stop = match.start("words") + len(" ".join(words[:count]))
            if re.match(r" ?_", text[stop : stop + 2]):
                return None, match.start(), False, True
            return _full_year(str(value)), stop, False, False
    return None, match.start(), False, False


def _full_year(digits: str) -> int | None:
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year > 60 else 2000
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _numeric(text: str) -> Iterator[Found[DateMention]]:
    for match in _NUMERIC.finditer(text):
        before = text[match.start() - 1] if match.start() else " "
        if before.isdigit() or before in "./-" or (len(match["y"]) == 2 and match["sep"] != "/"):
            continue
        year = _full_year(match["y"])
        mention = (
            _mention(year, int(match["m"]), int(match["d"]), same=False) if year and int(match["m"]) <= 12 else None
        )
        if mention:
            yield Found(match.start(), match.end(), mention, (), 0.9 if len(match["y"]) == 4 else 0.75)


def _month_left_blank(text: str) -> Iterator[Found[DateMention]]:
    at = text.find("del mes de _")
    while at >= 0:
        match = _NO_MONTH.search(text, max(0, at - 8), at + 60)
        year = _full_year(match["y"]) if match else None
        if match and year:
            yield Found(match.start(), match.end(), DateMention(PartialDate(year)), (), 0.8)
        at = text.find("del mes de _", at + 5)


_TO = re.compile(r"(?:,? (?:y )?(?:hasta )?(?:el |al )(?:dia )?|,? al |-| - )")


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
