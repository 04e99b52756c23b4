"""`contradiction`: two things that one paper says of itself and that cannot both be true. It runs behind all others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from veedor.extraction.document import Document
from veedor.extraction.fields import FIELDS
from veedor.extraction.finding import THIS, Finding
from veedor.extraction.registry import rule

_LOOSE = frozenset({"title", "doc_type", "object", "exception_reason", "contradiction", "jurisdiction", "requested"})
"""Fields whose several values are other words for one thing, and no contradiction."""


@rule("contradictions.rivals/1", last=True)
def rivals(document: Document) -> Iterator[Finding]:
    """A field with one true value for which the paper gives two: two ends, two dates of signing, two terms."""
    by_field: dict[str, list[Finding]] = {}
    for one in document.findings:
        if one.about == THIS and not FIELDS[one.field].many and one.field not in _LOOSE:
            by_field.setdefault(one.field, []).append(one)
    for field, said in by_field.items():
        values = {str(one.value): one for one in sorted(said, key=_start, reverse=True)}
        for one, other in pairwise(sorted(values.values(), key=_start)):
            if _finer(str(one.value), str(other.value)):
                continue
            value = {"of": field, "one": str(one.value), "other": str(other.value)}
            yield _at(document, value, other)


def _start(found: Finding) -> int:
    return found.start


def _finer(one: str, other: str) -> bool:
    """`2016` and `2016-05-03` say the same, one more exactly."""
    return one.startswith(other) or other.startswith(one)


@rule("contradictions.words_and_digits/1", last=True)
def words_and_digits(document: Document) -> Iterator[Finding]:
    """`S/ 105.00 (CIENTO QUINCE Y 00/100 SOLES)`, `noventa (60) días`: words and digits that differ."""
    for found in list(document.findings):
        if "words_match_digits:no" not in found.checks:
            continue
        value = found.value
        one = str(value["amount"] if isinstance(value, dict) and "amount" in value else value)
        said = [_in_words(document, found), *_in_brackets(document, found)]
        other = next((_like(one, number) for number in said if number is not None and _like(one, number) != one), None)
        if other is not None:
            yield _at(document, {"of": found.field, "one": one, "other": other}, found)


def _in_brackets(document: Document, found: Finding) -> list[int]:
    """Whole numbers in digits that stand alone in brackets: `noventa (60)`."""
    start, end = document.view.folded(found.start), document.view.folded(found.end)
    return [int(digits) for digits in re.findall(r"\((\d{1,6})\)", document.text[start:end])]


def _in_words(document: Document, found: Finding) -> int | None:
    """The longest number in words that the quote holds."""
    start, end = document.view.folded(found.start), document.view.folded(found.end)
    words = re.findall(r"[a-z]+", document.text[max(0, start - 30) : end])
    best: tuple[int, int] | None = None
    for first in range(len(words)):
        for last in range(len(words), first, -1):
            said = " ".join(words[first:last])
            numbers = document.country.counts(said, 0, len(said))
            if numbers and numbers[0].start == 0 and numbers[0].end == len(said):
                if best is None or last - first > best[0]:
                    best = (last - first, numbers[0].value)
                break
    return best[1] if best else None


def _like(one: str, other: int) -> str:
    """The other number in the form of the first: `105.00` → `115.00`, `P60D` → `P90D`."""
    duration = re.fullmatch(r"P\d+([YMWD])", one)
    if duration:
        return f"P{other}{duration[1]}"
    return f"{other}.00" if re.fullmatch(r"\d+\.\d\d", one) else str(other)


@rule("contradictions.sums/1", last=True)
def sums(document: Document) -> Iterator[Finding]:
    """`dieciocho (18) efectivos: dos (2) oficiales y catorce (14) suboficiales`: the ranks do not make the total."""
    counted = [f for f in document.findings if f.field == "officers" and f.about == THIS]
    for whole in counted:
        if "rank" in whole.value:
            continue
        first, last = document.sentence(document.view.folded(whole.start))
        parts = [
            f.value["count"]
            for f in counted
            if "rank" in f.value and first <= document.view.folded(f.start) < last and f.start > whole.start
        ]
        if len(parts) > 1 and sum(parts) != whole.value["count"]:
            value = {"of": "officers", "one": str(whole.value["count"]), "other": str(sum(parts))}
            yield _at(document, value, whole)


@rule("contradictions.term/1", last=True)
def term(document: Document) -> Iterator[Finding]:
    """A term in words that the dates of the same sentence do not make."""
    for found in list(document.findings):
        if found.field == "term" and "term_matches_dates:no" in found.checks:
            ends = [f for f in document.findings if f.field in {"starts_on", "ends_on"} and f.about == found.about]
            days = "/".join(str(f.value) for f in sorted(ends, key=lambda f: str(f.value))[:2])
            if days:
                yield _at(document, {"of": "term", "one": str(found.value), "other": days}, found)


def _at(document: Document, value: dict[str, Any], found: Finding) -> Finding:
    start, end = document.view.folded(found.start), document.view.folded(found.end)
    return document.finding("contradiction", value, start, end, sure=0.8)
