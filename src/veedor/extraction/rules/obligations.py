"""`logistics`, `use_of_force`, `confidentiality`, `no_labour_link`, `jurisdiction`: what the clauses bind to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from veedor.extraction.document import Document
from veedor.extraction.fields import FIELDS
from veedor.extraction.finding import Finding
from veedor.extraction.names import occurrences
from veedor.extraction.registry import rule
from veedor.extraction.rules.parties import short_names

_HEADING = 90
"""How far into a clause its heading is looked at."""

_NAMES = 12
"""How many short names of sides are looked for around each word."""


@rule("obligations.logistics/2")
def logistics(document: Document) -> Iterator[Finding]:
    """Lodging, food, transport and so on where the company gives them; the first place for each."""
    if not document.is_agreement and not document.has("instrument.any", 0, len(document.text)):
        return
    names = [n for n in document.lexicon.names("logistics") if n in FIELDS["logistics"].choices]
    found: set[str] = set()
    firms = short_names(document, {"company", "other"})[:_NAMES]
    for name in names:
        if name == "other" and document.is_agreement and found:
            continue
        for match in document.lexicon.find(f"logistics.{name}", document.text, document.kind.end):
            quote = _given(document, match, name, firms)
            if quote is None:
                continue
            found.add(name)
            sure = 0.85 if document.is_agreement else 0.5
            yield document.finding("logistics", name, *quote, sure=sure, about=document.about(match.start()))
            break


def _given(document: Document, match: re.Match[str], name: str, firms: tuple[str, ...]) -> tuple[int, int] | None:
    start, end = document.sentence(match.start())
    clause = document.structure.span_at(match.start(), whole=True)
    if not document.is_agreement:
        giving = document.has("logistics.provide", max(start, match.start() - 420), min(end, match.end() + 100))
        told = document.has("instrument.any", max(0, match.start() - 700), match.end())
        return (match.start(), match.end()) if name == "other" and told and giving else None
    ticked = _ticked(document, match.start())
    if ticked is not None:
        return match.span() if ticked else None
    item = (max(start, clause[0], match.start() - 420), match.start())
    if document.has("logistics.not_given", *item) or document.has("logistics.not_given_behind", match.end(), end):
        return None
    if document.has("logistics.not_logistics", match.start() - 30, match.end() + 40):
        return None
    giver = _giver(document, (clause[0], match.start(), min(end, match.end() + 160)), firms)
    if giver != "company":
        return None
    verbs = document.lexicon.find("logistics.provide", document.text, item[0], min(end, match.end() + 100))
    quote = _item(document, match, max(start, clause[0]), min(end, clause[1]))
    listed = _listed(document, clause[0], match.start()) or _binds(document, clause[0], firms)
    if not verbs and (match.start() - quote[0] > 45 or not listed):
        return None
    return quote


def _ticked(document: Document, at: int) -> bool | None:
    """In a row of a table whose other cells only say yes or no: whether one says yes; None anywhere else."""
    for grid in document.tables:
        start, end = grid.span
        if not start <= at < end:
            continue
        for row in grid.cells:
            if row[0] and row[0][0] <= at < row[0][1]:
                said = [document.text[slice(*cell)].strip(" .-") for cell in row[1:] if cell]
                yes = [document.lexicon.at("logistics.yes", word, 0) is not None for word in said]
                no = [document.lexicon.at("logistics.no", word, 0) is not None for word in said]
                if said and all(map(any, zip(yes, no, strict=True))):
                    return any(yes)
    return None


def _binds(document: Document, start: int, firms: tuple[str, ...]) -> bool:
    """Whether a clause's heading says that a company is bound: `7. OBLIGACIONES DE WAYRA`."""
    heading = document.text[start : start + _HEADING]
    return document.lexicon.has("logistics.bound", heading) and any(name in heading for name in firms)


