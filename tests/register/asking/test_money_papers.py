"""Payments and comparisons of agreements that the register holds on paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.register.conftest import finding_of, stored
from veedor.register import claims
from veedor.register.asking.comparing import compare, fields_called
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.paying import payments
from veedor.register.asking.things import Named
from veedor.register.models import Agreement, Collection

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]
NOW = Knowledge()
FORCE = (
    "CONVENIO DE SERVICIOS POLICIALES EXTRAORDINARIOS",
    "hará uso de la fuerza conforme al Decreto Legislativo 1186",
    "pagará S/ 110.00 diarios a cada oficial (US$ 330.00)",
)
OTHER = (FORCE[0], "hará uso de la fuerza solo en casos extremos", "pagará S/ 13.23 por hora a cada oficial")


@pytest.fixture(autouse=True)
def papers(collection: Collection) -> None:
    """Two of them, accepted."""
    officer = {"unit": "officer_day", "rank": "oficial", "payee": "officer"}
    said: tuple[tuple[tuple[str, ...], list[tuple[str, Any, str]]], ...] = (
        (FORCE, [
            ("use_of_force", {"cites": ["DL 1186"]}, FORCE[1]),
            ("payment", {"amount": "110.00", "currency": "PEN", **officer}, "S/ 110.00"),
            ("payment", {"amount": "330.00", "currency": "USD", **officer}, "US$ 330.00"),
        ]),
        (OTHER, [
            ("use_of_force", {"cites": []}, OTHER[1]),
            ("payment", {"amount": "13.23", "currency": "PEN", **officer, "unit": "officer_hour"}, "S/ 13.23"),
        ]),
    )  # fmt: skip
    for number, (lines, fields) in enumerate(said):
        document, reading, tree = stored(collection, f"{number}" * 64, f"convenio-{number}.pdf", lines)
        found = [finding_of(tree, "doc_type", "agreement", "CONVENIO")]
        found += [finding_of(tree, field, value, quote) for field, value, quote in fields]
        claims.accept_all(claims.propose(document, reading, found), who="Ana", why="")


def test_the_page_of_each() -> None:
    named = [Named("agreement", row.slug, str(row)) for row in Agreement.objects.order_by("slug")]
    answer = compare(NOW, named, fields_called(["force"]))
    assert all(answer.held.values())
    (row,) = answer.rows
    assert row.verdict == "differs"
    evidence = [cell.values[0][0].evidence for cell in row.cells]
    assert [(one.document, one.page, one.quote) for one in evidence] == [
        ("convenio-0.pdf", 1, FORCE[1]),
        ("convenio-1.pdf", 1, OTHER[1]),
    ]


def test_both_coins_of_one_paper_are_held_against_each_other() -> None:
    (one,) = payments(NOW, rate=Decimal("3.3")).conversions
    # 110 soles were 33 dollars, not 330
    assert (one.result.verdict, one.result.why) == ("fails", "multiplied")
    assert payments(NOW).conversions[0].result.why == "no_rate_known"


def test_hours_are_those_of_whoever_asks() -> None:
    lines = [line for one in payments(NOW, hours=Decimal(8)).agreements for line in one.promised]
    assert "13.23 × 8 h = 105.84" in {line.per_day.sum for line in lines}
