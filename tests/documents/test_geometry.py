"""Maps between pictures and pages, and the tree that readings end in, as properties."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.documents.geometry import Map, rotation_about
from veedor.documents.plain import page_of_text
from veedor.documents.quality import page_quality, plausible, share_plausible
from veedor.documents.tree import Quality, Reading, build_page, reading_from_json, reading_to_json
from veedor.values.boxes import Box

sizes = st.floats(10, 5000)
shares = st.floats(0, 0.9)


@given(st.floats(-10, 10), sizes, sizes, shares, shares)
def test_a_deskewed_box_holds_what_it_held(angle: float, width: float, height: float, x: float, y: float) -> None:
    """The box mapped back contains each mapped corner, and turns cancel out."""
    back = rotation_about(-angle, width / 2, height / 2).then(Map(a=0.24, e=0.24))
    box = back.box(x * width, y * height, x * width + 5, y * height + 3)
    assert box is not None
    px, py = back.point(x * width + 2, y * height + 1)
    assert box.x0 - 1e-6 <= px <= box.x1 + 1e-6
    assert box.y0 - 1e-6 <= py <= box.y1 + 1e-6
    both = rotation_about(angle, width / 2, height / 2).then(rotation_about(-angle, width / 2, height / 2))
    assert pytest.approx((x, y), abs=1e-5) == both.point(x, y)


def test_a_box_of_nothing_is_none() -> None:
    """What the map flattens has no box."""
    assert Map(a=0).box(1, 1, 2, 2) is None


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=9)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.floats(0, 500)] * 2, *[st.floats(0.1, 90)] * 2)
blocks = st.lists(st.lists(st.lists(st.tuples(words, boxes, st.floats(0, 1)), max_size=4), max_size=3), max_size=3)


@given(blocks)
def test_every_word_stands_in_the_text_and_survives_json(made: list[list[list[tuple[str, Box, float]]]]) -> None:
    """Offsets point at their words, and what is written is read again."""
    page = build_page(1, 595, 842, "text", 1.0, made)
    assert all(page.text[w.start : w.end] == w.text for w in page.words)
    reading = Reading("a.pdf", "0" * 64, "application/pdf", (page,))
    again = reading_from_json(json.loads(json.dumps(reading_to_json(reading))))
    assert page.text == again.text
    assert [(w.text, w.start, w.end) for w in page.words] == [(w.text, w.start, w.end) for w in again.pages[0].words]


letters = st.characters(exclude_categories=("Cs",), exclude_characters="\0")


@given(st.text(letters).filter(lambda text: bool(text.strip())))
def test_a_plain_page_is_its_text(text: str) -> None:
    """Not a letter and no white space is changed, and every word is found."""
    page = page_of_text(text)
    assert text == page.text
    assert all(text[w.start : w.end] == w.text for w in page.words)
    assert text.split() == [w.text for w in page.words]


def test_a_letter_that_no_database_keeps_is_shown_as_unknown() -> None:
    """PostgreSQL stores no NUL."""
    assert page_of_text("con\0venio").text == "con\ufffdvenio"


@pytest.mark.parametrize("word", ["convenio", "N.°", "003-2017-IN", "S/", "1,234.50", "PNP", "Ñuñoa", "(artículo", "-"])
def test_plausible(word: str) -> None:
    """Words, numbers, codes and marks of the field."""
    assert plausible(word)


@pytest.mark.parametrize("word", ["xkcdqrs", "~~=§", "aaaab"])
def test_implausible(word: str) -> None:
    """What machines make of stamps and dirt."""
    assert not plausible(word)


def test_quality_runs_from_nothing_to_one() -> None:
    """An empty page is 0, a clean one 1, a doubtful one between."""
    assert page_quality([]).figure == 0
    assert share_plausible([]) == 0
    clean = build_page(1, 9, 9, "text", 0, [[[("convenio", None, 1.0)]]])
    doubtful = build_page(1, 9, 9, "ocr", 0, [[[("convenio", None, 0.5), ("xkcdqrs", None, 0.5)]]])
    assert page_quality(doubtful.words).figure < 0.5 < page_quality(clean.words).figure == 1


def test_a_quality_says_what_it_is_made_of() -> None:
    """The figure is confidence times plausible words; ink that was not read lowers it not, and is told apart."""
    words = build_page(1, 9, 9, "ocr", 0, [[[("convenio", None, 0.9), ("xkcdqrs", None, 0.5)]]]).words
    quality = page_quality(words, unread=0.29)
    assert quality == Quality(confidence=0.713, plausible=0.533, coverage=0.71)
    assert quality.figure == round(0.713 * 0.533, 3)
    assert page_quality([], unread=1.0) == Quality(0.0, 0.0, 0.0)
    assert page_quality([]).coverage is None
