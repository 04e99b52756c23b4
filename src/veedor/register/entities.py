"""One company, police unit, mine or place under many names: by identifier first, then as people judged.

An entity is a thing of the reviewed data (`organisation:mmg`) or a name that papers give (`paper:organisation:…`, the
tax number where one is known, else the name without capitals, accents and punctuation). Two are one where they share a
tax number, where a name of one is letter for letter a name of the other (and no two tax numbers bear it), or where a
person judged so. Nothing is ever joined by mere likeness: likeness only suggests a pair to a person. Who judged, when
and why is kept, and a later judgement of the same pair takes the earlier one back.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from django.db import transaction
from django.db.models import Q
from rapidfuzz import fuzz, process

import veedor
from veedor import countries
from veedor.register.models import Claim, Judgement, Organisation, Place, Subject
from veedor.values.folding import name_key

KINDS = ("organisation", "police_unit", "project", "place")
PAPER = "paper"
_NAMED = {"police_unit": "police_unit", "project": "project"}
"""Fields of papers that name things of a kind."""
ALIKE = 84
"""From this likeness on (0 to 100, `fuzz.token_sort_ratio` of names without legal forms) a pair is suggested."""
SHORTEST = 4
"""Names of fewer letters are alike by chance."""


class EntityError(ValueError):
    """A judgement that cannot be taken: an id that is none, two kinds, no name of the person."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with its names and identifiers."""

    id: str
    kind: str
    names: tuple[str, ...]
    tax_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two that may be one, for a person to judge."""

    one: Entity
    other: Entity
    score: int
    """How alike their nearest names are, 0 to 100."""
    verdict: str
    """What was judged of them last; empty where nobody did."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two that were judged different and that others' judgements or identifiers make one."""

    one: str
    other: str
    who: str
    at: dt.datetime


@dataclass(frozen=True)
class Groups:
    """Which entities are one."""

    members: Mapping[str, frozenset[str]]
    conflicts: tuple[Conflict, ...]

    def of(self, entity: str) -> frozenset[str]:
        """All ids of the entity that this one is a name of, itself included."""
        return self.members.get(entity, frozenset({entity}))


# ---------------------------------------------------------------- what there is


def entities(kind: str, *, samples: bool = False) -> list[Entity]:
    """All entities of a kind, things of the reviewed data first; `EntityError` for a kind that is none."""
    if kind not in KINDS:
        raise EntityError(f"{kind} is no kind of entity; there are {', '.join(KINDS)}.")
    if kind == "place":
        return _places(samples)
    found = _of_data(kind, samples)
    if kind == "organisation":
        rows = Organisation.objects.filter(sample=samples).order_by("pk")
        return found + [
            Entity(paper_id(kind, row.tax_id or row.key), kind, (row.name,), (row.tax_id,) if row.tax_id else ())
            for row in rows
        ]
    return found + _of_papers(kind, samples)


def paper_id(kind: str, key: str) -> str:
    """The id of a name that papers give."""
    return f"{PAPER}:{kind}:{key}"


def _of_data(kind: str, samples: bool, slugs: Sequence[str] | None = None) -> list[Entity]:
    names: dict[int, list[str]] = defaultdict(list)
    tax_ids: dict[int, list[str]] = defaultdict(list)
    claims = Claim.objects.filter(
        subject__kind=kind, subject__sample=samples, state=Claim.State.ACCEPTED, field__in=("name", "tax_id")
    )
    if slugs is not None:
        claims = claims.filter(subject__slug__in=slugs)
    for subject, field, value in claims.order_by("pk").values_list("subject", "field", "value"):
        into = names if field == "name" else tax_ids
        if subject is not None and value not in into[subject]:
            into[subject].append(str(value))
    rows = Subject.objects.filter(kind=kind, sample=samples).order_by("slug")
    if slugs is not None:
        rows = rows.filter(slug__in=slugs)
    return [
        Entity(f"{kind}:{row.slug}", kind, tuple(dict.fromkeys([row.label, *names[row.pk]])), tuple(tax_ids[row.pk]))
        for row in rows
    ]


def _of_papers(kind: str, samples: bool) -> list[Entity]:
    claims = Claim.objects.filter(
        field=_NAMED[kind], state=Claim.State.ACCEPTED, document__collection__sample=samples, about="this"
    )
    names: dict[str, list[str]] = defaultdict(list)
    for value in claims.order_by("pk").values_list("value", flat=True):
        name = str(value.get("name") or "") if isinstance(value, dict) else ""
        if name_key(name) and name not in names[name_key(name)]:
            names[name_key(name)].append(name)
    return [Entity(paper_id(kind, key), kind, tuple(several)) for key, several in names.items()]


def _places(samples: bool) -> list[Entity]:
    rows = Place.objects.filter(sample=samples).order_by("pk")
    return [
        # districts of one province are all alike but for their own name
        Entity(
            f"place:{row.district}/{row.province}/{row.region}", "place", (row.district or row.province or row.region,)
        )
        for row in rows
    ]


# ---------------------------------------------------------------- which are one


