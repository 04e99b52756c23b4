"""What a person names: a mine, a company, a police unit, an agreement, a district, by id or by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from veedor.register.asking.knowledge import Knowledge
from veedor.register.entities import KINDS as ENTITIES
from veedor.register.entities import PAPER, same_as
from veedor.register.models import (
    Agreement,
    AgreementPlace,
    AgreementSubject,
    Amendment,
    Claim,
    Party,
    Place,
    Subject,
)
from veedor.register.projection import TIES
from veedor.values.folding import fold, name_key

PLACE = "place"
AGREEMENT = "agreement"
_PARTS = ("district", "province", "region")
_GUARDED = frozenset(TIES.values())


class UnknownError(LookupError):
    """Nothing, or more than one thing, is called so; the message says which names would do.

    `found` are the things it can be, for a page that lets people choose.
    """

    def __init__(self, message: str, found: Sequence[Named] = ()) -> None:
        super().__init__(message)
        self.found = tuple(found)


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that somebody named.

    `kind` is a kind of `facts.kinds`, `agreement` or `place`; a place's `slug` is `district/province/region`, each part
    empty where it was not said.
    """

    kind: str
    slug: str
    label: str

    @property
    def address(self) -> str:
        """How it can be named without doubt."""
        return f"{self.kind}:{self.slug}"


def find(text: str, knowledge: Knowledge, kinds: frozenset[str] = frozenset()) -> Named:
    """The one thing that `text` names: `kind:id`, an id, a name, or a place (`Cocachacra`, `Islay, Arequipa`).

    With `kinds`, one of these only. `UnknownError` where there is none, or where several go by that name: whoever asks
    decides, nothing is guessed.
    """
    # PostgreSQL knows no text with a NUL
    text = text.replace("\0", " ").strip()
    kind, _, rest = text.partition(":")
    if rest and (kind in {PLACE, AGREEMENT} or Subject.objects.filter(kind=kind).exists()):
        found = [one for one in _called(rest.strip(), knowledge, kind == PLACE) if one.kind == kind]
    else:
        found = _called(text, knowledge, places=True)
    if kinds:
        found = [one for one in found if one.kind in kinds]
    if not found:
        raise UnknownError(f"Nothing in the register is called {text}.")
    if len(found) > 1:
        names = ", ".join(f"{one.address} ({one.label})" for one in found[:8])
        raise UnknownError(f"{text} can be several things. Say which one: {names}.", found)
    return found[0]


def _called(text: str, knowledge: Knowledge, places: bool) -> list[Named]:
    """Everything of that id; else of that name; else the places of that name."""
    by_id = [
        *(Named(one.kind, one.slug, one.label) for one in _subjects(knowledge).filter(slug=text)),
        *(Named(AGREEMENT, one.slug, str(one)) for one in knowledge.agreements().filter(slug=text)),
    ]
    if by_id:
        return by_id
    key = name_key(text)
    if not key:
        return []
    by_name = [Named(one.kind, one.slug, one.label) for one in _by_name(key, knowledge)]
    by_name += [
        Named(AGREEMENT, one.slug, str(one))
        for one in knowledge.agreements().filter(Q(number_key=key) | Q(title_key=key))[:9]
    ]
    return by_name or (_places(text, knowledge) if places else [])


def _subjects(knowledge: Knowledge) -> QuerySet[Subject, Subject]:
    return Subject.objects.filter(sample=knowledge.samples).order_by("kind", "slug")


def _by_name(key: str, knowledge: Knowledge) -> list[Subject]:
    """Mines, companies and units one of whose names is that one."""
    found = {one.pk: one for one in _subjects(knowledge) if name_key(one.label) == key}
    claims = Claim.objects.filter(field="name", subject__kind__in=_GUARDED, subject__sample=knowledge.samples)
    for claim in knowledge.accepted(claims.select_related("subject")):
        if claim.subject is not None and isinstance(claim.value, str) and name_key(claim.value) == key:
            found.setdefault(claim.subject.pk, claim.subject)
    return list(found.values())


