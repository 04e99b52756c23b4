"""A document with a page of words, and findings on it, without any reader."""

from __future__ import annotations

from typing import Any

import pytest

from veedor.documents.tree import Reading as Tree
from veedor.documents.tree import build_page, layout_to_json
from veedor.extraction.finding import Finding, make_finding
from veedor.register import models
from veedor.values.boxes import Box
from veedor.values.folding import fold

LINES = (
    "CONVENIO DE SERVICIOS POLICIALES EXTRAORDINARIOS",
    "Minera Cerro Inventado S.A.C. con RUC 20999999991",
    "pagará S/ 110.00 diarios a cada oficial",
    "suscrito el 26 de octubre de 2017 en Quebrada Muestra",
)


def tree_of(lines: tuple[str, ...] = LINES, sha256: str = "ab" * 32, *, apart: bool = False) -> Tree:
    """A reading of one page whose words stand in boxes, a line every 20 points; `apart` makes each line a paragraph."""
    block = [
        [
            (word, Box(50 + 60 * i, 100 + 20 * row, 105 + 60 * i, 112 + 20 * row), 0.9)
            for i, word in enumerate(line.split())
        ]
        for row, line in enumerate(lines)
    ]
    blocks = [[line] for line in block] if apart else [block]
    return Tree("convenio.pdf", sha256, "application/pdf", (build_page(1, 595, 842, "text", 1.0, blocks),))


def finding_of(tree: Tree, field: str, value: Any, quote: str, confidence: float = 0.9, about: str = "this") -> Finding:
    """The finding whose words are `quote`."""
    start = tree.text.index(quote)
    return make_finding(
        tree, field, value, start, start + len(quote), confidence=confidence, method="test/1", about=about
    )


def findings_of(tree: Tree) -> list[Finding]:
    """What a good extraction finds on `LINES`."""
    return [
        finding_of(tree, "doc_type", "agreement", "CONVENIO"),
        finding_of(tree, "title", LINES[0].capitalize(), LINES[0]),
        finding_of(
            tree,
            "party",
            {"name": "Minera Cerro Inventado S.A.C.", "role": "company", "ruc": "20999999991"},
            "Minera Cerro Inventado S.A.C.",
        ),
        finding_of(
            tree,
            "payment",
            {"amount": "110.00", "currency": "PEN", "unit": "officer_day", "rank": "oficial", "payee": "officer"},
            "S/ 110.00 diarios",
        ),
        finding_of(tree, "signed_on", "2017-10-26", "26 de octubre de 2017"),
        finding_of(tree, "place", {"district": "Quebrada Muestra"}, "Quebrada Muestra"),
    ]


def stored(
    collection: models.Collection,
    sha256: str = "ab" * 32,
    name: str = "convenio.pdf",
    lines: tuple[str, ...] = LINES,
    *,
    apart: bool = False,
) -> tuple[models.Document, models.Reading, Tree]:
    """The rows that an ingest would have made for `lines`."""
    tree = tree_of(lines, sha256, apart=apart)
    document = models.Document.objects.create(sha256=sha256, collection=collection, name=name, size=1, state="done")
    reading = models.Reading.objects.create(document=document, version="test")
    for page in tree.pages:
        layout = layout_to_json(page)
        models.Page.objects.create(
            reading=reading,
            number=page.number,
            width=page.width,
            height=page.height,
            source=page.source,
            quality=page.quality,
            text=page.text,
            search=fold(page.text),
            layout=layout,
        )
    return document, reading, tree


@pytest.fixture
def collection(db: None) -> models.Collection:
    """A collection of real documents."""
    return models.Collection.objects.create(slug="main", title="Main")
