"""What a rate is worth: soles per officer-day, dollars of the year, and whether two printed sums can be the same money.

Pure rules over numbers; which facts they rest on is for whoever asks. Every result carries its sum as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    rate: Rate,
    *,
    year: int | None = None,
    uit: Decimal | None = None,
    hours: Decimal | None = None,
    pay: Decimal | None = None,
) -> Worth:
    """What a rate is per officer and day.

    `uit` is the tax unit of the `year` in soles, `hours` how many hours a service day has, `pay` what an officer gets a
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
            return Worth(None, "PEN", "", "uit_not_confirmed" if year else "year_not_known")
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


def spread(total: Rate, *, officers: int | None, days: int | None) -> Worth:
    """What a sum for a whole time is per officer and day, were all officers to serve on all of its days."""
    if officers is None:
        return Worth(None, total.currency, "", "officers_not_known")
    if days is None:
        return Worth(None, total.currency, "", "days_not_known")
    rounded = cents(total.amount / (officers * days))
    told = f"{plain(total.amount)} ÷ ({officers} × {days} d) = {plain(rounded)}"
    return Worth(rounded, total.currency, told, "spread")


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


# ---------------------------------------------------------------- soles and dollars


@dataclass(frozen=True, slots=True)
class Band:
    """Soles for a dollar: the lowest and the highest rate known of a time. `ValueError` where one is not above nought.

    Of most years a few days are known and no average: what lies between the lowest and the highest was so some day.
    """

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high:
            raise ValueError(f"no rates of exchange: {self.low} to {self.high}")

    @classmethod
    def of(cls, rates: Iterable[Decimal]) -> Band | None:
        """That of some rates, whatever their order; None where there are none."""
        known = sorted(rates)
        return cls(known[0], known[-1]) if known else None

    def __str__(self) -> str:
        return _between(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An amount in the other coin: lowest and highest, with the sum."""

    low: Decimal
    high: Decimal
    currency: str
    sum: str


def to_dollars(soles: Decimal, band: Band) -> Exchanged:
    """Soles in dollars, rounded to hundredths."""
    low, high = cents(soles / band.high), cents(soles / band.low)
    return Exchanged(low, high, "USD", f"{plain(soles)} ÷ {band} = {_between(low, high)}")


def to_soles(dollars: Decimal, band: Band) -> Exchanged:
    """Dollars in soles, rounded to hundredths."""
    low, high = cents(dollars * band.low), cents(dollars * band.high)
    return Exchanged(low, high, "PEN", f"{plain(dollars)} × {band} = {_between(low, high)}")


def _between(low: Decimal, high: Decimal) -> str:
    return plain(low) if low == high else f"{plain(low)}–{plain(high)}"


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
    """`by_the_rate`, `plausible`, `within_rounding`, `thousand_times`, `million_times`, `multiplied`, `not_converted`,
    `by_no_rate`, `no_rate_known`."""
    sum: str
    implied: Decimal
    """How many of the first coin the two sums give for one of the second."""
    factor: Decimal | None
    """How many times too large the second sum is, by the rate that suits it best; None without a rate."""


SAME_YEAR = Decimal("0.10")
"""A rate of the very time strays from those known of it by less than this, and sums are printed rounded."""
NEAR = Decimal("1.5")
"""By so much may the rate of another year within `YEARS` lie beside that of the year itself."""
YEARS = 5
_SLIPS = {Decimal(1000): "thousand_times", Decimal(1_000_000): "million_times"}


def nearest_rate(rates: Mapping[int, Band], years: Iterable[int]) -> tuple[tuple[int, ...], Band] | None:
    """The rates of those years, else of the nearest year within `YEARS` of them; without years all that are known.

    With the years that they are of. None where there is none.
    """
    wanted = sorted(set(years))
    chosen = [year for year in wanted if year in rates] if wanted else sorted(rates)
    if not chosen and rates:
        first, last = wanted[0], wanted[-1]
        found = min(rates, key=lambda one: (max(first - one, one - last), one))
        chosen = [found] if max(first - found, found - last) <= YEARS else []
    band = Band.of(rate for year in chosen for rate in (rates[year].low, rates[year].high))
    return (tuple(chosen), band) if band else None


def converts(first: Decimal, second: Decimal, band: Band | None, *, exact: bool) -> Conversion:
    """Whether `first` (soles) and `second` (dollars) are the same money at soles for a dollar as in `band`.

    `exact` says that the rates are those of the time itself: then the two hold within `SAME_YEAR`. With rates of
    another time nothing holds for certain; what lies beyond `NEAR` fails all the same, for no rate moved so far. Sums
    are printed rounded: what could have been true before it was rounded does not fail. A slip of a thousand or a
    million (million for billion), a sum multiplied where it had to be divided, or soles printed as dollars, is named.
    `ValueError` for nought.
    """
    if first <= 0 or second <= 0:
        raise ValueError("sums of nothing are no conversion")
    implied = first / second
    if band is None:
        return Conversion(Verdict.CANNOT_BE_TOLD, "no_rate_known", "", implied, None)
    low, high = first / band.high, first / band.low
    told = f"{plain(first)} ÷ {band} = {_between(_whole(low), _whole(high))}"
    factor = second / min(max(second, low), high)
    if exact and abs(factor - 1) <= SAME_YEAR:
        return Conversion(Verdict.HOLDS, "by_the_rate", told, implied, factor)
    if not exact and 1 / NEAR <= factor <= NEAR:
        return Conversion(Verdict.CANNOT_BE_TOLD, "plausible", told, implied, factor)
    least = factor * (1 - rounding(second)) / (1 + rounding(first))
    most = factor * (1 + rounding(second)) / (1 - rounding(first))
    reach = 1 + SAME_YEAR if exact else NEAR
    if least <= reach and most >= 1 / reach:
        return Conversion(Verdict.CANNOT_BE_TOLD, "within_rounding", told, implied, factor)
    return Conversion(Verdict.FAILS, _slip(first, second, factor, band), told, implied, factor)


def rounding(printed: Decimal) -> Decimal:
    """By which part of itself a printed sum can be wrong: half of its last digit that is not nought.

    `4 million` may have been 3.5 or 4.5, an eighth less or more; `18,490,566` is exact.
    """
    _, digits, _ = printed.normalize().as_tuple()
    return Decimal("0.5") / Decimal("".join(map(str, digits)))


def _whole(amount: Decimal) -> Decimal:
    """To whole coins; small sums keep their hundredths."""
    return amount.to_integral_value(ROUND_HALF_UP) if amount >= 100 else cents(amount)


def _slip(first: Decimal, second: Decimal, factor: Decimal, band: Band) -> str:
    for size, name in _SLIPS.items():
        for ratio in (factor / size, factor * size):
            if 1 / NEAR <= ratio <= NEAR:
                return name
    if abs(second / first - 1) <= SAME_YEAR:
        # the same digits behind both coins
        return "not_converted"
    product = second / min(max(second, first * band.low), first * band.high)
    return "multiplied" if abs(product - 1) <= SAME_YEAR else "by_no_rate"
