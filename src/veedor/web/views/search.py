"""Searching the text of the papers: one address for people, programs and feed readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from veedor.register.models import Agreement, Document, Organisation, Passage, Place
from veedor.register.search import finding, index
from veedor.register.search.language import Problem, Query, understand
from veedor.web.facts import covered

SIZE = 20
"""Hits of one page."""
FEED = 50
"""Entries of a feed."""
SHOWN = 420
"""Characters of a paragraph that are shown around its first marked word."""
MOST_AGREEMENTS = 12
CHOICES = 150
"""Names that a field offers at most."""

FIELDS = {"empresa": "company", "lugar": "place", "anio": "year", "estado": "status", "clausula": "clause"}
"""The parameters of the address beside `q`, and the filters that they are."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph with its words marked: pieces of text, each with whether it is one of them."""

    passage: Passage
    pieces: list[tuple[str, bool]]
    address: str

    @property
    def text(self) -> str:
        """What is shown of it, without marks."""
        return "".join(piece for piece, _marked in self.pieces)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document among the hits, with the instrument of the register that it is, if any."""

    document: Document
    agreement: Agreement | None
    hits: list[Hit]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search page; with `formato=json` for programs, with `formato=atom` to be told of new hits."""
    query = asked(request)
    found = finding.find(query, drafts=settings.VEEDOR_DESK, today=timezone.localdate())
    form = request.GET.get("formato", "")
    if form == "atom":
        return _atom(request, query, found)
    if form == "json":
        return _json(request, query, found)
    number = _number(request.GET.get("pagina", ""), len(found.passages))
    agreements = finding.agreements(query, today=timezone.localdate()) if query.asks else Agreement.objects.none()
    held = list(agreements.prefetch_related("parties__organisation", "places__place")[: MOST_AGREEMENTS + 1])
    return render(
        request,
        "search.html",
        {
            "query": query,
            "values": {name: request.GET.get(name, "").strip()[:100] for name in FIELDS},
            "narrowed": any(request.GET.get(name, "").strip() for name in FIELDS),
            "problems": [told(problem) for problem in query.problems],
            "found": found,
            "papers": _by_paper(_hits(found.page(number, SIZE), query)),
            "apart": finding.apart(query, drafts=settings.VEEDOR_DESK, today=timezone.localdate())
            if query.asks_words and not found.passages
            else [],
            "agreements": held[:MOST_AGREEMENTS] if number == 1 else [],
            "more_agreements": len(held) > MOST_AGREEMENTS,
            "first": (number - 1) * SIZE + 1,
            "last": min(number * SIZE, len(found.passages)),
            "before": _address(request, pagina=number - 1) if number > 1 else "",
            "after": _address(request, pagina=number + 1) if number * SIZE < len(found.passages) else "",
            "atom": _address(request, formato="atom", pagina=""),
            "json": _address(request, formato="json", pagina=""),
            "waiting": index.waiting().count(),
            "choices": _choices(),
            "statuses": [
                ("vigente", _("yes, surely or presumably")),
                ("presunto", _("presumably")),
                ("no-vigente", _("no")),
                ("desconocido", _("unknown")),
            ],
        },
    )


def asked(request: HttpRequest) -> Query:
    """The search that an address asks for."""
    return understand(request.GET.get("q", ""), {kind: request.GET.get(name, "") for name, kind in FIELDS.items()})


def told(problem: Problem) -> str:
    """What was not understood, in a sentence."""
    sentence = {
        "too_long": _("Only the first %(about)s characters were searched."),
        "too_many_words": _("Only the first %(about)s words were searched."),
        "open_quote": _("A quotation mark is not closed: everything behind it was taken as one phrase."),
        "only_excluded": _("Only words to leave out were given. Write a word to look for as well."),
        "unknown_filter": _("There is no filter “%(about)s:”; what stands behind it was searched as a word."),
        "no_year": _("“%(about)s” is no year. Write 2015, or 2010-2015."),
        "no_status": _("“%(about)s” is no status. Write vigente, presunto, no-vigente or desconocido."),
    }[problem.code]
    return sentence % {"about": problem.about}


def pieces_of(
    text: str, marks: Sequence[tuple[int, int]], *, start: int = 0, end: int | None = None
) -> list[tuple[str, bool]]:
    """`text[start:end]` in pieces, each with whether it is marked."""
    end = len(text) if end is None else end
    pieces, at = [], start
    for mark in marks:
        first, last = max(mark[0], start), min(mark[1], end)
        if first < last:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    return [piece for piece in [*pieces, (text[at:end], False)] if piece[0]]


