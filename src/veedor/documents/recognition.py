"""From the picture of a page to its words in the page's own coordinates.

A photographed sheet is laid flat, the page turned upright, coloured ink and shading taken out, the lines laid level.
Tables are read cell by cell, the rest as a page; lines in doubt are cut out and read alone; words that the main
language has no letters for are asked of another. Every word's box goes back through the same steps to the page as
shown.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from veedor.documents import prepare
from veedor.documents.blanks import blanks_of, with_blanks
from veedor.documents.engine import ONE_BLOCK, ONE_LINE, Seen, languages, recognise, standing
from veedor.documents.geometry import Map, Quarter, against, opposite, quarter_turn, rotation_about
from veedor.documents.lines import Strip, gutter_of, strips_of
from veedor.documents.merging import heaviest, lines_of, merged, place_of, sure_words
from veedor.documents.prepare import Picture
from veedor.documents.quality import language_of, page_quality, plausible, share_plausible
from veedor.documents.rings import Seal, seals_of, without_rings
from veedor.documents.sheet import corners_of, laid_flat
from veedor.documents.tables import Table, by_cells, tables_of
from veedor.documents.tree import Page, Region, RegionKind, build_page
from veedor.documents.tree import Table as TreeTable
from veedor.values.boxes import Box
from veedor.values.folding import fold

_POOR = 0.6
"""Below this (confidence times plausible words) a page may lie on its side or head."""
_FLOOR = 0.25
"""Below this confidence, what looks like no word is dirt."""
_SURE = 0.8
_SPECK = 0.9
"""Below this confidence a sign that stands alone at the end of a line is a speck."""
_DOUBTED, _UNCOVERED = 0.6, 0.12
"""A line is read again where one of its words is less sure, or where more of its ink was left unread."""
_HARDLY_LESS = 0.7
"""A line of which some ink was not read is taken as it was read alone, unless that weighs far less."""
_LEAST_LINE = 5
"""Letters of sure words that make a line where none was seen."""
_DARK = 110
_STEP = 4
"""Of how many pixels one is looked at to find ink."""
_FINEST = 400.0
"""Dots an inch above which a picture is made smaller first: it gains nothing and costs its square."""
_SIGNS = re.compile(r"(?:[A-Za-z]{1,4}|\d{1,4})?[.,]?[^\w\s.,;:()/$-]+[.,;:]?")
"""Short words with a sign that may be a misread degree sign: `N?`, `24%`, `Art."`."""
_NUMBER_SIGN = re.compile(r"[Nn][.,]?[^\w\s]*\d?[^\w\s]+\d?")
"""What the sign for "number" is misread as: `N.*`, `N.?2`, `N9%`."""
_GLUED_SIGN = re.compile(r"[Nn][.,]?[^\w\s°º.,-]{1,2}\d.*")
"""The same without a gap before its number: `N.*003-2017-IN`."""
_READ_NUMBER_SIGN = re.compile(r"[Nn]\.?[°º]\.?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the prepared picture that is marked instead of read, in pixels."""

    kind: RegionKind
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one way of looking gave: words in pixels of the prepared picture."""

    seen: tuple[Seen, ...]
    tables: tuple[Table, ...] = ()
    """The ruled tables of the prepared picture."""
    marks: tuple[Mark, ...] = ()
    """Places that are marked instead of read."""
    unread: float | None = None
    """The share of the dark ink that no word covers; None where there is no ink to speak of."""

    def with_seen(self, seen: Sequence[Seen]) -> Attempt:
        """The same way of looking with other words."""
        return replace(self, seen=tuple(seen))

    def with_more(self, other: Attempt) -> Attempt:
        """The same with the sure words of the other where it has none itself."""
        return self.with_seen(merged(self.seen, sure_words(other.seen, _SURE)))

    @property
    def weight(self) -> float:
        """Letters of plausible words, by confidence: what two ways of looking are compared by."""
        return sum(s.confidence * len(s.text) for s in self.seen if plausible(s.text))

    @property
    def quality(self) -> float:
        """Mean confidence by letters times the share of plausible words."""
        letters = sum(len(s.text) for s in self.seen)
        if not letters:
            return 0.0
        confidence = sum(s.confidence * len(s.text) for s in self.seen) / letters
        return confidence * share_plausible(s.text for s in self.seen)


def read_picture(picture: Picture, dpi: float, number: int, size: tuple[float, float] | None = None) -> Page:
    """The page whose picture (as shown, `dpi` dots an inch) this is; `size` in points where it is known exactly.

    A page that lies on its side or head is turned upright: size and boxes are those of the upright page, and `turned`
    tells `page_image` by how much the file's own page has to be turned to show it so.
    """
    page_width, page_height = size or (picture.shape[1] * 72.0 / dpi, picture.shape[0] * 72.0 / dpi)
    picture, dpi = _no_finer(picture, dpi)
    shown_height, shown_width = picture.shape[:2]
    corners = corners_of(picture)
    sheet, to_shown = laid_flat(picture, corners) if corners is not None else (picture, Map())
    turned, attempt, back = _read_upright(sheet, dpi)
    # from the level picture to the sheet as it lies, to the picture as shown, and that turned upright
    back = back.then(to_shown).then(quarter_turn(turned, shown_width, shown_height))
    if turned in {90, 270}:
        page_width, page_height = page_height, page_width
        shown_width, shown_height = shown_height, shown_width
    to_points = back.then(Map(a=page_width / shown_width, e=page_height / shown_height))
    blocks = _blocks(attempt.seen, to_points, page_width, page_height)
    page = build_page(number, page_width, page_height, "ocr" if blocks else "none", 0.0, blocks, turned=turned)
    tables = _tables(attempt.tables, to_points, page_width, page_height)
    regions = _regions(attempt.marks, to_points, page_width, page_height)
    return replace(page, tables=tables, regions=regions).with_quality(page_quality(page.words, attempt.unread))


def _regions(marks: Sequence[Mark], back: Map, width: float, height: float) -> tuple[Region, ...]:
    """The marked places where they stand on the page as shown."""
    placed = ((mark, back.box(mark.left, mark.top, mark.right, mark.bottom)) for mark in marks)
    clipped = ((mark, box.clipped(width, height)) for mark, box in placed if box)
    return tuple(Region(mark.kind, box) for mark, box in clipped if box)


def _tables(found: Sequence[Table], back: Map, width: float, height: float) -> tuple[TreeTable, ...]:
    """The ruled tables where they stand on the page as shown."""

    def place(*pixels: float) -> Box | None:
        box = back.box(*pixels)
        return box.clipped(width, height) if box else None

    return tuple(made for table in found if (made := table.cells(place)))


def _no_finer(picture: Picture, dpi: float) -> tuple[Picture, float]:
    """The picture at 300 dots an inch where it is much finer than that."""
    if dpi <= _FINEST:
        return picture, dpi
    return prepare.resized(picture, 300.0 / dpi), 300.0


def _read_upright(sheet: Picture, dpi: float) -> tuple[Quarter, Attempt, Map]:
    """By how much the sheet has to be turned, what is read of it then, and the map from there back to the sheet.

    Whether it lies on its side is seen by its lines. Whether it stands on its head is asked of the engine only where
    it could not be read well: two more looks are dear, and most pages stand upright.
    """
    grey = prepare.levelled(sheet)
    outside = prepare.outside_paper(sheet)
    if outside is not None:
        grey = np.asarray(np.where(outside, 255, grey), dtype=np.uint8)
    first: Quarter = 0
    if prepare.lies_sideways(grey):
        told = standing(grey, round(dpi))
        first = told[0] if told else 0
    attempt, back = _look(sheet, grey, dpi, first, patient=False)
    if attempt.quality >= _POOR or not _has_ink(grey):
        return first, attempt, back
    best = first
    told = standing(grey, round(dpi))
    half_turn = opposite(first)
    for quarter in dict.fromkeys((told[0] if told else half_turn, half_turn)):
        if quarter == first:
            continue
        other, other_back = _look(sheet, grey, dpi, quarter, patient=False)
        # the engine reads lines that run up or down too: only what is clearly better counts
        if other.weight > 1.2 * attempt.weight:
            best, attempt, back = quarter, other, other_back
        if attempt.quality >= _POOR:
            return best, attempt, back
    attempt, back = _look(sheet, grey, dpi, best, patient=True)
    return best, attempt, back


def _has_ink(grey: Picture) -> bool:
    """Whether anything stands on the page at all: a blank page is not turned round in search of words."""
    return int(np.count_nonzero(grey[::_STEP, ::_STEP] < _DARK)) >= 50


def _look(sheet: Picture, grey: Picture, dpi: float, quarter: Quarter, *, patient: bool) -> tuple[Attempt, Map]:
    """The best reading of the sheet turned by a quarter, and the map from it back to the sheet as it lies.

    Who is not `patient` does not look twice at a page that reads badly: it may stand on its head.
    """
    if quarter:
        sheet, grey = (np.ascontiguousarray(np.rot90(p, k=-quarter // 90)) for p in (sheet, grey))
    height, width = grey.shape
    angle = prepare.skew_of(grey)
    ready = prepare.turned(grey, angle)
    attempt = _read(ready, dpi, patient=patient)
    attempt = _with_coloured_words(attempt, sheet, dpi, angle)
    attempt = replace(attempt, unread=_unread(ready, attempt.seen))
    return attempt, rotation_about(-angle, width / 2, height / 2).then(quarter_turn(against(quarter), width, height))


def _unread(ready: Picture, seen: Sequence[Seen]) -> float | None:
    """The share of the dark ink that no word covers, the borders left out; None where there is hardly any ink."""
    ink = ready[::_STEP, ::_STEP] < _DARK
    down, across = (side // 20 for side in ink.shape)
    ink[:down], ink[-down or len(ink) :], ink[:, :across], ink[:, -across or ink.shape[1] :] = (
        False,
        False,
        False,
        False,
    )
    whole = int(ink.sum())
    for word in seen:
        x0, y0, x1, y1 = (v // _STEP for v in word.box)
        ink[y0 : y1 + 1, x0 : x1 + 1] = False
    return float(ink.sum()) / whole if whole >= 50 else None


def _read(ready: Picture, dpi: float, *, patient: bool) -> Attempt:
    """The words of a level picture; of two pages side by side those of the left one first."""
    gutter = gutter_of(ready, dpi)
    if gutter is None:
        return _read_page(ready, dpi, patient=patient)
    left, right = gutter
    one = _read_page(np.ascontiguousarray(ready[:, :left]), dpi, patient=patient)
    other = _read_page(np.ascontiguousarray(ready[:, right:]), dpi, patient=patient)
    seen = [*one.seen, *(_moved(word, right, 0) for word in other.seen)]
    tables = (*one.tables, *(table.moved(right) for table in other.tables))
    marks = (*one.marks, *(replace(mark, left=mark.left + right, right=mark.right + right) for mark in other.marks))
    return Attempt(tuple(seen), tables, marks)


def _read_page(ready: Picture, dpi: float, *, patient: bool) -> Attempt:
    """The words of one page: tables by their cells, the rest as a page, lines in doubt once more."""
    tables = tables_of(ready, dpi)
    page = _without(ready, tables) if tables else ready
    seen = _without_dirt(recognise(page, round(dpi)))
    asked = language_of(word.text for word in seen)
    if asked is not None and asked.split("+")[0] in languages():
        seen = _without_dirt(recognise(page, round(dpi), asked=asked))
    else:
        asked = None
    if not patient and not tables and Attempt(tuple(seen)).quality < _POOR:
        return Attempt(tuple(seen))
    seen = _second_opinion(seen, page, dpi)
    seals = seals_of(page, dpi) if _much_unread(seen, page) else []
    seen = _reread(seen, page, dpi, asked, seals)
    for table in tables:
        seen = _with_cells(seen, table, ready, dpi)
    seen = by_cells(seen, tables)
    seen = _whole_numbers(_second_opinion(seen, ready, dpi), ready, dpi)
    seen, blanks = with_blanks(seen, blanks_of(ready, dpi, tables), dpi)
    marks = [Mark("stamp", *_square(seal)) for seal in seals]
    height = round(0.11 * dpi)
    marks += [
        Mark("handwritten" if b.written else "blank", b.left, b.foot - height, b.right, b.foot + 1) for b in blanks
    ]
    return Attempt(tuple(seen), tuple(tables), tuple(marks))


def _square(seal: Seal) -> tuple[int, int, int, int]:
    reach = max(seal.radii)
    return round(seal.x - reach), round(seal.y - reach), round(seal.x + reach), round(seal.y + reach)


def _whole_numbers(seen: Sequence[Seen], picture: Picture, dpi: float) -> list[Seen]:
    """The words with numbers put together that the engine parted: `037-201 1` has a narrow 1, and no gap.

    Both pieces are read again as one; only where that gives the same characters without a gap are they one.
    """
    out: list[Seen] = []
    for line in lines_of(seen):
        gaps = [after.box[0] - before.box[2] for before, after in pairwise(line)]
        usual = statistics.median(gaps) if gaps else 0
        for number, word in enumerate(line):
            last = out[-1] if number else None
            if last is not None and _may_be_one(last, word, usual):
                box = (last.box[0], min(last.box[1], word.box[1]), word.box[2], max(last.box[3], word.box[3]))
                found = recognise(_piece(picture, box, 8), round(dpi), ONE_LINE)
                if len(found) == 1 and found[0].text == last.text + word.text:
                    out[-1] = replace(last, text=found[0].text, box=box, confidence=found[0].confidence)
                    continue
            out.append(word)
    return out


def _may_be_one(last: Seen, word: Seen, usual: float) -> bool:
    doubted = min(last.confidence, word.confidence) < _DOUBTED
    gap = word.box[0] - last.box[2]
    return doubted and gap <= usual and last.text[-1].isdigit() and word.text[0].isdigit()


def _reread(seen: Sequence[Seen], page: Picture, dpi: float, asked: str | None, seals: Sequence[Seal]) -> list[Seen]:
    """The words with those of doubtful lines read again, each line cut out: a stamp hides none of them then."""
    lines = lines_of(seen)
    if not any(word.confidence < _DOUBTED for word in seen) and not _much_unread(seen, page):
        return list(seen)
    bare = without_rings(page, seals, dpi) if seals else page
    for strip in strips_of(bare, dpi):
        within = [[word for word in line if _stands_in(word, strip)] for line in lines]
        old = [word for words in within for word in words]
        if _is_doubtful(old, strip, page):
            # where no seal is, nothing is taken out: what looks like a ring may be an accent
            new = _again(old, strip, page, bare if any(_meets(strip, seal) for seal in seals) else page, dpi, asked)
            lines = _replaced(lines, within, new) if new else lines
    return _flat(lines)


def _meets(strip: Strip, seal: Seal) -> bool:
    reach = max(seal.radii)
    across = strip.left < seal.x + reach and strip.right > seal.x - reach
    return across and strip.top < seal.y + reach and strip.bottom > seal.y - reach


def _again(
    old: Sequence[Seen], strip: Strip, page: Picture, bare: Picture, dpi: float, asked: str | None
) -> list[Seen]:
    """What is read of one line when it is cut out of the picture without rings; nothing where that is no gain."""
    new = _read_strip(strip, bare, dpi, asked)
    if not old:  # what nobody saw before may be the letters of a seal: only what is sure is a line
        found = _without_dirt(sure_words(new, _SURE))
        return found if sum(len(word.text) for word in found if plausible(word.text)) >= _LEAST_LINE else []
    new = _without_frayed_ends(new, old)
    gain = Attempt(tuple(new)).weight / max(0.01, Attempt(tuple(old)).weight)
    if gain > (_HARDLY_LESS if _covered(old, strip, page) < 1 - _UNCOVERED else 1.0):
        return _without_dirt(new)
    return _without_dirt(heaviest([old, new])) if bare is not page else []


def _without_frayed_ends(new: Sequence[Seen], old: Sequence[Seen]) -> list[Seen]:
    """The line without doubtful words at its ends where nothing was seen before: marks in the margin join on there."""

    def frayed(word: Seen) -> bool:
        apart = all(word.box[2] <= w.box[0] or w.box[2] <= word.box[0] for w in old)
        return apart and word.confidence < _SURE and (word.confidence < _DOUBTED or not plausible(word.text))

    kept = list(new)
    while kept and frayed(kept[0]):
        kept.pop(0)
    while kept and frayed(kept[-1]):
        kept.pop()
    return kept


def _much_unread(seen: Sequence[Seen], page: Picture) -> bool:
    """Whether there is ink that no word covers, more than specks and rules are."""
    ink = page[::_STEP, ::_STEP] < _DARK
    whole = int(ink.sum())
    for word in seen:
        x0, y0, x1, y1 = (v // _STEP for v in word.box)
        ink[max(0, y0 - 1) : y1 + 2, max(0, x0 - 1) : x1 + 2] = False
    return bool(ink.sum() > 0.03 * whole)


def _replaced(lines: list[list[Seen]], within: Sequence[Sequence[Seen]], new: Sequence[Seen]) -> list[list[Seen]]:
    """The lines with `new` where the words `within` them stood (a list for each line), or in a line of its own."""
    home = max(range(len(lines)), key=lambda n: len(within[n]), default=None)
    if home is None or not within[home]:
        made = [replace(new[0], new_line=True, new_block=False), *new[1:]]
        at = place_of(made, lines)
        return [*lines[:at], made, *lines[at:]]
    gone = {id(word) for words in within for word in words}
    # what was read across two lines stands in neither of them, and under the new words
    gone |= {id(word) for line in lines for word in line if any(_covers(w, word) for w in new)}
    begins_block = any(word.new_block for words in within for word in words)
    kept = [word for word in lines[home] if id(word) not in gone]
    line = sorted([*kept, *new], key=lambda w: w.box[0])
    line = [replace(w, new_line=n == 0, new_block=n == 0 and begins_block) for n, w in enumerate(line)]
    rest = ([w for w in other if id(w) not in gone] if n != home else line for n, other in enumerate(lines))
    return [other for other in rest if other]


def _covers(one: Seen, other: Seen) -> bool:
    """Whether one word stands over a good part of the other."""
    across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    down = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    x0, y0, x1, y1 = other.box
    return across > 0 and down > 0 and across * down > 0.35 * (x1 - x0) * (y1 - y0)


def _flat(lines: Iterable[Sequence[Seen]]) -> list[Seen]:
    out: list[Seen] = []
    for line in lines:
        out.append(replace(line[0], new_line=True, new_block=any(word.new_block for word in line)))
        out.extend(replace(word, new_line=False, new_block=False) for word in line[1:])
    return out


def _stands_in(word: Seen, strip: Strip) -> bool:
    middle = (word.box[1] + word.box[3]) / 2
    across = (word.box[0] + word.box[2]) / 2
    return strip.top <= middle < strip.bottom and strip.left - strip.letter <= across < strip.right + strip.letter


def _is_doubtful(words: Sequence[Seen], strip: Strip, page: Picture) -> bool:
    """Whether a line deserves a second look: a doubted word, none at all, or ink that none of the words covers."""
    return not words or _unsure(words) or _covered(words, strip, page) < 1 - _UNCOVERED


def _unsure(words: Sequence[Seen]) -> bool:
    return any(word.confidence < _DOUBTED for word in words)


def _covered(words: Sequence[Seen], strip: Strip, page: Picture) -> float:
    """The share of a line's ink that stands under or over one of the words."""
    ink = page[strip.top : strip.bottom, strip.left : strip.right] < 128
    whole = int(ink.sum())
    for word in words:
        ink[:, max(0, word.box[0] - strip.left - 2) : max(0, word.box[2] - strip.left + 2)] = False
    return 1.0 - float(ink.sum()) / max(1, whole)


