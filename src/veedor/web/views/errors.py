"""When there is nothing to show: a page for people, one JSON shape for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _error(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    if request.path.endswith(".json"):
        return JsonResponse({"error": {"code": code, "message": message, "status": status}}, status=status)
    return render(request, "error.html", {"status": status, "message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request makes no sense."""
    return _error(request, 400, "bad_request", _("This request cannot be understood. Check the address."))


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """A form without its token, or a door that is closed."""
    return _error(request, 403, "forbidden", _("This form has expired. Go back, load the page again and repeat."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing stands at this address."""
    return _error(request, 404, "not_found", _("Nothing stands at this address. Search from the first page."))


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return _error(request, 500, "fault", _("Veedor failed here. The log in the data folder says why."))
