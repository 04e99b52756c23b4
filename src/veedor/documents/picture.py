"""Pictures of pages: PNG, JPEG, TIFF with one page or many."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from veedor.documents.errors import LimitExceededError, TruncatedFileError, UnreadableError
from veedor.documents.limits import Limits
from veedor.documents.recognition import read_picture
from veedor.documents.tree import Page

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
                self._image = Image.open(path)
                self._count = int(getattr(self._image, "n_frames", 1))
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError) as error:
            raise TruncatedFileError("The picture is broken off or damaged.", "Ask for the file again.") from error
        if self._count > limits.pages:
            raise LimitExceededError(
                f"The file has {self._count} pages, and the limit is {limits.pages}.", "Raise VEEDOR_MAX_PAGES."
            )
        self._check_pixels()
        stated = self._stated_dpi()
        self.notes = () if stated else ("The picture does not say its size; it was taken to be a page of A4.",)

    def __len__(self) -> int:
        return self._count

    def pages(self) -> Iterator[tuple[Page, tuple[str, ...]]]:
        """All pages in order, each with notes. The first that is damaged ends the file; a later one has a note."""
        for number in range(1, self._count + 1):
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
            frame = ImageOps.exif_transpose(self._image) or self._image
            if frame.mode in {"RGBA", "LA", "P", "PA"}:
                laid = Image.new("RGBA", frame.size, "white")
                laid.alpha_composite(frame.convert("RGBA"))
                frame = laid
            colour = frame.convert("RGB")
        except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError) as error:
            if isinstance(error, UnreadableError):
                raise
            raise TruncatedFileError("The picture is broken off or damaged.", "Ask for the file again.") from error
        across = _PAPER if colour.width <= colour.height else 11.69
        return colour, dpi or colour.width / across

    def _stated_dpi(self) -> float:
        """Dots an inch as the file states them; 0 where it states none, or none that paper can have."""
        stated = self._image.info.get("dpi")
        try:
            dpi = float(stated[0]) if stated else 0.0
        except (TypeError, ValueError, ZeroDivisionError, IndexError):
            return 0.0
        # 72 and 96 are what cameras and screens write when they know nothing
        width = max(self._image.size) / dpi if dpi > 0 else 0.0
        return dpi if 100 <= dpi <= 2400 and width <= 60 else 0.0

    def _check_pixels(self) -> None:
        width, height = self._image.size
        if width * height > self._limits.pixels:
            raise LimitExceededError(
                f"The picture is {width} by {height} pixels, and the limit is {self._limits.megapixels} million.",
                "Make it smaller, or raise VEEDOR_MAX_MEGAPIXELS.",
            )
