"""What readers and editors see, without a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.register.conftest import finding_of, findings_of, stored
from veedor import countries
from veedor.extraction.passages import passages
from veedor.register.claims import accept_all, propose
from veedor.register.models import Claim, Collection, Decision
from veedor.register.search import index

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]


@pytest.fixture
def client(settings: object) -> Client:
    """A browser without scripts."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def claims(home: Path) -> dict[str, Claim]:
    """An accepted sample agreement."""
    collection = Collection.objects.create(slug="muestra", title="Muestra", sample=True)
    document, reading, tree = stored(collection)
    made = propose(document, reading, findings_of(tree))
    accept_all(made, who="Ana")
    return {claim.field: claim for claim in made}


def _slug(claims: dict[str, Claim]) -> str:
    agreement = Claim.objects.get(pk=claims["title"].pk).agreement
    assert agreement is not None
    return agreement.slug


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_kind_of_page_answers_in_both_languages(client: Client, claims: dict[str, Claim], language: str) -> None:
    """Each page says its language, carries the policy, sets no cookie and asks nothing off this server."""
    assert claims["title"].document is not None
    sha256 = claims["title"].document.sha256
    paths = [
        "",
        f"convenios/{_slug(claims)}/",
        f"documentos/{sha256}/",
        f"valores/{claims['title'].uid}/",
        "buscar/?q=minera",
        "buscar/",
    ]
    for path in paths:
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 200, path
        text = answer.content.decode()
        assert f'<html lang="{language}">' in text
        assert not answer.cookies
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "<script" not in text
        assert "style=" not in text
        assert 'src="http' not in text


def test_samples_say_so_on_every_page(client: Client, claims: dict[str, Claim]) -> None:
    """Every page that shows a sample says that it is invented; a page without one does not."""
    assert claims["title"].document is not None
    sha256 = claims["title"].document.sha256
    for path in (
        "",
        f"convenios/{_slug(claims)}/",
        f"documentos/{sha256}/",
        f"valores/{claims['title'].uid}/",
        f"mesa/documentos/{sha256}/",
    ):
        assert "MUESTRA" in client.get(f"/es/{path}").content.decode(), path
    assert "MUESTRA" not in client.get("/es/nada/").content.decode()


def test_samples_stay_out_of_every_total(client: Client, claims: dict[str, Claim]) -> None:
    """The sentence on the first page counts no sample."""
    assert "todavía no tiene ningún convenio" in client.get("/es/").content.decode()


def test_an_agreement_shows_each_value_with_its_words(client: Client, claims: dict[str, Claim]) -> None:
    """Value, quote, strip, document and page stand together."""
    text = client.get(f"/es/convenios/{_slug(claims)}/").content.decode()
    assert "26 de octubre de 2017" in text
    assert "S/ 110.00 por efectivo y día" in text
    for claim in claims.values():
        assert f"/imagen/valor/{claim.uid}.webp" in text
    assert "26 October 2017" in client.get(f"/en/convenios/{_slug(claims)}/").content.decode()


def test_a_proposal_never_reaches_the_agreement_page(client: Client, claims: dict[str, Claim]) -> None:
    """What nobody accepted is counted, not shown; what stands nowhere has no page."""
    from veedor.register.claims import reopen

    reopen(claims["payment"], who="Ana")
    text = client.get(f"/es/convenios/{_slug(claims)}/").content.decode()
    assert "110.00" not in text
    assert "1 valor más" in text
    reopen(claims["doc_type"], who="Ana")
    assert client.get(f"/es/convenios/{_slug(claims)}/").status_code == 404


def test_every_page_has_a_twin_for_programs(client: Client, claims: dict[str, Claim]) -> None:
    """The same facts as JSON, with evidence and decisions."""
    data = client.get(f"/es/convenios/{_slug(claims)}.json").json()
    assert {c["uid"] for c in data["claims"]} == {c.uid for c in claims.values()}
    one = client.get(f"/es/valores/{claims['payment'].uid}.json").json()
    assert one["evidence"]["boxes"]
    assert one["decisions"][0]["who"] == "Ana"


@pytest.mark.parametrize(
    "path",
    ["convenios/c-nada.json", "valores/nada.json", "convenios/nada/", "documentos/ab/", "documentos/zz" * 9 + "/"],
)
def test_what_is_not_there_is_said_clearly(client: Client, home: Path, path: str) -> None:
    """404 in words for people; one JSON shape for programs."""
    answer = client.get(f"/es/{path}")
    assert answer.status_code == 404
    if path.endswith(".json"):
        assert set(answer.json()["error"]) == {"code", "message", "status"}
    else:
        assert "No hay nada en esta dirección" in answer.content.decode()


