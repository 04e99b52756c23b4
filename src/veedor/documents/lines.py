"""Where the printed lines of a level page stand, found from its ink alone.

The engine's own search for lines gives up around stamps: a ring that touches three lines makes it drop all of them. A
line that is cut out and handed to it alone is read well through the same ring. So where much is in doubt, lines are
found here: from pieces of ink that have the size of letters, by the peaks of their rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from veedor.documents.prepare import Picture

DARK = 128
"""Below this a pixel of a prepared picture is ink."""
_SMALLEST, _LARGEST = 0.015, 0.25
"""Inches: what is lower or taller is no letter of running text."""
_GUTTER = 4.0
"""Heights of a letter: an empty gap that is wider parts two lines of one row, as columns do."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One printed line: its box in pixels of the picture, and the usual height of its letters."""

    left: int
    top: int
    right: int
    bottom: int
    letter: float

    def cut(self, picture: Picture, paper: int = 255) -> tuple[Picture, int, int]:
        """The strip with room around it, and where its corner stands in the picture."""
        room = max(4, round(0.45 * self.letter))
        left, top = max(0, self.left - 2 * room), max(0, self.top - room)
        piece = picture[top : self.bottom + room, left : self.right + 2 * room]
        framed = cv2.copyMakeBorder(piece, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=(paper,))
        return np.asarray(framed, dtype=np.uint8), left - 10, top - 10


def letters_of(picture: Picture, dpi: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_], float]:
    """The ink that has the size of letters, all ink, and the usual height of a letter in pixels (0 without any)."""
    ink = picture < DARK
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    tall, wide, size = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_AREA]
    sane = (tall >= _SMALLEST * dpi) & (tall <= _LARGEST * dpi) & (wide <= 0.5 * dpi) & (size >= 6)
    sane[0] = False
    if not sane.any():
        return np.zeros_like(ink), ink, 0.0
    usual = float(np.median(tall[sane & (tall >= 0.03 * dpi)])) if (sane & (tall >= 0.03 * dpi)).any() else 0.0
    sane &= (tall > 0.55 * usual) & (tall < 2.3 * usual)
    return np.asarray(sane[labels], dtype=np.bool_), ink, usual


def strips_of(picture: Picture, dpi: float) -> list[Strip]:
    """The printed lines of a level picture from the top down, those of one row from the left."""
    letters, ink, usual = letters_of(picture, dpi)
    if not usual:
        return []
    strips: list[Strip] = []
    for top, bottom in _rows(letters.sum(axis=1).astype(np.float32), usual):
        for left, right in _stretches(_columns(letters, top, bottom), _columns(ink, top, bottom), usual):
            strips.append(Strip(left, top, right, bottom, usual))
    return strips


def _columns(ink: NDArray[np.bool_], top: int, bottom: int) -> NDArray[np.bool_]:
    return np.asarray(ink[top:bottom].any(axis=0), dtype=np.bool_)


def _rows(profile: NDArray[np.float32], usual: float) -> list[tuple[int, int]]:
    """From where to where the lines reach: around each peak of the rows' ink, to the valleys on both sides."""
    near = max(1, round(0.3 * usual))
    smooth = np.convolve(profile, np.ones(2 * near + 1, np.float32) / (2 * near + 1), mode="same")
    reach = max(1, round(0.6 * usual))
    # a peak is the highest within its reach; a plateau counts once
    highest = cv2.dilate(smooth.reshape(-1, 1), np.ones((2 * reach + 1, 1), np.uint8)).ravel()
    peaks = [int(at) for at in np.flatnonzero((smooth >= highest) & (smooth > 0.9 * usual))]
    kept: list[int] = []
    for at in peaks:
        if not kept or at - kept[-1] > reach:
            kept.append(at)
    # between two peaks that no valley parts runs one line: x-heights with much ink at the top and at the foot
    lines: list[int] = []
    for at in kept:
        if (
            lines
            and smooth[lines[-1] : at].min() > 0.6 * min(smooth[lines[-1]], smooth[at])
            and at - lines[-1] < 1.3 * usual
        ):
            lines[-1] = lines[-1] if smooth[lines[-1]] >= smooth[at] else at
        else:
            lines.append(at)
    half = 0.95 * usual
    rows: list[tuple[int, int]] = []
    for number, at in enumerate(lines):
        top, bottom = max(0, round(at - half)), min(len(smooth), round(at + half) + 1)
        if number:
            top = max(top, lines[number - 1] + int(smooth[lines[number - 1] : at].argmin()))
        if number + 1 < len(lines):
            bottom = min(bottom, at + int(smooth[at : lines[number + 1]].argmin()) + 1)
        if bottom - top >= 0.6 * usual:
            rows.append((top, bottom))
    return rows


def _stretches(letters: NDArray[np.bool_], ink: NDArray[np.bool_], usual: float) -> list[tuple[int, int]]:
    """From where to where letters stand in a row; gaps stay together where they are narrow or full of other ink."""
    steps = np.flatnonzero(np.diff(np.concatenate(([0], letters.astype(np.int8), [0]))))
    runs: list[tuple[int, int]] = []
    for left, right in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True):
        if runs:
            gap = left - runs[-1][1]
            hidden = float(ink[runs[-1][1] : left].mean()) if gap else 1.0
            if gap < _GUTTER * usual or (hidden > 0.25 and gap < 8 * _GUTTER * usual):
                runs[-1] = (runs[-1][0], right)
                continue
        runs.append((left, right))
    return [(left, right) for left, right in runs if right - left >= 0.8 * usual]


def gutter_of(picture: Picture, dpi: float) -> tuple[int, int] | None:
    """Between which columns of pixels two pages that were scanned as one are parted; None for a single page.

    The scan is broader than it is high, and near its middle stands no letter for half an inch from top to bottom.
    """
    height, width = picture.shape
    if width < 1.15 * height:
        return None
    half = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    letters, _, usual = letters_of(np.asarray(half, dtype=np.uint8), dpi / 2)
    if not usual:
        return None
    taken = letters.sum(axis=0) > 0.4 * usual  # a speck is no letter
    steps = np.flatnonzero(np.diff(np.concatenate(([1], taken.astype(np.int8), [1]))))
    gaps = [(2 * int(a), 2 * int(b)) for a, b in zip(steps[::2], steps[1::2], strict=True)]
    middle = [(a, b) for a, b in gaps if b - a >= 0.5 * dpi and a < 0.58 * width and b > 0.42 * width]
    if not middle:
        return None
    left, right = max(middle, key=lambda gap: gap[1] - gap[0])
    both = taken[: left // 2].any() and taken[right // 2 :].any()
    room = round(0.1 * dpi)
    return (left + room, right - room) if both else None
