"""What the rules see: one paper, folded, with everything read once, and the way to make a finding of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar

from veedor.countries.base import Country, DateMention, Found, Percentage, PlaceMention
from veedor.documents.tree import Reading
from veedor.extraction import instruments, kind, numbers
from veedor.extraction.confidence import confidence
from veedor.extraction.entries import Entry, Grid, Origin, find_entries, grids
from veedor.extraction.fields import AGREEMENT_TYPES
from veedor.extraction.finding import THIS, Finding, make_finding
from veedor.extraction.structure import Structure
from veedor.extraction.view import View, banners, lines_around
from veedor.values.durations import Duration
from veedor.values.edtf import PartialDate
from veedor.values.money import Money
from veedor.values.norm_ids import NormId

T = TypeVar("T")

EARLIER = "earlier text"
"""The `about` of words that this paper replaces, where it names no instrument from which they come."""

_OLD_TEXT = 3000
"""How far behind `DICE:` the words that replace it begin at most, in characters."""


class Document:
    """One reading under work. All offsets are those of the folded text until `finding` turns them back.

    `without` are spans of the raw text that are passed over: other papers bound with this one.
    """

    def __init__(self, reading: Reading, country: Country, without: Sequence[tuple[int, int]] = ()) -> None:
        self.reading = reading
        self.country = country
        phrases = country.lexicon
        self.view = View(
            reading.text,
            phrases.pattern("view.abbreviations"),
            lines_around(reading),
            [*banners(reading.text, phrases.pattern("view.banner")), *without],
        )
        self.text = self.view.text
        self.cased = self.view.cased
        self.lexicon = country.lexicon.over(self.text)
        self.rule_name = ""
        self.signed: PartialDate | None = None
        self.signers: list[tuple[int, int]] = []
        self.known: dict[str, Any] = {}
        self.annexed: tuple[str, ...] = ()
        """By which names the agreements are called that are bound behind this paper."""
        self.findings: list[Finding] = []

    @cached_property
    def structure(self) -> Structure:
        """Its clauses."""
        return Structure(self.view, self.country, [table.span for table in self.tables])

    @cached_property
    def tables(self) -> list[Grid]:
        """Its tables, their cells where they stand in the folded text."""
        return grids(self.view, self.reading)

    def row_start(self, at: int) -> int:
        """Where the row of a table begins in which `at` stands, 0 outside tables."""
        for table in self.tables:
            start, end = table.span
            if start <= at < end:
                firsts = [min(cell for cell in row if cell)[0] for row in table.cells if any(row)]
                return max((first for first in firsts if first <= at), default=0)
        return 0

    def cell_end(self, start: int, end: int) -> int:
        """`end`, or where the cell of a table ends in which `start` stands, if that comes first."""
        for table in self.tables:
            if table.span[0] <= start < table.span[1]:
                inside = [cell[1] for row in table.cells for cell in row if cell and cell[0] <= start < cell[1]]
                return min([end, *inside])
        return end

    @cached_property
    def entries(self) -> list[Entry]:
        """Names with what stands beside them: rows of tables, `Plazo: …`, clauses below their headings."""
        return find_entries(self.view, self.structure, self.tables)

    @cached_property
    def headings(self) -> list[Entry]:
        """Clauses below their headings, by where what they say begins."""
        return sorted((e for e in self.entries if e.origin == "heading"), key=lambda entry: entry.value_start)

    def entries_named(self, name: str, *origins: Origin) -> list[Entry]:
        """Those whose name holds a phrase of that name, of these origins only (of all where none is given)."""
        return [
            entry
            for entry in self.entries
            if (not origins or entry.origin in origins) and self.has(name, entry.start, entry.label_end)
        ]

    @cached_property
    def kind(self) -> kind.Kind:
        """What kind of paper it is, and the words that say so."""
        return kind.find_kind(self.view, self.country)

    @property
    def is_agreement(self) -> bool:
        """Whether the paper is itself an agreement or its amendment."""
        return self.kind.name in AGREEMENT_TYPES

    @cached_property
    def own_number(self) -> numbers.Number | None:
        """The number of the instrument that the paper itself is."""
        return numbers.find_number(self)

    @cached_property
    def dates(self) -> list[Found[DateMention]]:
        """Every date."""
        return self.country.dates(self.text)

    @cached_property
    def durations(self) -> list[Found[Duration]]:
        """Every length of time."""
        return self.country.durations(self.text)

    @cached_property
    def amounts(self) -> list[Found[Money]]:
        """Every amount of money."""
        return self.country.amounts(self.text)

    @cached_property
    def percentages(self) -> list[Found[Percentage]]:
        """Every share of the reference unit or of pay."""
        return self.country.percentages(self.text)

    @cached_property
    def norms(self) -> list[Found[NormId]]:
        """Every citation of a norm."""
        return self.country.norms(self.text)

    @cached_property
    def tax_ids(self) -> list[Found[str]]:
        """Every tax number."""
        return self.country.tax_ids(self.text)

    @cached_property
    def places(self) -> list[Found[PlaceMention]]:
        """Every place named as such."""
        return self.country.places(self.cased)

    @cached_property
    def mentions(self) -> list[instruments.Mention]:
        """Every agreement, amendment, contract and norm that the paper speaks of."""
        return instruments.find_mentions(self)

    def mentions_between(self, start: int, end: int) -> list[instruments.Mention]:
        """The instruments spoken of that begin in `text[start:end]`."""
        first = bisect_right(self.mentions, start - 1, key=lambda m: m.start)
        return self.mentions[first : bisect_right(self.mentions, end - 1, key=lambda m: m.start)]

    def within(self, found: Sequence[Found[T]], start: int, end: int) -> list[Found[T]]:
        """Those that begin in `text[start:end]`; `found` is in order."""
        first = bisect_right(found, start - 1, key=lambda f: f.start)
        last = bisect_right(found, end - 1, key=lambda f: f.start)
        return list(found[first:last])

    def has(self, name: str, start: int, end: int) -> bool:
        """Whether a phrase of that name stands in `text[start:end]`."""
        return self.lexicon.has(name, self.text, max(0, start), end)

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence around `at`."""
        return self.view.sentence(at)

    @cached_property
    def _replaced(self) -> list[tuple[int, int]]:
        """Where words of an earlier text stand that this one replaces: from `DICE:` to `DEBE DECIR:`."""
        spans = []
        for old in self.lexicon.find("label.old_text", self.text):
            new = self.lexicon.first("label.new_text", self.text, old.end(), old.end() + _OLD_TEXT)
            if new and self.view.at_line_start(old.start()):
                spans.append((old.end(), new.start()))
        return spans

    def _told_of(self, start: int) -> str:
        """The instrument whose earlier words stand at `start`; this one where nothing says that they are replaced."""
        if not any(begin <= start < end for begin, end in self._replaced):
            return THIS
        return next((m.label for m in self.mentions if m.kind in AGREEMENT_TYPES), EARLIER)

    def heading(self, at: int) -> tuple[int, int]:
        """Where the heading of the main clause around `at` stands, at most a line; empty before the first clause."""
        start = self.structure.span_at(at, whole=True)[0]
        if self.structure.clause_at(start) is None:
            return start, start
        line = self.view.lines[self.view.line_index(start)]
        return start, min(line.end, start + 120)

    def printed(self, start: int, end: int) -> str:
        """The words as read."""
        return self.view.printed(start, end)

    def about(self, start: int) -> str:
        """Which instrument a fact at `start` is about."""
        return instruments.about(self, start)

    @property
    def body(self) -> int:
        """Where the terms begin: the first main clause, or behind the title where the paper has no clauses."""
        first = self.structure.first
        return first if first < len(self.text) else self.kind.end

    def note(self, finding: Finding) -> None:
        """Remember what was found, for rules that speak where others were silent, or of what others found."""
        self.findings.append(finding)

    def has_found(self, field: str) -> bool:
        """Whether an earlier rule found something of that field about this instrument."""
        return any(finding.field == field and finding.about == THIS for finding in self.findings)

    def finding(
        self,
        field: str,
        value: Any,
        start: int,
        end: int,
        *,
        sure: float,
        checks: Sequence[str] = (),
        about: str = THIS,
    ) -> Finding:
        """A finding whose quote is what was read at `text[start:end]`; a badly read quote lowers its confidence."""
        start, end = self._whole_words(start, end)
        begin, stop = self.view.raw_span(start, end)
        if about == THIS:
            about = self._told_of(start)
        return make_finding(
            self.reading,
            field,
            value,
            begin,
            stop,
            confidence=round(confidence(sure, self.read_well(begin, stop), checks), 3),
            method=self.rule_name,
            clause=self.structure.clause_at(start),
            about=about,
            checks=tuple(dict.fromkeys(checks)),
        )

    def _whole_words(self, start: int, end: int) -> tuple[int, int]:
        """A quote begins and ends at the border of a word."""
        while 0 < start < len(self.text) and self.text[start].isalnum() and self.text[start - 1].isalnum():
            start -= 1
        while 0 < end < len(self.text) and self.text[end].isalnum() and self.text[end - 1].isalnum():
            end += 1
        return start, end

    def read_well(self, start: int, end: int) -> float:
        """How well the raw text at `start:end` was read: the lowest word, softened by the page's quality."""
        starts = self.reading.page_starts
        lowest = 1.0
        for index in range(max(0, bisect_right(starts, start) - 1), len(starts)):
            offset, page = starts[index], self.reading.pages[index]
            if offset >= end:
                break
            lines = [line for line in page.lines if offset + line.words[0].start < end]
            near = [line for line in lines if offset + line.words[-1].end > start]
            words = [w for line in near for w in line.words if offset + w.start < end and offset + w.end > start]
            lowest = min([lowest, *(word.confidence for word in words)])
            if not words:
                lowest = min(lowest, page.quality)
        return lowest
