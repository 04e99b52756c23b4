"""What follows from the accepted claims of one instrument: its columns, parties, payments, places, amendments.

A pure function of the claims: run twice it gives the same rows, and rows that no accepted claim carries any more go.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from veedor.extraction.check_value import canonical
from veedor.extraction.fields import AGREEMENT_TYPES, FIELDS, PRIVATE_FIELDS
from veedor.register import lives
from veedor.register.models import (
    Agreement,
    AgreementPlace,
    Amendment,
    Claim,
    Organisation,
    Party,
    Payment,
    Place,
)
from veedor.values.folding import fold, name_key

_COLUMNS = {"doc_type": "kind", **{n: n for n in ("number", "title", "signed_on", "starts_on", "ends_on", "term")}}
"""Fields with one true value, and the column that repeats it."""


@transaction.atomic
def project(agreement: Agreement) -> None:
    """Make the calculated rows of `agreement` again from its accepted claims."""
    claims = list(agreement.claims.filter(state=Claim.State.ACCEPTED).order_by("pk"))
    _columns(agreement, claims)
    Party.objects.filter(agreement=agreement).delete()
    Payment.objects.filter(agreement=agreement).delete()
    AgreementPlace.objects.filter(agreement=agreement).delete()
    Amendment.objects.filter(amendment=agreement).delete()
    makers = {"party": _party, "payment": _payment, "place": _place, "amends": _amends}
    for claim in claims:
        if claim.field in makers and claim.value is not None:
            makers[claim.field](agreement, claim, claim.value)
    Organisation.objects.filter(parties=None).delete()
    Place.objects.filter(agreements=None).delete()
    _tie_waiting_amendments(agreement)
    lives.refresh(agreement)


def _columns(agreement: Agreement, claims: list[Claim]) -> None:
    rivals = []
    for name, field in FIELDS.items():
        if field.many:
            continue
        values = {canonical(c.value): c.value for c in claims if c.field == name}
        if len(values) > 1:
            rivals.append(name)
        if name in _COLUMNS:
            setattr(agreement, _COLUMNS[name], next(iter(values.values())) if len(values) == 1 else "")
    agreement.rivals = rivals
    kinds = {c.value for c in claims if c.field == "doc_type"}
    agreement.registered = bool(kinds & AGREEMENT_TYPES)
    agreement.search = fold(" ".join(_words(c.value) for c in claims if c.field not in PRIVATE_FIELDS))
    agreement.save()


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(_words(v) for v in value.values())
    return " ".join(_words(v) for v in value) if isinstance(value, list) else str(value)


def _party(agreement: Agreement, claim: Claim, value: dict[str, Any]) -> None:
    sample = agreement.collection.sample
    key, tax_id = name_key(value["name"]), value.get("ruc") or ""
    # a tax number is who somebody is; a name only stands in where no paper gives the number
    known = Organisation.objects.filter(sample=sample, tax_id=tax_id).first() if tax_id else None
    known = known or Organisation.objects.filter(sample=sample, tax_id=tax_id, key=key).first()
    organisation = known or Organisation.objects.create(sample=sample, tax_id=tax_id, key=key, name=value["name"])
    Party.objects.create(
        agreement=agreement,
        organisation=organisation,
        role=value["role"],
        alias=value.get("alias") or "",
        claim=claim,
    )


def _payment(agreement: Agreement, claim: Claim, value: dict[str, Any]) -> None:
    Payment.objects.create(
        agreement=agreement,
        amount=Decimal(value["amount"]),
        currency=value["currency"],
        unit=value["unit"],
        rank=value.get("rank") or "",
        payee=value["payee"],
        claim=claim,
    )


def _place(agreement: Agreement, claim: Claim, value: dict[str, Any]) -> None:
    place, _ = Place.objects.get_or_create(
        sample=agreement.collection.sample,
        district=value.get("district") or "",
        province=value.get("province") or "",
        region=value.get("region") or "",
    )
    AgreementPlace.objects.create(agreement=agreement, place=place, claim=claim)


def _amends(agreement: Agreement, claim: Claim, value: dict[str, Any]) -> None:
    of_text = value.get("of") or ""
    Amendment.objects.create(
        amendment=agreement,
        of=_named(agreement, of_text),
        of_text=of_text,
        ordinal=value.get("ordinal"),
        claim=claim,
    )


def _named(amendment: Agreement, of_text: str) -> Agreement | None:
    """The one instrument of the same collection whose accepted number or title is exactly what the paper names.

    Two such instruments, or none, give None: a link is never guessed.
    """
    known = Agreement.objects.filter(collection=amendment.collection, slug=of_text).exclude(pk=amendment.pk).first()
    if known is not None:
        # reviewed data name an agreement by its id
        return known
    key = name_key(of_text)
    if not key:
        return None
    peers = Agreement.objects.filter(collection=amendment.collection, registered=True).exclude(pk=amendment.pk)
    named = [peer for peer in peers if key in {name_key(peer.number), name_key(peer.title)}]
    return named[0] if len(named) == 1 else None


def _tie_waiting_amendments(agreement: Agreement) -> None:
    """An adenda may be accepted before the agreement it amends: look again whenever an agreement changes."""
    for row in Amendment.objects.filter(amendment__collection=agreement.collection).exclude(amendment=agreement):
        of = _named(row.amendment, row.of_text)
        if of != row.of:
            row.of = of
            row.save(update_fields=["of"])
            lives.refresh(row.amendment)
