"""Readings as they are stored, and back: rows to the neutral tree and the tree to columns."""

from __future__ import annotations

from typing import Any

from veedor.documents import tree
from veedor.documents.doubts import doubts_of
from veedor.register.models import Page, Reading


def page_tree(row: Page) -> tree.Page:
    """The page that a row holds."""
    parts = None
    if row.confidence is not None and row.plausible is not None:
        parts = {"confidence": row.confidence, "plausible": row.plausible, "coverage": row.coverage}
    return tree.page_from_json(
        {
            "number": row.number,
            "width": row.width,
            "height": row.height,
            "source": row.source,
            "quality": row.quality,
            "parts": parts,
            "turned": row.turned,
            "text": row.text,
            **row.layout,
        }
    )


def reading_tree(row: Reading) -> tree.Reading:
    """The reading that a row and its pages hold."""
    document = row.document
    pages = tuple(page_tree(page) for page in row.pages.all())
    return tree.Reading(document.name, document.sha256, document.mime, pages, row.paged, tuple(row.notes))


def quality_columns(page: tree.Page) -> dict[str, Any]:
    """What a page's row keeps of how well it was read."""
    parts = page.parts
    return {
        "quality": round(page.quality, 3),
        "confidence": parts.confidence if parts else None,
        "plausible": parts.plausible if parts else None,
        "coverage": parts.coverage if parts else None,
        "doubts": list(doubts_of(page)),
    }