def _hits(passages: Sequence[Passage], query: Query) -> Iterator[Hit]:
    for passage in passages:
        marks = finding.marks(passage.text, query)
        text = covered(passage.text)
        start, end = _window(text, marks)
        pieces = pieces_of(text, marks, start=start, end=end)
        pieces = [("… ", False)] * (start > 0) + pieces + [(" …", False)] * (end < len(text))
        yield Hit(
            passage, pieces, f"{reverse('document', args=[passage.document.sha256])}?{_words(query)}#h{passage.number}"
        )


def _window(text: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """What is shown of a long paragraph: whole words, where most of the marked ones stand together."""
    if len(text) <= SHOWN:
        return 0, len(text)
    room = SHOWN * 3 // 4
    held = {start: sum(b - a for a, b in marks if start <= a and b <= start + room) for start, _ in marks}
    first = max(held, key=lambda start: held[start], default=0)
    start = max(0, min(first - SHOWN // 4, len(text) - SHOWN))
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + SHOWN) if start + SHOWN < len(text) else len(text)
    return start, end if end > first else min(len(text), start + SHOWN)


def _words(query: Query) -> str:
    """The part of a search that a paper's page marks."""
    return urlencode({"q": query.typed, **({"clausula": query.clause} if query.clause else {})})


def _by_paper(hits: Iterator[Hit]) -> list[Paper]:
    papers: list[Paper] = []
    for hit in hits:
        document = hit.passage.document
        if not papers or papers[-1].document != document:
            held = document.agreements.filter(registered=True).order_by("slug").first()
            papers.append(Paper(document, held, []))
        papers[-1].hits.append(hit)
    return papers


def _number(said: str, hits: int) -> int:
    """The page that is asked for, or the nearest that there is."""
    last = max(1, -(-hits // SIZE))
    return min(max(1, int(said)), last) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _address(request: HttpRequest, **changed: object) -> str:
    """The address of this search with other parameters; empty ones fall away."""
    kept = {name: request.GET.get(name, "").strip() for name in ("q", *FIELDS, "pagina")}
    kept |= {name: str(value) for name, value in changed.items()}
    return f"{reverse('search')}?{urlencode({name: value for name, value in kept.items() if value})}"


def _choices() -> dict[str, list[str]]:
    """Names that the fields offer, those of the register."""
    companies = Organisation.objects.filter(parties__role="company").order_by("name").values_list("name", flat=True)
    parts = Place.objects.filter(agreements__isnull=False).values_list("district", "province", "region")
    return {
        "companies": list(companies.distinct()[:CHOICES]),
        "places": sorted({part for place in parts for part in place if part})[:CHOICES],
    }


def _json(request: HttpRequest, query: Query, found: finding.Found) -> JsonResponse:
    number = _number(request.GET.get("pagina", ""), len(found.passages))
    after = _address(request, formato="json", pagina=number + 1) if number * SIZE < len(found.passages) else None
    return JsonResponse(
        {
            "query": query.typed,
            "problems": [{"code": problem.code, "about": problem.about} for problem in query.problems],
            "hits": len(found.passages),
            "more": found.more,
            "papers": found.papers,
            "next": request.build_absolute_uri(after) if after else None,
            "passages": [_hit_json(request, hit) for hit in _hits(found.page(number, SIZE), query)],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _hit_json(request: HttpRequest, hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "sha256": passage.document.sha256,
        "name": passage.document.name,
        "sample": passage.document.collection.sample,
        "page": passage.page,
        "clause": passage.clause or None,
        "part": passage.part or None,
        "heading": passage.heading or None,
        "text": covered(passage.text),
        "marks": [piece for piece, is_marked in hit.pieces if is_marked],
        "address": request.build_absolute_uri(hit.address),
    }


def _atom(request: HttpRequest, query: Query, found: finding.Found) -> HttpResponse:
    """The hits as a feed: each keeps its id as long as the paragraph stands where it stands."""
    title = query.typed or ", ".join(
        value for value in (query.company, query.place, query.clause, query.status) if value
    )
    feed = Atom1Feed(
        title=f"Veedor: {title}",
        link=request.build_absolute_uri(_address(request)),
        feed_url=request.build_absolute_uri(),
        description="",
        language=get_language(),
    )
    passages = found.page(1, FEED)
    for hit in _hits(passages, query):
        document = hit.passage.document
        sample = f" ({_('sample')})" if document.collection.sample else ""
        where = f", {_('page')} {hit.passage.page}" if hit.passage.page else ""
        feed.add_item(
            title=f"{document.name}{where}{sample}",
            link=request.build_absolute_uri(hit.address),
            description=hit.text,
            unique_id=f"urn:sha256:{document.sha256}#h{hit.passage.number}",
            updateddate=document.first_seen,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
