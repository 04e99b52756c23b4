"""Places that lie in each other, and days that fell into a life: exact cases, and a slow reference on random ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.register.asking.knowledge import Evidence, Fact
from veedor.register.asking.nearness import During, Parts, during, near, span_of
from veedor.register.in_force import Answer, Status, Stretch
from veedor.values.spans import NEVER, Overlap, Span, Window

CERTAIN, POSSIBLE, NONE = Overlap.CERTAIN, Overlap.POSSIBLE, Overlap.NONE
MARA = ("Mara", "Cotabambas", "Apurímac")
COTABAMBAS = ("", "Cotabambas", "Apurímac")
APURIMAC = ("", "", "Apurímac")
FACT = Fact("u", "x", "starts", "", "", "", "", "", False, "", Evidence(""))


def said(*values: object) -> list[Fact]:
    """Facts with nothing but values."""
    return [replace(FACT, value=value) for value in values]


@pytest.mark.parametrize(
    ("event", "place", "as_area", "as_point"),
    [
        (MARA, MARA, CERTAIN, CERTAIN),
        (("mara", "COTABAMBAS", "Apurimac"), MARA, CERTAIN, CERTAIN),
        (MARA, COTABAMBAS, CERTAIN, CERTAIN),
        (COTABAMBAS, MARA, CERTAIN, POSSIBLE),
        (APURIMAC, MARA, CERTAIN, POSSIBLE),
        (("Haquira", "Cotabambas", "Apurímac"), MARA, NONE, NONE),
        (("", "Grau", "Apurímac"), MARA, NONE, NONE),
        (("", "", "Cusco"), MARA, NONE, NONE),
        # a district without its province is the same one as far as anybody says
        (("Mara", "", ""), MARA, CERTAIN, POSSIBLE),
        (("Mara", "", "Apurímac"), ("Mara", "Cotabambas", ""), POSSIBLE, POSSIBLE),
        # nothing in common that could agree or disagree
        (("", "", "Apurímac"), ("Mara", "", ""), NONE, NONE),
        (("", "", ""), MARA, NONE, NONE),
    ],
)
def test_whether_it_happened_there(event: Parts, place: Parts, as_area: Overlap, as_point: Overlap) -> None:
    assert near(event, place, area=True) == as_area
    assert near(event, place, area=False) == as_point


@pytest.mark.parametrize(
    ("starts", "ends", "days", "expected"),
    [
        (["2015-09-29"], [], [30], ("2015-09-29", "2015-09-29", "2015-10-28", "2015-10-28")),
        (["2015-09-29"], ["2015-10-05"], [30], ("2015-09-29", "2015-09-29", "2015-10-05", "2015-10-05")),
        (["2022-04"], [], [2], ("2022-04-01", "2022-04-30", "2022-04-02", "2022-05-01")),
        (["2022-04-27", "2022-04-28"], [], [1], ("2022-04-27", "2022-04-28", "2022-04-27", "2022-04-28")),
        (["2022-04-27"], [], [30, 60], ("2022-04-27", "2022-04-27", "2022-05-26", "2022-06-25")),
    ],
)
def test_how_long_it_lasted(starts: list[str], ends: list[str], days: list[int], expected: tuple[str, ...]) -> None:
    found = span_of(said(*starts), said(*ends), said(*days))
    assert found is not None
    told = (found.start.first, found.start.last, found.end.first, found.end.last)
    assert tuple(day.isoformat() for day in told) == expected


def test_without_an_end_it_lasted_its_first_day_at_least() -> None:
    found = span_of(said("2022-05-28"), [], [])
    assert found is not None
    assert (found.end.first, found.end.last) == (dt.date(2022, 5, 28), NEVER)
    assert span_of([], said("2022-01-01"), said(30)) is None


# ---------------------------------------------------------------- a life

ZERO = dt.date(2020, 1, 1)


def day(number: int) -> dt.date:
    """A day by its number."""
    return ZERO + dt.timedelta(days=number)


def life_of(letters: str) -> list[Stretch]:
    """`yyp-n`: a stretch for each letter (yes, presumed, unknown `?`, no), one day each."""
    words = {"y": Status.YES, "p": Status.PRESUMED, "?": Status.UNKNOWN, "n": Status.NO}
    return [Stretch(day(i), day(i), Answer(words[letter], ())) for i, letter in enumerate(letters)]


def window(first: int, last: int) -> Window:
    """From a day to a day."""
    return Window(day(first), day(last))


@pytest.mark.parametrize(
    ("letters", "span", "expected"),
    [
        ("yyy", (1, 1, 1, 1), During(CERTAIN, Status.YES)),
        ("yyp", (1, 2, 1, 2), During(CERTAIN, Status.PRESUMED)),
        ("yyn", (1, 2, 1, 2), During(POSSIBLE, Status.YES)),
        ("nnn", (0, 2, 0, 2), During(NONE, Status.NO)),
        ("n?n", (1, 1, 1, 1), During(POSSIBLE, Status.UNKNOWN)),
        ("ny", (0, 0, 1, 1), During(CERTAIN, Status.YES)),
        ("npn", (0, 0, 1, 2), During(CERTAIN, Status.PRESUMED)),
        ("yn", (2, 3, 3, 3), During(NONE, Status.NO)),
    ],
)
def test_whether_it_fell_into_a_life(letters: str, span: tuple[int, int, int, int], expected: During) -> None:
    found = during(life_of(letters), Span(window(*span[:2]), window(*span[2:])))
    assert found == expected


@settings(max_examples=200)
@given(
    st.text(alphabet="yp?n", min_size=1, max_size=9),
    st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)),
)
def test_what_is_certain_holds_for_every_pair_of_days(letters: str, numbers: tuple[int, int, int, int]) -> None:
    first, wide, length, late = numbers
    span = Span(window(first, first + wide), window(first + length, first + max(wide, length) + late))
    found = during(life_of(letters), span)
    answers = set()
    for start in range(first, first + wide + 1):
        for end in range(max(start, first + length), first + max(wide, length) + late + 1):
            here = {letters[i] for i in range(start, end + 1) if i < len(letters)}
            answers.add("y" if "y" in here else "p" if "p" in here else "?" if "?" in here else "n")
    if found.overlap == CERTAIN:
        assert answers <= ({"y"} if found.status == Status.YES else {"y", "p"})
    if found.overlap == NONE:
        assert answers == {"n"}
    if answers == {"n"}:
        assert found.overlap == NONE
    if answers == {"y"} and wide == length == late == 0:
        assert found == During(CERTAIN, Status.YES)
