"""A PDF page's own text: words with exact boxes in reading order, as arrays.

The page's letters are fetched in one call and its words' boxes in two calls a word; all that follows is done on whole
arrays, and no object is made for a word or letter. Poppler reads a page in two to three milliseconds; so does this.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from veedor.documents import pdfium
from veedor.documents.geometry import Map
from veedor.documents.quality import plausible
from veedor.documents.reading_order import in_reading_order, parted_lines
from veedor.documents.tree import PackedLines, Page, Quality, Source

Boxes = NDArray[np.float64]
"""Rows of x0, y0, x1, y1 in points on the page as shown, origin at the top left."""
Mask = NDArray[np.bool_]
"""One truth a word (or a line)."""

_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
"""pdfium marks the hyphen at a line's end with U+0002 or U+FFFE and leaves the end of the line out; the paper shows a
hyphen, and what follows stands in the next line."""
_FALLS_AWAY = {0x200B: None, 0xFEFF: None} | {
    0xFB00 + n: whole for n, whole in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))
}
"""What a word loses, and the ligatures, which nobody types into a search box."""
_NEW_LINE, _ZERO = 10, 48
_SPACE, _HYPHEN, _ODD, _BROKEN = 1, 2, 3, 4


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each letter of 16 bits is, 0 for most."""
    kinds = np.zeros(0x10000, np.uint8)
    kinds[:32] = kinds[0xE000:0xF900] = kinds[0xFFFD] = _BROKEN
    kinds[[code for code in range(0x3001) if chr(code).isspace()]] = _SPACE
    kinds[list(_HYPHENS)] = _HYPHEN
    kinds[list(_FALLS_AWAY)] = _ODD
    return kinds


@dataclass(frozen=True)
class Layer:
    """A page's own words, one row each in every array, in the order in which the file writes them."""

    words: list[str]
    boxes: Boxes
    starts: NDArray[np.int64]
    """The place of the word's first letter in pdfium's list of the page's letters."""
    lines: NDArray[np.int64]
    """The number of the line that the word stands in; never falls."""
    heights: Boxes
    """For each number of a line from where to where it reaches, letters or not: what lines are held apart by."""
    digits: Mask
    """The words with digits in them."""
    width: float
    height: float
    broken: float = 0.0
    """The share of the page's letters that mean nothing: private use, control characters, U+FFFD."""

    @cached_property
    def letters(self) -> int:
        """How many letters the words have together."""
        return sum(map(len, self.words))

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Letters by word."""
        return np.fromiter(map(len, self.words), np.int64, len(self.words))

    @cached_property
    def plausible(self) -> float:
        """The share of plausible words, by letters; 0 without words."""
        odd = {word for word in set(self.words) if not _plausible(word)}
        wrong = sum(len(word) for word in self.words if word in odd) if odd else 0
        return 1.0 - wrong / self.letters if self.letters else 0.0

    @property
    def outside(self) -> Mask:
        """The words that do not touch the page."""
        x0, y0, x1, y1 = self.boxes.T
        return np.asarray((x0 >= self.width) | (y0 >= self.height) | (x1 <= 0) | (y1 <= 0))

    def where(self, kept: Mask) -> Layer:
        """Only those words."""
        if bool(kept.all()):
            return self
        words = [word for word, stays in zip(self.words, kept.tolist(), strict=True) if stays]
        return replace(
            self,
            words=words,
            boxes=self.boxes[kept],
            starts=self.starts[kept],
            lines=self.lines[kept],
            digits=self.digits[kept],
        )

    def by_columns(self) -> Layer:
        """The same with lines parted that run over a gap between columns."""
        lines = parted_lines(self.lines, self.boxes, self.words)
        if lines is None:
            return self
        order = np.argsort(lines, kind="stable")
        _, firsts, numbers = np.unique(lines[order], return_index=True, return_inverse=True)
        return replace(
            self,
            words=[self.words[row] for row in order.tolist()],
            boxes=self.boxes[order],
            starts=self.starts[order],
            digits=self.digits[order],
            heights=self.heights[self.lines[order][firsts]],
            lines=numbers,
        )

    def page(self, number: int, confidence: float = 1.0) -> Page:
        """The page of these words in reading order; words off the page fall away."""
        layer = self.where(~self.outside)
        source: Source = "text" if layer.words else "none"
        if not layer.words:
            return Page(number, self.width, self.height, source, 0.0, "")
        layer = layer.by_columns()
        text, counts, order = _text(layer)
        boxes = _hundredths(layer.boxes, layer.width, layer.height)[order].ravel().tolist()
        lines = PackedLines(text, counts, boxes, confidence)
        page = Page(number, self.width, self.height, source, 0.0, text, lines)
        return page.with_quality(Quality(confidence, round(layer.plausible, 3)))


_plausible = lru_cache(50_000)(plausible)
"""Pages of one document repeat their words."""


def read_layer(textpage: Any, to_page: Map, width: float, height: float) -> Layer:
    """The words of a text page of pdfium's, on a page of that size in points."""
    text, codes = _letters(textpage)
    kinds = _kinds()[np.minimum(codes, 0xFFFF)]
    space = np.concatenate([[True], kinds == _SPACE, [True]])
    edges = np.flatnonzero(space[1:] != space[:-1])
    starts, ends = edges[0::2], edges[1::2]
    words = text.split()
    breaks = np.flatnonzero(codes == _NEW_LINE)
    if bool((kinds == _HYPHEN).any()):
        after = np.flatnonzero((codes == 0x02) | (codes == 0xFFFE)) + 1
        after = after[~space[after + 1]]
        starts, ends = np.union1d(starts, after), np.union1d(ends, after)
        breaks = np.union1d(breaks, after - 1)
        text = text.translate(_HYPHENS)
        words = [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    boxes = _shown(_rects(textpage, starts, ends), to_page)
    good = np.asarray((boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1]))  # False where there is none
    if bool((kinds == _ODD).any()):
        words = [word.translate(_FALLS_AWAY) for word in words]
        good &= np.fromiter(map(bool, words), np.bool_, len(words))
    broken = int((kinds == _BROKEN).sum()) / max(1, int((~space).sum()))
    lines = np.searchsorted(breaks, starts)
    digits = np.concatenate([[0], np.cumsum((codes >= _ZERO) & (codes < _ZERO + 10))])
    heights = _heights(textpage, starts, lines, to_page)
    has_digits = digits[ends] > digits[starts]
    return Layer(words, boxes, starts, lines, heights, has_digits, width, height, broken).where(good)


