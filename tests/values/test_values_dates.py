import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.values.edtf import EdtfInterval, PartialDate, parse_edtf


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2017", dt.date(2017, 1, 1), dt.date(2017, 12, 31), "year"),
        ("2017-05", dt.date(2017, 5, 1), dt.date(2017, 5, 31), "month"),
        ("2016-02~", dt.date(2016, 2, 1), dt.date(2016, 2, 29), "month"),
        ("2017-05-26?", dt.date(2017, 5, 26), dt.date(2017, 5, 26), "day"),
    ],
)
def test_partial_date_knows_its_bounds(text, earliest, latest, precision):
    date = PartialDate.parse(text)
    assert (date.earliest, date.latest, date.precision, str(date)) == (earliest, latest, precision, text)


@pytest.mark.parametrize("text", ["", "17", "2017-5", "2017-13", "2017-02-30", "2017-05-26x", "2017--26", "0000"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        PartialDate.parse(text)


def test_a_day_needs_its_month_and_a_mark_must_be_known():
    with pytest.raises(ValueError, match="month"):
        PartialDate(2017, day=3)
    with pytest.raises(ValueError, match="mark"):
        PartialDate(2017, mark="!")


@given(st.dates(dt.date(1000, 1, 1)), st.sampled_from(["year", "month", "day"]), st.sampled_from(["", "~", "?", "%"]))
def test_dates_come_back_as_written(day, precision, mark):
    date = PartialDate(
        day.year,
        day.month if precision != "year" else None,
        day.day if precision == "day" else None,
        mark,
    )
    assert PartialDate.parse(str(date)) == date
    assert date.earliest <= day <= date.latest


@pytest.mark.parametrize("text", ["2010/2014", "2010-05/..", "../2014", "2010/", "/2014-01-31"])
def test_intervals_come_back_as_written(text):
    assert str(parse_edtf(text)) == text


def test_interval_bounds():
    interval = parse_edtf("2010/2014-06")
    assert isinstance(interval, EdtfInterval)
    assert (interval.earliest, interval.latest) == (dt.date(2010, 1, 1), dt.date(2014, 6, 30))
    assert parse_edtf("../2014").earliest is None
    assert parse_edtf("2014/..").latest is None


@pytest.mark.parametrize("text", ["2014/2010", "/", "../.."])
def test_impossible_intervals_are_refused(text):
    with pytest.raises(ValueError):
        parse_edtf(text)
