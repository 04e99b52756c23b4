"""Resolutions and accords: exact cases for what they approve and whom they let sign."""

import pytest

from veedor.extraction import extract

HEAD = "RESOLUCIÓN MINISTERIAL N° 9926-2018-IN\n\nCONSIDERANDO:\n\nQue, es necesario aprobar el Convenio propuesto;\n\n"


def found(article, field, reading_of, peru, head=HEAD):
    text = f"{head}SE RESUELVE:\n\nArtículo 1.- {article}\n\nArtículo 2.- Comunicar.\n\nRegístrese y comuníquese.\n"
    return [f.value for f in extract(reading_of(text), peru) if f.field == field]


CASES = [
    (
        'Apruébese la celebración del "Convenio de Servicios entre la PNP y Hierro S.A.A.", que la integra.',
        {"kind": "agreement", "title": "Convenio de Servicios entre la PNP y Hierro S.A.A."},
    ),
    (
        "Aprobar el Convenio Marco entre la PNP y Hierro S.A., cuyo texto forma parte de la presente.",
        {"kind": "agreement", "title": "Convenio Marco entre la PNP y Hierro S.A."},
    ),
    (
        "Autorizar la suscripción del Convenio N° 012-2018-PNP con Hierro S.A., y facultar al Jefe a firmarlo.",
        {"kind": "agreement", "title": "Convenio N° 012-2018-PNP con Hierro S.A.", "number": "012-2018-PNP"},
    ),
    (
        "Aprobar la Segunda Adenda al Convenio de Seguridad con Hierro S.A.C.",
        {"kind": "amendment", "title": "Segunda Adenda al Convenio de Seguridad con Hierro S.A.C."},
    ),
    (
        "Aprobar la Directiva de servicios policiales extraordinarios.",
        {"kind": "other", "title": "Directiva de servicios policiales extraordinarios"},
    ),
    ("Autorizar la transferencia de diez vehículos a la Policía Nacional del Perú.", None),
    ("Otorgar carácter oficial al sistema.", None),
]


@pytest.mark.parametrize(("article", "value"), CASES)
def test_what_a_resolution_approves(article, value, reading_of, peru):
    assert found(article, "approves", reading_of, peru) == ([value] if value else [])


def test_an_agreement_approves_nothing(reading_of, peru):
    text = "CONVENIO DE SEGURIDAD\n\nARTÍCULO 1.- Aprobar el Convenio de Servicios entre la PNP y Hierro S.A.\n"
    assert not [f for f in extract(reading_of(text), peru) if f.field == "approves"]


@pytest.mark.parametrize(
    ("article", "value"),
    [
        (
            "Facúltese al Jefe del Frente Caleta, General PNP Epifanio MUÑA SALDO, para que firme el convenio.",
            {"office": "Jefe del Frente Caleta", "name": "Epifanio Muña Saldo"},
        ),
        (
            "Delegar, en la persona del Director General de Seguimiento, la facultad de suscribir el Convenio.",
            {"office": "Director General de Seguimiento"},
        ),
        (
            "Autorizar al Gobernador Regional a suscribir el convenio, en representación del Gobierno Regional.",
            {"office": "Gobernador Regional"},
        ),
        ("Autorizar al Director de Logística para que transfiera los bienes.", None),
        ("Encargar a la Oficina de Informática la publicación de la presente resolución.", None),
    ],
)
def test_whom_a_resolution_lets_sign(article, value, reading_of, peru):
    assert found(article, "delegates", reading_of, peru) == ([value] if value else [])


def test_recitals_approve_nothing_and_let_nobody_sign(reading_of, peru):
    text = HEAD + "Que, se facultó al Director para que suscriba el Convenio;\n"
    assert not [f for f in extract(reading_of(text), peru) if f.field in {"approves", "delegates"}]
