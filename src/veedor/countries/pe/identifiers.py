"""Peru's tax number, RUC, with its check digit."""

from __future__ import annotations

import re

from stdnum.pe import ruc

from veedor.countries.base import Found
from veedor.countries.spanish.digits import REPAIRED, meant_by

_NAMED = (
    r"(?:r\.? ?u\.? ?c\.?|registro unico de(?:l)? contribuyentes?|numero de contribuyente)"
    r"(?: ?\(?r\.?u\.?c\.?\)?)?[^0-9a-z_]{0,6}(?:n(?:ro|um|[a-z])?[^0-9a-z]{0,5})?"
)
_RUC = re.compile(rf"{_NAMED}(?P<n>\d[\d -]{{9,13}}\d)(?![olisbgz|])")
_DAMAGED_RUC = re.compile(rf"{_NAMED}(?P<n>[\dolisbgz|](?:[ -]?[\dolisbgz|]){{10}})(?![a-z0-9|])")
_OLD_RUC = re.compile(rf"{_NAMED}(?P<n>\d{{8}})(?![\da-z|-])")
_HEADS = ("ruc", "r.u.c", "r u c", "r.uc", "ru.c", "r. u. c", "registro unico de", "numero de contribuyente")
_KINDS = frozenset(["10", "15", "16", "17", "20", "99"])
"""How a RUC begins: persons, firms, others (SUNAT)."""


def ruc_is_valid(number: str) -> bool:
    """Whether the eleven digits of a RUC pass modulo 11 (SUNAT); false for anything else."""
    return len(number) == 11 and number.isdigit() and bool(ruc.is_valid(number))


def find_tax_ids(text: str) -> list[Found[str]]:
    """Numbers that the folded `text` calls a RUC. A wrong check digit is told, not hidden."""
    found: dict[int, Found[str]] = {}
    for head in _HEADS:
        at = text.find(head)
        while at >= 0:
            one = _eleven_digits(text, at) or _of_eight_digits(text, at) or _mended(text, at)
            if one:
                found[one.start] = one
            at = text.find(head, at + 1)
    return sorted(found.values(), key=lambda f: f.start)


def _eleven_digits(text: str, at: int) -> Found[str] | None:
    match = _RUC.match(text, at)
    digits = re.sub(r"\D", "", match["n"]) if match else ""
    if match is None or len(digits) != 11 or digits[:2] not in _KINDS:
        return None
    return _checked(match.start("n"), match.end("n"), digits)


def ruc_alone(words: str) -> Found[str] | None:
    """The RUC that eleven digits are which stand alone, as in a cell of a table; None for anything else."""
    return _checked(0, len(words), words) if len(words) == 11 and words.isdigit() else None


def _checked(start: int, end: int, digits: str) -> Found[str]:
    ok = ruc_is_valid(digits)
    return Found(start, end, digits, (f"ruc_check_digit:{'ok' if ok else 'no'}",), 0.98 if ok else 0.6)


def _of_eight_digits(text: str, at: int) -> Found[str] | None:
    """Before 2001 a tax number had eight digits and no check digit that could be told (SUNAT)."""
    old = _OLD_RUC.match(text, at)
    return Found(old.start("n"), old.end("n"), old["n"], ("ruc_old_form:ok",), 0.85) if old else None


def _mended(text: str, at: int) -> Found[str] | None:
    """`2O498390570`: one or two letters for digits, where the check digit leaves one number that it can be."""
    match = _DAMAGED_RUC.match(text, at)
    said = re.sub(r"[ -]", "", match["n"]) if match else ""
    if match is None or not 1 <= sum(not char.isdigit() for char in said) <= 2:
        return None
    valid = [number for number in map(str, meant_by(said)) if number[:2] in _KINDS and ruc_is_valid(number)]
    if len(valid) != 1:
        return None
    return Found(match.start("n"), match.end("n"), valid[0], ("ruc_check_digit:ok", REPAIRED), 0.85)
