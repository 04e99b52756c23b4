"""The queue of pages: which stand in it, in which order, and how they leave it."""

from __future__ import annotations

import pytest

from tests.register.conftest import findings_of, stored
from veedor.register import models
from veedor.register.attention import IMPORTANT, act, is_settled, replace, urgency_of, waiting_pages
from veedor.register.claims import DecisionError, accept, propose, reject
from veedor.register.models import Claim, Document, Page, PageAction
from veedor.register.queries import documents_to_reread, version_key

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]


def _document(
    collection: models.Collection, letter: str, doubts: list[str], *, quality: float = 0.9, claims: bool = False
) -> Document:
    """A document of two pages, the first with those doubts."""
    document, reading, tree = stored(collection, sha256=letter * 64, name=f"{letter}.pdf")
    Page.objects.filter(reading=reading).update(doubts=doubts, quality=quality)
    Page.objects.create(reading=reading, number=2, width=595, height=842, source="none", quality=0.0, text="")
    if claims:
        propose(document, reading, findings_of(tree))
    return document


def _names(**options: str) -> list[str]:
    return [f"{w.document.name[0]}{w.page.number}" for w in waiting_pages(**options)]


URGENCY = [
    ("nothing stands there", set(), set(), 0),
    ("an important value on the page", {"payment"}, {"payment"}, 2),
    ("one on another page", set(), {"signed_on", "districts"}, 1),
    ("others only", {"uniforms"}, {"uniforms"}, 0),
    ("both", {"signatory", "term"}, {"signatory", "term"}, 2),
]


@pytest.mark.parametrize(("here", "there", "urgency"), [c[1:] for c in URGENCY], ids=[c[0] for c in URGENCY])
def test_urgency_follows_from_what_stands_there(here: set[str], there: set[str], urgency: int) -> None:
    """On the page 2, in the document 1, else 0."""
    assert urgency_of(here, there) == urgency


SETTLED = [
    ("nobody said anything", ["low_quality"], [], False),
    ("good enough", ["low_quality"], [("good_enough", ["low_quality"])], True),
    ("good enough for more", ["low_quality"], [("good_enough", ["low_quality", "ink_unread"])], True),
    ("a new reason", ["low_quality", "ink_unread"], [("good_enough", ["low_quality"])], False),
    ("put back", ["low_quality"], [("good_enough", ["low_quality"]), ("back", ["low_quality"])], False),
    ("and again", ["a"], [("good_enough", ["a"]), ("back", []), ("good_enough", ["a"])], True),
    ("a rescan is not enough", ["low_quality"], [("rescan", ["low_quality"])], False),
    ("a rescan after it changes nothing", ["a"], [("good_enough", ["a"]), ("rescan", ["a"])], True),
]


@pytest.mark.parametrize(("reasons", "said", "settled"), [c[1:] for c in SETTLED], ids=[c[0] for c in SETTLED])
def test_when_a_page_is_good_enough(reasons: list[str], said: list[tuple[str, list[str]]], settled: bool) -> None:
    """The last word of a person counts, and only for the reasons that stood there then."""
    assert is_settled(reasons, [PageAction(kind=kind, reasons=names) for kind, names in said]) is settled


def test_important_fields_exist() -> None:
    """A field that was renamed has to be renamed here."""
    from veedor.extraction.fields import FIELDS

    assert set(FIELDS) >= IMPORTANT


def test_the_queue_and_its_order(collection: models.Collection) -> None:
    """What matters first, then the worst; pages without doubts do not stand there."""
    _document(collection, "a", ["low_quality"], quality=0.6)
    _document(collection, "b", ["low_quality"], quality=0.3)
    _document(collection, "c", ["numbers_doubted"], quality=0.9, claims=True)
    _document(collection, "d", [])
    assert _names() == ["c1", "b1", "a1"]
    assert _names(document="bb") == ["b1"]
    assert _names(collection="other") == []
    waiting = waiting_pages()[0]
    assert (waiting.reasons, waiting.urgency, waiting.rescan) == (("numbers_doubted",), 2, None)


def test_rejected_values_make_no_page_urgent(collection: models.Collection) -> None:
    """What a person rejected does not stand there."""
    document = _document(collection, "a", ["low_quality"], claims=True)
    for claim in document.claims.all():
        reject(claim, who="Ana")
    assert waiting_pages()[0].urgency == 0


