"""Decrees of emergency: where they apply, which rights they suspend, what they prolong, what the armed forces do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import Found, PlaceMention, Span
from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.registry import rule
from veedor.extraction.resolving import operative
from veedor.extraction.rules.places import REFUTED, place_checks
from veedor.values.norm_ids import NormId

_APPLY = {"supreme_decree", "urgency_decree", "regional_accord", "council_accord"}
_DECREES = {"supreme_decree", "urgency_decree"}
_RIGHTS = ("home", "movement", "assembly", "liberty")


@rule("decrees.districts/2")
def districts(document: Document) -> Iterator[Finding]:
    """Where a decree or an accord says that it applies: every named district, province or region, once.

    A place of which only the recitals tell, in a sentence that cites an earlier decree, is that decree's.
    """
    if document.kind.name not in _APPLY:
        return
    begin, end = operative(document)
    tables = [grid.span for grid in document.tables]
    yield from _in_tables(document, begin, end)
    seen: set[tuple[str, ...]] = set()
    for found in sorted(document.places, key=lambda f: (not begin <= f.start < end, f.start)):
        first, last = document.sentence(found.start)
        if any(start < found.end and found.start < stop for start, stop in tables):
            continue
        if not document.has("place.emergency", max(first, found.start - 400), min(last, found.end + 200)):
            continue
        value = _names(document, found.value)
        inside = begin <= found.start < end
        about = THIS if inside or found.start < document.kind.end else _told_of(document, first, found.start)
        key = (*sorted(value.values()), about)
        if key in seen or (about != THIS and (*sorted(value.values()), THIS) in seen and begin == end):
            continue
        seen.add(key)
        yield _district(document, value, (found.start, found.end), found.sure * (0.9 if inside else 0.75), about)


def _in_tables(document: Document, begin: int, end: int) -> Iterator[Finding]:
    """Rows of a table whose columns are headed `Región`, `Provincia`, `Distritos`: one finding a district.

    A cell may list several names; one that says `todos` leaves the province whole. Where the region stands only in the
    sentence above, it is not added.
    """
    for grid in document.tables:
        columns = {
            key: index
            for index, cell in enumerate(grid.top)
            for key in ("district", "province", "region")
            if cell and document.lexicon.at(f"decree.column_{key}", document.text, cell[0])
        }
        if len(columns) < 2 or not begin <= grid.span[0] < end:
            continue
        above: dict[str, Span] = {}
        for row in grid.cells:
            if row == grid.top:
                continue
            above |= {key: cell for key, index in columns.items() if key != "district" and (cell := row[index])}
            wide = {key: document.country.proper(document.printed(*span)) for key, span in above.items()}
            cell = row[columns["district"]] if "district" in columns else None
            full = [span for span in row if span]
            quote = (min(start for start, _ in full), max(stop for _, stop in full)) if full else None
            if quote is None:
                continue
            names = _listed(document, cell) if cell else []
            for value in [{"district": name, **wide} for name in names] or [wide]:
                yield _district(document, value, quote, 0.88)


def _district(document: Document, value: dict[str, str], span: Span, sure: float, about: str = THIS) -> Finding:
    checks = place_checks(document, value)
    sure = sure if REFUTED not in checks else 0.5
    return document.finding("districts", value, *span, sure=sure, checks=checks, about=about)


def _listed(document: Document, cell: Span) -> list[str]:
    if document.has("decree.all_of_them", *cell):
        return []
    names = document.lexicon.pattern("decrees.list").split(document.printed(*cell))
    return [document.country.proper(name.strip(" .;")) for name in names if name.strip(" .;")]


def _names(document: Document, mention: PlaceMention) -> dict[str, str]:
    spans = {"district": mention.district, "province": mention.province, "region": mention.region}
    return {key: document.country.proper(document.printed(*span).strip(" ,.;:")) for key, span in spans.items() if span}


def _of_emergency(document: Document, cited: Found[NormId]) -> bool:
    return document.lexicon.pattern("norm_kinds.of_emergency").fullmatch(cited.value.kind) is not None


def _told_of(document: Document, start: int, at: int) -> str:
    """The decree that a recital cites before a place, or the paper itself."""
    cited = [c for c in document.within(document.norms, start, at) if _of_emergency(document, c)]
    return str(cited[-1].value) if cited else THIS


@rule("decrees.rights_suspended/1")
def rights_suspended(document: Document) -> Iterator[Finding]:
    """Each right that an article suspends or restricts, by its name or by the number of its part of Article 2.

    Recitals do not count: they repeat what the Constitution lets a decree do.
    """
    if document.kind.name not in _DECREES:
        return
    begin, end = operative(document)
    seen: set[str] = set()
    for verb in document.lexicon.find("decree.suspend", document.text, begin, end):
        if document.has("decree.not_suspended", verb.start() - 12, verb.end()):
            continue
        stop = min(end, document.sentence(verb.end())[1])
        named = [
            (right, match)
            for right in _RIGHTS
            if (match := document.lexicon.first(f"decree.right_{right}", document.text, verb.end(), stop))
        ]
        for right, match in named:
            if right not in seen:
                seen.add(right)
                yield document.finding("rights_suspended", right, match.start(), match.end(), sure=0.9)
        listed = document.lexicon.pattern("decrees.incisos").search(document.text, verb.end(), stop)
        if listed and not named:
            for number in re.findall(r"\d+", listed["n"]):
                by_number = _by_number(document, number)
                if by_number and by_number not in seen:
                    seen.add(by_number)
                    yield document.finding("rights_suspended", by_number, listed.start(), listed.end(), sure=0.8)


def _by_number(document: Document, number: str) -> str | None:
    """The right that the constitution grants in the part of that number."""
    return next((r for r in _RIGHTS if document.lexicon.pattern(f"decrees.number_of_{r}").fullmatch(number)), None)


@rule("decrees.extends/1")
def extends(document: Document) -> Iterator[Finding]:
    """The decree that declared the emergency which this one prolongs.

    An article names it; where none does, it is the last one of which a recital says that it declared an emergency.
    """
    if document.kind.name not in _DECREES:
        return
    begin, end = operative(document)
    own = document.own_number
    plain = own.printed.lower() if own else ""
    reasons = document.lexicon.first("structure.considering", document.text)
    verbs = document.lexicon.find("decree.prolong", document.text, begin, end)
    verbs += document.lexicon.find("decree.prolong", document.text, 0, reasons.start() if reasons else 0)
    for verb in verbs:
        first, last = document.sentence(verb.start())
        if not document.has("term.emergency", first, last):
            continue
        for cited in document.within(document.norms, verb.end(), last):
            named = document.has("decree.declared", cited.start - 60, cited.start)
            if named and _of_emergency(document, cited) and cited.value.number.lower() != plain:
                yield document.finding("extends", str(cited.value), cited.start, cited.end, sure=0.92)
                return
        declared = [
            cited
            for cited in document.within(document.norms, document.kind.end, begin)
            if _of_emergency(document, cited) and _declares(document, cited.end)
        ]
        if declared:
            cited = declared[-1]
            yield document.finding("extends", str(cited.value), cited.start, cited.end, sure=0.75)
        return


def _declares(document: Document, at: int) -> bool:
    """Whether `se declara … el Estado de Emergencia` follows a citation in its sentence, before another decree's."""
    last = document.sentence(at)[1]
    verb = document.lexicon.first("amend.declare", document.text, at, min(last, at + 250))
    return verb is not None and document.has("term.emergency", verb.start(), last)


