"""What a lawyer would ask: object, duties by side, command, staff, reach, books, damage, annexes, contradictions."""

import pytest

from veedor.extraction import extract

HEAD = (
    "CONVENIO DE COOPERACIÓN ENTRE LA POLICÍA NACIONAL DEL PERÚ Y MINERA INVENTADA S.A.\n\n"
    "Conste por el presente documento el convenio que celebran, de una parte, la POLICÍA NACIONAL DEL PERÚ, con RUC "
    "N° 20165465009, a quien se denominará LA PNP; y de la otra parte MINERA INVENTADA S.A., con RUC N° 20100000025, a "
    "quien se denominará LA EMPRESA, en los términos siguientes:\n\n"
)


def values(reading_of, peru, text, field):
    return [f.value for f in extract(reading_of(HEAD + text), peru) if f.field == field]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "PRIMERA: OBJETO\nEl convenio tiene por objeto la custodia de la mina.\n",
            ["El convenio tiene por objeto la custodia de la mina"],
        ),
        ("PRIMERA: ANTECEDENTES\nLas partes firmaron otro.\n", []),
    ],
)
def test_object(reading_of, peru, text, expected):
    assert values(reading_of, peru, text, "object") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "CUARTA: COMPROMISOS DE LA EMPRESA\na) Brindar alojamiento y alimentación al personal.\n"
                "b) Contratar un seguro contra accidentes.\n"
            ),
            [
                {"of": "company", "what": "Brindar alojamiento y alimentación al personal"},
                {"of": "company", "what": "Contratar un seguro contra accidentes"},
            ],
        ),
        (
            (
                "CUARTA: COMPROMISOS DE LAS PARTES\n4.1 LA PNP se compromete a:\n"
                "a) Destacar veinte efectivos a la mina.\n"
                "4.2 LA EMPRESA se compromete a:\na) Brindar alojamiento y alimentación.\n"
            ),
            [
                {"of": "police", "what": "Destacar veinte efectivos a la mina"},
                {"of": "company", "what": "Brindar alojamiento y alimentación"},
            ],
        ),
        (
            (
                "CUARTA: VARIOS\nLA EMPRESA pondrá a disposición del personal policial dos camionetas, y proporcionará "
                "combustible.\n"
            ),
            [
                {
                    "of": "company",
                    "what": "LA EMPRESA pondrá a disposición del personal policial dos camionetas, y proporcionará "
                    "combustible",
                }
            ],
        ),
        (
            "CUARTA: VARIOS\nLas partes se obligan a reunirse cada tres meses.\n",
            [{"of": "both", "what": "Las partes se obligan a reunirse cada tres meses"}],
        ),
        ("CUARTA: VARIOS\nEl servicio es voluntario y se presta de día.\n", []),
    ],
)
def test_obligations_belong_to_who_is_bound(reading_of, peru, text, expected):
    assert values(reading_of, peru, text, "obligation") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "El servicio será supervisado por la Región Policial Sierra Ficticia.",
            [{"of": "police", "name": "Región Policial Sierra Ficticia"}],
        ),
        ("El personal permanecerá bajo el mando de LA PNP.", [{"of": "police"}]),
        ("La supervisión de la obra es diaria.", []),
    ],
)
def test_command(reading_of, peru, sentence, expected):
    assert values(reading_of, peru, f"QUINTA: MANDO\n{sentence}\n", "command") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("La designación del personal corresponde a LA PNP.", ["police"]),
        ("LA PNP y LA EMPRESA determinarán de común acuerdo cuántos efectivos sirven.", ["both"]),
        ("La designación de árbitros corresponde a LA EMPRESA.", []),
    ],
)
def test_staff_choice(reading_of, peru, sentence, expected):
    assert values(reading_of, peru, f"QUINTA: VARIOS\n{sentence}\n", "staff_choice") == expected


