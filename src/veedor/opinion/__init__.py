"""A second opinion on a document, from any OpenAI-compatible server: optional, off, and never believed unseen.

    text ──pieces──▶ question ──server──▶ answer ──on the page? legal? said by the words?──▶ beside the rules

It knows readings, findings and one country's readers; it knows no register. Nothing else opens a connection.
"""

from __future__ import annotations

from veedor.opinion.asking import AGREES, Opinion, SecondOpinion
from veedor.opinion.settings import Endpoint, OpinionError, asked_by_ingest

__all__ = ["AGREES", "Endpoint", "Opinion", "OpinionError", "SecondOpinion", "asked_by_ingest"]
