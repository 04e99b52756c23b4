"""What the register said on a past day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from veedor.register import claims
from veedor.register.asking.as_known import as_known
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.things import find
from veedor.register.models import Claim

pytestmark = [pytest.mark.usefixtures("peru"), pytest.mark.django_db, pytest.mark.db_engine]


def at(day: str) -> Knowledge:
    """What the register knew at the end of a day."""
    return Knowledge(timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), dt.time.max)))


def test_a_fact_stands_from_the_day_it_was_recorded() -> None:
    thing = find("project:tia-maria", Knowledge())
    before, after = as_known(at("2026-11-21"), thing), as_known(at("2026-11-22"), thing)
    assert before.facts == []
    assert before.first_decision is not None
    assert len(before.since) == len(after.facts) > 3
    assert all(change.who == "veedor data" and "projects.yaml" in change.why for change in before.since)
    assert after.since == []


def test_a_correction_leaves_the_earlier_value_to_be_asked_for() -> None:
    claim = Claim.objects.get(agreement__slug="a12-tia-maria-2021", field="officers", state="accepted")
    was = claim.value
    known = Knowledge(timezone.now())
    claims.accept(claim, who="Ana", why="otra fuente", value={"count": 21})
    thing = find("a12-tia-maria-2021", Knowledge())
    answer = as_known(known, thing)
    assert [fact.value for fact in answer.facts if fact.field == "officers"] == [was]
    (change,) = answer.since
    assert (change.who, change.why, change.before, change.after) == ("Ana", "otra fuente", was, {"count": 21})
    now = as_known(Knowledge(timezone.now()), thing)
    assert [fact.value for fact in now.facts if fact.field == "officers"] == [{"count": 21}]


def test_a_moment_is_needed() -> None:
    with pytest.raises(ValueError, match="a moment"):
        as_known(Knowledge(), find("tia-maria", Knowledge()))
