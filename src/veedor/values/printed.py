"""Sums of money as newspapers print them: `US$1.2 billion`, `4 millones de soles`, `73 millones 500 mil soles`.

English and Spanish scale words differ by a factor of a thousand or a million and look alike: `billion` is 10^9,
`billón` 10^12, `mil millones` 10^9. Papers have their own reader (`veedor.countries`), which reads clauses, not prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from veedor.values.folding import fold
from veedor.values.money import Money

_SCALES = {
    "mil millones": 9,
    "thousand million": 9,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "billon": 12,
    "billones": 12,
    "millones": 6,
    "millon": 6,
    "million": 6,
    "millions": 6,
    "mn": 6,
    "mm": 6,
    "m": 6,
    "mil": 3,
    "thousand": 3,
    "k": 3,
}
"""Powers of ten. `billions` and the like are no numbers."""
_SPANISH = frozenset({"mil millones", "billon", "billones", "millones", "millon", "mil", "mm"})
_SCALE = "|".join(re.escape(word) for word in sorted(_SCALES, key=len, reverse=True))
_NUMBER = r"\d{1,15}(?:['’.,]\d{1,3}){0,6}"
_WORDS = {"un": 1, "una": 1, "one": 1, "a": 1, "dos": 2, "two": 2, "tres": 3, "three": 3, "cuatro": 4, "four": 4}
LONGEST = 2000
"""So much of a text is read."""


def _part(number: int) -> str:
    return rf"(?P<n{number}>{_NUMBER})(?: ?(?P<s{number}>{_SCALE})(?![a-z]))?"


@dataclass(frozen=True, slots=True)
class Printed:
    """A sum with its place in the folded text."""

    start: int
    end: int
    money: Money


def printed_sums(text: str, coins: Mapping[str, str]) -> list[Printed]:
    """Every sum of `text` whose coin is one of `coins` (folded names and symbols to ISO 4217 codes), in order."""
    folded = fold(text)[:LONGEST]
    coin = "|".join(re.escape(name) for name in sorted(coins, key=len, reverse=True))
    word = "|".join(_WORDS)
    pattern = re.compile(
        rf"(?:(?P<before>{coin}) ?|(?<![\d.,']))"
        rf"(?:{_part(1)}|(?<![a-z])(?P<w>{word}) (?P<sw>{_SCALE})(?![a-z]))"
        rf"(?: {_part(2)})?(?:(?: de| of)? ?(?P<after>{coin})(?![a-z]))?"
    )
    return list(_sums(pattern, folded, coins))


def _sums(pattern: re.Pattern[str], folded: str, coins: Mapping[str, str]) -> Iterator[Printed]:
    for match in pattern.finditer(folded):
        named = match["before"] or match["after"]
        if named is None:
            continue
        if match["w"]:
            value = Decimal(_WORDS[match["w"]]).scaleb(_SCALES[match["sw"]])
        else:
            value = _number(match["n1"], match["s1"])
        if match["n2"]:
            if not match["s2"] or not match["s1"] or _SCALES[match["s2"]] >= _SCALES[match["s1"]]:
                continue
            value += _number(match["n2"], match["s2"])
        yield Printed(match.start(), match.end(), Money(value, coins[named]))


def _number(digits: str, scale: str | None) -> Decimal:
    value = _plain(digits, spanish=scale in _SPANISH)
    return value.scaleb(_SCALES[scale]) if scale else value


def _plain(digits: str, *, spanish: bool) -> Decimal:
    """`18'490,566`, `4,000,000`, `1.2`, `1,2`; a dot before three digits parts thousands before a Spanish word."""
    bare = digits.replace("'", "").replace("’", "")
    parts = re.split(r"([.,])", bare)
    marks = parts[1::2]
    if not marks:
        return Decimal(bare)
    last = parts[-1]
    same = len(set(marks)) == 1
    if len(last) != 3 or (len(marks) > 1 and not same):
        return Decimal("".join(parts[:-2][::2]) + "." + last)
    if len(marks) == 1 and "'" not in digits and marks[0] == "." and not spanish:
        return Decimal(bare)
    return Decimal("".join(parts[::2]))
