"""One fact, one row: what a page shows of a claim."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from veedor import countries
from veedor.extraction.fields import FIELDS
from veedor.register.models import Agreement, Claim, Decision, Page
from veedor.web.strips import Strip, strip_of
from veedor.web.words import field_label, show_value


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim, ready for a template."""

    claim: Claim
    label: str
    shown: str
    quote: str
    """The words as printed, private numbers covered."""
    strip: Strip | None
    rival: bool
    decision: Decision | None

    @property
    def checks(self) -> list[tuple[str, bool]]:
        """What confirmed or contradicted it: `(name, held)`."""
        return [(check.rpartition(":")[0].replace("_", " "), check.endswith(":ok")) for check in self.claim.checks]

    @property
    def percent(self) -> int:
        """The machine's own certainty, of a hundred."""
        return round(self.claim.confidence * 100)

    @property
    def lost(self) -> bool:
        """Whether the newest reading of the document does not hold its words: it shows those of an earlier one."""
        return self.claim.reading is not None and not self.claim.reading.current

    @property
    def where(self) -> str:
        """The address of the words: the document's page."""
        document = self.claim.document
        if document is None:
            return ""
        anchor = f"#p{self.claim.page}" if self.claim.page else f"#v{self.claim.uid}"
        return reverse("document", args=[document.sha256]) + anchor

    @property
    def proposed_json(self) -> str:
        """The value as it is edited at the desk."""
        value = self.claim.proposed if self.claim.value is None else self.claim.value
        return json.dumps(value, ensure_ascii=False)


def facts_of(claims: Iterable[Claim], agreement: Agreement | None = None) -> list[Fact]:
    """Facts in the order of the fields, then of the paper. Sizes of pages are looked up once."""
    chosen = list(claims)
    sizes = {
        (reading, number): (width, height)
        for reading, number, width, height in Page.objects.filter(
            reading__in={c.reading_id for c in chosen if c.reading_id is not None}
        ).values_list("reading_id", "number", "width", "height")
    }
    order = {name: at for at, name in enumerate(FIELDS)}
    chosen.sort(key=lambda c: (order.get(c.field, len(order)), c.start))
    return [_fact(claim, sizes, agreement) for claim in chosen]


def _fact(claim: Claim, sizes: dict[Any, tuple[float, float]], agreement: Agreement | None) -> Fact:
    width, height = sizes.get((claim.reading_id, claim.page), (0.0, 0.0))
    decisions = list(claim.decisions.all())
    value = claim.proposed if claim.value is None else claim.value
    return Fact(
        claim=claim,
        label=field_label(claim.field),
        shown=show_value(claim.field, value),
        quote=covered(claim.quote),
        strip=strip_of(claim.boxes, width, height) if width and claim.boxes else None,
        rival=agreement is not None and claim.field in agreement.rivals,
        decision=decisions[-1] if decisions else None,
    )


def covered(text: str) -> str:
    """The text with identity numbers and accounts covered by blocks of the same length."""
    parts, at = [], 0
    for span in countries.get().private_spans(text):
        parts += [text[at : span.start], "█" * (span.end - span.start)]
        at = span.end
    return "".join(parts) + text[at:]


def marked(text: str, facts: Iterable[Fact]) -> list[tuple[str, str]]:
    """The text in pieces `(piece, uid)`, the uid empty outside the words of a fact.

    How a document without pages shows where its words stand. Of two facts on the same words the first keeps them.
    """
    pieces: list[tuple[str, str]] = []
    at = 0
    for fact in sorted(facts, key=lambda f: (f.claim.start, -f.claim.end)):
        start, end = fact.claim.start, min(fact.claim.end, len(text))
        if start < at or start >= end:
            continue
        pieces += [(text[at:start], ""), (text[start:end], fact.claim.uid)]
        at = end
    return [*pieces, (text[at:], "")]
