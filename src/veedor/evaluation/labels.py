"""Labels: `<id>.json` files with the facts that a person found on a paper.

    {"id", "exhaustive"?: bool,
     "facts": [{"field", "value", "quote"?, "of"?, "alt"?: [value…]}…],
     "neutral"?: [{"field", "value"?}…]}

`alt` holds values that are right as well (of a record: the keys that may differ). What is `neutral` counts neither
way: without a value, the whole field. `exhaustive` says that all is labelled: a finding that matches nothing is wrong.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veedor.extraction.fields import FIELDS


class LabelsError(ValueError):
    """Labels that cannot be used; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class Label:
    """One fact that the paper states."""

    field: str
    value: Any
    quote: str
    alternatives: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """All labels of one paper."""

    id: str
    exhaustive: bool
    facts: tuple[Label, ...]
    neutral: tuple[tuple[str, Any], ...]
    """Field and value (None: any)."""


def labels_of(folder: Path) -> list[Labelled]:
    """The labels of a folder in the order of their ids; `LabelsError` where there are none or one is broken."""
    if not folder.is_dir():
        raise LabelsError(f"{folder} is no folder of labels.")
    files = sorted(folder.glob("*.json"))
    if not files:
        raise LabelsError(f"There are no labels (*.json) in {folder}.")
    found = [labels_in(path) for path in files]
    twice = {one.id for one in found if sum(other.id == one.id for other in found) > 1}
    if twice:
        raise LabelsError(f"{folder}: several files are labels of {', '.join(sorted(twice))}.")
    return found


def labels_in(path: Path) -> Labelled:
    """The labels of one file."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LabelsError(f"{path}: is no JSON ({error}).") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str) or not isinstance(raw.get("facts"), list):
        raise LabelsError(f"{path}: has to be an object with an id and a list of facts.")
    facts = [label for number, row in enumerate(raw["facts"], 1) for label in _labels(path, number, row)]
    neutral = []
    for number, row in enumerate(raw.get("neutral") or [], 1):
        _field(path, f"neutral {number}", row)
        neutral.append((row["field"], row.get("value")))
    return Labelled(raw["id"], raw.get("exhaustive") is True, tuple(facts), tuple(neutral))


def _labels(path: Path, number: int, row: Any) -> list[Label]:
    """One label; of a list of single words (modality) as many as words. A value of null labels nothing."""
    _field(path, f"fact {number}", row)
    value = row.get("value")
    if value is None:
        return []
    alternatives = row.get("alt") or []
    if not isinstance(alternatives, list):
        raise LabelsError(f"{path}: fact {number}: alt has to be a list.")
    several = value if isinstance(value, list) and FIELDS[row["field"]].kind == "word" else [value]
    return [Label(row["field"], one, str(row.get("quote") or ""), tuple(alternatives)) for one in several]


def _field(path: Path, where: str, row: Any) -> None:
    if not isinstance(row, dict) or row.get("field") not in FIELDS:
        name = row.get("field") if isinstance(row, dict) else row
        raise LabelsError(f"{path}: {where}: there is no field {name!r}.")
