"""What the register knows, or knew on a past day: accepted claims as facts with their evidence.

There are two time lines. What was so in the world stands in a fact (`since`, `until`, or its own value); what the
register knew is chosen here, by replaying people's decisions up to a moment.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from veedor.extraction.fields import AGREEMENT_TYPES, PRIVATE_FIELDS
from veedor.register import lives
from veedor.register.in_force import Life
from veedor.register.models import Agreement, Claim, Decision, Subject
from veedor.values.spans import Overlap, Span

AT_ONCE = 500
"""Rows asked for in one statement, below what SQLite takes."""


_COLUMNS = (
    *("uid", "field", "state", "value", "page", "quote", "since", "until", "sure", "note", "follow", "follow_why"),
    *("agreement__slug", "subject__slug", "document__sha256", "document__name"),
    *("source__address", "source__title", "source__published_on"),
)
"""What a fact is made of, and no more: the rest of a claim is large."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: a page of a document, or a publication."""

    quote: str
    sha256: str = ""
    document: str = ""
    page: int | None = None
    address: str = ""
    title: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One accepted value of one field of one thing.

    `since` and `until` (EDTF, may be empty) say when it was so. `sure` is a word of `facts.kinds.SURE` where it comes
    from a publication, and empty where it stands on a paper of the register.
    """

    uid: str
    of: str
    """The slug of the agreement or thing that it speaks of."""
    field: str
    value: Any
    since: str
    until: str
    sure: str
    note: str
    follow: bool
    why: str
    """Why the register follows it among rivals."""
    evidence: Evidence

    @property
    def span(self) -> Span:
        """The days on which it was so, as far as they are known."""
        return Span.of(self.since, self.until)

    def held_on(self, day: dt.date) -> Overlap:
        """Whether it was so on that day."""
        return self.span.on(day)

    def get(self, key: str) -> Any:
        """A part of a value that is a record; None where it is missing."""
        return self.value.get(key) if isinstance(self.value, dict) else None


@dataclass(frozen=True)
class Knowledge:
    """What the register knew at `at` (None: what it knows now), of real things or (`samples`) of invented ones."""

    at: dt.datetime | None = None
    samples: bool = False
    _facts: dict[str, Fact] = field(default_factory=dict, init=False, repr=False, compare=False)

    # ------------------------------------------------------------------ things

    def agreements(self) -> QuerySet[Agreement, Agreement]:
        """The instruments that stood in the register."""
        rows = Agreement.objects.filter(collection__sample=self.samples).select_related("collection")
        if self.at is None:
            return rows.filter(registered=True)
        kinds = self.accepted(Claim.objects.filter(field="doc_type", agreement__collection__sample=self.samples))
        return rows.filter(pk__in={claim.agreement_id for claim in kinds if claim.value in AGREEMENT_TYPES})

    def subjects(self, kind: str) -> QuerySet[Subject, Subject]:
        """All things of a kind."""
        return Subject.objects.filter(kind=kind, sample=self.samples).order_by("slug")

    # ------------------------------------------------------------------ claims

    def accepted(self, claims: QuerySet[Claim, Claim]) -> Iterator[Claim]:
        """Of these claims those that stood then; `value` is the value of that time. They are not to be saved."""
        if self.at is None:
            yield from claims.filter(state=Claim.State.ACCEPTED)
            return
        until = Decision.objects.filter(at__lte=self.at).order_by("at", "pk")
        decided = claims.filter(decisions__at__lte=self.at).distinct()
        for claim in decided.prefetch_related(Prefetch("decisions", until, to_attr="until_then")):
            last: Decision = claim.until_then[-1]
            if last.kind in {Decision.Kind.ACCEPT, Decision.Kind.CORRECT}:
                claim.value = last.after
                yield claim

    def facts(
        self, *, of: Iterable[Agreement | Subject], fields: Iterable[str] = ()
    ) -> dict[tuple[str, str], list[Fact]]:
        """The facts of these agreements or things by `(slug, field)`; all fields that may be published, or some."""
        found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        rows = list(of)
        agreements = [row.pk for row in rows if isinstance(row, Agreement)]
        subjects = [row.pk for row in rows if isinstance(row, Subject)]
        for pks, key in ((agreements, "agreement__in"), (subjects, "subject__in")):
            for start in range(0, len(pks), AT_ONCE):
                claims = Claim.objects.filter(**{key: pks[start : start + AT_ONCE]})
                claims = claims.filter(field__in=list(fields)) if fields else claims
                for fact in self._facts_of(claims):
                    found[fact.of, fact.field].append(fact)
        return found

    def all_facts(self, kind: str, *fields: str) -> dict[tuple[str, str], list[Fact]]:
        """The same of all things of a kind."""
        return self.facts(of=self.subjects(kind), fields=fields)

    def cited(self, uids: Iterable[str]) -> dict[str, Fact]:
        """The facts that reasons name, by their claim's id."""
        wanted = sorted({uid for uid in uids if uid not in self._facts})
        for start in range(0, len(wanted), AT_ONCE):
            for _ in self._facts_of(Claim.objects.filter(uid__in=wanted[start : start + AT_ONCE])):
                pass
        return self._facts

    def _facts_of(self, claims: QuerySet[Claim, Claim]) -> Iterator[Fact]:
        claims = claims.exclude(field__in=PRIVATE_FIELDS).filter(Q(about="this") | Q(document=None))
        rows = claims.select_related("agreement", "subject", "document", "source").only(*_COLUMNS)
        for claim in self.accepted(rows.order_by("pk")):
            fact = fact_of(claim)
            self._facts[fact.uid] = fact
            yield fact

    # ------------------------------------------------------------------ lives

    def lives(self, agreements: list[Agreement]) -> dict[int, Life]:
        """The life of each agreement by what was known, by its primary key."""
        return {one.pk: life for one, life in lives.lives_of(agreements, self.accepted)}


def fact_of(claim: Claim) -> Fact:
    """A claim with its evidence."""
    owner = claim.agreement or claim.subject
    document, source = claim.document, claim.source
    evidence = Evidence(
        quote=claim.quote,
        sha256=document.sha256 if document else "",
        document=document.name if document else "",
        page=claim.page,
        address=source.address if source else "",
        title=source.title if source else "",
        published=source.published_on if source else "",
    )
    return Fact(
        uid=claim.uid,
        of=owner.slug if owner else "",
        field=claim.field,
        value=claim.value,
        since=claim.since,
        until=claim.until,
        sure=claim.sure,
        note=claim.note,
        follow=claim.follow,
        why=claim.follow_why,
        evidence=evidence,
    )


def followed(facts: Iterable[Fact]) -> list[Fact]:
    """Of rival facts those that the register follows; all of them where nobody chose."""
    rows = list(facts)
    return [one for one in rows if one.follow] or rows


def values(facts: Iterable[Fact]) -> list[Any]:
    """The different values that facts give, in the order of first mention."""
    seen: list[Any] = []
    for one in facts:
        if one.value not in seen:
            seen.append(one.value)
    return seen


def alike(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Facts of the same value together: what several sources say is told once, with all of them."""
    by_value: dict[str, list[Fact]] = {}
    for fact in facts:
        by_value.setdefault(repr(fact.value), []).append(fact)
    return list(by_value.values())
