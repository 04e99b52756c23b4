"""The rules by family of fields. Importing this package registers them all."""

from veedor.extraction.rules import (  # noqa: F401
    access,
    amendments,
    citations,
    dates,
    decrees,
    emergencies,
    heads,
    labelled,
    listed,
    obligations,
    parties,
    payments,
    places,
    rates,
    resolutions,
    rulings,
    signatories,
    staff,
    terms,
    units,
)
