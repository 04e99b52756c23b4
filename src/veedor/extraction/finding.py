"""What extraction gives: a value, the words that say it, where they stand, and how sure that is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from veedor.documents.tree import Place, Reading
from veedor.extraction.fields import FIELDS

THIS = "this"
"""The `about` of a finding that speaks of the document's own instrument."""


@dataclass(frozen=True)
class Finding:
    """One proposal of the machine.

    `value` is normalised as `veedor.extraction.fields` says for the field. `quote` stands verbatim at `start:end` of
    the reading's text. `places` says where on the paper (none for a file without pages); a quote that runs over a
    page break has a place on each page. `confidence` runs from 0 to 1. `checks` are `name:ok` or `name:no`. `method`
    is the rule that made it, with its version (`dates.signature/1`).
    """

    field: str
    value: Any
    quote: str
    start: int
    end: int
    confidence: float
    method: str
    places: tuple[Place, ...] = ()
    clause: str | None = None
    about: str = THIS
    checks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise ValueError(f"no field {self.field!r} in veedor.extraction.fields")
        if not self.quote.strip() or self.end - self.start != len(self.quote):
            raise ValueError(f"a finding needs the words that say it: {self.field} {self.quote!r}")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence runs from 0 to 1, not {self.confidence}")

    @property
    def page(self) -> int | None:
        """The page on which the quote begins, None in a file without pages."""
        return self.places[0].page if self.places else None

    def to_json(self) -> dict[str, Any]:
        """The finding as one line of `veedor extract`."""
        return {
            "field": self.field,
            "value": self.value,
            "quote": self.quote,
            "page": self.page,
            "boxes": [box.as_list() for box in self.places[0].boxes] if self.places else [],
            "continued": [{"page": p.page, "boxes": [b.as_list() for b in p.boxes]} for p in self.places[1:]],
            "start": self.start,
            "end": self.end,
            "clause": self.clause,
            "about": self.about,
            "confidence": round(self.confidence, 3),
            "checks": list(self.checks),
            "method": self.method,
        }

    def to_line(self) -> str:
        """`to_json` as one line of text."""
        return json.dumps(self.to_json(), ensure_ascii=False)


def make_finding(
    reading: Reading,
    field_name: str,
    value: Any,
    start: int,
    end: int,
    *,
    confidence: float,
    method: str,
    clause: str | None = None,
    about: str = THIS,
    checks: tuple[str, ...] = (),
) -> Finding:
    """The finding whose quote is `reading.text[start:end]`, with its places looked up.

    White space at the quote's ends is cut off; `ValueError` when nothing else is there.
    """
    raw = reading.text[start:end]
    start += len(raw) - len(raw.lstrip())
    end -= len(raw) - len(raw.rstrip())
    return Finding(
        field=field_name,
        value=value,
        quote=reading.text[start:end],
        start=start,
        end=end,
        confidence=confidence,
        method=method,
        places=tuple(reading.places(start, end)) if reading.paged else (),
        clause=clause,
        about=about,
        checks=checks,
    )
