"""A photographed sheet of paper laid flat: its four corners, and the picture as if it were taken from right above."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from veedor.documents import prepare
from veedor.documents.geometry import Map
from veedor.documents.prepare import Picture

_LEAST = 0.35
"""The share of the photograph that a sheet covers at least."""
_ASKEW = 0.012
"""How far (in parts of the diagonal) the corners are from those of a rectangle before the sheet is laid flat."""

Corners = NDArray[np.float32]
"""Four points x, y in pixels: top left, top right, bottom right, bottom left."""


def corners_of(picture: Picture) -> Corners | None:
    """The corners of a sheet that stands out from what lies around it, in perspective; None for any other picture."""
    outside = prepare.outside_mask(picture)
    if outside is None:  # paper reaches to the edges: a scan
        return None
    height, width = outside.shape
    scale = width / picture.shape[1]
    light = cv2.morphologyEx(1 - outside, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    outlines, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = cv2.convexHull(max(outlines, key=cv2.contourArea))
    area, length = cv2.contourArea(outline), cv2.arcLength(outline, closed=True)
    if area < _LEAST * outside.size:
        return None
    for tolerance in (0.02, 0.035, 0.05):
        found = cv2.approxPolyDP(outline, tolerance * length, closed=True).reshape(-1, 2).astype(np.float32)
        if len(found) == 4 and cv2.contourArea(found) > 0.93 * area:
            ordered = _ordered(found)
            within = cv2.fillConvexPoly(np.zeros((height, width), np.uint8), ordered.round().astype(np.int32), 1)
            beyond = outside[within == 0]
            # nothing of the sheet may be cut away: all that lies beyond has to be dark
            if beyond.size == 0 or beyond.mean() < 0.9 or not _is_askew(ordered):
                return None
            return ordered / np.float32(scale)
    return None


def _ordered(points: Corners) -> Corners:
    """The corners from the top left clockwise, for a sheet that stands more upright than not."""
    middle = points.mean(axis=0)
    clockwise = points[np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0)


def _is_askew(points: Corners) -> bool:
    """Whether the corners are clearly those of no rectangle, turned or not: in one the diagonals cross in the middle."""
    one, other = points[0] + points[2], points[1] + points[3]
    diagonals = np.linalg.norm(points[0] - points[2]), np.linalg.norm(points[1] - points[3])
    longest = float(max(diagonals))
    crossing = float(np.linalg.norm(one - other)) / 2
    return crossing > _ASKEW * longest or float(abs(diagonals[0] - diagonals[1])) > 2 * _ASKEW * longest


def laid_flat(picture: Picture, corners: Corners) -> tuple[Picture, Map]:
    """The sheet as a rectangle of its mean sides, and the map from that picture back to the photograph."""
    top, right, bottom, left = (float(np.linalg.norm(corners[n] - corners[(n + 1) % 4])) for n in range(4))
    width, height = max(1, round((top + bottom) / 2)), max(1, round((left + right) / 2))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    forth = cv2.getPerspectiveTransform(corners, flat)
    m = cv2.getPerspectiveTransform(flat, corners).astype(float)
    m /= m[2, 2]
    sheet = cv2.warpPerspective(
        picture, forth, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    back = Map(m[0, 0], m[0, 1], m[0, 2], m[1, 0], m[1, 1], m[1, 2], m[2, 0], m[2, 1])
    return np.asarray(sheet, dtype=np.uint8), back