def _giver(document: Document, where: tuple[int, int, int], firms: tuple[str, ...]) -> str | None:
    """Who gives in the clause up to `at`: the last side that it names as bound to something, else who stands behind."""
    start, at, end = where
    company = _last(document, ("logistics.company", "logistics.facilities"), start, at, firms)
    police = _last(document, ("logistics.police_as_giver",), start, at, ())
    for name in short_names(document, {"police", "ministry"})[:_NAMES]:
        giving = [s for s, e in occurrences(document.text[start:at], name) if _gives(document, start + e)]
        police = max([police, *(start + s for s in giving)])
    if _binds(document, start, firms):
        company = max(company, start)
    if police > company:
        return "police"
    if company >= 0 or _last(document, ("logistics.company",), at, end, firms) >= 0:
        return "company"
    return None


def _gives(document: Document, at: int) -> bool:
    return any(document.lexicon.at("logistics.provide", document.text, at + skip) for skip in (1, 4, 11))


def _last(document: Document, phrases: tuple[str, ...], start: int, end: int, names: tuple[str, ...]) -> int:
    start = max(start, end - 1500)
    found = [m.start() for phrase in phrases for m in document.lexicon.find(phrase, document.text, start, end)]
    found += [at for name in names if (at := document.text.rfind(name, start, end)) >= 0]
    return max(found, default=-1)


def _listed(document: Document, start: int, at: int) -> bool:
    """Whether `at` stands in a list whose first words give: `Son cargas de EL SOLICITANTE:`, `SEXTA.- FACILIDADES`."""
    lead = document.text[max(start, at - 1500) : at]
    colon = lead.rfind(":")
    words = lead[max(0, colon - 260) : colon] if colon >= 0 else ""
    bound = document.lexicon.has("logistics.provide", words) or document.lexicon.has("logistics.bound", words[-60:])
    return bound or document.lexicon.has("logistics.facilities", document.text, start, min(at, start + 260))


def _item(document: Document, match: re.Match[str], start: int, end: int) -> tuple[int, int]:
    """The words around: back to the verb or the item's beginning, on to the next comma or stop."""
    text = document.text
    marks = [
        m.end()
        for m in re.finditer(r"[;:,.(*•] |(?<= [a-z0-9])\) ", text[max(start, match.start() - 90) : match.start()])
    ]
    begin = max(start, match.start() - 90) + (marks[-1] if marks else 0)
    if not marks and begin > start:
        begin = text.find(" ", begin, match.start()) + 1 or match.start()
    stop = re.compile(r"[;,]|\.(?= |$)").search(text, match.end(), min(end, match.end() + 90))
    last = stop.start() if stop else min(end, match.end() + 40)
    return begin, max(last, match.end())


@rule("obligations.use_of_force/1")
def use_of_force(document: Document) -> Iterator[Finding]:
    """Sentences that let the police use force, with the norms cited in the same clause; not a norm's mere title."""
    if not document.is_agreement:
        return
    best: dict[int, tuple[int, int, int, list[str]]] = {}
    for match in document.lexicon.find("force.mention", document.text, document.kind.end):
        before = (match.start() - 60, match.start())
        if document.has("force.title_only", *before) or document.lexicon.pattern("obligations.use_of_force").search(
            document.text[max(0, before[0]) : before[1]]
        ):
            continue
        clause = document.structure.span_at(match.start(), whole=True)
        start, end = document.sentence(match.start())
        whole = (max(clause[0], start - 700), min(clause[1], end + 900))
        cites = list(dict.fromkeys(str(cited.value) for cited in document.within(document.norms, *whole)))
        start, stop = max(start, match.start() - 160), min(end, match.end() + 240)
        if clause[0] not in best or best[clause[0]][0] < 70 < stop - start:
            best[clause[0]] = (stop - start, start, stop, cites)
    for _, start, stop, cites in best.values():
        yield document.finding("use_of_force", {"cites": cites}, start, stop, sure=0.88)


