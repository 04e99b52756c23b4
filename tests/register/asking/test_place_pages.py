"""The pages of places and of a day, on Peru's data: what they say, how heavy they are, what they refuse."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.usefixtures("peru"), pytest.mark.django_db, pytest.mark.db_engine]
CHALLHUAHUACHO = "Challhuahuacho/Cotabambas/Apurímac"
BUDGET = 50_000
"""Bytes of a page without pictures, for a phone with a poor signal."""


def text_of(client: Client, address: str, **given: str) -> str:
    """A page's text."""
    answer = client.get(address, given)
    assert answer.status_code == 200
    assert len(answer.content) < BUDGET
    return answer.content.decode()


def test_a_district_for_somebody_who_lives_there(client: Client) -> None:
    page = text_of(client, reverse("place", args=[CHALLHUAHUACHO]))
    assert "¿Hay un convenio?" in page
    assert "Las Bambas, texto de 2010–2014" in page
    assert "Las Bambas: está aquí" in page
    for count in ("1", "3", "4", "5"):
        assert f"muertos: <strong>{count}</strong>" in page
    assert "Defensoría" in page


def test_every_number_leads_to_a_source(client: Client) -> None:
    page = text_of(client, reverse("place", args=[CHALLHUAHUACHO]))
    cited = set(re.findall(r'href="#f(\d+)"', page))
    assert cited
    assert cited == set(re.findall(r'<li id="f(\d+)"', page))
    assert 'rel="nofollow noreferrer"' in page


def test_what_was_in_force_on_a_day(client: Client) -> None:
    page = text_of(client, reverse("in-force"), dia="2016-10-14", en="las-bambas")
    assert "14 de octubre de 2016" in page
    assert '<strong class="state">vigente</strong>' in page
    assert "Una fuente que lo sabe dice que regía: octubre de 2016." in page
    everything = text_of(client, reverse("in-force"), dia="2018-05-01")
    assert "presuntamente vigente: <strong>1</strong>" in everything


def test_what_cannot_be_understood_is_said(client: Client) -> None:
    assert "Esto no es un día" in text_of(client, reverse("in-force"), dia="ayer")
    assert "project%3Ayanacocha" in text_of(client, reverse("in-force"), en="Yanacocha")
    assert "Aquí nada se llama así" in text_of(client, reverse("in-force"), en="Ninguna Mina")
    assert "&lt;b&gt;" in text_of(client, reverse("in-force"), en="<b>")


def test_places_by_region(client: Client) -> None:
    page = text_of(client, reverse("places"))
    assert page.index("Apurímac</h2>") < page.index("Cajamarca</h2>") < page.index("Cusco</h2>")
    assert reverse("place", args=[CHALLHUAHUACHO]) in page


@pytest.mark.parametrize("slug", ["Nada/Nada/Nada", "Challhuahuacho", "a/b/c/d", "//"])
def test_no_such_place(client: Client, slug: str) -> None:
    assert client.get(f"/es/lugares/{slug}/").status_code == 404


def test_in_english_too(client: Client) -> None:
    page = client.get(f"/en/lugares/{CHALLHUAHUACHO}/").content.decode()
    assert "Is there an agreement?" in page
