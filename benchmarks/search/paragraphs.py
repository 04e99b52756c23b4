"""Paragraphs of invented agreements, the same for the same seed: what lawyers write, over and over, with names in it.

Words come as they do in such papers: a few in every third paragraph, most hardly ever. Sentences are put together from
phrases; the forms of the project's own table (`tests/countries/word_forms.txt`) are strewn in.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

PHRASES = (
    "LA EMPRESA pagará a LA PNP por los servicios policiales extraordinarios",
    "el presente convenio de cooperación institucional",
    "el personal policial en situación de actividad",
    "conforme a la normatividad vigente sobre el uso de la fuerza",
    "dentro de las instalaciones de la unidad minera",
    "previa coordinación con el comando de la región policial",
    "las partes acuerdan resolver las controversias de buena fe",
    "en el plazo de treinta días calendario contados desde la suscripción",
    "los gastos de alimentación, alojamiento y transporte del personal",
    "mediante adenda suscrita por los representantes legales",
    "el seguro contra accidentes a favor de cada efectivo",
    "sin que ello genere vínculo laboral con LA EMPRESA",
    "de acuerdo con el plan de operaciones aprobado",
    "el respeto irrestricto de los derechos humanos",
    "el pago se efectuará por mes adelantado en la cuenta corriente",
    "la comunidad campesina del área de influencia directa",
    "en caso de incumplimiento cualquiera de las partes podrá resolverlo",
    "la vigilancia de las carreteras de acceso y del campamento",
    "el armamento y el equipo necesarios para el servicio",
    "la protección de las personas y de la propiedad privada",
    "remitirá un informe mensual de las actividades realizadas",
    "la Constitución Política del Perú y la Ley de la Policía Nacional",
)
COMMON = ("convenio", "servicio", "policial", "personal", "empresa", "fuerza", "parte", "vigente", "pago", "unidad")
_SYLLABLES = (
    "cha",
    "lla",
    "mu",
    "ta",
    "qui",
    "ran",
    "co",
    "pi",
    "sa",
    "ñu",
    "ve",
    "lo",
    "tin",
    "hua",
    "ma",
    "ro",
    "yo",
    "ca",
)


def names(rng: random.Random, count: int) -> list[str]:
    """Invented names of people, places and companies, no two alike."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 5))).capitalize()] = None
    return list(made)


def paragraphs(count: int, forms: list[str], rare: list[str], seed: int = 11) -> Iterator[str]:
    """So many paragraphs of 15 to 90 words."""
    rng = random.Random(seed)  # noqa: S311 - the same each time
    falling = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(rare))))
    for number in range(count):
        parts = []
        for _ in range(rng.randint(1, 6)):
            parts.append(rng.choice(PHRASES))
            parts += rng.sample(forms, rng.randint(0, 2))
            if rng.random() < 0.6:
                parts += rng.choices(rare, cum_weights=falling, k=rng.randint(1, 2))
        if rng.random() < 0.3:
            parts.append(f"S/ {rng.randint(50, 500)}.{rng.randint(0, 99):02}")
        yield f"{number % 90 + 1}.{number % 7 + 1} " + " ".join(parts) + "."