@pytest.mark.parametrize("path", ["/imagen/valor/nada.webp", f"/imagen/pagina/{'0' * 64}/1.webp"])
def test_a_picture_that_is_not_there_is_a_plain_404(client: Client, home: Path, path: str) -> None:
    """No traceback, no leak of paths."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert str(home) not in answer.content.decode()


def test_the_desk_takes_decisions(client: Client, claims: dict[str, Claim]) -> None:
    """Take back, then accept with another value: the register follows, the history grows."""
    uid = claims["signed_on"].uid
    address = f"/es/mesa/valores/{uid}/"
    answer = client.post(address, {"what": "reopen", "who": "Luz"})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#v{uid}")
    client.post(address, {"what": "correct", "who": "Luz", "value": "2017-10", "why": "día ilegible"})
    claim = Claim.objects.get(uid=uid)
    assert (claim.state, claim.value) == ("accepted", "2017-10")
    assert [d.who for d in Decision.objects.filter(claim=claim)] == ["Ana", "Luz", "Luz"]
    assert "octubre de 2017" in client.get(f"/es/convenios/{_slug(claims)}/").content.decode()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"what": "correct", "value": "26/10/2017", "who": "Luz"}, "not a date"),
        ({"what": "correct", "value": "", "who": "Luz"}, "Escriba el valor"),
        ({"what": "accept", "who": " "}, "name"),
        ({"what": "dance", "who": "Luz"}, "Elija"),
    ],
)
def test_the_desk_says_what_is_wrong_and_changes_nothing(
    client: Client, claims: dict[str, Claim], form: dict[str, str], says: str
) -> None:
    """A bad form comes back with its reason beside it."""
    uid = claims["signed_on"].uid
    client.post(f"/es/mesa/valores/{uid}/", {"what": "reopen", "who": "Luz"})
    before = Decision.objects.count()
    answer = client.post(f"/es/mesa/valores/{uid}/", form)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert Decision.objects.count() == before


def test_the_desk_refuses_forms_from_elsewhere(claims: dict[str, Claim]) -> None:
    """A form without the page's own token decides nothing."""
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    answer = strict.post(f"/es/mesa/valores/{claims['title'].uid}/", {"what": "reject", "who": "Eva"})
    assert answer.status_code == 403
    assert Claim.objects.get(uid=claims["title"].uid).state == "accepted"


def test_the_desk_can_be_closed(client: Client, claims: dict[str, Claim], settings: object) -> None:
    """With VEEDOR_DESK=off there is no desk at all."""
    settings.VEEDOR_DESK = False  # type: ignore[attr-defined]
    assert client.get("/es/mesa/").status_code == 404
    assert client.post(f"/es/mesa/valores/{claims['title'].uid}/", {"what": "reject", "who": "E"}).status_code == 404


def test_readers_see_no_drafts(client: Client, claims: dict[str, Claim], settings: object) -> None:
    """Where the desk is not served, neither proposals nor documents without an accepted value can be reached."""
    from veedor.register.claims import reopen

    settings.VEEDOR_DESK = False  # type: ignore[attr-defined]
    collection = Collection.objects.get()
    draft, reading, tree = stored(collection, "cd" * 32, "borrador.pdf")
    proposal = propose(draft, reading, findings_of(tree))[0]
    for path in (
        f"/es/documentos/{draft.sha256}/",
        f"/es/valores/{proposal.uid}/",
        f"/es/valores/{proposal.uid}.json",
        f"/imagen/valor/{proposal.uid}.webp",
        f"/imagen/pagina/{draft.sha256}/1.webp",
    ):
        assert client.get(path).status_code == 404, path
    assert "borrador.pdf" not in client.get("/es/buscar/?q=minera").content.decode()
    # a value that was accepted and taken back keeps its address, for it may have been cited
    reopen(claims["payment"], who="Ana")
    assert client.get(f"/es/valores/{claims['payment'].uid}/").status_code == 200
    document = claims["payment"].document
    assert document is not None
    assert "110.00" not in client.get(f"/es/documentos/{document.sha256}/").content.decode().split("<details")[0]


def test_private_numbers_are_covered(client: Client, home: Path) -> None:
    """An identity number on the paper reaches neither the text of a page nor a quote."""
    collection = Collection.objects.create(slug="main", title="Main")
    lines = ("CONVENIO", "representada por Ana Inventada, identificada con DNI N° 09876543, Gerente")
    document, reading, tree = stored(collection, lines=lines)
    index.write(reading, passages(tree, countries.get()))

    claim = propose(document, reading, [finding_of(tree, "signatory", {"name": "Ana Inventada"}, lines[1])])[0]
    for path in (
        f"documentos/{document.sha256}/",
        f"valores/{claim.uid}/",
        f"valores/{claim.uid}.json",
        "buscar/?q=gerente",
    ):
        answer = client.get(f"/es/{path}")
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "09876543" not in text, path
        assert "█" in text or "\\u2588" in text or json.dumps("█") in text, path


