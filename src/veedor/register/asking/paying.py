"""Who pays how much to whom, per what, and what that is per officer and day (question 3).

What a text promises and what is reported as paid stand apart: a promise is no payment.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from veedor.register.asking.in_force import in_force
from veedor.register.asking.knowledge import AT_ONCE, Fact, Knowledge, alike, followed
from veedor.register.asking.printed import DERIVED, SumsHeld, bands_of, hold, rates_of
from veedor.register.asking.things import Named, agreements_at
from veedor.register.in_force import Status
from veedor.register.models import Agreement, Amendment, Claim, InForce
from veedor.register.worth import Band, Exchanged, Rate, Worth, per_officer_day, plain, spread, to_dollars, to_soles
from veedor.values.money import Money
from veedor.values.spans import Overlap, Window

MONEY = ("payment", "promised", "paid")
FIELDS = (*MONEY, "company", "signed_on", "starts_on", "officers", "service_hours")


@dataclass(frozen=True, slots=True)
class OtherCoin:
    """A daily rate in the other coin, by which sum and from which facts."""

    exchanged: Exchanged
    year: int | None
    """None for a rate that was given."""
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
    covers: str
    per_day: Worth
    other_coin: OtherCoin | None
    """The same in dollars; in soles where it was promised in dollars."""
    facts: tuple[Fact, ...]
    rests_on: tuple[Fact, ...]
    """The tax unit, the hours, the pay, or the number of officers that the sum needs."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that a source reports as paid."""

    amount: str
    currency: str
    payee: str
    covers: str
    since: str
    until: str
    per_day: Worth | None
    """Of money paid under one agreement; None for sums of others."""
    facts: tuple[Fact, ...]
    rests_on: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Paying:
    """One agreement's money."""

    id: str
    label: str
    year: int | None
    """The year of the tax unit and of the dollars: that of the day asked for, else of its signature."""
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
    left_out: int
    """How many more have payments than were asked for."""
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
    limit: int | None = None,
) -> PaymentsAnswer:
    """Promised and paid, by agreement. With `on`, of agreements that were or may have been in force on that day.

    `hours` is how many hours a service day is taken to have, `rate` how many soles a dollar: assumptions of whoever
    asks, shown in each sum. With `limit`, the first so many by their id.
    """
    rows, left_out = _rows(knowledge, at, on, limit)
    amended = _amended(rows)
    facts = knowledge.facts(of=[*rows, *amended.values()], fields=FIELDS)
    rates = _Rates(rates_of(knowledge), _uits(knowledge), rate, hours, on)
    found = [_paying(row, facts, rates, amended.get(row.slug)) for row in rows]
    reported = _figures(knowledge, at, facts)
    return PaymentsAnswer(
        at,
        on,
        plain(hours) if hours is not None else "",
        [one for one in found if one.promised or one.paid],
        left_out,
        sorted(
            (_sum(same) for told in reported for same in alike(told)),
            key=lambda one: (one.since or "9999", one.facts[0].of, one.currency),
        ),
        _conversions([*reported, *_of_agreements(rows, facts)], rates),
    )


def _rows(knowledge: Knowledge, at: Named | None, on: dt.date | None, limit: int | None) -> tuple[list[Agreement], int]:
    """The agreements of which somebody says what is paid, and how many more there are."""
    told = Claim.objects.filter(field__in=MONEY, agreement__isnull=False)
    if knowledge.at is None:
        told = told.filter(state=Claim.State.ACCEPTED)
    rows = agreements_at(at, knowledge) if at else knowledge.agreements()
    rows = rows.filter(pk__in=told.values("agreement")).order_by("slug")
    dated = list(rows.values_list("pk", "slug", "starts_on", "signed_on"))
    if on is not None:
        alive = _alive(knowledge, at, on)
        dated = [row for row in dated if row[1] in alive and _begun(row[2] or row[3], on)]
    pks = [row[0] for row in dated][:limit]
    found: dict[int, Agreement] = {}
    for start in range(0, len(pks), AT_ONCE):
        found |= rows.in_bulk(pks[start : start + AT_ONCE])
    return [found[pk] for pk in pks], len(dated) - len(pks)


def _alive(knowledge: Knowledge, at: Named | None, on: dt.date) -> set[str]:
    """The ids of what was, or may have been, in force on that day, with its adendas."""
    if at is not None or knowledge.at is not None:
        held = [one for one in in_force(knowledge, on, at).agreements if one.status != Status.NO]
        return {slug for one in held for slug in (one.id, *one.adendas)}
    # of the whole register: from the stretches that are stored
    stretches = InForce.objects.filter(first__lte=on, last__gte=on).exclude(status=str(Status.NO))
    own = stretches.values_list("agreement__slug", flat=True)
    ties = Amendment.objects.filter(of__in=stretches.values("agreement"))
    return {*own, *ties.values_list("amendment__slug", flat=True)}


def _begun(first: str, on: dt.date) -> bool:
    """Whether a text of that date may have begun by that day; one without a date may have."""
    return not first or Window.of(first).first <= on


