"""PDF: own text, crops and turns, encryption, damage, and when own text is not believed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from tests.documents import made
from veedor.documents import Limits, page_image, read
from veedor.documents.errors import EncryptedFileError, LimitExceededError, TruncatedFileError, UnreadableError
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
