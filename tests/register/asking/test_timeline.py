"""Everything dated, in the order of time."""

from __future__ import annotations

import pytest

from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.things import find
from veedor.register.asking.timeline import WHAT, time_line
from veedor.values.spans import Window
from veedor.web.reasons import MOMENTS

NOW = Knowledge()


def test_every_moment_has_its_words() -> None:
    assert set(MOMENTS) == set(WHAT)


@pytest.mark.usefixtures("peru")
@pytest.mark.django_db
@pytest.mark.db_engine
class TestPeru:
    """On Peru's data."""

    def test_las_bambas_in_order(self) -> None:
        moments = time_line(NOW, find("las-bambas", NOW)).moments
        days = [Window.of(one.when).first for one in moments]
        assert days == sorted(days)
        told = [(one.when, one.what) for one in moments]
        for expected in (
            ("2015-09-28", "incident"),
            ("2015-09-29", "emergency_begins"),
            ("2015-10-28", "emergency_ends"),
            ("2016-10-14", "incident"),
            ("2017-10-26", "signed"),
            ("2019-04-10", "case_filed"),
            ("2018-10-05", "study_approved"),
        ):
            assert expected in told
        assert all(one.facts and one.facts[0].evidence.address for one in moments)

    def test_rival_dates_are_moments_of_their_own(self) -> None:
        moments = time_line(NOW, find("las-bambas", NOW)).moments
        approved = [one.when for one in moments if one.what == "study_approved" and one.id == "las-bambas-meia-3"]
        assert approved == ["2018-10", "2018-10-05"]

    def test_norms_that_agreements_cite(self) -> None:
        moments = time_line(NOW, find("a17-las-bambas-2017", NOW)).moments
        assert ("norm_begins", "DL 1267") in {(one.what, one.label) for one in moments}

    def test_a_district(self) -> None:
        moments = time_line(NOW, find("Challhuahuacho", NOW)).moments
        assert {"emergency_begins", "incident", "road_changed"} <= {one.what for one in moments}
