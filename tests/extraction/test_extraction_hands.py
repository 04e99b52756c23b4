"""Invented papers in different hands, with the facts written down before the rules: all found, and nothing wrong.

A line of a `.tsv` is a field and its value; the keys given have to agree, capitals and accents aside. A line that
begins with `~` counts neither way (with `null`: nothing of that field does).
"""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from veedor.extraction import extract

HANDS = Path(__file__).parent / "hands"
STEMS = sorted(path.stem for path in HANDS.glob("*.txt"))
NOT_COUNTED = {
    "districts", "object", "obligation", "command", "staff_choice", "service_area", "records", "intelligence",
    "liability", "annex", "human_rights", "exception_reason", "contradiction", "bank_account", "publication",
}  # fmt: skip
"""Fields for which the papers of the hands are not labelled."""


def plain(value):
    if isinstance(value, str):
        folded = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
        return " ".join(re.findall(r"[a-z0-9.%]+", folded)).rstrip(".")
    return value


def agrees(expected, field, finding):
    if field != finding.field:
        return False
    if isinstance(expected, dict):
        return all(plain(value) == plain(finding.value.get(key)) for key, value in expected.items())
    return plain(expected) == plain(finding.value)


def expectations(stem):
    facts, neutral = [], []
    for line in (HANDS / f"{stem}.tsv").read_text(encoding="utf-8").splitlines():
        field, value = line.split("\t")
        (neutral if field.startswith("~") else facts).append((field.lstrip("~"), json.loads(value)))
    return facts, neutral


@pytest.mark.parametrize("stem", STEMS)
def test_every_fact_is_found(stem, reading_of, peru):
    findings = extract(reading_of((HANDS / f"{stem}.txt").read_text(encoding="utf-8")), peru)
    facts, _ = expectations(stem)
    missed = [(field, value) for field, value in facts if not any(agrees(value, field, f) for f in findings)]
    assert missed == []


@pytest.mark.parametrize("stem", STEMS)
def test_nothing_else_is_found(stem, reading_of, peru):
    findings = extract(reading_of((HANDS / f"{stem}.txt").read_text(encoding="utf-8")), peru)
    facts, neutral = expectations(stem)
    wrong = [
        (f.field, f.value, f.quote)
        for f in findings
        if f.field not in NOT_COUNTED
        and not any(agrees(value, field, f) for field, value in facts)
        and not any(field == f.field and (value is None or agrees(value, field, f)) for field, value in neutral)
    ]
    assert wrong == []


def test_contradictions_are_told_and_lower_the_confidence(reading_of, peru):
    text = (HANDS / "10-macro-2017-considerandos.txt").read_text(encoding="utf-8")
    by_field = {f.field: f for f in extract(reading_of(text), peru)}
    assert "term_matches_dates:no" in by_field["term"].checks
    assert by_field["term"].confidence < 0.7
    assert "words_match_digits:no" in by_field["payment"].checks
    assert by_field["payment"].confidence < 0.7
