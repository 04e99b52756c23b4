"""Pages of what is known: what is in force on a day, and a district on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from veedor.register.asking.beside import Happening
from veedor.register.asking.cases import Case
from veedor.register.asking.district import DistrictAnswer, district
from veedor.register.asking.in_force import Held, in_force
from veedor.register.asking.knowledge import Fact, Knowledge, alike
from veedor.register.asking.things import PLACE, Named, UnknownError, find
from veedor.register.models import Place
from veedor.values.folding import fold
from veedor.web.reasons import reason, status
from veedor.web.words import show_date, term

LONGEST = 200
"""Characters of what was typed."""
LISTED = 200


@dataclass
class Cites:
    """The sources under a page, numbered as they are met."""

    rows: list[Fact] = field(default_factory=list)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, facts: Iterable[Fact]) -> list[int]:
        """The numbers of the sources of some facts, each once."""
        found = []
        for fact in facts:
            key = (fact.evidence.address or f"{fact.evidence.sha256}/{fact.evidence.page}", fact.evidence.quote)
            if key not in self._numbers:
                self.rows.append(fact)
                self._numbers[key] = len(self.rows)
            if self._numbers[key] not in found:
                found.append(self._numbers[key])
        return found


@require_safe
def in_force_on(request: HttpRequest) -> HttpResponse:
    """What was in force on a day: of the whole register, or at a mine, a company, a place."""
    knowledge = Knowledge()
    typed, problem = request.GET.get("en", "").strip()[:LONGEST], ""
    day = timezone.localdate()
    at: Named | None = None
    choices: tuple[Named, ...] = ()
    try:
        day = dt.date.fromisoformat(request.GET["dia"]) if request.GET.get("dia") else day
    except ValueError:
        problem = _("This is no day. Write it as 2016-10-14.")
    try:
        at = find(typed, knowledge) if typed else None
    except UnknownError as error:
        choices = error.found
        problem = _("This can be several things. Choose one:") if choices else _("Nothing here is called so.")
    answer = in_force(knowledge, day, at, limit=LISTED) if not problem else None
    cites = Cites()
    evidence = answer.evidence if answer else {}
    return render(
        request,
        "in_force.html",
        {
            "day": day,
            "typed": typed,
            "problem": problem,
            "choices": choices,
            "at": at,
            "answer": answer,
            "held": [_held(one, evidence, cites) for one in answer.agreements] if answer else [],
            "counts": [(status(code), number) for code, number in answer.counts.items()] if answer else [],
            "sources": cites.rows,
        },
    )


def _held(one: Held, evidence: dict[str, Fact], cites: Cites) -> dict[str, Any]:
    return {
        "label": one.label,
        "id": one.id,
        "status": one.status,
        "word": status(one.status),
        "starts": one.starts,
        "ends": one.ends,
        "because": [
            (reason(why.code, why.date), cites.of(evidence[uid] for uid in why.claims if uid in evidence))
            for why in one.because
        ],
    }


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """All places of which something is known, by region."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for row in Place.objects.filter(sample=False).order_by("region", "province", "district"):
        if row.district or row.province:
            slug = f"{row.district}/{row.province}/{row.region}"
            name = ", ".join(part for part in (row.district, row.province) if part)
            regions.setdefault(row.region or _("Region not stated"), []).append((slug, name))
    ordered = sorted(regions.items(), key=lambda pair: fold(pair[0]))
    return render(
        request, "places.html", {"regions": [(name, sorted(rows, key=lambda r: fold(r[1]))) for name, rows in ordered]}
    )


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """All that is known of one district or province, for somebody who lives there."""
    parts = slug.split("/")
    if (
        len(parts) != 3
        or not Place.objects.filter(district=parts[0], province=parts[1], region=parts[2], sample=False).exists()
    ):
        raise Http404
    knowledge = Knowledge()
    at = Named(PLACE, slug, ", ".join(part for part in parts if part))
    answer = district(knowledge, at, timezone.localdate())
    cites = Cites()
    return render(request, "place.html", _place(answer, cites) | {"sources": cites.rows})


def _place(answer: DistrictAnswer, cites: Cites) -> dict[str, Any]:
    held = {one.id: one for one in (*answer.in_force.agreements, *answer.through_a_mine)}
    evidence = dict(answer.in_force.evidence)
    missing = {uid for one in held.values() for why in one.because for uid in why.claims} - evidence.keys()
    known = Knowledge().cited(missing)
    evidence |= {uid: known[uid] for uid in missing if uid in known}
    return {
        "at": answer.at,
        "day": answer.on,
        "agreements": [_held(one, evidence, cites) for one in held.values()],
        "now": [_happening(one, cites) for one in answer.emergencies_then],
        "mines": answer.mines,
        "influence": [
            {
                "label": one.label,
                "how": [term(word) for word in one.how],
                "approved": [show_date(date) for date in one.approved],
                "cites": cites.of(one.facts),
            }
            for one in answer.influence
        ],
        "emergencies": [_happening(one, cites) for one in answer.emergencies],
        "incidents": [_happening(one, cites) for one in answer.incidents],
        "cases": [_case(one, cites) for one in answer.cases],
    }


def _happening(one: Happening, cites: Cites) -> dict[str, Any]:
    first = [fact for name in ("starts", "date") for fact in one.facts.get(name, ())]
    counts = []
    for name, word in (("killed", _("killed")), ("injured", _("injured"))):
        for same in alike(one.facts.get(name, ())):
            hour = str(same[0].get("counted_at") or "")
            notes = "; ".join(dict.fromkeys(fact.note for fact in same if fact.note))
            told = " · ".join(part for part in (show_date(hour) if hour else "", notes) if part)
            counts.append((word, same[0].get("count"), told, cites.of(same)))
    return {
        "label": one.label,
        "starts": [show_date(date) for date in one.starts],
        "ends": [show_date(date) for date in one.ends],
        "sure": one.sure,
        "counts": counts,
        "cites": cites.of(first),
    }


def _case(one: Case, cites: Cites) -> dict[str, Any]:
    outcomes = list(dict.fromkeys(term(str(fact.value)) for fact in one.outcomes))
    courts = list(dict.fromkeys(str(fact.value) for fact in one.courts))
    return {
        "label": one.label,
        "courts": courts,
        "outcomes": outcomes,
        "cites": cites.of([*one.courts, *one.outcomes]),
    }
