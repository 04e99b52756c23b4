"""Whole numbers in Spanish words, as Peruvian papers write them (folded text: no accents, lower case).

Also read: the forms of legal use (`un mil`, `diez y seis`), of the feminine (`doscientas`), and the slips of the pen
met in real papers (`ventisiete`, `trecientos`). One wrong letter in a long word is let pass: scans have them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from rapidfuzz.distance import Levenshtein

_SMALL = {
    "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiun": 21,
    "veintiuno": 21, "veintiuna": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25,
    "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40,
    "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100,
    "doscientos": 200, "trescientos": 300, "trecientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
    "ventiun": 21, "ventiuno": 21, "ventidos": 22, "ventitres": 23, "venticuatro": 24, "venticinco": 25,
    "ventiseis": 26, "ventisiete": 27, "ventiocho": 28, "ventinueve": 29,
}  # fmt: skip
_SMALL |= {word.replace("cientos", "cientas"): n for word, n in _SMALL.items() if word.endswith("cientos")}
_SMALL |= {"quinientas": 500}
_RUN_TOGETHER = {
    f"{tens[:-1]}{link}{unit}": _SMALL[tens] + _SMALL[unit]
    for tens in ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
    for unit in ("un", "uno", "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
    for link in ("i", "ai")
}
_SMALL |= _RUN_TOGETHER
_GREAT = {"mil": 1_000, "millon": 1_000_000, "millones": 1_000_000}
WORDS = frozenset(_SMALL) | frozenset(_GREAT)
"""Every number word as folded."""


@cache
def _close(word: str) -> str | None:
    """The number word that `word` is, or is but for one letter when it is long enough to tell."""
    if word in WORDS:
        return word
    if len(word) < 6:
        return None
    near = [known for known in WORDS - _RUN_TOGETHER.keys() if Levenshtein.distance(word, known, score_cutoff=1) <= 1]
    values = {_SMALL.get(known, _GREAT.get(known)) for known in near}
    return near[0] if len(values) == 1 else None


def is_number_word(word: str) -> bool:
    """Whether the folded word is part of a number in words."""
    return _close(word) is not None


def number_in_words(text: str) -> int | None:
    """The whole number that all of `text` writes, None when it writes none (`treinta y cinco` → 35)."""
    total = group = 0
    last = 10**12
    seen = False
    for raw in text.split():
        if raw == "y" and seen:
            continue
        word = _close(raw)
        if word is None:
            return None
        if word in _GREAT:
            scale = _GREAT[word]
            total = (total + max(group, 1)) * scale if scale == 1_000_000 else total + max(group, 1) * scale
            group, last = 0, scale
        else:
            value = _SMALL[word]
            if seen and group and _magnitude(value) >= _magnitude(group % 1000):
                return None
            group += value
        seen = True
        if last < 0:
            return None
    return total + group if seen else None


_LAST_WORDS = re.compile(r"[a-z]+ ?")
_POINT = re.compile(r" (?:punto|coma) ")


def number_before(text: str, at: int) -> tuple[int, int | None]:
    """Where the longest number in words begins that ends before `at`, and the number; `(at, None)` where none does."""
    low = max(0, at - 160)
    start, value, border = at, None, at
    for match in reversed(list(_LAST_WORDS.finditer(text, low, at))):
        word = match.group().strip()
        if match.end() != border or not (word == "y" or is_number_word(word)):
            break
        border = match.start()
        number = number_in_words(text[border:at]) if word != "y" else None
        if number is not None:
            start, value = border, number
    return start, value


def decimal_in_words(text: str) -> Decimal | None:
    """The number that all of `text` writes, with what stands behind `punto` or `coma`: `cero punto once` → 0.11."""
    if text == "medio":
        return Decimal("0.5")
    if text.endswith(" y medio"):
        whole = number_in_words(text.removesuffix(" y medio"))
        return whole + Decimal("0.5") if whole is not None else None
    said = _POINT.split(text)
    whole = number_in_words(said[0])
    if whole is None or len(said) > 2:
        return None
    if len(said) == 1:
        return Decimal(whole)
    decimals = _decimals(said[1].split())
    return Decimal(f"{whole}.{decimals}") if decimals else None


def _decimals(words: list[str]) -> str:
    """`cero once` → 011, `cero uno uno` → 011: noughts first, then one number or digits one by one."""
    noughts = next((i for i, word in enumerate(words) if word != "cero"), len(words))
    rest = words[noughts:]
    number = number_in_words(" ".join(rest)) if rest else None
    one_by_one = [number_in_words(word) for word in rest]
    if number is not None and number < 1000:
        return "0" * noughts + str(number)
    if rest and all(digit is not None and digit < 10 for digit in one_by_one):
        return "0" * noughts + "".join(str(digit) for digit in one_by_one)
    return ""


def _magnitude(value: int) -> int:
    """The place of the lowest digit that is not nought: what a following part has to be smaller than."""
    if value == 0:
        return 0
    power = 1
    while value % (power * 10) == 0:
        power *= 10
    return power
