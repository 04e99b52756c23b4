"""The work of one run: documents are looked into, their pages handed out, stored as they come, and extracted.

    Task ──look──▶ members ─────────────────────────────────────────────────┐
              └──▶ pages ──hand out──▶ pool ──store──▶ draft ──extract──▶ Outcome

Pages are read in a pool (`veedor.intake.pool`); unpacking and extraction happen in threads. Only the thread that calls
`Works.run` touches the database, in short transactions.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from veedor import countries
from veedor.documents import (
    Head,
    Limits,
    PageResult,
    PageTask,
    Reading,
    assemble,
    identify,
    stop_all,
    took_too_long,
    unpack,
)
from veedor.documents.errors import LimitExceededError, ReaderFailedError, UnreadableError
from veedor.extraction import extract
from veedor.extraction.finding import Finding
from veedor.extraction.passages import Passage, passages
from veedor.intake import drafts
from veedor.intake.home import Home
from veedor.intake.originals import Kept, keep
from veedor.intake.pool import Pool
from veedor.intake.progress import Far, Progress
from veedor.intake.turns import Sheaf, Turns
from veedor.opinion import SecondOpinion
from veedor.register import models

logger = logging.getLogger(__name__)

_PAUSE = 5.0
"""Seconds after which the pool's slots are looked at again, though nothing has come back."""


