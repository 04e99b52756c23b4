"""How long: `term`, `starts_on`, `ends_on`, `renewal`, `termination_notice`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import DateMention, Found
from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.registry import rule
from veedor.values.durations import Duration

_REACH = 110
"""How far before a duration the word may stand that makes it the instrument's term."""


@rule("terms.term/1")
def term(document: Document) -> Iterator[Finding]:
    """A duration behind `vigencia de`, `plazo de ejecución`, `por el término de`, `se prorroga por` and the like."""
    for found in document.durations:
        anchor = _anchor(document, found)
        if anchor is None:
            continue
        start, end = document.sentence(found.start)
        own = document.is_agreement or document.kind.name == "contract"
        checks = (*found.checks, *(_matches_dates(document, found.value, start, end) if own else ()))
        sure = 0.6 if any(check.endswith(":no") for check in checks) else 0.88
        about = document.about(anchor)
        yield document.finding("term", str(found.value), anchor, found.end, sure=sure, checks=checks, about=about)


def _anchor(document: Document, found: Found[Duration]) -> int | None:
    text = document.text
    begin = max(document.sentence(found.start)[0], found.start - _REACH)
    found_words = document.lexicon.find("term.anchor", text, begin, found.start)
    if not found_words:
        return None
    anchor = found_words[-1]
    if document.lexicon.pattern("terms.bare").fullmatch(anchor.group().strip()) and len(found_words) > 1:
        anchor = found_words[-2]
    between = text[anchor.end() : found.start]
    if re.search(r"[;:]|\.(?! ?[a-z0-9])", document.lexicon.pattern("terms.no_stop").sub("", between)):
        return None
    if document.lexicon.pattern("terms.at_most").search(between):
        return None
    around = (max(0, anchor.start() - 60), min(len(text), found.end + 45))
    emergency = _of_emergency(document, found)
    renewal = document.lexicon.pattern("terms.anchor").match(anchor.group())
    if renewal and document.has("renewal.tacit", begin, min(len(text), found.end + 60)):
        return None
    if document.is_agreement or document.kind.name in {"contract", "consortium_contract"}:
        clause = document.structure.span_at(found.start, whole=True)[0]
        bare = document.lexicon.pattern("terms.bare_term").fullmatch(anchor.group().strip())
        if document.has("term.not_term", *around) and not _names_itself(document, anchor.start(), found.end):
            return None
        titled = _names_itself(document, clause, clause + 40) or document.has("term.heading", clause, clause + 40)
        if bare and not titled and not _names_itself(document, anchor.start() - 60, found.end + 60):
            return None
        return anchor.start()
    told = document.has("instrument.any", max(0, begin - 250), found.end + 60)
    if document.kind.name.endswith("decree") or emergency:
        return anchor.start() if emergency else None
    if document.has("term.not_term", *around) and not document.lexicon.pattern("terms.anchor_2").search(
        text[anchor.start() : found.start]
    ):
        return None
    return anchor.start() if told else None


def _names_itself(document: Document, start: int, end: int) -> bool:
    """Whether the words name the life of the instrument itself and not one step under it."""
    return bool(document.lexicon.pattern("terms.names_itself").search(document.text[max(0, start) : end]))


def _of_emergency(document: Document, found: Found[Duration]) -> bool:
    start, end = document.sentence(found.start)
    if document.kind.name.endswith("decree"):
        return document.has("term.emergency", found.start - 700, found.end + 300)
    return document.has("term.emergency", max(start, found.start - 420), min(end, found.end + 300))


def _matches_dates(document: Document, value: Duration, start: int, end: int) -> tuple[str, ...]:
    """Where the sentence gives both ends: whether they lie as far apart as the term says (a day either way)."""
    days = [f.value.date for f in document.within(document.dates, start, end) if f.value.date and f.value.date.day]
    if len(days) != 2 or days[0] is None or days[1] is None or days[0].earliest >= days[1].earliest:
        return ()
    off = (value.after(days[0].earliest) - days[1].earliest).days
    return (f"term_matches_dates:{'ok' if -1 <= off <= 1 else 'no'}",)


