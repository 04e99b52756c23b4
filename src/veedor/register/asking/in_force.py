"""Which agreements were in force on a day, how sure that is, and why (questions 1 and 10 of product.md)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, When

from veedor.register import lives
from veedor.register.asking.knowledge import Fact, Knowledge
from veedor.register.asking.things import AGREEMENT, Named, agreements_at
from veedor.register.in_force import Answer, Life, Reason, Status, Stretch
from veedor.register.models import Agreement, Amendment, Collection, InForce
from veedor.values.spans import ALWAYS, NEVER

ORDER = (Status.YES, Status.PRESUMED, Status.UNKNOWN, Status.NO)
"""What is surest comes first."""


@dataclass(frozen=True, slots=True)
class Because:
    """One reason, with the facts it rests on."""

    code: str
    """One of the table in docs/in-force.md."""
    date: str
    """EDTF; empty where the reason speaks of none."""
    claims: tuple[str, ...]
    """Their ids, to be looked up among the answer's `evidence`."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whether one agreement was in force on the day."""

    id: str
    label: str
    status: Status
    because: tuple[Because, ...]
    starts: str
    """EDTF: when the text that held then begins, as its reasons say; empty where nothing says it."""
    ends: str
    """EDTF: its last day."""
    since: dt.date
    until: dt.date
    """The days, both included, on which the answer is the same."""
    adendas: tuple[str, ...]
    """The adendas that the register ties to it."""


@dataclass(frozen=True, slots=True)
class InForceAnswer:
    """The answer for all agreements at a thing, or for all there are."""

    on: dt.date
    at: Named | None
    known: dt.datetime | None
    agreements: list[Held]
    left_out: int
    """How many more there are than were asked for."""
    counts: dict[str, int]
    """How many agreements have which answer; those that are plainly not in force are counted, and listed where a thing
    was named."""
    evidence: dict[str, Fact] = field(default_factory=dict)


def in_force(knowledge: Knowledge, on: dt.date, at: Named | None = None, *, limit: int | None = None) -> InForceAnswer:
    """Every agreement at `at` with its answer; of the whole register, those that are not plainly out of force.

    With `limit`, the first so many, the surest first; all are counted.
    """
    if knowledge.at is None and at is None:
        held, counts = _stored(knowledge, on, limit)
        listed = sum(number for status, number in counts.items() if status != Status.NO)
    else:
        held = _calculated(knowledge, on, at)
        counts = dict(Counter(str(one.status) for one in held))
        held = held if at else [one for one in held if one.status != Status.NO]
        listed = len(held)
    held.sort(key=lambda one: (ORDER.index(one.status), one.label, one.id))
    held = held[:limit]
    cited = knowledge.cited(uid for one in held for reason in one.because for uid in reason.claims)
    named = {uid for one in held for reason in one.because for uid in reason.claims}
    evidence = {uid: cited[uid] for uid in sorted(named) if uid in cited}
    return InForceAnswer(
        on, at, knowledge.at, held, listed - len(held), {str(s): counts.get(str(s), 0) for s in ORDER}, evidence
    )


def _stored(knowledge: Knowledge, on: dt.date, limit: int | None) -> tuple[list[Held], dict[str, int]]:
    """From the stretches that were calculated when claims were accepted."""
    rows = InForce.objects.filter(first__lte=on, last__gte=on, agreement__collection__sample=knowledge.samples)
    counts = Counter(dict(rows.values_list("status").annotate(Count("pk"))))
    surest = Case(*(When(status=str(status), then=place) for place, status in enumerate(ORDER)))
    chosen = list(rows.annotate(place=surest).order_by("place", "agreement__label", "agreement__slug")[:limit])
    agreements = Agreement.objects.in_bulk([row.agreement_id for row in chosen])
    ties = _adendas(set(agreements))
    held = []
    for row in chosen:
        answer = Answer(Status(row.status), lives.reasons_from(row.because))
        adendas = tuple(slug for slug, _ in ties.get(row.agreement_id, ()))
        held.append(_held(agreements[row.agreement_id], Stretch(row.first, row.last, answer), adendas))
    # two plain counts: which collections are real is asked first, so that neither joins a hundred thousand rows
    real = list(Collection.objects.filter(sample=knowledge.samples).values_list("pk", flat=True))
    tied = Amendment.objects.filter(
        of__isnull=False, amendment__registered=True, amendment__collection__in=real
    ).aggregate(number=Count("amendment", distinct=True))
    own = Agreement.objects.filter(registered=True, collection__in=real).count() - tied["number"]
    counts[str(Status.NO)] = own - sum(counts.values())
    return held, dict(counts)


def _calculated(knowledge: Knowledge, on: dt.date, at: Named | None) -> list[Held]:
    """From the claims themselves."""
    rows = list(agreements_at(at, knowledge) if at else knowledge.agreements())
    ties = _adendas({row.pk for row in rows})
    amended = set(
        Amendment.objects.filter(amendment__in=[row.pk for row in rows], of__isnull=False).values_list(
            "amendment", flat=True
        )
    )
    if at is not None and at.kind == AGREEMENT and {row.slug for row in rows if row.pk in amended} == {at.slug}:
        # an adenda was asked for: what it prolongs is the agreement
        rows = list(Agreement.objects.filter(amended_by__amendment__slug=at.slug).distinct())
        ties = _adendas({row.pk for row in rows})
        amended = set()
    own = [row for row in rows if row.pk not in amended]
    known = knowledge.lives(own)
    return [_held(one, stretch_on(known[one.pk], on), tuple(slug for slug, _ in ties.get(one.pk, ()))) for one in own]


def stretch_on(life: Life, day: dt.date) -> Stretch:
    """The stretch of a life that holds that day."""
    return next(one for one in life.stretches() if one.first <= day <= one.last)


def _adendas(agreements: set[int]) -> dict[int, list[tuple[str, str]]]:
    """Slug and title of the adendas of each agreement, by its primary key."""
    found: dict[int, list[tuple[str, str]]] = {}
    pks = sorted(agreements)
    for start in range(0, len(pks), 500):
        rows = Amendment.objects.filter(of__in=pks[start : start + 500], amendment__registered=True)
        for row in rows.select_related("amendment").order_by("amendment__signed_on", "amendment__slug"):
            told = found.setdefault(row.of_id or 0, [])
            if row.amendment.slug not in [slug for slug, _ in told]:
                told.append((row.amendment.slug, str(row.amendment)))
    return found


def _held(agreement: Agreement, stretch: Stretch, adendas: Sequence[str]) -> Held:
    because = stretch.answer.because
    status = stretch.answer.status
    return Held(
        id=agreement.slug,
        label=str(agreement),
        status=status,
        because=tuple(Because(reason.code, reason.date, reason.claims) for reason in because),
        starts=_date(because, "starts_on", "from_signing") or agreement.starts_on or agreement.signed_on,
        ends=_end(because, stretch) or agreement.ends_on,
        since=stretch.first,
        until=stretch.last,
        adendas=tuple(adendas),
    )


def _date(because: Sequence[Reason], *codes: str) -> str:
    return next((reason.date for reason in because if reason.code in codes), "")


def _end(because: Sequence[Reason], stretch: Stretch) -> str:
    """The last end that the reasons name: that of the last text that prolongs it; or the last day of a term."""
    stated = [reason.date for reason in because if reason.code == "ends_on"]
    if stated:
        return stated[-1]
    counted = any(reason.code == "term" for reason in because)
    certain = stretch.answer.status == Status.YES and stretch.last not in {ALWAYS, NEVER}
    return stretch.last.isoformat() if counted and certain else ""
