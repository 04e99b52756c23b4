"""When a PDF's own text is believed: fonts that lie, text that nobody sees, and the decisions behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.documents import made_pdf
from tests.documents.made_pdf import LINES
from veedor.documents.glyphs import ALIKE, KNOWN, verdict
from veedor.documents.limits import Limits
from veedor.documents.pdf import PdfFile
from veedor.documents.pdf_fonts import agreement, proof_of, some_of, swapped_digits
from veedor.documents.pdf_text import Layer
from veedor.documents.tree import Page
from veedor.documents.trust import Own, is_layer, notes_on, trusted


def _read(path: Path) -> tuple[Page, tuple[str, ...]]:
    return next(PdfFile(path, Limits()).pages())


def _flat(page: Page) -> list[str]:
    return [line for line in page.text.splitlines() if line]


@pytest.mark.parametrize("names", [made_pdf.OTHER_WORDS, made_pdf.OTHER_DIGITS], ids=["other words", "other digits"])
def test_a_font_that_lies_is_found_out(tmp_path: Path, names: dict[str, str]) -> None:
    """The file says other words, or only other digits: the page is read from its picture, and a note says why."""
    path = made_pdf.calling(made_pdf.drawn(tmp_path / "a.pdf", made_pdf.lines), names)
    page, notes = _read(path)
    assert page.source == "ocr"
    assert _flat(page) == list(LINES)
    assert "not what the page shows" in notes[0]


def test_a_font_of_bitmaps_is_believed_when_it_is_right(tmp_path: Path) -> None:
    """A Type 3 font has no letters but pictures of them; they are held against what they are called."""
    page, notes = _read(made_pdf.type3(tmp_path / "a.pdf", LINES))
    assert (page.source, _flat(page), notes) == ("text", list(LINES), ())
    page, notes = _read(made_pdf.type3(tmp_path / "b.pdf", LINES, lambda c: made_pdf.OTHER_WORDS.get(c, c)))
    assert page.source == "ocr"
    assert "18,347.25" not in page.text  # what is drawn is 29,458.36
    assert notes


def test_a_font_is_looked_at_once_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clean documents pay once: as soon as the letters and all digits were seen, nothing is drawn any more."""
    looks = []
    every = "Las cifras 0123456789 y las letras del convenio"
    path = made_pdf.drawn(tmp_path / "a.pdf", *[lambda c: made_pdf.lines(c, (every, *LINES))] * 5)
    from veedor.documents import pdf_fonts

    drawn = pdf_fonts.drawn_band
    monkeypatch.setattr(pdf_fonts, "drawn_band", lambda *a: (looks.append(a), drawn(*a))[1])
    assert [page.source for page, _ in PdfFile(path, Limits()).pages()] == ["text"] * 5
    assert len(looks) == 1


def _white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(60, 300, "palabras que nadie ve")
    canvas.setFillColorRGB(0, 0, 0)


