"""Amounts of money and shares, as Peruvian papers write them and scanners read them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from num2words import num2words

from veedor import countries
from veedor.extraction.view import View

PERU = countries.get("pe")
OK, NO = ("words_match_digits:ok",), ("words_match_digits:no",)

AMOUNTS = [
    ("S/ 120,895.00", "PEN 120,895.00", ()),
    ("S/. 56 805 229.00", "PEN 56,805,229.00", ()),
    ("S/ 6´018, 580.80", "PEN 6,018,580.80", ()),
    ("S/ 5’171,901.60", "PEN 5,171,901.60", ()),
    ("S/. 1'200,000", "PEN 1,200,000.00", ()),
    ("$/11,116,119.50", "PEN 11,116,119.50", ()),
    ("SI. 178,213,893.31", "PEN 178,213,893.31", ()),
    ("S/.48 diarios", "PEN 48.00", ()),
    ("S/. .50 por hora", "PEN 0.50", ()),
    ("S/ 35.- diarios", "PEN 35.00", ()),
    ("S/.4 millones 678 mil", "PEN 4,678,000.00", ()),
    ("2,5 millones de soles", "PEN 2,500,000.00", ()),
    ("3 MM de dólares", "USD 3,000,000.00", ()),
    ("US $18'490,566", "USD 18,490,566.00", ()),
    ("U.S. $ 5,000", "USD 5,000.00", ()),
    ("USD 5,000", "USD 5,000.00", ()),
    ("5,000.00 dólares americanos", "USD 5,000.00", ()),
    ("13.23 soles por hora", "PEN 13.23", ()),
    ("110 nuevos soles", "PEN 110.00", ()),
    ("S/. 12.500,00", "PEN 12,500.00", ()),
    ("S/. 1.200.000,00", "PEN 1,200,000.00", ()),
    ("S/ 120 con 50/100", "PEN 120.50", ()),
    # a space never joins anything to what has decimals already: these are cells of a table
    ("S/ 18.50 455,520", "PEN 18.50", ()),
    ("S/ 110.00 120 000", "PEN 110.00", ()),
    ("S/ 455 520 18.50", "PEN 455,520.00", ()),
    # words alone
    ("treinta y cinco nuevos soles", "PEN 35.00", ()),
    ("ciento diez y 00/100 soles", "PEN 110.00", ()),
    ("dos millones quinientos mil con 50/100 soles", "PEN 2,500,000.50", ()),
    ("dos millones de soles", "PEN 2,000,000.00", ()),
    ("ciento veinte soles con cincuenta céntimos", "PEN 120.50", ()),
    ("120 soles con 50 céntimos", "PEN 120.50", ()),
    # said twice
    ("S/. 110.00 (ciento diez y 00/100 nuevos soles)", "PEN 110.00", OK),
    ("S/ 100.00 (Son: Cien y 00/100 soles)", "PEN 100.00", OK),
    ("S/ 100.00 Cien y 00/100 Soles", "PEN 100.00", OK),
    ("US$5,000.00 (cinco mil y 00/100 dólares de los Estados Unidos de América)", "USD 5,000.00", OK),
    ("doscientos mil y 00/100 dólares americanos (US$ 200,000.00)", "USD 200,000.00", OK),
    ("treinta y cinco y 50/100 nuevos soles (S/ 35.50)", "PEN 35.50", OK),
    ("ciento cuarenta (140) soles", "PEN 140.00", OK),
    ("ciento cuarenta y 00/100 (140.00) soles", "PEN 140.00", OK),
    ("140.00 (ciento cuarenta) soles", "PEN 140.00", OK),
    ("S/ 1,500.00 (mil seiscientos y 00/100 soles)", "PEN 1,500.00", NO),
    ("treinta y seis soles (S/ 35.00)", "PEN 35.00", NO),
    (
        "S/ 8,150.625.00 (Ocho Millones Ciento Cincuenta Mil Seiscientos Veinticinco con 00/100 Soles)",
        "PEN 8,150,625.00",
        (*OK, "separators:no"),
    ),
    (
        "8,150,625.00 (Ocho Millones Ciento Cincuenta Mil Seiscientos Veinticinco con 00/100 Soles)",
        "PEN 8,150,625.00",
        OK,
    ),
    # a letter that a scanner put for a digit
    # a stroke that a scanner read as a point or a hyphen
    ("S-. 11.50 (once y 50.100 nuevos soles)", "PEN 11.50", OK),
    ("once y 50.100 nuevos soles", "PEN 11.50", ()),
    ("cuenta con 50.100 soles", "PEN 50,100.00", ()),
    ("S-. 90.00 diarios", "PEN 90.00", ()),
    ("S/ 1O0.00", "PEN 100.00", ("repaired:ok",)),
    ("S/ l10.00", "PEN 110.00", ("repaired:ok",)),
    ("S/. 11O.OO", "PEN 110.00", ("repaired:ok",)),
    ("S/ 12,00O.00 (doce mil y 00/100 soles)", "PEN 12,000.00", (*OK, "repaired:ok")),
]


@pytest.mark.parametrize(("text", "amount", "checks"), AMOUNTS)
def test_amounts(text, amount, checks):
    (found,) = PERU.amounts(View(text).text)
    assert (str(found.value), found.checks) == (amount, checks)


@pytest.mark.parametrize(
    "text",
    [
        "Cinco por mil (5/1000) del monto",
        "los recursos",
        "cuenta 1504",
        "Bus 12",
        "S/ ______ soles",
        "15,000 soles oro",
        "quince mil soles de oro",
        "15,000 intis",
        "€ 500.00",
        "numeral 4.1 (Soles y dólares)",
        "S/ .48",
        "S/ OlO.OO",
    ],
)
def test_no_money(text):
    assert PERU.amounts(View(text).text) == []


def test_words_torn_by_a_scan_are_no_amount_of_their_own():
    torn = "S/ 178,213.31 (CIENTO SETENTA Y OCHO MIL ¿0e $ DOSCIENTOS TRECE CON 31/100 SOLES), que incluye"
    assert [str(found.value.amount) for found in PERU.amounts(View(torn).text)] == ["178213.31"]
    apart = "S/ 100.00 (el primer pago) y luego doscientos soles (segundo), o S/ 5.00 (cinco soles) y tres soles)"
    assert [str(found.value.amount) for found in PERU.amounts(View(apart).text)] == ["100.00", "200", "5.00", "3"]


def test_a_range_and_a_table_are_several_amounts():
    text = View("S/ 10 000 a S/ 15 000; de veinte mil soles a treinta mil soles; S/ 12.00 110.00 S/ 1,320.00").text
    assert [str(found.value.amount) for found in PERU.amounts(text)] == [
        "10000",
        "15000",
        "20000",
        "30000",
        "12.00",
        "1320.00",
    ]


@settings(max_examples=40)
@given(st.integers(1, 999_999_999), st.integers(0, 99), st.integers(0, 3))
@example(1000, 0, 3)
def test_every_amount_agrees_with_its_words(whole, cents, form):
    words = num2words(whole, lang="es")
    text = (
        f"S/ {whole:,}.{cents:02d} ({words} con {cents:02d}/100 soles)",
        f"{words} y {cents:02d}/100 nuevos soles (S/. {whole:,}.{cents:02d})",
        f"{words} y {cents:02d}/100 ({whole:,}.{cents:02d}) soles",
        f"S/ {whole:,}.{cents:02d} {words} con {cents:02d}/100 soles",
    )[form]
    (found,) = PERU.amounts(View(text).text)
    assert (found.value.amount, found.checks) == (Decimal(whole) + Decimal(cents) / 100, OK)


@settings(max_examples=60)
@given(st.text(alphabet="s/.us$ 0123456789,'olidenmy()%", max_size=120))
def test_amounts_and_shares_lie_in_the_text_in_order(text):
    for found in (PERU.amounts(text), PERU.percentages(text)):
        assert all(0 <= one.start < one.end <= len(text) for one in found)
        assert all(a.end <= b.start for a, b in pairwise(found))


SHARES = [
    ("0.11% de la UIT por hora", "0.11", "reference_unit", "hour", ()),
    ("0,11 % de la Unidad Impositiva Tributaria (UIT) por cada hora", "0.11", "reference_unit", "hour", ()),
    ("(0.11%) de la UIT vigente por hora-hombre", "0.11", "reference_unit", "hour", ()),
    ("5% de la UIT", "5", "reference_unit", "", ()),
    ("0.11%de la UIT", "0.11", "reference_unit", "", ()),
    ("0.11 % UIT por hora", "0.11", "reference_unit", "hour", ()),
    ("el 20% del monto total abonado al personal policial", "20", "pay", "", ()),
    ("100% de la remuneración de los efectivos", "100", "pay", "", ()),
    ("un diez por ciento calculado sobre el total de lo entregado a los servidores policiales", "10", "pay", "", ()),
    ("diez por ciento de la UIT", "10", "reference_unit", "", ()),
    ("medio por ciento de la UIT", "0.5", "reference_unit", "", ()),
    ("cero punto once por ciento de la UIT", "0.11", "reference_unit", "", ()),
    ("cero punto cero once por ciento de la UIT", "0.011", "reference_unit", "", ()),
    ("cero coma once por ciento (0,11%) de la UIT", "0.11", "reference_unit", "", OK),
    ("0.11% (cero punto once por ciento) de la UIT vigente por hora", "0.11", "reference_unit", "hour", OK),
    ("veinte por ciento (20%) del monto abonado al personal policial", "20", "pay", "", OK),
    ("veinte por ciento (25%) del monto abonado al personal policial", "25", "pay", "", NO),
]


@pytest.mark.parametrize(("text", "amount", "of", "per", "checks"), SHARES)
def test_percentages(text, amount, of, per, checks):
    (found,) = PERU.percentages(View(text).text)
    assert (str(found.value.amount), found.value.of, found.value.per, found.checks) == (amount, of, per, checks)


@pytest.mark.parametrize("text", ["150% de la UIT", "el 20% de los vehículos", "por ciento de la UIT", "2 UIT"])
def test_no_percentages(text):
    assert PERU.percentages(View(text).text) == []