def groups(kind: str, *, samples: bool = False) -> Groups:
    """The groups of a kind: joined by tax numbers and exact names, then by judgements."""
    rows = entities(kind, samples=samples)
    parent = {row.id: row.id for row in rows}

    def root(one: str) -> str:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    judged = last_judgements(kind)
    apart = {pair for pair, row in judged.items() if row.verdict == Judgement.Verdict.DIFFERENT}
    for one, other in _alike_for_sure(rows):
        if _pair(one, other) not in apart:
            parent[root(one)] = root(other)
    for (one, other), row in judged.items():
        if row.verdict == Judgement.Verdict.SAME and one in parent and other in parent:
            parent[root(one)] = root(other)
    members: dict[str, set[str]] = defaultdict(set)
    for one in parent:
        members[root(one)].add(one)
    conflicts = tuple(
        Conflict(one, other, judged[one, other].who, judged[one, other].at)
        for one, other in sorted(apart)
        if one in parent and other in parent and root(one) == root(other)
    )
    return Groups({one: frozenset(several) for several in members.values() for one in several}, conflicts)


def same_as(entity: str, *, samples: bool = False) -> frozenset[str]:
    """The group of one entity, without making all groups of a large register: `groups(kind).of(entity)`."""
    kind = _kind_of(entity)
    if kind == "place":
        return _by_judgement(entity)
    found: set[str] = set()
    waiting = [entity]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        waiting += _neighbours(kind, one, samples)
    return frozenset(found)


