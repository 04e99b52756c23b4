import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor import countries
from veedor.documents.tree import Page, Reading
from veedor.extraction import extract

HANDS = Path(__file__).parent / "hands"
WORDS = re.findall(
    r"\S+",
    """convenio entre el la PNP y S/ 110.00 (ciento diez) diarios oficial Ley N° 27806 a los 3 días del mes de mayo
    de 2017 de una parte RUC 20137291313 CLÁUSULA PRIMERA.- plazo vigencia dos (02) años DNI 12345678 _ ** UIT 0.11%
    hasta el suscribieron con fecha distrito de Espinar uso de la fuerza franco , . ; ( ) " adenda por hora""",
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\f\f",
        "\x00\x01",
        "\u202e\u0627\u0644\u0639\u0631\u0628 \u0661\u0662",
        "…" * 50,
        "CONVENIO",
        "S/",
        "N°",
        "que suscriben de una parte LA POLICIA",  # a page cut off in the name of a party
    ],
)
def test_nothing_to_find_is_no_accident(text, reading_of, peru):
    extract(reading_of(text), peru)


def test_a_reading_without_pages(peru, reading_of):
    assert extract(reading_of(), peru) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=120))
def test_word_salad_gives_verbatim_quotes_and_no_identity_number(words):
    paper = Reading("x", "0" * 64, "text/plain", (Page(1, 0, 0, "text", 1.0, " ".join(words)),), paged=False)
    for finding in extract(paper, countries.get("pe")):
        assert paper.text[finding.start : finding.end] == finding.quote
        assert "12345678" not in str(finding.value)


def rubbish(share):
    source = random.Random(1)
    return "".join(source.choices("abc ABC 019 .,;:()/-_*°\n$%", k=2_000_000 // share))


def spent(text, reading_of, peru):
    """Seconds of processor that one extraction costs."""
    reading = reading_of(text)
    started = time.process_time()
    extract(reading, peru)
    return time.process_time() - started


@pytest.mark.parametrize(
    "make",
    [
        rubbish,
        lambda share: "1," * (300_000 // share),
        lambda share: "a los días del mes de " * (20_000 // share),
        lambda share: "convenio entre el " * (30_000 // share),
        lambda share: "conste por el presente de una parte " * (15_000 // share),
        lambda share: "Decreto Supremo N° 1-" * (40_000 // share),
        lambda share: "vigencia de dos años " * (20_000 // share),
        lambda share: (HANDS / "13-convenio-2022-simple.txt").read_text(encoding="utf-8") * (400 // share),
        lambda share: "Suboficiales\n" * (60_000 // share) + "3\n" * (60_000 // share),
        lambda share: "\u0627\u0644\u0639 \u202e " * (100_000 // share),
    ],
)
def test_time_grows_with_the_text_and_no_faster(make, reading_of, peru):
    """Five times the text costs about five times as much; a rule that looks back over all of it would cost 25."""
    fifth = spent(make(5), reading_of, peru)
    assert spent(make(1), reading_of, peru) < 12 * fifth + 0.5
