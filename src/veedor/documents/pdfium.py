"""The few calls of pdfium that are made for each word or object of a page, without the price of typed pointers.

Handles and addresses of numbers are plain integers here. A call so costs a third of one through `pypdfium2.raw`, and
there are thousands a page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from pypdfium2 import raw

_int, _handle = ctypes.c_int, ctypes.c_void_p


def _bare(function: Any, result: Any, *kinds: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *kinds)(ctypes.cast(function, _handle).value or 0)


count_rects = _bare(raw.FPDFText_CountRects, _int, _handle, _int, _int)
get_rect = _bare(raw.FPDFText_GetRect, _int, _handle, _int, _handle, _handle, _handle, _handle)
get_loose_box = _bare(raw.FPDFText_GetLooseCharBox, _int, _handle, _int, _handle)
text_object = _bare(raw.FPDFText_GetTextObject, _handle, _handle, _int)

count_objects = _bare(raw.FPDFPage_CountObjects, _int, _handle)
get_object = _bare(raw.FPDFPage_GetObject, _handle, _handle, _int)
count_form_objects = _bare(raw.FPDFFormObj_CountObjects, _int, _handle)
get_form_object = _bare(raw.FPDFFormObj_GetObject, _handle, _handle, ctypes.c_ulong)
object_kind = _bare(raw.FPDFPageObj_GetType, _int, _handle)
set_active = _bare(raw.FPDFPageObj_SetIsActive, _int, _handle, _int)
fill_colour = _bare(raw.FPDFPageObj_GetFillColor, _int, _handle, _handle, _handle, _handle, _handle)
bounds = _bare(raw.FPDFPageObj_GetBounds, _int, _handle, _handle, _handle, _handle, _handle)
draw_mode = _bare(raw.FPDFPath_GetDrawMode, _int, _handle, _handle, _handle)
render_mode = _bare(raw.FPDFTextObj_GetTextRenderMode, _int, _handle)
font_of = _bare(raw.FPDFTextObj_GetFont, _handle, _handle)

clip_of = _bare(raw.FPDFPageObj_GetClipPath, _handle, _handle)
count_clips = _bare(raw.FPDFClipPath_CountPaths, _int, _handle)
count_segments = _bare(raw.FPDFClipPath_CountPathSegments, _int, _handle, _int)
get_segment = _bare(raw.FPDFClipPath_GetPathSegment, _handle, _handle, _int, _int)
segment_point = _bare(raw.FPDFPathSegment_GetPoint, _int, _handle, _handle, _handle)


def address(handle: Any) -> int:
    """The address behind one of pypdfium2's handles or helpers."""
    return int(ctypes.cast(getattr(handle, "raw", handle), _handle).value or 0)


def font_at(textpage: int, index: int) -> int:
    """The address of the font of a letter; 0 where it has none (a space that pdfium made up)."""
    item = text_object(textpage, index)
    return int(font_of(item) or 0) if item else 0
