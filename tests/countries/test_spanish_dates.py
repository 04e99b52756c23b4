"""The whole table of dates in legal Spanish, line by line; what a scanner damaged repaired, or left alone."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor import countries
from veedor.countries.spanish.digits import meant_by
from veedor.countries.spanish.years import FIRST_YEAR, LAST_YEAR
from veedor.extraction.view import View

PERU = countries.get("pe")
FORMS = Path(__file__).parents[2] / "benchmarks" / "dates" / "forms.tsv"
ROWS = [row.split("\t") for row in FORMS.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
IN_DOUBT = {"15 de agosto de 201B": "", "2B de agosto de 2018": "2018-08", "10CT2016": ""}
"""Lines that a person reads and the rules do not: of two repairs (`B`: 8 or 6; `1OCT` or `10 CT`) they take none."""


def read(line):
    return PERU.dates(View(line).text)


@pytest.mark.parametrize(("dates", "line"), [(dates, line) for _, dates, line in ROWS])
def test_every_line_of_the_table_is_read_as_a_lawyer_reads_it(dates, line):
    found = "|".join(str(one.value.date) for one in read(line) if one.value.date)
    assert found == IN_DOUBT.get(line, dates)


def test_the_table_is_long_has_each_line_once_and_is_read_to_99_in_a_hundred():
    lines = [line for _, _, line in ROWS]
    assert len(set(lines)) == len(lines) >= 200
    assert set(lines) > IN_DOUBT.keys()
    assert len(IN_DOUBT) <= len(lines) / 100


@pytest.mark.parametrize(
    ("line", "date", "checks"),
    [
        ("l2 de rnayo de 2O16", "2016-05-12", ("repaired:ok",)),
        ("12 de mayo de 2O16", "2016-05-12", ("repaired:ok",)),
        ("27JUL2O16", "2016-07-27", ("repaired:ok",)),
        ("27/O7/2O16", "2016-07-27", ("repaired:ok",)),
        ("27/07/2016", "2016-07-27", ()),
        ("Z7 de julio de 2016", "2016-07-27", ("repaired:ok",)),
        ("12 de noviemhre de 2016", "2016-11-12", ("repaired:ok",)),
        # the calendar leaves one of two: 2018 has no 29th of February
        ("2G de febrero de 2018", "2018-02-26", ("repaired:ok",)),
        # the day of the week leaves one of two
        ("miércoles 0B de agosto de 2018", "2018-08-08", ("repaired:ok", "weekday:ok")),
        ("lunes 0B de agosto de 2018", "2018-08-06", ("repaired:ok", "weekday:ok")),
        ("0B de agosto de 2018", "2018-08", ("day_readable:no",)),
        ("2G de febrero de 2016", "2016-02", ("day_readable:no",)),
        ("30 de juhio de 2018", "2018", ("month_readable:no",)),
    ],
)
def test_a_repair_is_made_where_one_alone_makes_sense_and_is_told(line, date, checks):
    (found,) = read(line)
    assert (str(found.value.date), found.checks) == (date, checks)


def test_what_was_repaired_is_less_sure_than_what_was_read():
    assert read("l2 de mayo de 2016")[0].sure < read("12 de mayo de 2016")[0].sure


@settings(max_examples=150)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2039, 12, 31)), st.data())
def test_one_letter_for_a_digit_is_repaired_to_the_date_that_was_printed_or_to_less(day, data):
    printed = f"{day.day:02d} de mayo de {day.year}" if day.month == 5 else f"{day:%d/%m/%Y}"
    likes = {"0": "Oo", "1": "lI", "2": "Z", "5": "S", "6": "G", "8": "B"}
    at = data.draw(st.sampled_from([i for i, char in enumerate(printed) if char in likes]))
    damaged = printed[:at] + data.draw(st.sampled_from(likes[printed[at]])) + printed[at + 1 :]
    for found in read(damaged):
        if found.value.date:
            assert day.isoformat().startswith(str(found.value.date)), damaged


@given(st.text(alphabet="0123456789olizsbg", min_size=1, max_size=6))
def test_digits_as_read_are_never_changed(read_as):
    width = len(read_as)
    for number in meant_by(read_as):
        digits = f"{number:0{width}d}"
        assert all(a == b for a, b in zip(digits, read_as, strict=True) if b.isdigit())


@settings(max_examples=60)
@given(st.text(alphabet="0123456789olis de mayjnu_/.-z", max_size=40))
def test_years_stay_within_what_papers_can_have(text):
    for found in PERU.dates(View(text).text):
        assert found.value.date is None or FIRST_YEAR <= found.value.date.year <= LAST_YEAR
