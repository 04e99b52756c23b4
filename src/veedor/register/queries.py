"""Questions to the register that several doors ask: command line, pages, desk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Avg, Count, Prefetch, Q, QuerySet

from veedor.extraction.fields import PRIVATE_FIELDS
from veedor.register.models import Agreement, Claim, Decision, Document, Page, PageAction, Reading


def find_claims(
    *, document: str = "", agreement: str = "", field: str = "", state: str = "all"
) -> QuerySet[Claim, Claim]:
    """Claims in the order of the paper. `document` is the beginning of a SHA-256; empty means any."""
    claims = Claim.objects.select_related("document", "source", "agreement", "reading")
    if document:
        claims = claims.filter(document__sha256__startswith=document)
    if agreement:
        claims = claims.filter(agreement__slug=agreement)
    if field:
        claims = claims.filter(field=field)
    if state != "all":
        claims = claims.filter(state=state)
    return claims.order_by("document__name", "document_id", "start", "field", "uid")


def claim_json(claim: Claim) -> dict[str, Any]:
    """A claim with its evidence and decisions, as people's scripts want it."""
    return {
        "uid": claim.uid,
        "field": claim.field,
        "state": claim.state,
        "value": claim.value,
        "proposed": claim.proposed,
        "about": claim.about,
        "agreement": claim.agreement.slug if claim.agreement else None,
        "evidence": {
            "sha256": claim.document.sha256 if claim.document else None,
            "address": claim.source.address if claim.source else None,
            "page": claim.page,
            "boxes": claim.boxes,
            "quote": claim.quote,
            "clause": claim.clause or None,
            "read_by": claim.reading.version if claim.reading else None,
            "found_in_newest_reading": claim.reading.current if claim.reading else None,
        },
        "confidence": claim.confidence,
        "checks": claim.checks,
        "method": claim.method,
        "version": claim.version,
        "decisions": [
            {"kind": d.kind, "who": d.who, "at": d.at.isoformat(), "why": d.why, "before": d.before, "after": d.after}
            for d in claim.decisions.all()
        ],
    }


def registered_agreements() -> QuerySet[Agreement, Agreement]:
    """What stands in the register, sample collections last."""
    found = Agreement.objects.filter(registered=True, documents__isnull=False).select_related("collection")
    return found.distinct().order_by("collection__sample", "-signed_on", "title", "slug")


def accepted_claims(agreement: Agreement) -> list[Claim]:
    """The claims that stand on a paper and may be published, with who decided and when.

    Facts from publications (`veedor load`) are not among them: the agreement's page shows what a paper's page proves.
    """
    decisions = Prefetch("decisions", Decision.objects.order_by("at", "pk"))
    claims = agreement.claims.filter(state=Claim.State.ACCEPTED, document__isnull=False)
    claims = claims.exclude(field__in=PRIVATE_FIELDS)
    return list(claims.select_related("document", "source", "reading").prefetch_related(decisions).order_by("start"))


def published_documents() -> QuerySet[Document, Document]:
    """Documents of which a person has accepted something: what readers may see. All others are drafts."""
    accepted = Claim.objects.filter(state=Claim.State.ACCEPTED, document__isnull=False)
    public = accepted.exclude(field__in=PRIVATE_FIELDS)
    return Document.objects.filter(pk__in=public.values("document")).select_related("collection")


def documents_with_proposals() -> QuerySet[Document, Document]:
    """Documents whose claims wait for a person, those with most first."""
    waiting = Count("claims", filter=Q(claims__state=Claim.State.PROPOSED))
    return (
        Document.objects.select_related("collection")
        .annotate(waiting=waiting, decided=Count("claims") - waiting)
        .filter(Q(waiting__gt=0) | Q(decided__gt=0))
        .order_by("collection__sample", "-waiting", "name")
    )


def readings_of(document: Document) -> dict[str, Any]:
    """How a document was read: the `reading` in use, `earlier` ones, who `asked` for another, what replaces what."""
    reading = document.readings.filter(current=True).first()
    earlier = document.readings.filter(made_at__lt=reading.made_at) if reading else document.readings.none()
    counted = earlier.annotate(count=Count("pages"), mean=Avg("pages__quality", filter=Q(pages__width__gt=0)))
    asked = document.page_actions.filter(kind=PageAction.Kind.REREAD).last()
    return {
        "reading": reading,
        "earlier": list(counted.order_by("-made_at")),
        "asked": asked if document.state == Document.State.AGAIN else None,
        "replaced_by": document.replaced_by.select_related("new"),
        "replaces": document.replaces.select_related("old"),
    }


def documents_to_reread(
    *,
    beginnings: Sequence[str] = (),
    collection: str = "",
    below: float | None = None,
    older_than: str = "",
) -> list[Document]:
    """The documents that fulfil all that is asked; `LookupError` for a beginning of a SHA-256 that names not one.

    `below` is a figure of which a page of the current reading has less; `older_than` a version of Veedor. What was
    never read (an archive, a file that failed) has no reading to be better than: it is chosen by its name alone, or
    with its collection.
    """
    documents = Document.objects.select_related("collection").order_by("pk")
    if beginnings:
        documents = documents.filter(pk__in=[_named(beginning).pk for beginning in beginnings])
    if collection:
        documents = documents.filter(collection__slug=collection)
    if below is not None:
        poor = Page.objects.filter(reading__current=True, width__gt=0, quality__lt=below)
        documents = documents.filter(pk__in=poor.values("reading__document"))
    if older_than:
        current = Reading.objects.filter(current=True)
        versions = set(current.values_list("version", flat=True))
        old = [version for version in versions if version_key(version) < version_key(older_than)]
        documents = documents.filter(pk__in=current.filter(version__in=old).values("document"))
    return list(documents)


def _named(beginning: str) -> Document:
    found = list(Document.objects.filter(sha256__startswith=beginning.lower())[:2]) if beginning else []
    if len(found) != 1:
        raise LookupError(f"{beginning}: {'several documents begin' if found else 'no document begins'} so")
    return found[0]


def version_key(version: str) -> tuple[int, ...]:
    """The numbers of a version, to be compared: `0.10` comes after `0.9`, and what has none before all."""
    return tuple(int(number) for number in re.findall(r"\d+", version))
