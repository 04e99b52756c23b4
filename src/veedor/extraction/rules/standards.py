"""`human_rights`, `exception_reason`, `publication`, `annex`, `bank_account`: what a text refers to."""

from __future__ import annotations

from collections.abc import Iterator

from veedor.extraction.document import Document
from veedor.extraction.fields import FIELDS
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.registry import rule
from veedor.extraction.rules.duties import sentence_in


@rule("standards.human_rights/1")
def human_rights(document: Document) -> Iterator[Finding]:
    """Each standard named, once; `general` only where no standard is."""
    if not document.is_agreement:
        return
    for choice in FIELDS["human_rights"].choices:
        if choice == "general" and document.has_found("human_rights"):
            continue
        match = document.lexicon.first(f"rights.{choice}", document.text, document.kind.end)
        if match:
            end = min(document.sentence(match.start())[1], match.end() + 80)
            yield document.finding("human_rights", choice, match.start(), end, sure=0.9)


@rule("standards.exception_reason/1")
def exception_reason(document: Document) -> Iterator[Finding]:
    """The recital that says why police and no private guards (the Constitutional Court's Sentencia 437/2020)."""
    if not document.is_agreement:
        return
    for match in document.lexicon.find("exception.says", document.text, document.kind.end):
        first, last = sentence_in(document, match.start(), *document.structure.span_at(match.start()))
        if document.has("exception.why", first, last) and not document.has("exception.not_here", first, last):
            yield document.finding("exception_reason", document.printed(first, last), first, last, sure=0.75)
            return


@rule("standards.publication/1")
def publication(document: Document) -> Iterator[Finding]:
    """`se publicará en el portal institucional`: an order, not the place where a norm was published."""
    if not document.is_agreement and document.kind.name != "ministerial_resolution":
        return
    for match in document.lexicon.find("publication.says", document.text, document.kind.end):
        first, _ = document.sentence(match.start())
        if document.has("publication.not_here", first, match.end()) or document.within(
            document.norms, max(first, match.start() - 25), match.start()
        ):
            continue
        about = THIS if document.is_agreement else document.about(match.start())
        yield document.finding("publication", True, max(first, match.start() - 90), match.end(), sure=0.8, about=about)
        return


@rule("standards.annex/1")
def annex(document: Document) -> Iterator[Finding]:
    """Annexes named by number or letter; present where a heading of that name follows, or the words say so."""
    if not document.is_agreement:
        return
    seen: set[str] = set()
    headings = document.lexicon.pattern("standards.annex")
    named = [
        (m, number)
        for m in document.lexicon.find("annex.word", document.text, document.kind.end)
        if (number := headings.match(document.cased, m.end()))
    ]
    for match, number in named:
        key = f"{match.group()} {number['n'].lower()}"
        if key in seen or _heads(document, match.start()):
            continue
        seen.add(key)
        _, last = document.sentence(match.start())
        others = [m.start() for m, _ in named if m.start() > match.start()]
        near = (match.start(), min([last, number.end() + 110, *others]))
        later = any(f"{m.group()} {n['n'].lower()}" == key and _heads(document, m.start()) for m, n in named)
        said = document.has("annex.with", *near) and not document.has("annex.without", *near)
        value = {
            "name": f"{document.printed(*match.span()).capitalize()} {number['n']}",
            "state": "present" if later or said else "missing",
        }
        sure = 0.85 if later or said else 0.7
        yield document.finding("annex", value, match.start(), min(last, number.end() + 60), sure=sure)


def _heads(document: Document, at: int) -> bool:
    """Whether the words stand as a heading: in capitals at the beginning of a line that stands apart."""
    line = document.view.lines[document.view.line_index(at)]
    word = document.cased[at : at + 5]
    return document.view.at_line_start(at) and line.apart and word.isupper()


@rule("standards.bank_account/1")
def bank_account(document: Document) -> Iterator[Finding]:
    """Numbers of accounts with the bank named beside. They are kept for those who work at the register only."""
    if not document.is_agreement:
        return
    for span in document.country.private_spans(document.reading.text):
        if span.reason != "bank_account":
            continue
        start, end = document.view.folded(span.start), document.view.folded(span.end)
        if not document.printed(start, end):
            continue  # it stands in another paper of the file, or in what every page repeats
        first, last = document.sentence(start)
        value = {"number": document.printed(start, end)}
        bank = document.lexicon.first(
            "account.bank", document.text, end, min(last, end + 60)
        ) or document.lexicon.first("account.bank", document.text, max(first, start - 60), start)
        if bank:
            name = document.lexicon.pattern("standards.bank").match(document.cased, bank.start())
            if name:
                value["bank"] = document.printed(*name.span())
        yield document.finding("bank_account", value, max(first, start - 40), end, sure=0.85)
