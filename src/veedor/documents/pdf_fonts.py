"""Whether a document's fonts draw what they say.

Each font of a document is a suspect until some of its letters, as the page shows them, have been held against what the
file calls them; digits one by one, for amounts are what is falsified and what is quoted. That is done once a document
and font. First the shapes of letters are compared, which is cheap; where they do not settle it, a few words in that
font are recognised and held against the file's.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import repeat
from typing import Any, Literal

import numpy as np
from pypdfium2 import raw

from veedor.documents import pdfium
from veedor.documents.geometry import Map
from veedor.documents.glyphs import KNOWN, Grey, Verdict, looks_like
from veedor.documents.pdf_seen import Inventory, drawn, drawn_band
from veedor.documents.pdf_text import Layer

Proof = Literal["right", "wrong", "open"]

Places = dict[str, list[tuple[int, int]]]
"""Letters, and where they stand: the row of the word in the layer, and the how manieth letter of it."""

DIGITS = frozenset("0123456789")
_FINE, _FINER = 220.0 / 72, 300.0 / 72
"""Pixels a point at which letters are compared, and words recognised."""
_LOOKS = 2
"""Pages on which a font that could not be judged is looked at again."""
_STRIPS = 3
"""Words in a row that are recognised at once for one font."""
_LONG = 48
"""Letters of one such strip."""
_WORDS, _PLACES = 40, 3
"""Words of a font that are searched for letters to compare, and places that are remembered of each."""
_LETTERS = 16
"""Letters beside the digits that are compared of a font."""
_KNOWN_SET = frozenset(KNOWN)


@dataclass(slots=True)
class Suspect:
    """What is known of one font: the digits that were seen to be themselves, and the judgement so far."""

    proof: Proof = "open"
    digits: set[str] = field(default_factory=set)
    looks: int = 0
    """How often it was recognised without a result: too few letters."""


@dataclass(slots=True)
class Fonts:
    """The fonts of one document. Addresses tell them apart: the pages that brought them have to stay open."""

    suspects: dict[int, Suspect] = field(default_factory=dict)

    def lies(self, page: Any, textpage: Any, layer: Layer, found: Inventory, to_page: Map) -> bool:
        """Whether the page's own words, in some font, are not those that the page shows."""
        at_stake = [font for font in found.fonts if not self._settled(font)]
        if at_stake:
            self._look(page, textpage, layer, to_page, frozenset(at_stake))
        return any(self.suspects[font].proof == "wrong" for font in found.fonts if font in self.suspects)

    def _settled(self, font: int) -> bool:
        suspect = self.suspects.get(font)
        return suspect is not None and (
            suspect.proof == "wrong" or (suspect.proof == "right" and suspect.digits >= DIGITS)
        )

    def _look(self, page: Any, textpage: Any, layer: Layer, to_page: Map, fonts: frozenset[int]) -> None:
        places: dict[int, Places] = {}
        by_font = self._words_at_stake(textpage, layer, fonts)
        for font, rows in by_font.items():
            places[font] = some_of(_letters(layer, rows, self.suspects.setdefault(font, Suspect())))
        for font in (font for font, letters in places.items() if not letters and self.suspects[font].proof == "open"):
            self.suspects[font].looks += 1  # bullets and the like: nothing in it can be compared
            self.suspects[font].proof = "right" if self.suspects[font].looks > _LOOKS else "open"
        at_stake = sorted({row for some in places.values() for rows in some.values() for row, _ in rows})
        if not at_stake:
            return
        picture = Picture(page, textpage, to_page, layer, at_stake)
        for font, letters in places.items():
            if letters:
                self._judge(font, by_font[font], letters, picture)

    def _judge(self, font: int, rows: list[int], letters: Places, picture: Picture) -> None:
        suspect = self.suspects[font]
        verdicts = {char: picture.verdict(where, char, font) for char, where in letters.items()}
        proof = proof_of(verdicts)
        if proof == "open" and suspect.looks < _LOOKS:
            suspect.looks += 1
            proof = _recognised(picture.page, picture.layer, rows, verdicts)
            if proof == "right":
                suspect.digits.update(DIGITS & verdicts.keys())
        if proof == "wrong" or suspect.proof == "open":
            suspect.proof = proof
        suspect.digits.update(char for char, said in verdicts.items() if said == "yes" and char in DIGITS)

    def _words_at_stake(self, textpage: Any, layer: Layer, fonts: frozenset[int]) -> dict[int, list[int]]:
        """The rows of the words by font: all of fonts that are new, those with unproven digits of the others."""
        fresh = {font for font in fonts if font not in self.suspects or self.suspects[font].proof == "open"}
        rows = np.arange(len(layer.words)) if fresh else np.flatnonzero(layer.digits)
        objects = map(pdfium.text_object, repeat(pdfium.address(textpage)), layer.starts[rows].tolist())
        by_font: dict[int, list[int]] = {font: [] for font in fresh}
        for row, font in zip(rows.tolist(), [item and pdfium.font_of(item) for item in objects], strict=True):
            if font in fresh or (
                font in fonts and not self.suspects[font].digits.issuperset(DIGITS & set(layer.words[row]))
            ):
                by_font.setdefault(font, []).append(row)
        return by_font