def _read_strip(strip: Strip, page: Picture, dpi: float, asked: str | None) -> list[Seen]:
    piece, left, top = strip.cut(page)
    return [_moved(word, left, top) for word in recognise(piece, round(dpi), ONE_LINE, asked)]


def _moved(word: Seen, x: int, y: int) -> Seen:
    x0, y0, x1, y1 = word.box
    return replace(word, box=(max(0, x0 + x), max(0, y0 + y), max(1, x1 + x), max(1, y1 + y)))


def _without(picture: Picture, tables: Sequence[Table]) -> Picture:
    """The picture with the tables made paper."""
    bare = picture.copy()
    for table in tables:
        for row in table.rows:
            bare[row.top : row.bottom, row.parting[0] : row.parting[-1]] = 255
    return bare


def _with_cells(seen: list[Seen], table: Table, picture: Picture, dpi: float) -> list[Seen]:
    """The words with those of the table's cells, each cell read alone: no line runs on into the next cell."""
    inside: list[Seen] = []
    room = max(2, round(0.012 * dpi))
    found = table.cells(Box)
    for cell in found.cells if found else ():
        left, top = int(cell.box.x0) + room, int(cell.box.y0) + room
        piece = picture[top : int(cell.box.y1) - room, left : int(cell.box.x1) - room]
        if min(piece.shape) < 0.05 * dpi or np.count_nonzero(piece[::2, ::2] < _DARK) < 8:
            continue
        framed = np.asarray(cv2.copyMakeBorder(piece, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=(255,)), np.uint8)
        words = _without_dirt(recognise(framed, round(dpi), ONE_BLOCK))
        inside += [_moved(word, left - 12, top - 12) for word in words]
    lines = lines_of(seen)
    left, right, top = table.rows[0].parting[0], table.rows[0].parting[-1], table.rows[0].top
    above = (n for n, line in enumerate(lines) if any(_is_above(word, left, right, top) for word in line))
    at = max(above, default=-1) + 1
    return [*_flat(lines[:at]), *inside, *_flat(lines[at:])]


