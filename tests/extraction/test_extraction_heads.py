"""Numbers, titles, what approves and what is amended: exact cases."""

import pytest

from veedor.extraction import extract

BODY = (
    "\n\nConste por el presente documento que celebran la Policía Nacional del Perú y Minera Supuesta S.A.\n\n"
    "PRIMERA.- {first}\n\nSEGUNDA.- Las partes prestan servicio en la mina Supuesta.\n"
)


def values(text, field, reading_of, peru):
    return [(f.value, f.about) for f in extract(reading_of(text), peru) if f.field == field]


def paper(head, first="Las partes acuerdan lo siguiente."):
    return head + BODY.format(first=first)


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("CONVENIO N° 012-2015-PNP", "012-2015-PNP"),
        ("CONVENIO DE SEGURIDAD\n\nCONV. Nro. 03-2011-XIX-DIRTEPOL-P/SEC", "03-2011-XIX-DIRTEPOL-P/SEC"),
        ("ACUERDO DE APOYO\n\nRef. OMP-SEC-2008/07", "OMP-SEC-2008/07"),
        ("Convenio de Servicios Policiales\n\nCódigo: CSPE-0077-2022-DIVCON/PNP", "CSPE-0077-2022-DIVCON/PNP"),
        ("Registro N° 0044-2019-DIRASINT\n\nCONVENIO DE SEGURIDAD", "0044-2019-DIRASINT"),
        ("CONVENIO DE SEGURIDAD\n\nN° 021-2014-REGPOL-VALLES/UNIPLEDU", "021-2014-REGPOL-VALLES/UNIPLEDU"),
        ("MINISTERIO\n\nREGISTRO: 0455-2021-DIR\n\nConvenio entre la Policía y Minera Supuesta", "0455-2021-DIR"),
        ("CONVENIO DE SEGURIDAD\n\n12-05-2019", None),
        ("CONVENIO DE SEGURIDAD\n\nRef. Oficio 123-2020-PNP", None),
        ("CONVENIO DE SEGURIDAD\n\nRef. R.M. 123-2020-IN", None),
    ],
)
def test_a_number_stands_behind_or_beside_the_title(head, number, reading_of, peru):
    found = values(paper(head), "number", reading_of, peru)
    assert found == ([(number, "this")] if number else [])


def test_a_resolutions_number_is_repaired_and_says_so(reading_of, peru):
    text = "MINISTERIO\n\nResolución Ministerial\nN° 9926-2O18-1N\n\nLima, 03 de setiembre de 2018\n\nVISTO: el informe"
    (found,) = [f for f in extract(reading_of(text), peru) if f.field == "number"]
    assert (found.value, found.checks) == ("9926-2018-IN", ("repaired:ok",))
    assert found.quote.endswith("N° 9926-2O18-1N")


def test_the_number_of_another_agreement_is_not_its_own(reading_of, peru):
    first = "Con fecha 5 de mayo de 2013 firmaron el\nConvenio 002-2013-DIRTEPOL, que fue cumplido."
    assert values(paper("CONVENIO MARCO DE SEGURIDAD", first), "number", reading_of, peru) == []


@pytest.mark.parametrize(
    ("title", "behind"),
    [
        ("CONVENIO DE APOYO PNP - MINA SUPUESTA S.A.", "\n\nCONV. Nro. 03-2011-PNP"),
        ("CONVENIO PARA EL SERVICIO A FAVOR DE MINERA SUPUESTA S.A.", ""),
        ("CONVENIO ESPECÍFICO DE SERVICIO", "\n\nCUADRO 1 IDENTIFICACIÓN\n"),
        ("ACUERDO DE APOYO EN MATERIA DE SEGURIDAD", "\n\ncelebrado por y entre\n\nMINERA SUPUESTA S.A."),
    ],
)
def test_where_a_title_ends(title, behind, reading_of, peru):
    assert values(paper(title + behind), "title", reading_of, peru) == [(title, "this")]


def test_the_gazette_prints_a_title_over_several_lines(reading_of, peru):
    text = (
        "Decreto Supremo que prorroga el Estado de Emergencia en\nlas provincias Supuesta y Fingida\n\n"
        "DECRETO SUPREMO N° 991-2023-PCM\n\nEL PRESIDENTE\n"
    )
    title = "Decreto Supremo que prorroga el Estado de Emergencia en las provincias Supuesta y Fingida"
    assert values(text, "title", reading_of, peru) == [(title, "this")]


