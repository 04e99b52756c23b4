"""What the layout of a file looks like: each page's picture with its lines, tables and reading order drawn on it.

    .venv/bin/python benchmarks/reading/draw.py FILE FOLDER [--dpi 100] [--pages 1,3]

Writes FOLDER/<stem>-p<number>.png. Lines are framed in the colour of their role and numbered in reading order; blocks
have a grey frame, the cells of tables a violet one with row and column. For a person's eye: nothing is measured.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from veedor.documents import page_image, read
from veedor.documents.tree import Page
from veedor.values.boxes import Box, union

COLOURS = {
    "body": (0, 110, 220),
    "header": (0, 150, 60),
    "footer": (0, 150, 60),
    "page_number": (220, 0, 0),
    "margin": (230, 120, 0),
    "footnote": (150, 120, 0),
}
CELL, BLOCK = (150, 0, 200), (170, 170, 170)


def drawn(page: Page, picture: Image.Image) -> Image.Image:
    """The picture of the page with its layout on it."""
    picture = picture.convert("RGB")
    scale = picture.width / page.width
    draw = ImageDraw.Draw(picture)

    def frame(box: Box, colour: tuple[int, int, int], width: int, label: str = "") -> None:
        area = box.scaled(scale)
        draw.rectangle((area.x0, area.y0, area.x1, area.y1), outline=colour, width=width)
        if label:
            draw.text((max(0.0, area.x0 - 7 * len(label)), area.y0), label, fill=colour)

    for block in page.blocks:
        boxes = [line.box for line in block if line.box is not None]
        if boxes:
            frame(union(boxes).padded(3), BLOCK, 1)
    for number, line in enumerate(page.lines, start=1):
        if line.box is not None:
            frame(line.box, COLOURS[line.role], 1, str(number))
    for table in page.tables:
        for cell in table.cells:
            frame(cell.box, CELL, 2)
            at = cell.box.scaled(scale)
            draw.text((at.x1 - 22, at.y0 + 1), f"{cell.row},{cell.column}", fill=CELL)
    return picture


def main() -> int:
    """Read the file and draw its pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dpi", type=int, default=100)
    parser.add_argument("--pages", default="", help="numbers with commas; all pages without")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    wanted = {int(number) for number in asked.pages.split(",") if number}
    for page in read(asked.file).reading.pages:
        if page.width and (not wanted or page.number in wanted):
            shown = Image.open(io.BytesIO(page_image(asked.file, page.number, asked.dpi, turned=page.turned)))
            drawn(page, shown).save(asked.folder / f"{asked.file.stem}-p{page.number}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
