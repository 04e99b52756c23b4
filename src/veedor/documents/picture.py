"""Pictures of pages: PNG, JPEG, WebP, GIF, BMP; TIFF and HEIC with one page or many."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps

from veedor.documents.errors import LimitExceededError, TruncatedFileError, UnreadableError
from veedor.documents.limits import Limits
from veedor.documents.recognition import read_picture
from veedor.documents.tree import Page

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP")
_MANY = {"TIFF", "HEIF"}
"""Formats whose pictures are pages. In others they are the steps of a moving picture, or small copies of the first."""
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
"""What the library raises on damaged pictures."""
_PAPER = 8.27
"""Inches across of A4: what a picture that does not say its size is taken to be (11.69 where it lies)."""


class PictureFile:
    """One file of pictures, opened. `TruncatedFileError` or `LimitExceededError` when it cannot be used."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        Image.MAX_IMAGE_PIXELS = None  # the limit is checked below, with a sentence of our own
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._image = _opened(path, limits)
                frames = _frames(self._image, limits.pages + 1)
                self._count = frames if self._image.format in _MANY else 1
        except UnreadableError:
            raise
        except _DAMAGE as error:
            raise TruncatedFileError("The picture is broken off or damaged.", "Ask for the file again.") from error
        if self._count > limits.pages:
            self.close()
            raise LimitExceededError(f"The file has more than {limits.pages} pages.", "Raise VEEDOR_MAX_PAGES.")
        try:
            self._check_pixels()
        except LimitExceededError:
            self.close()
            raise
        notes = []
        if not self._stated_dpi():
            notes.append("The picture does not say its size; it was taken to be a page of A4.")
        if frames > 1 and self._image.format in {"GIF", "WEBP", "PNG"}:
            notes.append("The picture moves; only the first of its steps was read.")
        self.notes = tuple(notes)

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        """Let go of the file; a worker's end does as well."""
        self._image.close()

    def pages(self, numbers: Iterable[int] | None = None) -> Iterator[tuple[Page, tuple[str, ...]]]:
        """The pages of those numbers (all without), each with notes.

        The first that is damaged ends the file; a later one has a note.
        """
        for number in numbers or range(1, self._count + 1):
            try:
                picture, dpi = self._frame(number)
            except UnreadableError as error:
                if number == 1:
                    raise
                yield Page(number, 595.0, 842.0, "none", 0.0, ""), (f"Page {number} could not be read: {error}",)
                continue
            yield read_picture(np.asarray(picture, dtype=np.uint8), dpi, number), ()

    def picture(self, number: int, dpi: int) -> Image.Image:
        """Page `number` (from 1) as the file shows it, in colour, at about `dpi` dots an inch."""
        if not 1 <= number <= self._count:
            raise UnreadableError(f"The file has no page {number}.")
        frame, own = self._frame(number)
        if own <= dpi:
            return frame
        size = (max(1, round(frame.width * dpi / own)), max(1, round(frame.height * dpi / own)))
        return frame.resize(size, Image.Resampling.LANCZOS)

    def _frame(self, number: int) -> tuple[Image.Image, float]:
        """One page in colour, turned as its file says, and its dots an inch."""
        try:
            self._image.seek(number - 1)
            self._check_pixels()
            dpi = self._stated_dpi()
            frame: Image.Image = self._square()
            if frame.mode in {"RGBA", "LA", "P", "PA"}:
                laid = Image.new("RGBA", frame.size, "white")
                laid.alpha_composite(frame.convert("RGBA"))
                frame = laid
            if frame.mode.startswith(("I;16", "I", "F")):
                frame = _eight_bits(frame)
            colour = frame.convert("RGB")
        except UnreadableError:
            raise
        except _DAMAGE as error:
            raise TruncatedFileError("The picture is broken off or damaged.", "Ask for the file again.") from error
        across = _PAPER if colour.width <= colour.height else 11.69
        return colour, dpi or colour.width / across

    def _square(self) -> Image.Image:
        """The page with dots as far apart across as down (faxes have twice as many across), turned as its file says."""
        across, down = self._stated(0), self._stated(1)
        if self._image.getexif().get(ExifTags.Base.Orientation) in {5, 6, 7, 8}:
            across, down = down, across
        frame: Image.Image = ImageOps.exif_transpose(self._image) or self._image
        if 50 <= across <= 1200 and 50 <= down <= 1200 and not 0.9 < across / down < 1.1:
            dpi = max(across, down)
            size = (max(1, round(frame.width * dpi / across)), max(1, round(frame.height * dpi / down)))
            if size[0] * size[1] <= self._limits.pixels:
                frame = frame.convert("L" if frame.mode == "1" else frame.mode).resize(size)
        return frame

    def _stated(self, axis: int) -> float:
        stated = self._image.info.get("dpi")
        try:
            return float(stated[axis]) if stated else 0.0
        except (TypeError, ValueError, ZeroDivisionError, IndexError):
            return 0.0

    def _stated_dpi(self) -> float:
        """Dots an inch as the file states them; 0 where it states none, or none that paper can have."""
        dpi = max(self._stated(0), self._stated(1))
        # 72 and 96 are what cameras and screens write when they know nothing
        width = max(self._image.size) / dpi if dpi > 0 else 0.0
        return dpi if 100 <= dpi <= 2400 and width <= 60 else 0.0

    def _check_pixels(self) -> None:
        _check_size(*self._image.size, self._limits)


def _check_size(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise LimitExceededError(
            f"The picture is {width} by {height} pixels, and the limit is {limits.megapixels} million.",
            "Make it smaller, or raise VEEDOR_MAX_MEGAPIXELS.",
        )


def _opened(path: Path, limits: Limits) -> Image.Image:
    """The picture, opened and not decoded yet."""
    with path.open("rb") as file:
        head = file.read(30)
    if head[4:8] == b"ftyp":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        return Image.open(path, formats=("HEIF",))
    if head[8:12] == b"WEBP":
        _check_size(*_webp_size(head), limits)  # the library makes room for all of it when it opens the file
    return Image.open(path, formats=_FORMATS)


def _webp_size(head: bytes) -> tuple[int, int]:
    """Pixels across and down as the head of a WebP says (RFC 9649, 2.5 to 2.7); nought where it says nothing."""
    chunk, data = head[12:16], head[20:30]
    if chunk == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return width & 0x3FFF, height & 0x3FFF


def _frames(image: Image.Image, most: int) -> int:
    """How many pages there are, counted to `most`: the library's own count takes the square of them in time."""
    if not getattr(image, "is_animated", False):
        return 1
    count = 1
    try:
        while count < most:
            image.seek(count)
            count += 1
    except EOFError:
        pass
    image.seek(0)
    return count


def _eight_bits(frame: Image.Image) -> Image.Image:
    """Sixteen bits a pixel as eight: the library would cut everything above 255 to white."""
    values = np.asarray(frame, dtype=np.float64)
    top = 65535.0 if values.max(initial=0.0) > 255 else 255.0
    return Image.fromarray(np.clip(values * (255.0 / top), 0, 255).astype(np.uint8))
