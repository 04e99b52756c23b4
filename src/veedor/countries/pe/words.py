"""Ordinals, ranks and proper names as Peruvian papers write them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_UNITS = {
    "primer": 1, "primera": 1, "primero": 1, "segunda": 2, "segundo": 2, "tercera": 3, "tercero": 3, "tercer": 3,
    "cuarta": 4, "cuarto": 4, "quinta": 5, "quinto": 5, "sexta": 6, "sexto": 6, "setima": 7, "septima": 7, "setimo": 7,
    "septimo": 7, "octava": 8, "octavo": 8, "novena": 9, "noveno": 9, "nona": 9,
}  # fmt: skip
_TENS = {"decima": 10, "decimo": 10, "vigesima": 20, "vigesimo": 20, "trigesima": 30, "trigesimo": 30}
_WHOLE = {
    "undecima": 11, "undecimo": 11, "duodecima": 12, "duodecimo": 12, "decimoprimera": 11, "decimosegunda": 12,
    "decimotercera": 13, "decimocuarta": 14, "decimoquinta": 15, "decimosexta": 16, "decimosetima": 17,
    "decimoseptima": 17, "decimoctava": 18, "decimonovena": 19, "vigesimoprimera": 21, "vigesimosegunda": 22,
}  # fmt: skip
_SMALL = frozenset(["de", "del", "la", "las", "los", "el", "y", "e", "en", "a", "al", "para", "con", "por"])
_CORPS = re.compile(r"(?: s)? ?s?pnp$")
"""`PNP` behind a rank, and `S PNP` behind one of the services."""
_LEGAL = re.compile(r"(?:[A-Z]\.){2,}[A-Z]?\.?|S\.?A\.?[AC]?\.?|PNP|RUC|USA|[IVXL]+|[A-Z]{3,6}POL")


def ordinal(words: str) -> int | None:
    """The number of a folded ordinal (`decimo segunda` → 12, `2da` → 2), None for anything else."""
    digits = re.fullmatch(r"(\d{1,2})(?:ra|da|ta|ma|va|na|ro|do|to|°)?\.?", words)
    if digits:
        return int(digits[1])
    parts = words.split()
    if len(parts) == 1:
        return _UNITS.get(words) or _TENS.get(words) or _WHOLE.get(words)
    if len(parts) == 2 and parts[0] in _TENS and parts[1] in _UNITS:
        return _TENS[parts[0]] + _UNITS[parts[1]]
    return None


@cache
def _ranks() -> dict[str, str]:
    data = tomllib.loads((files(__package__) / "ranks.toml").read_text(encoding="utf-8"))
    return {str(spelling): str(entry["name"]) for entry in data["rank"] for spelling in entry["spellings"]}


def rank(words: str) -> str:
    """The rank of a folded spelling (`sub oficiales` → `suboficial`); the words themselves when it is not known."""
    plain = _CORPS.sub("", words.replace(".", "").replace("-", " "))
    return _ranks().get(plain, plain)


def proper(name: str) -> str:
    """`LA CONVENCIÓN` → `La Convención`; mixed case stays as it is; legal forms and numerals keep their capitals."""
    if not name.isupper():
        return name
    parts = [_one(word, first=i == 0) for i, word in enumerate(name.split())]
    return " ".join(parts)


def _one(word: str, *, first: bool) -> str:
    if not first and word.lower() in _SMALL:
        return word.lower()
    if _LEGAL.fullmatch(word):
        return word
    return "-".join(part if _LEGAL.fullmatch(part) else part.capitalize() for part in word.split("-"))
