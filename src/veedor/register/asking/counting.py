"""How many agreements there are by which rule, beside what others count by the same rule (question 2).

A total without its rule is worth nothing: agreements or adendas too, signed within which years or in force on which
day, of which sector, company, region. What the register does not know of an agreement (its date, its place) makes the
count a range: *at least* those that fulfil the rule for certain, *at most* those that may.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from veedor.register.asking.knowledge import Fact, Knowledge, followed
from veedor.register.asking.nearness import during, near, parts_of
from veedor.register.in_force import Life, Status
from veedor.register.models import Agreement, AgreementSubject, Place
from veedor.values.folding import fold
from veedor.values.spans import ALWAYS, NEVER, Overlap, Span, Window

COUNTED = ("agreements", "agreements_and_adendas", "adendas", "companies")
"""What the register can count."""
CONFLICT = "conflict"
"""A rule of others that the register cannot follow: "beside a conflict" is theirs to judge."""
_FIELDS = ("doc_type", "signed_on", "starts_on", "place", "company", "site")


@dataclass(frozen=True, slots=True)
class Rule:
    """By what is counted. Empty parts restrict nothing."""

    of: str
    """`agreements`, `agreements_and_adendas`, `adendas` or `companies`."""
    since: dt.date | None = None
    until: dt.date | None = None
    """Signed within these days, both included."""
    in_force_on: Window | None = None
    """In force on a day in it."""
    sector: str = ""
    company: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A count by a rule."""

    rule: Rule
    at_least: int
    at_most: int
    certain: tuple[str, ...] = field(metadata={"json": "ids_certain"})
    possible: tuple[str, ...] = field(metadata={"json": "ids_possible"})
    """Those that may fulfil it, beside the certain ones."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A source's count beside the register's by the same rule."""

    figure: str
    label: str
    number: int
    as_of: str
    facts: tuple[Fact, ...]
    register: Total | None
    """None where the register cannot count by that rule (officers, deaths)."""
    missing_at_least: int | None
    missing_at_most: int | None
    """How many the source counts that the register does not hold; never below nought."""


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """The register's totals, and those of others that the same rule can count."""

    on: dt.date
    totals: list[Total]
    sources: list[Compared]


@dataclass(frozen=True)
class _Known:
    """What is known of each instrument, gathered once."""

    rows: list[Agreement]
    facts: dict[tuple[str, str], list[Fact]]
    ties: dict[int, dict[str, set[str]]]
    sectors: dict[str, set[str]]
    status: dict[tuple[str, dt.date], Status] = field(default_factory=dict)


def count(knowledge: Knowledge, on: dt.date, rule: Rule | None = None) -> CountAnswer:
    """The totals of the register on a day (or that of one `rule`), and every figure of others beside it."""
    known = _gather(knowledge)
    rules = (
        [rule]
        if rule
        else [
            Rule("agreements"),
            Rule("adendas"),
            Rule("agreements_and_adendas"),
            Rule("agreements", in_force_on=Window(on, on)),
            Rule("companies"),
        ]
    )
    totals = [_total(knowledge, known, one) for one in rules]
    sources = [
        one for one in _figures(knowledge, known) if rule is None or (one.register and one.register.rule == rule)
    ]
    return CountAnswer(on, totals, sources)


def _gather(knowledge: Knowledge) -> _Known:
    rows = list(knowledge.agreements().order_by("slug"))
    ties: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in AgreementSubject.objects.filter(agreement__in=rows).select_related("subject"):
        ties[row.agreement_id][row.field].add(row.subject.slug)
    sectors: dict[str, set[str]] = defaultdict(set)
    for (slug, _), facts in knowledge.all_facts("project", "sector").items():
        sectors[slug] |= {str(fact.value) for fact in followed(facts)}
    return _Known(rows, knowledge.facts(of=rows, fields=_FIELDS), ties, sectors)


def _total(knowledge: Knowledge, known: _Known, rule: Rule) -> Total:
    certain, possible = [], []
    lives = knowledge.lives(known.rows) if rule.in_force_on else {}
    for row in known.rows:
        sure = _least(
            [
                _is_of(known, row, rule.of),
                _signed(known, row, rule),
                _sector(known, row, rule.sector),
                _company(known, row, rule.company),
                _region(known, row, rule.region),
            ]
        )
        if rule.in_force_on and sure != Overlap.NONE:
            sure = _least([sure, _alive(lives[row.pk], rule.in_force_on)])
        if sure == Overlap.CERTAIN:
            certain.append(row)
        elif sure == Overlap.POSSIBLE:
            possible.append(row)
    if rule.of == "companies":
        return _companies(known, rule, certain, possible)
    return Total(
        rule,
        len(certain),
        len(certain) + len(possible),
        tuple(row.slug for row in certain),
        tuple(row.slug for row in possible),
    )


def _companies(known: _Known, rule: Rule, certain: list[Agreement], possible: list[Agreement]) -> Total:
    sure = {slug for row in certain for slug in known.ties[row.pk]["company"]}
    more = {slug for row in possible for slug in known.ties[row.pk]["company"]} - sure
    return Total(rule, len(sure), len(sure | more), tuple(sorted(sure)), tuple(sorted(more)))


def _least(parts: Iterable[Overlap]) -> Overlap:
    found = set(parts)
    return next(one for one in (Overlap.NONE, Overlap.POSSIBLE, Overlap.CERTAIN) if one in found)


