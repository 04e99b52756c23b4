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
_SIDEWAYS = 1.6
"""How many times as much the columns of a page differ as its rows before it is taken to lie on its side."""


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
    small = picture[::step, ::step]
    most, least = small.max(axis=2), small.min(axis=2)
    return np.asarray((cv2.subtract(most, least) > 50) & (least < 170), dtype=np.bool_)


def is_clean(grey: Picture) -> bool:
    """Whether the picture is black on white already (a rendered page, a good bitonal scan), without a shadow on it."""
    counts = np.bincount(grey[::4, ::4].ravel(), minlength=256) / max(1, grey[::4, ::4].size)
    if counts[71:225].sum() >= 0.10 or counts[245:].sum() <= 0.6:
        return False
    return float(np.percentile(_paper_of(grey), 0.5)) >= 190


def _paper_of(grey: Picture) -> Picture:
    """How light the paper is, for every eight pixels each way: what is written on it is passed over."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(8, width // 8), max(8, height // 8)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.medianBlur(small, 21), dtype=np.uint8)


def levelled(picture: Picture) -> Picture:
    """The picture as black on white in grey: coloured ink and shading taken out, noise smoothed, grey stretched.

    A picture that is black on white already is left as it is.
    """
    grey = without_colour(picture)
    if is_clean(grey):
        return grey
    if picture.ndim == 2 or not coloured_ink(picture, 8).any():
        return _stretched(_even(grey))
    channels = [_even(np.asarray(channel, dtype=np.uint8)) for channel in cv2.split(picture)]
    most = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    least = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
    small = cv2.resize(cv2.subtract(most, least), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    stamped = cv2.dilate((small > _COLOURED).astype(np.uint8), np.ones((5, 5), np.uint8))
    where = cv2.resize(stamped, (most.shape[1], most.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    smooth = _smoothed(np.asarray(most, dtype=np.uint8))
    # under a stamp print is still far darker than the stamp's own ink in its brightest channel
    return np.asarray(np.where(where, _STAMPED[smooth], _PLAIN[smooth]), dtype=np.uint8)


def _even(grey: Picture) -> Picture:
    """The picture with its shading divided away: paper is white everywhere."""
    height, width = grey.shape
    background = cv2.resize(_paper_of(grey), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(background, 1), scale=255), dtype=np.uint8)


def _ramp(low: float, high: float) -> Picture:
    return np.asarray(np.clip((np.arange(256) - low) * (255.0 / (high - low)), 0, 255), dtype=np.uint8)


_COLOURED = 30
"""How far apart the channels of evenly lit paper are where a colour was laid on."""
_PLAIN, _STAMPED = _ramp(60, 215), _ramp(40, 150)
_NOISY = 3.0
"""Levels by which neighbouring pixels of paper differ in a picture that is noisy."""
_CONTRAST = 110
"""Levels between ink and paper below which a picture is faint and its grey is stretched further."""


def _smoothed(even: Picture) -> Picture:
    """The picture without its noise; one that has none keeps its accents, which smoothing would cost."""
    part = even[:: max(1, even.shape[0] // 64)]  # whole rows, here and there
    steps = np.abs(np.diff(part.astype(np.int16), axis=1))[part[:, 1:] > 190]
    if steps.size == 0 or float(steps.mean()) < _NOISY:
        return even
    return np.asarray(cv2.GaussianBlur(even, (0, 0), 0.8), dtype=np.uint8)


def _stretched(even: Picture) -> Picture:
    """Grey as black on white: between fixed bounds, or between the picture's own where it is faint."""
    smooth = _smoothed(even)
    darkest = float(np.percentile(smooth[::4, ::4], 0.5))
    if darkest <= 255 - _CONTRAST - 30:
        return np.asarray(_PLAIN[smooth], dtype=np.uint8)
    # faint: noise is as strong as the ink, so it is smoothed more before it is stretched
    soft = np.asarray(cv2.GaussianBlur(even, (0, 0), 1.2), dtype=np.uint8)
    darkest = float(np.percentile(soft[::4, ::4], 0.5))
    return np.asarray(_ramp(darkest - 5, max(darkest + 20, 250 - 0.25 * (255 - darkest)))[soft], dtype=np.uint8)


