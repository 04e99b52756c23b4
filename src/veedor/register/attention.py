"""The queue of pages that deserve a person or a rescan, and what people did about them.

Why a page deserves a look was found when it was read (`documents.doubts`); to that comes that the words of a value
were not found again by a later reading. How urgent it is follows from what stands on it. A page leaves the queue when
a person finds it good enough for the reasons it stands there for, or when its document is replaced by a better scan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

import veedor
from veedor.documents.doubts import DOUBTS
from veedor.register.claims import DecisionError
from veedor.register.models import Claim, Document, Page, PageAction, Replacement

WORDS_LOST = "words_lost"
"""The words of a value that people see were not found in the newest reading of its document."""
REASONS: tuple[str, ...] = (WORDS_LOST, *DOUBTS)
"""Every reason for which a page can stand in the queue."""

IMPORTANT = frozenset(
    {"doc_type", "number", "party", "signed_on", "starts_on", "ends_on", "term", "payment", "amends", "legal_basis"}
)
"""Fields without which nobody knows who agreed on what, from when to when, for how much."""

_KIND = PageAction.Kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of the queue: why it stands there, how urgent it is (2, 1, 0), whether a new scan was asked for."""

    page: Page
    reasons: tuple[str, ...]
    urgency: int
    rescan: PageAction | None = None

    @property
    def document(self) -> Document:
        """The document it is a page of."""
        return self.page.reading.document


def urgency_of(on_page: Several[str], in_document: Several[str]) -> int:
    """How urgent a page is, by the fields of the values (accepted or proposed) on it and in its document.

    2 with an important value on the page itself, 1 with one elsewhere in the document, else 0.
    """
    if IMPORTANT & set(on_page):
        return 2
    return 1 if IMPORTANT & set(in_document) else 0


def is_settled(reasons: Iterable[str], actions: Sequence[PageAction]) -> bool:
    """Whether a person found the page good enough, and for all these reasons.

    `actions` are those about the page in their order: the last of `good_enough` and `back` counts.
    """
    said = [action for action in actions if action.kind in {_KIND.GOOD_ENOUGH, _KIND.BACK}]
    return bool(said) and said[-1].kind == _KIND.GOOD_ENOUGH and set(reasons) <= set(said[-1].reasons)


def waiting_pages(*, collection: str = "", document: str = "", settled: bool = False) -> list[Waiting]:
    """The queue, most urgent first, then the worst read; `document` is the beginning of a SHA-256.

    With `settled`, also the pages that a person found good enough.
    """
    documents = _seen(collection, document)
    fields, lost = _values(documents)
    pages = Page.objects.filter(reading__current=True, reading__document__in=documents)
    doubtful = pages.filter(~Q(doubts=[]) | Q(reading__document__in=list(lost)))
    actions: dict[tuple[int, int | None], list[PageAction]] = defaultdict(list)
    for action in PageAction.objects.filter(document__in=documents):
        actions[action.document_id, action.page].append(action)
    rows = list(doubtful.select_related("reading__document__collection").defer("layout", "text", "search"))
    last: dict[int, int] = {}
    for page in rows:
        last[page.reading.document_id] = max(page.number, last.get(page.reading.document_id, 1))
    found = []
    for page in rows:
        key = page.reading.document_id
        # words of a page that the new reading does not have are looked for on its last
        gone = page.number in {min(number, last[key]) for number in lost[key]}
        here = {*page.doubts, *([WORDS_LOST] if gone else [])}
        reasons = tuple(reason for reason in REASONS if reason in here)
        if not reasons or (not settled and is_settled(reasons, actions[key, page.number])):
            continue
        everywhere = {name for names in fields[key].values() for name in names}
        asked = [a for a in actions[key, page.number] if a.kind in {_KIND.RESCAN, _KIND.BACK}]
        rescan = asked[-1] if asked and asked[-1].kind == _KIND.RESCAN else None
        found.append(Waiting(page, reasons, urgency_of(fields[key][page.number], everywhere), rescan))
    return sorted(found, key=_order)


def _order(waiting: Waiting) -> tuple[Any, ...]:
    page = waiting.page
    coverage = 1.0 if page.coverage is None else page.coverage
    first = WORDS_LOST not in waiting.reasons
    return -waiting.urgency, first, min(page.quality, coverage), waiting.document.name, page.number


def _seen(collection: str, document: str) -> QuerySet[Document, Document]:
    documents = Document.objects.filter(replaced_by=None)
    if collection:
        documents = documents.filter(collection__slug=collection)
    return documents.filter(sha256__startswith=document) if document else documents


def _values(
    documents: QuerySet[Document, Document],
) -> tuple[dict[int, dict[int | None, set[str]]], dict[int, set[int]]]:
    """The fields that stand on each page of each document, and the pages whose values lost their words."""
    fields: dict[int, dict[int | None, set[str]]] = defaultdict(lambda: defaultdict(set))
    lost: dict[int, set[int]] = defaultdict(set)
    claims = Claim.objects.filter(document__in=documents, state__in=[Claim.State.PROPOSED, Claim.State.ACCEPTED])
    for document, page, name, current in claims.values_list("document_id", "page", "field", "reading__current"):
        fields[document][page].add(name)
        if current is False:
            lost[document].add(page or 1)
    return fields, lost


def act(document: Document, page: int | None, kind: str, *, who: str, why: str = "") -> PageAction:
    """Write down what a person does about a page (None: the whole document); `DecisionError` when that cannot be.

    `good_enough` takes the page out of the queue for the reasons it stands there now, `back` puts it back and takes a
    request for a new scan back, `rescan` asks for a new scan, `reread` has the document read again by the next run.
    """
    who = " ".join(who.split())
    if not who:
        raise DecisionError("This needs the name of the person who says it.")
    if kind not in _KIND.values:
        raise DecisionError(f"{kind!r} is none of {', '.join(_KIND.values)}.")
    reasons: tuple[str, ...] = ()
    if page is not None:
        if not Page.objects.filter(reading__document=document, reading__current=True, number=page).exists():
            raise DecisionError(f"{document.name} has no page {page}.")
        here = waiting_pages(document=document.sha256, settled=True)
        reasons = next((waiting.reasons for waiting in here if waiting.page.number == page), ())
    with transaction.atomic():
        if kind == _KIND.REREAD:
            read_again([document])
        return PageAction.objects.create(
            document=document, page=page, kind=kind, who=who, why=why, reasons=list(reasons), version=veedor.__version__
        )


def read_again(documents: Sequence[Document]) -> None:
    """Have the next run read these documents again; one that was never read waits for it already."""
    waiting = Document.objects.filter(pk__in=[document.pk for document in documents])
    waiting.exclude(state=Document.State.KEPT).update(state=Document.State.AGAIN)


def replace(old: Document, new: Document, *, who: str, why: str = "") -> Replacement:
    """A person finds that `new` is a better scan of the paper that `old` is; `DecisionError` when that cannot be."""
    who = " ".join(who.split())
    if not who:
        raise DecisionError("This needs the name of the person who says it.")
    if old == new:
        raise DecisionError("A document cannot replace itself.")
    if old.collection.sample != new.collection.sample:
        raise DecisionError("A sample and a real document cannot replace each other.")
    if Replacement.objects.filter(old=new, new=old).exists():
        raise DecisionError(f"{old.name} already replaces {new.name}.")
    made, _ = Replacement.objects.get_or_create(
        old=old, new=new, defaults={"who": who, "why": why, "version": veedor.__version__}
    )
    return made
