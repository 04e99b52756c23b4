"""What a worker says of a page may be the file speaking: it is believed only as far as it could be a page."""

from __future__ import annotations

import math
from typing import get_args

from veedor.documents.tree import PackedLines, Page, Source

_LARGEST = 1e9
"""Points; no sheet is three hundred kilometres wide."""


def check_page(page: Page) -> None:
    """`ValueError` for a page that cannot be one, or that a database could not take.

    Numbers are finite and in their bounds, names are known, the text can be written down. Boxes check themselves.
    """
    _whole(page.number, 1, 10**9)
    _whole(page.turned, 0, 270)
    for side in (page.width, page.height):
        _number(side, _LARGEST)
    _number(page.quality, 1.0)
    if page.turned % 90 or page.source not in get_args(Source):
        raise ValueError("no page is turned so, or has such words")
    if not isinstance(page.text, str) or "\x00" in page.text:
        raise ValueError("no text that can be kept")
    page.text.encode()  # half characters
    if isinstance(page.lines, PackedLines):  # checked as columns when they came: no object is made for a word here
        for sure in page.lines.confidence if isinstance(page.lines.confidence, list) else [page.lines.confidence]:
            _number(sure, 1.0)
        return
    for line in page.lines:
        if not line.words:
            raise ValueError("a line without words")
        for word in line.words:
            _number(word.confidence, 1.0)


def _number(said: object, most: float) -> None:
    if isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said) or not 0 <= said <= most:
        raise ValueError(f"{said!r} is no number from 0 to {most}")


def _whole(said: object, least: int, most: int) -> None:
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
        raise ValueError(f"{said!r} is no whole number from {least} to {most}")
