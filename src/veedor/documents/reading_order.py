"""In which order the lines of a page's own text are read.

The order in which a file writes its lines is mostly right, and where it is not (a page number that is written first, a
heading that is written last) whole blocks are in the wrong place. So lines stay in their order within blocks, and
blocks are moved only where the paper says that one comes before the other. The two rules are Breuel's (High Performance
Document Layout Analysis, 2003): of two blocks that share some breadth the upper one comes first; a block to the left
comes first unless something lies between their heights that spans both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
_MOST = 120
"""Blocks above which the file's order is kept: every pair of them is compared."""
_LEAST = 6.0
"""Points: the height of a line below which it counts as so high."""


def in_reading_order(lines: Boxes) -> list[list[int]]:
    """The numbers of the lines (rows of x0, y0, x1, y1, in the file's order) by blocks, as they are read."""
    if not len(lines):
        return []
    apart = np.flatnonzero(_apart(lines[:-1], lines[1:])) + 1
    firsts = np.concatenate([[0], apart])
    blocks = [list(range(a, b)) for a, b in zip(firsts.tolist(), [*apart.tolist(), len(lines)], strict=True)]
    low, high = np.minimum.reduceat(lines, firsts), np.maximum.reduceat(lines, firsts)
    boxes = np.concatenate([low[:, :2], high[:, 2:]], axis=1)
    if len(blocks) > _MOST or bool((boxes[1:, 1] >= boxes[:-1, 3]).all()):
        return blocks
    return [blocks[number] for number in sort_blocks(boxes)]


def _apart(above: Boxes, below: Boxes) -> NDArray[np.bool_]:
    """Whether a line begins a new block: further down than lines are from each other, or up again, or beside."""
    tall_above, tall_below = above[:, 3] - above[:, 1], below[:, 3] - below[:, 1]
    gap = below[:, 1] - above[:, 3]
    far = gap > 0.9 * np.maximum(np.maximum(tall_above, tall_below), _LEAST)
    up = gap < -2.0 * np.maximum(tall_above, _LEAST)
    beside = (below[:, 0] >= above[:, 2] + 2 * _LEAST) | (above[:, 0] >= below[:, 2] + 2 * _LEAST)
    return np.asarray(far | up | beside)


def sort_blocks(boxes: Boxes) -> Sequence[int]:
    """The numbers of the blocks as they are read; where nothing says which of two comes first, the file does."""
    first = np.packbits(_before(boxes).T, axis=1, bitorder="little")
    needs = [int.from_bytes(row.tobytes(), "little") for row in first]  # a bit for each block that comes before
    left = list(range(len(boxes)))
    order: list[int] = []
    done = 0
    while left:
        # blocks that lie over one another may wait for each other: then the file's order
        number = next((n for n in left if not needs[n] & ~done), left[0])
        left.remove(number)
        order.append(number)
        done |= 1 << number
    return order


def _before(boxes: Boxes) -> NDArray[np.bool_]:
    """For each two blocks whether the first has to be read before the second."""
    x0, y0, x1, y1 = boxes.T
    middle = (y0 + y1) / 2
    share = (x0[:, None] < x1) & (x0 < x1[:, None])
    above = (y1[:, None] <= middle) & (middle[:, None] <= y0)
    before = share & above
    left = (x1[:, None] <= x0 + 1) & ~share
    if bool(left.any()):  # what spans both and stands between their heights parts them
        low, high = np.minimum(middle[:, None], middle), np.maximum(middle[:, None], middle)
        between = (middle[:, None, None] > low) & (middle[:, None, None] < high)
        before |= left & ~(share[:, :, None] & share[:, None, :] & between).any(axis=0)
    return np.asarray(before)
