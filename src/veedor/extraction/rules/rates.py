"""Tables of pay and staff by rank: `Mayor | 1 | 125.00 | 3,750.00` below `GRADO | EFECTIVOS | POR DÍA (S/.) | …`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from veedor.extraction.document import Document
from veedor.extraction.entries import Grid, Span
from veedor.extraction.finding import Finding
from veedor.extraction.registry import rule
from veedor.values.money import decimal_string

_AMOUNT = re.compile(r"[^0-9]{0,6}(?P<n>\d{1,3}(?:[,' ]\d{3})*\.\d{1,2}|\d{1,6}(?:\.\d{1,2})?)[^0-9]{0,8}")
_COUNT = re.compile(r"0*(?P<n>\d{1,4})")
_UNITS = (("officer_hour", "label.per_hour"), ("officer_day", "label.per_day"), ("officer_month", "label.per_month"))
_AROUND = 350
"""How far from a table the words stand that say in which coin and for what time it pays, in characters."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that pays: where it stands in a row, in which coin and for what."""

    index: int
    currency: str
    unit: str


@rule("rates.by_rank/1")
def by_rank(document: Document) -> Iterator[Finding]:
    """One payment and one count of officers a row, of tables whose rows are ranks; totals and sums are passed over."""
    if not document.is_agreement:
        return
    for grid in document.tables:
        rows = [(row, rank) for row in grid.cells if row is not grid.top and (rank := _rank(document, row))]
        if not rows:
            continue
        pay, count = _pay_column(document, grid), _column(document, grid, "label.count")
        for row, rank in rows:
            cell = row[pay.index] if pay else None
            amount = _AMOUNT.fullmatch(document.text[slice(*cell)]) if cell else None
            if pay and cell and amount and row[0]:
                value = {
                    "amount": decimal_string(Decimal(re.sub(r"[,' ]", "", amount["n"]))),
                    "currency": pay.currency,
                    "unit": pay.unit,
                    "rank": rank,
                    "payee": "officer",
                }
                yield document.finding("payment", value, row[0][0], cell[1], sure=0.88)
            staff = row[count] if count else None
            number = _COUNT.fullmatch(document.text[slice(*staff)].strip(" .")) if staff else None
            if staff and number and row[0] and 0 < int(number["n"]) < 2000:
                yield document.finding(
                    "officers", {"count": int(number["n"]), "rank": rank}, row[0][0], staff[1], sure=0.85
                )


_MORE = 6
"""How many characters may stand behind a rank: the short name of the force."""


def _rank(document: Document, row: Sequence[Span | None]) -> str:
    """The rank that a row's first cell names and nothing else, empty where it names none."""
    if row[0] is None:
        return ""
    words = document.text[slice(*row[0])].strip(" .:-*")
    match = document.lexicon.at("rank.word", words, 0)
    return document.country.rank(match.group()) if match and len(words) - match.end() <= _MORE else ""


def _column(document: Document, grid: Grid, name: str) -> int | None:
    heads = enumerate(grid.top[1:], 1)
    return next((index for index, head in heads if head and document.has(name, *head)), None)


def _pay_column(document: Document, grid: Grid) -> _Column | None:
    """The column of pay for the shortest time; its coin and time stand in its head, else around the table."""
    start, end = grid.span
    near = (max(0, start - _AROUND), min(len(document.text), end + _AROUND))
    found = []
    for index, head in enumerate(grid.top[1:], 1):
        if head is None or document.has("label.sums", *head) or document.has("label.count", *head):
            continue
        units = [unit for unit, name in _UNITS if document.has(name, *head)]
        amounts = document.has("money.payment_verb", *head) or document.has("label.coin", *head)
        if not units and not amounts:
            continue
        unit = units[0] if len(units) == 1 else _first_unit(document, near) if not units else units[-1]
        currency = _currency(document, head) or _currency(document, near)
        if unit and currency:
            found.append(_Column(index, currency, unit))
    order = [unit for unit, _ in _UNITS]
    return min(found, key=lambda column: order.index(column.unit), default=None)


def _first_unit(document: Document, near: Span) -> str | None:
    return next((unit for unit, name in _UNITS if document.has(name, *near)), None)


def _currency(document: Document, span: Span) -> str | None:
    """The one coin named in a stretch; None where none is or several are."""
    named = [code for code in document.lexicon.names("coin") if document.has(f"coin.{code}", *span)]
    return named[0] if len(named) == 1 else None
