"""Which pages deserve that a person looks, and why: one rule, with named reasons.

What a page's reading lacks can be seen from the reading itself: ink that no word covers, words that look like none,
numbers that the machine doubts, marks over the text. Whether it matters is not asked here; the register knows what
stands on the page.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from veedor.documents.tree import Page, Word

Doubt = Literal["nothing_read", "low_quality", "ink_unread", "numbers_doubted", "text_covered", "marked_unreadable"]
"""Why a page deserves a look.

- `nothing_read`: no word was read, and the page is not known to be blank.
- `low_quality`: the figure is below `LOW_QUALITY`.
- `ink_unread`: of a page that was recognised, less than `LITTLE_COVERED` of the ink stands inside words. (Rules and
  drawings are ink too: a page with text of its own is not doubted for them.)
- `numbers_doubted`: `MANY_NUMBERS` numbers or more were read with less than `DOUBTED` confidence.
- `text_covered`: handwriting or a stamp lies over words.
- `marked_unreadable`: a part of the page is marked as unreadable.
"""

DOUBTS: tuple[Doubt, ...] = get_args(Doubt)

LOW_QUALITY = 0.7
LITTLE_COVERED = 0.4
"""A page with a few lines, two seals and two signatures on it has about half of its ink in words."""
DOUBTED = 0.5
MANY_NUMBERS = 2
_NUMBER = re.compile(r"\d.*\d")
_LEAST_COVERED = 0.3
"""The share of a word's box that a mark has to cover to lie over it: a seal often touches the word beside it."""


def doubts_of(page: Page) -> tuple[Doubt, ...]:
    """Why a person should look at the page, in the order of `DOUBTS`; empty where nothing says so.

    A file without pages (plain text, mail) has no paper that could be looked at or scanned again.
    """
    if page.width <= 0:
        return ()
    coverage = page.parts.coverage if page.parts else None
    if not page.lines:
        return ("nothing_read",) if page.parts is None or coverage is not None else ()
    found: dict[Doubt, bool] = {
        "low_quality": page.quality < LOW_QUALITY,
        "ink_unread": page.source == "ocr" and coverage is not None and coverage < LITTLE_COVERED,
        "numbers_doubted": sum(map(_is_doubted_number, page.words)) >= MANY_NUMBERS,
        "text_covered": _text_is_covered(page),
        "marked_unreadable": any(region.kind == "unreadable" for region in page.regions),
    }
    return tuple(doubt for doubt in DOUBTS if found.get(doubt))


def _is_doubted_number(word: Word) -> bool:
    return word.confidence < DOUBTED and _NUMBER.search(word.text) is not None


def _text_is_covered(page: Page) -> bool:
    marks = [region.box for region in page.regions if region.kind in {"handwritten", "stamp"}]
    for word in page.words if marks else ():
        for mark in marks:
            both = mark.intersection(word.box) if word.box else None
            if both and word.box and both.area >= _LEAST_COVERED * word.box.area:
                return True
    return False
