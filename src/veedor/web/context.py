"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

import veedor


def site(request: HttpRequest) -> dict[str, Any]:
    """The address of this page in the other language, whether the desk is on, and the version."""
    language = get_language() or settings.LANGUAGE_CODE
    other = "en" if language == "es" else "es"
    path = request.get_full_path()
    twin = f"/{other}{path[len(language) + 1 :]}" if path.startswith(f"/{language}/") else f"/{other}/"
    return {
        "language": language,
        "twin_language": other,
        "twin": twin,
        "desk": settings.VEEDOR_DESK,
        "version": veedor.__version__,
    }
