"""Invented agreements in several styles, with every finding that the machine has to make of them."""

import json
from pathlib import Path

import pytest

from veedor.extraction import extract, registry
from veedor.extraction.fields import FIELDS

TEXTS = Path(__file__).parent / "texts"
STEMS = sorted(path.stem for path in TEXTS.glob("*.txt"))


def as_rows(findings):
    return [
        [f.field, json.dumps(f.value, ensure_ascii=False), f.clause or "", f.about, " ".join(f.quote.split())]
        for f in findings
    ]


@pytest.mark.parametrize("stem", STEMS)
def test_every_finding_of_an_invented_paper(stem, reading_of, peru):
    findings = extract(reading_of((TEXTS / f"{stem}.txt").read_text(encoding="utf-8")), peru)
    expected = [line.split("\t") for line in (TEXTS / f"{stem}.tsv").read_text(encoding="utf-8").splitlines()]
    assert as_rows(findings) == expected


@pytest.mark.parametrize("stem", STEMS)
def test_quotes_are_verbatim_and_what_is_published_holds_no_private_number(stem, reading_of, peru):
    reading = reading_of((TEXTS / f"{stem}.txt").read_text(encoding="utf-8"))
    for finding in extract(reading, peru):
        assert reading.text[finding.start : finding.end] == finding.quote
        assert finding.method in registry.names()
        private = [span.reason for span in peru.private_spans(finding.quote)]
        assert not private or not FIELDS[finding.field].public, finding


@pytest.mark.parametrize("stem", STEMS)
def test_values_have_the_form_of_their_field(stem, reading_of, peru):
    for finding in extract(reading_of((TEXTS / f"{stem}.txt").read_text(encoding="utf-8")), peru):
        field = FIELDS[finding.field]
        if field.kind == "record":
            assert set(finding.value) <= {key.rstrip("?") for key in field.keys}
            for key, choices in field.key_choices:
                assert finding.value.get(key, choices[0]) in choices
        elif field.choices:
            assert finding.value in field.choices


def test_the_same_reading_gives_the_same_findings(reading_of, peru):
    reading = reading_of((TEXTS / "convenio_2018.txt").read_text(encoding="utf-8"))
    assert extract(reading, peru) == extract(reading, peru)


def test_pages_do_not_change_what_is_found(reading_of, peru):
    text = (TEXTS / "convenio_2012.txt").read_text(encoding="utf-8")
    at = text.index("CLÁUSULA QUINTA")
    whole = [(f.field, f.value) for f in extract(reading_of(text), peru)]
    parts = [(f.field, f.value) for f in extract(reading_of(text[:at], text[at:], paged=True), peru)]
    assert parts == whole


def found(text, field, reading_of, peru):
    return [f.value for f in extract(reading_of(text), peru) if f.field == field]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("RESOLUCIÓN MINISTERIAL N° 0087-2021-IN\n\nLima, 3 de febrero de 2021\n\nVISTO", "ministerial_resolution"),
        ("DECRETO DE URGENCIA N° 006-2017\nEL PRESIDENTE", "urgency_decree"),
        ("ACUERDO DE CONCEJO N° 012-2020-MPE\n\nEspinar, 3 de marzo de 2020", "council_accord"),
        ("CONTRATO DE CONSORCIO\n\nConste por el presente documento", "consortium_contract"),
        ("Señor Jefe:\nSolicito acceso a la información pública al amparo de la Ley N° 27806.", "foi_request"),
        ("CARTA N° 12-2020-IN\nSeñora:\nEn atención a su solicitud de acceso a la información pública", "foi_response"),
        ("EXP. N° 00001-2019-AI/TC\n\nSENTENCIA DEL TRIBUNAL CONSTITUCIONAL\n\nEn Lima", "court_ruling"),
        ("Acta de nacimiento de la comunidad", "other"),
    ],
)
def test_kinds_of_papers(text, kind, reading_of, peru):
    assert found(text, "doc_type", reading_of, peru) == [kind]


def test_numbers_of_norms_stand_as_printed(reading_of, peru):
    text = "RESOLUCIÓN MINISTERIAL N° 0087-2021-IN\n\nLima, 3 de febrero de 2021\n\nVISTO, el D.S. N° 003-2017-IN;"
    assert found(text, "number", reading_of, peru) == ["0087-2021-IN"]
    assert found(text, "legal_basis", reading_of, peru) == ["DS 003-2017-IN"]
    assert found(text, "signed_on", reading_of, peru) == ["2021-02-03"]


def test_an_unread_blank_gives_no_day(reading_of, peru):
    text = (TEXTS / "adenda_2020.txt").read_text(encoding="utf-8")
    assert [f.value for f in extract(reading_of(text), peru) if f.field == "signed_on" and f.about == "this"] == [
        "2020-05"
    ]


def test_a_badly_read_page_lowers_the_confidence(peru, reading_of):
    from dataclasses import replace

    text = (TEXTS / "convenio_2018.txt").read_text(encoding="utf-8")
    good = reading_of(text, paged=True)
    bad = replace(good, pages=tuple(replace(page, quality=0.2) for page in good.pages))
    for before, after in zip(extract(good, peru), extract(bad, peru), strict=True):
        assert after.confidence < before.confidence
