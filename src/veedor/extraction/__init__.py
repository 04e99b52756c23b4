"""From the pages of a reading to findings: values with the words that say them. Knows no Django and no register.

`extract(reading, country)` folds the text (`view`), finds its parts (`structure`), asks the country's readers for
dates, money, norms and places, and runs the rules (`rules`), each of which makes findings of one family of fields.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from veedor.countries.base import Country
from veedor.documents.tree import Reading
from veedor.extraction import parts, registry
from veedor.extraction import rules as _rules  # noqa: F401  (registers the rules)
from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding

VERSION = "5"
"""Goes up whenever the same reading can give other findings."""


def extract(reading: Reading, country: Country) -> list[Finding]:
    """What the machine proposes for `reading`, by position and field; no two alike.

    A value said several times of the same instrument is proposed once, where it was found surest (and first). No value
    holds an identity number. A file that binds several papers is split (`parts`): what the second says of itself is
    about that one by its name, as is what is told of another instrument.
    """
    best: dict[tuple[str, str, str], Finding] = {}
    for finding in _findings(reading, country):
        if has_private_value(finding.value, country):
            continue
        key = (finding.field, json.dumps(finding.value, sort_keys=True, ensure_ascii=False), finding.about)
        if key not in best or (-finding.confidence, finding.start) < (-best[key].confidence, best[key].start):
            best[key] = finding
    return in_order(best.values())


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by position and field, as they are given and stored."""
    return sorted(findings, key=lambda f: (f.start, f.field, f.end, json.dumps(f.value, ensure_ascii=False)))


@dataclass(frozen=True, slots=True)
class Paper:
    """One of the papers that a file binds: `about` is its name (`this` for the first), `start:end` its raw text."""

    about: str
    start: int
    end: int
    document: Document


def papers(reading: Reading, country: Country) -> list[Paper]:
    """The papers of a file, in order; a file that binds only one is one paper."""
    whole = Document(reading, country)
    end = len(reading.text)
    starts = [0, *(whole.view.raw_span(cut, cut + 1)[0] for cut in parts.cuts(whole)), end]
    if len(starts) == 2:
        return [Paper(THIS, 0, end, whole)]
    spans = list(itertools.pairwise(starts))
    documents = [Document(reading, country, [(0, start), (stop, end)]) for start, stop in spans]
    names = [THIS, *(parts.label(document) for document in documents[1:])]
    documents[0].annexed = tuple(
        n for n, document in zip(names, documents, strict=True) if n != THIS and document.is_agreement
    )
    return [Paper(name, *span, document) for name, span, document in zip(names, spans, documents, strict=True)]


def _findings(reading: Reading, country: Country) -> Iterator[Finding]:
    for paper in papers(reading, country):
        for finding in registry.run_all(paper.document):
            yield replace(finding, about=paper.about) if finding.about == THIS else finding


def has_private_value(value: Any, country: Country) -> bool:
    """Whether a record holds an identity number or the like, which no value may."""
    if isinstance(value, dict):
        return any(country.private_spans(str(held)) for key, held in value.items() if key != "ruc")
    return False
