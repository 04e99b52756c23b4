"""Peru: RUC, police, soles, regions, norms, and the phrases of its agreements. Reached through `veedor.countries`."""

from __future__ import annotations

from collections.abc import Mapping

from veedor.countries.base import DateMention, Found, Percentage, PlaceMention, PrivateSpan
from veedor.countries.lexicon import Lexicon
from veedor.countries.pe import identifiers, money, norms, percentages, place_codes, places, private, words
from veedor.countries.spanish import counts, dates, durations, stems
from veedor.values.durations import Duration
from veedor.values.money import Money
from veedor.values.norm_ids import NormId


class Peru:
    """The country of `veedor.countries.base.Country` for Peru."""

    code = "pe"
    currency = "PEN"
    empty_words = stems.EMPTY
    coins = money.COINS

    def __init__(self) -> None:
        self.lexicon = Lexicon.load("veedor.countries.pe", "phrases.toml", "instruments.toml", patterns="patterns.toml")

    def tax_id_is_valid(self, number: str) -> bool:
        """Whether the eleven digits of a RUC pass their check digit."""
        return identifiers.ruc_is_valid(number)

    def tax_id(self, words: str) -> Found[str] | None:
        """The RUC that the words alone are."""
        return identifiers.ruc_alone(words)

    def private_spans(self, text: str) -> list[PrivateSpan]:
        """DNI, CIP, accounts, phones and private mail in raw text."""
        return private.private_spans(text)

    def dates(self, text: str) -> list[Found[DateMention]]:
        """Every date."""
        return dates.find_dates(text)

    def durations(self, text: str) -> list[Found[Duration]]:
        """Every length of time."""
        return durations.find_durations(text)

    def amounts(self, text: str) -> list[Found[Money]]:
        """Every amount in soles or dollars."""
        return money.find_amounts(text)

    def percentages(self, text: str) -> list[Found[Percentage]]:
        """Every share of the UIT or of the officers' pay."""
        return percentages.find_percentages(text)

    def counts(self, text: str, start: int, end: int) -> list[Found[int]]:
        """Whole numbers in digits, words or both."""
        return counts.find_counts(text, start, end)

    def norms(self, text: str) -> list[Found[NormId]]:
        """Every citation of a norm."""
        return norms.find_norms(text)

    def tax_ids(self, text: str) -> list[Found[str]]:
        """Every RUC."""
        return identifiers.find_tax_ids(text)

    def places(self, cased: str) -> list[Found[PlaceMention]]:
        """Districts, provinces and regions."""
        return places.find_places(cased)

    def place_code(self, place: Mapping[str, str]) -> str | None:
        """The ubigeo of INEI."""
        return place_codes.code_of(place)

    def place_agrees(self, place: Mapping[str, str]) -> bool | None:
        """Whether district, province and region lie in one another."""
        return place_codes.agrees(place)

    def proper(self, name: str) -> str:
        """A proper name from capitals."""
        return words.proper(name)

    def norm_kind(self, head: str) -> str | None:
        """The kind of norm of a heading."""
        return norms.kind_of(head)

    def ordinal(self, text: str) -> int | None:
        """The number of an ordinal word."""
        return words.ordinal(text)

    def rank(self, text: str) -> str:
        """A rank in the singular, with its accents."""
        return words.rank(text)

    def word_key(self, word: str) -> str:
        """One key for all forms of a word."""
        return stems.word_key(word)


COUNTRY = Peru()
