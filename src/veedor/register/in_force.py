"""Was an agreement in force on a day? The one rule, its reasons, and nothing else.

Answers are *yes*, *no*, *presumed* and *unknown*, each with the reasons it rests on. The rule, in the order in which it
is applied (the table of cases stands in `tests/register/cases/in_force.toml`):

1. It begins on its stated first day; where none is stated, on the day it was signed, since a contract binds from
   consent (Civil Code, article 1352). A date that is known only to the month or the year leaves every one of its days
   possible: *unknown* on those days, never an invented first of the month.
2. It lasts to its stated last day, or else as long as its term says from its beginning. A term and a last day that
   contradict each other leave all days between the two *unknown*.
3. An adenda that states an end or a term prolongs it, from the day after the end that held until then. One signed after
   that end does not reach back: between the two it was *not* in force; where the adenda says that it covers those
   days, it is *unknown*, for on those days no text did.
4. After the end it is *presumed* to go on where the text renews itself; else it is not in force.
5. What somebody who knows said about a day is believed for that day: in force, suspended, ended. Against a text that
   says it had ended, "in force" gives *presumed*.
6. Between its beginning and a later day on which it was in force, it is *presumed* to have been so where no end is
   known. After the last such day, with no end known, it is *unknown*.
7. Rival values that give different answers give *unknown*; those that agree, their answer.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from veedor.values.durations import Duration
from veedor.values.edtf import parse_edtf
from veedor.values.spans import ALWAYS, NEVER, Overlap, Span, Window

MOST_READINGS = 64
"""So many combinations of rival values are tried; with more, the answer is *unknown*."""


class Status(StrEnum):
    """Whether it was in force."""

    YES = "yes"
    NO = "no"
    PRESUMED = "presumed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code (`docs/in-force.md` has the table), the date it speaks of as EDTF, and the claims that say so."""

    code: str
    date: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One value that a claim gives."""

    value: str
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text, or somebody about it, says of its own time. Several values of one kind are rivals.

    `signed`, `starts`, `ends` are EDTF, `term` ISO 8601 durations, `renewal` words of the field of that name. `title`
    is how the instrument is called in reasons.
    """

    title: str = ""
    signed: tuple[Told, ...] = ()
    starts: tuple[Told, ...] = ()
    ends: tuple[Told, ...] = ()
    term: tuple[Told, ...] = ()
    renewal: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a day, a month or a stretch (EDTF): in force, suspended, or ended by then."""

    what: Literal["in_force", "suspended", "ended"]
    when: str
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it was in force on a day, and why."""

    status: Status
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `first` to `last`, both included, the answer is the same."""

    first: dt.date
    last: dt.date
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Period:
    """What one text covers: its span, and whether its end is known at all."""

    span: Span
    ends: bool
    because: tuple[Reason, ...]
    disputed: Window | None = None
    """Days on which its own words contradict each other about the end."""
    signed: Window | None = None
    presumed_until: dt.date | None = None
    """Before that day it is only presumed: an adenda gives the end of a text whose own end is not known."""


@dataclass(frozen=True)
class Life:
    """All that is known of one agreement's time: its text, its adendas in the order of their signing, what was said."""

    terms: Terms
    adendas: tuple[Terms, ...] = ()
    said: tuple[Said, ...] = ()
    _readings: list[list[_Period]] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        choices = [_alternatives(terms) for terms in (self.terms, *self.adendas)]
        count = 1
        for several in choices:
            count *= len(several)
        if count <= MOST_READINGS:
            self._readings.extend(_periods(list(one)) for one in itertools.product(*choices))

    def on(self, day: dt.date) -> Answer:
        """Whether it was in force on that day."""
        if not self._readings:
            return Answer(Status.UNKNOWN, (Reason("too_many_rivals"),))
        answers = [self._under(periods, day) for periods in self._readings]
        if len({answer.status for answer in answers}) == 1:
            return Answer(answers[0].status, _once(answers[:1]))
        return Answer(Status.UNKNOWN, (Reason("rival_values"), *_once(answers)))

    def stretches(self) -> list[Stretch]:
        """All days there are, in stretches of one answer, in order and without a gap."""
        marks = {ALWAYS}
        for periods in self._readings:
            for period in periods:
                for window in (period.span.start, period.span.end, period.disputed, period.signed):
                    marks |= _edges(window)
        for one in (*self.said, *self._signs()):
            marks |= _edges(Window.of(one.when))
        starts = sorted(marks)
        found: list[Stretch] = []
        for first, following in itertools.zip_longest(starts, starts[1:]):
            last = following - dt.timedelta(days=1) if following else NEVER
            answer = self.on(first)
            if found and found[-1].answer == answer:
                found[-1] = Stretch(found[-1].first, last, answer)
            else:
                found.append(Stretch(first, last, answer))
        return found

    def _under(self, periods: list[_Period], day: dt.date) -> Answer:
        """The answer when of all rivals one reading holds."""
        paper = _by_paper(periods, day)
        told = [one for one in self.said if Span.throughout(one.when).on(day) != Overlap.NONE]
        for what, status in (("suspended", Status.NO), ("in_force", Status.YES)):
            here = tuple(Reason(f"said_{what}", one.when, (one.claim,)) for one in told if one.what == what)
            others = tuple(
                Reason(f"said_{one.what}", one.when, (one.claim,)) for one in told if one.what not in {what, "ended"}
            )
            if here and others:
                return Answer(Status.UNKNOWN, (*here, *others))
            if here and status == Status.YES and paper.status == Status.NO:
                return Answer(Status.PRESUMED, (*here, *paper.because))
            if here:
                return Answer(status, here if status == Status.NO else (*here, *paper.because))
        if paper.status in {Status.YES, Status.NO} and not (paper.status == Status.YES and self._ended_by(day)):
            return self._against(paper, periods, day)
        return self._from_life(paper, periods, day)

    def _ended_by(self, day: dt.date) -> tuple[Reason, ...]:
        """Who said that by then it had ended, if anybody."""
        ended = (one for one in self.said if one.what == "ended")
        return tuple(Reason("said_ended", one.when, (one.claim,)) for one in ended if Window.of(one.when).last <= day)

    def _against(self, paper: Answer, periods: list[_Period], day: dt.date) -> Answer:
        """An answer of the paper, where later words of others make it doubtful."""
        if paper.status == Status.NO and periods and _begun(periods, day) and periods[-1].ends:
            later = [one for one in self._signs() if Window.of(one.when).first > day]
            if later and not any(reason.code == "not_prolonged_in_time" for reason in paper.because):
                # somebody found it alive after its end on paper: it may have gone on all the while
                reasons = tuple(Reason("said_in_force_later", one.when, (one.claim,)) for one in later[:1])
                return Answer(Status.UNKNOWN, (*paper.because, *reasons))
        return paper

    def _signs(self) -> list[Said]:
        """What shows that it was alive, by day: that somebody said so, and adendas that prolong nothing."""
        texts = [
            Said("in_force", told.value, told.claim)
            for terms in self.adendas
            if not (terms.ends or terms.term)
            for told in terms.signed
        ]
        alive = [one for one in (*self.said, *texts) if one.what == "in_force"]
        return sorted(alive, key=lambda one: Window.of(one.when).last)

    def _from_life(self, paper: Answer, periods: list[_Period], day: dt.date) -> Answer:
        """Where the paper leaves it open: between two days on which it was alive it is presumed to have been so."""
        ended = self._ended_by(day)
        if ended and paper.status != Status.NO:
            # against a text that certainly holds, somebody's word makes it unknown; else it decides
            status = Status.UNKNOWN if paper.status == Status.YES else Status.NO
            return Answer(status, (*ended, *paper.because))
        if paper.status == Status.UNKNOWN and _begun(periods, day):
            later = [one for one in self._signs() if Window.of(one.when).first >= day]
            if later and any(not period.ends for period in periods):
                reasons = tuple(Reason("alive_later", one.when, (one.claim,)) for one in later[:1])
                return Answer(Status.PRESUMED, (*_starts(periods), *reasons, Reason("no_end_known")))
            told = tuple(
                Reason(f"said_{one.what}", one.when, (one.claim,))
                for one in sorted(self.said, key=lambda one: Window.of(one.when).first)
            )
            return Answer(Status.UNKNOWN, (*paper.because, *told))
        return paper


