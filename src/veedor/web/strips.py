"""Page pictures and strips: cut from the original, cached in the home, private numbers painted over.

A page is rendered by the documents' sandbox, never in this process. What comes back is a plain picture.
"""

from __future__ import annotations

import io
import os
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from veedor import countries
from veedor.documents import page_image
from veedor.documents.errors import UnreadableError
from veedor.intake.home import Home
from veedor.register.models import Claim, Page
from veedor.register.readings import page_tree
from veedor.values.boxes import Box, union

DPI = 130
"""Sharp enough to read small print on a telephone, light enough for a poor line."""
THUMBNAIL = 260
"""Pixels across of a page in a list: for 130 on a screen with fine dots."""
_MARGIN = 15.0
"""Points above and below the words: the neighbouring line stays whole, for context."""
_SIDE = 26.0
_MARK = (255, 214, 64)
_EDGE = (176, 106, 0)
_PAGE_LOCKS = tuple(threading.Lock() for _ in range(64))
_STRIP_LOCKS = tuple(threading.Lock() for _ in range(64))
"""One picture is made once, however many ask at a time. Two rows: who makes a strip waits for its page."""


class PictureError(Exception):
    """There is no picture; the text says why."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The part of a page that a strip shows (points), and its size in pixels."""

    area: Box

    @property
    def width(self) -> int:
        """Pixels across."""
        return round(self.area.width * DPI / 72)

    @property
    def height(self) -> int:
        """Pixels down."""
        return round(self.area.height * DPI / 72)


def strip_of(boxes: Sequence[Sequence[float]], width: float, height: float) -> Strip | None:
    """What to cut from a page of that size for those boxes: the lines with some air, at least three fifths across."""
    if not boxes:
        return None
    around = union(Box.from_list(box) for box in boxes)
    missing = max(0.0, 0.6 * width - around.width - 2 * _SIDE) / 2
    wide = Box(around.x0 - _SIDE - missing, around.y0 - _MARGIN, around.x1 + _SIDE + missing, around.y1 + _MARGIN)
    area = wide.clipped(width, height)
    return Strip(area) if area else None


def page_picture(page: Page) -> bytes:
    """The page as shown, in WebP, with private numbers painted over; `PictureError` when there is none."""
    document = page.reading.document
    if page.width <= 0:
        raise PictureError("this document has no pages of its own")
    cached = Home.from_env().derived / "pages" / document.sha256 / f"{page.reading_id}-{page.number}-{DPI}.webp"
    with _one_at_a_time(_PAGE_LOCKS, cached):
        if cached.is_file():
            return cached.read_bytes()
        original = Home.from_env().original(document.sha256)
        try:
            raw = page_image(
                original,
                page.number,
                dpi=DPI,
                turned=page.turned,
                name=document.name,
                passwords=Home.from_env().passwords(),
            )
        except (UnreadableError, OSError) as error:
            raise PictureError(str(error)) from error
        with Image.open(io.BytesIO(raw)) as opened:
            picture = opened.convert("RGB")
        _paint_over(picture, private_boxes(page), page)
        return _write(cached, picture)


def page_thumbnail(page: Page) -> bytes:
    """`page_picture` at `THUMBNAIL` pixels across; `PictureError` when there is none."""
    name = f"{page.reading_id}-{page.number}-{THUMBNAIL}px.webp"
    cached = Home.from_env().derived / "pages" / page.reading.document.sha256 / name
    with _one_at_a_time(_STRIP_LOCKS, cached):
        if cached.is_file():
            return cached.read_bytes()
        with Image.open(io.BytesIO(page_picture(page))) as opened:
            picture = opened.convert("RGB")
        height = max(1, round(picture.height * THUMBNAIL / picture.width))
        return _write(cached, picture.resize((THUMBNAIL, height)))


def claim_strip(claim: Claim) -> bytes:
    """The strip of paper that says the claim, with its boxes drawn, in WebP; `PictureError` when there is none."""
    assert claim.document is not None
    assert claim.page is not None
    name = f"{claim.uid}-{claim.reading_id}-{DPI}.webp"
    cached = Home.from_env().derived / "strips" / claim.uid[:2] / name
    with _one_at_a_time(_STRIP_LOCKS, cached):
        if cached.is_file():
            return cached.read_bytes()
        page = Page.objects.select_related("reading__document").get(reading=claim.reading, number=claim.page)
        strip = strip_of(claim.boxes, page.width, page.height)
        if strip is None:
            raise PictureError("the words have no place on the page")
        with Image.open(io.BytesIO(page_picture(page))) as opened:
            picture = opened.convert("RGB")
        scale = picture.width / page.width
        _mark(picture, claim.boxes, scale)
        area = strip.area.scaled(scale)
        cut = picture.crop((round(area.x0), round(area.y0), round(area.x1), round(area.y1)))
        return _write(cached, cut)


def private_boxes(page: Page) -> list[Box]:
    """The boxes of words that may not be shown in public: identity numbers, accounts."""
    tree = page_tree(page)
    spans = countries.get().private_spans(page.text)
    return [
        word.box
        for word in tree.words
        if word.box is not None and any(word.start < span.end and word.end > span.start for span in spans)
    ]


def _paint_over(picture: Image.Image, boxes: Sequence[Box], page: Page) -> None:
    scale = picture.width / page.width
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        area = box.padded(1.0).scaled(scale)
        draw.rectangle((area.x0, area.y0, area.x1, area.y1), fill=(0, 0, 0))


def _mark(picture: Image.Image, boxes: Sequence[Sequence[float]], scale: float) -> None:
    """Tint the words as a highlighter would and draw a line under them: told apart in black and white too."""
    tint = Image.new("RGB", picture.size, (255, 255, 255))
    draw = ImageDraw.Draw(tint)
    edges = ImageDraw.Draw(picture)
    for raw in boxes:
        area = Box.from_list(raw).padded(1.2).scaled(scale)
        draw.rectangle((area.x0, area.y0, area.x1, area.y1), fill=_MARK)
        edges.line((area.x0, area.y1, area.x1, area.y1), fill=_EDGE, width=max(2, round(scale)))
    picture.paste(ImageChops.multiply(picture, tint))


def _write(path: Path, picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=72, method=4)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(buffer.getvalue())
    Path(aside).rename(path)
    return buffer.getvalue()


def _one_at_a_time(locks: Sequence[threading.Lock], path: Path) -> threading.Lock:
    return locks[hash(path) % len(locks)]
