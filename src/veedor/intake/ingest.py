"""The road from files to proposed claims.

Three steps a document, each one transaction, each safe to repeat:

    file ──keep──▶ original + Document(kept) + Origin ──read, extract──▶ Reading, Pages, Claims, Document(done)
                                                     └─unpack──▶ members, kept in turn

A run that is killed leaves documents in the state `kept`; the next run, whatever it is given, finishes them first.
Reading happens in sandboxed subprocesses, several at once; only this process, in one thread, writes the database.
"""

from __future__ import annotations

import concurrent.futures
import logging
import os
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from django.db import transaction
from django.utils import timezone

import veedor
from veedor import countries
from veedor.documents import Limits, Reading, identify, read, stop_all, unpack
from veedor.documents.errors import LimitExceededError, ReaderFailedError, UnreadableError
from veedor.documents.tree import page_to_json
from veedor.extraction import extract
from veedor.extraction.finding import Finding
from veedor.intake.gather import gather
from veedor.intake.home import Home
from veedor.intake.originals import Kept, keep, sweep
from veedor.intake.report import Line, Report, printable
from veedor.register import models
from veedor.register.claims import propose
from veedor.values.folding import fold

_MOST_NOTES = 5
"""Notes of one reading in its line of the report: a damaged file of a thousand pages has one for each."""

logger = logging.getLogger(__name__)


class Progress(Protocol):
    """Whoever shows how far the run is. All numbers are of documents."""

    def total(self, documents: int) -> None:
        """So many documents are to be read in all, as far as is known."""

    def done(self, name: str) -> None:
        """One more document is finished."""


