"""What a rate is worth, and whether two printed sums are the same money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.register.worth import (
    NEAR,
    Band,
    Rate,
    Verdict,
    converts,
    nearest_rate,
    per_officer_day,
    spread,
    to_dollars,
    to_soles,
)

D = Decimal


def band(low: str, high: str = "") -> Band:
    """Soles for a dollar, from text."""
    return Band(D(low), D(high or low))


@pytest.mark.parametrize(
    ("rate", "given", "amount", "why"),
    [
        (Rate(D("110"), "PEN", "officer_day"), {}, "110", "stated"),
        (Rate(D("30"), "USD", "officer_day"), {}, "30", "stated"),
        (Rate(D("13.23"), "PEN", "officer_hour"), {"hours": D(8)}, "105.84", "computed"),
        (Rate(D("13.23"), "PEN", "officer_hour"), {}, None, "hours_not_stated"),
        (Rate(D("0.11"), "PEN", "uit_percent_per_hour"), {"uit": D(3950), "hours": D(8)}, "34.76", "computed"),
        (Rate(D("0.11"), "PEN", "uit_percent_per_hour"), {"uit": D(3950)}, None, "hours_not_stated"),
        (Rate(D("0.11"), "PEN", "uit_percent_per_hour"), {"hours": D(8), "year": 2016}, None, "uit_not_confirmed"),
        (Rate(D("0.11"), "PEN", "uit_percent_per_hour"), {"hours": D(8)}, None, "year_not_known"),
        (Rate(D("20"), "PEN", "percent_of_officer_pay"), {"pay": D(110)}, "22.00", "computed"),
        (Rate(D("20"), "PEN", "percent_of_officer_pay"), {}, None, "pay_not_known"),
        (Rate(D("1500"), "PEN", "officer_month"), {"hours": D(8)}, None, "no_rate_per_day"),
        (Rate(D("3500000"), "PEN", "total"), {}, None, "no_rate_per_day"),
        # halves go up
        (Rate(D("0.105"), "PEN", "officer_hour"), {"hours": D(1)}, "0.11", "computed"),
    ],
)
def test_soles_per_officer_and_day(rate: Rate, given: dict[str, Any], amount: str | None, why: str) -> None:
    found = per_officer_day(rate, **given)
    assert (found.amount, found.why) == (None if amount is None else D(amount), why)


def test_the_sum_is_written_out() -> None:
    found = per_officer_day(Rate(D("0.11"), "PEN", "uit_percent_per_hour"), uit=D(3950), hours=D(8))
    assert found.sum == "0.11 % × 3,950 × 8 h = 34.76"
    hour = per_officer_day(Rate(D("0.11"), "PEN", "uit_percent_per_hour"), uit=D(3950))
    assert hour.sum == "0.11 % × 3,950 = 4.35 / h"


@pytest.mark.parametrize(
    ("officers", "days", "amount", "why", "told"),
    [
        # the two years of an extension, twenty officers
        (20, 730, "239.73", "spread", "3,500,000 ÷ (20 × 730 d) = 239.73"),
        (None, 730, None, "officers_not_known", ""),
        (20, None, None, "days_not_known", ""),
    ],
)
def test_a_sum_for_a_whole_time(
    officers: int | None, days: int | None, amount: str | None, why: str, told: str
) -> None:
    found = spread(Rate(D(3_500_000), "PEN", "total"), officers=officers, days=days)
    assert (found.amount, found.why, found.sum) == (None if amount is None else D(amount), why, told)


@pytest.mark.parametrize(
    ("soles", "dollars", "rate", "exact", "verdict", "why"),
    [
        # the billion that was a million
        ("4000000", "1200000000", "3.33", False, "fails", "thousand_times"),
        ("4000000", "1200000000", "3.24 3.37", True, "fails", "thousand_times"),
        ("4000000", "1200000000", "2.25 3.98", False, "fails", "thousand_times"),
        ("4000000", "1200000", "3.24 3.37", True, "holds", "by_the_rate"),
        ("4000000", "1200000", "3.33", False, "cannot_be_told", "plausible"),
        ("4000000", "1.2", "3.33", True, "fails", "million_times"),
        ("73500000", "18490566", "3.98", True, "holds", "by_the_rate"),
        ("73500000", "18490566", "3.715 3.938", True, "holds", "by_the_rate"),
        ("4000000", "4000000", "3.33", True, "fails", "not_converted"),
        ("4000000", "13200000", "3.24 3.37", True, "fails", "multiplied"),
        ("4000000", "300000", "3.33", True, "fails", "by_no_rate"),
        # one digit says little, seven say much
        ("4000000", "1000000", "3.24 3.37", True, "cannot_be_told", "within_rounding"),
        ("4000001", "1000001", "3.24 3.37", True, "fails", "by_no_rate"),
        ("4000000", "1200000000", "", False, "cannot_be_told", "no_rate_known"),
    ],
)
def test_whether_two_sums_are_the_same_money(
    soles: str, dollars: str, rate: str, exact: bool, verdict: str, why: str
) -> None:
    found = converts(D(soles), D(dollars), band(*rate.split()) if rate else None, exact=exact)
    assert (found.verdict, found.why) == (verdict, why)


def test_the_conversion_is_written_out() -> None:
    found = converts(D(4_000_000), D(1_200_000_000), band("3.33"), exact=False)
    assert found.sum == "4,000,000 ÷ 3.33 = 1,201,201"
    assert found.factor is not None
    assert round(found.factor) == 999
    of_a_year = converts(D(4_000_000), D(1_200_000_000), band("3.24", "3.37"), exact=True)
    assert of_a_year.sum == "4,000,000 ÷ 3.24–3.37 = 1,186,944–1,234,568"
    assert converts(D(100), D(30), band("3.3"), exact=True).sum == "100 ÷ 3.3 = 30.3"


def test_in_the_other_coin() -> None:
    assert to_dollars(D(110), band("3.4")).sum == "110 ÷ 3.4 = 32.35"
    assert to_dollars(D(110), band("3.24", "3.37")).sum == "110 ÷ 3.24–3.37 = 32.64–33.95"
    assert to_soles(D(30), band("3.24", "3.37")).sum == "30 × 3.24–3.37 = 97.2–101.1"


RATES = {2017: band("3.24", "3.33"), 2018: band("3.24", "3.37"), 2021: band("3.72", "3.98")}


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ((2018,), ((2018,), band("3.24", "3.37"))),
        ((2017, 2018, 2019), ((2017, 2018), band("3.24", "3.37"))),
        ((2015,), ((2017,), band("3.24", "3.33"))),
        ((2020,), ((2021,), band("3.72", "3.98"))),
        ((2019, 2020), ((2018,), band("3.24", "3.37"))),
        ((), ((2017, 2018, 2021), band("3.24", "3.98"))),
        ((2003,), None),
        ((2026,), ((2021,), band("3.72", "3.98"))),
        ((2027,), None),
    ],
)
def test_the_nearest_rate(years: tuple[int, ...], expected: tuple[tuple[int, ...], Band] | None) -> None:
    assert nearest_rate(RATES, years) == expected
    assert nearest_rate({}, years) is None


def test_what_is_no_conversion() -> None:
    with pytest.raises(ValueError, match="nothing"):
        converts(D(0), D(1), band("3"), exact=True)
    for wrong in (("0", "3"), ("4", "3")):
        with pytest.raises(ValueError, match="no rates"):
            band(*wrong)


_SOLES = st.decimals("0.01", "1e12", places=2)
_RATES = st.lists(st.decimals("0.5", "10", places=3), min_size=1, max_size=4)


@settings(max_examples=60)
@given(_SOLES, _RATES, st.integers(0, 3), st.decimals("0.91", "1.09", places=3))
def test_what_a_rate_of_the_year_gives_holds_and_nothing_far_from_it(
    soles: Decimal, rates: list[Decimal], which: int, off: Decimal
) -> None:
    known = Band.of(rates)
    assert known is not None
    dollars = soles / rates[which % len(rates)] * off
    assert converts(soles, dollars, known, exact=True).verdict == Verdict.HOLDS
    assert converts(soles, dollars, known, exact=False).verdict == Verdict.CANNOT_BE_TOLD
    assert converts(soles, soles / known.low * 10 * NEAR, known, exact=False).verdict == Verdict.FAILS


@settings(max_examples=80)
@given(_SOLES, _RATES, st.integers(0, 3), st.integers(1, 4), st.booleans())
def test_what_was_true_before_it_was_rounded_does_not_fail(
    soles: Decimal, rates: list[Decimal], which: int, digits: int, exact: bool
) -> None:
    def rounded(amount: Decimal) -> Decimal:
        return Decimal(f"{amount:.{digits - 1}e}")

    known = Band.of(rates)
    dollars = soles / rates[which % len(rates)]
    assert converts(rounded(soles), rounded(dollars), known, exact=exact).verdict != Verdict.FAILS


@settings(max_examples=60)
@given(_SOLES, _RATES, st.randoms())
def test_no_amount_is_negative_and_no_order_of_rates_matters(soles: Decimal, rates: list[Decimal], chance: Any) -> None:
    shuffled = sorted(rates, key=lambda _: chance.random())
    known = Band.of(rates)
    assert known is not None
    assert Band.of(shuffled) == known
    for turned in (to_dollars(soles, known), to_soles(soles, known)):
        assert 0 <= turned.low <= turned.high
    # there and back again no coin is lost but by rounding
    back = to_soles(to_dollars(soles, Band(known.low, known.low)).low, Band(known.low, known.low)).low
    assert abs(back - soles) <= known.low


@settings(max_examples=60)
@given(
    st.decimals("0", "1e6", places=2),
    st.sampled_from(["officer_day", "officer_hour", "uit_percent_per_hour", "percent_of_officer_pay"]),
    st.decimals("0.01", "1e5", places=2),
)
def test_no_rate_is_worth_less_than_nothing(amount: Decimal, unit: str, given_: Decimal) -> None:
    found = per_officer_day(Rate(amount, "PEN", unit), year=2016, uit=given_, hours=D(8), pay=given_)
    assert found.amount is not None
    assert found.amount >= 0
