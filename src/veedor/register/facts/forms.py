"""Whether a value has the form that its field asks for, and the value as the register keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from veedor.register.facts.kinds import FactField
from veedor.values.durations import Duration
from veedor.values.edtf import parse_edtf
from veedor.values.norm_ids import NormId

KNOWN_REF = Callable[[str, str], bool]
"""Whether an entry of that kind and id exists."""


class FormError(ValueError):
    """A value that its field cannot take; the message says what is wrong with which key."""


def shaped(field: FactField, raw: Any, known: KNOWN_REF) -> Any:
    """The value of `field` from what a data file says (text, lists, mappings); `FormError` when it is none."""
    if isinstance(field.form, str):
        return _one(field.form, raw, known)
    return _record(field.form, raw, known)


def _record(keys: tuple[tuple[str, str], ...], raw: Any, known: KNOWN_REF) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise FormError(f"has to be a record with {', '.join(key for key, _ in keys)}")
    forms = {key.rstrip("?"): form for key, form in keys}
    for key in raw:
        if key not in forms:
            raise FormError(f"{key} is no key of it; it has {', '.join(forms)}")
    missing = [key for key, _ in keys if not key.endswith("?") and key not in raw]
    if missing:
        raise FormError(f"{', '.join(missing)} is missing")
    if not raw:
        raise FormError("says nothing")
    shaped_ = {}
    for key, value in raw.items():
        try:
            shaped_[key] = _one(forms[key], value, known)
        except FormError as error:
            raise FormError(f"{key}: {error}") from error
    return shaped_


def _one(form: str, raw: Any, known: KNOWN_REF) -> Any:
    head, _, rest = form.partition(":")
    if head == "list":
        if not isinstance(raw, list):
            raise FormError("has to be a list")
        return [_one(rest, item, known) for item in raw]
    if not isinstance(raw, str) or not raw.strip():
        raise FormError("has to be text and cannot be empty")
    return _CHECKS[head](raw.strip(), rest, known)


def _text(raw: str, _rest: str, _known: KNOWN_REF) -> str:
    return " ".join(raw.split())


def _parsed(parse: Callable[[str], object]) -> Callable[[str, str, KNOWN_REF], str]:
    def check(raw: str, _rest: str, _known: KNOWN_REF) -> str:
        try:
            parse(raw)
        except ValueError as error:
            raise FormError(str(error)) from error
        return raw

    return check


def _amount(raw: str, _rest: str, _known: KNOWN_REF) -> str:
    try:
        amount = Decimal(raw)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not re.fullmatch(r"\d+(\.\d+)?", raw) or not amount.is_finite():
        raise FormError(f"{raw!r} is not an amount such as 110.00")
    return raw


def _percent(raw: str, _rest: str, _known: KNOWN_REF) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?", raw) or Decimal(raw) > 100:
        raise FormError(f"{raw!r} is not a percentage such as 62.5")
    return raw


def _whole(least: int) -> Callable[[str, str, KNOWN_REF], int]:
    def check(raw: str, _rest: str, _known: KNOWN_REF) -> int:
        if not re.fullmatch(r"\d{1,12}", raw) or int(raw) < least:
            raise FormError(f"{raw!r} is not a whole number of at least {least}")
        return int(raw)

    return check


def _flag(raw: str, _rest: str, _known: KNOWN_REF) -> bool:
    if raw != "true":
        raise FormError("can only be true; a text that is silent has no such value")
    return True


def _word(raw: str, rest: str, _known: KNOWN_REF) -> str:
    if raw not in rest.split("|"):
        raise FormError(f"{raw!r} is none of {', '.join(rest.split('|'))}")
    return raw


def _ref(raw: str, rest: str, known: KNOWN_REF) -> str:
    if not known(rest, raw):
        raise FormError(f"there is no {rest} with the id {raw!r}")
    return raw


_CHECKS: dict[str, Callable[[str, str, KNOWN_REF], Any]] = {
    "text": _text,
    "date": _parsed(parse_edtf),
    "duration": _parsed(Duration.parse),
    "norm": _parsed(NormId.parse),
    "amount": _amount,
    "percent": _percent,
    "count": _whole(1),
    "number": _whole(0),
    "flag": _flag,
    "word": _word,
    "ref": _ref,
}
