"""Pages for readers: the list, an agreement, a document, one value.

Drafts (documents of which nothing is accepted, values that nobody accepted) are shown only where the desk is served as
well, that is to the people who review them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from veedor.extraction.fields import PRIVATE_FIELDS
from veedor.intake.status import status_of
from veedor.register.models import Claim, Document, Page
from veedor.register.queries import (
    accepted_claims,
    pages_with_words,
    published_documents,
    readings_of,
    registered_agreements,
)
from veedor.register.queries import claim_json as json_of_claim
from veedor.values.folding import fold
from veedor.web.facts import covered, facts_of, marked
from veedor.web.signatures import shown_signatures

LONGEST_SEARCH = 200


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is known and what is not, the search box, and the list."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    agreements = list(registered_agreements(words).prefetch_related("parties__organisation", "places__place"))
    pages = list(pages_with_words(words, drafts=settings.VEEDOR_DESK)) if words else []
    return render(
        request,
        "home.html",
        {
            "words": words,
            "agreements": [a for a in agreements if not a.collection.sample],
            "samples": [a for a in agreements if a.collection.sample],
            "pages": [(page, _around(page.text, words)) for page in pages],
            "status": status_of(),
        },
    )


@require_safe
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """One instrument: every accepted value beside the strip of paper that says it."""
    row = get_object_or_404(registered_agreements(), slug=slug)
    facts = facts_of(accepted_claims(row), row)
    return render(
        request,
        "agreement.html",
        {
            "agreement": row,
            "sample": row.collection.sample,
            "facts": facts,
            "documents": row.documents.order_by("name"),
            "waiting": row.claims.filter(state=Claim.State.PROPOSED).exclude(field__in=PRIVATE_FIELDS).count(),
            "amended_by": row.amended_by.select_related("amendment").order_by("ordinal"),
            "amends": row.amends.select_related("of"),
        },
    )


@require_safe
def agreement_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for programs."""
    row = get_object_or_404(registered_agreements(), slug=slug)
    claims = [_public(json_of_claim(claim)) for claim in accepted_claims(row)]
    return JsonResponse(
        {
            "slug": row.slug,
            "sample": row.collection.sample,
            "kind": row.kind,
            "title": row.title,
            "rivals": row.rivals,
            "documents": [{"sha256": d.sha256, "name": d.name} for d in row.documents.order_by("name")],
            "claims": claims,
        },
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def document(request: HttpRequest, sha256: str) -> HttpResponse:
    """One document: all pages with the boxes of all that was found on them."""
    row = _document(sha256)
    readings = readings_of(row)
    reading = readings["reading"]
    pages = list(Page.objects.filter(reading=reading)) if reading else []
    states = [Claim.State.ACCEPTED, Claim.State.PROPOSED] if settings.VEEDOR_DESK else [Claim.State.ACCEPTED]
    claims = row.claims.filter(state__in=states).select_related("reading").prefetch_related("decisions")
    if not settings.VEEDOR_DESK:
        claims = claims.exclude(field__in=PRIVATE_FIELDS)
    every = facts_of(claims)
    # boxes of an earlier reading belong on that reading's page, which may have been turned otherwise
    facts = [fact for fact in every if not fact.lost]
    shown = []
    for page in pages:
        here = [fact for fact in facts if fact.claim.page == page.number or (fact.claim.page is None)]
        boxed = [fact for fact in here if fact.claim.page == page.number]
        boxes = [(fact, box) for fact in boxed for box in _rectangles(fact.claim.boxes)]
        text = covered(page.text)
        pieces = [(text, "")] if page.width else marked(text, here)
        shown.append({"page": page, "facts": here, "boxes": boxes, "pieces": pieces})
    return render(
        request,
        "document.html",
        {
            "document": row,
            "sample": row.collection.sample,
            "reading": reading,
            "signatures": shown_signatures(reading.signatures) if reading else [],
            "pages": shown,
            "lost": [fact for fact in every if fact.lost],
            **readings,
            "agreements": row.agreements.filter(registered=True),
        },
    )


@require_safe
def claim(request: HttpRequest, uid: str) -> HttpResponse:
    """One value for good: its words, its place, and everything that was decided about it."""
    row = _claim(uid)
    return render(
        request,
        "claim.html",
        {
            "fact": facts_of([row], row.agreement)[0],
            "claim": row,
            "agreement": row.agreement,
            "sample": row.document.collection.sample if row.document else False,
            "history": sorted([*row.decisions.all(), *row.moves.all()], key=lambda step: step.at),
        },
    )


@require_safe
def claim_json(request: HttpRequest, uid: str) -> HttpResponse:
    """The same for programs."""
    return JsonResponse(_public(json_of_claim(_claim(uid))), json_dumps_params={"ensure_ascii": False})


def _document(sha256: str) -> Document:
    """The document whose hash is, or begins with, what the address says (ten characters at least)."""
    if len(sha256) < 10:
        raise Http404
    seen = Document.objects.select_related("collection") if settings.VEEDOR_DESK else published_documents()
    found = list(seen.filter(sha256__startswith=sha256)[:2])
    if len(found) != 1:
        raise Http404
    return found[0]


def _claim(uid: str) -> Claim:
    rows = Claim.objects.select_related("document__collection", "agreement__collection", "source", "reading")
    if not settings.VEEDOR_DESK:
        # an accepted value that was taken back keeps its address and its history; a mere proposal has none
        rows = rows.filter(decisions__isnull=False).exclude(field__in=PRIVATE_FIELDS).distinct()
    return get_object_or_404(rows.prefetch_related("decisions", "moves"), uid=uid)


def _rectangles(boxes: list[list[float]]) -> list[dict[str, float]]:
    return [{"x": x0, "y": y0, "width": round(x1 - x0, 2), "height": round(y1 - y0, 2)} for x0, y0, x1, y1 in boxes]


def _public(data: dict[str, Any]) -> dict[str, Any]:
    """What a program may see: the quote with private numbers covered."""
    data["evidence"]["quote"] = covered(data["evidence"]["quote"])
    return data


def _around(text: str, words: str) -> str:
    """The first line of a page that holds one of the words, with its neighbours."""
    wanted = fold(words).split()
    lines = covered(text).splitlines()
    for at, line in enumerate(lines):
        if any(word in fold(line) for word in wanted):
            return " ".join(" ".join(lines[max(0, at - 1) : at + 2]).split())[:400]
    return ""
