"""The names of months in Spanish, whole, shortened and as scanners damage them (folded text)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_SHORT = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
_DAMAGED = {
    "septiembre": 9, "septimbre": 9, "setiernbre": 9, "setlembre": 9, "setiembrc": 9, "sctiembre": 9, "setienbre": 9,
    "0ctubre": 10, "octubrc": 10, "dlciembre": 12, "diciernbre": 12, "dicembre": 12, "dicicmbre": 12, "novlembre": 11,
    "noviernbre": 11, "juiio": 7, "ju1io": 7, "jul1o": 7, "jullo": 7, "junlo": 6, "jun1o": 6, "abrii": 4, "abri1": 4,
    "abrll": 4, "rnarzo": 3, "marz0": 3, "rnayo": 5, "may0": 5, "agost0": 8, "ag0sto": 8, "febrcro": 2, "encro": 1,
    "ener0": 1,
}  # fmt: skip
_LONG = {name: i + 1 for i, name in enumerate(MONTHS)} | _DAMAGED
_BRIEF = {name: i + 1 for i, name in enumerate(_SHORT)} | {
    "sep": 9, "sept": 9, "agt": 8, "setbre": 9, "octbre": 10, "novbre": 11, "dicbre": 12,
}  # fmt: skip
_BRIEF_DAMAGED = {"ag0": 8, "5et": 9, "0ct": 10, "n0v": 11, "d1c": 12, "dlc": 12, "ju1": 7, "jui": 7}
_POLICE = re.compile(rf"(?<!\d)\d\d[ .\-/]?(?P<m>{'|'.join(_BRIEF_DAMAGED)})[ .\-/]?(?=(?:19|20)\d\d(?!\d))")
_GLUED = r"(?![a-z])|(?=de[l ]{0,2}\d)"
_FULL = re.compile(rf"(?:{'|'.join(sorted(_LONG, key=len, reverse=True))})(?:{_GLUED})")
_STUB = re.compile(rf"(?:{'|'.join(sorted(_BRIEF, key=len, reverse=True))})(?![a-z])")
_STRANGE = re.compile(
    r"\d{1,2}°? (?:dias )?(?:d[ec]l? mes )?d[ec] (?P<w>[a-z0-9!|¡?]{5,11}) d[ec]l? (?:ano )?(?P<y>(?:19|20)\d\d)(?!\d)"
)
_SIGNS = str.maketrans("01!|¡", "oliii")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@dataclass(frozen=True, slots=True)
class Month:
    """Where a month's name stands and which it is: `brief` when it is shortened, `mended` when letters were guessed."""

    start: int
    end: int
    number: int
    brief: bool = False
    mended: bool = False


def find_months(text: str) -> Iterator[Month]:
    """Every name of a month, in no order."""
    for name, number in _LONG.items():
        at = text.find(name)
        while at >= 0:
            if ((at == 0 or not text[at - 1].isalpha()) and _FULL.match(text, at)) or (
                at and text[at - 1].isalpha() and text[max(0, at - 4) : at].endswith(("de", "del"))
            ):
                yield Month(at, at + len(name), number)
            at = text.find(name, at + len(name))
    for name, number in _BRIEF.items():
        at = text.find(name)
        while at >= 0:
            if (at == 0 or not text[at - 1].isalpha()) and _STUB.match(text, at):
                yield Month(at, at + len(name), number, brief=True)
            at = text.find(name, at + len(name))
    for match in _POLICE.finditer(text):
        yield Month(match.start("m"), match.end("m"), _BRIEF_DAMAGED[match["m"]], brief=True, mended=True)
    for match in _STRANGE.finditer(text):
        meant = _meant(match["w"])
        if len(meant) == 1:
            yield Month(match.start("w"), match.end("w"), meant[0], mended=True)


def unreadable_months(text: str) -> Iterator[re.Match[str]]:
    """Dates whose month can be one or another (`30 de juhio de 2018`); `y` of a match is the year."""
    return (match for match in _STRANGE.finditer(text) if len(_meant(match["w"])) > 1)


@cache
def _meant(word: str) -> tuple[int, ...]:
    """The months that a damaged word can be (`abrjl`, `noviemhre`); none where it is no month, or no damaged one."""
    if word in _LONG:
        return ()
    plain = word.translate(_SIGNS)
    if plain in _LONG:
        return (_LONG[plain],)
    reach = 2 if len(plain) >= 8 else 1
    near = {number for name, number in _LONG.items() if Levenshtein.distance(plain, name, score_cutoff=reach) <= reach}
    return tuple(near)


def roman_month(letters: str) -> int | None:
    """The month of a roman numeral (`ix` → 9, `ll` as a scanner reads `II` → 2), None for anything else."""
    plain = letters.replace("l", "i")
    return _ROMAN.index(plain) + 1 if plain in _ROMAN else None
