"""Which instrument a fact is about, when a paper speaks of several."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.extraction.finding import THIS

if TYPE_CHECKING:
    from veedor.extraction.document import Document

_KINDS = ("agreement", "amendment", "contract")


@dataclass(frozen=True, slots=True)
class Mention:
    """An instrument spoken of: where, of which kind, and its number or name."""

    start: int
    end: int
    kind: str
    label: str
    numbered: bool


def find_mentions(document: Document) -> list[Mention]:
    """Agreements, amendments and contracts by their nouns, and norms by their citations, in order."""
    nouns = (
        _mention(document, kind, match.start(), match.end())
        for kind in _KINDS
        for match in document.lexicon.find(f"instrument.{kind}", document.text)
    )
    norms = (
        Mention(norm.start, norm.end, "norm", str(norm.value), numbered=True)
        for norm in document.norms
        if norm.start != document.kind.start
    )
    found = [*nouns, *norms]
    return sorted(found, key=lambda mention: mention.start)


def _mention(document: Document, kind: str, start: int, end: int) -> Mention:
    text = document.text
    lead = re.compile(r"([a-z]+) $").search(text, max(0, start - 14), start) if kind == "amendment" else None
    if lead and document.country.ordinal(lead[1]):
        return Mention(
            lead.start(), end, kind, document.country.proper(document.printed(lead.start(), end)), numbered=True
        )
    number = document.lexicon.pattern("instruments.number").match(
        text, max(start, end - 1 if text[end - 1] == "n" else end), end + 160
    )
    name = document.lexicon.pattern("instruments.name").match(text, end)
    stop = name.end() if name else end
    if number and not document.lexicon.pattern("instruments.mention").search(number.group()):
        last = number.end() - len(number["n"]) + len(number["n"].rstrip("."))
        head = document.printed(start, start + len(text[start:end].split(" ")[0]))
        return Mention(
            start,
            last,
            kind,
            f"{head.capitalize()} {document.printed(number.start('n'), last)}",
            numbered=True,
        )
    loose = document.lexicon.pattern("instruments.loose_end").search(text, start, stop)
    stop = loose.start() if loose else stop
    return Mention(start, stop, kind, document.country.proper(document.printed(start, stop)), numbered=False)


def label_near(document: Document, start: int, end: int, kinds: tuple[str, ...]) -> Mention | None:
    """The instrument of one of these kinds spoken of in `text[start:end]`: a numbered one before a named one."""
    found = [m for m in document.mentions_between(start, end) if m.kind in kinds]
    return next((m for m in found if m.numbered), found[0] if found else None)


def other_instrument(document: Document, at: int) -> Mention | None:
    """The other, numbered instrument of which the text tells right before `at`; None where it speaks of its own.

    In the sentence the last one before `at` counts; `dicho convenio` and its like go back to the one told of before.
    """
    first, last = document.sentence(at)
    told = [m for m in _others(document, first, at) if m.start > document.kind.end]
    if told:
        return None if document.has("instrument.own", told[-1].end, at) else told[-1]
    if document.has("instrument.own", first, last):
        return None
    back = document.lexicon.first("instrument.back", document.text, first, at)
    before = _others(document, max(document.kind.end, first - _BACK), first) if back else []
    return before[-1] if before else None


_BACK = 900
"""How far back `dicho convenio` can point."""


def _others(document: Document, start: int, end: int) -> list[Mention]:
    own = document.own_number
    plain = re.sub(r"[^a-z0-9]", "", own.printed.lower()) if own else ""
    return [
        m
        for m in document.mentions_between(start, end)
        if m.kind in _KINDS
        and m.numbered
        and (not plain or not re.sub(r"[^a-z0-9]", "", m.label.lower()).endswith(plain))
    ]


def about(document: Document, start: int) -> str:
    """The word `this`, or the number or name of the other instrument that the sentence around `start` speaks of.

    In an agreement everything is about itself unless the sentence tells of another, numbered one or of what was
    signed before. In a decree, an accord or a resolution facts belong to the instruments that it tells of.
    """
    first, last = document.sentence(start)
    if document.is_agreement or document.kind.name in {"contract", "consortium_contract"}:
        back = document.lexicon.first("instrument.back", document.text, first, start)
        told = other_instrument(document, start) if back else None
        if told is not None:
            return told.label
    if document.has("instrument.own", first, last):
        return THIS
    if document.is_agreement or document.kind.name in {"contract", "consortium_contract"}:
        other = label_near(document, first, start, _KINDS)
        past = document.has("date.signing_verb", first, last) and document.has("date.with_date", first, start)
        past = past or document.has("date.past_change", first, last)
        closing = document.has("structure.closing", first, last)
        return other.label if other and past and not closing and start > document.kind.end else THIS
    kinds = (*_KINDS, "norm") if document.kind.name.endswith("decree") else _KINDS
    other = label_near(document, first, last, kinds)
    return other.label if other else THIS
