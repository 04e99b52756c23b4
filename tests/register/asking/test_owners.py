"""Who owned Las Bambas, and shares that cannot be true together."""

from __future__ import annotations

import datetime as dt

import pytest

from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.owners import Owner, OwnersAnswer, Sum, adds_up, owners
from veedor.register.asking.things import find

NOW = Knowledge()


def asked(at: str, day: str) -> OwnersAnswer:
    """The owners on a day."""
    return owners(NOW, find(at, NOW), dt.date.fromisoformat(day))


def owner(*shares: str, certain: bool = True) -> Owner:
    """An owner with nothing but shares."""
    return Owner("x", "X", shares, certain, (), (), ())


@pytest.mark.usefixtures("peru")
@pytest.mark.django_db
@pytest.mark.db_engine
class TestLasBambas:
    """On Peru's data."""

    def test_the_three_of_2015(self) -> None:
        answer = asked("las-bambas", "2015-09-28")
        assert {one.id: one.shares for one in answer.owners} == {
            "mmg": ("62.5",),
            "guoxin": ("22.5",),
            "citic-metal": ("15",),
        }
        assert answer.adds_up == Sum("100.0", "whole")
        assert [one.id for one in answer.others] == ["xstrata", "glencore"]
        assert all(fact.evidence.address for one in answer.owners for fact in one.facts)

    def test_the_owners_before(self) -> None:
        assert [one.id for one in asked("las-bambas", "2010-01-01").owners] == ["xstrata"]
        assert [one.id for one in asked("las-bambas", "2013-12-31").owners] == ["glencore"]

    def test_between_agreement_and_closing_nobody_is_certain(self) -> None:
        answer = asked("las-bambas", "2014-06-01")
        assert {one.id: one.certain for one in answer.owners} == {
            "glencore": False,
            "mmg": False,
            "guoxin": False,
            "citic-metal": False,
        }
        assert answer.adds_up.verdict == "cannot_be_told"

    def test_sixty_five_per_cent_cannot_add_up(self) -> None:
        held = [*asked("las-bambas", "2015-09-28").owners]
        others = [one for one in held if one.id != "mmg"]
        assert adds_up([owner("65"), *others]) == Sum("102.5", "too_much")

    def test_an_emergency_has_no_owner(self) -> None:
        with pytest.raises(ValueError, match="has no owners"):
            owners(NOW, find("Cocachacra", NOW), dt.date(2015, 1, 1))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([owner("62.5"), owner("22.5"), owner("15")], Sum("100.0", "whole")),
        ([owner("33.3"), owner("33.3"), owner("33.3")], Sum("99.9", "whole")),
        ([owner("51.35")], Sum("51.35", "less")),
        ([owner("65"), owner("22.5"), owner("15")], Sum("102.5", "too_much")),
        ([owner("62.5", "65"), owner("37.5")], Sum("", "cannot_be_told")),
        ([owner(), owner("50")], Sum("", "cannot_be_told")),
        ([owner("100", certain=False)], Sum("", "cannot_be_told")),
        ([], Sum("", "cannot_be_told")),
    ],
)
def test_whether_shares_add_up(rows: list[Owner], expected: Sum) -> None:
    assert adds_up(rows) == expected
