"""What stands beside its name: rows of tables, `Inicio: 1 de junio de 2022`, clauses below headings such as `PLAZO`.

These rules come last. Rows and lines are believed as they stand; below a heading, where words can mean more than one
thing, a rule speaks only where the rules before it have found nothing of the kind for this instrument.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from veedor.countries.base import DateMention, Found
from veedor.extraction.document import Document
from veedor.extraction.entries import Entry
from veedor.extraction.finding import Finding
from veedor.extraction.registry import rule
from veedor.extraction.rules.obligations import forum_place

_NEAR = 60
"""How far behind its name a value begins at most, in a row or on a line."""


def _beside(document: Document, name: str) -> Iterator[Entry]:
    """Rows and lines with such a name that speak of this instrument."""
    for entry in document.entries_named(name, "cell", "line"):
        if not document.has("label.not_this", entry.start, entry.label_end):
            yield entry


def _below(document: Document, name: str) -> Iterator[Entry]:
    """Clauses whose heading has such a name."""
    yield from document.entries_named(name, "heading")


@rule("labelled.dates/1", last=True)
def dates(document: Document) -> Iterator[Finding]:
    """`Fecha de suscripción | 30 de setiembre de 2014`, `Inicio: …`, `Vencimiento: …`."""
    if not document.is_agreement:
        return
    for field, name in (("signed_on", "label.signed"), ("starts_on", "label.starts"), ("ends_on", "label.ends")):
        for entry in _beside(document, name):
            found = document.within(document.dates, entry.value_start, min(entry.value_end, entry.value_start + _NEAR))
            dated = [date for date in found if date.value.date]
            if len(dated) != 1:
                continue
            day = dated[0]
            if field == "signed_on":
                document.signed = document.signed or day.value.date
            yield document.finding(
                field, str(day.value.date), entry.start, day.end, sure=min(day.sure, 0.9), checks=day.checks
            )


@rule("labelled.term/1", last=True)
def term(document: Document) -> Iterator[Finding]:
    """`Plazo: 24 meses`; below a heading the first length of time that is no notice and no payment term."""
    if not document.is_agreement:
        return
    for entry in _beside(document, "label.term"):
        found = document.within(document.durations, entry.value_start, min(entry.value_end, entry.value_start + 40))
        if found and not document.has("label.not_term", entry.start, found[0].start):
            yield document.finding(
                "term", str(found[0].value), entry.start, found[0].end, sure=0.9, checks=found[0].checks
            )
    if document.has_found("term"):
        return
    for entry in _below(document, "term.heading"):
        for length in document.within(document.durations, entry.value_start, entry.value_end):
            start, end = document.sentence(length.start)
            near = (max(start, entry.value_start, length.start - 120), min(end, length.end + 60))
            if document.has("term.not_term", *near) or document.has("notice.notice", *near):
                continue
            if document.has("renewal.tacit", *near) or document.has("renewal.by_amendment", near[0], length.start):
                continue
            begin = max(near[0], length.start - 60)
            yield document.finding("term", str(length.value), begin, length.end, sure=0.72, checks=length.checks)
            return


@rule("labelled.ends_of_term/1", last=True)
def ends_of_term(document: Document) -> Iterator[Finding]:
    """Below a heading such as `PLAZO`: `desde el …`, `hasta el …`, where nothing before said when it begins or ends."""
    if not document.is_agreement:
        return
    for field, lead_name in (("starts_on", "term.starts"), ("ends_on", "term.ends")):
        if document.has_found(field):
            continue
        for entry in _below(document, "term.heading"):
            day = next(iter(_led(document, entry, lead_name)), None)
            if day:
                found, begin = day
                yield document.finding(
                    field, str(found.value.date), begin, found.end, sure=min(found.sure, 0.8), checks=found.checks
                )
                break


def _led(document: Document, entry: Entry, lead_name: str) -> Iterator[tuple[Found[DateMention], int]]:
    for found in document.within(document.dates, entry.value_start, entry.value_end):
        if found.value.date is None or found.value.date == document.signed:
            continue
        leads = document.lexicon.find(lead_name, document.text, max(entry.value_start, found.start - 40), found.start)
        lead = next((m for m in reversed(leads) if m.end() == found.start), None)
        if lead:
            yield found, lead.start()


@rule("labelled.day_after_signing/1", last=True)
def day_after_signing(document: Document) -> Iterator[Finding]:
    """`a partir del día siguiente de su suscripción`: the day after the one on which this paper was signed."""
    signed = document.signed
    if not document.is_agreement or document.has_found("starts_on") or signed is None or signed.precision != "day":
        return
    for match in document.lexicon.find("term.day_after_signing", document.text, document.kind.end):
        start, end = document.sentence(match.start())
        near = (max(start, match.start() - 260), min(end, match.end() + 80))
        clause = document.structure.span_at(match.start(), whole=True)[0]
        in_force = document.has("term.in_force", *near) or document.has("term.heading", clause, clause + 60)
        if in_force and not document.has("money.payment_verb", *near):
            day = signed.earliest + timedelta(days=1)
            yield document.finding(
                "starts_on", str(day), match.start(), match.end(), sure=0.8, checks=("from_signing:ok",)
            )
            return


@rule("labelled.notice/1", last=True)
def notice(document: Document) -> Iterator[Finding]:
    """`Resolución unilateral: preaviso de 30 días`; `RESOLUCIÓN.- Procede con aviso de quince días`."""
    if not document.is_agreement or document.has_found("termination_notice"):
        return
    entries = [*_beside(document, "notice.heading"), *_below(document, "notice.heading")]
    for entry in [*_beside(document, "label.notice"), *entries]:
        for length in document.within(document.durations, entry.value_start, entry.value_end):
            start, end = document.sentence(length.start)
            near = (max(start, entry.start, length.start - 130), min(end, entry.value_end, length.end + 90))
            if length.value.years or not document.has("notice.notice", *near):
                continue
            if document.lexicon.pattern("terms.termination_notice").search(document.text[near[0] : near[1]]):
                continue
            yield document.finding(
                "termination_notice",
                str(length.value),
                max(near[0], length.start - 60),
                length.end,
                sure=0.75,
                checks=length.checks,
            )
            return


@rule("labelled.renewal/1", last=True)
def renewal(document: Document) -> Iterator[Finding]:
    """`Renovación | se entiende renovado si nadie se opone`, or below a heading about the term."""
    if not document.is_agreement or document.has_found("renewal"):
        return
    entries = [*_beside(document, "label.renewal"), *_below(document, "label.renewal")]
    for entry in [*entries, *_below(document, "term.heading")]:
        for value in ("none", "tacit", "by_amendment"):
            for match in document.lexicon.find(f"renewal.{value}", document.text, entry.value_start, entry.value_end):
                start, end = document.sentence(match.start())
                near = (max(start, entry.value_start), min(end, entry.value_end))
                if value == "tacit" and document.has("renewal.denied", match.start() - 24, match.start()):
                    continue
                if value == "by_amendment" and not document.has("renewal.agreed", *near):
                    continue
                if document.lexicon.pattern("terms.renewal_2").search(document.text[near[0] : near[1]]):
                    continue
                yield document.finding("renewal", value, match.start(), min(near[1], match.end() + 70), sure=0.75)
                return


@rule("labelled.approved_by/1", last=True)
def approved_by(document: Document) -> Iterator[Finding]:
    """`Resolución que lo aprueba | Resolución Ministerial N° …`."""
    if not document.is_agreement:
        return
    for entry in _beside(document, "label.approved"):
        cited = document.within(document.norms, entry.value_start, entry.value_start + _NEAR)
        if cited:
            yield document.finding(
                "approved_by", str(cited[0].value), entry.start, cited[0].end, sure=0.88, checks=cited[0].checks
            )


@rule("labelled.flags/1", last=True)
def flags(document: Document) -> Iterator[Finding]:
    """Secrecy and the denial of an employment link below a heading or beside a name that is about them."""
    if not document.is_agreement:
        return
    if not document.has_found("confidentiality"):
        for entry in [*_beside(document, "label.secrecy"), *_below(document, "label.secrecy")]:
            said = document.lexicon.first("label.keeps_secret", document.text, entry.value_start, entry.value_end)
            if said and not document.has("secrecy.denied", *document.sentence(said.start())):
                yield document.finding("confidentiality", True, entry.start, said.end(), sure=0.75)
                break
    if not document.has_found("no_labour_link"):
        for match in document.lexicon.find("labour.direct", document.text, document.kind.end):
            yield document.finding("no_labour_link", True, match.start(), match.end(), sure=0.85)
            break


_FORUMS = ("arbitration", "courts", "conciliation", "settlement")


@rule("labelled.jurisdiction/1", last=True)
def jurisdiction(document: Document) -> Iterator[Finding]:
    """Who decides, beside or below a name such as `CONTROVERSIAS`, where no sentence named the matter."""
    if not document.is_agreement or document.has_found("jurisdiction"):
        return
    for entry in [*_beside(document, "dispute.heading"), *_below(document, "dispute.heading")]:
        for forum in _FORUMS:
            hit = document.lexicon.first(f"dispute.{forum}", document.text, entry.value_start, entry.value_end)
            if hit is None:
                continue
            value = {"forum": forum}
            if forum != "settlement":
                value |= forum_place(document, max(entry.value_start, hit.start() - 60), hit.end(), entry.value_end)
            yield document.finding("jurisdiction", value, max(entry.start, hit.start() - 120), hit.end(), sure=0.75)
            return
