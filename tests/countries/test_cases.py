"""The tables of `cases/`: lengths, shares, norms, numbers, ranks, units, each line with what a person reads in it."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from veedor import countries
from veedor.documents.tree import Page, Reading
from veedor.extraction import extract
from veedor.extraction.view import View

PERU = countries.get("pe")
CASES = Path(__file__).with_name("cases")


def rows(name):
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


def said(found):
    return "|".join(str(one.value) for one in found), ";".join(check for one in found for check in one.checks)


@pytest.mark.parametrize(("value", "checks", "line"), rows("durations.tsv"))
def test_lengths_of_time(value, checks, line):
    assert said(PERU.durations(View(line).text)) == (value, checks)


@pytest.mark.parametrize(("value", "checks", "line"), rows("norms.tsv"))
def test_norms_in_every_spelling_have_one_id(value, checks, line):
    assert said(PERU.norms(View(line).text)) == (value, checks)


@pytest.mark.parametrize(("value", "checks", "masked", "line"), rows("numbers.tsv"))
def test_tax_numbers_identity_numbers_and_accounts_are_told_apart(value, checks, masked, line):
    assert said(PERU.tax_ids(View(line).text)) == (value, checks)
    spans = PERU.private_spans(line)
    assert "|".join(f"{line[span.start : span.end]} {span.reason}" for span in spans) == masked


@pytest.mark.parametrize(("shares", "checks", "line"), rows("shares.tsv"))
def test_shares_of_the_tax_unit_and_of_pay(shares, checks, line):
    found = PERU.percentages(View(line).text)
    values = [f"{one.value.amount} {one.value.of} {one.value.per}" for one in found]
    assert ("|".join(values), ";".join(check for one in found for check in one.checks)) == (shares, checks)


@pytest.mark.parametrize(("rank", "line"), rows("ranks.tsv"))
def test_ranks_have_one_name(rank, line):
    assert PERU.rank(View(line).text) == rank


AGREEMENT = (
    "CONVENIO DE COOPERACIÓN ENTRE LA POLICÍA NACIONAL DEL PERÚ Y MINERA FICTICIA S.A.C.\n\nConste por el presente "
    "documento el convenio que celebran la Policía Nacional del Perú y MINERA FICTICIA S.A.C.\n\nPRIMERA: OBJETO.- La "
    "PNP prestará servicios.\n\nSEGUNDA: PERSONAL.- El servicio está a cargo de {}, con sede en la zona.\n"
)


@pytest.mark.parametrize(("units", "line"), rows("units.tsv"))
def test_police_units_are_found_under_the_names_they_bore(units, line):
    page = Page(1, 0, 0, "text", 1.0, AGREEMENT.format(line))
    findings = extract(Reading("paper.txt", "0" * 64, "text/plain", (page,), paged=False), PERU)
    assert "|".join(one.value["name"] for one in findings if one.field == "police_unit") == units


def test_a_finding_has_the_repaired_value_the_quote_as_read_and_says_so():
    text = (
        AGREEMENT.format("la PNP")
        .replace("y MINERA FICTICIA S.A.C.\n\nPRI", "y {}\n\nPRI")
        .format("MINERA FICTICIA S.A.C., con RUC N° 2O498390570.")
    )
    page = Page(1, 0, 0, "text", 1.0, text)
    findings = extract(Reading("paper.txt", "0" * 64, "text/plain", (page,), paged=False), PERU)
    (party,) = [one for one in findings if one.field == "party" and "ruc" in one.value]
    assert party.value["ruc"] == "20498390570"
    assert "2O498390570" in party.quote
    assert party.checks == ("ruc_check_digit:ok", "repaired:ok")


LIKES = {"0": "Oo", "1": "lI", "2": "Z", "5": "S", "6": "G", "8": "B"}


@settings(max_examples=80)
@given(st.sampled_from(["20137291313", "20498390570", "20114915026"]), st.data())
def test_one_letter_in_a_tax_number_is_repaired_to_what_was_printed_or_not_at_all(number, data):
    at = data.draw(st.sampled_from([i for i, digit in enumerate(number) if digit in LIKES]))
    damaged = number[:at] + data.draw(st.sampled_from(LIKES[number[at]])) + number[at + 1 :]
    found = PERU.tax_ids(View(f"RUC N° {damaged}").text)
    assert said(found) in {(number, "ruc_check_digit:ok;repaired:ok"), ("", "")}
    assert found or number[at] in "68"


@settings(max_examples=80)
@given(st.integers(1, 999), st.integers(1991, 2039), st.data())
def test_one_letter_in_a_norms_number_is_repaired_to_what_was_printed_or_not_at_all(number, year, data):
    printed = f"{number:03d}-{year}-IN"
    spots = [i for i, digit in enumerate(printed) if digit in LIKES]
    assume(spots)
    at = data.draw(st.sampled_from(spots))
    damaged = printed[:at] + data.draw(st.sampled_from(LIKES[printed[at]])) + printed[at + 1 :]
    found = PERU.norms(View(f"Decreto Supremo N° {damaged}").text)
    assert said(found) in {(f"DS {printed}", "repaired:ok"), ("", "")}


@given(
    st.integers(10**7, 10**8 - 1), st.sampled_from(["N°", "Nº", "N.º", "Nro.", "No", ":", "", "Nº:", "N° ", "NUMERO"])
)
def test_identity_numbers_are_masked_behind_any_sign_of_number(number, sign):
    text = f"identificado con DNI {sign} {number}, en adelante"
    assert [text[span.start : span.end] for span in PERU.private_spans(text)] == [str(number)]