def _places(text: str, knowledge: Knowledge) -> list[Named]:
    """The places of that name: `Cocachacra`, or with what it lies in: `Cocachacra, Islay`."""
    asked = [fold(part) for part in text.replace("/", ",").split(",")]
    found: dict[str, Named] = {}
    for place in Place.objects.filter(sample=knowledge.samples):
        parts = [place.district, place.province, place.region]
        for level, _ in enumerate(_PARTS):
            own = parts[level:]
            if own[0] and [fold(part) for part in own[: len(asked)]] == asked:
                # a name that only some papers give with all that it lies in is one place
                slug = "/".join([""] * level + own)
                found[slug] = Named(PLACE, slug, ", ".join(part for part in own if part))
    return _widest(list(found.values()))


def _widest(found: list[Named]) -> list[Named]:
    """The place that holds all others of its name, if one does: the province Espinar and not its district Espinar.

    A district that some papers name without its province holds, in this sense, the one that is named in full.
    """
    for one in found:
        parts = one.slug.split("/")
        if all(_within(other.slug.split("/"), parts) for other in found):
            return [one]
    return found


def _within(parts: list[str], wider: list[str]) -> bool:
    return all(not b or a == b for a, b in zip(parts, wider, strict=True))


def places_like(slug: str, knowledge: Knowledge) -> QuerySet[Place, Place]:
    """The rows of a place and of what lies in it (a province holds its districts), under every name judged the same."""
    same = same_as(f"{PLACE}:{slug}", samples=knowledge.samples)
    wanted = Q()
    for one in same:
        parts = zip(_PARTS, one.partition(":")[2].split("/"), strict=True)
        wanted |= Q(**{part: name for part, name in parts if name})
    return Place.objects.filter(wanted, sample=knowledge.samples)


def _of_names(thing: Named, knowledge: Knowledge) -> set[int]:
    """The agreements of a company, mine or unit: those that reviewed data tie to it, and papers that give its names."""
    ids = {f"{thing.kind}:{thing.slug}"}
    if thing.kind in ENTITIES:
        ids |= same_as(f"{thing.kind}:{thing.slug}", samples=knowledge.samples)
    slugs = {one.partition(":")[2] for one in ids if not one.startswith(f"{PAPER}:")}
    keys = {one.split(":", 2)[2] for one in ids if one.startswith(f"{PAPER}:")}
    tied = AgreementSubject.objects.filter(subject__kind=thing.kind, subject__slug__in=slugs)
    chosen = set(tied.values_list("agreement", flat=True))
    if keys and thing.kind == "organisation":
        by_name = Q(organisation__tax_id="", organisation__key__in=keys)
        parties = Party.objects.filter(Q(organisation__tax_id__in=keys) | by_name)
        chosen |= set(parties.values_list("agreement", flat=True))
    elif keys:
        claims = Claim.objects.filter(field=thing.kind, about="this", document__isnull=False, agreement__isnull=False)
        for claim in knowledge.accepted(claims):
            name = claim.value.get("name") if isinstance(claim.value, dict) else ""
            if name_key(str(name or "")) in keys and claim.agreement_id is not None:
                chosen.add(claim.agreement_id)
    return chosen


def agreements_at(thing: Named, knowledge: Knowledge) -> QuerySet[Agreement, Agreement]:
    """The agreements that guard a mine, are paid by a company, bind a unit, or serve in a place; with their adendas.

    An adenda often does not name the place again: it comes with the agreement that it amends.
    """
    rows = knowledge.agreements()
    chosen: set[int]
    if thing.kind == AGREEMENT:
        chosen = set(rows.filter(slug=thing.slug).values_list("pk", flat=True))
    elif thing.kind == PLACE:
        places = places_like(thing.slug, knowledge)
        chosen = set(AgreementPlace.objects.filter(place__in=places).values_list("agreement", flat=True))
    else:
        chosen = _of_names(thing, knowledge)
    adendas = Amendment.objects.filter(of__in=chosen).values_list("amendment", flat=True)
    return rows.filter(pk__in=chosen | set(adendas)).order_by("slug")
