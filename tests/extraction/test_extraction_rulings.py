"""Rulings: exact cases."""

import pytest

from veedor.extraction import extract

RULING = """EXP. N.° 00009-2019-PA/TC

TRIBUNAL CONSTITUCIONAL

SENTENCIA DEL TRIBUNAL CONSTITUCIONAL

En Lima, el Pleno del Tribunal Constitucional pronuncia esta sentencia. La demandante pide que se declare nulo el
convenio y que se declare fundada su demanda.

HA RESUELTO

{decided}

Publíquese y notifíquese.
"""


def found(field, decided, reading_of, peru):
    return [f.value for f in extract(reading_of(RULING.format(decided=decided)), peru) if f.field == field]


def test_the_case_and_the_court(reading_of, peru):
    assert found("case_number", "Declarar FUNDADA la demanda.", reading_of, peru) == ["00009-2019-PA/TC"]
    assert found("court", "Declarar FUNDADA la demanda.", reading_of, peru) == ["Tribunal Constitucional"]


@pytest.mark.parametrize(
    ("decided", "values"),
    [
        ("Declarar FUNDADA la demanda.", ["founded"]),
        ("Declarar FUNDADA EN PARTE la demanda.", ["partly_founded"]),
        ("Declarar INFUNDADA la demanda.", ["unfounded"]),
        ("Declarar IMPROCEDENTE el recurso.", ["inadmissible"]),
        ("Declarar FUNDADA la demanda; en consecuencia, declarar NULO el convenio.", ["founded", "null"]),
        ("Declarar FUNDADA EN PARTE la demanda.\n\nDeclarar INFUNDADA en lo otro.", ["partly_founded", "unfounded"]),
        ("Notificar.", []),
    ],
)  # fmt: skip
def test_what_was_ruled(decided, values, reading_of, peru):
    assert found("ruling", decided, reading_of, peru) == values


@pytest.mark.parametrize(
    ("decided", "values"),
    [
        (
            (
                "1. Declarar FUNDADA la demanda.\n\n2. ORDENAR a la Policía que entregue copia del convenio.\n\n"
                "3. DISPONER la notificación de la sentencia."
            ),
            ["ORDENAR a la Policía que entregue copia del convenio"],
        ),
        ("Declarar FUNDADA la demanda.", []),
    ],
)
def test_what_was_ordered(decided, values, reading_of, peru):
    assert found("orders", decided, reading_of, peru) == values


def test_a_tribunal_s_resolution_is_a_ruling(reading_of, peru):
    text = (
        "RESOLUCIÓN N° 000123-2020-JUS/TTAIP-PRIMERA SALA\n\nExpediente : 00456-2020-JUS/TTAIP\n\nSE RESUELVE:\n\n"
        "Artículo 1.- DECLARAR FUNDADO el recurso de apelación; en consecuencia, ORDENAR a la Policía Nacional del "
        "Perú que entregue la información.\n"
    )
    values = {f.field: f.value for f in extract(reading_of(text), peru)}
    assert values["doc_type"] == "court_ruling"
    assert values["case_number"] == "00456-2020-JUS/TTAIP"
    assert values["ruling"] == "founded"
    assert values["orders"] == "ORDENAR a la Policía Nacional del Perú que entregue la información"
