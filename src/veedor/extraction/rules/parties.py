"""`party`: who signs or is bound, from the comparecencia, from `entre A y B`, and from names beside a tax number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.instruments import label_near
from veedor.extraction.registry import rule

_LONGEST = 170
_DEED = 4500
"""How far behind the title the sides can stand, in characters."""
_KINDS = ("agreement", "amendment", "contract")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparecencia: all that is said of it."""

    start: int
    end: int


def find_sides(document: Document) -> list[Side]:
    """The stretches behind `de una parte`, `de la otra parte` up to the first clause; looked for once a document."""
    if "sides" not in document.known:
        document.known["sides"] = _find_sides(document)
    sides: list[Side] = document.known["sides"]
    return sides


def _find_sides(document: Document) -> list[Side]:
    sides: list[Side] = []
    mains = [clause.start for clause in document.structure.clauses if clause.depth == 1]
    for opening in document.lexicon.find("party.opening", document.text):
        if sides and opening.start() < sides[-1].end:
            continue
        stop = min(len(document.text), opening.start() + 6000)
        until = document.lexicon.first("party.until", document.text, opening.end(), stop)
        clause = bisect_right(mains, opening.end())
        stop = min(stop, *mains[clause : clause + 1], until.start() if until else stop)
        marks = document.lexicon.find("party.side", document.text, opening.start(), stop)
        ends = [*[m.start() for m in marks[1:]], stop] if marks else []
        sides.extend(_before_its_mark(document, opening.start(), marks[0].start() if marks else 0))
        for mark, following in zip(marks, ends, strict=True):
            if following - mark.end() > 8:
                sides.extend(_parted(document, mark.end(), following))
        if not marks and document.lexicon.pattern("parties.constitutes").search(opening.group()):
            sides.extend(_first_side(document, opening.end(), stop))
        if not sides and not marks:
            sides.extend(_sides_by_anchor(document, opening.end(), stop))
    return _with_unmarked_first(document, sides) or _without_opening(document)


def _without_opening(document: Document) -> list[Side]:
    """`Entre A, con RUC …; y el B, representado por …`: nothing opens the deed, the sides stand behind its title."""
    if not document.is_agreement:
        return []
    start = document.kind.end
    stop = min(start + _DEED, len(document.text))
    main = next((c.start for c in document.structure.clauses if c.start > start and c.depth == 1), stop)
    until = document.lexicon.first("party.until", document.text, start, min(stop, max(main, start + 200)))
    stop = min(stop, main if main - start > _LONGEST else stop, until.start() if until else stop)
    return _listed(document, start, stop) or _sides_by_anchor(document, start, stop)


def _listed(document: Document, start: int, stop: int) -> list[Side]:
    """`entre: (i) A, una sociedad …; y (ii) B, actuando …`: one side for each mark of the list."""
    marks = list(document.lexicon.pattern("parties.marks").finditer(document.text, start, stop))
    firsts = [m for m in marks if m["n"] in {"i", "a", "1"}]
    for first in firsts:
        wanted = {"i": ("i", "ii", "iii", "iv"), "a": ("a", "b", "c", "d"), "1": ("1", "2", "3", "4")}[first["n"]]
        row, at = [first], first.end()
        for name in wanted[1:]:
            following = next((m for m in marks if m.start() >= at and m["n"] == name), None)
            if following is None:
                break
            row.append(following)
            at = following.end()
        sides = [Side(m.end(), end) for m, end in zip(row, [*(m.start() for m in row[1:]), stop], strict=True)]
        spans = [name_at(document, side.start, side.end) for side in sides]
        if len(sides) > 1 and all(span and role(document, *span) != "other" for span in spans):
            return sides
    return []


def _before_its_mark(document: Document, start: int, stop: int) -> Iterator[Side]:
    """`que celebran: LA POLICÍA NACIONAL DEL PERÚ, con RUC …, de una parte; y de la otra …`: the mark stands behind."""
    leads = document.lexicon.find("party.opening", document.text, start, stop) if stop > start else []
    begin = leads[-1].end() if leads else stop
    if stop - begin > 60 and document.has("party.anchor", begin, stop):
        yield Side(begin, stop)


