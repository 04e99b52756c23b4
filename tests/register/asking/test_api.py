"""The questions for programs: the answers of the command line at addresses, and one shape of error."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from veedor.cli import main
from veedor.cli.asking import ask
from veedor.web.views.asking import QUESTIONS

pytestmark = [pytest.mark.usefixtures("peru"), pytest.mark.django_db, pytest.mark.db_engine]

ASKED = {
    "in-force": {"at": "las-bambas", "on": "2016-10-14"},
    "count": {"of": "agreements", "since": "1995-01-01", "until": "2018-12-31"},
    "payments": {"at": "las-bambas", "hours": "8"},
    "compare": {"ids": "a16-las-bambas-2010-2014,a17-las-bambas-2017", "fields": "legal_basis"},
    "checks": {"at": "tia-maria"},
    "overlaps": {"at": "las-bambas", "since": "2015-01-01"},
    "district": {"place": "Challhuahuacho"},
    "cases": {"at": "las-bambas"},
    "missing": {"at": "las-bambas"},
    "as-known": {"at": "las-bambas", "known": "2026-11-22"},
    "claim": {"text": "4 million soles (US$1.2 billion)", "year": "2018"},
    "owners": {"at": "las-bambas", "on": "2015-09-28"},
    "timeline": {"at": "las-bambas"},
}


def test_every_question_of_the_command_line_has_its_address() -> None:
    assert set(QUESTIONS) == set(ask.commands) == set(ASKED)


@pytest.mark.parametrize("question", sorted(ASKED))
def test_every_question_is_answered(question: str, client: Client) -> None:
    answer = client.get(reverse("ask-json", args=[question]), ASKED[question])
    assert answer.status_code == 200, answer.content
    assert isinstance(answer.json(), dict)


def test_the_answer_is_that_of_the_command_line(client: Client) -> None:
    told = CliRunner().invoke(main, ["ask", "owners", "--at", "las-bambas", "--on", "2015-09-28", "--json"])
    assert told.exit_code == 0, told.output
    assert client.get(reverse("ask-json", args=["owners"]), ASKED["owners"]).json() == json.loads(told.output)


@pytest.mark.parametrize(
    ("question", "given", "status", "code"),
    [
        ("nada", {}, 404, "not_found"),
        ("owners", {}, 400, "bad_parameter"),
        ("owners", {"at": "nada"}, 404, "unknown_thing"),
        ("owners", {"at": "las-bambas", "on": "ayer"}, 400, "bad_parameter"),
        ("owners", {"at": "las-bambas", "day": "2015-01-01"}, 400, "bad_parameter"),
        ("owners", {"at": "x" * 501}, 400, "bad_parameter"),
        ("payments", {"hours": "-8"}, 400, "bad_parameter"),
        ("payments", {"hours": "NaN"}, 400, "bad_parameter"),
        ("count", {"of": "muertes"}, 400, "bad_parameter"),
        ("compare", {"ids": "a17-las-bambas-2017", "fields": "nada"}, 400, "bad_parameter"),
        ("as-known", {"at": "las-bambas"}, 400, "bad_parameter"),
        ("as-known", {"at": "Mara", "known": "2026-11-22"}, 400, "bad_parameter"),
        ("in-force", {"at": "\x00"}, 404, "unknown_thing"),
    ],
)
def test_errors_have_one_shape(question: str, given: dict[str, str], status: int, code: str, client: Client) -> None:
    answer = client.get(reverse("ask-json", args=[question]), given)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (code, status)
    assert error["message"]


def test_only_reading(client: Client) -> None:
    assert client.post(reverse("ask-json", args=["count"])).status_code == 405
