"""A whole document: asked about piece by piece, what is taken set beside what the rules found."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from veedor.countries.base import Country
from veedor.documents.tree import Reading
from veedor.extraction import Paper, in_order, papers
from veedor.extraction.finding import Finding, make_finding
from veedor.opinion.answer import Proposal, take
from veedor.opinion.question import Piece, blacked_out, messages, pieces
from veedor.opinion.server import NoAnswerError, ask
from veedor.opinion.settings import Endpoint
from veedor.values.folding import fold, name_key

VERSION = "1"
"""Goes up whenever the same answer can give other findings."""
AGREES = "second_opinion:ok"
"""The check on a finding of the rules that the second opinion gave as well."""
SURE = 0.3
"""How sure a proposal is that no rule confirms, on well-read words: below every rule of its field."""
_PATIENCE = 3
"""After so many questions in a row without an answer nobody is asked any more."""
_NAME = 60
"""Letters of a model's name that stand in `method`."""


@dataclass
class Opinion:
    """What came of asking about one document. `findings` are those of the rules with what was added, in order."""

    findings: list[Finding]
    proposed: int = 0
    agreed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    unasked: int = 0

    def __str__(self) -> str:
        told = [f"{self.proposed} proposed", f"{self.agreed} agreeing"]
        if self.refused:
            reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(self.refused.items()))
            told.append(f"{self.refused.total()} refused ({reasons})")
        if self.unasked:
            told.append(f"{self.unasked} pieces not asked about")
        return "second opinion: " + ", ".join(told) + "".join(f"; {trouble}" for trouble in self.troubles)


class SecondOpinion:
    """One server, asked about documents one question at a time; whatever it does, the rules' findings stay."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._one_at_a_time = threading.Lock()
        self._failures = 0

    def of(self, reading: Reading, findings: Sequence[Finding], country: Country) -> Opinion:
        """The rules' `findings` of that reading with the second opinion beside them."""
        with self._one_at_a_time:
            opinion = Opinion(list(findings))
            taken: list[tuple[Piece, Proposal]] = []
            sent = blacked_out(reading.text, country)
            for number, piece in enumerate(pieces(reading)):
                if number >= self.endpoint.pieces or self._failures >= _PATIENCE:
                    opinion.unasked += 1
                else:
                    taken += [(piece, proposal) for proposal in self._ask(reading, sent, piece, country, opinion)]
        if taken:
            _set_beside(opinion, reading, taken, country, self._method)
        return opinion

    def _ask(self, reading: Reading, sent: str, piece: Piece, country: Country, opinion: Opinion) -> list[Proposal]:
        try:
            content = ask(self.endpoint, messages(sent[piece.start : piece.end]))
        except NoAnswerError as error:
            self._failures += 1
            end = "; nobody is asked any more" if self._failures == _PATIENCE else ""
            opinion.troubles.append(f"{piece}: {error}{end}")
            return []
        self._failures = 0
        try:
            judged = take(content, reading.text[piece.start : piece.end], country)
        except NoAnswerError as error:
            opinion.troubles.append(f"{piece}: {error}")
            return []
        opinion.refused += judged.refused
        return judged.proposals

    @property
    def _method(self) -> str:
        name = "".join(char if char.isprintable() else "?" for char in self.endpoint.model)
        return f"opinion:{name[:_NAME]}/{VERSION}"


def _set_beside(
    opinion: Opinion, reading: Reading, taken: Sequence[tuple[Piece, Proposal]], country: Country, method: str
) -> None:
    """Mark what agrees with the rules, add what differs; what was said twice is added once."""
    bound = papers(reading, country)
    ours = list(opinion.findings)
    agreed: set[int] = set()
    added: list[Finding] = []
    for piece, proposal in taken:
        finding = _finding(reading, piece, proposal, bound, ours, method)
        same = {n for n, one in enumerate(ours) if _says_no_more(finding, one)}
        agreed |= same
        if not same and not any(_says_no_more(finding, one) for one in added):
            added.append(finding)
    for number in agreed:
        ours[number] = replace(ours[number], checks=(*ours[number].checks, AGREES))
    opinion.findings = in_order([*ours, *added])
    opinion.proposed, opinion.agreed = len(added), len(agreed)


def _finding(
    reading: Reading, piece: Piece, proposal: Proposal, bound: Sequence[Paper], ours: Sequence[Finding], method: str
) -> Finding:
    start, end = piece.start + proposal.start, piece.start + proposal.end
    paper = next(paper for paper in reversed(bound) if start >= paper.start)
    sure = SURE * (0.6 + 0.4 * paper.document.read_well(start, end))
    lowest = min((one.confidence for one in ours if one.field == proposal.field), default=1.0)
    return make_finding(
        reading,
        proposal.field,
        proposal.value,
        start,
        end,
        confidence=round(min(sure, lowest), 3),
        method=method,
        clause=paper.document.structure.clause_at(paper.document.view.folded(start)),
        about=paper.about,
    )


def _says_no_more(one: Finding, other: Finding) -> bool:
    """Whether `one` says of the same instrument what `other` says already, or less."""
    if one.field != other.field or one.about != other.about:
        return False
    if isinstance(one.value, dict) and isinstance(other.value, dict):
        return all(key in other.value and _alike(held, other.value[key], key) for key, held in one.value.items())
    return _alike(one.value, other.value)


def _alike(one: Any, other: Any, key: str = "") -> bool:
    if key == "amount":
        return Decimal(one) == Decimal(other)
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) == fold(other) or name_key(one) == name_key(other) != ""
    return bool(one == other)
