"""`officers`, `modality`, `special_units`: how many police serve, in whose time, and from which units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from veedor.countries.base import Found
from veedor.extraction.document import Document
from veedor.extraction.fields import FIELDS
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.names import proper_run
from veedor.extraction.registry import rule


def _tells_of_service(document: Document) -> bool:
    """An agreement, or a resolution that tells of one."""
    told = document.kind.name == "ministerial_resolution" and document.has("sides.extractive", 0, len(document.text))
    return document.is_agreement or told


@rule("staff.officers/2")
def officers(document: Document) -> Iterator[Finding]:
    """`un (01) oficial y catorce (14) suboficiales`, `veinte (20) efectivos policiales`, rows `Suboficiales: 18`."""
    if not _tells_of_service(document):
        return
    seen: set[tuple[int, str]] = set()
    for name in ("rank.word", "rank.force"):
        for match in document.lexicon.find(name, document.text, document.kind.end):
            count = (
                _count_in_column(document, match, name)
                or _count_before(document, match)
                or _count_behind(document, match)
            )
            if count is None or not 0 < count.value < 2000:
                continue
            if name == "rank.force" and count.value == 1 and not count.checks:
                continue
            clause, end = document.structure.span_at(match.start())[0], document.sentence(match.start())[1]
            near = (max(clause, match.start() - 300), min(end, match.end() + 200))
            if not document.has("officers.context", *near) or document.has("officers.not_here", *near):
                continue
            if _is_money(document, count) or _is_signature(document, match):
                continue
            rank = document.country.rank(match.group()) if name == "rank.word" else ""
            if (count.value, rank) in seen:
                continue
            seen.add((count.value, rank))
            value: dict[str, Any] = {"count": count.value, "rank": rank} if rank else {"count": count.value}
            begin, stop = min(count.start, match.start()), max(count.end, match.end())
            about = document.about(begin)
            yield document.finding(
                "officers", value, begin, stop, sure=count.sure * 0.9, checks=count.checks, about=about
            )


def _count_before(document: Document, match: re.Match[str]) -> Found[int] | None:
    start = max(0, match.start() - 70)
    for count in reversed(document.country.counts(document.text, start, match.start())):
        between = document.text[count.end : match.start()]
        gap, opens = document.lexicon.pattern("staff.gap"), document.lexicon.pattern("staff.gap_opens")
        if gap.fullmatch(between) and opens.match(between):
            return count
    return None


def _count_behind(document: Document, match: re.Match[str]) -> Found[int] | None:
    """`personal policial en número de treinta y dos (32)`."""
    lead = document.lexicon.pattern("staff.in_number").match(document.text, match.end())
    counts = document.country.counts(document.text, lead.end(), lead.end() + 40) if lead else []
    return counts[0] if lead and counts and counts[0].start == lead.end() else None


def _count_in_column(document: Document, match: re.Match[str], name: str) -> Found[int] | None:
    """The cell beside or below a rank that begins a line: `Suboficiales: 18`, `Suboficial 13 S/. 80.00`."""
    if name != "rank.word" or not _begins_cell(document, match):
        return None
    column = document.lexicon.pattern("staff.column").match(document.text, match.end())
    if column is None:
        cell = document.lexicon.pattern("staff.cell").match(document.text, match.end())
        if cell is None or not _ends_cell(document, cell.end("n")):
            return None
        column = cell
    return Found(column.start("n"), column.end("n"), int(column["n"]), (), 0.8)


def _begins_cell(document: Document, match: re.Match[str]) -> bool:
    """At the beginning of a line, or behind a colon or semicolon of a list (`Oficiales: 3; Suboficiales: 21`)."""
    before = document.text[max(0, match.start() - 3) : match.start()].rstrip()
    listed = before.endswith((":", ";", ",")) and document.text[match.end() : match.end() + 1] == ":"
    return document.view.at_line_start(match.start()) or listed


def _ends_cell(document: Document, at: int) -> bool:
    """Whether a line ends at `at`, or money or another cell's number follows."""
    line = document.view.lines[document.view.line_index(at - 1)]
    return at >= line.end - 1 or document.lexicon.pattern("staff.next_cell").match(document.text, at) is not None


