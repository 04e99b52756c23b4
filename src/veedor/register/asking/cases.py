"""Which lawsuits concern an agreement, a mine, a place: the court, the steps, the outcome (question 8)."""

from __future__ import annotations

from dataclasses import dataclass

from veedor.register.asking.beside import Happening, Tie, beside, ground_of
from veedor.register.asking.knowledge import Fact, Knowledge, followed
from veedor.register.asking.things import Named
from veedor.register.models import Subject

CASE = "case"


@dataclass(frozen=True, slots=True)
class Case:
    """One lawsuit."""

    id: str
    label: str
    sorts: list[Fact]
    numbers: list[Fact]
    courts: list[Fact]
    filed: list[Fact]
    parties: list[Fact]
    steps: list[Fact]
    """In the order of time; a step of unknown date last."""
    outcomes: list[Fact]
    """Rival outcomes stand side by side."""
    attacks: list[Fact]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class CasesAnswer:
    """The cases of a thing; of the whole register where none was named."""

    at: Named | None
    cases: list[Case]


def cases(knowledge: Knowledge, at: Named | None = None) -> CasesAnswer:
    """Every case that names the thing, its agreements, an incident there, or the case itself."""
    if at is None:
        rows = [_case(one.slug, one.label, knowledge.facts(of=[one]), ()) for one in knowledge.subjects(CASE)]
    elif at.kind == CASE:
        rows = [
            _case(one.slug, one.label, knowledge.facts(of=[one]), ())
            for one in Subject.objects.filter(kind=CASE, slug=at.slug)
        ]
    else:
        rows = [_of(one) for one in beside(knowledge, ground_of(at, knowledge), (CASE,))]
    return CasesAnswer(at, sorted(rows, key=lambda one: (_first(one), one.id)))


def _first(one: Case) -> str:
    return str(one.filed[0].value) if one.filed else str(one.steps[0].get("date")) if one.steps else "9999"


def _of(one: Happening) -> Case:
    return _case(one.id, one.label, {(one.id, name): facts for name, facts in one.facts.items()}, one.ties)


def _case(slug: str, label: str, facts: dict[tuple[str, str], list[Fact]], ties: tuple[Tie, ...]) -> Case:
    def told(name: str) -> list[Fact]:
        return followed(facts.get((slug, name), []))

    return Case(
        id=slug,
        label=label,
        sorts=told("sort"),
        numbers=told("number"),
        courts=told("court"),
        filed=told("filed"),
        parties=told("party"),
        steps=sorted(told("step"), key=lambda fact: str(fact.get("date") or "9999")),
        outcomes=told("outcome"),
        attacks=told("attacks"),
        ties=ties,
    )
