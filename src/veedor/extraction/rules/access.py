"""Letters about access to information: what was asked, when and under which number; what was answered, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.names import trimmed
from veedor.extraction.registry import rule

_KINDS = {"foi_request", "foi_response"}
_REFUSALS = ("denied", "not_held", "more_time", "clarify")
_GROUNDS = (
    "secret",
    "reserved",
    "confidential",
    "personal_data",
    "not_held",
    "not_produced",
    "unclear",
    "workload",
)
_HEAD = 2500
"""How far down a letter says what it answers."""


def _body(document: Document) -> tuple[int, int]:
    """The letter without what follows its farewell, and without the lesson on how to appeal."""
    ends = [
        match.start()
        for name in ("signatory.closing", "access.appeal")
        if (match := document.lexicon.first(name, document.text, min(200, len(document.text))))
    ]
    return 0, min(ends, default=len(document.text))


@rule("access.request_number/1")
def request_number(document: Document) -> Iterator[Finding]:
    """`Solicitud con registro SAIP-2023-0044871`, `su solicitud N° 0099123`, `Hoja de Trámite 2020…`."""
    if document.kind.name not in _KINDS:
        return
    for match in document.lexicon.find("access.number_lead", document.text, 0, _HEAD):
        number = document.lexicon.pattern("access.number").match(document.text, match.end())
        if number and sum(c.isdigit() for c in number["n"]) >= 4:
            printed = document.printed(*number.span("n")).strip(" .,-")
            yield document.finding("request_number", printed, match.start(), number.end("n"), sure=0.88)
            return


@rule("access.requested_on/1")
def requested_on(document: Document) -> Iterator[Finding]:
    """In an answer the date behind the request it names; in a request the date on a line with its place."""
    if document.kind.name == "foi_request":
        for found in document.dates:
            line = document.view.lines[document.view.line_index(found.start)]
            alone = found.end + 3 > line.end and found.start - line.start < 40
            if found.value.date is not None and alone and found.value.date.day is not None:
                yield document.finding("requested_on", str(found.value.date), found.start, found.end, sure=0.85)
                return
        return
    if document.kind.name != "foi_response":
        return
    for match in document.lexicon.find("access.request", document.text, 0, _HEAD):
        for found in document.within(document.dates, match.end(), match.end() + 160):
            lead = document.text[max(match.end(), found.start - 40) : found.start]
            between = document.text[match.end() : found.start]
            known = document.lexicon.pattern("access.dated").search(lead)
            if known and found.value.date is not None and not re.search(r"[.;](?: |$)", between):
                start = max(match.end(), found.start - 40) + known.start()
                yield document.finding("requested_on", str(found.value.date), start, found.end, sure=0.87)
                return


@rule("access.requested/1")
def requested(document: Document) -> Iterator[Finding]:
    """What is asked for: the parts of a list, or what follows `copia de`, `pido` up to where the sentence goes on."""
    if document.kind.name not in _KINDS:
        return
    name = "access.asks" if document.kind.name == "foi_request" else "access.asked"
    begin, end = _body(document)
    best: list[tuple[int, int]] = []
    for verb in document.lexicon.find(name, document.text, begin, end):
        lead = document.lexicon.pattern("access.lead").match(document.text, verb.end())
        start = lead.end() if lead else verb.end()
        items = list(_items(document, start, min(end, start + _HEAD))) or [_one(document, start, end)]
        items = [(first, trimmed(document, first, last)) for first, last in items]
        items = [item for item in items if _is_thing(document, *item)]
        if len(items) > len(best):
            best = items
    for first, last in best:
        yield document.finding("requested", document.printed(first, last), first, last, sure=0.82)


def _one(document: Document, start: int, end: int) -> tuple[int, int]:
    """What is asked for in one go: to where the sentence or the paragraph ends or the sentence goes on."""
    stop = min(end, document.sentence(start)[1], document.view.paragraph(start)[1])
    cut = document.lexicon.pattern("access.item_end").search(document.text, start, stop)
    return start, cut.start() if cut else stop


def _is_thing(document: Document, start: int, end: int) -> bool:
    return end - start > 8 and document.lexicon.has("access.thing", document.text, start, min(end, start + 60))


_LONGEST_ITEM = 600


def _items(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a list that begins at `start`: `(1) …; (2) …; y (3) …`, `a) …`, lines with `1.` and `2.`."""
    marks = list(document.lexicon.pattern("access.mark").finditer(document.text, start, end))
    if not marks or marks[0].start() > start + 3:
        return
    kept = [marks[0]]
    for mark in marks[1:]:
        expected = _next(kept[-1]["m"])
        if mark["m"] == expected and mark.start() - kept[-1].end() < _LONGEST_ITEM:
            kept.append(mark)
    for index, mark in enumerate(kept):
        if index + 1 < len(kept):
            last = kept[index + 1].start()
            tail = document.lexicon.pattern("access.item_tail").search(document.text[mark.end() : last])
            yield mark.end(), mark.end() + tail.start() if tail else last
        else:
            stop = re.search(r"[.;](?= |$)", document.text[mark.end() : min(end, mark.end() + _LONGEST_ITEM)])
            rest = min(end, document.view.paragraph(mark.end())[1])
            yield mark.end(), min(rest, mark.end() + stop.start()) if stop else rest


