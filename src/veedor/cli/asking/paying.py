"""`veedor ask payments`: who pays how much to whom, and what that is per officer and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from veedor.cli.asking.command import DAY, Asking, ask, at_thing, question

if TYPE_CHECKING:
    from veedor.register.asking.knowledge import Fact
    from veedor.register.asking.paying import Paid, Paying, PaymentsAnswer, Promised
    from veedor.register.worth import Worth


class Figure(click.ParamType[Decimal]):
    """A positive number, `3.33`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The number, or what is wrong with it."""
        try:
            number = Decimal(str(value))
        except ArithmeticError:
            self.fail(f"{value} is no number; write it as 3.33", param, ctx)
        if not number.is_finite() or number <= 0:
            self.fail(f"{value} has to be a number above nought", param, ctx)
        return number


FIGURE = Figure()


@ask.command()
@at_thing
@click.option("--on", type=DAY, default=None, help="Only agreements that were, or may have been, in force on that day.")
@click.option("--hours", type=FIGURE, default=None, help="How many hours a service day is taken to have.")
@click.option("--rate", type=FIGURE, default=None, help="How many soles a dollar is taken to be.")
@click.option("--limit", type=click.IntRange(min=0), default=200, show_default=True, help="So many are listed; 0: all.")
@question
def payments(
    asking: Asking, at: str, on: dt.date | None, hours: Decimal | None, rate: Decimal | None, limit: int
) -> None:
    """Say who pays how much to whom, per what, and what that is per officer and day; promised and paid stand apart."""
    from veedor.register.asking.paying import payments as answer_for

    thing = asking.find(at) if at else None
    answer = answer_for(asking.knowledge, thing, on=on, hours=hours, rate=rate, limit=limit or None)
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: PaymentsAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.cli.asking.printed import sums

    if answer.at:
        yield answer.at.label
    if not answer.agreements and not answer.reported:
        yield _("The register knows of no payment here.")
    for one in answer.agreements:
        yield from _agreement(asking, one)
    if answer.left_out:
        yield "\n" + _("and %d more (--limit 0 lists all)") % answer.left_out
    if answer.reported:
        yield "\n" + _("Sums that others report")
        for paid in answer.reported:
            yield _paid(asking, paid)
    if answer.conversions:
        yield "\n" + _("Printed conversions")
        for held in answer.conversions:
            yield from sums(asking, held)


def _agreement(asking: Asking, one: Paying) -> Iterator[str]:
    from django.utils.translation import gettext as _

    yield f"\n{one.label} ({one.id})"
    if one.promised:
        yield "  " + _("Promised")
        for line in one.promised:
            yield from _promised(asking, line)
    if one.paid:
        yield "  " + _("Reported as paid")
        for paid in one.paid:
            yield "  " + _paid(asking, paid)
            yield from _worth(asking, paid.per_day, paid.rests_on)


def _promised(asking: Asking, line: Promised) -> Iterator[str]:
    from veedor.web.words import show_money, term

    amount = f"{line.amount} %" if line.unit in {"uit_percent_per_hour", "percent_of_officer_pay"} else ""
    first = amount or show_money(line.amount, line.currency)
    parts = [first, *(term(code) for code in (line.unit, line.payee) if code), line.rank, line.covers]
    notes = dict.fromkeys(fact.note for fact in line.facts if fact.note)
    yield f"    – {' · '.join(part for part in (*parts, *notes) if part)} {asking.cite(line.facts)}"
    yield from _worth(asking, line.per_day, line.rests_on)
    if line.other_coin is not None:
        other = line.other_coin
        coin = "US$" if other.exchanged.currency == "USD" else "S/"
        year = f" ({other.year})" if other.year else ""
        yield f"        {coin} {other.exchanged.sum}{year} {asking.cite(other.facts)}".rstrip()


def _worth(asking: Asking, worth: Worth | None, rests: tuple[Fact, ...]) -> Iterator[str]:
    from veedor.web.reasons import worth as words

    if worth is None or worth.why == "stated":
        return
    told = " · ".join(part for part in (worth.sum, words(worth.why)) if part)
    yield f"        {told} {asking.cite(rests)}".rstrip()


def _paid(asking: Asking, one: Paid) -> str:
    from veedor.web.words import show_date, show_money

    dates = " – ".join(show_date(date) for date in (one.since, one.until) if date)
    notes = dict.fromkeys(fact.note for fact in one.facts if fact.note)
    parts = [show_money(one.amount, one.currency), one.payee, one.covers, dates, *notes]
    return f"  – {' · '.join(part for part in parts if part)} {asking.cite(one.facts)}"
