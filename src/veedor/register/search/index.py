"""The rows that are searched: written with the reading they are of, in one transaction, and gone with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from veedor import countries
from veedor.extraction import passages
from veedor.register.models import Passage, Reading
from veedor.register.readings import reading_tree
from veedor.register.search.engine import DOCUMENT, clause_keys

_AT_ONCE = 200
"""Rows of one statement."""


@transaction.atomic
def write(reading: Reading, made: Iterable[passages.Passage]) -> None:
    """Make these the passages of a document, instead of those of earlier readings. Done twice, they stand there once.

    The reading has to be the current one of its document.
    """
    Passage.objects.filter(document=reading.document_id).delete()
    rows = [_row(reading, number, passage) for number, passage in enumerate(made)]
    Passage.objects.bulk_create(rows, batch_size=_AT_ONCE)
    reading.indexed = passages.VERSION
    reading.save(update_fields=["indexed"])


def waiting() -> QuerySet[Reading, Reading]:
    """Current readings whose passages were never made, or by an earlier version."""
    readings = Reading.objects.filter(current=True).exclude(indexed=passages.VERSION)
    return readings.select_related("document").order_by("pk")


def fill(*, everything: bool = False, told: Callable[[int, int], None] | None = None) -> int:
    """Index what waits, or everything; tells how far it is and gives how many documents that were.

    Each document is a transaction of its own: a run that is killed has done what it has done, and the next goes on.
    """
    chosen = Reading.objects.filter(current=True).order_by("pk") if everything else waiting()
    keys: Sequence[int] = list(chosen.values_list("pk", flat=True))
    for done, pk in enumerate(keys):
        if told:
            told(done, len(keys))
        with transaction.atomic():
            # another run may have read it again meanwhile
            reading = Reading.objects.select_for_update(of=("self",)).select_related("document")
            found = reading.filter(pk=pk, current=True).first()
            if found is not None:
                write(found, passages.passages(reading_tree(found), countries.get()))
    if told:
        told(len(keys), len(keys))
    return len(keys)


def _row(reading: Reading, number: int, passage: passages.Passage) -> Passage:
    named = [key for words in (passage.clause, passage.part, passage.heading) for key in clause_keys(words)]
    return Passage(
        document_id=reading.document_id,
        reading=reading,
        number=number,
        page=passage.page,
        spans=[list(span) for span in passage.spans],
        text=passage.text.replace("\x00", "\ufffd"),
        clause=passage.clause,
        part=passage.part,
        heading=passage.heading,
        keys=" ".join([*passage.keys, *dict.fromkeys(named), f"{DOCUMENT}{reading.document_id}"]),
    )
