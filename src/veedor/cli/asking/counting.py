"""`veedor ask count`: how many agreements by which rule, beside what others count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from veedor.cli.asking.command import DAY, Asking, ask, question, today

if TYPE_CHECKING:
    from veedor.register.asking.counting import Compared, CountAnswer, Rule, Total

_OF = click.Choice(["agreements", "agreements_and_adendas", "adendas", "companies"])
_SECTOR = click.Choice(["mining", "oil_gas", "pipeline", "power"])


@ask.command()
@click.option("--of", type=_OF, default=None, help="What is counted.")
@click.option("--since", type=DAY, default=None, help="Only what was signed on that day or later.")
@click.option("--until", type=DAY, default=None, help="Only what was signed by that day.")
@click.option("--in-force-on", type=DAY, default=None, help="Only what was in force on that day.")
@click.option("--sector", type=_SECTOR, default=None, help="Only agreements that guard a site of that sector.")
@click.option("--company", default="", help="Only agreements of that company: its id or its name.")
@click.option("--region", default="", help="Only agreements with a place in that region.")
@question
def count(
    asking: Asking, of: str | None, in_force_on: dt.date | None, company: str, sector: str | None, **parts: Any
) -> None:
    """Count agreements by a stated rule, beside the figures of others for the same rule and what is missing.

    Without a rule: the register's totals, and every figure of others with the register's count by its rule.
    """
    from veedor.register.asking.counting import Rule
    from veedor.register.asking.counting import count as answer_for
    from veedor.values.spans import Window

    rule = None
    if of or in_force_on or company or sector or any(parts.values()):
        rule = Rule(
            of or "agreements",
            in_force_on=Window(in_force_on, in_force_on) if in_force_on else None,
            company=asking.find(company, frozenset({"organisation"})).slug if company else "",
            sector=sector or "",
            **parts,
        )
    answer = answer_for(asking.knowledge, today(), rule)
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: CountAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    yield _("The register holds")
    for total in answer.totals:
        yield f"  {_range(total):>10}  {rule_in_words(total.rule)}"
    if answer.sources:
        yield "\n" + _("What others count, and how many of these the register does not hold")
    for one in answer.sources:
        yield from _compared(asking, one)


def _compared(asking: Asking, one: Compared) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.words import show_date, term

    date = f" ({show_date(one.as_of)})" if one.as_of else ""
    if one.register is None:
        told = term(str(one.facts[0].get("of")))
        yield f"  {one.number:>6}  {told} · {one.label}{date} {asking.cite(one.facts)}"
        yield "          " + _("the register cannot count by this rule")
        return
    yield f"  {one.number:>6}  {rule_in_words(one.register.rule)} · {one.label}{date} {asking.cite(one.facts)}"
    low, high = one.missing_at_least, one.missing_at_most
    missing = str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    yield "          " + _("in the register: %(held)s; missing: %(missing)s") % {
        "held": _range(one.register),
        "missing": missing,
    }
    for note in dict.fromkeys(fact.note for fact in one.facts if fact.note):
        yield f"          {note}"


def _range(total: Total) -> str:
    return str(total.at_least) if total.at_least == total.at_most else f"{total.at_least}–{total.at_most}"


def rule_in_words(rule: Rule) -> str:
    """A counting rule, in the language of the answer."""
    from django.utils.translation import gettext as _

    from veedor.web.words import show_date, term

    parts = [term(rule.of)]
    if rule.since and rule.until:
        dates = {"first": show_date(rule.since.isoformat()), "last": show_date(rule.until.isoformat())}
        parts.append(_("signed from %(first)s to %(last)s") % dates)
    elif rule.since:
        parts.append(_("signed since %s") % show_date(rule.since.isoformat()))
    elif rule.until:
        parts.append(_("signed by %s") % show_date(rule.until.isoformat()))
    if rule.in_force_on:
        window = rule.in_force_on
        first, last = show_date(window.first.isoformat()), show_date(window.last.isoformat())
        if window.known:
            parts.append(_("in force on %s") % first)
        else:
            parts.append(_("in force on a day from %(first)s to %(last)s") % {"first": first, "last": last})
    parts += [term(rule.sector)] if rule.sector else []
    parts += [part for part in (rule.company, rule.region) if part]
    return ", ".join(parts)
