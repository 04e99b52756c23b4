"""Lengths of time in Spanish: `dos (02) años`, `60 días calendario`, `un año y seis meses`, `dieciocho (18) meses`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import Found
from veedor.countries.spanish.numbers import number_in_words
from veedor.values.durations import Duration

_UNITS = {
    "ano": ("years", 1), "bienio": ("years", 2), "quinquenio": ("years", 5), "mes": ("months", 1),
    "trimestre": ("months", 3), "semestre": ("months", 6), "semana": ("weeks", 1), "dia": ("days", 1),
}  # fmt: skip
_SEVERAL = re.compile(r"(?:entre (?P<a>[a-z]+|\d{1,4}) y|(?<![\w.,])(?P<b>[a-z]+|\d{1,4}) (?:o|a)) $")
"""`dos o tres años`, `entre 5 y 10 días`: no length is said, but that it is one of several."""
_UNIT = re.compile(
    r"(?P<unit>anos?|ahos?|aflos?|afios?|mes(?:es)?|(?:tri|se)mestres?|bienios?|quinquenios?|semanas?|d[i1l]as?)"
    r"(?![a-z])(?: calendarios?| habiles| naturales| utiles)?"
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
        begin = max(0, match.start() - 70)
        window = text[begin : match.start()].rstrip()
        for adjective in _ADJECTIVES:
            window = window.removesuffix(adjective).rstrip()
        name, size = _UNITS[_unit(match["unit"])]
        if name == "years" and window.split(" ")[-1] == "medio" and not window.endswith("y medio"):
            yield Found(begin + len(window) - len("medio"), match.end(), Duration(months=6 * size), (), 0.9)
            continue
        counted = _count_at_end(window)
        if counted is None or counted[1] < 1 or _is_one_of_several(window[: counted[0]], counted[1]):
            continue
        offset, number, checks = counted
        sure = 0.6 if any(check.endswith(":no") for check in checks) else 0.95
        yield Found(begin + offset, match.end(), Duration(**{name: number * size}), checks, sure)


def _unit(word: str) -> str:
    """The unit of a word as read: `ahos`, `aflo`, `d1as` are a scanner's."""
    word = re.sub("ahos?|aflos?|afios?", "ano", word)
    return "dia" if word.startswith("d") else next(name for name in _UNITS if word.startswith(name))


def _is_one_of_several(before: str, number: int) -> bool:
    match = _SEVERAL.search(before)
    first = (match["a"] or match["b"]) if match else ""
    smaller = int(first) if first.isdigit() else number_in_words(first)
    return smaller is not None and smaller < number


def _unit_words(text: str) -> Iterator[re.Match[str]]:
    for stem in (*_UNITS, "aho", "aflo", "afio", "d1a", "dla"):
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
