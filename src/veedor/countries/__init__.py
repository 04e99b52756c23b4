"""What differs from country to country, behind one small interface; the rest never names a country.

`get("pe")` gives Peru. A country is a package here whose `COUNTRY` is a `veedor.countries.base.Country`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from veedor.countries.base import Country

DEFAULT = "pe"


@cache
def get(code: str = DEFAULT) -> Country:
    """The country of that two-letter code; `LookupError` when there is none."""
    if re.fullmatch(r"[a-z]{2}", code) is None:
        raise LookupError(f"not a country's code: {code!r}")
    try:
        module = importlib.import_module(f"veedor.countries.{code}")
    except ModuleNotFoundError as error:
        raise LookupError(f"no country {code!r} is installed") from error
    country: Country = module.COUNTRY
    return country


def installed() -> list[str]:
    """The codes of the countries that are there."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg and len(found.name) == 2)
