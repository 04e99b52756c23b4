"""The second opinion: what is sent, what is taken, what is refused, and that no server can make a run fail."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import veedor
from tests.extraction.conftest import reading_of
from tests.intake.folder import pdf
from tests.opinion.fake import Behaviour, answering, completion, saying, serving
from veedor import countries
from veedor.documents import read
from veedor.documents.tree import Reading
from veedor.extraction import extract
from veedor.opinion import AGREES, Endpoint, Opinion, SecondOpinion
from veedor.opinion.question import PIECE, pieces

PERU = countries.get("pe")
LINES = [
    "CONVENIO DE SERVICIOS POLICIALES EXTRAORDINARIOS",
    "ENTRE LA POLICIA NACIONAL DEL PERU Y MINERA CERRO INVENTADO S.A.C.",
    "",
    "CLAUSULA PRIMERA: VIGENCIA",
    "El plazo del convenio es de dos (02) anos contados desde su suscripcion.",
    "La empresa pagara a cada suboficial S/ 110.00 (ciento diez y 00/100 soles) por dia.",
    "El resguardo cuenta con DNI 99990001 y almuerza en el comedor Las Retamas.",
    "Suscrito en Villa Muestra, a los 26 dias del mes de octubre de 2017.",
]
PAPER = "\n".join(LINES)
RULES = extract(reading_of(PAPER), PERU)


def asking(url: str, **more: Any) -> SecondOpinion:
    """Somebody to ask at that address."""
    endpoint = Endpoint.from_env({"VEEDOR_OPINION_URL": url, "VEEDOR_OPINION_MODEL": "tiny", **more})
    assert endpoint is not None
    return SecondOpinion(endpoint)


def opinion_of(behave: Behaviour, reading: Reading | None = None) -> Opinion:
    """The second opinion on the paper, or another reading, of a server that behaves so."""
    reading = reading or reading_of(PAPER)
    with serving(behave) as fake:
        return asking(fake.url).of(reading, extract(reading, PERU), PERU)


def finding(field: str, value: Any, quote: str) -> dict[str, Any]:
    """A proposal as a model writes it."""
    return {"field": field, "value": value, "quote": quote}


NEW = finding("project", {"name": "comedor Las Retamas"}, "almuerza en el\n  comedor Las Retamas")


def test_the_paper_says_what_the_tests_rely_on() -> None:
    """The rules find the term, and nothing about the dining room."""
    assert [f.value for f in RULES if f.field == "term"] == ["P2Y"]
    assert not any("Retamas" in json.dumps(f.value) for f in RULES)


# ---------------------------------------------------------------- what is taken


def test_a_proposal_whose_words_stand_there_is_added_with_its_own_method() -> None:
    """It is marked, less sure than any rule, verbatim, and the rules' findings stay as they were."""
    opinion = opinion_of(saying(NEW))
    (added,) = [f for f in opinion.findings if f.method == "opinion:tiny/1"]
    assert (added.value, added.quote) == ({"name": "comedor Las Retamas"}, "almuerza en el comedor Las Retamas")
    assert PAPER[added.start : added.end] == added.quote
    assert added.confidence < min(f.confidence for f in RULES)
    assert [f for f in opinion.findings if f is not added] == RULES
    assert (opinion.proposed, opinion.agreed, opinion.refused.total(), opinion.troubles) == (1, 0, 0, [])


def test_in_a_pdf_it_has_its_page_and_boxes(tmp_path: Path) -> None:
    """The boxes are those of the quoted words."""
    path = tmp_path / "convenio.pdf"
    path.write_bytes(pdf(LINES))
    reading = read(path).reading
    (added,) = [f for f in opinion_of(saying(NEW), reading).findings if f.method.startswith("opinion:")]
    assert added.page == 1
    assert [*added.places] == reading.places(added.start, added.end)
    assert added.places[0].boxes


@pytest.mark.parametrize(
    "said",
    [
        finding("term", "P2Y", "dos (02) anos"),
        finding("party", {"name": "Minera Cerro Inventado SAC", "role": "company"}, "MINERA CERRO INVENTADO S.A.C."),
        finding(
            "payment",
            {"amount": "110", "currency": "PEN", "unit": "officer_day", "payee": "officer", "rank": None},
            "pagara a cada suboficial S/ 110.00 (ciento diez y 00/100 soles) por dia",
        ),
    ],
)
def test_what_the_rules_found_as_well_is_marked_and_not_doubled(said: dict[str, Any]) -> None:
    """The same value, or a record that says no more, is a check on the finding of the rules."""
    opinion = opinion_of(saying(said, said))
    assert (opinion.proposed, opinion.agreed) == (0, 1)
    (marked,) = [f for f in opinion.findings if AGREES in f.checks]
    assert marked.field == said["field"]
    assert [replace(f, checks=tuple(c for c in f.checks if c != AGREES)) for f in opinion.findings] == RULES


