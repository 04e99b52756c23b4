import datetime as dt
import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from veedor.values.boxes import Box, union
from veedor.values.durations import Duration
from veedor.values.money import Money, decimal_string
from veedor.values.norm_ids import NormId

counts = st.integers(0, 400)
coordinates = st.floats(-1000, 1000, allow_nan=False)


@st.composite
def boxes(draw):
    x0, x1 = sorted((draw(coordinates), draw(coordinates)))
    y0, y1 = sorted((draw(coordinates), draw(coordinates)))
    assume(x0 < x1 and y0 < y1)
    return Box(x0, y0, x1, y1)


@pytest.mark.parametrize("amount", [Decimal(-1), Decimal("NaN"), Decimal("Infinity")])
def test_money_is_finite_and_not_negative(amount):
    with pytest.raises(ValueError, match="money"):
        Money(amount, "PEN")


@pytest.mark.parametrize("currency", ["", "pen", "S/"])
def test_money_has_a_currency(currency):
    with pytest.raises(ValueError, match="currency"):
        Money(Decimal(1), currency)


def test_money_is_written_with_its_cents():
    assert str(Money(Decimal("11116119.5"), "PEN")) == "PEN 11,116,119.50"
    assert decimal_string(Decimal("110.00")) == "110.00"
    assert decimal_string(Decimal("1E+3")) == "1000"


@given(counts, counts, counts, counts)
def test_durations_come_back_as_written(years, months, weeks, days):
    assume(years or months or weeks or days)
    value = Duration(years, months, weeks, days)
    assert Duration.parse(str(value)) == value


@pytest.mark.parametrize("text", ["", "P", "P0D", "2Y", "P-1Y", "P1H", "PT1H"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("duration", "day", "after"),
    [
        ("P1M", dt.date(2019, 1, 31), dt.date(2019, 2, 28)),
        ("P1Y", dt.date(2020, 2, 29), dt.date(2021, 2, 28)),
        ("P2Y", dt.date(2018, 5, 20), dt.date(2020, 5, 20)),
        ("P60D", dt.date(2025, 10, 5), dt.date(2025, 12, 4)),
        ("P1Y6M", dt.date(2016, 8, 31), dt.date(2018, 2, 28)),
    ],
)
def test_the_day_after_a_duration(duration, day, after):
    assert Duration.parse(duration).after(day) == after


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [("DS 003-2017-IN", "DS", "003-2017-IN"), ("Ley  27806", "Ley", "27806"), ("Constitución", "Constitución", "")],
)
def test_norm_ids(text, kind, number):
    norm = NormId.parse(text)
    assert (norm.kind, norm.number) == (kind, number)
    assert NormId.parse(str(norm)) == norm


@pytest.mark.parametrize("text", ["", "003-2017-IN", "  "])
def test_what_is_no_norm_is_refused(text):
    with pytest.raises(ValueError):
        NormId.parse(text)


@pytest.mark.parametrize("values", [(0, 0, 0, 1), (1, 0, 0, 1), (0, 0, math.inf, 1), (0, math.nan, 1, 1)])
def test_wrong_boxes_are_refused(values):
    with pytest.raises(ValueError):
        Box(*values)
    with pytest.raises(ValueError):
        Box.from_list([*values, 1])


@given(boxes(), boxes())
def test_union_holds_both_and_intersection_lies_in_both(one, other):
    both = union([one, other])
    assert both.intersection(one) == one
    assert both.intersection(other) == other
    common = one.intersection(other)
    if common:
        assert one.intersection(common) == common
        assert other.intersection(common) == common


def test_boxes_move_between_units():
    box = Box.from_list([72, 72, 144, 108])
    assert (box.width, box.height, box.area) == (72, 36, 2592)
    assert box.scaled(200 / 72).as_list() == [200, 200, 400, 300]
    assert box.padded(2).clipped(145, 107) == Box(70, 70, 145, 107)
    assert box.clipped(10, 10) is None
    with pytest.raises(ValueError):
        union([])


@pytest.mark.parametrize("box", [Box(9.0, 783.001, 9.75, 783.002), Box(1e9, 0.0, 1e9 + 1e-6, 1.0)])
def test_a_thin_box_is_still_one_when_it_is_written(box: Box) -> None:
    """What is thinner than the grid on which boxes are written keeps the least width that the grid has."""
    again = Box.from_list(box.as_list())
    assert again.as_list() == box.as_list()
