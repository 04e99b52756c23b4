"""Does a printed figure hold? Two sums that a text equates, or a share beside the other owners' (question 11)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from veedor import countries
from veedor.register.asking.knowledge import Fact, Knowledge, followed
from veedor.register.asking.owners import Owner, Sum, adds_up, owners
from veedor.register.asking.things import Named
from veedor.register.worth import Band, Conversion, Verdict, converts, nearest_rate
from veedor.values.folding import fold
from veedor.values.money import Money
from veedor.values.printed import equated

_OF = re.compile(r" (?:(?:para|de|of|for|held by|por|en manos de) )+(?:la |el |the )?")
DERIVED = "derived"
"""How sure a fact is that follows from others by arithmetic."""
_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,4})?) ?(?:%|por ciento|per ?cent)")


@dataclass(frozen=True, slots=True)
class SumsHeld:
    """Two sums of a text, held against each other."""

    first: Money
    second: Money
    years: tuple[int, ...]
    """The years of the rates; none for a rate that was given, or where none is known."""
    rate: str
    """Soles for a dollar, the lowest and the highest known; empty where none is."""
    result: Conversion
    facts: tuple[Fact, ...]
    """Where the lowest and the highest rate come from."""


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
    shares = _shares(knowledge, text, owners(knowledge, at, on).owners) if at is not None and on is not None else []
    verdicts = [one.result.verdict for one in sums] + [one.verdict for one in shares]
    worst = next((v for v in (Verdict.FAILS, Verdict.CANNOT_BE_TOLD, Verdict.HOLDS) if v in verdicts), None)
    return ClaimAnswer(text, sums, shares, worst or Verdict.CANNOT_BE_TOLD)


def _sums(knowledge: Knowledge, text: str, year: int | None, rate: Decimal | None) -> list[SumsHeld]:
    """The sums in two coins that the text says to be the same."""
    facts = rates_of(knowledge)
    years = () if year is None else (year,)
    return [
        hold(first.money, second.money, facts, years, rate)
        for first, second in equated(text, countries.get().coins)
        if {first.money.currency, second.money.currency} == {"PEN", "USD"}
        and first.money.amount
        and second.money.amount
    ]


def rates_of(knowledge: Knowledge) -> dict[int, list[Fact]]:
    """What is accepted of soles for a dollar, by year; what follows from other sums only where nothing else is."""
    found: dict[int, list[Fact]] = {}
    for (_, name), facts in knowledge.all_facts("rate", "exchange").items():
        for fact in followed(facts) if name == "exchange" else ():
            found.setdefault(int(fact.get("year")), []).append(fact)
    return {year: [fact for fact in told if fact.sure != DERIVED] or told for year, told in found.items()}


def bands_of(facts: Mapping[int, list[Fact]]) -> dict[int, Band]:
    """The rates of each year together."""
    bands = {year: Band.of(_soles(one) for one in told) for year, told in facts.items()}
    return {year: band for year, band in bands.items() if band is not None}


def hold(
    first: Money,
    second: Money,
    facts: Mapping[int, list[Fact]],
    years: Iterable[int] = (),
    rate: Decimal | None = None,
) -> SumsHeld:
    """Two sums of one source, held against the rates of those years, or a rate that was given."""
    soles, dollars = (first, second) if first.currency == "PEN" else (second, first)
    if rate is not None:
        band = Band(rate, rate)
        return SumsHeld(first, second, (), str(band), converts(soles.amount, dollars.amount, band, exact=True), ())
    wanted = set(years)
    near = nearest_rate(bands_of(facts), wanted)
    if near is None:
        return SumsHeld(first, second, (), "", converts(soles.amount, dollars.amount, None, exact=False), ())
    known, band = near
    result = converts(soles.amount, dollars.amount, band, exact=bool(wanted & set(known)))
    ends = {band.low, band.high}
    cited = tuple(one for year in known for one in facts[year] if _soles(one) in ends)
    return SumsHeld(first, second, known, str(band), result, cited)


def _soles(fact: Fact) -> Decimal:
    """For a dollar."""
    return Decimal(str(fact.get("pen_per_usd")))


def _shares(knowledge: Knowledge, text: str, held: list[Owner]) -> list[ShareHeld]:
    """The shares of a text, each with the name beside it: that of an owner of the day, or of another company."""
    folded = fold(text)
    found = []
    for match in _SHARE.finditer(folded):
        one = _beside(folded, match, held) or _beside(folded, match, _strangers(knowledge))
        if one is not None:
            found.append(_share(one, match[1].replace(",", "."), held))
    return found


def _strangers(knowledge: Knowledge) -> list[Owner]:
    """All companies, as owners of nothing."""
    return [Owner(one.slug, one.label, (), True, (), (), ()) for one in knowledge.subjects("organisation")]


def _beside(folded: str, share: re.Match[str], owners_: Iterable[Owner]) -> Owner | None:
    """Whose share it is: `62,5 % de MMG`, else whoever is named nearest."""
    near: list[tuple[int, Owner]] = []
    for one in owners_:
        for name in re.finditer(rf"(?<!\w){re.escape(fold(one.label))}(?!\w)", folded):
            if name.start() >= share.end():
                between = folded[share.end() : name.start()]
                near.append((0 if _OF.fullmatch(between) else len(between), one))
            else:
                near.append((max(0, share.start() - name.end()), one))
    return min(near, key=lambda pair: pair[0])[1] if near else None


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
