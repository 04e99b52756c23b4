"""PDF: a page's own text where it can be trusted, else its picture recognised. Page by page: many are mixed."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from veedor.documents.engine import Seen
from veedor.documents.errors import EncryptedFileError, LimitExceededError, TruncatedFileError, UnreadableError
from veedor.documents.geometry import Map
from veedor.documents.limits import Limits
from veedor.documents.merging import merged, sure_words
from veedor.documents.prepare import Picture
from veedor.documents.quality import page_quality, plausible, share_plausible
from veedor.documents.recognition import read_picture
from veedor.documents.tree import Page, build_page
from veedor.values.boxes import Box

DPI = 300
"""At which pages are recognised: more gains nothing, less loses small print."""
_LEAST_DPI = 100
_ENOUGH = 12
"""Letters below which a page's own text says nothing (a page number, a stamp of the scanner's)."""
_SURE = 0.8
_GOOD = 0.8
"""The quality from which our own recognition goes before a layer that somebody else's left under a scan."""
_LAYER, _DOUBTFUL = 0.7, 0.4
"""The confidence in words of such a layer, and in words that look like a wrong encoding: both say none of their own."""
_MOST_MERGED = 50_000
"""Letters above which two readings of a page are not merged: no page is so full, and it takes the square of them."""
_FINE = 100
_CELLS = 100
"""Into how many cells each way a page is parted to see what pictures cover."""
_LONGEST_SIDE = 30_000
"""Pixels: the engine refuses longer pictures."""
_MOST_UNREAD = 0.5
"""Of the ink of a scan. Above it the text is only somebody's digital signature on a page that has to be recognised."""
_HYPHENS = {"\x02": "-", "\ufffe": "-", "\u00ad": "-"}
_SPACES = {"\xa0": " ", "\u2007": " ", "\u202f": " ", "\u200b": ""}

Chars = list[tuple[str, Box | None]]


@dataclass(frozen=True, slots=True)
class Own:
    """A page's own text: its blocks of lines of words, and how much of the page is covered by pictures (0 to 1)."""

    blocks: list[list[list[tuple[str, Box | None, float]]]]
    letters: int
    plausible: float
    broken: float
    outside: float
    pictures: float
    unread: float = 0.0
    """The share of the page's ink that stands outside its words."""
    hidden: float = 0.0
    """The share of the text that is written and not shown: the layer that recognition puts under a scan."""

    @property
    def sound(self) -> bool:
        """Whether the text could be what somebody wrote: no wrong encoding, no poor recognition, not off the page."""
        return self.letters >= _ENOUGH and self.plausible >= 0.93 and self.broken <= 0.05 and self.outside <= 0.2


