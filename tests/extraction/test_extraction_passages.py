"""A paper in passages: paragraphs with their clause, over the ends of lines and pages, without private numbers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from veedor import countries
from veedor.documents.tree import PAGE_BREAK, Reading, build_page
from veedor.extraction.passages import LONGEST, Passage, keys_of, passages, words_of
from veedor.values.boxes import Box

COUNTRY = countries.get()


def reading(*pages: list[list[str]]) -> Reading:
    """Pages of blocks of lines, with boxes."""
    made = []
    for number, blocks in enumerate(pages, 1):
        laid = [
            [[(word, Box(50 + 60 * i, 100.0, 105 + 60 * i, 112.0), 1.0) for i, word in enumerate(line.split())]
             for line in block]
            for block in blocks
        ]  # fmt: skip
        made.append(build_page(number, 595, 842, "text", 1.0, laid))
    return Reading("x.pdf", "ab" * 32, "application/pdf", tuple(made))


def plain(text: str) -> Reading:
    """A text without pages."""
    page = build_page(1, 0, 0, "text", 1.0, [])
    return Reading("x.txt", "ab" * 32, "text/plain", (type(page)(1, 0, 0, "text", 1.0, text),), paged=False)


def shown(found: list[Passage]) -> list[tuple[int | None, str, str, str, str]]:
    return [(p.page, p.clause, p.part, p.heading, p.text) for p in found]


def test_clauses_parts_and_headings() -> None:
    """A line that begins a clause begins a passage, with or without a blank line; a heading holds for its parts."""
    made = passages(
        reading(
            [
                ["CONVENIO DE MUESTRA"],
                ["CLÁUSULA PRIMERA: DEL OBJETO", "1.1 El objeto es la seguridad", "de la mina.", "1.2 No hay otro."],
                ["SEGUNDA.- El plazo es de un año y se cuenta desde su firma por las partes del convenio."],
            ]
        ),
        COUNTRY,
    )
    assert shown(made) == [
        (1, "", "", "", "CONVENIO DE MUESTRA"),
        (1, "PRIMERA", "", "DEL OBJETO", "CLÁUSULA PRIMERA: DEL OBJETO"),
        (1, "PRIMERA", "1.1", "DEL OBJETO", "1.1 El objeto es la seguridad de la mina."),
        (1, "PRIMERA", "1.2", "DEL OBJETO", "1.2 No hay otro."),
        (
            1,
            "SEGUNDA",
            "",
            "",
            "SEGUNDA.- El plazo es de un año y se cuenta desde su firma por las partes del convenio.",
        ),
    ]


def test_a_paragraph_over_a_page_is_one_and_broken_words_are_whole() -> None:
    """It is found by words of both pages, and knows where each of its lines stands."""
    made = reading([["La empresa pagará las bonifi-", "caciones que el personal"]], [["policial haya devengado."]])
    (one,) = passages(made, COUNTRY)
    assert one.text == "La empresa pagará las bonificaciones que el personal policial haya devengado."
    assert one.page == 1
    assert [made.text[a:b] for a, b in one.spans] == [
        "La empresa pagará las bonifi",
        "caciones que el personal",
        "policial haya devengado.",
    ]
    assert set(keys_of("bonificación policiales", COUNTRY)) <= set(one.keys)


def test_private_numbers_have_no_key() -> None:
    """The words around them have; the text itself is not changed."""
    (one,) = passages(plain("Ana Inventada, identificada con DNI N° 09876543, firma."), COUNTRY)
    assert "09876543" in one.text
    assert not any("0987" in key for key in one.keys)
    assert {"ana", "dni"} <= set(one.keys)


def test_marks_of_ordinals_are_no_letters() -> None:
    """`Nº 5` and `N° 5` are `n` and `5`; an accent written apart belongs to its letter."""
    assert keys_of("Nº 5 N° 5 1.ª compañía S.A.C.", COUNTRY)[:6] == (
        "n",
        "5",
        "n",
        "5",
        "1",
        keys_of("compania", COUNTRY)[0],
    )


def test_a_file_without_pages_has_passages_without_page() -> None:
    """A mail, a text."""
    assert [p.page for p in passages(plain("uno\n\ndos"), COUNTRY)] == [None, None]


@given(st.lists(st.text(alphabet="abcñ .;\n-1º\u0301\f", max_size=400), max_size=3).map("\n\n".join))
@settings(max_examples=60, deadline=None)
def test_every_word_is_in_one_passage(text: str) -> None:
    """None is lost, none is in two, none is longer than it may be; spans give the letters back."""
    made = plain(text + " palabra" * 700)
    found = passages(made, COUNTRY)
    held = [p.text[w.start : w.end] for p in found for w in words_of(p.text, COUNTRY)]
    assert held == [made.text[w.start : w.end] for w in words_of(made.text, COUNTRY)]
    assert sum(len(p.keys) for p in found) == len(held)
    assert all(len(p.text) <= LONGEST + 1 and PAGE_BREAK not in p.text for p in found)
