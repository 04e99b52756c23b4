"""Pages that were read badly, as readers and editors see them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from tests.register.conftest import LINES, findings_of, stored, tree_of
from veedor.register import models
from veedor.register.claims import accept, propose
from veedor.register.models import Claim, Document, Page, PageAction, Replacement
from veedor.register.rereading import settle
from veedor.web import again, strips
from veedor.web.views import desk

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]

ANA = {"who": "Ana"}


@pytest.fixture
def client(settings: object) -> Client:
    """A browser without scripts."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def document(home: Path) -> Document:
    """A real document with one page that deserves a look and one accepted value."""
    collection = models.Collection.objects.create(slug="main", title="Main")
    row, reading, tree = stored(collection)
    Page.objects.update(
        source="ocr", quality=0.81, confidence=0.92, plausible=0.88, coverage=0.71, doubts=["numbers_doubted"]
    )
    for claim in propose(row, reading, findings_of(tree)):
        if claim.field in {"doc_type", "payment"}:
            accept(claim, who="Ana")
    return row


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """How often reading was started beside the server."""
    times: list[bool] = []
    monkeypatch.setattr(desk, "start_reading", lambda: times.append(True))
    return times


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def _without_payment(document: Document) -> models.Reading:
    """Read again: the line of the payment is gone, and the machine finds nothing any more."""
    document.readings.update(current=False)
    row = models.Reading.objects.create(document=document, version="9.9")
    layout = {"lines": [1], "words": [{"text": "x", "box": [1, 1, 9, 9], "confidence": 1}]}
    Page.objects.create(
        reading=row, number=1, width=842, height=595, turned=90, source="ocr", quality=0.9, text="x", layout=layout
    )
    tree = tree_of((LINES[0], LINES[1], LINES[3]))
    settle(document, row, tree, [])
    return row


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "es",
            ["palabras seguras: 92 %; parecen palabras: 88 %; tinta leída: 71 %", "calidad 81 %", "números dudosos"],
        ),
        (
            "en",
            [
                "words are sure: 92 %; look like words: 88 %; ink that was read: 71 %",
                "quality 81 %",
                "doubtful numbers",
            ],
        ),
    ],
)
def test_quality_is_told_in_words(client: Client, document: Document, language: str, words: list[str]) -> None:
    """On the document's page and in the queue, in both languages."""
    for path in (f"/{language}/documentos/{document.sha256}/", f"/{language}/mesa/paginas/"):
        text = _text(client, path)
        for word in words:
            assert word in text, path


def test_readers_see_the_quality_and_no_queue(client: Client, document: Document, settings: object) -> None:
    """Without the desk: the figure and its parts, and no way into the queue."""
    settings.VEEDOR_DESK = False  # type: ignore[attr-defined]
    text = _text(client, f"/es/documentos/{document.sha256}/")
    assert "palabras seguras: 92 %" in text
    assert "mesa/" not in text
    for path in ("mesa/paginas/",):
        assert client.get(f"/es/{path}").status_code == 404
    for path in (
        f"mesa/paginas/{document.sha256}/1/",
        f"mesa/documentos/{document.sha256}/releer/",
        f"mesa/documentos/{document.sha256}/sustituye/",
    ):
        assert client.post(f"/es/{path}", {**ANA, "what": "rescan"}).status_code == 404
    assert not PageAction.objects.exists()


def test_the_queue_shows_pages_with_reasons_and_buttons(client: Client, document: Document) -> None:
    """The page, why it stands there, what matters on it; the desk's first page leads to it."""
    text = _text(client, "/es/mesa/paginas/")
    assert f"/es/documentos/{document.sha256}/#p1" in text
    assert f"/imagen/pagina/{document.sha256}/1-p.webp" in text
    assert "En esta página hay datos importantes." in text
    for what in ("good_enough", "reread", "rescan"):
        assert f'name="what" value="{what}"' in text
    assert "1 página merece una persona" in _text(client, "/es/mesa/")
    assert "<script" not in text
    assert "style=" not in text


