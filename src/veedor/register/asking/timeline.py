"""Everything dated beside a mine, a district, a company or an agreement, in the order of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from veedor.register.asking.beside import Happening, beside, ground_of
from veedor.register.asking.knowledge import Fact, Knowledge, alike
from veedor.register.asking.things import Named, agreements_at
from veedor.register.models import Agreement
from veedor.values.spans import Overlap, Window

_AGREEMENT = {"signed_on": "signed", "starts_on": "begins", "ends_on": "ends"}
_HAPPENING = {
    "emergency": {"starts": "emergency_begins", "ends": "emergency_ends"},
    "incident": {"date": "incident"},
    "case": {"filed": "case_filed"},
    "study": {"filed": "study_filed", "approved": "study_approved"},
}
WHAT = (
    *_AGREEMENT.values(),
    *(word for words in _HAPPENING.values() for word in words.values()),
    "case_step",
    "road_changed",
    "norm_begins",
    "norm_ends",
)
"""What can happen on a time line."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated thing. Rival dates of the same thing are several moments, each with its sources."""

    when: str
    """EDTF."""
    what: str
    kind: str
    id: str
    label: str
    told: str
    """What happened in it, of a step or a change."""
    sure: Overlap
    """How sure it is that it belongs to this place."""
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class TimeLine:
    """All moments, the earliest possible day first."""

    at: Named
    moments: list[Moment]


def time_line(knowledge: Knowledge, at: Named) -> TimeLine:
    """Signatures, beginnings and ends of agreements; emergencies, incidents, cases, studies, roads; the norms cited."""
    rows = list(agreements_at(at, knowledge))
    facts = knowledge.facts(of=rows, fields=(*_AGREEMENT, "legal_basis"))
    moments = [
        *_agreements(rows, facts),
        *_norms(knowledge, rows, facts),
        *(moment for one in beside(knowledge, ground_of(at, knowledge)) for moment in _happening(one)),
    ]
    return TimeLine(at, sorted(moments, key=_order))


def _order(one: Moment) -> tuple[dt.date, dt.date, str, str]:
    window = Window.of(one.when)
    return (window.first, window.last, one.what, one.id)


def _grouped(facts: Iterable[Fact], key: str = "") -> Iterator[tuple[str, list[Fact]]]:
    """Facts by their date: that several sources give the same one is one moment."""
    by_date: dict[str, list[Fact]] = {}
    for fact in facts:
        date = fact.get(key) if key else fact.value
        if date:
            by_date.setdefault(str(date), []).append(fact)
    yield from by_date.items()


def _agreements(rows: list[Agreement], facts: dict[tuple[str, str], list[Fact]]) -> Iterator[Moment]:
    for row in rows:
        for name, what in _AGREEMENT.items():
            for date, told in _grouped(facts.get((row.slug, name), ())):
                yield Moment(date, what, "agreement", row.slug, str(row), "", Overlap.CERTAIN, tuple(told))


def _norms(knowledge: Knowledge, rows: list[Agreement], facts: dict[tuple[str, str], list[Fact]]) -> Iterator[Moment]:
    cited = {str(fact.value) for row in rows for fact in facts.get((row.slug, "legal_basis"), ())}
    if not cited:
        return
    norms = knowledge.all_facts("norm", "id", "in_force")
    for (slug, name), ids in norms.items():
        if name != "id" or not any(fact.value in cited for fact in ids):
            continue
        label = str(ids[0].value)
        for key, what in (("since", "norm_begins"), ("until", "norm_ends")):
            for date, told in _grouped(norms.get((slug, "in_force"), ()), key):
                yield Moment(date, what, "norm", slug, label, "", Overlap.CERTAIN, tuple(told))


def _happening(one: Happening) -> Iterator[Moment]:
    for name, what in _HAPPENING.get(one.kind, {}).items():
        for date, told in _grouped(one.facts.get(name, ())):
            yield Moment(date, what, one.kind, one.id, one.label, "", one.sure, tuple(told))
    if one.kind == "emergency" and not one.facts.get("ends"):
        for date in one.ends:
            # its last day by the number of its days
            yield Moment(date, "emergency_ends", one.kind, one.id, one.label, "", one.sure, tuple(one.facts["days"]))
    for name, what in (("step", "case_step"), ("change", "road_changed")):
        for same in alike(one.facts.get(name, ())):
            if same[0].get("date"):
                when, words = str(same[0].get("date")), str(same[0].get("what") or "")
                yield Moment(when, what, one.kind, one.id, one.label, words, one.sure, tuple(same))