def _is_above(word: Seen, left: int, right: int, top: int) -> bool:
    x0, y0, x1, y1 = word.box
    return (y0 + y1) / 2 < top and x0 < right and x1 > left


def _second_opinion(seen: Sequence[Seen], picture: Picture, dpi: float) -> list[Seen]:
    """The words with another model's view of those that the main one has no letters for, or has doubts about.

    Taken over only where the two differ in signs and accents alone: letters and digits stay the main model's.
    """
    others = languages()[1:]
    usual = statistics.median([word.box[3] - word.box[1] for word in seen]) if seen else 0.0
    room = max(3, round(0.3 * max(usual, 15.0)))
    return [_opinion(word, picture, dpi, others, room) if _is_odd(word) else word for word in seen]


def _is_odd(word: Seen) -> bool:
    if len(word.text) <= 7 and (_SIGNS.fullmatch(word.text) or _NUMBER_SIGN.fullmatch(word.text)):
        return not any(sign in word.text for sign in "°º")
    if _GLUED_SIGN.fullmatch(word.text):
        return True
    return word.confidence < 0.93 and len(word.text) > 3 and word.text.isalpha() and word.text.isupper()


def _opinion(word: Seen, picture: Picture, dpi: float, others: Sequence[str], room: int) -> Seen:
    for other in others:
        found = recognise(_piece(picture, word.box, room), round(dpi), ONE_LINE, other)
        text, sure = "".join(w.text for w in found), min((w.confidence for w in found), default=0.0)
        if sure > _DOUBTED and _NUMBER_SIGN.fullmatch(word.text) and _READ_NUMBER_SIGN.fullmatch(text):
            return replace(word, text=text, confidence=sure)
        if fold(_letters(text)) != fold(_letters(word.text)):
            continue
        if any(sign in text for sign in "°º") and not any(sign in word.text for sign in "°º"):
            return replace(word, text=text, confidence=max(sure, word.confidence))
        if text.isalpha() and _accents(text) > _accents(word.text):
            return replace(word, text=text, confidence=sure)
    return word


