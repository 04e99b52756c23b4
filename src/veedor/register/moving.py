"""Where the words of a claim stand in a new reading of the same paper.

A page that is read again gives a text that is nearly the same: a letter is better, a line is new, a space has gone.
The words are looked for in this order, on their own page first:

1. **exact**: the same words, letter for letter;
2. **folded**: the same letters and digits, but for accents, capitals, spaces, hyphens and other marks;
3. **aligned**: nearly the same, `ALIGNED` of a hundred at least, and only on their page.

Where they stand more than once, the place nearest to the old one counts, if it is clearly the nearest. In every case
the numbers that the words touch have to be the same, digit for digit; words that are aligned have to say the same
dates, lengths of time, amounts and norms too. What is not found so is not found: a person looks, nobody guesses.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz

from veedor import countries
from veedor.documents.tree import Page, Reading
from veedor.values.boxes import union
from veedor.values.folding import fold

ALIGNED = 90.0
"""How alike aligned words have to be, of a hundred (share of letters, `rapidfuzz.fuzz.ratio`)."""
SHORTEST_ALIGNED = 12
"""Letters below which nothing is aligned: one wrong letter of ten is a tenth of the word."""
SHORTEST_FAR = 30
"""Letters from which words that left their page are looked for on others, where they may stand once only."""
_CLEARLY = 2.0
"""How many times farther the second nearest place has to be."""
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_MARKS = frozenset("ºª")
"""Raised letters, read as `°`, `*` or a quote as often as not."""
_WORD = re.compile(r"\w+(?:[^\w\s]+\w+)*\.?")
"""A word without the marks before and behind it, but for the point of an abbreviation."""
_AROUND = 60
"""Characters around words in which a number that they touch, or a word at their end, begins and ends."""

How = Literal["exact", "folded", "aligned"]


@dataclass(frozen=True, slots=True)
class Found:
    """Where words stand in the new text, by which of the three ways, and how alike they are (0 to 100)."""

    start: int
    end: int
    how: How
    score: float = 100.0


class Mover:
    """Finds the words of one reading in another of the same document."""

    def __init__(self, old: Reading, new: Reading) -> None:
        self.old = old
        self.new = new
        self._folded: dict[tuple[int, int], tuple[str, list[int]]] = {}

    @cached_property
    def same_pages(self) -> bool:
        """Whether a page's number says which page it is: both readings have as many."""
        return len(self.old.pages) == len(self.new.pages)

    def find(self, start: int, end: int) -> Found | None:
        """Where `old.text[start:end]` stands in the new text; None where it does not, or where nobody can tell."""
        quote = self.old.text[start:end]
        if not quote.strip() or not self.new.text:
            return None
        area = self._area(start, quote)
        for candidates in (self._exact(quote, area), self._alike(quote, area)):
            found = [c for c in candidates if self._stands(start, end, c)]
            if found:
                return self._nearest(start, end, found)
        aligned = [
            c for c in self._aligned(quote, area) if self._stands(start, end, c) and self._says_the_same(quote, c)
        ]
        if aligned:
            return self._nearest(start, end, aligned)
        return self._elsewhere(start, end, quote) if self.same_pages else None

    # ------------------------------------------------------------------ where to look

    def _area(self, start: int, quote: str) -> tuple[int, int]:
        """The stretch of the new text to look in: the words' page, and as many more as they run over; else all."""
        if not self.same_pages:
            return 0, len(self.new.text)
        first = self._index(self.old, start)
        last = min(first + quote.count("\f"), len(self.new.pages) - 1)
        return self.new.page_starts[first], self.new.page_starts[last] + len(self.new.pages[last].text)

    def _elsewhere(self, start: int, end: int, quote: str) -> Found | None:
        """Long words that stand on one other page, once: pages were parted or put in order anew."""
        everywhere = (0, len(self.new.text))
        if len(self._fold(quote)) < SHORTEST_FAR:
            return None
        found = [c for c in self._alike(quote, everywhere) if self._stands(start, end, c)]
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _index(reading: Reading, offset: int) -> int:
        return bisect_right(reading.page_starts, offset) - 1

    # ------------------------------------------------------------------ three ways to look

    def _exact(self, quote: str, area: tuple[int, int]) -> Iterator[Found]:
        for at in _occurrences(quote, self.new.text, *area):
            yield Found(at, at + len(quote), "exact")

    def _alike(self, quote: str, area: tuple[int, int]) -> Iterator[Found]:
        wanted = self._fold(quote)
        text, places = self._folded_area(area)
        for at in _occurrences(wanted, text, 0, len(text)) if wanted else ():
            yield Found(places[at], places[at + len(wanted) - 1] + 1, "folded")

    def _aligned(self, quote: str, area: tuple[int, int]) -> list[Found]:
        wanted = self._fold(quote)
        if len(wanted) < SHORTEST_ALIGNED:
            return []
        if not self.same_pages:
            area = self._about_there(area)
        text, places = self._folded_area(area)
        found: list[Found] = []
        while len(text) >= ALIGNED / 100 * len(wanted) and len(found) < 8:
            best = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=ALIGNED)
            if best is None or best.dest_start >= best.dest_end:
                break
            stretch = self._best_words(wanted, places[best.dest_start], places[best.dest_end - 1] + 1)
            if stretch.score >= ALIGNED:
                found.append(stretch)
            covered = "\x00" * (best.dest_end - best.dest_start)
            text = text[: best.dest_start] + covered + text[best.dest_end :]
        highest = max((f.score for f in found), default=0.0)
        return [f for f in found if f.score >= highest - 2]

    def _about_there(self, area: tuple[int, int]) -> tuple[int, int]:
        """Aligning is for words on their page: with other pages nobody knows which that is, unless there is one."""
        return area if len(self.new.pages) == 1 else (0, 0)

    def _best_words(self, wanted: str, start: int, end: int) -> Found:
        """The whole words around a stretch that are most like the wanted ones: some more or fewer at either end."""
        first, last = max(0, start - _AROUND), min(len(self.new.text), end + _AROUND)
        words = [(m.start() + first, m.end() + first) for m in _WORD.finditer(self.new.text[first:last])]
        starts = sorted((begin for begin, stop in words if begin < end), key=lambda at: abs(at - start))[:4]
        ends = sorted((stop for _, stop in words if stop > start), key=lambda at: abs(at - end))[:4]
        stretches = [
            Found(begin, stop, "aligned", round(fuzz.ratio(wanted, self._fold(self.new.text[begin:stop])), 1))
            for begin in starts
            for stop in ends
            if begin < stop
        ]
        return max(
            stretches,
            key=lambda found: (found.score, found.start - found.end),
            default=Found(start, end, "aligned", 0.0),
        )

    # ------------------------------------------------------------------ whether it is the same

    def _stands(self, start: int, end: int, found: Found) -> bool:
        """Whether the words touch the same numbers, and begin and end within words as they did."""
        if _numbers(self.old.text, start, end) != _numbers(self.new.text, found.start, found.end):
            return False
        return found.how == "aligned" or _ragged(self.old.text, start, end) == _ragged(
            self.new.text, found.start, found.end
        )

    def _says_the_same(self, quote: str, found: Found) -> bool:
        """Whether the country's readers see the same in both: `junio` and `julio` are one letter apart."""
        return _said(quote) == _said(self.new.text[found.start : found.end])

    # ------------------------------------------------------------------ which of several

    def _nearest(self, start: int, end: int, found: list[Found]) -> Found | None:
        if len(found) == 1:
            return found[0]
        far = sorted(((self._distance(start, end, f), f.start, f) for f in found), key=lambda item: item[:2])
        (nearest, _, best), (second, _, _) = far[0], far[1]
        return best if nearest * _CLEARLY < second else None

    def _distance(self, start: int, end: int, found: Found) -> float:
        """How far apart the two places are: by their boxes where those can be compared, else by the text."""
        if not self.same_pages:
            return abs(start / len(self.old.text) - found.start / len(self.new.text))
        before, now = self.old.page_at(start), self.new.page_at(found.start)
        pages = 10.0 * abs(before.number - now.number)
        old_at, new_at = _centre(self.old, before, start, end), _centre(self.new, now, found.start, found.end)
        if old_at and new_at and before.turned == now.turned:
            return pages + math.dist(old_at, new_at)
        return pages + abs(self._along(self.old, start) - self._along(self.new, found.start))

    def _along(self, reading: Reading, offset: int) -> float:
        """How far down its page's text an offset stands, 0 to 1."""
        index = self._index(reading, offset)
        return (offset - reading.page_starts[index]) / max(1, len(reading.pages[index].text))

    # ------------------------------------------------------------------ folding

    def _folded_area(self, area: tuple[int, int]) -> tuple[str, list[int]]:
        if area not in self._folded:
            self._folded[area] = _bare(self.new.text, *area)
        return self._folded[area]

    @staticmethod
    def _fold(text: str) -> str:
        return _bare(text, 0, len(text))[0]


