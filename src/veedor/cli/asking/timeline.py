"""`veedor ask timeline`: everything dated beside a thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from veedor.cli.asking.command import Asking, ask, question

if TYPE_CHECKING:
    from veedor.register.asking.timeline import TimeLine


@ask.command()
@click.option("--at", required=True, help="A mine, company, police unit, agreement or place: its id or its name.")
@question
def timeline(asking: Asking, at: str) -> None:
    """Tell in the order of time what is dated: agreements, emergencies, incidents, cases, studies, roads, norms."""
    from veedor.register.asking.timeline import time_line

    answer = time_line(asking.knowledge, asking.find(at))
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: TimeLine) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import moment
    from veedor.web.words import show_date

    yield answer.at.label
    if not answer.moments:
        yield _("Nothing dated is known here.")
    for one in answer.moments:
        doubt = "" if one.sure == "certain" else " · " + _("perhaps elsewhere")
        told = f": {one.told}" if one.told else ""
        yield f"  {show_date(one.when)} · {moment(one.what)} · {one.label}{told}{doubt} {asking.cite(one.facts)}"
