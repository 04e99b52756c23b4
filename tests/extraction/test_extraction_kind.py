"""What kind of paper it is, and how sure that is."""

import pytest

from veedor.extraction import extract

HEADING = "\n\nSENTENCIA DEL TRIBUNAL CONSTITUCIONAL\n\nen el proceso seguido por la comunidad.\n"
NUMBERED = "\n\nACUERDO REGIONAL N° 012-2025-GRX/CR\n\nse acuerda lo siguiente.\n"
FILLER = "Aviso de la página con enlaces a otros textos de interés general.\n"


@pytest.mark.parametrize(
    ("text", "kind", "sure"),
    [
        (HEADING, "court_ruling", True),
        (FILLER * 10 + HEADING, "court_ruling", True),
        (FILLER * 60 + HEADING, "court_ruling", False),
        (FILLER * 60 + NUMBERED, "regional_accord", True),
        (FILLER * 60, "other", False),
    ],
)
def test_a_heading_far_down_without_a_number_is_doubted(text, kind, sure, reading_of, peru):
    """Near the top, or with a number, a heading says what the paper is; far down it may be one of many."""
    found = next(f for f in extract(reading_of(text), peru) if f.field == "doc_type")
    assert kind == found.value
    assert sure == (found.confidence >= 0.9)


PARTIES = (
    "\n\nConste por el presente documento que celebran la Policía Nacional del Perú y {company}, para el servicio en "
    "{where}.\n\nPRIMERA.- Las partes acuerdan lo siguiente.\n"
)
MINE = PARTIES.format(company="Minera Supuesta S.A.", where="la mina Supuesta")
BANK = PARTIES.format(company="Banco Supuesto S.A.", where="sus agencias")


def kind_of(text, reading_of, peru):
    return next(f for f in extract(reading_of(text), peru) if f.field == "doc_type")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("ACUERDO DE APOYO EN MATERIA DE SEGURIDAD", "agreement"),
        ("ACUERDO ESPECÍFICO DE RESGUARDO", "agreement"),
        ("ACUERDO ENTRE LA POLICÍA NACIONAL Y MINERA SUPUESTA S.A.", "agreement"),
        ("MEMORÁNDUM DE ENTENDIMIENTO", "agreement"),
        ("CARTA DE ENTENDIMIENTO", "agreement"),
        ("ACTA DE COMPROMISO", "agreement"),
        ("ACTA DE SERVICIOS POLICIALES", "agreement"),
        ("PROTOCOLO DE COOPERACIÓN", "agreement"),
        ("CONTRATO DE SERVICIO POLICIAL EXTRAORDINARIO", "agreement"),
        ("CONTRATO POR RESGUARDO POLICIAL", "agreement"),
        ("CONTRATO DE SUMINISTRO DE COMBUSTIBLE", "contract"),
        ("PRIMERA ADENDA AL CONVENIO", "amendment"),
        ("SEGUNDA MODIFICACIÓN DEL CONVENIO", "amendment"),
        ("PRÓRROGA DEL CONVENIO N° 012-2015-PNP", "amendment"),
        ("ACTA DE PRÓRROGA", "amendment"),
        ("CONVENIO MODIFICATORIO", "amendment"),
    ],
)
def test_the_same_deed_under_other_names(title, kind, reading_of, peru):
    assert kind_of(title + MINE, reading_of, peru).value == kind


@pytest.mark.parametrize("title", ["CONVENIO", "ACUERDO DE APOYO", "MEMORÁNDUM DE ENTENDIMIENTO"])
def test_an_agreement_with_a_bank_is_another_agreement(title, reading_of, peru):
    assert kind_of(title + BANK, reading_of, peru).value == "other_agreement"


def test_tear_gas_makes_no_extractive_company(reading_of, peru):
    text = "CONVENIO DE SEGURIDAD" + PARTIES.format(
        company="Empresa Supuesta S.A.", where="un local, sin gas lacrimógeno"
    )
    assert kind_of(text, reading_of, peru).value == "other_agreement"


