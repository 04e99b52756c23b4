"""From a folder of reviewed data to claims of the register: all of it or nothing, and again without doubles.

A fact of the files is a claim that the reviewers of the files accepted on the day they wrote it down (`recorded`); one
that rests on general knowledge stays a proposal. A fact that the files no longer hold is withdrawn by a decision of its
own: what the register knew before can still be asked for.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

import veedor
from veedor.register.claims import claim_uid
from veedor.register.facts.checking import FactRow, Index, SourceRow, Thing, check, index_of, things_of
from veedor.register.facts.files import Fault
from veedor.register.facts.kinds import UNCOUNTED
from veedor.register.models import Agreement, Claim, Collection, Decision, Source, Subject
from veedor.register.projection import place_subjects, project_all

METHOD = "data"
"""The method of claims from data files: `data:<collection>`."""
REVIEWERS = "veedor data"
"""Who decided, where a file's fact was taken in."""
AT_ONCE = 2000
"""Claims written in one statement."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run changed."""

    things: int
    added: int
    kept: int
    withdrawn: int
    waiting: int
    """Claims that rest on general knowledge and wait for a person."""


@transaction.atomic
def load(folder: Path, collection: Collection, progress: Callable[[int], None] | None = None) -> Loaded:
    """Make the claims of `folder` those of its files; `DataError` with every fault, and then nothing is changed.

    `progress` is told how many things are done. Other collections' claims are left alone.
    """
    check(folder)
    index = index_of(folder)
    sources = _sources(index.sources.values(), sample=collection.sample)
    run = _Run(collection, sources, index)
    done = 0
    for some in _chunks(_sound(things_of(folder, index)), 200):
        run.take(some)
        done += len(some)
        if progress:
            progress(done)
    run.flush()
    withdrawn = run.withdraw()
    run.project()
    return Loaded(done, run.added, run.kept, withdrawn, run.waiting)


def _sound(found: Iterable[Thing | Fault]) -> Iterator[Thing]:
    for one in found:
        assert isinstance(one, Thing), "the folder was checked"
        yield one


T = TypeVar("T")