def _heights(textpage: Any, starts: NDArray[np.int64], lines: NDArray[np.int64], to_page: Map) -> Boxes:
    """From where to where each line reaches by its font, on the page as shown: the same for "uno" and "Año"."""
    rows = np.full((int(lines[-1]) + 1 if len(lines) else 0, 4), np.nan, np.float32)
    firsts = np.flatnonzero(np.diff(lines, prepend=-1))
    numbers = lines[firsts]
    handle, at = pdfium.address(textpage), rows.ctypes.data
    places = (at + 16 * number for number in numbers.tolist())
    list(map(pdfium.get_loose_box, repeat(handle), starts[firsts].tolist(), places))
    return _shown(rows.astype(np.float64), to_page)[:, 1::2]


def _letters(textpage: Any) -> tuple[str, NDArray[np.uint32]]:
    """The page's letters, one for each that pdfium counts: a place in the one is a place in the other."""
    count = max(0, raw.FPDFText_CountChars(textpage))
    units = np.zeros(2 * count + 2, np.uint16)
    buffer = ctypes.cast(units.ctypes.data, ctypes.POINTER(ctypes.c_ushort))
    written = raw.FPDFText_GetText(textpage, 0, count, buffer) - 1 if count else 0
    codes = units[: max(0, written)].astype(np.uint32)
    if written != count or bool(((codes >= 0xD800) & (codes < 0xE000)).any()):
        # letters without a meaning are left out there, and letters beyond 16 bits count twice
        codes = np.array([raw.FPDFText_GetUnicode(textpage, index) for index in range(count)], np.uint32)
    codes[(codes == 0) | (codes > 0x10FFFF) | ((codes >= 0xD800) & (codes < 0xE000))] = 0xFFFD
    return codes.astype("<u4").tobytes().decode("utf-32-le"), codes