def _alive(life: Life, when: Window) -> Overlap:
    """In force on the day, whichever of `when` it is: what is only presumed counts as possible."""
    found = during(life.stretches(), Span(when, when))
    if found.overlap == Overlap.CERTAIN and found.status != Status.YES:
        return Overlap.POSSIBLE
    return found.overlap


def _is_of(known: _Known, row: Agreement, of: str) -> Overlap:
    kinds = {str(fact.value) for fact in followed(known.facts.get((row.slug, "doc_type"), []))}
    if of == "agreements_and_adendas":
        wanted = {"agreement", "amendment"}
    else:
        wanted = {"amendment"} if of == "adendas" else {"agreement"}
    if not kinds & wanted:
        return Overlap.NONE
    return Overlap.CERTAIN if kinds <= wanted else Overlap.POSSIBLE


def _signed(known: _Known, row: Agreement, rule: Rule) -> Overlap:
    """Signed within the days of the rule. A beginning is no signature: it makes it possible at most."""
    if rule.since is None and rule.until is None:
        return Overlap.CERTAIN
    since, until = rule.since or ALWAYS, rule.until or NEVER
    signed = [Window.of(str(fact.value)) for fact in followed(known.facts.get((row.slug, "signed_on"), []))]
    if signed:
        inside = [_inside(one, since, until) for one in signed]
        return inside[0] if len(set(inside)) == 1 else Overlap.POSSIBLE
    starts = [Window.of(str(fact.value)) for fact in followed(known.facts.get((row.slug, "starts_on"), []))]
    if starts and all(one.last < since for one in starts):
        # a text begins before it is signed now and then, but never years after; only the past rules out
        return Overlap.NONE
    return Overlap.POSSIBLE


def _inside(one: Window, since: dt.date, until: dt.date) -> Overlap:
    if since <= one.first and one.last <= until:
        return Overlap.CERTAIN
    return Overlap.NONE if one.last < since or one.first > until else Overlap.POSSIBLE


def _sector(known: _Known, row: Agreement, sector: str) -> Overlap:
    if not sector:
        return Overlap.CERTAIN
    found = {one for site in known.ties[row.pk]["site"] for one in known.sectors.get(site, set())}
    if not found:
        return Overlap.POSSIBLE
    return Overlap.CERTAIN if sector in found else Overlap.NONE


def _company(known: _Known, row: Agreement, company: str) -> Overlap:
    if not company:
        return Overlap.CERTAIN
    found = known.ties[row.pk]["company"]
    if not found:
        return Overlap.POSSIBLE
    return Overlap.CERTAIN if company in found else Overlap.NONE


def _region(known: _Known, row: Agreement, region: str) -> Overlap:
    if not region:
        return Overlap.CERTAIN
    places = [parts_of(fact.value) for fact in known.facts.get((row.slug, "place"), [])]
    named = [one for one in places if one[2]]
    if not named:
        return Overlap.POSSIBLE
    inside = any(near(one, ("", "", region), area=False) == Overlap.CERTAIN for one in named)
    return Overlap.CERTAIN if inside else Overlap.NONE


# ---------------------------------------------------------------- figures of others


def _figures(knowledge: Knowledge, known: _Known) -> list[Compared]:
    facts = knowledge.all_facts("figure")
    labels = {one.slug: one.label for one in knowledge.subjects("figure")}
    regions = {fold(name) for name in Place.objects.values_list("region", flat=True).distinct() if name}
    totals: dict[Rule, Total] = {}
    rows = []
    for slug, label in labels.items():
        as_of = next((str(fact.value) for fact in followed(facts.get((slug, "as_of"), []))), "")
        by_value: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts.get((slug, "count"), []):
            by_value[repr((fact.value, fact.since, fact.until))].append(fact)
        for told in by_value.values():
            rule = rule_of(told[0], as_of, regions)
            if rule is not None and rule not in totals:
                totals[rule] = _total(knowledge, known, rule)
            rows.append(_compared(slug, label, told, as_of, totals[rule] if rule else None))
    return sorted(rows, key=lambda one: (one.as_of or one.facts[0].until or one.facts[0].since or "9999", one.figure))


def rule_of(fact: Fact, as_of: str, regions: AbstractSet[str]) -> Rule | None:
    """The rule of a source's count; None where the register cannot count so.

    A count without years holds all that was signed by the day for which it is true. `regions` are the folded names of
    the regions there are: "the southern corridor" is none that an agreement's place could be compared with.
    """
    of, region = str(fact.get("of")), str(fact.get("region") or "")
    if of not in COUNTED or fact.get("rule") == CONFLICT or (region and fold(region) not in regions):
        return None
    plain = Rule(of, sector=str(fact.get("sector") or ""), company=str(fact.get("company") or ""), region=region)
    first = Window.of(fact.since).first if fact.since else None
    last = Window.of(fact.until).last if fact.until else None
    if fact.get("rule") == "in_force":
        when = as_of or fact.since
        return replace(plain, in_force_on=Window.of(when)) if when else None
    if first is None and last is None and as_of:
        last = Window.of(as_of).last
    return replace(plain, since=first, until=last)


def _compared(slug: str, label: str, told: list[Fact], as_of: str, total: Total | None) -> Compared:
    number = int(told[0].get("number"))
    return Compared(
        figure=slug,
        label=label,
        number=number,
        as_of=as_of,
        facts=tuple(told),
        register=total,
        missing_at_least=max(number - total.at_most, 0) if total else None,
        missing_at_most=max(number - total.at_least, 0) if total else None,
    )