def _parted(document: Document, start: int, stop: int) -> Iterator[Side]:
    """One side that holds two: `el MINISTERIO DEL INTERIOR, …; la POLICÍA NACIONAL DEL PERÚ, representada por …`."""
    begin = start
    for side in _sides_by_anchor(document, start, stop)[1:]:
        before = document.text[max(start, side.start - 12) : side.start]
        if document.lexicon.pattern("parties.parted").search(before):
            yield Side(begin, side.start)
            begin = side.start
    yield Side(begin, stop)


def _sides_by_anchor(document: Document, start: int, stop: int) -> list[Side]:
    """Without `de una parte`: a side begins with the capitalised name right before its tax number or its agent."""
    begins: list[int] = []
    for anchor in document.lexicon.find("party.anchor", document.text, start, stop):
        end = anchor.start()
        while end > start and document.text[end - 1] in " ,.(-":
            end -= 1
        end += document.text[end : end + 1] == "." and document.text[end - 2 : end - 1] == "."
        name = _name_before(document, end)
        if name is None or name < start or (begins and name < begins[-1] + 4):
            continue
        if document.lexicon.at("signatory.offices", document.text, name, end):
            continue
        numbered = document.lexicon.pattern("parties.tax_anchor").match(anchor.group())
        if (role(document, name, end) == "other" and not numbered) or not _is_name(document, name, end):
            continue
        if document.has("party.alias", name - 60, name + 1) and not re.search(
            r"[;:,.)]", document.text[name - 8 : name]
        ):
            continue
        if not begins or anchor.start() - begins[-1] > 40:
            begins.append(name)
    if len(begins) < 2:
        return []
    return [Side(begin, end) for begin, end in zip(begins, [*begins[1:], stop], strict=True)]


def _first_side(document: Document, start: int, stop: int) -> Iterator[Side]:
    between = document.lexicon.pattern("parties.between").search(document.text, start, start + 200)
    if between:
        yield Side(between.end(), stop)


def _with_unmarked_first(document: Document, sides: list[Side]) -> list[Side]:
    """`… constituye el Convenio entre la Sociedad …; y de la otra parte el Ministerio`: the first side has no mark."""
    if not sides:
        return sides
    opening = document.lexicon.first("party.opening", document.text, max(0, sides[0].start - 1500), sides[0].start)
    if opening is None or len(sides) != 1:
        return sides
    between = document.lexicon.pattern("parties.between").search(document.text, opening.end(), sides[0].start)
    return [Side(between.end(), sides[0].start - 3), *sides] if between else sides


