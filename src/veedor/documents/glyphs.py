"""Whether a printed letter looks like the letter that a file says it is.

A file's text is a claim: nothing keeps a font from drawing a 3 and calling it an 8. Here the picture of one letter is
held against the same and all other letters of a few common typefaces. That is no recognition: it only says whether the
claim can be true, at a thousandth of its price. Where it says no or does not know, recognition has to look.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Literal

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image
from pypdfium2 import raw

Grey = NDArray[np.uint8]
Shape = NDArray[np.float32]
Verdict = Literal["yes", "no", "unsure"]

KNOWN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The letters that can be told. Accents are not: they are a few dots."""
_TYPEFACES = (
    "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-Italic", "Courier",
    "Courier-Bold",
)  # fmt: skip
_ALIKE = ("cC", "oO0Q", "sS", "vV", "wW", "xX", "zZ", "uU", "pP", "kK", "yY", "l1I", "ij", "mM", "tf", "nr", "jJ")
"""Letters that some typeface draws alike, once their height is out of sight."""
_GRID = 16
_LEAST = 6
"""Pixels: smaller letters cannot be told."""
_INK = 96
_CELL = 40


def _groups() -> dict[str, frozenset[str]]:
    return {char: frozenset(char).union(*(group for group in _ALIKE if char in group)) for char in KNOWN}


ALIKE = _groups()
"""For each letter those that count as the same."""


def shape(picture: Grey) -> Shape | None:
    """What is compared of a letter (dark on light): its ink on a small grid, how broad it is; None if too small."""
    ink = picture < 255 - _INK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) < 1 or max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1 < _LEAST:
        return None
    cut = 255 - picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    small = np.asarray(Image.fromarray(cut).resize((_GRID, _GRID), Image.Resampling.BOX), dtype=np.float32).ravel()
    small = small - small.mean()
    length = float(np.sqrt(small @ small))
    broad = np.log(cut.shape[1] / cut.shape[0])
    return np.append(small / length if length > 1 else small * 0, np.float32(broad)).astype(np.float32)


@cache
def _models() -> tuple[str, Shape]:
    """The letters of the typefaces that pdfium brings along: which letter each row is of, and the rows."""
    document = pdfium.PdfDocument.new()
    page = document.new_page(_CELL * len(KNOWN), _CELL * len(_TYPEFACES))
    for row, face in enumerate(_TYPEFACES):
        for column, char in enumerate(KNOWN):
            item = raw.FPDFPageObj_NewTextObj(document, face.encode(), 24.0)
            buffer = (ctypes.c_ushort * 2)(ord(char), 0)
            raw.FPDFText_SetText(item, buffer)
            raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, _CELL * column + 8, _CELL * row + 10)
            raw.FPDFPage_InsertObject(page, item)
    bitmap = page.render(scale=1.0, grayscale=True)
    pixels = np.array(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width], dtype=np.uint8)
    bitmap.close()
    page.close()
    document.close()
    names, rows = [], []
    for row in range(len(_TYPEFACES)):
        top = _CELL * (len(_TYPEFACES) - 1 - row)
        for column, char in enumerate(KNOWN):
            made = shape(pixels[top : top + _CELL, _CELL * column : _CELL * (column + 1)])
            if made is not None:
                names.append(char)
                rows.append(made)
    return "".join(names), np.stack(rows)


def looks_like(picture: Grey, char: str) -> Verdict:
    """Whether the picture of one letter can be `char`, one of `KNOWN`."""
    made = shape(picture)
    if made is None:
        return "unsure"
    _, rows = _models()
    same, handicap = _rivals(char)
    alike = rows[:, :-1] @ made[:-1] - 0.25 * np.abs(rows[:, -1] - made[-1]) - handicap
    return verdict(float(alike[same].max()), float(alike[~same].max()))


@cache
def _rivals(char: str) -> tuple[NDArray[np.bool_], Shape]:
    """Which of the models count as the letter, and what the others have to be better by."""
    names, _ = _models()
    same = np.array([name in ALIKE[char] for name in names])
    # a B is more like an 8 than many an 8, but nobody passes digits off as letters
    handicap = np.array([0.1 * (char.isdigit() and not name.isdigit()) for name in names], np.float32)
    return same, np.where(same, np.float32(0), handicap)


def verdict(own: float, other: float) -> Verdict:
    """What to make of how like the letter it is, and how like the likest other one (1 is the same picture)."""
    if own >= other - 0.01 and own > 0.4:
        return "yes"
    return "no" if other - own > 0.1 else "unsure"
