"""How well real scans are read: the texts of pages as read, held against transcripts typed from the page.

    .venv/bin/python benchmarks/reading/bench.py [SHARED]

SHARED is the folder with `corpus/` and `tools/` (default `../shared`). Prints character error, words found and words
right by page, as `tools/reading_error.py` counts them, and the seconds a page took. Where the corpus is absent it says
so and does nothing.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from veedor.documents import read

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Read the PDFs that have transcripts and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=ROOT.parent / "shared")
    shared = parser.parse_args().shared
    transcripts = shared / "corpus" / "transcripts"
    if not transcripts.is_dir():
        print(f"The transcripts are not in {transcripts}: nothing was measured.")
        return 0
    stems = sorted({path.stem.rpartition("-p")[0] for path in transcripts.glob("*-p*.txt")})
    with tempfile.TemporaryDirectory() as folder:
        for stem in stems:
            began = time.monotonic()
            pages = read(shared / "corpus" / "pdfs" / f"{stem}.pdf").reading.pages
            took = (time.monotonic() - began) / len(pages)
            by = ", ".join(sorted({page.source for page in pages}))
            print(f"{stem:42} {len(pages):3} pages  {took:5.1f} s a page  by {by}")
            for page in pages:
                (Path(folder) / f"{stem}-p{page.number}.txt").write_text(page.text, encoding="utf-8")
        judge = shared / "tools" / "reading_error.py"
        return subprocess.run([sys.executable, str(judge), str(transcripts), folder], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
