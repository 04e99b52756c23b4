"""How well and how fast pages are read, beside the tools that others build on.

    .venv/bin/python benchmarks/reading/bench.py [SHARED] [--sets clean,bad,…] [--peers PYTHON] [--only real]

The made sets (`pages.py`: clean prints, bad copies, worn ones, turned ones) are read by Veedor, by bare Tesseract
(tesserocr, `spa+eng`, whole page) and, where `--peers` names a Python that has it installed
(`requirements/bench.txt`), by OCRmyPDF without and with `--deskew` (`--rotate-pages` too for the turned set). The real
scans are the seven pages that have transcripts in SHARED (default `../shared`), judged by its `tools/reading_error.py`.

Seconds are processor seconds of one core a page, start-up left out for none: a set is one run of each tool.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import cv2
import pages
import pikepdf
import tesserocr
from PIL import Image
from rapidfuzz.distance import Levenshtein

from veedor.documents.engine import _data_folder
from veedor.documents.limits import Limits
from veedor.documents.recognition import read_picture

ROOT = Path(__file__).resolve().parents[2]
ALIKE = str.maketrans({"º": "°", "“": '"', "”": '"', "‘": "'", "’": "'", "´": "'", "`": "'", "–": "-", "—": "-"})
"""Look-alikes that no reader can tell apart on paper; nothing else is folded."""

Reader = Callable[[list[pages.Made]], list[str]]


@dataclass
class Score:
    """What one tool made of one set."""

    characters: int = 0
    errors: int = 0
    words: int = 0
    found: int = 0
    keys: int = 0
    exact: int = 0
    seconds: float = 0.0
    pages: int = 0

    def add(self, made: pages.Made, read: str) -> None:
        """Count one page."""
        want, got = folded(made.text), folded(read)
        self.characters += len(want)
        self.errors += Levenshtein.distance(want, got)
        counted = Counter(want.split())
        self.words += sum(counted.values())
        self.found += sum((counted & Counter(got.split())).values())
        self.keys += len(made.keys)
        self.exact += sum(folded(key) in got for key in made.keys)
        self.pages += 1


def folded(text: str) -> str:
    """The text with white space and look-alikes folded."""
    return " ".join(text.translate(ALIKE).split())


def processor_seconds() -> float:
    """Of this process and of those that it started and that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def veedor(some: list[pages.Made]) -> list[str]:
    """Our own reading of the pictures."""
    return [read_picture(made.picture, made.dpi, 1).text for made in some]


def bare(some: list[pages.Made]) -> list[str]:
    """Tesseract alone on the picture in grey."""
    with tesserocr.PyTessBaseAPI(path=str(_data_folder()), lang="spa+eng", psm=tesserocr.PSM.AUTO) as engine:
        read = []
        for made in some:
            grey = made.picture if made.picture.ndim == 2 else cv2.cvtColor(made.picture, cv2.COLOR_RGB2GRAY)
            engine.SetImage(Image.fromarray(grey))
            engine.SetSourceResolution(made.dpi)
            read.append(engine.GetUTF8Text())
        return read


