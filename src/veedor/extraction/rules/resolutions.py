"""Resolutions and accords: what they approve, and whom they let sign."""

from __future__ import annotations

from collections.abc import Iterator

from veedor.extraction import numbers
from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.names import trimmed
from veedor.extraction.registry import rule
from veedor.extraction.resolving import operative
from veedor.values.norm_ids import NormId

_RESOLVE = {
    "ministerial_resolution",
    "directorial_resolution",
    "municipal_resolution",
    "regional_accord",
    "council_accord",
    "regional_decree",
}
_LONGEST = 420
"""How long the title of what is approved can be."""


def resolves(document: Document) -> bool:
    """Whether the paper is a resolution or an accord, by its kind or its heading."""
    kind = document.kind
    return kind.name in _RESOLVE or document.has("resolution.heading", kind.start, kind.end)


@rule("resolutions.approves/1")
def approves(document: Document) -> Iterator[Finding]:
    """`Aprobar el Convenio …`, `Autorizar la suscripción de la Adenda …`: in the articles, each once.

    The title is in quotation marks, or runs to where the sentence goes on (`que en quince folios …`, `, cuyo texto`).
    """
    if not resolves(document):
        return
    begin, end = operative(document)
    seen: set[str] = set()
    for verb in document.lexicon.find("resolution.approve", document.text, begin, end):
        lead = document.lexicon.pattern("resolutions.lead").match(document.text, verb.end())
        start = lead.end() if lead else verb.end()
        last = min(document.sentence(start)[1], document.structure.span_at(start)[1], end, start + _LONGEST)
        stop = document.lexicon.pattern("resolutions.title_end").search(document.text, start, last)
        quoted = document.text[start - 1] == '"' and document.text.find('"', start, last)
        finish = quoted if quoted and quoted > 0 else stop.start() if stop else last
        finish = trimmed(document, start, finish)
        title = document.printed(start, finish)
        key = title.lower()
        if len(title) < 8 or key in seen or not _is_named(document, start, finish):
            continue
        seen.add(key)
        value = {"kind": _kind(document, start), "title": title}
        numbered = next(
            (m for m in document.mentions_between(start, start + 60) if m.numbered and m.end <= finish), None
        )
        if numbered is not None and numbered.kind != "norm" and any(c.isdigit() for c in numbered.label):
            value["number"] = numbered.label.rpartition(" ")[2]
        yield document.finding("approves", value, verb.start(), finish, sure=0.9 if value["kind"] != "other" else 0.75)


@rule("resolutions.approved_by/1")
def approved_by(document: Document) -> Iterator[Finding]:
    """The one agreement that is bound behind a resolution which approves one is approved by that resolution."""
    number, kind = document.own_number, document.kind
    abbreviation = document.country.norm_kind(numbers.head_of(document))
    if not resolves(document) or len(document.annexed) != 1 or number is None or abbreviation is None:
        return
    if any(finding.value["kind"] != "other" for finding in approves(document)):
        value = str(NormId(abbreviation, number.printed.upper()))
        yield document.finding("approved_by", value, kind.start, number.end, sure=0.88, about=document.annexed[0])


def _is_named(document: Document, start: int, end: int) -> bool:
    """Whether the words name a document: a resolution also approves transfers and donations of goods."""
    return document.lexicon.at("resolution.paper", document.text, start, end) is not None


def _kind(document: Document, start: int) -> str:
    for kind, name in (("amendment", "resolution.amendment"), ("agreement", "resolution.agreement")):
        if document.lexicon.at(name, document.text, start):
            return kind
    return "other"


@rule("resolutions.delegates/1")
def delegates(document: Document) -> Iterator[Finding]:
    """`Facultar al Jefe del Frente Policial …, General PNP Juan Pérez, para que … firme`: in the articles."""
    if not resolves(document):
        return
    begin, end = operative(document)
    seen: set[str] = set()
    for verb in document.lexicon.find("resolution.let", document.text, begin, end):
        to = document.lexicon.pattern("resolutions.to").match(document.text, verb.end())
        if to is None:
            continue
        last = min(document.sentence(to.end())[1], end)
        stop = document.lexicon.pattern("resolutions.office_end").search(document.text, to.end(), last)
        signs = document.lexicon.first("resolution.sign", document.text, stop.start(), last) if stop else None
        if stop is None or signs is None or not 4 < stop.start() - to.end() < 160:
            continue
        office = document.printed(to.end(), stop.start())
        if office.lower() in seen or not document.has("signatory.offices", to.end(), stop.start()):
            continue
        seen.add(office.lower())
        value = {"office": office[0].upper() + office[1:]}
        name = _name(document, stop.start(), signs.start())
        if name is not None:
            value["name"] = document.country.proper(document.printed(*name).upper())
        yield document.finding("delegates", value, verb.start(), max(stop.start(), name[1] if name else 0), sure=0.88)


def _name(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The name behind an office: `, General PNP Epifanio MUÑAQUI SALDÍVAR,`."""
    at = start
    while at < end and document.text[at] in ", (":
        at += 1
    titled = False
    for _ in range(5):
        title = document.lexicon.at("signatory.title", document.text, at, end)
        if title is None:
            break
        titled, at = True, title.end()
        while at < end and document.text[at] in " .":
            at += 1
    match = document.lexicon.pattern("signatories.name").match(document.cased, at, end) if titled else None
    return match.span() if match else None