def _rects(textpage: Any, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Boxes:
    """The box of each stretch of letters as the file has it (left, top, right, bottom); not a number without one."""
    rows = np.full((len(starts), 4), np.nan)
    if not len(rows):
        return rows
    handle, first = pdfium.address(textpage), rows.ctypes.data
    last = first + 32 * len(rows)
    # asked for by turns, word by word: pdfium answers the second for what the first was asked last
    counted = map(pdfium.count_rects, repeat(handle), starts.tolist(), (ends - starts).tolist())
    given = map(pdfium.get_rect, repeat(handle), repeat(0), *(range(first + 8 * n, last, 32) for n in range(4)))
    parts = np.array([count for count, _ in zip(counted, given, strict=False)])
    for row in np.flatnonzero(parts > 1).tolist():
        rows[row] = _around(handle, int(starts[row]), int(ends[row]))
    return rows


def _around(handle: int, start: int, end: int) -> Boxes:
    """The box around a word that is written in several pieces: a superscript, a change of font."""
    parts = np.full((pdfium.count_rects(handle, start, end - start), 4), np.nan)
    for number in range(len(parts)):
        at = parts.ctypes.data + 32 * number
        pdfium.get_rect(handle, number, at, at + 8, at + 16, at + 24)
    left, top, right, bottom = parts.T
    return np.array([left.min(), top.max(), right.max(), bottom.min()])


def _shown(rows: Boxes, to_page: Map) -> Boxes:
    """Boxes of the file's own coordinates (left, top, right, bottom) on the page as shown, turned by quarters."""
    if abs(to_page.b) < abs(to_page.a):
        xs, ys = to_page.a * rows[:, 0::2] + to_page.c, to_page.e * rows[:, 1::2] + to_page.f
    else:
        xs, ys = to_page.b * rows[:, 1::2] + to_page.c, to_page.d * rows[:, 0::2] + to_page.f
    return np.stack([xs.min(axis=1), ys.min(axis=1), xs.max(axis=1), ys.max(axis=1)], axis=1)


def _hundredths(boxes: Boxes, width: float, height: float) -> NDArray[np.int64]:
    """Boxes inside the page in whole hundredths of a point, none of them empty."""
    right, bottom = max(1, int(width * 100 + 0.5)), max(1, int(height * 100 + 0.5))
    made = np.rint(boxes * 100).astype(np.int64)
    for low, high, most in ((0, 2, right), (1, 3, bottom)):
        made[:, low] = made[:, low].clip(0, most - 1)
        made[:, high] = np.maximum(made[:, high].clip(1, most), made[:, low] + 1)
    return made


def _text(layer: Layer) -> tuple[str, list[int], NDArray[np.int64]]:
    """The page's text, the number of words in each line, and the words in reading order."""
    firsts, lines = _joined(*_lines(layer), layer)
    ends = [*firsts[1:].tolist(), len(layer.words)]
    said = [" ".join(layer.words[a:b]) for a, b in zip(firsts.tolist(), ends, strict=True)]
    blocks = in_reading_order(lines)
    text = "\n\n".join("\n".join([said[line] for line in block]) for block in blocks)
    order = [line for block in blocks for line in block]
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    place = np.repeat(rank, np.diff(np.append(firsts, len(layer.words))))
    words = np.argsort(place, kind="stable")
    return text, [ends[line] - int(firsts[line]) for line in order], words


def _lines(layer: Layer, firsts: NDArray[np.int64] | None = None) -> tuple[NDArray[np.int64], Boxes]:
    """The first word of each line, and the box around it."""
    firsts = np.flatnonzero(np.diff(layer.lines, prepend=-1)) if firsts is None else firsts
    low, high = np.minimum.reduceat(layer.boxes, firsts), np.maximum.reduceat(layer.boxes, firsts)
    tall = layer.heights[layer.lines[firsts]]
    top, bottom = np.fmin(low[:, 1], tall[:, 0]), np.fmax(high[:, 3], tall[:, 1])
    return firsts, np.stack([low[:, 0], top, high[:, 2], bottom], axis=1)


def _joined(firsts: NDArray[np.int64], lines: Boxes, layer: Layer) -> tuple[NDArray[np.int64], Boxes]:
    """Lines that go on beside the last one are one line with it: pdfium ends a line at a superscript."""
    before, after = lines[:-1], lines[1:]
    shared = np.minimum(before[:, 3], after[:, 3]) - np.maximum(before[:, 1], after[:, 1])
    low, high = np.sort([before[:, 3] - before[:, 1], after[:, 3] - after[:, 1]], axis=0)
    gap = after[:, 0] - before[:, 2]
    goes_on = (shared > 0.5 * low) & (gap > -0.2 * high) & (gap < high)
    if not bool(goes_on.any()):
        return firsts, lines
    return _lines(layer, firsts[np.concatenate([[True], ~goes_on])])
