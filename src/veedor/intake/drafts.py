"""Readings in the making, in the database: the durable record of which pages are done.

A draft is a `Reading` that is not complete. Its pages are stored as they come, in any order. A run that is killed
leaves it as it is; the next goes on with the pages that are not there. Only what one version of Veedor read under one
set of settings becomes one reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

import veedor
from veedor.documents import Head, PageResult, Reading
from veedor.documents.flow import search_texts
from veedor.documents.reader import lost_page
from veedor.documents.sandbox import settings_here
from veedor.documents.tree import Page, layout_to_json, signature_from_json, signature_to_json
from veedor.register import models
from veedor.register.readings import page_tree, quality_columns
from veedor.values.folding import fold


def left_over(document: models.Document) -> models.Reading | None:
    """The draft to go on with; one that another version or other settings began is deleted."""
    draft = document.readings.filter(complete=False).first()
    if draft is None or (draft.version == veedor.__version__ and draft.settings == settings_here()):
        return draft
    draft.delete()
    return None


def begin(document: models.Document, head: Head, sandbox: str) -> models.Reading:
    """A draft without pages, of a file of which `head` is known."""
    document.mime = head.mime
    document.save(update_fields=["mime"])
    return models.Reading.objects.create(
        document=document,
        current=False,
        complete=False,
        total=head.total,
        paged=head.paged,
        notes=list(head.notes),
        signatures=[signature_to_json(signature) for signature in head.signatures],
        holds_files=head.holds_files,
        sandbox=sandbox,
        settings=settings_here(),
        version=veedor.__version__,
    )


def head_of(draft: models.Reading) -> Head:
    """What was known of the file when the draft was begun."""
    signatures = tuple(signature_from_json(one) for one in draft.signatures)
    return Head(draft.document.mime, draft.paged, draft.total, tuple(draft.notes), draft.holds_files, signatures)


def numbers_in(draft: models.Reading) -> set[int]:
    """The pages that are done."""
    return set(draft.pages.values_list("number", flat=True))


def add(draft: models.Reading, result: PageResult) -> None:
    """Store a page that was read."""
    assert result.page is not None
    if result.sandbox == "limits" != draft.sandbox:  # the weakest of the walls is said of the whole
        draft.sandbox = result.sandbox
        draft.save(update_fields=["sandbox"])
    _row(draft, result.page, result.notes).save(force_insert=True)


def results_of(draft: models.Reading) -> Iterator[PageResult]:
    """The pages that are done, in order. A few rows at a time: the words of a thousand pages are large as JSON."""
    for row in draft.pages.order_by("number").iterator(chunk_size=20):
        yield PageResult(row.number, page=page_tree(row), notes=tuple(row.notes))


def finish(draft: models.Reading, reading: Reading, results: Iterable[PageResult]) -> models.Reading:
    """Make the draft the current reading of its document. Call it in a transaction.

    `results` are the pages as they were stored, and the errors of those that were lost. Lost pages are stored now, and
    pages that their neighbours changed are written again.
    """
    tried = {result.number: result for result in results}
    for page, searched in zip(reading.pages, search_texts(reading.pages), strict=True):
        result = tried[page.number]
        if result.error is not None:
            _row(draft, page, lost_page(page.number, result.error)[1], searched).save(force_insert=True)
        elif page != result.page or searched != page.text:
            row = _row(draft, page, result.notes, searched)
            row.pk = draft.pages.values_list("pk", flat=True).get(number=page.number)
            row.save(force_update=True)
    draft.document.readings.filter(current=True).update(current=False)
    draft.current = draft.complete = True
    draft.notes = list(reading.notes)
    draft.made_at = timezone.now()
    draft.save()
    return draft


def storable(text: str) -> str:
    """PostgreSQL takes no NUL in text. Offsets stay right: one character for one."""
    return text.replace("\x00", "\ufffd")


def _row(draft: models.Reading, page: Page, notes: Any, searched: str | None = None) -> models.Page:
    layout = layout_to_json(page)
    for word in layout["words"]:
        word["text"] = storable(word["text"])
    return models.Page(
        reading=draft,
        number=page.number,
        width=page.width,
        height=page.height,
        source=page.source,
        **quality_columns(page),
        turned=page.turned,
        text=storable(page.text),
        search=fold(storable(page.text if searched is None else searched)),
        notes=list(notes),
        layout=layout,
    )
