"""Reading documents again that are in the register."""

from __future__ import annotations

from collections.abc import Sequence

from veedor.documents import Limits
from veedor.intake.home import Home
from veedor.intake.ingest import Ingest
from veedor.intake.progress import Progress
from veedor.intake.report import Report
from veedor.opinion import SecondOpinion
from veedor.register.models import Document


def reread(
    home: Home,
    documents: Sequence[Document],
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
    opinion: SecondOpinion | None = None,
) -> Report:
    """Read these documents again, and all that waits to be read, also what is asked for meanwhile.

    `HomeError` when another run holds the home: what was asked for then waits for the next run.
    """
    report = Report()
    while True:
        waiting = Document.objects.filter(state__in=[Document.State.KEPT, Document.State.AGAIN])
        first = next(iter(documents), None) or waiting.select_related("collection").order_by("pk").first()
        if first is None:
            return report
        # the batch belongs to one collection; each document stays in its own
        run = Ingest(home, first.collection, limits=limits, progress=progress, opinion=opinion)
        lines = run.reread(documents).lines
        report.lines += lines
        if not lines:
            return report
        documents = ()
