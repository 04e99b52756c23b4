"""Lengths of time in Spanish: `dos (02) años`, `60 días calendario`, `un año y seis meses`, `dieciocho (18) meses`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import Found
from veedor.countries.spanish.numbers import number_in_words
from veedor.values.durations import Duration

_UNITS = {"ano": "years", "mes": "months", "semana": "weeks", "dia": "days"}
_UNIT = re.compile(
    r"(?P<unit>anos?|ahos?|aflos?|afios?|mes(?:es)?|semanas?|d[i1l]as?)(?![a-z])(?: calendarios?"
    r"| habiles| naturales| utiles)?"
)
_WORD = r"[a-z]{1,14}"
_COUNT = re.compile(
    rf"(?:(?P<digits>\d{{1,4}}) ?(?:\((?P<in_words>[a-z ]{{2,40}})\) ?)?"
    rf"|(?P<words>{_WORD}(?: {_WORD}){{0,4}}) ?(?:[(\[](?P<in_digits>\d{{1,4}})[)\]] ?)?)$"
)
_ADJECTIVES = ("calendarios", "calendario", "primeros", "ultimos", "proximos", "siguientes")


def find_durations(text: str) -> list[Found[Duration]]:
    """Every length of time of the folded `text`, in order; `un año y seis meses` is one."""
    simple = sorted(_simple(text), key=lambda f: f.start)
    joined: list[Found[Duration]] = []
    for one in simple:
        last = joined[-1] if joined else None
        if last and text[last.end : one.start] in {" y ", ", ", " con "} and _finer(last.value, one.value):
            value = Duration(*(a + b for a, b in zip(_parts(last.value), _parts(one.value), strict=True)))
            joined[-1] = Found(last.start, one.end, value, (*last.checks, *one.checks), min(last.sure, one.sure))
        else:
            joined.append(one)
    return [_and_a_half(text, one) for one in joined]


def _parts(value: Duration) -> tuple[int, int, int, int]:
    return value.years, value.months, value.weeks, value.days


def _finer(first: Duration, second: Duration) -> bool:
    lowest = max(i for i, n in enumerate(_parts(first)) if n)
    return all(i > lowest for i, n in enumerate(_parts(second)) if n)


def _and_a_half(text: str, one: Found[Duration]) -> Found[Duration]:
    if one.value.years and not one.value.months and text.startswith(" y medio", one.end):
        return Found(one.start, one.end + 8, Duration(one.value.years, 6), one.checks, one.sure)
    return one


def _simple(text: str) -> Iterator[Found[Duration]]:
    for match in _unit_words(text):
        window = text[max(0, match.start() - 70) : match.start()].rstrip()
        for adjective in _ADJECTIVES:
            window = window.removesuffix(adjective).rstrip()
        counted = _count_at_end(window)
        if counted is None or counted[1] < 1:
            continue
        offset, number, checks = counted
        unit = match["unit"].replace("ahos", "anos").replace("aho", "ano").replace("aflo", "ano").replace("afio", "ano")
        unit = "dia" if unit.startswith("d") else next(name for name in _UNITS if unit.startswith(name))
        sure = 0.6 if any(check.endswith(":no") for check in checks) else 0.95
        start = max(0, match.start() - 70) + offset
        yield Found(start, match.end(), Duration(**{_UNITS[unit]: number}), checks, sure)


def _unit_words(text: str) -> Iterator[re.Match[str]]:
    for stem in ("ano", "aho", "aflo", "afio", "mes", "semana", "dia", "d1a", "dla"):
        at = text.find(stem)
        while at >= 0:
            if at and not text[at - 1].isalpha():
                match = _UNIT.match(text, at)
                if match:
                    yield match
            at = text.find(stem, at + 2)


def _count_at_end(window: str) -> tuple[int, int, tuple[str, ...]] | None:
    """Where the count at the end of `window` begins, the count, and whether words and digits agree."""
    starts = [m.start() for m in re.finditer(r"(?<![a-z0-9.,/\-])[a-z0-9]", window)]
    for start in starts[-9:]:
        match = _COUNT.match(window, start)
        if match is None:
            continue
        words = match["words"] or match["in_words"]
        digits = match["digits"] or match["in_digits"]
        spelled = number_in_words(words) if words else None
        if words and spelled is None:
            continue
        if spelled is None:
            return start, int(digits), ()
        if digits is None:
            return start, spelled, ()
        return start, spelled, (f"words_match_digits:{'ok' if spelled == int(digits) else 'no'}",)
    return None
