"""What a PDF page shows of what is written on it.

Text may be written and not be seen: white on white, in the mode that draws nothing, under a picture or a black bar,
outside its clip. First the page's objects are asked whether anything of that sort can be; only then is the page drawn
twice, once without its text: a word is seen where the two differ.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from veedor.documents import pdfium
from veedor.documents.geometry import Map
from veedor.documents.pdf_text import Layer, Mask
from veedor.values.boxes import Box

_MOST = 20_000
"""Objects of one page that are looked at."""
_DEEPEST = 3
"""How deep forms lie in one another."""
_CELLS = 100
"""Into how many cells each way a page is parted to see what pictures cover."""
_LIGHT = 200
"""Of 255: from here on ink may be paper."""
_THIN = 6.0
"""Points: a filled shape thinner than this is a rule or underlines, and covers nothing."""
_DIFFERENT = 6
"""Of 255: by so much a picture of the page has to change when a word is taken away."""
_TINY = 1.3
"""Points: letters that are less high are written for nobody to read."""
_SCALE = 100 / 72
_UNSEEN_MODES = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})


@dataclass(slots=True)
class Inventory:
    """What the objects of a page say of themselves. Fonts and objects are named by their address."""

    fonts: set[int] = field(default_factory=set)
    texts: dict[int, int] = field(default_factory=dict)
    """Every text object, and the how manieth of all objects it is drawn."""
    covers: list[tuple[int, Box]] = field(default_factory=list)
    """Pictures and filled shapes that come after text, the how manieth they are, and what they may lie over."""
    shapes: int = 0
    """Drawn paths: many may be letters turned to outlines."""
    pictures: float = 0.0
    """How much of the page pictures cover together (0 to 1). Scanners cut a page into strips: together they count."""
    doubtful: bool = False
    """Some text is light, clipped or in a mode that draws nothing."""
    unseen: int = 0
    """Text objects in a mode that draws nothing."""

    def may_hide(self, layer: Layer, textpage: Any) -> bool:
        """Whether a word might be written and not be seen."""
        if self.doubtful:
            return True
        handle = pdfium.address(textpage)
        for drawn_at, box in self.covers:
            for row in np.flatnonzero(_inside(layer, box)).tolist():
                if self.texts.get(pdfium.text_object(handle, int(layer.starts[row])), -1) < drawn_at:
                    return True
        return False


def _inside(layer: Layer, box: Box) -> Mask:
    x, y = (layer.boxes[:, 0] + layer.boxes[:, 2]) / 2, (layer.boxes[:, 1] + layer.boxes[:, 3]) / 2
    return np.asarray((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1))


def inventory(page: Any, to_page: Map, width: float, height: float) -> Inventory:
    """The page's objects, each looked at once."""
    items, outer = _objects(page)
    kinds = list(map(pdfium.object_kind, items))
    found = Inventory()
    found.texts = {item: n for n, (item, kind) in enumerate(zip(items, kinds, strict=True)) if kind == _TEXT}
    _note_texts(found)
    if len(found.texts) < len(items):
        _note_others(found, items, kinds, outer, to_page, width, height)
    return found


_TEXT, _PATH, _IMAGE = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE
_FORM = raw.FPDF_PAGEOBJ_FORM


def _objects(page: Any) -> tuple[list[int], dict[int, int]]:
    """The page's objects in the order in which they are drawn, and the form that those in forms stand in."""
    holder = pdfium.address(page)
    items = list(map(pdfium.get_object, repeat(holder), range(min(_MOST, pdfium.count_objects(holder)))))
    outer: dict[int, int] = {}
    for _ in range(_DEEPEST):
        if _FORM not in set(map(pdfium.object_kind, items)) or len(items) > _MOST:
            break
        flat: list[int] = []
        for item in items:
            if pdfium.object_kind(item) != _FORM:
                flat.append(item)
                continue
            count = min(_MOST, pdfium.count_form_objects(item))
            inside = list(map(pdfium.get_form_object, repeat(item), range(count)))
            outer.update(dict.fromkeys(inside, outer.get(item, item)))
            flat.extend(inside)
        items = flat
    return items, outer


