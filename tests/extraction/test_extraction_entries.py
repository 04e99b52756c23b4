"""What stands beside its name: rows of tables, labelled lines, clauses below their headings."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.documents.tree import Cell, Page, Reading, Table
from veedor.extraction import extract
from veedor.extraction.document import Document
from veedor.extraction.view import View
from veedor.values.boxes import Box

TITLE = "CONVENIO DE COOPERACIÓN ENTRE LA POLICÍA NACIONAL DEL PERÚ Y MINERA INVENTADA S.A.\n\n"
BOX = Box(0, 0, 1, 1)


def with_table(rows, *, before=TITLE, after="\n\nLima, 3 de mayo de 2014\n", header=1):
    """A reading whose page holds a table of these rows behind a title."""
    text, cells = before, []
    for row_number, row in enumerate(rows):
        for column, words in enumerate(row):
            cells.append(Cell(row_number, column, BOX, start=len(text), end=len(text) + len(words)))
            text += words + " "
        text += "\n"
    table = Table(BOX, len(rows), len(rows[0]), tuple(cells), header_rows=header)
    text += after
    page = Page(1, 595, 842, "text", 1.0, text, tables=(table,))
    return Reading("paper.txt", hashlib.sha256(text.encode()).hexdigest(), "text/plain", (page,), paged=False)


def found(reading, peru, *fields):
    return [(f.field, f.value) for f in extract(reading, peru) if f.field in fields]


def test_rows_of_a_table_name_the_life_of_the_agreement(peru):
    reading = with_table(
        [
            ("CUADRO 1", "IDENTIFICACIÓN"),
            ("Fecha de suscripción", "30 de setiembre de 2014"),
            ("Resolución que lo aprueba", "Resolución Ministerial N° 9938-2014-IN/PNP"),
            ("Fecha de inicio", "15 de octubre de 2014"),
            ("Fecha de vencimiento", "14 de octubre de 2015"),
            ("Plazo", "Un (1) año calendario"),
            ("Vencimiento del convenio anterior", "1 de octubre de 2013"),
        ],
        after="\n",
    )
    fields = ("signed_on", "starts_on", "ends_on", "term", "approved_by")
    assert sorted(set(found(reading, peru, *fields))) == [
        ("approved_by", "RM 9938-2014-IN/PNP"),
        ("ends_on", "2015-10-14"),
        ("signed_on", "2014-09-30"),
        ("starts_on", "2014-10-15"),
        ("term", "P1Y"),
    ]


RATES = [
    ("GRADO", "EFECTIVOS", "POR DÍA (S/.)", "POR MES DE 30 DÍAS (S/.)"),
    ("Mayor", "1", "125.00", "3,750.00"),
    ("SOT1", "8", "1,095.00", "22,800.00"),
    ("TOTAL", "9", "", "26,550.00"),
]


def test_a_table_of_ranks_gives_a_rate_and_a_count_a_row(peru):
    values = found(with_table(RATES), peru, "payment", "officers")
    rate = {"currency": "PEN", "unit": "officer_day", "payee": "officer"}
    assert ("payment", rate | {"amount": "125.00", "rank": "mayor"}) in values
    assert ("payment", rate | {"amount": "1095.00", "rank": "SOT1"}) in values
    assert ("officers", {"count": 1, "rank": "mayor"}) in values
    assert ("officers", {"count": 8, "rank": "SOT1"}) in values
    assert not [value for field, value in values if field == "payment" and value["unit"] == "officer_month"]


def test_a_table_without_a_coin_pays_nothing(peru):
    rows = [("GRADO", "POR DÍA"), ("Mayor", "125.00")]
    assert found(with_table(rows), peru, "payment") == []
    assert found(with_table(rows, before=TITLE + "Los montos son en nuevos soles.\n"), peru, "payment") != []


def test_two_coins_around_a_table_leave_its_coin_unknown(peru):
    rows = [("GRADO", "POR DÍA"), ("Mayor", "125.00")]
    assert found(with_table(rows, before=TITLE + "Se paga en soles o en dólares.\n"), peru, "payment") == []


@pytest.mark.parametrize(("said", "given_"), [("Sí", True), ("SI", True), ("X", True), ("No", False), ("NO.", False)])
def test_a_row_that_says_yes_or_no_decides_what_is_given(peru, said, given_):
    rows = [("FACILIDAD", "LA EMPRESA LA BRINDA"), ("Alimentos", said), ("Dormitorios", "Sí"), ("Radios", "No")]
    values = [value for _, value in found(with_table(rows), peru, "logistics")]
    assert ("food" in values) is given_
    assert "lodging" in values
    assert "communications" not in values


def test_a_table_that_goes_on_keeps_the_heads_of_its_columns(peru):
    first = with_table(RATES[:2]).pages[0]
    second = with_table(RATES[2:3], before="", after="", header=0).pages[0]
    table = second.tables[0]
    goes_on = Table(BOX, table.rows, table.columns, table.cells, continues=True)
    pages = (first, Page(2, 595, 842, "text", 1.0, second.text, tables=(goes_on,)))
    reading = Reading("paper.txt", "0" * 64, "text/plain", pages, paged=True)
    assert Document(reading, peru).tables[1].top == Document(reading, peru).tables[0].top


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("10.1 Plazo: 24 meses.\n10.2 Inicio: 1 de junio de 2022.", {"term": "P24M", "starts_on": "2022-06-01"}),
        ("Vigencia: dos (2) años\nVence: 30/06/2020\n", {"term": "P2Y", "ends_on": "2020-06-30"}),
        ("Lugar y fecha: Lima, 24/05/2022.", {"signed_on": "2022-05-24"}),
        ("Inicio: a convenir.\nPlazo: por definir.", {}),
        ("Plazo de pago: 30 días.", {}),
    ],
)
def test_lines_that_name_what_they_say(reading_of, peru, lines, expected):
    fields = ("term", "starts_on", "ends_on", "signed_on")
    assert dict(found(reading_of(TITLE + lines), peru, *fields)) == expected


@pytest.mark.parametrize(
    ("clauses", "field", "value"),
    [
        ("Artículo 6°.- PLAZO. Un año, desde el 1 de marzo de 2015 hasta el 29 de febrero de 2016.", "term", "P1Y"),
        (
            "Artículo 6°.- PLAZO. Un año, desde el 1 de marzo de 2015 hasta el 29 de febrero de 2016.",
            "ends_on",
            "2016-02-29",
        ),
        ("Artículo 7°.- RESOLUCIÓN. Procede con aviso de quince días calendario.", "termination_notice", "P15D"),
        ("Artículo 6°.- PLAZO. Se paga dentro de los diez días de facturado.", "term", None),
        ("8. PLAZO\nEl servicio dura lo que la obra.", "term", None),
        (
            "Artículo 9°.- VIGENCIA. No hay renovación automática. La prórroga se pacta por adenda.",
            "renewal",
            "by_amendment",
        ),
    ],
)
def test_clauses_below_their_headings(reading_of, peru, clauses, field, value):
    values = [v for _, v in found(reading_of(TITLE + clauses + "\n"), peru, field)]
    assert values == ([value] if value else [])


def test_what_an_amendment_replaces_is_told_of_the_earlier_text(reading_of, peru):
    text = (
        "ADENDA AL CONVENIO N° 17-2011-REPOL-LIT\n\nDICE (Cláusula Novena):\n"
        '"El convenio rige hasta el 7 de agosto de 2013."\n\nDEBE DECIR:\n'
        '"El convenio rige hasta el 7 de agosto de 2014."\n'
    )
    ends = {f.value: f.about for f in extract(reading_of(text), peru) if f.field == "ends_on"}
    assert ends["2014-08-07"] == "this"
    assert ends["2013-08-07"] != "this"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("8. PLAZO\ntexto\n9. RESERVA\ntexto", ["8", "9"]),
        ("1. El 21 de noviembre se firmó\n2. Otra cosa", []),
        ("A. Sobre el objeto\ntexto\nB. Sobre el plazo\ntexto\nC. Sobre la reserva\ntexto", ["A", "B", "C"]),
        ("A. Pérez\nfirma\nB. Gómez", []),
        ("uno\n\ndos\n\ntres\n\nDEL PLAZO\n\nEl plazo es de un año.", ["DEL PLAZO"]),
    ],
)
def test_headings_by_number_letter_and_looks(reading_of, peru, text, labels):
    assert [c.label for c in Document(reading_of(text), peru).structure.clauses] == labels


@given(st.text(alphabet="aé \n-*N°1", max_size=120), st.integers(0, 119))
def test_a_raw_offset_leads_to_the_same_character_of_the_folded_text(raw, at):
    view = View(raw)
    folded = view.folded(min(at, len(raw)))
    assert 0 <= folded <= len(view.text)
    if folded < len(view.text) and at < len(raw) and raw[at].isalnum():
        assert view.raw_span(folded, folded + 1)[0] == at
