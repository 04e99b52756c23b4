"""`signatory`: who signs for a party, from `representada por` and from the block of signatures. Never with a DNI."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.registry import rule
from veedor.extraction.rules.parties import Side, find_sides
from veedor.extraction.view import Line


def person_at(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The person's name in `text[start:end]`: behind a title (`señor`, `General PNP`) if there is one, else the last.

    A name is a run of capitalised words none of which belongs to an institution.
    """
    people = list(_people(document, start, end))
    if people and people[0][0] - start <= 2:
        return people[0]
    titled = [
        p
        for p in people
        if document.lexicon.pattern("signatories.titled").search(document.text, max(start, p[0] - 24), p[0])
    ]
    return next(iter(titled or people[-1:]), None)


def _people(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        match = document.lexicon.pattern("signatories.name").search(document.cased, at, end)
        if match is None:
            return
        begin, stop = _without_titles(document, *match.span())
        words = document.text[begin:stop].split()
        if (
            2 <= len(words) <= 7
            and not document.lexicon.pattern("names.article").fullmatch(words[0])
            and not any(_of_institution(document, w) for w in words)
        ):
            yield begin, stop
            at = stop
        else:
            at = match.start() + len(match.group().split()[0]) + 1


def _of_institution(document: Document, word: str) -> bool:
    return document.lexicon.pattern("signatories.institution").fullmatch(word.strip(".")) is not None


def _without_titles(document: Document, start: int, end: int) -> tuple[int, int]:
    """`General PNP Juan Pérez` → `Juan Pérez`: titles in front are no part of the name."""
    for _ in range(4):
        title = document.lexicon.at("signatory.title", document.text, start, end)
        if title is None or title.end() >= end - 3:
            break
        start = title.end()
        while start < end and document.text[start] in " .":
            start += 1
    return start, end


def people_with_offices(
    document: Document, start: int, end: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int] | None]]:
    """Each person in `text[start:end]` with the office said beside: `A B, Jefe de …`, `Gerente de País, C D`."""
    people = [
        p for p in _people(document, start, end) if not document.lexicon.at("signatory.offices", document.text, p[0])
    ]
    for index, name in enumerate(people):
        first = people[index - 1][1] if index else start
        last = people[index + 1][0] if index + 1 < len(people) else end
        behind = _office(document, name[1], last)
        if behind is not None and _is_rank(document, *behind):
            behind = _office(document, behind[1], last) or behind
        before = _office(document, first, name[0]) if index == 0 or behind is None else None
        if before is not None and _is_rank(document, *before) and behind is not None:
            before = None
        yield name, before or behind


@rule("signatories.represented/1")
def represented(document: Document) -> Iterator[Finding]:
    """`representada por su Gerente General, señor X` and `representado por el señor X, Director …`."""
    for side in _all_sides(document):
        for lead in document.lexicon.find("signatory.represented", document.text, side.start, side.end):
            stop = document.lexicon.first(
                "signatory.name_stop", document.text, lead.end(), min(side.end, lead.end() + 330)
            )
            limit = stop.start() if stop else min(side.end, lead.end() + 200)
            yield from _persons(document, lead.end(), limit, min(side.end, limit + 200))
    yield from _common_agent(document)


def _all_sides(document: Document) -> list[Side]:
    return find_sides(document)


def _common_agent(document: Document) -> Iterator[Finding]:
    agent = document.lexicon.first("signatory.common_agent", document.text)
    if agent:
        at, end = agent.span()
        span = person_at(document, end, at + 120)
        if span and span[0] - at < 70:
            value = {"name": document.country.proper(document.printed(*span)), "office": document.printed(at, end)}
            yield document.finding("signatory", value, at, span[1], sure=0.75)


def _persons(document: Document, start: int, limit: int, beyond: int) -> Iterator[Finding]:
    """The person, or both of `sus apoderados, señores A B y C D`."""
    span = person_at(document, start, limit)
    if span is None:
        return
    joints = list(document.lexicon.pattern("names.and").finditer(document.text, *span))
    parts = [(span[0], joints[0].start()), (joints[0].end(), span[1])] if len(joints) == 1 else []
    if parts and all(len(document.text[slice(*part)].split()) > 1 for part in parts):
        for part in parts:
            yield _person(document, part, start, beyond)
    else:
        yield _person(document, span, start, beyond)


def _person(document: Document, span: tuple[int, int], start: int, beyond: int) -> Finding:
    value = {"name": document.country.proper(document.printed(*span))}
    office, behind = _office(document, start, span[0]), _office(document, span[1], beyond)
    if office is None or (behind and _is_rank(document, *office)):
        office = behind or office
    document.signers.append(span)
    begin, end = span
    if office:
        value["office"] = document.printed(*office)
        begin, end = min(begin, office[0]), max(end, office[1])
        if _holds_private(document, begin, end):
            begin, end = span
    return document.finding("signatory", value, begin, end, sure=0.88 if office else 0.78)


