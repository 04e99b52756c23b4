"""A second, invented country: its papers, in another language and coin, are read by the same rules."""

import ast
import re
from pathlib import Path

import pytest

from tests.countries.ostran import COUNTRY as OSTRAN
from tests.extraction.conftest import reading_of
from veedor import countries
from veedor.extraction import extract
from veedor.extraction.check_value import check_value

HERE = Path(__file__).parent / "ostran"
SOURCE = Path(extract.__code__.co_filename).parent

POLICE = {"name": "OSTRAN CONSTABULARY", "role": "police", "ruc": "4829156"}
COMPANY = {"name": "QUARREL MINING LTD", "role": "company", "ruc": "5113022"}


def payment(amount, unit, rank):
    return {"amount": amount, "currency": "XOM", "unit": unit, "rank": rank, "payee": "officer"}


TITLE = "AGREEMENT NO. 7/2019 FOR THE PROTECTION OF MINING WORKS BETWEEN THE OSTRAN CONSTABULARY AND QUARREL MINING LTD"

EXPECTED = {
    "agreement": [
        ("doc_type", "agreement"),
        ("number", "7/2019"),
        ("title", TITLE),
        ("party", {**POLICE, "alias": "THE CONSTABULARY"}),
        ("signatory", {"name": "Edwin Marsh", "office": "Chief Constable"}),
        ("party", COMPANY),
        ("signatory", {"name": "Ada Thorne", "office": "Managing Director"}),
        ("legal_basis", "Act 12/1998"),
        ("approved_by", "Order 31/2019"),
        ("place", {"district": "Low Fell", "province": "Harrowmoor", "region": "Nether Ostran"}),
        ("payment", payment("45.00", "officer_day", "constable")),
        ("payment", payment("62.50", "officer_day", "sergeant")),
        ("term", "P2Y"),
        ("starts_on", "2019-04-01"),
        ("ends_on", "2021-03-31"),
        ("confidentiality", True),
        ("signed_on", "2019-03-14"),
    ],
    "amendment": [
        ("amends", {"of": "AGREEMENT NO. 7/2019", "ordinal": 2}),
        ("doc_type", "amendment"),
        ("title", "SECOND AMENDMENT TO AGREEMENT NO. 7/2019"),
        ("party", POLICE),
        ("party", COMPANY),
        ("payment", payment("1250.00", "officer_month", "constable")),
        ("officers", {"count": 12, "rank": "constable"}),
        ("ends_on", "2022-09-30"),
        ("termination_notice", "P2M"),
        ("signed_on", "2021-03-02"),
    ],
}


def findings_of(name):
    return extract(reading_of((HERE / f"{name}.txt").read_text(encoding="utf-8")), OSTRAN)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_paper_of_another_country_gives_exactly_its_facts(name):
    found = findings_of(name)
    assert [(f.field, f.value) for f in found] == EXPECTED[name]
    assert {f.about for f in found} == {"this"}


@pytest.mark.parametrize("name", EXPECTED)
def test_values_in_its_own_coin_are_good_values(name):
    for finding in findings_of(name):
        check_value(finding.field, finding.value)


def test_checks_bear_the_names_that_the_country_gives():
    checks = {check for f in findings_of("agreement") for check in f.checks}
    assert checks == {"firm_number:ok", "term_matches_dates:ok"}


def test_private_numbers_of_the_country_stay_out_of_values():
    text = (HERE / "agreement.txt").read_text(encoding="utf-8").replace("Mr Edwin Marsh", "Mr Edwin Marsh AB123456")
    assert "AB123456" not in str([f.value for f in extract(reading_of(text), OSTRAN)])


# ---------------------------------------------------------------- how a country is found


def test_countries_of_other_packages_are_found_by_their_entry_points(tmp_path, monkeypatch):
    declared = tmp_path / "ostran-1.0.dist-info"
    declared.mkdir()
    (declared / "METADATA").write_text("Metadata-Version: 2.1\nName: ostran\nVersion: 1.0\n")
    (declared / "entry_points.txt").write_text("[veedor.countries]\nxo = tests.countries.ostran:COUNTRY\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    countries.get.cache_clear()
    assert countries.get("xo") is OSTRAN
    assert countries.installed() == ["pe", "xo"]
    countries.get.cache_clear()


@pytest.mark.parametrize("code", ["xo", "XO", "peru", "", "../pe", "é1"])
def test_a_country_that_is_not_there(code):
    with pytest.raises(LookupError):
        countries.get(code)


# ---------------------------------------------------------------- what a country's files may hold


def asked_for():
    """The names of phrases and patterns that the rules ask for, and the groups of which they ask for every name."""
    names, groups = set(), set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                groups.add(node.values[0].value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
    choices = {name for name in names if re.fullmatch(r"[a-z]+", name)}
    return names, {group for group in groups if re.fullmatch(r"[a-z_]+\.[a-z_]*", group)}, choices


@pytest.mark.parametrize("country", [countries.get("pe"), OSTRAN], ids=lambda country: country.code)
def test_a_country_gives_no_words_that_no_rule_asks_for(country):
    names, groups, choices = asked_for()
    unused = {
        name
        for name in country.lexicon.all_names()
        if name not in names
        and not any(name.startswith(group) for group in groups)
        and name.split(".")[0] not in choices & {"area", "records"}
    }
    assert unused == set()


def test_peru_has_all_words_that_the_rules_ask_for():
    names, groups, _ = asked_for()
    known = countries.get("pe").lexicon.all_names()
    kinds = {name.split(".")[0] for name in known}
    names -= groups
    asked = {name for name in names if re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", name) and name.split(".")[0] in kinds}
    assert asked - known == set()
    assert {group for group in groups if not any(name.startswith(group) for name in known)} == set()


def test_words_that_a_country_leaves_out_are_never_found():
    assert not OSTRAN.lexicon.has("intelligence.says", "intelligence")
    assert OSTRAN.lexicon.pattern("units.name").search("Unit 4") is None
