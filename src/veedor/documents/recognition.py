"""From the picture of a page to its words in the page's own coordinates.

Turn it upright, take coloured ink and shading out, lay the lines level, recognise; where much ink was left unread, try
again as one block. Every word's box goes back through the same steps to the page as shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from veedor.documents import prepare
from veedor.documents.engine import AUTOMATIC, ONE_BLOCK, Seen, recognise
from veedor.documents.geometry import Map, Quarter, rotation_about, scaling
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
_FINEST = 400.0
"""Dots an inch above which a picture is made smaller first: it gains nothing and costs its square."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one way of looking gave: words in pixels of the prepared picture, and the map back to the picture."""

    seen: tuple[Seen, ...]
    back: Map

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


def read_picture(picture: Picture, dpi: float, number: int) -> Page:
    """The page whose picture (as shown, `dpi` dots an inch) this is.

    A page that lies on its side or head is turned upright: size and boxes are those of the upright page, and `turned`
    tells `page_image` by how much the file's own page has to be turned to show it so.
    """
    page_width, page_height = picture.shape[1] * 72.0 / dpi, picture.shape[0] * 72.0 / dpi
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
    blocks = _blocks(attempt.seen, attempt.back.then(scaling(72.0 / dpi)), page_width, page_height)
    page = build_page(number, page_width, page_height, "ocr" if blocks else "none", 0.0, blocks, turned=turned)
    return page.with_quality(page_quality(page.words))


def _no_finer(picture: Picture, dpi: float) -> tuple[Picture, float]:
    """The picture at 300 dots an inch where it is much finer than that."""
    if dpi <= _FINEST:
        return picture, dpi
    return prepare.resized(picture, 300.0 / dpi), 300.0


def _has_ink(picture: Picture) -> bool:
    """Whether anything stands on the page at all: a blank page is not turned round in search of words."""
    return int(np.count_nonzero(prepare.without_colour(picture)[::4, ::4] < 110)) >= 50


def _look(picture: Picture, dpi: float) -> Attempt:
    """The best reading of the picture as it stands."""
    first = _attempt(prepare.without_colour(picture), dpi)
    if prepare.coloured_share(picture) < 0.002:
        return first
    # printed words may be coloured too (letterheads): what the grey picture shows where nothing was read is added
    second = _attempt(prepare.grey_of(picture), dpi, angle_from=first)
    if second.weight > 1.25 * first.weight:
        first, second = second, first
    return Attempt((*first.seen, *_missing(first, second)), first.back)


def _attempt(grey: Picture, dpi: float, angle_from: Attempt | None = None) -> Attempt:
    ready = grey if prepare.is_clean(grey) else prepare.flattened(grey)
    height, width = ready.shape
    if angle_from is None:
        angle = prepare.skew_of(ready)
        back = rotation_about(-angle, width / 2, height / 2)
    else:
        back = angle_from.back
        angle = -float(np.degrees(np.arctan2(back.d, back.a)))
    ready = prepare.turned(ready, angle)
    seen = recognise(ready, round(dpi), AUTOMATIC)
    unread = _unread_ink(ready, seen) if angle_from is None else 0.0
    if unread > _SOME_UNREAD:
        again = recognise(ready, round(dpi), ONE_BLOCK)
        first, second = Attempt(tuple(seen), back), Attempt(tuple(again), back)
        if unread > _MUCH_UNREAD and second.weight > 1.03 * first.weight:
            seen = again
        else:  # a seal over a name is taken for a picture with all that it touches: what stood there is added
            seen = [*seen, *_missing(first, second)]
    kept = [s for s in seen if s.confidence >= _FLOOR or plausible(s.text)]
    return Attempt(tuple(by_cells(kept, tables_of(ready, dpi))), back)


def _unread_ink(picture: Picture, seen: Sequence[Seen]) -> float:
    """The share of dark pixels (away from the borders) that no recognised word covers."""
    ink = picture[::4, ::4] < 110
    height, width = ink.shape
    ink[: height // 20], ink[-height // 20 :], ink[:, : width // 20], ink[:, -width // 20 :] = (
        False,
        False,
        False,
        False,
    )
    whole = int(ink.sum())
    if whole < 50:
        return 0.0
    for word in seen:
        x0, y0, x1, y1 = (v // 4 for v in word.box)
        ink[y0 : y1 + 1, x0 : x1 + 1] = False
    return float(ink.sum()) / whole


def _missing(kept: Attempt, other: Attempt) -> list[Seen]:
    """Sure words of the other attempt that stand where the kept one has none, as lines of their own."""
    taken = [s.box for s in kept.seen]
    added: list[Seen] = []
    for word in other.seen:
        x0, y0, x1, y1 = word.box
        free = all(x1 <= a or c <= x0 or y1 <= b or d <= y0 for a, b, c, d in taken)
        if free and word.confidence > 0.8 and plausible(word.text) and len(word.text) > 1:
            new_line = word.new_line or not added or abs(added[-1].box[1] - y0) > (y1 - y0)
            added.append(Seen(word.text, word.box, word.confidence, not added, new_line))
    return added


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
    return _attempt(picture, dpi).weight


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
