"""What lies beside agreements and districts, on Peru's data."""

from __future__ import annotations

import datetime as dt

import pytest

from veedor.register.asking.cases import cases
from veedor.register.asking.district import DistrictAnswer, district
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.overlaps import OverlapsAnswer, overlaps
from veedor.register.asking.things import find
from veedor.register.asking.written import as_json

pytestmark = [pytest.mark.usefixtures("peru"), pytest.mark.django_db, pytest.mark.db_engine]
NOW = Knowledge()


def overlapping(at: str, **days: dt.date) -> OverlapsAnswer:
    """The overlaps of a thing."""
    return overlaps(NOW, find(at, NOW), **days)


def here(place: str, day: str = "2026-11-22") -> DistrictAnswer:
    """What is known of a place."""
    return district(NOW, find(place, NOW), dt.date.fromisoformat(day))


def pairs(answer: OverlapsAnswer) -> dict[tuple[str, str], tuple[str, str]]:
    """Overlap and status by agreement and happening."""
    return {(p.agreement, p.happening): (str(p.time.overlap), str(p.time.status)) for p in answer.pairs}


def test_the_deaths_at_las_bambas_fell_into_the_life_of_the_text_of_2010() -> None:
    found = pairs(overlapping("las-bambas"))
    assert found["a16-las-bambas-2010-2014", "las-bambas-2015-09-28"] == ("certain", "presumed")
    assert found["a16-las-bambas-2010-2014", "las-bambas-2016-10-14"] == ("certain", "yes")
    assert found["a16-las-bambas-2010-2014", "emergencia-2015-09-29"] == ("certain", "presumed")
    assert ("a17-las-bambas-2017", "las-bambas-2016-10-14") not in found
    # the emergency of 16 October 2017 lasts 30 days: the agreement of the 26th begins within it
    assert found["a17-las-bambas-2017", "emergencia-2017-10-16"] == ("certain", "yes")


def test_the_dead_of_islay_in_april_2011() -> None:
    assert pairs(overlapping("tia-maria"))["a11-tia-maria-2010", "islay-2011-04"] == ("certain", "yes")


def test_rival_counts_stand_side_by_side_with_source_and_hour() -> None:
    (incident,) = [one for one in overlapping("las-bambas").happenings if one.id == "las-bambas-2015-09-28"]
    counts = {(fact.get("count"), fact.get("counted_at")) for fact in incident.facts["killed"]}
    assert {count for count, _ in counts} == {1, 3, 4, 5}
    assert (4, "2015-09-29") in counts
    assert all(fact.evidence.address for fact in incident.facts["killed"])


def test_only_the_days_asked_for() -> None:
    answer = overlapping("las-bambas", since=dt.date(2017, 1, 1), until=dt.date(2017, 12, 31))
    assert {one.id for one in answer.happenings} == {"emergencia-2017-08-16", "emergencia-2017-10-16"}


def test_the_district_of_challhuahuacho() -> None:
    answer = here("Challhuahuacho")
    assert [(mine.id, mine.inside) for mine in answer.mines] == [("las-bambas", True)]
    assert {one.study for one in answer.influence} == {"las-bambas-meia-3", "las-bambas-meia-4"}
    # the texts, as far as they are known, do not name the district; they guard the mine that lies in it
    assert answer.in_force.agreements == []
    assert {one.id for one in answer.through_a_mine} == {"a16-las-bambas-2010-2014", "a17-las-bambas-2017"}
    assert "ds-056-2019-pcm" in {one.id for one in answer.emergencies}
    assert answer.emergencies_then == []
    assert {"amparo-cotabambas", "habeas-data-dhsf-2014"} <= {one.id for one in answer.cases}
    assert [one.id for one in answer.roads] == ["corredor-vial-sur"]


def test_an_emergency_on_its_day() -> None:
    assert [one.id for one in here("Challhuahuacho", "2019-04-01").emergencies_then] == ["ds-056-2019-pcm"]
    # two sources give the 27th and the 28th: on the 27th it may have begun
    assert "ds-042-2022-pcm" in {one.id for one in here("Coyllurqui", "2022-04-27").emergencies_then}


def test_a_province_in_emergency_covers_its_districts() -> None:
    answer = here("Mara")
    (wide,) = [one for one in answer.emergencies if one.id == "emergencia-2015-09-29"]
    assert str(wide.sure) == "certain"


def test_whether_mara_is_influenced_directly_is_not_known() -> None:
    assert {how for one in here("Mara").influence for how in one.how} <= {"route", "indirect", "direct", "special"}


def test_the_cases_of_the_text_of_2010() -> None:
    answer = cases(NOW, find("a16-las-bambas-2010-2014", NOW))
    (habeas,) = [one for one in answer.cases if one.id == "habeas-data-dhsf-2014"]
    assert {fact.value for fact in habeas.courts} == {"Juzgado Mixto de Wanchaq, Cusco"}
    assert {fact.value for fact in habeas.filed} == {"2014-09"}
    assert {fact.value for fact in habeas.outcomes} == {"granted"}
    (amparo,) = [one for one in answer.cases if one.id == "amparo-cotabambas"]
    assert {fact.value for fact in amparo.outcomes} == {"unknown"}


def test_a_case_about_an_incident_is_a_case_of_the_mine() -> None:
    assert "penal-las-bambas-2015" in {one.id for one in cases(NOW, find("las-bambas", NOW)).cases}


def test_all_cases_and_one() -> None:
    everything = cases(NOW).cases
    assert len(everything) == 9
    assert [one.id for one in cases(NOW, find("case:tc-00009-2019", NOW)).cases] == ["tc-00009-2019"]
    filed = [one.filed[0].value for one in everything if one.filed]
    assert len(filed) > 2


def test_answers_are_json() -> None:
    told = as_json(overlapping("las-bambas"))
    assert told["pairs"][0].keys() == {"agreement", "happening", "time", "place", "named"}
    assert "span" not in told["happenings"][0]
    assert told["happenings"][0]["facts"]["killed"][0]["evidence"]["address"].startswith("http")
    assert as_json(here("Mara"))["at"]["kind"] == "place"


def test_only_a_place_is_a_district() -> None:
    with pytest.raises(ValueError, match="is no place"):
        district(NOW, find("las-bambas", NOW), dt.date(2020, 1, 1))
