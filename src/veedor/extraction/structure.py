"""The parts of a paper: clauses in every numbering, where the annexes begin, where it closes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from veedor.countries.base import Country
from veedor.extraction.view import View

_NUMBERED = re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})(?P<end>\.?-?\)?)(?= ?[a-z\"(])")
_ROMAN = re.compile(r"(?P<n>x{0,3}(?:ix|iv|v?i{0,3}))(?P<end>\.-?|\)|:| ?-) ?(?=[a-z\"])")
_WHOLE = re.compile(r"(?P<n>\d{1,2}) ?[.)°\-:]{1,2} ?")
_LETTER = re.compile(r"[^A-Za-z]{0,3}(?P<n>[A-Z])[.)]-? (?=[A-Z])")
_HARDLY_ANY = 3
_LINE = 80
"""How long a heading that is known by its looks alone may be."""
_HEAD_END = re.compile(r" ?[.:;°º\-,]+-? ?")
_ARTICLE = re.compile(r"[ .]{0,2}(?P<n>\d{1,3}|[a-z]+)[°*'\"?]?(?: ?[.:\-°]+| )")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause or one of its numbered parts: where its heading begins, what it is called, how deep it lies.

    `label_end` is where its number ends and its heading's words or its text begin.
    """

    start: int
    label: str
    depth: int
    label_end: int = 0


def find_clauses(view: View, country: Country, tables: Sequence[tuple[int, int]] = ()) -> list[Clause]:
    """All clause headings in order: `PRIMERA.-`, `CLÁUSULA PRIMERA:`, `CLÁUSULA 5`, `6.2`, `8. PLAZO`, `I.`.

    Letters (`A. Sobre el plazo`) count where they run on from A, and lines that are a heading by their looks alone
    (`DEL PLAZO`) only in a paper that has hardly any other clause, and never inside `tables`.
    """
    found = [*_by_ordinal(view, country), *_articles(view, country), *_by_number(view), *_by_letter(view)]
    if sum(clause.depth == 1 for clause in found) < _HARDLY_ANY:
        found += [c for c in _by_looks(view) if not any(start <= c.start < end for start, end in tables)]
    found.sort(key=lambda clause: (clause.start, clause.depth))
    kept: list[Clause] = []
    for clause in found:
        if not kept or clause.start > kept[-1].start:
            kept.append(clause)
    return kept


def _by_ordinal(view: View, country: Country) -> list[Clause]:
    clauses = []
    text, lexicon = view.text, country.lexicon
    for match in lexicon.find("structure.ordinals", text):
        start, end = match.span()
        before = text[max(0, start - 10) : start].rstrip()
        lead = lexicon.pattern("structure.clause_before").search(before)
        word = lead.group() if lead else None
        stop = _HEAD_END.match(text, end)
        begins = view.at_line_start(start - len(word) - 1 if word else start)
        capitals = view.cased[start:end].isupper() or view.cased[start:end].istitle()
        if word:
            heading = begins and (stop is not None or view.cased[start:end].isupper())
        else:
            shouted = view.cased[start:end].isupper() and stop is not None and "-" in stop.group()
            heading = (begins and stop is not None and capitals and not stop.group().startswith(",")) or shouted
        if heading:
            at = start - len(word) - 1 if word else start
            clauses.append(Clause(at, view.printed(start, end).upper(), 1, stop.end() if stop else end))
    return clauses


def _articles(view: View, country: Country) -> list[Clause]:
    clauses = []
    for match in country.lexicon.find("structure.article_word", view.text):
        number = _ARTICLE.match(view.text, match.end())
        if number is None or not view.at_line_start(match.start()):
            continue
        if number["n"].isdigit() or country.ordinal(number["n"]):
            label = view.printed(number.start("n"), number.end("n"))
            clauses.append(
                Clause(match.start(), f"{view.printed(*match.span()).capitalize()} {label.upper()}", 1, number.end())
            )
    for match in country.lexicon.find("structure.clause_word", view.text):
        number = _ARTICLE.match(view.text, match.end())
        if number and number["n"].isdigit() and view.at_line_start(match.start()):
            clauses.append(Clause(match.start(), number["n"], 1, number.end()))
    return clauses


