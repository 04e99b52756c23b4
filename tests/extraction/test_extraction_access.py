"""Letters about access to information: exact cases for what was asked and what was answered."""

import pytest

from veedor.extraction import extract

ANSWER = """Lima, 11 de octubre de 2023

CARTA N° 000614-2023/IN/SG

Señora
Leocadia Supuesta
Presente.-

Referencia: {reference}

De mi consideración:

En atención a su solicitud de acceso a la información pública, en la que usted pide {asked}.

{answer}

De no estar conforme, puede apelar ante el Tribunal.

Atentamente,
"""
REFERENCE = "Solicitud con registro SAIP-2023-0044871, ingresada el 26 de setiembre de 2023"


def found(field, reading_of, peru, *, reference=REFERENCE, asked="copia de los convenios", answer="Se adjunta copia."):
    text = ANSWER.format(reference=reference, asked=asked, answer=answer)
    return [f.value for f in extract(reading_of(text), peru) if f.field == field]


@pytest.mark.parametrize(
    ("reference", "number", "day"),
    [
        (REFERENCE, "SAIP-2023-0044871", "2023-09-26"),
        ("Su solicitud N° 0099123 de fecha 3 de marzo de 2023", "0099123", "2023-03-03"),
        ("Hoja de Trámite 20200999123", "20200999123", None),
        ("Expediente N° 2023-0441, presentado el 3 de marzo de 2023", "2023-0441", "2023-03-03"),
        ("Su carta del 3 de marzo de 2023", None, "2023-03-03"),
    ],
)
def test_the_number_and_the_day_of_a_request(reference, number, day, reading_of, peru):
    assert found("request_number", reading_of, peru, reference=reference) == ([number] if number else [])
    assert found("requested_on", reading_of, peru, reference=reference) == ([day] if day else [])


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        ("copia de los convenios con Minera Supuesta S.A.", ["copia de los convenios con Minera Supuesta S.A."]),
        (
            "respecto de la mina: (1) copia de los convenios; (2) la relación de los efectivos; y (3) los planes",
            ["copia de los convenios", "la relación de los efectivos", "los planes"],
        ),
        ("a) copia de los convenios, b) las adendas", ["copia de los convenios", "las adendas"]),
        ("que se le atienda pronto", []),
    ],
)
def test_what_was_asked_for(asked, items, reading_of, peru):
    assert found("requested", reading_of, peru, asked=asked) == items


@pytest.mark.parametrize(
    ("answer", "decisions"),
    [
        ("Se le entrega copia del convenio.", ["granted"]),
        ("Se deniega el acceso.", ["denied"]),
        ("Se le entrega una parte. El resto no se puede proporcionar.", ["partly_granted", "denied"]),
        ("El convenio no ha sido ubicado en nuestros archivos.", ["not_held"]),
        ("Su pedido se deriva a la Región Policial Valles.", ["referred"]),
        ("Esta entidad hará uso de la prórroga del plazo.", ["more_time"]),
        ("Sírvase precisar el convenio que solicita.", ["clarify"]),
        ("La ley dice cuando se deniega el acceso.", []),
    ],
)
def test_what_was_answered(answer, decisions, reading_of, peru):
    assert found("decision", reading_of, peru, answer=answer) == decisions


@pytest.mark.parametrize(
    ("answer", "grounds"),
    [
        (
            "Se deniega por ser información clasificada como reservada, según el artículo 16 de la Ley N° 27806.",
            [{"kind": "reserved", "norm": "Ley 27806", "article": "16"}],
        ),
        ("No es posible atenderlo por contener datos personales.", [{"kind": "personal_data"}]),
        ("Se deniega: la entidad no está obligada a crear o producir información.", [{"kind": "not_produced"}]),
        ("No obra en los archivos.", [{"kind": "not_held"}]),
        ("La unidad no posee los comprobantes.", [{"kind": "not_held"}]),
        ("El plan es información secreta. Por ello se deniega su entrega.", [{"kind": "secret"}]),
        ("Se prorroga el plazo por la carga de trabajo.", [{"kind": "workload"}]),
        ("Se adjunta copia. Los datos personales fueron tachados.", []),
    ],
)
def test_on_which_ground(answer, grounds, reading_of, peru):
    assert found("ground", reading_of, peru, answer=answer) == grounds


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        ("Se ha encausado ese extremo a la Región Policial Valles, que la posee.", "Región Policial Valles"),
        ("Su solicitud ha sido derivada al Ministerio de Minas para su atención.", "Ministerio de Minas"),
        ("Se deriva a quien corresponda.", None),
    ],
)  # fmt: skip
def test_to_whom_it_was_passed(answer, body, reading_of, peru):
    assert found("referred_to", reading_of, peru, answer=answer) == ([body] if body else [])


def test_a_request(reading_of, peru):
    text = (
        "SOLICITO: Copia de convenios\n\nSEÑOR RESPONSABLE DE ENTREGAR INFORMACIÓN PÚBLICA\n\n"
        "Al amparo de la Ley N° 27806, solicito se me entregue copia de lo siguiente:\n\n"
        "1. Convenios con empresas mineras.\n2. La resolución que los aprobó.\n\nVilla Relato, 5 de mayo de 2022\n"
    )
    values = {}
    for f in extract(reading_of(text), peru):
        values.setdefault(f.field, []).append(f.value)
    assert values["doc_type"] == ["foi_request"]
    assert values["requested_on"] == ["2022-05-05"]
    assert values["requested"] == ["Convenios con empresas mineras", "La resolución que los aprobó"]
    assert "decision" not in values
