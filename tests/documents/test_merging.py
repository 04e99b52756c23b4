"""Two readings of a page as one: what the first lacks, in its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from veedor.documents.engine import Seen
from veedor.documents.merging import merged, sure_words


def _line(row: int, *words: str, left: int = 0, confidence: float = 0.9) -> list[Seen]:
    seen = []
    for number, word in enumerate(words):
        x = left + number * 120
        seen.append(Seen(word, (x, row * 40, x + 100, row * 40 + 30), confidence, number == 0 == row, number == 0))
    return seen


def _text(seen: list[Seen]) -> str:
    said = ""
    for word in seen:
        said += ("\n" if word.new_line and said else " " if said else "") + word.text
    return said


def test_missing_words_and_lines_come_to_their_place() -> None:
    """A word at the end of a line joins it; a line between two stands between them; what is there stays."""
    kept = [*_line(0, "Conste", "por"), *_line(2, "que", "celebran")]
    more = [*_line(0, "Cuncta", "por", "el"), *_line(1, "presente", "convenio"), *_line(2, "que")]
    assert _text(merged(kept, more)) == "Conste por el\npresente convenio\nque celebran"


def test_what_was_hardly_read_gives_way() -> None:
    """A word of no confidence does not stand in the way of a sure one."""
    kept = [*_line(0, "Conste"), *_line(0, "p0~", left=120, confidence=0.2)]
    assert _text(merged(kept, _line(0, "xx", "por"))) == "Conste por"


def test_added_lines_keep_their_order() -> None:
    """Lines that all go after the same one do not come out backwards."""
    kept = _line(0, "primera")
    more = [*_line(1, "segunda"), *_line(2, "tercera"), *_line(3, "cuarta")]
    assert _text(merged(kept, more)) == "primera\nsegunda\ntercera\ncuarta"


def test_to_an_empty_reading_everything_is_added() -> None:
    """And nothing to nothing is nothing."""
    assert _text(merged([], _line(0, "uno", "dos"))) == "uno dos"
    assert merged([], []) == []


def test_only_sure_words_are_added() -> None:
    """Dirt and doubt stay out; a short word comes with its sure line."""
    assert [w.text for w in sure_words(_line(0, "~~=§", "convenio", "mineras"), 0.8)] == ["convenio", "mineras"]
    assert sure_words(_line(0, "convenio", "minera", confidence=0.3), 0.8) == []
    assert sure_words([], 0.8) == []


words = st.builds(
    lambda text, x, y, w, h, c, line: Seen(text, (x, y, x + w, y + h), c, line, line),
    st.text("abc", min_size=1, max_size=5),
    *[st.integers(0, 400)] * 2,
    *[st.integers(1, 60)] * 2,
    st.floats(0, 1),
    st.booleans(),
)


@given(st.lists(words, max_size=12), st.lists(words, max_size=12))
def test_nothing_firm_is_lost_and_nothing_doubled(kept: list[Seen], more: list[Seen]) -> None:
    """Every firm word of the first stays; of the second come only words that touch no firm one; line begins are set."""
    out = merged(kept, more)
    spots = [(w.text, w.box) for w in out]
    assert all(spots.count((w.text, w.box)) >= 1 for w in kept if w.confidence >= 0.5)
    assert len(out) <= len(kept) + len(more)
    assert not out or out[0].new_line
    firm = [w.box for w in kept if w.confidence >= 0.5]
    came = {(w.text, w.box) for w in more} & set(spots) - {(w.text, w.box) for w in kept}
    assert not any(x0 < c and a < x1 and y0 < d and b < y1 for _, (x0, y0, x1, y1) in came for a, b, c, d in firm)
