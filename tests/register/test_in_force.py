"""The rule of what was in force: its table of cases, and a slow and plain reference on random histories."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.register.in_force import Life, Said, Status, Terms, Told
from veedor.values.durations import Duration
from veedor.values.spans import ALWAYS, NEVER

CASES = tomllib.loads((Path(__file__).parent / "cases" / "in_force.toml").read_text(encoding="utf-8"))["case"]


def _told(value: str | list[str]) -> tuple[Told, ...]:
    return tuple(Told(one) for one in ([value] if isinstance(value, str) else value))


def _terms(row: dict[str, Any]) -> Terms:
    names = ("signed", "starts", "ends", "term", "renewal")
    return Terms("", **{name: _told(row[name]) for name in names if name in row})


def _life(row: dict[str, Any]) -> Life:
    adendas = tuple(_terms(adenda) for adenda in row.get("adendas", []))
    return Life(_terms(row), adendas, tuple(Said(what, when) for what, when in row.get("said", [])))


@pytest.mark.parametrize(
    ("row", "day", "status", "reason"),
    [pytest.param(row, *asked, id=f"{row['name']}: {asked[0]}") for row in CASES for asked in row["on"]],
)
def test_cases(row: dict[str, Any], day: str, status: str, reason: str) -> None:
    answer = _life(row).on(dt.date.fromisoformat(day))
    assert answer.status == status, answer
    assert reason in {one.code for one in answer.because}, answer


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["name"])
def test_stretches_say_what_single_days_say(row: dict[str, Any]) -> None:
    """The stretches cover all time without a gap, and each of their days has their answer."""
    life = _life(row)
    stretches = life.stretches()
    assert stretches[0].first == ALWAYS
    assert stretches[-1].last == NEVER
    for one, other in itertools.pairwise(stretches):
        assert one.last + dt.timedelta(days=1) == other.first
        assert one.answer != other.answer
    for day in (dt.date(2004, 1, 1) + dt.timedelta(days=17 * n) for n in range(520)):
        here = next(one for one in stretches if one.first <= day <= one.last)
        assert here.answer == life.on(day)


# ---------------------------------------------------------------- the reference: try every way, day by day

FIRST = dt.date(2019, 12, 20)
DATES = st.one_of(
    st.integers(0, 60).map(lambda n: (FIRST + dt.timedelta(days=n)).isoformat()),
    st.sampled_from(["2019-12", "2020-01", "2020-02", "2019", "2019-12-28/2020-01-03"]),
)
LENGTHS = st.sampled_from(["P1M", "P20D", "P5D", "P2M"])


@st.composite
def histories(draw: st.DrawFn) -> Life:
    """An agreement with dates as papers have them, and up to two adendas."""
    start = draw(st.sampled_from(["signed", "starts", "both"]))
    row: dict[str, Any] = {}
    if start != "starts":
        row["signed"] = draw(DATES)
    if start != "signed":
        row["starts"] = draw(DATES)
    row |= {"term": draw(LENGTHS)} if draw(st.booleans()) else {"ends": draw(DATES)}
    adendas = []
    for _ in range(draw(st.integers(0, 2))):
        adenda: dict[str, Any] = {"signed": draw(DATES)}
        adenda |= {"term": draw(LENGTHS)} if draw(st.booleans()) else {"ends": draw(DATES)}
        adendas.append(adenda)
    row["adendas"] = sorted(adendas, key=lambda one: one["signed"])
    return _life(row)


def _days(text: str) -> list[dt.date]:
    from veedor.values.spans import Window

    window = Window.of(text)
    return [window.first + dt.timedelta(days=n) for n in range((window.last - window.first).days + 1)]


def _ways_of(terms: Terms) -> list[dict[str, Any]]:
    """Every way in which the unknown parts of its dates can be; coarse dates by their first, middle and last days."""
    options = []
    for name in ("signed", "starts", "ends"):
        told = getattr(terms, name)
        days = _days(told[0].value) if told else [None]
        options.append([days[0], days[len(days) // 2], days[-1]] if len(days) > 3 else days)
    length = Duration.parse(terms.term[0].value) if terms.term else None
    return [
        {"signed": a, "starts": b, "ends": c, "term": length} for a, b, c in dict.fromkeys(itertools.product(*options))
    ]


def _covered(texts: tuple[dict[str, Any], ...], day: dt.date) -> bool:
    """Plain words of the rule for dates that are all known to the day."""
    start = texts[0]["starts"] or texts[0]["signed"]
    end = texts[0]["ends"] or texts[0]["term"].after(start)
    if start <= day <= end:
        return True
    for text in texts[1:]:
        late = text["signed"] > end
        start = text["signed"] if late else end + dt.timedelta(days=1)
        end = text["ends"] or text["term"].after(start if late else end)
        if start <= day <= end:
            return True
    return False


@settings(max_examples=150)
@given(histories(), st.integers(0, 120))
def test_a_certain_answer_holds_in_every_way(life: Life, after: int) -> None:
    """*yes* and *no* are never said where one way of filling the unknown parts in says the contrary."""
    day = FIRST + dt.timedelta(days=after)
    answer = life.on(day)
    if answer.status not in {Status.YES, Status.NO}:
        return
    ways = itertools.product(*(_ways_of(terms) for terms in (life.terms, *life.adendas)))
    for way in itertools.islice(ways, 3000):
        assert _covered(way, day) == (answer.status == Status.YES), (answer, way)


@settings(max_examples=150)
@given(histories(), st.integers(0, 120))
def test_where_all_is_known_so_is_the_answer(life: Life, after: int) -> None:
    """With every date known to the day the answer is yes or no (unless texts contradict each other)."""
    day = FIRST + dt.timedelta(days=after)
    ways = [_ways_of(terms) for terms in (life.terms, *life.adendas)]
    if any(len(several) > 1 for several in ways):
        return
    texts = tuple(several[0] for several in ways)
    assert (life.on(day).status == Status.YES) == _covered(texts, day)
