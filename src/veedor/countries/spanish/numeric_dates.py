"""Dates in digits, day before month: `27/07/2016`, `21.10.2025`, `12.IV.2010`, `27/O7/2O16`, and `2016-07-27`.

Two digits make a year behind strokes (`27/07/16`), and behind points or hyphens where words before them say that a
date follows (`con fecha 27.07.16`): alone those can be the number of anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import DateMention, Found
from veedor.countries.spanish.date_parts import mention
from veedor.countries.spanish.digits import REPAIRED
from veedor.countries.spanish.months import roman_month
from veedor.countries.spanish.years import full_year

_LOOK_ALIKES = str.maketrans("olisz", "01152")
_NUMBER = r"[\dolisz]{1,2}"
_NUMERIC = re.compile(
    rf"(?<![a-z0-9./\-])(?P<d>{_NUMBER})(?: (?=[/\-] ))?(?P<sep>[/.\-]) ?(?P<m>{_NUMBER}|[ivxl]{{1,4}})"
    r"(?: (?=[/\-] ))?(?P=sep) ?(?P<y>(?:19|2[0o])[\dolisz]{2}|\d\d(?![a-z]))(?![\d/_]|[.\-]\d| ?_)"
)
_ISO = re.compile(
    r"(?<![a-z0-9./\-])(?P<y>(?:19|20)\d\d)(?P<sep>[/\-])(?P<m>0[1-9]|1[0-2])(?P=sep)"
    r"(?P<d>0[1-9]|[12]\d|3[01])(?![\d/\-])"
)
_DATE_BEFORE = re.compile(r"(?:\bel|\bdel|\bal|fecha:?|\bdia|hasta|desde) $")
_NO_DATE_BEFORE = re.compile(
    r"(?:s/\.?|\$|art\.|articulos?|numerales|numeral|inciso|clausula|item|seccion|version|kilometro|km\.?"
    r"|n°|nro\.?|exp\.|expediente) ?$"
)


def numeric_dates(text: str) -> Iterator[Found[DateMention]]:
    """Every date in digits of the folded `text`; not what a word before it calls an article, an amount, a number."""
    for match in _NUMERIC.finditer(text):
        if not _before(text, match, _NO_DATE_BEFORE):
            yield from _day_first(text, match)
    for match in _ISO.finditer(text):
        said = mention(int(match["y"]), int(match["m"]), int(match["d"]))
        if said and not _before(text, match, _NO_DATE_BEFORE):
            yield Found(match.start(), match.end(), said, (), 0.85)


def _before(text: str, match: re.Match[str], words: re.Pattern[str]) -> bool:
    return words.search(text, max(0, match.start() - 14), match.start()) is not None


def _day_first(text: str, match: re.Match[str]) -> Iterator[Found[DateMention]]:
    day, month, year = (match[part].translate(_LOOK_ALIKES) for part in "dmy")
    roman = match["m"].isalpha()
    if len(year) == 2 and not (match["sep"] == "/" and match["m"].isdigit()) and not _before(text, match, _DATE_BEFORE):
        return
    number = roman_month(match["m"]) if roman else int(month)
    whole_year = full_year(year)
    if match["d"].isalpha() or number is None or whole_year is None:
        return
    mended = day != match["d"] or year != match["y"] or not (roman or match["m"].isdigit())
    said = mention(whole_year, number, int(day))
    if said:
        yield Found(
            match.start(), match.end(), said, (REPAIRED,) if mended else (), 0.75 if len(year) == 2 or mended else 0.9
        )
