"""Official codes (ubigeo, INEI): the province or the region decides between districts of one name."""

import pytest

from tests.extraction.conftest import reading_of
from veedor import countries
from veedor.countries.pe import place_codes
from veedor.extraction import extract

PERU = countries.get("pe")


def place(district="", province="", region=""):
    return {"district": district, "province": province, "region": region}


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (place(region="Apurímac"), "03"),
        (place(province="Cotabambas"), "0305"),
        (place("Challhuahuacho", "Cotabambas", "Apurímac"), "030506"),
        (place("CHALLHUAHUACHO", "COTABAMBAS", "APURIMAC"), "030506"),
        (place("Challhuahuacho"), "030506"),
        (place("Mara", "Cotabambas", "Apurímac"), "030505"),
        # names that several districts share
        (place("Santa Rosa"), None),
        (place("Santa Rosa", "Grau"), "030710"),
        (place("Santa Rosa", region="Apurímac"), "030710"),
        (place("Santa Rosa", region="Puno"), None),
        (place("Santa Rosa", "Melgar", "Puno"), "210808"),
        (place("Huallanca", region="Áncash"), None),
        (place("Huallanca", "Bolognesi", "Áncash"), "020508"),
        (place("Huallanca", "Huaylas", "Áncash"), "021202"),
        (place("Cocachacra"), "040702"),
        (place("Cocachacra", "Islay"), "040702"),
        (place("Cocachacra", region="Lima"), None),
        # a name that is a region's, a province's and a district's
        (place(region="Cajamarca"), "06"),
        (place(province="Cajamarca"), "0601"),
        (place("Cajamarca"), "060101"),
        (place("Espinar"), "080801"),
        # other spellings, articles left aside
        (place("La Encañada", region="Cajamarca"), "060105"),
        (place("Ccapacmarca", "Chumbivilcas", "Cuzco"), "080702"),
        (place("Raymondi", "Atalaya"), "250201"),
        (place("Nazca", "Nazca", "Ica"), "110301"),
        (place("El Tambo", "Huancayo"), "120114"),
        (place("Los Olivos"), "150117"),
        (place(region="Provincia Constitucional del Callao"), "07"),
        # made after the older list
        (place("Alto Trujillo"), "130112"),
        # names that one list gives to two codes of a province
        (place("Huaribamba", "Tayacaja"), "090709"),
        # not together, or not known
        (place("Challhuahuacho", "Espinar", "Cusco"), None),
        (place("Challhuahuacho", region="Cusco"), None),
        (place("Quebrada Muestra", "Cotabambas", "Apurímac"), None),
        (place("Challhuahuacho", "Valle Inventado"), None),
        (place(), None),
        ({}, None),
    ],
)
def test_the_code_of_a_place(names, code):
    assert PERU.place_code(names) == code


@pytest.mark.parametrize(
    ("names", "agree"),
    [
        (place("Challhuahuacho", "Cotabambas", "Apurímac"), True),
        (place("Santa Rosa"), True),
        (place("Challhuahuacho", "Espinar", "Cusco"), False),
        (place(province="Cotabambas", region="Cusco"), False),
        (place("Quebrada Muestra", "Espinar", "Apurímac"), None),
        (place("Challhuahuacho", "Valle Inventado"), None),
    ],
)
def test_whether_places_lie_in_one_another(names, agree):
    assert PERU.place_agrees(names) is agree


def test_every_listed_place_lies_in_a_listed_one_and_bears_one_name_there():
    rows = place_codes._rows()
    codes = {code for code, _ in rows}
    assert all(len(code) == 2 or code[:-2] in codes for code in codes)
    assert [sum(len(code) == digits for code in codes) for digits in (2, 4, 6)] == [25, 196, 1891]
    for code, name in rows:
        levels = {2: "region", 4: "province", 6: "district"}
        above = {levels[digits]: name_of(rows, code[:digits]) for digits in (2, 4, 6) if digits < len(code)}
        assert PERU.place_code({**above, levels[len(code)]: name}) == code


def name_of(rows, code):
    return next(name for known, name in rows if known == code)


PAPER = """CONVENIO DE APOYO POLICIAL ENTRE LA POLICÍA NACIONAL DEL PERÚ Y MINERA CERRO INVENTADO S.A.C.

CLÁUSULA PRIMERA: OBJETO. El servicio se presta en la mina, ubicada en el distrito de Challhuahuacho, provincia de {},
departamento de {}.
"""


@pytest.mark.parametrize(
    ("province", "region", "checks"),
    [
        ("Cotabambas", "Apurímac", ("official_place:ok",)),
        ("Espinar", "Cusco", ("official_place:no",)),
        ("Valle Inventado", "Apurímac", ()),
    ],
)
def test_a_place_that_is_found_is_held_against_the_list(province, region, checks):
    found = [f for f in extract(reading_of(PAPER.format(province, region)), PERU) if f.field == "place"]
    assert [(f.value["district"], f.checks) for f in found] == [("Challhuahuacho", checks)]
    assert ("official_place:no" in checks) == (found[0].confidence <= 0.5)
