"""The official code (ubigeo, INEI) of a region (two digits), a province (four) or a district (six) by its names.

`place_codes.csv` is made by scripts/place_codes.py from two published lists that agree; place_codes.LICENCES.txt says
whose they are. Many districts share a name: the province or the region that is said beside it decides, and where it
does not, there is no code.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from veedor.values.folding import name_key

_DIGITS = {"region": 2, "province": 4, "district": 6}
_ARTICLE = re.compile(r"(?:el|la|los|las) (?=.)")

Codes = Mapping[str, frozenset[str]]
"""The codes of the places of one level by the key of their name."""


def code_of(place: Mapping[str, str]) -> str | None:
    """The code of the finest place named, None where no place bears all the names said or several do."""
    found = _bearing(place)
    return next(iter(found)) if len(found) == 1 else None


def agrees(place: Mapping[str, str]) -> bool | None:
    """Whether a place bears all the names said; False where each is known and no place bears them together.

    None where a name is not known: it may be misread, local, or of a place that is no district.
    """
    if any(not _named(level, name) for level, name in _said(place).items()):
        return None
    return bool(_bearing(place))


def _bearing(place: Mapping[str, str]) -> frozenset[str]:
    said = _said(place)
    if not said:
        return frozenset()
    finest = max(said, key=lambda level: _DIGITS[level])
    found = _named(finest, said[finest])
    for level, name in said.items():
        above = _named(level, name)
        found = frozenset(code for code in found if code[: _DIGITS[level]] in above)
    return found


def _said(place: Mapping[str, str]) -> dict[str, str]:
    return {level: name for level, name in place.items() if level in _DIGITS and name}


def _named(level: str, name: str) -> frozenset[str]:
    """The codes of the places of a level that are called so, its article left aside (`La Encañada`)."""
    key = name_key(name)
    names = _names()[level]
    return names.get(key) or names.get(_ARTICLE.sub("", key, count=1), frozenset())


@cache
def _names() -> Mapping[str, Codes]:
    levels = {digits: level for level, digits in _DIGITS.items()}
    names: dict[str, dict[str, set[str]]] = {level: defaultdict(set) for level in _DIGITS}
    for code, name in _rows():
        names[levels[len(code)]][name_key(name)].add(code)
    return {level: {key: frozenset(codes) for key, codes in held.items()} for level, held in names.items()}


def _rows() -> list[tuple[str, str]]:
    here = files(__package__)
    rows = csv.DictReader((here / "place_codes.csv").read_text(encoding="utf-8").splitlines())
    listed = [(row["code"], name) for row in rows for name in (row["name"], row["also"]) if name]
    also = tomllib.loads((here / "place_names.toml").read_text(encoding="utf-8"))["also"]
    return listed + [(code, name) for code, names in also.items() for name in names]
