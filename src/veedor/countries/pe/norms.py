"""Citations of Peruvian norms, in every spelling, as one id (folded text).

Spellings are data (`norms.toml`). Beyond them: several numbers after one head (`Decretos Supremos N° 022-2023-PCM,
N° 032-2023-PCM y N° 060-2023-PCM`), a hyphen that copying lost (`0222023-PCM`, `139-2025PCM`), spaces inside
(`0015 - 2021 - EF / 54.01`), a law whose number follows its name (`Ley Orgánica de Municipalidades, Ley N° 27972`,
`Ley de Organización y Funciones …, N° 27789`), scans that read the sign of number as `N*`, `N”`, `N?` or `Nc`, and
letters for digits (`0O3-2O17-lN`), repaired where each can be one digit only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from veedor.countries.base import Found
from veedor.countries.spanish.digits import REPAIRED
from veedor.countries.spanish.numbers import is_number_word, number_in_words
from veedor.values.norm_ids import NormId

SIGN = r"(?:n(?:ros?|ums?|umeros?|os?)?[ .]{0,2}[°*\"'?^`!¡ªoc9&\-]{0,3}[ .:]{0,2}|[°*]\s?)"
"""The sign of number as printed or as scanned, on folded text."""

_SECTOR = (
    r"(?P<a>\d{1,5}) ?- ?(?P<y>(?:19|20)?\d\d) ?- ?(?P<s>(?:[a-z]{2,}|1n(?![a-z0-9]))(?:[/\-][a-z0-9]+(?:\.\d+)?"
    r"| ?/ ?[a-z0-9]+(?:\.\d+)?|\.[a-z0-9]+){0,4}(?: pnp(?:[/\-][a-z]+){1,3})?)"
    r"|(?P<a2>\d{2,4}?)(?P<y2>(?:19|20)\d\d) ?- ?(?P<s2>[a-z]{2,}(?:[/\-.][a-z0-9]+){0,3})"
    r"|(?P<a3>\d{1,5}) ?- ?(?P<y3>(?:19|20)\d\d)(?P<s3>[a-z]{2,}(?:[/\-.][a-z0-9]+(?:\.\d+)?){0,3})"
)
_LOCAL = r"(?P<a>\d{1,6}) ?- ?(?P<y>(?:19|20)?\d\d) ?[- ] ?(?P<s>[a-z]{2,}(?:[/\-.]{1,2}[a-z0-9]+){0,4})"
_YEAR = r"(?P<a>\d{1,3}) ?- ?(?P<y>(?:19|20)\d\d)(?! ?- ?[a-z]{2})"
_PLAIN = r"(?P<a>\d{2}\.?\d{3}|\d{1,5})(?![\d]|[.,/]\d| ?-\d| ?%|[olisbgz]{1,3}(?![a-z]))"
_NUMBERS = {"sector": _SECTOR, "local": _LOCAL, "year": _YEAR, "plain": _PLAIN}
_PATTERNS = {shape: re.compile(rf"(?:{source})") for shape, source in _NUMBERS.items()}
_DAMAGED = {
    "plain": re.compile(r"[\dolisz]{2,5}(?![a-z0-9])"),
    "year": re.compile(r"[\dolisz]{1,5} ?- ?[\dolisz]{4}(?![a-z0-9])"),
    "sector": re.compile(r"[\dolisz]{1,5} ?- ?[\dolisz]{4}(?= ?-)"),
    "local": re.compile(r"[\dolisz]{1,6} ?- ?[\dolisz]{4}(?= ?-)"),
}
_LOOK_ALIKES = str.maketrans("olisz", "01152")
_TO_DAMAGED = re.compile(rf"[ ,]{{0,2}}(?:{SIGN}(?:s\.? )?)?(?=[olisz]{{0,2}}\d)")
_BETWEEN_HEAD = re.compile(rf"[ ,]{{0,2}}(?:{SIGN}(?:s\.? )?)?(?=\d)")
_AND = re.compile(
    rf" ?(?:,|;|/| y| e|, y|,? modificad[oa] por el| asi como)[ ,]{{1,2}}(?:(?:el|la|los"
    rf"|las) )?(?:{SIGN}(?:s\.? )?)?(?=\d)"
)
_LAW_BY_NAME = re.compile(
    rf"ley (?:organica |marco |general )?(?:de|del|sobre)[a-z ,]{{3,110}}?[ ,(\-]{{1,3}}{SIGN}(?P<a>\d{{2"
    rf"}}\.?\d{{3}})(?!\d|[.,]\d|-\d)"
)


@cache
def _kinds() -> tuple[tuple[str, str, str, re.Pattern[str]], ...]:
    """Head to look for, id, shape of number, pattern; one row a spelling."""
    rows = []
    for kind in _data()["kind"]:
        for spelling in kind["spellings"]:
            head = re.match(r"(?:[a-z ]|\\\.)+", spelling)
            plain = head.group() if head else spelling
            plain = plain[: -1 if spelling[len(plain) : len(plain) + 1] == "?" else None].removesuffix("\\")
            rows.append((plain.replace("\\.", "."), str(kind["id"]), str(kind["number"]), re.compile(spelling)))
    return tuple(rows)


@cache
def _data() -> dict[str, list[dict[str, list[str] | str]]]:
    return tomllib.loads((files(__package__) / "norms.toml").read_text(encoding="utf-8"))


def find_norms(text: str) -> list[Found[NormId]]:
    """Every citation in the folded `text`, in order; the same norm as often as it is cited."""
    found = [*_numbered(text), *_named(text), *_laws_by_name(text)]
    found.sort(key=lambda f: (f.start, -f.end))
    kept: list[Found[NormId]] = []
    for one in found:
        clash = next((k for k in kept[-3:] if one.start < k.end and k.start < one.end), None)
        if clash is None:
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)


def _heads(text: str) -> Iterator[tuple[int, int, str, str]]:
    for plain, kind, shape, pattern in _kinds():
        at = text.find(plain)
        while at >= 0:
            if at == 0 or not text[at - 1].isalnum():
                match = pattern.match(text, at)
                if match:
                    yield at, match.end(), kind, shape
            at = text.find(plain, at + 1)


def _numbered(text: str) -> Iterator[Found[NormId]]:
    for start, end, kind, shape in _heads(text):
        gap = _BETWEEN_HEAD.match(text, end)
        if gap is None:
            if shape == "plain":
                yield from _in_words(text, start, end, kind)
            yield from _repaired(text, start, end, kind, shape)
            continue
        match = _PATTERNS[shape].match(text, gap.end())
        if match is None:
            yield from _repaired(text, start, end, kind, shape)
        begin = start
        while match:
            number, checks = _number(match, shape)
            if number and _plausible(kind, number):
                yield Found(begin, match.end(), NormId(kind, number), checks, 0.8 if checks else 0.97)
            more = _AND.match(text, match.end())
            if more is None:
                break
            begin = more.end()
            match = _PATTERNS[shape].match(text, begin)
            if match and shape == "plain" and len(match["a"].replace(".", "")) < 4 and kind == "Ley":
                break


def _repaired(text: str, start: int, end: int, kind: str, shape: str) -> Iterator[Found[NormId]]:
    """`Decreto Supremo N° 0O3-2O17-IN`: more digits than letters, a year that can be, and one reading alone.

    Letters that look like two digits (`b`, `g` in small letters) are left alone.
    """
    gap = _TO_DAMAGED.match(text, end)
    damaged = _DAMAGED[shape].match(text, gap.end()) if gap else None
    if damaged is None:
        return
    said = damaged.group()
    letters = sum(char.isalpha() for char in said)
    if not 0 < 2 * letters < sum(char.isalnum() for char in said):
        return
    window = said.translate(_LOOK_ALIKES) + text[damaged.end() : damaged.end() + 60]
    match = _PATTERNS[shape].match(window)
    number, checks = _number(match, shape) if match else ("", ())
    year = re.search(r"-(\d{4})(?!\d)", number)
    if match and number and _plausible(kind, number) and (year is None or 1900 <= int(year[1]) < 2060):
        ends = damaged.start() + match.end()
        yield Found(start, ends, NormId(kind, number), tuple(dict.fromkeys((*checks, REPAIRED))), 0.75)


_WORDS_LEAD = re.compile(r"[ ,]{0,2}(?:numero|n[°.o]{0,2}) ")


def _in_words(text: str, start: int, end: int, kind: str) -> Iterator[Found[NormId]]:
    """`Decreto Legislativo número setecientos cuarenta y cuatro`, as notaries write."""
    lead = _WORDS_LEAD.match(text, end)
    if lead is None:
        return
    stop, value = lead.end(), None
    for word in re.compile(r"[a-z]+[ '\"]*").finditer(text, lead.end(), lead.end() + 90):
        if word.start() != stop and text[stop : word.start()].strip():
            break
        said = word.group().strip(" '\"")
        if said != "y" and not is_number_word(said):
            break
        stop = word.end()
        value = number_in_words(re.sub("['\"]", " ", text[lead.end() : stop])) if said != "y" else value
        finish = lead.end() + len(text[lead.end() : stop].rstrip(" '\""))
    if value and _plausible(kind, str(value)):
        yield Found(start, finish, NormId(kind, str(value)), (), 0.85)


def _number(match: re.Match[str], shape: str) -> tuple[str, tuple[str, ...]]:
    groups = match.groupdict()
    if shape == "plain":
        return groups["a"].replace(".", ""), ()
    if shape == "year":
        return f"{groups['a']}-{groups['y']}", ()
    for suffix in ("", "2", "3"):
        if groups.get("a" + suffix):
            tail = re.sub(r"\s*([/.\-])\s*", r"\1", groups["s" + suffix]).upper().rstrip("./-")
            checks = ("hyphen_restored:ok",) if suffix else ()
            if re.match(r"[1L]N(?![A-Z\d])", tail):
                tail, checks = "IN" + tail[2:], (*checks, REPAIRED)
            return f"{groups['a' + suffix]}-{groups['y' + suffix]}-{tail}", checks
    return "", ()


def _plausible(kind: str, number: str) -> bool:
    """Laws have four or five digits since 1904, legislative decrees at most four; a single digit is an article."""
    if kind == "Ley":
        return number.isdigit() and 4 <= len(number) <= 5
    if kind == "DL":
        return number.isdigit() and 2 <= len(number) <= 4
    if kind == "DLey":
        return number.isdigit() and 4 <= len(number) <= 5
    return True


def _laws_by_name(text: str) -> Iterator[Found[NormId]]:
    at = text.find("ley ")
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            match = _LAW_BY_NAME.match(text, at, at + 170)
            inner = match.group() if match else ""
            if match and " ley " not in inner[4:] and "decreto" not in inner and "resolucion" not in inner:
                yield Found(at, match.end(), NormId("Ley", match["a"].replace(".", "")), (), 0.85)
        at = text.find("ley ", at + 1)


def _named(text: str) -> Iterator[Found[NormId]]:
    for entry in _data()["named"]:
        name = str(entry["id"])
        kind, _, number = name.partition(" ")
        for spelling in entry["spellings"]:
            head = re.match(r"[a-z ]+", spelling)
            plain = head.group().rstrip() if head else spelling
            pattern = re.compile(spelling)
            at = text.find(plain)
            while at >= 0:
                match = pattern.match(text, at)
                if match:
                    yield Found(at, match.end(), NormId(kind, number), (), 0.95)
                at = text.find(plain, at + 1)


def kind_of(head: str) -> str | None:
    """The kind of norm whose spelling is all of the folded `head` (`decreto supremo` → `DS`), or None."""
    for _, kind, _, pattern in _kinds():
        if pattern.fullmatch(head):
            return kind
    return None