def _note_texts(found: Inventory) -> None:
    """The fonts of the text objects, and whether any is in a mode, colour or clip in which it may not be seen."""
    if not found.texts:
        return
    found.fonts = set(map(pdfium.font_of, found.texts)) - {None}
    found.unseen = sum(mode in _UNSEEN_MODES for mode in map(pdfium.render_mode, found.texts))
    colours = np.zeros((len(found.texts), 4), np.uint32)
    at = colours.ctypes.data
    sides = (range(at + 4 * n, at + 16 * len(colours), 16) for n in range(4))
    list(map(pdfium.fill_colour, found.texts, *sides))
    light = (colours[:, :3].min(axis=1) >= _LIGHT) | (colours[:, 3] < 255 - _LIGHT)
    found.doubtful = found.unseen > 0 or bool(light.any()) or any(map(_is_cut, _clipped(found.texts)))


def _clipped(texts: Iterable[int]) -> list[int]:
    counts = map(pdfium.count_clips, map(pdfium.clip_of, texts))
    return [item for item, count in zip(texts, counts, strict=True) if count > 0]


def _note_others(
    found: Inventory,
    items: list[int],
    kinds: list[int],
    outer: dict[int, int],
    to_page: Map,
    width: float,
    height: float,
) -> None:
    """What pictures and shapes there are, and what lies over text."""
    cells = np.zeros((_CELLS, _CELLS), dtype=bool)
    first = next(iter(found.texts.values()), len(items))
    for number, (item, kind) in enumerate(zip(items, kinds, strict=True)):
        if kind == _TEXT:
            continue
        if kind == _PATH:
            found.shapes += 1
            if number < first or not _is_filled(item):
                continue
        bounds = _bounds(outer.get(item, item))
        box = to_page.box(*bounds) if bounds else None
        box = box.clipped(width, height) if box else None
        if box is None:
            continue
        if number > first and min(box.width, box.height) > _THIN:
            found.covers.append((number, box))
        if kind == _IMAGE:
            x0, x1 = (int(v / width * _CELLS + 0.5) for v in (box.x0, box.x1))
            y0, y1 = (int(v / height * _CELLS + 0.5) for v in (box.y0, box.y1))
            cells[y0:y1, x0:x1] = True
    found.pictures = float(cells.mean())


_NUMBERS = (ctypes.c_uint * 4)()
_MODE = tuple(ctypes.addressof(_NUMBERS) + 4 * n for n in range(2))
_FLOATS = (ctypes.c_float * 4)()
_SIDES = tuple(ctypes.addressof(_FLOATS) + 4 * n for n in range(4))


