"""What a rate is worth: soles per officer-day, dollars of the year, and whether two printed sums can be the same money.

Pure rules over numbers; which facts they rest on is for whoever asks. Every result carries its sum as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    """One promised rate, as the text states it."""

    amount: Decimal
    currency: str
    unit: str
    """A unit of the field `payment`."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Soles (or the rate's own coin) per officer and day, by which sum; or why that cannot be told."""

    amount: Decimal | None
    currency: str
    sum: str
    why: str
    """`stated`, `computed`, or what is missing: a code of docs/money.md."""


def per_officer_day(
    rate: Rate, *, uit: Decimal | None = None, hours: Decimal | None = None, pay: Decimal | None = None
) -> Worth:
    """What a rate is per officer and day.

    `uit` is the tax unit of the year in soles, `hours` how many hours a service day has, `pay` what an officer gets a
    day. What is not given is never assumed: a month has no fixed number of service days, an hour no fixed number a day.
    """
    if rate.unit == "officer_day":
        return Worth(rate.amount, rate.currency, f"{plain(rate.amount)}", "stated")
    if rate.unit == "officer_hour":
        if hours is None:
            return Worth(None, rate.currency, "", "hours_not_stated")
        return _product(rate.currency, rate.amount * hours, f"{plain(rate.amount)} × {plain(hours)} h")
    if rate.unit == "uit_percent_per_hour":
        if uit is None:
            return Worth(None, "PEN", "", "uit_not_confirmed")
        hour = rate.amount * uit / 100
        told = f"{plain(rate.amount)} % × {plain(uit)}"
        if hours is None:
            return Worth(None, "PEN", f"{told} = {plain(cents(hour))} / h", "hours_not_stated")
        return _product("PEN", hour * hours, f"{told} × {plain(hours)} h")
    if rate.unit == "percent_of_officer_pay":
        if pay is None:
            return Worth(None, rate.currency, "", "pay_not_known")
        return _product(rate.currency, rate.amount * pay / 100, f"{plain(rate.amount)} % × {plain(pay)}")
    return Worth(None, rate.currency, "", "no_rate_per_day")


def _product(currency: str, amount: Decimal, told: str) -> Worth:
    rounded = cents(amount)
    return Worth(rounded, currency, f"{told} = {plain(rounded)}", "computed")


def cents(amount: Decimal) -> Decimal:
    """Rounded to hundredths, halves up: as money is rounded in contracts."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(amount: Decimal) -> str:
    """`4,000,000`, `13.23`: digits with thousands, no zeros behind that say nothing."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---------------------------------------------------------------- two printed sums


class Verdict(StrEnum):
    """Whether two printed sums can be the same money."""

    HOLDS = "holds"
    FAILS = "fails"
    CANNOT_BE_TOLD = "cannot_be_told"


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came out of holding two sums against each other."""

    verdict: Verdict
    why: str
    """`by_the_rate`, `plausible`, `thousand_times`, `million_times`, `not_converted`, `by_no_rate`, `no_rate_known`."""
    sum: str
    implied: Decimal
    """How many of the first coin the two sums give for one of the second."""
    factor: Decimal | None
    """How many times too large the second sum is; None without a rate."""


SAME_YEAR = Decimal("0.10")
"""A rate of the very year moves within a year by less than this, and sums are printed rounded."""
NEAR = Decimal("1.5")
"""By so much may the rate of another year within `YEARS` lie beside that of the year itself."""
YEARS = 5
_SLIPS = {Decimal(1000): "thousand_times", Decimal(1_000_000): "million_times"}


def nearest_rate(rates: Mapping[int, Decimal], year: int | None) -> tuple[int, Decimal] | None:
    """The rate of that year, or of the nearest within `YEARS`; without a year the latest; None where there is none."""
    if not rates:
        return None
    if year is None:
        last = max(rates)
        return last, rates[last]
    found = min(rates, key=lambda one: (abs(one - year), one))
    return (found, rates[found]) if abs(found - year) <= YEARS else None


def converts(first: Decimal, second: Decimal, rate: Decimal | None, *, exact: bool) -> Conversion:
    """Whether `first` (soles) and `second` (dollars) are the same money at `rate` soles for a dollar.

    `exact` says that the rate is that of the time itself: then the two hold within `SAME_YEAR`. With a rate of another
    year nothing holds for certain; what lies beyond `NEAR` fails all the same, for no rate moved so far. A slip of a
    thousand or a million (million for billion), or soles printed as dollars, is named. `ValueError` for nought.
    """
    if first <= 0 or second <= 0:
        raise ValueError("sums of nothing are no conversion")
    implied = first / second
    if rate is None:
        return Conversion(Verdict.CANNOT_BE_TOLD, "no_rate_known", "", implied, None)
    should = first / rate
    factor = second / should
    told = f"{plain(first)} ÷ {plain(rate)} = {plain(should.quantize(Decimal(1)))}"
    if exact and abs(factor - 1) <= SAME_YEAR:
        return Conversion(Verdict.HOLDS, "by_the_rate", told, implied, factor)
    if not exact and 1 / NEAR <= factor <= NEAR:
        return Conversion(Verdict.CANNOT_BE_TOLD, "plausible", told, implied, factor)
    return Conversion(Verdict.FAILS, _slip(factor, rate), told, implied, factor)


def _slip(factor: Decimal, rate: Decimal) -> str:
    for size, name in _SLIPS.items():
        for ratio in (factor / size, factor * size):
            if 1 / NEAR <= ratio <= NEAR:
                return name
    # the same digits behind both coins
    return "not_converted" if abs(factor / rate - 1) <= SAME_YEAR else "by_no_rate"
