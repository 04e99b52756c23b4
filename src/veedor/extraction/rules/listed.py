"""`party` and `signatory` from tables and labelled lines: `Denominación: …`, a column or a row for each party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from veedor.countries.base import Found
from veedor.extraction.document import Document
from veedor.extraction.entries import Entry, Grid, Span
from veedor.extraction.finding import Finding
from veedor.extraction.registry import rule
from veedor.extraction.rules import parties, signatories

_ALIAS = 40
"""How long the head of a column is at most that is taken for the short name of its party."""


@dataclass(slots=True)
class Listed:
    """One party of a list: where its name stands, its short name, where people and offices that act for it stand."""

    name: Span
    reach: Span
    alias: str | None = None
    people: list[Span] = field(default_factory=list)
    offices: list[Span] = field(default_factory=list)


def find_listed(document: Document) -> list[Listed]:
    """The parties of an agreement's tables and labelled lines, none where only one is found; looked for once."""
    if "listed" not in document.known:
        found = [*_of_tables(document), *_of_lines(document)] if document.is_agreement else []
        document.known["listed"] = found if len(found) > 1 else []
    listed: list[Listed] = document.known["listed"]
    return listed


@rule("listed.parties/1", last=True)
def of_lists(document: Document) -> Iterator[Finding]:
    """The parties of tables and of lines, with their tax numbers, and who represents them."""
    if not document.is_agreement:
        return
    for listed in find_listed(document):
        span = parties.name_at(document, *listed.name)
        if span is None:
            continue
        value = {"name": document.printed(*span).strip(' ."'), "role": parties.role(document, *span)}
        if document.text[span[1] : span[1] + 1] == "." and re.search(r"\b[A-Z]\.[A-Z]$", document.printed(*span)):
            value["name"] += "."
        ruc = _tax_id(document, *listed.reach)
        end = span[1]
        checks: tuple[str, ...] = ()
        if ruc:
            value["ruc"], checks = ruc.value, ruc.checks
            end = ruc.end if span[0] < ruc.start < span[0] + 260 and not _tabled(document, span[0]) else end
        short = listed.alias or parties.alias(document, parties.Side(*listed.name))
        if short:
            value["alias"] = short
        yield document.finding("party", value, span[0], end, sure=0.88, checks=checks)
        yield from _signers(document, listed)


def _tabled(document: Document, at: int) -> bool:
    return any(start <= at < end for start, end in (grid.span for grid in document.tables))


def _tax_id(document: Document, start: int, end: int) -> Found[str] | None:
    """The first tax number in a stretch, or the number that is all that a cell named as such says."""
    named = next(iter(document.within(document.tax_ids, start, end)), None)
    bare = None if named else document.country.tax_id(document.text[start:end].strip(" ."))
    return replace(bare, start=start, end=end) if bare else named


def _of_tables(document: Document) -> Iterator[Listed]:
    for grid in document.tables:
        yield from _by_column(document, grid)
        yield from _by_row(document, grid)


def _by_column(document: Document, grid: Grid) -> Iterator[Listed]:
    """`Nombre | A | B`, `RUC | … | …`, `Representante | … | …`: each column behind the first is a party."""
    names = next((row for row in grid.cells if row[0] and document.has("party.listed", *row[0])), None)
    if names is None or sum(cell is not None for cell in names[1:]) < 2:
        return
    roles = [parties.role(document, *cell) for cell in names[1:] if cell]
    if roles.count("other") > 1 or len(set(roles)) < 2:
        return
    for column, cell in enumerate(names[1:], 1):
        if cell is None:
            continue
        head = grid.top[column] if grid.top is not names else None
        short = document.printed(*head) if head and head[1] - head[0] <= _ALIAS else None
        listed = Listed(cell, cell, short)
        for row in grid.cells:
            said = row[column]
            if row[0] is None or said is None or row is names:
                continue
            if document.has("party.agent", *row[0]):
                listed.people.append(said)
            elif document.has("party.office", *row[0]):
                listed.offices.append(said)
            elif document.lexicon.at("party.tax_label", document.text, row[0][0], row[0][1]):
                listed.reach = said
        yield listed


def _by_row(document: Document, grid: Grid) -> Iterator[Listed]:
    """`Parte | Identificación | Representación` above rows that begin with a party's name."""
    head = grid.top[0]
    if head is None or not document.has("party.listed", *head):
        return
    rows = [row for row in grid.cells if row is not grid.top and row[0]]
    if len(rows) < 2 or sum(parties.role(document, *row[0]) != "other" for row in rows if row[0]) < 2:
        return
    for row in rows:
        if row[0] is None:
            continue
        last = max(cell[1] for cell in row if cell)
        agents = [
            cell
            for cell, top in zip(row[1:], grid.top[1:], strict=True)
            if cell and top and document.has("party.agent", *top)
        ]
        yield Listed(row[0], (row[0][0], last), None, agents)


def _of_lines(document: Document) -> Iterator[Listed]:
    """`1.1.1 Denominación: A ("PNP").`, `1.1.2 RUC: …`, `1.1.3 Representante: …`, up to the next denomination."""
    lines = [entry for entry in document.entries if entry.origin == "line"]
    starts = [entry for entry in lines if document.lexicon.at("party.denomination", document.text, entry.start)]
    for entry, following in pairwise([*starts, None]):
        if entry is None:
            break
        stop = following.start if following else entry.start + 900
        inside = [line for line in lines if entry.start < line.start < stop]
        agents = [_value(line) for line in inside if document.has("party.agent", line.start, line.label_end)]
        last = agents[-1][1] if agents else min(stop, entry.value_end + 120)
        offices = [_value(line) for line in inside if document.has("party.office", line.start, line.label_end)]
        yield Listed(_value(entry), (entry.start, last), None, agents, offices)


def _value(entry: Entry) -> Span:
    return entry.value_start, entry.value_end


def _signers(document: Document, listed: Listed) -> Iterator[Finding]:
    for index, said in enumerate(listed.people):
        office = listed.offices[index] if index < len(listed.offices) else None
        for name, beside in signatories.people_with_offices(document, *said):
            value = {"name": document.country.proper(document.printed(*name))}
            span = beside or office
            if span:
                value["office"] = document.printed(*span).strip(" .,")
            begin, end = (min(name[0], beside[0]), max(name[1], beside[1])) if beside else name
            document.signers.append(name)
            yield document.finding("signatory", value, begin, end, sure=0.85)


@rule("listed.signed/1", last=True)
def signed(document: Document) -> Iterator[Finding]:
    """`Nombre: … / Cargo: …` in the block of signatures."""
    if not document.is_agreement:
        return
    lines = [entry for entry in document.entries if entry.origin == "line"]
    for entry, below in pairwise(lines):
        is_person = document.lexicon.at("party.person", document.text, entry.start, entry.label_end)
        if not is_person or not document.lexicon.at("party.office", document.text, below.start, below.label_end):
            continue
        name = signatories.person_at(document, *_value(entry))
        if name is None or below.start - entry.value_end > 120:
            continue
        stop = document.view.lines[document.view.line_index(below.value_start + 1)].end
        office = document.printed(below.value_start, min(below.value_end, stop)).strip(" .,")
        value = {"name": document.country.proper(document.printed(*name)), "office": office}
        yield document.finding("signatory", value, name[0], min(below.value_end, stop), sure=0.85)
