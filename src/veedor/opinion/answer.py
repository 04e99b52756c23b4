"""What an answer proposes, one by one: taken only where its words stand on the page and say a legal value."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any

from veedor.countries.base import Country
from veedor.extraction import has_private_value
from veedor.extraction.check_value import BadValueError, check_value
from veedor.extraction.fields import FIELDS, PRIVATE_FIELDS
from veedor.opinion.backing import is_said
from veedor.opinion.server import NoAnswerError
from veedor.values.money import decimal_string

MOST = 200
"""How many proposals of one answer are looked at."""
_LONGEST = 2000
"""Characters of the longest quote, and of the longest value written out."""
_ILLEGAL = "a value that the field cannot take"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that was taken, and where its quote stands in the text that was sent."""

    field: str
    value: Any
    start: int
    end: int


@dataclass
class Taken:
    """What became of one answer; `refused` counts the rest by reason."""

    proposals: list[Proposal] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


class _RefusedError(Exception):
    """A proposal that is not taken; the words say why."""


def take(content: str, text: str, country: Country) -> Taken:
    """Judge what `content` proposes of `text`; `NoAnswerError` where it is no JSON of the form that was asked for."""
    listed = _listed(content)
    page = Quotable(text)
    taken = Taken()
    if len(listed) > MOST:
        taken.refused[f"beyond the first {MOST} of an answer"] += len(listed) - MOST
    for one in listed[:MOST]:
        try:
            taken.proposals.append(_judged(one, page, country))
        except _RefusedError as reason:
            taken.refused[str(reason)] += 1
    return taken


def _listed(content: str) -> list[Any]:
    """The proposals, out of the fences that models like to put around JSON."""
    bare = re.sub(r"\A\s*```(?:json)?\s*|\s*```\s*\Z", "", content)
    try:
        told = json.loads(bare)
    except (ValueError, RecursionError):
        raise NoAnswerError("the model's words are no JSON") from None
    listed = told.get("findings") if isinstance(told, dict) else told
    if not isinstance(listed, list):
        raise NoAnswerError("the model's JSON has no list of findings")
    return listed


def _judged(one: Any, page: Quotable, country: Country) -> Proposal:
    if not isinstance(one, dict) or not isinstance(one.get("field"), str) or not isinstance(one.get("quote"), str):
        raise _RefusedError("no field, value and quote")
    name, quote = one["field"], one["quote"]
    if name not in FIELDS:
        raise _RefusedError("a field that does not exist")
    if name in PRIVATE_FIELDS:
        raise _RefusedError("a field that is not asked for")
    value = _normal(one.get("value"))
    place = page.find(quote)
    if place is None:
        raise _RefusedError("words that are not on the page")
    try:
        legal = len(json.dumps(value)) <= _LONGEST
        check_value(name, value)
    except (BadValueError, ValueError, TypeError, ArithmeticError, RecursionError):
        legal = False
    if not legal:
        raise _RefusedError(_ILLEGAL)
    if has_private_value(value, country):
        raise _RefusedError("a number of a person")
    if not is_said(name, value, page.text[place[0] : place[1]], country):
        raise _RefusedError("words that do not say the value")
    return Proposal(name, _money_as_ours(value), *place)


class Quotable:
    """A text in which quotes are looked for: verbatim, but for white space, and by whole words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = [match.span() for match in re.finditer(r"\S+", text)]
        self._joined = " ".join(text[start:end] for start, end in self._words)
        lengths = (end - start + 1 for start, end in self._words)
        self._starts = [0, *accumulate(lengths)]

    def find(self, quote: str) -> tuple[int, int] | None:
        """Where the words stand first in the text as it is; None where they do not."""
        wanted = " ".join(quote.split())
        if len(quote) > _LONGEST or sum(char.isalnum() for char in wanted) < 2:
            return None
        at = self._joined.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            around = self._joined[at - 1 : at] if at else "", self._joined[end : end + 1]
            if not (around[0].isalnum() and wanted[0].isalnum()) and not (around[1].isalnum() and wanted[-1].isalnum()):
                return self._raw(at), self._raw(end - 1) + 1
            at = self._joined.find(wanted, at + 1)
        return None

    def _raw(self, at: int) -> int:
        word = bisect_right(self._starts, at) - 1
        return self._words[word][0] + at - self._starts[word]


def _normal(value: Any) -> Any:
    """A record without its empty keys, text without white space around it."""
    if isinstance(value, dict):
        return {key: _normal(held) for key, held in value.items() if held not in (None, "", [])}
    if not isinstance(value, str):
        return value
    folded = " ".join(value.split())
    if not folded.isprintable():
        raise _RefusedError(_ILLEGAL)
    return folded


def _money_as_ours(value: Any) -> Any:
    """Amounts in plain digits. They stand in the quote: none is too long to be written out."""
    if isinstance(value, dict) and "amount" in value:
        return {**value, "amount": decimal_string(Decimal(value["amount"]))}
    return value
