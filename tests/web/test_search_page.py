"""The search page: what is typed is escaped, hits are marked and lead to the page, pages, feed and JSON agree."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.register.test_search_finding import LINES, paper
from veedor.register.models import Collection, Page, Passage, Reading
from veedor.web.views import search

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]


@pytest.fixture
def client(settings: object) -> Client:
    settings.VEEDOR_DESK = False  # type: ignore[attr-defined]
    return Client(headers={"host": "localhost"})


@pytest.fixture
def collection(home: object) -> Collection:
    return Collection.objects.create(slug="main", title="Main")


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_hit_shows_its_sentence_paper_page_and_clause(client: Client, collection: Collection) -> None:
    """The words are marked in every form; the link goes to the paragraph on the page, with the same words asked."""
    document = paper(collection)
    text = text_of(client, "/es/buscar/?q=compania+oficiales+servicio")
    assert "<mark>Compañía</mark> Minera Inventada pagará" in text
    assert "<mark>oficial</mark>" in text
    assert "1 párrafo" in text
    assert "Página 1, cláusula QUINTA" in text
    assert "26 de octubre de 2017" in text
    number = Passage.objects.get(text=LINES[2]).number
    address = f"/es/documentos/{document.sha256}/?q=compania+oficiales+servicio#h{number}"
    assert f'href="{address}"' in text
    shown = text_of(client, address)
    (group,) = re.findall(rf'<g id="h{number}" class="hit">.*?</g>', shown)
    assert group.count("<rect") == 3
    assert "1 párrafo de este documento" in shown


def test_what_is_typed_is_escaped(client: Client, collection: Collection) -> None:
    """In the box, in the hits, in the complaints, on the paper's page."""
    paper(collection, lines=("CONVENIO", "<b>fuerza</b> & armas"))
    for address in ("/es/buscar/?q=%3Cscript%3Ex%3A%3Cb%3E+fuerza", "/es/buscar/?q=fuerza&anio=%3Cscript%3E"):
        text = text_of(client, address)
        assert "<script" not in text
    assert "&lt;b&gt;<mark>fuerza</mark>&lt;/b&gt; &amp; armas" in text_of(client, "/es/buscar/?q=fuerza")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("?q=%22fuerza", "Unas comillas no se cierran"),
        ("?q=-fuerza", "Solo hay palabras que excluir"),
        ("?q=fuerza&anio=ayer", "«ayer» no es un año"),
        ("?q=fuerza&estado=x", "«x» no es un estado"),
        ("?q=autor:ana+fuerza", "No hay un filtro «autor:»"),
        ("?q=" + "x" * 500, "300 caracteres"),
        ("?q=inexistente", "Ningún párrafo"),
        ("?q=fuerza&pagina=999999999999", "2 párrafos"),
        ("?q=fuerza&pagina=-1", "2 párrafos"),
        ("?q=fuerza%00", "2 párrafos"),
    ],
)
def test_what_is_not_understood_is_said_kindly(client: Client, collection: Collection, address: str, said: str) -> None:
    """Never an error."""
    paper(collection)
    assert said in text_of(client, f"/es/buscar/{address}")


def test_a_long_list_has_pages(client: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each hit stands on one of them; the filters are kept in the links."""
    monkeypatch.setattr(search, "SIZE", 2)
    paper(
        collection,
        lines=("CONVENIO Compañía Minera Inventada", *(f"CLÁUSULA {n}: fuerza número {n}" for n in range(1, 6))),
    )
    seen = []
    address = "/es/buscar/?q=fuerza&empresa=inventada"
    while address:
        text = text_of(client, address)
        seen += re.findall(r"fuerza</mark> número (\d)", text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert seen == ["1", "2", "3", "4", "5"]


def test_feed_and_json_say_the_same(client: Client, collection: Collection) -> None:
    """The same search at the same address: the same paragraphs, private numbers covered."""
    paper(collection)
    data = client.get("/es/buscar/?q=quebrada+suscrito&formato=json").json()
    assert data["hits"] == 1
    (hit,) = data["passages"]
    assert (hit["page"], hit["clause"], hit["marks"]) == (1, "SEXTA", ["suscrito", "Quebrada"])
    assert "09876543" not in hit["text"]
    answer = client.get("/es/buscar/?q=quebrada+suscrito&formato=atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall("{http://www.w3.org/2005/Atom}entry")
    link = entry.find("{http://www.w3.org/2005/Atom}link")
    assert link is not None
    assert link.get("href") == hit["address"]
    assert b"09876543" not in answer.content


def test_filters_alone_list_agreements(client: Client, collection: Collection) -> None:
    """Nobody has to type words to ask what a company signed."""
    paper(collection)
    text = text_of(client, "/es/buscar/?empresa=inventada&anio=2017")
    assert "Compañía Minera Inventada" in text
    assert "/es/convenios/" in text
    assert "/es/convenios/" not in text_of(client, "/es/buscar/?empresa=inventada&anio=1999")


def test_the_first_page_still_answers_old_addresses(client: Client, home: object) -> None:
    """`/?q=` was the search once."""
    answer = client.get("/es/?q=minera+fuerza")
    assert (answer.status_code, answer["Location"]) == (302, "/es/buscar/?q=minera+fuerza")


def test_papers_that_are_not_indexed_are_told(client: Client, collection: Collection) -> None:
    """Readers know that something may be missing."""
    paper(collection)
    Reading.objects.update(indexed=0)
    assert "1 documento aún no está en la búsqueda" in text_of(client, "/es/buscar/?q=fuerza")


def test_in_a_file_without_pages_the_words_are_marked_in_the_text(client: Client, collection: Collection) -> None:
    """And the hit leads to the first of them."""
    document = paper(collection)
    Reading.objects.update(paged=False)
    Page.objects.update(width=0, height=0)
    text = text_of(client, f"/es/documentos/{document.sha256}/?q=vinculos+laborales")
    number = Passage.objects.get(text=LINES[3]).number
    assert f'<mark id="h{number}">vínculo</mark> <mark>laboral</mark>' in text


@pytest.mark.parametrize("marks", [[], [(0, 3)], [(2, 5), (8, 9)], [(0, 10)]])
def test_pieces_are_the_text(marks: list[tuple[int, int]]) -> None:
    """Put together they are what was cut out; the marked ones are the marks, cut off at the ends."""
    text = "abcdefghij"
    assert "".join(piece for piece, _ in search.pieces_of(text, marks)) == text
    assert [piece for piece, is_marked in search.pieces_of(text, marks) if is_marked] == [text[a:b] for a, b in marks]
    assert "".join(piece for piece, _ in search.pieces_of(text, marks, start=1, end=9)) == text[1:9]


def test_of_a_long_paragraph_the_words_are_shown_where_they_stand_together(
    client: Client, collection: Collection
) -> None:
    """Not only the first of them, far from the others."""
    paper(
        collection,
        lines=("CONVENIO", "policía " + "bla " * 120 + "uso de la fuerza policial por la policía " + "fin " * 120),
    )
    text = text_of(client, "/es/buscar/?q=policia+%22uso+de+la+fuerza%22")
    assert "<mark>uso de la fuerza</mark> policial por la <mark>policía</mark>" in text
