from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor import countries
from veedor.countries.lexicon import Lexicon, Phrase
from veedor.countries.pe.words import ordinal, proper, rank
from veedor.extraction.view import View

PERU = countries.get("pe")


@pytest.mark.parametrize("code", ["xx", "PE", "", "p/"])
def test_unknown_countries_are_refused(code):
    with pytest.raises(LookupError):
        countries.get(code)


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        (
            "Decretos Supremos N° 0222023-PCM, N° 032-2023-PCM y N° 060-2023-PCM",
            "DS 022-2023-PCM|DS 032-2023-PCM|DS 060-2023-PCM",
        ),
        ("D. Leg. N° 1252", "DL 1252"),
        ("D.L. N° 1272", "DL 1272"),
        ("Ley N°27867", "Ley 27867"),
        ("Ley N” 27972 y Ley N* 32103", "Ley 27972|Ley 32103"),
        ("D.S. N° 284-2018EF", "DS 284-2018-EF"),
        ("DS N° 003-2017-IN", "DS 003-2017-IN"),
        ("Resolución Directoral N° 0015 — 2021 — EF / 54.01 de", "RD 0015-2021-EF/54.01"),
        ("Resolución Directoral N* 001-\n2018-EF/51.01", "RD 001-2018-EF/51.01"),
        ("Ley de Organización del Ministerio de la Producción, Nº 27789,", "Ley 27789"),
        ("Resoluciones Ministeriales Nº s. 150-2001-PE, y 077-2002-PRODUCE", "RM 150-2001-PE|RM 077-2002-PRODUCE"),
        ("Decreto Supremo Nº 012-2001-PE - Reglamento de la Ley", "DS 012-2001-PE"),
        ("Decreto Supremo N° 043-2003-PCM.\n\nTERCERA.- OBJETO", "DS 043-2003-PCM"),
        ("Ley N° 29010, modificada por el Decreto Legislativo N°\n1571", "Ley 29010|DL 1571"),
        ("Leyes N° 27806 y 27927", "Ley 27806|Ley 27927"),
        ("Decreto Ley Nº 25977", "DLey 25977"),
        ("Decreto de Urgencia N.° 006-2017", "DU 006-2017"),
        ("Constitución Política del Perú y Código Civil", "Constitución|Código Civil"),
        ("Ordenanza Regional N°\n008-2016-GR.LAMB/CR", "Ordenanza 008-2016-GR.LAMB/CR"),
        ("TUO de la Ley N° 27806, aprobado por Decreto Supremo N° 021-2019-JUS", "Ley 27806|DS 021-2019-JUS"),
        ("Resolución Ministerial Nº ........ y Ley N° 12, artículo 4 de la ley", ""),
    ],
)
def test_norms(text, norms):
    view = View(text)
    assert "|".join(str(found.value) for found in PERU.norms(view.text)) == norms


@pytest.mark.parametrize(
    ("number", "valid"), [("20137291313", True), ("20137291314", False), ("12345678", False), ("", False)]
)
def test_tax_id(number, valid):
    assert PERU.tax_id_is_valid(number) is valid


@pytest.mark.parametrize(
    ("text", "number", "check"),
    [
        ("con RUC N” 20498390570", "20498390570", "ruc_check_digit:ok"),
        ('RU.C. N" 20137291313', "20137291313", "ruc_check_digit:ok"),
        ("Registro Único de Contribuyentes Nº 20114915026", "20114915026", "ruc_check_digit:ok"),
        ("RUC N?\n99000035293", "99000035293", "ruc_check_digit:no"),
    ],
)
def test_tax_ids(text, number, check):
    (found,) = PERU.tax_ids(View(text).text)
    assert (found.value, found.checks) == (number, (check,))


def test_a_dni_is_no_tax_id():
    assert PERU.tax_ids(View("RUC ........ DNI N° 10746033 cuenta corriente N° 20123456789").text) == []


def test_private_spans():
    text = (
        "identificado con D.N.I. N° 41855798 y CIP N° 256311, DNI N?\n\n10746033, L.E. 08123456, "
        "CC! es 011-142-000100126896, cuenta corriente N° 0000-123456, celular 999 888 777, ana@correo.com, "
        "mesa@mininter.gob.pe, Ley N° 27806, RUC 20137291313, S/ 8,150,625.00"
    )
    masked = [(text[s.start : s.end], s.reason) for s in PERU.private_spans(text)]
    assert masked == [
        ("41855798", "identity_number"),
        ("256311", "police_number"),
        ("10746033", "identity_number"),
        ("08123456", "identity_number"),
        ("011-142-000100126896", "bank_account"),
        ("0000-123456", "bank_account"),
        ("999 888 777", "phone"),
        ("ana@correo.com", "email"),
    ]


@given(st.text(max_size=300))
def test_private_spans_are_in_order_and_do_not_overlap(text):
    spans = PERU.private_spans(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "distrito de Challhuahuacho, provincia de Cotabambas, departamento de Apurímac",
            [("Challhuahuacho", "Cotabambas", "Apurimac")],
        ),
        (
            "DISTRITOS DE MAJES, LLUTA Y HUAMBO DE LA PROVINCIA DE CAYLLOMA",
            [("MAJES", "CAYLLOMA", None), ("LLUTA", "CAYLLOMA", None), ("HUAMBO", "CAYLLOMA", None)],
        ),
        ("provincia y departamento de Pasco", [(None, "Pasco", "Pasco")]),
        (
            "provincias de Putumayo y Mariscal Castilla del departamento de Loreto",
            [(None, "Putumayo", "Loreto"), (None, "Mariscal Castilla", "Loreto")],
        ),
        ("la Región Policial Cusco y el Gobierno Regional de Pasco", []),
        ("en la región", []),
    ],
)
def test_places(text, places):
    view = View(text)

    def words(span):
        return view.cased[slice(*span)] if span else None

    found = [(words(f.value.district), words(f.value.province), words(f.value.region)) for f in PERU.places(view.cased)]
    assert found == places


@pytest.mark.parametrize(
    ("words", "number"),
    [("segunda", 2), ("decimo segunda", 12), ("vigesimo quinta", 25), ("2da", 2), ("setima", 7), ("adenda", None)],
)
def test_ordinals(words, number):
    assert ordinal(words) == number


def test_ranks_and_names():
    assert rank("sub oficiales") == "suboficial"
    assert rank("oficiales superiores") == "oficial superior"
    assert rank("sargento") == "sargento"
    assert proper("HERNÁN GARRIDO-LECCA DE LA CRUZ") == "Hernán Garrido-Lecca de la Cruz"
    assert proper("XI REGIÓN POLICIAL") == "XI Región Policial"


def test_phrases_begin_at_words_and_refuse_what_would_be_slow():
    assert [m.start() for m in Phrase("pago(?:s)?").finditer("pago, repago, pagos")] == [0, 14]
    for source in ("a|b", "(?:a|b)", "x", ".*abc"):
        with pytest.raises(ValueError, match="phrase"):
            Phrase(source)


def test_lexicon_sorts_and_keeps_the_longest():
    lexicon = Lexicon({"a.b": ["oficial(?:es)?", "oficial superior"]})
    text = "un oficial superior y dos oficiales"
    assert [m.group() for m in lexicon.find("a.b", text)] == ["oficial superior", "oficiales"]
    assert lexicon.names("a") == ["b"]
    assert lexicon.has("a.b", text)
    assert lexicon.find("c", text) == []
