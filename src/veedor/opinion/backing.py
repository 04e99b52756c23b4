"""Whether quoted words say a value, as far as the country's own readers can tell.

A second opinion may see what no rule sees, and it may not add to the paper: each name, number, date and norm of its
value has to stand in its quote. What a word of a list stands for (`tacit`, `courts`) nobody can check here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from veedor.countries.base import Country
from veedor.extraction.fields import FIELDS
from veedor.extraction.view import View
from veedor.values.folding import name_key


def is_said(field_name: str, value: Any, quote: str, country: Country) -> bool:
    """Whether `quote` says `value`, which is a legal one of that field."""
    field = FIELDS[field_name]
    words = _Words(quote, country)
    if field.kind == "date":
        return value in words.dates
    if field.kind == "duration":
        return value in words.durations
    if field.kind == "norm":
        return value in words.norms
    if field.kind == "text":
        return words.hold(value)
    if field.kind == "record":
        chosen = {"currency", *(key for key, _ in field.key_choices)}
        return all(_is_key_said(key, held, words) for key, held in value.items() if key not in chosen)
    return True


def _is_key_said(key: str, held: Any, words: _Words) -> bool:
    if key == "amount":
        return Decimal(held) in words.amounts
    if key in {"count", "ordinal"}:
        return held in words.counts
    if key == "cites":
        return words.norms.issuperset(held)
    return words.hold(held) or held in words.norms


class _Words:
    """A quote, and what the country's readers find in it."""

    def __init__(self, quote: str, country: Country) -> None:
        self._country = country
        self._text = View(quote).text
        self._key = f" {name_key(quote)} "

    def hold(self, held: str) -> bool:
        """Whether these words stand in the quote, capitals, accents and signs left aside."""
        key = name_key(held)
        return bool(key) and f" {key} " in self._key

    @property
    def dates(self) -> set[str]:
        return {str(found.value.date) for found in self._country.dates(self._text) if found.value.date}

    @property
    def durations(self) -> set[str]:
        return {str(found.value) for found in self._country.durations(self._text)}

    @property
    def norms(self) -> set[str]:
        return {str(found.value) for found in self._country.norms(self._text)}

    @property
    def amounts(self) -> set[Decimal]:
        money = {found.value.amount for found in self._country.amounts(self._text)}
        return money | {found.value.amount for found in self._country.percentages(self._text)}

    @property
    def counts(self) -> set[int]:
        ordinals = {self._country.ordinal(word.strip('.,;:()"')) for word in self._text.split()}
        counted = {found.value for found in self._country.counts(self._text, 0, len(self._text))}
        return counted | {number for number in ordinals if number is not None}
