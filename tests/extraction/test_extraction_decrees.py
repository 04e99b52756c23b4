"""Decrees of emergency: exact cases for where, when, which rights, what is prolonged, who keeps order."""

import pytest

from veedor.extraction import extract

DECREE = """Decreto Supremo que prorroga el Estado de Emergencia en la provincia Supuesta

DECRETO SUPREMO N° 991-2023-PCM

EL PRESIDENTE DE LA REPÚBLICA

CONSIDERANDO:

Que, el artículo 137 de la Constitución Política del Perú permite suspender la libertad personal, la inviolabilidad del
domicilio y la libertad de reunión y de tránsito, y que las Fuerzas Armadas asumen el control del orden interno;

Que, mediante Decreto Supremo N° 984-2023-PCM se declara por sesenta días el Estado de Emergencia en el distrito de
Quella de la provincia de Huallpa, a partir del 18 de mayo de 2023;

DECRETA:

Artículo 1.- {first}

Artículo 2.- {second}

Artículo 3.- {third}

Dado en la Casa de Gobierno, en Lima, a los quince días del mes de junio del año dos mil veintitrés.
"""
FIRST = "Prorrogar por treinta días el Estado de Emergencia en el distrito de Chaupi de la provincia de Supuesta."
SECOND = "Durante la prórroga queda suspendido el derecho a la libertad de tránsito."
THIRD = "La Policía Nacional del Perú mantiene el control del orden interno, con el apoyo de las Fuerzas Armadas."


def found(field, reading_of, peru, *, first=FIRST, second=SECOND, third=THIRD):
    text = DECREE.format(first=first, second=second, third=third)
    return [(f.value, f.about) for f in extract(reading_of(text), peru) if f.field == field]


def test_places_of_the_articles_are_its_own_and_places_of_recitals_the_earlier_decree_s(reading_of, peru):
    assert found("districts", reading_of, peru) == [
        ({"province": "Supuesta"}, "this"),
        ({"district": "Quella", "province": "Huallpa"}, "DS 984-2023-PCM"),
        ({"district": "Chaupi", "province": "Supuesta"}, "this"),
    ]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("del 17 de junio al 16 de julio de 2023", "2023-06-17", "2023-07-16"),
        ("del 17 al 30 de junio de 2023", "2023-06-17", "2023-06-30"),
        ("del 17 de diciembre al 16 de enero de 2024", "2023-12-17", "2024-01-16"),
        ("del 17 de junio de 2023 al 16 de julio de 2023", "2023-06-17", "2023-07-16"),
        ("a partir del 17 de junio de 2023", "2023-06-17", None),
        ("por treinta (30) días calendario, a partir del 17 de junio de 2023", "2023-06-17", "2023-07-16"),
        ("por un mes, a partir del 17 de junio de 2023", "2023-06-17", None),
        ("hasta el 16 de julio de 2023", None, "2023-07-16"),
    ],
)
def test_from_when_to_when(words, start, end, reading_of, peru):
    first = f"Prorrogar el Estado de Emergencia declarado por el Decreto Supremo N° 984-2023-PCM, {words}."
    own = {
        field: [value for value, about in found(field, reading_of, peru, first=first) if about == "this"]
        for field in ("emergency_from", "emergency_to")
    }
    assert own == {"emergency_from": [start] if start else [], "emergency_to": [end] if end else []}


@pytest.mark.parametrize(
    ("second", "rights"),
    [
        (SECOND, ["movement"]),
        (
            (
                "Se restringen la inviolabilidad de domicilio, la libertad de reunión y de tránsito en el territorio y "
                "la libertad y seguridad personales."
            ),
            ["home", "movement", "assembly", "liberty"],
        ),
        ("Queda suspendida la libertad de reunión. No se suspende la inviolabilidad del domicilio.", ["assembly"]),
        (
            (
                "Quedan suspendidos los derechos comprendidos en los incisos 9), 11) y 24) apartado f) del artículo 2 "
                "de la Constitución Política del Perú."
            ),
            ["home", "movement", "liberty"],
        ),
        ("El presente decreto no afecta derechos.", []),
    ],
)
def test_rights_suspended_are_those_of_the_articles(second, rights, reading_of, peru):
    assert sorted(found("rights_suspended", reading_of, peru, second=second)) == sorted((r, "this") for r in rights)


@pytest.mark.parametrize(
    ("first", "extends"),
    [
        (FIRST, ["DS 984-2023-PCM"]),
        ("Prorrogar el Estado de Emergencia declarado mediante Decreto Supremo N° 970-2022-PCM.", ["DS 970-2022-PCM"]),
    ],
)
def test_what_it_prolongs(first, extends, reading_of, peru):
    assert found("extends", reading_of, peru, first=first) == [(value, "this") for value in extends]


def test_a_decree_that_declares_prolongs_nothing(reading_of, peru):
    text = DECREE.replace("que prorroga", "que declara").format(
        first="Declarar el Estado de Emergencia en la provincia de Supuesta.",
        second=SECOND.replace("prórroga", "x"),
        third=THIRD,
    )
    assert not [f for f in extract(reading_of(text), peru) if f.field == "extends"]


@pytest.mark.parametrize(
    ("third", "forces"),
    [
        (THIRD, ["support_police"]),
        ("Las Fuerzas Armadas asumen el control del orden interno.", ["take_control"]),
        ("De las Fuerzas Armadas. La Policía Nacional del Perú mantiene el control del orden interno.", []),
        ("La Policía Nacional del Perú mantiene el control del orden interno.", []),
    ],
)
def test_who_keeps_order_by_the_articles(third, forces, reading_of, peru):
    assert found("armed_forces", reading_of, peru, third=third) == [(value, "this") for value in forces]


def test_roads_by_their_names(reading_of, peru):
    first = FIRST + " La medida alcanza al Corredor Vial Minero Wayra y a la Carretera Central, no a otra carretera."
    assert [value for value, _ in found("corridor", reading_of, peru, first=first)] == [
        {"name": "Corredor Vial Minero Wayra"},
        {"name": "Carretera Central"},
    ]
