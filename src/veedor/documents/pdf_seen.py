"""What a PDF page shows of what is written on it.

Text may be written and not be seen: white on white, in the mode that draws nothing, under a picture or a black bar,
outside its clip. First the page's objects are asked whether anything of that sort can be; only then is the page drawn
twice, once without its text: a word is seen where the two differ.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

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
    """What the objects of a page say of themselves."""

    fonts: dict[int, Any] = field(default_factory=dict)
    """A text object of each font, by the font's address."""
    texts: list[Any] = field(default_factory=list)
    """All text objects."""
    covers: list[Box] = field(default_factory=list)
    """Pictures and filled shapes that come after text, and may lie over it."""
    shapes: int = 0
    """Drawn paths: many may be letters turned to outlines."""
    pictures: float = 0.0
    """How much of the page pictures cover together (0 to 1). Scanners cut a page into strips: together they count."""
    doubtful: bool = False
    """Some text is light, clipped or in a mode that draws nothing."""
    unseen: int = 0
    """Text objects in a mode that draws nothing."""

    def may_hide(self, layer: Layer) -> bool:
        """Whether a word might be written and not be seen."""
        return self.doubtful or any(bool(_inside(layer, box).any()) for box in self.covers)


def _inside(layer: Layer, box: Box) -> Mask:
    x, y = (layer.boxes[:, 0] + layer.boxes[:, 2]) / 2, (layer.boxes[:, 1] + layer.boxes[:, 3]) / 2
    return np.asarray((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1))


def inventory(page: Any, to_page: Map, width: float, height: float) -> Inventory:
    """The page's objects, each looked at once."""
    found = Inventory()
    cells = np.zeros((_CELLS, _CELLS), dtype=bool)
    for kind, item, outer in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            _note_text(found, item)
            continue
        if kind == raw.FPDF_PAGEOBJ_PATH:
            found.shapes += 1
            if not found.texts or not _is_filled(item):
                continue
        bounds = _bounds(outer or item)
        box = to_page.box(*bounds) if bounds else None
        box = box.clipped(width, height) if box else None
        if box is None:
            continue
        if found.texts and min(box.width, box.height) > _THIN:
            found.covers.append(box)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            x0, x1 = (int(v / width * _CELLS + 0.5) for v in (box.x0, box.x1))
            y0, y1 = (int(v / height * _CELLS + 0.5) for v in (box.y0, box.y1))
            cells[y0:y1, x0:x1] = True
    found.pictures = float(cells.mean())
    return found


def _objects(page: Any) -> Iterator[tuple[int, Any, Any]]:
    """The page's objects in the order in which they are drawn, those in forms too: kind, object, outermost form."""
    left = _MOST

    def walk(count: int, get: Any, holder: Any, outer: Any, depth: int) -> Iterator[tuple[int, Any, Any]]:
        nonlocal left
        for index in range(count):
            left -= 1
            if left < 0:
                return
            item = get(holder, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind != raw.FPDF_PAGEOBJ_FORM:
                yield kind, item, outer
            elif depth < _DEEPEST:
                inner = raw.FPDFFormObj_CountObjects(item)
                yield from walk(inner, raw.FPDFFormObj_GetObject, item, outer or item, depth + 1)

    yield from walk(raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject, page, None, 0)


_red, _green, _blue, _alpha = (ctypes.c_uint() for _ in range(4))


def _note_text(found: Inventory, item: Any) -> None:
    found.texts.append(item)
    font = raw.FPDFTextObj_GetFont(item)
    if font:
        found.fonts.setdefault(address(font), item)
    if raw.FPDFTextObj_GetTextRenderMode(item) in _UNSEEN_MODES:
        found.unseen += 1
        found.doubtful = True
    if found.doubtful:
        return
    raw.FPDFPageObj_GetFillColor(item, _red, _green, _blue, _alpha)
    light = min(_red.value, _green.value, _blue.value) >= _LIGHT or _alpha.value < 255 - _LIGHT
    found.doubtful = light or _is_cut(item)


def _is_cut(item: Any) -> bool:
    """Whether the object has a clip that does not hold it whole."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    paths = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    if paths <= 0:
        return False
    bounds = _bounds(item)
    if bounds is None:
        return False
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(paths):
        points = []
        for number in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
            segment = raw.FPDFClipPath_GetPathSegment(clip, path, number)
            if segment and raw.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if not points:
            continue
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        slack = 2.0  # a point or two of a letter's own room is nothing that can be seen
        if bounds[0] < min(xs) - slack or bounds[2] > max(xs) + slack:
            return True
        if bounds[1] < min(ys) - slack or bounds[3] > max(ys) + slack:
            return True
    return False


def _is_filled(item: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(item, mode, stroke)) and mode.value != 0


def _bounds(item: Any) -> tuple[float, float, float, float] | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


def address(handle: Any) -> int:
    """The address behind one of pdfium's handles: what tells one from the other."""
    return int(ctypes.cast(handle, ctypes.c_void_p).value or 0)


def seen(page: Any, found: Inventory, layer: Layer) -> Mask:
    """The words that can be seen: the page looks different without them, and they are not too small for an eye."""
    if found.unseen == len(found.texts):
        return np.zeros(len(layer.words), dtype=bool)
    shown = _drawn(page, layer)
    for item in found.texts:
        raw.FPDFPageObj_SetIsActive(item, False)
    try:
        bare = _drawn(page, layer)
    finally:
        for item in found.texts:
            raw.FPDFPageObj_SetIsActive(item, True)
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
