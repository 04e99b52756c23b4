"""Runs of capitalised words: the proper name behind the words that say what a thing is (`Unidad Minera …`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.extraction.document import Document

_WORD = re.compile(r"[A-Za-z][\w'\-]*|\d{1,3}(?:-?[A-Z])?(?![\w%/]|[.,]\d)")


def proper_run(document: Document, start: int, *, longest: int = 4) -> int:
    """Where the proper name that begins at `start` ends (`start` itself where none does).

    It goes on over small words (`de la`), never over a blank line, a word that the language puts behind names
    (`ubicada`, `con`, `convenio`) or a change between capitals and mixed case.
    """
    cased, text = document.cased, document.text
    stops, small = document.lexicon.pattern("names.stops"), document.lexicon.pattern("names.small")
    at, end, words, shouted = start, start, 0, False
    while words < longest:
        match = _WORD.match(cased, at)
        if match is None:
            break
        word, low = match.group(), text[match.start() : match.end()]
        if match.start() > start and _new_block(document, match.start()):
            break
        if words and small.fullmatch(low) and not (word.istitle() and words == 0):
            at = match.end() + 1
            if cased[match.end() : at] != " ":
                break
            continue
        if not (word[0].isupper() or word[0].isdigit()) or stops.fullmatch(low):
            break
        if words and word.isalpha() and len(word) > 3 and word.isupper() != shouted:
            break
        if words == 0:
            shouted = word.isupper() and len(word) > 2
        end, words = match.end(), words + 1
        at = end + 1
        if cased[end:at] != " ":
            break
    return end


def _new_block(document: Document, at: int) -> bool:
    line = document.view.lines[document.view.line_index(at)]
    return line.start == at and line.apart


def occurrences(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where `words` stand in `text`, from left to right."""
    at = text.find(words) if words else -1
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + len(words))


def trimmed(document: Document, start: int, end: int) -> int:
    """Where `text[start:end]` ends without stops and quotation marks, but with the stop of a legal form (`S.A.`)."""
    while end > start and document.text[end - 1] in ' ,.;:"':
        end -= 1
    stop = document.cased[end : end + 1] == "."
    return end + 1 if stop and document.lexicon.pattern("parties.clean").search(document.cased, start, end) else end
