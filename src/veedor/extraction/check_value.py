"""Whether a value is what its field asks for: the same test for the machine's findings and a person's correction."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from veedor.extraction.fields import FIELDS, Field
from veedor.values.durations import Duration
from veedor.values.edtf import parse_edtf
from veedor.values.norm_ids import NormId


class BadValueError(ValueError):
    """A value that its field cannot take. `problems` gives a sentence a key (the key `""` is the whole value)."""

    def __init__(self, field: str, problems: dict[str, str]) -> None:
        self.field = field
        self.problems = problems
        super().__init__(f"{field}: " + "; ".join(f"{key}: {text}" if key else text for key, text in problems.items()))


def check_value(field_name: str, value: Any) -> None:
    """Nothing when `value` fits the field of that name; `BadValueError` when not, `KeyError` for an unknown field."""
    field = FIELDS[field_name]
    problems = _record_problems(field, value) if field.kind == "record" else _plain_problems(field, value)
    if problems:
        raise BadValueError(field_name, problems)


def canonical(value: Any) -> str:
    """One spelling for equal values: what rivals are told apart by, and what ids are made from."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain_problems(field: Field, value: Any) -> dict[str, str]:
    if field.kind == "flag":
        return {} if value is True else {"": "can only be true; a text that is silent has no such value"}
    if not isinstance(value, str) or not value.strip():
        return {"": "has to be text and cannot be empty"}
    try:
        if field.kind == "date":
            parse_edtf(value)
        elif field.kind == "duration":
            Duration.parse(value)
        elif field.kind == "norm":
            NormId.parse(value)
    except ValueError as error:
        return {"": str(error)}
    if field.choices and value not in field.choices:
        return {"": f"{value!r} is none of {', '.join(field.choices)}"}
    return {}


def _record_problems(field: Field, value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {"": f"has to be a record with {', '.join(field.keys)}"}
    problems: dict[str, str] = {}
    allowed = {key.rstrip("?"): key.endswith("?") for key in field.keys}
    choices = dict(field.key_choices)
    for key in value:
        if key not in allowed:
            problems[key] = "is no key of this field"
    for key, optional in allowed.items():
        held = value.get(key)
        if held is None or held == "":
            if not optional:
                problems[key] = "is missing"
        elif key in choices and held not in choices[key]:
            problems[key] = f"{held!r} is none of {', '.join(choices[key])}"
        elif key == "amount":
            problems |= {} if _is_amount(held) else {key: f"{held!r} is not an amount such as 110.00"}
        elif key == "currency":
            problems |= {} if _is_currency(held) else {key: f"{held!r} is not the three letters of a currency"}
        elif key in {"count", "ordinal"}:
            problems |= {} if type(held) is int and held > 0 else {key: f"{held!r} is not a whole number above nought"}
        elif key == "cites":
            problems |= {} if isinstance(held, list) and all(isinstance(n, str) for n in held) else {key: "is no list"}
        elif not isinstance(held, str):
            problems[key] = "has to be text"
    if not any(v not in (None, "") for v in value.values()):
        problems[""] = "says nothing"
    return problems


def _is_currency(text: Any) -> bool:
    """Whether it has the form of an ISO 4217 code. Which coins there are is the country's knowledge."""
    return isinstance(text, str) and re.fullmatch(r"[A-Z]{3}", text) is not None


def _is_amount(text: Any) -> bool:
    if not isinstance(text, str):
        return False
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return False
    return amount.is_finite() and amount >= 0
