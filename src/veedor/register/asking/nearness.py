"""Whether one place lies in another, as far as papers say; whether a day fell into an agreement's life."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from veedor.register.asking.knowledge import Fact, followed
from veedor.register.in_force import Status, Stretch
from veedor.values.durations import Duration
from veedor.values.folding import fold
from veedor.values.spans import ALWAYS, NEVER, Overlap, Span, Window

Parts = tuple[str, str, str]
"""District, province, region; empty where nobody said it."""

_folded = functools.lru_cache(maxsize=50_000)(fold)
"""The names of places come again and again."""
SURER = (Overlap.NONE, Overlap.POSSIBLE, Overlap.CERTAIN)
"""From the least to the most."""


def parts_of(value: object) -> Parts:
    """The parts of a place as a record or as a slug `district/province/region`."""
    if isinstance(value, dict):
        return (str(value.get("district") or ""), str(value.get("province") or ""), str(value.get("region") or ""))
    district, province, region = str(value).split("/")
    return (district, province, region)


def near(event: Parts, place: Parts, *, area: bool) -> Overlap:
    """Whether what happened at `event` happened at `place`.

    Parts that both name and that differ: *none*. An event within the place: *certain*. A wider event covers the place
    where it is an `area` (an emergency in the whole province), else it may have happened elsewhere in it: *possible*,
    as where either lacks parts that the other has.
    """
    pairs = [(_folded(one), _folded(other)) for one, other in zip(event, place, strict=True)]
    if any(one and other and one != other for one, other in pairs) or not any(one and other for one, other in pairs):
        return Overlap.NONE
    if all(one for one, other in pairs if other):
        return Overlap.CERTAIN
    if all(other for one, other in pairs if one):
        return Overlap.CERTAIN if area else Overlap.POSSIBLE
    return Overlap.POSSIBLE


def nearest(events: Iterable[Parts], places: Sequence[Parts], *, area: bool) -> Overlap:
    """The surest of all pairs."""
    found = [near(event, place, area=area) for event in events for place in places]
    return max(found, key=SURER.index, default=Overlap.NONE)


def span_of(starts: Iterable[Fact], ends: Iterable[Fact], days: Iterable[Fact]) -> Span | None:
    """The days that something lasted, from what is said of its first day, its last, or how many days; None without a
    first day. Rival values leave all of their days possible.

    A decree of 30 days from the 1st ends on the 30th: its first day counts.
    """
    start = _window(starts)
    if start is None:
        return None
    end = _window(ends)
    counts = [int(fact.value) for fact in followed(days)]
    if end is None and counts:
        shortest, longest = (start.after(Duration(days=count)).the_day_before() for count in (min(counts), max(counts)))
        end = Window(shortest.first, longest.last)
    if end is None:
        # it lasted its first day at least; how long after is not known
        end = Window(start.first, NEVER)
    return Span(start, Window(max(end.first, start.first), max(end.last, start.first)))


def _window(facts: Iterable[Fact]) -> Window | None:
    windows = [Window.of(str(fact.value)) for fact in followed(facts)]
    if not windows:
        return None
    return Window(min(one.first for one in windows), max(one.last for one in windows))


_LEVELS = (Status.YES, Status.PRESUMED, Status.UNKNOWN)
"""From the surest on."""


@dataclass(frozen=True, slots=True)
class During:
    """Whether something fell into an agreement's life.

    `overlap` is *certain* where whatever the unknown parts of the dates are, it has a day in common with days on which
    the agreement was in force (`status` yes) or presumed so; *possible* where it may have.
    """

    overlap: Overlap
    status: Status


def during(life: Sequence[Stretch], span: Span) -> During:
    """How `span` lies to the stretches of a life.

    Stretches of the same answer that touch count as one: a day that is known to lie in either of two lies in both
    together for certain.
    """
    best = During(Overlap.NONE, Status.NO)
    for status in _LEVELS:
        # what is only presumed counts days that are sure as well
        levels = set(_LEVELS[: _LEVELS.index(status) + 1])
        found = max((run.with_other(span) for run in _runs(life, levels)), key=SURER.index, default=Overlap.NONE)
        if found == Overlap.CERTAIN and status != Status.UNKNOWN:
            return During(found, status)
        if found != Overlap.NONE and best.overlap == Overlap.NONE:
            best = During(Overlap.POSSIBLE, status)
    return best


def _runs(life: Sequence[Stretch], levels: set[Status]) -> list[Span]:
    runs: list[tuple[dt.date, dt.date]] = []
    for one in life:
        if one.answer.status not in levels:
            continue
        if runs and _next_day(runs[-1][1]) == one.first:
            runs[-1] = (runs[-1][0], one.last)
        else:
            runs.append((one.first, one.last))
    return [Span(Window(first, first), Window(last, last)) for first, last in runs]


def _next_day(day: dt.date) -> dt.date:
    return day if day in {ALWAYS, NEVER} else day + dt.timedelta(days=1)
