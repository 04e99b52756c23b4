"""What the reader does with pictures, a step at a time and end to end on made pages."""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from veedor.documents import prepare
from veedor.documents.blanks import Blank, with_blanks
from veedor.documents.engine import Seen
from veedor.documents.geometry import Map, Quarter, against, opposite, quarter_turn
from veedor.documents.lines import gutter_of, strips_of
from veedor.documents.merging import heaviest
from veedor.documents.prepare import Picture
from veedor.documents.quality import language_of
from veedor.documents.recognition import read_picture
from veedor.documents.rings import seals_of, without_rings
from veedor.documents.sheet import corners_of, laid_flat

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
DPI = 200
TEXT = (
    "CLÁUSULA PRIMERA: ANTECEDENTES",
    "Conste por el presente documento el convenio que celebran",
    "de una parte la Policía Nacional y de la otra parte la",
    "empresa MINERA INVENTADA S.A.C., con RUC N° 20999999991.",
    "La empresa abonará la suma de S/ 125.50 diarios por cada",
    "efectivo, según el Decreto Supremo N.° 003-2017-IN.",
    "El plazo es de dos (02) años, contados desde su firma.",
)


def _page(width: int = 1200, height: int = 1000, lines: tuple[str, ...] = TEXT, left: int = 90) -> Picture:
    image = Image.new("L", (width, height), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 30)
    for number, line in enumerate(lines):
        draw.text((left, 90 + 64 * number), line, font=font, fill=0)
    return np.asarray(image, dtype=np.uint8)


