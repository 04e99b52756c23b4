"""Pages in the database as they come: what a run leaves when it is cut short, and what the next one makes of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from tests.intake.folder import AGREEMENT
from veedor.documents import HEAD, Head, Limits, PageResult, PageTask
from veedor.documents.errors import ReaderFailedError, TruncatedFileError
from veedor.documents.kinds import identify
from veedor.documents.layout import arranged
from veedor.documents.tree import Page, build_page
from veedor.intake import drafts
from veedor.intake.collections import collection_for
from veedor.intake.home import Home
from veedor.intake.ingest import Ingest
from veedor.intake.pool import PoolError
from veedor.intake.progress import Far, far_told
from veedor.intake.report import Report
from veedor.intake.status import status_of
from veedor.intake.work import Outcome, Task
from veedor.register.models import Batch, Claim, Document, Passage, Reading
from veedor.register.models import Page as Row
from veedor.values.boxes import Box

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_engine]


def _page(name: str, number: int) -> Page:
    words = (AGREEMENT if name.startswith("convenio") else f"Carta {name}, hoja {number}.").splitlines()
    blocks = [[[(word, Box(1, 1, 9, 9), 1.0) for word in line.split()]] for line in words]
    return build_page(number, 100, 100, "ocr", 0.9, blocks)


class FakePool:
    """Reads at once; `totals` says how many pages a file of that name has, `deed` may answer in the place of a page."""

    def __init__(
        self, totals: dict[str, int], deed: Callable[[PageTask], PageResult | None] = lambda task: None, slots: int = 2
    ) -> None:
        self.totals, self.deed, self.count = totals, deed, slots
        self.asked: list[tuple[str, int]] = []
        self.closed = False

    def slots(self) -> Sequence[Hashable]:
        return range(self.count)

    def submit(self, slot: Hashable, task: PageTask) -> Future[PageResult]:
        self.asked.append((task.name, task.number))
        head = Head("application/pdf", paged=True, total=self.totals[task.name], notes=("A note on the file.",))
        page = _page(task.name, task.number) if task.number else None
        future: Future[PageResult] = Future()
        try:
            future.set_result(self.deed(task) or PageResult(task.number, head, page, (), sandbox="limits"))
        except PoolError as error:
            future.set_exception(error)
        return future

    def close(self) -> None:
        self.closed = True


def _run(monkeypatch: pytest.MonkeyPatch, pool: FakePool, *paths: Path, **options: Any) -> Report:
    # asked at once: what is seen here is the order of pages, not how long a process takes to start
    monkeypatch.setattr("veedor.intake.work.identify", lambda path, name, _: identify(path, name))
    monkeypatch.setattr(Ingest, "_pool", lambda self: pool)
    return Ingest(Home.from_env(), collection_for("main"), **options).run(paths)


def _files(folder: Path, totals: dict[str, int]) -> Path:
    folder.mkdir(exist_ok=True)
    for name in totals:
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def _cut_after(pages: int) -> Callable[[PageTask], PageResult | None]:
    """Nobody reads on after so many pages: as a kill, but in this process."""
    left = [pages]

    def deed(task: PageTask) -> PageResult | None:
        left[0] -= task.number != HEAD
        if left[0] < 0:
            raise PoolError("The cluster is gone.")
        return None

    return deed


@pytest.mark.parametrize("cut", [0, 1, 5, 9, 23])
def test_a_run_that_is_cut_short_is_gone_on_with(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    """Every page is read once, whenever the first run ended, and what is there in the end is whole."""
    totals = {"convenio.txt": 3, "grande.txt": 20, "carta.txt": 1}
    folder = _files(tmp_path / "f", totals)
    first, second = FakePool(totals, _cut_after(cut)), FakePool(totals)
    with pytest.raises(PoolError, match="gone"):
        _run(monkeypatch, first, folder)
    assert first.closed
    read = Row.objects.count()
    _run(monkeypatch, second, folder)
    asked = Counter(page for page in second.asked if page[1] != HEAD)
    assert sum(asked.values()) == 24 - read
    assert Row.objects.count() == 24
    assert sum(Batch.objects.values_list("pages", flat=True)) == 24
    assert {(r.current, r.complete, r.total, r.pages.count()) for r in Reading.objects.all()} == {
        (True, True, total, total) for total in totals.values()
    }
    assert set(Document.objects.values_list("state", flat=True)) == {"done"}
    assert Claim.objects.filter(field="doc_type").exists()


def test_a_draft_is_nowhere_to_be_seen(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a document is not counted, not found and not shown."""
    totals = {"convenio.txt": 20}
    with pytest.raises(PoolError):
        _run(monkeypatch, FakePool(totals, _cut_after(9)), _files(tmp_path / "f", totals))
    assert Row.objects.count() > 0
    assert status_of()["register"]["pages"] == 0
    assert status_of()["waiting"] == 1
    assert not Passage.objects.exists(), "what the search finds"
    assert not Document.objects.get().readings.filter(current=True).exists()


