"""`amends`: which instrument a paper changes, and as which adenda."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.registry import rule


@rule("amendments.ordinal/1")
def by_ordinal(document: Document) -> Iterator[Finding]:
    """`SEGUNDA ADENDA AL CONVENIO …`, `Adenda N° 8 al Convenio`; the document's own once, others with what they are."""
    seen: set[str] = set()
    matches = [(m, _ordinal_word(document, m)) for m in document.lexicon.find("amend.ordinal_before", document.text)]
    matches += [(m, _digits(document, m)) for m in document.lexicon.find("amend.numbered", document.text)]
    for match, ordinal in sorted(matches, key=lambda pair: pair[0].start()):
        if ordinal is None:
            continue
        own = document.kind.name == "amendment" and match.start() <= document.kind.end + 10
        of, end = _what(document, match.end() + (len(str(ordinal)) if match.group()[-1:] in " °" else 0))
        value: dict[str, Any] = {"of": of, "ordinal": ordinal} if of else {"ordinal": ordinal}
        key = f"{ordinal}"
        if key in seen or (not of and not own):
            continue
        seen.add(key)
        about = (
            THIS
            if own or (document.kind.name == "amendment" and not seen - {key})
            else document.printed(match.start(), match.end()).capitalize()
        )
        yield document.finding("amends", value, match.start(), end, sure=0.9 if own else 0.75, about=about)
    if not seen and document.kind.name == "amendment":
        of, end = _what(document, document.kind.end)
        yield document.finding("amends", {"of": of} if of else {}, document.kind.start, end, sure=0.8)


def _ordinal_word(document: Document, match: re.Match[str]) -> int | None:
    return document.country.ordinal(match.group().split()[0])


def _digits(document: Document, match: re.Match[str]) -> int | None:
    number = re.compile(r"0*(\d{1,2})(?![\d])").match(document.text, match.end())
    return int(number[1]) if number else None


def _what(document: Document, at: int) -> tuple[str | None, int]:
    match = document.lexicon.pattern("amendments.of").match(document.text, at)
    if match is None:
        return None, at
    start = match.start("what")
    known = document.mentions_between(start, start + 1)
    end = max([m.end for m in known], default=match.end())
    until = document.lexicon.pattern("amendments.what").search(document.text, end, end + 220)
    end = until.start() if until and until.start() - start < 220 else end
    return document.printed(start, end), end


@rule("amendments.by_norm/1")
def by_norm(document: Document) -> Iterator[Finding]:
    """Decrees that prolong or change others, accords that repeat others: one finding for each cited instrument."""
    if document.is_agreement:
        return
    seen: set[str] = set()
    for match in document.lexicon.find("amend.verb", document.text):
        start, end = document.sentence(match.start())
        emergency = document.has("term.emergency", start, end)
        if document.kind.name.endswith("decree") and emergency:
            targets = [c for c in document.within(document.norms, start, end) if c.value.kind in {"DS", "DU"}]
        else:
            targets = []
            yield from _repeats(document, match, end, seen)
            yield from _prolongs(document, match, end, seen)
        for cited in targets:
            key = str(cited.value)
            if key not in seen:
                seen.add(key)
                yield document.finding("amends", {"of": key}, cited.start, cited.end, sure=0.7)
    if not seen and document.kind.name.endswith("decree"):
        yield from _declared(document)


def _declared(document: Document) -> Iterator[Finding]:
    """The decree that declared the state of emergency which this one prolongs, where only a recital names it."""
    if not document.has("amend.prolong", 0, len(document.text)):
        return
    for cited in document.norms:
        start, end = document.sentence(cited.start)
        if cited.start == document.kind.start:
            continue
        if (
            cited.value.kind == "DS"
            and document.has("term.emergency", start, end)
            and document.has("amend.declare", start, end)
        ):
            yield document.finding("amends", {"of": str(cited.value)}, cited.start, cited.end, sure=0.6)
            return


def _repeats(document: Document, match: re.Match[str], end: int, seen: set[str]) -> Iterator[Finding]:
    accord = document.lexicon.pattern("amendments.accord").match(
        document.text, match.start(), min(len(document.text), end + 40)
    )
    if accord and accord["n"] not in seen:
        seen.add(accord["n"])
        yield document.finding(
            "amends", {"of": document.printed(*accord.span("of"))}, match.start(), accord.end(), sure=0.8
        )


def _prolongs(document: Document, match: re.Match[str], end: int, seen: set[str]) -> Iterator[Finding]:
    extension = document.lexicon.pattern("amendments.extension").match(document.text, match.start(), end)
    if extension and "extension" not in seen:
        seen.add("extension")
        of, stop = _what(document, extension.start("of") - 4)
        yield document.finding("amends", {"of": of} if of else {}, match.start(), max(stop, extension.end()), sure=0.65)
    clauses = document.lexicon.pattern("amendments.clauses").match(document.text, match.start(), end)
    if clauses and document.has("instrument.any", match.start() - 500, match.start()):
        key = document.text[clauses.start() : clauses.end()]
        if key not in seen:
            seen.add(key)
            yield document.finding("amends", {"of": document.printed(*clauses.span())}, *clauses.span(), sure=0.55)
