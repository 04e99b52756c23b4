"""From the pages of a reading to findings: values with the words that say them. Knows no Django and no register.

`extract(reading, country)` folds the text (`view`), finds its parts (`structure`), asks the country's readers for
dates, money, norms and places, and runs the rules (`rules`), each of which makes findings of one family of fields.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace

from veedor.countries.base import Country
from veedor.documents.tree import Reading
from veedor.extraction import parts, registry
from veedor.extraction import rules as _rules  # noqa: F401  (registers the rules)
from veedor.extraction.document import Document
from veedor.extraction.finding import THIS, Finding

VERSION = "4"
"""Goes up whenever the same reading can give other findings."""


def extract(reading: Reading, country: Country) -> list[Finding]:
    """What the machine proposes for `reading`, by position and field; no two alike.

    A value said several times of the same instrument is proposed once, where it was found surest (and first). No value
    holds an identity number. A file that binds several papers is split (`parts`): what the second says of itself is
    about that one by its name, as is what is told of another instrument.
    """
    best: dict[tuple[str, str, str], Finding] = {}
    for finding in _findings(reading, country):
        if _has_private_value(finding, country):
            continue
        key = (finding.field, json.dumps(finding.value, sort_keys=True, ensure_ascii=False), finding.about)
        if key not in best or (-finding.confidence, finding.start) < (-best[key].confidence, best[key].start):
            best[key] = finding
    return sorted(best.values(), key=lambda f: (f.start, f.field, f.end, json.dumps(f.value, ensure_ascii=False)))


def _findings(reading: Reading, country: Country) -> Iterator[Finding]:
    whole = Document(reading, country)
    starts = [0, *(whole.view.raw_span(cut, cut + 1)[0] for cut in parts.cuts(whole)), len(reading.text)]
    if len(starts) == 2:
        yield from registry.run_all(whole)
        return
    end = len(reading.text)
    papers = [Document(reading, country, [(0, start), (stop, end)]) for start, stop in itertools.pairwise(starts)]
    names = [THIS, *(parts.label(document) for document in papers[1:])]
    papers[0].annexed = tuple(
        n for n, document in zip(names, papers, strict=True) if n != THIS and document.is_agreement
    )
    for name, document in zip(names, papers, strict=True):
        for finding in registry.run_all(document):
            yield replace(finding, about=name) if finding.about == THIS else finding


def _has_private_value(finding: Finding, country: Country) -> bool:
    if isinstance(finding.value, dict):
        return any(country.private_spans(str(value)) for key, value in finding.value.items() if key != "ruc")
    return False