@rule("terms.ends_on/1")
def ends_on(document: Document) -> Iterator[Finding]:
    """`hasta el 31 de diciembre de 2018`, `vence el …`, `del … al …` where the sentence speaks of being in force."""
    for found in document.dates:
        if found.value.date is None:
            continue
        start, end = document.sentence(found.start)
        lead = _lead(document, "term.ends", found)
        if lead is None:
            continue
        begin = max(start, found.start - 400)
        if document.lexicon.pattern("terms.range_only").match(lead.group()) and not _is_range_end(document, found):
            continue
        if not document.has("term.in_force", begin, min(end, found.end + 60)) or _of_norms(document, begin, found.end):
            continue
        if not _speaks_of_instrument(document, begin, end):
            continue
        if _is_emergency(document, start, end):
            continue
        about = document.about(lead.start())
        yield document.finding(
            "ends_on",
            str(found.value.date),
            lead.start(),
            found.end,
            sure=min(found.sure, 0.86),
            checks=found.checks,
            about=about,
        )
    yield from _lapsed(document)


def _lapsed(document: Document) -> Iterator[Finding]:
    """`con fecha 6 de enero de 2006 venció el plazo del convenio`."""
    for match in document.lexicon.find("term.lapsed", document.text):
        start, end = document.sentence(match.start())
        dates = [
            f for f in document.within(document.dates, max(start, match.start() - 90), match.start()) if f.value.date
        ]
        if dates and document.has("instrument.any", start, end):
            found = dates[-1]
            about = document.about(match.start())
            if about == THIS and not document.is_agreement:
                continue
            yield document.finding(
                "ends_on", str(found.value.date), found.start, match.end(), sure=0.85, checks=found.checks, about=about
            )


def _lead(document: Document, name: str, found: Found[DateMention]) -> re.Match[str] | None:
    leads = document.lexicon.find(name, document.text, max(0, found.start - 40), found.start)
    lead = next((m for m in reversed(leads) if m.end() == found.start), None)
    if lead is None and name == "term.ends":
        begin = max(document.sentence(found.start)[0], found.start - 130)
        return document.lexicon.pattern("terms.parted_end").search(document.text, begin, found.start)
    return lead


def _is_range_end(document: Document, found: Found[DateMention]) -> bool:
    before = document.within(document.dates, max(0, found.start - 70), found.start)
    return (bool(before) and len(document.text[before[-1].end : found.start]) < 16) or bool(
        document.lexicon.pattern("terms.is_range_end").search(document.text[max(0, found.start - 50) : found.start])
    )


def _of_norms(document: Document, start: int, end: int) -> bool:
    return bool(document.lexicon.pattern("terms.of_norms").search(document.text[start:end]))


def _speaks_of_instrument(document: Document, start: int, end: int) -> bool:
    return document.is_agreement or document.kind.name == "contract" or document.has("instrument.any", start, end)


def _is_emergency(document: Document, start: int, end: int) -> bool:
    return document.has("term.emergency", start, end) and not document.is_agreement


@rule("terms.starts_on/1")
def starts_on(document: Document) -> Iterator[Finding]:
    """`a partir del 1 de enero de 2018`, `del … al …`, and `entrará en vigor a la suscripción`."""
    for found in document.dates:
        if found.value.date is None:
            continue
        lead = _lead(document, "term.starts", found)
        if lead is None:
            lead = _range_start(document, found)
        if lead is None:
            continue
        start, end = document.sentence(found.start)
        begin = max(start, found.start - 350)
        near = document.has("term.in_force", begin, min(end, found.end + 40))
        if not near or not _speaks_of_instrument(document, begin, end) or _is_emergency(document, start, end):
            continue
        if document.has("money.insurance", found.start - 60, found.start):
            continue
        about = document.about(lead.start())
        yield document.finding(
            "starts_on",
            str(found.value.date),
            lead.start(),
            found.end,
            sure=min(found.sure, 0.85),
            checks=found.checks,
            about=about,
        )
    yield from _from_signing(document)


def _range_start(document: Document, found: Found[DateMention]) -> re.Match[str] | None:
    following = document.within(document.dates, found.end, found.end + 30)
    lead = document.lexicon.pattern("terms.range_start_2").search(document.text, max(0, found.start - 9), found.start)
    if (
        lead
        and following
        and document.lexicon.pattern("terms.range_start").fullmatch(document.text[found.end : following[0].start])
    ):
        return lead
    return None