def _next(mark: str) -> str:
    return str(int(mark) + 1) if mark.isdigit() else chr(ord(mark) + 1)


@rule("access.decision/1")
def decision(document: Document) -> Iterator[Finding]:
    """What the body answers, each answer once; granting beside refusing or not having it is granting in part."""
    if document.kind.name != "foi_response":
        return
    begin, end = _body(document)
    found = {
        name: match
        for name in ("granted", "partly_granted", "denied", "not_held", "referred", "more_time", "clarify")
        if (match := _said(document, name, begin, end))
    }
    if "granted" in found and ("denied" in found or "not_held" in found or "partly_granted" in found):
        granted = found.pop("granted")
        found.setdefault("partly_granted", granted)
    for name, (start, stop) in found.items():
        yield document.finding("decision", name, start, stop, sure=0.86)


def _said(document: Document, name: str, begin: int, end: int) -> tuple[int, int] | None:
    """Where an answer is given: not where the law or what might be is told."""
    for match in document.lexicon.find(f"access.{name}", document.text, begin, end):
        if not document.has("access.not_an_answer", match.start() - 40, match.end()):
            return match.span()
    return None


@rule("access.ground/1")
def ground(document: Document) -> Iterator[Finding]:
    """Why something was denied or put off, in a sentence or paragraph that does so, with the article it cites."""
    if document.kind.name != "foi_response":
        return
    begin, end = _body(document)
    seen: set[tuple[str, ...]] = set()
    for name in _GROUNDS:
        for match in document.lexicon.find(f"access.ground_{name}", document.text, begin, end):
            first, last = document.sentence(match.start())
            above, below = document.view.paragraph(match.start())
            start = max(min(first, above), match.start() - _REACH)
            stop = min(max(last, below), end, match.end() + _REACH)
            if not any(document.has(f"access.{refusal}", start, stop) for refusal in _REFUSALS):
                continue
            value = {"kind": name, **_law(document, match.start(), first, last)}
            key = tuple(value.values())
            if name in {k[0] for k in seen} and len(value) == 1:
                continue
            if key not in seen:
                seen.add(key)
                yield document.finding("ground", value, match.start(), match.end(), sure=0.85)


_REACH = 600
"""How far from a ground, in its paragraph, the refusal can stand that it is given for."""


def _law(document: Document, at: int, first: int, last: int) -> dict[str, str]:
    """The article cited nearest to the ground in its sentence, and the norm behind it."""
    articles = list(document.lexicon.pattern("access.article").finditer(document.text, first, last))
    if not articles:
        return {}
    nearest = min(articles, key=lambda m: (abs(m.start() - at), m.start()))
    norms = document.within(document.norms, nearest.end(), min(last, nearest.end() + 140))
    value = {"norm": str(norms[0].value)} if norms else {}
    return {**value, "article": nearest["n"]}


@rule("access.referred_to/1")
def referred_to(document: Document) -> Iterator[Finding]:
    """The body or office to which a request, or a part of it, was passed."""
    if document.kind.name != "foi_response":
        return
    begin, end = _body(document)
    seen: set[str] = set()
    for match in document.lexicon.find("access.referred", document.text, begin, end):
        to = document.lexicon.pattern("access.to").match(document.text, match.end())
        if to is None or not document.cased[to.end() : to.end() + 1].isupper():
            continue
        limit = min(end, to.end() + 160)
        stop = document.lexicon.pattern("access.to_end").search(document.text, to.end(), limit)
        last = stop.start() if stop else limit
        printed = document.printed(to.end(), last).strip(" ,.;")
        if len(printed) > 4 and printed.lower() not in seen:
            seen.add(printed.lower())
            yield document.finding("referred_to", printed, match.start(), last, sure=0.87)
