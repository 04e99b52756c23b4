"""PDF: a page's own text where it can be trusted, else its picture recognised. Page by page: many are mixed."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from veedor.documents.engine import Seen
from veedor.documents.errors import EncryptedFileError, LimitExceededError, TruncatedFileError, UnreadableError
from veedor.documents.geometry import Map
from veedor.documents.limits import Limits
from veedor.documents.merging import merged, sure_words
from veedor.documents.pdf_fonts import Fonts
from veedor.documents.pdf_seen import Inventory, inventory, seen, too_small, unread
from veedor.documents.pdf_text import read_layer
from veedor.documents.prepare import Picture
from veedor.documents.quality import page_quality, plausible
from veedor.documents.recognition import read_picture
from veedor.documents.tree import Page, build_page
from veedor.documents.trust import ENOUGH, Own, is_layer, notes_on, trusted
from veedor.values.boxes import Box

DPI = 300
"""At which pages are recognised: more gains nothing, less loses small print."""
_LEAST_DPI = 100
_SURE = 0.8
_GOOD = 0.8
"""The quality from which our own recognition goes before a layer that somebody else's left under a scan."""
_LAYER, _DOUBTFUL = 0.7, 0.4
"""The confidence in words of such a layer, and in words that look like a wrong encoding: both say none of their own."""
_MOST_MERGED = 50_000
"""Letters above which two readings of a page are not merged: no page is so full, and it takes the square of them."""
_FINE = 100
_LONGEST_SIDE = 30_000
"""Pixels: the engine refuses longer pictures."""
_SHAPES = 150
"""Drawn paths above which a page is looked at for letters that were turned to outlines."""
_KEPT_OPEN = 48
"""Pages that are kept open for their fonts; beyond, what was learnt of fonts is forgotten."""


class PdfFile:
    """One PDF, opened. `EncryptedFileError`, `TruncatedFileError` or `LimitExceededError` when it cannot be used."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._fonts = Fonts()
        self._open: list[pdfium.PdfPage] = []
        try:
            self._document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            raise _refused(error) from error
        if len(self._document) == 0:
            raise TruncatedFileError("The PDF has no pages.", "Ask for the file again.")
        if len(self._document) > limits.pages:
            raise LimitExceededError(
                f"The PDF has {len(self._document)} pages, and the limit is {limits.pages}.",
                "Split it, or raise VEEDOR_MAX_PAGES.",
            )

    def __len__(self) -> int:
        return len(self._document)

    def pages(self) -> Iterator[tuple[Page, tuple[str, ...]]]:
        """All pages in order, each with notes. A page that cannot be read is an empty page with a note."""
        for number in range(1, len(self) + 1):
            try:
                yield self._read(number)
            except (pdfium.PdfiumError, UnreadableError) as error:
                width, height = self._size(number)
                page = Page(number, width, height, "none", 0.0, "")
                yield page, (f"Page {number} could not be read: {error}",)

    def picture(self, number: int, dpi: int) -> Image.Image:
        """Page `number` (from 1) as the file shows it, in colour."""
        if not 1 <= number <= len(self):
            raise UnreadableError(f"The PDF has no page {number}.")
        page = self._document[number - 1]
        pixels, _ = self._render(page, dpi)
        page.close()
        return Image.fromarray(pixels)

    def _size(self, number: int) -> tuple[float, float]:
        try:
            width, height = self._document.get_page_size(number - 1)
        except pdfium.PdfiumError:
            return 595.0, 842.0
        return (float(width), float(height)) if width > 0 and height > 0 else (595.0, 842.0)

    def _read(self, number: int) -> tuple[Page, tuple[str, ...]]:
        page = self._document[number - 1]
        keep = False
        try:
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                raise TruncatedFileError("The page has no size.")
            found = inventory(page, to_page := _page_map(page, width, height), width, height)
            keep = self._fonts.new(found)
            own = self._own(page, found, to_page, width, height)
            if trusted(own):
                return own.layer.page(number), notes_on(own, number, read_anew=False)
            pixels, dpi = self._render(page, DPI)
            read = read_picture(pixels, dpi, number, (width, height))
            return _best(own, read, number), notes_on(own, number, read_anew=True)
        finally:
            if keep:
                self._keep(page)
            else:
                page.close()

    def _keep(self, page: pdfium.PdfPage) -> None:
        """Keep a page open for its fonts: an address tells a font only as long as that font lives."""
        if len(self._open) >= _KEPT_OPEN:
            self._fonts = Fonts()
            for old in self._open:
                old.close()
            self._open.clear()
        self._open.append(page)

    def _own(self, page: pdfium.PdfPage, found: Inventory, to_page: Map, width: float, height: float) -> Own:
        """The page's own text, and what is known of it."""
        textpage = page.get_textpage()
        try:
            layer = read_layer(textpage, to_page, width, height)
            outside = layer.outside
            shows = ~outside & ~too_small(layer)
            if found.may_hide(layer, textpage):
                shows &= seen(page, found, layer)
            hidden = 0.0 if shows.all() else float(layer.lengths[~shows & ~outside].sum()) / layer.letters
            under = is_layer(hidden, found.pictures)
            kept = layer.where(~outside if under else shows)
            look = found.pictures > 0.02 or found.shapes > _SHAPES or kept.letters < ENOUGH
            lies = not under and self._fonts.lies(page, textpage, kept, found, to_page)
        finally:
            textpage.close()
        return Own(
            layer=kept,
            pictures=found.pictures,
            unread=unread(page, kept) if look else 0.0,
            hidden=hidden if under else 0.0,
            lies=lies,
            unseen=len(layer.words) - len(kept.words),
            outside=int(outside.sum()),
        )

    def _render(self, page: pdfium.PdfPage, dpi: float) -> tuple[Picture, float]:
        """The page's pixels, and at how many dots an inch: fewer than asked where the limit on pixels says so."""
        width, height = page.get_size()
        most = (self._limits.pixels / max(1.0, width * height)) ** 0.5 * 72.0
        most = min(most, _LONGEST_SIDE / max(width, height, 1.0) * 72.0)
        if most < _LEAST_DPI and dpi > most:
            raise LimitExceededError(
                f"The page is {width / 72:.0f} by {height / 72:.0f} inches: too large to be rendered.",
                "Raise VEEDOR_MAX_MEGAPIXELS to read it.",
            )
        dpi = min(dpi, most)
        bitmap = page.render(scale=dpi / 72.0, rev_byteorder=True, prefer_bgrx=False)
        pixels = np.array(bitmap.to_numpy()[..., :3], dtype=np.uint8, copy=True)
        bitmap.close()
        return pixels, dpi


