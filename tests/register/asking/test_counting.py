"""Counts with their rule, beside those of others."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from veedor.register.asking.counting import Compared, Rule, count, rule_of
from veedor.register.asking.knowledge import Evidence, Fact, Knowledge
from veedor.values.spans import Window

NOW = Knowledge()
TODAY = dt.date(2026, 11, 22)
FACT = Fact("u", "x", "count", {}, "", "", "", "", False, "", Evidence(""))
REGIONS = {"cajamarca", "cusco"}


@pytest.mark.parametrize(
    ("value", "since", "until", "as_of", "expected"),
    [
        (
            {"of": "agreements", "rule": "signed"},
            "1995",
            "2018",
            "2019-02",
            Rule("agreements", dt.date(1995, 1, 1), dt.date(2018, 12, 31)),
        ),
        ({"of": "agreements"}, "", "", "2017-05-31", Rule("agreements", until=dt.date(2017, 5, 31))),
        ({"of": "agreements"}, "", "", "", Rule("agreements")),
        (
            {"of": "agreements", "rule": "in_force"},
            "",
            "",
            "2019-02",
            Rule("agreements", in_force_on=Window(dt.date(2019, 2, 1), dt.date(2019, 2, 28))),
        ),
        ({"of": "agreements", "rule": "in_force"}, "", "", "", None),
        ({"of": "officers"}, "", "", "2012", None),
        ({"of": "agreements", "rule": "conflict"}, "2003", "2021", "", None),
        ({"of": "agreements", "region": "Amazonía"}, "", "", "2019", None),
        (
            {"of": "adendas", "region": "Cajamarca", "sector": "mining", "company": "x"},
            "",
            "",
            "2019",
            Rule("adendas", until=dt.date(2019, 12, 31), sector="mining", company="x", region="Cajamarca"),
        ),
    ],
)
def test_by_which_rule_a_source_counts(
    value: dict[str, str], since: str, until: str, as_of: str, expected: Rule | None
) -> None:
    assert rule_of(replace(FACT, value=value, since=since, until=until), as_of, REGIONS) == expected


@pytest.mark.usefixtures("peru")
@pytest.mark.django_db
@pytest.mark.db_engine
class TestPeru:
    """On Peru's data."""

    def figure(self, number: int, of: str = "agreements", rule: str = "") -> Compared:
        """The one figure of that number."""
        found = [
            one
            for one in count(NOW, TODAY).sources
            if one.number == number and one.facts[0].get("of") == of and (not rule or one.facts[0].get("rule") == rule)
        ]
        return found[0]

    def test_the_totals_name_their_rules(self) -> None:
        totals = {one.rule: (one.at_least, one.at_most) for one in count(NOW, TODAY).totals}
        assert totals[Rule("agreements")] == (27, 27)
        assert totals[Rule("adendas")] == (3, 3)
        assert totals[Rule("agreements_and_adendas")] == (30, 30)
        # Tía María is in force on its second adenda; of most others nobody says
        low, high = totals[Rule("agreements", in_force_on=Window(TODAY, TODAY))]
        assert low == 1
        assert high > 10

    def test_what_others_count_by_the_same_rule_and_what_is_missing(self) -> None:
        for number, of in ((138, "agreements"), (167, "agreements"), (181, "agreements_and_adendas")):
            one = self.figure(number, of)
            assert one.register is not None
            assert one.missing_at_least == number - one.register.at_most > 0
            assert one.missing_at_most == number - one.register.at_least
            assert one.facts[0].evidence.address.startswith("http")
        signed = self.figure(138).register
        assert signed is not None
        assert signed.rule == Rule("agreements", dt.date(1995, 1, 1), dt.date(2018, 12, 31))
        assert "a17-las-bambas-2017" in signed.certain
        # signed in 2021, outside; no date known, perhaps inside
        assert "a12-tia-maria-2021" not in signed.certain + signed.possible
        assert "a24-ares" in signed.possible

    def test_the_twenty_nine_in_force(self) -> None:
        one = self.figure(29, rule="in_force")
        assert one.register is not None
        assert one.register.rule.in_force_on is not None
        assert one.missing_at_least == 29 - one.register.at_most

    def test_deaths_and_officers_stand_without_comparison(self) -> None:
        assert self.figure(48, "deaths").register is None
        assert self.figure(485, "officers").missing_at_least is None

    def test_one_rule(self) -> None:
        rule = Rule("agreements", company="southern")
        answer = count(NOW, TODAY, rule)
        (total,) = answer.totals
        assert {"a11-tia-maria-2010", "a12-tia-maria-2021"} <= set(total.certain)
        assert answer.sources == []
        region = count(NOW, TODAY, Rule("agreements", region="Cajamarca")).totals[0]
        assert "a02-yanacocha-2011" in region.certain
        assert "a12-tia-maria-2021" not in region.certain + region.possible