def _piece(picture: Picture, box: tuple[int, int, int, int], room: int) -> Picture:
    """What stands in the box, with some room around and a rim of paper."""
    x0, y0, x1, y1 = box
    piece = picture[max(0, y0 - room) : y1 + room, max(0, x0 - room) : x1 + room]
    return np.asarray(cv2.copyMakeBorder(piece, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=(255,)), dtype=np.uint8)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum() and char not in "°ºª")


def _accents(text: str) -> int:
    return sum(ord(char) > 127 for char in text)


def _with_coloured_words(first: Attempt, sheet: Picture, dpi: float, angle: float) -> Attempt:
    """The reading with words that are printed in colour (letterheads), where nothing else was read."""
    colour = prepare.coloured_ink(sheet, _STEP)
    if colour.mean() < 0.0005:
        return first
    grey = prepare.turned(prepare.levelled(prepare.grey_of(sheet)), angle)
    grown = np.asarray(cv2.dilate(colour.astype(np.uint8) * 255, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    level = prepare.turned(grown, angle, paper=0)
    near = cv2.resize(level, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST) > 127
    found: list[Seen] = []
    for strip in strips_of(np.asarray(np.where(near, grey, 255), dtype=np.uint8), dpi):
        read = any(word.confidence > _SURE and _stands_in(word, strip) and len(word.text) > 1 for word in first.seen)
        if not read and strip.right - strip.left > 4 * strip.letter:
            found += [replace(w, new_block=False) for w in _without_dirt(_read_strip(strip, grey, dpi, None))]
    return first.with_seen(merged(first.seen, sure_words(found, _SURE)))


def _without_dirt(seen: Sequence[Seen]) -> list[Seen]:
    """The words without those, and without those lines, that are specks, rules and the rims of seals."""
    kept: list[Seen] = []
    new_block = False
    for line in lines_of(seen):
        words = [s for s in line if (s.confidence >= _FLOOR or plausible(s.text)) and not _is_rule(s, line)]
        new_block = new_block or line[0].new_block
        if not words or _is_dirt(words):
            continue
        kept.append(replace(words[0], new_line=True, new_block=new_block))
        kept.extend(replace(word, new_line=False, new_block=False) for word in words[1:])
        new_block = False
    return kept


def _is_rule(word: Seen, line: Sequence[Seen]) -> bool:
    """Whether a word is a speck or the stroke of a margin or table read as a sign, at either end of its line."""
    if word is not line[0] and word is not line[-1]:
        return False
    return word.text.strip("|¦!:;.,'`´‘’") == "" and ("|" in word.text or word.confidence < _SPECK)


def _is_dirt(line: Sequence[Seen]) -> bool:
    """Whether a line is snippets of one or two characters that the engine doubts: a sideways stamp in the margin."""
    if max(len(s.text) for s in line) > 3 or any(s.confidence > 0.6 and len(s.text) > 2 for s in line):
        return False
    confidence = sum(s.confidence for s in line) / len(line)
    return confidence < (0.85 if len(line) > 2 else 0.6)


def _blocks(
    seen: Sequence[Seen], back: Map, width: float, height: float
) -> list[list[list[tuple[str, Box | None, float]]]]:
    blocks: list[list[list[tuple[str, Box | None, float]]]] = []
    for word in seen:
        box = back.box(*word.box)
        box = box.clipped(width, height) if box else None
        if box is None:
            continue
        if word.new_block or not blocks:
            blocks.append([])
        if word.new_line or not blocks[-1]:
            blocks[-1].append([])
        blocks[-1][-1].append((word.text, box, word.confidence))
    return blocks
