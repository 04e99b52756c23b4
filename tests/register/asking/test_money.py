"""Payments, comparisons and printed figures, on Peru's data."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from veedor.register.asking.comparing import CompareAnswer, compare
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.paying import PaymentsAnswer, payments
from veedor.register.asking.printed import ClaimAnswer, claim
from veedor.register.asking.things import UnknownError, find
from veedor.register.asking.written import as_json
from veedor.web.reasons import CONVERSIONS, WORTHS

ROOT = Path(__file__).resolve().parents[3]
NOW = Knowledge()
BILLION = "4 million soles (US$1.2 billion)"


def test_every_reason_has_its_sentence_and_its_row() -> None:
    source = (ROOT / "src/veedor/register/worth.py").read_text(encoding="utf-8")
    page = (ROOT / "docs/money.md").read_text(encoding="utf-8")
    assert set(re.findall(r'"(stated|computed|\w+_not_\w+|no_rate_per_day)"', source)) == set(WORTHS)
    for code in (*WORTHS, *CONVERSIONS):
        assert f"| `{code}` |" in page
        assert f"{code}" in source


@pytest.mark.usefixtures("peru")
@pytest.mark.django_db
@pytest.mark.db_engine
class TestPeru:
    """On Peru's data."""

    def paid(self, at: str, **given: Decimal) -> PaymentsAnswer:
        """The payments of a thing."""
        return payments(NOW, find(at, NOW), **given)  # type: ignore[arg-type]

    def held(self, text: str, year: int | None = None, **given: Decimal) -> ClaimAnswer:
        """A printed figure."""
        return claim(NOW, text, year=year, **given)  # type: ignore[arg-type]

    def test_rates_by_rank_and_the_share_of_the_tax_unit(self) -> None:
        found = {one.id: one for one in self.paid("las-bambas", hours=Decimal(8)).agreements}
        text = found["a16-las-bambas-2010-2014"]
        rates = {(one.rank, one.amount, one.unit): one.per_day for one in text.promised}
        by_rank = rates["oficial superior", "110", "officer_day"]
        assert by_rank is not None
        assert (by_rank.amount, by_rank.why) == (Decimal(110), "stated")
        share = rates["", "0.11", "uit_percent_per_hour"]
        assert share is not None
        # signed some time in five years: no tax unit is chosen by a guess
        assert (share.amount, share.why) == (None, "uit_not_confirmed")

    def test_promised_and_paid_stand_apart(self) -> None:
        found = {one.id: one for one in self.paid("las-bambas").agreements}
        (paid,) = found["a17-las-bambas-2017"].paid
        assert (paid.amount, paid.since, paid.until) == ("4000000", "2015", "2018-08")
        assert found["a16-las-bambas-2010-2014"].paid == []

    def test_a_share_of_the_officers_pay(self) -> None:
        one = next(
            one for one in payments(NOW).agreements for line in one.promised if line.unit == "percent_of_officer_pay"
        )
        (share,) = [line for line in one.promised if line.unit == "percent_of_officer_pay"]
        assert share.per_day is not None
        assert share.per_day.why == "pay_not_known"

    def test_dollars_only_by_the_rate_of_the_year_or_a_given_one(self) -> None:
        assert all(line.dollars is None for one in self.paid("las-bambas").agreements for line in one.promised)
        given = self.paid("las-bambas", rate=Decimal("3.4")).agreements
        told = {line.dollars.sum for one in given for line in one.promised if line.dollars}
        assert "110 ÷ 3.4 = 32.35" in told

    def test_only_what_may_have_been_in_force_on_a_day(self) -> None:
        ids = {one.id for one in payments(NOW, find("las-bambas", NOW), on=dt.date(2016, 10, 14)).agreements}
        assert ids == {"a16-las-bambas-2010-2014"}

    def test_the_billion_that_was_a_million_is_found_in_the_register(self) -> None:
        found = {(one.first.amount, one.second.amount): one for one in payments(NOW).conversions}
        wrong = found[Decimal(4_000_000), Decimal(1_200_000_000)]
        assert (wrong.result.verdict, wrong.result.why) == ("fails", "thousand_times")
        assert len({fact.evidence.address for fact in wrong.facts}) == 3

    def test_sums_do_not_prove_themselves(self) -> None:
        found = {(one.first.amount, one.second.amount): one for one in payments(NOW).conversions}
        convoca = found[Decimal(73_500_000), Decimal(18_490_566)]
        # the rate of 2021 follows from these very sums; what is left is that of another year
        assert convoca.year == 2017
        assert (convoca.result.verdict, convoca.result.why) == ("cannot_be_told", "plausible")

    def test_the_printed_billion(self) -> None:
        answer = self.held(BILLION, 2018)
        assert answer.verdict == "fails"
        (one,) = answer.sums
        assert one.result.sum == "4,000,000 ÷ 3.33 = 1,201,201"
        assert one.result.why == "thousand_times"
        assert self.held("4 millones de soles (US$ 1,2 millones)", rate=Decimal("3.3")).verdict == "holds"
        assert self.held(BILLION, 1990).verdict == "cannot_be_told"
        assert self.held("cuatro convenios de 2018").verdict == "cannot_be_told"

    @pytest.mark.parametrize(
        ("text", "verdict"), [("MMG 65 %", "fails"), ("el 62,5 % de MMG", "holds"), ("MMG 60 %", "cannot_be_told")]
    )
    def test_a_printed_share(self, text: str, verdict: str) -> None:
        answer = claim(NOW, text, at=find("las-bambas", NOW), on=dt.date(2015, 9, 28))
        assert answer.verdict == verdict
        if verdict == "fails":
            assert answer.shares[0].together.total == "102.5"

    def compared(self, *ids: str, fields: tuple[str, ...] = ()) -> CompareAnswer:
        """Agreements side by side."""
        return compare(NOW, [find(one, NOW) for one in ids], fields)

    def test_two_texts_side_by_side(self) -> None:
        rows = {row.field: row for row in self.compared("a16-las-bambas-2010-2014", "a17-las-bambas-2017").rows}
        assert rows["legal_basis"].verdict == "differs"
        assert rows["site"].verdict == "same"
        cited = [[same[0].value for same in cell.values] for cell in rows["legal_basis"].cells]
        assert cited == [["DS 004-2009-IN"], ["DL 1267", "DS 003-2017-IN"]]
        assert rows["payment"].verdict == "partly"

    def test_one_is_put_beside_its_adendas(self) -> None:
        answer = self.compared("a12-tia-maria-2021", fields=("ends_on",))
        assert list(answer.agreements) == ["a12-tia-maria-2021", "a12-adenda-1", "a12-adenda-2-2025"]
        assert not any(answer.held.values())
        (row,) = answer.rows
        assert (row.field, row.verdict) == ("ends_on", "differs")

    def test_only_agreements_and_not_too_many(self) -> None:
        with pytest.raises(UnknownError, match="is no agreement"):
            self.compared("las-bambas")

    def test_answers_are_json(self) -> None:
        assert as_json(self.held(BILLION, 2018))["sums"][0]["second"] == {"amount": "1200000000", "currency": "USD"}
        assert as_json(self.paid("las-bambas"))["agreements"][0]["promised"][0]["per_day"]["amount"] == "110"
