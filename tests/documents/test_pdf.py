"""PDF: own text, crops and turns, encryption, damage, and when own text is not believed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas

from tests.documents import made
from veedor.documents import Limits, page_image, read
from veedor.documents.errors import EncryptedFileError, LimitExceededError, TruncatedFileError, UnreadableError
from veedor.documents.pdf import PdfFile
from veedor.values.boxes import Box


def _first(path: Path) -> tuple[Box, str]:
    word = next(read(path).reading.pages[0].words)
    assert word.box is not None
    return word.box, word.text


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_reads_like_the_upright_one(tmp_path: Path, turned: int) -> None:
    """/Rotate changes how the file is written, and nothing of what is seen."""
    straight = read(made.pdf(tmp_path / "a.pdf")).reading.pages[0]
    page = read(made.pdf(tmp_path / "b.pdf", turned=turned)).reading.pages[0]
    assert (straight.text, straight.width, straight.height) == (page.text, page.width, page.height)
    for word, other in zip(straight.words, page.words, strict=True):
        assert word.box is not None
        assert other.box is not None
        assert pytest.approx(word.box.as_list(), abs=0.05) == other.box.as_list()


def test_boxes_count_from_the_corner_of_the_crop(tmp_path: Path) -> None:
    """What is cut away is not shown, and the origin is the corner that is."""
    box, text = _first(made.pdf(tmp_path / "a.pdf"))
    path = made.change(tmp_path / "a.pdf", lambda p: setattr(p.pages[0], "CropBox", [50, 100, 545, 800]))
    cropped, same = _first(path)
    assert text == same == made.FIRST
    assert pytest.approx([box.x0 - 50, box.y0 - 42, box.x1 - 50, box.y1 - 42], abs=0.05) == cropped.as_list()


def test_encryption(tmp_path: Path) -> None:
    """A password is asked for by a hint; an empty one opens the file."""
    for user, name in (("secret", "a.pdf"), ("", "b.pdf")):
        made.change(made.pdf(tmp_path / name), None, encryption=pikepdf.Encryption(owner="owner", user=user))
    with pytest.raises(EncryptedFileError) as caught:
        read(tmp_path / "a.pdf")
    assert caught.value.hint
    assert _first(tmp_path / "b.pdf")[1] == made.FIRST


def test_damage_and_limits(tmp_path: Path) -> None:
    """Half a file and too many pages are refused, with a sentence."""
    path = made.pdf(tmp_path / "a.pdf")
    (tmp_path / "half.pdf").write_bytes(path.read_bytes()[:600])
    with pytest.raises(TruncatedFileError):
        read(tmp_path / "half.pdf")
    made.change(path, lambda p: p.pages.append(p.pages[0]))
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_PAGES"):
        read(path, limits=replace(Limits(), pages=1))
    with pytest.raises(UnreadableError, match="no page 9"):
        page_image(path, 9)


def test_a_mixed_file_is_read_page_by_page(tmp_path: Path) -> None:
    """Own text, a scan and a blank page, each for itself; progress is told of each."""
    path = made.pdf(tmp_path / "a.pdf")
    made.scan_in_pdf(tmp_path / "scan.pdf", made.picture(tmp_path))
    with pikepdf.open(tmp_path / "scan.pdf") as scan:
        made.change(path, lambda p: (p.pages.extend(scan.pages), p.add_blank_page(page_size=(595, 842))))
    told: list[tuple[int, int]] = []
    pages = read(path, on_page=lambda number, total: told.append((number, total))).reading.pages
    assert [p.source for p in pages] == ["text", "ocr", "none"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert pages[0].quality > 0.95
    assert pages[1].quality > 0.8
    assert pages[2].quality == 0


def test_signatures_on_a_scan_do_not_stand_for_it(tmp_path: Path) -> None:
    """Digital signatures write good words on a scan; the scan is read all the same."""
    signed = ("Firmado digitalmente por la autoridad competente",) * 6
    page = read(made.scan_in_pdf(tmp_path / "a.pdf", made.picture(tmp_path), signed)).reading.pages[0]
    assert page.source == "ocr"
    assert "CLAUSULA PRIMERA" in page.text


GOOD = "El presente convenio tiene por objeto la seguridad del campamento minero"
POOR = "El prcsente convcnio ticne por objcto la seguridad del campamento minero"


def _layered(path: Path, image: Image.Image, lines: list[tuple[int, int, str]], *, mode: int, strips: int = 1) -> Path:
    """A scan in strips with text of the given mode on it (3 is hidden)."""
    page = canvas.Canvas(str(path), pagesize=(595, 842))
    for strip in range(strips):
        top, bottom = (image.height * n // strips for n in (strip, strip + 1))
        part = image.crop((0, top, image.width, bottom))
        page.drawImage(
            ImageReader(part), 0, 842 - 842 * bottom / image.height, 595, 842 * (bottom - top) / image.height
        )
    for x, y, line in lines:
        text = page.beginText(x, y)
        text.setTextRenderMode(mode)
        text.setFont("Helvetica", 14)
        text.textLine(line)
        page.drawText(text)
    page.save()
    return path


def _scan(tmp_path: Path, *lines: str) -> Image.Image:
    page = canvas.Canvas(str(tmp_path / "scan.pdf"), pagesize=(595, 842))
    page.setFont("Helvetica", 14)
    for number, line in enumerate(lines):
        page.drawString(60, 760 - 40 * number, line)
    page.save()
    return PdfFile(tmp_path / "scan.pdf", Limits()).picture(1, 200).convert("RGB")


def test_a_poor_layer_under_a_scan_gives_way(tmp_path: Path) -> None:
    """What another machine read is held against what we read; plausible words are not right words."""
    lines = [(60, 760 - 40 * n, POOR) for n in range(6)]
    page = read(_layered(tmp_path / "a.pdf", _scan(tmp_path, *[GOOD] * 6), lines, mode=3)).reading.pages[0]
    assert page.source == "ocr"
    assert page.text.replace("\n\n", "\n").splitlines() == [GOOD] * 6


def test_a_layer_gives_what_we_cannot_see(tmp_path: Path) -> None:
    """Where the picture has nothing for us, the layer's words stand, in their place and with less confidence."""
    image = _scan(tmp_path, GOOD, "", GOOD, GOOD, GOOD)
    lines = [(60, 760 - 40 * n, GOOD) for n in range(5)]
    page = read(_layered(tmp_path / "a.pdf", image, lines, mode=3)).reading.pages[0]
    assert page.text.replace("\n\n", "\n").splitlines() == [GOOD] * 5
    assert [0.7] * len(GOOD.split()) == [w.confidence for w in page.lines[1].words]