def _is_cut(item: int) -> bool:
    """Whether the object has a clip that does not hold it whole, give or take the room that letters keep around."""
    clip = pdfium.clip_of(item)
    paths = pdfium.count_clips(clip) if clip else 0
    bounds = _bounds(item) if paths > 0 else None
    if bounds is None:
        return False
    left, bottom, right, top = bounds
    for path in range(paths):
        points = [(_FLOATS[0], _FLOATS[1]) for _ in _segments(clip, path)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if points and (left < min(xs) - 2 or right > max(xs) + 2 or bottom < min(ys) - 2 or top > max(ys) + 2):
            return True
    return False


def _segments(clip: int, path: int) -> Iterator[None]:
    """Each point of a clip, which then stands in the first two of `_FLOATS`."""
    for number in range(pdfium.count_segments(clip, path)):
        segment = pdfium.get_segment(clip, path, number)
        if segment and pdfium.segment_point(segment, _SIDES[0], _SIDES[1]):
            yield


def _is_filled(item: int) -> bool:
    return bool(pdfium.draw_mode(item, *_MODE)) and _NUMBERS[0] != 0


def _bounds(item: int) -> tuple[float, float, float, float] | None:
    if not pdfium.bounds(item, *_SIDES):
        return None
    left, bottom, right, top = _FLOATS
    return left, bottom, right, top


def seen(page: Any, found: Inventory, layer: Layer) -> Mask:
    """The words that can be seen: the page looks different without them, and they are not too small for an eye."""
    if found.unseen == len(found.texts):
        return np.zeros(len(layer.words), dtype=bool)
    shown = _drawn(page, layer)
    for item in found.texts:
        pdfium.set_active(item, 0)
    try:
        bare = _drawn(page, layer)
    finally:
        for item in found.texts:
            pdfium.set_active(item, 1)
    changed = np.abs(shown.astype(np.int16) - bare) > _DIFFERENT
    rows, columns = changed.shape
    to_x, to_y = columns / layer.width, rows / layer.height
    mask = np.zeros(len(layer.words), dtype=bool)
    for number, (x0, y0, x1, y1) in enumerate(layer.boxes.tolist()):
        top, bottom = max(0, int(y0 * to_y)), int(y1 * to_y) + 1
        left, right = max(0, int(x0 * to_x)), int(x1 * to_x) + 1
        mask[number] = bool(changed[top:bottom, left:right].any()) if bottom > 0 and right > 0 else False
    return mask


def too_small(layer: Layer) -> Mask:
    """The words whose letters are too small to be read by anybody."""
    flat = np.minimum(layer.boxes[:, 2] - layer.boxes[:, 0], layer.boxes[:, 3] - layer.boxes[:, 1]) < _TINY
    for number in np.flatnonzero(flat).tolist():
        word = layer.words[number]
        flat[number] = any(char.isalnum() for char in word) and len(word) > 1
    return np.asarray(flat)


def _drawn(page: Any, layer: Layer) -> NDArray[np.uint8]:
    scale = min(_SCALE, 4000.0 / max(layer.width, layer.height))
    return drawn(page, scale)


def drawn(page: Any, scale: float) -> NDArray[np.uint8]:
    """The page in grey, at so many pixels a point."""
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = np.array(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width], dtype=np.uint8)
    bitmap.close()
    return pixels


def drawn_band(page: Any, scale: float, top: float, bottom: float) -> tuple[NDArray[np.uint8], int]:
    """A band of the page from `top` to `bottom` (points from its upper edge), and by how many pixels it lies down."""
    _, height = page.get_size()
    cut = max(0.0, top), max(0.0, height - bottom)
    if sum(cut) > height - 2:
        return drawn(page, scale), 0
    bitmap = page.render(scale=scale, grayscale=True, crop=(0, cut[1], 0, cut[0]))
    pixels = np.array(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width], dtype=np.uint8)
    bitmap.close()
    return pixels, math.ceil(cut[0] * scale)


def unread(page: Any, layer: Layer) -> float:
    """The share of dark pixels that no word covers, on a coarse picture: about 600 pixels down."""
    width, height = layer.width, layer.height
    ink = drawn(page, min(2.0, 600.0 / height, 2000.0 / width)) < 140
    rows, columns = ink.shape
    border_y, border_x = rows // 25 + 1, columns // 25 + 1  # black margins of copies
    ink[:border_y], ink[-border_y:], ink[:, :border_x], ink[:, -border_x:] = False, False, False, False
    whole = int(ink.sum())
    grown = (layer.boxes + np.array([-2.0, -2.0, 2.0, 2.0])) * (rows / height)
    for x0, y0, x1, y1 in grown.tolist():
        ink[max(0, int(y0)) : max(0, int(y1) + 1), max(0, int(x0)) : max(0, int(x1) + 1)] = False
    return float(ink.sum()) / whole if whole >= 30 else 0.0
