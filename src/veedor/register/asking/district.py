"""My district: whose area of influence, since when, which agreements, emergencies, incidents, cases (question 7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from veedor.register.asking.beside import Happening, at_places, beside, ground_of
from veedor.register.asking.cases import Case, cases
from veedor.register.asking.in_force import Held, InForceAnswer, in_force
from veedor.register.asking.knowledge import Fact, Knowledge, followed
from veedor.register.asking.nearness import SURER, near, parts_of
from veedor.register.asking.things import PLACE, Named
from veedor.values.spans import Overlap


@dataclass(frozen=True, slots=True)
class Influence:
    """That a study counts the place among the land that a mine touches."""

    study: str
    label: str
    site: str
    how: tuple[str, ...]
    """`direct`, `indirect`, `site`, `route`, `special`; several where sources differ, none where it is not said."""
    approved: tuple[str, ...]
    """EDTF; empty where nobody says it."""
    sure: Overlap
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """A mine that lies in the place, or whose land a study says reaches it."""

    id: str
    label: str
    inside: bool


@dataclass(frozen=True, slots=True)
class DistrictAnswer:
    """All that is known of one place on a day."""

    at: Named
    on: dt.date
    mines: list[Mine]
    influence: list[Influence]
    in_force: InForceAnswer
    through_a_mine: list[Held]
    """Agreements for a mine of this place, which do not name the place themselves."""
    emergencies_then: list[Happening]
    """Those that were, or may have been, in force on the day."""
    emergencies: list[Happening]
    incidents: list[Happening]
    roads: list[Happening]
    cases: list[Case]


def district(knowledge: Knowledge, at: Named, on: dt.date) -> DistrictAnswer:
    """The answer for a district, province or region; `ValueError` for anything else."""
    if at.kind != PLACE:
        raise ValueError(f"{at.address} is no place")
    around = beside(knowledge, ground_of(at, knowledge))
    by_kind: dict[str, list[Happening]] = {}
    for one in around:
        by_kind.setdefault(one.kind, []).append(one)
    influence = [found for one in by_kind.get("study", []) for found in _influence(one, at)]
    mines = _mines(knowledge, at, influence)
    here = in_force(knowledge, on, at)
    named = {one.id for one in here.agreements}
    through = [
        held
        for mine in mines
        for held in in_force(knowledge, on, Named("project", mine.id, mine.label)).agreements
        if held.id not in named
    ]
    emergencies = by_kind.get("emergency", [])
    suits = {one.id: one for one in cases(knowledge, at).cases}
    for mine in mines:
        suits |= {one.id: one for one in cases(knowledge, Named("project", mine.id, mine.label)).cases}
    return DistrictAnswer(
        at=at,
        on=on,
        mines=mines,
        influence=sorted(influence, key=lambda one: (one.approved or ("9999",), one.study)),
        in_force=here,
        through_a_mine=list({held.id: held for held in through}.values()),
        emergencies_then=[one for one in emergencies if one.span and one.span.on(on) != Overlap.NONE],
        emergencies=emergencies,
        incidents=by_kind.get("incident", []),
        roads=by_kind.get("road", []),
        cases=list(suits.values()),
    )


def _influence(study: Happening, at: Named) -> list[Influence]:
    areas = [(fact, near(parts_of(fact.value), parts_of(at.slug), area=True)) for fact in study.facts.get("area", [])]
    touching = [(fact, sure) for fact, sure in areas if sure != Overlap.NONE]
    if not touching:
        return []
    facts = tuple(fact for fact, _ in touching)
    return [
        Influence(
            study=study.id,
            label=study.label,
            site=str(study.value("site") or ""),
            how=tuple(dict.fromkeys(str(fact.get("how")) for fact in facts if fact.get("how"))),
            approved=tuple(dict.fromkeys(str(one.value) for one in followed(study.facts.get("approved", [])))),
            sure=max((sure for _, sure in touching), key=SURER.index),
            facts=facts,
        )
    ]


def _mines(knowledge: Knowledge, at: Named, influence: list[Influence]) -> list[Mine]:
    inside = at_places(at, knowledge)
    reached = {one.site for one in influence if one.site}
    rows = knowledge.subjects("project")
    return [Mine(one.slug, one.label, one.pk in inside) for one in rows if one.pk in inside or one.slug in reached]