def test_another_value_stands_beside_that_of_the_rules() -> None:
    """Nobody decides between them but a person."""
    said = finding("signed_on", "2017-10", "octubre de 2017")
    date = [f.value for f in RULES if f.field == "signed_on"]
    opinion = opinion_of(saying(said))
    assert (opinion.proposed, opinion.refused.total()) == (1, 0)
    assert sorted(f.value for f in opinion.findings if f.field == "signed_on") == sorted(["2017-10", *date])


def test_an_answer_in_a_fence_is_read() -> None:
    """Many models put their JSON between marks."""
    fenced = "```json\n" + json.dumps({"findings": [NEW]}) + "\n```"
    assert opinion_of(answering(completion(fenced))).proposed == 1


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (finding("project", {"name": "Otra"}, "el proyecto Otra Mina"), "words that are not on the page"),
        (finding("project", {"name": "Las Retam"}, "comedor Las Retam"), "words that are not on the page"),
        (finding("project", {"name": "x"}, " "), "words that are not on the page"),
        (finding("colour", "red", "octubre de 2017"), "a field that does not exist"),
        (finding("bank_account", {"number": "1"}, "octubre de 2017"), "a field that is not asked for"),
        (finding("term", "two years", "dos (02) anos"), "a value that the field cannot take"),
        (finding("renewal", "maybe", "dos (02) anos"), "a value that the field cannot take"),
        (finding("project", {"name": "Las\u0000Retamas"}, "Las Retamas"), "a value that the field cannot take"),
        (finding("project", {"name": "Las\ud800 Retamas"}, "Las Retamas"), "a value that the field cannot take"),
        (finding("payment", [1], "octubre de 2017"), "a value that the field cannot take"),
        (finding("renewal", None, "octubre de 2017"), "a value that the field cannot take"),
        (finding("term", "P3Y", "dos (02) anos"), "words that do not say the value"),
        (finding("signed_on", "2017-10-01", "octubre de 2017"), "words that do not say the value"),
        (finding("approved_by", "DL 1267", "octubre de 2017"), "words that do not say the value"),
        (finding("use_of_force", {"cites": ["DL 1186"]}, "octubre de 2017"), "words that do not say the value"),
        (finding("project", {"name": "Las Bambas"}, "comedor Las Retamas"), "words that do not say the value"),
        (finding("officers", {"count": 3}, "dos (02) anos"), "words that do not say the value"),
        (
            finding(
                "payment", {"amount": "1E+9999999", "currency": "PEN", "unit": "total", "payee": "officer"}, "2017"
            ),
            "words that do not say the value",
        ),
        (finding("signatory", {"name": "DNI 99990001"}, "DNI 99990001"), "a number of a person"),
        ({"field": "term", "value": "P2Y"}, "no field, value and quote"),
        ({"field": ["term"], "value": "P2Y", "quote": "dos"}, "no field, value and quote"),
        ("term", "no field, value and quote"),
    ],
)
def test_a_proposal_is_refused(said: Any, reason: str) -> None:
    """It is counted by its reason, told, and changes nothing."""
    opinion = opinion_of(saying(said))
    assert opinion.findings == RULES
    assert opinion.refused == {reason: 1}
    assert f"1 refused (1 {reason})" in str(opinion)


def test_of_endless_proposals_only_the_first_are_looked_at() -> None:
    """An answer costs a bounded time."""
    opinion = opinion_of(saying(*[finding("colour", "red", "dos")] * 1000))
    assert opinion.refused == {"a field that does not exist": 200, "beyond the first 200 of an answer": 800}


# ---------------------------------------------------------------- servers that fail