SIGNATURE = {
    "field": "Firma1",
    "kind": "signature",
    "signer": "INVENTADA Ana … hard",
    "organisation": "Entidad Inventada",
    "issuer": "Emisor Inventado",
    "numbers": ["99990001"],
    "certificate": "ab" * 32,
    "signed_at": "2024-05-06T07:08:09+00:00",
    "time": "claimed",
    "reason": "Soy el autor, DNI N° 99990001",
    "location": "",
    "byte_range": [0, 1, 2, 3],
    "covers": "earlier_revision",
    "integrity": "broken",
    "changed_after": "other",
    "trust": "not_checked",
    "problem": "",
}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", ("Firmas digitales", "Rota:", "6 de mayo de 2024, 07:08 UTC", "No se comprobó")),
        ("en", ("Digital signatures", "Broken:", "6 May 2024, 07:08 UTC", "was not checked")),
    ],
)
def test_a_document_shows_its_digital_signatures(
    client: Client, home: Path, language: str, told: tuple[str, ...]
) -> None:
    """Who, when by whose clock, unbroken or not, what was not checked; no number of the certificate."""
    document, reading, _ = stored(Collection.objects.create(slug="main", title="Main"))
    reading.signatures = [SIGNATURE]
    reading.save()
    text = client.get(f"/{language}/documentos/{document.sha256}/").content.decode()
    for said in (*told, "INVENTADA Ana", "Entidad Inventada", "Emisor Inventado"):
        assert said in text, said
    assert "99990001" not in text


def test_a_document_without_pages_marks_its_words(client: Client, home: Path) -> None:
    """In a plain text the words of each value are marked where they stand; the text itself is not changed."""
    from veedor.register.models import Page, Reading

    document, reading, tree = stored(Collection.objects.create(slug="main", title="Main"))
    claims = propose(document, reading, findings_of(tree))
    Reading.objects.update(paged=False)
    Page.objects.update(width=0, height=0)
    Claim.objects.update(page=None, boxes=[])
    text = client.get(f"/es/documentos/{document.sha256}/").content.decode()
    for claim in claims:
        if claim.field != "doc_type":  # the title begins on the same words and is longer
            assert f'id="v{claim.uid}"><mark>{claim.quote}</mark>' in text
    shown = re.sub(r"<[^>]+>", "", text.split("<pre>")[1].split("</pre>")[0])
    assert shown == tree.text


def test_an_unknown_host_is_refused(home: Path) -> None:
    """A name that points here from elsewhere gets nothing."""
    assert Client(headers={"host": "evil.example"}).get("/es/").status_code == 400


def test_private_fields_stay_inside(client: Client, claims: dict[str, Claim], settings: object) -> None:
    """A bank account is seen at the desk; no page and no file of the readers shows its number."""
    collection = Collection.objects.get()
    number = "0011-0203-0200034567"
    lines = ("CONVENIO DE PRUEBA", f"cuenta N° {number} del Banco de Muestra")
    document, reading, tree = stored(collection, "ef" * 32, "cuenta.pdf", lines)
    value = {"number": number, "bank": "Banco de Muestra"}
    findings = [
        finding_of(tree, "doc_type", "agreement", "CONVENIO"),
        finding_of(tree, "bank_account", value, f"cuenta N° {number}"),
    ]
    made = propose(document, reading, findings)
    accept_all(made, who="Ana")
    account = Claim.objects.get(field="bank_account")
    assert account.agreement is not None
    desk = client.get(f"/es/mesa/documentos/{document.sha256}/")
    assert number in desk.content.decode()
    slug = account.agreement.slug
    for path in (f"convenios/{slug}/", f"convenios/{slug}.json"):
        assert number not in client.get(f"/es/{path}").content.decode(), path
    settings.VEEDOR_DESK = False  # type: ignore[attr-defined]
    shown = client.get(f"/es/documentos/{document.sha256}/")
    assert shown.status_code == 200
    assert number not in shown.content.decode()
    assert account.uid not in shown.content.decode()
    for path in (f"/es/valores/{account.uid}/", f"/es/valores/{account.uid}.json", f"/imagen/valor/{account.uid}.webp"):
        assert client.get(path).status_code == 404, path
