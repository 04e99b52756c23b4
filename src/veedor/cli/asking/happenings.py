"""How emergencies, incidents, cases and studies are told in a line or two: for several questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from veedor.cli.asking.command import Asking

if TYPE_CHECKING:
    from veedor.register.asking.beside import Happening
    from veedor.register.asking.cases import Case
    from veedor.register.asking.knowledge import Fact


def happening(asking: Asking, one: Happening) -> Iterator[str]:
    """What it was and when; then the dead, as each source counts them."""
    from django.utils.translation import gettext as _

    from veedor.register.asking.knowledge import alike
    from veedor.web.words import show_date

    dates = f"{when(one)}: " if one.kind != "road" else ""
    yield f"  – {dates}{one.label} ({one.id}) {asking.cite(_first_facts(one))}".rstrip()
    for name, words in (("killed", _("killed")), ("injured", _("injured"))):
        for facts in alike(one.facts.get(name, [])):
            fact = facts[0]
            hour = f" · {fact.get('counted_at')}" if fact.get("counted_at") else ""
            notes = "".join(f" · {note}" for note in dict.fromkeys(fact.note for fact in facts if fact.note))
            yield f"      {words}: {fact.get('count')}{hour}{notes} {asking.cite(facts)}"
    for facts in alike(one.facts.get("change", [])):
        change = facts[0]
        yield f"      {show_date(str(change.get('date')))}: {change.get('what')} {asking.cite(facts)}"


def when(one: Happening) -> str:
    """Its days in words; rival dates beside each other."""
    from django.utils.translation import gettext as _

    from veedor.web.words import show_date

    starts = " / ".join(show_date(date) for date in one.starts) or _("date not known")
    ends = " / ".join(show_date(date) for date in one.ends)
    return f"{starts} – {ends}" if ends else starts


def _first_facts(one: Happening) -> list[Fact]:
    return [fact for name in ("starts", "date", "filed", "approved") for fact in one.facts.get(name, [])]


def case(asking: Asking, one: Case) -> Iterator[str]:
    """A case with its court, parties, steps and outcome."""
    from django.utils.translation import gettext as _

    from veedor.register.asking.knowledge import alike
    from veedor.web.words import show_date, term

    yield f"\n{one.label} ({one.id})"
    for title, facts in ((_("number"), one.numbers), (_("court"), one.courts), (_("attacks"), one.attacks)):
        if facts:
            yield f"  {title}: {_joined(asking, facts)}"
    if one.filed:
        yield f"  {_filed(asking, one.filed)}"
    for facts in alike(one.parties):
        yield f"  {term(str(facts[0].get('side')))}: {facts[0].get('name')} {asking.cite(facts)}"
    for facts in alike(one.steps):
        date = show_date(str(facts[0].get("date"))) if facts[0].get("date") else _("date not known")
        yield f"  – {date}: {facts[0].get('what')} {asking.cite(facts)}"
    if one.outcomes:
        told = " / ".join(term(value) for value in dict.fromkeys(str(fact.value) for fact in one.outcomes))
        title = _("outcome")
        yield f"  {title}: {told} {asking.cite(one.outcomes)}"


def _filed(asking: Asking, facts: list[Fact]) -> str:
    from django.utils.translation import gettext as _

    from veedor.web.words import show_date

    dates = " / ".join(show_date(date) for date in dict.fromkeys(str(fact.value) for fact in facts))
    title = _("filed")
    return f"{title}: {dates} {asking.cite(facts)}"


def _joined(asking: Asking, facts: list[Fact]) -> str:
    from veedor.register.asking.knowledge import alike

    return "; ".join(f"{several[0].value} {asking.cite(several)}" for several in alike(facts))
