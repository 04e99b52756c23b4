"""How loading and asking grow with the register: 1,000, 10,000 and 100,000 agreements, on SQLite and PostgreSQL.

    .venv/bin/python benchmarks/register/bench.py [--sizes 1000,10000,100000] [--write]
    scripts/with-postgres .venv/bin/python benchmarks/register/bench.py

Makes a world of so many agreements (about ten facts each; invented, seeded), takes it in by `veedor load` into an empty
data folder, and asks: what was in force on a day in the whole register (all counted, 200 listed with reasons and
evidence), what was in force at a mine, who pays what on a day (200 listed) and at a mine, the time line of a district,
what is known of a district, emergencies and incidents beside the agreements of a mine. Each question is asked twelve
times of other days or places; the median and the slowest count. Beside the first stands the raw engine: the stretches
of all agreements of that day fetched by SQL alone, without evidence, in the same process. Memory is the peak of
resident memory (VmHWM) of the load.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from world import write

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "register"
ROUNDS = 12


@dataclass
class Run:
    """One size on one engine."""

    agreements: int
    facts: int
    load: float
    peak: int
    asked: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Median and slowest, in seconds."""


def load(folder: Path, home: Path) -> tuple[float, int]:
    """Seconds and peak bytes of `veedor load`."""
    shutil.rmtree(home, ignore_errors=True)
    command = [sys.executable, "-m", "veedor", "--home", str(home), "load", str(folder)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, peak_of(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"veedor load ended with {process.returncode}")
    return time.perf_counter() - began, peak


def peak_of(pid: int) -> int:
    """The most memory that a process has held until now, in bytes; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def timed(question: Callable[[random.Random], object]) -> tuple[float, float]:
    """Median and slowest of some rounds; the first is not counted."""
    chance = random.Random(11)  # noqa: S311 - a seeded choice of days
    took = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        question(chance)
        took.append(time.perf_counter() - began)
    return statistics.median(took[1:]), max(took[1:])


def ask(home: Path, agreements: int) -> dict[str, tuple[float, float]]:
    """All questions of one register."""
    os.environ["VEEDOR_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "veedor.web.settings"
    import django

    django.setup()
    from world import DISTRICTS_FOR, place_of

    from veedor.register.asking.district import district
    from veedor.register.asking.in_force import in_force
    from veedor.register.asking.knowledge import Knowledge
    from veedor.register.asking.overlaps import overlaps
    from veedor.register.asking.paying import payments
    from veedor.register.asking.things import Named
    from veedor.register.asking.timeline import time_line
    from veedor.register.models import InForce

    def day(chance: random.Random) -> dt.date:
        return dt.date(1998, 1, 1) + dt.timedelta(days=chance.randrange(9000))

    def mine(chance: random.Random) -> Named:
        number = chance.randrange(max(agreements // 40, 2))
        return Named("project", f"u{number}", f"Mina {number}")

    def place(chance: random.Random) -> Named:
        parts = place_of(chance.randrange(max(agreements // DISTRICTS_FOR, 4)))
        return Named("place", "/".join(parts.values()), parts["district"])

    def raw(chance: random.Random) -> int:
        on = day(chance)
        rows = InForce.objects.filter(first__lte=on, last__gte=on)
        return len(list(rows.values_list("agreement", "status", "because")))

    known = Knowledge
    return {
        "in force on a day: raw rows": timed(raw),
        "in force on a day": timed(lambda chance: in_force(known(), day(chance), limit=200)),
        "in force at a mine": timed(lambda chance: in_force(known(), day(chance), mine(chance))),
        "time line of a district": timed(lambda chance: time_line(known(), place(chance))),
        "a district": timed(lambda chance: district(known(), place(chance), day(chance))),
        "payments on a day": timed(lambda chance: payments(known(), on=day(chance), limit=200)),
        "payments at a mine": timed(lambda chance: payments(known(), mine(chance))),
        "beside the agreements of a mine": timed(lambda chance: overlaps(known(), mine(chance))),
    }


def measure(agreements: int) -> Run:
    """One size: made, loaded, asked."""
    folder, home = BUILD / f"world-{agreements}", BUILD / f"home-{agreements}"
    shutil.rmtree(folder, ignore_errors=True)
    facts = write(folder, agreements)
    seconds, peak = load(folder, home)
    return Run(agreements, facts, seconds, peak, ask_apart(home, agreements))


def ask_apart(home: Path, agreements: int) -> dict[str, tuple[float, float]]:
    """The questions in a process of their own: Django is set up once in each."""
    command = [sys.executable, __file__, "--ask", str(home), str(agreements)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.split("\t") for line in told.splitlines()]
    return {name: (float(median), float(slowest)) for name, median, slowest in rows}


def report(runs: list[Run], engine: str) -> str:
    """The figures as a table."""
    names = list(runs[0].asked)
    lines = [
        f"## {engine}",
        "",
        "| | " + " | ".join(f"{run.agreements:,} agreements, {run.facts:,} facts" for run in runs) + " |",
        "| --- |" + " --- |" * len(runs),
        "| load, seconds | " + " | ".join(f"{run.load:.1f}" for run in runs) + " |",
        "| load, facts a second | " + " | ".join(f"{run.facts / run.load:,.0f}" for run in runs) + " |",
        "| load, peak MiB | " + " | ".join(f"{run.peak / 2**20:.0f}" for run in runs) + " |",
    ]
    for name in names:
        cells = [f"{run.asked[name][0] * 1000:.0f} ({run.asked[name][1] * 1000:.0f})" for run in runs]
        lines.append(f"| {name}, ms, median (slowest) | " + " | ".join(cells) + " |")
    first, raw = "in force on a day", "in force on a day: raw rows"
    ratios = [f"{run.asked[first][0] / run.asked[raw][0]:.1f}" for run in runs]
    lines.append("| in force on a day / raw rows | " + " | ".join(ratios) + " |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure all sizes on the engine that DATABASE_URL names, SQLite unless it does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--write", action="store_true", help="put the table of this engine into RESULTS.md")
    parser.add_argument("--ask", nargs=2, metavar=("HOME", "AGREEMENTS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        for name, (median, slowest) in ask(Path(given.ask[0]), int(given.ask[1])).items():
            print(f"{name}\t{median}\t{slowest}")
        return
    url = os.environ.get("DATABASE_URL", "")
    engine = "PostgreSQL" if url.startswith("postgres") else "SQLite"
    sizes = [int(size) for size in given.sizes.split(",")]
    if url and len(sizes) > 1:
        raise SystemExit("With DATABASE_URL, one size a run: --sizes 100000 (the database keeps what was loaded).")
    told = report([measure(size) for size in sizes], engine)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print(told)
    if given.write:
        keep(told, engine)


def keep(told: str, engine: str) -> None:
    """Put the table of this engine in place of the one that stands in RESULTS.md."""
    path = Path(__file__).parent / "RESULTS.md"
    parts = path.read_text(encoding="utf-8").split("\n## ") if path.is_file() else ["# How the register grows\n"]
    kept = [part for part in parts[1:] if not part.startswith(engine)]
    path.write_text("\n## ".join([parts[0].rstrip() + "\n", *kept, told.removeprefix("## ")]), encoding="utf-8")


if __name__ == "__main__":
    main()
