"""From findings to claims, and from people's decisions to what stands.

The only writer of `Decision`, and of `Claim` but for `veedor.register.rereading`, which moves evidence when a document
is read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

import veedor
from veedor.extraction.check_value import canonical, check_value
from veedor.extraction.fields import AGREEMENT_TYPES
from veedor.extraction.finding import THIS, Finding
from veedor.register.models import Agreement, Claim, Decision, Document, Reading, Source
from veedor.register.projection import project


class DecisionError(ValueError):
    """A decision that cannot be taken: who is missing, the claim is in the wrong state."""


def claim_uid(evidence: str, field: str, value: Any, about: str, start: int, end: int) -> str:
    """The lasting id of a claim: the same value from the same words of the same bytes is the same claim.

    `evidence` is the document's hash or the publication's address. The id is what a permalink names, so it may not
    depend on when, in which order or how often a document was read.
    """
    text = "\x1f".join((evidence, field, canonical(value), about, str(start), str(end)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def instrument_of(document: Document) -> Agreement:
    """The row of the instrument that a document is about, made where there is none yet.

    Its slug comes from the document's hash: stable, and free of any fact that a person may still correct.
    """
    known = document.agreements.order_by("pk").first()
    if known is not None:
        return known
    made, _ = Agreement.objects.get_or_create(
        slug=f"c-{document.sha256[:10]}", defaults={"collection": document.collection}
    )
    made.documents.add(document)
    return made


def propose(
    document: Document, reading: Reading, findings: Iterable[Finding], *, said: Sequence[Finding] = ()
) -> list[Claim]:
    """Store findings as proposed claims; a claim that is there already (a second run) is left as it is.

    The findings `said` are what claims of an earlier reading say already: they make no claims of their own.

    Findings about the document's own instrument are tied to its agreement's row when the document seems to be an
    agreement or an amendment; what a paper says of other instruments stays with the document.
    """
    findings = list(findings)
    seems = max((f for f in findings if f.field == "doc_type"), key=lambda f: f.confidence, default=None)
    instrument = instrument_of(document) if seems is not None and seems.value in AGREEMENT_TYPES else None
    known = {id(finding) for finding in said}
    claims = []
    for finding in findings:
        if id(finding) in known:
            continue
        uid = _uid_for(document, finding)
        data = finding.to_json()
        claim, _ = Claim.objects.get_or_create(
            uid=uid,
            defaults={
                "agreement": instrument if finding.about == THIS else None,
                "document": document,
                "reading": reading,
                "field": finding.field,
                "about": finding.about,
                "page": data["page"],
                "boxes": data["boxes"],
                "continued": data["continued"],
                "quote": finding.quote,
                "start": finding.start,
                "end": finding.end,
                "clause": finding.clause or "",
                "proposed": finding.value,
                "confidence": data["confidence"],
                "checks": data["checks"],
                "method": finding.method,
                "version": veedor.__version__,
            },
        )
        claims.append(claim)
    return claims


def _uid_for(document: Document, finding: Finding) -> str:
    """The finding's id; another one where a claim has it whose words a new reading moved to another place."""
    evidence = document.sha256
    while True:
        uid = claim_uid(evidence, finding.field, finding.value, finding.about, finding.start, finding.end)
        known = Claim.objects.filter(uid=uid).values_list("start", "end").first()
        if known in {None, (finding.start, finding.end)}:
            return uid
        evidence += "+"


def claim_from_publication(
    source: Source, agreement: Agreement | None, field: str, value: Any, quote: str, *, confidence: float, method: str
) -> Claim:
    """A proposed claim that rests on a publication instead of a page; `BadValueError` for a value of the wrong form."""
    check_value(field, value)
    uid = claim_uid(source.address, field, value, agreement.slug if agreement else THIS, 0, len(quote))
    claim, _ = Claim.objects.get_or_create(
        uid=uid,
        defaults={
            "agreement": agreement,
            "source": source,
            "field": field,
            "quote": quote,
            "end": len(quote),
            "proposed": value,
            "confidence": confidence,
            "method": method,
            "version": veedor.__version__,
        },
    )
    return claim


def accept(claim: Claim, *, who: str, why: str = "", value: Any = None) -> Decision:
    """A person takes the claim into the register, as proposed or (with `value`) corrected.

    `BadValueError` when the corrected value is not what the field takes, `DecisionError` without a name.
    """
    if value is not None:
        check_value(claim.field, value)
    taken = claim.proposed if value is None else value
    same = canonical(taken) == canonical(claim.proposed)
    kind = Decision.Kind.ACCEPT if same else Decision.Kind.CORRECT
    return _decide(claim, kind, Claim.State.ACCEPTED, taken, who, why)


def reject(claim: Claim, *, who: str, why: str = "") -> Decision:
    """A person finds that the paper does not say this."""
    return _decide(claim, Decision.Kind.REJECT, Claim.State.REJECTED, None, who, why)


def reopen(claim: Claim, *, who: str, why: str = "") -> Decision:
    """A person takes the last decision back: the claim is a proposal again."""
    if claim.state == Claim.State.PROPOSED:
        raise DecisionError(f"The claim {claim.uid} is not decided yet: there is nothing to take back.")
    return _decide(claim, Decision.Kind.REOPEN, Claim.State.PROPOSED, None, who, why)


def accept_all(claims: Sequence[Claim], *, who: str, why: str = "") -> int:
    """Accept many claims as proposed and make what follows from them once; gives how many were taken."""
    with transaction.atomic():
        touched: dict[int, Agreement] = {}
        waiting = [claim for claim in claims if claim.state != Claim.State.ACCEPTED]
        for claim in waiting:
            _write(claim, Decision.Kind.ACCEPT, Claim.State.ACCEPTED, claim.proposed, who, why)
            if claim.agreement is not None:
                touched[claim.agreement.pk] = claim.agreement
        for agreement in touched.values():
            project(agreement)
    return len(waiting)


def _decide(claim: Claim, kind: Decision.Kind, state: Claim.State, value: Any, who: str, why: str) -> Decision:
    with transaction.atomic():
        decision = _write(claim, kind, state, value, who, why)
        if claim.agreement is not None:
            project(claim.agreement)
    return decision


def _write(claim: Claim, kind: Decision.Kind, state: Claim.State, value: Any, who: str, why: str) -> Decision:
    who = " ".join(who.split())
    if not who:
        raise DecisionError("A decision needs the name of the person who takes it.")
    # the row is read again under the transaction's lock: two people at one claim see each other's decision
    fresh = Claim.objects.select_for_update().get(pk=claim.pk)
    if kind != Decision.Kind.REOPEN and state == Claim.State.ACCEPTED and fresh.field == "doc_type":
        _give_instrument(fresh, value)
    decision = Decision.objects.create(
        claim=fresh, kind=kind, who=who, why=why, before=fresh.value, after=value, version=veedor.__version__
    )
    fresh.state, fresh.value = state, value
    fresh.save(update_fields=["state", "value", "agreement"])
    claim.state, claim.value, claim.agreement = fresh.state, fresh.value, fresh.agreement
    return decision


def _give_instrument(claim: Claim, value: Any) -> None:
    """A document that a person finds to be an agreement gets its row, and its claims move to it."""
    if value not in AGREEMENT_TYPES or claim.agreement is not None or claim.document is None or claim.about != THIS:
        return
    claim.agreement = instrument_of(claim.document)
    claim.document.claims.filter(about=THIS, agreement=None).update(agreement=claim.agreement)