def _by_number(view: View) -> list[Clause]:
    clauses = []
    for line in view.lines:
        at = line.start
        while at < line.end and not view.text[at].isalnum():
            at += 1
        numbered = _NUMBERED.match(view.text, at)
        if numbered:
            clauses.append(Clause(at, numbered["n"], 2, numbered.end()))
            continue
        whole = _WHOLE.match(view.text, at, line.end)
        if whole and _is_shouted(view.cased[whole.end() : line.end]):
            clauses.append(Clause(at, whole["n"], 1, whole.end()))
            continue
        roman = _ROMAN.match(view.text, at) if view.cased[at : at + 1] in {"I", "V", "X"} else None
        if roman and roman["n"] and view.cased[at : roman.end("n")].isupper():
            clauses.append(Clause(at, roman["n"].upper(), 1, roman.end()))
    return clauses


def _by_letter(view: View) -> list[Clause]:
    """`A. Sobre el objeto`, `B. …`: capital letters that run on from A, three at least."""
    clauses: list[Clause] = []
    for line in view.lines:
        match = _LETTER.match(view.cased, line.start)
        if match and match["n"] == chr(ord("A") + len(clauses)):
            clauses.append(Clause(match.start("n"), match["n"], 1, match.end()))
    return clauses if len(clauses) > 2 else []


def _by_looks(view: View) -> list[Clause]:
    """Short lines in capitals that stand apart, with running text below; the paper's head is passed over."""
    clauses = []
    for line, below in pairwise(view.lines[3:]):
        words = view.cased[line.start : line.end].strip(" .:-*#")
        apart = line.apart and (below.apart or not _is_shouted(view.cased[below.start : below.end]))
        if (
            apart
            and len(words) <= _LINE
            and _is_shouted(words)
            and not _is_shouted(view.cased[below.start : below.end])
        ):
            clauses.append(Clause(line.start, words, 1, line.start))
    return clauses


def _is_shouted(words: str) -> bool:
    """Whether words are a heading in capitals, at least four letters."""
    letters = [char for char in words if char.isalpha()]
    return (
        len(letters) > 3
        and words.strip()[:1].isalpha()
        and sum(char.isupper() for char in letters) > 0.8 * len(letters)
    )


class Structure:
    """Clause labels by offset, and the borders of a paper's parts."""

    def __init__(self, view: View, country: Country, tables: Sequence[tuple[int, int]] = ()) -> None:
        self.clauses = find_clauses(view, country, tables)
        self._starts = [clause.start for clause in self.clauses]
        self._mains = [index for index, clause in enumerate(self.clauses) if clause.depth == 1]
        self.size = len(view.text)

    def last_before(self, at: int) -> Clause | None:
        """The clause in which `at` stands, None before the first."""
        index = bisect_right(self._starts, at)
        return self.clauses[index - 1] if index else None

    def clause_at(self, at: int) -> str | None:
        """The label of the clause in which `at` stands, None before the first."""
        clause = self.last_before(at)
        return clause.label if clause else None

    def span_at(self, at: int, *, whole: bool = False) -> tuple[int, int]:
        """Where the clause around `at` begins and ends; `whole` takes the main clause with all its numbered parts."""
        index = bisect_right(self._starts, at)
        first, inside = index - 1, index > 0
        if whole:
            main = bisect_right(self._mains, first)
            first = self._mains[main - 1] if main else 0
            index = self._mains[main] if main < len(self._mains) else len(self.clauses)
        start = self._starts[first] if inside else 0
        return start, self._starts[index] if index < len(self._starts) else self.size

    @property
    def first(self) -> int:
        """Where the first main clause begins; the end of the text where there is none."""
        return next((c.start for c in self.clauses if c.depth == 1), self.size)

    def first_after(self, at: int) -> int:
        """Where the first main clause behind `at` begins; the end of the text where there is none."""
        return next((c.start for c in self.clauses if c.depth == 1 and c.start > at), self.size)