@rule("staff.total/1")
def total(document: Document) -> Iterator[Finding]:
    """The row `TOTAL 18` below rows of ranks, and counts that stand in a column of their own."""
    if not document.is_agreement:
        return
    lines = document.view.lines
    ranks: list[tuple[int, int, str]] = []
    last = -99
    for index, line in enumerate(lines):
        words = document.text[line.start : line.end].strip(" .:|-")
        rank = document.lexicon.at("rank.word", document.text, line.start, line.end)
        if rank and document.country.counts(document.text, line.start, line.end)[:1]:
            last = index
        elif rank and rank.end() >= line.start + len(words) and len(words) > 3:
            if last != index - 1 or not ranks:
                ranks = []
            ranks.append((line.start, rank.end(), document.country.rank(rank.group())))
            last = index
        elif words.isdigit() and len(words) <= 3 and len(ranks) > 1:
            yield from _column(document, ranks, index)
            ranks = []
            last = index
        row = document.lexicon.pattern("staff.total").match(document.text, line.start)
        if row and index - last <= 6 and last >= 0 and 0 < int(row["n"]) < 2000 and _ends_cell(document, row.end("n")):
            yield document.finding("officers", {"count": int(row["n"])}, line.start, row.end("n"), sure=0.75)


def _column(document: Document, ranks: list[tuple[int, int, str]], index: int) -> Iterator[Finding]:
    """As many lines of one number as there were lines of one rank right above them."""
    lines = document.view.lines[index : index + len(ranks)]
    cells = [document.text[line.start : line.end].strip(" .:|-") for line in lines]
    if len(cells) < len(ranks) or not all(cell.isdigit() and 0 < int(cell) < 1000 for cell in cells):
        return
    context = (ranks[0][0] - 300, ranks[0][0])
    if not document.has("officers.context", *context):
        return
    for (start, _, rank), cell, line in zip(ranks, cells, lines, strict=True):
        yield document.finding("officers", {"count": int(cell), "rank": rank}, start, line.end, sure=0.65)


def _is_money(document: Document, count: Found[int]) -> bool:
    return bool(
        document.lexicon.pattern("staff.is_money").search(document.text[max(0, count.start - 10) : count.start])
    )


def _is_signature(document: Document, match: re.Match[str]) -> bool:
    return document.has("party.police", match.end(), match.end() + 5) and document.view.at_line_start(match.start())


@rule("staff.modality/1")
def modality(document: Document) -> Iterator[Finding]:
    """Holidays, leave and days off in a sentence about police and service; the first place for each."""
    if not _tells_of_service(document):
        return
    for name in document.lexicon.names("modality"):
        if name == "context":
            continue
        for match in document.lexicon.find(f"modality.{name}", document.text, document.kind.end):
            start, end = document.sentence(match.start())
            near = (max(start, match.start() - 280), min(end, match.end() + 280))
            clause = document.structure.span_at(match.start(), whole=True)[0]
            listed = (max(clause, match.start() - 280), near[1])
            if not document.has("modality.context", *listed):
                continue
            others = [
                n
                for n in FIELDS["modality"].choices
                if n != name and document.has(f"modality.{n}", listed[0], match.end() + 120)
            ]
            if name == "permiso" and not others:
                continue
            yield document.finding(
                "modality",
                name,
                _left(document, match.start(), near[0]),
                match.end(),
                sure=0.92 if others else 0.75,
                about=THIS if document.is_agreement else document.about(match.start()),
            )
            break


def _left(document: Document, at: int, limit: int) -> int:
    """A few words before, so that the quote can be understood."""
    begin = max(limit, at - 40)
    space = document.text.find(" ", begin, at)
    return space + 1 if begin > limit and space >= 0 else begin


@rule("staff.special_units/2")
def special_units(document: Document) -> Iterator[Finding]:
    """Special-operations and riot units named as a source of staff in an agreement."""
    if not document.is_agreement:
        return
    seen: set[str] = set()
    last = 0
    for match in document.lexicon.find("unit.special", document.text, document.kind.end):
        sentence = document.sentence(match.start())
        if match.start() < last or document.has("unit.special_denied", sentence[0], match.start()):
            continue
        start = match.start()
        if document.text[start - 1 : start] in {"-", "/"} or not document.cased[start].isupper():
            continue
        end = _with_suffix(document, match.end())
        last = end
        name = document.printed(match.start(), end)
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        yield document.finding("special_units", {"name": document.country.proper(name)}, start, end, sure=0.8)


def _with_suffix(document: Document, end: int) -> int:
    suffix = document.lexicon.pattern("staff.with_suffix").match(document.cased, end)
    end = suffix.end() if suffix else end
    lead = document.lexicon.pattern("staff.of_place").match(document.text, end)
    start = lead.end() if lead else end
    stop = proper_run(document, start)
    return stop if stop > start else end
