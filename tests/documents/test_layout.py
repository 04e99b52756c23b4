"""The layout of a paper: roles of lines, order of columns, tables and lists, and never a word lost."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from veedor.documents import read
from veedor.documents.layout import arranged
from veedor.documents.tree import Page, Reading, build_page
from veedor.values.boxes import Box

WIDTH, HEIGHT = 595.0, 842.0
LETTER = 5.0


def line(text: str, x: float, y: float, *, letter: float = LETTER, high: float = 9.0) -> list[tuple[str, Box, float]]:
    """The words of one line, as broad as their letters, from `x` on at `y`."""
    found = []
    for word in text.split(" "):
        if word:
            found.append((word, Box(x, y, x + letter * len(word), y + high), 1.0))
        x += letter * (len(word) + 1)
    return found


def page(number: int, *lines: list[tuple[str, Box, float]], source: str = "text") -> Page:
    """A page of one block a line."""
    return build_page(number, WIDTH, HEIGHT, source, 1.0, [[one] for one in lines])  # type: ignore[arg-type]


def body(count: int = 20, top: float = 150.0) -> list[list[tuple[str, Box, float]]]:
    """Lines of running text over the breadth of the page."""
    words = "el personal policial presta el servicio extraordinario en los turnos que se acuerden para ello"
    return [line(words, 72, top + 15 * n) for n in range(count)]


def roles(made: Page) -> dict[str, str]:
    """The role of each line that is not body, by its text."""
    return {" ".join(w.text for w in one.words): one.role for one in made.lines if one.role != "body"}


# ---------------------------------------------------------------------- roles


def test_lines_that_pages_share_at_their_edges_are_headers_and_footers() -> None:
    """Alike but for figures and what an engine errs in, at the same height."""
    heads = ("GOBIERNO REGIONAL DE AREQUIPA", "GOBIERNO REGI0NAL DE AREQUIFA", "GOBIERNO REGIONAL DE AREQUIPA a ¿")
    pages = arranged(
        [
            page(n, line(head, 180, 60), *body(), line(f"Exp. N° {n}77-2024 www.pie.pe", 72, 800))
            for n, head in enumerate(heads, start=1)
        ]
    )
    assert [sorted(roles(one).values()) for one in pages] == [["footer", "header"]] * 3


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("Página {n} de 3", 260, 800),
        ("Pág. 0{n}", 260, 800),
        ("- {n} -", 290, 800),
        ("– {n} –", 290, 30),
        ("{n}/3", 290, 800),
        ("{n} de 3", 500, 30),
        ("{n}", 290, 810),
        ("{roman}", 290, 810),
        ("Folio N° {n}", 500, 30),
        ("00012{n}", 540, 20),
        ("{back}", 540, 20),
    ],
)
def test_page_numbers_in_all_their_forms(text: str, x: float, y: float) -> None:
    """Said, between dashes, of a total, counting along, Roman, stamped in a corner, counting backwards."""
    made = [
        page(n, line(text.format(n=n, roman=["i", "ii", "iii"][n - 1], back=250 - n), x, y), *body()) for n in (1, 2, 3)
    ]
    assert [list(roles(one).values()) for one in arranged(made)] == [["page_number"]] * 3


def test_a_folio_in_words_beside_its_figures() -> None:
    """`000123` and `ciento veintitrés` in a corner, on a single page."""
    (made,) = arranged([page(1, line("000123", 530, 20), line("ciento veintitrés", 480, 34), *body())])
    assert set(roles(made).values()) == {"page_number"}
    assert len(roles(made)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "CONVENIO ESPECÍFICO N° 012-2018",
        "GOBIERNO REGIONAL DE AREQUIPA",
        "2018",
        "Firmado digitalmente por el titular",
        "15 de marzo de 2018",
        "www.regionarequipa.gob.pe",
    ],
)
@pytest.mark.parametrize("y", [40.0, 800.0])
def test_a_paper_of_one_page_repeats_nothing(text: str, y: float) -> None:
    """When unsure, it is body: what is taken for a footer is no longer read."""
    (made,) = arranged([page(1, line(text, 200, y), *body())])
    assert roles(made) == {}


def test_headings_that_count_along_are_body() -> None:
    """`ANEXO 1`, `ANEXO 2`: at the head of each page, and no header."""
    pages = arranged([page(n, line(f"ANEXO N° {n}", 270, 80), *body()) for n in (1, 2, 3)])
    assert [roles(one) for one in pages] == [{}] * 3


def test_figures_in_the_text_are_no_page_numbers() -> None:
    """A number that does not count along, a line of the text that begins with one, rows of a table at the edge."""
    pages = arranged([page(n, *body(), line(f"{17 * n}", 290, 810), line("3 de marzo", 72, 780)) for n in (1, 2, 3)])
    assert "page_number" not in {role for one in pages for role in roles(one).values()}


def test_what_stands_beside_the_text_is_a_margin_note() -> None:
    """In the outer part of the page and wholly beside the text; or sideways there. A hung-out heading is body."""
    tall = [("CONSORCIO", Box(20, 300, 30, 420), 0.9)]
    made = page(1, *body(), line("conforme", 12, 300), tall, line("PRIMERA.-", 60, 480))
    (made,) = arranged([made])
    assert roles(made) == {"conforme": "margin", "CONSORCIO": "margin"}


def test_a_page_read_sideways_is_left_alone() -> None:
    """Where most words run up or down, top and bottom are not what they seem."""
    tall = [[("GOBIERNO", Box(20 + 20 * n, 300, 30 + 20 * n, 420), 0.9)] for n in range(12)]
    (made,) = arranged([page(1, *tall, line("- 3 -", 290, 810))])
    assert roles(made) == {}


def test_small_print_under_a_mark_is_a_footnote() -> None:
    """From the line with the mark to the foot of the page; small print without a mark is body."""
    note = [
        line("1 Según la Resolución Ministerial citada en los antecedentes", 72, 740, letter=3.8, high=7),
        line("del presente convenio y en sus anexos.", 72, 750, letter=3.8, high=7),
    ]
    (made,) = arranged([page(1, *body(), *note, line("- 1 -", 290, 810))])
    assert [one.role for one in made.lines][-3:] == ["footnote", "footnote", "page_number"]
    (made,) = arranged([page(1, *body(), note[1])])
    assert roles(made) == {}


# ---------------------------------------------------------------------- columns

LEFT = [f"izquierda{n} palabras que llenan la columna" for n in range(12)]
RIGHT = [f"derecha{n} palabras que llenan la columna" for n in range(12)]


def _first_words(made: Page) -> list[str]:
    return [one.words[0].text for one in made.lines]


def _columns(*, glued: bool, shift: float = 0.0) -> list[list[tuple[str, Box, float]]]:
    found = []
    for n, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True)):
        left, right = line(a, 60, 200 + 14 * n), line(b, 310, 200 + shift + 14 * n)
        found += [left + right] if glued else [left, right]
    return found


@pytest.mark.parametrize(("glued", "shift"), [(True, 0.0), (False, 0.0), (False, 6.0)])
def test_columns_are_read_one_after_the_other(glued: bool, shift: float) -> None:
    """Lines glued over the gutter are parted; the title over both stays above, the line below them below."""
    title, end = (
        line("RESOLUCIÓN MINISTERIAL DE LA QUE TODAS LAS COLUMNAS DE ABAJO SON", 100, 120),
        line("Regístrese, comuníquese y publíquese en el diario oficial El Peruano de hoy", 90, 420),
    )
    (made,) = arranged([page(1, title, *_columns(glued=glued, shift=shift), end)])
    wanted = ["RESOLUCIÓN", *(t.split()[0] for t in LEFT), *(t.split()[0] for t in RIGHT), "Regístrese,"]
    assert _first_words(made) == wanted


def test_three_columns() -> None:
    """As in the official gazette: one gutter is found, then the other."""
    rows = [
        [*line(f"una{n} primera columna llena", 40, 200 + 12 * n, letter=4.6),
         *line(f"dos{n} segunda columna llena", 215, 200 + 12 * n, letter=4.6),
         *line(f"tres{n} tercera columna llen", 390, 200 + 12 * n, letter=4.6)]
        for n in range(10)
    ]  # fmt: skip
    (made,) = arranged([page(1, *rows)])
    assert _first_words(made) == [f"{c}{n}" for c in ("una", "dos", "tres") for n in range(10)]


def test_columns_in_order_stay_as_they_are() -> None:
    """Nothing moves where all of the left came before all of the right."""
    left = [line(text, 60, 200 + 14 * n) for n, text in enumerate(LEFT)]
    right = [line(text, 310, 200 + 14 * n) for n, text in enumerate(RIGHT)]
    given_page = page(1, *left, *right)
    assert arranged([given_page]) == (given_page,)


def test_text_with_wide_spaces_is_no_column() -> None:
    """Justified lines have wide spaces, and never one below the other for long; names under signatures are short."""
    names = [line("Juan MODELO", 100, 600) + line("Ana EJEMPLO", 380, 600)]
    names += [line("Gerente General", 95, 612) + line("Jefa de Región", 375, 612)]
    given_page = page(1, *body(), *names)
    assert [w.text for w in arranged([given_page])[0].words] == [w.text for w in given_page.words]


# ---------------------------------------------------------------------- tables

RATES = (
    ("GENERAL PNP", "S/ 250.00"),
    ("CORONEL PNP", "S/ 220.00"),
    ("MAYOR PNP", "S/ 180.50"),
    ("SUBOFICIAL", "90.00"),
)


def _rates(*, by_column: bool) -> list[list[tuple[str, Box, float]]]:
    ranks = [line(rank, 100, 400 + 16 * n) for n, (rank, _) in enumerate(RATES)]
    rates = [line(rate, 400 - LETTER * len(rate), 400 + 16 * n) for n, (_, rate) in enumerate(RATES)]
    return [*ranks, *rates] if by_column else [a + b for a, b in zip(ranks, rates, strict=True)]


@pytest.mark.parametrize("by_column", [True, False])
def test_rates_in_plain_columns_are_a_table(by_column: bool) -> None:
    """A rate stands beside its rank, in one line, whatever the order in which the engine read the columns."""
    (made,) = arranged([page(1, *body(10), *_rates(by_column=by_column), *body(5, 600))])
    (table,) = made.tables
    assert (table.rows, table.columns, table.ruled) == (4, 2, False)
    assert [made.cell_text(cell) for cell in table.cells] == [text for row in RATES for text in row]
    assert [f"{a} {b}" for a, b in RATES] == made.text.split("\n\n")[10:14]


def test_a_head_and_an_entry_of_two_lines() -> None:
    """The row without figures names the columns; a line close below goes on in its cell."""
    rows = [
        line("GRADO", 100, 384) + line("MONTO", 370, 384),
        *_rates(by_column=False),
        line("DE PRIMERA", 100, 460),
    ]
    (made,) = arranged([page(1, *body(10), *rows, *body(5, 600))])
    (table,) = made.tables
    assert (table.rows, table.header_rows) == (5, 1)
    assert made.cell_text(table.cells[-2]) == "SUBOFICIAL DE PRIMERA"


@pytest.mark.parametrize(
    "rows",
    [
        [("a)", "pagar el monto de 100"), ("b)", "pagar el monto de 200"), ("c)", "pagar el monto de 300")],
        [("RUC:", "20999999991"), ("DNI:", "99999999"), ("Teléfono:", "054 38")],
        [("Objeto", "........... 3"), ("Plazo", "............ 4"), ("Pago", ".......... 5")],
        [("Juan MODELO", "Ana EJEMPLO"), ("Gerente General", "Jefa de Región"), ("DNI 99999999", "DNI 99999998")],
        [("uno", "12"), ("dos", "15")],
    ],
)
def test_what_looks_like_a_table_and_is_none(rows: list[tuple[str, str]]) -> None:
    """A list, a form, a table of contents, signatures, two rows."""
    lines = [line(a, 100, 400 + 14 * n) + line(b, 300, 400 + 14 * n) for n, (a, b) in enumerate(rows)]
    (made,) = arranged([page(1, *body(10), *lines)])
    assert made.tables == ()


def test_a_table_that_goes_on_over_the_page() -> None:
    """The first table of a page in the columns of the one that ended the page before."""
    first = page(1, *body(10), *_rates(by_column=False), line("- 1 -", 290, 810))
    second = page(2, *_rates(by_column=False), *body(5, 600), line("- 2 -", 290, 810))
    assert [one.tables[0].continues for one in arranged([first, second])] == [False, True]


# ---------------------------------------------------------------------- lists


def test_an_item_begins_a_block() -> None:
    """`a)` and `–` after a line that ends; what goes on below an item belongs to it."""
    texts = [
        "Son obligaciones de la empresa:",
        "a) Pagar a tiempo lo que se debe según la Ley N°",
        "27. del año pasado;",
        "b) Dar alojamiento.",
        "– y alimentos",
    ]
    one_block = build_page(1, WIDTH, HEIGHT, "text", 1.0, [[line(t, 72, 200 + 14 * n) for n, t in enumerate(texts)]])
    (made,) = arranged([one_block])
    assert made.text.split("\n\n") == [texts[0], f"{texts[1]}\n{texts[2]}", texts[3], texts[4]]


# ---------------------------------------------------------------------- nothing is lost

WORDS = st.sampled_from(
    ["GENERAL", "PNP", "S/", "250.00", "a)", "–", "de", "la", "servicio", "Página", "1", "3", "policía-"]
)


@st.composite
def pages_of_lines(draw: st.DrawFn) -> list[Page]:
    made = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        blocks = []
        for _ in range(draw(st.integers(0, 14))):
            x, y = draw(st.sampled_from([20.0, 72.0, 310.0, 400.0])), draw(st.integers(1, 60)) * 13.5
            words = draw(st.lists(WORDS, min_size=1, max_size=9))
            gap = draw(st.sampled_from([1, 1, 12]))
            blocks.append([line((" " * gap).join(words), x, y)])
        made.append(build_page(number, WIDTH, HEIGHT, "ocr", 0.9, blocks))
    return made


@settings(max_examples=100, deadline=None)
@given(pages_of_lines())
def test_no_word_is_lost_and_all_offsets_hold(given_pages: list[Page]) -> None:
    """The words are a permutation with their boxes; offsets, cells and roles fit; arranging again changes nothing."""
    made = arranged(given_pages)
    for before, after in zip(given_pages, made, strict=True):
        assert Counter((w.text, w.box) for w in before.words) == Counter((w.text, w.box) for w in after.words)
        assert all(after.text[w.start : w.end] == w.text for w in after.words)
        assert after.text.split() == [w.text for w in after.words]
        starts = [w.start for w in after.words]
        assert starts == sorted(starts)
        for table in after.tables:
            spans = sorted((c.start, c.end) for c in table.cells if c.end > c.start)
            assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert [w.text for one in arranged(made) for w in one.words] == [w.text for one in made for w in one.words]


# ---------------------------------------------------------------------- made files, digital and as pictures


TEXTS = ("El personal presta servicio en", "La empresa asume los gastos de", "Ambas partes evaluan cada mes")
NAMES = ("puestos fijos", "carreteras", "campamentos", "hoteles", "oficinas", "talleres", "pozos", "minas", "ferias")


def _convenio(path: Path) -> Path:
    """Three pages: header, footer, page number, a ruled table of rates that the text goes on after, a broken word."""
    made = canvas.Canvas(str(path), pagesize=(595, 842))
    for number in (1, 2, 3):
        made.setFont("Helvetica", 9)
        made.drawString(180, 800, "MINERA CERRO INVENTADO S.A.C.")
        made.drawString(260, 30, f"Página {number} de 3")
        made.setFont("Helvetica", 12)
        for row in range(18):
            made.drawString(72, 740 - 18 * row, f"{TEXTS[number - 1]} {NAMES[row % 9]}, {NAMES[row // 9]}")
        if number == 2:
            made.grid([100, 260, 380, 500], [180, 205, 230, 255, 280])
            cells = (("Grado", "Turno", "Monto"), ("General PNP", "1", "S/ 250.00"), ("Coronel PNP", "2", "S/ 220.00"))
            for at, row in enumerate((*cells, ("Mayor PNP", "4", "S/ 180.50"))):
                for x, text in zip((106, 290, 420), row, strict=True):
                    made.drawString(x, 263 - 25 * at, text)
        if number == 1:
            made.drawString(72, 400, "la empresa paga el servicio extra-")
        if number == 2:
            made.drawString(72, 758, "ordinario de la policia-empresa.")
        made.showPage()
    made.save()
    return path


@pytest.fixture(scope="module", params=["digital", "picture"])
def convenio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """The same paper with text of its own, and as pictures."""
    folder = tmp_path_factory.mktemp("layout")
    path = _convenio(folder / "convenio.pdf")
    if request.param == "picture":
        from veedor.documents.limits import Limits
        from veedor.documents.pdf import PdfFile

        pictures = [PdfFile(path, Limits()).picture(n, 200).convert("L") for n in (1, 2, 3)]
        path = folder / "convenio.tiff"
        pictures[0].save(path, save_all=True, append_images=pictures[1:], dpi=(200, 200), compression="tiff_lzw")
    return read(path).reading


def test_a_made_paper(convenio: Reading) -> None:
    """Header, page number and table of a file, whichever way its words came."""
    for one in convenio.pages:
        assert sorted(roles(one).values()) == ["header", "page_number"]
    (table,) = convenio.pages[1].tables
    assert (table.rows, table.columns, table.ruled, table.header_rows) == (4, 3, True, 1)
    cells = [convenio.pages[1].cell_text(cell) for cell in table.cells]
    assert cells[3:6] == ["General PNP", "1", "S/ 250.00"]
    assert cells[9:] == ["Mayor PNP", "4", "S/ 180.50"]
    assert "Coronel PNP 2 S/ 220.00" in convenio.pages[1].text
    inside = [Box(99, 500, 501, 663).intersection(cell.box) for cell in table.cells]
    assert all(inside)
