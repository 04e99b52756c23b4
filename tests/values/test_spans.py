"""Stretches of time with unknown ends, against every way in which the unknown parts can be."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.values.durations import Duration
from veedor.values.spans import ALWAYS, NEVER, Overlap, Span, Window

DAY = dt.date(2017, 5, 1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017-05-26", "2017-05-26", "2017-05-26"),
        ("2017-05", "2017-05-01", "2017-05-31"),
        ("2017", "2017-01-01", "2017-12-31"),
        ("2010/2014", "2010-01-01", "2014-12-31"),
        ("2017-05~", "2017-05-01", "2017-05-31"),
    ],
)
def test_a_date_is_the_days_it_can_mean(text: str, first: str, last: str) -> None:
    assert Window.of(text) == Window(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_an_open_end_leaves_its_side_open() -> None:
    assert Window.of("2017/..") == Window(dt.date(2017, 1, 1), NEVER)
    assert Window.of("/2017") == Window(ALWAYS, dt.date(2017, 12, 31))
    assert Window.of("2017/").after(Duration(years=1)) == Window(dt.date(2018, 1, 1), NEVER)


def test_a_window_cannot_close_before_it_opens() -> None:
    with pytest.raises(ValueError, match="closes before"):
        Window(DAY, DAY - dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("2010", "2014"), ("2015-09-28", "2015-09-28"), "none"),
        (("2010-01-01", "2014-12-31"), ("2012-06-01", "2012-06-30"), "certain"),
        (("2010", "2012"), ("2012-06-01", "2012-06-30"), "possible"),
        (("2010", ""), ("2030", ""), "certain"),
        (("2015-09-29", "2015-10-28"), ("2010/2014", "2016-10"), "certain"),
        (("2017-05", "2017-05"), ("2017-05", "2017-05"), "possible"),
        (("", "2009"), ("2010", ""), "none"),
    ],
)
def test_overlap(one: tuple[str, str], other: tuple[str, str], expected: str) -> None:
    assert Span.of(*one).with_other(Span.of(*other)) == expected
    assert Span.of(*other).with_other(Span.of(*one)) == expected


def test_a_month_throughout_and_within() -> None:
    assert Span.throughout("2016-10").on(dt.date(2016, 10, 14)) == Overlap.CERTAIN
    assert Span.within("2016-10").on(dt.date(2016, 10, 14)) == Overlap.POSSIBLE


windows = st.tuples(st.integers(0, 9), st.integers(0, 4)).map(
    lambda w: Window(DAY + dt.timedelta(days=w[0]), DAY + dt.timedelta(days=w[0] + w[1]))
)
spans = st.tuples(windows, windows).map(lambda w: Span(*w)).filter(lambda s: s.start.first <= s.end.last)


def _ways(span: Span) -> list[tuple[dt.date, dt.date]]:
    """Every beginning and end that the span can have."""

    def days(window: Window) -> list[dt.date]:
        return [window.first + dt.timedelta(days=n) for n in range((window.last - window.first).days + 1)]

    return [(a, b) for a, b in itertools.product(days(span.start), days(span.end)) if a <= b]


@given(spans, spans)
def test_overlap_is_what_all_ways_together_say(one: Span, other: Span) -> None:
    """The slow truth: try every way; certain if all overlap, none if none does."""
    hits = {a <= d and c <= b for a, b in _ways(one) for c, d in _ways(other)}
    expected = "possible" if len(hits) > 1 else "certain" if True in hits else "none"
    said = one.with_other(other)
    # when an end can only be reached by contradicting "begins no later than it ends", certainty may be missed
    assert said == expected or (said == "possible" and expected == "certain")
