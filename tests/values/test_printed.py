"""Sums as newspapers print them."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.values.printed import printed_sums

COINS = {
    "s/": "PEN",
    "s/.": "PEN",
    "soles": "PEN",
    "nuevos soles": "PEN",
    "us$": "USD",
    "dolares": "USD",
    "dollars": "USD",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 million soles (US$1.2 billion)", [("4000000", "PEN"), ("1200000000", "USD")]),
        ("S/4 million", [("4000000", "PEN")]),
        ("1.2 billion dollars", [("1200000000", "USD")]),
        ("4 millones de soles (US$ 1,2 millones)", [("4000000", "PEN"), ("1200000", "USD")]),
        ("73 millones 500 mil soles", [("73500000", "PEN")]),
        ("S/.4 millones 678 mil", [("4678000", "PEN")]),
        ("US$ 18'490,566", [("18490566", "USD")]),
        ("US$18,490,566 o 18.490.566 dólares", [("18490566", "USD"), ("18490566", "USD")]),
        ("4 mil millones de soles", [("4000000000", "PEN")]),
        ("un billón de soles", [("1000000000000", "PEN")]),
        ("1.200 millones de dólares", [("1200000000", "USD")]),
        ("1.200 million dollars", [("1200000", "USD")]),
        ("S/ 73.5 millones", [("73500000", "PEN")]),
        ("S/ 1,234.56", [("1234.56", "PEN")]),
        ("a million dollars", [("1000000", "USD")]),
        ("110 nuevos soles", [("110", "PEN")]),
        ("S/100 diarios, unos US$30", [("100", "PEN"), ("30", "USD")]),
        ("US$30 mil", [("30000", "USD")]),
        ("4 millones de personas", []),
        ("billones de soles", []),
        ("en 2018, 4 congresistas", []),
        ("", []),
    ],
)
def test_what_is_printed(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(format(one.money.amount, "f"), one.money.currency) for one in printed_sums(text, COINS)] == expected


@settings(max_examples=60)
@given(st.integers(1, 10**9), st.sampled_from([("million", 6), ("mil", 3), ("billion", 9), ("mil millones", 9)]))
def test_a_whole_number_of_a_scale(number: int, scale: tuple[str, int]) -> None:
    (one,) = printed_sums(f"US${number} {scale[0]}", COINS)
    assert one.money.amount == Decimal(number).scaleb(scale[1])


@settings(max_examples=60)
@given(st.text(alphabet="0123456789.,' $smilonde/u()", max_size=80))
def test_nothing_is_ever_negative_or_out_of_order(text: str) -> None:
    found = printed_sums(text, COINS)
    assert all(one.money.amount >= 0 for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