def ocrmypdf(python: str, *options: str) -> Reader:
    """OCRmyPDF on a PDF of the pictures; its sidecar text."""

    def read(some: list[pages.Made]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            source, side = Path(folder) / "in.pdf", Path(folder) / "out.txt"
            source.write_bytes(as_pdf(some))
            command = [python, "-m", "ocrmypdf", "-l", "spa+eng", "-j", "1", "--output-type", "pdf", "--optimize", "0"]
            command += [*options, "--sidecar", str(side), str(source), str(Path(folder) / "out.pdf")]
            subprocess.run(command, check=True, capture_output=True)
            texts = side.read_text(encoding="utf-8").split("\f")
        return (texts + [""] * len(some))[: len(some)]

    return read


def as_pdf(some: list[pages.Made]) -> bytes:
    """The pictures as a PDF, one a page: JPEGs of high quality."""
    made_pdf = pikepdf.new()
    for made in some:
        height, width = made.picture.shape[:2]
        grey = made.picture.ndim == 2
        jpeg = io.BytesIO()
        Image.fromarray(made.picture).save(jpeg, "JPEG", quality=95)
        image = made_pdf.make_stream(
            jpeg.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
            ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB, BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        size = (width * 72 / made.dpi, height * 72 / made.dpi)
        page = made_pdf.add_blank_page(page_size=size)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
        page.Contents = made_pdf.make_stream(f"q {size[0]} 0 0 {size[1]} 0 0 cm /Scan Do Q".encode())
    out = io.BytesIO()
    made_pdf.save(out)
    return out.getvalue()


def measure(reader: Reader, some: list[pages.Made]) -> Score:
    """Read the pages and count."""
    score = Score()
    began = processor_seconds()
    read = reader(some)
    score.seconds = processor_seconds() - began
    for made, text in zip(some, read, strict=True):
        score.add(made, text)
    return score


def made_sets(names: list[str], peers: str | None) -> None:
    """Measure the made sets and print a table."""
    print("| set | pages | tool | character error | words found | key strings | s a page | times ours |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in names:
        some = list(pages.SETS[name]())
        readers: dict[str, Reader] = {"Veedor": veedor, "bare Tesseract": bare}
        if peers:
            turns = ["--rotate-pages"] if name == "turned" else []
            readers["OCRmyPDF"] = ocrmypdf(peers, *turns)
            readers["OCRmyPDF --deskew"] = ocrmypdf(peers, "--deskew", *turns)
        ours = 0.0
        for tool, reader in readers.items():
            score = measure(reader, some)
            each = score.seconds / score.pages
            ours = ours or each
            print(
                f"| {name} | {score.pages} | {tool} | {score.errors / score.characters:.2%} "
                f"| {score.found / score.words:.1%} | {score.exact}/{score.keys} | {each:.2f} | {each / ours:.1f} |",
                flush=True,
            )


def real_scans(shared: Path, peers: str | None) -> int:
    """Read the pages that have transcripts; the judge's status, 0 where the corpus is absent."""
    from veedor.documents.pdf import PdfFile

    transcripts = shared / "corpus" / "transcripts"
    if not transcripts.is_dir():
        print(f"The transcripts are not in {transcripts}: real scans were not measured.")
        return 0
    stems = sorted({path.stem.rpartition("-p")[0] for path in transcripts.glob("*-p*.txt")})
    judge = [sys.executable, str(shared / "tools" / "reading_error.py"), str(transcripts)]
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        began, count = processor_seconds(), 0
        for stem in stems:
            pdf = PdfFile(shared / "corpus" / "pdfs" / f"{stem}.pdf", Limits())
            for page, _ in pdf.pages():
                count += 1
                (Path(folder) / f"{stem}-p{page.number}.txt").write_text(page.text, encoding="utf-8")
        print(f"\nVeedor, {(processor_seconds() - began) / count:.2f} processor seconds a page\n", flush=True)
        status = subprocess.run([*judge, folder], check=False).returncode
    for options in (["--force-ocr"], ["--force-ocr", "--deskew", "--rotate-pages"]) if peers else ():
        with tempfile.TemporaryDirectory() as folder:
            began, count = processor_seconds(), 0
            for stem in stems:
                side = Path(folder) / "side.txt"
                command = [str(peers), "-m", "ocrmypdf", "-l", "spa+eng", "-j", "1", "--output-type", "pdf"]
                command += ["--optimize", "0", *options, "--sidecar", str(side)]
                source = shared / "corpus" / "pdfs" / f"{stem}.pdf"
                subprocess.run([*command, str(source), str(Path(folder) / "out.pdf")], check=True, capture_output=True)
                for number, text in enumerate(side.read_text(encoding="utf-8").split("\f"), start=1):
                    count += 1
                    (Path(folder) / f"{stem}-p{number}.txt").write_text(text, encoding="utf-8")
                side.unlink()
            each = (processor_seconds() - began) / count
            print(f"\nOCRmyPDF {' '.join(options)}, {each:.2f} processor seconds a page\n", flush=True)
            subprocess.run([*judge, folder], check=False)
    return status


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=ROOT.parent / "shared")
    parser.add_argument("--sets", default=",".join(pages.SETS), help="made sets to read (default: %(default)s)")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python with requirements/bench.txt installed")
    parser.add_argument("--only", choices=("made", "real"), help="measure one half")
    args = parser.parse_args()
    began = time.monotonic()
    cv2.setNumThreads(1)
    if args.only != "real":
        made_sets([name for name in args.sets.split(",") if name], args.peers)
    status = real_scans(args.shared, args.peers) if args.only != "made" else 0
    print(f"\n{time.monotonic() - began:.0f} s in all", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
