"""From the picture of a page to its words in the page's own coordinates.

Turn it upright, take coloured ink and shading out, lay the lines level, recognise; where much ink was left unread, try
again as one block. Every word's box goes back through the same steps to the page as shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from veedor.documents import prepare
from veedor.documents.engine import AUTOMATIC, ONE_BLOCK, Seen, recognise
from veedor.documents.geometry import Map, Quarter, rotation_about
from veedor.documents.merging import lines_of, merged, sure_words
from veedor.documents.prepare import Picture
from veedor.documents.quality import page_quality, plausible, share_plausible
from veedor.documents.tables import by_cells, tables_of
from veedor.documents.tree import Page, build_page
from veedor.values.boxes import Box

_POOR = 0.55
"""Below this (confidence times plausible words) a page may lie on its side or head."""
_FLOOR = 0.25
"""Below this confidence, what looks like no word is dirt."""
_SOME_UNREAD, _MUCH_UNREAD = 0.1, 0.3
"""Shares of a page's ink outside all words: above the first the page is read again for what is missing, above the
second what was read again may stand for the whole page."""
_SURE = 0.8
_DARK = 110
_STEP = 4
"""Of how many pixels one is looked at to find ink."""
_FINEST = 400.0
"""Dots an inch above which a picture is made smaller first: it gains nothing and costs its square."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one way of looking gave: words in pixels of the prepared picture, and the map back to the picture."""

    seen: tuple[Seen, ...]
    back: Map
    angle: float = 0.0
    """Degrees by which the picture was turned to lie level."""
    unread: float | None = None
    """The share of the dark ink that no word covers; None where there is no ink to speak of."""

    def with_seen(self, seen: Sequence[Seen]) -> Attempt:
        """The same way of looking with other words."""
        return replace(self, seen=tuple(seen))

    def with_more(self, other: Attempt) -> Attempt:
        """The same with the sure words of the other where it has none itself."""
        return self.with_seen(merged(self.seen, sure_words(other.seen, _SURE)))

    @property
    def weight(self) -> float:
        """Letters of plausible words, by confidence: what two ways of looking are compared by."""
        return sum(s.confidence * len(s.text) for s in self.seen if plausible(s.text))

    @property
    def quality(self) -> float:
        """Mean confidence by letters times the share of plausible words."""
        letters = sum(len(s.text) for s in self.seen)
        if not letters:
            return 0.0
        confidence = sum(s.confidence * len(s.text) for s in self.seen) / letters
        return confidence * share_plausible(s.text for s in self.seen)


