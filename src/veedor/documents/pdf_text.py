"""A PDF page's own text: words with exact boxes in reading order, as arrays.

The page's letters are fetched in one call and its words' boxes in two calls a word; all that follows is done on whole
arrays, and no object is made for a word or letter. Poppler reads a page in two to three milliseconds; so does this.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from veedor.documents.geometry import Map
from veedor.documents.quality import plausible
from veedor.documents.reading_order import in_reading_order
from veedor.documents.tree import PackedLines, Page, Source

Boxes = NDArray[np.float64]
"""Rows of x0, y0, x1, y1 in points on the page as shown, origin at the top left."""
Mask = NDArray[np.bool_]
"""One truth a word (or a line)."""

_WORD = re.compile(r"\S+")
_SAME_LENGTH = {0x02: "-", 0xFFFE: "-", 0xAD: "-", 0xA0: " ", 0x2007: " ", 0x202F: " "}
"""pdfium marks the hyphen at a line's end with U+0002; the paper shows a hyphen. One letter for one letter, so that
places in the text stay places in pdfium's list of letters."""
_AT_THE_END = {0x200B: None, 0xFEFF: None} | {
    0xFB00 + n: whole for n, whole in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))
}
"""What a word loses, and the ligatures, which nobody types into a search box."""
_ODD = re.compile("[\u200b\ufeff\ufb00-\ufb06]")
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1b]")

_int, _pointer = ctypes.c_int, ctypes.c_void_p


def _bare(function: Any, *kinds: Any) -> Any:
    """A function of pdfium that takes addresses as plain numbers: half the price of a call through typed pointers."""
    return ctypes.PYFUNCTYPE(_int, *kinds)(ctypes.cast(function, _pointer).value)


_count_rects = _bare(raw.FPDFText_CountRects, _pointer, _int, _int)
_get_rect = _bare(raw.FPDFText_GetRect, _pointer, _int, _pointer, _pointer, _pointer, _pointer)


@dataclass(frozen=True, slots=True)
class Layer:
    """A page's own words, one row each in every array, in the order in which the file writes them."""

    words: list[str]
    boxes: Boxes
    starts: NDArray[np.int64]
    """The place of the word's first letter in pdfium's list of the page's letters."""
    lines: NDArray[np.int64]
    """The number of the line that the word stands in; never falls."""
    width: float
    height: float

    @property
    def letters(self) -> int:
        """How many letters the words have together."""
        return sum(map(len, self.words))

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Letters by word."""
        return np.fromiter(map(len, self.words), np.int64, len(self.words))

    @property
    def broken(self) -> float:
        """The share of letters that mean nothing: private use, control characters, U+FFFD."""
        said = "".join(self.words)
        return len(_BROKEN.findall(said)) / len(said) if said else 0.0

    @property
    def plausible(self) -> float:
        """The share of plausible words, by letters; 0 without words."""
        letters = self.letters
        return sum(len(word) for word in self.words if _plausible(word)) / letters if letters else 0.0

    @property
    def outside(self) -> Mask:
        """The words that do not touch the page."""
        x0, y0, x1, y1 = self.boxes.T
        return (x0 >= self.width) | (y0 >= self.height) | (x1 <= 0) | (y1 <= 0)

    def where(self, kept: Mask) -> Layer:
        """Only those words."""
        if bool(kept.all()):
            return self
        words = [word for word, stays in zip(self.words, kept.tolist(), strict=True) if stays]
        return Layer(words, self.boxes[kept], self.starts[kept], self.lines[kept], self.width, self.height)

    def page(self, number: int, confidence: float = 1.0) -> Page:
        """The page of these words in reading order; words off the page fall away."""
        layer = self.where(~self.outside)
        source: Source = "text" if layer.words else "none"
        if not layer.words:
            return Page(number, self.width, self.height, source, 0.0, "")
        text, counts, order = _text(layer)
        boxes = _hundredths(layer.boxes, layer.width, layer.height)[order].ravel().tolist()
        lines = PackedLines(text, counts, boxes, confidence)
        quality = round(confidence * layer.plausible, 3)
        return Page(number, self.width, self.height, source, quality, text, lines)


_plausible = lru_cache(50_000)(plausible)
"""Pages of one document repeat their words."""


def read_layer(textpage: Any, to_page: Map, width: float, height: float) -> Layer:
    """The words of a text page of pdfium's, on a page of that size in points."""
    text = _letters(textpage)
    spans = [match.span() for match in _WORD.finditer(text)]
    rows = _rects(textpage, spans)
    boxes = _shown(rows, to_page)
    words = [text[start:end] for start, end in spans]
    if _ODD.search(text):
        words = [word.translate(_AT_THE_END) if _ODD.search(word) else word for word in words]
    starts = np.array([start for start, _ in spans], np.int64)
    breaks = np.array([place for place, char in enumerate(text) if char == "\n"], np.int64)
    layer = Layer(words, boxes, starts, np.searchsorted(breaks, starts), width, height)
    good = np.isfinite(boxes).all(axis=1) & (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    if not all(words):
        good &= layer.lengths > 0
    return layer.where(good)


def _letters(textpage: Any) -> str:
    """The page's letters, one for each that pdfium counts: a place in the one is a place in the other."""
    count = raw.FPDFText_CountChars(textpage)
    buffer = (ctypes.c_ushort * (2 * max(count, 0) + 2))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer) if count > 0 else 1
    text = bytes(memoryview(buffer).cast("B")[: 2 * max(written - 1, 0)]).decode("utf-16-le", "replace")
    if len(text) != count:  # letters without a meaning are left out there, and letters beyond 16 bits may count twice
        codes = (raw.FPDFText_GetUnicode(textpage, index) for index in range(count))
        text = "".join(
            chr(code) if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd" for code in codes
        )
    return text.translate(_SAME_LENGTH)


