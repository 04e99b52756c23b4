"""A copy of a page's picture that is easier to recognise. The original stays the evidence and is what is shown.

Coloured ink (stamps, seals, ballpoint) is taken out by keeping the brightest of the three channels, the paper's shading
is divided away, grey is stretched, and the lines are laid level. The recipe and what it gains were measured: a round
stamp over text costs a page a fifth of its letters, this brings them back.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Height × width (grey) or height × width × 3 (red, green, blue)."""

_SKEW_WIDTH = 900
_MOST_SKEW = 10.0


def grey_of(picture: Picture) -> Picture:
    """The picture in grey, as a photocopier would see it."""
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def without_colour(picture: Picture) -> Picture:
    """The picture in grey with coloured ink faded into the paper."""
    if picture.ndim == 2:
        return picture
    red, green, blue = cv2.split(picture)
    return np.asarray(cv2.max(cv2.max(red, green), blue), dtype=np.uint8)


def coloured_ink(picture: Picture, step: int) -> NDArray[np.bool_]:
    """Where ink of a colour stands, of every `step`th pixel: darker than paper in one channel and not in another."""
    if picture.ndim == 2:
        return np.zeros(picture[::step, ::step].shape, dtype=np.bool_)
    small = picture[::step, ::step].astype(np.int16)
    darkest = small.min(axis=2)
    return np.asarray((small.max(axis=2) - darkest > 50) & (darkest < 170), dtype=np.bool_)


def is_clean(grey: Picture) -> bool:
    """Whether the picture is black on white already (a rendered page, a good bitonal scan)."""
    sample = grey[::2, ::2]
    between = np.mean((sample > 70) & (sample < 225))
    white = np.mean(sample >= 245)
    return bool(between < 0.10 and white > 0.6)


def flattened(grey: Picture) -> Picture:
    """Shading divided away, noise smoothed, grey stretched to black on white."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(8, width // 8), max(8, height // 8)), interpolation=cv2.INTER_AREA)
    background = cv2.resize(cv2.medianBlur(small, 21), (width, height), interpolation=cv2.INTER_LINEAR)
    even: NDArray[Any] = cv2.divide(grey, np.maximum(background, 1), scale=255)
    even = cv2.GaussianBlur(even, (0, 0), 0.8)
    low, high = 60.0, 215.0
    stretched = (even.astype(np.float32) - low) * (255.0 / (high - low))
    return np.asarray(np.clip(stretched, 0, 255), dtype=np.uint8)


def resized(picture: Picture, factor: float) -> Picture:
    """The picture smaller by `factor`, each new pixel the mean of the old ones."""
    height, width = picture.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def skew_of(grey: Picture) -> float:
    """By how many degrees (clockwise) the lines have to be turned to lie level, between -10 and 10.

    The angle at which the picture's rows differ most from one another: level lines make dark and light rows.
    """
    height, width = grey.shape
    scale = min(1.0, _SKEW_WIDTH / max(width, 1))
    small = cv2.resize(grey, (max(1, int(width * scale)), max(1, int(height * scale))), interpolation=cv2.INTER_AREA)
    # margins of copies are black: they lie level at any angle of the text
    edge_y, edge_x = small.shape[0] // 25, small.shape[1] // 25
    inner = small[edge_y : small.shape[0] - edge_y, edge_x : small.shape[1] - edge_x]
    if inner.size < 10_000:
        return 0.0
    ink = (255 - inner).astype(np.float32)
    ink[ink < 90] = 0
    if not ink.any():
        return 0.0
    coarse = max(
        (_levelness(ink, angle), -abs(angle), angle) for angle in np.arange(-_MOST_SKEW, _MOST_SKEW + 0.1, 1.0)
    )
    middle = coarse[2]
    near = np.arange(middle - 1.0, middle + 1.01, 0.1)
    _, _, best = max((_levelness(ink, angle), -abs(angle), angle) for angle in near)
    level = _levelness(ink, 0.0)
    # a turn that hardly helps is no skew: a page of tables or of a few words
    return float(round(best, 2)) if _levelness(ink, best) > 1.03 * level and abs(best) >= 0.15 else 0.0


def _levelness(ink: NDArray[np.float32], angle: float) -> float:
    """How much neighbouring rows differ when each column is slid as a turn by `angle` would slide it."""
    height, width = ink.shape
    # a shear stands in for the turn: for small angles it moves the rows alike, and costs far less
    shift = math.tan(math.radians(angle))
    matrix = np.array([[1.0, 0.0, 0.0], [shift, 1.0, -shift * width / 2]], dtype=np.float32)
    sheared = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR)
    rows = sheared.sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def turned(picture: Picture, angle: float, *, paper: int = 255) -> Picture:
    """The picture turned by `angle` degrees clockwise about its middle, size kept, `paper` where nothing was."""
    if angle == 0:
        return picture
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    white: Any = paper if picture.ndim == 2 else (paper, paper, paper)
    out = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=white)
    return np.asarray(out, dtype=np.uint8)
