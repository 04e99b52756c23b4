"""Rulings of courts and tribunals: which case, who ruled, what was ruled and ordered."""

from __future__ import annotations

from collections.abc import Iterator

from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.names import trimmed
from veedor.extraction.registry import rule
from veedor.extraction.resolving import operative

_HEAD = 3000
"""How far down a ruling says its case and its court."""
_LONGEST = 500
"""How long an order can be."""


@rule("rulings.case_number/1")
def case_number(document: Document) -> Iterator[Finding]:
    """`EXP. N.° 00009-2019-PI/TC`, `Expediente : 00123-2020-JUS/TTAIP`: the first in the head."""
    if document.kind.name != "court_ruling":
        return
    for match in document.lexicon.find("ruling.case", document.text, 0, _HEAD):
        number = document.lexicon.pattern("rulings.number").match(document.text, match.end())
        if number:
            printed = document.printed(*number.span("n")).strip(" .,-")
            yield document.finding("case_number", printed, match.start(), number.end("n"), sure=0.92)
            return


@rule("rulings.court/1")
def court(document: Document) -> Iterator[Finding]:
    """The court or tribunal that stands on a line of the head or in `la Sala … ha resuelto`."""
    if document.kind.name != "court_ruling":
        return
    for match in document.lexicon.find("ruling.court", document.text, 0, _HEAD):
        if not document.cased[match.start()].isupper():
            continue
        line = document.view.lines[document.view.line_index(match.start())]
        stop = document.lexicon.pattern("rulings.court_end").search(document.text, match.end(), line.end)
        end = trimmed(document, match.start(), stop.start() if stop else line.end)
        name = document.country.proper(document.printed(match.start(), end))
        yield document.finding("court", name, match.start(), end, sure=0.85)
        return


@rule("rulings.ruling/1")
def ruling(document: Document) -> Iterator[Finding]:
    """`Declarar FUNDADA en parte la demanda`: what the deciding part declares, each once."""
    if document.kind.name != "court_ruling":
        return
    begin, end = operative(document)
    seen: set[str] = set()
    for verb in document.lexicon.find("ruling.declare", document.text, begin, end):
        last = min(end, document.sentence(verb.end())[1], verb.end() + 160)
        for value in ("partly_founded", "founded", "unfounded", "inadmissible", "null"):
            match = document.lexicon.first(f"ruling.{value}", document.text, verb.end(), last)
            if match is None or value in seen:
                continue
            if value == "founded" and document.lexicon.at("ruling.partly_founded", document.text, match.start(), end):
                continue
            seen.add(value)
            yield document.finding("ruling", value, verb.start(), match.end(), sure=0.9)


@rule("rulings.orders/1")
def orders(document: Document) -> Iterator[Finding]:
    """`ORDENAR a la entidad que entregue …`: each order of the deciding part, but to notify."""
    if document.kind.name != "court_ruling":
        return
    begin, end = operative(document)
    for verb in document.lexicon.find("ruling.order", document.text, begin, end):
        paragraph = document.view.paragraph(verb.start())[1]
        last = min(end, document.sentence(verb.end())[1], paragraph, verb.end() + _LONGEST)
        if document.lexicon.pattern("rulings.formal").match(document.text, verb.end(), last):
            continue
        stop = trimmed(document, verb.start(), last)
        if stop - verb.end() > 10:
            yield document.finding("orders", document.printed(verb.start(), stop), verb.start(), stop, sure=0.85)
