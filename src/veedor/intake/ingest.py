"""The road from files to proposed claims.

Every step is a transaction and safe to repeat:

    file ──keep──▶ original + Document(kept) + Origin ──read a page──▶ Reading(draft), Page ──all pages, extract──▶
                        └─unpack──▶ members, kept in turn                  Reading(current), Claims, Document(done)

A run that is killed leaves documents in the state `kept`, some with a draft that has some pages; the next run, whatever
it is given, finishes them. Reading happens in sandboxed subprocesses, here or on a cluster; only this process, in one
thread, writes the database.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone

import veedor
from veedor.documents import Limits
from veedor.documents.doubts import doubts_of
from veedor.documents.errors import UnreadableError
from veedor.intake import drafts
from veedor.intake.gather import gather
from veedor.intake.home import Home
from veedor.intake.originals import Kept, keep, sweep
from veedor.intake.pool import LocalPool, Pool
from veedor.intake.progress import Progress, Silent
from veedor.intake.report import Line, Report, printable
from veedor.intake.work import Outcome, Task, Works
from veedor.opinion import SecondOpinion
from veedor.register import models
from veedor.register.attention import read_again
from veedor.register.rereading import Settled, settle
from veedor.register.search import index

_WAITING = (models.Document.State.KEPT, models.Document.State.AGAIN)
_MOST_NOTES = 5
"""Notes of one reading in its line of the report: a damaged file of a thousand pages has one for each."""


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
        scheduler: str = "",
        opinion: SecondOpinion | None = None,
    ) -> None:
        self.home = home
        self.collection = collection
        self.limits = limits or Limits.from_env()
        self.progress = progress or Silent()
        self.retry = retry
        self.workers = workers or os.cpu_count() or 1
        self.passwords = home.passwords()
        self.scheduler = scheduler
        self.opinion = opinion
        self.report = Report()
        self._works: Works
        self._queued: set[int] = set()

    def run(self, paths: Sequence[Path]) -> Report:
        """Take in the files behind `paths`; gives a line for each.

        `HomeError` when another run holds the home; `PoolError` when nobody can read pages, or nobody can any more.
        """
        with self.home.locked():
            sweep(self.home)
            pool = self._pool()
            try:
                batch = models.Batch.objects.create(collection=self.collection, version=veedor.__version__)
                self._works = Works(
                    self.home,
                    self.limits,
                    pool,
                    batch,
                    self.progress,
                    self._store,
                    threads=self.workers,
                    passwords=self.passwords,
                    opinion=self.opinion,
                )
                for named in gather(paths):
                    if named.problem:
                        self._say(str(named.path), "unreadable", named.problem)
                    else:
                        self._take_file(named.path)
                self._take_left_over()
                self._works.run()
                self._close(batch)
            finally:
                pool.close()
        return self.report

    def reread(self, documents: Sequence[models.Document]) -> Report:
        """Read documents again that are in the register; what else waits to be read is read as well.

        The earlier readings are kept and stay in use until the new one is stored. `HomeError` as for `run`.
        """
        read_again(documents)
        return self.run([])

    def _pool(self) -> Pool:
        """Who reads pages: this machine, or the cluster whose scheduler was named."""
        if self.scheduler:
            from veedor.intake.cluster import DaskPool  # a second to load, for those alone who have a cluster

            return DaskPool(self.scheduler, self.home)
        return LocalPool(self.workers)

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
        if document.state in _WAITING:
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
        left = models.Document.objects.filter(state__in=_WAITING).exclude(pk__in=self._queued)
        for document in left.order_by("pk"):
            path = self.home.original(document.sha256)
            again = document.state == models.Document.State.AGAIN
            why = "read again" if again else "left over from an earlier run"
            self._queue(Task(document, path, f"{document.name} ({why})"))

    def _queue(self, task: Task) -> None:
        self._queued.add(task.document.pk)
        self._works.add(task)

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
            settled = Settled()
            if outcome.reading is not None and outcome.draft is not None:
                row = drafts.finish(outcome.draft, outcome.reading, outcome.results)
                settled = settle(document, row, outcome.reading, outcome.findings)
                index.write(row, outcome.passages)
            document.mime = outcome.mime
            document.member_errors = [
                [printable(name), str(kept)] for name, kept in outcome.members if isinstance(kept, UnreadableError)
            ]
            # an earlier reading stays in use when a document that was read once cannot be read again
            unread = outcome.error is not None and not document.readings.filter(current=True).exists()
            document.state = models.Document.State.FAILED if unread else models.Document.State.DONE
            document.error_code = outcome.error.code if outcome.error else ""
            document.error = str(outcome.error) if outcome.error else ""
            document.save()
        if outcome.error:
            self._say(task.shown, "unreadable", str(outcome.error))
        else:
            self._say(task.shown, "added", "; ".join(filter(None, (_told(outcome), str(settled)))))

    def _close(self, batch: models.Batch) -> None:
        # as the person named them, not as they happened to end
        self.report.lines.sort(key=lambda line: line.path)
        batch.finished_at = timezone.now()
        with transaction.atomic():
            batch.save(update_fields=["finished_at"])
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
        if looks := sum(bool(doubts_of(page)) for page in pages):
            parts.append(f"{_number(looks, 'page')} deserve{'s' if looks == 1 else ''} a look")
    parts.append(_number(len(outcome.findings), "finding"))
    if outcome.opinion:
        parts.append(outcome.opinion)
    if outcome.members:
        parts.append(f"{_number(len(outcome.members), 'file')} attached")
    if signed := outcome.reading.signatures:
        broken = sum(signature.integrity == "broken" for signature in signed)
        parts.append(_number(len(signed), "digital signature") + (f", {broken} broken" if broken else ""))
    if outcome.draft is not None and outcome.draft.sandbox == "limits":
        parts.append("read without walls, for bubblewrap does not work here")
    notes = outcome.reading.notes
    parts.extend(notes[:_MOST_NOTES])
    if len(notes) > _MOST_NOTES:
        parts.append(f"{_number(len(notes) - _MOST_NOTES, 'more note')}")
    return "; ".join(parts)


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
