"""`place`, `districts`, `project`: where the service is given, where a decree applies, what is guarded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import Found, PlaceMention
from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.registry import rule


def _value(document: Document, place: PlaceMention) -> dict[str, str]:
    spans = {"district": place.district, "province": place.province, "region": place.region}
    return {key: document.country.proper(document.printed(*span)) for key, span in spans.items() if span}


@rule("places.service/1")
def service(document: Document) -> Iterator[Finding]:
    """Places in an agreement that are no address: said of installations, a mine, a zone, the service."""
    if not document.is_agreement:
        return
    seen: list[dict[str, str]] = []
    for found in sorted(document.places, key=lambda f: -len(_value(document, f.value))):
        start, _ = document.sentence(found.start)
        before = (max(start, found.start - 170), found.start)
        if document.has("place.address", *before) or _is_closing(document, found):
            continue
        if not document.has("place.service", max(start, found.start - 320), min(len(document.text), found.end + 60)):
            continue
        value = _value(document, found.value)
        if any(value.items() <= other.items() for other in seen):
            continue
        seen.append(value)
        yield document.finding("place", value, found.start, found.end, sure=found.sure * 0.9)


def _is_closing(document: Document, found: Found[PlaceMention]) -> bool:
    return document.has("structure.closing", found.start - 160, found.start)


@rule("places.seat/1")
def seat(document: Document) -> Iterator[Finding]:
    """In norms that create units: `con sede en la ciudad de …`; and corridors named in decrees."""
    if document.is_agreement or not document.kind.name.endswith("decree"):
        return
    seen: set[str] = set()
    for match in document.lexicon.find("place.seat", document.text):
        name = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*").match(document.cased, match.end())
        if name and name.group() not in seen:
            seen.add(name.group())
            yield document.finding(
                "place", {"district": document.printed(*name.span())}, match.start(), name.end(), sure=0.5
            )
    for match in document.lexicon.find("place.corridor", document.text):
        name = re.compile(r" [A-Z][a-z]+(?:[ -][A-Z][A-Za-z]+){1,5}").match(document.cased, match.end())
        if match.group() != "carretera" and name and name.group() not in seen:
            seen.add(name.group())
            printed = document.printed(match.start(), name.end())
            yield document.finding("place", {"region": printed}, match.start(), name.end(), sure=0.4)


@rule("places.districts/1")
def districts(document: Document) -> Iterator[Finding]:
    """Where a decree or an accord says that it applies: every named district, province or region, once."""
    if document.is_agreement or document.kind.name not in {
        "supreme_decree",
        "urgency_decree",
        "regional_accord",
        "council_accord",
    }:
        return
    seen: list[dict[str, str]] = []
    for found in document.places:
        start, end = document.sentence(found.start)
        if not document.has("place.emergency", max(start, found.start - 400), min(end, found.end + 200)):
            continue
        value = _value(document, found.value)
        if value in seen:
            continue
        seen.append(value)
        yield document.finding("districts", value, found.start, found.end, sure=found.sure * 0.8)


_CODE = re.compile(r"[ :.]{0,2}(?:n?[°*\"' .o]{0,3})?(?P<n>\d{6,7})(?!\d)")


@rule("places.project/1")
def project(document: Document) -> Iterator[Finding]:
    """The mine, field or plant by its kind and name (`Unidad Minera Cerro Inventado`), in agreements."""
    if not document.is_agreement:
        return
    seen: set[str] = set()
    for match in document.lexicon.find("project.unit", document.text):
        name = document.lexicon.pattern("places.proper").match(document.cased, match.end())
        if name is None or document.lexicon.pattern("places.not_projects").match(name["name"].lower()):
            continue
        start, end = _cut(document, *name.span("name"))
        printed = document.printed(start, end)
        if end - start < 3 or document.text[start:end] in seen:
            continue
        reach = (0, len(document.text)) if match.group() == "lote" else (match.start() - 250, end + 120)
        if match.group() in {"proyecto", "terminal", "locacion", "lote"} and not document.has(
            "sides.extractive", *reach
        ):
            continue
        seen.add(document.text[start:end])
        about = document.about(match.start())
        label = f"{document.printed(*match.span())} {printed}" if match.group() == "lote" else printed
        yield document.finding(
            "project", {"name": document.country.proper(label)}, match.start(), end, sure=0.75, about=about
        )


def _cut(document: Document, start: int, end: int) -> tuple[int, int]:
    """The name without words that only follow it in a heading in capitals."""
    at = start
    for word in document.text[start:end].split(" "):
        if at > start and document.lexicon.pattern("places.name_breaks").fullmatch(word):
            return start, at - 1
        at += len(word) + 1
    return start, end


@rule("places.project_code/1")
def project_code(document: Document) -> Iterator[Finding]:
    """`CUI N° 2520406`: the code of a public investment, in papers of regional and local governments."""
    if document.is_agreement:
        return
    seen: set[str] = set()
    for match in document.lexicon.find("project.code", document.text):
        code = _CODE.match(document.text, match.end() - 1 if document.text[match.end() - 1] == "n" else match.end())
        if code and code["n"] not in seen:
            seen.add(code["n"])
            yield document.finding(
                "project",
                {"name": code["n"] if "proyecto" in match.group() else f"CUI {code['n']}"},
                match.start(),
                code.end(),
                sure=0.8,
            )
