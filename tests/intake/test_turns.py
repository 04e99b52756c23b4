"""Whose page is read next."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.documents import HEAD
from veedor.intake.turns import TURN, Sheaf, Turns


def _read_all(sizes: list[int], slots: int, most: int, chance: random.Random | None = None) -> list[tuple[int, int]]:
    """Work through documents of those sizes; slots end their pages in a random order, or in that
    in which they began them. Gives the pages as they were handed out.
    """
    turns: Turns[Sheaf] = Turns(most)
    sheaves = [Sheaf() for _ in sizes]
    for sheaf in sheaves:
        turns.add(sheaf)
    busy: dict[int, tuple[Sheaf, int]] = {}
    handed: list[tuple[int, int]] = []
    while turns or busy:
        for slot in range(slots):
            if slot not in busy and (given := turns.next(slot)) is not None:
                busy[slot] = given
                if given[1] != HEAD:
                    handed.append((sheaves.index(given[0]), given[1]))
        free = slots - len(busy)
        known = sum(len(s.waiting) for s in turns if s.begun or s.short)
        assert not free or not known, "a slot is idle while pages wait"
        assert sum(s.begun and not s.short for s in turns) <= most, "too many documents are begun"
        slot = chance.choice(sorted(busy)) if chance else next(iter(busy))
        sheaf, number = busy.pop(slot)
        sheaf.out -= 1
        if number == HEAD:
            sheaf.open(range(1, sizes[sheaves.index(sheaf)] + 1))
        if sheaf.done:
            turns.drop(sheaf)
    return handed


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=12),
    st.integers(1, 5),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
def test_every_page_is_handed_out_once_and_nobody_idles(
    sizes: list[int], slots: int, most: int, chance: random.Random
) -> None:
    """Whatever the documents, the slots and the order in which they answer."""
    handed = _read_all(sizes, slots, most, chance)
    assert sorted(handed) == [(at, page) for at, size in enumerate(sizes) for page in range(1, size + 1)]


@pytest.mark.parametrize("slots", [1, 2, 4])
@pytest.mark.parametrize("small", [1, 3, 10])
def test_small_documents_are_not_stuck_behind_a_long_one(slots: int, small: int) -> None:
    """The last page of the last of them comes long before the thousandth of the long one."""
    handed = _read_all([1000] + [TURN] * small, slots, 4)
    last = max(at for at, (document, _) in enumerate(handed) if document)
    assert last <= (small + slots) * TURN * 2


def test_small_documents_pass_by_long_ones_that_wait() -> None:
    """More long documents than may be begun: those behind them are read nevertheless."""
    handed = _read_all([100] * 6 + [3, 3], 2, 2)
    begun = list(dict.fromkeys(document for document, _ in handed))
    assert set(begun[:4]) == {0, 1, 6, 7}


def test_a_slot_stays_with_a_document_for_a_turn() -> None:
    """A file is not opened anew for each page."""
    handed = _read_all([30, 30], 1, 4)
    changes = sum(a[0] != b[0] for a, b in pairwise(handed))
    assert changes <= 2 * 30 / TURN + 1