@pytest.mark.parametrize(
    ("sentence", "field", "expected"),
    [
        ("El servicio comprende el área de influencia del proyecto.", "service_area", ["area_of_influence"]),
        ("El servicio se presta dentro del campamento.", "service_area", ["inside_site"]),
        ("LA PNP llevará un libro de servicio.", "records", ["service_book"]),
        ("LA PNP remitirá un informe mensual.", "records", ["reports"]),
        ("LA PNP realizará labores de inteligencia en la zona.", "intelligence", [True]),
        ("El servicio no comprende las labores de inteligencia.", "intelligence", []),
        (
            "LA EMPRESA responde por los daños que sufra el armamento.",
            "liability",
            [{"of": "company", "to": "police_goods"}],
        ),
        (
            "Los daños a terceros serán de cargo de quien los ocasione.",
            "liability",
            [{"of": "officer", "to": "third_parties"}],
        ),
        ("El texto se publicará en el portal institucional de LA PNP.", "publication", [True]),
        ("La norma fue publicada en el diario oficial El Peruano.", "publication", []),
        ("Las partes respetan los Principios Voluntarios.", "human_rights", ["voluntary_principles"]),
        (
            "El Anexo 1 va adjunto y el Anexo 2 será entregado después.",
            "annex",
            [{"name": "Anexo 1", "state": "present"}, {"name": "Anexo 2", "state": "missing"}],
        ),
        ("La forma de los anexos se acuerda después.", "annex", []),
        (
            "Se deposita en la cuenta corriente N° 00-000-999999 del Banco de la Nación.",
            "bank_account",
            [{"number": "00-000-999999", "bank": "Banco de la Nación"}],
        ),
        (
            "No existe en el distrito empresa de vigilancia privada que preste el servicio.",
            "exception_reason",
            ["No existe en el distrito empresa de vigilancia privada que preste el servicio"],
        ),
        ("LA EMPRESA tiene vigilancia privada.", "exception_reason", []),
    ],
)
def test_what_else_it_says(reading_of, peru, sentence, field, expected):
    assert values(reading_of, peru, f"SEXTA: VARIOS\n{sentence}\n", field) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SEXTA: PAGO\nLA EMPRESA pagará S/ 105.00 (CIENTO QUINCE Y 00/100 SOLES) por día a cada efectivo.\n",
            {"of": "payment", "one": "105.00", "other": "115.00"},
        ),
        (
            (
                "SEXTA: PERSONAL\nEl servicio tendrá dieciocho (18) efectivos: dos (2) oficiales y catorce (14) "
                "suboficiales.\n"
            ),
            {"of": "officers", "one": "18", "other": "16"},
        ),
        (
            "SEXTA: SALIDA\nCualquiera de las partes puede resolver el convenio con noventa (60) días de aviso.\n",
            {"of": "termination_notice", "one": "P90D", "other": "P60D"},
        ),
    ],
)
def test_contradictions(reading_of, peru, text, expected):
    assert expected in values(reading_of, peru, text, "contradiction")


def test_a_paper_that_agrees_with_itself_has_no_contradiction(reading_of, peru):
    text = (
        "SEXTA: PAGO\nLA EMPRESA pagará S/ 105.00 (CIENTO CINCO Y 00/100 SOLES) por día a cada uno de los dieciséis "
        "(16) efectivos: dos (2) oficiales y catorce (14) suboficiales.\n"
    )
    assert values(reading_of, peru, text, "contradiction") == []


def test_an_account_is_private_also_where_a_line_ends_before_its_number(peru):
    spans = peru.private_spans("en la cuenta corriente\nN° 00-000-999999 del Banco de la Nación")
    assert [span.reason for span in spans] == ["bank_account"]


def test_a_tax_number_behind_an_account_without_number_is_not_private(peru):
    assert peru.private_spans("cuenta corriente que indique MINERA INVENTADA S.A., con R.U.C. 20100000025") == []
