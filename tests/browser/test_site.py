"""What people click, on the real demo, at a desk's and a phone's width, without JavaScript."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import shot, veedor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def _fits(page: Page) -> bool:
    """Whether nothing makes the reader scroll sideways. Measured by the layout itself: the page runs no script."""
    body, view = page.locator("main").bounding_box(), page.viewport_size
    assert body is not None
    assert view is not None
    return body["x"] >= 0 and body["x"] + body["width"] <= view["width"] + 1


def test_a_reader_finds_an_agreement_and_its_proof(page: Page, site: str) -> None:
    """Search without accents, open the agreement, see value and strip together, follow it to the page."""
    page.goto(site)
    expect(page).to_have_url(re.compile(r"/es/$"))
    assert _fits(page)
    shot(page, "home")
    page.get_by_role("searchbox").fill("compania quebrada")
    page.get_by_role("button", name="Buscar").click()
    assert _fits(page)
    shot(page, "search")
    page.locator("ul.cards a").first.click()
    expect(page.locator("body")).to_contain_text("MUESTRA")
    assert page.locator("article.fact").count() > 15
    assert _fits(page)
    shot(page, "agreement")
    strip = page.locator("article.fact img").first
    strip.scroll_into_view_if_needed()
    expect(strip).to_be_visible()
    page.locator("article.fact figcaption a").first.click()
    expect(page).to_have_url(re.compile(r"/es/documentos/[0-9a-f]{64}/#p\d+$"))
    assert page.locator("svg.paper rect.box").count() > 15
    assert _fits(page)
    shot(page, "document")


def test_a_search_leads_to_the_box(page: Page, site: str) -> None:
    """Words without accents and in another form, in a clause: the hit opens the page where the words are drawn."""
    page.goto(f"{site}/es/buscar/")
    page.get_by_role("searchbox").fill('"uso de las fuerzas" policia')
    page.get_by_role("button", name="Buscar").click()
    assert _fits(page)
    expect(page.locator("main")).to_contain_text("Ningún párrafo")
    page.goto(f"{site}/es/buscar/?q=policiales+principio&clausula=fuerza")
    assert page.locator(".hits mark").count() >= 2
    assert _fits(page)
    shot(page, "search-clause")
    page.locator("ul.hits a").first.click()
    expect(page).to_have_url(re.compile(r"/es/documentos/[0-9a-f]{64}/\?q=.*#h\d+$"))
    target = page.locator("g.hit:target rect").first
    expect(target).to_be_in_viewport()
    shot(page, "document-hit")


def test_a_reader_changes_the_language_and_stays(page: Page, site: str) -> None:
    """The other language is the same page, not the first one."""
    page.goto(f"{site}/es/")
    page.locator("ul.cards a").first.click()
    spanish = page.url
    page.get_by_role("link", name="English").click()
    assert page.url == spanish.replace("/es/", "/en/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    shot(page, "agreement-en")


def test_a_reader_cites_one_value(page: Page, site: str) -> None:
    """A value has an address of its own, with its history."""
    page.goto(f"{site}/es/")
    page.locator("ul.cards a").first.click()
    page.get_by_role("link", name="Citar").first.click()
    expect(page).to_have_url(re.compile(r"/es/valores/[0-9a-f]{16}/$"))
    expect(page.get_by_role("table")).to_contain_text("etiquetas")
    assert _fits(page)
    shot(page, "claim")


def test_an_editor_decides_at_the_desk(page: Page, site: str) -> None:
    """Accept a proposal, see it decided, take it back: the desk works without JavaScript."""
    page.goto(f"{site}/es/mesa/")
    assert _fits(page)
    shot(page, "desk")
    page.locator("table a").first.click()
    shot(page, "desk-document")
    assert _fits(page)
    row = page.locator(".review.proposed").first
    anchor = row.locator("article").get_attribute("id")
    row.get_by_label("Quién decide").fill("Ana Quispe")
    row.get_by_role("button", name="Aceptar", exact=True).click()
    decided = page.locator(f".review.accepted:has(#{anchor})")
    expect(decided).to_contain_text("Aceptado por Ana Quispe")
    assert page.url.endswith(f"#{anchor}")
    decided.get_by_role("button", name="Deshacer").click()
    expect(page.locator(f".review.proposed:has(#{anchor})")).to_be_visible()


def test_dark_and_print_are_readable(page: Page, site: str) -> None:
    """The page follows the reader's dark mode and prints on paper."""
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/es/")
    page.locator("ul.cards a").first.click()
    shot(page, "agreement-dark")
    page.emulate_media(media="print", color_scheme="light")
    shot(page, "agreement-print")
    expect(page.locator("header.site nav")).to_be_hidden()


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        data: bytes = answer.read()
        return data


def _accepted(site: str) -> list[dict[str, Any]]:
    page = _get(f"{site}/es/").decode()
    slugs = sorted(set(re.findall(r"/es/convenios/([a-z0-9-]+)/", page)))
    assert len(slugs) >= 3
    return [claim for slug in slugs for claim in json.loads(_get(f"{site}/es/convenios/{slug}.json"))["claims"]]


def test_every_accepted_values_strip_shows_its_quote(site: str, demo_home: Path) -> None:
    """The strip of each accepted value, read again by recognition, holds the words of its quote."""
    import io

    import tesserocr
    from PIL import Image
    from rapidfuzz import fuzz

    from veedor.values.folding import fold

    claims = _accepted(site)
    assert len(claims) > 60
    bad = []
    with tesserocr.PyTessBaseAPI(path="/usr/share/tesseract-ocr/5/tessdata", lang="spa+eng") as engine:
        for claim in claims:
            picture = Image.open(io.BytesIO(_get(f"{site}/imagen/valor/{claim['uid']}.webp"))).convert("L")
            # what is covered and the line of a blank are no letters to be read back
            quote = fold(re.sub(r"[█_]+\s*", "", claim["evidence"]["quote"]))
            likeness = 0.0
            # as one block, as scattered words and as a column: cells of a ruled table are no block, its rows no words
            for mode in (tesserocr.PSM.SINGLE_BLOCK, tesserocr.PSM.SPARSE_TEXT, tesserocr.PSM.SINGLE_COLUMN):
                engine.SetPageSegMode(mode)
                engine.SetImage(picture.resize((picture.width * 2, picture.height * 2)))
                engine.SetSourceResolution(260)
                likeness = max(likeness, fuzz.partial_ratio(quote, fold(engine.GetUTF8Text())))
                if likeness >= 85:
                    break
            if likeness < 85:
                bad.append((claim["uid"], claim["field"], quote[:80], likeness))
    assert not bad, f"{len(bad)} of {len(claims)}: {bad[:5]}"


def test_the_commands_tell_what_is_there(demo_home: Path) -> None:
    """`veedor status` counts samples apart; `veedor claims` lists what waits."""
    told = json.loads(veedor(demo_home, "status", "--json").stdout)
    assert told["samples"]["documents"] == 15 + 7
    assert told["samples"]["agreements"] >= 3
    assert told["register"] == dict.fromkeys(told["register"], 0)
    assert told["waiting"] == 0
    listed = veedor(demo_home, "claims", "--field", "signed_on", "--json")
    assert all(json.loads(line)["state"] == "proposed" for line in listed.stdout.splitlines())
