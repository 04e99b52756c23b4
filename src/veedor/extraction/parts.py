"""Several papers in one file: a resolution with the agreement that it approves, a letter with what it sends.

A paper begins anew where, behind words that close the one before, a heading stands at the beginning of a line in
capitals and what follows it opens such a paper: parties for a deed, recitals for a norm, an addressee for a letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.extraction.document import Document

_MOST = 8
"""No file is split into more papers than this: each is read for itself, and reading has to stay linear."""
_APART = 300
"""How long the shortest paper is."""
_OPENS = 1800
"""How far behind its heading a paper shows what it is."""

_DEEDS = ("agreement", "amendment", "contract")
_NORMS = ("ministerial_resolution", "supreme_decree", "directorial_resolution", "regional_accord", "council_accord")


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    family: str


def cuts(document: Document) -> list[int]:
    """Where in the folded text of a file a second paper begins, a third, and so on; empty for one paper."""
    first = document.kind
    found: list[int] = []
    last = 0
    seen = {_plain(document, first.start, first.end)}
    closing = sorted(
        match.start()
        for name in ("structure.closing", "signatory.closing")
        for match in document.lexicon.find(name, document.text)
    )
    for heading in sorted(_headings(document), key=lambda h: (h.start, -h.end)):
        key = _plain(document, heading.start, heading.end)
        if heading.start < max(last + _APART, first.end + 20) or not _closes(document, closing, last, heading.start):
            continue
        if heading.family != "deed" and key in seen:
            continue
        if _opens(document, heading):
            found.append(heading.start)
            seen.add(key)
            last = heading.start
            if len(found) == _MOST - 1:
                break
    return found


def _headings(document: Document) -> Iterator[_Heading]:
    text, cased, lexicon = document.text, document.cased, document.lexicon
    families = [(f"heading.{name}", "deed") for name in _DEEDS] + [(f"heading.{name}", "norm") for name in _NORMS]
    for name, family in (*families, ("heading.foi_request", "request"), ("letter.any", "letter")):
        for match in lexicon.find(name, text, document.kind.end):
            words = "".join(c for c in cased[match.start() : match.end()] if c.isalpha())
            shouted = lexicon.pattern("parts.number_word").sub("", words, count=1).isupper()
            if not document.view.at_line_start(match.start()) or not (shouted or _on_top(document, match.start())):
                continue
            number = lexicon.pattern("heads.number").match(text, match.end() - (2 if family == "letter" else 0))
            if family in {"deed", "request"} or number is not None:
                yield _Heading(match.start(), number.end() if number else match.end(), family)


def _on_top(document: Document, at: int) -> bool:
    """Whether a line in small letters stands where a paper's title can: first on its page, or below the word annex."""
    line = document.view.lines[document.view.line_index(at)]
    begin = document.view.raw_span(at, at + 1)[0]
    above = document.view.raw[max(0, begin - 200) : begin].rstrip(" \n\t")
    annexed = document.has("parts.annex", at - 40, at) and document.cased[at].isupper()
    return line.apart and (annexed or (above.endswith("\f") and document.cased[at].isupper()))


def _closes(document: Document, closing: list[int], start: int, end: int) -> bool:
    """Whether the paper before is at its end: closing words behind its heading, or the word annex right above."""
    if document.has("parts.annex", end - 60, end):
        return True
    index = bisect_left(closing, start + _APART // 2)
    return index < len(closing) and closing[index] < end


def _opens(document: Document, heading: _Heading) -> bool:
    end = min(len(document.text), heading.end + _OPENS)
    if heading.family == "norm":
        return document.has("structure.considering", heading.end, end) or document.has(
            "structure.resolving", heading.end, end
        )
    if heading.family == "letter":
        return document.has("letter.salutation", heading.end, min(end, heading.end + 500))
    if heading.family == "request":
        return document.has("access.asks", heading.end, end)
    opening = document.has("party.opening", heading.start, end)
    anchors = len(document.lexicon.find("party.anchor", document.text, heading.end, end))
    return anchors > 2 or (opening and (anchors > 0 or document.has("party.side", heading.end, end)))


def _plain(document: Document, start: int, end: int) -> str:
    return re.sub(r"[^a-z0-9]", "", document.text[start:end])


def label(document: Document) -> str:
    """What the findings of a paper bound behind another are about: its kind's word with its number, or its title."""
    kind = document.kind
    number = document.own_number
    if number is not None:
        word = document.printed(kind.start, kind.end).split(" ")[0]
        return f"{word.capitalize()} {number.printed}"
    line = document.view.lines[document.view.line_index(kind.start)]
    paragraph = document.view.paragraph(kind.start)[1]
    title = document.printed(kind.start, max(line.end, paragraph))
    return title if len(title) <= _LABEL else title[:_LABEL].rpartition(" ")[0]


_LABEL = 120
"""How long a name is by which a paper without a number is called."""
