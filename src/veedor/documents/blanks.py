"""Lines that were left for somebody to fill in: `a los ____ días`. The engine takes them for rules and drops them.

A text without them would say something else. So each stays visible as underscores, with its box, and is marked as a
region: blank, or handwritten where something stands on it that is no word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from veedor.documents.engine import Seen
from veedor.documents.merging import lines_of
from veedor.documents.prepare import Picture
from veedor.documents.tables import Table

_SHORTEST, _LONGEST = 0.15, 5.0
"""Inches of a line to be filled in."""
_THICKEST = 0.025
_ABOVE = 0.11
"""Inches above the line where somebody would write."""
_WRITTEN = 0.03
"""The share of that space that is inked at least where something is written."""
_LEVEL = 0.05
"""Inches by which the line may stand higher or lower than the foot of the words beside it."""
_BESIDE = 1.5
"""Inches to the nearest word of the same row: a rule further away belongs to nothing that is said."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to be filled in: from `left` to `right` at the height `foot`, in pixels; whether something is on it."""

    left: int
    right: int
    foot: int
    written: bool


def blanks_of(picture: Picture, dpi: float, tables: Sequence[Table]) -> list[Blank]:
    """The short level rules of a level picture outside its tables."""
    ink = (picture < 150).astype(np.uint8)
    # a rule that bends by a pixel is still one
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(3, round(_SHORTEST * dpi))), np.uint8))
    if not cv2.countNonZero(runs):
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found = []
    for x, y, width, height, _ in stats[1:].tolist():
        middle = y + height / 2
        in_table = any(t.rows[0].top - 3 <= middle <= t.rows[-1].bottom + 3 for t in tables)
        if in_table or height > _THICKEST * dpi + 3 or not _SHORTEST * dpi <= width <= _LONGEST * dpi:
            continue
        above = ink[max(0, y - round(_ABOVE * dpi)) : max(0, y - 1), x : x + width]
        below = ink[y + height + 1 : y + height + round(0.04 * dpi), x : x + width]
        written = bool(above.size and above.mean() > _WRITTEN)
        if below.size and below.mean() > 0.3:  # the edge of something dark
            continue
        found.append(Blank(x, x + width, y + height - 1, written))
    return found


def with_blanks(seen: Sequence[Seen], blanks: Sequence[Blank], dpi: float) -> tuple[list[Seen], list[Blank]]:
    """The words with underscores where lines were left empty beside them, and the lines that are marked at all.

    A line with a word right on it is an underlined word; one without a word in its row is a rule.
    """
    lines = lines_of(seen)
    marked: list[Blank] = []
    for blank in blanks:
        if any(_stands_on(word, blank, dpi) for line in lines for word in line):
            continue
        home = next((n for n, line in enumerate(lines) if _beside(line, blank, dpi)), None)
        if home is None:
            continue
        marked.append(blank)
        if blank.written:
            continue
        height = sorted(word.box[3] - word.box[1] for word in lines[home])[len(lines[home]) // 2]
        signs = "_" * max(2, min(40, round((blank.right - blank.left) / (0.55 * max(height, 8)))))
        box = (blank.left, blank.foot - height, blank.right, blank.foot + 1)
        begins_block = lines[home][0].new_block
        row = sorted([*lines[home], Seen(signs, box, 1.0, False, False)], key=lambda word: word.box[0])
        lines[home] = [replace(w, new_line=n == 0, new_block=n == 0 and begins_block) for n, w in enumerate(row)]
    return [word for line in lines for word in line], marked


def _stands_on(word: Seen, blank: Blank, dpi: float) -> bool:
    x0, y0, x1, y1 = word.box
    across = min(x1, blank.right) - max(x0, blank.left)
    return across > 0.3 * min(x1 - x0, blank.right - blank.left) and y0 < blank.foot < y1 + 2 * _LEVEL * dpi


def _beside(line: Sequence[Seen], blank: Blank, dpi: float) -> bool:
    """Whether a word of the line stands level with the blank, and near."""
    return any(
        -_LEVEL * dpi <= blank.foot - word.box[3] <= 2 * _LEVEL * dpi
        and max(word.box[0] - blank.right, blank.left - word.box[2]) < _BESIDE * dpi
        for word in line
    )
