"""`police_unit`: units that sign, supply, command, supervise or are paid, under whatever name they bore."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.names import proper_run
from veedor.extraction.registry import rule

_TAIL = re.compile(r" ?[-,]? ?\(?(?P<short>[A-Z]{4,14})\)")


@rule("units.region/2")
def region(document: Document) -> Iterator[Finding]:
    """Regions, fronts, territorial directorates: the head words and the proper name behind or before them."""
    seen: set[str] = set()
    for match in document.lexicon.find("unit.region", document.text):
        span = unit_name(document, match.start(), match.end())
        if span is None or _in_a_number(document, span[0]):
            continue
        name = " ".join(document.printed(*span).split())
        key = re.sub(r"[^a-z]+", " ", document.text[span[0] : span[1]]).strip()
        local = document.lexicon.at("unit.local", document.text, match.start()) is not None
        if key in seen or (local and not (document.is_agreement and document.cased[match.start()].isupper())):
            continue
        if local and document.has("sides.not_extractive", match.start(), match.start() + 1):
            continue
        seen.add(key)
        sure = 0.85 if document.is_agreement else 0.75
        yield document.finding("police_unit", {"name": document.country.proper(name)}, *span, sure=sure)


def unit_between(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Where the first police unit named in `text[start:end]` stands."""
    for match in document.lexicon.find("unit.region", document.text, start, end):
        span = unit_name(document, match.start(), match.end())
        if span:
            return span
    return None


def unit_name(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The whole name of the unit whose kind stands at `text[start:end]`, None where it has no name of its own."""
    lead = document.lexicon.pattern("units.roman").search(document.cased, max(0, start - 18), start)
    begin = lead.start() if lead and (lead.start() == 0 or not document.cased[lead.start() - 1].isalnum()) else start
    if document.lexicon.pattern("units.general").match(document.text, start, end):
        stop = document.lexicon.pattern("units.named").match(document.text, end)
        return (begin, stop.end()) if stop else None
    name = document.lexicon.pattern("units.name").match(
        document.cased, end - 1 if document.text[end - 1] in " -" else end
    )
    if name and document.lexicon.pattern("units.not_names").fullmatch(name["name"].lower().split()[0]) is None:
        last = max(name.end(), proper_run(document, name.start("name")))
        further = document.lexicon.pattern("units.further").match(document.cased, last)
        return begin, further.end() if further else last
    return (begin, end) if lead else None


def _in_a_number(document: Document, at: int) -> bool:
    """`Oficio N° 023-2025-REGPOL-ANCASH/SEC`: part of a letter's number."""
    return at > 0 and document.text[at - 1] in "-/"


@rule("units.named/2")
def named(document: Document) -> Iterator[Finding]:
    """Directorates, divisions and sections said to be of the PNP, with their short name in brackets."""
    seen: set[str] = set()
    for match in document.lexicon.find("unit.named", document.text):
        end = match.end()
        words = document.cased[match.start() : end]
        if not words[0].isupper() or (
            document.lexicon.at("unit.special", document.text, match.start()) and document.is_agreement
        ):
            continue
        if document.lexicon.pattern("units.that_pays").match(match.group()):
            if not document.lexicon.pattern("units.directorate").search(match.group()):
                continue
            place = document.lexicon.pattern("units.named_2").match(document.cased, end)
            end = place.end() if place else end
        elif short := _TAIL.match(document.cased, end):
            end = short.end()
        name = document.printed(match.start(), end)
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        yield document.finding("police_unit", {"name": document.country.proper(name)}, match.start(), end, sure=0.72)