def test_shown_text_on_a_picture_of_paper_stands(tmp_path: Path) -> None:
    """A page designed over a background picture is no scan: its text is right to the letter."""
    lines = [(60, 760 - 40 * n, GOOD) for n in range(6)]
    path = _layered(tmp_path / "a.pdf", Image.new("RGB", (800, 1100), (245, 245, 235)), lines, mode=0)
    page = read(path).reading.pages[0]
    assert (page.source, page.quality) == ("text", 1)


def test_a_scan_in_strips_is_a_scan(tmp_path: Path) -> None:
    """Scanners cut pages into strips; a signature over them does not stand for them, and is not lost."""
    signature = [(60, 60, "Firmado digitalmente por la autoridad competente")]
    path = _layered(tmp_path / "a.pdf", _scan(tmp_path, *[GOOD] * 8), signature, mode=0, strips=12)
    text = read(path).reading.text
    assert text.count(GOOD) == 8
    assert "Firmado digitalmente por la autoridad competente" in text


def test_letters_drawn_as_shapes_are_recognised(tmp_path: Path) -> None:
    """Design programs turn letters to outlines: a page without text of its own need not be blank."""
    image = _scan(tmp_path, "CONVENIO MARCO").convert("L").resize((595, 842))
    page = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    dark = np.argwhere(np.asarray(image) < 140)
    for y, x in dark.tolist():
        page.rect(x, 841 - y, 1, 1, stroke=0, fill=1)
    page.save()
    assert read(tmp_path / "a.pdf").reading.text == "CONVENIO MARCO"


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_are_where_the_letters_are_printed(tmp_path: Path, turned: int) -> None:
    """Within a point of what the font says, however the file's page is turned."""
    path = made.pdf(tmp_path / "a.pdf", turned=turned)
    words = list(read(path).reading.pages[0].words)
    for number, line in enumerate(made.LINES):
        first = words[sum(len(before.split()) for before in made.LINES[:number])]
        assert first.box is not None
        width = stringWidth(line.split()[0], "Helvetica", 14)
        assert pytest.approx(72, abs=2) == first.box.x0
        assert pytest.approx(72 + width, abs=2) == first.box.x1
        assert pytest.approx(842 - 750 + number * 30, abs=1) == pytest.approx(first.box.y1, abs=4)


