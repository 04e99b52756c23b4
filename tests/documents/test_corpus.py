"""Real scans: what was measured holds."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.conftest import SHARED
from veedor.documents import read

pytestmark = [pytest.mark.corpus, pytest.mark.slow]


def test_reading_error_of_the_transcribed_pages(tmp_path: Path) -> None:
    """OCRmyPDF errs on 9.9 % of the characters of these pages, the bare engine on 11.0 %."""
    spec = importlib.util.spec_from_file_location("reading_error", SHARED / "tools" / "reading_error.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    wrong = characters = 0.0
    readings: dict[str, list[str]] = {}
    for path in sorted((SHARED / "corpus" / "transcripts").glob("*-p*.txt")):
        stem, _, number = path.stem.rpartition("-p")
        if stem not in readings:
            reading = read(SHARED / "corpus" / "pdfs" / f"{stem}.pdf").reading
            readings[stem] = [page.text for page in reading.pages]
        result = tool.compare(path.read_text(), readings[stem][int(number) - 1])
        wrong += result["character_error"] * result["characters"]
        characters += result["characters"]
    assert wrong / characters < 0.06
