"""Districts, provinces and regions by the words that say what they are: `distrito de Challhuahuacho, provincia de …`.

A bare name is never taken for a place: many are also names of mines, units and people. Works on the folded text with
its capitals; a name is its run of capitalised words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from veedor.countries.base import Found, PlaceMention, Span

_HEAD = re.compile(
    r"(?P<list>distritos?|provincias?|departamentos?|regi[o]n(?:es)?|dist\.|prov\.|dpto\.?|depto\.?|dep\.)"
    r"(?:(?:,| y| e|/)? ?(?:y )?(?:la )?(?P<also>provincia|departamento|region))?(?: y (?P<third>departamento|region))?"
    r"(?: constitucional)?(?: politic[oa])?[ :]{1,2}(?:de |del |de la (?=[a-z]+ [a-z])|de )?"
)
_LEVEL = {
    "dist": "district",
    "prov": "province",
    "depa": "region",
    "dpto": "region",
    "dept": "region",
    "dep.": "region",
    "regi": "region",
}
_STOP = frozenset(
    [
        "provincia",
        "provincias",
        "distrito",
        "distritos",
        "departamento",
        "departamentos",
        "region",
        "regiones",
        "y",
        "e",
        "o",
        "en",
        "a",
        "al",
        "con",
        "que",
        "se",
        "para",
        "por",
        "declaradas",
        "bajo",
        "policial",
        "policiales",
        "ruc",
        "favor",
        "representada",
        "ubicado",
        "ubicada",
        "inscrita",
        "cuyo",
        "n",
        "dni",
        "asi",
        "como",
        "peru",
        "pnp",
        "ambas",
        "su",
        "sus",
        "regional",
        "regpol",
        "dirtepol",
        "ue",
        "decreto",
        "representado",
        "debidamente",
        "donde",
        "segun",
        "durante",
        "desde",
        "hasta",
    ]
)
_SMALL = frozenset(["de", "del", "la", "las", "los", "el", "san", "santa"])
_TOKEN = re.compile(r"[A-Za-z][A-Za-z'\-]*")
_NOT_BEFORE = re.compile(
    r"(?:gobierno|consejo|director(?:a|io)?|direccion|gerencia|macro|corte|fiscal(?:ia)?|presidente) $"
)
_BOTH = re.compile(r"[ ,;]{0,3}(?:amb[oa]s|tod[oa]s)\b")
_APART = 220
"""How far apart the districts may stand of which `ambos de la provincia de …` speaks, in characters."""
_JOIN = re.compile(
    r"[ ,;.\-/()]{0,3}(?:(?:amb[oa]s|tod[oa]s)(?: ell[oa]s)? )?(?:(?:de|en) )?(?:la |el |del |los |las )?$"
)


Head = tuple[int, int, list[str], list[Span]]
"""Where the words of a level begin and its names end, the levels, the names."""


def find_places(cased: str) -> list[Found[PlaceMention]]:
    """Every place of the folded text with capitals, in order; `los distritos de A y B` are two."""
    text = cased.lower()
    heads = _apart(sorted(_heads(cased, text)))
    found: list[Found[PlaceMention]] = []
    chain: list[tuple[int, int, list[str], list[Span]]] = []
    for head, following in pairwise([*heads, None]):
        if head is None:
            break
        chain.append(head)
        levels = {level for _, _, names, _ in chain for level in names}
        joined = (
            following is not None
            and not levels & set(following[2])
            and len(text[head[1] : following[0]]) < 24
            and _JOIN.fullmatch(text, head[1], following[0]) is not None
        )
        if not joined:
            found.extend(_mentions(chain))
            chain = []
    return _shared(text, found)


def _shared(text: str, found: list[Found[PlaceMention]]) -> list[Found[PlaceMention]]:
    """`… en el distrito de A, … en el distrito de B, ambos de la provincia de P`: what is said of both is said of A."""
    result = list(found)
    for at, last in enumerate(found):
        district = last.value.district
        if district is None or last.value.province is None or not _BOTH.match(text, district[1]):
            continue
        for index in range(at - 1, -1, -1):
            before = found[index]
            alone = before.value.district and not before.value.province and not before.value.region
            if not alone or last.start - before.end > _APART or "." in text[before.end : last.start]:
                break
            value = PlaceMention(before.value.district, last.value.province, last.value.region)
            result[index] = Found(before.start, last.end, value, before.checks, last.sure)
    return result


def _heads(cased: str, text: str) -> Iterator[tuple[int, int, list[str], list[Span]]]:
    """Where it begins and ends, which levels it names (`provincia y departamento de Pasco` names two), the names."""
    for stem in ("distrito", "provincia", "departamento", "region", "dist.", "prov.", "dpto", "depto", "dep."):
        at = text.find(stem)
        while at >= 0:
            match = _HEAD.match(text, at) if at == 0 or not text[at - 1].isalnum() else None
            if match and not _NOT_BEFORE.search(text, max(0, at - 12), at):
                names = list(_names(cased, text, match.end(), several=match["list"].endswith("s")))
                if names and not _is_stop(cased[slice(*names[0])]):
                    parts = [match["list"], match["also"], match["third"]]
                    levels = [_LEVEL[part[:4]] for part in parts if part]
                    yield at, names[-1][1], levels, names
            at = text.find(stem, at + 4)


def _apart(heads: list[Head]) -> list[Head]:
    """Without heads inside others: `provincia y departamento de Pasco` is one head of two levels."""
    kept: list[Head] = []
    for head in heads:
        if not kept or head[0] >= kept[-1][1]:
            kept.append(head)
    return kept


def _is_stop(name: str) -> bool:
    first = name.split(maxsplit=1)[0]
    return first.lower() in _STOP and first != "Bajo"


def _names(cased: str, text: str, at: int, *, several: bool) -> Iterator[Span]:
    while (span := _name(cased, text, at)) is not None:
        yield span
        if not several:
            return
        more = re.compile(r"(?:, |,| y | e |, y )").match(text, span[1])
        if more is None:
            return
        at = more.end()


def _name(cased: str, text: str, at: int) -> Span | None:
    end = at
    words = 0
    while words < 5:
        token = _TOKEN.match(cased, end if words == 0 else end + 1)
        if token is None or (words and cased[end] != " "):
            break
        word = token.group().lower()
        if word in _STOP and (token.group().islower() or token.group().isupper() or word[:4] in _LEVEL):
            break
        if word in _SMALL and not token.group()[0].isupper() and words == 0 and word not in {"la", "los", "las", "el"}:
            break
        if word not in _SMALL and not token.group()[0].isupper():
            break
        if words and word not in _SMALL and token.group().isupper() and len(word) > 2 and not cased[at:end].isupper():
            break
        end = token.end()
        words += 1
    while words and text[at:end].rpartition(" ")[2] in _SMALL - {"san", "santa"}:
        end = at + len(text[at:end].rpartition(" ")[0])
        words -= 1
    return (at, end) if words > 0 and end > at else None


def _mentions(chain: list[tuple[int, int, list[str], list[Span]]]) -> Iterator[Found[PlaceMention]]:
    by_level: dict[str, list[Span]] = {}
    for _, _, levels, names in chain:
        for level in levels:
            by_level.setdefault(level, names)
    start, end = chain[0][0], chain[-1][1]
    finest = next(level for level in ("district", "province", "region") if level in by_level)
    whole = {level: names[0] for level, names in by_level.items() if len(names) == 1 and level != finest}
    for name in by_level[finest]:
        parts = {**whole, finest: name}
        yield Found(start, end, PlaceMention(**parts), (), 0.9 if len(parts) > 1 else 0.75)
