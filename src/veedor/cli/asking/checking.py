"""`veedor ask checks`: which checks agreements pass by the law of their day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from veedor.cli.asking.command import Asking, ask, at_thing, question

if TYPE_CHECKING:
    from veedor.register.asking.checking import Checked, ChecksAnswer, Outcome

_TOLD = ("fails", "question", "holds")
"""What is told one by one; the rest is named together."""


@ask.command()
@at_thing
@question
def checks(asking: Asking, at: str) -> None:
    """Say which checks agreements pass by the law of the day of their signature, and which norms they cite out of time.

    A check whose rule is disputed is never more than a question. Without --at, all agreements.
    """
    from veedor.register.asking.checking import checks as answer_for

    answer = answer_for(asking.knowledge, asking.find(at) if at else None)
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: ChecksAnswer) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import verdict

    if not answer.agreements:
        yield _("The register holds no agreement here.")
    for one in answer.agreements:
        yield from _one(asking, one)
    yield "\n" + " · ".join(f"{verdict(code)}: {number}" for code, number in answer.counts.items())


def _one(asking: Asking, one: Checked) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import outcome, verdict
    from veedor.web.words import show_date

    yield f"\n{one.label} ({one.id})"
    yield "  " + (_("Signed: %s") % show_date(one.signed) if one.signed else _("day of signature not known"))
    if not one.held:
        yield "  " + _("The text is not in the register: what is known of it comes from others.")
    for code in _TOLD:
        for found in one.outcomes:
            if found.verdict == code and found.why != "a_person_answers":
                yield from _outcome(asking, found)
    asked = [found for found in one.outcomes if found.why == "a_person_answers"]
    for found in asked:
        yield f"  ? {found.check}: {_question(asking, found)}"
    unknown = [found.check for found in one.outcomes if found.verdict == "cannot_be_told"]
    if unknown:
        yield "  " + _("Cannot be told: %s") % ", ".join(unknown)
    if one.cited:
        yield "  " + _("Norms it cites")
        for norm in one.cited:
            sources = asking.cite([*norm.facts, *norm.rule])
            yield f"    {norm.norm}: {verdict(norm.verdict)}. {outcome(norm.why)} {sources}"


def _outcome(asking: Asking, found: Outcome) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from veedor.web.reasons import outcome, verdict

    doubt = " (" + _("disputed rule") + ")" if found.disputed else ""
    rule = ", ".join([*found.norms, *found.articles])
    yield f"  {verdict(found.verdict).upper()} {found.check} · {_question(asking, found)}"
    yield f"      {outcome(found.why)} {asking.cite(found.facts)} · {rule}{doubt} {asking.cite(found.rule)}"


def _question(asking: Asking, found: Outcome) -> str:
    return found.asks_es if asking.language == "es" else found.asks_en
