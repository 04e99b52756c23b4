"""`veedor ask as-known`: what the register said on a past day, and who changed what since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from veedor.cli.asking.command import Asking, ask, question
from veedor.cli.exits import Exit
from veedor.cli.start import CommandError

if TYPE_CHECKING:
    from veedor.register.asking.as_known import AsKnownAnswer


@ask.command("as-known")
@click.option("--at", required=True, help="The agreement, mine, company, norm, case…: its id or its name.")
@question
def as_known(asking: Asking, at: str) -> None:
    """Say what the register held of a thing at the end of a day (--known), and every decision since."""
    from veedor.register.asking.as_known import as_known as answer_for
    from veedor.register.asking.things import PLACE

    if asking.knowledge.at is None:
        raise CommandError("Say as of which day: --known 2026-11-22.", Exit.USAGE)
    thing = asking.find(at)
    if thing.kind == PLACE:
        raise CommandError(f"{at} is a place; claims are about agreements and things. Name one of these.")
    answer = answer_for(asking.knowledge, thing)
    asking.print(answer, _lines(asking, answer))


def _lines(asking: Asking, answer: AsKnownAnswer) -> Iterator[str]:
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from veedor.web.words import show_date

    def day(moment: Any) -> str:
        return show_date(timezone.localdate(moment).isoformat())

    yield f"{answer.at.label} · {day(answer.known)}"
    if not answer.facts:
        yield _("The register held nothing of it on that day.")
        if answer.first_decision:
            yield _("The first decision about it is of %s.") % day(answer.first_decision)
    for fact in answer.facts:
        yield f"  {fact.field}: {_plain(fact.value)} {asking.cite([fact])}"
    if answer.since:
        yield "\n" + _("Decided since")
    for one in answer.since:
        change = f"{_plain(one.before)} → {_plain(one.after)}"
        yield f"  {day(one.at)} · {one.who} · {one.field}: {change} {one.why}".rstrip()


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items() if part not in (None, ""))
    return "–" if value is None else str(value)
