"""Who owned a mine, or a company, on a day, and whether the shares can be true together (question 12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from veedor.register.asking.knowledge import Fact, Knowledge, followed
from veedor.register.asking.things import Named
from veedor.register.models import Subject
from veedor.values.spans import Overlap

OWNED = {"project": "owner", "organisation": "parent"}
"""The kinds of things that have owners, and the field that names them."""
WHOLE = Decimal(100)
SLACK = Decimal("0.1")
"""Shares are printed rounded: so much less or more than the whole is no contradiction."""


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner on the day."""

    id: str
    label: str
    shares: tuple[str, ...]
    """In percent; more than one where sources contradict each other, none where no source says it."""
    certain: bool
    """False where the day lies within what the dates leave open."""
    since: tuple[str, ...]
    until: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Whether the shares of the day add up."""

    total: str
    verdict: Literal["whole", "less", "too_much", "cannot_be_told"]


@dataclass(frozen=True, slots=True)
class OwnersAnswer:
    """Who owned it on the day, each with the operator of a mine beside."""

    on: dt.date
    at: Named
    owners: list[Owner]
    adds_up: Sum
    operators: list[Owner]
    others: list[Owner]
    """Owners before and after, in the order of time."""


def owners(knowledge: Knowledge, at: Named, on: dt.date) -> OwnersAnswer:
    """The owners of a mine or a company on that day; `ValueError` for a thing of another kind."""
    if at.kind not in OWNED:
        raise ValueError(f"A thing of the kind {at.kind} has no owners.")
    thing = Subject.objects.get(kind=at.kind, slug=at.slug)
    facts = knowledge.facts(of=[thing], fields=(OWNED[at.kind], "operator"))
    labels = dict(Subject.objects.filter(kind="organisation").values_list("slug", "label"))
    owned = facts[at.slug, OWNED[at.kind]]
    then = [fact for fact in owned if fact.held_on(on) != Overlap.NONE]
    others = [fact for fact in owned if fact not in then]
    here = _grouped(then, labels, on)
    run = [fact for fact in facts[at.slug, "operator"] if fact.held_on(on) != Overlap.NONE]
    return OwnersAnswer(on, at, here, adds_up(here), _grouped(run, labels, on), _grouped(others, labels, on))


def adds_up(owners: Iterable[Owner]) -> Sum:
    """The sum of shares held side by side.

    *Whole* within `SLACK`; *less* where part of the mine has no known owner; *too much* cannot be true; it *cannot be
    told* where a share is missing, in dispute, or perhaps not held on the day: owners who followed each other within an
    open date do not add up.
    """
    rows = list(owners)
    if not rows or any(len(row.shares) != 1 or not row.certain for row in rows):
        return Sum("", "cannot_be_told")
    total = sum((Decimal(row.shares[0]) for row in rows), Decimal(0))
    if abs(total - WHOLE) <= SLACK:
        return Sum(str(total), "whole")
    return Sum(str(total), "too_much" if total > WHOLE else "less")


def _grouped(facts: Iterable[Fact], labels: dict[str, str], on: dt.date) -> list[Owner]:
    by_owner: dict[str, list[Fact]] = {}
    for fact in facts:
        slug = fact.value if isinstance(fact.value, str) else str(fact.get("of"))
        by_owner.setdefault(slug, []).append(fact)
    rows = []
    for slug, held in by_owner.items():
        said = dict.fromkeys(str(fact.get("share")) for fact in followed(held) if fact.get("share") is not None)
        rows.append(
            Owner(
                id=slug,
                label=labels.get(slug, slug),
                shares=tuple(said),
                certain=any(fact.held_on(on) == Overlap.CERTAIN for fact in held),
                since=tuple(dict.fromkeys(fact.since for fact in held if fact.since)),
                until=tuple(dict.fromkeys(fact.until for fact in held if fact.until)),
                facts=tuple(held),
            )
        )
    return sorted(rows, key=lambda row: (row.since or ("",), -Decimal(row.shares[0] if row.shares else 0), row.label))