@rule("obligations.confidentiality/1")
def confidentiality(document: Document) -> Iterator[Finding]:
    """The first sentence that binds to secrecy and does not deny it."""
    if not document.is_agreement and document.kind.name != "contract":
        return
    for match in document.lexicon.find("secrecy.mention", document.text, document.kind.end):
        start, end = document.sentence(match.start())
        if document.has("secrecy.denied", start, end):
            continue
        heading = document.view.lines[document.view.line_index(match.start())]
        stop = min(end, match.end() + 160)
        if match.start() - heading.start < 40 and heading.end - match.end() < 6:
            stop = min(document.structure.span_at(match.start(), whole=True)[1], heading.end + 160)
        yield document.finding("confidentiality", True, max(start, match.start() - 120), stop, sure=0.85)
        return


@rule("obligations.no_labour_link/1")
def no_labour_link(document: Document) -> Iterator[Finding]:
    """`no genera vínculo laboral`, `sin relación de dependencia`: a denial shortly before or behind the link."""
    if not document.is_agreement:
        return
    for match in document.lexicon.find("labour.link", document.text, document.kind.end):
        start, end = document.sentence(match.start())
        near = (max(start, match.start() - 170), min(end, match.end() + 60))
        if document.has("labour.denial", near[0], match.start()) or document.lexicon.pattern(
            "obligations.no_labour_link"
        ).match(document.text[match.end() : match.end() + 8]):
            yield document.finding("no_labour_link", True, max(start, match.start() - 120), near[1], sure=0.9)
            return


_FORUMS = ("arbitration", "courts", "conciliation", "settlement")


@rule("obligations.jurisdiction/1")
def jurisdiction(document: Document) -> Iterator[Finding]:
    """The last resort that the clause on disputes names: arbitration, courts, conciliation, or settling it together."""
    if not document.is_agreement and document.kind.name not in {"contract", "consortium_contract"}:
        return
    best: tuple[int, int, int, str] | None = None
    for match in document.lexicon.find("dispute.topic", document.text, document.kind.end):
        clause = document.structure.span_at(match.start(), whole=True)
        stop = min(clause[1], match.start() + 1100)
        for order, forum in enumerate(_FORUMS):
            hit = document.lexicon.first(f"dispute.{forum}", document.text, match.start(), stop)
            if hit and (best is None or order < best[0]):
                best = (order, match.start(), hit.end(), forum)
    courts = (
        None
        if best and best[0] < 2
        else document.lexicon.first("dispute.courts", document.text, document.structure.first)
    )
    if (
        courts
        and (best is None or best[0] > 1)
        and document.lexicon.pattern("obligations.jurisdiction").search(
            document.text[max(0, courts.start() - 120) : courts.end() + 80]
        )
    ):
        best = (1, courts.start(), courts.end(), "courts")
    if best is None:
        return
    _, start, end, forum = best
    start = max(start, end - 420)
    value: dict[str, Any] = {"forum": forum}
    if forum != "settlement":
        value |= forum_place(document, max(start, end - 200), end, min(len(document.text), end + 260))
    yield document.finding("jurisdiction", value, start, min(len(document.text), end + 60), sure=0.8)


def forum_place(document: Document, start: int, hit: int, end: int) -> dict[str, str]:
    """The institution and the seat named in `text[start:end]` around the forum that ends at `hit`."""
    value = {}
    institution = document.lexicon.first("dispute.institution", document.text, start, end)
    if institution:
        stop = document.lexicon.pattern("obligations.where").search(
            document.text, institution.end(), institution.end() + 110
        )
        value["institution"] = document.printed(institution.start(), stop.start() if stop else institution.end())
    seat = document.lexicon.first("dispute.seat", document.text, hit - 60, end)
    name = document.lexicon.pattern("obligations.where_2").match(document.cased, seat.end()) if seat else None
    if name:
        value["seat"] = document.country.proper(document.printed(*name.span("n")))
    return value
