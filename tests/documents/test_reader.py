"""A page is the unit: the process that reads it may die, and takes no other page with it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents import made
from veedor.documents import HEAD, Limits, PageTask, Slot, read, sandbox
from veedor.documents.errors import LimitExceededError, ReaderFailedError, TruncatedFileError

TOTAL = 5
FAKE = """
import json, os, sys, time
marker, read = {marker!r}, 0
print(json.dumps({{"head": {{"mime": "x/y", "paged": True, "total": {total}, "notes": ["odd"]}}}}), flush=True)
for line in sys.stdin:
    number = int(line)
    with open(marker, "a") as asked:
        asked.write(f"{{number}}\\n")
    {deed}
    read += 1
    word = f"page{{number}}"
    page = {{"number": number, "width": 10, "height": 10, "source": "text", "quality": 1, "text": word, "lines": [1],
            "words": [{{"text": word, "box": [1, 1, 2, 2], "confidence": 1}}]}}
    print(json.dumps({{"page": page, "notes": []}}), flush=True)
print('{{"done": true}}')
"""
DEEDS = {
    "crashes": ("os.abort()", "killed while it read"),
    "ends": ("sys.exit(0)", "without a word"),
    "hangs": ("time.sleep(60)", "VEEDOR_MAX_PAGE_SECONDS"),
    "runs out of memory": ("bytearray(10**11)", "without a word"),
    "talks nonsense": ("print('nonsense', flush=True); time.sleep(60)", "nonsense"),
    "says it failed": (
        'print(\'{"error": "limit", "message": "More memory.", "hint": "", "fault": true}\', flush=True)',
        "More memory.",
    ),
    "gives another page": ("number += 1", "nonsense"),
}


def _fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, deed: str, total: int = TOTAL) -> Path:
    """A worker that does the deed; gives the file in which it writes which pages it was asked."""
    marker = tmp_path / "asked"
    code = FAKE.format(marker=str(marker), total=total, deed=deed)
    monkeypatch.setattr(sandbox, "WORKER", ("-c", code))
    monkeypatch.setattr(sandbox, "mode", lambda: "limits")
    return marker


def _file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    return path


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("how", DEEDS)
def test_a_page_that_kills_its_process_is_the_only_one_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, workers: int
) -> None:
    """Its place is an empty page with a note that says why; all others are read."""
    deed, says = DEEDS[how]
    _fake(monkeypatch, tmp_path, f"if number == 3: {deed}")
    limits = replace(Limits(), seconds_per_page=1)
    reading = read(_file(tmp_path), limits=limits, workers=workers).reading
    assert [page.number for page in reading.pages] == [1, 2, 3, 4, 5]
    assert [page.text for page in reading.pages] == ["page1", "page2", "", "page4", "page5"]
    assert reading.pages[2].source == "none"
    assert reading.notes[0] == "odd"
    assert len(reading.notes) == 2
    assert reading.notes[1].startswith("Page 3 could not be read: ")
    assert says in reading.notes[1]


def test_what_earlier_pages_left_is_not_a_pages_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page at which a process died that had read others is read by a fresh one."""
    marker = _fake(monkeypatch, tmp_path, "if number == 3 and read: os.abort()")
    reading = read(_file(tmp_path)).reading
    assert "page3" in reading.text
    assert reading.notes == ("odd",)
    assert marker.read_text().split().count("3") == 2


def test_a_page_that_took_too_long_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take as long again."""
    marker = _fake(monkeypatch, tmp_path, "if number == 3: time.sleep(60)")
    read(_file(tmp_path), limits=replace(Limits(), seconds_per_page=1))
    assert marker.read_text().split().count("3") == 1


def test_where_every_page_is_lost_the_file_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five empty pages would look like a document that says nothing."""
    _fake(monkeypatch, tmp_path, "os.abort()")
    with pytest.raises(ReaderFailedError, match="killed"):
        read(_file(tmp_path))


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_wrong_with_the_whole_file_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """An error that a reader says of the file is not taken for one of a page."""
    said = 'print(\'{"error": "damaged", "message": "Broken off.", "hint": "Ask."}\', flush=True)'
    _fake(monkeypatch, tmp_path, f"if number == 2: {said}")
    with pytest.raises(TruncatedFileError, match="Broken off"):
        read(_file(tmp_path), workers=workers)


@pytest.mark.parametrize("workers", [1, 2])
def test_all_pages_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    """However many processes share them."""
    _fake(monkeypatch, tmp_path, "time.sleep(0.7)")
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_SECONDS"):
        read(_file(tmp_path), limits=replace(Limits(), seconds=2), workers=workers)


def test_several_processes_read_what_one_reads(tmp_path: Path) -> None:
    """The same pages in the same order, and everybody is told how far it is."""
    path = made.pdf(tmp_path / "a.pdf")
    made.change(path, lambda p: [p.pages.append(p.pages[0]) for _ in range(6)])
    told: list[tuple[int, int]] = []
    several = read(path, workers=3, on_page=lambda *far: told.append(far))
    assert several.reading == read(path).reading
    assert told == [(number, 7) for number in range(1, 8)]


def test_a_process_is_kept_for_the_pages_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a file costs as much as a page: it is done once, in whatever order the pages are asked."""
    marker = _fake(monkeypatch, tmp_path, "os.path.exists(marker)")
    slot, task = Slot(), PageTask(_file(tmp_path), "a.txt", HEAD, Limits())
    head = slot.read(task)
    assert head.head is not None
    assert (head.head.total, head.page) == (TOTAL, None)
    monkeypatch.setattr(sandbox, "WORKER", ("-c", "a second process would fail"))
    for number in (4, 1, 5):
        result = slot.read(replace(task, number=number))
        assert result.page is not None
        assert result.page.text == f"page{number}"
    assert marker.read_text().split() == ["4", "1", "5"]
    slot.finish()


def test_a_slot_that_is_stopped_gives_an_error_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops a run does not wait for the page that is being read, and no other process is started."""
    _fake(monkeypatch, tmp_path, "time.sleep(60)")
    slot, task = Slot(), PageTask(_file(tmp_path), "a.txt", 1, Limits())
    threading.Timer(0.5, slot.stop).start()
    began = time.monotonic()
    assert slot.read(task).error is not None
    assert slot.read(task).error is not None
    assert time.monotonic() - began < 20
    slot.close()


def test_settings_of_whoever_asks_go_with_the_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker on another machine reads in the languages that were asked for here."""
    monkeypatch.setenv("VEEDOR_OCR_LANGUAGES", "spa+que")
    task = PageTask(_file(tmp_path), "a.txt", 1, Limits())
    monkeypatch.setenv("VEEDOR_OCR_LANGUAGES", "eng")
    _fake(monkeypatch, tmp_path, "assert os.environ['VEEDOR_OCR_LANGUAGES'] == 'spa+que'")
    slot = Slot()
    assert slot.read(task).page is not None
    slot.close()