@dataclass(frozen=True, slots=True)
class Task:
    """One document to be read: which, where its bytes stand, under which name the report speaks of it."""

    document: models.Document
    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading one document gave: its reading, findings and passages, its members, or why there is none of them.

    `draft` is the row that the reading's pages were stored under, `results` the pages as they are stored there.
    """

    mime: str = ""
    draft: models.Reading | None = None
    results: tuple[PageResult, ...] = ()
    reading: Reading | None = None
    findings: tuple[Finding, ...] = ()
    passages: tuple[Passage, ...] = ()
    opinion: str = ""
    """What came of asking for a second opinion, in words."""
    members: tuple[tuple[str, Kept | UnreadableError], ...] = ()
    error: UnreadableError | None = None


@dataclass(eq=False, kw_only=True)
class Work(Sheaf):
    """One document on its way, from the first look to the last page."""

    task: Task
    outcome: Outcome = Outcome()
    head: Head | None = None
    draft: models.Reading | None = None
    lost: dict[int, UnreadableError] = field(default_factory=dict)
    """Pages that could not be read. They are stored with the others at the end: a run that is killed tries again."""
    seconds: float = 0.0

    def fail(self, error: UnreadableError) -> None:
        """Give the document up; pages that are under way are waited for."""
        self.outcome = replace(self.outcome, error=self.outcome.error or error)
        self.waiting.clear()

    @property
    def finished(self) -> bool:
        """Whether nothing of it is to be read, now or later."""
        return self.done or (self.outcome.error is not None and not self.out)


class Works:
    """Works through documents. `store` is told of each, once, when all of it is known; it may add more."""

    def __init__(
        self,
        home: Home,
        limits: Limits,
        pool: Pool,
        batch: models.Batch,
        progress: Progress,
        store: Callable[[Task, Outcome], None],
        *,
        threads: int,
        passwords: tuple[str, ...] = (),
        opinion: SecondOpinion | None = None,
    ) -> None:
        self._home, self._limits, self._pool, self._batch = home, limits, pool, batch
        self._progress, self._store, self._count_threads = progress, store, threads
        self._passwords = passwords
        self._opinion = opinion
        self._far = Far()
        self._tasks: deque[Task] = deque()
        self._width = len(pool.slots())
        self._turns: Turns[Work] = Turns(most_begun=max(4, 2 * self._width))
        self._busy: set[Hashable] = set()
        self._reading: dict[Future[PageResult], tuple[Hashable, Work]] = {}
        self._doing: dict[Future[Any], Callable[[Any], None]] = {}
        self._looking = 0
        self._ready: deque[Work] = deque()
        self._extracting = False

    def add(self, task: Task) -> None:
        """One more document, at the end."""
        self._tasks.append(task)
        self._far.documents += 1
        self._far.unopened += 1

    def run(self) -> None:
        """Work until nothing is left. `PoolError` when nobody can read on; what was read until then is stored."""
        with (
            tempfile.TemporaryDirectory(dir=self._home.incoming) as scratch,
            ThreadPoolExecutor(self._count_threads) as threads,
        ):
            try:
                while self._tasks or self._turns or self._ready or self._doing or self._reading:
                    self._start(threads, Path(scratch))
                    self._hand_out()
                    self._collect()
                    self._progress.show(self._far)
            except BaseException:
                # a person stops the run, or the database fails: nobody waits for hours of reading that no one stores
                stop_all()
                raise

    # ------------------------------------------------------------------ handing out

    def _start(self, threads: ThreadPoolExecutor, scratch: Path) -> None:
        """Look into documents, a few before their turn; extract one, whose pages are all there."""
        unopened = sum(not work.opened for work in self._turns)
        while self._tasks and unopened + self._looking < 2 * max(1, self._width):
            work = Work(task=self._tasks.popleft())
            self._looking += 1
            self._doing[threads.submit(self._safely, self._look, work, scratch)] = partial(self._looked, work)
        if self._ready and not self._extracting:  # one at a time: all of its words are in memory
            work = self._ready.popleft()
            self._extracting = True
            stored = tuple(drafts.results_of(work.draft)) if work.draft else ()
            lost = tuple(PageResult(number, error=error) for number, error in work.lost.items())
            work.outcome = replace(work.outcome, draft=work.draft, results=stored + lost)
            self._doing[threads.submit(self._safely, self._extract, work, scratch)] = partial(self._extracted, work)

    def _hand_out(self) -> None:
        slots = self._pool.slots()
        self._width = len(slots)
        for slot in slots:
            if slot in self._busy or (given := self._turns.next(slot)) is None:
                continue
            work, number = given
            self._busy.add(slot)
            task = PageTask(work.task.path, work.task.document.name, number, self._limits, passwords=self._passwords)
            self._reading[self._pool.submit(slot, task)] = (slot, work)

    # ------------------------------------------------------------------ taking back

    def _collect(self) -> None:
        """Wait for something to come back, and see to all that has."""
        waited = [*self._reading, *self._doing]
        if not waited:
            time.sleep(0.2)  # a cluster without workers for a moment
        done, _ = wait(waited, timeout=_PAUSE, return_when=FIRST_COMPLETED)
        came = []
        gone: BaseException | None = None
        for future in done:
            if future in self._reading:
                slot, work = self._reading.pop(future)
                self._busy.discard(slot)
                gone = future.exception() or gone
                if not future.exception():
                    came.append((work, self._take(work, future.result())))
        if came:
            if gone is None:
                self._hand_out()  # nobody waits for the database
            self._store_pages(came)
        if gone is not None:
            raise gone
        for future in done:
            if future in self._doing:
                self._doing.pop(future)(future.result())
        for work, _ in came:
            self._end_if_finished(work)

    def _take(self, work: Work, result: PageResult) -> PageResult:
        """What one answer says of its document."""
        work.out -= 1
        work.seconds += result.seconds
        if result.head is not None and not work.opened:
            work.head = result.head
            work.open(range(1, result.head.total + 1))
            self._opened(work)
        elif result.number:
            self._far.pages += 1
            self._far.pages_left -= 1
        if result.error is not None:
            if result.whole or not work.opened:
                self._fail(work, result.error)
            else:
                work.lost[result.number] = result.error
        if work.seconds > self._limits.seconds:
            self._fail(work, took_too_long())
        return result

    def _opened(self, work: Work) -> None:
        self._far.unopened -= 1
        self._far.pages_left += len(work.waiting)

    def _fail(self, work: Work, error: UnreadableError) -> None:
        self._far.unopened -= not work.opened
        self._far.pages_left -= len(work.waiting)
        work.opened = True
        work.fail(error)

    def _store_pages(self, came: list[tuple[Work, PageResult]]) -> None:
        """All pages that came back at once, in one short transaction."""
        with transaction.atomic():
            stored = 0
            for work, result in came:
                if result.page is None:
                    continue
                if work.draft is None:
                    assert work.head is not None
                    work.draft = drafts.begin(work.task.document, work.head, result.sandbox)
                drafts.add(work.draft, result)
                stored += 1
            if stored:
                models.Batch.objects.filter(pk=self._batch.pk).update(pages=F("pages") + stored)

    def _end_if_finished(self, work: Work) -> None:
        if work in self._turns and work.finished:
            self._turns.drop(work)
            if work.outcome.error:
                self._end(work)
            else:
                self._ready.append(work)

    def _end(self, work: Work) -> None:
        self._store(work.task, work.outcome)
        work.outcome = Outcome()  # its words are stored: nobody keeps them in memory
        self._far.documents_done += 1

    # ------------------------------------------------------------------ in threads, without the database

    @staticmethod
    def _safely(step: Callable[..., Outcome], work: Work, *more: object) -> Outcome:
        """Do a step; whatever goes wrong in it is this document's error and no other's."""
        try:
            return step(work, *more)
        except UnreadableError as error:
            return replace(work.outcome, error=error)
        except Exception as fault:  # a fault of ours in one file may not stop the others
            logger.exception("reading %s failed", work.task.document.sha256)
            hint = "The log in the data folder says more; please report it."
            return replace(work.outcome, error=ReaderFailedError(f"Veedor itself failed: {fault!r}.", hint))

    def _look(self, work: Work, scratch: Path) -> Outcome:
        """What kind of file it is, and what lies inside it. A file that is nothing but its members has no pages."""
        task = work.task
        if not task.path.is_file():
            raise UnreadableError("Its original is missing from the data folder.", "Ingest the file again.")
        kind = identify(task.path, task.document.name, self._limits)
        work.outcome = replace(work.outcome, mime=kind.mime)
        if kind.holds_files:
            work.outcome = replace(work.outcome, members=tuple(self._members(task, scratch)))
        work.opened = not kind.has_text
        return work.outcome

    def _members(self, task: Task, scratch: Path) -> Iterator[tuple[str, Kept | UnreadableError]]:
        if task.document.depth >= self._limits.nesting:
            raise LimitExceededError(
                f"It lies {task.document.depth} containers deep, and the limit is {self._limits.nesting}.",
                "Unpack it by hand, or raise VEEDOR_MAX_NESTING.",
            )
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            for member in unpack(
                task.path, Path(folder), name=task.document.name, limits=self._limits, passwords=self._passwords
            ):
                if member.path is None:
                    yield member.name, member.error or UnreadableError("It could not be unpacked.")
                    continue
                try:
                    yield member.name, keep(member.path, self._home, self._limits.file_bytes)
                except UnreadableError as error:
                    yield member.name, error
                except OSError as error:
                    hint = "Check the space on the disk, then ingest the archive again with --retry."
                    yield member.name, UnreadableError(f"It cannot be kept: {error.strerror}.", hint)

    def _attached(self, task: Task, scratch: Path) -> Iterator[tuple[str, Kept | UnreadableError]]:
        """The files inside a document whose own pages were read: what is wrong with them costs these nothing."""
        try:
            yield from self._members(task, scratch)
        except UnreadableError as error:
            yield "…", error

    def _extract(self, work: Work, scratch: Path) -> Outcome:
        document = work.task.document
        assert work.head is not None
        if work.head.holds_files:
            work.outcome = replace(work.outcome, members=tuple(self._attached(work.task, scratch)))
        reading = assemble(document.name, document.sha256, work.head, work.outcome.results)
        findings = extract(reading, countries.get())
        parts = passages(reading, countries.get())
        outcome = replace(
            work.outcome, mime=reading.mime, reading=reading, findings=tuple(findings), passages=tuple(parts)
        )
        if self._opinion is None:
            return outcome
        opinion = self._opinion.of(reading, findings, countries.get())
        return replace(outcome, findings=tuple(opinion.findings), opinion=str(opinion))

    # ------------------------------------------------------------------ what the threads gave

    def _looked(self, work: Work, outcome: Outcome) -> None:
        self._looking -= 1
        work.outcome = outcome
        if outcome.error or work.opened:
            self._far.unopened -= 1
            self._end(work)
            return
        work.draft = drafts.left_over(work.task.document)
        if work.draft is not None:
            work.head = drafts.head_of(work.draft)
            done = drafts.numbers_in(work.draft)
            work.open(number for number in range(1, work.draft.total + 1) if number not in done)
            work.begun = True
            self._opened(work)
        self._turns.add(work)
        self._end_if_finished(work)

    def _extracted(self, work: Work, outcome: Outcome) -> None:
        self._extracting = False
        work.outcome = outcome
        self._end(work)
