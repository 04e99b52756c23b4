"""What lies beside a mine, an agreement, a company or a district: emergencies, incidents, cases, studies, roads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from veedor.register.asking.knowledge import Fact, Knowledge, followed
from veedor.register.asking.nearness import SURER, Parts, nearest, parts_of, span_of
from veedor.register.asking.things import AGREEMENT, PLACE, Named, agreements_at, places_like
from veedor.register.models import Agreement, AgreementPlace, AgreementSubject, Claim, Place, Subject, SubjectPlace
from veedor.values.folding import fold
from veedor.values.spans import Overlap, Span

AREAS = frozenset({"emergency", "study"})
"""Kinds that cover all of the place they name; others happened somewhere in it."""
KINDS = ("emergency", "incident", "case", "study", "road")
_FIRST = {"emergency": "starts", "incident": "date", "case": "filed", "study": "approved"}
"""The field that says when it began."""
_REFERS = ("site", "agreement", "about", "incident")
"""Fields that name a mine, an agreement or an incident."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Why it stands beside: it names the thing (`names`), or lies in its place (`place`); how sure, by which facts."""

    how: str
    sure: Overlap
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Happening:
    """One emergency, incident, case, study or road."""

    kind: str
    id: str
    label: str
    starts: tuple[str, ...]
    """EDTF; several where sources contradict each other."""
    ends: tuple[str, ...]
    ties: tuple[Tie, ...]
    facts: dict[str, list[Fact]]
    """All that is known of it, by field."""
    span: Span | None = field(metadata={"hidden": True})
    """None where nobody said when."""

    @property
    def sure(self) -> Overlap:
        """How sure it is that it belongs here."""
        return max((tie.sure for tie in self.ties), key=SURER.index, default=Overlap.NONE)

    def value(self, name: str) -> object:
        """The one value of a field that is followed; None where there is none, or sources contradict each other."""
        told = {repr(fact.value): fact.value for fact in followed(self.facts.get(name, ()))}
        return next(iter(told.values())) if len(told) == 1 else None


@dataclass(frozen=True, slots=True)
class Ground:
    """What is looked for: the places of a thing, and the ids that others can name it by."""

    places: tuple[Parts, ...]
    names: frozenset[tuple[str, str]]
    """`(field, id)`."""


def ground_of(at: Named, knowledge: Knowledge) -> Ground:
    """The places and ids of a thing: of a mine also those of its agreements, of an agreement also those of its mine."""
    if at.kind == PLACE:
        return Ground((parts_of(at.slug),), frozenset())
    agreements = list(agreements_at(at, knowledge)) if at.kind in {AGREEMENT, "project", "organisation"} else []
    names = {(name, one.slug) for one in agreements for name in ("agreement", "about")}
    sites = set(
        AgreementSubject.objects.filter(agreement__in=agreements, field="site").values_list("subject", flat=True)
    )
    if at.kind == "project":
        # a company's agreement for one mine says nothing of another of its mines
        sites = set(Subject.objects.filter(kind=at.kind, slug=at.slug).values_list("pk", flat=True))
    names |= {("site", slug) for slug in Subject.objects.filter(pk__in=sites).values_list("slug", flat=True)}
    if at.kind == "incident":
        names.add(("incident", at.slug))
    own = Subject.objects.filter(kind=at.kind, slug=at.slug).values_list("pk", flat=True)
    rows = [
        *Place.objects.filter(pk__in=AgreementPlace.objects.filter(agreement__in=agreements).values("place")),
        *Place.objects.filter(pk__in=SubjectPlace.objects.filter(subject__in=sites | set(own)).values("place")),
    ]
    places = dict.fromkeys((row.district, row.province, row.region) for row in rows)
    return Ground(_narrowest(places), frozenset(names))


def grounds(agreements: Sequence[Agreement]) -> dict[int, Ground]:
    """The ground of each agreement, in a few statements: its places, those of its mine, and what names it."""
    sites: dict[int, dict[int, str]] = defaultdict(dict)
    for tie in AgreementSubject.objects.filter(agreement__in=agreements, field="site").select_related("subject"):
        sites[tie.agreement_id][tie.subject_id] = tie.subject.slug
    mines = {pk for several in sites.values() for pk in several}
    of_mines: dict[int, list[Parts]] = defaultdict(list)
    for row in SubjectPlace.objects.filter(subject__in=mines).select_related("place"):
        of_mines[row.subject_id].append(_parts(row.place))
    of_texts: dict[int, list[Parts]] = defaultdict(list)
    for served in AgreementPlace.objects.filter(agreement__in=agreements).select_related("place"):
        of_texts[served.agreement_id].append(_parts(served.place))
    found = {}
    for one in agreements:
        places = [*of_texts[one.pk], *(place for pk in sites[one.pk] for place in of_mines[pk])]
        names = {("agreement", one.slug), ("about", one.slug), *(("site", slug) for slug in sites[one.pk].values())}
        found[one.pk] = Ground(_narrowest(dict.fromkeys(places)), frozenset(names))
    return found


def _parts(place: Place) -> Parts:
    return (place.district, place.province, place.region)


def _narrowest(places: Iterable[Parts]) -> tuple[Parts, ...]:
    """Without places that only say less than others: who knows the district needs not the province."""
    rows = list(places)
    return tuple(
        one
        for one in rows
        if not any(
            other != one and all(not a or fold(a) == fold(b) for a, b in zip(one, other, strict=True)) for other in rows
        )
    )


