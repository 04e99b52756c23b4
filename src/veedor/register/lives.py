"""The life of an agreement from its accepted claims, and of those that were accepted on a past day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from veedor.register.in_force import Answer, Life, Reason, Said, Status, Stretch, Terms, Told
from veedor.register.models import Agreement, Amendment, Claim, InForce

FIELDS = {"signed_on": "signed", "starts_on": "starts", "ends_on": "ends", "term": "term", "renewal": "renewal"}
"""The fields of a claim that say something of an agreement's time, and what `Terms` calls them."""
SAID = "said"


def terms_of(title: str, claims: Iterable[Claim]) -> Terms:
    """What accepted claims of one instrument say of its time. A value that is followed leaves its rivals out."""
    told: dict[str, dict[str, Told]] = {name: {} for name in FIELDS.values()}
    followed: set[str] = set()
    for claim in claims:
        name = FIELDS.get(claim.field)
        if name is None or not isinstance(claim.value, str):
            continue
        if claim.follow and name not in followed:
            followed.add(name)
            told[name] = {}
        if claim.follow or name not in followed:
            told[name].setdefault(claim.value, Told(claim.value, claim.uid))
    return Terms(title, **{name: tuple(values.values()) for name, values in told.items()})


def said_of(claims: Iterable[Claim]) -> tuple[Said, ...]:
    """What accepted claims say of single days."""
    return tuple(
        Said(claim.value["what"], claim.value["when"], claim.uid)
        for claim in claims
        if claim.field == SAID and isinstance(claim.value, dict)
    )


def life_of(agreement: Agreement, claims: Sequence[Claim], adendas: Iterable[tuple[str, Sequence[Claim]]]) -> Life:
    """The life of an agreement: its own claims, and those of each adenda with its title, in the order of signing."""
    texts = [(terms_of(title, own), said_of(own)) for title, own in adendas]
    texts.sort(key=lambda text: _order(text[0]))
    said = said_of(claims) + tuple(one for _, several in texts for one in several)
    return Life(terms_of(str(agreement), claims), tuple(terms for terms, _ in texts), said)


def _order(terms: Terms) -> tuple[str, ...]:
    """By when they were signed, or begin, or end: EDTF sorts by its first characters."""
    for told in (terms.signed, terms.starts, terms.ends):
        if told:
            return (told[0].value,)
    return ("9999",)


def refresh(agreements: Iterable[Agreement]) -> None:
    """Make the stretches of these agreements again, and of those that they amend."""
    chosen = {one.pk: one for one in agreements}
    for row in Amendment.objects.filter(amendment__in=list(chosen), of__isnull=False).select_related("of"):
        if row.of is not None:
            chosen.setdefault(row.of.pk, row.of)
    InForce.objects.filter(agreement__in=list(chosen)).delete()
    # an adenda has no life of its own: it prolongs that of its agreement
    adendas = set(
        Amendment.objects.filter(amendment__in=list(chosen), of__isnull=False).values_list("amendment", flat=True)
    )
    own = [one for one in chosen.values() if one.registered and one.pk not in adendas]
    InForce.objects.bulk_create(
        InForce(
            agreement=agreement,
            first=one.first,
            last=one.last,
            status=one.answer.status,
            because=reasons_json(one.answer.because),
        )
        for agreement, life in lives_of(own)
        for one in _told(life)
    )


def _told(life: Life) -> list[Stretch]:
    """Its stretches from the first to the last that is not plainly *no*."""
    stretches = life.stretches()
    while stretches and stretches[-1].answer.status == Status.NO:
        stretches.pop()
    while stretches and stretches[0].answer.status == Status.NO:
        stretches.pop(0)
    return stretches


Accepted = Callable[[QuerySet[Claim, Claim]], Iterable[Claim]]
"""Of some claims those that were accepted, with the value of that time."""


def accepted_now(claims: QuerySet[Claim, Claim]) -> Iterable[Claim]:
    """What is accepted today."""
    return claims.filter(state=Claim.State.ACCEPTED)


def lives_of(agreements: Sequence[Agreement], accepted: Accepted = accepted_now) -> Iterator[tuple[Agreement, Life]]:
    """The life of each agreement with its adendas, by what is `accepted`."""
    ties: dict[int, dict[int, Agreement]] = defaultdict(dict)
    rows = Amendment.objects.filter(of__in=agreements, amendment__registered=True).select_related("amendment")
    for row in rows.order_by("amendment"):
        if row.amendment_id != row.of_id:
            ties[row.of_id or 0][row.amendment_id] = row.amendment
    held: dict[int, list[Claim]] = defaultdict(list)
    wanted = {one.pk for one in agreements} | {pk for several in ties.values() for pk in several}
    for claim in accepted(Claim.objects.filter(agreement__in=wanted, field__in=[*FIELDS, SAID]).order_by("pk")):
        held[claim.agreement_id or 0].append(claim)
    for agreement in agreements:
        adendas = [(str(one), held[pk]) for pk, one in ties[agreement.pk].items()]
        yield agreement, life_of(agreement, held[agreement.pk], adendas)


def current_life(agreement: Agreement) -> Life:
    """Its life by what is accepted now."""
    ((_, life),) = lives_of([agreement])
    return life


def reasons_json(because: Sequence[Reason]) -> list[list[Any]]:
    """Reasons as they are stored: `[code, date, [claims…]]`."""
    return [[reason.code, reason.date, list(reason.claims)] for reason in because]


def reasons_from(rows: Iterable[Sequence[Any]]) -> tuple[Reason, ...]:
    """The inverse of `reasons_json`."""
    return tuple(Reason(code, date, tuple(claims)) for code, date, claims in rows)


def on(agreement: Agreement, day: dt.date) -> Answer:
    """Whether it was in force on that day, from its stored stretches."""
    row = InForce.objects.filter(agreement=agreement, first__lte=day, last__gte=day).first()
    if row is None:
        return Answer(Status.NO, ())
    return Answer(Status(row.status), reasons_from(row.because))