def test_odd_pages(tmp_path: Path) -> None:
    """No pages at all, a page as thin as a thread, one as long as a street, text off the page: no crash."""
    with pikepdf.new() as empty:
        empty.save(tmp_path / "none.pdf")
    with pytest.raises(TruncatedFileError):
        read(tmp_path / "none.pdf")
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    for size in ((1, 1), (3, 2000), (30, 14_400)):
        page.setPageSize(size)
        page.rect(0, 0, size[0] / 2, size[1] / 2, fill=1)
        page.showPage()
    page.setPageSize((595, 842))
    for number in range(20):
        page.drawString(700, 100 + 10 * number, "Texto que nadie puede ver en la pagina")
    page.drawString(60, 700, "Texto visible")
    page.showPage()
    page.save()
    pages = read(tmp_path / "a.pdf").reading.pages
    sizes = [(round(p.width), round(p.height)) for p in pages]
    assert sizes == [(1, 1), (3, 2000), (30, 14_400), (595, 842)]
    assert pages[3].text == "Texto visible"


def test_two_columns_keep_their_order(tmp_path: Path) -> None:
    """The order in which a file writes its columns is kept."""
    page = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    for x, name in ((60, "izquierda"), (320, "derecha")):
        for number in range(6):
            page.drawString(x, 760 - 16 * number, f"columna {name} fila {number}")
    page.save()
    said = read(tmp_path / "a.pdf").reading.text
    assert [f"columna {name} fila {n}" for name in ("izquierda", "derecha") for n in range(6)] == [
        line for line in said.splitlines() if line
    ]


def test_letters_without_a_meaning_are_recognised(tmp_path: Path) -> None:
    """Where the file's own letters mean nothing to anybody, the picture of them does."""
    path = made.pdf(tmp_path / "a.pdf")

    def scramble(pdf: pikepdf.Pdf) -> None:
        codes = "".join(f"<{n:02x}> <{0xE000 + n:04x}>\n" for n in range(32, 128))
        head = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
        cmap = f"{head}96 beginbfchar\n{codes}endbfchar endcmap end"
        for font in pdf.pages[0].Resources.Font.values():
            font.ToUnicode = pdf.make_stream(cmap.encode())

    page = read(made.change(path, scramble)).reading.pages[0]
    assert page.source == "ocr"
    assert page.text.startswith(made.FIRST)


def test_a_page_image_has_the_size_that_was_asked_for(tmp_path: Path) -> None:
    """Dots an inch times inches, upright as the file shows it, and turned when that is asked for."""
    path = made.pdf(tmp_path / "a.pdf", turned=90)
    assert made.shown(page_image(path, 1, 72)).size == (595, 842)
    assert made.shown(page_image(path, 1, 144)).size == (1190, 1684)
    assert made.shown(page_image(path, 1, 72, turned=270)).size == (842, 595)