def test_the_headline_of_a_report(reading_of, peru):
    text = (
        "DIARIO LA QUENA\n\nDomingo 17 de setiembre de 2017\n\n"
        "Policías cuidan la mina Supuesta\n\nPor Juan Supuesto\n\n"
        "Los agentes cobran por cada día de servicio.\n"
    )
    assert values(text, "title", reading_of, peru) == [("Policías cuidan la mina Supuesta", "this")]


@pytest.mark.parametrize(
    ("first", "approved"),
    [
        ("Resolución que lo aprueba: Resolución Ministerial N° 9938-2014-IN.", [("RM 9938-2014-IN", "this")]),
        ("Norma aprobatoria: R.D. N° 998-2014-DIRGEN.", [("RD 998-2014-DIRGEN", "this")]),
        ("El presente convenio fue aprobado por la RM 9955-2022-IN.", [("RM 9955-2022-IN", "this")]),
        (
            (
                "Con fecha 5 de mayo de 2013 firmaron el Convenio 002-2013-PNP. Ese convenio, que fue aprobado por "
                "Resolución Ministerial 9921-2013-IN, venció."
            ),
            [("RM 9921-2013-IN", "Convenio 002-2013-PNP")],
        ),
        (
            (
                "El 21 de noviembre de 2016 suscribieron el Convenio N° 9912-2016-IN, aprobado por "
                "Resolución Ministerial N° 9911-2016-IN."
            ),
            [("RM 9911-2016-IN", "Convenio 9912-2016-IN")],
        ),
        ("Su Jefe fue designado por Resolución Ministerial N° 9938-2014-IN.", []),
    ],
)
def test_what_approves_this_agreement_or_another(first, approved, reading_of, peru):
    text = paper("CONVENIO N° 012-2015-PNP", first)
    assert values(text, "approved_by", reading_of, peru) == approved
    assert values(text, "legal_basis", reading_of, peru) == []


@pytest.mark.parametrize(
    ("head", "first", "amends"),
    [
        ("SEGUNDA ADENDA AL CONVENIO N° 012-2015-PNP", "", {"of": "CONVENIO N° 012-2015-PNP", "ordinal": 2}),
        ("ADENDA N° 3 AL CONVENIO N° 012-2015-PNP", "", {"of": "CONVENIO N° 012-2015-PNP", "ordinal": 3}),
        ("SEGUNDA MODIFICACIÓN DEL CONVENIO N° 012-2015-PNP", "", {"of": "CONVENIO N° 012-2015-PNP", "ordinal": 2}),
        (
            ("ADENDUM AL CONVENIO DE SEGURIDAD CON MINERA SUPUESTA S.A.\n\nLas partes convienen en modificar "
            "por primera vez el Convenio Nro. 17-2011-REPOL del 8 de agosto de 2011."),
            "",
            {"of": "Convenio Nro. 17-2011-REPOL", "ordinal": 1},
        ),
        ("ADENDA AL CONVENIO DE SEGURIDAD", "", {"of": "CONVENIO DE SEGURIDAD"}),
        ("ADENDA\n\nLas partes suscriben la presente Tercera Adenda al Convenio N° 012-2015-PNP.", "",
         {"of": "Convenio N° 012-2015-PNP", "ordinal": 3}),
    ],
)  # fmt: skip
def test_what_an_amendment_amends(head, first, amends, reading_of, peru):
    assert values(paper(head, first or "Se modifica el plazo."), "amends", reading_of, peru) == [(amends, "this")]


def test_earlier_amendments_told_of_are_others(reading_of, peru):
    first = "Por la Primera Adenda al Convenio N° 012-2015-PNP se amplió el plazo."
    found = values(paper("SEGUNDA ADENDA AL CONVENIO N° 012-2015-PNP", first), "amends", reading_of, peru)
    assert found == [
        ({"of": "CONVENIO N° 012-2015-PNP", "ordinal": 2}, "this"),
        ({"of": "Convenio N° 012-2015-PNP", "ordinal": 1}, "Primera adenda"),
    ]


@pytest.mark.parametrize(
    ("first", "norms"),
    [
        ("Ninguna cláusula está por encima de la Constitución.", ["Constitución"]),
        ("Se respetan la Constitución y las leyes.", ["Constitución"]),
        ("Los gastos de la constitución de la empresa son suyos.", []),
        ("Se pacta la constitución, modificación y extinción de garantías.", []),
    ],
)
def test_the_constitution_is_cited_by_its_bare_name(first, norms, reading_of, peru):
    found = values(paper("CONVENIO N° 012-2015-PNP", first), "legal_basis", reading_of, peru)
    assert [value for value, _ in found] == norms
