"""Several papers in one file: where one ends and the next begins, and what each finding is about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor import countries
from veedor.extraction import extract, parts
from veedor.extraction.document import Document

from .conftest import reading_of as make

RESOLUTION = """RESOLUCIÓN MINISTERIAL N° 9926-2018-IN

Lima, 3 de setiembre de 2018

CONSIDERANDO:

Que, el Decreto Legislativo N° 1267 admite que la Policía Nacional del Perú preste servicios a Hierro Supuesto S.A.;

Que, es necesario aprobar el convenio que se adjunta, y así conviene al interés público de la provincia Supuesta;

SE RESUELVE:

Artículo 1.- Aprobar el Convenio de Seguridad con Hierro Supuesto S.A., que forma parte de la presente resolución.

Regístrese y comuníquese.

JUANA SUPUESTA PÉREZ
Ministra del Interior
"""
AGREEMENT = """CONVENIO N° 012-2018-PNP

Conste por el presente documento el convenio que celebran, de una parte, la Policía Nacional del Perú y, de la otra
parte, Hierro Supuesto S.A., para el resguardo de la mina Supuesta, en los términos siguientes:

PRIMERA.- Las partes se rigen por el Decreto Legislativo N° 1186. La mina Supuesta es de Hierro Supuesto S.A., que la
explota desde hace años y que ha pedido que la resguarden.

SEGUNDA.- El plazo del presente convenio es de dos (2) años, contados desde su suscripción.

TERCERA.- El personal policial sirve en sus días de franco, y la empresa le da alimentos y alojamiento en la mina.

En señal de conformidad, las partes firman el presente convenio en Lima, el 10 de setiembre de 2018.
"""
AMENDMENT = """PRIMERA ADENDA AL CONVENIO N° 012-2018-PNP

Conste por el presente documento la adenda que celebran, de una parte, la Policía Nacional del Perú y, de la otra
parte, Hierro Supuesto S.A.

PRIMERA.- Se amplía el plazo por un (1) año.

Las partes firman la presente adenda en Lima, el 8 de setiembre de 2020.
"""
LETTER = """CARTA N° 000215-2023/IN/SG

Señora
Rosa Supuesta
Presente

En atención a su solicitud de acceso a la información pública, se adjunta copia del Convenio que pidió, el cual obra en
nuestros archivos desde que fue suscrito, así como los documentos que lo sustentan y que usted ha solicitado conocer.

Atentamente,

ELENA SUPUESTA PINTADO
Directora de la Oficina de Atención al Ciudadano y Gestión Documental
"""


REQUEST = """SOLICITUD DE INFORMACIÓN PÚBLICA

Señores
Unidad de Trámite

Al amparo de la Ley N° 27806 solicito que se me entregue por correo electrónico:

1. Copia del convenio.

2. Copia de sus adendas.

Hoja de Trámite N° 20239900715
"""
TERSE = """Convenio de servicios policiales con Hierro Supuesto S.A.

Celebran este convenio la POLICÍA NACIONAL DEL PERÚ, en adelante LA POLICÍA, con RUC N° 20999900101, y HIERRO SUPUESTO
S.A., en adelante LA EMPRESA, para el resguardo de la mina Supuesta.

CLÁUSULA UNO: PLAZO