def _edges(window: Window | None) -> set[dt.date]:
    """The days on which an answer can change because of a window."""
    if window is None:
        return set()
    days = {window.first, window.last}
    days |= {day + dt.timedelta(days=1) for day in days if day not in {ALWAYS, NEVER}}
    return {day for day in days if day != NEVER}


def _once(answers: Iterable[Answer]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reason for answer in answers for reason in answer.because))


def _alternatives(terms: Terms) -> list[Terms]:
    """The terms with one value of each kind: all the ways of choosing among rivals."""
    kinds = [one or (None,) for one in (terms.signed, terms.starts, terms.ends, terms.term, terms.renewal)]
    return [Terms(terms.title, *(((told,) if told else ()) for told in chosen)) for chosen in itertools.product(*kinds)]


def _periods(texts: Sequence[Terms]) -> list[_Period]:
    """What the agreement covers, and then what each adenda that prolongs it adds."""
    first = _first_period(texts[0])
    periods = [first] if first else []
    if texts[0].renewal and periods and periods[0].ends and texts[0].renewal[0].value == "tacit":
        told = texts[0].renewal[0]
        periods[0] = _with(periods[0], Reason("renews_itself", "", _refs(told)))
    for text in texts[1:]:
        if text.ends or text.term:
            following = _prolonged(periods[-1] if periods else None, text)
            if periods and not periods[-1].ends:
                periods.pop()
            if following:
                periods.append(following)
    return periods


