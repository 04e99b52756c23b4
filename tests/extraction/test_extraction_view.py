import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor import countries
from veedor.documents.layout import arranged
from veedor.documents.plain import page_of_text
from veedor.documents.tree import Reading, build_page
from veedor.extraction.structure import Structure
from veedor.extraction.view import View, lines_around, repeated_lines
from veedor.values.boxes import Box


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Artículo  1.º\nDOÑA", "articulo 1.° dona"),
        ("**TÍTULO**", "titulo"),
        ("el**MINISTERIO** de", "el ministerio de"),
        ("interinstitu-\ncional", "interinstitucional"),
        ("N° 001-\n2018-EF", "n° 001-2018-ef"),
        ("a los ____ días del mes de ......... de", "a los _ dias del mes de _ de"),
        ("“comillas” y ‘otras’ — raya", "\"comillas\" y 'otras' - raya"),
        ("a\u0301rea y \u00ad guion\u200b", "area y guion"),
        ("N* 12", "n* 12"),
        ("", ""),
    ],
)
def test_folding(raw, folded):
    assert View(raw).text.strip() == folded


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_folded_offsets_lead_back_into_the_raw_text(raw):
    view = View(raw)
    assert len(view.text) == len(view.cased)
    for start in range(0, len(view.text), 7):
        first, last = view.raw_span(start, min(len(view.text), start + 9))
        assert 0 <= first <= last <= len(raw)


@given(
    st.lists(
        st.sampled_from(["Ley", "N°", "27806", "\n", "  ", "**", "policía", "DÉCIMA", "-\n", "…", "\f"]), max_size=60
    )
)
def test_a_word_found_in_the_fold_is_the_word_in_the_raw_text(parts):
    raw = " ".join(parts)
    view = View(raw)
    at = view.text.find("27806")
    while at >= 0:
        assert raw[slice(*view.raw_span(at, at + 5))] == "27806"
        at = view.text.find("27806", at + 1)


def test_headers_repeated_on_every_page_do_not_cut_sentences():
    pages = ["el plazo de", "dos (02) años", "del convenio"]
    raw = "\f".join(f"GOBIERNO REGIONAL\n{i + 1}/3\n{text}\nwww.pie.pe" for i, text in enumerate(pages))
    assert len(repeated_lines(raw)) == 6
    assert "dos (02) anos del convenio" in View(raw).text.replace("www.pie.pe ", "")


def test_sentences_stop_at_full_stops_and_not_at_abbreviations():
    abbreviations = countries.get("pe").lexicon.pattern("view.abbreviations")
    view = View("Primera frase larga. El Sr. Pérez de la Av. Grau N° 3 firma; otra cosa. Fin", abbreviations)
    start, end = view.sentence(view.text.index("perez"))
    assert view.text[start:end] == "el sr. perez de la av. grau n° 3 firma; "


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("PRIMERA.- ANTECEDENTES", "PRIMERA"),
        ("CLÁUSULA PRIMERA: ANTECEDENTES", "PRIMERA"),
        ("PRIMERA: De las Partes. -", "PRIMERA"),
        ("CLÁUSULA DÉCIMO SEGUNDA.- PLAZO", "DÉCIMO SEGUNDA"),
        ("**CUARTO - PLAZO", "CUARTO"),
        ("6.2 El personal", "6.2"),
        ("4.1. LA PNP", "4.1"),
        ("II. PERSONAL", "II"),
        ("Artículo 1°.- Aprobar", "Artículo 1"),
        ("ARTÍCULO SEGUNDO: Notificar", "Artículo SEGUNDO"),
    ],
)
def test_clause_headings(heading, label):
    view = View(f"texto de antes\n{heading}\nel cuerpo")
    assert Structure(view, countries.get("pe")).clause_at(view.text.index("cuerpo")) == label


def test_words_in_running_text_are_no_headings():
    view = View("conforme a la cláusula segunda del convenio, la primera vez")
    assert Structure(view, countries.get("pe")).clauses == []


def _line(text, y, x=72):
    words = []
    for word in text.split():
        words.append((word, Box(x, y, x + 5 * len(word), y + 9), 1.0))
        x += 5 * len(word) + 5
    return words


def test_the_roles_of_lines_say_what_is_passed_over():
    """A sentence over a page break is one text, and its quote has no box on footer, number and header."""
    head, foot = "MINERA CERRO INVENTADO S.A.C.", "Calle Muestra 123, Lima"
    pages = [
        build_page(
            n, 595, 842, "text", 1.0, [[_line(head, 40)], [_line(text, 300)], [_line(foot, 790)], [_line(no, 815)]]
        )
        for n, text, no in (
            (1, "El plazo de vigencia del convenio es de dos (02) años con-", "- 1 -"),
            (2, "tados desde la suscripción por ambas partes.", "- 2 -"),
            (3, "Fin.", "- 3 -"),
        )
    ]
    reading = Reading("a.pdf", "0" * 64, "application/pdf", arranged(pages))
    view = View(reading.text, None, lines_around(reading))
    assert "es de dos (02) anos contados desde la suscripcion" in view.text
    assert view.text.startswith("minera cerro inventado")
    assert view.text.count("minera") == 1
    assert view.paragraph(view.text.index("plazo")) == view.paragraph(view.text.index("suscripcion"))
    start = view.text.index("plazo")
    places = reading.places(*view.raw_span(start, view.text.index("suscripcion")))
    assert [(p.page, [b.y0 for b in p.boxes]) for p in places] == [(1, [300]), (2, [300])]


def test_without_boxes_repeated_lines_are_found_in_the_text():
    reading = Reading("a.txt", "0" * 64, "text/plain", (page_of_text("uno\fdos"),), paged=False)
    assert lines_around(reading) is None
