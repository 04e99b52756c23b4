"""`veedor ask in-force`: what was in force on a day, how sure that is, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from veedor.cli.asking.command import Asking, ask, at_thing, on_day, question, today

if TYPE_CHECKING:
    from veedor.register.asking.in_force import InForceAnswer


@ask.command("in-force")
@at_thing
@on_day
@click.option("--limit", type=click.IntRange(min=0), default=200, show_default=True, help="So many are listed; 0: all.")
@question
def in_force(asking: Asking, at: str, on: dt.date | None, limit: int) -> None:
    """Say which agreements were in force on a day: yes, presumed, unknown or no, each with its reasons.

    Without --at, of the whole register those that are not plainly out of force.
    """
    from veedor.register.asking.in_force import in_force as answer_for

    answer = answer_for(asking.knowledge, on or today(), asking.find(at) if at else None, limit=limit or None)
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: InForceAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import reason, status
    from veedor.web.words import show_date

    where = f"{answer.at.label} · " if answer.at else ""
    yield f"{where}{show_date(answer.on.isoformat())}"
    if not answer.agreements:
        yield _("The register holds no agreement here.") if answer.at else _("None is known to have been in force.")
    for one in answer.agreements:
        yield f"\n{status(one.status).upper()}: {one.label} ({one.id})"
        dates = [
            _("beginning: %s") % show_date(one.starts) if one.starts else "",
            _("end: %s") % show_date(one.ends) if one.ends else "",
        ]
        if any(dates):
            yield "  " + ", ".join(part for part in dates if part)
        for because in one.because:
            facts = [answer.evidence[uid] for uid in because.claims if uid in answer.evidence]
            yield f"  – {reason(because.code, because.date)} {asking.cite(facts)}".rstrip()
    if answer.left_out:
        yield "\n" + _("and %d more (--limit 0 lists all)") % answer.left_out
    yield ""
    yield " · ".join(f"{status(code)}: {number}" for code, number in answer.counts.items())