def beside(knowledge: Knowledge, ground: Ground, kinds: Iterable[str] = KINDS) -> list[Happening]:
    """What happened on that ground, in the order of time; what has no date comes last."""
    chosen = tuple(kinds)
    subjects = {one.pk: one for one in _near(knowledge, ground, chosen)} | {
        one.pk: one for one in _naming(knowledge, ground.names, chosen)
    }
    if "case" in chosen:
        # a case about an incident here is a case here
        here = {("incident", one.id) for one in _found(knowledge, ground, ("incident",))}
        ground = Ground(ground.places, ground.names | here)
        subjects |= {one.pk: one for one in _naming(knowledge, frozenset(here), ("case",))}
    rows = _happenings(knowledge, ground, list(subjects.values()))
    return sorted((one for one in rows if one.ties), key=_order)


def _found(knowledge: Knowledge, ground: Ground, kinds: tuple[str, ...]) -> list[Happening]:
    rows = {one.pk: one for one in (*_near(knowledge, ground, kinds), *_naming(knowledge, ground.names, kinds))}
    return [one for one in _happenings(knowledge, ground, list(rows.values())) if one.ties]


def _order(one: Happening) -> tuple[str, str, str]:
    return (one.starts[0] if one.starts else "9999", one.kind, one.id)


def _near(knowledge: Knowledge, ground: Ground, kinds: tuple[str, ...]) -> list[Subject]:
    """Things of which a place touches one of the ground's: roughly, by region; who asks looks closer."""
    if not ground.places:
        return []
    rows = Place.objects.filter(sample=knowledge.samples)
    touched = [
        row.pk
        for row in rows
        if any(
            nearest([(row.district, row.province, row.region)], [one], area=True) != Overlap.NONE
            for one in ground.places
        )
    ]
    if not touched:
        return []
    placed = SubjectPlace.objects.filter(place__in=touched, subject__kind__in=kinds).values("subject")
    return list(Subject.objects.filter(pk__in=placed, sample=knowledge.samples))


def _naming(knowledge: Knowledge, names: frozenset[tuple[str, str]], kinds: tuple[str, ...]) -> list[Subject]:
    """Things one of whose facts names the thing asked for."""
    wanted = {slug for _, slug in names}
    if not wanted:
        return []
    claims = Claim.objects.filter(
        field__in=_REFERS,
        subject__in=Subject.objects.filter(kind__in=kinds, sample=knowledge.samples),
        source__isnull=False,
    ).filter(Q(proposed__in=sorted(wanted)) | Q(value__in=sorted(wanted)))
    pks = {
        claim.subject_id
        for claim in knowledge.accepted(claims)
        if claim.subject_id and isinstance(claim.value, str) and (claim.field, claim.value) in names
    }
    return list(Subject.objects.filter(pk__in=pks))


def _happenings(knowledge: Knowledge, ground: Ground, subjects: list[Subject]) -> list[Happening]:
    known = knowledge.facts(of=subjects)
    by_subject: dict[str, dict[str, list[Fact]]] = defaultdict(dict)
    for (slug, name), facts in known.items():
        by_subject[slug][name] = facts
    return [_happening(one, by_subject[one.slug], ground) for one in subjects]


def _happening(subject: Subject, facts: dict[str, list[Fact]], ground: Ground) -> Happening:
    first = facts.get(_FIRST.get(subject.kind, ""), [])
    ends = facts.get("ends", [])
    if subject.kind == "emergency":
        span = span_of(first, ends, facts.get("days", []))
    else:
        # a case or a study goes on, an incident is over: what is known is its first day
        span = span_of(first, first, []) if first else None
    return Happening(
        kind=subject.kind,
        id=subject.slug,
        label=subject.label,
        starts=tuple(dict.fromkeys(str(fact.value) for fact in followed(first))),
        ends=_ends(ends, span, subject.kind),
        ties=tuple(_ties(subject.kind, facts, ground)),
        facts=facts,
        span=span,
    )


def _ends(ends: list[Fact], span: Span | None, kind: str) -> tuple[str, ...]:
    if ends:
        return tuple(dict.fromkeys(str(fact.value) for fact in followed(ends)))
    # counted from its first day, and shown only where it is one day
    if span is not None and kind == "emergency" and span.end.known:
        return (span.end.first.isoformat(),)
    return ()


def ties_to(one: Happening, ground: Ground) -> tuple[Tie, ...]:
    """Why something that happened stands beside another ground as well; empty where it does not."""
    return tuple(_ties(one.kind, one.facts, ground))


def _ties(kind: str, facts: dict[str, list[Fact]], ground: Ground) -> Iterable[Tie]:
    naming = [fact for name in _REFERS for fact in facts.get(name, []) if (name, fact.value) in ground.names]
    if naming:
        yield Tie("names", Overlap.CERTAIN, tuple(fact.uid for fact in naming))
    by_sureness: dict[Overlap, list[str]] = defaultdict(list)
    for fact in (*facts.get("place", []), *facts.get("area", [])):
        sure = nearest([parts_of(fact.value)], ground.places, area=kind in AREAS)
        by_sureness[sure].append(fact.uid)
    for sure in (Overlap.CERTAIN, Overlap.POSSIBLE):
        if by_sureness[sure]:
            yield Tie("place", sure, tuple(by_sureness[sure]))
            return


def at_places(at: Named, knowledge: Knowledge) -> set[int]:
    """The mines that lie in a place."""
    rows = places_like(at.slug, knowledge)
    return set(SubjectPlace.objects.filter(place__in=rows, subject__kind="project").values_list("subject", flat=True))
