"""Does a printed figure hold? Two sums that a text equates, or a share beside the other owners' (question 11)."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from veedor import countries
from veedor.register.asking.knowledge import Fact, Knowledge, followed
from veedor.register.asking.owners import Owner, Sum, adds_up, owners
from veedor.register.asking.things import Named
from veedor.register.worth import Conversion, Verdict, converts, nearest_rate
from veedor.values.folding import fold
from veedor.values.money import Money
from veedor.values.printed import printed_sums

_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,4})?) ?(?:%|por ciento|per ?cent)")


@dataclass(frozen=True, slots=True)
class SumsHeld:
    """Two sums of a text, held against each other."""

    first: Money
    second: Money
    year: int | None
    """The year of the rate; None for a rate that was given."""
    rate: str
    """Soles for a dollar; empty where none is known."""
    result: Conversion
    facts: tuple[Fact, ...]
    """Where the rate comes from."""


@dataclass(frozen=True, slots=True)
class ShareHeld:
    """A printed share, held against those of the other owners of the day."""

    owner: str
    label: str
    printed: str
    known: tuple[str, ...]
    """What the register holds for that owner."""
    together: Sum
    """With the printed share in its place."""
    verdict: Verdict
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What can be said of a printed figure."""

    text: str
    sums: list[SumsHeld]
    shares: list[ShareHeld]
    verdict: Verdict
    """The worst of all; *cannot be told* where nothing in the text can be held against anything."""


def claim(
    knowledge: Knowledge,
    text: str,
    *,
    year: int | None = None,
    rate: Decimal | None = None,
    at: Named | None = None,
    on: dt.date | None = None,
) -> ClaimAnswer:
    """Hold the figures of `text` against rates of the `year` (or a `rate` given) and the owners of `at` on a day."""
    sums = _sums(knowledge, text, year, rate)
    shares = _shares(text, owners(knowledge, at, on).owners) if at is not None and on is not None else []
    verdicts = [one.result.verdict for one in sums] + [one.verdict for one in shares]
    worst = next((v for v in (Verdict.FAILS, Verdict.CANNOT_BE_TOLD, Verdict.HOLDS) if v in verdicts), None)
    return ClaimAnswer(text, sums, shares, worst or Verdict.CANNOT_BE_TOLD)


def _sums(knowledge: Knowledge, text: str, year: int | None, rate: Decimal | None) -> list[SumsHeld]:
    """Each sum with the next one in another coin: that is how texts equate them."""
    found = [one.money for one in printed_sums(text, countries.get().coins)]
    facts = rates_of(knowledge)
    held = []
    for first, second in itertools.pairwise(found):
        if {first.currency, second.currency} == {"PEN", "USD"} and first.amount and second.amount:
            held.append(_held(first, second, facts, year, rate))
    return held


def rates_of(knowledge: Knowledge) -> dict[int, list[Fact]]:
    """What is accepted of soles for a dollar, by year."""
    found: dict[int, list[Fact]] = {}
    for (_, name), facts in knowledge.all_facts("rate", "exchange").items():
        for fact in followed(facts) if name == "exchange" else ():
            found.setdefault(int(fact.get("year")), []).append(fact)
    return found


def hold(first: Money, second: Money, facts: Mapping[int, list[Fact]], year: int | None) -> SumsHeld:
    """Two sums of one source, held against the rate of a year."""
    return _held(first, second, facts, year, None)


def _held(
    first: Money, second: Money, facts: Mapping[int, list[Fact]], year: int | None, rate: Decimal | None
) -> SumsHeld:
    soles, dollars = (first, second) if first.currency == "PEN" else (second, first)
    if rate is not None:
        result = converts(soles.amount, dollars.amount, rate, exact=True)
        return SumsHeld(first, second, None, format(rate, "f"), result, ())
    rates = {one: Decimal(str(several[0].get("pen_per_usd"))) for one, several in facts.items()}
    near = nearest_rate(rates, year)
    if near is None:
        return SumsHeld(first, second, None, "", converts(soles.amount, dollars.amount, None, exact=False), ())
    result = converts(soles.amount, dollars.amount, near[1], exact=near[0] == year)
    return SumsHeld(first, second, near[0], format(near[1], "f"), result, tuple(facts[near[0]]))


def _shares(text: str, held: list[Owner]) -> list[ShareHeld]:
    """The shares of a text that stand behind, or before, the name of an owner."""
    folded = fold(text)
    found = []
    for match in _SHARE.finditer(folded):
        printed = match[1].replace(",", ".")
        named = [one for one in held if _name(one) in folded]
        nearest = min(named, key=lambda one: abs(folded.index(_name(one)) - match.start()), default=None)
        if nearest is not None:
            found.append(_share(nearest, printed, held))
    return found


def _name(one: Owner) -> str:
    return fold(one.label)


def _share(one: Owner, printed: str, held: list[Owner]) -> ShareHeld:
    others = [other for other in held if other.id != one.id]
    together = adds_up([replace(one, shares=(printed,)), *others])
    if any(Decimal(share) == Decimal(printed) for share in one.shares):
        verdict = Verdict.HOLDS
    elif together.verdict == "too_much":
        verdict = Verdict.FAILS
    else:
        verdict = Verdict.CANNOT_BE_TOLD
    facts = tuple(fact for owner in held for fact in owner.facts)
    return ShareHeld(one.id, one.label, printed, one.shares, together, verdict, facts)
