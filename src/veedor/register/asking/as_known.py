"""What the register said of a thing on a past day, and who has changed it since (question 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from veedor.extraction.fields import PRIVATE_FIELDS
from veedor.register.asking.knowledge import Fact, Knowledge, fact_of
from veedor.register.asking.things import AGREEMENT, Named
from veedor.register.models import Claim, Decision


@dataclass(frozen=True, slots=True)
class Change:
    """One decision after the day."""

    claim: str
    field: str
    kind: str
    who: str
    at: dt.datetime
    why: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class AsKnownAnswer:
    """What stood at the end of the day, and what was decided since."""

    known: dt.datetime
    at: Named
    first_decision: dt.datetime | None
    """When the register first knew anything of it."""
    facts: list[Fact]
    since: list[Change]


def as_known(knowledge: Knowledge, at: Named) -> AsKnownAnswer:
    """What stood of an agreement or a thing at `knowledge.at`, and what was decided since.

    `ValueError` where `knowledge` has no moment.
    """
    if knowledge.at is None:
        raise ValueError("a moment is needed")
    claims = _claims(at)
    facts = [fact_of(claim) for claim in knowledge.accepted(_with_evidence(claims))]
    decisions = Decision.objects.filter(claim__in=claims).select_related("claim").order_by("at", "pk")
    first = decisions.first()
    later = decisions.filter(at__gt=knowledge.at)
    facts.sort(key=lambda fact: (fact.field, fact.since, fact.uid))
    return AsKnownAnswer(knowledge.at, at, first.at if first else None, facts, list(_changes(later)))


def _claims(at: Named) -> QuerySet[Claim, Claim]:
    claims = Claim.objects.exclude(field__in=PRIVATE_FIELDS)
    if at.kind == AGREEMENT:
        return claims.filter(agreement__slug=at.slug)
    return claims.filter(subject__kind=at.kind, subject__slug=at.slug)


def _with_evidence(claims: QuerySet[Claim, Claim]) -> QuerySet[Claim, Claim]:
    return claims.select_related("agreement", "subject", "document", "source").order_by("pk")


def _changes(decisions: Iterable[Decision]) -> Iterable[Change]:
    for one in decisions:
        yield Change(one.claim.uid, one.claim.field, one.kind, one.who, one.at, one.why, one.before, one.after)