def name_at(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Where the name that begins at `start` ends: before `con RUC`, `representada por`, a comma with more behind."""
    text = document.text
    end = min(end, len(text))
    while start < end and not text[start].isalnum():
        start += 1
    for _ in range(2):
        opened = document.lexicon.at("party.name_opens", text, start, end)
        if opened and text[opened.end() : opened.end() + 1] in {" ", '"'}:
            kept = _part_of_name(document, start, opened.end())
            if kept:
                start = opened.end() - kept
                break
            start = opened.end() + 1
    while start < end and text[start] in ' "':
        start += 1
    stop = min(end, start + _LONGEST)
    if start < document.kind.start < stop:
        stop = document.kind.start
    cut = document.lexicon.first("party.name_ends", text, start + 3, stop)
    stop = cut.start() if cut else stop
    legal = document.lexicon.pattern("parties.legal_end").search(document.cased, start + 3, stop)
    stop = min(stop, legal.end() if legal else stop)
    for line in document.view.lines_between(start + 1, stop):
        if (
            line.apart
            and document.cased[start : line.start].isupper()
            and not document.cased[line.start : line.start + 3].isupper()
        ):
            stop = line.start
            break
    hard = document.lexicon.pattern("parties.name_at").search(text, start + 2, stop)
    if hard and not _inside_name(document, hard, start):
        stop = hard.start()
    while stop > start and text[stop - 1] in ' ,;:-"(':
        stop -= 1
    joint = document.lexicon.pattern("parties.joint_end").search(text, start, stop)
    stop = joint.start() if joint else stop
    return (start, stop) if stop - start >= 3 else None


def _part_of_name(document: Document, start: int, end: int) -> int:
    """The length of a word that belongs to the name behind it, 0 where it does not.

    `la EMPRESA MINERA LOS HALCONES S.A.`: the word stands in the same capitals as the name, the article does not.
    """
    article, _, word = document.cased[start:end].rpartition(" ")
    noun = document.lexicon.pattern("parties.noun").fullmatch(word) is not None
    shouted = noun and document.cased[end + 1 : end + 4].isupper()
    return len(word) if shouted and (article or document.cased[max(0, start - 3) : start].strip()).islower() else 0


def _inside_name(document: Document, hard: re.Match[str], start: int) -> bool:
    """A comma inside a ministry's or a guild's name (`de Minería, Petróleo y Energía`)."""
    tail = document.text[hard.end() : hard.end() + 60]
    return (
        hard.group() == ","
        and document.lexicon.pattern("parties.inside_name").match(tail) is not None
        and bool(document.lexicon.pattern("parties.inside_name_2").match(document.text[start : start + 20]))
    )


def role(document: Document, start: int, end: int) -> str:
    """`ministry`, `police`, `company` or `other`, by the words of the name."""
    if document.has("party.ministry", start, end):
        return "ministry"
    if document.has("party.police", start, end):
        return "police"
    if document.has("party.public_body", start, end):
        return "other"
    return "company" if document.has("party.company", start, end) else "other"


def _clean(document: Document, start: int, end: int) -> str:
    printed = document.printed(start, end + 1).rstrip(' ,;:"')
    name = document.printed(start, end).strip(" \"“”'«»,.;:-–—")
    if document.lexicon.pattern("parties.clean").search(name) and printed.endswith(name + "."):
        name += "."
    return name


def alias(document: Document, side: Side) -> str | None:
    """The short name: quoted or in capitals behind `en adelante` or `se le denominará`."""
    span = _alias_span(document, side)
    return re.sub(r"[\"“”«»]", "", document.printed(*span)).strip(" .,") if span else None


def _alias_span(document: Document, side: Side) -> tuple[int, int] | None:
    for lead in document.lexicon.find("party.alias", document.text, side.start, side.end):
        match = document.lexicon.pattern("parties.alias").match(document.cased, lead.end())
        if match and len(match["a"]) > 1:
            return match.span("a")
    bracket = document.lexicon.pattern("parties.bracket").search(document.cased, side.start, side.end)
    return bracket.span("a" if bracket["a"] else "b") if bracket else None


def short_names(document: Document, roles: set[str]) -> tuple[str, ...]:
    """The short names of the sides in these roles, folded (`gasur`, `el solicitante`)."""
    if "short names" not in document.known:
        document.known["short names"] = list(_short_names(document))
    return tuple(dict.fromkeys(name for name, held in document.known["short names"] if held in roles))


def _short_names(document: Document) -> Iterator[tuple[str, str]]:
    for side in find_sides(document):
        span = name_at(document, side.start, side.end)
        short = _alias_span(document, side)
        named = short or span
        name = document.text[named[0] : named[1]].strip(' .,"') if named else ""
        if span and len(name) > 3:
            yield name, role(document, *span)
    yield from _listed_names(document)


def _listed_names(document: Document) -> Iterator[tuple[str, str]]:
    from veedor.extraction.rules import listed

    for party in listed.find_listed(document):
        short = _alias_span(document, Side(*party.name))
        name = party.alias.lower() if party.alias else document.text[slice(*short)].strip(' .,"') if short else ""
        if len(name) > 3:
            yield name, role(document, *party.name)


@rule("parties.comparecencia/2")
def comparecencia(document: Document) -> Iterator[Finding]:
    """The sides named in the head of a deed, each with its RUC (check digit told) and its short name."""
    own = document.is_agreement or document.kind.name in {"contract", "consortium_contract"}
    for side in find_sides(document):
        span = name_at(document, side.start, side.end)
        if (
            span is None
            or not _is_name(document, *span)
            or document.lexicon.at("party.name_ends", document.text, span[0])
        ):
            continue
        ruc = next(iter(document.within(document.tax_ids, side.start, side.end)), None)
        value: dict[str, Any] = {"name": _clean(document, *span), "role": role(document, *span)}
        end = span[1]
        checks: tuple[str, ...] = ()
        if ruc and not _has_members(document, span[1], ruc.start):
            value["ruc"], checks = ruc.value, ruc.checks
            end = ruc.end if ruc.end - span[0] < 260 else span[1]
        short = alias(document, side)
        if short and short.lower() not in value["name"].lower()[: len(short)]:
            value["alias"] = short
        sure = 0.92 if "ruc" in value or value["role"] != "other" else 0.8
        about = THIS if own else _annexed(document, side.start)
        yield document.finding("party", value, span[0], end, sure=sure, checks=checks, about=about)


def _annexed(document: Document, at: int) -> str:
    named = label_near(document, max(0, at - 600), at, _KINDS)
    return named.label if named else THIS


def _has_members(document: Document, start: int, end: int) -> bool:
    return document.has("party.members", start, end)


def _is_name(document: Document, start: int, end: int) -> bool:
    """A party's name has capitals and is not a blank or a person's office."""
    words = [w for w in document.cased[start:end].split() if w[0].isalpha()]
    return (
        bool(words)
        and sum(w[0].isupper() for w in words) * 3 >= len(words)
        and not document.has("party.not_names", start, end)
    )


@rule("parties.beside_ruc/1")
def beside_ruc(document: Document) -> Iterator[Finding]:
    """`INVERSIONES DIMICA CA, con RUC N° …`: a capitalised name right before a tax number is who bears it."""
    sides = find_sides(document)
    heads = [name_at(document, side.start, side.end) for side in sides]
    named = [(span[0], _own_ruc_end(document, span[1], side)) for span, side in zip(heads, sides, strict=True) if span]
    seen: set[str] = set()
    for ruc in document.tax_ids:
        before = document.lexicon.pattern("parties.beside_ruc").search(document.text, max(0, ruc.start - 70), ruc.start)
        if before is None:
            continue
        start = _name_before(document, before.start())
        if start is None or ruc.value in seen:
            continue
        if any(owner <= start and ruc.start < stop for owner, stop in named):
            continue
        seen.add(ruc.value)
        end = before.start()
        value = {"name": _clean(document, start, end), "role": role(document, start, end), "ruc": ruc.value}
        about = (
            THIS if document.kind.name in {"contract", "consortium_contract", "agreement"} else document.about(start)
        )
        yield document.finding(
            "party", value, start, ruc.end, sure=0.85 if ruc.sure > 0.9 else 0.6, checks=ruc.checks, about=about
        )


def _own_ruc_end(document: Document, name_end: int, side: Side) -> int:
    """Up to where a tax number belongs to the side itself and not to a member of its consortium."""
    first = next(iter(document.within(document.tax_ids, side.start, side.end)), None)
    return first.end if first and not _has_members(document, name_end, first.start) else name_end


def _name_before(document: Document, end: int) -> int | None:
    """Where the run of capitalised words that ends at `end` begins."""
    window = max(0, end - 120, document.view.paragraph(max(0, end - 1))[0])
    starts = [m.start() for m in re.finditer(r"(?<![\w.])[A-Z]", document.cased[window:end])]
    for offset in starts:
        match = document.lexicon.pattern("parties.before").match(document.cased, window + offset, end)
        if match and len(match.group().split()) <= 12:
            start = window + offset
            opened = document.lexicon.at("party.name_opens", document.text, start, end)
            start = (
                opened.end() + 1 if opened and opened.end() < end - 3 and document.text[opened.end()] == " " else start
            )
            favoured = document.lexicon.find("party.favoured", document.text, start, end)
            return favoured[-1].end() if favoured else start
    return None


@rule("parties.between/1")
def between(document: Document) -> Iterator[Finding]:
    """`convenio … entre A y B` and `A y B suscribieron un convenio`, of the first such sentence for each name."""
    own = [re.sub(r"\W", "", document.text[s:e]) for s, e in _own_names(document)]
    seen: set[str] = set()
    for start, end, about in _pairs(document):
        if not _is_name(document, start, end) or document.lexicon.at("signatory.offices", document.text, start, end):
            continue
        if " " not in document.text[start:end] and role(document, start, end) != "company":
            continue
        key = re.sub(r"\W", "", document.text[start:end])
        if any(_same_name(key, known) for known in (*own, *seen)):
            continue
        seen.add(key)
        value = {"name": _clean(document, start, end), "role": role(document, start, end)}
        yield document.finding("party", value, start, end, sure=0.7 if value["role"] != "other" else 0.6, about=about)


def _same_name(one: str, other: str) -> bool:
    """One holds the other (`Región Policial X` in `Policía Nacional – Región Policial X`), or a letter was misread."""
    short, long = sorted((one, other), key=len)
    if len(short) < 6:
        return one == other
    return short in long or short[:16] == long[:16] or fuzz.partial_ratio(short, long) >= 90


def _own_names(document: Document) -> list[tuple[int, int]]:
    if not document.is_agreement:
        return []
    return [span for side in find_sides(document) if (span := name_at(document, side.start, side.end))]


def _pairs(document: Document) -> Iterator[tuple[int, int, str]]:
    text = document.text
    for match in document.lexicon.find("party.between", text):
        mention = label_near(document, match.start() - 190, match.start(), _KINDS)
        if mention is None or re.search(r"[.;]", text[mention.end : match.start()]):
            continue
        about = THIS if document.is_agreement and mention.start < document.structure.first else mention.label
        lead = document.lexicon.pattern("parties.between").match(text, match.start())
        yield from _split(document, lead.end() if lead else match.end(), match.start() + 420, about)
    for verb in document.lexicon.find("party.signed_by", text):
        start, end = document.sentence(verb.start())
        mention = label_near(document, verb.end(), min(end, verb.end() + 130), _KINDS)
        date = [f.end for f in document.within(document.dates, max(start, verb.start() - 260), verb.start())]
        if mention is None or not date:
            continue
        yield from _split(document, date[-1], verb.start() - 1, mention.label)
    for match in document.lexicon.find("party.convenio_with", text):
        if not document.is_agreement:
            span = name_at(document, match.end(), match.end() + 160)
            if span and (document.has("party.police", *span) or document.has("party.ministry", *span)):
                yield *span, document.printed(*match.span()).split()[0].capitalize()


def _split(document: Document, start: int, stop: int, about: str) -> Iterator[tuple[int, int, str]]:
    """The names between `start` and `stop`, parted by `y` and by commas before an article."""
    text = document.text
    stop = min(stop, len(text))
    final = document.lexicon.pattern("parties.title_end").search(text, start, stop)
    stop = final.start() if final else stop
    at = start
    parts = []
    for mark in document.lexicon.pattern("parties.split").finditer(text[start:stop]):
        parts.append((at, start + mark.start()))
        joint = document.lexicon.pattern("parties.split_2").match(mark.group())
        at = start + mark.start() + (joint.end() if joint else 0)
    parts.append((at, stop))
    if len(parts) < 2:
        parts = _split_bare(document, start, stop)
    for begin, end in parts if len(parts) > 1 else []:
        span = name_at(document, begin, end)
        if span and span[1] - span[0] < 130:
            yield *span, about


def _split_bare(document: Document, start: int, stop: int) -> list[tuple[int, int]]:
    for mark in document.lexicon.pattern("parties.split_bare").finditer(document.text[start:stop]):
        at, behind = start + mark.start(), start + mark.end()
        if document.cased[behind : behind + 1].isupper() and role(document, behind, stop) != "other":
            return [(start, at), (behind, stop)]
    return []


@rule("parties.supplier/1")
def supplier(document: Document) -> Iterator[Finding]:
    """`la empresa X S.A.C.` in a sentence of contracting: a supplier, for the paper's contract, not its agreement."""
    if document.is_agreement:
        return
    seen: set[str] = set()
    for match in document.lexicon.find("party.supplier_before", document.text):
        legal = document.lexicon.pattern("parties.supplier").match(document.cased, match.end())
        if legal is None:
            continue
        start, end = document.sentence(match.start())
        if not document.has("party.supplier_verbs", max(start, match.start() - 300), min(end, match.end() + 200)):
            continue
        key = re.sub(r"\W", "", legal["n"]).lower()
        if key in seen:
            continue
        seen.add(key)
        about = document.about(match.start())
        value = {"name": document.printed(*legal.span("n")).rstrip(","), "role": "company"}
        yield document.finding("party", value, legal.start("n"), legal.end("n"), sure=0.7, about=about)
