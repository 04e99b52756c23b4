"""What a page says of a document's digital signatures: what can be told from the file, and what was not checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from veedor.documents.tree import Signature, signature_from_json
from veedor.web.facts import covered
from veedor.web.words import show_date

_INTEGRITY = {
    "unbroken": noop("Unbroken: what was signed has not been changed."),
    "broken": noop(
        "Broken: what was signed is not what the file holds now, or the signature is not the certificate’s."
    ),
    "unknown": noop("Whether it is unbroken could not be checked."),
}
_COVERS = {
    "whole_file": noop("It covers the whole file."),
    "earlier_revision": noop("It covers the file as it was then; something was added afterwards."),
    "part": noop("It covers only a part of the file."),
    "unknown": noop("What it covers could not be checked."),
}
_CHANGED = {
    "nothing": "",
    "signature_data": noop("Added afterwards: data on signatures alone."),
    "forms_or_signatures": noop("Added afterwards: form fields or further signatures."),
    "annotations": noop("Added afterwards: annotations."),
    "other": noop("Added afterwards: changes that may touch what the pages show."),
    "unknown": "",
}
_TIME = {
    "claimed": noop("by the clock of whoever signed"),
    "timestamped": noop("by a time stamp"),
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One signature as a page shows it. Numbers of the certificate are not among it."""

    who: str
    organisation: str
    issuer: str
    when: str
    clock: str
    reason: str
    location: str
    broken: bool
    stamp: bool
    says: list[str]


def shown_signatures(stored: Iterable[dict[str, Any]]) -> list[Shown]:
    """The signatures of a reading in the order in which they were made, private numbers covered."""
    return [_shown(signature_from_json(raw)) for raw in stored]


def _shown(signature: Signature) -> Shown:
    says = [_INTEGRITY[signature.integrity], _COVERS[signature.covers]]
    if signature.covers != "whole_file":
        says.append(_CHANGED[signature.changed_after])
    return Shown(
        who=covered(signature.signer),
        organisation=covered(signature.organisation),
        issuer=covered(signature.issuer),
        when=_when(signature.signed_at),
        clock=_(_TIME[signature.time]) if _TIME[signature.time] else "",
        reason=covered(signature.reason),
        location=covered(signature.location),
        broken=signature.integrity == "broken",
        stamp=signature.kind == "timestamp",
        says=[*(_(said) for said in says if said), *([signature.problem] if signature.problem else [])],
    )


def _when(told: str) -> str:
    """The day as it is written in the page's language, and the time with its distance from UTC."""
    try:
        moment = dt.datetime.fromisoformat(told)
    except ValueError:
        return ""
    return f"{show_date(moment.date().isoformat())}, {moment:%H:%M} {moment.tzname() or ''}".strip()