def _holds_private(document: Document, start: int, end: int) -> bool:
    first, last = document.view.raw_span(start, end)
    return bool(document.country.private_spans(document.reading.text[first:last])) or document.lexicon.has(
        "signatory.name_stop", document.text, start, end
    )


def _office(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The office words up to a comma, a title, or the words that begin an identity document."""
    office = document.lexicon.first("signatory.offices", document.text, start, end)
    if office is None or office.start() - start > 60:
        return None
    stop = document.lexicon.pattern("signatories.office").search(document.text, office.end(), max(office.end(), end))
    last = min(stop.start() if stop else end, office.start() + 110, end)
    title = next((m for m in document.lexicon.find("signatory.title", document.text, office.end() + 1, last)), None)
    last = (
        title.start()
        if title
        and document.text[title.end() : title.end() + 1] in " ."
        and not document.lexicon.pattern("signatories.in_office").fullmatch(title.group())
        else last
    )
    while last > office.start() and document.text[last - 1] in " ,.-":
        last -= 1
    return (office.start(), last) if last - office.start() >= 4 else None


@rule("signatories.block/1")
def block(document: Document) -> Iterator[Finding]:
    """A line in capitals that is a name with the office on the lines below, behind the closing words."""
    seen: set[str] = {re.sub(r"[^a-z]", "", document.text[s:e]) for s, e in document.signers}
    for begin, stop in _blocks(document):
        lines = document.view.lines_between(begin, stop)
        for index in range(len(lines)):
            found = _named_line(document, lines, index)
            if found is None:
                continue
            name, office, start, end = found
            key = re.sub(r"[^a-z]", "", document.text[name[0] : name[1]])
            if any(fuzz.ratio(key, known) > 80 for known in seen):
                continue
            seen.add(key)
            value = {
                "name": document.country.proper(document.printed(*name)),
                "office": document.country.proper(document.printed(*office)),
            }
            yield document.finding("signatory", value, start, end, sure=0.82, about=THIS)


def _blocks(document: Document) -> list[tuple[int, int]]:
    """From each closing formula to 1,500 characters behind, and what follows `Firmado digitalmente`."""
    names = ("structure.closing", "signatory.signed_digitally", "signatory.closing")
    starts = sorted({m.start() for name in names for m in document.lexicon.find(name, document.text)})
    blocks: list[tuple[int, int]] = []
    for start in starts:
        stop = min(len(document.text), start + 1500)
        if blocks and start < blocks[-1][1]:
            blocks[-1] = (blocks[-1][0], stop)
        else:
            blocks.append((start, stop))
    return blocks


def _named_line(
    document: Document, lines: list[Line], index: int
) -> tuple[tuple[int, int], tuple[int, int], int, int] | None:
    line = lines[index]
    start, end = line.start, line.end
    title = document.lexicon.pattern("signatories.named_line").match(document.cased, start, end)
    start = title.end() if title else start
    start, end = _without_titles(document, start, end)
    match = document.lexicon.pattern("signatories.shouted").match(
        document.cased, start, end
    ) or document.lexicon.pattern("signatories.name").match(document.cased, start, end)
    if match is None or len(document.text[match.end() : end].strip(" .,-")) > 4 or len(match.group().split()) < 2:
        return None
    if any(_of_institution(document, word) for word in match.group().lower().split()) or len(match.group()) < 8:
        return None
    if index + 1 >= len(lines):
        return None
    below = index + 1
    while below + 1 < len(lines) and below < index + 3 and _not_an_office(document, lines[below]):
        below += 1
    office_line = lines[below]
    office = document.lexicon.first(
        "signatory.offices", document.text, office_line.start, min(office_line.end, office_line.start + 14)
    )
    if office is None:
        return None
    last = office_line.end
    following = lines[below + 1] if below + 1 < len(lines) else None
    if following and document.lexicon.pattern("signatories.goes_on").search(document.text[last - 4 : last].strip(" .")):
        last = following.end
    return (
        match.span(),
        (office.start(), _trim(document, office.start(), last)),
        match.start(),
        _trim(document, office.start(), last),
    )


def _is_rank(document: Document, start: int, end: int) -> bool:
    rank = document.lexicon.at("signatory.rank_only", document.text, start, end)
    return rank is not None and not document.text[rank.end() : end].strip(" .,-")


def _not_an_office(document: Document, line: Line) -> bool:
    """A rank alone (`General PNP`), or a speck of a stamp: the office stands below."""
    words = document.text[line.start : line.end].strip(" .,-_")
    return len(words) < 3 or _is_rank(document, line.start, line.end)


def _trim(document: Document, start: int, end: int) -> int:
    while end > start and not document.text[end - 1].isalnum() and document.text[end - 1] != ".":
        end -= 1
    return end