El convenio rige dos (2) años.
"""


def kinds(text, reading_of, peru):
    return [(f.value, f.about) for f in extract(reading_of(text), peru) if f.field == "doc_type"]


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([RESOLUTION], [("ministerial_resolution", "this")]),
        ([AGREEMENT], [("agreement", "this")]),
        (
            [RESOLUTION, AGREEMENT],
            [("ministerial_resolution", "this"), ("agreement", "Convenio 012-2018-PNP")],
        ),
        ([LETTER, AGREEMENT], [("foi_response", "this"), ("agreement", "Convenio 012-2018-PNP")]),
        (
            [LETTER, REQUEST],
            [("foi_response", "this"), ("foi_request", "SOLICITUD DE INFORMACIÓN PÚBLICA")],
        ),
        (
            [AGREEMENT, RESOLUTION],
            [("agreement", "this"), ("ministerial_resolution", "Resolución 9926-2018-IN")],
        ),
        (
            [AGREEMENT, AMENDMENT],
            [("agreement", "this"), ("amendment", "PRIMERA ADENDA AL CONVENIO N° 012-2018-PNP")],
        ),
        (
            [RESOLUTION, AGREEMENT, AMENDMENT],
            [
                ("ministerial_resolution", "this"),
                ("agreement", "Convenio 012-2018-PNP"),
                ("amendment", "PRIMERA ADENDA AL CONVENIO N° 012-2018-PNP"),
            ],
        ),
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\n\nANEXO\n\n"])
def test_papers_bound_together(papers, expected, between, reading_of, peru):
    assert kinds(between.join(papers), reading_of, peru) == expected


def test_below_the_word_annex_a_title_may_stand_in_small_letters(reading_of, peru):
    name = "Convenio de servicios policiales con Hierro Supuesto S.A."
    assert kinds(RESOLUTION + "\n\nANEXO\n\n" + TERSE, reading_of, peru)[1:] == [("agreement", name)]


def test_a_resolution_approves_the_agreement_bound_behind_it(reading_of, peru):
    def approved(text):
        return [(f.value, f.about) for f in extract(reading_of(text), peru) if f.field == "approved_by"]

    assert approved(RESOLUTION + "\n\n" + AGREEMENT) == [("RM 9926-2018-IN", "Convenio 012-2018-PNP")]
    assert approved(RESOLUTION.replace("Aprobar", "Remitir") + "\n\n" + AGREEMENT) == []
    assert approved(RESOLUTION) == []


def test_each_paper_says_what_it_says_alone_of_itself(reading_of, peru):
    """Splitting changes nothing but where things stand, and of what they are told."""

    def told(findings, about):
        return {(f.field, str(f.value), f.quote) for f in findings if f.about == about}

    both = extract(reading_of(RESOLUTION + "\n\n" + AGREEMENT), peru)
    assert told(both, "this") == told(extract(reading_of(RESOLUTION), peru), "this")
    approval = {t for t in told(both, "Convenio 012-2018-PNP") if t[0] == "approved_by"}
    assert told(both, "Convenio 012-2018-PNP") - approval == told(extract(reading_of(AGREEMENT), peru), "this")


def test_quotes_of_a_later_paper_stand_where_they_say(reading_of, peru):
    reading = reading_of(RESOLUTION, AGREEMENT, paged=True)
    for finding in extract(reading, peru):
        assert reading.text[finding.start : finding.end] == finding.quote


@pytest.mark.parametrize(
    "text",
    [
        AGREEMENT.replace("SEGUNDA.-", "SEGUNDA.- Por la RESOLUCIÓN MINISTERIAL N° 9926-2018-IN se aprobó.\n\n"),
        AGREEMENT + "\n\nANEXO 1\n\nCONVENIO: TARIFAS\n\nSuboficial 100 soles\n",
        "CONVENIO DE SEGURIDAD CON HIERRO SUPUESTO S.A.\n\n" + AGREEMENT,
        RESOLUTION.replace("Regístrese", "CONVENIO que se aprueba\n\nRegístrese"),
    ],
)
def test_a_heading_alone_begins_no_paper(text, reading_of, peru):
    assert len(kinds(text, reading_of, peru)) == 1


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([RESOLUTION, AGREEMENT, AMENDMENT, LETTER, "ANEXO\n", "\f", "x" * 700]), max_size=30))
def test_a_file_is_never_split_without_end(pieces):
    document = Document(make("\n\n".join(pieces)), countries.get("pe"))
    found = parts.cuts(document)
    assert found == sorted(set(found))
    assert len(found) < 8