def _some(rows: list[T], size: int = 500) -> Iterator[list[T]]:
    """In parts that one statement takes."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _chunks(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    some: list[Thing] = []
    for thing in things:
        some.append(thing)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def _sources(rows: Iterable[SourceRow], *, sample: bool) -> dict[str, Source]:
    """The publications by their id in the files; their titles and dates as the files have them now."""
    made = {}
    for row in rows:
        made[row.id], _ = Source.objects.update_or_create(
            address=row.address,
            defaults={"title": row.title or row.address, "published_on": row.published, "sample": sample},
        )
    return made


class _Seen:
    """Which claims a run has met, on disk: a million of them would fill the memory of a small server."""

    def __init__(self) -> None:
        # an empty name is a database in a file of its own that is gone when it is closed
        self._rows = sqlite3.connect("")
        self._rows.execute("CREATE TABLE seen (uid TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, uid: str) -> bool:
        """Whether it is met for the first time."""
        return self._rows.execute("INSERT OR IGNORE INTO seen VALUES (?)", (uid,)).rowcount == 1

    def __contains__(self, uid: str) -> bool:
        return self._rows.execute("SELECT 1 FROM seen WHERE uid = ?", (uid,)).fetchone() is not None


class _Run:
    """One loading: what it has seen, and what waits to be written."""

    def __init__(self, collection: Collection, sources: dict[str, Source], index: Index) -> None:
        self.collection, self.sources, self.index = collection, sources, index
        self.method = f"{METHOD}:{collection.slug}"
        self.added = self.kept = self.waiting = 0
        self._seen = _Seen()
        self._new: list[tuple[Claim, FactRow]] = []
        self._touched: set[int] = set()
        self._subjects: set[int] = set()
        self._now = timezone.now()

    def take(self, things: list[Thing]) -> None:
        """Make the rows of these things, and their claims."""
        rows = self._rows(things)
        told = {}
        for thing in things:
            owner = rows[thing.kind, thing.id]
            for fact in thing.facts:
                uid = self._uid(fact)
                if self._seen.add(uid):
                    told[uid] = (owner, fact)
        known: dict[str, str] = {}
        for some in _some(list(told)):
            known |= dict(Claim.objects.filter(uid__in=some).values_list("uid", "state"))
        for uid, (owner, fact) in told.items():
            self._claim(owner, fact, uid, known.get(uid))
        if len(self._new) >= AT_ONCE:
            self.flush()

    def _rows(self, things: list[Thing]) -> dict[tuple[str, str], Agreement | Subject]:
        rows: dict[tuple[str, str], Agreement | Subject] = {}
        slugs = {thing.id: thing for thing in things if thing.kind == "agreement"}
        found = {row.slug: row for row in Agreement.objects.filter(slug__in=slugs, collection=self.collection)}
        new = [
            Agreement(slug=slug, collection=self.collection, label=thing.label)
            for slug, thing in slugs.items()
            if slug not in found
        ]
        for slug, agreement in found.items():
            if agreement.label != slugs[slug].label:
                agreement.label = slugs[slug].label
                agreement.save(update_fields=["label"])
        found |= {row.slug: row for row in Agreement.objects.bulk_create(new)}
        rows |= {("agreement", slug): row for slug, row in found.items()}
        others = [thing for thing in things if thing.kind != "agreement"]
        for kind in dict.fromkeys(thing.kind for thing in others):
            here = {thing.id: thing for thing in others if thing.kind == kind}
            held = {row.slug: row for row in Subject.objects.filter(kind=kind, slug__in=here)}
            fresh = [
                Subject(kind=kind, slug=slug, label=thing.label, sample=self.collection.sample)
                for slug, thing in here.items()
                if slug not in held
            ]
            for slug, row in held.items():
                if row.label != here[slug].label:
                    row.label = here[slug].label
                    row.save(update_fields=["label"])
            held |= {row.slug: row for row in Subject.objects.bulk_create(fresh)}
            rows |= {(kind, slug): row for slug, row in held.items()}
        return rows

    def _uid(self, fact: FactRow) -> str:
        """A change of any of these is another statement; a change of note or label is not."""
        about = f"{self.collection.slug}/{fact.kind}/{fact.entry}/{fact.since}/{fact.until}"
        return claim_uid(self.sources[fact.source].address, fact.field, fact.value, about, 0, 0)

    def _claim(self, owner: Agreement | Subject, fact: FactRow, uid: str, state: str | None) -> None:
        source = self.sources[fact.source]
        if fact.sure == UNCOUNTED:
            self.waiting += 1
        beside = {"sure": fact.sure, "note": fact.note, "quote": fact.quote, "follow": fact.follow}
        if state is not None:
            self.kept += 1
            Claim.objects.filter(uid=uid).exclude(**beside, follow_why=fact.why).update(**beside, follow_why=fact.why)
            if state != Claim.State.WITHDRAWN:
                return
            # it stands in the files again
            self._again(Claim.objects.get(uid=uid), fact)
            return
        agreement, subject = (owner, None) if isinstance(owner, Agreement) else (None, owner)
        accepted = fact.sure != UNCOUNTED
        claim = Claim(
            uid=uid,
            agreement=agreement,
            subject=subject,
            field=fact.field,
            source=source,
            end=len(fact.quote),
            since=fact.since,
            until=fact.until,
            proposed=fact.value,
            confidence=1.0 if accepted else 0.0,
            method=self.method,
            version=veedor.__version__,
            state=Claim.State.ACCEPTED if accepted else Claim.State.PROPOSED,
            value=fact.value if accepted else None,
            follow_why=fact.why,
            **beside,
        )
        self.added += 1
        self._new.append((claim, fact))

    def _again(self, claim: Claim, fact: FactRow) -> None:
        claim.state = Claim.State.PROPOSED if fact.sure == UNCOUNTED else Claim.State.ACCEPTED
        claim.value = None if fact.sure == UNCOUNTED else fact.value
        claim.save(update_fields=["state", "value"])
        Decision.objects.bulk_create([self._decision(claim, fact)])
        self._touch(claim)

    def _decision(self, claim: Claim, fact: FactRow) -> Decision:
        recorded = timezone.make_aware(dt.datetime.fromisoformat(fact.recorded)) if fact.recorded else self._now
        return Decision(
            claim=claim,
            kind=Decision.Kind.ACCEPT if claim.state == Claim.State.ACCEPTED else Decision.Kind.REOPEN,
            who=REVIEWERS,
            at=min(recorded, self._now),
            why=str(fact.place),
            after=claim.value,
            version=veedor.__version__,
        )

    def _touch(self, claim: Claim) -> None:
        if claim.agreement_id is not None:
            self._touched.add(claim.agreement_id)
        elif claim.subject_id is not None and claim.field in {"place", "area"}:
            self._subjects.add(claim.subject_id)

    def flush(self) -> None:
        """Write what waits: claims, and the decisions that took them in."""
        made = Claim.objects.bulk_create([claim for claim, _ in self._new], batch_size=AT_ONCE)
        pairs = [(claim, fact) for claim, (_, fact) in zip(made, self._new, strict=True)]
        taken = [self._decision(claim, fact) for claim, fact in pairs if claim.state == Claim.State.ACCEPTED]
        Decision.objects.bulk_create(taken, batch_size=AT_ONCE)
        for claim, _ in pairs:
            self._touch(claim)
        self._new.clear()

    def withdraw(self) -> int:
        """Take back what the files no longer hold; gives how many claims."""
        held = Claim.objects.filter(method=self.method).exclude(state=Claim.State.WITHDRAWN)
        gone = [uid for uid in held.values_list("uid", flat=True).iterator(AT_ONCE) if uid not in self._seen]
        for some in _some(gone):
            claims = list(Claim.objects.filter(uid__in=some))
            Decision.objects.bulk_create(
                Decision(
                    claim=claim,
                    kind=Decision.Kind.WITHDRAW,
                    who=REVIEWERS,
                    at=self._now,
                    before=claim.value,
                    after=None,
                    version=veedor.__version__,
                )
                for claim in claims
            )
            for claim in claims:
                self._touch(claim)
            Claim.objects.filter(pk__in=[c.pk for c in claims]).update(state=Claim.State.WITHDRAWN, value=None)
        return len(gone)

    def project(self) -> None:
        """Make again what follows for every agreement whose claims changed."""
        for some in _some(sorted(self._touched)):
            project_all(list(Agreement.objects.filter(pk__in=some).select_related("collection").order_by("pk")))
        for some in _some(sorted(self._subjects)):
            place_subjects(some)
