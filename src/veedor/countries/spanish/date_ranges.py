"""What the first date of a range leaves to the second: `del 1 al 31 de enero`, `de enero a junio de 2018`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import DateMention, Found
from veedor.countries.spanish.date_parts import day_number, mention
from veedor.countries.spanish.months import MONTHS

_TO = re.compile(r"(?:,? (?:y )?(?:hasta )?(?:el |al )(?:dia )?|,? al |-| - )")
_NUMBER = r"(?:\d{1,2}|[a-z]{3,}(?: y [a-z]{2,6})?)"
_FIRST_DAY = re.compile(
    rf"(?:(?<= )|^)(?:(?:del |de |desde el |el |dias |los |(?<=[:(] )|^)(?P<d>{_NUMBER})°?(?: ?\(\d{{1,2}}\))?"
    r" (?:al?|hasta el)"
    rf"|(?:entre el|los|dias|dias del) (?P<list>(?:\d{{1,2}}, ){{0,6}})(?P<d2>\d{{1,2}}|[a-z]{{3,}})"
    r"(?: ?\(\d{1,2}\))? y(?: el)?)(?: dia)? $"
)
_FIRST_MONTH = re.compile(
    rf"(?<![a-z])(?P<m>{'|'.join((*MONTHS, 'septiembre'))}) (?:a|y|al|hasta)(?: (?:el )?(?:mes )?de)? $"
)


def with_first_days(text: str, found: list[Found[DateMention]]) -> list[Found[DateMention]]:
    """`del 1 al 31 de enero de 2018`: days and months that stand first take month and year of what ends the range."""
    result: list[Found[DateMention]] = []
    for one in found:
        border = result[-1].end if result else 0
        firsts = _first_days(text, one) if one.value.day else _first_month(text, one)
        result.extend(first for first in firsts if first.start >= border)
        result.append(one)
    return result


def _first_days(text: str, last: Found[DateMention]) -> Iterator[Found[DateMention]]:
    """`del 1 al 31`, `los días 28, 29 y 30`."""
    match = _FIRST_DAY.search(text, max(0, last.start - 60), last.start)
    if match is None or not last.value.month or not last.value.day:
        return
    group = "d" if match["d"] else "d2"
    said = [(match.start("list") + day.start(), day.group()) for day in re.finditer(r"\d+", match["list"] or "")]
    year = last.value.date.year if last.value.date else None
    for at, words in (*said, (match.start(group), match[group])):
        day = day_number(words)
        value = mention(year, last.value.month, day, same=last.value.this_year) if day else None
        if value and day and day < last.value.day:
            yield Found(at, at + len(words), value, ("month_from_range:ok",), min(last.sure, 0.85))


def _first_month(text: str, last: Found[DateMention]) -> Iterator[Found[DateMention]]:
    """`de enero a diciembre de 2018`."""
    match = _FIRST_MONTH.search(text, max(0, last.start - 30), last.start)
    later = last.value.date
    if match is None or later is None or later.month is None:
        return
    number = 9 if match["m"] == "septiembre" else MONTHS.index(match["m"]) + 1
    value = mention(later.year, number, None) if number < later.month else None
    if value:
        yield Found(match.start("m"), match.end("m"), value, ("year_from_range:ok",), min(last.sure, 0.8))


def with_years_of_ranges(text: str, found: list[Found[DateMention]]) -> list[Found[DateMention]]:
    """`del 1 de enero al 31 de diciembre de 2018`: the first date takes the year of the second."""
    result = list(found)
    for i in range(len(result) - 1, 0, -1):
        first, second = result[i - 1], result[i]
        later = second.value.date
        if first.value.date or first.value.this_year or later is None or first.value.month is None:
            continue
        if not _TO.fullmatch(text[first.end : second.start]):
            continue
        value = mention(later.year, first.value.month, first.value.day)
        if value and value.date and value.date.earliest <= later.latest:
            result[i - 1] = Found(first.start, first.end, value, (*first.checks, "year_from_range:ok"), 0.8)
    return result
