"""A made world of so many agreements, as data files: invented throughout, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DISTRICTS_FOR = 60
"""So many agreements share a district."""


def write(folder: Path, agreements: int, seed: int = 7) -> int:
    """Write the files of a world; gives the number of facts."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)  # noqa: S311 - a seeded world
    districts = max(agreements // DISTRICTS_FOR, 4)
    companies = max(agreements // 40, 2)
    kinds: dict[str, Iterator[dict[str, Any]]] = {
        "organisations": _companies(companies),
        "projects": _mines(companies, districts),
        "emergencies": _emergencies(chance, districts),
        "incidents": _incidents(chance, districts, companies),
        "agreements": _agreements(chance, agreements, districts, companies),
    }
    facts = 0
    for name, entries in kinds.items():
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for entry in entries:
                facts += len(entry["facts"])
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    with (folder / "sources.jsonl").open("w", encoding="utf-8") as file:
        for number in range(SOURCES):
            file.write(json.dumps({"id": f"s{number}", "address": f"https://inventado.example/{number}"}) + "\n")
    return facts


SOURCES = 50


def place_of(district: int) -> dict[str, str]:
    """The place of a number."""
    province = district // 10
    return {
        "district": f"Distrito {district}",
        "province": f"Provincia {province}",
        "region": f"Región {province // 8}",
    }


def _fact(number: int, **value: Any) -> dict[str, Any]:
    return value | {"source": f"s{number % SOURCES}", "sure": "reported", "recorded": "2026-01-15"}


def _companies(count: int) -> Iterator[dict[str, Any]]:
    for i in range(count):
        facts = [_fact(i, name=f"Minera Inventada {i} S.A.C."), _fact(i, sort="company")]
        yield {"id": f"m{i}", "label": f"Minera Inventada {i}", "facts": facts}


def _mines(count: int, districts: int) -> Iterator[dict[str, Any]]:
    for i in range(count):
        facts = [_fact(i, name=f"Mina {i}"), _fact(i, sector="mining"), _fact(i, place=place_of(i % districts))]
        yield {"id": f"u{i}", "label": f"Mina {i}", "facts": facts}


def _emergencies(chance: random.Random, districts: int) -> Iterator[dict[str, Any]]:
    for i in range(max(districts // 3, 5)):
        facts = [_fact(i, starts=_day(chance).isoformat()), _fact(i, days=chance.choice(["30", "60"]))]
        facts += [_fact(i, place=place_of(chance.randrange(districts))) for _ in range(3)]
        yield {"id": f"e{i}", "label": f"Emergencia {i}", "facts": facts}


def _incidents(chance: random.Random, districts: int, companies: int) -> Iterator[dict[str, Any]]:
    for i in range(max(districts // 2, 5)):
        facts = [
            _fact(i, date=_partial(chance, _day(chance))),
            _fact(i, place=place_of(chance.randrange(districts))),
            _fact(i, site=f"u{chance.randrange(companies)}"),
            _fact(i, killed={"count": str(chance.randrange(4))}),
        ]
        yield {"id": f"h{i}", "label": f"Hecho {i}", "facts": facts}


def _day(chance: random.Random) -> dt.date:
    return dt.date(1996, 1, 1) + dt.timedelta(days=chance.randrange(30 * 365))


def _partial(chance: random.Random, day: dt.date) -> str:
    """The day, or only its month, or only its year: as sources say it."""
    return chance.choices([day.isoformat(), day.isoformat()[:7], str(day.year)], [8, 1, 1])[0]


def _agreements(chance: random.Random, count: int, districts: int, companies: int) -> Iterator[dict[str, Any]]:
    last = ""
    for i in range(count):
        signed, company = _day(chance), chance.randrange(companies)
        facts = [
            _fact(i, title=f"Convenio inventado {i}"),
            _fact(i, company=f"m{company}"),
            _fact(i, site=f"u{company}"),
        ]
        facts += [
            _fact(i, signed_on=_partial(chance, signed)),
            _fact(i, term=chance.choice(["P1Y", "P2Y", "P3Y"])),
            _fact(i, officers={"count": str(chance.randrange(5, 80))}),
            _fact(i, modality=chance.choice(["vacaciones", "franco"])),
            _fact(i, payment={"amount": "110", "currency": "PEN", "unit": "officer_day", "payee": "officer"}),
            _fact(i, legal_basis="DL 1267"),
        ]
        if last and chance.random() < 0.2:
            facts += [_fact(i, doc_type="amendment"), _fact(i, amends={"of": last})]
        else:
            facts += [_fact(i, doc_type="agreement"), _fact(i, place=place_of(chance.randrange(districts)))]
            last = f"a{i}"
        if chance.random() < 0.1:
            # a rival
            facts.append(_fact(i + 1, signed_on=_partial(chance, signed + dt.timedelta(days=chance.randrange(40)))))
        yield {"id": f"a{i}", "label": f"Convenio {i}", "facts": facts}
