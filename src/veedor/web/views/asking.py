"""The questions of the register for programs: the same functions as `veedor ask`, one address a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from veedor.register.asking.as_known import as_known
from veedor.register.asking.cases import cases
from veedor.register.asking.checking import checks
from veedor.register.asking.comparing import compare, fields_called
from veedor.register.asking.counting import COUNTED, Rule, count
from veedor.register.asking.district import district
from veedor.register.asking.in_force import in_force
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.missing import missing
from veedor.register.asking.overlaps import overlaps
from veedor.register.asking.owners import OWNED, owners
from veedor.register.asking.paying import payments
from veedor.register.asking.printed import claim
from veedor.register.asking.things import AGREEMENT, PLACE, Named, UnknownError, find
from veedor.register.asking.timeline import time_line
from veedor.register.asking.written import as_json
from veedor.values.spans import Window

LONGEST = 500
"""Characters of a parameter."""
LISTED = 200
"""Agreements that one answer lists, unless `limit` says less."""


class ParameterError(ValueError):
    """A parameter that is missing or makes no sense; the message says which."""


class _Asked:
    """The parameters of a question, each read once; what is left over is a mistake."""

    def __init__(self, given: QueryDict) -> None:
        self._given = {name: str(given[name]).strip() for name in given}
        self._read: set[str] = set()
        self.knowledge = Knowledge(self._known(), samples=self.text("samples") in {"1", "true"})

    def text(self, name: str, *, needed: bool = False) -> str:
        self._read.add(name)
        value = self._given.get(name, "")
        if len(value) > LONGEST:
            raise ParameterError(_("%s is too long.") % name)
        if needed and not value:
            raise ParameterError(_("The parameter %s is missing.") % name)
        return value

    def day(self, name: str) -> dt.date | None:
        value = self.text(name)
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise ParameterError(_("%s has to be a day, such as 2016-10-14.") % name) from error

    def today(self) -> dt.date:
        return self.day("on") or timezone.localdate()

    def number(self, name: str) -> Decimal | None:
        value = self.text(name)
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise ParameterError(_("%s has to be a number, such as 3.33.") % name) from error
        if not number.is_finite() or not 0 < number < Decimal(10**9):
            raise ParameterError(_("%s has to be a number above nought.") % name)
        return number

    def whole(self, name: str) -> int | None:
        number = self.number(name)
        return int(number) if number is not None else None

    def thing(self, name: str = "at", kinds: frozenset[str] = frozenset()) -> Named | None:
        value = self.text(name)
        return find(value, self.knowledge, kinds) if value else None

    def needed(self, name: str = "at", kinds: frozenset[str] = frozenset()) -> Named:
        self.text(name, needed=True)
        found = self.thing(name, kinds)
        assert found is not None
        return found

    def done(self) -> None:
        left = sorted(set(self._given) - self._read)
        if left:
            raise ParameterError(_("This question has no parameter %s.") % ", ".join(left))

    def _known(self) -> dt.datetime | None:
        day = self.day("known")
        return timezone.make_aware(dt.datetime.combine(day, dt.time.max)) if day else None


def _count(asked: _Asked) -> Any:
    of, company = asked.text("of"), asked.thing("company", frozenset({"organisation"}))
    if of and of not in COUNTED:
        raise ParameterError(_("%(name)s has to be one of %(words)s.") % {"name": "of", "words": ", ".join(COUNTED)})
    since, until, alive = asked.day("since"), asked.day("until"), asked.day("in_force_on")
    sector, region = asked.text("sector"), asked.text("region")
    rule = None
    if of or company or since or until or alive or sector or region:
        day = Window(alive, alive) if alive else None
        slug = company.slug if company else ""
        rule = Rule(of or COUNTED[0], since, until, day, sector, slug, region)
    return count(asked.knowledge, asked.today(), rule)


def _compare(asked: _Asked) -> Any:
    ids = [one for one in asked.text("ids", needed=True).split(",") if one]
    fields = [one for one in asked.text("fields").split(",") if one]
    try:
        fields = fields_called(fields)
    except LookupError as error:
        raise ParameterError(_("There is no field %s.") % error) from error
    things = [find(one, asked.knowledge, frozenset({AGREEMENT})) for one in ids]
    return compare(asked.knowledge, things, fields, neighbours=asked.text("neighbours") in {"1", "true"})


def _as_known(asked: _Asked) -> Any:
    asked.text("known", needed=True)
    thing = asked.needed()
    if thing.kind == PLACE:
        raise ParameterError(_("%s is a place; claims are about agreements and things.") % thing.label)
    return as_known(asked.knowledge, thing)


def _in_force(asked: _Asked) -> Any:
    limit = min(asked.whole("limit") or LISTED, LISTED)
    return in_force(asked.knowledge, asked.today(), asked.thing(), limit=limit)


QUESTIONS: dict[str, Callable[[_Asked], Any]] = {
    "in-force": _in_force,
    "count": _count,
    "payments": lambda a: payments(
        a.knowledge,
        a.thing(),
        on=a.day("on"),
        hours=a.number("hours"),
        rate=a.number("rate"),
        limit=min(a.whole("limit") or LISTED, LISTED),
    ),
    "compare": _compare,
    "checks": lambda a: checks(a.knowledge, a.needed()),
    "overlaps": lambda a: overlaps(a.knowledge, a.needed(), since=a.day("since"), until=a.day("until")),
    "district": lambda a: district(a.knowledge, a.needed("place", frozenset({PLACE})), a.today()),
    "cases": lambda a: cases(a.knowledge, a.thing()),
    "missing": lambda a: missing(a.knowledge, a.today(), a.thing()),
    "as-known": _as_known,
    "claim": lambda a: claim(
        a.knowledge,
        a.text("text", needed=True),
        year=a.whole("year"),
        rate=a.number("rate"),
        at=a.thing("at", frozenset(OWNED)),
        on=a.today(),
    ),
    "owners": lambda a: owners(a.knowledge, a.needed("at", frozenset(OWNED)), a.today()),
    "timeline": lambda a: time_line(a.knowledge, a.needed()),
}
"""Every question by the name that `veedor ask` gives it."""


@require_safe
def ask(request: HttpRequest, question: str) -> HttpResponse:
    """The answer as JSON; an error in the one shape of all addresses for programs."""
    if question not in QUESTIONS:
        return _refused(404, "not_found", _("There is no such question; there are %s.") % ", ".join(QUESTIONS))
    try:
        asked = _Asked(request.GET)
        answer = QUESTIONS[question](asked)
        asked.done()
    except ParameterError as error:
        return _refused(400, "bad_parameter", str(error))
    except UnknownError as error:
        return _refused(404, "unknown_thing", str(error))
    return JsonResponse(as_json(answer), json_dumps_params={"ensure_ascii": False})


def _refused(status: int, code: str, message: str) -> HttpResponse:
    return JsonResponse({"error": {"code": code, "message": message, "status": status}}, status=status)