def _bare(text: str, start: int, end: int) -> tuple[str, list[int]]:
    """The letters and digits of `text[start:end]` without accents and capitals, and where in `text` each stands."""
    letters: list[str] = []
    places: list[int] = []
    for at in range(start, end):
        char = text[at]
        if not char.isalnum() or char in _MARKS:
            continue
        for letter in unicodedata.normalize("NFKD", char).casefold():
            if letter.isalnum():
                letters.append(letter)
                places.append(at)
    return "".join(letters), places


def _occurrences(wanted: str, text: str, start: int, end: int) -> Iterator[int]:
    at = text.find(wanted, start, end)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1, end)


def _numbers(text: str, start: int, end: int) -> tuple[str, ...]:
    """The numbers that `text[start:end]` touches, each whole: `110` within `2110.50` is the number `2110.50`."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return tuple(
        match.group()
        for match in _NUMBER.finditer(text[first:last])
        if match.start() + first < end and match.end() + first > start
    )


def _ragged(text: str, start: int, end: int) -> tuple[str, str]:
    """What of a word stands outside at either end: nothing where words begin and end with the range."""
    before, after = start, end
    while before > 0 and text[start].isalnum() and text[before - 1].isalnum():
        before -= 1
    while after < len(text) and text[end - 1].isalnum() and text[after].isalnum():
        after += 1
    return fold(text[before:start]), fold(text[end:after])


def _said(text: str) -> list[str]:
    """Everything countable that the country's readers see in the words."""
    country, folded = countries.get(), fold(text)
    readers = (country.dates, country.durations, country.amounts, country.percentages, country.norms, country.tax_ids)
    said = [f"{found.value!r}" for reader in readers for found in reader(folded)]
    return said + [f"{found.value!r}" for found in country.counts(folded, 0, len(folded))]


def _centre(reading: Reading, page: Page, start: int, end: int) -> tuple[float, float] | None:
    """The middle of the words' boxes on that page, in shares of its width and height."""
    boxes = [box for place in reading.places(start, end) if place.page == page.number for box in place.boxes]
    if not boxes or page.width <= 0 or page.height <= 0:
        return None
    around = union(boxes)
    return (around.x0 + around.x1) / 2 / page.width, (around.y0 + around.y1) / 2 / page.height
