"""Where a norm stops giving reasons and begins to order: behind `SE RESUELVE:`, `DECRETA:`, `ACUERDA:`."""

from __future__ import annotations

from veedor.extraction.document import Document


def operative(document: Document) -> tuple[int, int]:
    """Where the articles of a norm, an accord or a ruling begin and end; an empty span where nothing orders.

    The words that open it stand in capitals or at the beginning of a line.
    """
    text = document.text
    start = None
    for match in document.lexicon.find("structure.resolving", text):
        shouted = document.cased[match.start() : match.end()].isupper()
        alone = document.view.at_line_start(match.start()) and text[match.end() : match.end() + 2].lstrip()[:1] in ":;"
        if shouted or alone:
            start = match.end()
            break
    if start is None:
        first = next((c for c in document.structure.clauses if c.depth == 1), None)
        article = first and document.lexicon.at("structure.article_word", text, first.start)
        start = first.start if first and article else None
    if start is None:
        return len(text), len(text)
    closing = next(
        (
            m.start()
            for m in document.lexicon.find("resolving.end", text, start)
            if document.cased[m.start()].isupper() and document.view.at_line_start(m.start())
        ),
        len(text),
    )
    return start, closing