def _rgb(grey: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _stamped(colour: tuple[int, int, int]) -> Picture:
    """The page with two rings and some letters of that colour over three of its lines."""
    layer = np.zeros((1000, 1200), np.float32)
    for radius, thick in ((150, 6), (100, 4)):
        cv2.circle(layer, (620, 290), radius, 1.0, thick, cv2.LINE_AA)
    ink = layer[:, :, None] * (1 - np.array(colour, np.float32) / 255)
    return np.asarray(np.clip(_rgb(_page()) * (1 - ink), 0, 255), dtype=np.uint8)


def _text(picture: Picture) -> str:
    return " ".join(read_picture(picture, DPI, 1).text.split())


# ---------------------------------------------------------------- end to end


@pytest.mark.parametrize("colour", [(40, 60, 170), (190, 40, 50), (110, 40, 140), (10, 10, 10)])
def test_a_stamp_hides_no_line(colour: tuple[int, int, int]) -> None:
    """Coloured or black, over three lines: the facts under it are read to the letter."""
    read = _text(_stamped(colour))
    for fact in ("20999999991", "dos (02) años", "MINERA INVENTADA S.A.C."):
        assert fact in read, (fact, read)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_any_page_the_right_way_up(turned: Quarter) -> None:
    """Whichever way the sheet lies; boxes are those of the upright page, and `turned` says how to show it so."""
    upright = _rgb(_page())
    lying = np.ascontiguousarray(np.rot90(upright, k=against(turned) // -90))
    page = read_picture(lying, DPI, 1)
    assert page.turned == turned
    assert "20999999991" in page.text
    assert (page.width < page.height) == (upright.shape[1] < upright.shape[0])
    first = next(page.words)
    assert first.box is not None
    assert abs(first.box.x0 - 90 * 72 / DPI) < 4
    assert abs(first.box.y0 - 96 * 72 / DPI) < 8


def test_signs_that_the_main_language_lacks_are_read() -> None:
    """The degree sign of `N.°`, which the Spanish model does not know; no digit is changed for it."""
    read = _text(_rgb(_page()))
    assert "N° 20999999991" in read
    assert "N.° 003-2017-IN" in read


def test_a_line_left_empty_stays_visible() -> None:
    """`a los ____ días` is not `a los días`; the place is marked, and one that is written on is marked otherwise."""
    grey = _page(
        lines=("Suscrito en la ciudad de Lima, a los", "días del mes de mayo de 2010, en dos ejemplares", *TEXT[3:])
    )
    picture = np.array(grey)
    cv2.line(picture, (790, 124), (900, 124), 0, 2)
    cv2.line(picture, (950, 124), (1100, 124), 0, 2)
    cv2.ellipse(picture, (1020, 112), (50, 14), 20, 0, 300, 0, 3)
    page = read_picture(_rgb(np.asarray(picture, dtype=np.uint8)), DPI, 1)
    assert "a los __" in page.text
    kinds = [region.kind for region in page.regions]
    assert "blank" in kinds
    assert "handwritten" in kinds


def test_two_pages_on_one_scan_are_read_one_after_the_other() -> None:
    """All of the left one first, though their lines stand level."""
    both = np.concatenate([_page(), _page(lines=tuple(reversed(TEXT)))], axis=1)
    read = _text(_rgb(np.asarray(both, dtype=np.uint8)))
    assert read.index("contados desde su firma") < read.rindex("efectivo, según")
    assert read.count("20999999991") == 2


def test_a_photographed_sheet_is_laid_flat_and_its_boxes_come_back() -> None:
    """In perspective on a dark table: words are read, and each box lies on its word in the photograph."""
    sheet = _rgb(_page())
    height, width = sheet.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    aim = np.array([[120, 90], [1260, 60], [1310, 1110], [70, 1080]], np.float32)
    warp = cv2.getPerspectiveTransform(flat, aim)
    photo = np.full((1200, 1400, 3), 40, np.uint8)
    cv2.warpPerspective(sheet, warp, (1400, 1200), dst=photo, borderMode=cv2.BORDER_TRANSPARENT)
    corners = corners_of(photo)
    assert corners is not None
    assert np.abs(corners - aim).max() < 20
    page = read_picture(photo, DPI, 1)
    assert "20999999991" in page.text
    word = next(word for word in page.words if "20999999991" in word.text)
    assert word.box is not None
    # where the number stands on the flat sheet, through the same warp
    x, y = cv2.perspectiveTransform(np.array([[[855.0, 300.0]]], np.float32), warp)[0, 0] * 72 / DPI
    assert word.box.x0 - 15 < x < word.box.x1 + 15
    assert word.box.y0 - 8 < y < word.box.y1 + 8


# ---------------------------------------------------------------- steps


def test_lines_are_found_where_a_ring_crosses_them() -> None:
    """One strip a line, the ring or not."""
    for picture in (_page(), prepare.grey_of(_stamped((10, 10, 10)))):
        strips = strips_of(picture, DPI)
        whole = [strip for strip in strips if strip.right - strip.left > 400]
        assert len(whole) == len(TEXT)


def test_rings_are_found_and_taken_out() -> None:
    """Both radii about one middle; letters stay, and a page without a seal has none."""
    picture = prepare.grey_of(_stamped((10, 10, 10)))
    (seal,) = seals_of(picture, DPI)
    assert math.hypot(seal.x - 620, seal.y - 290) < 5
    assert all(any(abs(radius - ring) < 5 for ring in seal.radii) for radius in (150, 100))
    bare = without_rings(picture, [seal], DPI)
    lost = (picture < 128) & (bare >= 128)
    on_letters = lost & (_page() < 128)
    assert lost.sum() > 2000
    assert on_letters.sum() < 0.05 * (_page() < 128).sum()
    assert seals_of(_page(), DPI) == []


def test_a_gutter_parts_two_pages_and_no_single_one() -> None:
    """Broad and empty in the middle."""
    both = np.asarray(np.concatenate([_page(), _page()], axis=1), dtype=np.uint8)
    found = gutter_of(both, DPI)
    assert found is not None
    assert found[0] < 1290
    assert found[1] > 1150
    assert gutter_of(_page(), DPI) is None
    assert gutter_of(_page(width=2400), DPI) is None


def test_paper_that_reaches_to_the_edges_has_no_outside() -> None:
    """A black margin is outside, a dark word at the edge is not."""
    assert prepare.outside_paper(_rgb(_page())) is None
    framed = np.array(_rgb(_page()))
    framed[:, :60] = 20
    outside = prepare.outside_paper(framed)
    assert outside is not None
    assert outside[:, :40].all()
    assert not outside[:, 200:].any()


def test_noise_is_smoothed_and_clean_print_is_left_alone() -> None:
    """Smoothing would cost accents."""
    page = _rgb(_page())
    assert (prepare.levelled(page) == _page()).all()
    grey = np.asarray(200 - (255 - _page().astype(int)) // 2, dtype=np.uint8)
    level = prepare.levelled(_rgb(grey))
    assert level[_page() > 250].min() > 240
    assert level[_page() < 20].max() < 90


def test_sideways_is_seen_by_the_lines() -> None:
    """And not by a fold or a rule that runs down."""
    page = np.array(_page())
    assert not prepare.lies_sideways(_page())
    assert prepare.lies_sideways(np.ascontiguousarray(np.rot90(_page())))
    page[:, 590:620] = 60
    assert not prepare.lies_sideways(np.asarray(page, dtype=np.uint8))


def _seen(text: str, left: int, right: int, sure: float = 0.9) -> Seen:
    return Seen(text, (left, 0, right, 20), sure, new_block=False, new_line=False)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([], ""),
        ([[_seen("la", 0, 20), _seen("empresa", 30, 100)]], "la empresa"),
        (
            [[_seen("la", 0, 20), _seen("ernp", 30, 60, 0.4)], [_seen("la", 0, 20), _seen("empresa", 30, 100)]],
            "la empresa",
        ),
        ([[_seen("empre", 30, 80, 0.5), _seen("sa", 82, 100, 0.5)], [_seen("empresa", 30, 100, 0.9)]], "empresa"),
        ([[_seen("uno", 0, 30)], [_seen("dos", 40, 70)]], "uno dos"),
    ],
)
def test_the_heaviest_words_that_do_not_overlap(readings: list[list[Seen]], expected: str) -> None:
    """Of several readings of one line."""
    assert " ".join(word.text for word in heaviest(readings)) == expected


@given(st.lists(st.lists(st.tuples(st.integers(0, 300), st.integers(5, 60), st.floats(0, 1)), max_size=8), max_size=4))
def test_no_two_words_of_the_heaviest_stand_on_each_other(raw: list[list[tuple[int, int, float]]]) -> None:
    """Whatever was read, each word is one that was read, from the left, with hardly an overlap."""
    readings = [[_seen("palabra", left, left + wide, sure) for left, wide, sure in line] for line in raw]
    words = heaviest(readings)
    every = {word.box for line in readings for word in line}
    assert all(word.box in every for word in words)
    for one, other in pairwise(words):
        assert other.box[0] >= one.box[2] - 0.2 * min(one.box[2] - one.box[0], other.box[2] - other.box[0]) - 1


@pytest.mark.parametrize(
    ("blank", "expected"),
    [
        (Blank(110, 160, 20, written=False), "los ____ dias"),
        (Blank(10, 90, 22, written=False), "los dias"),  # right under a word: underlined
        (Blank(110, 160, 60, written=False), "los dias"),  # a rule further down
        (Blank(110, 160, 20, written=True), "los dias"),  # somebody wrote on it: marked, not made up
    ],
)
def test_which_rules_are_blanks(blank: Blank, expected: str) -> None:
    """Level with the words beside it, with none on it."""
    words, marked = with_blanks([_seen("los", 10, 90), _seen("dias", 180, 260)], [blank], DPI)
    assert " ".join(word.text.replace("_____", "____") for word in words) == expected
    assert bool(marked) == (blank.foot == 20)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (" ".join(TEXT) * 3, None),
        (
            "the parties agree that the company shall pay the police for the services and any other cost of it " * 2,
            "eng",
        ),
        (
            (
                "runakunaqa llapanku sumaqta kawsanankupaq llaqtakunapi kamachiykunata hunt'anankupaq "
                "ñawpaqta rimanakuspa llank'anankupaq wasinkunamanta mink'akuspa kawsayninkuta qhawarinankupaq "
                "yachaywasikunapi wawakunata yachachinankupaq allpakunata llaqtakunata mayukunata qhawaspa"
            ),
            "que+spa",
        ),
        ("the of and", None),
    ],
)
def test_the_language_of_a_page(text: str, language: str | None) -> None:
    """By its small words and its endings; Spanish unless that is clear."""
    assert language_of(text.split()) == language


