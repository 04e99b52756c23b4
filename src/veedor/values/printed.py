"""Sums of money as newspapers print them: `US$1.2 billion`, `4 millones de soles`, `73 millones 500 mil soles`.

English and Spanish scale words differ by a factor of a thousand or a million and look alike: `billion` is 10^9,
`billón` 10^12, `mil millones` 10^9. Papers have their own reader (`veedor.countries`), which reads clauses, not prose.
"""

from __future__ import annotations

import itertools
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
_WORDS = {
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16,
    "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiun": 21, "veintiuno": 21, "veintidos": 22,
    "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28,
    "veintinueve": 29, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90, "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400,
    "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
"""What a number in words is the sum of, in Spanish and English, below a thousand."""
_HUNDRED = "hundred"
_WORD = "|".join(sorted((*_WORDS, _HUNDRED), key=len, reverse=True))
_IN_WORDS = rf"(?<![a-z])(?:{_WORD})(?:(?: y | and | |-)(?:{_WORD})){{0,6}}(?![a-z])"
_LAST_WORD = re.compile(r"([a-z]+)[ -]$")
LONGEST = 2000
"""So much of a text is read."""
LARGEST = Decimal(10) ** 18
"""Nobody pays more: what is printed as more is no sum."""
_EQUATES = re.compile(
    r"[=≈~(\[/]|i\.e\.|(?<![a-z])(?:[ou]|or|equivalentes?|equivalen?|equivalent|equivalia|equals|decir|sea|unos|unas"
    r"|cerca|casi|alrededor|aproximadamente|aprox|about|around|roughly|approximately|approx|almost|nearly"
    r"|es|son|era|eran|is|was|were)(?![a-z])"
)
"""Words and signs that say of two sums that they are one."""
_HARMLESS = re.compile(
    r"[,;:.)\]–—-]|(?<![a-z])(?:(?:mas|menos|more|less) (?:de|than)|(?:algo|poco|lo|que|which|it|that|some|well)"
    r"|(?:tipo de |exchange )?(?:cambio|rate)|(?:de |of )?(?:entonces|epoca|then)|al|a|to|de|del|of|la|el|the|en|in"
    r"|por|per|at|an?|cada|each|every|diari[oa]s?|dia|daily|day|mensual(?:es)?|mes|monthly|month|hora|hour)(?![a-z])"
)
"""What may stand beside them and tells of no other thing. `y`, `and`, `más`, a year or a name part two sums."""


def _part(number: int) -> str:
    scale = rf"(?:{_SCALE})(?![a-z])"
    words = rf"{_IN_WORDS}|(?<![a-z])a(?= {scale})"
    return rf"(?:(?P<n{number}>{_NUMBER})|(?P<w{number}>{words}))(?: ?(?P<s{number}>{scale}))?"


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
    pattern = re.compile(
        rf"(?:(?P<before>{coin}) ?|(?<![\d.,']))"
        rf"{_part(1)}(?: {_part(2)})?(?:(?: de| of)? ?(?P<after>{coin})(?![a-z]| ?\d))?"
    )
    return list(_sums(pattern, folded, coins))


def equated(text: str, coins: Mapping[str, str]) -> list[tuple[Printed, Printed]]:
    """The pairs of neighbouring sums in two coins that `text` says to be the same money.

    `4 millones de soles (US$ 1,2 millones)`, `S/ 100, unos US$ 30`, `4 million soles, equivalent to US$1.2 million`:
    between them stand a bracket or a word that equates, and nothing that tells of another thing. `4 millones de soles
    y 3 millones de dólares` are two sums.
    """
    folded = fold(text)[:LONGEST]
    return [
        (first, second)
        for first, second in itertools.pairwise(printed_sums(text, coins))
        if first.money.currency != second.money.currency and _equates(folded[first.end : second.start])
    ]


def _equates(between: str) -> bool:
    left, found = _EQUATES.subn(" ", between)
    return found > 0 and not _HARMLESS.sub(" ", left).strip()


def _sums(pattern: re.Pattern[str], folded: str, coins: Mapping[str, str]) -> Iterator[Printed]:
    for match in pattern.finditer(folded):
        named = match["before"] or match["after"]
        if named is None or _goes_on_from_before(folded, match.start()):
            continue
        value = _number(match["n1"], match["w1"], match["s1"])
        if match["n2"] or match["w2"]:
            # `4 millones 678 mil`, `cuatro millones quinientos`: what follows is smaller
            rest = _number(match["n2"], match["w2"], match["s2"])
            least = Decimal(1).scaleb(_SCALES[match["s1"]]) if match["s1"] else Decimal(0)
            if rest >= least or (match["n2"] and not match["s2"]):
                continue
            value += rest
        if value < LARGEST:
            yield Printed(match.start(), match.end(), Money(value, coins[named]))


def _goes_on_from_before(folded: str, start: int) -> bool:
    """Whether a number stands before that the match does not hold: a part of a sum is no sum."""
    last = _LAST_WORD.search(folded[max(0, start - 20) : start])
    return last is not None and (last[1] in _SCALES or last[1] == _HUNDRED or _WORDS.get(last[1], 0) > 1)


def _number(digits: str | None, words: str | None, scale: str | None) -> Decimal:
    value = _plain(digits, spanish=scale in _SPANISH) if digits else _in_words(words or "")
    return value.scaleb(_SCALES[scale]) if scale else value


def _in_words(words: str) -> Decimal:
    value = 0
    for word in re.findall(r"[a-z]+", words):
        value = (value or 1) * 100 if word == _HUNDRED else value + _WORDS.get(word, 0)
    return Decimal(value or 1)


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
