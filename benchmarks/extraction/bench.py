"""The figures of extraction: own samples (digital and scanned), invented papers of the tests, texts of the real corpus.

    bench.py [--write] [--missed] [--no-scans]

Prints tables and writes nothing; `--write` puts them into RESULTS.md. The comparison is that of the project's scorer,
`../shared/tools/score.py` beside the repository; where it or the corpus is absent, a line says what is left out.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from veedor import countries
from veedor.documents import read
from veedor.documents.tree import Page, Reading
from veedor.extraction import VERSION, Finding, extract

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "build" / "samples"
HANDS = ROOT / "tests" / "extraction" / "hands"
BEGIN, END = "<!-- figures: bench.py --write -->", "<!-- end of figures -->"


def reading_of_text(path: Path) -> Reading:
    """A reading without pages: the text as it stands."""
    raw = path.read_bytes()
    page = Page(1, 0, 0, "text", 1.0, raw.decode("utf-8"))
    return Reading(path.name, hashlib.sha256(raw).hexdigest(), "text/plain", (page,), paged=False)


def reading_of_file(path: Path) -> Reading:
    """The file as the sandbox reads it."""
    return read(path).reading


def write_findings(paths: Iterable[Path], read: Callable[[Path], Reading], folder: Path) -> float:
    """The findings of each file as `folder/<stem>.jsonl`; the seconds that extraction alone took."""
    taken = 0.0
    for path in sorted(paths):
        reading = read(path)
        started = time.perf_counter()
        findings: list[Finding] = extract(reading, countries.get("pe"))
        taken += time.perf_counter() - started
        (folder / f"{path.stem}.jsonl").write_text("".join(f.to_line() + "\n" for f in findings), encoding="utf-8")
    return taken


def gold_of_hand(path: Path) -> dict[str, Any]:
    """The facts of an invented paper of the tests, in the scorer's form. No quotes are labelled: the value counts."""
    facts, neutral = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        field, value = line.split("\t")
        entry: dict[str, Any] = {"field": field.lstrip("~"), "value": json.loads(value)}
        (neutral if field.startswith("~") else facts).append(entry)
    return {"id": path.stem, "facts": facts, "neutral": neutral}


def table(name: str, result: dict[str, Any], *, exhaustive: bool, missed: bool) -> list[str]:
    """One block of a plain-text table."""

    def show(value: float | None) -> str:
        return "   -" if value is None else f"{value:.2f}"

    def f1(one: dict[str, Any]) -> float | None:
        p, r = one["precision"], one["recall"]
        return 2 * p * r / (p + r) if p and r else None

    lines = [f"{name}", f"{'field':20} labels  recall  precision    f1"]
    for field, one in result["fields"].items():
        lines.append(
            f"{field:20} {one['labels']:6}  {show(one['recall']):>6}  {show(one['precision']):>9}  {show(f1(one)):>4}"
        )
    precision = show(result["precision"]) if exhaustive else "not measured (labels are incomplete)"
    lines.append(f"all: recall {result['recall']:.3f}, precision {precision}, {result['labels']} labels")
    if missed:
        lines += ["missed: " + "  ".join(map(str, row)) for row in result["missed"]]
    return [*lines, ""]


def confidences(score: Any, sets: list[tuple[Path, Path]]) -> list[str]:
    """Of the findings in each tenth of confidence, how many are right (exhaustive labels only)."""
    bins: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for gold_dir, found_dir in sets:
        for path in gold_dir.glob("*.json"):
            gold = json.loads(path.read_text(encoding="utf-8"))
            labels = list(score.one_each(gold["facts"]))
            found = found_dir / f"{gold['id']}.jsonl"
            for line in found.read_text(encoding="utf-8").splitlines() if found.exists() else []:
                finding = json.loads(line)
                neutral = any(score.is_neutral(entry, finding) for entry in gold.get("neutral", []))
                if finding["field"] not in score.SCORED or neutral:
                    continue
                tenth = bins[min(9, int(finding["confidence"] * 10))]
                tenth[0] += 1
                tenth[1] += any(score.matches(label, finding) for label in labels)
    lines = ["confidence against what is right (samples and invented papers)", "confidence   findings  right"]
    for tenth, (count, right) in sorted(bins.items()):
        lines.append(f"0.{tenth} to 0.{tenth}9  {count:8}  {right / count:5.2f}")
    return [*lines, ""]


def load_scorer() -> Any:
    """The project's scorer as a module; None where it is not there."""
    path = SHARED / "tools" / "score.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(work: Path, *, missed: bool, scans: bool) -> list[str]:
    """All tables."""
    score = load_scorer()
    if score is None:
        return [f"skipped: no {SHARED / 'tools' / 'score.py'}, which compares findings with labels", ""]
    lines = [f"rules version {VERSION}", ""]
    exhaustive: list[tuple[Path, Path]] = []
    for name, folder, labels in (("digital", "digital", "labels"), ("scanned", "scans", "labels-scans")):
        files = list((SAMPLES / folder).glob("*.pdf"))
        if not files or (folder == "scans" and not scans):
            lines += [f"skipped: own samples, {name} ({'asked for' if files else 'make samples builds them'})", ""]
            continue
        found = work / folder
        found.mkdir()
        write_findings(files, reading_of_file, found)
        exhaustive.append((SAMPLES / labels, found))
        result = score.score(SAMPLES / labels, found, True)
        lines += table(f"own samples, {name}", result, exhaustive=True, missed=missed)
    found, gold = work / "hands", work / "hands-gold"
    found.mkdir()
    gold.mkdir()
    for path in HANDS.glob("*.tsv"):
        facts = gold_of_hand(path)
        (gold / f"{path.stem}.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    write_findings(HANDS.glob("*.txt"), reading_of_text, found)
    exhaustive.append((gold, found))
    lines += confidences(score, exhaustive)
    corpus = SHARED / "corpus"
    if not (corpus / "gold").is_dir():
        return [*lines, f"skipped: no {corpus}", ""]
    found = work / "corpus"
    found.mkdir()
    taken = write_findings((corpus / "texts").glob("*.txt"), reading_of_text, found)
    result = score.score(corpus / "gold", found, False)
    lines += table("texts of the real corpus", result, exhaustive=False, missed=missed)
    return [*lines, f"extraction of the corpus texts took {taken:.1f} s"]


def main() -> int:
    """Measure, print, and with `--write` refresh RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--missed", action="store_true", help="list the labels that no finding matches")
    parser.add_argument("--no-scans", action="store_true", help="leave out the scanned samples (a minute of reading)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        lines = measure(Path(work), missed=arguments.missed, scans=not arguments.no_scans)
    print("\n".join(lines))
    if arguments.write:
        results = HERE / "RESULTS.md"
        head, _, rest = results.read_text(encoding="utf-8").partition(BEGIN)
        tail = rest.partition(END)[2]
        block = "\n".join([BEGIN, "```", *lines, "```", END])
        results.write_text(f"{head}{block}{tail}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
