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
from veedor.documents.geometry import Quarter
from veedor.documents.prepare import Picture

DEFAULT_LANGUAGES = "spa+que+eng"
"""The first is what pages are read in. The others are asked where a page looks like them, and Quechua's model for
single words too: Debian's Spanish model knows no degree sign and reads `N.°` as `N.*`, Quechua's knows it."""

AUTOMATIC = tesserocr.PSM.AUTO
"""Find columns and blocks."""
ONE_BLOCK = tesserocr.PSM.SINGLE_BLOCK
"""Take the page as one block: loses columns, but no line is taken for a picture because of a stamp on it."""

ONE_LINE = tesserocr.PSM.SINGLE_LINE
"""Take the picture as one line of text."""

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


def languages() -> tuple[str, ...]:
    """The languages that may be asked, the main one first: `VEEDOR_OCR_LANGUAGES`, parted by `+`."""
    asked = os.environ.get("VEEDOR_OCR_LANGUAGES") or DEFAULT_LANGUAGES
    return tuple(name for name in asked.split("+") if name) or ("spa",)


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


def recognise(picture: Picture, dpi: int, mode: int = AUTOMATIC, asked: str | None = None) -> list[Seen]:
    """The words of a grey picture of `dpi` dots an inch, in reading order.

    `asked` names the language or languages (`spa`, `que+spa`) where it is not the main one.
    """
    engine = _engine(asked or languages()[0])
    engine.SetPageSegMode(mode)
    engine.SetImage(Image.fromarray(picture))
    engine.SetSourceResolution(max(70, dpi))
    engine.Recognize()
    try:
        return list(_words(engine))
    finally:
        engine.Clear()


@cache
def _compass() -> tesserocr.PyTessBaseAPI | None:
    folder = _data_folder()
    if not (folder / "osd.traineddata").is_file():
        return None
    return tesserocr.PyTessBaseAPI(path=str(folder), lang="osd", psm=tesserocr.PSM.OSD_ONLY)


def standing(picture: Picture, dpi: int) -> tuple[Quarter, float] | None:
    """By how many degrees clockwise the letters of a grey picture have to be turned to stand upright, and how sure.

    Surer than 10 is hardly ever wrong, less than 3 a guess. None where there are too few letters, or no data for it.
    """
    compass = _compass()
    if compass is None:
        return None
    compass.SetImage(Image.fromarray(picture))
    compass.SetSourceResolution(max(70, dpi))
    try:
        found = compass.DetectOrientationScript()
    except RuntimeError:
        found = None
    finally:
        compass.Clear()
    if not found:
        return None
    # the engine says how far the letters were turned; they are turned back by the rest of the circle
    back: Quarter = -int(found["orient_deg"]) % 360  # type: ignore[assignment]
    return back, float(found["orient_conf"])


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