# ---------------------------------------------------------------- geometry

_NUMBERS = st.floats(-500, 500)


@given(st.sampled_from([0, 90, 180, 270]), st.integers(2, 900), st.integers(2, 900), _NUMBERS, _NUMBERS)
def test_a_turn_and_the_turn_against_it(turn: Quarter, width: int, height: int, x: float, y: float) -> None:
    """Undo each other for every point."""
    sides = (height, width) if turn in {90, 270} else (width, height)
    there = quarter_turn(turn, width, height)
    back = quarter_turn(against(turn), *sides)
    assert there.then(back).point(x, y) == pytest.approx((x, y), abs=1e-6)
    assert opposite(opposite(turn)) == turn


@given(st.floats(-0.0002, 0.0002), st.floats(-0.0002, 0.0002), st.floats(0, 800), st.floats(0, 800))
def test_maps_in_perspective_are_one_after_the_other(g: float, h: float, x: float, y: float) -> None:
    """`then` is what both do in turn."""
    one, other = Map(1.1, 0.1, 5, -0.1, 0.9, 7, g, h), Map(0.5, 0, 3, 0, 0.5, 4, h, g)
    assert one.then(other).point(x, y) == pytest.approx(other.point(*one.point(x, y)), rel=1e-6, abs=1e-6)


def test_a_flat_sheet_maps_back_to_its_corners() -> None:
    """The corners of the laid picture are the corners in the photograph."""
    corners = np.array([[120, 90], [1260, 60], [1310, 1110], [70, 1080]], np.float32)
    flat, back = laid_flat(np.zeros((1200, 1400, 3), np.uint8), corners)
    height, width = flat.shape[:2]
    for (x, y), corner in zip([(0, 0), (width, 0), (width, height), (0, height)], corners.tolist(), strict=True):
        assert back.point(x, y) == pytest.approx(corner, abs=0.5)
