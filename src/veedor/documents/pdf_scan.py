"""A PDF page of which the own text is not enough: its picture is recognised, and both readings are made into one."""

from __future__ import annotations

from dataclasses import replace

from veedor.documents.engine import Seen
from veedor.documents.merging import merged, sure_words
from veedor.documents.prepare import Picture
from veedor.documents.quality import page_quality, plausible
from veedor.documents.recognition import read_picture
from veedor.documents.tree import Page, build_page
from veedor.documents.trust import Own
from veedor.values.boxes import Box

_SURE = 0.8
_GOOD = 0.8
"""The quality from which our own recognition goes before a layer that somebody else's left under a scan."""
_LAYER, _DOUBTFUL = 0.7, 0.4
"""The confidence in words of such a layer, and in words that look like a wrong encoding: both say none of their own."""
_MOST_MERGED = 50_000
"""Letters above which two readings of a page are not merged: no page is so full, and it takes the square of them."""
_FINE = 100


def read_scan(own: Own, picture: Picture, dpi: float, number: int) -> Page:
    """Page `number` of its own text and of its picture as shown, `dpi` dots an inch."""
    read = read_picture(picture, dpi, number, (own.layer.width, own.layer.height))
    page = best(own, read, number)
    return replace(page, tables=read.tables, regions=read.regions) if page.turned == read.turned else page


def best(own: Own, read: Page, number: int) -> Page:
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
    covered = [p.parts.coverage for p in (page, other) if p.parts and p.parts.coverage is not None]
    return made.with_quality(page_quality(made.words, 1.0 - max(covered) if covered else None))


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