def _rects(textpage: Any, spans: Sequence[tuple[int, int]]) -> Boxes:
    """The box of each stretch of letters as the file has it (left, top, right, bottom); not a number without one."""
    rows = np.full((len(spans), 4), np.nan)
    handle = ctypes.cast(textpage.raw if hasattr(textpage, "raw") else textpage, _pointer).value
    at = rows.ctypes.data
    many: list[tuple[int, int]] = []
    count, rect = _count_rects, _get_rect  # looked up once
    for start, end in spans:
        parts = count(handle, start, end - start)
        if parts == 1:
            rect(handle, 0, at, at + 8, at + 16, at + 24)
        elif parts > 1:
            many.append(((at - rows.ctypes.data) // 32, start))
        at += 32
    for row, start in many:
        rows[row] = _around(handle, start, dict(spans)[start])
    return rows


def _around(handle: int, start: int, end: int) -> Boxes:
    """The box around a word that is written in several pieces: a superscript, a change of font."""
    parts = np.full((_count_rects(handle, start, end - start), 4), np.nan)
    for number in range(len(parts)):
        at = parts.ctypes.data + 32 * number
        _get_rect(handle, number, at, at + 8, at + 16, at + 24)
    left, top, right, bottom = parts.T
    return np.array([left.min(), top.max(), right.max(), bottom.min()])


def _shown(rows: Boxes, to_page: Map) -> Boxes:
    """Boxes of the file's own coordinates on the page as shown."""
    left, top, right, bottom = rows.T
    corners = [(to_page.point(x, y)) for x, y in ((left, top), (right, bottom), (left, bottom), (right, top))]
    xs, ys = np.array([x for x, _ in corners]), np.array([y for _, y in corners])
    return np.stack([xs.min(axis=0), ys.min(axis=0), xs.max(axis=0), ys.max(axis=0)], axis=1)


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
    firsts = np.flatnonzero(np.diff(layer.lines, prepend=-1))
    ends = [*firsts[1:].tolist(), len(layer.words)]
    low, high = np.minimum.reduceat(layer.boxes, firsts), np.maximum.reduceat(layer.boxes, firsts)
    lines = np.concatenate([low[:, :2], high[:, 2:]], axis=1)
    said = [" ".join(layer.words[a:b]) for a, b in zip(firsts.tolist(), ends, strict=True)]
    blocks = in_reading_order(lines)
    text = "\n\n".join("\n".join([said[line] for line in block]) for block in blocks)
    order = [line for block in blocks for line in block]
    if order == list(range(len(said))):
        words = np.arange(len(layer.words))
    else:
        words = np.concatenate([np.arange(firsts[line], ends[line]) for line in order])
    return text, [ends[line] - int(firsts[line]) for line in order], words