def _refs(told: Told) -> tuple[str, ...]:
    return (told.claim,) if told.claim else ()


def _reason(code: str, told: Told) -> Reason:
    return Reason(code, told.value, _refs(told))


def _with(period: _Period, *reasons: Reason) -> _Period:
    return replace(period, because=(*period.because, *reasons))


def _first_period(text: Terms) -> _Period | None:
    """What the text itself covers; None where nothing says when it began."""
    because: tuple[Reason, ...]
    if text.starts:
        start, because = Window.of(text.starts[0].value), (_reason("starts_on", text.starts[0]),)
    elif text.signed:
        start, because = Window.of(text.signed[0].value), (_reason("from_signing", text.signed[0]),)
    elif text.ends and text.term:
        end = Window.of(text.ends[0].value)
        length = Duration.parse(text.term[0].value)
        start, because = _before(end, length), (_reason("ends_on", text.ends[0]), _reason("term", text.term[0]))
    elif text.ends:
        # some time before its end, nobody knows when
        end = Window.of(text.ends[0].value)
        start, because = Window(ALWAYS, end.last), (_reason("ends_on", text.ends[0]),)
    else:
        return None
    return _ending(start, because, text)


def _before(end: Window, length: Duration) -> Window:
    """The days on which a term of that length can have begun that ends within `end`."""
    days = length.years * 366 + length.months * 31 + length.weeks * 7 + length.days
    first = end.first - dt.timedelta(days=days + 1) if end.first != ALWAYS else ALWAYS
    last = end.last
    # the calendar has no inverse of "a month later": narrow from both sides
    while first < last and first != ALWAYS and length.after(first) < end.first:
        first += dt.timedelta(days=1)
    while first < last and last != NEVER and length.after(last) > end.last:
        last -= dt.timedelta(days=1)
    return Window(first, last)


def _ending(start: Window, because: tuple[Reason, ...], text: Terms, *, after: Window | None = None) -> _Period:
    """The period from a day of `start` to the end that the text gives; its term counts from `after`, or from there."""
    signed = Window.of(text.signed[0].value) if text.signed else None
    stated = Window.of(text.ends[0].value) if text.ends else None
    counted = (after or start).after(Duration.parse(text.term[0].value)) if text.term else None
    if stated and text.ends:
        because = (*because, _reason("ends_on", text.ends[0]))
    if counted and text.term:
        because = (*because, _reason("term", text.term[0]))
    if stated and counted and not _agree(stated, counted):
        between = Window(min(stated.first, counted.first), max(stated.last, counted.last))
        reason = Reason("term_and_end_disagree", "", (*_refs(text.ends[0]), *_refs(text.term[0])))
        return _Period(Span(start, between), ends=True, because=(*because, reason), disputed=between, signed=signed)
    end = stated or counted
    if end is None:
        return _Period(Span(start, Window(start.first, NEVER)), ends=False, because=because, signed=signed)
    return _Period(Span(start, end), ends=True, because=because, signed=signed)


def _agree(stated: Window, counted: Window) -> bool:
    """Whether a last day and a term mean the same: papers count the first day in or out, a day either way."""
    day = dt.timedelta(days=1)
    first = counted.first - day if counted.first != ALWAYS else ALWAYS
    last = counted.last + day if counted.last != NEVER else NEVER
    return stated.first <= last and first <= stated.last


def _prolonged(before: _Period | None, text: Terms) -> _Period | None:
    """What an adenda with an end or a term of its own adds to what held until then."""
    if before is None:
        return _first_period(text)
    if not before.ends:
        return _closed(before, text)
    signed = Window.of(text.signed[0].value) if text.signed else None
    late = signed is not None and signed.first > before.span.end.last
    notes = (Reason("signed_after_the_end", text.signed[0].value, _refs(text.signed[0])),) if late else ()
    if text.starts:
        return _ending(Window.of(text.starts[0].value), (_reason("starts_on", text.starts[0]), *notes), text)
    if late and signed:
        return _ending(signed, (_reason("from_signing", text.signed[0]), *notes), text)
    follows = before.span.end.the_day_after()
    told = text.signed[0] if text.signed else Told("")
    # signed in time, or perhaps a little late: from the end of what held, or from its signing
    start = Window(follows.first, max(follows.last, signed.last)) if signed else follows
    until = Window(before.span.end.first, max(before.span.end.last, signed.last)) if signed else before.span.end
    return _ending(start, (_reason("prolonged_by", told),), text, after=until)


