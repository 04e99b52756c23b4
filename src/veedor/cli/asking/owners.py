"""`veedor ask owners`: who owned a mine or a company on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from veedor.cli.asking.command import Asking, ask, on_day, question, today

if TYPE_CHECKING:
    from veedor.register.asking.owners import Owner, OwnersAnswer


@ask.command()
@click.option("--at", required=True, help="The mine, project or company: its id or its name.")
@on_day
@question
def owners(asking: Asking, at: str, on: dt.date | None) -> None:
    """Say who owned a mine or a company on a day, with which share, and whether the shares add up."""
    from veedor.register.asking.owners import OWNED
    from veedor.register.asking.owners import owners as answer_for

    answer = answer_for(asking.knowledge, asking.find(at, frozenset(OWNED)), on or today())
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: OwnersAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.words import show_date

    yield f"{answer.at.label} · {show_date(answer.on.isoformat())}"
    if not answer.owners:
        yield _("No owner of that day is known.")
    for one in answer.owners:
        yield _line(asking, one)
    verdicts = {
        "whole": _("The shares add up to %s %%."),
        "less": _("The shares add up to %s %%: somebody else owned the rest."),
        "too_much": _("The shares add up to %s %%: they cannot all be true."),
    }
    if answer.adds_up.verdict in verdicts:
        yield verdicts[answer.adds_up.verdict] % answer.adds_up.total
    for title, rows in ((_("Operator"), answer.operators), (_("Before and after"), answer.others)):
        if rows:
            yield f"\n{title}"
            for one in rows:
                yield _line(asking, one, then=rows is answer.operators)
    notes = dict.fromkeys(fact.note for one in answer.owners for fact in one.facts if fact.note)
    for note in notes:
        yield f"\n{note}"


def _line(asking: Asking, one: Owner, *, then: bool = True) -> str:
    from django.utils.translation import gettext as _

    from veedor.web.words import show_date

    share = " / ".join(f"{share} %" for share in one.shares)
    dates = [
        *(_("beginning: %s") % show_date(date) for date in one.since),
        *(_("end: %s") % show_date(date) for date in one.until),
    ]
    doubt = "" if one.certain or not then else _("perhaps")
    told = ", ".join(part for part in (share, *dates, doubt) if part)
    return f"  – {one.label} ({one.id}){': ' + told if told else ''} {asking.cite(one.facts)}"
