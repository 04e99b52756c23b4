"""The first, plain desk: proposals of a document beside their strips, to be accepted, corrected or rejected."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from veedor.extraction.check_value import BadValueError
from veedor.register.attention import act, replace, waiting_pages
from veedor.register.claims import DecisionError, accept, reject, reopen
from veedor.register.models import Claim, Document, PageAction
from veedor.register.queries import documents_with_proposals, readings_of
from veedor.web import config
from veedor.web.again import start_reading
from veedor.web.facts import facts_of

_WHO = "veedor_who"
"""The cookie that remembers, at the desk only, who is deciding."""
PAGES_SHOWN = 50
"""Pages of the queue on one screen: each brings a picture."""
_LEAST = 10


def _open() -> None:
    if not settings.VEEDOR_DESK:
        raise Http404


def _person(request: HttpRequest) -> str:
    return request.POST.get("who") or request.COOKIES.get(_WHO) or config.PERSON.get()


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Which documents have proposals that wait for a person."""
    _open()
    return render(
        request, "desk.html", {"documents": documents_with_proposals(), "pages_waiting": len(waiting_pages())}
    )


@never_cache
@require_safe
def document(request: HttpRequest, sha256: str) -> HttpResponse:
    """The claims of one document, in the order of the fields."""
    _open()
    return _page(request, sha256)


@never_cache
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The pages that deserve a person or a rescan, the most urgent and worst first."""
    _open()
    return _queue(request)


@never_cache
@require_POST
def page(request: HttpRequest, sha256: str, number: int) -> HttpResponse:
    """Do something about one page of the queue and come back to it."""
    _open()
    row = get_object_or_404(Document, sha256=sha256)
    who, what = _person(request), request.POST.get("what", "")
    try:
        act(row, number, what, who=who, why=request.POST.get("why", ""))
    except DecisionError as error:
        return _queue(request, wrong=(sha256, number), problem=str(error))
    if what == PageAction.Kind.REREAD:
        start_reading()
    return _remember(HttpResponseRedirect(reverse("desk-pages")), who)


@never_cache
@require_POST
def reread(request: HttpRequest, sha256: str) -> HttpResponse:
    """Have a document read again, beside the server; its page says that it waits, and then what came of it."""
    _open()
    row = get_object_or_404(Document, sha256=sha256)
    who = _person(request)
    try:
        act(row, None, PageAction.Kind.REREAD, who=who, why=request.POST.get("why", ""))
    except DecisionError as error:
        return _page(request, sha256, problem=str(error))
    start_reading()
    return _remember(HttpResponseRedirect(reverse("desk-document", args=[sha256])), who)


@never_cache
@require_POST
def replaces(request: HttpRequest, sha256: str) -> HttpResponse:
    """Say that this document is a better scan of another one."""
    _open()
    new = get_object_or_404(Document.objects.select_related("collection"), sha256=sha256)
    who, beginning = _person(request), request.POST.get("old", "").strip().lower()
    found = list(Document.objects.filter(sha256__startswith=beginning)[:2]) if len(beginning) >= _LEAST else []
    try:
        if len(found) != 1:
            raise DecisionError(_("Name the older document by at least ten characters of its SHA-256."))
        replace(found[0], new, who=who, why=request.POST.get("why", ""))
    except DecisionError as error:
        return _page(request, sha256, problem=str(error))
    return _remember(HttpResponseRedirect(reverse("desk-document", args=[sha256])), who)


def _queue(request: HttpRequest, *, wrong: tuple[str, int] | None = None, problem: str = "") -> HttpResponse:
    waiting = waiting_pages()
    shown = waiting[:PAGES_SHOWN]
    context = {
        "waiting": shown,
        "more": len(waiting) - len(shown),
        "who": _person(request),
        "wrong": wrong,
        "problem": problem,
    }
    return render(request, "desk_pages.html", context, status=400 if problem else 200)


def _remember(response: HttpResponseRedirect, who: str) -> HttpResponse:
    response.set_cookie(_WHO, " ".join(who.split()), path="/", httponly=True, samesite="Strict")
    return response


@never_cache
@require_POST
def decide(request: HttpRequest, uid: str) -> HttpResponse:
    """Take one decision and come back to where it was taken."""
    _open()
    claim = get_object_or_404(Claim.objects.select_related("agreement__collection", "document"), uid=uid)
    if claim.document is None:
        raise Http404
    who, why, what = _person(request), request.POST.get("why", ""), request.POST.get("what", "")
    try:
        if what == "accept":
            accept(claim, who=who, why=why)
        elif what == "correct":
            accept(claim, who=who, why=why, value=_typed(request.POST.get("value", "")))
        elif what == "reject":
            reject(claim, who=who, why=why)
        elif what == "reopen":
            reopen(claim, who=who, why=why)
        else:
            raise DecisionError(_("Choose what to decide."))
    except (BadValueError, DecisionError) as error:
        return _page(request, claim.document.sha256, wrong=claim.uid, problem=str(error), typed=request.POST)
    return _remember(
        HttpResponseRedirect(reverse("desk-document", args=[claim.document.sha256]) + f"#v{claim.uid}"), who
    )


def _typed(text: str) -> object:
    """What was typed as a value: JSON where it is JSON, else the text itself (dates and numbers need no quotes)."""
    text = text.strip()
    if not text:
        raise DecisionError(_("Type the value that the paper states."))
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, dict | str | bool) else text


def _page(
    request: HttpRequest, sha256: str, *, wrong: str = "", problem: str = "", typed: object = None
) -> HttpResponse:
    row = get_object_or_404(Document.objects.select_related("collection"), sha256=sha256)
    claims = row.claims.select_related("document", "agreement", "reading").prefetch_related("decisions")
    return render(
        request,
        "desk_document.html",
        {
            "document": row,
            "sample": row.collection.sample,
            "facts": facts_of(claims),
            "who": _person(request),
            "wrong": wrong,
            "problem": problem,
            "typed": typed,
            "agreements": row.agreements.all(),
            **readings_of(row),
            "waiting": waiting_pages(document=row.sha256),
        },
        status=400 if problem else 200,
    )
