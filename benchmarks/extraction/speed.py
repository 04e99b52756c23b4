"""Pages a second and core that extraction takes after reading, on the project's own digital samples.

    speed.py [--rounds N]

Prints seconds of processor, best of N rounds over all samples, beside a plain pass in the same process: every phrase
of the country searched for once in the same folded text with one regular expression each. That pass finds words and
judges nothing; the ratio compares machines, where pages a second do not.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from veedor import countries
from veedor.documents import read
from veedor.extraction import extract
from veedor.extraction.view import View

SAMPLES = Path(__file__).resolve().parents[2] / "build" / "samples" / "digital"


def best(rounds: int, work: Callable[[], object]) -> float:
    """Seconds of processor of the fastest round; the first one, which fills caches, does not count."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    files = sorted(SAMPLES.glob("*.pdf"))
    if not files:
        print(f"no samples in {SAMPLES}: make samples builds them", file=sys.stderr)
        return 1
    country = countries.get()
    readings = [read(path).reading for path in files]
    texts = [View(reading.text).text for reading in readings]
    patterns = [re.compile(source) for source in country.lexicon.sources()]
    pages, letters = sum(len(reading.pages) for reading in readings), sum(map(len, texts))

    def all_rules() -> None:
        for reading in readings:
            extract(reading, country)

    def plain_pass() -> None:
        for text in texts:
            for pattern in patterns:
                for _ in pattern.finditer(text):
                    pass

    rules, plain = best(arguments.rounds, all_rules), best(arguments.rounds, plain_pass)
    print(f"{len(files)} samples, {pages} pages, {letters} characters; {len(patterns)} phrases")
    print(f"extraction        {rules:6.3f} s  {pages / rules:6.0f} pages a second and core")
    print(f"plain regex pass  {plain:6.3f} s  {pages / plain:6.0f}")
    print(f"extraction takes {rules / plain:.2f} times as long")
    return 0


if __name__ == "__main__":
    sys.exit(main())