def test_good_enough_takes_a_page_out(client: Client, document: Document) -> None:
    """With who said it; the name is remembered."""
    answer = client.post(f"/es/mesa/paginas/{document.sha256}/1/", {**ANA, "what": "good_enough"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/es/mesa/paginas/")
    assert PageAction.objects.get().who == "Ana"
    assert "Ninguna página espera a una persona." in _text(client, "/es/mesa/paginas/")


def test_a_new_scan_is_asked_for_and_seen(client: Client, document: Document) -> None:
    """Who asked, when and why; it can be taken back."""
    path = f"/es/mesa/paginas/{document.sha256}/1/"
    client.post(path, {**ANA, "what": "rescan", "why": "El margen está cortado"})
    text = _text(client, "/es/mesa/paginas/")
    assert "Ana pidió un nuevo escaneo" in text
    assert "El margen está cortado" in text
    client.post(path, {**ANA, "what": "back"})
    assert "pidió un nuevo escaneo" not in _text(client, "/es/mesa/paginas/")


@pytest.mark.parametrize("said", [{"who": "", "what": "rescan"}, {"who": "Ana", "what": "shred"}, {"who": "Ana"}])
def test_what_makes_no_sense_is_refused(client: Client, document: Document, said: dict[str, str]) -> None:
    """With a sentence on the page, and nothing is written down."""
    answer = client.post(f"/es/mesa/paginas/{document.sha256}/1/", said)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not PageAction.objects.exists()


def test_the_button_has_a_document_read_again(client: Client, document: Document, started: list[bool]) -> None:
    """The state is set, reading is started beside the server, and every page of it says that it waits."""
    answer = client.post(f"/es/mesa/documentos/{document.sha256}/releer/", ANA)
    assert (answer.status_code, started) == (302, [True])
    document.refresh_from_db()
    assert document.state == "again"
    assert "Ana pidió leer de nuevo este archivo" in _text(client, f"/es/mesa/documentos/{document.sha256}/")
    assert "espera ser leído de nuevo" in _text(client, f"/es/documentos/{document.sha256}/")
    assert "espera ser leído de nuevo" in _text(client, "/es/mesa/paginas/")
    client.post(f"/es/mesa/paginas/{document.sha256}/1/", {**ANA, "what": "reread"})
    assert started == [True, True]


def test_nobody_reads_again_without_a_name(client: Client, document: Document, started: list[bool]) -> None:
    """The page says so."""
    answer = client.post(f"/es/mesa/documentos/{document.sha256}/releer/", {"who": " "})
    assert (answer.status_code, started) == (400, [])
    assert 'role="alert"' in answer.content.decode()


def test_reading_is_started_as_a_command(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own, over the same data folder."""
    seen: list[list[str]] = []
    monkeypatch.setattr(again.subprocess, "Popen", lambda words, **_: seen.append(words))
    again.start_reading()
    assert seen[0][1:] == ["-m", "veedor", "--home", str(home), "reread", "--waiting"]


def test_a_better_scan_takes_the_place_of_another(client: Client, document: Document) -> None:
    """Both pages say so; the old one leaves the queue. A beginning that names nothing is refused."""
    new, _, _ = stored(document.collection, sha256="cd" * 32, name="mejor.pdf")
    path = f"/es/mesa/documentos/{new.sha256}/sustituye/"
    for wrong in ("", "ab", "f" * 12, new.sha256):
        assert client.post(path, {**ANA, "old": wrong}).status_code == 400
    assert not Replacement.objects.exists()
    assert client.post(path, {**ANA, "old": document.sha256[:12]}).status_code == 302
    assert "mejor.pdf" in _text(client, f"/es/documentos/{document.sha256}/")
    assert "convenio.pdf" in _text(client, f"/es/documentos/{new.sha256}/")
    assert "Ninguna página espera" in _text(client, "/es/mesa/paginas/")


def test_when_and_by_what_a_document_was_read(client: Client, document: Document) -> None:
    """The reading in use, and the earlier ones."""
    assert "por Veedor test." in _text(client, f"/es/documentos/{document.sha256}/")
    _without_payment(document)
    text = _text(client, f"/es/documentos/{document.sha256}/")
    assert "por Veedor 9.9." in text
    assert "1 lectura anterior" in text
    assert "calidad media 81 %" in text


def test_a_value_whose_words_are_gone_is_still_shown(client: Client, document: Document) -> None:
    """Apart on the document's page, without a box on a page that is turned otherwise; its strip is the old page's."""
    _without_payment(document)
    claim = Claim.objects.get(field="payment")
    text = _text(client, f"/es/documentos/{document.sha256}/")
    assert "No hallados en la última lectura" in text
    assert text.count(f"/es/valores/{claim.uid}/") == 1
    page = _text(client, f"/es/valores/{claim.uid}/")
    assert "La última lectura del documento no tiene estas palabras" in page
    assert "no hallado en la nueva lectura" in page
    assert "S/ 110.00 diarios" in page
    width, height = re.search(r'valor/\w+.webp\?\d+" width="(\d+)" height="(\d+)"', page).groups()  # type: ignore[union-attr]
    assert (width, height) != ("0", "0")
    data = client.get(f"/es/valores/{claim.uid}.json").json()
    assert data["evidence"]["found_in_newest_reading"] is False
    assert data["evidence"]["read_by"] == "test"
    assert "no se hallaron de nuevo las palabras" in _text(client, "/es/mesa/paginas/")


def test_a_strip_is_cut_from_the_page_that_was_read(
    client: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of an earlier reading are shown on the page as that reading had it: not turned, in its size.

    After they moved, they are shown on the new one; the address says which, so that no browser keeps the old picture.
    """
    turns: list[int] = []

    def picture(*_: object, turned: int, **__: object) -> bytes:
        turns.append(turned)
        buffer = io.BytesIO()
        Image.new("RGB", (842, 595) if turned else (595, 842), "white").save(buffer, "PNG")
        return buffer.getvalue()

    monkeypatch.setattr(strips, "page_image", picture)
    new = _without_payment(document)
    kept, moved = Claim.objects.get(field="payment"), Claim.objects.get(field="doc_type")
    assert (kept.reading_id == new.pk, moved.reading_id == new.pk) == (False, True)
    for claim in (kept, moved):
        answer = client.get(f"/imagen/valor/{claim.uid}.webp")
        assert answer.status_code == 200
        assert f"/imagen/valor/{claim.uid}.webp?{claim.reading_id}" in _text(client, f"/es/valores/{claim.uid}/")
    assert turns == [0, 90]
    assert client.get(f"/imagen/pagina/{document.sha256}/1-p.webp").status_code == 200


def test_what_the_machine_no_longer_says_is_marked(client: Client, document: Document) -> None:
    """A proposal that was taken back keeps its page, says so, and can be put back."""
    _without_payment(document)
    claim = Claim.objects.get(field="signed_on")
    assert claim.state == "withdrawn"
    assert "La máquina propuso esto antes" in _text(client, f"/es/valores/{claim.uid}/")
    assert "Devolver a las propuestas" in _text(client, f"/es/mesa/documentos/{document.sha256}/")
    client.post(f"/es/mesa/valores/{claim.uid}/", {**ANA, "what": "reopen"})
    claim.refresh_from_db()
    assert claim.state == "proposed"
