"""Pictures of pages and of the strip of paper that says a value."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from veedor.extraction.fields import PRIVATE_FIELDS
from veedor.register.models import Claim, Page
from veedor.register.queries import published_documents
from veedor.web.strips import PictureError, claim_strip, page_picture, page_thumbnail

_DAY = 86_400


@require_safe
def page(request: HttpRequest, sha256: str, number: int) -> HttpResponse:
    """The page as shown, private numbers painted over."""
    row = _page(sha256, number)
    return _picture(lambda: page_picture(row))


@require_safe
def thumbnail(request: HttpRequest, sha256: str, number: int) -> HttpResponse:
    """The same, small: to tell pages apart in a list."""
    row = _page(sha256, number)
    return _picture(lambda: page_thumbnail(row))


def _page(sha256: str, number: int) -> Page:
    pages = Page.objects.select_related("reading__document")
    if not settings.VEEDOR_DESK:
        pages = pages.filter(reading__document__in=published_documents())
    return get_object_or_404(pages, reading__document__sha256=sha256, reading__current=True, number=number)


@require_safe
def claim(request: HttpRequest, uid: str) -> HttpResponse:
    """The strip of the page on which the claim's words stand, with their boxes drawn."""
    claims = Claim.objects.select_related("document", "reading")
    if not settings.VEEDOR_DESK:
        claims = claims.filter(decisions__isnull=False).exclude(field__in=PRIVATE_FIELDS).distinct()
    row = get_object_or_404(claims, uid=uid)
    if row.page is None or not row.boxes:
        raise Http404
    return _picture(lambda: claim_strip(row))


def _picture(make: Callable[[], bytes]) -> HttpResponse:
    try:
        data = make()
    except PictureError as error:
        raise Http404(str(error)) from error
    response = HttpResponse(data, content_type="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={_DAY}"
    return response
