"""Findings held against labels: what matches, what counts, and whether confidence is what it says."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.register.conftest import finding_of, tree_of
from veedor.cli import main
from veedor.evaluation.calibration import Point, calibration
from veedor.evaluation.labels import Label, Labelled, LabelsError, labels_of
from veedor.evaluation.matching import grounded, is_neutral, matches, same
from veedor.evaluation.scoring import Tally, score
from veedor.extraction.confidence import confidence
from veedor.extraction.fields import FIELDS

ROOT = Path(__file__).resolve().parents[2]
SCORER = ROOT.parent / "shared" / "tools" / "score.py"
PAY = {"amount": "110.00", "currency": "PEN", "unit": "officer_day", "payee": "officer"}

SAME: list[tuple[str, Any, Any, bool]] = [
    ("signed_on", "2017-10-26", "2017-10-26", True),
    ("signed_on", "2017-10", "2017-10-26", False),
    ("term", "P2Y", "P24M", True),
    ("term", "P2Y", "P730D", False),
    ("legal_basis", "DS 003-2017-IN", "Decreto Supremo N° 3-2017-IN", True),
    ("legal_basis", "DS 003-2017-IN", "DS 004-2017-IN", False),
    ("payment", PAY, {**PAY, "amount": "110"}, True),
    ("payment", PAY, {**PAY, "unit": "officer_hour"}, False),
    ("payment", PAY, {**PAY, "currency": "USD"}, False),
    ("payment", {**PAY, "unit": "total"}, PAY, True),
    ("officers", {"count": 12}, {"count": 12, "rank": "suboficial"}, True),
    ("officers", {"count": 12}, {"count": 13}, False),
    ("party", {"name": "Minera X S.A.C.", "ruc": "20999999991"}, {"name": "MINERA X SAC", "ruc": "20999999991"}, True),
    ("party", {"name": "Minera X S.A.C.", "ruc": "20999999991"}, {"name": "MINERA X SAC"}, False),
    ("place", {"district": "Mara"}, {"district": "MARA", "province": "Cotabambas"}, True),
    ("place", {"district": "Mara", "province": "Grau"}, {"district": "Mara"}, False),
    ("amends", {"of": "x", "ordinal": 2}, {"ordinal": 2}, True),
    ("amends", {"ordinal": 2}, {"ordinal": 3}, False),
    ("number", "009-2010-REGPOL", "009-2010-REGPOL", True),
    ("use_of_force", {"cites": ["DL 1186"]}, {"cites": []}, True),
    ("confidentiality", True, True, True),
    ("signatory", {"name": "Ana Pérez Soto"}, {"name": "ANA PEREZ SOTO", "office": "Jefa"}, True),
    ("signatory", {"name": "Ana Pérez Soto"}, {"name": "Luis Rojas"}, False),
    ("command", {"of": "police"}, {"of": "police", "name": "X"}, True),
    ("command", {"of": "police"}, {"of": "company"}, False),
    ("modality", "franco", "franco", True),
]


@pytest.mark.parametrize(("field", "label", "found", "expected"), SAME)
def test_when_two_values_are_the_same(field: str, label: Any, found: Any, expected: bool) -> None:
    assert same(field, label, found) is expected


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_can_be_compared(field: str) -> None:
    value: Any = {"name": "Uno Dos"} if FIELDS[field].kind == "record" else "Uno Dos"
    assert same(field, None, value) is False
    assert isinstance(same(field, value, value), bool)


def test_alternatives_and_neutral() -> None:
    label = Label("place", {"district": "Mara", "region": "Apurímac"}, "en Mara", ({"region": "Cusco"},))
    assert matches(label, "place", {"district": "Mara", "region": "Cusco"})
    assert not matches(label, "place", {"district": "Mara", "region": "Puno"})
    assert is_neutral("place", {"district": "Mara"}, (("place", {"district": "Mara"}),))
    assert is_neutral("term", "P1Y", (("term", None),))
    assert not is_neutral("term", "P1Y", (("term", "P2Y"),))


def test_a_right_value_from_the_wrong_place_does_not_count() -> None:
    label = Label("signed_on", "2017-10-26", "suscrito el 26 de octubre de 2017", ())
    assert grounded(label, "26 de octubre de 2017")
    assert not grounded(label, "vigente desde hoy")


def test_counts_of_a_paper() -> None:
    tree = tree_of()
    findings = [
        finding_of(tree, "signed_on", "2017-10-26", "26 de octubre de 2017", confidence=0.9),
        finding_of(tree, "place", {"district": "Otro"}, "Quebrada Muestra", confidence=0.8),
        finding_of(tree, "title", "Convenio", "CONVENIO", confidence=0.7),
    ]
    labels = (
        Label("signed_on", "2017-10-26", "26 de octubre de 2017", ()),
        Label("place", {"district": "Quebrada Muestra"}, "en Quebrada Muestra", ()),
    )
    result = score([(Labelled("uno", True, labels, (("title", None),)), findings, tree)])
    total = result.total
    assert (total.labels, total.found, total.findings, total.wrong) == (2, 1, 2, 1)
    assert (total.recall, total.precision, total.f1) == (0.5, 0.5, 0.5)
    (missed,), (wrong,) = result.missed, result.wrong
    assert (missed.field, missed.page) == ("place", 1)
    assert (wrong.field, wrong.method) == ("place", "test/1")
    # labels that are not all there give no precision
    partly = score([(Labelled("uno", False, labels, ()), findings, tree)]).total
    assert (partly.recall, partly.precision) == (0.5, None)
    assert Tally().f1 is None


def test_the_calibration_of_a_small_table() -> None:
    points = [Point(0.9, True)] * 9 + [Point(0.9, False)] + [Point(0.5, True)] * 5 + [Point(0.5, False)] * 5
    curve = calibration([*points, *[Point(0.96, True)] * 4, Point(0.3, False)])
    assert [(one.low, one.count) for one in curve.bins] == [(0.3, 1), (0.5, 10), (0.9, 14)]
    # 1 * 0.3 + 10 * 0 + 14 * |mean 0.917… - 13/14|
    assert curve.error == pytest.approx((0.3 + abs(10 * 0.9 + 4 * 0.96 - 13)) / 25)
    assert (curve.sure, curve.sure_right) == (4, 1.0)
    assert calibration([]).bins == ()


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_confidence_never_falls_when_rule_or_reading_are_better(a: float, b: float, c: float, d: float) -> None:
    low, high = confidence(min(a, b), min(c, d)), confidence(max(a, b), max(c, d))
    assert 0 <= low <= high <= 1
    # a failed check is not made up for
    assert confidence(a, c, ["words_match_digits:no"]) <= confidence(a, c, ["words_match_digits:ok"])


def test_labels_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="is no folder"):
        labels_of(tmp_path / "nada")
    with pytest.raises(LabelsError, match="no labels"):
        labels_of(tmp_path)
    broken = {
        "a": "{",
        "b": "[]",
        "c": '{"id": "c", "facts": [{"field": "nada", "value": 1}]}',
        "d": '{"id": "d", "facts": [], "neutral": ["x"]}',
        "e": '{"id": "e", "facts": [{"field": "term", "value": "P1Y", "alt": "P2Y"}]}',
    }
    for name, text in broken.items():
        file = tmp_path / f"{name}.json"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(LabelsError, match=f"{name}.json"):
            labels_of(tmp_path)
        file.unlink()


def paper(folder: Path) -> None:
    """A paper and its labels."""
    (folder / "gold").mkdir()
    (folder / "docs").mkdir()
    text = "CONVENIO DE PRESTACIÓN DE SERVICIOS POLICIALES\n\nSuscrito en Lima el 26 de octubre de 2017.\n"
    (folder / "docs" / "uno-copia.txt").write_text(text, encoding="utf-8")
    (folder / "docs" / "otro.txt").write_text("nada", encoding="utf-8")
    facts = [
        {"field": "signed_on", "value": "2017-10-26", "quote": "26 de octubre de 2017"},
        {"field": "term", "value": "P1Y", "quote": "un año"},
    ]
    (folder / "gold" / "uno.json").write_text(json.dumps({"id": "uno", "facts": facts}), encoding="utf-8")
    (folder / "gold" / "dos.json").write_text('{"id": "dos", "facts": []}', encoding="utf-8")


def test_the_command(tmp_path: Path) -> None:
    paper(tmp_path)
    told = CliRunner().invoke(main, ["evaluate", str(tmp_path / "gold"), str(tmp_path / "docs"), "--json"])
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    assert answer["fields"]["signed_on"]["found"] == 1
    assert [one["field"] for one in answer["missed"]] == ["term"]
    assert answer["without_paper"] == ["dos"]
    assert "otro.txt: has no labels" in told.stderr
    shown = CliRunner().invoke(main, ["evaluate", str(tmp_path / "gold"), str(tmp_path / "docs")])
    assert "signed_on" in shown.stdout
    assert "Missed" in shown.stdout
    wrong = CliRunner().invoke(main, ["evaluate", str(tmp_path / "nada"), str(tmp_path / "docs")])
    assert (wrong.exit_code, "is no folder of labels" in wrong.stderr) == (3, True)
    unnamed = CliRunner().invoke(main, ["evaluate", str(tmp_path / "gold"), str(tmp_path / "nada")])
    assert unnamed.exit_code == 3


@pytest.mark.corpus
def test_matching_agrees_with_the_common_scorer() -> None:
    """On every pair of label and label of the samples: what is the same for one is the same for the other."""
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    by_field: dict[str, list[Any]] = {}
    for labelled in labels_of(ROOT / "samples" / "labels"):
        for label in labelled.facts:
            by_field.setdefault(label.field, []).append(label.value)
    for field in sorted(scorer.SCORED & by_field.keys()):
        values = by_field[field][:25]
        for one in values:
            for other in values:
                assert same(field, one, other) == scorer.same(field, one, other), (field, one, other)