class PdfFile:
    """One PDF, opened. `EncryptedFileError`, `TruncatedFileError` or `LimitExceededError` when it cannot be used."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
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

    def pages(self, numbers: Iterable[int] | None = None) -> Iterator[tuple[Page, tuple[str, ...]]]:
        """The pages of those numbers (all without), each with notes.

        A page that cannot be read is an empty page with a note.
        """
        for number in numbers or range(1, len(self) + 1):
            try:
                yield self._read(number), ()
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

    def _read(self, number: int) -> Page:
        page = self._document[number - 1]
        try:
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                raise TruncatedFileError("The page has no size.")
            own = _own_text(page, width, height)
            if trusted(own):
                made = build_page(number, width, height, "text" if own.letters else "none", 0.0, own.blocks)
                return made.with_quality(page_quality(made.words))
            pixels, dpi = self._render(page, DPI)
            return _best(own, read_picture(pixels, dpi, number, (width, height)), number, width, height)
        finally:
            page.close()

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


def trusted(own: Own) -> bool:
    """Whether a page's own text may stand for what the page shows.

    Not when there is hardly any and the page is a picture; not when it is full of broken characters or of words that
    are none (a wrong encoding, an older machine's poor recognition under a scan); not when it lies off the page.
    """
    if own.letters < _ENOUGH:
        return own.letters == 0 and own.pictures < 0.02 and own.unread == 0
    if own.broken > 0.05 or own.outside > 0.2 or own.hidden > 0.5:
        return False
    if own.pictures > 0.6:
        return own.sound and own.letters > 200 and own.unread < _MOST_UNREAD
    return own.plausible >= 0.7 and own.unread < (_MOST_UNREAD if own.pictures > 0.1 else 0.8)


def _best(own: Own, read: Page, number: int, width: float, height: float) -> Page:
    """The page of both its own text and what was recognised on its picture: the better one, with what it lacks.

    Text that is shown is right to the letter, and leads unless the picture holds clearly more (a signature on a scan).
    A layer under a scan is another machine's recognition: it leads only where ours is poor.
    """
    if not own.sound:
        return read if read.text or not own.letters else _of(own, number, width, height, _DOUBTFUL)
    if own.hidden > 0.5:
        leads = _sure_letters(read) < (0.8 if read.quality >= _GOOD else 1.2) * own.letters
    else:
        leads = _sure_letters(read) < 1.2 * own.letters
    mine = _of(own, number, width, height, _LAYER if own.hidden > 0.5 else 1.0)
    first, second = (mine, read) if leads else (read, mine)
    if read.turned or len(own.blocks) + own.letters > _MOST_MERGED:
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


def _of(own: Own, number: int, width: float, height: float, confidence: float) -> Page:
    """The page of its own text, with so much confidence in it."""
    blocks = [[[(text, box, confidence) for text, box, _ in line] for line in block] for block in own.blocks]
    page = build_page(number, width, height, "text", 0.0, blocks)
    return page.with_quality(page_quality(page.words))


def _own_text(page: pdfium.PdfPage, width: float, height: float) -> Own:
    textpage = page.get_textpage()
    try:
        chars = _chars(page, textpage, width, height)
    finally:
        textpage.close()
    letters = [char for char, _ in chars if not char.isspace()]
    broken = sum(_is_broken(char) for char in letters) / len(letters) if letters else 0.0
    seen = [box for char, box in chars if box is not None and not char.isspace()]
    page_box = Box(0, 0, width, height)
    outside = sum(box.intersection(page_box) is None for box in seen) / len(seen) if seen else 0.0
    blocks = _blocks(chars, width, height)
    words = [text for block in blocks for line in block for text, _, _ in line]
    pictures, hidden = _pictures_and_hidden(page, width, height)
    return Own(
        blocks=blocks,
        letters=len(letters),
        plausible=share_plausible(words),
        broken=broken,
        outside=outside,
        pictures=pictures,
        unread=_unread(page, width, height, [box for line in blocks for words in line for _, box, _ in words]),
        hidden=hidden,
    )


def _sure_letters(page: Page) -> int:
    """Letters of the words that were recognised well: what noise in a photograph has hardly any of."""
    return sum(len(word.text) for word in page.words if word.confidence >= _SURE and plausible(word.text))


def _unread(page: pdfium.PdfPage, width: float, height: float, boxes: list[Box | None]) -> float:
    """The share of dark pixels that no word covers, on a coarse picture: about 600 pixels down."""
    bitmap = page.render(scale=min(2.0, 600.0 / height, 2000.0 / width), grayscale=True)
    ink = np.array(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width] < 140)
    bitmap.close()
    rows, columns = ink.shape
    border_y, border_x = rows // 25 + 1, columns // 25 + 1  # black margins of copies
    ink[:border_y], ink[-border_y:], ink[:, :border_x], ink[:, -border_x:] = False, False, False, False
    whole = int(ink.sum())
    for box in boxes:
        if box is not None:
            grown = box.padded(2.0).scaled(rows / height)
            ink[max(0, int(grown.y0)) : int(grown.y1) + 1, max(0, int(grown.x0)) : int(grown.x1) + 1] = False
    return float(ink.sum()) / whole if whole >= 30 else 0.0


def _is_broken(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or (ord(char) < 32 and char not in "\t\r\n\x02")


def _chars(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, width: float, height: float) -> Chars:
    """The page's characters in the file's order with their boxes on the upright page."""
    to_page = _page_map(page, width, height)
    count = raw.FPDFText_CountChars(textpage)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    refs = [ctypes.byref(v) for v in (left, right, bottom, top)]
    chars: Chars = []
    for index in range(count):
        code = raw.FPDFText_GetUnicode(textpage, index)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        char = _HYPHENS.get(char, _SPACES.get(char, char))
        box = None
        if char and not char.isspace() and raw.FPDFText_GetCharBox(textpage, index, *refs):
            box = to_page.box(left.value, bottom.value, right.value, top.value)
        if char:
            chars.append((char, box))
    return chars


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


def _blocks(chars: Chars, width: float, height: float) -> list[list[list[tuple[str, Box | None, float]]]]:
    """Words, lines and blocks: a new block where the next line is further away than lines are from each other."""
    lines = [line for line in _lines(chars, width, height) if line]
    blocks: list[list[list[tuple[str, Box | None, float]]]] = []
    last: Box | None = None
    for line in lines:
        boxes = [box for _, box, _ in line if box is not None]
        here = _around(boxes)
        if not blocks or last is None or here is None or _apart(last, here):
            blocks.append([])
        blocks[-1].append(line)
        last = here or last
    return blocks


def _apart(above: Box, below: Box) -> bool:
    gap = below.y0 - above.y1
    return gap > 0.9 * max(above.height, below.height, 6.0) or gap < -2.0 * max(above.height, 6.0)


def _around(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def _lines(chars: Chars, width: float, height: float) -> Iterator[list[tuple[str, Box | None, float]]]:
    line: list[tuple[str, Box | None, float]] = []
    word: list[tuple[str, Box | None]] = []

    def close() -> None:
        if word:
            boxes = [box for _, box in word if box is not None]
            around = _around(boxes)
            around = around.clipped(width, height) if around else None
            text = "".join(char for char, _ in word)
            if around is not None and not text.isspace():
                line.append((text, around, 1.0))
            word.clear()

    for char, box in chars:
        if char in "\r\n":
            close()
            if line:
                yield line
                line = []
        elif char.isspace():
            close()
        else:
            word.append((char, box))
    close()
    if line:
        yield line


def _pictures_and_hidden(page: pdfium.PdfPage, width: float, height: float) -> tuple[float, float]:
    """How much of the page pictures cover together, and the share of its text that is written and not shown.

    Scanners cut a page into strips: together they count. Text is not shown where its mode says so, or where a picture
    that covers a good part of the page is laid over it.
    """
    to_page = _page_map(page, width, height)
    cells = np.zeros((_CELLS, _CELLS), dtype=bool)
    texts: list[tuple[int, float, bool]] = []
    cover = -1
    for index, item in enumerate(page.get_objects(max_depth=3)):
        if index > 20_000:
            break
        if item.type not in {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT}:
            continue
        bounds = _bounds(item)
        box = to_page.box(*bounds) if bounds else None
        if box is None:
            continue
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            unseen = raw.FPDFTextObj_GetTextRenderMode(item) in {
                raw.FPDF_TEXTRENDERMODE_INVISIBLE,
                raw.FPDF_TEXTRENDERMODE_CLIP,
            }
            texts.append((index, max(box.width, box.height), unseen))
            continue
        shown = box.clipped(width, height)
        if shown is None:
            continue
        if shown.area > 0.5 * width * height:
            cover = index
        x0, x1 = (int(v / width * _CELLS + 0.5) for v in (shown.x0, shown.x1))
        y0, y1 = (int(v / height * _CELLS + 0.5) for v in (shown.y0, shown.y1))
        cells[y0:y1, x0:x1] = True
    whole = sum(size for _, size, _ in texts)
    hidden = sum(size for index, size, unseen in texts if unseen or index < cover)
    return float(cells.mean()), hidden / whole if whole > 0 else 0.0


def _bounds(item: Any) -> tuple[float, float, float, float] | None:
    try:
        x0, y0, x1, y1 = item.get_bounds()
    except pdfium.PdfiumError:
        return None
    return float(x0), float(y0), float(x1), float(y1)


def _refused(error: pdfium.PdfiumError) -> UnreadableError:
    text = str(error).lower()
    if "password" in text or "security" in text:
        return EncryptedFileError(
            "The PDF needs a password to be opened.", "Remove the password (print it to PDF) and send it again."
        )
    return TruncatedFileError(
        "The PDF is broken off or damaged.", "Open it elsewhere, save it again, or ask for it anew."
    )