def _drips(request: Any) -> None:
    """A byte now and then: no single wait is long, the whole would last for minutes."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    for _ in range(40):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.1)


def _silent(_: Any) -> None:
    time.sleep(2)


@pytest.mark.parametrize(
    ("behave", "told"),
    [
        (answering(b"oops", 500), "it answered 500"),
        (answering(b"", 302, Location="http://127.0.0.1:9/"), "redirects are not followed"),
        (answering(b"{"), "not one of chat completions"),
        (answering(b"[" * 100_000), "not one of chat completions"),
        (answering(b'{"choices": []}'), "not one of chat completions"),
        (answering(b'{"choices": [{"message": {"content": null}}]}'), "not one of chat completions"),
        (answering(completion("I would rather talk.")), "no JSON"),
        (answering(completion('{"findings": ' + "[" * 50_000)), "no JSON"),
        (answering(completion('{"findings": 5}')), "no list of findings"),
        (answering(b" " * 1_000_001), "longer than 1 MB"),
        (answering(b"{}", Content_Length="90"), "cut off"),
        (_drips, "no whole answer within 1 s"),
        (_silent, "no whole answer within 1 s"),
    ],
)
def test_a_bad_server_costs_nothing_but_its_opinion(behave: Behaviour, told: str) -> None:
    """The findings of the rules come out as they are, with a word of what went wrong, and in time."""
    with serving(behave) as fake:
        began = time.monotonic()
        opinion = asking(fake.url, VEEDOR_OPINION_SECONDS="1").of(reading_of(PAPER), RULES, PERU)
        assert time.monotonic() - began < 1.9
    assert opinion.findings == RULES
    assert told in str(opinion)


def test_where_nobody_listens_nobody_is_asked_for_long() -> None:
    """After three questions in a row without an answer the rest of the run goes on without."""
    with serving(saying()) as fake:
        gone = fake.url
    pages = reading_of(*[PAPER] * 5, paged=True)
    opinion = asking(gone).of(pages, RULES, PERU)
    assert opinion.findings == RULES
    assert opinion.unasked == 2
    assert [trouble.partition(":")[0] for trouble in opinion.troubles] == ["page 1", "page 2", "page 3"]
    assert opinion.troubles[-1].endswith("nobody listens there; nobody is asked any more")


# ---------------------------------------------------------------- what is sent


def test_what_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page a question, to the address that was named and through no proxy; numbers of persons are blacked out."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(saying()) as fake:
        reading = reading_of(PAPER, " \n", "segunda hoja", "tercera hoja", paged=True)
        opinion = asking(fake.url + "/", VEEDOR_OPINION_KEY="k", VEEDOR_OPINION_PIECES="2").of(reading, [], PERU)
        assert fake.pages == [PAPER.replace("99990001", "████████"), "segunda hoja"]
    assert fake.paths == ["/v1/chat/completions"] * 2
    assert fake.keys == ["Bearer k"] * 2
    assert {question["model"] for question in fake.asked} == {"tiny"}
    assert "bank_account" not in fake.asked[0]["messages"][0]["content"]
    assert opinion.unasked == 1


def test_a_long_text_goes_in_pieces() -> None:
    """No piece is over its size, each ends at the end of a line where there is one, and together they are the text."""
    text = ("una línea de palabras\n" * 1000) + "x" * (2 * PIECE)
    cut = list(pieces(reading_of(text)))
    assert "".join(text[piece.start : piece.end] for piece in cut) == text
    assert all(piece.end - piece.start <= PIECE for piece in cut)
    assert all(text[piece.end - 1] == "\n" for piece in cut[:2])


# ---------------------------------------------------------------- settings

URL, MODEL = {"VEEDOR_OPINION_URL": "http://127.0.0.1:8080/v1"}, {"VEEDOR_OPINION_MODEL": "m"}


def test_nobody_is_asked_where_no_address_is_named() -> None:
    """Off is the default."""
    assert Endpoint.from_env({}) is None


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://127.0.0.1:8080/v1", "127.0.0.1", 8080),
        ("http://localhost/v1/", "localhost", 80),
        ("https://[::1]/v1", "::1", 443),
    ],
)
def test_addresses_of_this_machine(url: str, host: str, port: int) -> None:
    """They may be asked as they are."""
    endpoint = Endpoint.from_env({"VEEDOR_OPINION_URL": url, **MODEL})
    assert endpoint is not None
    assert (endpoint.host, endpoint.port, endpoint.path) == (host, port, "/v1/chat/completions")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"VEEDOR_OPINION_URL": "https://models.example/v1"}, "VEEDOR_OPINION_REMOTE=on"),
        ({"VEEDOR_OPINION_URL": "https://192.168.0.7/v1"}, "VEEDOR_OPINION_REMOTE=on"),
        ({"VEEDOR_OPINION_URL": "https://127.0.0.1.example/v1"}, "VEEDOR_OPINION_REMOTE=on"),
        ({"VEEDOR_OPINION_URL": "http://models.example/v1", "VEEDOR_OPINION_REMOTE": "on"}, "https://"),
        ({"VEEDOR_OPINION_URL": "ftp://127.0.0.1/v1"}, "an address such as"),
        ({"VEEDOR_OPINION_URL": "http://u:p@127.0.0.1/v1"}, "an address such as"),
        ({"VEEDOR_OPINION_URL": "http://127.0.0.1:x/v1"}, "an address such as"),
        ({"VEEDOR_OPINION_URL": "http://127.0.0.1/a b"}, "an address such as"),
        ({"VEEDOR_OPINION_MODEL": ""}, "name the model"),
        ({"VEEDOR_OPINION_SECONDS": "0"}, "VEEDOR_OPINION_SECONDS"),
        ({"VEEDOR_OPINION_PIECES": "all"}, "VEEDOR_OPINION_PIECES"),
        ({"VEEDOR_OPINION_REMOTE": "yes"}, "on or off"),
        ({"VEEDOR_OPINION_KEY_FILE": "no-such-file"}, "cannot be read"),
        ({"VEEDOR_OPINION_KEY": "a\nb"}, "one line"),
    ],
)
def test_settings_that_cannot_be_used(environment: dict[str, str], told: str) -> None:
    """The sentence says which setting and what is wrong with it."""
    with pytest.raises(ValueError, match=told):
        Endpoint.from_env({**URL, **MODEL, **environment})


def test_the_key_comes_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    """Not in an error's words either."""
    file = tmp_path / "key"
    file.write_text("secret-key\n", encoding="utf-8")
    endpoint = Endpoint.from_env({**URL, **MODEL, "VEEDOR_OPINION_KEY_FILE": str(file)})
    assert endpoint is not None
    assert endpoint.key == "secret-key"
    assert "secret-key" not in repr(endpoint)


