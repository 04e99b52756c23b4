"""Who pays how much to whom, per what, and what that is per officer and day (question 3).

What a text promises and what is reported as paid stand apart: a promise is no payment.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from veedor.register.asking.in_force import in_force
from veedor.register.asking.knowledge import Fact, Knowledge, alike, followed
from veedor.register.asking.printed import SumsHeld, hold, rates_of
from veedor.register.asking.things import Named, agreements_at
from veedor.register.in_force import Status
from veedor.register.models import Agreement
from veedor.register.worth import Rate, Worth, cents, per_officer_day, plain
from veedor.values.money import Money
from veedor.values.spans import Window

DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Dollars:
    """A daily rate in dollars of a year, by which sum and from which facts."""

    amount: str
    sum: str
    year: int | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """One rate or total that a text promises."""

    field: str
    amount: str
    currency: str
    unit: str
    """Empty for a total of which no source says who receives how much."""
    rank: str
    payee: str
    per_day: Worth | None
    dollars: Dollars | None
    facts: tuple[Fact, ...]
    rests_on: tuple[Fact, ...]
    """The tax unit, or the pay, that the sum needs."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that a source reports as paid."""

    amount: str
    currency: str
    payee: str
    covers: str
    since: str
    until: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Paying:
    """One agreement's money."""

    id: str
    label: str
    year: int | None
    """The year of the tax unit and of the dollars: that of its signature."""
    companies: tuple[str, ...]
    promised: list[Promised]
    paid: list[Paid]


@dataclass(frozen=True, slots=True)
class PaymentsAnswer:
    """The money of all agreements at a thing, the sums that others report, and printed conversions checked."""

    at: Named | None
    on: dt.date | None
    hours: str
    agreements: list[Paying]
    reported: list[Paid]
    """Sums of others that no single agreement explains."""
    conversions: list[SumsHeld]


def payments(
    knowledge: Knowledge,
    at: Named | None = None,
    *,
    on: dt.date | None = None,
    hours: Decimal | None = None,
    rate: Decimal | None = None,
) -> PaymentsAnswer:
    """Promised and paid, by agreement. With `on`, of agreements that were or may have been in force on that day.

    `hours` is how many hours a service day is taken to have, `rate` how many soles a dollar: assumptions of whoever
    asks, shown in each sum.
    """
    rows = list((agreements_at(at, knowledge) if at else knowledge.agreements()).order_by("slug"))
    if on is not None:
        alive = in_force(knowledge, on, at)
        held = {one.id for one in alive.agreements if one.status != Status.NO}
        held |= {slug for one in alive.agreements if one.id in held for slug in one.adendas}
        rows = [row for row in rows if row.slug in held]
    facts = knowledge.facts(of=rows, fields=("payment", "promised", "paid", "company", "signed_on", "starts_on"))
    rates = _Rates(rates_of(knowledge), _uits(knowledge), rate, hours)
    found = [_paying(row, facts, rates) for row in rows]
    return PaymentsAnswer(
        at,
        on,
        plain(hours) if hours is not None else "",
        [one for one in found if one.promised or one.paid],
        _reported(knowledge, at, facts),
        _conversions(knowledge, rates),
    )


@dataclass(frozen=True, slots=True)
class _Rates:
    exchange: dict[int, list[Fact]]
    uits: dict[int, list[Fact]]
    given: Decimal | None
    hours: Decimal | None


def _uits(knowledge: Knowledge) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for facts in knowledge.all_facts("rate", "uit").values():
        for fact in facts:
            found[int(fact.get("year"))].append(fact)
    return dict(found)


def _paying(row: Agreement, facts: dict[tuple[str, str], list[Fact]], rates: _Rates) -> Paying:
    year = _year([*facts.get((row.slug, "signed_on"), ()), *facts.get((row.slug, "starts_on"), ())])
    told = facts.get((row.slug, "payment"), [])
    promised = [_rate(same, told, year, rates) for same in alike(told)]
    promised += [_total(same) for same in alike(facts.get((row.slug, "promised"), []))]
    paid = [_paid(same) for same in alike(facts.get((row.slug, "paid"), []))]
    companies = tuple(dict.fromkeys(str(fact.value) for fact in facts.get((row.slug, "company"), ())))
    return Paying(row.slug, str(row), year, companies, promised, paid)


def _year(dates: Iterable[Fact]) -> int | None:
    """The one year that its first date can lie in; None where it may be several: no rate is chosen by a guess."""
    for fact in dates:
        window = Window.of(str(fact.value))
        return window.first.year if window.first.year == window.last.year else None
    return None


