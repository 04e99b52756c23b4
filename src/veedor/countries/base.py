"""The interface that a country fulfils. What is not asked for here, no other room may know.

All readers work on *folded* text (`veedor.extraction.view`): lower case, without accents, white space runs as one
space, blanks to be filled in as `_`. `names` work on the same text with its capitals. Offsets count in that text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from veedor.countries.lexicon import Lexicon
from veedor.values.durations import Duration
from veedor.values.edtf import PartialDate
from veedor.values.money import Money
from veedor.values.norm_ids import NormId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """A stretch of text that must not reach a public page, and why (`identity_number`, `bank_account`, …)."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and the stretch of text that says it.

    `checks` say what confirmed or contradicted the reading (`words_match_digits:ok`); `sure` from 0 to 1 is the
    reader's own trust in it.
    """

    start: int
    end: int
    value: T
    checks: tuple[str, ...] = ()
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as mentioned: `date` as far as it is known, or None where the year is not said.

    `month` and `day` then hold what is said, and `this_year` that the text says "of the current year".
    """

    date: PartialDate | None
    month: int | None = None
    day: int | None = None
    this_year: bool = False


Span = tuple[int, int]
"""Where something begins and ends in a text."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Where the names of a place stand, as far as they are said; the names themselves are cut from the raw text."""

    district: Span | None = None
    province: Span | None = None
    region: Span | None = None


@dataclass(frozen=True, slots=True)
class Percentage:
    """A share of something: `of` is `reference_unit` (Peru: the UIT) or `pay`; `per` a unit of time or empty."""

    amount: Decimal
    of: str
    per: str = ""


class Country(Protocol):
    """One country's identifiers, phrases, places and norms."""

    code: str
    """Two-letter code, lower case."""

    coins: Mapping[str, str]
    """Names and symbols of money in print (folded) and their ISO 4217 codes."""

    currency: str
    """The ISO 4217 code of its own money."""

    lexicon: Lexicon
    """The phrases by which the rules of `veedor.extraction` recognise things."""

    empty_words: frozenset[str]
    """Folded words that a search passes over: they stand in nearly every sentence."""

    def tax_id_is_valid(self, number: str) -> bool:
        """Whether the digits of a tax number (Peru: RUC) pass their check digit."""

    def tax_id(self, words: str) -> Found[str] | None:
        """The tax number that `words` alone are, as in a cell of a table; None where they have not its form."""

    def private_spans(self, text: str) -> list[PrivateSpan]:
        """Identity numbers, private bank accounts and the like in (raw) `text`, in order, not overlapping."""

    def dates(self, text: str) -> list[Found[DateMention]]:
        """Every date, in order, not overlapping."""

    def durations(self, text: str) -> list[Found[Duration]]:
        """Every length of time."""

    def amounts(self, text: str) -> list[Found[Money]]:
        """Every amount of money."""

    def percentages(self, text: str) -> list[Found[Percentage]]:
        """Every share of the reference unit or of an officer's pay."""

    def counts(self, text: str, start: int, end: int) -> list[Found[int]]:
        """Whole numbers in digits, words or both in `text[start:end]`."""

    def norms(self, text: str) -> list[Found[NormId]]:
        """Every citation of a norm."""

    def tax_ids(self, text: str) -> list[Found[str]]:
        """Every number that the text calls a tax number, checked by its digit."""

    def places(self, cased: str) -> list[Found[PlaceMention]]:
        """Districts, provinces and regions named as such."""

    def place_code(self, place: Mapping[str, str]) -> str | None:
        """The official code of a place by its names (`district`, `province`, `region`, those that are said).

        None where no place bears them all, and where several do.
        """

    def place_agrees(self, place: Mapping[str, str]) -> bool | None:
        """Whether a place bears all the names; False where each is known but not together, None where one is not."""

    def proper(self, name: str) -> str:
        """A proper name from capitals: `LA CONVENCIÓN` → `La Convención`."""

    def norm_kind(self, head: str) -> str | None:
        """The kind of norm that a heading in folded text names (`decreto supremo` → `DS`), None for anything else."""

    def ordinal(self, words: str) -> int | None:
        """The number of an ordinal word (`segunda` → 2), None for anything else."""

    def rank(self, words: str) -> str:
        """A rank of the force in the singular."""

    def word_key(self, word: str) -> str:
        """One key for all forms of a folded word (`convenios` → `conveni`), for searching."""
