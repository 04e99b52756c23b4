"""`veedor ask claim`: does a printed figure hold?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from veedor.cli.asking.command import Asking, ask, on_day, question, today
from veedor.cli.asking.paying import FIGURE

if TYPE_CHECKING:
    from veedor.register.asking.printed import ClaimAnswer, SumsHeld


@ask.command()
@click.argument("text")
@click.option(
    "--year", type=click.IntRange(1900, 2200), default=None, help="The year for whose dollars it was printed."
)
@click.option("--rate", type=FIGURE, default=None, help="How many soles a dollar was, where you know it.")
@click.option("--at", default="", help="For a share: the mine or company whose owner is meant.")
@on_day
@question
def claim(asking: Asking, text: str, year: int | None, rate: Decimal | None, at: str, on: dt.date | None) -> None:
    """Hold a printed figure against what is known: TEXT with a sum in soles and dollars, or with an owner's share."""
    from veedor.register.asking.owners import OWNED
    from veedor.register.asking.printed import claim as answer_for

    thing = asking.find(at, frozenset(OWNED)) if at else None
    answer = answer_for(asking.knowledge, text, year=year, rate=rate, at=thing, on=on or today())
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: ClaimAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import verdict

    yield f"«{answer.text}»"
    if not answer.sums and not answer.shares:
        yield _("It holds no two sums in soles and dollars, and no share of an owner that was asked for.")
    for held in answer.sums:
        yield from sums(asking, held)
    for share in answer.shares:
        known = " / ".join(f"{one} %" for one in share.known) or "–"
        yield f"  {verdict(share.verdict).upper()}: {share.label} {share.printed} %"
        yield (
            "      "
            + _("The register holds %(known)s; together with the other owners that makes %(total)s %%.")
            % {
                "known": known,
                "total": share.together.total or "?",
            }
            + f" {asking.cite(share.facts)}"
        )


def sums(asking: Asking, held: SumsHeld) -> Iterator[str]:
    """Two sums with what came out of holding them against each other."""
    from django.utils.translation import gettext as _

    from veedor.web.reasons import conversion, verdict
    from veedor.web.words import show_money

    pair = " = ".join(show_money(format(one.amount, "f"), one.currency) for one in (held.first, held.second))
    yield f"  {verdict(held.result.verdict).upper()}: {pair}"
    told = [conversion(held.result.why), held.result.sum]
    if held.years:
        first, last = held.years[0], held.years[-1]
        when = str(first) if first == last else f"{first}–{last}"
        told.append(_("soles for a dollar, %(when)s: %(rate)s") % {"when": when, "rate": held.rate})
    yield f"      {' · '.join(part for part in told if part)} {asking.cite(held.facts)}"
