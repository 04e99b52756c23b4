"""`emergency_from`, `emergency_to`: since when and until when a decree declares or prolongs a state of emergency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from veedor.countries.base import DateMention, Found
from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.instruments import Mention
from veedor.extraction.registry import rule
from veedor.extraction.resolving import operative


@rule("emergencies.dates/2")
def dates(document: Document) -> Iterator[Finding]:
    """`a partir del 21 de noviembre de 2025`, `hasta el …`, `del 17 de junio al 16 de julio de 2023`.

    Only in sentences that speak of the state of emergency. What an earlier decree said carries that one's name.
    """
    articles = operative(document)[0] if document.kind.name.endswith("decree") else document.structure.first
    for found in document.dates:
        if found.value.date is None:
            continue
        start, end = document.sentence(found.start)
        decree = document.kind.name.endswith("decree")
        reach = (found.start - 900, found.end + 500) if decree else (start, end)
        if not document.has("term.emergency", *reach):
            continue
        own = found.start > articles
        source = None if own else _source(document, start if not decree else max(0, found.start - 900), found.start)
        about = source.label if source else THIS
        for field, name in (("emergency_from", "term.starts"), ("emergency_to", "term.ends")):
            leads = document.lexicon.find(name, document.text, max(start, found.start - 40), found.start)
            lead = next((m for m in leads if m.end() == found.start), None)
            if lead is None or (
                field == "emergency_from" and not document.lexicon.pattern("emergencies.since").search(lead.group())
            ):
                continue
            if document.has("term.not_of_emergency", max(start, found.start - 60), found.start):
                continue
            yield document.finding(
                field, str(found.value.date), lead.start(), found.end, sure=0.87, checks=found.checks, about=about
            )
        first = _range_start(document, found)
        if first is not None:
            at, value = first
            yield document.finding("emergency_from", value, at, found.end, sure=0.85, about=about)


@rule("emergencies.last_day/1")
def last_day(document: Document) -> Iterator[Finding]:
    """The last day where an article only says the first and how many days: both count (`por treinta días, a partir …`).

    Article 137 of the Constitution sets the length in days; the gazette counts the first one.
    """
    if not document.kind.name.endswith("decree"):
        return
    begin, end = operative(document)
    for found in document.within(document.dates, begin, end):
        first, last = document.sentence(found.start)
        lead = document.lexicon.find("term.starts", document.text, max(first, found.start - 40), found.start)
        dates_there = document.within(document.dates, first, last)
        lengths = [d for d in document.within(document.durations, first, last) if d.value.days and not d.value.months]
        whole = found.value.date is not None and found.value.date.day is not None
        if not (whole and lead and lead[-1].end() == found.start and len(dates_there) == len(lengths) == 1):
            continue
        if not document.has("term.emergency", first, last) or found.value.date is None:
            continue
        start = dt.date.fromisoformat(str(found.value.date))
        stop = start + dt.timedelta(days=lengths[0].value.days - 1)
        span = (min(lengths[0].start, lead[-1].start()), max(lengths[0].end, found.end))
        yield document.finding("emergency_to", stop.isoformat(), *span, sure=0.8)
        return


def _range_start(document: Document, last: Found[DateMention]) -> tuple[int, str] | None:
    """The first day of a range whose year only its last day says: `del 17 [de junio] al 16 de julio de 2023`."""
    ends = last.value.date
    if ends is None or ends.month is None or ends.day is None:
        return None
    whole = next((f for f in document.within(document.dates, last.start - 50, last.start) if f.end < last.start), None)
    between = document.lexicon.pattern("emergencies.range")
    if whole is not None:
        lead = between.search(document.text, max(0, whole.start - 12), whole.start)
        if lead is None or not document.lexicon.pattern("emergencies.to").fullmatch(
            document.text, whole.end, last.start
        ):
            return None
        if whole.value.date is not None:
            return lead.start(), str(whole.value.date)
        month, day = whole.value.month, whole.value.day
        begins = lead.start()
    else:
        short = document.lexicon.pattern("emergencies.day").search(document.text, max(0, last.start - 20), last.start)
        if short is None:
            return None
        month, day, begins = ends.month, int(short["day"]), short.start()
    if month is None or day is None or not 1 <= day <= 31:
        return None
    year = ends.year if (month, day) <= (ends.month, ends.day) else ends.year - 1
    return begins, f"{year:04d}-{month:02d}-{day:02d}"


def _source(document: Document, start: int, at: int) -> Mention | None:
    """The last decree cited before the date in its sentence: `de los …, siendo la última prórroga por …`."""
    decrees = document.lexicon.pattern("norm_kinds.of_emergency")
    cited = [m for m in document.mentions_between(start, at) if m.kind == "norm" and decrees.match(m.label)]
    return cited[-1] if cited else None