def read_picture(picture: Picture, dpi: float, number: int, size: tuple[float, float] | None = None) -> Page:
    """The page whose picture (as shown, `dpi` dots an inch) this is; `size` in points where it is known exactly.

    A page that lies on its side or head is turned upright: size and boxes are those of the upright page, and `turned`
    tells `page_image` by how much the file's own page has to be turned to show it so.
    """
    page_width, page_height = size or (picture.shape[1] * 72.0 / dpi, picture.shape[0] * 72.0 / dpi)
    picture, dpi = _no_finer(picture, dpi)
    attempt = _look(picture, dpi)
    turned: Quarter = 0
    if attempt.quality < _POOR and _has_ink(picture):
        turned = _upright(picture, dpi)
        if turned:
            picture = np.ascontiguousarray(np.rot90(picture, k=-turned // 90))
            attempt = _look(picture, dpi)
            if turned in {90, 270}:
                page_width, page_height = page_height, page_width
    to_points = Map(a=page_width / picture.shape[1], e=page_height / picture.shape[0])
    blocks = _blocks(attempt.seen, attempt.back.then(to_points), page_width, page_height)
    page = build_page(number, page_width, page_height, "ocr" if blocks else "none", 0.0, blocks, turned=turned)
    return page.with_quality(page_quality(page.words, attempt.unread))


def _no_finer(picture: Picture, dpi: float) -> tuple[Picture, float]:
    """The picture at 300 dots an inch where it is much finer than that."""
    if dpi <= _FINEST:
        return picture, dpi
    return prepare.resized(picture, 300.0 / dpi), 300.0


def _has_ink(picture: Picture) -> bool:
    """Whether anything stands on the page at all: a blank page is not turned round in search of words."""
    return int(np.count_nonzero(prepare.without_colour(picture)[::_STEP, ::_STEP] < _DARK)) >= 50


def _look(picture: Picture, dpi: float) -> Attempt:
    """The best reading of the picture as it stands."""
    first, ready = _attempt(prepare.without_colour(picture), dpi)
    colour = prepare.turned(prepare.coloured_ink(picture, _STEP).astype(np.uint8) * 255, first.angle, paper=0) > 127
    if colour.mean() >= 0.0005:
        # printed words may be coloured too (letterheads): what the grey picture shows where nothing was read is added
        grey = prepare.turned(_level(prepare.grey_of(picture)), first.angle)
        _cover(colour, [s for s in first.seen if s.confidence > _SURE and plausible(s.text) and len(s.text) > 1])
        for band in _bands(colour, dpi):
            seen = _without_dirt(_read_bands(grey, dpi, [band], AUTOMATIC))
            first = _with_band(first, first.with_seen(seen), band)
    best = first.with_seen(by_cells(first.seen, tables_of(ready, dpi)))
    unread = _unread(ready[::_STEP, ::_STEP] < _DARK, best.seen)
    return replace(best, unread=unread if best.seen or unread else None)


def _with_band(first: Attempt, again: Attempt, band: tuple[int, int]) -> Attempt:
    """The reading with what a second look at a band of it gave: instead, where that is clearly more, else in gaps."""
    inside: list[Seen] = []
    outside: list[Seen] = []
    for word in first.seen:
        (inside if band[0] <= (word.box[1] + word.box[3]) // 2 < band[1] else outside).append(word)
    if again.weight > 1.15 * first.with_seen(inside).weight:
        return first.with_seen(merged(outside, again.seen))  # words that the edge cuts stand in the first one whole
    return first.with_more(again)


def _level(grey: Picture) -> Picture:
    return grey if prepare.is_clean(grey) else prepare.flattened(grey)


def _attempt(grey: Picture, dpi: float) -> tuple[Attempt, Picture]:
    """What is read of a grey picture, and the picture laid level of which it was."""
    ready = _level(grey)
    height, width = ready.shape
    angle = prepare.skew_of(ready)
    ready = prepare.turned(ready, angle)
    first = Attempt(
        tuple(_without_dirt(recognise(ready, round(dpi), AUTOMATIC))),
        rotation_about(-angle, width / 2, height / 2),
        angle,
    )
    ink = ready[::_STEP, ::_STEP] < _DARK
    unread = _unread(ink, first.seen)
    if unread > _SOME_UNREAD:
        # a seal over a name is taken for a picture with all that it touches: what stood there is added
        bands = [(0, height)] if unread > _MUCH_UNREAD else _bands(ink, dpi)
        again = first.with_seen(_without_dirt(_read_bands(ready, dpi, bands, ONE_BLOCK)))
        if unread > _MUCH_UNREAD and again.weight > 1.03 * first.weight:
            return again, ready
        first = first.with_more(again)
    return first, ready


def _without_dirt(seen: Sequence[Seen]) -> list[Seen]:
    """The words without those, and without those lines, that are specks, rules and the rims of seals."""
    kept: list[Seen] = []
    new_block = False
    for line in lines_of(seen):
        words = [s for s in line if s.confidence >= _FLOOR or plausible(s.text)]
        new_block = new_block or line[0].new_block
        if not words or _is_dirt(words):
            continue
        kept.append(replace(words[0], new_line=True, new_block=new_block))
        kept.extend(replace(word, new_line=False, new_block=False) for word in words[1:])
        new_block = False
    return kept


def _is_dirt(line: Sequence[Seen]) -> bool:
    """Whether a line is snippets of one or two characters that the engine doubts: a sideways stamp in the margin."""
    if max(len(s.text) for s in line) > 3 or any(s.confidence > 0.6 and len(s.text) > 2 for s in line):
        return False
    confidence = sum(s.confidence for s in line) / len(line)
    return confidence < (0.85 if len(line) > 2 else 0.6)


def _unread(ink: NDArray[np.bool_], seen: Sequence[Seen]) -> float:
    """The share of dark pixels (away from the borders) that no recognised word covers; `ink` keeps only those."""
    height, width = ink.shape
    ink[: height // 20], ink[-height // 20 :] = False, False
    ink[:, : width // 20], ink[:, -width // 20 :] = False, False
    whole = int(ink.sum())
    _cover(ink, seen)
    return float(ink.sum()) / whole if whole >= 50 else 0.0


def _cover(ink: NDArray[np.bool_], seen: Sequence[Seen]) -> None:
    for word in seen:
        x0, y0, x1, y1 = (v // _STEP for v in word.box)
        ink[y0 : y1 + 1, x0 : x1 + 1] = False


def _bands(ink: NDArray[np.bool_], dpi: float) -> list[tuple[int, int]]:
    """The stretches from the top down (in pixels) that hold enough of the ink to be words, with some room around.

    Whole breadths of the page: a word is read best in its line. All of it where the stretches are most of it.
    """
    inch = max(1.0, dpi / _STEP)
    height = ink.shape[0]
    rows = ink.sum(axis=1) >= max(1, round(0.01 * inch))
    room = round(0.12 * inch)
    bands: list[list[int]] = []
    for row in np.flatnonzero(rows):
        if bands and row - room <= bands[-1][1]:
            bands[-1][1] = int(row) + room
        else:
            bands.append([max(0, int(row) - room), int(row) + room])
    tall = [(top, min(bottom, height)) for top, bottom in bands if bottom - top - 2 * room >= 0.06 * inch]
    if sum(bottom - top for top, bottom in tall) > 0.6 * height:
        return [(0, height * _STEP)]
    return [(top * _STEP, bottom * _STEP) for top, bottom in tall]


def _read_bands(picture: Picture, dpi: float, bands: Sequence[tuple[int, int]], mode: int) -> list[Seen]:
    """The words in those stretches of the picture."""
    seen: list[Seen] = []
    for top, bottom in bands:
        for word in recognise(np.ascontiguousarray(picture[top:bottom]), round(dpi), mode):
            x0, y0, x1, y1 = word.box
            seen.append(replace(word, box=(x0, y0 + top, x1, y1 + top)))
    return seen


def _upright(picture: Picture, dpi: float) -> Quarter:
    """By how many degrees clockwise the picture has to be turned to be read best; 0 unless that is clearly better."""
    step = 2 if dpi >= 200 else 1
    small = np.ascontiguousarray(prepare.without_colour(picture)[::step, ::step])
    best: Quarter = 0
    most = 1.3 * _attempt_small(small, dpi / step, 0)
    # the engine reads lines that run up or down too: only what is clearly better than half a turn is a quarter
    quarters: tuple[Quarter, ...] = (180, 90, 270)
    for quarter in quarters:
        weight = _attempt_small(small, dpi / step, quarter)
        if weight > most:
            best, most = quarter, 1.1 * weight
    return best


def _attempt_small(small: Picture, dpi: float, degrees: Quarter) -> float:
    picture = np.ascontiguousarray(np.rot90(small, k=-degrees // 90))
    return _attempt(picture, dpi)[0].weight


def _blocks(
    seen: Sequence[Seen], back: Map, width: float, height: float
) -> list[list[list[tuple[str, Box | None, float]]]]:
    blocks: list[list[list[tuple[str, Box | None, float]]]] = []
    for word in seen:
        box = back.box(*word.box)
        box = box.clipped(width, height) if box else None
        if box is None:
            continue
        if word.new_block or not blocks:
            blocks.append([])
        if word.new_line or not blocks[-1]:
            blocks[-1].append([])
        blocks[-1][-1].append((word.text, box, word.confidence))
    return blocks
