"""A PDF's own text: words, their order and their boxes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.documents import made, made_pdf
from tests.documents.made_pdf import LINES
from veedor.documents.limits import Limits
from veedor.documents.pdf import PdfFile
from veedor.documents.reading_order import sort_blocks
from veedor.documents.tree import Page

pdfmetrics.registerFont(TTFont("DejaVu", made_pdf.DEJAVU))


def _page(path: Path) -> Page:
    return next(PdfFile(path, Limits()).pages())[0]


def _lines(path: Path) -> list[str]:
    return [line for line in _page(path).text.splitlines() if line]


def _dejavu(*said: str) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("DejaVu", 12)
        made_pdf.lines(canvas, said)

    return draw


def _superscript(canvas: Canvas) -> None:
    text = canvas.beginText(60, 300)
    text.textOut("OFICIO N.")
    text.setRise(4)
    text.setFont("Helvetica", 8)
    text.textOut("o")
    text.setRise(0)
    text.setFont("Helvetica", 12)
    text.textOut(" 457-2016")
    canvas.drawText(text)


def _letterspaced(canvas: Canvas) -> None:
    text = canvas.beginText(60, 300)
    text.setCharSpace(5)
    text.textLine("CONVENIO MARCO")
    canvas.drawText(text)


def _twice(canvas: Canvas) -> None:
    for shift in (0, 0.4):
        canvas.drawString(60 + shift, 300, "NEGRITA FALSA EN DOS GOLPES")


def _amounts(canvas: Canvas) -> None:
    for number, (name, amount) in enumerate((("Coronel", "18,347.25"), ("Mayor", "9,002.10"), ("Alférez", "500.00"))):
        canvas.drawString(60, 700 - 18 * number, name)
        canvas.drawRightString(500, 700 - 18 * number, amount)


def _table(canvas: Canvas) -> None:
    for row in range(6):
        for column, said in enumerate(("Suboficial", "12", "S/ 180.00")):
            canvas.rect(60 + 150 * column, 696 - 18 * row, 150, 18)
            canvas.drawString(64 + 150 * column, 700 - 18 * row, f"{said}{row}")


def _rows_of_columns(canvas: Canvas) -> None:
    for row in range(8):
        canvas.drawString(60, 700 - 16 * row, f"la columna de la izquierda dice {row}")
        canvas.drawString(320, 700 - 16 * row, f"la columna de la derecha dice {row}")


def _footer_first(canvas: Canvas) -> None:
    canvas.drawString(290, 30, "- 4 -")
    canvas.drawRightString(530, 790, "Lima, 12 de marzo de 2024")
    made_pdf.lines(canvas)


def _margin(canvas: Canvas) -> None:
    made_pdf.lines(canvas)
    canvas.saveState()
    canvas.translate(40, 300)
    canvas.rotate(90)
    canvas.drawString(0, 0, "Nota escrita al margen")
    canvas.restoreState()


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (made_pdf.lines, list(LINES)),
        (_dejavu("La ﬁrma del oﬁcio y el ﬂujo de la eﬀicacia"), ["La firma del oficio y el flujo de la efficacia"]),
        (_dejavu("sol\u200bdados y dos\u00a0partes"), ["soldados y dos partes"]),
        (
            lambda c: made_pdf.lines(c, ("el servicio extraordi-", "nario de la zona minero-", "energética del sur")),
            ["el servicio extraordi-", "nario de la zona minero-", "energética del sur"],
        ),
        (_superscript, ["OFICIO N.o 457-2016"]),
        (_letterspaced, ["CONVENIO MARCO"]),
        (_twice, ["NEGRITA FALSA EN DOS GOLPES"]),
        (_amounts, ["Coronel 18,347.25", "Mayor 9,002.10", "Alférez 500.00"]),
        (_table, [f"Suboficial{n} 12{n} S/ 180.00{n}" for n in range(6)]),
        (
            _rows_of_columns,
            [f"la columna de la {side} dice {n}" for side in ("izquierda", "derecha") for n in range(8)],
        ),
        (_footer_first, ["Lima, 12 de marzo de 2024", *LINES, "- 4 -"]),
        (_margin, [*LINES, "Nota escrita al margen"]),
    ],
    ids=["plain", "ligatures", "no-break", "hyphens", "superscript", "spaced", "twice", "amounts", "table", "columns",
         "footer", "margin"],
)  # fmt: skip
def test_words_and_their_order(tmp_path: Path, draw: Callable[[Canvas], object], expected: list[str]) -> None:
    """What a reader would read, in the order in which a reader would."""
    assert _lines(made_pdf.drawn(tmp_path / "a.pdf", draw)) == expected


def _check(path: Path) -> None:
    """Words stand at their offsets, boxes inside the page, and what stands in a box is the word."""
    page = _page(path)
    file = pdfium.PdfDocument(path)
    raw_page = file[0]
    textpage = raw_page.get_textpage()
    _, height = raw_page.get_size()
    crop = raw_page.get_cropbox()
    for word in page.words:
        assert page.text[word.start : word.end] == word.text
        assert word.box is not None
        assert 0 <= word.box.x0 < word.box.x1 <= page.width + 0.01
        assert 0 <= word.box.y0 < word.box.y1 <= page.height + 0.01
        if raw_page.get_rotation() == 0:
            box = word.box
            left, top = crop[0] + box.x0, crop[1] + height - box.y0
            inside = textpage.get_text_bounded(left, top - box.height, left + box.width, top)
            assert word.text in "".join(inside.split()).replace("\x02", "-").replace("\ufffe", "-")


@pytest.mark.parametrize("draw", [made_pdf.lines, _superscript, _table, _rows_of_columns, _footer_first, _letterspaced])
def test_boxes_hold_their_words(tmp_path: Path, draw: Callable[[Canvas], object]) -> None:
    """Read again from its box alone, a word is the same."""
    _check(made_pdf.drawn(tmp_path / "a.pdf", draw))


def test_boxes_of_crops_and_turns(tmp_path: Path) -> None:
    """The same on a cropped page, and inside the page on turned ones."""
    path = made_pdf.drawn(tmp_path / "a.pdf", made_pdf.lines)
    _check(made.change(path, lambda p: setattr(p.pages[0], "CropBox", [40, 100, 545, 800])))
    for turned in (90, 180, 270):
        _check(made.pdf(tmp_path / f"{turned}.pdf", turned=turned))


_SAID = st.text(alphabet="abcdeñáíüABCÑ0123456789.,-/()°", min_size=1, max_size=12)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(20, 450), st.integers(20, 800), st.sampled_from([7, 11, 16]), st.lists(_SAID, max_size=4)
        ),
        max_size=12,
    )
)
def test_any_page_keeps_its_promises(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, int, list[str]]]
) -> None:
    """Wherever words are put: each stands at its offsets and its box in the page, and none is lost or invented."""
    path = tmp_path_factory.mktemp("any") / "a.pdf"
    # what runs off the page is left out, and has a test of its own
    rows = [row for row in rows if row[0] + stringWidth(" ".join(row[3]), "Helvetica", row[2]) < 590]

    def draw(canvas: Canvas) -> None:
        for x, y, size, words in rows:
            canvas.setFont("Helvetica", size)
            canvas.drawString(x, y, " ".join(words))

    from veedor.documents.geometry import Map
    from veedor.documents.pdf_text import read_layer

    file = pdfium.PdfDocument(made_pdf.drawn(path, draw))
    page = read_layer(file[0].get_textpage(), Map(e=-1.0, f=842.0), 595, 842).page(1)
    assert [page.text[word.start : word.end] for word in page.words] == page.text.split()
    for word in page.words:
        assert word.box is not None
        assert 0 <= word.box.x0 < word.box.x1 <= 595
        assert 0 <= word.box.y0 < word.box.y1 <= 842
    written = file[0].get_textpage().get_text_range().replace("\x02", "-").replace("\ufffe", "-")
    assert sorted("".join(written.split())) == sorted("".join(page.text.split()))


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([], []),
        ([(0, 0, 100, 10)], [0]),
        ([(40, 90, 60, 100), (0, 0, 100, 80)], [1, 0]),  # the page number first
        ([(0, 0, 40, 90), (60, 0, 100, 90)], [0, 1]),
        ([(60, 0, 100, 90), (0, 0, 40, 90)], [1, 0]),  # the right column first
        ([(0, 0, 40, 40), (60, 0, 100, 45), (0, 46, 40, 90), (60, 50, 100, 90)], [0, 2, 1, 3]),
        ([(0, 0, 40, 10), (60, 0, 100, 10), (0, 80, 40, 90), (60, 80, 100, 90)], [0, 1, 2, 3]),  # signatures
        ([(0, 0, 100, 10), (0, 20, 40, 90), (60, 20, 100, 90), (0, 95, 100, 99)], [0, 1, 2, 3]),
        ([(0, 0, 60, 60), (40, 40, 100, 100), (20, 20, 80, 80)], [0, 1, 2]),  # one over the other
    ],
)
def test_blocks_in_reading_order(blocks: list[tuple[float, ...]], expected: list[int]) -> None:
    """A table of blocks as a file writes them, and as they are read."""
    assert sort_blocks(blocks) == expected


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 2, *[st.integers(1, 30)] * 2), max_size=30))
def test_no_block_is_lost(places: list[tuple[int, ...]]) -> None:
    """Whatever lies over whatever: each block is read once."""
    boxes = [(x, y, x + w, y + h) for x, y, w, h in places]
    assert sorted(sort_blocks(boxes)) == list(range(len(boxes)))
