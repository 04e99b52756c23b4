"""Sums as newspapers print them."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.values.printed import equated, printed_sums

COINS = {
    "s/": "PEN",
    "s/.": "PEN",
    "soles": "PEN",
    "nuevos soles": "PEN",
    "us$": "USD",
    "dolares": "USD",
    "dollars": "USD",
    "peruvian soles": "PEN",
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
        ("more than 4 million Peruvian Soles", [("4000000", "PEN")]),
        ("cinco millones de soles", [("5000000", "PEN")]),
        ("cuarenta y cinco millones de dólares", [("45000000", "USD")]),
        ("forty-five million dollars", [("45000000", "USD")]),
        ("two hundred and fifty thousand dollars", [("250000", "USD")]),
        ("cuatro millones quinientos mil soles", [("4500000", "PEN")]),
        ("cien soles", [("100", "PEN")]),
        # three parts are more than is read; a part of a sum is no sum
        ("cuatro millones quinientos mil doscientos soles", []),
        # a year, and the a of the Spanish, before a sign are no amounts
        ("en 2015 US$ 1,2 millones", [("1200000", "USD")]),
        ("equivale a US$ 5", [("5", "USD")]),
        ("S/ 999999999999999 billones", []),
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


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("4 million soles (US$1.2 billion)", 1),
        ("US$1.2 million [4 million soles]", 1),
        ("4 millones de soles, unos 1,2 millones de dólares", 1),
        ("4 millones de soles o 1,2 millones de dólares", 1),
        ("S/ 4 millones, equivalente a US$ 1,2 millones", 1),
        ("S/ 4 millones ≈ US$ 1,2 millones", 1),
        ("4 million soles, or about US$1.2 million", 1),
        ("S/100 diarios, unos US$30", 1),
        ("4 millones de soles, más de 1,2 millones de dólares", 0),
        ("4 millones de soles y 3 millones de dólares", 0),
        ("4 millones de soles más unos 3 millones de dólares", 0),
        ("S/ 4 millones en 2015 (US$ 3 millones en 2020)", 0),
        ("4 million soles plus about 3 million dollars", 0),
        ("US$ 1 millón en 2015 y S/ 3 millones (US$ 1 millón)", 1),
        ("4 millones de soles (cuatro millones)", 0),
        ("S/ 4,000 (4 mil soles)", 0),
    ],
)
def test_what_a_text_equates(text: str, pairs: int) -> None:
    assert len(equated(text, COINS)) == pairs


@settings(max_examples=60)
@given(st.integers(1, 10**8), st.sampled_from([("million", 6), ("mil", 3), ("billion", 9), ("mil millones", 9)]))
def test_a_whole_number_of_a_scale(number: int, scale: tuple[str, int]) -> None:
    (one,) = printed_sums(f"US${number} {scale[0]}", COINS)
    assert one.money.amount == Decimal(number).scaleb(scale[1])


@settings(max_examples=60)
@given(st.text(alphabet="0123456789.,' $smilonde/u()", max_size=80))
def test_nothing_is_ever_negative_or_out_of_order(text: str) -> None:
    found = printed_sums(text, COINS)
    assert all(one.money.amount >= 0 for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
