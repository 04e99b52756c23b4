"""Whether a document's fonts draw what they say.

Each font of a document is a suspect until some of its letters, as the page shows them, have been held against what the
file calls them; digits one by one, for amounts are what is falsified and what is quoted. That is done once a document
and font. First the shapes of letters are compared, which is cheap; where they do not settle it, a few words in that
font are recognised and held against the file's.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

import numpy as np
from pypdfium2 import raw

from veedor.documents.geometry import Map
from veedor.documents.glyphs import KNOWN, Grey, Verdict, looks_like
from veedor.documents.pdf_seen import Inventory, address, drawn
from veedor.documents.pdf_text import Layer

Proof = Literal["right", "wrong", "open"]

DIGITS = frozenset("0123456789")
_FINE, _FINER = 200.0 / 72, 300.0 / 72
"""Pixels a point at which letters are compared, and words recognised."""
_STRIPS = 3
"""Words in a row that are recognised at once for one font."""
_LONG = 48
"""Letters of one such strip."""
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

    def new(self, found: Inventory) -> bool:
        """Whether the page brings fonts that were not looked at yet."""
        return any(font not in self.suspects for font in found.fonts)

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
        by_font = self._words_at_stake(textpage, layer, fonts)
        pixels: Grey | None = None
        for font, rows in by_font.items():
            suspect = self.suspects.setdefault(font, Suspect())
            letters = _letters(layer, rows, suspect)
            if not letters:
                continue
            pixels = drawn(page, _FINE) if pixels is None else pixels
            verdicts = {
                char: _verdict(textpage, pixels, to_page, places, char, font) for char, places in letters.items()
            }
            proof = proof_of(verdicts)
            if proof == "open" and suspect.looks < 2:
                suspect.looks += 1
                proof = self._recognised(page, layer, rows, verdicts)
                if proof == "right":
                    suspect.digits.update(DIGITS & verdicts.keys())
            if proof == "wrong" or suspect.proof == "open":
                suspect.proof = proof
            suspect.digits.update(char for char, said in verdicts.items() if said == "yes" and char in DIGITS)

    def _words_at_stake(self, textpage: Any, layer: Layer, fonts: frozenset[int]) -> dict[int, list[int]]:
        """The rows of the words by font: all of fonts that are new, those with unproven digits of the others."""
        fresh = {font for font in fonts if font not in self.suspects or self.suspects[font].proof == "open"}
        lacking = {
            font: DIGITS - self.suspects[font].digits for font in fonts if font not in fresh and font in self.suspects
        }
        wanted = set().union(*lacking.values()) if lacking else set()
        by_font: dict[int, list[int]] = {font: [] for font in fresh}
        for row, word in enumerate(layer.words):
            if not fresh and (word.isalpha() or wanted.isdisjoint(word)):
                continue
            font = _font_at(textpage, int(layer.starts[row]))
            if font in fresh or (font in lacking and not lacking[font].isdisjoint(word)):
                by_font.setdefault(font, []).append(row)
        return by_font

    def _recognised(self, page: Any, layer: Layer, rows: Sequence[int], verdicts: dict[str, Verdict]) -> Proof:
        """What recognition of some words says, those with doubted letters first."""
        from veedor.documents.engine import ONE_BLOCK, recognise

        doubted = {char for char, said in verdicts.items() if said != "yes"}
        strips = sorted(
            _strips(layer, rows), key=lambda strip: -len(doubted & set("".join(layer.words[r] for r in strip)))
        )
        pixels = drawn(page, _FINER)
        pairs = []
        for strip in strips[:_STRIPS]:
            boxes = layer.boxes[strip]
            x0, y0 = boxes[:, :2].min(axis=0) - 4.0
            x1, y1 = boxes[:, 2:].max(axis=0) + 4.0
            cut = pixels[max(0, int(y0 * _FINER)) : int(y1 * _FINER), max(0, int(x0 * _FINER)) : int(x1 * _FINER)]
            if min(cut.shape) >= 8:
                cut = np.pad(cut, 20, constant_values=255)
                read = recognise(np.ascontiguousarray(cut), 300, ONE_BLOCK)
                pairs.append((" ".join(layer.words[r] for r in strip), " ".join(word.text for word in read)))
        return agreement(pairs)


def _font_at(textpage: Any, index: int) -> int:
    item = raw.FPDFText_GetTextObject(textpage, index)
    font = raw.FPDFTextObj_GetFont(item) if item else None
    return address(font) if font else 0


def _letters(layer: Layer, rows: Iterable[int], suspect: Suspect) -> dict[str, list[int]]:
    """Which letters are to be looked at, each with up to three places in pdfium's list."""
    letters: dict[str, list[int]] = {}
    for row in rows:
        word, start = layer.words[row], int(layer.starts[row])
        for offset, char in enumerate(word):
            if char not in _KNOWN_SET or char in suspect.digits or (suspect.proof == "right" and char not in DIGITS):
                continue
            places = letters.setdefault(char, [])
            if len(places) < 3:
                places.append(start + offset)
    return letters


def _verdict(textpage: Any, pixels: Grey, to_page: Map, places: Sequence[int], char: str, font: int) -> Verdict:
    """Whether the letter looks like itself, at the first place where that can be told."""
    said: Verdict = "unsure"
    for place in places:
        if raw.FPDFText_GetUnicode(textpage, place) != ord(char) or _font_at(textpage, place) != font:
            continue
        cut = _cut(textpage, pixels, to_page, place)
        here = looks_like(cut, char) if cut is not None else "unsure"
        if here == "yes":
            return here
        said = here if here == "no" else said
    return said


def _cut(textpage: Any, pixels: Grey, to_page: Map, place: int) -> Grey | None:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(textpage, place, left, right, bottom, top):
        return None
    box = to_page.box(left.value, bottom.value, right.value, top.value)
    if box is None:
        return None
    x0, y0, x1, y1 = (v * _FINE for v in (box.x0, box.y0, box.x1, box.y1))
    cut = pixels[max(0, int(y0)) : int(y1 + 1), max(0, int(x0)) : int(x1 + 1)]
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


def proof_of(verdicts: dict[str, Verdict]) -> Proof:
    """What the looks of a font's letters say: "right", or "open" where recognition has to decide.

    Each digit has to be itself. Of other letters a fifth may look odd: typefaces differ.
    """
    if any(said != "yes" for char, said in verdicts.items() if char in DIGITS):
        return "open"
    letters = [said for char, said in verdicts.items() if char not in DIGITS]
    good = letters.count("yes")
    return "right" if good >= 0.8 * len(letters) else "open"


def agreement(pairs: Sequence[tuple[str, str]]) -> Proof:
    """What the file says and what was recognised, strip by strip: the same, something else, or too little to tell."""
    own, read = (_plain(" ".join(texts)) for texts in zip(*pairs, strict=True)) if pairs else ("", "")
    digits_own, digits_read = ("".join(c for c in text if c in DIGITS) for text in (own, read))
    if len(digits_own) >= 3 and _likeness(digits_own, digits_read) < 0.75:
        return "wrong"
    if len(own) < 8:
        return "open"
    if _likeness(own, read) >= 0.75:
        return "right"
    return "wrong" if len(own) >= 12 else "open"


_LOOKALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "í": "1"})


def _plain(text: str) -> str:
    """Letters and digits alone, without accents and case, and those that look alike as one."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in bare.translate(_LOOKALIKES) if char.isalnum())


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
