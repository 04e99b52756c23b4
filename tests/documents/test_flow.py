"""The text read on: over line ends and page breaks, and always back to the words as printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.test_layout import body, line, page, pages_of_lines
from veedor.documents.flow import compounds_of, flow_of, is_joined, search_texts
from veedor.documents.layout import arranged
from veedor.documents.tree import Page, Reading, build_page
from veedor.values.folding import fold


def reading(*pages: Page) -> Reading:
    """A reading of these pages, arranged."""
    return Reading("a.pdf", "0" * 64, "application/pdf", arranged(pages))


def _over_a_break() -> Reading:
    """Two pages whose sentence, and whose word, run on past footer, number and header."""
    around = "MINERA CERRO INVENTADO S.A.C."
    first = page(
        1,
        line(around, 180, 40),
        *body(5),
        line("La empresa paga el servicio extra-", 72, 600),
        line("1 Véase la resolución citada arriba en los antecedentes", 72, 700, letter=3.8, high=7),
        line("- 1 -", 290, 810),
    )
    second = page(
        2, line(around, 180, 40), line("ordinario de la policía-", 72, 100), line("empresa.", 72, 115), *body(5, 300)
    )
    return reading(first, page(2, *[[(w.text, w.box, 1.0) for w in one.words] for one in second.lines]))


def test_a_sentence_over_a_page_break_is_one_text() -> None:
    """Header, page number and footnote in between are passed over; the word is whole, with both its places."""
    given_reading = _over_a_break()
    flow = flow_of(given_reading)
    assert "paga el servicio extraordinario de la policíaempresa." in flow.text
    assert "- 1 -" not in flow.text
    assert "CERRO INVENTADO" not in flow.text
    assert flow.text.index("Véase") > flow.text.index("extraordinario")
    at = flow.text.index("extraordinario de")
    spans = flow.spans(at, at + len("extraordinario"))
    assert [given_reading.text[a:b] for a, b in spans] == ["extra", "ordinario"]
    assert [p.page for a, b in spans for p in given_reading.places(a, b)] == [1, 2]


def test_a_quote_over_a_page_break_has_no_box_on_what_stands_between() -> None:
    """Neither footer nor page number nor header is marked; a quote of the header itself is."""
    given_reading = _over_a_break()
    start = given_reading.text.index("La empresa")
    end = given_reading.text.index("ordinario de") + 9
    places = given_reading.places(start, end)
    assert [(p.page, [round(b.y0) for b in p.boxes]) for p in places] == [(1, [600]), (2, [100])]
    head = given_reading.text.index("CERRO")
    assert [round(b.y0) for b in given_reading.places(head, head + 5)[0].boxes] == [40]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("interinstitu", "cional", True),
        ("policía", "empresa", False),
        ("S", "17", False),
        ("1", "2", False),
        ("D.S.", "004", False),
        ("LAS", "BAMBAS", False),
        ("extra", "Ordinario", False),
        ("", "x", False),
    ],
)
def test_which_hyphens_go(before: str, after: str, joined: bool) -> None:
    """Between small letters, unless the paper writes the word with a hyphen elsewhere."""
    assert is_joined(before, after, compounds_of("el acuerdo policía-empresa S-17")) is joined


def test_a_compound_keeps_its_hyphen_in_the_flow() -> None:
    """What is broken at its own hyphen is written as the paper writes it elsewhere."""
    lines = ["el convenio policía-empresa y el policía-", "empresa de antes, N° S-", "17 del año"]
    made = reading(build_page(1, 595, 842, "text", 1.0, [[line(t, 72, 200 + 14 * n) for n, t in enumerate(lines)]]))
    assert flow_of(made).text == "el convenio policía-empresa y el policía-empresa de antes, N° S-17 del año"


def test_a_text_without_boxes_flows_too() -> None:
    """Paragraphs stay, broken words are joined."""
    from veedor.documents.plain import page_of_text

    made = Reading("a.txt", "0" * 64, "text/plain", (page_of_text("interinstitu-\ncional uno\n\ndos"),), paged=False)
    assert flow_of(made).text == "interinstitucional uno\n\ndos"


def test_search_finds_broken_words_and_what_runs_over_the_page() -> None:
    """On the page on which they begin; as printed too."""
    first, second = (fold(text) for text in search_texts(_over_a_break().pages))
    assert "extraordinario de la policia-" in first
    assert "extra-" in first
    assert "cerro inventado" in second
    alone = build_page(1, 595, 842, "text", 1.0, [[line("interinstitu-", 72, 200), line("cional", 72, 214)]])
    assert "interinstitucional" in search_texts([alone])[0]


@settings(max_examples=100, deadline=None)
@given(pages_of_lines(), st.data())
def test_the_flow_leads_back(given_pages: list[Page], data: st.DataObject) -> None:
    """Every character of the flow but white space is that of the reading's text at its place."""
    made = reading(*given_pages)
    flow = flow_of(made)
    start = data.draw(st.integers(0, len(flow.text)))
    end = data.draw(st.integers(start, len(flow.text)))
    back = "".join(made.text[a:b] for a, b in flow.spans(start, end))
    assert "".join(back.split()) == "".join(flow.text[start:end].split())
    kept = sum(
        len(w.text) for p in made.pages for one in p.lines for w in one.words if one.role in {"body", "footnote"}
    )
    assert len("".join(flow.text.split())) + flow.text.count("policíade") <= kept
