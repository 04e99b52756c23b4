"""Pictures and recognition: sizes, turns, damage, and boxes that sit on the words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.documents import made
from veedor.documents import Limits, page_image, read
from veedor.documents.errors import LimitExceededError, ReaderFailedError, TruncatedFileError
from veedor.documents.tree import Page
from veedor.values.boxes import Box

UPRIGHT = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def _boxes(page: Page) -> dict[str, Box]:
    """Words that stand once on the page, with their boxes."""
    words = list(page.words)
    texts = [w.text for w in words]
    return {w.text: w.box for w in words if w.box is not None and texts.count(w.text) == 1}


def _truth(tmp_path: Path) -> list[tuple[str, Box]]:
    page = read(made.pdf(tmp_path / "truth.pdf")).reading.pages[0]
    return [(w.text, w.box) for w in page.words if w.box is not None]


def _on_ink(image: Image.Image, page: Page) -> float:
    """The share of words whose box, on the page as shown, holds ink: wrong boxes lie on paper."""
    grey = image.convert("L")
    factor = grey.width / page.width
    inked = [
        min(grey.crop([round(v * factor) for v in w.box.as_list()]).getextrema()) < 128
        for w in page.words
        if w.box is not None and w.box.width * factor >= 2 and w.box.height * factor >= 2
    ]
    return sum(inked) / len(inked)


@pytest.mark.parametrize("degrees", [0.0, 2.0])
def test_boxes_sit_on_the_words(tmp_path: Path, degrees: float) -> None:
    """Also under a coloured stamp and on a page that lies askew, each recognised word is where it was printed."""
    image = made.stamped_and_skewed(made.picture(tmp_path), degrees) if degrees else made.picture(tmp_path)
    image.save(tmp_path / "a.png", dpi=(200, 200))
    page = read(tmp_path / "a.png").reading.pages[0]
    assert pytest.approx((595, 842), abs=0.5) == (page.width, page.height)
    truth = _truth(tmp_path)
    found = list(page.words)
    assert len(found) >= 0.93 * len(truth)
    if degrees:
        assert _on_ink(made.shown(page_image(tmp_path / "a.png", 1)), page) > 0.99
        return
    for (text, box), word in zip(truth, found, strict=True):
        assert text.lower() == word.text.lower().translate(str.maketrans("áéíóú", "aeiou"))
        assert word.box is not None
        assert pytest.approx(box.as_list(), abs=2.0) == word.box.as_list()


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_head(tmp_path: Path, turn: int) -> None:
    """It is read, and its boxes lie where the page, as `page_image` shows it, has the words."""
    path = tmp_path / "a.png"
    made.picture(tmp_path).transpose(UPRIGHT[turn]).save(path, dpi=(200, 200))
    page = read(path).reading.pages[0]
    assert "CLAUSULA PRIMERA" in page.text
    picture = made.shown(page_image(path, 1, turned=page.turned))
    assert pytest.approx(picture.width / picture.height, rel=0.01) == page.width / page.height
    assert _on_ink(picture, page) > 0.99


def test_exif_is_obeyed(tmp_path: Path) -> None:
    """A telephone writes how it was held; what is shown and what is read agree."""
    exif = Image.Exif()
    exif[0x0112] = 6
    made.picture(tmp_path).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.jpg", exif=exif, dpi=(200, 200))
    page = read(tmp_path / "a.jpg").reading.pages[0]
    picture = made.shown(page_image(tmp_path / "a.jpg", 1))
    assert page.height > page.width
    assert picture.height > picture.width
    assert _on_ink(picture, page) > 0.99


def test_a_picture_without_a_size_is_a4_and_says_so(tmp_path: Path) -> None:
    """Nobody knows better; the reading has a note."""
    made.picture(tmp_path).save(tmp_path / "a.jpg")
    reading = read(tmp_path / "a.jpg").reading
    assert pytest.approx(595, abs=1) == reading.pages[0].width
    assert any("A4" in note for note in reading.notes)


def test_a_tiff_has_many_pages(tmp_path: Path) -> None:
    """Faxes and scanners write one file of many pages."""
    one = made.picture(tmp_path).convert("1")
    one.save(tmp_path / "a.tif", save_all=True, append_images=[one], dpi=(200, 200), compression="group4")
    assert [p.source for p in read(tmp_path / "a.tif").reading.pages] == ["ocr", "ocr"]


def test_a_blank_page_is_blank_and_not_turned(tmp_path: Path) -> None:
    """Nothing readable is quality 0; the page keeps its shape."""
    Image.new("L", (1654, 2339), 255).save(tmp_path / "a.png", dpi=(200, 200))
    page = read(tmp_path / "a.png").reading.pages[0]
    assert (page.source, page.quality, page.turned) == ("none", 0, 0)
    assert page.height > page.width


@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_half_a_picture_is_refused(tmp_path: Path, kind: str) -> None:
    """Half a page might lack the half that matters."""
    made.picture(tmp_path).save(tmp_path / f"a.{kind}")
    data = (tmp_path / f"a.{kind}").read_bytes()
    (tmp_path / f"a.{kind}").write_bytes(data[: len(data) // 3])
    with pytest.raises(TruncatedFileError):
        read(tmp_path / f"a.{kind}")


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    """A small file may say that it is a wall."""
    Image.new("1", (2000, 2000), 1).save(tmp_path / "a.png")
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_MEGAPIXELS"):
        read(tmp_path / "a.png", limits=replace(Limits(), megapixels=1))


def test_a_missing_language_names_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever installs Veedor is told what to install."""
    monkeypatch.setenv("VEEDOR_OCR_LANGUAGES", "spa+xyz")
    made.picture(tmp_path).save(tmp_path / "a.png", dpi=(200, 200))
    with pytest.raises(ReaderFailedError, match="tesseract-ocr-xyz"):
        read(tmp_path / "a.png")
