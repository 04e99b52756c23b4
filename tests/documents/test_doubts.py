"""Which pages deserve a look: a table of cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veedor.documents.doubts import Doubt, doubts_of
from veedor.documents.quality import page_quality
from veedor.documents.tree import Page, Quality, Region, RegionKind, Source, build_page, page_from_json, page_to_json
from veedor.values.boxes import Box

_AT = Box(100, 100, 200, 112)


def _page(*words: tuple[str, float], unread: float | None = 0.1, source: Source = "ocr") -> Page:
    line = [(text, Box(100 * i, 100, 100 * i + 90, 112), sure) for i, (text, sure) in enumerate(words)]
    page = build_page(1, 595, 842, source if words else "none", 0.0, [[line]])
    return page.with_quality(page_quality(page.words, unread))


def _marked(kind: RegionKind, box: Box) -> Page:
    return replace(_page(("convenio", 0.95), ("policial", 0.95)), regions=(Region(kind, box),))


CASES: list[tuple[str, Page, tuple[Doubt, ...]]] = [
    ("a clean page", _page(("convenio", 0.96), ("2017", 0.9)), ()),
    ("blank", _page(unread=None), ()),
    ("ink and no word", _page(unread=1.0), ("nothing_read",)),
    ("a page that failed", Page(3, 595, 842, "none", 0.0, ""), ("nothing_read",)),
    ("words the machine doubts", _page(("convenio", 0.6)), ("low_quality",)),
    ("words that are none", _page(("xkcdqrs", 0.99), ("convenio", 0.99)), ("low_quality",)),
    ("most ink unread", _page(("convenio", 0.96), unread=0.61), ("ink_unread",)),
    ("half of it unread: a seal, a signature", _page(("convenio", 0.96), unread=0.55), ()),
    ("rules of a form with text of its own", _page(("convenio", 1.0), unread=0.7, source="text"), ()),
    ("one doubted number", _page(*[("convenio", 0.96)] * 9, ("110.00", 0.3)), ()),
    ("two doubted numbers", _page(*[("convenio", 0.96)] * 9, ("110.00", 0.3), ("2017", 0.4)), ("numbers_doubted",)),
    ("single digits are dirt", _page(*[("convenio", 0.96)] * 9, ("1", 0.3), ("7", 0.4)), ()),
    ("a stamp over a word", _marked("stamp", Box(110, 90, 170, 130)), ("text_covered",)),
    ("handwriting over a word", _marked("handwritten", Box(0, 90, 60, 130)), ("text_covered",)),
    ("a stamp that touches a word", _marked("stamp", Box(180, 90, 300, 130)), ()),
    ("a signature in the open", _marked("handwritten", Box(300, 500, 400, 600)), ()),
    ("a blank to be filled in", _marked("blank", Box(100, 90, 190, 130)), ()),
    ("a part nobody can read", _marked("unreadable", Box(300, 500, 400, 600)), ("marked_unreadable",)),
    (
        "all at once",
        _page(("xkcdqrs", 0.3), ("12.00", 0.1), ("99", 0.1), unread=0.9),
        ("low_quality", "ink_unread", "numbers_doubted"),
    ),
    ("a file without pages", Page(1, 0.0, 0.0, "text", 1.0, "texto"), ()),
]


@pytest.mark.parametrize(("page", "doubts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_doubts_of_a_page(page: Page, doubts: tuple[Doubt, ...]) -> None:
    """Each reason where it holds, and none where it does not."""
    assert doubts_of(page) == doubts


def test_the_parts_of_a_quality_travel_with_the_page() -> None:
    """JSON both ways; a page of an older version has none."""
    page = _page(("convenio", 0.9), unread=0.25)
    told = page_to_json(page)
    assert told["parts"] == {"confidence": 0.9, "plausible": 1.0, "coverage": 0.75}
    assert page_from_json(told).parts == Quality(0.9, 1.0, 0.75)
    del told["parts"]
    assert page_from_json(told).parts is None
    assert page_from_json(page_to_json(Page(1, 9, 9, "none", 0.0, ""))).parts is None