def _recognised(page: Any, layer: Layer, rows: Sequence[int], verdicts: dict[str, Verdict]) -> Proof:
    """What recognition of some words says, those with doubted letters first."""
    from veedor.documents.engine import ONE_BLOCK, recognise

    doubted = {char for char, said in verdicts.items() if said != "yes"}
    strips = sorted(_strips(layer, rows), key=lambda strip: -len(doubted & set("".join(layer.words[r] for r in strip))))
    pixels = drawn(page, _FINER)
    pairs = []
    for strip in strips[:_STRIPS]:
        boxes = layer.boxes[strip]
        x0, y0 = boxes[:, :2].min(axis=0) - 1.0  # no room for letters of other lines and words
        x1, y1 = boxes[:, 2:].max(axis=0) + 1.0
        cut = pixels[max(0, int(y0 * _FINER)) : int(y1 * _FINER), max(0, int(x0 * _FINER)) : int(x1 * _FINER)]
        if min(cut.shape) >= 8:
            read = recognise(np.pad(cut, 24, constant_values=int(np.median(cut))), 300, ONE_BLOCK)
            pairs.append((" ".join(layer.words[r] for r in strip), " ".join(word.text for word in read)))
    return agreement(pairs, frozenset(char for char, said in verdicts.items() if said == "no"))


def _letters(layer: Layer, rows: Sequence[int], suspect: Suspect) -> Places:
    """Which letters are to be looked at, each with up to three places: its word, and the place in the word."""
    wanted = DIGITS - suspect.digits if suspect.proof == "right" else _KNOWN_SET - suspect.digits
    letters: Places = {}
    for number, row in enumerate(rows):
        if number == _WORDS:
            wanted &= DIGITS
        if number >= _WORDS and not layer.digits[row]:
            continue
        for offset, char in enumerate(layer.words[row]):
            if char in wanted:
                where = letters.setdefault(char, [])
                where.append((row, offset))
                if len(where) == _PLACES:
                    wanted = wanted - {char}
    return letters


class Picture:
    """The page drawn finely, as high as the words that are asked for stand."""

    def __init__(self, page: Any, textpage: Any, to_page: Map, layer: Layer, rows: Sequence[int]) -> None:
        self.page, self.layer = page, layer
        self._textpage, self._handle, self._to_page = textpage, pdfium.address(textpage), to_page
        top, bottom = float(layer.boxes[rows, 1].min()) - 6, float(layer.boxes[rows, 3].max()) + 6
        self._pixels, self._top = drawn_band(page, _FINE, top, bottom)

    def verdict(self, where: Sequence[tuple[int, int]], char: str, font: int) -> Verdict:
        """Whether the letter looks like itself, at the first place where that can be told."""
        said: Verdict = "unsure"
        for row, offset in where:
            place = int(self.layer.starts[row]) + offset
            if raw.FPDFText_GetUnicode(self._textpage, place) != ord(char):
                continue
            if pdfium.font_at(self._handle, place) != font:
                continue
            cut = self._cut(place)
            here = looks_like(cut, char) if cut is not None else "unsure"
            if here == "yes":
                return here
            said = here if here == "no" else said
        return said

    def _cut(self, place: int) -> Grey | None:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        if not raw.FPDFText_GetCharBox(self._textpage, place, left, right, bottom, top):
            return None
        box = self._to_page.box(left.value, bottom.value, right.value, top.value)
        if box is None:
            return None
        x0, y0, x1, y1 = (v * _FINE for v in (box.x0, box.y0, box.x1, box.y1))
        y0, y1 = y0 - self._top, y1 - self._top
        cut = self._pixels[max(0, int(y0)) : max(0, int(y1 + 1)), max(0, int(x0)) : max(0, int(x1 + 1))]
        return cut if cut.size else None


