"""`amends`: which instrument a paper changes, and as which adenda."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.instruments import Mention
from veedor.extraction.registry import rule


@rule("amendments.own/1")
def own(document: Document) -> Iterator[Finding]:
    """What an amendment amends, and as which one: `SEGUNDA ADENDA AL CONVENIO …`, `modificar por tercera vez el …`.

    The title says it, or what stands before the first clause; the numbered agreement counts before one by its name.
    """
    if document.kind.name != "amendment":
        return
    kind = document.kind
    ordinal = _own_ordinal(document)
    title_of, title_end = _what(document, ordinal[2] if ordinal and ordinal[2] < kind.end + _TITLE else kind.end)
    start, end = kind.start, max(kind.end, title_end)
    of = title_of
    numbered = _numbered(document, kind.end)
    if numbered is not None and not (title_of and any(m.numbered for m in document.mentions_between(start, end))):
        of, end = document.printed(numbered.start, numbered.end), numbered.end
        start = numbered.start if numbered.start > kind.end + _TITLE else start
    value: dict[str, Any] = {"of": of} if of else {}
    if ordinal is not None:
        value["ordinal"] = ordinal[0]
        start, end = (start, max(end, ordinal[2])) if start <= ordinal[1] else (ordinal[1], max(end, ordinal[2]))
    if end - start > _LONG:
        start, end = (ordinal[1], ordinal[2]) if ordinal else (kind.start, kind.end)
    if value:
        yield document.finding("amends", value, start, end, sure=0.9 if ordinal else 0.8)


_TITLE = 40
"""How far behind the words that say the kind its number can stand."""
_LONG = 500
"""A quote longer than this says too much."""


def _own_ordinal(document: Document) -> tuple[int, int, int] | None:
    """Which amendment this is, and where that is said: in the title, before the first clause, or `por primera vez`."""
    kind = document.kind
    until = max(kind.end + _TITLE, min(document.structure.first_after(kind.end), kind.end + 2500))
    found: list[tuple[int, int, int]] = []
    for match in document.lexicon.find("amend.ordinal_before", document.text, kind.start, until):
        ordinal = _ordinal_word(document, match)
        if ordinal and (match.start() <= kind.end or document.has("amend.this", match.start() - 20, match.start())):
            found.append((ordinal, *match.span()))
    for match in document.lexicon.find("amend.numbered", document.text, kind.start, until + _TITLE):
        ordinal = _digits(document, match)
        if ordinal and (match.start() <= kind.end or document.has("amend.this", match.start() - 20, match.start())):
            found.append((ordinal, match.start(), match.end() + len(str(ordinal))))
    for match in document.lexicon.find("amend.times", document.text, kind.start, until):
        ordinal = _ordinal_word(document, match)
        if ordinal and document.has("amend.verb", match.start() - 60, match.end() + 60):
            found.append((ordinal, *match.span()))
    return min(found, key=lambda one: one[1], default=None)


def _numbered(document: Document, start: int) -> Mention | None:
    """The first numbered agreement that the title or what stands before the first clause names."""
    until = max(start + 300, min(document.structure.first_after(start), start + 2500))
    found = document.mentions_between(start, until)
    return next((m for m in found if m.kind in {"agreement", "contract"} and m.numbered), None)


@rule("amendments.ordinal/2")
def by_ordinal(document: Document) -> Iterator[Finding]:
    """Other amendments that a paper tells of: `la Segunda Adenda al Convenio …`, each with what it is."""
    mine = _own_ordinal(document) if document.kind.name == "amendment" else None
    seen: set[int] = {mine[0]} if mine else set()
    matches = [(m, _ordinal_word(document, m)) for m in document.lexicon.find("amend.ordinal_before", document.text)]
    matches += [(m, _digits(document, m)) for m in document.lexicon.find("amend.numbered", document.text)]
    for match, ordinal in sorted(matches, key=lambda pair: pair[0].start()):
        if ordinal is None or ordinal in seen:
            continue
        of, end = _what(document, match.end() + (len(str(ordinal)) if match.group()[-1:] in " °" else 0))
        if not of:
            continue
        seen.add(ordinal)
        about = THIS
        if document.kind.name != "amendment" or mine:
            about = document.printed(match.start(), match.end()).capitalize()
        value = {"of": of, "ordinal": ordinal}
        yield document.finding("amends", value, match.start(), end, sure=0.75, about=about)


def _ordinal_word(document: Document, match: re.Match[str]) -> int | None:
    return next((n for word in match.group().split() if (n := document.country.ordinal(word))), None)


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
    if not any(m.numbered for m in known):
        paragraph = document.view.paragraph(start)[1]
        stop = min(paragraph, end + _NAME)
        until = document.lexicon.pattern("amendments.what").search(document.text, end, stop)
        end = until.start() if until else paragraph if paragraph <= end + _NAME else end
    return document.printed(start, end), end


_NAME = 220
"""How far the name of an agreement is followed."""


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
            decrees = document.lexicon.pattern("norm_kinds.of_emergency")
            targets = [c for c in document.within(document.norms, start, end) if decrees.fullmatch(c.value.kind)]
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
            document.lexicon.pattern("norm_kinds.declares_emergency").fullmatch(cited.value.kind)
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
        of, stop = _what(document, extension.start())
        if of:
            yield document.finding("amends", {"of": of}, match.start(), max(stop, extension.end()), sure=0.65)
    clauses = document.lexicon.pattern("amendments.clauses").match(document.text, match.start(), end)
    if clauses and document.has("instrument.any", match.start() - 500, match.start()):
        key = document.text[clauses.start() : clauses.end()]
        if key not in seen:
            seen.add(key)
            yield document.finding("amends", {"of": document.printed(*clauses.span())}, *clauses.span(), sure=0.55)
