"""A paper in passages: paragraphs with their clause and the keys of their words, for the search.

A passage is a paragraph of the text as it is meant to be read on (`documents.flow`): over the end of a page, broken
words whole, without headers and page numbers. A new clause begins a new one, and a paragraph that no blank line ends
is parted at the end of a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from veedor.countries.base import Country
from veedor.documents.flow import Flow, flow_of
from veedor.documents.tree import Reading
from veedor.extraction.document import Document
from veedor.extraction.structure import Clause
from veedor.extraction.view import View
from veedor.values.folding import fold

VERSION = 2
"""Goes up whenever the same reading gives other passages, or the index other keys: registers are then indexed again."""

LONG, LONGEST = 1200, 2400
"""Characters from which a passage ends with its sentence, and those with which it ends in any case."""

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_ORDINAL_MARKS = str.maketrans("ºª°", "   ")
_PART = re.compile(r"\n{2,}|\f")
_STOP = re.compile(r"[.;:](?:-)?(?=\s)")
_HEADING = 80


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with its key: `text[start:end]`."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph: `page` on which it begins (None without pages), its text in one line, and where that stands.

    `spans` are offsets in the reading's text, one a printed line. `clause` is the main clause (`QUINTA`), `part` its
    numbered part (`5.2`), `heading` what the main clause is called (`DEL PAGO`); empty where there is none.
    """

    page: int | None
    text: str
    spans: tuple[tuple[int, int], ...]
    clause: str = ""
    part: str = ""
    heading: str = ""
    keys: tuple[str, ...] = ()
    """The keys of its words in order, those of private numbers left out."""


def words_of(text: str, country: Country) -> Iterator[Word]:
    """The words and numbers of a text, in order, each with its key."""
    for match in _WORD.finditer(text.translate(_ORDINAL_MARKS)):
        bare = bare_word(match.group())
        if bare:
            yield Word(match.start(), match.end(), country.word_key(bare))


@lru_cache(maxsize=100_000)
def bare_word(word: str) -> str:
    """A word folded, its letters and digits alone: papers repeat themselves."""
    return "".join(char for char in fold(word) if char.isalnum())


def keys_of(text: str, country: Country) -> tuple[str, ...]:
    """The keys of a text's words, in order."""
    return tuple(word.key for word in words_of(text, country))


def passages(reading: Reading, country: Country) -> list[Passage]:
    """The reading in passages, in order; none is empty."""
    flow = flow_of(reading)
    document = Document(reading, country)
    labels = _Labels(document.view, document.structure.clauses)
    shown = _without_private(flow.text, country)
    found = []
    for start, end in _parts(flow, labels):
        spans = tuple(flow.spans(start, end))
        keys = keys_of(shown[start:end], country)
        if not keys or not spans:
            continue
        clause, part, heading = labels.at(spans[0][0])
        page = reading.page_at(spans[0][0]).number if reading.paged else None
        found.append(Passage(page, " ".join(flow.text[start:end].split()), spans, clause, part, heading, keys))
    return found


def _without_private(text: str, country: Country) -> str:
    """The text with white space where private numbers stand: nobody shall find out by searching which it holds."""
    pieces, at = [], 0
    for span in country.private_spans(text):
        pieces += [text[at : span.start], " " * (span.end - span.start)]
        at = span.end
    return "".join([*pieces, text[at:]])


def _parts(flow: Flow, labels: _Labels) -> Iterator[tuple[int, int]]:
    """Where passages begin and end in the flow."""
    at = 0
    for gap in [*_PART.finditer(flow.text), None]:
        stop = gap.start() if gap else len(flow.text)
        for start, end in _by_clause(flow, labels, at, stop):
            yield from _short(flow.text, start, end)
        at = gap.end() if gap else stop


def _by_clause(flow: Flow, labels: _Labels, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A block of lines, parted where a line begins a clause."""
    begin, at = start, flow.text.find("\n", start, stop) + 1
    while 0 < at < stop:
        spans = flow.spans(at, at + 1)
        if spans and labels.begins(spans[0][0]):
            yield begin, at
            begin = at
        at = flow.text.find("\n", at, stop) + 1
    yield begin, stop


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONG:
        stop = _STOP.search(text, start + LONG, min(end, start + LONGEST))
        cut = stop.end() if stop else text.rfind(" ", start, start + LONGEST) + 1
        cut = cut if start < cut else min(end, start + LONGEST)
        yield start, cut
        start = cut
    yield start, end


class _Labels:
    """What the clause is called in which something stands."""

    def __init__(self, view: View, clauses: list[Clause]) -> None:
        self._view, self._clauses = view, clauses
        self._starts = [clause.start for clause in clauses]
        self._main: list[int | None] = []
        main: int | None = None
        for index, clause in enumerate(clauses):
            main = index if clause.depth == 1 else main
            self._main.append(main)
        self._headings: dict[int, str] = {}

    def begins(self, raw: int) -> bool:
        """Whether a clause begins at that offset of the raw text, or behind some signs."""
        at = self._view.folded(raw)
        index = bisect_right(self._starts, at + 3) - 1
        return index >= 0 and self._starts[index] >= at

    def at(self, raw: int) -> tuple[str, str, str]:
        """Main clause, part and heading at that offset of the raw text."""
        index = bisect_right(self._starts, self._view.folded(raw) + 3) - 1
        if index < 0:
            return "", "", ""
        main = self._main[index]
        part = "" if main == index else self._clauses[index].label
        if main is None:
            return "", part[:_HEADING], ""
        if main not in self._headings:
            self._headings[main] = self._heading(main)
        return self._clauses[main].label[:_HEADING], part[:_HEADING], self._headings[main]

    def _heading(self, index: int) -> str:
        """The words behind a clause's number, as far as they are a heading and not its text."""
        view, clause = self._view, self._clauses[index]
        line = view.lines[view.line_index(clause.label_end)] if view.lines else None
        if line is not None and not any(char.isalnum() for char in view.text[clause.label_end : line.end]):
            below = view.line_index(clause.label_end) + 1  # the number has a line of its own
            line = view.lines[below] if below < len(view.lines) else None
        if line is None or line.start - clause.label_end > _HEADING:
            return ""
        words = view.printed(max(clause.label_end, line.start), line.end)
        words = re.split(r"[.:;]", words)[0].strip(" -–—,")
        short = len(words) <= _HEADING and len(words.split()) <= 10
        capitals = sum(char.isupper() for char in words) > 0.7 * sum(char.isalpha() for char in words)
        return words if short and capitals else ""