def _rate(same: list[Fact], told: list[Fact], year: int | None, rates: _Rates) -> Promised:
    fact = same[0]
    rate = Rate(Decimal(str(fact.get("amount"))), str(fact.get("currency")), str(fact.get("unit")))
    rests: list[Fact] = []
    uit = pay = None
    if rate.unit == "uit_percent_per_hour" and year in rates.uits:
        rests = rates.uits[year]
        uit = Decimal(str(followed(rests)[0].get("amount")))
    if rate.unit == "percent_of_officer_pay":
        rests = _officers_pay(told, str(fact.get("rank") or ""))
        pay = Decimal(str(rests[0].get("amount"))) if rests else None
    worth = per_officer_day(rate, uit=uit, hours=rates.hours, pay=pay)
    return Promised(
        field="payment",
        amount=str(fact.get("amount")),
        currency=rate.currency,
        unit=rate.unit,
        rank=str(fact.get("rank") or ""),
        payee=str(fact.get("payee")),
        per_day=worth,
        dollars=_dollars(worth, year, rates),
        facts=tuple(same),
        rests_on=tuple(rests),
    )


def _officers_pay(told: list[Fact], rank: str) -> list[Fact]:
    """The one daily pay of officers of that rank; none where there are several."""
    pays = [
        fact
        for fact in told
        if fact.get("unit") == "officer_day" and fact.get("payee") == "officer" and (fact.get("rank") or "") == rank
    ]
    return pays if len({str(fact.get("amount")) for fact in pays}) == 1 else []


def _dollars(worth: Worth, year: int | None, rates: _Rates) -> Dollars | None:
    """Only by the rate of that very year, or one that was given: no other year's is good enough for a figure."""
    if worth.amount is None or worth.currency != "PEN":
        return None
    facts: list[Fact] = []
    if rates.given is not None:
        rate = rates.given
    elif year in rates.exchange:
        facts = rates.exchange[year]
        rate = Decimal(str(facts[0].get("pen_per_usd")))
    else:
        return None
    amount = plain(cents(worth.amount / rate))
    return Dollars(amount, f"{plain(worth.amount)} ÷ {plain(rate)} = {amount}", year if facts else None, tuple(facts))


def _total(same: list[Fact]) -> Promised:
    fact = same[0]
    return Promised(
        field="promised",
        amount=str(fact.get("amount")),
        currency=str(fact.get("currency")),
        unit="",
        rank="",
        payee="",
        per_day=None,
        dollars=None,
        facts=tuple(same),
        rests_on=(),
    )


def _paid(same: list[Fact]) -> Paid:
    fact = same[0]
    return Paid(
        str(fact.get("amount")),
        str(fact.get("currency")),
        str(fact.get("payee") or ""),
        str(fact.get("covers") or ""),
        fact.since,
        fact.until,
        tuple(same),
    )


def _reported(knowledge: Knowledge, at: Named | None, facts: dict[tuple[str, str], list[Fact]]) -> list[Paid]:
    """Sums of others: all of them, or those of the companies of the agreements at a thing."""
    companies = {str(fact.value) for (_, name), told in facts.items() if name == "company" for fact in told}
    found = []
    for told in knowledge.all_facts("figure", "amount").values():
        for same in alike(told):
            company = same[0].get("company")
            if at is None or company in companies:
                found.append(_paid(same))
    return sorted(found, key=lambda one: (one.since or "9999", one.facts[0].of, one.currency))


def _conversions(knowledge: Knowledge, rates: _Rates) -> list[SumsHeld]:
    """Sums in soles and in dollars that a figure gives for the same company: can they be the same money?"""
    found = []
    for (_, name), told in knowledge.all_facts("figure", "amount").items():
        if name != "amount":
            continue
        by_company: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for fact in told:
            by_company[str(fact.get("company") or "")][str(fact.get("currency"))].append(fact)
        for coins in by_company.values():
            for soles in followed(coins["PEN"]):
                for dollars in coins["USD"]:
                    year = _last_year(dollars) or _last_year(soles)
                    held = hold(_money(soles), _money(dollars), _others(rates.exchange, (soles, dollars)), year)
                    found.append(
                        SumsHeld(
                            held.first, held.second, held.year, held.rate, held.result, (soles, dollars, *held.facts)
                        )
                    )
    return found


def _others(exchange: dict[int, list[Fact]], sums: Iterable[Fact]) -> dict[int, list[Fact]]:
    """The rates that do not rest on the sums themselves: what a source's own figures give proves them nothing."""
    own = {fact.evidence.address for fact in sums}
    kept = {year: [fact for fact in facts if fact.evidence.address not in own] for year, facts in exchange.items()}
    taken = {fact.value["pen_per_usd"] for facts in exchange.values() for fact in facts if fact.evidence.address in own}
    return {
        year: facts
        for year, facts in kept.items()
        if facts and not any(fact.sure == DERIVED and fact.value["pen_per_usd"] in taken for fact in facts)
    }


def _money(fact: Fact) -> Money:
    return Money(Decimal(str(fact.get("amount"))), str(fact.get("currency")))


def _last_year(fact: Fact) -> int | None:
    """The last year of the time that a sum is for: sums over years are told in dollars of their end."""
    return Window.of(fact.until).last.year if fact.until else None
