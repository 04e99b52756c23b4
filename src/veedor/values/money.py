"""Amounts of money, exact and with their currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in an ISO 4217 currency (`PEN`, `USD`). `ValueError` for a negative or infinite amount."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount < 0:
            raise ValueError(f"not an amount of money: {self.amount}")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"not a currency code: {self.currency!r}")

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,.2f}"


def decimal_string(amount: Decimal) -> str:
    """The amount as findings write it: plain digits, at least as many decimals as printed, never an exponent."""
    return format(amount, "f")
