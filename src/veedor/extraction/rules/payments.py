"""`payment` and `insurance`: money promised, per what, to whom; sums insured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from veedor.countries.base import Found
from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.registry import rule
from veedor.values.money import Money, decimal_string

_UNITS = (("officer_hour", "money.hour"), ("officer_day", "money.day"), ("officer_month", "money.month"))


@rule("payments.amounts/1")
def amounts(document: Document) -> Iterator[Finding]:
    """Amounts in a sentence or clause of paying, each once, where it is surest; no guarantees, penalties, insurance."""
    best: dict[tuple[str, ...], Finding] = {}
    for finding in _amounts(document):
        key = tuple(str(finding.value.get(name)) for name in ("amount", "currency", "unit", "rank"))
        if key not in best or finding.confidence > best[key].confidence:
            best[key] = finding
    yield from best.values()


def _amounts(document: Document) -> Iterator[Finding]:
    for found in document.amounts:
        start, end = _around(document, found)
        heading = document.heading(found.start)
        if found.value.amount == 0 or not (
            document.has("money.payment_verb", start, end) or document.has("money.payment_verb", *heading)
        ):
            continue
        if document.has("money.not_payment", max(start, found.start - 130), found.start) or _is_insured(
            document, found, start
        ):
            continue
        rank = _rank(document, found, start, end)
        unit, near = _unit(document, found, start, end)
        if unit is None and rank is not None and document.is_agreement:
            unit = _unit_of_clause(document, found) or "total"
        unit = unit or "total"
        value: dict[str, Any] = {
            "amount": decimal_string(found.value.amount),
            "currency": found.value.currency,
            "unit": unit,
        }
        value["payee"] = _payee(document, found, start, end, unit, rank)
        if rank and value["payee"] == "officer":
            value["rank"] = rank
        sure = found.sure * (0.92 if unit != "total" or document.has("money.total", start, end) else 0.75)
        yield document.finding(
            "payment",
            value,
            _quoted_from(document, found, unit),
            max(found.end, near),
            sure=sure,
            checks=found.checks,
            about=document.about(found.start),
        )


def _quoted_from(document: Document, found: Found[Money], unit: str) -> int:
    """A total is quoted with the words that call it so (`el monto total … asciende a`)."""
    if unit != "total":
        return found.start
    begin = max(document.sentence(found.start)[0], found.start - 110)
    words = document.lexicon.find("money.total", document.text, begin, found.start)
    return words[-1].start() if words else found.start


def _around(document: Document, found: Found[Money]) -> tuple[int, int]:
    """The sentence, or in a list of tariffs the clause before too."""
    start, end = document.sentence(found.start)
    if document.is_agreement and found.start - start < 260:
        clause = document.structure.span_at(found.start)[0]
        start = max(min(start, found.start), clause, found.start - 600)
    return start, end


def _is_insured(document: Document, found: Found[Money], start: int) -> bool:
    return document.has("money.insurance", max(start, found.start - 220), min(found.end + 60, len(document.text)))


def _unit(document: Document, found: Found[Money], start: int, end: int) -> tuple[str | None, int]:
    """The unit said right behind the amount, or before it in the same sentence; and where its words end."""
    after_stop = min(end, found.end + 90)
    following = [f.start for f in document.within(document.amounts, found.end, after_stop)]
    after_stop = min([after_stop, *following])
    behind = [
        (m.start(), unit, m.end())
        for unit, name in _UNITS
        for m in document.lexicon.find(name, document.text, found.end, after_stop)
    ]
    if behind:
        _, unit, stop = min(behind)
        return unit, stop
    sentence = document.sentence(found.start)[0]
    before = [
        (m.start(), unit)
        for unit, name in _UNITS
        for m in document.lexicon.find(name, document.text, max(start, sentence, found.start - 260), found.start)
    ]
    if before and not document.has("money.total", max(sentence, found.start - 60), found.start):
        return max(before)[1], found.end
    return None, found.end


def _unit_of_clause(document: Document, found: Found[Money]) -> str | None:
    """In a table of tariffs the unit stands in the words above it."""
    start = document.structure.span_at(found.start, whole=True)[0]
    above = [
        (m.start(), unit)
        for unit, name in _UNITS
        for m in document.lexicon.find(name, document.text, max(start, found.start - 900), found.start)
    ]
    below = [
        (m.start(), unit)
        for unit, name in _UNITS
        for m in document.lexicon.find(name, document.text, found.end, found.end + 260)
    ]
    return max(above)[1] if above else (min(below)[1] if below else None)


def _rank(document: Document, found: Found[Money], start: int, end: int) -> str | None:
    """The rank named next to the amount: behind it up to the next amount (`S/. 110 para oficial`), or before it."""
    following = [f.start for f in document.within(document.amounts, found.end, found.end + 120)]
    stop = min([end, found.end + 90, *following])
    previous = [f.end for f in document.within(document.amounts, max(start, found.start - 160), found.start)]
    begin = max([document.sentence(found.start)[0], found.start - 130, *previous])
    behind = document.lexicon.find("rank.word", document.text, found.end, stop)
    before = document.lexicon.find("rank.word", document.text, begin, found.start)
    linked = [
        m for m in behind if document.lexicon.pattern("payments.rank").search(document.text[found.end : m.start()])
    ]
    if linked and (
        not before or document.lexicon.pattern("payments.rank_2").search(document.text[before[-1].end() : found.start])
    ):
        return document.country.rank(linked[0].group())
    if before:
        return document.country.rank(before[-1].group())
    return document.country.rank(behind[0].group()) if behind and document.is_agreement else None


def _payee(document: Document, found: Found[Money], start: int, end: int, unit: str, rank: str | None) -> str:
    near = (max(start, found.start - 300), min(end, found.end + 200))
    if not document.is_agreement and document.has("money.supplier", *near):
        return "supplier"
    if document.kind.name in {"contract", "consortium_contract"}:
        return "supplier"
    lead = document.text[max(start, found.start - 40) : found.start]
    if rank is None and unit != "total" and document.lexicon.pattern("payments.to_institution").search(lead):
        return "institution"
    if unit == "total":
        return "officer" if rank and document.is_agreement else "institution"
    if (
        rank is None
        and document.has("money.institution", *near)
        and not document.has("money.officer", found.start - 90, found.end + 90)
    ):
        return "institution"
    return "officer"


@rule("payments.shares/1")
def shares(document: Document) -> Iterator[Finding]:
    """`0.11% de la UIT por hora`, `el 20 % de lo pagado al personal`: the share of the institution, as a rule."""
    if not document.is_agreement:
        return
    for found in document.percentages:
        start, end = document.sentence(found.start)
        share = found.value
        if share.of == "reference_unit" and share.per != "hour":
            continue
        unit = "uit_percent_per_hour" if share.of == "reference_unit" else "percent_of_officer_pay"
        if document.lexicon.pattern("payments.shares").search(document.text[max(start, found.start - 150) : found.end]):
            continue
        near = (max(start, found.start - 260), min(end, found.end + 200))
        rank = _share_rank(document, found.start, found.end, near)
        officer = rank is not None and not document.has("money.institution", *near)
        value = {
            "amount": decimal_string(share.amount),
            "currency": document.country.currency,
            "unit": unit,
            "payee": "officer" if officer and share.of == "reference_unit" else "institution",
        }
        if rank and officer and share.of == "reference_unit":
            value["rank"] = rank
        sure = min(found.sure, 0.88)
        about = document.about(found.start)
        yield document.finding("payment", value, found.start, found.end, sure=sure, checks=found.checks, about=about)


def _share_rank(document: Document, start: int, end: int, near: tuple[int, int]) -> str | None:
    ranks = document.lexicon.find("rank.word", document.text, max(near[0], start - 80), min(near[1], end + 60))
    return document.country.rank(ranks[0].group()) if ranks else None


_EVENTS = (
    ("serious_injury", "money.event_serious"),
    ("minor_injury", "money.event_minor"),
    ("medical_expenses", "money.event_medical"),
)


@rule("payments.insurance/1")
def insurance(document: Document) -> Iterator[Finding]:
    """Sums insured with the event that is named nearest: `US$ 20,000 por muerte o invalidez permanente`."""
    for found in document.amounts:
        start, end = document.structure.span_at(found.start)
        begin, stop = max(start, found.start - 260), min(end, found.end + 160)
        if not document.has("money.insurance", max(start, found.start - 500), min(end, found.end + 120)):
            continue
        if not document.is_agreement and document.kind.name != "contract":
            continue
        event = _event(document, found, begin, stop)
        if event is None:
            continue
        name, at, until = event
        value = {"amount": decimal_string(found.value.amount), "currency": found.value.currency, "event": name}
        yield document.finding(
            "insurance",
            value,
            min(at, found.start),
            max(until, found.end),
            sure=min(found.sure, 0.82),
            checks=found.checks,
        )


def _event(document: Document, found: Found[Money], begin: int, stop: int) -> tuple[str, int, int] | None:
    """The event between the neighbouring amounts, behind first (`US$ 5,000 por lesiones leves`), else before."""
    next_amount = [f.start for f in document.within(document.amounts, found.end, stop)]
    last_amount = [f.end for f in document.within(document.amounts, begin, found.start)]
    behind = (found.end, min([stop, *next_amount]))
    before = (max([begin, *last_amount]), found.start)
    linked = document.lexicon.pattern("payments.event").match(document.text[behind[0] : behind[1]])
    for span in (behind, before) if linked else (before, behind):
        event = _event_in(document, *span, last=span is before)
        if event:
            return event
    return None


def _event_in(document: Document, start: int, end: int, *, last: bool) -> tuple[str, int, int] | None:
    hits = [
        (m.start(), m.end(), name)
        for name, words in _EVENTS
        for m in document.lexicon.find(words, document.text, start, end)
    ]
    death = document.lexicon.find("money.event_death", document.text, start, end)
    disability = document.lexicon.find("money.event_disability", document.text, start, end)
    if death and disability and abs(death[-1].start() - disability[-1].start()) < 60:
        hits.append(
            (
                min(death[-1].start(), disability[-1].start()),
                max(death[-1].end(), disability[-1].end()),
                "death_or_disability",
            )
        )
    else:
        hits += [(m.start(), m.end(), "death") for m in death] + [
            (m.start(), m.end(), "permanent_disability") for m in disability
        ]
    if not hits:
        return None
    first, stop, name = max(hits) if last else min(hits)
    return name, first, stop
