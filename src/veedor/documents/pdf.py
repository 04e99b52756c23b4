"""PDF: a page's own text where it can be trusted, else its picture recognised. Page by page: many are mixed."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image
from pypdfium2 import raw

from veedor.documents.errors import EncryptedFileError, LimitExceededError, TruncatedFileError, UnreadableError
from veedor.documents.geometry import Map
from veedor.documents.limits import Limits
from veedor.documents.pdf_fonts import Fonts
from veedor.documents.pdf_seen import Inventory, inventory, seen, too_small, unread
from veedor.documents.pdf_tables import tables_drawn
from veedor.documents.pdf_text import read_layer
from veedor.documents.tree import Page
from veedor.documents.trust import ENOUGH, SCAN, Own, is_layer, notes_on, trusted

DPI = 300
"""At which pages are recognised: more gains nothing, less loses small print."""
_LEAST_DPI = 100
_LONGEST_SIDE = 30_000
"""Pixels: the engine refuses longer pictures."""
_SHAPES = 150
"""Drawn paths above which a page is looked at for letters that were turned to outlines."""
_KEPT_OPEN = 48
"""Pages that are kept open for their fonts; beyond, what was learnt of fonts is forgotten."""


class PdfFile:
    """One PDF, opened. `EncryptedFileError`, `TruncatedFileError` or `LimitExceededError` when it cannot be used."""

    def __init__(self, path: Path, limits: Limits, passwords: Sequence[str] = ()) -> None:
        self._limits = limits
        self._fonts = Fonts()
        self._open: list[pdfium.PdfPage] = []
        self._document, self.opened_with = _opened(path, passwords)
        """The PDF, and which password opened it: None where it needed none."""
        if len(self._document) == 0:
            raise TruncatedFileError("The PDF has no pages.", "Ask for the file again.")
        if len(self._document) > limits.pages:
            raise LimitExceededError(
                f"The PDF has {len(self._document)} pages, and the limit is {limits.pages}.",
                "Split it, or raise VEEDOR_MAX_PAGES.",
            )

    def __len__(self) -> int:
        return len(self._document)

    @property
    def attached(self) -> int:
        """How many files the PDF lists as attached to it."""
        return max(0, int(self._document.count_attachments()))

    @property
    def producer(self) -> str:
        """The program that wrote the PDF, as it calls itself."""
        return str(self._document.get_metadata_value("Producer"))

    def pages(self, numbers: Iterable[int] | None = None) -> Iterator[tuple[Page, tuple[str, ...]]]:
        """The pages of those numbers (all without), each with notes.

        A page that cannot be read is an empty page with a note.
        """
        for number in numbers or range(1, len(self) + 1):
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
        known = frozenset(self._fonts.suspects)
        heavy = True
        try:
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                raise TruncatedFileError("The page has no size.")
            found = inventory(page, to_page := _page_map(page, width, height), width, height)
            heavy = found.pictures > SCAN
            own = self._own(page, found, to_page, width, height)
            if trusted(own):
                made = replace(own.layer.page(number), tables=tables_drawn(page, width, height))
                return made, notes_on(own, number, read_anew=False)
            from veedor.documents.pdf_scan import read_scan  # recognition takes its time to be loaded

            pixels, dpi = self._render(page, DPI)
            return read_scan(own, pixels, dpi, number), notes_on(own, number, read_anew=True)
        finally:
            self._leave(page, known, heavy=heavy)

    def _leave(self, page: pdfium.PdfPage, known: frozenset[int], *, heavy: bool) -> None:
        """Close a page, or keep it open for its fonts: an address tells a font only as long as that font lives.

        The picture of a scan is not kept in memory for them: what was learnt of its fonts is forgotten instead.
        """
        new = self._fonts.suspects.keys() - known
        if not new or heavy:
            for font in new:
                del self._fonts.suspects[font]
            page.close()
            return
        if len(self._open) >= _KEPT_OPEN:
            self._fonts = Fonts()
            for old in (*self._open, page):
                old.close()
            self._open.clear()
            return
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

    def _render(self, page: pdfium.PdfPage, dpi: float) -> tuple[NDArray[np.uint8], float]:
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


def _opened(path: Path, passwords: Sequence[str]) -> tuple[pdfium.PdfDocument, str | None]:
    """The PDF opened, without a password or with the first that fits."""
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(path, password=password), password
        except pdfium.PdfiumError as error:
            refused = _refused(error, len(passwords))
            if not isinstance(refused, EncryptedFileError):
                raise refused from error
    raise refused


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


def _refused(error: pdfium.PdfiumError, tried: int = 0) -> UnreadableError:
    text = str(error).lower()
    if "password" in text or "security" in text:
        tells = (
            f"The PDF needs another password than the {tried} given."
            if tried
            else "The PDF needs a password to be opened."
        )
        return EncryptedFileError(
            tells, "Write it into a file, one a line, and name that with --password-file; or send the PDF without it."
        )
    return TruncatedFileError(
        "The PDF is broken off or damaged.", "Open it elsewhere, save it again, or ask for it anew."
    )
