"""What kind of paper it is, and how sure that is."""

import pytest

from veedor.extraction import extract

HEADING = "\n\nSENTENCIA DEL TRIBUNAL CONSTITUCIONAL\n\nen el proceso seguido por la comunidad.\n"
NUMBERED = "\n\nACUERDO REGIONAL N° 012-2025-GRX/CR\n\nse acuerda lo siguiente.\n"
FILLER = "Aviso de la página con enlaces a otros textos de interés general.\n"


@pytest.mark.parametrize(
    ("text", "kind", "sure"),
    [
        (HEADING, "court_ruling", True),
        (FILLER * 10 + HEADING, "court_ruling", True),
        (FILLER * 60 + HEADING, "court_ruling", False),
        (FILLER * 60 + NUMBERED, "regional_accord", True),
        (FILLER * 60, "other", False),
    ],
)
def test_a_heading_far_down_without_a_number_is_doubted(text, kind, sure, reading_of, peru):
    """Near the top, or with a number, a heading says what the paper is; far down it may be one of many."""
    found = next(f for f in extract(reading_of(text), peru) if f.field == "doc_type")
    assert kind == found.value
    assert sure == (found.confidence >= 0.8)
