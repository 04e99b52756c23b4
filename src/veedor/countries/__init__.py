"""What differs from country to country, behind one small interface; the rest never names a country.

`get("pe")` gives Peru. A country is a `veedor.countries.base.Country`: the `COUNTRY` of a package here that bears its
code, or what an installed package declares under that code as an entry point of the group `veedor.countries`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from importlib.metadata import entry_points

from veedor.countries.base import Country

DEFAULT = "pe"
GROUP = "veedor.countries"
"""The group of entry points under which other packages declare their countries."""


@cache
def get(code: str = DEFAULT) -> Country:
    """The country of that two-letter code; `LookupError` when there is none."""
    if re.fullmatch(r"[a-z]{2}", code) is None:
        raise LookupError(f"not a country's code: {code!r}")
    country: Country
    if code in _own():
        country = importlib.import_module(f"{__name__}.{code}").COUNTRY
        return country
    for declared in entry_points(group=GROUP, name=code):
        country = declared.load()
        return country
    raise LookupError(f"no country {code!r} is installed")


def installed() -> list[str]:
    """The codes of the countries that are there."""
    return sorted(_own() | {declared.name for declared in entry_points(group=GROUP)})


def _own() -> set[str]:
    return {found.name for found in pkgutil.iter_modules(__path__) if found.ispkg and len(found.name) == 2}
