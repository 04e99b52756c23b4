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
from veedor.extraction.check_value import check_value

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


@pytest.mark.parametrize(
    "text",
    [
        "Convenio personal policia en número de ",  # a count is looked for behind the text's end
        "l Convenio con la C",  # a name is
        "duración desde su firma\nLim 4abril2016\nIntervienen Convenio",  # words looked for before the text's beginning
        # an account in the other paper of a file
        (
            " la cuenta corriente\nNº 00-000-999999 del Banco de las de concluido el\nConvenio.\npro desde que sea "
            "comunicado a la\notra parte por escrito.\nEn señal de conformidad, las partes "
            "suscriben el presente ConveniNVENTADO\nGerente General\nMinera Cerro Imaginario S.A.C.\nLA EMPRESA\n- 4 - "
            "QUEBRADA\nFICTICIA S.A.\nCONVENIO en "
            "adelante con domicilio\nrepresentada por"
        ),
    ],
)
def test_what_the_fuzzer_found(text, reading_of, peru):
    for finding in extract(reading_of(text), peru):
        check_value(finding.field, finding.value)


def test_an_amendment_of_nothing_named_is_no_finding(reading_of, peru):
    found = extract(reading_of("la presente adenda\nPRIMERA.- OBJETO\nSe cambia algo."), peru)
    assert not any(finding.field == "amends" and not finding.value for finding in found)


def test_a_reading_without_pages(peru, reading_of):
    assert extract(reading_of(), peru) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=120))
def test_word_salad_gives_verbatim_quotes_and_no_identity_number(words):
    paper = Reading("x", "0" * 64, "text/plain", (Page(1, 0, 0, "text", 1.0, " ".join(words)),), paged=False)
    for finding in extract(paper, countries.get("pe")):
        assert paper.text[finding.start : finding.end] == finding.quote
        check_value(finding.field, finding.value)
        assert "12345678" not in str(finding.value)


def rubbish(share):
    source = random.Random(1)
    return "".join(source.choices("abc ABC 019 .,;:()/-_*°\n$%", k=1_000_000 // share))


def every_phrase(share):
    """All words by which the rules recognise anything, one after the other."""
    sources = countries.get("pe").lexicon.sources()
    return " ".join(re.sub(r"[^a-z]+", " ", source) for source in sources[:: 4 * share])


def items(share):
    return "CONVENIO\n" + "\n".join(
        f"{n // 9 % 60 + 1}.{n % 9 + 1}. La PNP se compromete a ir" for n in range(5000 // share)
    )


def spent(text, reading_of, peru):
    """Seconds of processor that one extraction costs; form feeds part pages."""
    reading = reading_of(*text.split("\f"))
    started = time.process_time()
    extract(reading, peru)
    return time.process_time() - started


@pytest.mark.parametrize(
    "make",
    [
        rubbish,
        lambda share: "1," * (300_000 // share),
        lambda share: "a los días del mes de " * (10_000 // share),
        lambda share: "convenio entre el " * (15_000 // share),
        lambda share: "conste por el presente de una parte " * (8_000 // share),
        lambda share: "Decreto Supremo N° 1-" * (20_000 // share),
        lambda share: "vigencia de dos años " * (20_000 // share),
        lambda share: (HANDS / "13-convenio-2022-simple.txt").read_text(encoding="utf-8") * (200 // share),
        lambda share: "Suboficiales\n" * (60_000 // share) + "3\n" * (60_000 // share),
        lambda share: "\u0627\u0644\u0639 \u202e " * (100_000 // share),
        lambda share: "a" * (1_000_000 // share),
        lambda share: "7" * (500_000 // share),
        lambda share: "(" * (100_000 // share) + ")" * (100_000 // share),
        lambda share: "primera " * (50_000 // share),
        lambda share: "\f".join(["CONVENIO\nPRIMERA: vigencia de dos (02) años, S/ 110.00 diarios"] * (5000 // share)),
        lambda share: random.Random(2).randbytes(500_000 // share).decode("latin-1"),
        lambda share: "modifíquese la cláusula tercera del Convenio de fecha 3 de mayo de 2017. " * (4000 // share),
        every_phrase,
        items,
    ],
)
def test_time_grows_with_the_text_and_no_faster(make, reading_of, peru):
    """Five times the text costs about five times as much; a rule that looks back over all of it would cost 25."""
    fifth = spent(make(5), reading_of, peru)
    assert spent(make(1), reading_of, peru) < 12 * fifth + 0.5
