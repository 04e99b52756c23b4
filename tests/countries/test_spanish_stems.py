"""Forms of Spanish words: one key for all of them, whatever accents somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.countries.spanish.stems import EMPTY, word_key
from veedor.values.folding import fold

TABLE = Path(__file__).with_name("word_forms.txt")


def rows() -> Iterator[tuple[str, list[str], list[str]]]:
    """The table: what is typed, what it has to find, what it must not."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            typed, _, rest = line.partition(": ")
            found, _, other = rest.partition("|")
            yield typed, found.split(), other.split()


def key(word: str) -> str:
    return word_key(fold(word))


def test_the_table_is_large_enough_to_say_something() -> None:
    """150 queries at least, none twice."""
    typed = [one for one, _, _ in rows()]
    assert len(typed) == len(set(typed)) >= 150


def test_a_word_finds_its_forms() -> None:
    """97 of a hundred forms at least; those that are missing are named."""
    pairs = [(typed, form) for typed, forms, _ in rows() for form in forms]
    missing = [f"{typed}: {form}" for typed, form in pairs if key(typed) != key(form)]
    assert 1 - len(missing) / len(pairs) >= 0.97, missing


def test_a_word_finds_hardly_any_other() -> None:
    """At most 8 of a hundred words that look alike and are others are taken for forms."""
    pairs = [(typed, form) for typed, _, others in rows() for form in others]
    wrong = [f"{typed}: {form}" for typed, form in pairs if key(typed) == key(form)]
    assert len(wrong) / len(pairs) <= 0.08, wrong


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("seguro", "seguridad"),
        ("plazo", "plaza"),
        ("comisión", "comisaría"),
        ("policía", "póliza"),
        ("público", "publicación"),
        ("impuesto", "disponer"),
        ("retira", "reír"),
        ("mes", "mesa"),
        ("acuerdo", "acuerda"),
    ],
)
def test_words_of_the_law_are_not_mixed_up(one: str, other: str) -> None:
    """Each pair is two things in a contract."""
    assert key(one) != key(other)


@pytest.mark.parametrize("number", ["012", "2017", "1", "4to", "n", "sac"])
def test_numbers_and_short_words_are_their_own_key(number: str) -> None:
    """Nobody wants 2017 for 201."""
    assert word_key(number) == number


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéíóúñü", min_size=1, max_size=80))
@settings(max_examples=200, deadline=None)
def test_accents_and_capitals_never_count(word: str) -> None:
    """Typed without accents, in capitals or not, a word has the key of the word with them; it is never empty."""
    assert key(word) == key(fold(word)) == key(word.upper())
    assert key(word)


def test_empty_words_are_folded() -> None:
    """The list is compared with folded words."""
    assert {fold(word) for word in EMPTY} == EMPTY
