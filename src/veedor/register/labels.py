"""Accepting by hand-made labels: what people typed from the page before any machine read it.

A labels folder holds `<file's stem>.json` files `{"id", "facts": [{"field", "value", "quote"}…]}`. A claim agrees
with a label when field and value are equal (keys that the label leaves out may be there) and the label's words stand
in the claim's quote or the claim's in the label's, white space folded. Agreement is exact on purpose: whatever only
resembles a label stays a proposal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from veedor.extraction.check_value import canonical
from veedor.register.models import Claim
from veedor.values.folding import name_key


class LabelsError(ValueError):
    """A labels folder or file that cannot be used."""


def agreeing_claims(folder: Path, collection: str) -> tuple[list[Claim], int]:
    """The proposed claims of the collection that agree with a label, and how many labels found none."""
    if not folder.is_dir():
        raise LabelsError(f"{folder} is no folder of labels.")
    files = sorted(folder.glob("*.json"))
    if not files:
        raise LabelsError(f"There are no labels (*.json) in {folder}.")
    chosen: dict[int, Claim] = {}
    unmatched = 0
    for file in files:
        labels = _labels(file)
        claims = list(
            Claim.objects.filter(document__collection__slug=collection, document__name__startswith=f"{file.stem}.")
            .select_related("agreement__collection", "document")
            .exclude(state=Claim.State.REJECTED)
        )
        for label in labels:
            agreeing = [claim for claim in claims if _agrees(claim, label)]
            unmatched += not agreeing
            chosen |= {claim.pk: claim for claim in agreeing[:1]}
    return [claim for claim in chosen.values() if claim.state == Claim.State.PROPOSED], unmatched


def _labels(file: Path) -> list[dict[str, Any]]:
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))["facts"]
        return [fact for fact in facts if fact["value"] is not None and fact["quote"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabelsError(f"{file} is no file of labels ({error!r}).") from error


def _agrees(claim: Claim, label: dict[str, Any]) -> bool:
    if claim.field != label["field"] or not _same(label["value"], claim.proposed):
        return False
    wanted, quoted = name_key(label["quote"]), name_key(claim.quote)
    return bool(wanted) and (wanted in quoted or quoted in wanted)


def _same(label: Any, proposed: Any) -> bool:
    if isinstance(label, dict) and isinstance(proposed, dict):
        return all(_same(value, proposed.get(key)) for key, value in label.items())
    if isinstance(label, str) and isinstance(proposed, str):
        return name_key(label) == name_key(proposed)
    return canonical(label) == canonical(proposed)
