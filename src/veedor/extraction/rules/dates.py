"""`signed_on`: when this paper was signed, and when the instruments that it tells of were."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import DateMention, Found
from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.instruments import label_near
from veedor.extraction.registry import rule
from veedor.values.edtf import PartialDate

_KINDS = ("agreement", "amendment", "contract")


@rule("dates.own/1")
def own(document: Document) -> Iterator[Finding]:
    """`Lima, 3 de julio de 2003` on a line of its own, or the date of the closing words."""
    closing = list(_closing(document))
    chosen = closing or list(_celebrated(document)) or list(_dateline(document))
    if not document.is_agreement:
        heading = list(_dateline(document))
        yield from _annexed(document, closing if heading else [])
        chosen = heading or closing
    values = {str(found.value.date) for found, _ in chosen}
    for found, begin in chosen:
        document.signed = document.signed or found.value.date
        sure = found.sure if len(values) == 1 else 0.55
        yield document.finding("signed_on", str(found.value.date), begin, found.end, sure=sure, checks=found.checks)


def _annexed(document: Document, closing: list[tuple[Found[DateMention], int]]) -> Iterator[Finding]:
    """The closing date of an agreement printed behind a resolution that has a date of its own."""
    for found, begin in closing:
        titles = [m for m in document.mentions_between(0, begin) if m.kind in _KINDS]
        if found.value.date and found.value.date.precision == "day" and titles:
            yield document.finding(
                "signed_on",
                str(found.value.date),
                begin,
                found.end,
                sure=found.sure,
                checks=found.checks,
                about=titles[-1].label,
            )


_BEFORE = 200
"""How many characters can stand before a date that its place stands before."""


def _dateline(document: Document) -> Iterator[tuple[Found[DateMention], int]]:
    """A place and a date on one line: in the head of a resolution or accord, or right at the end."""
    head = document.kind.end + 1500
    for found in document.dates:
        if found.value.date is None or (found.start > head and found.start < len(document.text) - 1500):
            continue
        if found.value.date.precision != "day":
            continue
        line = document.view.lines[document.view.line_index(found.start)]
        if found.start - line.start > _BEFORE:
            continue
        before = document.text[line.start : found.start].lstrip("# *-")
        if document.lexicon.pattern("dates.place_line").fullmatch(before) and found.end >= line.end - 6:
            yield found, found.start - len(before)
            return


def _closing(document: Document) -> Iterator[tuple[Found[DateMention], int]]:
    """The last sentence that both closes the paper and holds a date, before the annexes and after the first clause."""
    hits = []
    for match in document.lexicon.find("date.closing", document.text, document.kind.end):
        start, end = match.start(), min(len(document.text), match.end() + 420)
        for found in document.within(document.dates, start, end):
            lead = document.text[match.end() : found.start]
            if found.value.date and not _tells_of_another(document, lead):
                hits.append((found, _from(document, found)))
                break
    for found in document.dates:
        if found.value.date and document.lexicon.pattern("dates.closing").match(
            document.text[found.start : found.start + 6]
        ):
            before = document.text[max(0, found.start - 120) : found.start]
            if document.lexicon.pattern("dates.closing_2").search(before):
                hits.append((found, _from(document, found)))
        elif (
            found.value.date
            and found.value.day is None
            and document.lexicon.pattern("dates.blank_day").match(document.text, found.start)
        ):
            hits.append((found, found.start))
    unique = {found.start: (found, begin) for found, begin in hits}
    if unique:
        yield unique[max(unique)] if document.is_agreement else unique[min(unique)]


_HEAD = 2500
"""How far into a deed its opening sentence can say when it is made, in characters."""


def _celebrated(document: Document) -> Iterator[tuple[Found[DateMention], int]]:
    """`El presente Acuerdo se celebra el 3 de marzo de 2008`: said in the opening sentence."""
    if not document.is_agreement:
        return
    for verb in document.lexicon.find("date.celebrates", document.text, document.kind.end, document.kind.end + _HEAD):
        start, _ = document.sentence(verb.start())
        found = next(iter(document.within(document.dates, verb.end(), verb.end() + 30)), None)
        if found and found.value.date and document.has("instrument.own", start, verb.start() + 1):
            yield found, verb.start()
            return


def _tells_of_another(document: Document, lead: str) -> bool:
    return len(lead) > 320 or document.lexicon.pattern("dates.tells_of_another").search(lead) is not None


def _from(document: Document, found: Found[DateMention]) -> int:
    """The quote takes in the place before the date (`en la ciudad de Lima, a los …`)."""
    before = document.lexicon.pattern("dates.from").search(document.text[max(0, found.start - 50) : found.start])
    return found.start - len(before.group()) if before else found.start


@rule("dates.told/1")
def told(document: Document) -> Iterator[Finding]:
    """`con fecha 7 de enero de 2003 el Ministerio … suscribieron un convenio`; `suscrito el 4 de …`."""
    for found in document.dates:
        date = found.value.date or _of_this_year(document, found.value)
        if date is None:
            continue
        start, end = document.sentence(found.start)
        told_of = _by_date_then_verb(document, found, end) or _by_noun_then_date(document, found, start)
        if told_of is None:
            continue
        begin, stop, label = told_of
        checks = (*found.checks, "year_from_signing:ok") if found.value.date is None else found.checks
        yield document.finding(
            "signed_on", str(date), begin, stop, sure=min(found.sure, 0.85), checks=checks, about=label
        )


def _of_this_year(document: Document, mention: DateMention) -> PartialDate | None:
    """`21 de setiembre del año en curso`: the year in which this paper was signed, when that is known."""
    if mention.this_year and document.signed and mention.month:
        return PartialDate(document.signed.year, mention.month, mention.day)
    return None


def _by_date_then_verb(document: Document, found: Found[DateMention], end: int) -> tuple[int, int, str] | None:
    before = document.text[max(0, found.start - 14) : found.start]
    lead = document.lexicon.pattern("dates.by_date_then_verb").search(before)
    if lead is None:
        return None
    stop = min(end, found.end + 330)
    following = document.within(document.dates, found.end, stop)
    stop = following[0].start if following else stop
    verb = document.lexicon.first("date.signing_verb", document.text, found.end, stop)
    if verb is None or document.lexicon.has("date.not_signing", document.text, found.end, verb.start()):
        return None
    if document.lexicon.has("date.not_verb", document.text, found.end, verb.start()):
        return None
    if any(found.start - 45 < c.end <= found.start for c in document.norms):
        return None
    named = label_near(document, verb.start(), min(end, verb.end() + 140), _KINDS)
    if named is None:
        return None
    return found.start - len(lead.group()), min(named.end, end), named.label


def _by_noun_then_date(document: Document, found: Found[DateMention], start: int) -> tuple[int, int, str] | None:
    begin = max(start, found.start - 420)
    tail = document.lexicon.find("date.signed_behind", document.text, max(begin, found.start - 130), found.start)
    tail = [m for m in tail if m.end() == found.start]
    if not tail:
        return None
    link = tail[0]
    weak = document.lexicon.pattern("dates.weak_link").match(link.group()) is not None
    says = document.lexicon.pattern("dates.says_date").search(link.group()) is not None
    reach = 330 if not weak else 190
    mentions = document.mentions_between(max(begin, link.start() - reach), link.start())
    nearest = mentions[-1] if mentions else None
    if nearest is None or nearest.kind not in _KINDS:
        return None
    between = document.text[nearest.end : link.start()]
    if weak and (len(between) > 190 or document.lexicon.pattern("dates.by_noun_then_date_2").search(between)):
        return None
    if document.lexicon.pattern("dates.by_noun_then_date").search(between):
        return None
    if weak and not says and not re.fullmatch(r"[ ,a-z0-9./\-]{0,60}", between):
        return None
    beside = nearest.numbered and link.start() - nearest.end <= len(", ")
    if weak and not says and not beside:
        return None
    return nearest.start, found.end, nearest.label
