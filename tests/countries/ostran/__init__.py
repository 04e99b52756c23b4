"""Ostran, a country that does not exist, for the tests: its papers are in English, its coin is the mark (`M`).

It shows how little a country has to bring, and proves that the rules know nothing of Peru. docs/countries.md explains
it line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from veedor.countries.base import DateMention, Found, Percentage, PlaceMention, PrivateSpan
from veedor.countries.lexicon import Lexicon
from veedor.values.durations import Duration
from veedor.values.edtf import PartialDate
from veedor.values.money import Money
from veedor.values.norm_ids import NormId

T = TypeVar("T")

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_RANKS = {"constables": "constable", "sergeants": "sergeant", "inspectors": "inspector"}
_COINS = {"m": "XOM", "marks": "XOM"}
_SHIRES = {"Upper Ostran": "U", "Nether Ostran": "N"}
_SMALL = frozenset(["of", "the", "and", "in", "for"])

_DATE = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: day of)? (?P<month>{'|'.join(_MONTHS)}),? (?P<year>\d{{4}})"
)
_LENGTH = re.compile(rf"(?:(?P<word>{'|'.join(_NUMBERS)}) ?)?(?:\(?(?P<n>\d+)\)? )?(?P<unit>year|month|day)s?\b")
_AMOUNT = re.compile(r"\bm (?P<n>\d{1,3}(?:,\d{3})*(?:\.\d{2})?)(?!\d)")
_SHARE = re.compile(r"(?P<n>\d{1,2}(?:\.\d+)?) per cent of (?:the )?(?:pay|wages)\b")
_COUNT = re.compile(rf"\b(?:(?P<n>\d+)|(?P<word>{'|'.join(_NUMBERS)}))\b(?: \((?P<also>\d+)\))?")
_NORM = re.compile(r"\b(?P<kind>(?:[a-z]+ )?act|ministerial order)(?: no\.)? (?P<n>\d+) of (?P<year>\d{4})")
_FIRM = re.compile(r"firm number (?P<n>\d{7})")
_PLACE = re.compile(
    r"(?:[Pp]arish of (?P<district>[A-Z][a-z]+(?: [A-Z][a-z]+)*))?(?:, )?"
    r"(?:[Cc]ounty of (?P<province>[A-Z][a-z]+(?: [A-Z][a-z]+)*))?(?:, )?"
    r"(?:[Ss]hire of (?P<region>[A-Z][a-z]+(?: [A-Z][a-z]+)*))?"
)
_PASSPORT = re.compile(r"\b[A-Z]{2}\d{6}\b")


class Ostran:
    """The country of `veedor.countries.base.Country` for Ostran."""

    code = "xo"
    currency = "XOM"
    coins = _COINS
    empty_words = frozenset(["the", "of", "and", "to", "in", "a"])

    def __init__(self) -> None:
        self.lexicon = Lexicon.load(__name__, "phrases.toml", patterns="patterns.toml")

    def tax_id_is_valid(self, number: str) -> bool:
        """Seven digits whose sum is a multiple of seven."""
        return len(number) == 7 and number.isdigit() and sum(map(int, number)) % 7 == 0

    def tax_id(self, words: str) -> Found[str] | None:
        """The firm number that the words alone are."""
        return self._firm(0, len(words), words) if re.fullmatch(r"\d{7}", words) else None

    def tax_ids(self, text: str) -> list[Found[str]]:
        """Every `firm number 4829156`."""
        return [self._firm(m.start("n"), m.end("n"), m["n"]) for m in _FIRM.finditer(text)]

    def _firm(self, start: int, end: int, digits: str) -> Found[str]:
        ok = self.tax_id_is_valid(digits)
        return Found(start, end, digits, (f"firm_number:{'ok' if ok else 'no'}",), 0.98 if ok else 0.6)

    def private_spans(self, text: str) -> list[PrivateSpan]:
        """Numbers of passports."""
        return [PrivateSpan(*match.span(), "identity_number") for match in _PASSPORT.finditer(text)]

    def dates(self, text: str) -> list[Found[DateMention]]:
        """`14 March 2019`, `the 1st day of April 2019`."""
        return _all(_DATE, text, _date)

    def durations(self, text: str) -> list[Found[Duration]]:
        """`two (2) years`, `90 days`."""
        return _all(_LENGTH, text, _length)

    def amounts(self, text: str) -> list[Found[Money]]:
        """`M 1,250.00`."""
        return _all(_AMOUNT, text, lambda m: Money(Decimal(m["n"].replace(",", "")), "XOM"))

    def percentages(self, text: str) -> list[Found[Percentage]]:
        """`5 per cent of the pay`."""
        return _all(_SHARE, text, lambda m: Percentage(Decimal(m["n"]), "pay"))

    def counts(self, text: str, start: int, end: int) -> list[Found[int]]:
        """`12`, `twelve`, `twelve (12)`."""
        return [Found(m.start(), m.end(), _whole(m)) for m in _COUNT.finditer(text, start, end)]

    def norms(self, text: str) -> list[Found[NormId]]:
        """`Police Act 12 of 1998` → `Act 12/1998`, `Ministerial Order 31 of 2019` → `Order 31/2019`."""
        return _all(_NORM, text, lambda m: NormId(self.norm_kind(m["kind"]) or "", f"{m['n']}/{m['year']}"))

    def norm_kind(self, head: str) -> str | None:
        """An act or an order."""
        return "Act" if head.endswith("act") else "Order" if head == "ministerial order" else None

    def places(self, cased: str) -> list[Found[PlaceMention]]:
        """`parish of Low Fell, county of Harrowmoor, shire of Nether Ostran`."""
        return [found for found in _places(cased) if found.end > found.start]

    def place_code(self, place: Mapping[str, str]) -> str | None:
        """Ostran has a list of its shires and no other."""
        return _SHIRES.get(place.get("region", "")) if len(place) == 1 else None

    def place_agrees(self, place: Mapping[str, str]) -> bool | None:
        """No list says which parishes lie in a shire."""
        return None

    def proper(self, name: str) -> str:
        """`LOW FELL` → `Low Fell`."""
        words = name.lower().split() if name.isupper() else []
        return " ".join(w if i and w in _SMALL else w.capitalize() for i, w in enumerate(words)) or name

    def ordinal(self, words: str) -> int | None:
        """`second` → 2."""
        return _ORDINALS.index(words) + 1 if words in _ORDINALS else None

    def rank(self, words: str) -> str:
        """`sergeants` → `sergeant`."""
        return _RANKS.get(words, words)

    def word_key(self, word: str) -> str:
        """Without the s of several."""
        return word.removesuffix("s")


def _all(pattern: re.Pattern[str], text: str, value: Callable[[re.Match[str]], T | None]) -> list[Found[T]]:
    found = [(match, value(match)) for match in pattern.finditer(text)]
    return [Found(match.start(), match.end(), held) for match, held in found if held is not None]


def _date(match: re.Match[str]) -> DateMention | None:
    month, day = _MONTHS.index(match["month"]) + 1, int(match["day"])
    try:
        return DateMention(PartialDate(int(match["year"]), month, day), month, day)
    except ValueError:
        return None


def _length(match: re.Match[str]) -> Duration | None:
    if not (match["n"] or match["word"]):
        return None
    return Duration(**{f"{match['unit']}s": int(match["n"] or _NUMBERS.index(match["word"]) + 1)})


def _whole(match: re.Match[str]) -> int:
    return int(match["n"]) if match["n"] else _NUMBERS.index(match["word"]) + 1


def _places(cased: str) -> Iterator[Found[PlaceMention]]:
    for head in re.finditer(r"\b(?:[Pp]arish|[Cc]ounty|[Ss]hire) of (?=[A-Z])", cased):
        match = _PLACE.match(cased, head.start())
        if match and not re.search(r"(?:[Pp]arish|[Cc]ounty) of [A-Z][A-Za-z ]+, $", cased[: head.start()]):
            spans = {key: match.span(key) for key, name in match.groupdict().items() if name}
            yield Found(match.start(), match.end(), PlaceMention(**spans), (), 0.9 if len(spans) > 1 else 0.75)


COUNTRY = Ostran()