def test_a_deed_without_a_title_speaks_of_itself(reading_of, peru):
    text = (
        "La Policía Nacional del Perú y Minera Supuesta S.A. suscriben el presente convenio.\n\n"
        "El presente convenio rige en la mina Supuesta.\n"
    )
    assert kind_of(text, reading_of, peru).value == "agreement"


NEWS = (
    "DIARIO LA QUENA SUPUESTA\n\nPolicías cuidan la mina Supuesta\n\nPor Juan Supuesto\n\n"
    "Según un convenio con Minera Supuesta S.A., los agentes cobran. "
    "Un abogado pedirá copia al amparo de la Ley 27806.\n"
)


def test_news_are_no_request_and_no_agreement(reading_of, peru):
    found = kind_of(NEWS, reading_of, peru)
    assert (found.value, found.quote) == ("other", "DIARIO LA QUENA SUPUESTA")


def test_a_headline_that_says_agreement_makes_none(reading_of, peru):
    text = NEWS.replace("Policías cuidan la mina Supuesta", "Convenio con minera bajo la lupa")
    assert kind_of(text, reading_of, peru).value == "other"


@pytest.mark.parametrize(
    "banner", ["DOCUMENTO DE MUESTRA – todo es inventado", "Documento ficticio", "MUESTRA SIN VALOR"]
)
@pytest.mark.parametrize("text", ["CONVENIO DE SEGURIDAD" + MINE, NEWS, "Lista de compras\n"])
def test_a_line_that_says_what_a_copy_is_is_no_part_of_it(banner, text, reading_of, peru):
    plain = extract(reading_of(text), peru)
    bannered = extract(reading_of(f"{banner}\n\n{text}"), peru)
    assert [(f.field, f.value, f.quote) for f in bannered] == [(f.field, f.value, f.quote) for f in plain]


def test_a_norm_is_known_by_the_line_with_its_number(reading_of, peru):
    sumilla = "Decreto Supremo que prorroga el Estado de Emergencia en la provincia Supuesta"
    text = f"{sumilla}\n\nDECRETO SUPREMO N° 991-2023-PCM\n"
    found = {f.field: f for f in extract(reading_of(text), peru)}
    assert found["doc_type"].quote == "DECRETO SUPREMO N° 991-2023-PCM"
    assert found["title"].value == sumilla
    assert "legal_basis" not in found


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("CONVENIO MARCO ENTRE LA UNIVERSIDAD SUPUESTA Y LA POLICÍA NACIONAL", "other_agreement"),
        ("CONVENIO ENTRE LA UNIVERSIDAD MINERA SUPUESTA Y LA POLICÍA NACIONAL", "other_agreement"),
        ("CONVENIO ENTRE EL GOBIERNO REGIONAL SUPUESTO, LA POLICÍA NACIONAL Y MINERA SUPUESTA S.A.", "agreement"),
    ],
)
def test_the_title_names_the_sides_before_the_text_does(title, kind, reading_of, peru):
    assert kind_of(title + MINE + "Participa la Escuela de Minas.", reading_of, peru).value == kind


def test_a_letter_of_another_kind_is_known_by_its_head(reading_of, peru):
    text = '"Año del Diálogo"\n\nOFICIO MÚLTIPLE N° 12-2018-CG\n\nSeñor:\n\nTengo el agrado de dirigirme.\n'
    found = kind_of(text, reading_of, peru)
    assert found.value == "other"
    assert found.quote.startswith("OFICIO MÚLTIPLE N° 12-2018")


def test_a_title_is_never_cut_from_running_text(reading_of, peru):
    text = "Entre Minera Supuesta S.A. y la PNP se celebra el presente convenio. El presente convenio "
    assert "title" not in {f.field for f in extract(reading_of(text + "rige en la mina."), peru)}