def _by_judgement(entity: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [entity]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [other for other, verdict in _judged(one).items() if verdict == Judgement.Verdict.SAME]
    return frozenset(found)


def _judged(entity: str) -> dict[str, str]:
    """What was judged last of an entity and each other."""
    rows = Judgement.objects.filter(Q(one=entity) | Q(other=entity)).order_by("at", "pk")
    return {row.other if row.one == entity else row.one: row.verdict for row in rows}


def _neighbours(kind: str, entity: str, samples: bool) -> set[str]:
    """What one entity is joined to directly."""
    judged = _judged(entity)
    joined = {other for other, verdict in judged.items() if verdict == Judgement.Verdict.SAME}
    own = _entity(kind, entity, samples)
    if own is None:
        return joined
    keys = {name_key(name) for name in own.names}
    near = [one for one in _candidates(kind, own, keys, samples) if one.id != entity]
    alike = {one.id for one in near if set(one.tax_ids) & set(own.tax_ids)}
    for key in keys:
        bearers = [one for one in near if key in {name_key(name) for name in one.names}]
        if not _of_two([own, *bearers]):
            alike |= {one.id for one in bearers}
    return joined | {one for one in alike if judged.get(one) != Judgement.Verdict.DIFFERENT}


def _entity(kind: str, entity: str, samples: bool) -> Entity | None:
    head, _, rest = entity.partition(":")
    if head != PAPER:
        return next(iter(_of_data(kind, samples, slugs=[rest])), None)
    key = rest.partition(":")[2]
    if kind != "organisation":
        return next((one for one in _of_papers(kind, samples) if one.id == entity), None)
    row = Organisation.objects.filter(Q(tax_id=key) | Q(tax_id="", key=key), sample=samples).exclude(key="").first()
    return Entity(entity, kind, (row.name,), (row.tax_id,) if row.tax_id else ()) if row else None


def _candidates(kind: str, own: Entity, keys: set[str], samples: bool) -> Iterable[Entity]:
    named = Claim.objects.filter(
        subject__kind=kind, subject__sample=samples, state=Claim.State.ACCEPTED, field__in=("name", "tax_id")
    )
    slugs = {
        slug
        for slug, field, value in named.values_list("subject__slug", "field", "value")
        if (field == "name" and name_key(str(value)) in keys) or (field == "tax_id" and value in own.tax_ids)
    }
    labels = Subject.objects.filter(kind=kind, sample=samples).values_list("slug", "label")
    slugs |= {slug for slug, label in labels if name_key(label) in keys}
    yield from _of_data(kind, samples, slugs=sorted(slug for slug in slugs if slug))
    if kind != "organisation":
        yield from _of_papers(kind, samples)
        return
    rows = Organisation.objects.filter(Q(tax_id__in=own.tax_ids) | Q(key__in=keys), sample=samples)
    for row in rows:
        yield Entity(paper_id(kind, row.tax_id or row.key), kind, (row.name,), (row.tax_id,) if row.tax_id else ())


def _alike_for_sure(rows: list[Entity]) -> Iterable[tuple[str, str]]:
    """Pairs that share a tax number, or a whole name; a tax number that differs outweighs a name."""
    by_number: dict[str, str] = {}
    by_name: dict[str, list[Entity]] = defaultdict(list)
    for row in rows:
        for number in row.tax_ids:
            if number in by_number:
                yield by_number[number], row.id
            by_number.setdefault(number, row.id)
        if row.kind != "place":
            for key in {name_key(name) for name in row.names}:
                by_name[key].append(row)
    for several in by_name.values():
        if not _of_two(several):
            yield from ((several[0].id, other.id) for other in several[1:])


def _of_two(bearers: Sequence[Entity]) -> bool:
    """Whether two tax numbers bear one name: then the name alone says of nobody who it is."""
    numbers = [set(one.tax_ids) for one in bearers if one.tax_ids]
    return any(not one & other for one, other in itertools.combinations(numbers, 2))


def last_judgements(kind: str) -> dict[tuple[str, str], Judgement]:
    """The judgement that counts, of each pair that was judged."""
    return {(row.one, row.other): row for row in Judgement.objects.filter(kind=kind).order_by("at", "pk")}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


# ---------------------------------------------------------------- suggestions


def suggestions(kind: str, *, samples: bool = False, judged: bool = False) -> list[Suggestion]:
    """Pairs of which a name of one is much like a name of the other, the most alike first.

    Left out is what is one already, and (unless `judged`) what a person judged. Of places, those of the same region
    and province are compared, as far as both are named: districts of one name are many.
    """
    rows = entities(kind, samples=samples)
    known, last = groups(kind, samples=samples), last_judgements(kind)
    found = []
    for one, other, score in _alike(rows):
        row = last.get(_pair(one.id, other.id))
        verdict = row.verdict if row and row.verdict != Judgement.Verdict.WITHDRAWN else ""
        if (verdict and not judged) or (not verdict and other.id in known.of(one.id)):
            continue
        found.append(Suggestion(one, other, score, verdict))
    return sorted(found, key=lambda s: (-s.score, s.one.id, s.other.id))


def _alike(rows: list[Entity]) -> Iterable[tuple[Entity, Entity, int]]:
    names = [(row, _bare(name)) for row in rows for name in row.names if len(_bare(name)) >= SHORTEST]
    if len(names) < 2:
        return
    best: dict[tuple[str, str], tuple[Entity, Entity, int]] = {}
    texts = [text for _, text in names]
    # in slices: all pairs of ten thousand names at once would fill the memory
    for start in range(0, len(texts), 500):
        scores = process.cdist(texts[start : start + 500], texts, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        for i, j in zip(*np.nonzero(scores), strict=True):
            one, other = names[start + int(i)][0], names[int(j)][0]
            if one.id >= other.id or not _could_be_one(one, other):
                continue
            score = round(float(scores[i, j]))
            if score > best.get((one.id, other.id), (one, other, 0))[2]:
                best[one.id, other.id] = (one, other, score)
    yield from best.values()


def _bare(name: str) -> str:
    """A name without the legal form behind it."""
    form = countries.get().lexicon.pattern("parties.legal_end")
    return name_key(form.sub(" ", name)) or name_key(name)


def _could_be_one(one: Entity, other: Entity) -> bool:
    if one.tax_ids and other.tax_ids:
        return bool(set(one.tax_ids) & set(other.tax_ids))
    if one.kind != "place":
        return True
    parts = zip(one.id.partition(":")[2].split("/"), other.id.partition(":")[2].split("/"), strict=True)
    (district, second), *rest = parts
    return bool(district) == bool(second) and all(not a or not b or name_key(a) == name_key(b) for a, b in rest)


# ---------------------------------------------------------------- judging


Word = Literal["same", "different", "unsure"]


@transaction.atomic
def judge(one: str, other: str, verdict: Word, *, who: str, why: str = "") -> Judgement:
    """Keep what a person holds of two entities; `EntityError` where it cannot be."""
    kind = _kind_of(one)
    if kind != _kind_of(other) or one == other:
        raise EntityError(f"{one} and {other}: two entities of one kind are judged.")
    known = {row.id for samples in (False, True) for row in entities(kind, samples=samples)}
    for given in (one, other):
        if given not in known:
            raise EntityError(f"There is no entity {given}; `veedor entities --kind {kind}` lists them.")
    return _add(kind, one, other, Judgement.Verdict(verdict), who, why)


@transaction.atomic
def undo(one: str, other: str, *, who: str, why: str = "") -> Judgement:
    """Take the last judgement of a pair back; `EntityError` where there is none."""
    row = last_judgements(_kind_of(one)).get(_pair(one, other))
    if row is None or row.verdict == Judgement.Verdict.WITHDRAWN:
        raise EntityError(f"Nobody has judged {one} and {other}: there is nothing to take back.")
    return _add(row.kind, one, other, Judgement.Verdict.WITHDRAWN, who, why)


def _add(kind: str, one: str, other: str, verdict: Judgement.Verdict, who: str, why: str) -> Judgement:
    who = " ".join(who.split())
    if not who:
        raise EntityError("A judgement needs the name of the person who gives it.")
    first, second = _pair(one, other)
    return Judgement.objects.create(
        kind=kind, one=first, other=second, verdict=verdict, who=who, why=why, version=veedor.__version__
    )


def _kind_of(entity: str) -> str:
    head, _, rest = entity.partition(":")
    kind = rest.partition(":")[0] if head == PAPER else head
    if kind not in KINDS or not rest:
        raise EntityError(f"{entity} is no id of an entity; write it as organisation:mmg or paper:organisation:…")
    return kind
