"""What a rate is worth, and whether two printed sums are the same money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.register.worth import NEAR, Rate, Verdict, converts, nearest_rate, per_officer_day

D = Decimal


@pytest.mark.parametrize(
    ("rate", "given", "amount", "why"),
    [
        (Rate(D("110"), "PEN", "officer_day"), {}, "110", "stated"),
        (Rate(D("30"), "USD", "officer_day"), {}, "30", "stated"),
        (Rate(D("13.23"), "PEN", "officer_hour"), {"hours": D(8)}, "105.84", "computed"),
        (Rate(D("13.23"), "PEN", "officer_hour"), {}, None, "hours_not_stated"),
        (Rate(D("0.11"), "PEN", "uit_percent_per_hour"), {"uit": D(3950), "hours": D(8)}, "34.76", "computed"),
        (Rate(D("0.11"), "PEN", "uit_percent_per_hour"), {"uit": D(3950)}, None, "hours_not_stated"),
        (Rate(D("0.11"), "PEN", "uit_percent_per_hour"), {"hours": D(8)}, None, "uit_not_confirmed"),
        (Rate(D("20"), "PEN", "percent_of_officer_pay"), {"pay": D(110)}, "22.00", "computed"),
        (Rate(D("20"), "PEN", "percent_of_officer_pay"), {}, None, "pay_not_known"),
        (Rate(D("1500"), "PEN", "officer_month"), {"hours": D(8)}, None, "no_rate_per_day"),
        (Rate(D("3500000"), "PEN", "total"), {}, None, "no_rate_per_day"),
        # halves go up
        (Rate(D("0.105"), "PEN", "officer_hour"), {"hours": D(1)}, "0.11", "computed"),
    ],
)
def test_soles_per_officer_and_day(rate: Rate, given: dict[str, Decimal], amount: str | None, why: str) -> None:
    found = per_officer_day(rate, **given)
    assert (found.amount, found.why) == (None if amount is None else D(amount), why)


def test_the_sum_is_written_out() -> None:
    found = per_officer_day(Rate(D("0.11"), "PEN", "uit_percent_per_hour"), uit=D(3950), hours=D(8))
    assert found.sum == "0.11 % × 3,950 × 8 h = 34.76"
    hour = per_officer_day(Rate(D("0.11"), "PEN", "uit_percent_per_hour"), uit=D(3950))
    assert hour.sum == "0.11 % × 3,950 = 4.35 / h"


@pytest.mark.parametrize(
    ("soles", "dollars", "rate", "exact", "verdict", "why"),
    [
        # the billion that was a million
        ("4000000", "1200000000", "3.33", False, "fails", "thousand_times"),
        ("4000000", "1200000000", "3.29", True, "fails", "thousand_times"),
        ("4000000", "1200000", "3.29", True, "holds", "by_the_rate"),
        ("4000000", "1200000", "3.33", False, "cannot_be_told", "plausible"),
        ("4000000", "1.2", "3.33", True, "fails", "million_times"),
        ("73500000", "18490566", "3.98", True, "holds", "by_the_rate"),
        ("4000000", "4000000", "3.33", True, "fails", "not_converted"),
        ("4000000", "300000", "3.33", True, "fails", "by_no_rate"),
        ("4000000", "1200000000", None, False, "cannot_be_told", "no_rate_known"),
    ],
)
def test_whether_two_sums_are_the_same_money(
    soles: str, dollars: str, rate: str | None, exact: bool, verdict: str, why: str
) -> None:
    found = converts(D(soles), D(dollars), D(rate) if rate else None, exact=exact)
    assert (found.verdict, found.why) == (verdict, why)


def test_the_conversion_is_written_out() -> None:
    found = converts(D(4_000_000), D(1_200_000_000), D("3.33"), exact=False)
    assert found.sum == "4,000,000 ÷ 3.33 = 1,201,201"
    assert found.factor is not None
    assert round(found.factor) == 999


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2018, (2017, D("3.33"))),
        (2021, (2021, D("3.98"))),
        (None, (2021, D("3.98"))),
        (2003, None),
        (2026, (2021, D("3.98"))),
    ],
)
def test_the_nearest_rate(year: int | None, expected: tuple[int, Decimal] | None) -> None:
    assert nearest_rate({2017: D("3.33"), 2021: D("3.98")}, year) == expected
    assert nearest_rate({}, year) is None


def test_nothing_is_no_conversion() -> None:
    with pytest.raises(ValueError, match="nothing"):
        converts(D(0), D(1), D(3), exact=True)


@settings(max_examples=80)
@given(
    st.decimals("0.01", "1e12", places=2),
    st.decimals("0.5", "10", places=2),
    st.decimals("0.91", "1.09", places=3),
)
def test_what_the_rate_gives_holds_and_nothing_far_from_it(soles: Decimal, rate: Decimal, off: Decimal) -> None:
    dollars = soles / rate * off
    assert converts(soles, dollars, rate, exact=True).verdict == Verdict.HOLDS
    assert converts(soles, dollars, rate, exact=False).verdict == Verdict.CANNOT_BE_TOLD
    assert converts(soles, dollars * 2 * NEAR, rate, exact=False).verdict == Verdict.FAILS
