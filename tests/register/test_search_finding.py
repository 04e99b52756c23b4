"""Searching papers: the same hits on SQLite and PostgreSQL, words marked in their boxes, never a draft in public."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from tests.register.conftest import finding_of, stored
from veedor import countries
from veedor.extraction.passages import Passage, passages
from veedor.register import models
from veedor.register.claims import accept_all, propose
from veedor.register.readings import reading_tree
from veedor.register.search import finding, index
from veedor.register.search.language import understand

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]

TODAY = dt.date(2020, 6, 1)
LINES = (
    "CONVENIO DE SERVICIOS POLICIALES EXTRAORDINARIOS",
    "CLÁUSULA QUINTA: DEL PAGO",
    "La Compañía Minera Inventada pagará S/ 110.00 a cada oficial que preste los servicios",
    "5.2 Las obligaciones suscritas por LA EMPRESA no generan vínculo laboral con los efectivos",
    "CLÁUSULA SEXTA: DEL USO DE LA FUERZA",
    "El personal policial hará uso de la fuerza y de sus armas conforme a ley",
    "suscrito el 26 de octubre de 2017 en Quebrada Muestra con DNI N° 09876543 Gerente",
)


def paper(
    collection: models.Collection, sha256: str = "ab" * 32, lines: tuple[str, ...] = LINES, *, accept: bool = True
) -> models.Document:
    """A paper in the index, published if `accept`."""
    document, reading, tree = stored(collection, sha256, f"{sha256[:2]}.pdf", lines, apart=True)
    index.write(reading, passages(tree, countries.get()))
    values = [
        ("doc_type", "agreement", "CONVENIO"),
        ("party", {"name": "Compañía Minera Inventada", "role": "company"}, "Compañía Minera Inventada"),
        ("signed_on", "2017-10-26", "26 de octubre de 2017"),
        ("term", "P3Y", "26 de octubre de 2017"),
        ("place", {"district": "Quebrada Ñusta"}, "Quebrada Muestra"),
    ]
    made = propose(document, reading, [finding_of(tree, f, v, q) for f, v, q in values if q in tree.text])
    if accept:
        accept_all(made, who="Ana")
    return document


def texts(typed: str, *, drafts: bool = False, **filters: str) -> list[str]:
    found = finding.find(understand(typed, filters), drafts=drafts, today=TODAY)
    return [passage.text for passage in found.page(1, 50)]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("compañía paga oficiales", 2),
        ("COMPANIA oficial servicio", 2),
        ("obligacion suscribir", 3),
        ("pagar 110", 2),
        ('"uso de la fuerza" arma', 5),
        ('"USO DE LA FUERZÁ" arma', 5),
        ("fuerza -vinculo -clausula -sexta", 5),
        ("clausula:5.2", 3),
        ("cláusula:quinta vínculo", 3),
        ("cláusula:fuerza arma", 5),
        ("policial clausula:6", 5),
        ("policial clausula:pago", None),
        ('"servicio policial"', None),
        ('"servicios policiales"', 0),
        ("fuerza inexistente", None),
        ("-fuerza", None),
        ("empresa:inventada arma", 5),
        ("empresa:otra arma", None),
        ('lugar:"quebrada nusta" arma', 5),
        ("lugar:lima arma", None),
        ("año:2017 arma", 5),
        ("año:2010-2016 arma", None),
        ("estado:vigente arma", 5),
        ("estado:desconocido arma", None),
        ("estado:vencido arma", None),
    ],
)
def test_what_is_typed_finds_its_paragraph(collection: models.Collection, typed: str, line: int | None) -> None:
    """Each search finds exactly this line of the paper."""
    paper(collection)
    assert texts(typed) == ([] if line is None else [LINES[line]])


def test_status_is_that_of_today(collection: models.Collection) -> None:
    """Three years after signing it is in force no more."""
    paper(collection)
    later = finding.find(understand("estado:vencido arma"), drafts=False, today=dt.date(2030, 1, 1))
    assert len(later.passages) == 1


def test_an_adenda_has_the_status_of_what_it_amends(collection: models.Collection) -> None:
    """It has no life of its own."""
    document = paper(collection)
    adenda = models.Agreement.objects.create(slug="adenda", collection=collection, registered=True)
    adenda.documents.add(document)
    claim = models.Claim.objects.filter(field="term").get()
    of = claim.agreement
    models.Amendment.objects.create(amendment=adenda, of=of, claim=claim)
    found = finding.agreements(understand("estado:vigente"), today=TODAY)
    assert {one.slug for one in found} == {"adenda", of.slug if of else ""}


def test_drafts_are_found_at_the_desk_alone(collection: models.Collection) -> None:
    """Until a person has accepted a value of it, a paper is in no public search."""
    paper(collection, accept=False)
    assert texts("arma") == []
    assert texts("arma", drafts=True) == [LINES[5]]


def test_private_numbers_cannot_be_asked_for(collection: models.Collection) -> None:
    """Not even by somebody who has the number and wants to know whether it is there."""
    paper(collection)
    assert texts("gerente quebrada") == [LINES[6]]
    assert texts("09876543") == texts("gerente 09876543") == texts('"dni n 09876543"') == []


def test_real_papers_come_before_samples_and_new_before_old(collection: models.Collection) -> None:
    """On each paper the paragraphs stand as they are printed."""
    sample = models.Collection.objects.create(slug="muestra", title="Muestra", sample=True)
    paper(sample, "aa" * 32)
    paper(collection, "bb" * 32)
    document = paper(collection, "cc" * 32)
    claim = models.Claim.objects.get(document=document, field="signed_on")
    models.Agreement.objects.filter(pk=claim.agreement_id).update(signed_on="2019-10-26")
    found = finding.find(understand("vinculos"), drafts=False, today=TODAY)
    assert [p.document.name for p in found.page(1, 10)] == ["cc.pdf", "bb.pdf", "aa.pdf"]
    assert found.papers == 3


def test_a_long_list_has_pages_and_an_end(collection: models.Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than can be put in order is told, not shown."""
    monkeypatch.setattr(finding, "MOST", 4)
    paper(collection, lines=("CONVENIO", *(f"CLÁUSULA {n}: fuerza {n}" for n in range(1, 8))))
    found = finding.find(understand("fuerza"), drafts=True, today=TODAY)
    assert (len(found.passages), found.more) == (4, True)
    assert [len(found.page(number, 3)) for number in (1, 2, 3)] == [3, 1, 0]


