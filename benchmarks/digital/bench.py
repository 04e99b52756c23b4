"""How well and how fast a PDF's own text is read, against poppler's `pdftotext -bbox-layout` in the same run.

    .venv/bin/python benchmarks/digital/bench.py [--pages 200] [--runs 5] [PDF…]

Without names it reads a made file (`paper.py`), the digital samples and the born-digital files of the shared corpus.
Words are compared in poppler's order and ours: the share of poppler's words that stand in ours in the same order. Boxes
are compared by the overlap of equal words. Of the made file the order is known, and both are held against it. Times are
the least of all runs, in turn: of the processor (one core), and by the clock.
"""

from __future__ import annotations

import argparse
import html
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from paper import make

from veedor.documents import Limits, read
from veedor.documents.readers import read_here
from veedor.documents.tree import Page, page_to_wire
from veedor.values.boxes import Box

ROOT = Path(__file__).resolve().parents[2]
_WORD = re.compile(r'<word xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">(.*?)</word>', re.DOTALL)
REAL = ("grj-solicitud-acceso-informacion", "produce-comunicado-038-2025")
"""Real files of the shared corpus that are born digital."""
_POPPLER = ("pdftotext", "-bbox-layout")


def popplers(path: Path) -> list[list[tuple[str, list[float]]]]:
    """Poppler's words with their boxes, page by page."""
    said = subprocess.run([*_POPPLER, str(path), "-"], capture_output=True, text=True, check=True).stdout
    return [
        [(html.unescape(m[5]), [float(m[n]) for n in range(1, 5)]) for m in _WORD.finditer(page)]
        for page in said.split("<page ")[1:]
    ]


def pages_of(path: Path) -> list[Page]:
    """The pages as the engine reads them, in this process."""
    return [page for page, _ in read_here(path, path.name, Limits())[1]]


def compare(path: Path, *, show: int) -> tuple[int, int, int, float, float]:
    """Poppler's words, and how many of them stand in ours in order, and in any; how well boxes agree.

    The last are the mean overlap (shared area by the area of both) and the share of boxes whose middle is in poppler's.
    """
    words = same = anyhow = 0
    overlap, inside, boxes = 0.0, 0, 0
    for number, (theirs, page) in enumerate(zip(popplers(path), pages_of(path), strict=True), 1):
        ours = list(page.words)
        names = [word for word, _ in theirs]
        match = SequenceMatcher(None, names, [word.text for word in ours], autojunk=False)
        words += len(theirs)
        left = [word.text for word in ours]
        for name in names:
            if name in left:
                left.remove(name)
                anyhow += 1
        for block in match.get_matching_blocks():
            same += block.size
            for n in range(block.size):
                box, (_, [x0, y0, x1, y1]) = ours[block.b + n].box, theirs[block.a + n]
                if box is None or x0 >= x1 or y0 >= y1:
                    continue
                boxes += 1
                other = Box(x0, y0, x1, y1)
                shared = box.intersection(other)
                overlap += shared.area / (box.area + other.area - shared.area) if shared else 0.0
                inside += x0 <= (box.x0 + box.x1) / 2 <= x1 and y0 <= (box.y0 + box.y1) / 2 <= y1
        for kind, a, b, c, d in match.get_opcodes():
            if kind != "equal" and show > 0:
                show -= 1
                print(f"    page {number}: poppler {names[a:b]}, ours {[word.text for word in ours[c:d]]}"[:200])
    return words, same, anyhow, overlap / max(1, boxes), inside / max(1, boxes)


def against(truth: list[list[str]], pages: list[list[str]]) -> float:
    """The share of the words of the truth that stand in the pages in the same order."""
    same = sum(
        block.size
        for true, read_ in zip(truth, pages, strict=True)
        for block in SequenceMatcher(None, true, read_, autojunk=False).get_matching_blocks()
    )
    return same / sum(map(len, truth))


def spent(what: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in this process and its children."""
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    began = time.perf_counter()
    what()
    clock = time.perf_counter() - began
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True))
    return clock, cpu


def speeds(path: Path, runs: int) -> None:
    """Pages a second of poppler, of the engine, and of the whole with walls and transport."""
    count = len(pages_of(path))

    def poppler() -> None:
        subprocess.run([*_POPPLER, str(path), "/dev/null"], check=True)

    def engine() -> None:
        for page, _ in read_here(path, path.name, Limits())[1]:
            page_to_wire(page)

    def objects() -> None:
        for page in pages_of(path):
            list(page.words)

    def whole() -> None:
        read(path)

    ways = {"poppler": poppler, "engine": engine, "engine, with an object a word": objects, "read()": whole}
    best: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            best[name].append(spent(way))
    least = min(cpu for _, cpu in best["poppler"])
    fastest = min(clock for clock, _ in best["poppler"])
    for name, figures in best.items():
        clock, cpu = min(c for c, _ in figures), min(c for _, c in figures)
        by_clock = f"{count / clock:7.0f} pages/s by the clock ({fastest / clock:4.2f} of poppler's)"
        # what a killed worker used is told to nobody
        by_cpu = f"{count / cpu:7.0f} of the processor ({least / cpu:4.2f})" if name != "read()" else ""
        print(f"  {name:32} {by_clock}  {by_cpu}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare words and boxes of every file, and speeds on the made one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--show", type=int, default=0, help="print so many differences of each file")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("pdfs", type=Path, nargs="*")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "paper.pdf"
        paper = Path(folder) / "paper.pdf"
        named = asked.pdfs or [
            paper,
            *sorted((ROOT / "build/samples/digital").glob("*.pdf")),
            *(asked.shared / "corpus/pdfs" / f"{name}.pdf" for name in REAL),
        ]
        if not asked.pdfs:
            truth = make(paper, asked.pages)
            ours = against(truth, [[word.text for word in page.words] for page in pages_of(paper)])
            theirs = against(truth, [[word for word, _ in page] for page in popplers(paper)])
            print(f"of the words that were written, in order: ours {ours:.3%}, poppler's {theirs:.3%}")
        total, right = 0, 0
        for path in (path for path in named if path.is_file()):
            words, same, anyhow, overlap, inside = compare(path, show=asked.show)
            total, right = total + words, right + same
            print(
                f"{path.name[:44]:44} {words:7} words  in order {same / max(1, words):8.3%}"
                f"  in any {anyhow / max(1, words):8.3%}  boxes overlap {overlap:.2f}, inside {inside:8.3%}"
            )
        print(f"{'all':44} {total:7} words  in order {right / max(1, total):8.3%}")
        for path in named[: 1 if not asked.pdfs else None]:
            print(path.name)
            if asked.runs:
                speeds(path, asked.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
