"""`veedor ask cases`: lawsuits, their courts, steps and outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from veedor.cli.asking.command import Asking, ask, at_thing, question
from veedor.cli.asking.happenings import case

if TYPE_CHECKING:
    from veedor.register.asking.cases import CasesAnswer


@ask.command()
@at_thing
@question
def cases(asking: Asking, at: str) -> None:
    """Say which lawsuits concern an agreement, a mine or a place: court, parties, steps, outcome.

    Without --at, all cases that the register knows.
    """
    from veedor.register.asking.cases import cases as answer_for

    answer = answer_for(asking.knowledge, asking.find(at) if at else None)
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: CasesAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    if answer.at:
        yield answer.at.label
    if not answer.cases:
        yield _("The register knows of no case here. That is no proof that there is none.")
    for one in answer.cases:
        yield from case(asking, one)
