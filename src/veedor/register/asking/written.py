"""Answers as JSON: every dataclass becomes an object, every fact carries its evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any

from veedor.register.asking.knowledge import Evidence, Fact
from veedor.values.spans import ALWAYS, NEVER


def as_json(value: Any) -> Any:
    """`value` in plain JSON types. Dates are ISO 8601; since ever and without an end are null; amounts are strings."""
    if isinstance(value, Fact):
        return _fact(value)
    if isinstance(value, Evidence):
        return _evidence(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            f.metadata.get("json", f.name): as_json(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if not f.metadata.get("hidden")
        }
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date):
        return None if value in {ALWAYS, NEVER} else value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [as_json(one) for one in value]
    return value


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "claim": fact.uid,
        "of": fact.of,
        "field": fact.field,
        "value": fact.value,
        "from": fact.since or None,
        "to": fact.until or None,
        "sure": fact.sure or "paper",
        "note": fact.note or None,
        "followed": fact.follow,
        "followed_because": fact.why or None,
        "evidence": _evidence(fact.evidence),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    if evidence.sha256:
        return {
            "sha256": evidence.sha256,
            "document": evidence.document,
            "page": evidence.page,
            "quote": evidence.quote,
        }
    return {
        "address": evidence.address,
        "title": evidence.title,
        "published": evidence.published or None,
        "quote": evidence.quote or None,
    }
