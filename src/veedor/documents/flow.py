"""The text of a paper as it is meant to be read on: one text over page breaks, broken words whole.

`Page.text` is the page as printed and stays so; quotes are cut from it. Here headers, footers, page numbers and margin
notes are left out, words that a line's end breaks are joined, and footnotes follow the paragraph that a page break
cuts. Every character knows where in `Reading.text` it stands.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from veedor.documents.tree import AROUND, Line, Page, Reading

_BROKEN = re.compile(r"(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)[-\u00ad]$")
_BEGINS = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:-[^\W\d_]++)+")
_STOPS = (".", ":", ";", "?", "!", ".-")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[at:at + size]` of the flow stands at `start` of the reading's text."""

    at: int
    start: int
    size: int


@dataclass(frozen=True)
class Flow:
    """The text read on, and the way back."""

    text: str
    pieces: tuple[Piece, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.at for piece in self.pieces]

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where `text[start:end]` stands in the reading's text: one span a line, several where a word is broken."""
        found: list[tuple[int, int]] = []
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self.pieces)):
            piece = self.pieces[index]
            if piece.at >= end:
                break
            first, last = max(start, piece.at), min(end, piece.at + piece.size)
            if first < last:
                found.append((piece.start + first - piece.at, piece.start + last - piece.at))
        return found


def is_joined(before: str, after: str, compounds: frozenset[str]) -> bool:
    """Whether the word that a line's end breaks after a hyphen (`before`, `after`) is one word without it.

    `compounds` are the words that the paper itself writes with a hyphen inside a line, in lower case. A number, a
    capital and what is no word keep their hyphen: `S-17`, `1-2`, `D.S.-`.
    """
    if not before or not after or not before[-1].islower() or not after[0].islower():
        return False
    return f"{before}-{after}".lower() not in compounds


def compounds_of(text: str) -> frozenset[str]:
    """The words with a hyphen inside a line of the text, in lower case."""
    return frozenset(match.group().lower() for match in _COMPOUND.finditer(text))


def flow_of(reading: Reading) -> Flow:
    """The reading's text read on; a reading without roles and boxes gives its text with broken words joined."""
    return _Maker(compounds_of(reading.text)).made(reading)


def search_texts(pages: Sequence[Page]) -> list[str]:
    """For each page what a search for words has to look through.

    The page's text, and the words that a line's end breaks on it as one; a word or sentence that runs over the page's
    end with its next words, so that it is found where it begins.
    """
    compounds = compounds_of("\f".join(page.text for page in pages))
    found = []
    for number, page in enumerate(pages):
        lines = [line for line in page.lines if line.role not in AROUND]
        broken = [whole for a, b in itertools.pairwise(lines) if (whole := _whole(a, b, compounds))]
        body = [line for line in lines if line.role == "body"]
        after = next(_body(pages[number + 1]), None) if number + 1 < len(pages) else None
        over = ""
        if body and after is not None and _runs_on(body[-1], after):
            over = _whole(body[-1], after, compounds) or ""
            over = " ".join([over, *(word.text for word in after.words[bool(over) : _NEXT_WORDS])])
        found.append("\n".join(part for part in (page.text, " ".join(broken), over) if part))
    return found


_NEXT_WORDS = 5
"""How many words of the next page are found on the page on which their sentence begins."""


def _body(page: Page) -> Iterator[Line]:
    return (line for line in page.lines if line.role == "body")


def _whole(above: Line, below: Line, compounds: frozenset[str]) -> str | None:
    """The word that the end of the line above breaks, whole; None where none is broken."""
    broken, begins = _BROKEN.search(above.words[-1].text), _BEGINS.match(below.words[0].text)
    if broken and begins and is_joined(broken["word"], begins.group(), compounds):
        return broken["word"] + below.words[0].text
    return None


def runs_over(page: Page, following: Page) -> bool:
    """Whether a sentence runs from one page to the next."""
    last, first = [*_body(page)][-1:], next(_body(following), None)
    return bool(last) and first is not None and _runs_on(last[0], first)


def _runs_on(above: Line, below: Line) -> bool:
    """Whether a sentence runs from one line to the other, over the end of a page."""
    first = next((char for char in below.words[0].text if char.isalnum()), "")
    return not above.words[-1].text.endswith(_STOPS) and (
        first.islower() or _BROKEN.search(above.words[-1].text) is not None
    )


class _Maker:
    def __init__(self, compounds: frozenset[str]) -> None:
        self._compounds = compounds
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._size = 0

    def made(self, reading: Reading) -> Flow:
        notes: list[tuple[Line, int, Page]] = []
        last: Line | None = None
        for page, offset in zip(reading.pages, reading.page_starts, strict=True):
            if not page.lines and page.text:
                self._raw(page.text, offset)
                last = None
                continue
            body = [(line, gap) for line, gap in _with_gaps(page) if line.role == "body"]
            for number, (line, gap) in enumerate(body):
                over_page = number == 0 and last is not None and _runs_on(last, line)
                # an engine may see a paragraph as several blocks: a broken word says that it is one
                whole = last is not None and _whole(last, line, self._compounds) is not None
                parting = "\n" if over_page or whole else gap
                if parting == "\n\n":
                    last = self._notes(notes, last)
                self._line(last, line, parting, page, offset)
                last = line
            notes += [(line, offset, page) for line in page.lines if line.role == "footnote"]
        self._notes(notes, last)
        return Flow("".join(self._parts), tuple(self._pieces))

    def _notes(self, notes: list[tuple[Line, int, Page]], last: Line | None) -> Line | None:
        """Footnotes that waited for the end of a paragraph."""
        for number, (line, offset, page) in enumerate(notes):
            self._line(last, line, "\n\n" if number == 0 else "\n", page, offset)
            last = line
        notes.clear()
        return last

    def _line(self, last: Line | None, line: Line, gap: str, page: Page, offset: int) -> None:
        start, end = line.words[0].start, line.words[-1].end
        if last is not None and self._parts:
            if gap == "\n" and _whole(last, line, self._compounds):
                self._drop_hyphen()
            elif gap == "\n" and _BROKEN.search(last.words[-1].text):
                pass  # a compound broken at its own hyphen
            else:
                self._parts.append(gap)
                self._size += len(gap)
        self._raw(page.text[start:end], offset + start)

    def _drop_hyphen(self) -> None:
        self._parts[-1] = self._parts[-1][:-1]
        self._size -= 1
        piece = self._pieces.pop()
        if piece.size > 1:
            self._pieces.append(Piece(piece.at, piece.start, piece.size - 1))

    def _raw(self, text: str, start: int) -> None:
        if text:
            self._parts.append(text)
            self._pieces.append(Piece(self._size, start, len(text)))
            self._size += len(text)


def _with_gaps(page: Page) -> Iterator[tuple[Line, str]]:
    for block in page.blocks:
        for number, line in enumerate(block):
            yield line, "\n" if number else "\n\n"
