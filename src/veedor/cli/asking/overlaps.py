"""`veedor ask overlaps`: emergencies and incidents within the lives of agreements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from veedor.cli.asking.command import DAY, Asking, ask, question
from veedor.cli.asking.happenings import happening

if TYPE_CHECKING:
    from veedor.register.asking.overlaps import OverlapsAnswer, Pair


@ask.command()
@click.option("--at", required=True, help="A mine, company, police unit, agreement or place: its id or its name.")
@click.option("--since", type=DAY, default=None, help="Only what lasted until that day or longer.")
@click.option("--until", type=DAY, default=None, help="Only what began by that day.")
@question
def overlaps(asking: Asking, at: str, since: dt.date | None, until: dt.date | None) -> None:
    """Say which emergencies and incidents fell into an agreement's life, in its places: certainly, or possibly."""
    from veedor.register.asking.overlaps import overlaps as answer_for

    answer = answer_for(asking.knowledge, asking.find(at), since=since, until=until)
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: OverlapsAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    yield answer.at.label
    if not answer.happenings:
        yield _("The register knows of no emergency and no incident here. That is no proof that there was none.")
    for one in answer.happenings:
        yield ""
        yield from happening(asking, one)
        for pair in answer.pairs:
            if pair.happening == one.id:
                yield f"      {_pair(answer, pair)}"


def _pair(answer: OverlapsAnswer, pair: Pair) -> str:
    from django.utils.translation import gettext as _

    label = f"{answer.agreements[pair.agreement]} ({pair.agreement})"
    if pair.time.overlap == "possible":
        told = _("perhaps within the life of %s")
    elif pair.time.status == "presumed":
        told = _("while presumably in force: %s")
    else:
        told = _("while in force: %s")
    where = "" if pair.named or pair.place == "certain" else " · " + _("perhaps elsewhere")
    return told % label + where