def _best(own: Own, read: Page, number: int) -> Page:
    """The page of both its own text and what was recognised on its picture: the better one, with what it lacks.

    Text that is shown is right to the letter, and leads unless the picture holds clearly more (a signature on a scan).
    A layer under a scan is another machine's recognition: it leads only where ours is poor.
    """
    if not own.sound:
        return read if read.text or not own.letters else own.layer.page(number, _DOUBTFUL)
    if own.hidden > 0.5:
        leads = _sure_letters(read) < (0.8 if read.quality >= _GOOD else 1.2) * own.letters
    else:
        leads = _sure_letters(read) < 1.2 * own.letters
    mine = own.layer.page(number, _LAYER if own.hidden > 0.5 else 1.0)
    first, second = (mine, read) if leads else (read, mine)
    if read.turned or own.letters > _MOST_MERGED:
        return first
    return _with_more(first, second)


def _with_more(page: Page, other: Page) -> Page:
    """The page with the words of the other where it has none."""
    blocks: list[list[list[tuple[str, Box | None, float]]]] = []
    for word in merged(_seen(page), sure_words(_seen(other), _LAYER)):
        if word.new_block or not blocks:
            blocks.append([])
        if word.new_line or not blocks[-1]:
            blocks[-1].append([])
        box = Box(*(v / _FINE for v in word.box)).clipped(page.width, page.height)
        blocks[-1][-1].append((word.text, box, word.confidence))
    made = build_page(page.number, page.width, page.height, page.source, 0.0, blocks, turned=page.turned)
    return made.with_quality(page_quality(made.words))


def _seen(page: Page) -> list[Seen]:
    """The words of a page for `merged`, in hundredths of points."""
    seen: list[Seen] = []
    last_end = 0
    for line in page.lines:
        new_block = "\n\n" in page.text[last_end : line.words[0].start] or not seen
        last_end = line.words[-1].end
        for number, word in enumerate(line.words):
            if word.box is not None:
                x0, y0, x1, y1 = (round(v * _FINE) for v in (word.box.x0, word.box.y0, word.box.x1, word.box.y1))
                box = (x0, y0, max(x1, x0 + 1), max(y1, y0 + 1))
                seen.append(Seen(word.text, box, word.confidence, new_block and number == 0, number == 0))
    return seen


def _sure_letters(page: Page) -> int:
    """Letters of the words that were recognised well: what noise in a photograph has hardly any of."""
    return sum(len(word.text) for word in page.words if word.confidence >= _SURE and plausible(word.text))


def _page_map(page: pdfium.PdfPage, width: float, height: float) -> Map:
    """From the file's own coordinates (any crop, any rotation) to the upright page in points, origin top left.

    Asked of pdfium itself for three points, on a grid so fine that its whole numbers lose nothing.
    """
    fine = min(1000.0, 1e9 / max(width, height))
    size_x, size_y = round(width * fine), round(height * fine)
    x, y = ctypes.c_int(), ctypes.c_int()

    def at(px: float, py: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, size_x, size_y, 0, px, py, ctypes.byref(x), ctypes.byref(y))
        return x.value / fine, y.value / fine

    (cx, cy), (ax, ay), (bx, by) = at(0, 0), at(100, 0), at(0, 100)
    return Map((ax - cx) / 100, (bx - cx) / 100, cx, (ay - cy) / 100, (by - cy) / 100, cy)


def _refused(error: pdfium.PdfiumError) -> UnreadableError:
    text = str(error).lower()
    if "password" in text or "security" in text:
        return EncryptedFileError(
            "The PDF needs a password to be opened.", "Remove the password (print it to PDF) and send it again."
        )
    return TruncatedFileError(
        "The PDF is broken off or damaged.", "Open it elsewhere, save it again, or ask for it anew."
    )
