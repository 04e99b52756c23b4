"""What a lawyer would ask of an agreement: object, duties, command, staff, reach, books, intelligence, liability.

Quotes are the words of the clause.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from veedor.extraction.document import Document
from veedor.extraction.entries import Entry
from veedor.extraction.fields import FIELDS
from veedor.extraction.finding import Finding
from veedor.extraction.registry import rule
from veedor.extraction.rules import sides
from veedor.extraction.rules.units import unit_between
from veedor.extraction.taken import Taken

_LONGEST = 420
"""How long the words of an object or an obligation are at most, in characters."""
_SHORTEST = 18
_OPENS = 12
"""How far into a sentence the side stands that opens it, in characters."""
_LEAD = 160
"""How long the words before the colon of a list are at most, in characters."""
_NEAR = 90
"""How far before its verb a subject stands at most, in characters."""


def sentence_in(document: Document, at: int, start: int, end: int) -> tuple[int, int]:
    """The sentence around `at` inside `text[start:end]`, without its number and its stop, at most `_LONGEST` long."""
    first, last = document.sentence(at)
    first, last = max(first, start), min(last, end)
    begun = document.structure.last_before(at)
    clause = begun.label_end if begun and begun.start >= first else first
    headings = document.headings
    under = bisect_right(headings, at, key=lambda entry: entry.value_start)
    heading = headings[under - 1].value_start if under and headings[under - 1].start >= first else first
    first = max(first, min(clause, at), heading)
    while first < last and not document.text[first].isalnum():
        first += 1
    last = min(last, first + _LONGEST)
    while last > first and document.text[last - 1] in " .;:,-":
        last -= 1
    return first, last


@rule("duties.object/1")
def object_(document: Document) -> Iterator[Finding]:
    """`El Convenio tiene por objeto …`, or the first sentence below `OBJETO`."""
    if not document.is_agreement:
        return
    headed = [e for e in document.entries_named("object.heading", "heading", "line") if e.value_start < e.value_end]
    says = document.lexicon.find("object.says", document.text, document.body)
    for match in sorted(says, key=lambda m: not _is_strong(document, m.group())):
        start, end = document.structure.span_at(match.start())
        first, last = sentence_in(document, match.start(), start, end)
        within = any(e.value_start <= match.start() < e.value_end for e in headed)
        if (
            (within or _is_strong(document, match.group()))
            and document.has("object.serves", first, last)
            and last - first > _SHORTEST
        ):
            yield document.finding("object", document.printed(first, last), first, last, sure=0.85)
            return
    for entry in headed[:1]:
        first, last = sentence_in(document, entry.value_start + 1, entry.value_start, entry.value_end)
        if last - first > _SHORTEST:
            yield document.finding("object", document.printed(first, last), first, last, sure=0.7)


def _is_strong(document: Document, words: str) -> bool:
    """`tiene por objeto` says by itself that the object follows; `brindará a` only below a heading."""
    return not document.lexicon.pattern("duties.weak_object").search(words)


@rule("duties.obligation/1")
def obligation(document: Document) -> Iterator[Finding]:
    """Each item below `OBLIGACIONES DE LA EMPRESA`, and each sentence in which a side `se obliga a`, `deberá`."""
    if not document.is_agreement:
        return
    seen = Taken(
        (document.view.folded(f.start), document.view.folded(f.end)) for f in document.findings if f.field == "object"
    )
    for entry in document.entries_named("duty.heading", "heading", "line"):
        side = sides.only(document, entry.start, min(entry.value_end, entry.value_start + 2))
        for first, last in _items(document, entry):
            who = _led_by(document, entry.start, first) or side or _subject(document, first, last)
            if who and not seen.meets(first, last):
                seen.add(first, last)
                value = {"of": who, "what": document.printed(first, last)}
                yield document.finding("obligation", value, first, last, sure=0.8)
    for match in document.lexicon.find("duty.binds", document.text, document.body):
        start, end = document.structure.span_at(match.start())
        first, last = sentence_in(document, match.start(), start, end)
        subject = _subject(document, first, match.start())
        if subject is None or last - first < _SHORTEST or seen.meets(first, last):
            continue
        seen.add(first, last)
        value = {"of": subject, "what": document.printed(first, last)}
        yield document.finding("obligation", value, first, last, sure=0.75)


def _led_by(document: Document, start: int, at: int) -> str | None:
    """The side that the last words with a colon before an item name: `4.1 LA PNP se compromete a:`."""
    colon = document.text.rfind(":", start, at)
    if colon < 0:
        return None
    line = document.view.lines[document.view.line_index(colon)]
    return sides.only(document, max(start, line.start, colon - _LEAD), colon)


def _subject(document: Document, start: int, end: int) -> str | None:
    """Who does what a verb says: the side that opens the sentence, else the one named last before it as its subject.

    A side behind a preposition (`a LA EMPRESA`, `del personal policial`) is not who does it.
    """
    named = sides.named(document, start, end)
    if named and named[0][0] - start <= _OPENS:
        return named[0][1]
    near = [(at, side) for at, side in named if end - at <= _NEAR]
    alone = [s for at, s in near if not document.lexicon.pattern("duties.to").search(document.text, max(0, at - 8), at)]
    return alone[-1] if alone else None


def _items(document: Document, entry: Entry) -> Iterator[tuple[int, int]]:
    """The items of a list below a heading: its lines that stand apart or bear a number, letter or dash."""
    view = document.view
    begins = [entry.value_start]
    for line in view.lines_between(entry.value_start + 1, entry.value_end):
        marked = document.lexicon.pattern("duties.item").match(document.text, line.start) is not None
        if line.apart or marked:
            begins.append(line.start)
    for begin, stop in zip(begins, [*begins[1:], entry.value_end], strict=True):
        mark = document.lexicon.pattern("duties.item").match(document.text, begin)
        first = mark.end() if mark else begin
        while first < stop and not document.text[first].isalnum():
            first += 1
        last = min(stop, first + _LONGEST, document.sentence(first + 1)[1] if first + 1 < stop else stop)
        while last > first and document.text[last - 1] in " .;:,-":
            last -= 1
        if last - first > _SHORTEST and ":" not in document.text[last : last + 2]:
            yield first, last


@rule("duties.command/1")
def command(document: Document) -> Iterator[Finding]:
    """Who commands, directs or supervises: the unit or the side named behind the words, else before them."""
    if not document.is_agreement:
        return
    seen: set[str] = set()
    for match in document.lexicon.find("command.says", document.text, document.body):
        start, end = document.structure.span_at(match.start())
        first, last = sentence_in(document, match.start(), start, end)
        if not document.has("command.serves", first, last):
            continue
        behind = (match.end(), min(last, match.end() + 110))
        unit = unit_between(document, *behind) or unit_between(document, max(first, match.start() - 110), match.start())
        named = sides.named(document, *behind)
        if unit:
            value = {"of": "police", "name": document.country.proper(document.printed(*unit))}
        elif named and named[0][0] - match.end() < 40:
            value = {"of": named[0][1]}
        else:
            continue
        key = str(value)
        if key in seen:
            continue
        seen.add(key)
        yield document.finding("command", value, first, last, sure=0.75, about=document.about(match.start()))


@rule("duties.staff_choice/1")
def staff_choice(document: Document) -> Iterator[Finding]:
    """Who decides which and how many officers serve: the side named in the sentence; `both` where they agree on it."""
    if not document.is_agreement:
        return
    for match in document.lexicon.find("choice.says", document.text, document.body):
        start, end = document.structure.span_at(match.start())
        first, last = sentence_in(document, match.start(), start, end)
        near = (max(first, match.start() - 110), min(last, match.end() + 110))
        if not document.has("choice.of_staff", *near):
            continue
        who = sides.only(document, first, last)
        if who == "both" and not document.has("choice.together", first, last):
            named = [side for at, side in sides.named(document, first, last) if at < match.start()]
            who = named[-1] if named else None
        if who is None and unit_between(document, first, last):
            who = "police"
        if who:
            yield document.finding("staff_choice", who, first, last, sure=0.72)
            return


@rule("duties.service_area/1")
def service_area(document: Document) -> Iterator[Finding]:
    """How far the service reaches, in sentences of protecting; the first place for each kind of area."""
    yield from _first_of_each(document, "service_area", "area", "area.serves", "area.not_here", 0.75)


@rule("duties.records/1")
def records(document: Document) -> Iterator[Finding]:
    """Books, reports, attendance, accounts, inspections: the first sentence for each that has them made."""
    yield from _first_of_each(document, "records", "records", "records.makes", "records.not_here", 0.75)


def _first_of_each(
    document: Document, name: str, group: str, needed: str, refused: str, sure: float
) -> Iterator[Finding]:
    if not document.is_agreement:
        return
    for choice in FIELDS[name].choices:
        for match in document.lexicon.find(f"{group}.{choice}", document.text, document.body):
            start, end = document.structure.span_at(match.start())
            first, last = sentence_in(document, match.start(), start, end)
            first, last = max(first, match.start() - 160), min(last, match.end() + 160)
            if document.has(refused, first, last) or not document.has(needed, first, last):
                continue
            yield document.finding(name, choice, first, max(last, match.end()), sure=sure)
            break


@rule("duties.intelligence/1")
def intelligence(document: Document) -> Iterator[Finding]:
    """The first sentence that asks for intelligence, or for information about people or protests."""
    if not document.is_agreement:
        return
    for match in document.lexicon.find("intelligence.says", document.text, document.body):
        first, last = sentence_in(document, match.start(), *document.structure.span_at(match.start()))
        if not document.has("intelligence.not_here", first, last):
            yield document.finding("intelligence", True, first, last, sure=0.8)
            return


@rule("duties.liability/1")
def liability(document: Document) -> Iterator[Finding]:
    """Who answers for damage: the side before the verb (`LA EMPRESA responderá`) or behind it (`de cargo de …`)."""
    if not document.is_agreement:
        return
    seen: set[str] = set()
    for match in document.lexicon.find("liability.says", document.text, document.body):
        first, last = sentence_in(document, match.start(), *document.structure.span_at(match.start()))
        if not document.has("liability.harm", first, last):
            continue
        who = _liable(document, match.start(), match.end(), first, last)
        if who is None:
            continue
        goods = [to for to in ("third_parties", "police_goods", "company_goods", "officers")
                 if document.has(f"liability.{to}", first, last)]  # fmt: skip
        for to in goods or ["any"]:
            value = {"of": who, "to": to}
            if str(value) not in seen:
                seen.add(str(value))
                yield document.finding("liability", value, first, last, sure=0.65)


def _liable(document: Document, start: int, end: int, first: int, last: int) -> str | None:
    if document.has("liability.officer", end, last) or document.has("liability.officer", first, start):
        return "officer"
    if document.has("liability.nobody", first, end):
        return "nobody"
    if document.lexicon.pattern("duties.bearer_behind").search(document.text[start:end]):
        behind = sides.named(document, end, min(last, end + 60))
        return behind[0][1] if behind else None
    before = sides.named(document, max(first, start - 90), start)
    return before[-1][1] if before else None
