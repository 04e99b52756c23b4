"""How well confidence is calibrated, with and without the knots, leaving out one paper at a time.

    .venv/bin/python benchmarks/extraction/calibrate.py GOLD DOCS [GOLD DOCS …] [--draw reliability.svg]

For each pair of folders: labels and papers. Says the expected calibration error of what `veedor extract` gives, that
of a curve fitted to all other papers (isotonic: pool adjacent violators) and held against the one left out, and the
share that is right among the surest. `--draw` writes the reliability curve.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from veedor import countries
from veedor.documents import read
from veedor.evaluation.calibration import Calibration, Point, calibration
from veedor.evaluation.labels import Labelled, labels_of
from veedor.evaluation.scoring import score
from veedor.extraction import extract


def points_of(gold: Path, docs: Path) -> list[list[Point]]:
    """The points of each paper of a folder that is labelled in full."""
    labels = {one.id: one for one in labels_of(gold)}
    found = []
    for path in sorted(docs.glob("*.pdf")):
        labelled = of_stem(labels, path.stem)
        if labelled is None or not labelled.exhaustive:
            continue
        reading = read(path).reading
        found.append(score([(labelled, extract(reading, countries.get()), reading)]).points)
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def of_stem(labels: dict[str, Labelled], stem: str) -> Labelled | None:
    """The labels of a file: of its stem, or of the longest id that it begins with (`…-escaneado.pdf`)."""
    named = [one for name, one in labels.items() if stem == name or stem.startswith(f"{name}-")]
    return max(named, key=lambda one: len(one.id), default=None)


def isotonic(points: list[Point]) -> list[tuple[float, float]]:
    """The rising steps nearest to the points: `(from this confidence on, share right)`."""
    blocks: list[list[float]] = []
    for one in sorted(points, key=lambda point: point.confidence):
        blocks.append([one.confidence, float(one.right), 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            first, right, count = blocks.pop()
            blocks[-1] = [blocks[-1][0], blocks[-1][1] + right, blocks[-1][2] + count]
            del first
    return [(start, right / count) for start, right, count in blocks]


def by_steps(steps: list[tuple[float, float]], confidence: float) -> float:
    """What the steps say of a confidence."""
    return next((share for start, share in reversed(steps) if confidence >= start), steps[0][1] if steps else 0.0)


def left_out(papers: list[list[Point]]) -> Calibration:
    """Each paper by the steps of all others."""
    held = []
    for place, own in enumerate(papers):
        steps = isotonic([one for other, rest in enumerate(papers) if other != place for one in rest])
        held += [Point(by_steps(steps, one.confidence), one.right) for one in own]
    return calibration(held)


def draw(curve: Calibration, path: Path) -> None:
    """The reliability curve as SVG: the diagonal, and a dot for each bin as large as its findings are many."""
    side, edge = 320, 40
    most = max((one.count for one in curve.bins), default=1)

    def at(value: float) -> float:
        return edge + value * (side - 2 * edge)

    dots = "".join(
        f'<circle cx="{at(one.confidence):.1f}" cy="{side - at(one.right):.1f}" '
        f'r="{3 + 9 * (one.count / most) ** 0.5:.1f}" '
        f'fill="#1f5a7a" fill-opacity="0.75"><title>{one.count} findings: {one.confidence:.2f} sure, {one.right:.2f} '
        "right</title></circle>"
        for one in curve.bins
    )
    ticks = "".join(
        f'<text x="{at(tick):.0f}" y="{side - edge + 18}" text-anchor="middle">{tick}</text>'
        f'<text x="{edge - 8}" y="{side - at(tick) + 4:.0f}" text-anchor="end">{tick}</text>'
        for tick in (0, 0.5, 1)
    )
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}" '
        'font-family="sans-serif" font-size="12" fill="#333" role="img" '
        'aria-label="How often findings are right, by how sure the machine was">'
        f'<rect x="0" y="0" width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="M{at(0)} {side - at(0)}L{at(1)} {side - at(1)}" stroke="#bbb" stroke-dasharray="4 4"/>'
        f'<path d="M{at(0)} {side - at(1)}V{side - at(0)}H{at(1)}" stroke="#333" fill="none"/>{dots}{ticks}'
        f'<text x="{side / 2}" y="{side - 6}" text-anchor="middle">how sure</text>'
        f'<text x="12" y="{side / 2}" text-anchor="middle" transform="rotate(-90 12 {side / 2})">share right</text>'
        "</svg>\n",
        encoding="utf-8",
    )


def main() -> int:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD DOCS")
    parser.add_argument("--draw", type=Path)
    given = parser.parse_args()
    if len(given.folders) % 2:
        parser.error("folders come in pairs: labels, papers")
    pairs = zip(given.folders[::2], given.folders[1::2], strict=True)
    papers = [points for gold, docs in pairs for points in points_of(gold, docs)]
    curve = calibration([one for points in papers for one in points])
    print(f"{len(papers)} papers, {sum(len(points) for points in papers)} findings")
    print(
        f"expected calibration error: {curve.error:.3f} as given, {left_out(papers).error:.3f} fitted to other papers"
    )
    right = "-" if curve.sure_right is None else f"{curve.sure_right:.3f}"
    print(f"at 0.95 and surer: {curve.sure} findings, {right} right")
    for one in curve.bins:
        print(f"{one.low:.1f} to {one.high:.1f}  {one.count:5}  {one.confidence:.2f} sure  {one.right:.2f} right")
    if given.draw:
        draw(curve, given.draw)
    return 0


if __name__ == "__main__":
    sys.exit(main())
