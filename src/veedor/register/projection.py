"""What follows from accepted claims: an instrument's columns, parties, payments, places, ties, amendments, its life.

A pure function of the claims: run twice it gives the same rows, and rows that no accepted claim carries any more go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from veedor.extraction.check_value import canonical
from veedor.extraction.fields import AGREEMENT_TYPES, FIELDS, PRIVATE_FIELDS
from veedor.register import lives
from veedor.register.models import (
    Agreement,
    AgreementPlace,
    AgreementSubject,
    Amendment,
    Claim,
    Organisation,
    Party,
    Payment,
    Place,
    Subject,
    SubjectPlace,
)
from veedor.values.folding import fold, name_key

_COLUMNS = {"doc_type": "kind", **{n: n for n in ("number", "title", "signed_on", "starts_on", "ends_on", "term")}}
"""Fields with one true value, and the column that repeats it."""
TIES = {"company": "organisation", "site": "project", "unit": "police_unit"}
"""Fields whose value is the id of a thing of the world, and its kind."""
_PLACES = ("place", "area")
_KEY = 300
"""So much of a key is kept."""


def project(agreement: Agreement) -> None:
    """Make the calculated rows of `agreement` again from its accepted claims."""
    project_all([agreement])


@transaction.atomic
def project_all(agreements: Sequence[Agreement]) -> None:
    """The same for some hundreds of agreements in a few statements."""
    claims: dict[int, list[Claim]] = defaultdict(list)
    accepted = Claim.objects.filter(state=Claim.State.ACCEPTED, agreement__in=agreements)
    for claim in accepted.order_by("pk"):
        claims[claim.agreement_id or 0].append(claim)
    rows = _Rows(agreements)
    for agreement in agreements:
        _columns(agreement, claims[agreement.pk])
    # they are all there: this is an update, in one plain statement where bulk_update makes a thousand CASEs
    columns = [*_COLUMNS.values(), "registered", "rivals", "search", *_KEYS]
    Agreement.objects.bulk_create(agreements, update_conflicts=True, unique_fields=["id"], update_fields=columns)
    for agreement in agreements:
        for claim in claims[agreement.pk]:
            rows.take(agreement, claim)
    amended = {row.of for row in Amendment.objects.filter(amendment__in=agreements).select_related("of") if row.of}
    rows.write()
    lives.refresh({*agreements, *amended, *_tie_waiting_amendments(agreements)})


@transaction.atomic
def place_subjects(subjects: Iterable[int]) -> None:
    """Where these things lie, made again from their accepted claims."""
    SubjectPlace.objects.filter(subject__in=subjects).delete()
    claims = Claim.objects.filter(state=Claim.State.ACCEPTED, subject__in=subjects, field__in=_PLACES)
    places = _Places()
    rows = []
    for claim in claims.select_related("subject").order_by("pk"):
        if claim.subject is not None and isinstance(claim.value, dict):
            place = places.get(claim.value, sample=claim.subject.sample)
            rows.append(SubjectPlace(subject=claim.subject, place=place, field=claim.field, claim=claim))
    SubjectPlace.objects.bulk_create(rows)
    _tidy()


def _tidy() -> None:
    Organisation.objects.filter(parties=None).delete()
    Place.objects.filter(agreements=None, subjects=None).delete()


_KEYS = ("number_key", "title_key")


def _columns(agreement: Agreement, claims: list[Claim]) -> None:
    rivals = []
    for name, field in FIELDS.items():
        if field.many:
            continue
        told = [c for c in claims if c.field == name]
        followed = [c for c in told if c.follow]
        values = {canonical(c.value): c.value for c in told}
        if len(values) > 1:
            rivals.append(name)
        if followed:
            # somebody said which of the rivals the register follows, and why
            values = {canonical(c.value): c.value for c in followed}
        if name in _COLUMNS:
            setattr(agreement, _COLUMNS[name], next(iter(values.values())) if len(values) == 1 else "")
    agreement.rivals = rivals
    kinds = {c.value for c in claims if c.field == "doc_type"}
    agreement.registered = bool(kinds & AGREEMENT_TYPES)
    agreement.search = fold(" ".join(_words(c.value) for c in claims if c.field not in PRIVATE_FIELDS))
    agreement.number_key = name_key(agreement.number)[:_KEY]
    agreement.title_key = name_key(agreement.title)[:_KEY]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(_words(v) for v in value.values())
    return " ".join(_words(v) for v in value) if isinstance(value, list) else str(value)


class _Places:
    """Rows of places, each looked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[bool, str, str, str], Place] = {}

    def get(self, value: dict[str, Any], *, sample: bool) -> Place:
        """The row of a district, province or region, made where there is none."""
        district, province, region = (value.get(part) or "" for part in ("district", "province", "region"))
        key = (sample, district, province, region)
        if key not in self._known:
            self._known[key], _ = Place.objects.get_or_create(
                sample=sample, district=district, province=province, region=region
            )
        return self._known[key]


