"""Fuzz all targets or those named, one after the other: `scripts/fuzz --help`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "fuzz"


def main() -> int:
    """Run them; gives 1 where any found something."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description="Fuzz the parsers, led by what inputs reach.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one or more of: {', '.join(TARGETS)} (all)")
    parser.add_argument("--seconds", type=int, default=600, help="how long each target is fuzzed (600)")
    parser.add_argument("--again", type=Path, metavar="FILE", help="give the one target this input and nothing else")
    asked = parser.parse_args()
    names = asked.targets or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    if asked.again is not None:
        if len(names) != 1 or not asked.again.is_file():
            parser.error("--again takes one target and a file that is there")
        return _run(names[0], str(asked.again))
    found = [name for name in names if _run(name, f"-max_total_time={asked.seconds}")]
    for name in found:
        for find in sorted((PLACE / name / "finds").iterdir()):
            print(f"FOUND  scripts/fuzz {name} --again {find.relative_to(ROOT)}")
    print(f"{len(names)} targets, {len(found)} with finds.")
    return 1 if found else 0


def _run(name: str, *options: str) -> int:
    print(f"== {name}", flush=True)
    command = [sys.executable, "-m", "tests.fuzz.run", name, str(PLACE / name), *options]
    return int(subprocess.run(command, cwd=ROOT, check=False).returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
