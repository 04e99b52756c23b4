"""How far a page's reading can be relied on: one explainable figure, no model.

The figure is the mean confidence of the words times the share of them that look like words of the region's languages,
numbers, dates, codes. A clean page is near 1, a bad photocopy near 0.5, a page with nothing readable 0. Beside it
stands how much of the page's ink was read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from veedor.documents.tree import Quality, Word

_LETTERS = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouáéíóúüy]", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.,:/'’´°ºª%$+\-–()N]*\d[\d.,:/'’´°ºª%$+\-–()]*")
_LONG_CONSONANTS = re.compile(r"[bcdfghjklmnñpqrstvwxz]{5,}", re.IGNORECASE)
_TRIPLE = re.compile(r"([^\W\d])\1\1", re.IGNORECASE)
_EDGES = "«»“”‘’\"'()[]{}.,;:¡!¿?-–—*_/|•·<>"
_SHORT = {"a", "e", "o", "u", "y", "n", "s", "d", "l", "m", "b", "c", "p", "x", "i", "v"}


def plausible(word: str) -> bool:
    """Whether `word` could stand on a sound page: a word, a number, a code such as `003-2017-IN`."""
    core = word.strip(_EDGES)
    if not core:
        return word in {"-", "–", "—", "•", "·", "*", "/", "|"} or set(word) <= set("._-")
    if _NUMBER.fullmatch(core):
        return True
    pieces = _LETTERS.findall(core)
    if not pieces:
        return False
    odd = sum(not (c.isalnum() or c in "°ºª.,-–/&'’@:%$()") for c in core)
    if odd * 4 > len(core):
        return False
    if any(c.isdigit() for c in core):
        # codes keep letters and digits in runs; a misread word mixes them within a run
        return not re.search(r"[a-záéíóúñ]\d[a-záéíóúñ]", core)
    return all(_is_word(piece) for piece in pieces)


def _is_word(piece: str) -> bool:
    if len(piece) == 1:
        return piece.lower() in _SHORT
    if _TRIPLE.search(piece) and piece.upper() not in {"III", "XXX", "VIII", "XIII", "XVIII", "XXIII", "XVIIII"}:
        return False
    if piece.isupper():  # initials of institutions need no vowel
        return len(piece) <= 6 or _VOWEL.search(piece) is not None
    if not (piece.islower() or piece.istitle()) and len(piece) < 4:
        return False
    return _VOWEL.search(piece) is not None and _LONG_CONSONANTS.search(piece) is None


def share_plausible(words: Iterable[str]) -> float:
    """The share of plausible words by letters (a long wrong word counts for more); 0 without words."""
    good = total = 0
    for word in words:
        total += len(word)
        good += len(word) * plausible(word)
    return good / total if total else 0.0


def page_quality(words: Iterable[Word], unread: float | None = None) -> Quality:
    """The quality of a page with those words, each share rounded to a thousandth.

    `unread` is the share of the page's ink that stands outside all words; None where there is no ink to speak of.
    """
    every = list(words)
    coverage = None if unread is None else round(1.0 - min(1.0, max(0.0, unread)), 3)
    letters = sum(len(w.text) for w in every)
    if not letters:
        return Quality(0.0, 0.0, coverage)
    confidence = sum(w.confidence * len(w.text) for w in every) / letters
    return Quality(round(confidence, 3), round(share_plausible(w.text for w in every), 3), coverage)


_QUECHUA = re.compile(
    r"[a-zñ']*(?:kuna|manta|paq|rayku|wan|pas|ñataq|taq|nchik|nchis|yku|ykis|ykichik|rqan|nqa|chkan|shan|sqa|spa|"
    r"kamuy|tawa|puni|lla|qa|mi|ta|pi|man)"
)
_QUECHUA_LETTERS = re.compile(r"(?:ch|k|p|q|t)['’h]|[aiu]q|q[aiu]|w[aiu]|[aiu]y|ll|kk|sh", re.IGNORECASE)
_ENGLISH = frozenset(
    (
        "the",
        "of",
        "and",
        "to",
        "in",
        "for",
        "is",
        "be",
        "shall",
        "by",
        "with",
        "that",
        "this",
        "or",
        "any",
        "as",
        "on",
        "not",
        "are",
        "from",
        "which",
        "will",
    )
)
_SPANISH = frozenset(
    (
        "de",
        "la",
        "el",
        "en",
        "y",
        "que",
        "los",
        "del",
        "las",
        "por",
        "con",
        "para",
        "una",
        "un",
        "se",
        "al",
        "su",
        "lo",
        "es",
        "no",
        "como",
    )
)


def language_of(words: Iterable[str]) -> str | None:
    """Which other languages a page seems to be written in, as the engine names them; None for Spanish.

    Told by its words as the Spanish model read them: the small words of English and Spanish, the endings and letters
    of Quechua (Cusco-Collao and Ayacucho) in words that are long enough to have endings.
    """
    every = [word.strip(_EDGES).lower() for word in words]
    every = [word for word in every if len(word) > 1 and not any(c.isdigit() for c in word)]
    if len(every) < 20:
        return None
    spanish = sum(word in _SPANISH for word in every) / len(every)
    english = sum(word in _ENGLISH for word in every) / len(every)
    long = [word for word in every if len(word) > 5]
    quechua = sum(
        _QUECHUA.fullmatch(word) is not None and len(_QUECHUA_LETTERS.findall(word)) > 0 for word in long
    ) / max(1, len(long))
    if quechua > 0.25 and quechua > spanish:
        return "que+spa"
    if english > 0.12 and english > 2 * spanish:
        return "eng+spa" if spanish > 0.02 else "eng"
    return None
