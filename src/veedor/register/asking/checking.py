"""Which checks an agreement passes by the law of its day, and which norms it cites out of their time (question 5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from veedor.register.asking.knowledge import Fact, Knowledge, followed
from veedor.register.asking.things import AGREEMENT, Named, agreements_at
from veedor.register.checks import TESTS, Found, Paper, Verdict
from veedor.register.models import Agreement
from veedor.values.spans import ALWAYS, NEVER, Overlap, Span, Window

AGREEMENTS = "agreement"
"""Checks that are asked of agreements: others are asked of incidents, refusals or companies."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check of one agreement."""

    check: str
    label: str
    asks_es: str
    asks_en: str
    norms: tuple[str, ...]
    articles: tuple[str, ...]
    disputed: bool
    verdict: Verdict
    why: str
    """A code of the table in docs/checks.md."""
    facts: tuple[Fact, ...]
    """The clauses it rests on."""
    rule: tuple[Fact, ...]
    """Where the rule itself stands."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One norm that the text cites: whether it was in force on the day of signature."""

    norm: str
    verdict: Verdict
    why: str
    facts: tuple[Fact, ...]
    rule: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """An agreement with all its checks."""

    id: str
    label: str
    signed: str
    """EDTF; empty where nobody says it."""
    held: bool
    outcomes: list[Outcome]
    cited: list[Cited]


@dataclass(frozen=True, slots=True)
class ChecksAnswer:
    """The agreements that were asked for."""

    at: Named | None
    agreements: list[Checked]
    counts: dict[str, int]
    """How many outcomes of which kind."""


@dataclass(frozen=True)
class _Law:
    """Checks and norms, gathered once."""

    checks: dict[str, dict[str, list[Fact]]]
    labels: dict[str, str]
    norms: dict[str, dict[str, list[Fact]]]
    """By the norm's id."""

    @property
    def published(self) -> dict[str, Window]:
        return {
            norm: Window.of(str(facts["published"][0].value))
            for norm, facts in self.norms.items()
            if facts.get("published")
        }


def checks(knowledge: Knowledge, at: Named | None = None) -> ChecksAnswer:
    """Every check of every agreement at the thing, in the order of the checks' ids."""
    law = _law(knowledge)
    rows = list((agreements_at(at, knowledge) if at else knowledge.agreements()).order_by("slug"))
    if at is not None and at.kind == AGREEMENT:
        # an adenda has a day of its own, and is checked by the law of that day
        rows = [row for row in rows if row.slug == at.slug]
    facts = knowledge.facts(of=rows)
    by_agreement: dict[str, dict[str, list[Fact]]] = defaultdict(dict)
    for (slug, name), told in facts.items():
        by_agreement[slug][name] = told
    found = [_checked(row, by_agreement[row.slug], law) for row in rows]
    counts = Counter(str(outcome.verdict) for one in found for outcome in one.outcomes)
    counts.update(str(cited.verdict) for one in found for cited in one.cited)
    return ChecksAnswer(at, found, {str(verdict): counts[str(verdict)] for verdict in Verdict})


def _law(knowledge: Knowledge) -> _Law:
    checks: dict[str, dict[str, list[Fact]]] = defaultdict(dict)
    for (slug, name), facts in knowledge.all_facts("check").items():
        checks[slug][name] = facts
    by_slug: dict[str, dict[str, list[Fact]]] = defaultdict(dict)
    for (slug, name), facts in knowledge.all_facts("norm").items():
        by_slug[slug][name] = facts
    norms = {str(facts["id"][0].value): facts for facts in by_slug.values() if facts.get("id")}
    return _Law(dict(checks), {one.slug: one.label for one in knowledge.subjects("check")}, norms)


def _checked(agreement: Agreement, facts: dict[str, list[Fact]], law: _Law) -> Checked:
    signed = _signed(facts)
    held = any(fact.evidence.sha256 for several in facts.values() for fact in several)
    outcomes = [
        _outcome(slug, rule, law, Paper(facts, held, signed, _measures(rule), law.published))
        for slug, rule in sorted(law.checks.items(), key=lambda pair: _by_number(pair[0]))
        if _text(rule, "applies_to", AGREEMENTS) == AGREEMENTS
    ]
    dates = [str(fact.value) for fact in followed(facts.get("signed_on", ()))]
    cited = [_cited(norm, told, signed, law) for norm, told in _norms_of(facts).items()]
    return Checked(agreement.slug, str(agreement), dates[0] if dates else "", held, outcomes, cited)


def _by_number(slug: str) -> tuple[str, int, str]:
    """`a2` before `a10`."""
    digits = "".join(c for c in slug.partition("-")[0] if c.isdigit())
    return (slug[:1], int(digits or 0), slug)