@rule("decrees.corridor/1")
def corridor(document: Document) -> Iterator[Finding]:
    """A road named as a place of the emergency: `Corredor Vial Minero Wayra`, `Carretera Panamericana Sur`."""
    if document.kind.name not in _DECREES:
        return
    begin, end = operative(document)
    seen: set[tuple[str, str]] = set()
    found = document.lexicon.find("decree.road", document.text)
    for match in sorted(found, key=lambda m: (not begin <= m.start() < end, m.start())):
        paragraph = document.view.paragraph(match.start())[1]
        name = document.lexicon.pattern("decrees.road_name").match(document.cased, match.end(), paragraph)
        first, _ = document.sentence(match.start())
        near = document.has("decree.applies", max(0, match.start() - 600), min(len(document.text), match.end() + 200))
        if name is None or not near or not document.cased[match.start()].isupper():
            continue
        inside = begin <= match.start() < end
        about = THIS if inside or match.start() < document.kind.end else _told_of(document, first, match.start())
        printed = document.printed(match.start(), name.end())
        key = (printed.lower(), about)
        if key in seen or (not inside and (printed.lower(), THIS) in seen):
            continue
        seen.add(key)
        sure = 0.88 if inside else 0.75
        yield document.finding("corridor", {"name": printed}, match.start(), name.end(), sure=sure, about=about)


@rule("decrees.armed_forces/1")
def armed_forces(document: Document) -> Iterator[Finding]:
    """Who keeps the internal order by the articles: the police with the armed forces' support, or these."""
    if document.kind.name not in _DECREES:
        return
    begin, end = operative(document)
    for value, name in (("take_control", "decree.forces_control"), ("support_police", "decree.forces_support")):
        match = document.lexicon.first(name, document.text, begin, end)
        if match:
            yield document.finding("armed_forces", value, match.start(), match.end(), sure=0.92)
            return
