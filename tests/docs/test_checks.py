"""The page of checks lists those of the data, each with its test."""

from __future__ import annotations

import re
from pathlib import Path

from veedor.register.checks import TESTS, Verdict
from veedor.register.facts.checking import index_of, things_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/checks.md").read_text(encoding="utf-8")


def test_every_check_has_its_row() -> None:
    folder = ROOT / "data" / "pe"
    told = {}
    for thing in things_of(folder, index_of(folder)):
        if getattr(thing, "kind", "") == "check":
            tests = [fact.value for fact in thing.facts if fact.field == "test"]  # type: ignore[union-attr]
            told[thing.id] = tests[0] if tests else "a person"  # type: ignore[union-attr]
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| `?([\w ]+?)`? \|$", PAGE.split("## The tests")[0], re.MULTILINE)
    assert {check: test for check, test in rows if check in told} == told


def test_every_test_and_result_is_explained() -> None:
    for name in (*TESTS, *Verdict):
        assert f"| `{name}` |" in PAGE
