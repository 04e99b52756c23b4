"""`veedor ask missing`: papers that exist, or must, and that the register does not have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from veedor.cli.asking.command import Asking, ask, at_thing, on_day, question, today
from veedor.cli.asking.counting import rule_in_words

if TYPE_CHECKING:
    from veedor.register.asking.missing import MissingAnswer


@ask.command()
@at_thing
@on_day
@question
def missing(asking: Asking, at: str, on: dt.date | None) -> None:
    """Say what the register knows that it does not have: each paper with the proof that it exists, and whom to ask."""
    from veedor.register.asking.missing import missing as answer_for

    answer = answer_for(asking.knowledge, on or today(), asking.find(at) if at else None)
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: MissingAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import gap

    if answer.at:
        yield answer.at.label
    if not answer.missing:
        yield _("Nothing is known to be missing. That is no proof that there is no more.")
    last = ""
    for one in answer.missing:
        if one.why != last:
            yield "\n" + gap(one.why)
            last = one.why
        what = f": {one.what}" if one.what else ""
        if one.rule is not None:
            what = ": " + _("at least %(number)s of: %(rule)s") % {"number": one.what, "rule": rule_in_words(one.rule)}
        yield f"  {one.id}  {one.label} ({one.about}){what} {asking.cite(one.proof)}"
    if answer.holders:
        yield "\n" + _("Whom to ask: %s") % ", ".join(answer.holders.values())
