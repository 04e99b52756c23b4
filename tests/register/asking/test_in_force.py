"""What was in force, on Peru's data, against what the domain's files say; and on what the register knew before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from veedor.register.asking.in_force import InForceAnswer, in_force
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.things import UnknownError, find
from veedor.register.asking.written import as_json

pytestmark = [pytest.mark.usefixtures("peru"), pytest.mark.django_db, pytest.mark.db_engine]
NOW = Knowledge()


def asked(at: str, day: str, knowledge: Knowledge = NOW) -> InForceAnswer:
    """The answer for a thing on a day."""
    return in_force(knowledge, dt.date.fromisoformat(day), find(at, knowledge))


def at_the_end_of(day: str) -> Knowledge:
    """What the register knew then."""
    return Knowledge(timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), dt.time.max)))


def statuses(answer: InForceAnswer) -> dict[str, str]:
    """Status by id."""
    return {one.id: str(one.status) for one in answer.agreements}


@pytest.mark.parametrize(
    ("at", "day", "expected"),
    [
        # the deaths of 28 September 2015 and 14 October 2016
        ("las-bambas", "2015-09-28", {"a16-las-bambas-2010-2014": "presumed", "a17-las-bambas-2017": "no"}),
        ("las-bambas", "2016-10-14", {"a16-las-bambas-2010-2014": "yes", "a17-las-bambas-2017": "no"}),
        ("Las Bambas", "2017-10-26", {"a16-las-bambas-2010-2014": "unknown", "a17-las-bambas-2017": "yes"}),
        ("tia-maria", "2026-11-22", {"a12-tia-maria-2021": "yes", "a11-tia-maria-2010": "no"}),
        ("tia-maria", "2027-05-20", {"a12-tia-maria-2021": "yes", "a11-tia-maria-2010": "no"}),
        ("tia-maria", "2027-05-21", {"a12-tia-maria-2021": "no", "a11-tia-maria-2010": "no"}),
        # suspended, said to be in force, said to have ended: three rival states
        ("antapaccay", "2016-10-14", {"a18-antapaccay-2010-2014": "yes"}),
        ("antapaccay", "2020-03-15", {"a18-antapaccay-2010-2014": "no"}),
        ("antapaccay", "2019-05-01", {"a18-antapaccay-2010-2014": "unknown"}),
    ],
)
def test_what_was_in_force(at: str, day: str, expected: dict[str, str]) -> None:
    answer = asked(at, day)
    assert statuses(answer) == expected
    assert sum(answer.counts.values()) == len(expected)


def test_the_presumption_names_its_reason_and_the_source_of_each() -> None:
    (held,) = [one for one in asked("las-bambas", "2015-09-28").agreements if one.status == "presumed"]
    assert [because.code for because in held.because] == ["from_signing", "alive_later", "no_end_known"]
    assert held.starts == "2010/2014"
    assert held.ends == ""
    answer = asked("las-bambas", "2016-10-14")
    (said,) = [b for one in answer.agreements for b in one.because if b.code == "said_in_force"]
    (fact,) = [answer.evidence[uid] for uid in said.claims]
    assert fact.value == {"what": "in_force", "when": "2016-10"}
    assert fact.evidence.address.startswith("http")


def test_the_second_adenda_gives_the_end_of_tia_maria() -> None:
    held = asked("tia-maria", "2026-11-22").agreements[0]
    assert (held.ends, held.until) == ("2027-05-20", dt.date(2027, 5, 20))
    assert held.adendas == ("a12-adenda-1", "a12-adenda-2-2025")


def test_an_adenda_leads_to_the_life_it_prolongs() -> None:
    assert statuses(asked("a12-adenda-2-2025", "2026-11-22")) == {"a12-tia-maria-2021": "yes"}


def test_a_place_holds_what_lies_in_it() -> None:
    by_district = statuses(asked("Cocachacra", "2026-11-22"))
    assert "a12-tia-maria-2021" in by_district
    assert by_district.items() <= statuses(asked("Islay, Arequipa", "2026-11-22")).items()


def test_the_whole_register_on_a_day_by_stored_stretches_and_by_claims_alike() -> None:
    stored = in_force(NOW, dt.date(2018, 5, 1))
    again = in_force(Knowledge(timezone.now()), dt.date(2018, 5, 1))
    assert statuses(stored) == statuses(again)
    assert stored.counts == again.counts
    assert stored.agreements == again.agreements


def test_before_its_first_decision_the_register_knew_nothing() -> None:
    before, after = at_the_end_of("2026-11-21"), at_the_end_of("2026-11-22")
    assert in_force(before, dt.date(2016, 10, 14)).agreements == []
    assert statuses(asked("las-bambas", "2016-10-14", after))["a16-las-bambas-2010-2014"] == "yes"


def test_the_answer_as_json() -> None:
    told = as_json(asked("las-bambas", "2016-10-14"))
    assert told["on"] == "2016-10-14"
    assert told["at"] == {"kind": "project", "slug": "las-bambas", "label": "Las Bambas"}
    first = told["agreements"][0]
    assert {"id", "status", "because", "starts", "ends", "since", "until", "label", "adendas"} == first.keys()
    assert first["because"][0] == {"code": "said_in_force", "date": "2016-10", "claims": first["because"][0]["claims"]}
    assert {uid for one in told["agreements"] for b in one["because"] for uid in b["claims"]} == told["evidence"].keys()
    assert told["agreements"][1]["since"] is None, "since ever"


@pytest.mark.parametrize("text", ["Ninguna Mina", "project:nada", "nada:las-bambas", "", "  "])
def test_what_nothing_is_called(text: str) -> None:
    with pytest.raises(UnknownError, match="Nothing in the register is called"):
        find(text, NOW)


def test_a_name_of_several_things_is_not_guessed() -> None:
    with pytest.raises(UnknownError, match=r"Say which one: project:yanacocha \(.*\), organisation:yanacocha-srl"):
        find("yanacochá", NOW)
    assert find("project:yanacocha", NOW).kind == "project"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("las-bambas", "project:las-bambas"),
        ("LAS BAMBAS", "project:las-bambas"),
        ("a12-tia-maria-2021", "agreement:a12-tia-maria-2021"),
        ("cocachacra", "place:Cocachacra/Islay/Arequipa"),
        ("Challhuahuacho, Cotabambas, Apurímac", "place:Challhuahuacho/Cotabambas/Apurímac"),
        ("Cotabambas", "place:/Cotabambas/Apurímac"),
    ],
)
def test_what_a_name_means(text: str, address: str) -> None:
    assert find(text, NOW).address == address
