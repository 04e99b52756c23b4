"""`emergency_from`, `emergency_to`: since when and until when a decree declares or prolongs a state of emergency."""

from __future__ import annotations

from collections.abc import Iterator

from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.instruments import Mention
from veedor.extraction.registry import rule


@rule("emergencies.dates/1")
def dates(document: Document) -> Iterator[Finding]:
    """`a partir del 21 de noviembre de 2025` and `hasta el …` in sentences that speak of the state of emergency."""
    for found in document.dates:
        if found.value.date is None:
            continue
        start, end = document.sentence(found.start)
        decree = document.kind.name.endswith("decree")
        reach = (found.start - 900, found.end + 500) if decree else (start, end)
        if not document.has("term.emergency", *reach):
            continue
        for field, name in (("emergency_from", "term.starts"), ("emergency_to", "term.ends")):
            leads = document.lexicon.find(name, document.text, max(start, found.start - 40), found.start)
            lead = next((m for m in leads if m.end() == found.start), None)
            if lead is None or (
                field == "emergency_from" and "desde" not in lead.group() and "partir" not in lead.group()
            ):
                continue
            if "registrad" in document.text[max(start, found.start - 60) : found.start]:
                continue
            own = found.start > document.structure.first
            source = None if own else _source(document, start if not decree else max(0, found.start - 900), found.start)
            about = source.label if source else THIS
            yield document.finding(
                field, str(found.value.date), lead.start(), found.end, sure=0.87, checks=found.checks, about=about
            )


def _source(document: Document, start: int, at: int) -> Mention | None:
    """The last decree cited before the date in its sentence: `de los …, siendo la última prórroga por …`."""
    cited = [m for m in document.mentions_between(start, at) if m.kind == "norm" and m.label.startswith(("DS", "DU"))]
    return cited[-1] if cited else None
