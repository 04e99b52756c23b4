"""Which dates are read out of lines as papers have them, beside dateparser.

    .venv/bin/python benchmarks/dates/bench.py [--peers PYTHON] [--missed] [--write]

`forms.tsv` has a class, the dates that a person reads (EDTF, no finer than they are said) and the line. Each reader
gets the line and gives dates; a line is right when the dates are those and no others. What is said without a year is
no date here. `--peers` names a Python that has dateparser (`requirements/bench.txt`); it is asked in the way that
serves it best: Spanish, day before month, a year has to be there, whole lines first and dates within them after, and
from the parts that it says it found only those are taken. `--write` puts the tables into RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from veedor import countries
from veedor.extraction.view import View

FORMS = Path(__file__).with_name("forms.tsv")
RESULTS = Path(__file__).with_name("RESULTS.md")
BEGIN, END = "<!-- figures: bench.py --write -->", "<!-- end of figures -->"
PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import dateparser
from dateparser.date import DateDataParser
from dateparser.search import search_dates
settings = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["year"]}
parser = DateDataParser(languages=["es"], settings=settings)
def edtf(text):
    data = parser.get_date_data(text)
    if data.date_obj is None:
        return None
    size = 10 if "day" in data.parts else 7 if "month" in data.parts else 4
    return data.date_obj.strftime("%Y-%m-%d")[:size]
def read(text):
    whole = edtf(text)
    if whole:
        return [whole]
    found = search_dates(text, languages=["es"], settings=settings) or []
    return [one for words, _ in found if (one := edtf(words))]
lines = json.load(sys.stdin)
read("1 de enero de 2018")
start = time.process_time()
found = [read(line) for line in lines]
json.dump({"version": dateparser.__version__, "found": found, "seconds": time.process_time() - start}, sys.stdout)
"""


def forms() -> list[tuple[str, list[str], str]]:
    """Class, dates and line of every form."""
    rows = [row.split("\t") for row in FORMS.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    return [(name, dates.split("|") if dates else [], line) for name, dates, line in rows]


def ours(lines: list[str]) -> tuple[list[list[str]], float]:
    """What Veedor reads, and processor seconds."""
    country = countries.get("pe")
    country.dates(View("1 de enero de 2018").text)
    start = time.process_time()
    found = [[str(one.value.date) for one in country.dates(View(line).text) if one.value.date] for line in lines]
    return found, time.process_time() - start


def peer(python: str, lines: list[str]) -> tuple[str, list[list[str]], float]:
    """What dateparser reads, with its version, and processor seconds."""
    done = subprocess.run([python, "-c", PEER], input=json.dumps(lines), capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    return f"dateparser {told['version']}", told["found"], told["seconds"]


def main() -> int:
    """Print a table: right, wrong (a date that is not said) and short (missing or coarser), by class."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python with requirements/bench.txt installed")
    parser.add_argument("--missed", action="store_true", help="list what Veedor does not read as a person does")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    arguments = parser.parse_args()
    rows = forms()
    lines = [line for _, _, line in rows]
    readers = [("Veedor", *ours(lines))]
    if arguments.peers:
        readers.append(peer(arguments.peers, lines))
    told = [told_line for reader in readers for told_line in _table(rows, *reader)]
    missed = [
        f"{line!r}: {'|'.join(got) or 'nothing'}, not {'|'.join(want) or 'nothing'}"
        for (_, want, line), got in zip(rows, readers[0][1], strict=True)
        if want != got
    ]
    told += ["", "not read as a person does:", *missed] if arguments.missed or arguments.write else []
    print("\n".join(told))
    if arguments.write:
        head, _, rest = RESULTS.read_text(encoding="utf-8").partition(BEGIN)
        block = "\n".join([BEGIN, "```", *told, "```", END])
        RESULTS.write_text(f"{head}{block}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


def _table(rows: list[tuple[str, list[str], str]], name: str, found: list[list[str]], seconds: float) -> list[str]:
    told = [f"{name}: {1e3 * seconds / len(rows):.2f} ms of the processor a line"]
    told.append(f"{'class':10}{'lines':>7}{'right':>7}{'wrong':>7}{'short':>7}")
    total: Counter[str] = Counter()
    for kind in dict.fromkeys(name for name, _, _ in rows):
        counts = Counter(_judged(want, got) for (of, want, _), got in zip(rows, found, strict=True) if of == kind)
        total += counts
        told.append(_row(kind, counts))
    return [*told, _row("all", total), f"{100 * total['right'] / len(rows):.1f} % right", ""]


def _judged(want: list[str], got: list[str]) -> str:
    """`right`; `short` where dates are missing or coarser than said; `wrong` where one is given that is not said."""
    if got == want:
        return "right"
    return "short" if all(any(full.startswith(one) for full in want) for one in got) else "wrong"


def _row(name: str, counts: Counter[str]) -> str:
    figures = [counts.total(), counts["right"], counts["wrong"], counts["short"]]
    return f"{name:10}" + "".join(f"{figure:7}" for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
