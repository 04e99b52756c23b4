"""`place`, `project`: where the service is given, what is guarded."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from veedor.countries.base import Found, PlaceMention
from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.names import occurrences, proper_run
from veedor.extraction.registry import rule
from veedor.extraction.rules.parties import find_sides, name_at


def _value(document: Document, place: PlaceMention) -> dict[str, str]:
    spans = {"district": place.district, "province": place.province, "region": place.region}
    return {
        key: document.country.proper(document.printed(span[0], document.cell_end(*span)))
        for key, span in spans.items()
        if span
    }


@rule("places.service/1")
def service(document: Document) -> Iterator[Finding]:
    """Places that are no address: said of installations, a mine, the service; also where a resolution approves."""
    if not _tells_of_service(document):
        return
    seen: list[dict[str, str]] = []
    for found in sorted(document.places, key=lambda f: -len(_value(document, f.value))):
        start, _ = document.sentence(found.start)
        before = (max(start, found.start - 170, document.row_start(found.start)), found.start)
        if document.has("place.address", *before) or _is_closing(document, found):
            continue
        value = _value(document, found.value)
        near = (max(start, found.start - 320), min(len(document.text), found.end + 60))
        if (len(value) < 3 or not document.is_agreement) and not document.has("place.service", *near):
            continue
        if any(_within(value, other) for other in seen) or ("district" not in value and seen and "district" in seen[0]):
            continue
        seen.append(value)
        about = document.about(found.start) if not document.is_agreement else THIS
        ends = [document.cell_end(*span) for span in _spans(found.value)]
        end = max(ends) if document.row_start(found.start) else found.end
        checks = place_checks(document, value)
        sure = found.sure * 0.95 if REFUTED not in checks else 0.5
        yield document.finding("place", value, found.start, end, sure=sure, checks=checks, about=about)


REFUTED = "official_place:no"


def place_checks(document: Document, value: Mapping[str, str]) -> tuple[str, ...]:
    """Whether the country's list has one place of these names, or has them and not together; nothing where unsure."""
    if document.country.place_agrees(value) is False:
        return (REFUTED,)
    return ("official_place:ok",) if document.country.place_code(value) else ()


def _spans(place: PlaceMention) -> list[tuple[int, int]]:
    return [span for span in (place.district, place.province, place.region) if span]


def _within(value: dict[str, str], other: dict[str, str]) -> bool:
    """Whether `other` says all of `value`, capitals aside."""
    return all(other.get(key, "").lower() == name.lower() for key, name in value.items())


def _tells_of_service(document: Document) -> bool:
    """An agreement, or a resolution on one between the police and an extractive company."""
    if document.is_agreement:
        return True
    if document.kind.name not in {"ministerial_resolution", "directorial_resolution"}:
        return False
    return all(
        document.has(name, 0, len(document.text)) for name in ("approval.what", "sides.police", "sides.extractive")
    )


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
        if name and name.group() not in seen:
            seen.add(name.group())
            printed = document.printed(match.start(), name.end())
            yield document.finding("place", {"region": printed}, match.start(), name.end(), sure=0.4)


@rule("places.project/2")
def project(document: Document) -> Iterator[Finding]:
    """The mine, field or pipeline by its kind and name (`Unidad Minera Cerro Inventado`), not inside a firm's name."""
    if not _tells_of_service(document):
        return
    firms = _firms(document)
    extractive = document.kind.name != "other_agreement" and document.has("sides.extractive", 0, len(document.text))
    oil = document.has("project.oil", 0, len(document.text))
    seen: set[str] = set()
    for match in document.lexicon.find("project.unit", document.text):
        start, end = _project_name(document, match, oil=oil)
        name = document.text[start:end]
        if end - start < 3 or name in seen or document.lexicon.pattern("places.not_projects").match(name):
            continue
        at = bisect_right(firms, (match.start(), len(document.text)))
        if (at and match.start() < firms[at - 1][1]) or _is_firm(document, end):
            continue
        weak = document.lexicon.pattern("places.weak").fullmatch(match.group()) is not None
        if weak and not extractive:
            continue
        if weak and not document.cased[match.start()].isupper():
            continue
        seen.add(name)
        about = document.about(match.start())
        shown = document.cased[match.start()].isupper() or _is_field(document, match)
        named = match.start() if shown else start
        label = document.country.proper(document.printed(named, end))
        sure = 0.7 if weak else 0.85
        yield document.finding("project", {"name": label}, match.start(), end, sure=sure, about=about)


_FIRMS = 40
_FIELD = re.compile(
    r" ((?:[A-Z][\w'-]+ ){0,2}(?:\d{1,3}(?: ?- ?[A-Z]+|[A-Z]{1,2})?|[XIVZ]{1,6}(?:-\d?[A-Z]?){0,2}))(?![\w%])"
)


def _project_name(document: Document, match: re.Match[str], *, oil: bool) -> tuple[int, int]:
    """Where the proper name behind the kind begins and ends; a block of oil (`Lote 88`) ends with its number."""
    if _is_field(document, match):
        field = _FIELD.match(document.cased, match.end())
        return (
            field.span(1) if field and oil and document.cased[match.start()].isupper() else (match.end(), match.end())
        )
    lead = document.lexicon.pattern("places.lead").match(document.text, match.end())
    start = lead.end() if lead else match.end()
    return start, proper_run(document, start)


def _is_field(document: Document, kind: re.Match[str]) -> bool:
    """Whether the kind is a block of oil, which a number names."""
    return document.lexicon.pattern("places.field").match(kind.group()) is not None


def _firms(document: Document) -> list[tuple[int, int]]:
    """Where the names of the parties stand: `Gasoducto Supuesto del Sur S.A.` is no pipeline."""
    names = {
        document.text[slice(*span)]
        for side in find_sides(document)
        if (span := name_at(document, side.start, side.end))
    }
    longest = sorted(names, key=len, reverse=True)[:_FIRMS]
    return sorted({span for name in longest if len(name) > 5 for span in occurrences(document.text, name)})


def _is_firm(document: Document, end: int) -> bool:
    """Whether a company's legal form follows, perhaps behind more of its name."""
    return document.lexicon.pattern("places.firm").match(document.cased, end) is not None


@rule("places.project_code/1")
def project_code(document: Document) -> Iterator[Finding]:
    """`CUI N° 2520406`: the code of a public investment, in papers of regional and local governments."""
    if document.is_agreement:
        return
    seen: set[str] = set()
    kinds = document.lexicon.names("project_code")
    found = [(m, kind) for kind in kinds for m in document.lexicon.find(f"project_code.{kind}", document.text)]
    for match, kind in sorted(found, key=lambda pair: pair[0].start()):
        at = match.end() - 1 if document.text[match.end() - 1] == "n" else match.end()
        code = document.lexicon.pattern("places.code").match(document.text, at)
        if code and code["n"] not in seen:
            seen.add(code["n"])
            name = code["n"] if kind == _BARE else f"{kind} {code['n']}"
            yield document.finding("project", {"name": name}, match.start(), code.end(), sure=0.8)


_BARE = "bare"
"""The kind of code whose number stands alone, without the short name of the register that gave it."""
