"""`legal_basis` and `approved_by`: norms of general scope cited anywhere, and the one that approves the instrument."""

from __future__ import annotations

from collections.abc import Iterator

from veedor.countries.base import Found
from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.instruments import other_instrument
from veedor.extraction.registry import rule
from veedor.values.norm_ids import NormId


@rule("citations.legal_basis/2")
def legal_basis(document: Document) -> Iterator[Finding]:
    """The surest, first citation of each norm that is neither this paper, nor a naming, nor its own approval."""
    own = _own_id(document)
    best: dict[NormId, Found[NormId]] = {}
    for cited in document.norms:
        if str(cited.value) == own or is_appointment(document, cited) or _approves(document, cited):
            continue
        if cited.value not in best or cited.sure > best[cited.value].sure:
            best[cited.value] = cited
    for cited in best.values():
        yield document.finding(
            "legal_basis", str(cited.value), cited.start, cited.end, sure=cited.sure, checks=cited.checks
        )


@rule("citations.approved_by/3")
def approved_by(document: Document) -> Iterator[Finding]:
    """A resolution that the text says approves or authorises this agreement; never one that names or delegates.

    What approved another agreement that is told of carries that one's name.
    """
    if not document.is_agreement:
        return
    found = [c for c in document.norms if _approves(document, c) and not is_appointment(document, c)]
    others = {c.start: other for c in found if (other := other_instrument(document, c.start)) is not None}
    mine = [c for c in found if c.start not in others]
    own = [c for c in mine if _says_this(document, c)]
    for cited in (own or mine)[:1]:
        sure = 0.9 if own else 0.75
        yield document.finding("approved_by", str(cited.value), cited.start, cited.end, sure=sure, checks=cited.checks)
    for cited in found:
        if cited.start in others:
            label = others[cited.start].label
            yield document.finding(
                "approved_by", str(cited.value), cited.start, cited.end, sure=0.85, checks=cited.checks, about=label
            )


def is_appointment(document: Document, cited: Found[NormId]) -> bool:
    """Whether the norm only names a person or delegates (`designado mediante Resolución Suprema N° …`)."""
    if not _is_of(document, cited, "by_person"):
        return False
    behind = document.lexicon.pattern("citations.delegates").match(document.text, cited.end)
    return behind is not None or document.has("approval.appointed", cited.start - 70, cited.start + 4)


def _says_this(document: Document, cited: Found[NormId]) -> bool:
    """Whether the sentence speaks of this instrument, and of no other by its number before the norm is cited."""
    if document.has("approval.own", cited.start - _NEAR, cited.start):
        return True
    start, end = document.sentence(cited.start)
    numbered = [m for m in document.mentions_between(start, cited.start) if m.numbered and m.kind == "agreement"]
    return document.has("instrument.own", start, end) and not numbered


_NEAR = 50
"""How far before a resolution words stand that say of it alone what it does: `Resolución que lo aprueba:`."""


def _approves(document: Document, cited: Found[NormId]) -> bool:
    if not document.is_agreement or not _is_of(document, cited, "by_person"):
        return False
    if document.has("approval.own", cited.start - _NEAR, cited.start):
        return True
    if not _is_of(document, cited, "approves"):
        return False
    start, end = document.sentence(cited.start)
    clause = document.structure.span_at(cited.start)
    start, end = max(start, clause[0]), min(end, clause[1])
    before = max(start, cited.start - 260)
    after = min(end, cited.end + 260)
    verb = document.lexicon.find("approval.verb", document.text, before, after)
    what = document.lexicon.find("approval.what", document.text, before, after)
    if not verb or not what or document.has("approval.delegation", before, after):
        return False
    if document.kind.name == "amendment" or document.has("instrument.own", before, after):
        return True
    return not document.has("approval.of_rules", before, after)


def _is_of(document: Document, cited: Found[NormId], group: str) -> bool:
    """Whether the norm's kind is one of a group (`norm_kinds` in the country's patterns)."""
    return document.lexicon.pattern(f"norm_kinds.{group}").fullmatch(cited.value.kind) is not None


def _own_id(document: Document) -> str:
    """The id of the norm that this paper itself is, empty for other papers."""
    kind = document.kind
    head = document.text[kind.start : kind.end]
    if document.country.norm_kind(head) is None:
        return ""
    heading = document.within(document.norms, kind.start, kind.end + _NEAR)
    return str(heading[0].value) if heading and heading[0].start == kind.start else ""
