"""Tesseract behind a small face: a picture in, words in pixels out. The only module that knows the engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tesserocr
from PIL import Image

from veedor.documents.errors import ReaderFailedError
from veedor.documents.prepare import Picture

DEFAULT_LANGUAGES = "spa+eng"
"""English is asked beside Spanish: Debian's Spanish model knows no degree sign, and reads `N.°` as `N.*` alone."""

AUTOMATIC = tesserocr.PSM.AUTO
"""Find columns and blocks."""
ONE_BLOCK = tesserocr.PSM.SINGLE_BLOCK
"""Take the page as one block: loses columns, but no line is taken for a picture because of a stamp on it."""

_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One word as recognised: its box in pixels `(x0, y0, x1, y1)`, confidence 0 to 1, and what it begins."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    new_block: bool
    new_line: bool


def languages() -> str:
    """The languages that are asked for: `VEEDOR_OCR_LANGUAGES`, Spanish and English where it is not set."""
    return os.environ.get("VEEDOR_OCR_LANGUAGES") or DEFAULT_LANGUAGES


@cache
def _engine(asked: str) -> tesserocr.PyTessBaseAPI:
    folder = _data_folder()
    missing = [name for name in asked.split("+") if not (folder / f"{name}.traineddata").is_file()]
    if missing:
        packages = " ".join(f"tesseract-ocr-{name}" for name in missing)
        raise ReaderFailedError(
            f"Recognition lacks the data of: {', '.join(missing)}.", f"Install them: apt-get install {packages}"
        )
    return tesserocr.PyTessBaseAPI(path=str(folder), lang=asked, psm=AUTOMATIC)


def _data_folder() -> Path:
    named = os.environ.get("TESSDATA_PREFIX")
    for place in (named, f"{named}/tessdata") if named else _PLACES:
        if place and Path(place).is_dir():
            return Path(place)
    raise ReaderFailedError(
        "Recognition lacks its language data.",
        "Install it: apt-get install tesseract-ocr-spa tesseract-ocr-eng, or name its folder in TESSDATA_PREFIX.",
    )


def recognise(picture: Picture, dpi: int, mode: int = AUTOMATIC) -> list[Seen]:
    """The words of a grey picture of `dpi` dots an inch, in reading order."""
    engine = _engine(languages())
    engine.SetPageSegMode(mode)
    engine.SetImage(Image.fromarray(picture))
    engine.SetSourceResolution(max(70, dpi))
    engine.Recognize()
    try:
        return list(_words(engine))
    finally:
        engine.Clear()


def _words(engine: tesserocr.PyTessBaseAPI) -> Iterator[Seen]:
    level = tesserocr.RIL
    iterator = engine.GetIterator()
    if iterator is None:
        return
    for at in tesserocr.iterate_level(iterator, level.WORD):
        if at.Empty(level.WORD):
            continue
        text, box = at.GetUTF8Text(level.WORD), at.BoundingBox(level.WORD)
        if not text or not text.strip() or box is None:
            continue
        yield Seen(
            text=text.strip(),
            box=box,
            confidence=max(0.0, min(1.0, at.Confidence(level.WORD) / 100)),
            new_block=at.IsAtBeginningOf(level.PARA),
            new_line=at.IsAtBeginningOf(level.TEXTLINE),
        )
