"""When a found value is right: dates and amounts exactly, names as far as people write them alike.

Two names are alike where their letters and digits are the same, where all words of one (two at least) are words of the
other, or where four fifths of their letters agree (`difflib`). A finding has to be grounded as well: its quote shares a
third of its words with the label's, so that a right value from the wrong place does not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

from veedor.evaluation.labels import Label
from veedor.extraction.fields import FIELDS
from veedor.values.durations import Duration
from veedor.values.folding import fold

PERSONS, NAMES, PLACES = 0.85, 0.8, 0.6
"""How alike names of parties, other names, and places without parts have to be."""
_PER = frozenset({"officer_day", "officer_hour", "officer_month", "uit_percent_per_hour", "percent_of_officer_pay"})
"""Units that have to agree; a total may be told as another total."""
_SAID = frozenset({"use_of_force", "jurisdiction"})
"""Records of which it counts that the text has such a clause."""
_LONG_FORMS = (
    ("decreto legislativo", "dl"),
    ("d leg", "dl"),
    ("dleg", "dl"),
    ("decreto supremo", "ds"),
    ("d s", "ds"),
    ("resolucion ministerial", "rm"),
    ("r m", "rm"),
    ("decreto de urgencia", "du"),
    ("resolucion directoral", "rd"),
    ("ley organica", "ley"),
    ("tuo", ""),
    ("numero", ""),
    ("nro", ""),
)


def plain(text: Any) -> str:
    """Letters and digits without accents and capitals, in words."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(str(text))))


def alike(one: Any, other: Any, at_least: float = NAMES) -> bool:
    """Whether two names are alike."""
    one, other = plain(one), plain(other)
    if not one or not other:
        return False
    short, long = sorted((one.split(), other.split()), key=len)
    within = set(short) <= set(long) and len(short) >= 2
    return one == other or within or SequenceMatcher(None, one, other).ratio() >= at_least


def norm_key(text: Any) -> str:
    """`Decreto Supremo N.º 003-2017-IN` and `DS 3-2017-IN` alike."""
    bare = plain(text)
    for long, short in _LONG_FORMS:
        bare = re.sub(rf"\b{long}\b", short, bare)
    bare = re.sub(r"\bno?\b", " ", bare)
    return " ".join(word.lstrip("0") or "0" if word.isdigit() else word for word in bare.split())


def matches(label: Label, field: str, value: Any) -> bool:
    """Whether a finding of that field and value is what the label states."""
    if label.field != field:
        return False
    right = [label.value]
    for other in label.alternatives:
        merged = isinstance(label.value, dict) and isinstance(other, dict)
        right.append({**label.value, **other} if merged else other)
    return any(same(field, one, value) for one in right)


def grounded(label: Label, quote: str) -> bool:
    """Whether a quote shares a third of the words of the shorter of the two; a label without a quote asks for none."""
    if not label.quote:
        return True
    want, got = set(plain(label.quote).split()), set(plain(quote).split())
    return bool(want & got) and len(want & got) * 3 >= min(len(want), len(got))


def is_neutral(field: str, value: Any, neutral: tuple[tuple[str, Any], ...]) -> bool:
    """Whether a finding counts neither way."""
    return any(name == field and (given is None or _like_neutral(field, given, value)) for name, given in neutral)


def _like_neutral(field: str, given: Any, value: Any) -> bool:
    if isinstance(given, dict) and isinstance(value, dict):
        return all(alike(v, value.get(k, ""), PERSONS) or str(v) == str(value.get(k)) for k, v in given.items())
    return same(field, given, value)


def same(field: str, label: Any, found: Any) -> bool:
    """Whether two values of a field are the same; each field has its own way."""
    if label is None or found is None:
        return False
    kind = FIELDS[field].kind
    if field in _OWN:
        return _OWN[field](label, found)
    if field in _SAID or kind == "flag":
        return bool(label) and bool(found)
    if kind == "date":
        return str(label) == str(found)
    if kind == "norm":
        return norm_key(label) == norm_key(found)
    if kind == "duration":
        return _length(label) is not None and _length(label) == _length(found)
    if kind == "word":
        return plain(label) == plain(found)
    if isinstance(label, dict) and isinstance(found, dict) and "name" not in label:
        return all(alike(part, found.get(key, "")) or str(part) == str(found.get(key)) for key, part in label.items())
    return alike(_name(label), _name(found))


def _name(value: Any) -> Any:
    return value.get("name", "") if isinstance(value, dict) else value


def _length(text: Any) -> tuple[int, int] | None:
    try:
        length = Duration.parse(str(text))
    except ValueError:
        return None
    return length.years * 12 + length.months, length.weeks * 7 + length.days


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None


def _money(label: Any, found: Any) -> bool:
    if not isinstance(label, dict) or not isinstance(found, dict):
        return False
    if _number(label.get("amount")) != _number(found.get("amount")):
        return False
    if str(label.get("currency", "")) != str(found.get("currency", "")):
        return False
    return label.get("unit") not in _PER or label.get("unit") == found.get("unit")


def _officers(label: Any, found: Any) -> bool:
    def count(value: Any) -> Decimal | None:
        return _number(value.get("count") if isinstance(value, dict) else value)

    return count(label) is not None and count(label) == count(found)


def _party(label: Any, found: Any) -> bool:
    same_number = not isinstance(label, dict) or not label.get("ruc") or label["ruc"] == _part(found, "ruc")
    return alike(_name(label), _name(found), PERSONS) and same_number


def _part(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _printed(label: Any, found: Any) -> bool:
    want, got = norm_key(_name(label)), norm_key(_name(found))
    return bool(got) and (want == got or got in want)


def _amends(label: Any, found: Any) -> bool:
    return not _part(label, "ordinal") or _part(label, "ordinal") == _part(found, "ordinal")


def _place(label: Any, found: Any) -> bool:
    if not isinstance(label, dict) or not isinstance(found, dict):
        return False
    keys = [key for key in ("district", "province", "region") if label.get(key)]
    if keys:
        return all(plain(label[key]) == plain(found.get(key, "")) for key in keys)
    return alike(_name(label), " ".join(str(part) for part in found.values()), PLACES)


_OWN: dict[str, Callable[[Any, Any], bool]] = {
    "payment": _money,
    "insurance": _money,
    "officers": _officers,
    "party": _party,
    "number": _printed,
    "amends": _amends,
    "place": _place,
    "districts": _place,
}
