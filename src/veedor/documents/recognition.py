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
from veedor.documents.tree import Page, build_page
from veedor.values.boxes import Box

_POOR = 0.55
"""Below this (confidence times plausible words) a page may lie on its side or head."""
_FLOOR = 0.25
"""Below this confidence, what looks like no word is dirt."""


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
    """The page whose picture (as shown, `dpi` dots an inch) this is. `turned` says how it has to be turned upright."""
    attempt = _look(picture, dpi)
    turned: Quarter = 0
    if attempt.quality < _POOR:
        turned = _upright(picture, dpi, attempt)
        if turned:
            picture = np.ascontiguousarray(np.rot90(picture, k=-turned // 90))
            attempt = _look(picture, dpi)
    height, width = picture.shape[:2]
    to_points = scaling(72.0 / dpi)
    page_width, page_height = width * 72.0 / dpi, height * 72.0 / dpi
    blocks = _blocks(attempt.seen, attempt.back.then(to_points), page_width, page_height)
    page = build_page(number, page_width, page_height, "ocr" if blocks else "none", 0.0, blocks, turned=turned)
    return page.with_quality(page_quality(page.words))


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
    if angle_from is None and _unread_ink(ready, seen) > 0.3:
        again = recognise(ready, round(dpi), ONE_BLOCK)
        if Attempt(tuple(again), back).weight > 1.03 * Attempt(tuple(seen), back).weight:
            seen = again
    return Attempt(tuple(s for s in seen if s.confidence >= _FLOOR or plausible(s.text)), back)


def _unread_ink(picture: Picture, seen: Sequence[Seen]) -> float:
    """The share of dark pixels (away from the borders) that no recognised word covers."""
    ink = picture[::4, ::4] < 110
    height, width = ink.shape
    ink[: height // 20], ink[-height // 20 :], ink[:, : width // 20], ink[:, -width // 20 :] = False, False, False, False
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


def _upright(picture: Picture, dpi: float, now: Attempt) -> Quarter:
    """By how many degrees clockwise the picture has to be turned to be read best; 0 unless another is clearly better."""
    step = 2 if dpi >= 200 else 1
    small = np.ascontiguousarray(prepare.without_colour(picture)[::step, ::step])
    best: tuple[float, Quarter] = (1.3 * _attempt_small(small, dpi / step, 0), 0)
    for degrees in (180, 90, 270):
        quarter: Quarter = 180 if degrees == 180 else 90 if degrees == 90 else 270
        best = max(best, (_attempt_small(small, dpi / step, quarter), quarter))
    return best[1]


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


