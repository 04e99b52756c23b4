"""Pages for readers: the list, an agreement, a document, one value.

Drafts (documents of which nothing is accepted, values that nobody accepted) are shown only where the desk is served as
well, that is to the people who review them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from veedor.extraction.fields import PRIVATE_FIELDS
from veedor.intake.status import status_of
from veedor.register.models import Claim, Document, Page
from veedor.register.queries import (
    accepted_claims,
    published_documents,
    readings_of,
    registered_agreements,
)
from veedor.register.queries import claim_json as json_of_claim
from veedor.register.search.finding import Marked, marked_in
from veedor.register.search.language import understand
from veedor.values.boxes import Box
from veedor.web.facts import covered, facts_of, marked
from veedor.web.signatures import shown_signatures
from veedor.web.views.search import pieces_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is known and what is not, the search box, and the list."""
    if request.GET.get("q", "").strip():
        # where the search was until it had a page of its own: the address stays good
        return redirect(f"{reverse('search')}?{request.GET.urlencode()}")
    agreements = list(registered_agreements().prefetch_related("parties__organisation", "places__place"))
    return render(
        request,
        "home.html",
        {
            "agreements": [a for a in agreements if not a.collection.sample],
            "samples": [a for a in agreements if a.collection.sample],
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
    """One document: all pages with the boxes of all that was found on them, and of the words of a search (`q`)."""
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
    sought = understand(request.GET.get("q", ""), {"clause": request.GET.get("clausula", "")})
    hits = marked_in(row, sought, pages, drafts=settings.VEEDOR_DESK) if sought.asks_words else []
    shown, at = [], 0
    for page in pages:
        here = [fact for fact in facts if fact.claim.page == page.number or (fact.claim.page is None)]
        boxed = [fact for fact in here if fact.claim.page == page.number]
        boxes = [(fact, box) for fact in boxed for box in _rectangles(fact.claim.boxes)]
        text = covered(page.text)
        pieces = [(text, "")] if page.width else marked(text, here)
        item = {"page": page, "facts": here, "boxes": boxes, "pieces": pieces}
        if hits and page.width:
            item["hits"] = [(hit, _of_words(hit.boxes[page.number])) for hit in hits if page.number in hit.boxes]
        elif hits:
            item["sought"] = _anchored(text, hits, at)
        shown.append(item)
        at += len(page.text) + 1
    return render(
        request,
        "document.html",
        {
            "document": row,
            "sample": row.collection.sample,
            "reading": reading,
            "signatures": shown_signatures(reading.signatures) if reading else [],
            "pages": shown,
            "sought": sought,
            "hits": hits,
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


def _of_words(boxes: list[Box]) -> list[dict[str, float]]:
    return _rectangles([box.padded(1.0).as_list() for box in boxes])


def _anchored(text: str, hits: list[Marked], at: int) -> list[tuple[str, bool, str]]:
    """A page's text in pieces for a search: `(piece, marked, anchor)`; `at` is where the page begins in the reading."""
    anchors = {hit.spans[0][0] - at: f"h{hit.passage.number}" for hit in hits if hit.spans}
    marks = sorted((start - at, end - at) for hit in hits for start, end in hit.spans)
    pieces, start = [], 0
    for piece, is_marked in pieces_of(text, marks):
        pieces.append((piece, is_marked, anchors.get(start, "")))
        start += len(piece)
    return pieces


def _public(data: dict[str, Any]) -> dict[str, Any]:
    """What a program may see: the quote with private numbers covered."""
    data["evidence"]["quote"] = covered(data["evidence"]["quote"])
    return data
