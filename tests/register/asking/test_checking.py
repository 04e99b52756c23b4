"""Checks by the law of the day: each test's cases, what a disputed rule may say, norms cited out of their time."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from veedor.register.asking.checking import checks, in_its_time
from veedor.register.asking.knowledge import Evidence, Fact, Knowledge
from veedor.register.asking.things import find
from veedor.register.checks import TESTS, Paper
from veedor.values.spans import Window
from veedor.web.reasons import OUTCOMES, VERDICTS

ROOT = Path(__file__).resolve().parents[3]
FACT = Fact("u", "x", "", None, "", "", "", "", False, "", Evidence(""))
SUMS = {
    "currency": "USD",
    "death": "20000",
    "permanent_disability": "20000",
    "serious_injury": "12000",
    "minor_injury": "5000",
}
FORCE = {"force_norm": "DL 1186", "army_norm": "DL 1095"}


def paper(
    *, held: bool = True, signed: str = "2019-05-10", measures: dict[str, str] | None = None, **facts: Any
) -> Paper:
    """A paper that says this: each keyword a field with a list of values."""
    told = {name: [replace(FACT, field=name, value=value) for value in values] for name, values in facts.items()}
    published = {"RM 500-2019-IN": Window.of("2019-04-30"), "RM 700-2019-IN": Window.of("2019-05-11")}
    return Paper(told, held, Window.of(signed) if signed else None, measures or {}, published)


def insured(*rows: tuple[str, str], currency: str = "USD") -> list[dict[str, str]]:
    """Sums by event."""
    return [{"event": event, "amount": amount, "currency": currency} for event, amount in rows]


def pay(payee: str, amount: str = "13.23", unit: str = "officer_hour", currency: str = "PEN") -> dict[str, str]:
    """A payment."""
    return {"payee": payee, "amount": amount, "unit": unit, "currency": currency}


ALL = insured(("death_or_disability", "20000"), ("serious_injury", "12000"), ("minor_injury", "5000"))
CASES: list[tuple[str, Paper, str, str]] = [
    (
        "counterparty_is_an_institution",
        paper(party=[{"name": "PNP", "role": "police"}]),
        "holds",
        "institution_is_party",
    ),
    (
        "counterparty_is_an_institution",
        paper(party=[{"name": "MININTER", "role": "ministry"}]),
        "holds",
        "institution_is_party",
    ),
    (
        "counterparty_is_an_institution",
        paper(party=[{"name": "X", "role": "company"}]),
        "cannot_be_told",
        "no_party_known",
    ),
    ("own_time", paper(modality=["vacaciones", "franco"]), "holds", "own_time_named"),
    ("own_time", paper(), "cannot_be_told", "modality_not_known"),
    ("public_order_reason", paper(exception_reason=["no hay seguridad"]), "question", "reason_to_be_weighed"),
    ("public_order_reason", paper(), "cannot_be_told", "reason_not_known"),
    ("external_security", paper(service_area=["surroundings"]), "holds", "only_around_the_site"),
    ("external_security", paper(service_area=["surroundings", "inside_site"]), "fails", "beyond_external_security"),
    ("external_security", paper(intelligence=[True]), "fails", "beyond_external_security"),
    ("external_security", paper(), "cannot_be_told", "area_not_known"),
    ("ministerial_resolution_before", paper(approved_by=["RM 500-2019-IN"]), "holds", "resolution_before_signing"),
    ("ministerial_resolution_before", paper(approved_by=["RM 700-2019-IN"]), "fails", "resolution_after_signing"),
    (
        "ministerial_resolution_before",
        paper(approved_by=["RM 500-2019-IN"], signed="2019-04"),
        "cannot_be_told",
        "order_of_days_not_known",
    ),
    ("ministerial_resolution_before", paper(approved_by=["RM 1-2018-IN"]), "holds", "resolution_before_signing"),
    ("ministerial_resolution_before", paper(approved_by=["RM 1-2020-IN"]), "fails", "resolution_after_signing"),
    ("ministerial_resolution_before", paper(approved_by=["RM 1-2019-IN"]), "cannot_be_told", "same_year"),
    ("ministerial_resolution_before", paper(approved_by=["RM"]), "cannot_be_told", "resolution_without_date"),
    (
        "ministerial_resolution_before",
        paper(approved_by=["RM 1-2018-IN"], signed=""),
        "cannot_be_told",
        "signing_not_known",
    ),
    ("ministerial_resolution_before", paper(approved_by=["DS 1-2018-IN"]), "cannot_be_told", "no_resolution_known"),
    ("ministerial_resolution_before", paper(), "cannot_be_told", "no_resolution_known"),
    (
        "signed_by_office",
        paper(
            signatory=[{"name": "A", "office": "Comandante General de la PNP"}],
            measures={"office": "comandante general"},
        ),
        "holds",
        "office_signed",
    ),
    (
        "signed_by_office",
        paper(signatory=[{"name": "A", "office": "Jefe de la Región"}], measures={"office": "comandante general"}),
        "question",
        "other_offices_signed",
    ),
    (
        "signed_by_office",
        paper(signatory=[{"name": "A"}], measures={"office": "comandante general"}),
        "cannot_be_told",
        "signatories_not_known",
    ),
    ("states_its_time", paper(signed_on=["2019-05-10"], term=["P1Y"], renewal=["none"]), "holds", "time_stated"),
    ("states_its_time", paper(signed_on=["2019-05-10"], term=["P1Y"]), "fails", "time_not_stated"),
    ("states_its_time", paper(held=False, signed_on=["2019-05-10"]), "cannot_be_told", "text_not_held"),
    ("company_has_no_command", paper(command=[{"of": "police"}]), "holds", "police_commands"),
    ("company_has_no_command", paper(command=[{"of": "police"}, {"of": "company"}]), "fails", "company_commands"),
    (
        "company_has_no_command",
        paper(command=[{"of": "police"}], staff_choice=["company"]),
        "fails",
        "company_commands",
    ),
    ("company_has_no_command", paper(staff_choice=["police"]), "cannot_be_told", "command_not_known"),
    ("insurance_at_least", paper(insurance=ALL, measures=SUMS), "holds", "sums_reached"),
    (
        "insurance_at_least",
        paper(insurance=[*ALL[:1], *insured(("serious_injury", "11999.99"))], measures=SUMS),
        "fails",
        "sum_too_low",
    ),
    ("insurance_at_least", paper(insurance=ALL[:2], measures=SUMS), "cannot_be_told", "sums_not_known"),
    (
        "insurance_at_least",
        paper(insurance=insured(("death", "100"), currency="PEN"), measures=SUMS),
        "cannot_be_told",
        "sums_not_known",
    ),
    ("rate_per_hour", paper(payment=[pay("officer")], measures={"rate": "13.23"}), "holds", "that_rate"),
    ("rate_per_hour", paper(payment=[pay("officer", "13.230")], measures={"rate": "13.23"}), "holds", "that_rate"),
    ("rate_per_hour", paper(payment=[pay("officer", "20")], measures={"rate": "13.23"}), "fails", "another_rate"),
    (
        "rate_per_hour",
        paper(payment=[pay("officer", unit="officer_day")], measures={"rate": "13.23"}),
        "cannot_be_told",
        "rate_not_known",
    ),
    ("rate_per_hour", paper(payment=[pay("officer")]), "cannot_be_told", "rate_not_known"),
    ("two_payments", paper(payment=[pay("officer"), pay("institution")]), "holds", "both_are_paid"),
    ("two_payments", paper(payment=[pay("officer")]), "fails", "only_one_is_paid"),
    ("two_payments", paper(held=False, payment=[pay("officer")]), "cannot_be_told", "payments_not_known"),
    (
        "cites_the_norm_on_force",
        paper(use_of_force=[{"cites": ["DL 1186"]}], measures=FORCE),
        "holds",
        "force_norm_cited",
    ),
    (
        "cites_the_norm_on_force",
        paper(use_of_force=[{"cites": ["DL 1186", "DL 1095"]}], measures=FORCE),
        "fails",
        "army_norm_cited",
    ),
    ("cites_the_norm_on_force", paper(use_of_force=[{"cites": []}], measures=FORCE), "question", "other_norms_cited"),
    ("cites_the_norm_on_force", paper(measures=FORCE), "cannot_be_told", "no_clause_known"),
    (
        "names_the_standards",
        paper(human_rights=["un_basic_principles", "un_code_of_conduct"]),
        "holds",
        "standards_named",
    ),
    ("names_the_standards", paper(human_rights=["general"]), "question", "other_standards"),
    ("names_the_standards", paper(), "cannot_be_told", "standards_not_known"),
    ("private_security_first", paper(exception_reason=["no hay empresas"]), "question", "reason_to_be_weighed"),
    ("private_security_first", paper(), "cannot_be_told", "reason_not_known"),
]


@pytest.mark.parametrize(
    ("name", "given", "verdict", "why"), CASES, ids=lambda part: part if isinstance(part, str) else ""
)
def test_each_test(name: str, given: Paper, verdict: str, why: str) -> None:
    found = TESTS[name](given)
    assert (found.verdict, found.why) == (verdict, why)


def test_every_test_and_every_reason_has_a_case() -> None:
    assert {name for name, *_ in CASES} == set(TESTS)


def test_every_reason_has_its_sentence_and_no_other() -> None:
    sources = ("checks/rules.py", "asking/checking.py")
    given: set[str] = set()
    for source in sources:
        text = (ROOT / "src/veedor/register" / source).read_text(encoding="utf-8")
        given |= set(re.findall(r'(?:holds|fails|asks|unknown)\("(\w+)"', text))
        given |= set(re.findall(r'Verdict\.\w+, "(\w+)"', text))
        given |= {"signed_before_the_rule", "signed_after_the_rule", "norm_not_yet", "norm_no_more"}
    assert given == set(OUTCOMES)
    assert set(VERDICTS) == {"holds", "fails", "cannot_be_told", "not_applicable", "question"}


@pytest.mark.parametrize(
    ("stretches", "signed", "verdict", "why"),
    [
        ([("2009-07-16", "")], "2011-03-31", "holds", "norm_in_force"),
        ([("2009-07-16", "")], "2007-02-08", "fails", "norm_not_yet"),
        ([("1999-12-23", "2012-12-11")], "2016-01-01", "fails", "norm_no_more"),
        ([("1999-12-23", "2012-12-11")], "2012", "cannot_be_told", "norm_perhaps_in_force"),
        ([("2009-07-16", "2012"), ("2009-07-16", "2014")], "2013-06", "cannot_be_told", "norm_perhaps_in_force"),
        ([("2009-07-16", "2012"), ("2009-07-16", "2014")], "2011", "holds", "norm_in_force"),
        ([("2009-07-16", "")], "", "cannot_be_told", "signing_not_known"),
        ([], "2011", "cannot_be_told", "norm_not_known"),
    ],
)
def test_whether_a_norm_was_in_force(stretches: list[tuple[str, str]], signed: str, verdict: str, why: str) -> None:
    facts = [replace(FACT, value={"since": since, "until": until}) for since, until in stretches]
    found = in_its_time(facts, Window.of(signed) if signed else None)
    assert found[:2] == (verdict, why)


@pytest.mark.usefixtures("peru")
@pytest.mark.django_db
@pytest.mark.db_engine
class TestPeru:
    """On Peru's data."""

    def outcomes(self, at: str) -> dict[str, tuple[str, str]]:
        """Verdict and reason by check."""
        knowledge = Knowledge()
        (one,) = checks(knowledge, find(at, knowledge)).agreements
        return {found.check: (str(found.verdict), found.why) for found in one.outcomes}

    def test_a_rule_is_asked_of_what_was_signed_in_its_time(self) -> None:
        found = self.outcomes("a02-yanacocha-2011")
        assert found["a2"] == ("not_applicable", "signed_before_the_rule")
        assert found["a6-2009"] == ("cannot_be_told", "signatories_not_known")
        assert self.outcomes("a17-las-bambas-2017")["a6-2009"] == ("not_applicable", "signed_after_the_rule")

    def test_tia_maria_serves_in_their_own_time(self) -> None:
        found = self.outcomes("a12-tia-maria-2021")
        assert found["a2"] == ("holds", "own_time_named")
        # the resolution's day and the year of the signature do not tell which came first
        assert found["a5"] == ("cannot_be_told", "order_of_days_not_known")

    def test_a_disputed_rule_is_never_a_breach(self) -> None:
        everything = checks(Knowledge()).agreements
        assert everything
        for one in everything:
            for found in one.outcomes:
                assert not (found.disputed and found.verdict == "fails")
                assert found.rule, "the rule itself has its source"

    def test_checks_of_incidents_and_refusals_are_not_asked_of_agreements(self) -> None:
        found = self.outcomes("a17-las-bambas-2017")
        assert not {"c5", "d1", "e1"} & found.keys()
        assert {"a1", "b1", "c1"} <= found.keys()

    def test_the_norms_it_cites(self) -> None:
        knowledge = Knowledge()
        (one,) = checks(knowledge, find("a17-las-bambas-2017", knowledge)).agreements
        assert {(row.norm, str(row.verdict)) for row in one.cited} == {
            ("DL 1267", "holds"),
            ("DS 003-2017-IN", "holds"),
        }
