"""A document is read again: claims keep id, value and decisions, and show the new reading's words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.register.conftest import LINES, finding_of, findings_of, stored, tree_of
from veedor.documents.tree import Reading as Tree
from veedor.extraction.finding import Finding
from veedor.register import models
from veedor.register.claims import accept, propose, reject, reopen
from veedor.register.models import Claim, EvidenceMove
from veedor.register.rereading import Settled, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]


@pytest.fixture
def document(collection: models.Collection) -> models.Document:
    """Read once, its findings proposed."""
    row, reading, tree = stored(collection)
    propose(row, reading, findings_of(tree))
    return row


def _read_again(document: models.Document, lines: tuple[str, ...], findings: list[Finding] | None = None) -> Settled:
    tree = tree_of(lines)
    document.readings.filter(current=True).update(current=False)
    row = models.Reading.objects.create(document=document, version="newer")
    return settle(document, row, tree, findings_of(tree) if findings is None else findings)


def _claims(document: models.Document) -> dict[str, Claim]:
    return {claim.field: claim for claim in document.claims.select_related("reading")}


def _evidence(claim: Claim) -> tuple[Any, ...]:
    return claim.page, claim.boxes, claim.continued, claim.quote, claim.start, claim.end


def _findings_but(tree: Tree, field: str) -> list[Finding]:
    return [finding for finding in findings_of(tree) if finding.field != field]


def test_the_same_reading_again_keeps_everything(document: models.Document) -> None:
    """Ids, values, states and places are the same; the claims rest on the new reading, nothing is there twice."""
    before = _claims(document)
    accept(before["title"], who="Ana")
    reject(before["place"], who="Ana")
    settled = _read_again(document, LINES)
    after = _claims(document)
    assert document.claims.count() == len(before) == settled.moved
    assert (settled.lost, settled.withdrawn, settled.proposed) == (0, 0, [])
    for field, claim in before.items():
        assert _evidence(after[field]) == _evidence(claim)
        assert (after[field].uid, after[field].state, after[field].value) == (claim.uid, claim.state, claim.value)
        assert after[field].reading == document.readings.get(current=True)
    assert set(EvidenceMove.objects.values_list("how", "score")) == {("exact", 100.0)}


def test_words_that_moved_take_their_boxes_along(document: models.Document) -> None:
    """A line more at the top: the boxes are those of the new reading, the old ones are kept with the move."""
    old = _claims(document)["payment"]
    _read_again(document, ("REPUBLICA DEL PERU", *LINES))
    new = _claims(document)["payment"]
    assert (new.uid, new.quote) == (old.uid, old.quote)
    assert new.boxes[0][1] == old.boxes[0][1] + 20
    assert new.start == old.start + len("REPUBLICA DEL PERU\n")
    move = new.moves.get()
    assert (move.how, move.reading, move.to_reading) == ("exact", old.reading, new.reading)
    assert (move.page, move.boxes, move.continued, move.quote, move.start, move.end) == _evidence(old)


def test_a_better_reading_of_the_words_is_shown(document: models.Document) -> None:
    """Accents that are now read stand in the quote; the accepted value stays what the person accepted."""
    claim = _claims(document)["signed_on"]
    accept(claim, who="Ana", value="2017-10-27")
    lines = (*LINES[:3], "suscrito el 26 de óctubre de 2017 en Quebrada Muestra")
    _read_again(document, lines, findings=[])
    claim = _claims(document)["signed_on"]
    assert (claim.quote, claim.value, claim.proposed) == ("26 de óctubre de 2017", "2017-10-27", "2017-10-26")
    assert claim.moves.get().how == "folded"
    assert claim.decisions.count() == 1


def test_another_number_is_not_the_same_words(document: models.Document) -> None:
    """The new reading says 170 where 110 was accepted: the claim keeps its reading, the 170 is a proposal."""
    accept(_claims(document)["payment"], who="Ana")
    lines = (*LINES[:2], "pagará S/ 170.00 diarios a cada oficial", LINES[3])
    tree = tree_of(lines)
    other = finding_of(
        tree,
        "payment",
        {"amount": "170.00", "currency": "PEN", "unit": "officer_day", "rank": "oficial", "payee": "officer"},
        "S/ 170.00 diarios",
    )
    settled = _read_again(document, lines, [*_findings_but(tree_of(LINES), "payment"), other])
    kept, new = document.claims.filter(field="payment").order_by("pk")
    assert (kept.state, kept.quote, kept.value["amount"]) == ("accepted", "S/ 110.00 diarios", "110.00")
    assert kept.reading is not None
    assert not kept.reading.current
    assert kept.moves.get().how == "lost"
    assert (new.state, new.quote) == ("proposed", "S/ 170.00 diarios")
    assert settled.lost == 1
    # read again as it was, it is found again
    _read_again(document, LINES)
    kept.refresh_from_db()
    assert kept.reading == document.readings.get(current=True)
    assert [move.how for move in kept.moves.all()] == ["lost", "exact"]


def test_the_value_in_the_same_place_is_the_same_claim(document: models.Document) -> None:
    """A misread number was corrected by a person; now the machine reads what the person read: no double."""
    lines = (*LINES[:2], "pagará S/ l10.00 diarios a cada oficial", LINES[3])
    row, reading, tree = stored(document.collection, sha256="cd" * 32, lines=lines)
    wrong = {"amount": "10.00", "currency": "PEN", "unit": "officer_day", "rank": "oficial", "payee": "officer"}
    (claim,) = propose(row, reading, [finding_of(tree, "payment", wrong, "S/ l10.00 diarios")])
    accept(claim, who="Ana", value={**wrong, "amount": "110.00"})
    settled = _read_again(row, LINES)
    again = row.claims.get(field="payment")
    assert (again.uid, again.quote, again.moves.get().how) == (claim.uid, "S/ 110.00 diarios", "found")
    assert again.value["amount"] == "110.00"
    assert settled.lost == 0


def test_a_proposal_that_nobody_decided_is_withdrawn_and_comes_back(document: models.Document) -> None:
    """Marked, not deleted; yielded again by a later reading it is a proposal again."""
    settled = _read_again(document, LINES, _findings_but(tree_of(), "place"))
    assert _claims(document)["place"].state == "withdrawn"
    assert settled.withdrawn == 1
    _read_again(document, LINES)
    assert _claims(document)["place"].state == "proposed"


def test_what_a_person_decided_is_never_withdrawn(document: models.Document) -> None:
    """Accepted, rejected, or put back among the proposals by a person: it stays what it is."""
    claims = _claims(document)
    accept(claims["place"], who="Ana")
    reject(claims["title"], who="Ana")
    accept(claims["party"], who="Ana")
    reopen(claims["party"], who="Ana")
    _read_again(document, LINES, [])
    after = _claims(document)
    assert [after[f].state for f in ("place", "title", "party")] == ["accepted", "rejected", "proposed"]
    assert {after[f].state for f in ("payment", "signed_on", "doc_type")} == {"withdrawn"}


def test_a_withdrawn_proposal_can_be_put_back(document: models.Document) -> None:
    """A person knows better than the machine."""
    _read_again(document, LINES, [])
    claim = _claims(document)["place"]
    reopen(claim, who="Ana")
    assert _claims(document)["place"].state == "proposed"


def test_new_findings_join_the_instrument(document: models.Document) -> None:
    """What is new is proposed for the same agreement, although what says the kind of paper is no news."""
    lines = (*LINES, "con vigencia de dos años")
    tree = tree_of(lines)
    settled = _read_again(document, lines, [*findings_of(tree), finding_of(tree, "term", "P2Y", "dos años")])
    assert [claim.field for claim in settled.proposed] == ["term"]
    assert settled.proposed[0].agreement == _claims(document)["title"].agreement is not None


def test_an_id_is_never_given_twice(document: models.Document) -> None:
    """A new finding stands at the offsets that a moved claim of the same value had: it is another claim."""
    old = _claims(document)["place"]
    again = "suscrito el 26 de octubre de 2017 en Quebrada Muestra"
    lines = (*LINES[:3], again, "y el pago en Quebrada Muestra")
    # the claim moves down a line, and the first standing gets its old offsets by an equally long line before it
    lines = ("x" * (len(LINES[0])), *LINES[1:3], again, LINES[0], LINES[3])
    tree = tree_of(lines)
    start = tree.text.index("Quebrada Muestra")
    assert start == old.start
    finding = finding_of(tree, "place", {"district": "Quebrada Muestra"}, "Quebrada Muestra")
    assert models.Claim.objects.filter(uid=old.uid).update(start=old.start + 300, end=old.end + 300) == 1
    document.readings.filter(current=True).update(current=False)
    reading = models.Reading.objects.create(document=document, version="newer")
    (made,) = propose(document, reading, [finding])
    assert made.uid != old.uid
    (same,) = propose(document, reading, [finding])
    assert same == made


def test_a_document_without_pages_moves_too(collection: models.Collection) -> None:
    """Plain text has no boxes: the words alone are compared."""
    row, reading, tree = stored(collection)
    models.Page.objects.filter(reading=reading).update(width=0, height=0)
    propose(row, reading, findings_of(tree))
    assert _read_again(row, ("NUEVO", *LINES)).lost == 0
