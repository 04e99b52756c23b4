"""`veedor ask district`: all that is known of one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from veedor.cli.asking.command import Asking, ask, on_day, question, today
from veedor.cli.asking.happenings import case, happening

if TYPE_CHECKING:
    from veedor.register.asking.beside import Happening
    from veedor.register.asking.district import DistrictAnswer, Influence


@ask.command()
@click.argument("place")
@on_day
@question
def district(asking: Asking, place: str, on: dt.date | None) -> None:
    """Say what is known of a district, province or region: mines, studies, agreements, emergencies, incidents, cases.

    PLACE is its name, with what it lies in where several share it: "Cocachacra, Islay".
    """
    from veedor.register.asking.district import district as answer_for
    from veedor.register.asking.things import PLACE

    answer = answer_for(asking.knowledge, asking.find(place, frozenset({PLACE})), on or today())
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: DistrictAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import status
    from veedor.web.words import show_date

    yield f"{answer.at.label} · {show_date(answer.on.isoformat())}"
    yield "\n" + _("Mines and pipelines")
    for mine in answer.mines:
        where = _("lies here") if mine.inside else _("a study counts this place among the land it touches")
        yield f"  – {mine.label} ({mine.id}): {where}"
    if not answer.mines:
        yield "  " + _("none known")
    yield "\n" + _("Area of influence")
    for one in answer.influence:
        yield _influence(asking, one)
    if not answer.influence:
        yield "  " + _("none known")
    yield "\n" + _("Agreements")
    held = [*answer.in_force.agreements, *answer.through_a_mine]
    for agreement in held:
        yield f"  – {agreement.label} ({agreement.id}): {status(agreement.status)}"
    if not held:
        yield "  " + _("none known")
    yield from _happenings(asking, _("States of emergency"), answer.emergencies)
    yield from _happenings(asking, _("Incidents"), answer.incidents)
    yield from _happenings(asking, _("Roads"), answer.roads)
    yield "\n" + _("Cases")
    for suit in answer.cases:
        yield from case(asking, suit)
    if not answer.cases:
        yield "  " + _("none known")


def _happenings(asking: Asking, title: str, rows: Iterable[Happening]) -> Iterator[str]:
    from django.utils.translation import gettext as _

    yield f"\n{title}"
    empty = True
    for one in rows:
        empty = False
        yield from happening(asking, one)
    if empty:
        yield "  " + _("none known")


def _influence(asking: Asking, one: Influence) -> str:
    from django.utils.translation import gettext as _

    from veedor.web.words import show_date, term

    dates = " / ".join(show_date(date) for date in one.approved) or _("date of approval not known")
    how = " / ".join(term(word) for word in one.how) or _("how is not said")
    doubt = "" if one.sure == "certain" else " · " + _("perhaps")
    return f"  – {one.label} ({one.study}): {how}; {dates}{doubt} {asking.cite(one.facts)}"
