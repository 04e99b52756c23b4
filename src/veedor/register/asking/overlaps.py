"""Which emergencies and incidents fell into an agreement's life, in its places (question 6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from veedor.register.asking.beside import Happening, beside, ground_of, grounds, ties_to
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.nearness import SURER, During, during
from veedor.register.asking.things import Named, agreements_at
from veedor.register.models import Amendment
from veedor.values.spans import NEVER, Overlap, Span, Window


@dataclass(frozen=True, slots=True)
class Pair:
    """One agreement and what happened beside it."""

    agreement: str
    happening: str
    time: During
    place: Overlap
    """How sure it is that it happened where the agreement serves; *certain* where a source ties the two."""
    named: bool
    """Whether a source ties the two, or the mine that the agreement guards."""


@dataclass(frozen=True, slots=True)
class OverlapsAnswer:
    """The agreements at a thing, what happened there, and every pair that has or may have a day in common."""

    at: Named
    agreements: dict[str, str]
    """Labels by id."""
    happenings: list[Happening]
    pairs: list[Pair]
    undated: list[str]
    """Ids of what happened nobody says when."""


def overlaps(
    knowledge: Knowledge,
    at: Named,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    kinds: tuple[str, ...] = ("emergency", "incident"),
) -> OverlapsAnswer:
    """Every emergency and incident beside the agreements at `at`, within the days asked for."""
    rows = list(agreements_at(at, knowledge))
    amended = set(Amendment.objects.filter(amendment__in=rows, of__isnull=False).values_list("amendment", flat=True))
    own = [row for row in rows if row.pk not in amended] or rows
    asked = Span(Window(since or dt.date.min, since or dt.date.min), Window(until or NEVER, until or NEVER))
    around = beside(knowledge, ground_of(at, knowledge), kinds)
    happened = [one for one in around if one.span is None or one.span.with_other(asked) != Overlap.NONE]
    lives = knowledge.lives(own)
    ground = grounds(own)
    pairs = []
    for agreement in own:
        stretches = lives[agreement.pk].stretches()
        for one in happened:
            ties = ties_to(one, ground[agreement.pk]) if one.span is not None else ()
            if not ties or one.span is None:
                continue
            time = during(stretches, one.span)
            if time.overlap != Overlap.NONE:
                sure = max((tie.sure for tie in ties), key=SURER.index)
                pairs.append(Pair(agreement.slug, one.id, time, sure, any(tie.how == "names" for tie in ties)))
    pairs.sort(key=lambda pair: (-SURER.index(pair.time.overlap), pair.happening, pair.agreement))
    undated = [one.id for one in happened if one.span is None]
    return OverlapsAnswer(at, {one.slug: str(one) for one in own}, happened, pairs, undated)
