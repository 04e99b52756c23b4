"""Which side a stretch of words speaks of: by the short names of the parties, else by what they are called."""

from __future__ import annotations

from veedor.extraction.document import Document
from veedor.extraction.names import occurrences
from veedor.extraction.rules.parties import short_names

_NAMES = 12
"""How many short names of sides are looked for."""


def named(document: Document, start: int, end: int) -> list[tuple[int, str]]:
    """Where the police and the company are named in `text[start:end]`, in order, as `(offset, side)`."""
    text = document.text[start:end]
    found = [
        (start + at, side)
        for side, roles in (("police", {"police", "ministry"}), ("company", {"company", "other"}))
        for name in short_names(document, roles)[:_NAMES]
        for at, _ in occurrences(text, name)
    ]
    found += [(m.start(), "police") for m in document.lexicon.find("side.police", document.text, start, end)]
    found += [(m.start(), "company") for m in document.lexicon.find("logistics.company", document.text, start, end)]
    found += [(m.start(), "both") for m in document.lexicon.find("side.both", document.text, start, end)]
    return sorted(found)


def only(document: Document, start: int, end: int) -> str | None:
    """The one side named in `text[start:end]`, `both` where both are, None where neither is."""
    sides = {side for _, side in named(document, start, end)}
    return "both" if "both" in sides else sides.pop() if len(sides) == 1 else "both" if sides else None
