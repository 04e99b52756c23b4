"""The year of a date in Spanish: in digits, in words, damaged by a scanner, left blank, or "the present one"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from veedor.countries.spanish.digits import REPAIRED, meant_by
from veedor.countries.spanish.numbers import number_in_words

FIRST_YEAR, LAST_YEAR = 1821, 2099
OF = r"(?:dei|d[eco]l?)"
"""`de` and `del`, as scanners read them too."""
_YEAR = re.compile(
    rf"[ ,.\-/'\"*]{{0,3}}(?:{OF} ?)?(?:presente )?(?:a[nñ]?[o0] )?(?:{OF} )?"
    r"(?:(?P<digits>(?:1[89]|2[0o])[\do]{2})(?![\d/]|[.,]\d|-\d)"
    r"|(?P<marked>2[.,]0\d\d)(?!\d)"
    r"|(?P<damaged>[12liz][\dolisbgz]{3})(?![a-z0-9/]|[.,]\d|-\d)"
    r"|(?P<parted>2 0\d\d|20 [0-3]\d)(?= ?[.,;:)]| ?$)"
    r"|(?P<words>(?:dos mil|mil novecientos)(?: [a-z]+){0,4})"
    r"|(?P<same>en curso|presente ano|corriente|(?<=ano )que corre))"
)
_SAME = re.compile(rf"[ ,]{{0,2}}{OF} (?:presente ano(?! (?:19|20)\d\d)|ano en curso|a[nñ]?o que corre|corriente ano)")
_HIDDEN = re.compile(rf"[ ,]{{0,2}}{OF} (?:a[nñ]o )?(?:dos mil )?(?:20)?_")
_BRIEF = re.compile(r"\.?[ .\-/]?'?(?P<y>(?:19|20)\d\d|\d\d)(?!\d|[.,/]\d|_)")
_TWO_DIGITS = re.compile(
    r" (?:de|del)(?: ano)? '?(?:(?P<old>[6-9]\d)|(?P<new>[0-2]\d)(?= ?[.,;)]| ?$))(?!\d|[.,/]\d|_| ?%)"
)
_AGAIN = re.compile(r" ?\((?P<y>(?:19|20)\d\d)\)")


@dataclass(frozen=True, slots=True)
class Year:
    """What stands behind a month: the year or None, where it ends, "this year", or a blank in its place.

    `brief` says that two digits of it are said where four are the custom.
    """

    value: int | None
    end: int
    same: bool = False
    hidden: bool = False
    brief: bool = False
    checks: tuple[str, ...] = ()


def year_behind(text: str, end: int, *, brief: bool) -> Year:
    """The year behind a month that ends at `end`; `brief` months may have years of two digits."""
    same = _SAME.match(text, end)
    if same:
        return Year(None, same.end(), same=True)
    short = _BRIEF.match(text, end) if brief else _TWO_DIGITS.match(text, end)
    if short:
        digits = short["y"] if brief else short["old"] or short["new"]
        return Year(full_year(digits), short.end(), brief=not brief)
    match = _YEAR.match(text, end, end + 80)
    if match is None:
        return Year(None, end, hidden=_HIDDEN.match(text, end) is not None)
    if match["same"]:
        return Year(None, match.end(), same=True)
    if match["words"]:
        return _in_words(text, match)
    if match["damaged"] or match["parted"]:
        value = _repaired(match["damaged"] or match["parted"])
        return Year(value, match.end(), checks=(REPAIRED,)) if value else Year(None, end)
    read = match["digits"] or match["marked"]
    digits = read.replace("o", "0").replace(".", "").replace(",", "")
    return Year(full_year(digits), match.end(), checks=(REPAIRED,) if "o" in read else ())


def _repaired(read: str) -> int | None:
    """`20i4`, `2ol8`, `20 18`: at least two digits as read, and one year of this kind of paper that it can be."""
    if sum(char.isdigit() for char in read) < 2:
        return None
    years = [year for year in meant_by(read.replace(" ", "")) if 1900 <= year < 2060]
    return years[0] if len(years) == 1 else None


def _in_words(text: str, match: re.Match[str]) -> Year:
    """The longest run of number words; `dos mil` before a blank is a year left open, not the year 2000."""
    words = match["words"].split(" ")
    for count in range(len(words), 1, -1):
        value = number_in_words(" ".join(words[:count]))
        if value is not None and words[count - 1] != "y":
            stop = match.start("words") + len(" ".join(words[:count]))
            if re.match(r" ?_", text[stop : stop + 2]):
                return Year(None, match.start(), hidden=True)
            again = _AGAIN.match(text, stop)
            agrees = "ok" if again and int(again["y"]) == value else "no"
            checks = (f"year_words_match_digits:{agrees}",) if again else ()
            return Year(full_year(str(value)), again.end() if again else stop, checks=checks)
    return Year(None, match.start())


def full_year(digits: str) -> int | None:
    """The year of two or four digits (61 to 99 are of the last century), None for one that no paper can have."""
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year > 60 else 2000
    return year if FIRST_YEAR <= year <= LAST_YEAR else None
