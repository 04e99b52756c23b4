"""The group `ask`, and what its questions have in common: days, what was known, languages, sources under the answer."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from veedor.cli.root import main
from veedor.cli.start import CommandError, start

if TYPE_CHECKING:
    from veedor.register.asking.knowledge import Fact, Knowledge
    from veedor.register.asking.things import Named


@main.group()
def ask() -> None:
    """Ask the register: what was in force, who paid, who owned, what contradicts what.

    Every answer names the papers and publications that it rests on. --json gives all of it to a script.
    """


class Day(click.ParamType[dt.date]):
    """A day, `2016-10-14`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day, or what is wrong with it."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is no day; write it as 2016-10-14", param, ctx)


DAY = Day()
on_day = click.option("--on", type=DAY, default=None, help="The day asked for; today unless this names another.")
at_thing = click.option(
    "--at", default="", help="A mine, company, police unit, agreement or place: its id or its name."
)


@dataclass
class Asking:
    """One question on its way: what was known, and the sources that the answer cites, numbered as they come."""

    knowledge: Knowledge
    language: str
    as_json: bool
    _cited: dict[tuple[str, str], int] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)

    def find(self, text: str, kinds: frozenset[str] = frozenset()) -> Named:
        """The thing that `text` names; a clear error where there is none, or more than one."""
        from veedor.register.asking.things import UnknownError, find

        try:
            return find(text, self.knowledge, kinds)
        except UnknownError as error:
            raise CommandError(str(error)) from error

    def cite(self, facts: Iterable[Fact]) -> str:
        """`[1][2]`: the numbers of the sources of these facts."""
        numbers = []
        for fact in facts:
            evidence = fact.evidence
            key = (evidence.address or f"{evidence.sha256}/{evidence.page}", evidence.quote)
            if key not in self._cited:
                self._cited[key] = len(self._cited) + 1
                self._lines.append(_source(self._cited[key], fact))
            if self._cited[key] not in numbers:
                numbers.append(self._cited[key])
        return "".join(f"[{number}]" for number in numbers)

    def print(self, answer: Any, lines: Iterator[str]) -> None:
        """The answer as JSON, or its `lines` and under them the sources."""
        from django.utils.translation import gettext as _
        from django.utils.translation import override

        from veedor.register.asking.written import as_json

        if self.as_json:
            click.echo(json.dumps(as_json(answer), ensure_ascii=False, indent=2))
            return
        with override(self.language):
            for line in lines:
                click.echo(line)
            if self._lines:
                click.echo("\n" + _("Sources"))
                for line in self._lines:
                    click.echo(line)


def _source(number: int, fact: Fact) -> str:
    from veedor.web.words import show_date

    evidence = fact.evidence
    quote = f"«{evidence.quote}» " if evidence.quote else ""
    if evidence.sha256:
        return f"  [{number}] {quote}{evidence.document}, p. {evidence.page}"
    published = f" ({show_date(evidence.published)})" if evidence.published else ""
    return f"  [{number}] {quote}{evidence.title}{published} {evidence.address}"


def question(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every question has; the function gets an `Asking` as its first argument."""

    @click.option(
        "--known", type=DAY, default=None, help="What the register knew at the end of that day; now unless given."
    )
    @click.option("--samples", is_flag=True, help="Ask about the invented samples instead of real agreements.")
    @click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
    @click.option("--language", type=click.Choice(["es", "en"]), default="es", show_default=True, help="Of the answer.")
    @functools.wraps(command)
    def run(*, known: dt.date | None, samples: bool, as_json: bool, language: str, **options: Any) -> None:
        start(click.get_current_context().obj)
        from django.utils import timezone

        from veedor.register.asking.knowledge import Knowledge

        moment = None
        if known is not None:
            end = dt.datetime.combine(known, dt.time.max)
            moment = timezone.make_aware(end)
        command(Asking(Knowledge(moment, samples), language, as_json), **options)

    return run


def today() -> dt.date:
    """The day on which the question is asked, where the register stands."""
    from django.utils import timezone

    return timezone.localdate()