def outside_paper(picture: Picture) -> NDArray[np.bool_] | None:
    """Where the picture shows no paper (the scanner's lid, the copier's black margin, the table); None where it does.

    Only what is dark and hangs together with the picture's edge counts.
    """
    outside = outside_mask(picture)
    if outside is None:
        return None
    grown = cv2.dilate(outside, np.ones((3, 3), np.uint8))
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.resize(grown, size, interpolation=cv2.INTER_NEAREST) > 0, dtype=np.bool_)


_EDGE = 8


def outside_mask(picture: Picture) -> NDArray[np.uint8] | None:
    """What is no paper (1), of every eighth pixel each way; None where the paper reaches to the edges."""
    height, width = picture.shape[0] // _EDGE, picture.shape[1] // _EDGE
    if min(height, width) < 20:
        return None
    sampled = without_colour(np.ascontiguousarray(picture[_EDGE // 2 :: _EDGE, _EDGE // 2 :: _EDGE][:height, :width]))
    small = cv2.medianBlur(sampled, 3)
    dark = (small < 0.55 * float(np.percentile(small, 80))).astype(np.uint8)
    edge = np.concatenate([dark[:2].ravel(), dark[-2:].ravel(), dark[:, :2].ravel(), dark[:, -2:].ravel()])
    if edge.mean() < 0.02:
        return None
    _, labels = cv2.connectedComponents(dark, connectivity=4)
    touching = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    outside = np.isin(labels, touching[touching > 0])
    return outside.astype(np.uint8) if 0.003 < outside.mean() < 0.8 else None


def resized(picture: Picture, factor: float) -> Picture:
    """The picture smaller by `factor`, each new pixel the mean of the old ones."""
    height, width = picture.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def skew_of(grey: Picture) -> float:
    """By how many degrees (clockwise) the lines have to be turned to lie level, between -10 and 10.

    The angle at which the picture's rows differ most from one another: level lines make dark and light rows.
    """
    ink = _ink_of(grey, _SKEW_WIDTH)
    if ink is None:
        return 0.0
    # an angle that a quarter of the picture's size tells apart is found on it, and only refined on the whole
    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    middle = _best_angle(small, np.arange(-_MOST_SKEW, _MOST_SKEW + 0.1, 1.0))
    middle = _best_angle(small, np.arange(middle - 0.75, middle + 0.8, 0.25))
    best = _best_angle(ink, np.arange(middle - 0.2, middle + 0.21, 0.1))
    # a turn that hardly helps is no skew: a page of tables or of a few words
    if abs(best) < 0.15 or _levelness(ink, best) <= 1.03 * _levelness(ink, 0.0):
        return 0.0
    return float(round(best, 2))


def _ink_of(grey: Picture, across: int) -> NDArray[np.float32] | None:
    """The ink of a smaller picture without its margins (those of copies are black, and level at any angle)."""
    height, width = grey.shape
    scale = min(1.0, across / max(width, 1))
    small = cv2.resize(grey, (max(1, int(width * scale)), max(1, int(height * scale))), interpolation=cv2.INTER_AREA)
    edge_y, edge_x = small.shape[0] // 25, small.shape[1] // 25
    inner = small[edge_y : small.shape[0] - edge_y, edge_x : small.shape[1] - edge_x]
    if inner.size < 10_000:
        return None
    ink = (255 - inner).astype(np.float32)
    ink[ink < 90] = 0
    return ink if ink.any() else None


def _best_angle(ink: NDArray[np.float32], angles: NDArray[np.float64]) -> float:
    return float(max((_levelness(ink, angle), -abs(angle), angle) for angle in angles)[2])


def lies_sideways(grey: Picture) -> bool:
    """Whether the lines of the picture run up or down: its columns, laid level, differ far more than its rows."""
    ink = _ink_of(grey, 500)
    if ink is None:
        return False
    # rules, folds and pictures say nothing of the lines
    ink = cv2.morphologyEx(ink, cv2.MORPH_TOPHAT, np.ones((9, 9), np.uint8))
    ink = cv2.subtract(ink, cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((40, 1), np.uint8)))
    ink = np.asarray(cv2.subtract(ink, cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 40), np.uint8))), np.float32)
    angles = np.arange(-_MOST_SKEW, _MOST_SKEW + 0.1, 2.0)
    along = max(_levelness(ink, angle) for angle in angles) / ink.shape[1] ** 2
    columns = np.ascontiguousarray(ink.T)
    across = max(_levelness(columns, angle) for angle in angles) / columns.shape[1] ** 2
    return bool(across > _SIDEWAYS * along)


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