def test_a_value_whose_words_are_gone_brings_its_page(collection: models.Collection) -> None:
    """Accepted or proposed; a rejected one does not. A page that is gone is no page."""
    document = _document(collection, "a", [], claims=True)
    accept(Claim.objects.get(field="payment"), who="Ana")
    document.readings.update(current=False)
    new = models.Reading.objects.create(document=document, version="newer")
    Page.objects.create(reading=new, number=1, width=595, height=842, source="ocr", quality=0.9, text="x")
    Claim.objects.exclude(field="payment").update(reading=new)
    assert [(w.page.reading, w.reasons) for w in waiting_pages()] == [(new, ("words_lost",))]
    reject(Claim.objects.get(field="payment"), who="Ana")
    assert waiting_pages() == []


def test_what_people_do_is_kept_and_counts(collection: models.Collection) -> None:
    """Good enough takes it out, back puts it back; a new scan is asked for and not; who and when are kept."""
    document = _document(collection, "a", ["low_quality"])
    asked = act(document, 1, "rescan", who=" Ana  Quispe ", why="margin cut off")
    assert (asked.who, asked.reasons) == ("Ana Quispe", ["low_quality"])
    assert waiting_pages()[0].rescan == asked
    act(document, 1, "back", who="Ana")
    assert waiting_pages()[0].rescan is None
    act(document, 1, "good_enough", who="Ana")
    assert waiting_pages() == []
    assert len(waiting_pages(settled=True)) == 1
    Page.objects.filter(number=1).update(doubts=["low_quality", "ink_unread"])
    assert waiting_pages()[0].reasons == ("low_quality", "ink_unread")
    assert document.page_actions.count() == 3


@pytest.mark.parametrize(("page", "kind", "who"), [(1, "rescan", " "), (1, "shred", "Ana"), (7, "rescan", "Ana")])
def test_what_cannot_be_done(collection: models.Collection, page: int, kind: str, who: str) -> None:
    """Nobody, nothing known, no such page: refused, and nothing is written down."""
    document = _document(collection, "a", ["low_quality"])
    with pytest.raises(DecisionError):
        act(document, page, kind, who=who)
    assert not PageAction.objects.exists()


def test_reading_again_is_a_state(collection: models.Collection) -> None:
    """A document that was read waits for the next run; one that never was waits already."""
    read, kept = _document(collection, "a", []), _document(collection, "b", [])
    Document.objects.filter(pk=kept.pk).update(state="kept")
    for document in (read, kept):
        act(document, None, "reread", who="Ana")
        document.refresh_from_db()
    assert (read.state, kept.state) == ("again", "kept")


def test_a_replaced_document_leaves_the_queue(collection: models.Collection) -> None:
    """The better scan takes its place; who said so is kept; it cannot be said round in a circle."""
    old, new = _document(collection, "a", ["low_quality"]), _document(collection, "b", [])
    made = replace(old, new, who="Ana", why="colour scan")
    assert (made.who, waiting_pages()) == ("Ana", [])
    assert replace(old, new, who="Eva") == made
    for a, b in ((new, old), (new, new)):
        with pytest.raises(DecisionError):
            replace(a, b, who="Ana")
    sample = models.Collection.objects.create(slug="muestra", title="M", sample=True)
    with pytest.raises(DecisionError):
        replace(new, _document(sample, "c", []), who="Ana")
    with pytest.raises(DecisionError):
        replace(new, _document(collection, "d", []), who="")


def test_which_documents_are_read_again(collection: models.Collection) -> None:
    """By name, collection, quality and version: all that is asked for has to hold."""
    a, b = _document(collection, "a", [], quality=0.5), _document(collection, "b", [])
    Page.objects.filter(number=2).update(quality=0.95)
    for document, version in ((a, "0.9.1"), (b, "0.10.0")):
        document.readings.update(version=version)
    assert documents_to_reread() == [a, b]
    assert documents_to_reread(beginnings=["BBB"]) == [b]
    assert documents_to_reread(below=0.7) == [a]
    assert documents_to_reread(older_than="0.10") == [a]
    assert documents_to_reread(below=0.7, beginnings=["b"]) == []
    assert documents_to_reread(collection="main") == [a, b]
    assert documents_to_reread(collection="other") == []
    for wrong in ("", "ff"):
        with pytest.raises(LookupError):
            documents_to_reread(beginnings=[wrong])


@pytest.mark.parametrize(
    ("older", "newer"), [("0.9", "0.10"), ("0.1.0", "0.1.1"), ("", "0.1"), ("test", "0.1"), ("1.0", "1.0.1")]
)
def test_versions_are_compared_by_number(older: str, newer: str) -> None:
    """Not by letter."""
    assert version_key(older) < version_key(newer)