def test_an_earlier_reading_stays_in_use_until_the_new_one_is_whole(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document that is read again has its old reading until all pages of the new are there."""
    totals = {"convenio.txt": 20}
    folder = _files(tmp_path / "f", totals)
    _run(monkeypatch, FakePool(totals), folder)
    old = Reading.objects.get()
    Document.objects.update(state=Document.State.KEPT)
    with pytest.raises(PoolError):
        _run(monkeypatch, FakePool(totals, _cut_after(9)), folder)
    assert Reading.objects.get(current=True) == old
    _run(monkeypatch, FakePool(totals), folder)
    assert Reading.objects.get(current=True) != old
    assert Reading.objects.count() == 2


@pytest.mark.parametrize("how", ["version", "settings"])
def test_pages_of_two_versions_or_settings_make_no_reading(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """A draft that was begun otherwise is begun anew."""
    totals = {"grande.txt": 20}
    folder = _files(tmp_path / "f", totals)
    with pytest.raises(PoolError):
        _run(monkeypatch, FakePool(totals, _cut_after(9)), folder)
    if how == "version":
        Reading.objects.update(version="0.0.1")
    else:
        monkeypatch.setenv("VEEDOR_OCR_LANGUAGES", "que")
    pool = FakePool(totals)
    _run(monkeypatch, pool, folder)
    assert len([number for _, number in pool.asked if number]) == 20
    assert Reading.objects.count() == 1


def test_a_lost_page_is_an_empty_one_with_a_note(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are there; a run that was cut short tries the lost one again, for it was not stored."""
    totals = {"grande.txt": 5}
    lost = ReaderFailedError("The reader was killed.", "Try again.")

    def deed(task: PageTask) -> PageResult | None:
        return PageResult(2, error=lost) if task.number == 2 else None

    report = _run(monkeypatch, FakePool(totals, deed), _files(tmp_path / "f", totals))
    reading = Reading.objects.get()
    assert [row.source for row in reading.pages.all()] == ["ocr", "none", "ocr", "ocr", "ocr"]
    assert reading.pages.get(number=2).notes == ["Page 2 could not be read: The reader was killed. Try again."]
    assert reading.notes == ["A note on the file.", "Page 2 could not be read: The reader was killed. Try again."]
    assert "Page 2 could not be read" in report.lines[0].detail
    assert reading.sandbox == "limits"


@pytest.mark.parametrize("whole", [True, False])
def test_a_file_without_a_readable_page_is_unreadable(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """Whether the reader says it of the file or dies at each page; nothing half is left, and it can be tried again."""
    totals = {"grande.txt": 5}
    folder = _files(tmp_path / "f", totals)
    error = TruncatedFileError("Broken off.", "Ask.") if whole else ReaderFailedError("Killed.", "Try again.")

    def deed(task: PageTask) -> PageResult | None:
        return PageResult(task.number, error=error, whole=whole) if task.number else None

    report = _run(monkeypatch, FakePool(totals, deed), folder)
    assert report.lines[0].detail == str(error)
    assert (Document.objects.get().error_code, Reading.objects.count()) == (error.code, 0)
    assert not _run(monkeypatch, FakePool(totals), folder, retry=True).failed


def test_a_document_has_a_limit_on_time(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pages together; what was read is not read again once the limit is raised."""
    totals = {"grande.txt": 9, "carta.txt": 1}
    folder = _files(tmp_path / "f", totals)

    def deed(task: PageTask) -> PageResult | None:
        head = Head("application/pdf", paged=True, total=totals[task.name])
        page = _page(task.name, task.number) if task.number else None
        return PageResult(task.number, head, page, seconds=2.0 if task.name == "grande.txt" else 0.0)

    report = _run(monkeypatch, FakePool(totals, deed), folder, limits=Limits(seconds=10))
    assert {line.outcome for line in report.lines} == {"added", "unreadable"}
    assert "VEEDOR_MAX_SECONDS" in next(line.detail for line in report.lines if "grande" in line.path)
    read = Row.objects.count() - 1
    again = FakePool(totals, deed)
    _run(monkeypatch, again, folder, limits=Limits(seconds=1000), retry=True)
    assert len([number for _, number in again.asked if number]) == 9 - read
    assert not Reading.objects.filter(complete=False).exists()


def test_small_documents_end_before_a_long_one(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it comes first in the folder."""
    totals = {"a-grande.txt": 300, **{f"b{at}.txt": 2 for at in range(12)}}
    ended: list[str] = []
    real = Ingest._store

    def store(self: Ingest, task: Task, outcome: Outcome) -> None:
        ended.append(task.document.name)
        real(self, task, outcome)

    monkeypatch.setattr(Ingest, "_store", store)
    _run(monkeypatch, FakePool(totals), _files(tmp_path / "f", totals))
    assert ended[-1] == "a-grande.txt"


def test_pages_that_their_neighbours_change_are_stored_so(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found with all pages in sight goes into the rows that were stored when each stood alone."""
    from dataclasses import replace

    from veedor.intake import work

    def assemble(*args: Any) -> Any:
        reading = real(*args)
        lines = tuple(replace(line, role="header") for line in reading.pages[1].lines)
        return replace(reading, pages=(reading.pages[0], replace(reading.pages[1], lines=lines), *reading.pages[2:]))

    real = work.assemble
    monkeypatch.setattr(work, "assemble", assemble)
    totals = {"grande.txt": 3}
    _run(monkeypatch, FakePool(totals), _files(tmp_path / "f", totals))
    roles = [set(row.layout["roles"]) for row in Row.objects.order_by("number")]
    assert roles[1] == {"header"}


def test_a_stored_page_comes_back_as_it_was(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Extraction sees what was read, from the database."""
    totals = {"convenio.txt": 2}
    _run(monkeypatch, FakePool(totals), _files(tmp_path / "f", totals))
    stored = [result.page for result in drafts.results_of(Reading.objects.get())]
    assert stored == list(arranged([_page("convenio.txt", 1), _page("convenio.txt", 2)]))


def test_progress_counts_pages_and_documents(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the end all are done and none is left."""
    totals = {"convenio.txt": 2, "grande.txt": 20}

    class Watch:
        far = Far()

        def show(self, far: Far) -> None:
            assert min(far.unopened, far.pages_left, far.documents - far.documents_done) >= 0
            self.far = far

    watch = Watch()
    _run(monkeypatch, FakePool(totals), _files(tmp_path / "f", totals), progress=watch)
    assert watch.far == Far(documents=2, documents_done=2, unopened=0, pages=22, pages_left=0)


@pytest.mark.parametrize(
    ("far", "seconds", "says"),
    [
        (Far(3, 0, 3, 0, 0), 5.0, "0 of at least 0 pages, 0 of 3 documents"),
        (Far(3, 1, 0, 30, 60), 20.0, "30 of 90 pages, 1 of 3 documents; 1.5 pages a second, 40 s left"),
        (Far(4, 1, 2, 30, 70), 30.0, "30 of at least 100 pages, 1 of 4 documents; 1 pages a second, 3 min left"),
        (Far(1, 0, 0, 1, 35999), 1.0, "1 of 36000 pages, 0 of 1 documents; 1 pages a second, 10.0 h left"),
    ],
)
def test_progress_in_words(far: Far, seconds: float, says: str) -> None:
    """Pages, documents, the rate, and what is left by it."""
    assert far_told(far, seconds) == says


def test_a_pool_without_slots_is_waited_for(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster may have no worker for a moment."""
    totals = {"carta.txt": 1}
    pool = FakePool(totals, slots=0)
    began = time.monotonic()

    def slots() -> Sequence[Hashable]:
        return range(2) if time.monotonic() - began > 1 else ()

    monkeypatch.setattr(pool, "slots", slots)
    assert not _run(monkeypatch, pool, _files(tmp_path / "f", totals)).failed