def _clear(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(60, 300, "palabras que nadie ve")
    canvas.setFillAlpha(1)


def _under_a_bar(canvas: Canvas) -> None:
    canvas.drawString(60, 300, "palabras que nadie ve")
    canvas.rect(50, 290, 300, 30, fill=1, stroke=0)


def _under_a_picture(canvas: Canvas) -> None:
    canvas.drawString(60, 300, "palabras que nadie ve")
    canvas.drawImage(made_pdf.picture_of("", (400, 60)), 50, 290, 300, 30)


def _clipped(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(400, 400, 50, 50)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(60, 300, "palabras que nadie ve")
    canvas.restoreState()


def _tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.8)
    canvas.drawString(60, 300, "palabras que nadie ve")


@pytest.mark.parametrize(
    "hide",
    [
        _white,
        _clear,
        _under_a_bar,
        _under_a_picture,
        _clipped,
        _tiny,
        lambda canvas: made_pdf.in_mode(canvas, 3, 60, 300, "palabras que nadie ve"),
        lambda canvas: canvas.drawString(700, 300, "palabras que nadie ve"),
        lambda canvas: canvas.drawString(60, -40, "palabras que nadie ve"),
    ],
    ids=["white", "clear", "bar", "picture", "clip", "tiny", "invisible", "beside", "below"],
)  # fmt: skip
def test_what_cannot_be_seen_is_left_out_and_noted(tmp_path: Path, hide: Callable[[Canvas], object]) -> None:
    """The text is what the page shows; that more is written is said, and what it says is not repeated."""
    path = made_pdf.drawn(tmp_path / "a.pdf", lambda canvas: (made_pdf.lines(canvas), hide(canvas)))
    page, (note,) = _read(path)
    assert (page.source, _flat(page)) == ("text", list(LINES))
    assert note.startswith("Page 1: 4 words are written in the file and cannot be seen")
    assert "nadie" not in note


def test_what_can_be_seen_stays(tmp_path: Path) -> None:
    """Light text on dark ground, text over a picture, grey and coloured text, text in a form of its own."""

    def page_of(canvas: Canvas) -> None:
        made_pdf.lines(canvas)
        canvas.rect(50, 390, 300, 30, fill=1, stroke=0)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(60, 400, "blanco sobre negro")
        canvas.drawImage(made_pdf.picture_of("", (400, 60)), 50, 340, 300, 30)
        canvas.setFillColorRGB(0.8, 0.1, 0.1)
        canvas.drawString(60, 350, "rojo sobre una foto")
        canvas.setFillColorRGB(0.85, 0.85, 0.85)
        canvas.drawString(60, 300, "gris muy claro")
        canvas.beginForm("f")
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFont("Helvetica", 12)
        canvas.drawString(60, 250, "dentro de un formulario")
        canvas.endForm()
        canvas.doForm("f")

    page, notes = _read(made_pdf.drawn(tmp_path / "a.pdf", page_of))
    shown = ["blanco sobre negro", "rojo sobre una foto", "gris muy claro", "dentro de un formulario"]
    assert (_flat(page), notes) == ([*LINES, *shown], ())


def test_a_page_of_nothing_but_hidden_text_is_empty(tmp_path: Path) -> None:
    """Nothing is seen, so nothing is read; the note says that something is written."""
    path = made_pdf.drawn(
        tmp_path / "a.pdf", lambda c: [made_pdf.in_mode(c, 3, 60, 700 - 20 * n, x) for n, x in enumerate(LINES)]
    )
    page, notes = _read(path)
    assert (page.source, page.text) == ("none", "")
    assert "cannot be seen" in notes[0]


LAYER = Layer(
    words=["palabras"] * 10,
    boxes=np.array([[10.0, 10, 60, 20]] * 10),
    starts=np.arange(10) * 9,
    lines=np.zeros(10, np.int64),
    heights=np.array([[10.0, 20]]),
    digits=np.zeros(10, bool),
    width=595,
    height=842,
)
FEW = LAYER.where(np.arange(10) < 1)
NONE = LAYER.where(np.arange(10) < 0)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (Own(LAYER, 0.0), True),
        (Own(LAYER, 0.0, lies=True), False),
        (Own(LAYER, 0.3, unread=0.4), True),
        (Own(LAYER, 0.3, unread=0.6), False),
        (Own(LAYER, 0.0, unread=0.7), True),
        (Own(LAYER, 0.0, unread=0.9), False),
        (Own(LAYER, 1.0), False),  # eighty letters on a picture as large as the page
        (Own(LAYER, 1.0, hidden=0.9), False),
        (Own(NONE, 0.0), True),
        (Own(NONE, 0.5), False),
        (Own(NONE, 0.0, unread=0.5), False),
        (Own(FEW, 0.0), True),
        (Own(FEW, 0.0, unread=0.5), False),
        (Own(FEW, 0.9), False),
    ],
)
def test_when_own_text_is_trusted(own: Own, expected: bool) -> None:
    """A table of what is known of a page and what follows."""
    assert trusted(own) is expected