def _signed(facts: dict[str, list[Fact]]) -> Window | None:
    """The days on which it can have been signed: by its own last day, where nobody says more."""
    windows = [Window.of(str(fact.value)) for fact in followed(facts.get("signed_on", ()))]
    if windows:
        return Window(min(one.first for one in windows), max(one.last for one in windows))
    ends = [Window.of(str(fact.value)) for fact in followed(facts.get("ends_on", ()))]
    return Window(ALWAYS, max(one.last for one in ends)) if ends else None


def _measures(rule: dict[str, list[Fact]]) -> dict[str, str]:
    return {str(fact.get("key")): str(fact.get("value")) for fact in rule.get("measure", ())}


def _text(rule: dict[str, list[Fact]], name: str, otherwise: str = "") -> str:
    told = followed(rule.get(name, ()))
    return str(told[0].value) if told else otherwise


def _outcome(slug: str, rule: dict[str, list[Fact]], law: _Law, paper: Paper) -> Outcome:
    disputed = _text(rule, "rule") != "firm"
    found = _found(rule, paper)
    if disputed and found.verdict == Verdict.FAILS:
        # what a rule asks that is disputed itself is a question, never a breach
        found = Found(Verdict.QUESTION, found.why, found.facts)
    return Outcome(
        check=slug,
        label=law.labels[slug],
        asks_es=_text(rule, "asks_es"),
        asks_en=_text(rule, "asks_en"),
        norms=tuple(dict.fromkeys(str(fact.value) for fact in rule.get("norm", ()))),
        articles=tuple(dict.fromkeys(str(fact.value) for fact in rule.get("article", ()))),
        disputed=disputed,
        verdict=found.verdict,
        why=found.why,
        facts=found.facts,
        rule=tuple(rule.get("asks_es", ())),
    )


def _found(rule: dict[str, list[Fact]], paper: Paper) -> Found:
    """The test's answer, where the rule applied on the day of signature."""
    span = Span.of(_text(rule, "since"), _text(rule, "until"))
    dated = bool(rule.get("since") or rule.get("until"))
    if dated and paper.signed is None:
        return Found(Verdict.CANNOT_BE_TOLD, "signing_not_known")
    if dated and paper.signed is not None:
        applied = span.with_other(Span(paper.signed, paper.signed))
        if applied == Overlap.NONE:
            early = paper.signed.last < span.start.first
            return Found(Verdict.NOT_APPLICABLE, "signed_before_the_rule" if early else "signed_after_the_rule")
        if applied == Overlap.POSSIBLE:
            return Found(Verdict.CANNOT_BE_TOLD, "perhaps_outside_the_rule")
    name = _text(rule, "test")
    if not name:
        return Found(Verdict.QUESTION, "a_person_answers")
    return TESTS[name](paper)


# ---------------------------------------------------------------- norms cited


def _norms_of(facts: dict[str, list[Fact]]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts.get("legal_basis", ()):
        found.setdefault(str(fact.value), []).append(fact)
    return dict(sorted(found.items()))


def _cited(norm: str, told: list[Fact], signed: Window | None, law: _Law) -> Cited:
    rule = law.norms.get(norm, {})
    verdict, why, rests = in_its_time(rule.get("in_force", ()), signed)
    return Cited(norm, verdict, why, tuple(told), tuple(rests))


def in_its_time(in_force: Iterable[Fact], signed: Window | None) -> tuple[Verdict, str, list[Fact]]:
    """Whether a norm was in force on the day of signature, from its `in_force` facts.

    *Fails* where on none of the possible days of signature any of its stretches can have held; *cannot be told* where
    only some do, or where nothing is known of the norm or of the day.
    """
    facts = list(in_force)
    if not facts:
        return Verdict.CANNOT_BE_TOLD, "norm_not_known", []
    if signed is None:
        return Verdict.CANNOT_BE_TOLD, "signing_not_known", facts
    day = Span(signed, signed)
    found = [(_stretch(fact).with_other(day), fact) for fact in facts]
    surely = [fact for overlap, fact in found if overlap == Overlap.CERTAIN]
    if surely and all(overlap == Overlap.CERTAIN for overlap, _ in found):
        return Verdict.HOLDS, "norm_in_force", surely
    if all(overlap == Overlap.NONE for overlap, _ in found):
        early = all(_stretch(fact).start.first > signed.last for fact in facts)
        return Verdict.FAILS, "norm_not_yet" if early else "norm_no_more", facts
    return Verdict.CANNOT_BE_TOLD, "norm_perhaps_in_force", facts


def _stretch(fact: Fact) -> Span:
    since, until = fact.get("since"), fact.get("until")
    span = Span.of(str(since or ""), str(until or ""))
    if until:
        return span
    # nobody says that it ended: it goes on
    return Span(span.start, Window(NEVER, NEVER))