def _amended(rows: list[Agreement]) -> dict[str, Agreement]:
    """What each adenda amends, by the adenda's slug: an adenda often does not say again how many officers serve."""
    found: dict[str, Agreement] = {}
    for start in range(0, len(rows), AT_ONCE):
        ties = Amendment.objects.filter(amendment__in=rows[start : start + AT_ONCE], of__isnull=False)
        found |= {tie.amendment.slug: tie.of for tie in ties.select_related("amendment", "of") if tie.of}
    return found


@dataclass(frozen=True, slots=True)
class _Rates:
    exchange: dict[int, list[Fact]]
    uits: dict[int, list[Fact]]
    given: Decimal | None
    hours: Decimal | None
    on: dt.date | None


def _uits(knowledge: Knowledge) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for facts in knowledge.all_facts("rate", "uit").values():
        for fact in facts:
            found[int(fact.get("year"))].append(fact)
    return dict(found)


def _paying(
    row: Agreement, facts: dict[tuple[str, str], list[Fact]], rates: _Rates, amended: Agreement | None
) -> Paying:
    def told(name: str) -> list[Fact]:
        """Of the agreement itself; where it is silent, of what it amends."""
        return facts.get((row.slug, name)) or (facts.get((amended.slug, name)) if amended else None) or []

    dates = [*facts.get((row.slug, "signed_on"), ()), *facts.get((row.slug, "starts_on"), ())]
    year = rates.on.year if rates.on else _year(dates)
    staff, hours = told("officers"), told("service_hours")
    pay = [fact for fact in facts.get((row.slug, "payment"), []) if _held(fact, rates.on)]
    promised = [_rate(same, pay, hours, year, rates) for same in alike(pay)]
    totals = [fact for fact in facts.get((row.slug, "promised"), []) if _held(fact, rates.on)]
    promised += [_total(same, staff, year, rates) for same in alike(totals)]
    paid = [_sum(same, staff) for same in alike(facts.get((row.slug, "paid"), []))]
    companies = tuple(dict.fromkeys(str(fact.value) for fact in facts.get((row.slug, "company"), ())))
    return Paying(row.slug, str(row), year, companies, promised, paid)


def _held(fact: Fact, on: dt.date | None) -> bool:
    return on is None or fact.held_on(on) != Overlap.NONE


def _year(dates: Iterable[Fact]) -> int | None:
    """The one year that its first date can lie in; None where it may be several: no rate is chosen by a guess."""
    for fact in dates:
        window = Window.of(str(fact.value))
        return window.first.year if window.first.year == window.last.year else None
    return None


def _rate(same: list[Fact], told: list[Fact], stated: list[Fact], year: int | None, rates: _Rates) -> Promised:
    fact = same[0]
    rate = Rate(_amount(fact), str(fact.get("currency")), str(fact.get("unit")))
    rests: list[Fact] = []
    uit = pay = None
    hours = rates.hours
    if rate.unit in {"officer_hour", "uit_percent_per_hour"} and len(alike(followed(stated))) == 1:
        # what a source says of the hours comes before what is assumed
        rests = followed(stated)
        hours = Decimal(str(rests[0].value))
    if rate.unit == "uit_percent_per_hour" and year in rates.uits:
        units = followed(rates.uits[year])
        rests = [*units, *rests]
        uit = _amount(units[0]) if len(alike(units)) == 1 else None
    if rate.unit == "percent_of_officer_pay":
        rests = _officers_pay(told, str(fact.get("rank") or ""))
        pay = _amount(rests[0]) if rests else None
    worth = per_officer_day(rate, year=year, uit=uit, hours=hours, pay=pay)
    return _promised(same, worth, year, rates, rests)


