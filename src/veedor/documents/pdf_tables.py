"""The ruled tables of a page with text of its own."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from veedor.documents.tree import Table
from veedor.values.boxes import Box

_DPI = 150
_LEAST_STROKES = 10
"""Strokes below which a page draws no table: five rules of two points each, in one path or in several."""
_LARGEST = 1500.0 * 1500.0
"""Square points above which no table is looked for on a page with text of its own: a plan, not a paper."""


def tables_drawn(page: pdfium.PdfPage, width: float, height: float) -> tuple[Table, ...]:
    """The ruled tables of a page, found on a coarse picture where the page draws lines at all."""
    if not _draws_lines(page) or width * height > _LARGEST:
        return ()
    from veedor.documents.tables import tables_of  # what looks at pictures takes its time to be loaded

    scale = _DPI / 72
    bitmap = page.render(scale=scale, grayscale=True)
    picture = np.array(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width], dtype=np.uint8)
    bitmap.close()

    def place(left: float, top: float, right: float, bottom: float) -> Box | None:
        if left >= right or top >= bottom:
            return None
        return Box(left / scale, top / scale, right / scale, bottom / scale).clipped(width, height)

    return tuple(made for table in tables_of(picture, _DPI) if (made := table.cells(place)))


def _draws_lines(page: pdfium.PdfPage) -> bool:
    """Whether the page draws enough paths to be a table's rules, alone or within a form."""
    strokes = 0
    for index in range(min(raw.FPDFPage_CountObjects(page), 20_000)):
        item = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(item)
        strokes += raw.FPDFPath_CountSegments(item) if kind == raw.FPDF_PAGEOBJ_PATH else 0
        if strokes >= _LEAST_STROKES or kind == raw.FPDF_PAGEOBJ_FORM:
            return True
    return False