def _strips(layer: Layer, rows: Sequence[int]) -> Iterator[list[int]]:
    """Words that follow one another in a line, a few at a time."""
    strip: list[int] = []
    for row in rows:
        long = sum(len(layer.words[r]) for r in strip) + len(layer.words[row]) > _LONG
        if strip and (row != strip[-1] + 1 or layer.lines[row] != layer.lines[strip[-1]] or long):
            yield strip
            strip = []
        strip.append(row)
    if strip:
        yield strip


def some_of(letters: Places) -> Places:
    """All digits of these, and letters here and there in the alphabet: a font that lies lies in more than one."""
    others = sorted(letters.keys() - DIGITS)
    step = max(1, len(others) // _LETTERS)
    chosen = {*(letters.keys() & DIGITS), *others[::step][:_LETTERS]}
    return {char: places for char, places in letters.items() if char in chosen}


def proof_of(verdicts: dict[str, Verdict]) -> Proof:
    """What the looks of a font's letters say: "right", or "open" where recognition has to decide.

    Each digit has to be itself. Of other letters a fifth may look odd: typefaces differ.
    """
    if any(said != "yes" for char, said in verdicts.items() if char in DIGITS):
        return "open"
    letters = [said for char, said in verdicts.items() if char not in DIGITS]
    good = letters.count("yes")
    return "right" if good >= 0.8 * len(letters) else "open"


def agreement(pairs: Sequence[tuple[str, str]], odd: frozenset[str] = frozenset()) -> Proof:
    """What the file says and what was recognised, strip by strip: the same, something else, or too little to tell.

    "Wrong" needs much, for recognition errs too. `odd` are digits that do not look like themselves either.
    """
    if swapped_digits(pairs, odd):
        return "wrong"
    own, read = _plain(" ".join(own for own, _ in pairs)), _plain(" ".join(read for _, read in pairs))
    likeness = SequenceMatcher(None, own, read, autojunk=False).ratio()
    if len(own) >= 5 and likeness >= 0.8:
        return "right"
    return "wrong" if len(own) >= 12 and likeness < 0.55 else "open"


def swapped_digits(pairs: Sequence[tuple[str, str]], odd: frozenset[str] = frozenset()) -> set[str]:
    """The digits that were recognised as other digits and nowhere as themselves: twice, or once where they look odd."""
    same: set[str] = set()
    other: Counter[str] = Counter()
    for own, read in pairs:
        mine, theirs = _NUMBER.findall(own), _NUMBER.findall(read)
        one_form, other_form = ([_DIGIT.sub("0", word) for word in words] for words in (mine, theirs))
        for a, b, size in SequenceMatcher(None, one_form, other_form, autojunk=False).get_matching_blocks():
            for one, two in zip("".join(mine[a : a + size]), "".join(theirs[b : b + size]), strict=True):
                if one == two:
                    same.add(one)
                elif one in DIGITS:
                    other[one] += 1
    return {digit for digit, times in other.items() if digit not in same and times >= (1 if digit in odd else 2)}


_NUMBER, _DIGIT = re.compile(r"\d[\d.,/-]*"), re.compile(r"\d")
_LOOKALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "í": "1"})


def _plain(text: str) -> str:
    """Letters and digits alone, without accents and case, and those that look alike as one."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in bare.translate(_LOOKALIKES) if char.isalnum())