class _Rows:
    """The calculated rows of some agreements: those that were go, those that follow now are written."""

    def __init__(self, agreements: Sequence[Agreement]) -> None:
        self._agreements = agreements
        self._places = _Places()
        self._organisations: dict[tuple[bool, str, str], Organisation] = {}
        self._subjects: dict[tuple[str, str], Subject | None] = {}
        self._parties: list[Party] = []
        self._payments: list[Payment] = []
        self._at: list[AgreementPlace] = []
        self._ties: list[AgreementSubject] = []
        self._amendments: list[Amendment] = []

    def take(self, agreement: Agreement, claim: Claim) -> None:
        """What one claim makes."""
        value = claim.value
        if value is None:
            return
        if claim.field == "party":
            self._parties.append(self._party(agreement, claim, value))
        elif claim.field == "payment":
            self._payments.append(_payment(agreement, claim, value))
        elif claim.field == "place":
            place = self._places.get(value, sample=agreement.collection.sample)
            self._at.append(AgreementPlace(agreement=agreement, place=place, claim=claim))
        elif claim.field == "amends":
            self._amendments.append(_amendment(agreement, claim, value))
        elif claim.field in TIES:
            subject = self._subject(TIES[claim.field], value)
            if subject is not None:
                self._ties.append(
                    AgreementSubject(agreement=agreement, subject=subject, field=claim.field, claim=claim)
                )

    def write(self) -> None:
        """Instead of the rows that were."""
        for model in (Party, Payment, AgreementPlace, AgreementSubject):
            model.objects.filter(agreement__in=self._agreements).delete()
        Amendment.objects.filter(amendment__in=self._agreements).delete()
        Party.objects.bulk_create(self._parties)
        Payment.objects.bulk_create(self._payments)
        AgreementPlace.objects.bulk_create(self._at)
        AgreementSubject.objects.bulk_create(self._ties)
        Amendment.objects.bulk_create(self._amendments)
        _tidy()

    def _party(self, agreement: Agreement, claim: Claim, value: dict[str, Any]) -> Party:
        organisation = self._organisation(value, sample=agreement.collection.sample)
        alias = value.get("alias") or ""
        return Party(agreement=agreement, organisation=organisation, role=value["role"], alias=alias, claim=claim)

    def _organisation(self, value: dict[str, Any], *, sample: bool) -> Organisation:
        key, tax_id = name_key(value["name"])[:_KEY], value.get("ruc") or ""
        known = self._organisations.get((sample, tax_id, "" if tax_id else key))
        if known is None:
            # a tax number is who somebody is; a name only stands in where no paper gives the number
            rows = Organisation.objects.filter(sample=sample, tax_id=tax_id)
            known = (rows if tax_id else rows.filter(key=key)).first()
            known = known or Organisation.objects.create(sample=sample, tax_id=tax_id, key=key, name=value["name"])
            self._organisations[sample, tax_id, "" if tax_id else key] = known
        return known

    def _subject(self, kind: str, slug: str) -> Subject | None:
        if (kind, slug) not in self._subjects:
            self._subjects[kind, slug] = Subject.objects.filter(kind=kind, slug=slug).first()
        return self._subjects[kind, slug]


def _payment(agreement: Agreement, claim: Claim, value: dict[str, Any]) -> Payment:
    return Payment(
        agreement=agreement,
        amount=Decimal(value["amount"]),
        currency=value["currency"],
        unit=value["unit"],
        rank=value.get("rank") or "",
        payee=value["payee"],
        claim=claim,
    )


def _amendment(agreement: Agreement, claim: Claim, value: dict[str, Any]) -> Amendment:
    of_text = value.get("of") or ""
    return Amendment(
        amendment=agreement,
        of=_named(agreement, of_text),
        of_text=of_text,
        of_key=name_key(of_text)[:_KEY],
        ordinal=value.get("ordinal"),
        claim=claim,
    )


def _named(amendment: Agreement, of_text: str) -> Agreement | None:
    """The one instrument of the same collection whose accepted number or title is exactly what the paper names.

    Two such instruments, or none, give None: a link is never guessed.
    """
    peers = Agreement.objects.filter(collection=amendment.collection).exclude(pk=amendment.pk)
    known = peers.filter(slug=of_text).first()
    if known is not None:
        # reviewed data name an agreement by its id
        return known
    key = name_key(of_text)[:_KEY]
    if not key:
        return None
    named = list(peers.filter(Q(number_key=key) | Q(title_key=key), registered=True)[:2])
    return named[0] if len(named) == 1 else None


def _tie_waiting_amendments(agreements: Sequence[Agreement]) -> set[Agreement]:
    """An adenda may be accepted before the agreement it amends: look again whenever an agreement changes.

    Gives the adendas whose tie changed, and the agreements that lost or won one.
    """
    keys = {key for one in agreements for key in (name_key(one.slug), one.number_key, one.title_key) if key}
    changed: set[Agreement] = set()
    waiting = Amendment.objects.filter(Q(of_key__in=keys) | Q(of__in=agreements))
    for row in waiting.select_related("amendment__collection", "of"):
        of = _named(row.amendment, row.of_text)
        if of != row.of:
            changed |= {one for one in (row.of, of, row.amendment) if one is not None}
            row.of = of
            row.save(update_fields=["of"])
    return changed
