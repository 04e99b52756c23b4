"""The rings of round stamps, found and taken out where nothing else hangs on them.

A seal of black ink cannot be told from print by its colour. Its rings can be told by their form, and they are what
hurts most: a thin line across three lines of text. Letters of the seal stay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from veedor.documents.prepare import Picture

_COARSE = 4
_SMALLEST, _LARGEST = 0.4, 1.3
"""Inches: radii of seals."""
_THICKEST = 0.035
"""Inches: the line of a ring."""
_DRAWN = 0.55
"""The share of a circle that is inked at least: worn rubber leaves gaps."""
_STANDS_OUT = 0.3
"""By how much more of a ring is inked than of the circles right inside and outside of it."""
_MOST = 10
_DARK = 190


@dataclass(frozen=True, slots=True)
class Seal:
    """A round seal: its middle and the radii of its rings, in pixels."""

    x: float
    y: float
    radii: tuple[float, ...]


def seals_of(picture: Picture, dpi: float) -> list[Seal]:
    """The round seals of a level picture, ten at most."""
    ink = (picture < 150).astype(np.uint8)
    small = cv2.resize(ink * 255, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    found = _circles(np.asarray(small, dtype=np.uint8), dpi / _COARSE)
    if found is None:
        return []
    near = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    seals: list[Seal] = []
    for x, y, radius in found[:_MOST] * float(_COARSE):
        drawn, x, y, radius = _refined(near, float(x), float(y), float(radius))  # noqa: PLW2901 - the same, closer
        if drawn < _DRAWN or any(math.hypot(x - s.x, y - s.y) < 0.1 * dpi for s in seals):
            continue
        radii = _rings(near, x, y, radius, dpi)
        if radii:
            seals.append(Seal(x, y, radii))
    return seals


def _circles(small: Picture, inch: float) -> NDArray[np.float32] | None:
    """Circles x, y, radius in the ink that hangs together over the size of a seal: running text costs no search."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((small > 60).astype(np.uint8), connectivity=8)
    wide = (stats[:, cv2.CC_STAT_WIDTH] >= _SMALLEST * inch) & (stats[:, cv2.CC_STAT_HEIGHT] >= _SMALLEST * inch)
    wide[0] = False
    if not wide.any():
        return None
    large = np.asarray(np.where(wide[labels], small, 0), dtype=np.uint8)
    left, top, width, height = cv2.boundingRect(large)
    room = round(0.1 * inch)
    left, top = max(0, left - room), max(0, top - room)
    part = small[top : top + height + 2 * room, left : left + width + 2 * room]
    found = cv2.HoughCircles(
        cv2.GaussianBlur(part, (0, 0), 1),
        cv2.HOUGH_GRADIENT,
        dp=1.5,
        minDist=0.5 * inch,
        param1=120,
        param2=45,
        minRadius=round(_SMALLEST * inch),
        maxRadius=round(_LARGEST * inch),
    )
    return None if found is None else np.asarray(found[0] + (left, top, 0), dtype=np.float32)


def _drawn(ink: NDArray[np.uint8], x: float, y: float, radius: float) -> float:
    """The share of a circle that is inked; 0 for one that leaves the picture."""
    if min(x, y) < radius or x + radius >= ink.shape[1] or y + radius >= ink.shape[0]:
        return 0.0
    angle = np.linspace(0, 2 * np.pi, 360, endpoint=False)
    columns, rows = np.rint(x + radius * np.cos(angle)).astype(int), np.rint(y + radius * np.sin(angle)).astype(int)
    return float(ink[rows.clip(0, ink.shape[0] - 1), columns.clip(0, ink.shape[1] - 1)].mean())


def _refined(ink: NDArray[np.uint8], x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    """The circle nearby of which most is inked."""
    best = (_drawn(ink, x, y, radius), x, y, radius)
    for step in (24.0, 12.0, 6.0, 3.0, 1.5):
        _, x, y, radius = best
        for dx in (-step, 0, step):
            for dy in (-step, 0, step):
                for grown in (-step, 0, step):
                    best = max(best, (_drawn(ink, x + dx, y + dy, radius + grown), x + dx, y + dy, radius + grown))
    return best


def _rings(ink: NDArray[np.uint8], x: float, y: float, radius: float, dpi: float) -> tuple[float, ...]:
    """The radii at which rings about that middle are drawn."""
    radii = np.arange(0.3 * radius, min(1.5 * radius, _LARGEST * dpi), 1.0)
    drawn = np.array([_drawn(ink, x, y, float(r)) for r in radii])
    apart = max(3, round(_THICKEST * dpi))
    rings = []
    for at, share in enumerate(drawn):
        around = drawn[max(0, at - apart) : at + apart + 1]
        beside = (drawn[max(0, at - apart)] + drawn[min(len(drawn) - 1, at + apart)]) / 2
        if share >= _DRAWN and share == around.max() and share - beside > _STANDS_OUT:
            rings.append(float(radii[at]))
    return tuple(rings)


def without_rings(picture: Picture, seals: Sequence[Seal], dpi: float) -> Picture:
    """The picture with the rings made paper where their line is as thin as it is elsewhere: no letter crosses it."""
    out = picture.copy()
    for seal in seals:
        for radius in seal.radii:
            _take_out(picture, out, seal, radius, max(2, round(_THICKEST * dpi)))
    return out


def _take_out(picture: Picture, out: Picture, seal: Seal, radius: float, thick: int) -> None:
    reach = 2 * thick
    angle = np.linspace(0, 2 * np.pi, int(2.5 * np.pi * radius), endpoint=False)
    depth = np.arange(-reach, reach + 1)
    columns = np.rint(seal.x + np.outer(radius + depth, np.cos(angle))).astype(int).clip(0, picture.shape[1] - 1)
    rows = np.rint(seal.y + np.outer(radius + depth, np.sin(angle))).astype(int).clip(0, picture.shape[0] - 1)
    dark = picture[rows, columns] < _DARK
    # the ring wavers by a pixel or two: its middle is the dark one nearest to where it should be
    middle = np.full(len(angle), -1)
    for off in (0, 1, -1, 2, -2, 3, -3):
        middle = np.where((middle < 0) & dark[reach + off], reach + off, middle)
    every = np.arange(len(angle))
    inner, outer = middle.copy(), middle.copy()
    for _ in range(reach):
        inner = np.where((inner > 0) & dark[(inner - 1).clip(0), every], inner - 1, inner)
        outer = np.where((outer < 2 * reach) & dark[(outer + 1).clip(0, 2 * reach), every], outer + 1, outer)
    width = outer - inner + 1
    lines = (middle >= 0) & (width <= thick)
    if not lines.any():
        return
    usual = float(np.median(width[lines]))
    thin = lines & (width <= 1.4 * usual + 1)
    for at in range(2 * reach + 1):
        gone = thin & (inner - 1 <= at) & (at <= outer + 1)
        out[rows[at, gone], columns[at, gone]] = 255
