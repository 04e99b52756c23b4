"""Whole numbers before the things they count: `catorce (14) suboficiales`, `15 efectivos`, `un (01) oficial`."""

from __future__ import annotations

import re

from veedor.countries.base import Found
from veedor.countries.spanish.numbers import is_number_word, number_in_words

_DIGITS = re.compile(r"(?<![\d.,/\-°])(?P<n>\d{1,4})(?![\d]|[.,/\-]\d)")
_BRACKET = re.compile(r" ?[(\[](?P<n>\d{1,4})[)\]]")
_WORD = re.compile(r"[a-z]+")


def find_counts(text: str, start: int, end: int) -> list[Found[int]]:
    """Numbers in `text[start:end]`, in order; digits in brackets behind words confirm or contradict them."""
    found: list[Found[int]] = []
    at, end = start, min(end, len(text))
    while at < end:
        if text[at].isalpha() and (at == 0 or not text[at - 1].isalnum()):
            one = _in_words(text, at, end)
            if one:
                found.append(one)
                at = one.end
                continue
        elif text[at].isdigit() and (match := _DIGITS.match(text, at, end)):
            found.append(Found(at, match.end(), int(match["n"]), (), 0.9))
            at = match.end()
            continue
        at += 1
    return found


def _in_words(text: str, at: int, end: int) -> Found[int] | None:
    stop, words = at, 0
    while words < 8 and (word := _WORD.match(text, stop if not words else stop + 1, end)):
        if not (is_number_word(word.group()) or (words and word.group() == "y")):
            break
        stop, words = word.end(), words + 1
        if stop >= end or text[stop] != " ":
            break
    value = number_in_words(text[at:stop]) if words else None
    if value is None:
        return None
    bracket = _BRACKET.match(text, stop)
    if bracket is None:
        return Found(at, stop, value, (), 0.85)
    agrees = value == int(bracket["n"])
    checks = (f"words_match_digits:{'ok' if agrees else 'no'}",)
    return Found(at, bracket.end(), value, checks, 0.97 if agrees else 0.5)
