"""What a search finds: passages in order, their words marked, and the boxes in which these stand."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from veedor import countries
from veedor.documents.tree import Page as TreePage
from veedor.extraction.fields import PRIVATE_FIELDS
from veedor.extraction.passages import Word, bare_word, words_of
from veedor.register.in_force import Status
from veedor.register.models import Agreement, Claim, Document, InForce, Page, Passage, Place
from veedor.register.readings import page_tree
from veedor.register.search.engine import matching
from veedor.register.search.language import Query, Term
from veedor.values.boxes import Box
from veedor.values.folding import name_key

MOST = 500
"""Passages that are counted and put in order; where there are more, a search has to say more."""

MOST_APART, SHOWN_APART = 6, 10
"""Words that are looked for in different paragraphs of a document, and documents that are offered then."""

_STATUS = {
    "in_force": {Status.YES, Status.PRESUMED},
    "presumed": {Status.PRESUMED},
    "unknown": {Status.UNKNOWN},
}


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that a search finds, in the order in which they are shown.

    By paper: real ones before samples, those signed last first, without a known day behind them; on a paper as it is
    printed. `more` says that there are more than `MOST`: of these, those that came in first are here.
    """

    passages: tuple[int, ...] = ()
    papers: int = 0
    more: bool = False

    def page(self, number: int, size: int) -> list[Passage]:
        """The passages of one page of the list, from 1."""
        keys = self.passages[(number - 1) * size : number * size]
        rows = Passage.objects.select_related("document__collection").defer("keys").in_bulk(keys)
        return [rows[key] for key in keys if key in rows]


def find(query: Query, *, drafts: bool, today: dt.date, document: Document | None = None) -> Found:
    """The passages with all the words, on papers that fulfil the filters; of published papers only, unless `drafts`."""
    if not query.asks_words:
        return Found()
    chosen = {document.pk} if document is not None else _chosen(query, today=today)
    rows = list(matching(_open(drafts=drafts), query, chosen).values_list("pk", "document_id", "number")[: MOST + 1])
    rows = _exactly(rows, query)
    papers = _papers({row[1] for row in rows})
    more = len(rows) > MOST
    rows = sorted(rows[:MOST], key=lambda row: (papers[row[1]], row[2]))
    return Found(tuple(row[0] for row in rows), len({row[1] for row in rows}), more)


def apart(query: Query, *, drafts: bool, today: dt.date) -> list[Document]:
    """Documents that hold all the words, if not in one paragraph: what to offer where `find` finds nothing."""
    if not 2 <= len(query.terms) <= MOST_APART or query.clause:
        return []
    documents = _chosen(query, today=today)
    for term in query.terms:
        found = matching(_open(drafts=drafts), Query(terms=(term,), excluded=query.excluded), documents)
        documents = set(found.values_list("document_id", flat=True))
        if not documents:
            return []
    assert documents is not None
    papers = _papers(documents)
    chosen = sorted(documents, key=lambda pk: papers[pk])[:SHOWN_APART]
    rows = Document.objects.select_related("collection").in_bulk(chosen)
    return [rows[pk] for pk in chosen if pk in rows]


def _open(*, drafts: bool) -> QuerySet[Passage, Passage]:
    """The passages of papers that may be shown."""
    if drafts:
        return Passage.objects.all()
    accepted = Claim.objects.filter(document=OuterRef("document"), state=Claim.State.ACCEPTED)
    return Passage.objects.filter(Exists(accepted.exclude(field__in=PRIVATE_FIELDS)))


def _chosen(query: Query, *, today: dt.date) -> set[int] | None:
    """The documents that fulfil the filters; None where there are none to fulfil."""
    if not query.asks_papers:
        return None
    chosen = Document.objects.filter(agreements__in=on_filters(query, today=today))
    return set(chosen.values_list("pk", flat=True))


def _exactly(rows: list[tuple[Any, ...]], query: Query) -> list[tuple[Any, ...]]:
    """Of passages with the words of a quoted phrase in any form, those with the phrase as it was typed."""
    exact = [term for term in query.terms if term.exact]
    if not exact:
        return rows
    texts = Passage.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "text")
    patterns = [printed(term.exact) for term in exact]
    held = {key for key, text in texts.iterator() if all(pattern.search(text) for pattern in patterns)}
    return [row for row in rows if row[0] in held]


def printed(words: Sequence[str]) -> re.Pattern[str]:
    """How folded words look in a text, with any accents and capitals and whatever stands between words."""
    letters = ("".join(f"[{char}{_ACCENTED.get(char, '')}][\u0300-\u036f]*" for char in word) for word in words)
    joined = r"[\W_ºª°]+".join(letters)
    return re.compile(rf"(?<![^\W_ºª°]){joined}(?![^\W_ºª°]|[\u0300-\u036f])", re.IGNORECASE)


_ACCENTED = {"a": "áàâäãå", "e": "éèêë", "i": "íìîï", "o": "óòôöõ", "u": "úùûü", "n": "ñ", "c": "ç", "y": "ýÿ"}