class Silent:
    """Progress that nobody watches."""

    def total(self, documents: int) -> None:
        """Say nothing."""

    def done(self, name: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Task:
    """One document to be read: which, where its bytes stand, under which name the report speaks of it."""

    document: models.Document
    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading one document gave: its reading and findings, its members, or why there is neither."""

    mime: str = ""
    sandbox: str = ""
    reading: Reading | None = None
    findings: tuple[Finding, ...] = ()
    members: tuple[tuple[str, Kept | UnreadableError], ...] = ()
    error: UnreadableError | None = None


class Ingest:
    """One run over some paths into one collection."""

    def __init__(
        self,
        home: Home,
        collection: models.Collection,
        *,
        limits: Limits | None = None,
        progress: Progress | None = None,
        retry: bool = False,
        workers: int | None = None,
    ) -> None:
        self.home = home
        self.collection = collection
        self.limits = limits or Limits.from_env()
        self.progress = progress or Silent()
        self.retry = retry
        self.workers = workers or os.cpu_count() or 1
        self.report = Report()
        self._tasks: deque[Task] = deque()
        self._queued: set[int] = set()
        self._total = 0

    def run(self, paths: Sequence[Path]) -> Report:
        """Take in the files behind `paths`; gives a line for each. `HomeError` when another run holds the home."""
        with self.home.locked():
            sweep(self.home)
            batch = models.Batch.objects.create(collection=self.collection, version=veedor.__version__)
            for named in gather(paths):
                if named.problem:
                    self._say(str(named.path), "unreadable", named.problem)
                else:
                    self._take_file(named.path)
            self._take_left_over()
            self._work()
            self._close(batch)
        return self.report

    # ------------------------------------------------------------------ taking in

    def _take_file(self, path: Path) -> None:
        try:
            kept = keep(path, self.home, self.limits.file_bytes)
        except UnreadableError as error:
            self._say(str(path), "unreadable", str(error))
        except OSError as error:
            self._say(str(path), "unreadable", f"It cannot be read or kept: {error.strerror}. Check rights and space.")
        else:
            self._take(kept, name=path.name, origin=str(path.resolve()), shown=str(path), container="", depth=0)

    def _take(self, kept: Kept, *, name: str, origin: str, shown: str, container: str, depth: int) -> None:
        name, origin = printable(name), printable(origin)
        with transaction.atomic():
            document, new = models.Document.objects.get_or_create(
                sha256=kept.sha256,
                defaults={"collection": self.collection, "name": name[-500:], "size": kept.size, "depth": depth},
            )
            models.Origin.objects.get_or_create(document=document, container_sha256=container, path=origin)
            if self.retry and document.state == models.Document.State.FAILED:
                document.state = models.Document.State.KEPT
                document.save(update_fields=["state"])
        if document.state == models.Document.State.KEPT:
            if document.pk in self._queued:
                self._say(shown, "known", "the same bytes came twice in this run")
            else:
                self._queue(Task(document, kept.path, shown))
        elif document.state == models.Document.State.FAILED:
            self._say(shown, "unreadable", f"{document.error} Already tried; --retry tries again.")
        else:
            elsewhere = (
                f"in the collection {document.collection.slug}"
                if not new and (document.collection_id != self.collection.pk)
                else ""
            )
            self._say(shown, "known", elsewhere)
            if container == "":
                self._say_members(document, shown)

    def _say_members(self, container: models.Document, shown: str) -> None:
        """A known container: a line for each thing known to be in it, so that a second report is as full."""
        for name, wrong in container.member_errors:
            self._say(f"{shown}!{name}", "unreadable", wrong)
        inside = models.Origin.objects.filter(container_sha256=container.sha256).select_related("document")
        for origin in inside.order_by("path"):
            member, name = origin.document, f"{shown}!{origin.path}"
            if member.state == models.Document.State.FAILED:
                self._say(name, "unreadable", f"{member.error} Already tried; --retry tries again.")
            elif member.state == models.Document.State.DONE:
                self._say(name, "known")
                self._say_members(member, name)

    def _take_left_over(self) -> None:
        """Documents that an earlier run kept and did not live to read."""
        left = models.Document.objects.filter(state=models.Document.State.KEPT).exclude(pk__in=self._queued)
        for document in left.order_by("pk"):
            path = self.home.original(document.sha256)
            self._queue(Task(document, path, f"{document.name} (left over from an earlier run)"))

    def _queue(self, task: Task) -> None:
        self._queued.add(task.document.pk)
        self._tasks.append(task)
        self._total += 1
        self.progress.total(self._total)

    # ------------------------------------------------------------------ reading

    def _work(self) -> None:
        """Read what is queued, `workers` at a time; members of containers join the queue as they appear."""
        with (
            tempfile.TemporaryDirectory(dir=self.home.incoming) as scratch,
            concurrent.futures.ThreadPoolExecutor(self.workers) as pool,
        ):
            try:
                self._drain(pool, Path(scratch))
            except BaseException:
                # a person stops the run, or the database fails: nobody waits for hours of reading that no one stores
                stop_all()
                raise

    def _drain(self, pool: concurrent.futures.Executor, scratch: Path) -> None:
        running: dict[concurrent.futures.Future[Outcome], Task] = {}
        while self._tasks or running:
            while self._tasks and len(running) < self.workers:
                task = self._tasks.popleft()
                running[pool.submit(self._examine, task, scratch)] = task
            finished, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in finished:
                task = running.pop(future)
                self._store(task, future.result())
                self.progress.done(task.shown)

    def _examine(self, task: Task, scratch: Path) -> Outcome:
        """Everything that needs the bytes. Runs in a thread: touches no database."""
        outcome = Outcome()
        try:
            if not task.path.is_file():
                raise UnreadableError("Its original is missing from the data folder.", "Ingest the file again.")
            kind = identify(task.path, task.document.name, self.limits)
            outcome = replace(outcome, mime=kind.mime)
            if kind.family in {"archive", "mail"}:
                outcome = replace(outcome, members=tuple(self._members(task, scratch)))
            if kind.family != "archive":
                result = read(task.path, name=task.document.name, limits=self.limits)
                findings = extract(result.reading, countries.get())
                outcome = replace(outcome, sandbox=result.sandbox, reading=result.reading, findings=tuple(findings))
        except UnreadableError as error:
            return replace(outcome, error=error)
        except Exception as fault:  # a fault of ours in one file may not stop the others
            logger.exception("reading %s failed", task.document.sha256)
            hint = "The log in the data folder says more; please report it."
            return replace(outcome, error=ReaderFailedError(f"Veedor itself failed: {fault!r}.", hint))
        return outcome

    def _members(self, task: Task, scratch: Path) -> Iterator[tuple[str, Kept | UnreadableError]]:
        if task.document.depth >= self.limits.nesting:
            raise LimitExceededError(
                f"It lies {task.document.depth} containers deep, and the limit is {self.limits.nesting}.",
                "Unpack it by hand, or raise VEEDOR_MAX_NESTING.",
            )
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            for member in unpack(task.path, Path(folder), name=task.document.name, limits=self.limits):
                if member.path is None:
                    yield member.name, member.error or UnreadableError("It could not be unpacked.")
                    continue
                try:
                    yield member.name, keep(member.path, self.home, self.limits.file_bytes)
                except UnreadableError as error:
                    yield member.name, error
                except OSError as error:
                    hint = "Check the space on the disk, then ingest the archive again with --retry."
                    yield member.name, UnreadableError(f"It cannot be kept: {error.strerror}.", hint)

    # ------------------------------------------------------------------ storing

    def _store(self, task: Task, outcome: Outcome) -> None:
        document = task.document
        with transaction.atomic():
            for name, kept in outcome.members:
                shown = f"{task.shown}!{name}"
                if isinstance(kept, UnreadableError):
                    self._say(shown, "unreadable", str(kept))
                else:
                    self._take(
                        kept,
                        name=Path(name).name,
                        origin=name,
                        shown=shown,
                        container=document.sha256,
                        depth=document.depth + 1,
                    )
            if outcome.reading is not None:
                self._store_reading(document, outcome.reading, outcome.sandbox, outcome.findings)
            document.mime = outcome.mime
            document.member_errors = [
                [printable(name), str(kept)] for name, kept in outcome.members if isinstance(kept, UnreadableError)
            ]
            document.state = models.Document.State.FAILED if outcome.error else models.Document.State.DONE
            document.error_code = outcome.error.code if outcome.error else ""
            document.error = str(outcome.error) if outcome.error else ""
            document.save()
        if outcome.error:
            self._say(task.shown, "unreadable", str(outcome.error))
        else:
            self._say(task.shown, "added", _told(outcome))

    @staticmethod
    def _store_reading(document: models.Document, reading: Reading, sandbox: str, findings: Sequence[Finding]) -> None:
        document.readings.filter(current=True).update(current=False)
        row = models.Reading.objects.create(
            document=document,
            paged=reading.paged,
            notes=list(reading.notes),
            sandbox=sandbox,
            version=veedor.__version__,
        )
        models.Page.objects.bulk_create(
            [
                models.Page(
                    reading=row,
                    number=page.number,
                    width=page.width,
                    height=page.height,
                    source=page.source,
                    quality=round(page.quality, 3),
                    turned=page.turned,
                    text=_storable(page.text),
                    search=fold(_storable(page.text)),
                    layout={
                        key: value
                        for key, value in page_to_json(page).items()
                        if key in {"lines", "roles", "regions", "words"}
                    },
                )
                for page in reading.pages
            ],
            batch_size=50,
        )
        propose(document, row, findings)

    def _close(self, batch: models.Batch) -> None:
        # as the person named them, not as they happened to end
        self.report.lines.sort(key=lambda line: line.path)
        batch.finished_at = timezone.now()
        with transaction.atomic():
            batch.save()
            models.BatchLine.objects.bulk_create(
                models.BatchLine(batch=batch, path=line.path, outcome=line.outcome, detail=line.detail)
                for line in self.report.lines
            )

    def _say(self, path: str, outcome: str, detail: str = "") -> None:
        self.report.lines.append(Line(printable(path), outcome, printable(detail)))  # type: ignore[arg-type]


def _told(outcome: Outcome) -> str:
    """What a person wants to know of a file that was read, in a few words."""
    if outcome.reading is None:
        return f"{_number(len(outcome.members), 'file')} inside"
    pages = outcome.reading.pages
    parts = []
    if outcome.reading.paged:
        recognised = sum(page.source == "ocr" for page in pages)
        by_picture = f", {recognised} recognised from the picture" if recognised else ""
        parts.append(_number(len(pages), "page") + by_picture)
        if empty := sum(not page.text.strip() for page in pages):
            parts.append(f"{empty} without readable words")
    parts.append(_number(len(outcome.findings), "finding"))
    if outcome.members:
        parts.append(f"{_number(len(outcome.members), 'file')} attached")
    if outcome.sandbox == "limits":
        parts.append("read without walls, for bubblewrap does not work here")
    notes = outcome.reading.notes
    parts.extend(notes[:_MOST_NOTES])
    if len(notes) > _MOST_NOTES:
        parts.append(f"{_number(len(notes) - _MOST_NOTES, 'more note')}")
    return "; ".join(parts)


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL in text. Offsets stay right: one character for one."""
    return text.replace("\x00", "\ufffd")