def _closed(before: _Period, text: Terms) -> _Period | None:
    """An adenda to a text whose own end is not known: it shows that the text was alive, and gives an end."""
    signed = Window.of(text.signed[0].value) if text.signed else None
    own = _first_period(text)
    if own is None or not own.ends:
        return before
    told = text.signed[0] if text.signed else Told("")
    because = (*before.because, _reason("prolonged_by", told), *own.because, Reason("no_end_known"))
    return _Period(
        Span(before.span.start, own.span.end),
        ends=True,
        because=tuple(dict.fromkeys(because)),
        disputed=own.disputed,
        signed=signed,
        presumed_until=signed.last if signed else NEVER,
    )


def _begun(periods: list[_Period], day: dt.date) -> bool:
    """Whether it had certainly begun by that day."""
    return any(period.span.start.last <= day for period in periods)


def _starts(periods: list[_Period]) -> tuple[Reason, ...]:
    return periods[0].because[:1] if periods else ()


def _by_paper(periods: list[_Period], day: dt.date) -> Answer:
    """What the texts alone say."""
    if not periods:
        return Answer(Status.UNKNOWN, (Reason("no_date_known"),))
    held = [(period, period.span.on(day)) for period in periods]
    certain = [period for period, overlap in held if overlap == Overlap.CERTAIN]
    for period in certain:
        if _covered_late(period, day):
            return Answer(Status.UNKNOWN, (*period.because, Reason("covered_only_afterwards")))
        if period.presumed_until and day < period.presumed_until:
            return Answer(Status.PRESUMED, period.because)
        return Answer(Status.YES, period.because)
    possible = [period for period, overlap in held if overlap == Overlap.POSSIBLE]
    if possible:
        return _possibly(periods, possible, day)
    if day < min(period.span.start.first for period in periods):
        return Answer(Status.NO, (Reason("not_begun"), *_starts(periods)))
    last = max((p for p in periods if p.span.start.first <= day), key=lambda p: p.span.end.last)
    renews = tuple(r for period in periods for r in period.because if r.code == "renews_itself")
    after_all = day > max(period.span.end.last for period in periods)
    if renews and after_all:
        return Answer(Status.PRESUMED, (*last.because, *renews) if renews[0] not in last.because else last.because)
    gap = () if after_all else (Reason("not_prolonged_in_time"),)
    return Answer(Status.NO, (Reason("ended"), *last.because, *gap))


def _covered_late(period: _Period, day: dt.date) -> bool:
    """Whether the text that covers the day was signed after it, and late."""
    late = any(reason.code == "signed_after_the_end" for reason in period.because)
    return late and period.signed is not None and day < period.signed.first


def _possibly(periods: list[_Period], possible: list[_Period], day: dt.date) -> Answer:
    """A day that the texts may or may not cover, for a part of a date is missing."""
    joined = _joined(periods, day)
    if joined:
        presumed = any(period.presumed_until and day < period.presumed_until for period in joined)
        because = tuple(dict.fromkeys(reason for period in joined for reason in period.because))
        return Answer(Status.PRESUMED if presumed else Status.YES, because)
    reasons: list[Reason] = []
    for period in possible:
        reasons.extend(period.because)
        if day <= period.span.start.last and not period.span.start.known:
            reasons.append(Reason("beginning_not_known_to_the_day"))
        elif not period.ends:
            reasons.append(Reason("no_end_known"))
        elif period.disputed is None:
            reasons.append(Reason("end_not_known_to_the_day"))
    return Answer(Status.UNKNOWN, tuple(dict.fromkeys(reasons)))


def _joined(periods: list[_Period], day: dt.date) -> list[_Period]:
    """Two texts of which the second goes on where the first ends: between them there is no gap, wherever that is.

    That holds where the second states no beginning of its own and was certainly signed, by the day asked for or before
    the first can have ended.
    """
    for one, other in itertools.pairwise(periods):
        follows = any(reason.code == "prolonged_by" for reason in other.because)
        if not follows or other.signed is None:
            continue
        in_time = other.signed.last <= one.span.end.first or other.signed.last <= day
        if in_time and one.span.start.last <= day <= other.span.end.first:
            return [one, other]
    return []


def check_terms(terms: Terms) -> None:
    """`ValueError` for a value that is no EDTF date or no duration: to be told before a life is asked."""
    for told in (*terms.signed, *terms.starts, *terms.ends):
        parse_edtf(told.value)
    for told in terms.term:
        Duration.parse(told.value)