def _papers(documents: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """How each document stands among others."""
    signed: dict[int, str] = defaultdict(str)
    rows = Agreement.objects.filter(registered=True, documents__in=documents).values_list("documents", "signed_on")
    for document, day in rows:
        signed[document] = max(signed[document], day)
    order: dict[int, tuple[Any, ...]] = {}
    names = Document.objects.filter(pk__in=documents).values_list("pk", "name", "collection__sample")
    for pk, name, sample in names:
        order[pk] = (sample, [-ord(char) for char in signed[pk]] or [0], name, pk)
    return order


def agreements(query: Query, *, today: dt.date) -> QuerySet[Agreement, Agreement]:
    """What stands in the register, fulfils the filters and holds each of the words in an accepted value."""
    found = on_filters(query, today=today)
    for term in query.terms:
        for key in term.keys:
            found = found.filter(search__contains=key)
    return found.distinct().order_by("collection__sample", "-signed_on", "title", "slug")


def on_filters(query: Query, *, today: dt.date) -> QuerySet[Agreement, Agreement]:
    """What stands in the register and fulfils the filters. An adenda has the status of the agreement that it amends."""
    found = Agreement.objects.filter(registered=True, documents__isnull=False).select_related("collection")
    if query.company:
        key = name_key(query.company)
        named = Q(parties__organisation__key__contains=key) | Q(parties__alias__icontains=query.company)
        named |= Q(parties__organisation__tax_id=query.company) | Q(ties__subject__label__icontains=query.company)
        found = found.filter(named) if key else found.none()
    if query.place:
        found = found.filter(places__place__in=_places_named(query.place))
    if query.years:
        first, last = query.years
        found = found.filter(signed_on__gte=str(first), signed_on__lt=str(last + 1))
    if query.status:
        those = _with_status(query.status, today)
        found = found.filter(Q(pk__in=those) | Q(amends__of__in=those))
    return found


def _places_named(name: str) -> list[int]:
    """Places of which a part is called so; databases know no accents, and there are not many places."""
    wanted = name_key(name)
    return [
        place.pk
        for place in Place.objects.all()
        if wanted and any(wanted in name_key(part) for part in (place.district, place.province, place.region))
    ]


def _with_status(status: str, today: dt.date) -> QuerySet[Agreement, Any]:
    now = InForce.objects.filter(first__lte=today, last__gte=today)
    if status == "not_in_force":
        ever = Agreement.objects.filter(registered=True, amends__isnull=True)
        return ever.exclude(pk__in=now.exclude(status=Status.NO).values("agreement")).values("pk")
    return Agreement.objects.filter(pk__in=now.filter(status__in=_STATUS[status]).values("agreement")).values("pk")


# ---------------------------------------------------------------- marks and boxes


def marks(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the words of a search stand in a text, in order, not overlapping."""
    words = list(words_of(text, countries.get()))
    found = sorted({place for term in query.terms for place in _places(term, words, text)})
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _places(term: Term, words: Sequence[Word], text: str) -> list[tuple[int, int]]:
    size = len(term.keys)
    return [
        (words[at].start, words[at + size - 1].end)
        for at in range(len(words) - size + 1)
        if all(words[at + step].key == term.keys[step] for step in range(size))
        and (not term.exact or tuple(bare_word(text[w.start : w.end]) for w in words[at : at + size]) == term.exact)
    ]


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage of a document that a search finds: the boxes of its words by page, and their offsets in the text."""

    passage: Passage
    boxes: dict[int, list[Box]]
    spans: list[tuple[int, int]]

    @property
    def first(self) -> int | None:
        """The page on which the first marked word stands."""
        return min(self.boxes, default=None)


def marked_in(document: Document, query: Query, pages: Sequence[Page], *, drafts: bool) -> list[Marked]:
    """Where a document's words are that a search finds. `pages` are all those of its current reading."""
    here = Query(query.typed, query.terms, query.excluded, clause=query.clause)
    keys = find(here, drafts=drafts, today=dt.date.min, document=document).passages
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page.text) + 1
    text = "\f".join(page.text for page in pages)
    trees: dict[int, TreePage] = {}
    found = []
    for passage in Passage.objects.filter(pk__in=keys).defer("keys").order_by("number"):
        spans = [span for mark in marks(passage.text, query) for span in _in_reading(passage, text, *mark)]
        boxes: dict[int, list[Box]] = defaultdict(list)
        for page, offset in zip(pages, starts, strict=True):
            local = [(a - offset, b - offset) for a, b in spans if a < offset + len(page.text) and b > offset]
            if local:
                tree = trees.setdefault(page.number, page_tree(page))
                boxes[page.number] += [
                    w.box for w in tree.words if w.box and any(w.start < b and w.end > a for a, b in local)
                ]
        found.append(Marked(passage, {number: several for number, several in boxes.items() if several}, spans))
    return found


def _in_reading(passage: Passage, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where `passage.text[start:end]` stands in the text of the reading: the passage is made of its lines."""
    found, at = [], 0
    for first, last in passage.spans:
        stands = first
        for word in text[first:last].split():
            stands = text.index(word, stands)
            at += passage.text[at : at + 1] == " "
            if at < end and at + len(word) > start:
                found.append((stands + max(0, start - at), stands + min(len(word), end - at)))
            at += len(word)
            stands += len(word)
    return found