# ---------------------------------------------------------------- commands


def test_extract_asks_only_when_told_and_says_what_leaves(tmp_path: Path) -> None:
    """The settings alone ask nobody; with the option, standard error says where words go and what came of it."""
    path = tmp_path / "convenio.txt"
    path.write_text(PAPER, encoding="utf-8")
    with serving(saying(NEW, finding("colour", "red", "dos"))) as fake:
        settings = {"VEEDOR_OPINION_URL": fake.url, "VEEDOR_OPINION_MODEL": "tiny"}
        plain = veedor("extract", path, **settings)
        assert (fake.asked, plain.stderr) == ([], "")
        done = veedor("extract", path, "--second-opinion", **settings)
    assert done.returncode == 0
    assert "which is this machine" in done.stderr
    assert "second opinion: 1 proposed, 0 agreeing, 1 refused (1 a field that does not exist)" in done.stderr
    before, after = set(plain.stdout.splitlines()), set(done.stdout.splitlines())
    assert before < after
    assert [json.loads(line)["method"] for line in after - before] == ["opinion:tiny/1"]


def test_extract_without_anybody_to_ask_is_called_wrongly(tmp_path: Path) -> None:
    """Nothing is read; the sentence names the settings."""
    done = veedor("extract", tmp_path / "x.pdf", "--second-opinion")
    assert done.returncode == 2
    assert "VEEDOR_OPINION_URL" in done.stderr


def test_ingest_asks_where_the_setting_says_so(tmp_path: Path) -> None:
    """The proposals are stored, and the report's line says what came of asking."""
    path = tmp_path / "convenio.txt"
    path.write_text(PAPER, encoding="utf-8")
    with serving(saying(NEW)) as fake:
        settings = {"VEEDOR_OPINION_URL": fake.url, "VEEDOR_OPINION_MODEL": "tiny", "VEEDOR_OPINION_INGEST": "on"}
        done = veedor("ingest", path, home=tmp_path / "home", **settings)
    assert done.returncode == 0, done.stderr
    assert "second opinion: 1 proposed" in done.stdout
    listed = veedor("claims", "--json", home=tmp_path / "home").stdout
    assert "comedor Las Retamas" in listed
