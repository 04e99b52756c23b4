"""What agreements say field by field, and where they differ (question 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from veedor.extraction.fields import FIELDS
from veedor.register.asking.knowledge import Fact, Knowledge, alike, followed
from veedor.register.asking.things import AGREEMENT, Named, UnknownError
from veedor.register.facts.kinds import KINDS
from veedor.register.models import Agreement, AgreementSubject, Amendment, Subject
from veedor.register.projection import TIES

MOST = 12
"""So many are compared at once."""
ORDER = {name: place for place, name in enumerate(dict.fromkeys([*FIELDS, *KINDS[AGREEMENT].fields]))}
"""All fields that an agreement can have, in the order in which they are shown."""

GROUPS = {
    "force": ("use_of_force", "special_units", "human_rights"),
    "money": ("payment", "promised", "paid", "service_hours", "insurance"),
    "life": ("signed_on", "starts_on", "ends_on", "term", "renewal", "termination_notice", "said"),
}
"""Words for several fields that are asked for together."""


def fields_called(names: Sequence[str]) -> list[str]:
    """The fields of these names, groups opened; `LookupError` with what is neither."""
    unknown = [name for name in names if name not in ORDER and name not in GROUPS]
    if unknown:
        raise LookupError(", ".join(unknown))
    return [field for name in names for field in GROUPS.get(name, (name,))]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agreement says in one field: its different values, each with the facts that give it."""

    id: str
    values: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One field side by side. *Differs* where two that state it state other values; *partly* where some do not."""

    field: str
    verdict: Literal["same", "differs", "partly"]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class CompareAnswer:
    """Agreements side by side, the fields in the order of a paper."""

    agreements: dict[str, str]
    """Labels by id, in the order asked for."""
    held: dict[str, bool]
    """Whether the register holds the text: what one that was not seen does not state proves nothing."""
    rows: list[Row]
    names: dict[str, str]
    """What the ids in values are called: companies, mines, units."""


def compare(
    knowledge: Knowledge, things: Sequence[Named], fields: Sequence[str] = (), *, neighbours: bool = False
) -> CompareAnswer:
    """All terms of these agreements, or some fields. One alone is put beside its adendas.

    With `neighbours`, also beside the other agreements that guard the same mine, or are paid by the same company.

    `UnknownError` for a thing that is no agreement, or more than `MOST`.
    """
    for one in things:
        if one.kind != AGREEMENT:
            raise UnknownError(f"{one.address} is no agreement; agreements are compared.")
    rows = {row.slug: row for row in knowledge.agreements().filter(slug__in=[one.slug for one in things])}
    chosen = [rows[one.slug] for one in things if one.slug in rows]
    if len(chosen) == 1:
        chosen += _adendas(chosen[0])
    if neighbours:
        chosen += _neighbours(knowledge, chosen)
    if len(chosen) > MOST:
        raise UnknownError(f"{len(chosen)} are too many to be compared at once; name {MOST} at most.")
    facts = knowledge.facts(of=chosen, fields=fields)
    names = sorted({name for _, name in facts}, key=lambda name: ORDER.get(name, len(ORDER)))
    slugs = [row.slug for row in chosen]
    held = dict.fromkeys(slugs, False)
    for (slug, _), told in knowledge.facts(of=chosen).items():
        held[slug] = held[slug] or any(fact.evidence.sha256 for fact in told)
    return CompareAnswer(
        {row.slug: str(row) for row in chosen}, held, [_row(name, slugs, facts) for name in names], _names(facts)
    )


def _names(facts: dict[tuple[str, str], list[Fact]]) -> dict[str, str]:
    slugs = {str(fact.value) for (_, name), told in facts.items() if name in TIES for fact in told}
    return dict(Subject.objects.filter(kind__in=TIES.values(), slug__in=slugs).values_list("slug", "label"))


def _adendas(agreement: Agreement) -> list[Agreement]:
    ties = Amendment.objects.filter(of=agreement, amendment__registered=True).select_related("amendment")
    found = {tie.amendment.pk: tie.amendment for tie in ties.order_by("amendment__signed_on", "amendment__slug")}
    return list(found.values())


def _neighbours(knowledge: Knowledge, chosen: list[Agreement]) -> list[Agreement]:
    ties = AgreementSubject.objects.filter(agreement__in=chosen, field__in=("site", "company"))
    found = knowledge.agreements().filter(ties__subject__in=ties.values("subject"), ties__field__in=("site", "company"))
    return list(found.exclude(pk__in=[row.pk for row in chosen]).distinct().order_by("signed_on", "slug"))


def _row(name: str, slugs: list[str], facts: dict[tuple[str, str], list[Fact]]) -> Row:
    cells = tuple(
        Cell(slug, tuple(tuple(same) for same in alike(followed(facts.get((slug, name), ()))))) for slug in slugs
    )
    stated = [{repr(same[0].value) for same in cell.values} for cell in cells if cell.values]
    if any(one != stated[0] for one in stated):
        return Row(name, "differs", cells)
    return Row(name, "same" if len(stated) == len(cells) else "partly", cells)
