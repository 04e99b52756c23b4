#!/usr/bin/env python3
"""Build the sample collection: born-digital PDFs, bad scans of them, and the labels of both.

    python samples/build.py OUT_DIR [--seed 20261122] [--only ID] [--no-scans]

OUT_DIR/digital/ID.pdf               a page of text as a word processor writes it
OUT_DIR/scans/ID-escaneado.pdf       the same as pictures of crooked, stamped, grey photocopies
OUT_DIR/labels/ID.json               what the paper says: the facts an extraction has to find
OUT_DIR/labels-scans/ID-escaneado.json   the same facts under the scan's name
OUT_DIR/ALL.txt                      every file with its SHA-256, for `sha256sum -c`

The same seed and the same versions of the libraries give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from paper import Sample, typeset
from scanner import scan

HERE = Path(__file__).resolve().parent
SUFFIX = "-escaneado"
SEED = 20261122


def _labels(name: str, new_id: str) -> bytes:
    label = json.loads((HERE / "labels" / f"{name}.json").read_text(encoding="utf-8"))
    return (json.dumps({**label, "id": new_id}, ensure_ascii=False, indent=1) + "\n").encode()


def build(out: Path, *, seed: int = SEED, only: str | None = None, scans: bool = True) -> list[Path]:
    """Write the collection under `out` and return its files; `LookupError` where there is no sample `only`."""
    texts = [path for path in sorted((HERE / "texts").glob("*.txt")) if only in {None, path.stem}]
    if not texts:
        raise LookupError(f"no sample {only!r} in {HERE / 'texts'}")
    files: dict[str, bytes] = {}
    for path in texts:
        sample = Sample.read(path)
        digital = typeset(sample)
        files[f"digital/{sample.id}.pdf"] = digital.pdf
        files[f"labels/{sample.id}.json"] = _labels(sample.id, sample.id)
        if scans:
            files[f"scans/{sample.id}{SUFFIX}.pdf"] = scan(sample, digital, seed)
            files[f"labels-scans/{sample.id}{SUFFIX}.json"] = _labels(sample.id, sample.id + SUFFIX)
    manifest = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["ALL.txt"] = manifest.encode()
    for name, data in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    return [out / name for name in files]


def main() -> int:
    """Run the command; exit status 0, or 2 where there is no such sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument(
        "--seed", type=int, default=SEED, help="of every chance the scanner takes (default: %(default)s)"
    )
    parser.add_argument("--only", metavar="ID", help="build one sample")
    parser.add_argument("--no-scans", action="store_true", help="leave the scans and their labels out")
    args = parser.parse_args()
    try:
        files = build(args.out, seed=args.seed, only=args.only, scans=not args.no_scans)
    except LookupError as missing:
        print(f"build: {missing.args[0]}", file=sys.stderr)
        return 2
    print(f"{len(files)} files under {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