def test_a_paper_read_again_is_found_by_its_new_words_once(collection: models.Collection) -> None:
    """Written twice, the rows stand there once; those of the earlier reading are gone."""
    document = paper(collection)
    reading = document.readings.get()
    tree = reading_tree(reading)
    for _ in range(2):
        index.write(reading, passages(tree, countries.get()))
    assert texts("arma") == [LINES[5]]
    index.write(reading, [Passage(1, "otra cosa", ((0, 9),), keys=("otra", "cos"))])
    assert texts("arma") == []
    assert texts("cosas") == ["otra cosa"]
    document.passages.all().delete()
    assert texts("cosas") == []


def test_the_index_of_sqlite_holds_what_the_table_holds(collection: models.Collection) -> None:
    """Its own check finds nothing missing and nothing left over, after writing, changing and deleting."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's index is the column's own")
    document = paper(collection)
    paper(collection, "cd" * 32)
    models.Passage.objects.filter(number=1).update(keys="nuev clav")
    document.passages.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO register_passage_words(register_passage_words, rank) VALUES ('integrity-check', 1)")


def test_an_older_register_is_filled_once(collection: models.Collection) -> None:
    """What was never indexed waits; a second run finds nothing to do."""
    document = paper(collection)
    document.passages.all().delete()
    models.Reading.objects.update(indexed=0)
    told: list[tuple[int, int]] = []
    assert index.fill(told=lambda done, total: told.append((done, total))) == 1
    assert told == [(0, 1), (1, 1)]
    assert texts("arma") == [LINES[5]]
    assert index.fill() == 0
    assert index.fill(everything=True) == 1
    assert texts("arma") == [LINES[5]]


def test_marks_are_the_words_and_their_boxes(collection: models.Collection) -> None:
    """A hit leads to the very words: their places in the text, and on the page the boxes of these words alone."""
    document = paper(collection)
    query = understand('obligación "vínculo laboral"')
    assert [LINES[3][a:b] for a, b in finding.marks(LINES[3], query)] == ["obligaciones", "vínculo laboral"]
    pages = list(models.Page.objects.filter(reading__document=document))
    (one,) = finding.marked_in(document, query, pages, drafts=False)
    text = pages[0].text
    assert [text[a:b] for a, b in one.spans] == ["obligaciones", "vínculo", "laboral"]
    words = [w for w in pages[0].layout["words"] if w["text"] in {"obligaciones", "vínculo", "laboral"}]
    assert [box.as_list() for box in one.boxes[1]] == [w["box"] for w in words]
    assert one.first == 1


@pytest.mark.parametrize(
    ("phrase", "text", "held"),
    [
        ("compania minera", "la Compañía MINERA X", True),
        ("compania minera", "la Compan\u0303i\u0301a  minera", True),
        ("compania minera", "la compañía, minera", True),
        ("compania minera", "compañías mineras", False),
        ("compania minera", "acompañía minera", False),
        ("s a c", "Muestra S.A.C.", True),
        ("s a c", "Muestra S.A.C1", False),
        ("n 5", "Nº 5", True),
        ("n 5", "N° 55", False),
        ("012 2017 in", "D.S. 012-2017-IN", True),
    ],
)
def test_a_phrase_is_known_in_print(phrase: str, text: str, held: bool) -> None:
    """By the same measure as the words of the index."""
    words = tuple(phrase.split())
    assert (finding.printed(words).search(text) is not None) is held
    query = understand(f'"{phrase}"')
    assert bool(finding.marks(text, query)) is held


def test_words_in_different_paragraphs_are_offered(collection: models.Collection) -> None:
    """The documents alone, and only those that hold all of them and may be seen."""
    document = paper(collection)
    paper(collection, "cd" * 32, ("CONVENIO", "armas"))
    paper(collection, "ef" * 32, accept=False)

    def offered(typed: str, *, drafts: bool = False) -> list[str]:
        return [one.sha256[:2] for one in finding.apart(understand(typed), drafts=drafts, today=TODAY)]

    assert texts("arma vinculo") == []
    assert offered("arma vinculo") == [document.sha256[:2]]
    assert offered("arma vinculo", drafts=True) == ["ab", "ef"]
    assert offered("arma inexistente") == offered("arma") == offered("a1 b2 c3 d4 e5 f6 g7") == []
