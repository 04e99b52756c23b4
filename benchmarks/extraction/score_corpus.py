"""Extract findings from the texts of the real corpus and score them against their labels.

    score_corpus.py [CORPUS] [--to DIR] [--missed] [--show FIELD]

CORPUS defaults to ../shared/corpus beside the repository. Findings go to DIR/<stem>.jsonl.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from veedor import countries
from veedor.documents.tree import Page, Reading
from veedor.extraction import extract

SHARED = Path(__file__).resolve().parents[3] / "shared"


def reading_of_text(path: Path) -> Reading:
    """A reading without pages: the text as it stands."""
    raw = path.read_bytes()
    page = Page(1, 0, 0, "text", 1.0, raw.decode("utf-8"))
    return Reading(path.name, hashlib.sha256(raw).hexdigest(), "text/plain", (page,), paged=False)


def main() -> int:
    """Write the findings of every text and print the scorer's table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", default=SHARED / "corpus")
    parser.add_argument("--to", type=Path)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--show", action="append", default=[], help="print the findings of this field")
    arguments = parser.parse_args()
    folder = arguments.to or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((arguments.corpus / "texts").glob("*.txt")):
        findings = extract(reading_of_text(path), countries.get("pe"))
        (folder / f"{path.stem}.jsonl").write_text("".join(f.to_line() + "\n" for f in findings), encoding="utf-8")
        for finding in findings:
            if finding.field in arguments.show:
                print(
                    path.stem[:12],
                    finding.field,
                    finding.value,
                    "|",
                    " ".join(finding.quote.split())[:110],
                    "|",
                    finding.about,
                    finding.checks,
                )
    command = [sys.executable, str(SHARED / "tools" / "score.py"), str(arguments.corpus / "gold"), str(folder)]
    return subprocess.run([*command, *(["--missed"] if arguments.missed else [])], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