def _promised(same: list[Fact], worth: Worth, year: int | None, rates: _Rates, rests: Iterable[Fact]) -> Promised:
    fact = same[0]
    return Promised(
        field=fact.field,
        amount=str(fact.get("amount")),
        currency=str(fact.get("currency")),
        unit=str(fact.get("unit") or ""),
        rank=str(fact.get("rank") or ""),
        payee=str(fact.get("payee") or ""),
        covers=str(fact.get("covers") or ""),
        per_day=worth,
        other_coin=_other_coin(worth, year, rates),
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


def _other_coin(worth: Worth, year: int | None, rates: _Rates) -> OtherCoin | None:
    """Only by the rates of that very year, or one that was given: no other year's is good enough for a figure."""
    if worth.amount is None:
        return None
    facts: list[Fact] = []
    if rates.given is not None:
        band: Band | None = Band(rates.given, rates.given)
    else:
        facts = rates.exchange.get(year, []) if year else []
        band = bands_of({0: facts}).get(0)
    if band is None:
        return None
    turned = to_dollars(worth.amount, band) if worth.currency == "PEN" else to_soles(worth.amount, band)
    return OtherCoin(turned, year if facts else None, tuple(facts))


def _total(same: list[Fact], staff: list[Fact], year: int | None, rates: _Rates) -> Promised:
    worth, rests = _spread(same[0], staff)
    return _promised(same, worth, year, rates, rests)


def _spread(fact: Fact, staff: list[Fact]) -> tuple[Worth, list[Fact]]:
    count = _officers(staff)
    total = Rate(_amount(fact), str(fact.get("currency")), "total")
    return spread(total, officers=count, days=_days(fact)), followed(staff) if count else []


def _officers(staff: list[Fact]) -> int | None:
    """How many serve: what is said of all, else the sum over the ranks; None where sources contradict each other."""
    told = followed(staff)
    whole = {int(fact.get("count")) for fact in told if not fact.get("rank")}
    by_rank: dict[str, set[int]] = defaultdict(set)
    for fact in told:
        by_rank[str(fact.get("rank") or "")].add(int(fact.get("count")))
    if whole:
        return whole.pop() if len(whole) == 1 else None
    if not by_rank or any(len(counts) > 1 for counts in by_rank.values()):
        return None
    return sum(counts.pop() for counts in by_rank.values())


def _days(fact: Fact) -> int | None:
    """The days of the time that a sum is for, the first not counted, as terms count; None where it is not known."""
    if not (fact.since and fact.until):
        return None
    first, last = Window.of(fact.since), Window.of(fact.until)
    days = (last.first - first.first).days
    return days if first.known and last.known and days > 0 else None


def _sum(same: list[Fact], staff: list[Fact] | None = None) -> Paid:
    fact = same[0]
    worth, rests = _spread(fact, staff) if staff is not None else (None, [])
    return Paid(
        str(fact.get("amount")),
        str(fact.get("currency")),
        str(fact.get("payee") or ""),
        str(fact.get("covers") or ""),
        fact.since,
        fact.until,
        worth,
        tuple(same),
        tuple(rests),
    )


# ---------------------------------------------------------------- sums of others, and in two coins


def _figures(knowledge: Knowledge, at: Named | None, facts: dict[tuple[str, str], list[Fact]]) -> list[list[Fact]]:
    """The sums that each figure of others gives for one company: all, or those of the agreements at a thing."""
    companies = {str(fact.value) for (_, name), told in facts.items() if name == "company" for fact in told}
    found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for (slug, name), told in knowledge.all_facts("figure", "amount").items():
        for fact in told if name == "amount" else ():
            company = str(fact.get("company") or "")
            if at is None or company in companies:
                found[slug, company].append(fact)
    return list(found.values())


def _of_agreements(rows: list[Agreement], facts: dict[tuple[str, str], list[Fact]]) -> list[list[Fact]]:
    """What one source says of one agreement's money, of the same thing but for amount and coin."""
    found: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for row in rows:
        for name in MONEY:
            for fact in facts.get((row.slug, name), ()):
                rest = [str(fact.get(key) or "") for key in ("unit", "rank", "payee", "covers")]
                if not rest[0].endswith(("_per_hour", "_pay")):
                    found[row.slug, name, _source(fact), *rest].append(fact)
    return list(found.values())


def _conversions(groups: list[list[Fact]], rates: _Rates) -> list[SumsHeld]:
    """Sums in soles and in dollars that are said of the same thing: can they be the same money?

    Soles of the same source come first, else those that the register follows. What somebody calculated is no print.
    """
    found = []
    for told in groups:
        printed = [fact for fact in told if fact.sure != DERIVED and _amount(fact)]
        soles = [fact for fact in printed if fact.get("currency") == "PEN"]
        for dollars in (fact for fact in printed if fact.get("currency") == "USD"):
            own = [fact for fact in soles if _source(fact) == _source(dollars)]
            for other in own or followed(soles):
                pair = (other, dollars)
                held = hold(_money(other), _money(dollars), _others(rates.exchange, pair), _years(pair), rates.given)
                found.append(replace(held, facts=(*pair, *held.facts)))
    return found


def _source(fact: Fact) -> str:
    return fact.evidence.address or f"{fact.evidence.sha256}"


def _others(exchange: dict[int, list[Fact]], sums: Iterable[Fact]) -> dict[int, list[Fact]]:
    """The rates that do not rest on the sums themselves: what a source's own figures give proves them nothing."""
    own = {_source(fact) for fact in sums}
    taken = {fact.get("pen_per_usd") for facts in exchange.values() for fact in facts if _source(fact) in own}
    kept = {
        year: [
            fact
            for fact in facts
            if _source(fact) not in own and not (fact.sure == DERIVED and fact.get("pen_per_usd") in taken)
        ]
        for year, facts in exchange.items()
    }
    return {year: facts for year, facts in kept.items() if facts}


def _amount(fact: Fact) -> Decimal:
    return Decimal(str(fact.get("amount")))


def _money(fact: Fact) -> Money:
    return Money(_amount(fact), str(fact.get("currency")))


def _years(sums: Iterable[Fact]) -> set[int]:
    """The years whose dollars can be meant: those of the time that a sum is for, and that in which it was printed."""
    found: set[int] = set()
    for fact in sums:
        days = [Window.of(text) for text in (fact.since, fact.until, fact.evidence.published) if text]
        found |= {window.last.year for window in days[-1:]}
        if fact.since and fact.until:
            found |= set(range(Window.of(fact.since).first.year, Window.of(fact.until).last.year + 1))
    return found
