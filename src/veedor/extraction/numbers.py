"""The number of the instrument that a paper itself is: behind its heading, in its title, or on a line beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.extraction.document import Document

_NEAR = 700
"""How far from the words that say the kind a number can stand on a line of its own."""


@dataclass(frozen=True, slots=True)
class Number:
    """The number as printed, the words that say it, and whether several pages repeat it.

    `mended` says that it stands for what was printed: letters for digits (or the reverse) as read were put right.
    """

    printed: str
    begin: int
    end: int
    repeated: bool
    mended: bool = False


def find_number(document: Document) -> Number | None:
    """The number behind the heading; of headings repeated on every page, the one read most often."""
    kind = document.kind
    if kind.name.startswith("foi") or kind.name in {"other", "court_ruling"}:
        return None
    head = head_of(document)
    found: list[tuple[int, int, int]] = []
    at = document.text.find(head)
    while at >= 0 and len(found) < 40:
        match = document.lexicon.pattern("heads.number").match(document.text, at + len(head))
        if match and (at == kind.start or _heads_a_line(document, at)) and _is_number(match["n"]):
            found.append((match.start("n"), end_of(document, match), at))
        at = document.text.find(head, at + len(head))
    if not found and document.is_agreement:
        found = list(_in_title(document)) or list(_beside_title(document))
    if not found:
        return None
    counts = Counter(_plain(document.text[s:e]) for s, e, _ in found)
    start, end, begin = max(found, key=lambda f: (counts[_plain(document.text[f[0] : f[1]])], -f[0]))
    if kind.name == "amendment" and begin != kind.start:
        return None
    mended = _mended(document, start, end)
    printed = mended or tidy(document.printed(start, end))
    return Number(printed, begin, end, repeated=max(counts.values()) > 1, mended=mended is not None)


def _mended(document: Document, start: int, end: int) -> str | None:
    """The number as the reader of norms repaired it, where it did (`9926-2018-1N` → `9926-2018-IN`)."""
    for norm in document.norms:
        if norm.start <= start and norm.end == end and "repaired:ok" in norm.checks:
            return norm.value.number
    return None


def head_of(document: Document) -> str:
    """The words of the heading without the sign of number."""
    kind = document.kind
    head = document.text[kind.start : kind.end] + " "
    return document.lexicon.pattern("heads.number_word").split(head)[0].strip()


def _in_title(document: Document) -> Iterator[tuple[int, int, int]]:
    """`CONVENIO DE COOPERACIÓN INTERINSTITUCIONAL N° 015-2018-PNP ENTRE …`."""
    match = document.lexicon.pattern("heads.in_title").match(document.text, document.kind.end)
    if match and not document.lexicon.pattern("heads.not_in_title").search(match.group()):
        yield match.start("n"), match.end("n"), match.start("n")


def _beside_title(document: Document) -> Iterator[tuple[int, int, int]]:
    """`CONV. Nro. 03-2011-…`, `Ref. SEC-2008/07`, `Código: CSPE-0077-2022` on a line of its own near the title."""
    kind = document.kind
    first = max(0, kind.start - _NEAR)
    last = min(document.structure.first_after(kind.end), kind.end + 2 * _NEAR, kind.start + 3 * _NEAR)
    for line in document.view.lines_between(first, last):
        start = line.start
        while start < line.end and not document.text[start].isalnum():
            start += 1
        match = document.lexicon.pattern("heads.beside").match(document.text, start, line.end)
        if match is None or document.text[match.end() : line.end].strip(" .,-"):
            continue
        if is_code(match["n"]) and not document.within(document.norms, start, match.end()):
            yield match.start("n"), match.end("n"), start
            return


def is_code(text: str) -> bool:
    """A number of an instrument has letters or a year, and is no date."""
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", text):
        return False
    return re.search(r"[a-z]|(?:19|20)\d\d", text) is not None


def _heads_a_line(document: Document, at: int) -> bool:
    """Whether a line begins at `at` that is a heading by its capitals or its place: no line of a running text."""
    if not document.view.at_line_start(at):
        return False
    line = document.view.lines[document.view.line_index(at)]
    letters = [c for c in document.cased[at : line.end] if c.isalpha()]
    return line.apart or sum(c.isupper() for c in letters) > 0.7 * len(letters)


def end_of(document: Document, match: re.Match[str]) -> int:
    """Where the number that `match` begins to read ends: some go on over the name of a region."""
    region = document.lexicon.pattern("heads.regional").match(document.text, match.end())
    return region.end() if region else _to_line_end(document, match)


def _to_line_end(document: Document, match: re.Match[str]) -> int:
    """`009-2010-REGPOL-SIERRA FICTICIA`: a number with letters goes on over words in capitals to its line's end."""
    line = document.view.lines[document.view.line_index(match.start("n"))]
    rest = document.cased[match.end() : line.end].rstrip(" .")
    known = re.fullmatch(r"(?: [A-Z]{2,}[A-Z/\-]*){1,3}", rest)
    if known is None or not re.search(r"[a-z]", match["n"]) or document.lexicon.has("heads.no_number", rest.lower()):
        return match.end()
    return match.end() + len(rest)


def _is_number(text: str) -> bool:
    """A number of an instrument has a year or letters; a bare number counts when it is long enough not to be a page."""
    return "-" in text or "/" in text or len(text) >= 2


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)


def tidy(printed: str) -> str:
    """A number as printed without the spaces around its strokes and behind initials (`G.R. NORTE`)."""
    joined = re.sub(r"\s*([-/—–])\s*", lambda m: "/" if m[1] == "/" else "-", printed).strip(" .,-")
    return re.sub(r"(?<=\b[A-Z]\.[A-Z]\.) ", "", joined)
