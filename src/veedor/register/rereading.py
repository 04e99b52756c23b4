"""When a document has been read again: its claims move to the same words of the new reading.

Beside `veedor.register.claims` the only writer of claims. It moves evidence and takes back proposals that nobody
decided; it never touches a value, a decision or an id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import veedor
from veedor.documents import tree
from veedor.extraction.check_value import canonical
from veedor.extraction.finding import Finding
from veedor.register.claims import claim_uid, propose
from veedor.register.models import Claim, Document, EvidenceMove, Page, Reading
from veedor.register.moving import Mover
from veedor.register.readings import reading_tree
from veedor.values.boxes import Box

_HOW = EvidenceMove.How


@dataclass
class Settled:
    """What became of the claims of a document that was read again, in numbers."""

    moved: int = 0
    lost: int = 0
    withdrawn: int = 0
    proposed: list[Claim] = field(default_factory=list)

    def __str__(self) -> str:
        told = [f"{self.moved} values found again"] if self.moved else []
        told += [f"{self.lost} NOT FOUND in the new reading"] if self.lost else []
        told += [f"{self.withdrawn} no longer proposed"] if self.withdrawn else []
        return "; ".join(told)


def settle(document: Document, row: Reading, reading: tree.Reading, findings: Sequence[Finding]) -> Settled:
    """Store what a new reading says: move the claims of earlier ones, propose what is new. Call it in a transaction.

    A finding with the field, value and object of a claim that stands (or stood) in the same place is that claim. A
    proposal without any decision that the new reading no longer yields is withdrawn; yielded again, it comes back.
    """
    settled = Settled()
    claims = list(document.claims.filter(reading__isnull=False).exclude(reading=row).select_related("reading"))
    movers: dict[int, Mover] = {}
    said: list[Finding] = []
    by_value: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_value[finding.field, finding.about, canonical(finding.value)].append(finding)
    for claim in claims:
        assert claim.reading is not None
        if claim.reading.pk not in movers:
            movers[claim.reading.pk] = Mover(reading_tree(claim.reading), reading)
        found = movers[claim.reading.pk].find(claim.start, claim.end)
        same = [f for value in _values(claim) for f in by_value[claim.field, claim.about, value]]
        if found is not None:
            yields = [f for f in same if f.start < found.end and f.end > found.start]
            _move(claim, row, reading, found.start, found.end, _HOW(found.how), found.score)
        else:
            yields = [f for f in same if _in_place(f, claim, reading)]
            if yields:
                _move(claim, row, reading, yields[0].start, yields[0].end, _HOW.FOUND, 100.0)
            else:
                _keep(claim, row, _HOW.LOST)
                settled.lost += claim.state in {Claim.State.PROPOSED, Claim.State.ACCEPTED}
        settled.moved += claim.reading_id == row.pk
        settled.withdrawn += _withdraw_or_bring_back(claim, yielded=bool(yields))
        said += yields
    settled.proposed = propose(document, row, findings, said=said)
    return settled


def _values(claim: Claim) -> set[str]:
    """What the claim says: as the machine proposed it, and as a person took it."""
    return {canonical(claim.proposed)} | ({canonical(claim.value)} if claim.value is not None else set())


def _in_place(finding: Finding, claim: Claim, reading: tree.Reading) -> bool:
    """Whether a finding stands where a claim stood whose words were not found: the same box, or the same offsets."""
    assert claim.document is not None
    uid = claim_uid(claim.document.sha256, finding.field, finding.value, finding.about, finding.start, finding.end)
    if uid == claim.uid:
        return True
    if claim.page is None:
        return False
    page = Page.objects.filter(reading=claim.reading, number=claim.page).first()
    now = next((p for p in reading.pages if p.number == finding.page), None)
    if page is None or now is None or finding.page != claim.page or page.turned != now.turned:
        return False
    old = [Box.from_list(box) for box in claim.boxes]
    return any(a.intersection(b) for a in old for b in finding.places[0].boxes)


def _keep(claim: Claim, row: Reading, how: EvidenceMove.How, score: float = 0.0) -> None:
    """Write down what the evidence is until now, and what became of it."""
    assert claim.reading is not None
    EvidenceMove.objects.create(
        claim=claim,
        how=how,
        score=score,
        version=veedor.__version__,
        to_reading=row,
        reading=claim.reading,
        page=claim.page,
        boxes=claim.boxes,
        continued=claim.continued,
        quote=claim.quote,
        start=claim.start,
        end=claim.end,
    )


def _move(
    claim: Claim, row: Reading, reading: tree.Reading, start: int, end: int, how: EvidenceMove.How, score: float
) -> None:
    _keep(claim, row, how, score)
    claim.reading, claim.start, claim.end = row, start, end
    claim.quote = reading.text[start:end].replace("\x00", "\ufffd")
    places = reading.places(start, end) if reading.paged else []
    claim.page = places[0].page if places else None
    claim.boxes = _boxes(places[0]) if places else []
    claim.continued = [{"page": place.page, "boxes": _boxes(place)} for place in places[1:]]
    claim.save(update_fields=["reading", "start", "end", "quote", "page", "boxes", "continued"])


def _boxes(place: tree.Place) -> list[Any]:
    return [box.as_list() for box in place.boxes]


def _withdraw_or_bring_back(claim: Claim, *, yielded: bool) -> bool:
    """Take a mere proposal back that the machine no longer makes, or make it again; whether it was taken back."""
    if claim.state == Claim.State.PROPOSED and not yielded and not claim.decisions.exists():
        claim.state = Claim.State.WITHDRAWN
    elif claim.state == Claim.State.WITHDRAWN and yielded:
        claim.state = Claim.State.PROPOSED
    else:
        return False
    claim.save(update_fields=["state"])
    return claim.state == Claim.State.WITHDRAWN