@pytest.mark.parametrize(
    ("hidden", "pictures", "expected"), [(1.0, 1.0, True), (1.0, 0.1, False), (0.3, 1.0, False), (0.6, 0.6, True)]
)
def test_what_is_a_layer_under_a_scan(hidden: float, pictures: float, expected: bool) -> None:
    """Most of the text is not shown, and the page is a picture."""
    assert is_layer(hidden, pictures) is expected


@pytest.mark.parametrize(
    ("own", "read_anew", "words"),
    [
        (Own(LAYER, 0.0), False, ()),
        (Own(LAYER, 0.0, unseen=1), False, ("1 word is",)),
        (Own(LAYER, 0.0, unseen=5, outside=2), False, ("5 words are", "2 of them off the page")),
        (Own(LAYER, 0.0, lies=True), True, ("not what the page shows",)),
        (Own(LAYER, 1.0), True, ()),
    ],
)
def test_notes(own: Own, read_anew: bool, words: tuple[str, ...]) -> None:
    """What a person is told."""
    notes = " ".join(notes_on(own, 3, read_anew=read_anew))
    assert all(word in notes for word in words)
    assert bool(notes) is bool(words)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({}, "right"),
        ({"a": "yes", "b": "yes"}, "right"),
        ({"a": "yes", "b": "yes", "c": "yes", "d": "yes", "e": "no"}, "right"),
        ({"a": "yes", "b": "no"}, "open"),
        ({"a": "yes", "8": "unsure"}, "open"),
        ({"1": "yes", "8": "yes"}, "right"),
    ],
)
def test_what_the_looks_of_letters_prove(verdicts: dict[str, str], expected: str) -> None:
    """Each digit has to be itself; of letters a fifth may look odd."""
    assert proof_of(verdicts) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("own", "read", "expected"),
    [
        ("S/ 18,347.25 mensuales", "S/ 18,347.25 mensuales", "right"),
        ("S/ 18,347.25 mensuales", "S/ I8,347.25 mensuaIes", "right"),
        ("Señor General", "Senor GeneraI", "right"),
        ("S/ 63,897.25 y 63", "S/ 18,347.25 y 18", "wrong"),
        ("El presente convenio", "Im rsitipbi dupvipou", "wrong"),
        ("El presente convenio", "Z 8 ,", "wrong"),
        ("Ley", "Ley", "open"),
        ("", "", "open"),
        ("del 28 de marzo", "del 23 de marzo", "right"),  # one digit, once: recognition may be wrong
    ],
)
def test_what_recognition_proves(own: str, read: str, expected: str) -> None:
    """The same words, other words, other digits, or too little to tell."""
    assert agreement([(own, read)]) == expected


@pytest.mark.parametrize(
    ("own", "read", "odd", "expected"),
    [
        ("2016 y 2017", "2016 y 2017", "", set()),
        ("2016 y 2017", "2018 y 2017", "", set()),
        ("2016 y 1966", "2018 y 1988", "", {"6"}),
        ("2016", "2018", "6", {"6"}),
        ("2016 y 6", "2018 y 6", "6", set()),
        ("12 de 345", "345", "", set()),
    ],
)
def test_swapped_digits(own: str, read: str, odd: str, expected: set[str]) -> None:
    """A digit is swapped when it is never itself: twice, or once where it does not look like itself either."""
    assert swapped_digits([(own, read)], frozenset(odd)) == expected


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [(0.9, 0.7, "yes"), (0.9, 0.9, "yes"), (0.85, 0.9, "unsure"), (0.6, 0.9, "no"), (0.2, 0.1, "unsure")],
)
def test_whether_a_letter_looks_like_itself(own: float, other: float, expected: str) -> None:
    """More like itself than like any other letter, and like itself at all."""
    assert verdict(own, other) == expected


def test_letters_that_are_looked_at() -> None:
    """All digits and some letters; letters that are drawn alike count as one, and no two digits do."""
    some = some_of({char: [(0, 0)] for char in KNOWN})
    assert set("0123456789") <= some.keys()
    assert 20 <= len(some) <= 30
    assert "C" in ALIKE["c"]
    assert not any(one in ALIKE[other] for one in "0123456789" for other in "0123456789" if one != other)