def _from_signing(document: Document) -> Iterator[Finding]:
    if not document.signed or document.signed.precision != "day":
        return
    day = document.signed
    if not document.is_agreement:
        annexed = [
            f for f in document.dates if f.value.date and f.value.date.day and f.value.date.earliest >= day.earliest
        ]
        annexed = [
            f
            for f in annexed
            if document.lexicon.pattern("terms.from_signing").match(document.text[f.start : f.start + 5])
        ]
        if not annexed or annexed[-1].value.date is None:
            return
        day = annexed[-1].value.date
    for match in document.lexicon.find("term.from_signing", document.text):
        start, end = document.sentence(match.start())
        begin = max(start, match.start() - 260)
        if document.has("term.in_force", begin, min(end, match.end() + 80)) and not document.has(
            "term.after_signing_only", begin, match.start()
        ):
            if (
                not document.has("instrument.own", begin, min(end, match.end() + 80))
                and not document.has("term.anchor", begin, match.start())
                and not document.has("term.takes_effect", begin, match.start())
                and not document.within(document.durations, max(begin, match.start() - 60), match.start())
            ):
                continue
            enters = document.lexicon.pattern("terms.enters")
            verbs = [m.start() for m in enters.finditer(document.text, max(begin, match.start() - 60), match.start())]
            quote = verbs[-1] if verbs else match.start()
            yield document.finding("starts_on", str(day), quote, match.end(), sure=0.8, checks=("from_signing:ok",))
            return


@rule("terms.renewal/1")
def renewal(document: Document) -> Iterator[Finding]:
    """Tacit, by agreement of the parties, or none; the sentence has to be about the instrument's own life."""
    if not document.is_agreement and not document.has("heading.agreement", document.kind.end, len(document.text)):
        return
    for value, name in (("none", "renewal.none"), ("tacit", "renewal.tacit"), ("by_amendment", "renewal.by_amendment")):
        for match in document.lexicon.find(name, document.text, document.kind.end):
            end = document.sentence(match.start())[1]
            clause = document.structure.span_at(match.start())
            near = (max(clause[0], match.start() - 260), min(end, match.end() + 220))
            if not document.has("term.in_force", *near) or not document.lexicon.pattern("terms.renewal_3").search(
                document.text[near[0] : near[1]]
            ):
                continue
            if value == "none" and document.lexicon.pattern("terms.unless").match(document.text, match.end()):
                continue
            before = document.text[max(near[0], match.start() - 60) : match.start()]
            acts = document.lexicon.pattern("terms.acts").fullmatch(match.group())
            if acts and not document.lexicon.pattern("terms.may").search(before):
                continue
            agreed = document.lexicon.pattern("terms.renewal").search(document.text[near[0] : near[1]])
            if value == "tacit" and (agreed or document.has("renewal.denied", match.start() - 24, match.start())):
                continue
            if value == "by_amendment" and not document.has("renewal.agreed", *near):
                continue
            if document.lexicon.pattern("terms.renewal_2").search(document.text[near[0] : near[1]]):
                continue
            if not document.is_agreement and not _in_annex(document, match.start()):
                continue
            yield document.finding("renewal", value, match.start(), _quote_end(match.end(), near[1], 70), sure=0.82)
            return


def _in_annex(document: Document, at: int) -> bool:
    titles = [
        m
        for m in document.lexicon.find("heading.agreement", document.text, document.kind.end, at)
        if document.view.at_line_start(m.start())
    ]
    return any(document.cased[m.start() : m.end()].isupper() for m in titles)


def _quote_end(end: int, limit: int, more: int) -> int:
    return min(limit, end + more)


@rule("terms.termination_notice/1")
def termination_notice(document: Document) -> Iterator[Finding]:
    """A duration beside `anticipación`, `preaviso` or a letter, in a sentence about ending the instrument."""
    if not document.is_agreement and document.kind.name not in {"contract", "consortium_contract"}:
        return
    for found in document.durations:
        if found.value.years:
            continue
        start, end = document.sentence(found.start)
        near = (max(start, found.start - 330), min(end, found.end + 220))
        close = (max(start, found.start - 130), min(end, found.end + 90))
        if not document.has("notice.about", *near) or not document.has("notice.notice", *close):
            continue
        if not document.lexicon.pattern("terms.termination_notice_2").search(document.text[near[0] : near[1]]):
            continue
        if document.lexicon.pattern("terms.termination_notice").search(document.text[close[0] : close[1]]):
            continue
        yield document.finding(
            "termination_notice", str(found.value), found.start, min(end, found.end + 40), sure=0.8, checks=found.checks
        )
