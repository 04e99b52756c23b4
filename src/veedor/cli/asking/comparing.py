"""`veedor ask compare`: agreements side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from veedor.cli.asking.command import Asking, ask, question
from veedor.cli.exits import Exit
from veedor.cli.start import CommandError

if TYPE_CHECKING:
    from veedor.register.asking.comparing import Cell, CompareAnswer


@ask.command()
@click.argument("agreements", nargs=-1, required=True)
@click.option(
    "--field", "fields", multiple=True, help="Only this field, or force, money, life; can be given several times."
)
@click.option("--differences", is_flag=True, help="Only fields in which they differ.")
@click.option(
    "--neighbours", is_flag=True, help="Also the other agreements that guard the same mine, or are of the same company."
)
@question
def compare(
    asking: Asking, agreements: tuple[str, ...], fields: tuple[str, ...], *, differences: bool, neighbours: bool
) -> None:
    """Put AGREEMENTS side by side, field by field, with the page or address of each value.

    One alone is put beside its adendas.
    """
    from veedor.register.asking.comparing import compare as answer_for
    from veedor.register.asking.comparing import fields_called
    from veedor.register.asking.things import AGREEMENT, UnknownError

    try:
        chosen = fields_called(fields)
    except LookupError as error:
        raise CommandError(f"There is no field {error}; docs/findings.md lists them.", Exit.USAGE) from error
    things = [asking.find(text, frozenset({AGREEMENT})) for text in agreements]
    try:
        answer = answer_for(asking.knowledge, things, chosen, neighbours=neighbours)
    except UnknownError as error:
        raise CommandError(str(error)) from error
    asking.print(answer, _lines(asking, answer, differences=differences))


def _lines(asking: Asking, answer: CompareAnswer, *, differences: bool) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import comparison

    for number, (slug, label) in enumerate(answer.agreements.items(), 1):
        doubt = "" if answer.held[slug] else " · " + _("text not in the register")
        yield f"({number}) {label} ({slug}){doubt}"
    for row in answer.rows:
        if differences and row.verdict != "differs":
            continue
        yield f"\n{_label(row.field)} · {comparison(row.verdict)}"
        for number, cell in enumerate(row.cells, 1):
            yield from _cell(asking, answer, row.field, number, cell)


def _cell(asking: Asking, answer: CompareAnswer, field: str, number: int, cell: Cell) -> Iterator[str]:
    from django.utils.translation import gettext as _

    if not cell.values:
        yield f"  ({number}) " + _("not stated")
    for same in cell.values:
        quotes = dict.fromkeys(fact.evidence.quote for fact in same if fact.evidence.quote)
        quote = f" «{next(iter(quotes))}»" if quotes else ""
        yield f"  ({number}) {_shown(answer, field, same[0].value)}{quote} {asking.cite(same)}"


def _shown(answer: CompareAnswer, field: str, value: object) -> str:
    from veedor.extraction.fields import FIELDS
    from veedor.web.words import show_money, show_value

    if field in FIELDS:
        return show_value(field, value)
    if isinstance(value, dict):
        amount = [show_money(str(value["amount"]), str(value["currency"]))] if "currency" in value else []
        rest = {key: part for key, part in value.items() if key not in {"amount", "currency"} or not amount}
        return " · ".join([*amount, *(str(part) for part in rest.values() if part not in (None, ""))])
    return answer.names.get(str(value), str(value))


def _label(field: str) -> str:
    from veedor.web.words import field_label

    return field_label(field)
