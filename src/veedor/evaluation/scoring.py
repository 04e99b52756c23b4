"""Precision, recall and F1 of findings against labels, field by field, with what was missed and what was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from veedor.documents.tree import Reading
from veedor.evaluation.calibration import Point
from veedor.evaluation.labels import Labelled
from veedor.evaluation.matching import grounded, is_neutral, matches
from veedor.extraction.finding import Finding
from veedor.values.folding import fold

BINDING = frozenset({"obligation", "object", "exception_reason", "liability", "records", "requested", "orders"})
"""Fields that few label in full: what is found of them and not labelled is not held to be wrong."""


@dataclass
class Tally:
    """Counts of one field, or of all."""

    labels: int = 0
    found: int = 0
    """Labels that a finding matches."""
    findings: int = 0
    """Findings that count for precision: of papers that are labelled in full, without what is neutral."""
    wrong: int = 0

    @property
    def recall(self) -> float | None:
        """Share of the labels that were found; None without labels."""
        return self.found / self.labels if self.labels else None

    @property
    def precision(self) -> float | None:
        """Share of the findings that are right; None where none counts."""
        return 1 - self.wrong / self.findings if self.findings else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None where one is missing or both are nought."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p is not None and r is not None and p + r else None

    def add(self, other: Tally) -> None:
        """Add another's counts."""
        self.labels += other.labels
        self.found += other.found
        self.findings += other.findings
        self.wrong += other.wrong


@dataclass(frozen=True, slots=True)
class Miss:
    """A label that nothing matches, or a finding that matches nothing."""

    paper: str
    field: str
    value: Any
    quote: str
    page: int | None
    method: str = ""


@dataclass
class Score:
    """What came out of holding findings against labels."""

    fields: dict[str, Tally] = field(default_factory=dict)
    missed: list[Miss] = field(default_factory=list)
    wrong: list[Miss] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    """Confidence and rightness of every finding of papers labelled in full."""

    @property
    def total(self) -> Tally:
        """All fields together."""
        whole = Tally()
        for one in self.fields.values():
            whole.add(one)
        return whole

    def of(self, name: str) -> Tally:
        """The tally of a field."""
        return self.fields.setdefault(name, Tally())


def score(papers: Iterable[tuple[Labelled, list[Finding], Reading]]) -> Score:
    """Hold the findings of each paper against its labels. What was missed has the page of its label's quote.

    One finding may match several labels of the same value, and several findings one label: papers say things twice.
    """
    result = Score()
    for labelled, findings, reading in papers:
        _paper(result, labelled, findings, reading)
    return result


def _paper(result: Score, labelled: Labelled, findings: list[Finding], reading: Reading) -> None:
    for label in labelled.facts:
        tally = result.of(label.field)
        tally.labels += 1
        if any(matches(label, one.field, one.value) and grounded(label, one.quote) for one in findings):
            tally.found += 1
        else:
            result.missed.append(
                Miss(labelled.id, label.field, label.value, label.quote, _page_of(label.quote, reading))
            )
    if not labelled.exhaustive:
        return
    labelled_fields = {label.field for label in labelled.facts}
    for one in findings:
        if is_neutral(one.field, one.value, labelled.neutral):
            continue
        if one.field in BINDING and one.field not in labelled_fields:
            continue
        right = any(matches(label, one.field, one.value) for label in labelled.facts)
        tally = result.of(one.field)
        tally.findings += 1
        result.points.append(Point(one.confidence, right))
        if not right:
            tally.wrong += 1
            result.wrong.append(Miss(labelled.id, one.field, one.value, one.quote, one.page, one.method))


def _page_of(quote: str, reading: Reading) -> int | None:
    """The first page on which the words stand, white space and capitals aside; None where they do not."""
    words = fold(quote)
    return next((page.number for page in reading.pages if words and words in fold(page.text)), None)
