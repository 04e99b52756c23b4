"""Pictures and recognition: sizes, turns, damage, and boxes that sit on the words."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from tests.documents import made, made_hostile
from veedor.documents import Limits, page_image, read
from veedor.documents.errors import LimitExceededError, ReaderFailedError, TruncatedFileError, UnreadableError
from veedor.documents.picture import PictureFile
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
@pytest.mark.parametrize("turn", [90, 180])
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


def _small(text: str = "CONVENIO DE COOPERACION", mode: str = "RGB", dpi: int = 150) -> Image.Image:
    """A small piece of paper with one line of print."""
    image = Image.new("L", (4 * dpi, 2 * dpi), 255)
    font = ImageFont.truetype("DejaVuSans.ttf", dpi // 6)
    ImageDraw.Draw(image).text((dpi // 2, dpi), text, fill=0, font=font)
    return image.convert(mode)


def test_every_sort_of_pixel_is_read(tmp_path: Path) -> None:
    """Black and white, sixteen bits, ink instead of light, see-through: print is print, on white paper."""
    pages = [_small(mode=mode) for mode in ("1", "L", "RGB", "CMYK", "P", "F")]
    pages.append(Image.fromarray(np.asarray(_small(mode="L"), dtype=np.uint16) * 257))
    for mode in ("RGBA", "LA"):
        pages.append(_small(mode=mode))
        pages[-1].putalpha(ImageOps.invert(_small(mode="L")))
    path = tmp_path / "a.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(150, 150))
    assert ["CONVENIO DE COOPERACION"] * len(pages) == [page.text for page in read(path).reading.pages]
    file = PictureFile(path, Limits())
    for number in range(1, len(pages) + 1):
        dark, light = file.picture(number, 150).convert("L").getextrema()
        assert dark < 30
        assert light > 230
    file.close()


def test_a_fax_is_put_into_shape(tmp_path: Path) -> None:
    """Faxes have twice as many dots across as down: the page is as broad and high as the paper was."""
    image = _small(dpi=200)
    image.resize((image.width, image.height // 2)).save(tmp_path / "a.tif", dpi=(200, 100))
    page = read(tmp_path / "a.tif").reading.pages[0]
    assert pytest.approx((288, 144), abs=1) == (page.width, page.height)
    assert page.text == "CONVENIO DE COOPERACION"
    picture = made.shown(page_image(tmp_path / "a.tif", 1))
    assert pytest.approx(2, rel=0.02) == picture.width / picture.height
    assert _on_ink(picture, page) == 1


def test_the_small_copy_behind_a_photograph_is_no_page(tmp_path: Path) -> None:
    """Telephones put a preview into the file."""
    _small().save(tmp_path / "a.jpg", format="MPO", save_all=True, append_images=[_small("OTRO")], dpi=(150, 150))
    assert [p.text for p in read(tmp_path / "a.jpg").reading.pages] == ["CONVENIO DE COOPERACION"]


def test_the_second_page_is_shown(tmp_path: Path) -> None:
    """Page 2 is page 2, at the resolution that is asked for and never finer than the file; there is no page 3."""
    _small().save(tmp_path / "a.tif", save_all=True, append_images=[_small("OTRO").resize((300, 150))], dpi=(150, 150))
    assert made.shown(page_image(tmp_path / "a.tif", 2, dpi=300)).size == (300, 150)
    assert made.shown(page_image(tmp_path / "a.tif", 1, dpi=75)).size == (300, 150)
    with pytest.raises(UnreadableError, match="no page 3"):
        page_image(tmp_path / "a.tif", 3)
    with pytest.raises(UnreadableError, match="no page 0"):
        page_image(tmp_path / "a.tif", 0)


def test_a_grey_page_is_sent_grey(tmp_path: Path) -> None:
    """Three times the same value is sent once; colour stays colour."""
    _small().save(tmp_path / "a.png", dpi=(150, 150))
    made.stamped_and_skewed(_small(), 0).save(tmp_path / "b.png", dpi=(150, 150))
    assert made.shown(page_image(tmp_path / "a.png", 1)).mode == "L"
    assert made.shown(page_image(tmp_path / "b.png", 1)).mode == "RGB"


def test_a_picture_that_says_it_is_a_wall_is_refused_at_once(tmp_path: Path) -> None:
    """A few bytes that promise ten thousand million pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    (tmp_path / "a.png").write_bytes(data + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT")))
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_MEGAPIXELS"):
        read(tmp_path / "a.png")


def test_coloured_print_and_black_borders(tmp_path: Path) -> None:
    """A letterhead in blue is read though blue ink is faded out; the black margins of a copy are no words."""
    image = made.picture(tmp_path)
    pixels = np.array(image)
    pixels[: image.height // 8][pixels[: image.height // 8].max(axis=2) < 128] = (60, 60, 220)
    pixels[:, :40] = 0
    pixels[-40:] = 0
    Image.fromarray(pixels).save(tmp_path / "a.png", dpi=(200, 200))
    page = read(tmp_path / "a.png").reading.pages[0]
    assert page.text.startswith(made.LINES[0].split()[0])
    assert len(list(page.words)) == len(_truth(tmp_path))
    assert page.quality > 0.85


@pytest.mark.parametrize("tag", [0x0100, 0x0111])
def test_a_tiff_that_lacks_what_it_needs_is_damaged(tmp_path: Path, tag: int) -> None:
    """Without breadth, height or strips there is no picture, and the reader is not to blame."""
    path = tmp_path / "a.tif"
    _small().save(path)
    data = bytearray(path.read_bytes())
    directory = int.from_bytes(data[4:8], "little")
    for entry in range(int.from_bytes(data[directory : directory + 2], "little")):
        at = directory + 2 + 12 * entry
        if int.from_bytes(data[at : at + 2], "little") == tag:
            data[at : at + 2] = (0xFDE8).to_bytes(2, "little")
    path.write_bytes(data)
    with pytest.raises(TruncatedFileError):
        read(path)


def test_a_tiff_of_too_many_pages_is_refused_at_the_limit(tmp_path: Path) -> None:
    """Its pages are counted to the limit only: the library takes the square of their number in time."""
    path = tmp_path / "a.tif"
    path.write_bytes(made_hostile.tiff_without_end())
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_PAGES"):
        read(path, limits=replace(Limits(), pages=50))
