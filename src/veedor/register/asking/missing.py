"""What the register knows that it does not have: documents that exist, or must, and whom to ask for them.

Each gap has a lasting id made of what is missing, so that a request can be tied to it; closing it is nothing but the
register coming to hold the paper.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from veedor.register.asking.counting import Rule, count
from veedor.register.asking.in_force import stretch_on
from veedor.register.asking.knowledge import Fact, Knowledge, fact_of, followed
from veedor.register.asking.things import Named, agreements_at
from veedor.register.in_force import Status
from veedor.register.models import Agreement, AgreementSubject, Amendment, Claim
from veedor.values.folding import fold


class Gap(StrEnum):
    """Why something is known to be missing."""

    TEXT_NOT_HELD = "text_not_held"
    """An agreement that sources name or describe, and of which the register has no paper."""
    ADENDA_NOT_SEEN = "adenda_not_seen"
    """An adenda before another one of which the number is known, or that a source counts."""
    RESOLUTION_NOT_SEEN = "resolution_not_seen"
    """A norm that approves an agreement, of which the register has no paper."""
    AGREEMENT_NOT_SEEN = "agreement_not_seen"
    """A resolution in the register approves an agreement that is not in it."""
    ANNEX_NOT_SEEN = "annex_not_seen"
    """An annex that a text names and that does not lie with it."""
    NOTHING_AFTER_ITS_END = "nothing_after_its_end"
    """An agreement has ended, and no later one for the same site or company is known."""
    COUNTED_BY_OTHERS = "counted_by_others"
    """A source counts more of them than the register holds by the same rule."""


PAPER = {
    Gap.TEXT_NOT_HELD: "agreement",
    Gap.ADENDA_NOT_SEEN: "adenda",
    Gap.RESOLUTION_NOT_SEEN: "resolution",
    Gap.AGREEMENT_NOT_SEEN: "agreement",
    Gap.ANNEX_NOT_SEEN: "annex",
    Gap.NOTHING_AFTER_ITS_END: "agreement",
    Gap.COUNTED_BY_OTHERS: "agreement",
}
"""What sort of paper is missing: it says who keeps it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One paper, or class of papers, that the register does not have."""

    id: str
    why: Gap
    about: str
    """The id of the agreement, resolution or figure that shows it."""
    label: str
    what: str
    """Which one: `3` for a third adenda, a norm's id, an annex's name, how many at least."""
    certain: bool
    """Whether it exists for certain. Nobody knows whether an agreement that ended was followed by another."""
    proof: tuple[Fact, ...]
    ask: tuple[str, ...]
    """Ids of the organisations that have to keep it."""
    rule: Rule | None = None
    """Of what others count: by which rule."""


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """All gaps, by kind and id."""

    at: Named | None
    on: dt.date
    missing: list[Missing]
    holders: dict[str, str]
    """Names of the organisations by their id."""
    counts: dict[str, int]


def missing(knowledge: Knowledge, on: dt.date, at: Named | None = None) -> MissingAnswer:
    """What is missing of a thing, or of the whole register."""
    rows = list((agreements_at(at, knowledge) if at else knowledge.agreements()).order_by("slug"))
    facts = knowledge.facts(of=rows)
    told = _Told(knowledge, on, rows, facts)
    found = [
        *_texts(told),
        *_adendas(told),
        *_resolutions(told),
        *_annexes(told),
        *_ended(told),
        *(_approved(knowledge) if at is None else ()),
        *(_counted(knowledge, on) if at is None else ()),
    ]
    kept = _keepers(knowledge)
    named = [_with_holders(one, kept) for one in found]
    labels = {one.slug: one.label for one in knowledge.subjects("organisation")}
    holders = {slug: labels.get(slug, slug) for one in named for slug in one.ask}
    counts = {str(gap): sum(one.why == gap for one in named) for gap in Gap}
    order = list(Gap)
    named.sort(key=lambda one: (order.index(one.why), one.about, one.what))
    return MissingAnswer(at, on, named, holders, counts)


@dataclass(frozen=True)
class _Told:
    knowledge: Knowledge
    on: dt.date
    rows: list[Agreement]
    facts: dict[tuple[str, str], list[Fact]]

    def of(self, row: Agreement, name: str) -> list[Fact]:
        return followed(self.facts.get((row.slug, name), []))

    def held(self, row: Agreement) -> bool:
        """Whether a paper of the register says something of it."""
        return any(
            fact.evidence.sha256 for (slug, _), several in self.facts.items() if slug == row.slug for fact in several
        )


def _gap(
    why: Gap,
    about: str,
    label: str,
    what: str,
    proof: Iterable[Fact],
    *,
    certain: bool = True,
    key: str = "",
) -> Missing:
    """A gap with its lasting id, of `what` or of a `key` where that changes with each paper that comes in."""
    number = hashlib.sha256(f"{why}\x1f{about}\x1f{key or what}".encode()).hexdigest()[:10]
    return Missing(f"f-{number}", why, about, label, what, certain, tuple(proof), ())


def _texts(told: _Told) -> Iterator[Missing]:
    for row in told.rows:
        if told.held(row):
            continue
        proof = told.of(row, "text_held") or told.of(row, "doc_type")
        yield _gap(Gap.TEXT_NOT_HELD, row.slug, str(row), "", [*told.of(row, "doc_type"), *proof])


def _adendas(told: _Told) -> Iterator[Missing]:
    """Of each agreement the adendas up to the highest number that anybody names, without those that are rows."""
    known: dict[int, dict[int, str]] = defaultdict(dict)
    loose: list[Agreement] = []
    for tie in Amendment.objects.filter(amendment__in=told.rows).select_related("amendment"):
        if tie.of_id is None:
            loose.append(tie.amendment)
        elif tie.ordinal:
            known[tie.of_id][tie.ordinal] = tie.amendment.slug
    for row in told.rows:
        counted = told.of(row, "amendments_counted")
        most = max([*known[row.pk], *(int(fact.value) for fact in counted)], default=0)
        proof = counted or [fact for slug in known[row.pk].values() for fact in told.facts.get((slug, "amends"), [])]
        for number in range(1, most + 1):
            if number not in known[row.pk]:
                yield _gap(Gap.ADENDA_NOT_SEEN, row.slug, str(row), str(number), proof)
    for row in loose:
        named = told.of(row, "amends")
        for number in range(1, max((int(fact.get("ordinal") or 0) for fact in named), default=0)):
            # the earlier ones of an agreement that nobody names
            yield _gap(Gap.ADENDA_NOT_SEEN, row.slug, str(row), str(number), named)


def _resolutions(told: _Told) -> Iterator[Missing]:
    held = _numbers(told.knowledge, {"ministerial_resolution", "directorial_resolution", "supreme_decree"})
    for row in told.rows:
        by_norm: dict[str, list[Fact]] = defaultdict(list)
        for fact in told.of(row, "approved_by"):
            by_norm[str(fact.value)].append(fact)
        for norm, proof in by_norm.items():
            if fold(norm) not in held:
                yield _gap(Gap.RESOLUTION_NOT_SEEN, row.slug, str(row), norm, proof)


def _numbers(knowledge: Knowledge, kinds: set[str]) -> set[str]:
    """The folded numbers of papers of these kinds that the register holds."""
    kind = knowledge.accepted(Claim.objects.filter(field="doc_type", document__isnull=False, about="this"))
    documents = {claim.document_id for claim in kind if claim.value in kinds}
    numbers = Claim.objects.filter(field="number", document__in=documents, about="this")
    return {fold(str(claim.value)) for claim in knowledge.accepted(numbers)}


def _annexes(told: _Told) -> Iterator[Missing]:
    for row in told.rows:
        for fact in told.of(row, "annex"):
            if fact.get("state") == "missing":
                yield _gap(Gap.ANNEX_NOT_SEEN, row.slug, str(row), str(fact.get("name")), [fact])


def _ended(told: _Told) -> Iterator[Missing]:
    """Agreements that are over, with no later one of the same site, or where no site is known, of the same company."""
    amended = set(
        Amendment.objects.filter(amendment__in=told.rows, of__isnull=False).values_list("amendment", flat=True)
    )
    own = [row for row in told.rows if row.pk not in amended]
    lives = told.knowledge.lives(own)
    begun = {row.pk: _begun(told, row) for row in own}
    ties = _ties(own)
    for row in own:
        answer = stretch_on(lives[row.pk], told.on).answer
        if answer.status != Status.NO or not any(reason.code == "ended" for reason in answer.because):
            continue
        peers = [one for one in own if one != row and ties[one.pk] & ties[row.pk] and begun[one.pk] > begun[row.pk]]
        if not peers:
            uids = {uid for reason in answer.because for uid in reason.claims}
            cited = told.knowledge.cited(uids)
            proof = [cited[uid] for uid in sorted(uids) if uid in cited]
            yield _gap(Gap.NOTHING_AFTER_ITS_END, row.slug, str(row), "", proof, certain=False)


def _begun(told: _Told, row: Agreement) -> str:
    dates = [str(fact.value) for name in ("signed_on", "starts_on") for fact in told.of(row, name)]
    return min(dates, default="")


def _ties(rows: list[Agreement]) -> dict[int, set[int]]:
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for tie in AgreementSubject.objects.filter(agreement__in=rows):
        found[tie.agreement_id][tie.field].add(tie.subject_id)
    return defaultdict(set, {pk: by_field["site"] or by_field["company"] for pk, by_field in found.items()})


def _approved(knowledge: Knowledge) -> Iterator[Missing]:
    """Agreements that a resolution of the register approves, and that no row of the register is."""
    claims = Claim.objects.filter(field="approves", document__isnull=False)
    rows = knowledge.agreements()
    for claim in knowledge.accepted(claims.select_related("agreement", "subject", "document", "source")):
        if not isinstance(claim.value, dict) or claim.value.get("kind") not in {"agreement", "amendment"}:
            continue
        if claim.document is None or claim.document.collection.sample != knowledge.samples:
            continue
        title, number = str(claim.value.get("title") or ""), str(claim.value.get("number") or "")
        known = any(
            (number and fold(row.number) == fold(number)) or (title and fold(row.title) == fold(title)) for row in rows
        )
        if not known:
            about = claim.document.sha256[:12]
            yield _gap(Gap.AGREEMENT_NOT_SEEN, about, claim.document.name, number or title, [fact_of(claim)])


def _counted(knowledge: Knowledge, on: dt.date) -> Iterator[Missing]:
    for one in count(knowledge, on).sources:
        if one.missing_at_least and one.register is not None and one.register.rule.of != "companies":
            what, rule = str(one.missing_at_least), one.register.rule
            found = _gap(Gap.COUNTED_BY_OTHERS, one.figure, one.label, what, one.facts, key=f"{one.number} {rule}")
            yield replace(found, rule=rule)


def _keepers(knowledge: Knowledge) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = defaultdict(list)
    for (slug, _), facts in sorted(knowledge.all_facts("organisation", "keeps").items()):
        for fact in facts:
            if slug not in kept[str(fact.value)]:
                kept[str(fact.value)].append(slug)
    return kept


def _with_holders(one: Missing, kept: dict[str, list[str]]) -> Missing:
    return replace(one, ask=tuple(kept.get(PAPER[one.why], ())))
