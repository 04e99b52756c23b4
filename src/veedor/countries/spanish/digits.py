"""Amounts in digits as people print them and scanners read them: `6'018, 580.80`, `56 805 229.00`, `12.500,00`."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product

REPAIRED = "repaired:ok"
"""The check that says that a letter was read for a digit, or a name mended, where one reading alone is left."""

DIGITS = r"\d(?:[\d.,']|(?<![.,]\d\d)(?<![.,]\d)[ ](?=\d{3}(?!\d))|, (?=\d{3}\b)){0,40}(?<=\d)"
"""A number with its separators. A space joins groups of three, never anything to what has decimals already."""

_LOOK_ALIKES = str.maketrans("oli", "011")
_DAMAGED = re.compile(r"[\doli](?:[\doli]{0,2}(?:[,' .]?[\doli]{3}){0,4})[.,][\doli]{2}(?![a-z0-9]|[.,]\d)")
_GOOD = re.compile(
    r"\d+(?:[.,]\d{1,2})?|\d{1,3}(?:([,'. ])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?|\d{1,3}'\d{3}(?:,\d{3})+(?:\.\d{2})?"
)


_MEANT = {"o": "0", "l": "1", "i": "1", "|": "1", "z": "2", "s": "5", "b": "86", "g": "69"}


def meant_by(read: str) -> list[int]:
    """The numbers that folded `read` can be with its letters taken for the digits that look like them.

    In small letters `b` can be a damaged 8 (from `B`) or 6, `g` a 6 (from `G`) or 9: then there are several.
    """
    if not all(char.isdigit() or char in _MEANT for char in read) or len(read) > 12:
        return []
    return [int("".join(digits)) for digits in product(*(_MEANT.get(char, char) for char in read))]


def well_formed(digits: str) -> bool:
    """Whether separators stand as any one custom has them, the decimal sign unlike the others."""
    match = _GOOD.fullmatch(digits.replace(", ", ","))
    if match is None:
        return False
    marks = re.findall(r"[.,' ]", digits.replace(", ", ","))
    tail = re.search(r"[.,](\d{1,2})$", digits)
    return not (tail and len(marks) > 1 and marks[-1] == marks[-2])


def readings(digits: str) -> list[Decimal]:
    """What the digits can mean, the likeliest first: two digits behind the last point or comma are cents."""
    compact = digits.replace(" ", "").replace("'", "")
    whole = re.sub(r"[.,]", "", compact)
    tail = re.search(r"[.,](\d+)$", compact)
    if not whole.isdigit() or len(whole) > 15:
        return []
    if tail is None:
        return [Decimal(whole)]
    places = len(tail[1])
    with_decimals = Decimal(whole).scaleb(-places)
    if places == 3:
        return [Decimal(whole), with_decimals] if not whole.startswith("0") else [with_decimals]
    return [with_decimals, Decimal(whole)] if places <= 4 else [Decimal(whole)]


def repaired(text: str, at: int) -> tuple[str, int] | None:
    """The digits at `at` with letters read for noughts and ones (`1o0.00`), and where they end; None where unsure.

    Two decimals have to stand at the end, groups have to be whole, and half of what stands before has to be digits.
    """
    match = _DAMAGED.match(text, at, at + 30)
    if match is None:
        return None
    said = match.group()
    digits = said.translate(_LOOK_ALIKES)
    if said == digits or not well_formed(digits):
        return None
    whole = said[:-3]
    if 2 * sum(char in "oli" for char in whole) > sum(char.isalnum() for char in whole):
        return None
    return digits, match.end()
