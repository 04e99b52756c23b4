"""What is in the data folder, in numbers. Samples are counted apart and enter no total."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Count, Q

from veedor.intake.home import Home
from veedor.register.models import Agreement, Claim, Collection, Document, Organisation, Page, Payment


def status_of() -> dict[str, Any]:
    """Numbers for `veedor status`: `register` and `samples` count the same things by the same rules."""
    collections = Collection.objects.annotate(papers=Count("documents")).order_by("slug")
    return {
        "home": str(Home.from_env().root),
        "database": f"{connection.vendor} {connection.settings_dict['NAME']}",
        "register": _numbers(sample=False),
        "samples": _numbers(sample=True),
        "waiting": Document.objects.filter(state=Document.State.KEPT).count(),
        "collections": [
            f"{c.slug}: {c.title} ({c.papers} documents{', sample' if c.sample else ''})" for c in collections
        ],
    }


def _numbers(*, sample: bool) -> dict[str, int]:
    documents = Document.objects.filter(collection__sample=sample)
    claims = Claim.objects.filter(Q(document__collection__sample=sample) | Q(source__sample=sample))
    registered = Agreement.objects.filter(collection__sample=sample, registered=True)
    return {
        "documents": documents.count(),
        "unreadable_documents": documents.filter(state=Document.State.FAILED).count(),
        "pages": Page.objects.filter(reading__document__in=documents, reading__current=True).count(),
        "proposed_claims": claims.filter(state=Claim.State.PROPOSED).count(),
        "accepted_claims": claims.filter(state=Claim.State.ACCEPTED).count(),
        "rejected_claims": claims.filter(state=Claim.State.REJECTED).count(),
        "agreements": registered.exclude(kind="amendment").count(),
        "amendments": registered.filter(kind="amendment").count(),
        "organisations": Organisation.objects.filter(sample=sample).count(),
        "payments": Payment.objects.filter(agreement__in=registered).count(),
    }
