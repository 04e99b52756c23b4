"""What people type into the search box: understood, bounded, and never refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.register.search.engine import _match, _tsquery, clause_keys
from veedor.register.search.language import MOST_WORDS, Query, Term, understand


def typed(text: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    query = understand(text)
    return [term.keys for term in query.terms], [term.keys for term in query.excluded]


@pytest.mark.parametrize(
    ("text", "wanted", "excluded"),
    [
        ("convenios policiales", [("conveni",), ("policial",)], []),
        ("CONVENIO  convenio", [("conveni",)], []),
        ("uso de la fuerza", [("uso",), ("fuerz",)], []),
        ('"uso de la fuerza"', [("uso", "de", "la", "fuerz")], []),
        ("“uso de la fuerza”", [("uso", "de", "la", "fuerz")], []),
        ("armas -militar", [("arma",)], [("milit",)]),
        ('armas -"fuerza pública"', [("arma",)], [("fuerz", "public")]),
        ("S.A.C.", [("s", "a", "c")], []),
        ("de la", [("de",), ("la",)], []),
        ("D.S. N° 012-2017-IN", [("d", "s"), ("n",), ("012", "2017", "in")], []),
        ("a - b", [("b",)], []),
        ("*** ( ) ;", [], []),
        ("", [], []),
    ],
)
def test_words(text: str, wanted: list[tuple[str, ...]], excluded: list[tuple[str, ...]]) -> None:
    """Each of what is typed becomes these keys."""
    assert typed(text) == (wanted, excluded)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("empresa:muestra", "company", "muestra"),
        ('compañía:"Minera Cerro"', "company", "Minera Cerro"),
        ("lugar:cusco", "place", "cusco"),
        ("PROVINCIA:Espinar", "place", "Espinar"),
        ("año:2015", "years", (2015, 2015)),
        ("year:2015..2010", "years", (2010, 2015)),
        ("estado:vigente", "status", "in_force"),
        ('estado:"no vigente"', "status", "not_in_force"),
        ("status:unknown", "status", "unknown"),
        ("cláusula:pago", "clause", "pago"),
    ],
)
def test_filters_in_either_language(text: str, name: str, value: object) -> None:
    """A filter is no word to look for."""
    query = understand(text)
    assert getattr(query, name) == value
    assert not query.terms
    assert not query.problems


@pytest.mark.parametrize(
    ("text", "code", "about"),
    [
        ('"uso de', "open_quote", ""),
        ("-armas", "only_excluded", ""),
        ("año:ayer", "no_year", "ayer"),
        ("estado:raro", "no_status", "raro"),
        ("autor:ana", "unknown_filter", "autor"),
        ("x" * 400, "too_long", "300"),
        (" ".join(f"w{n}" for n in range(40)), "too_many_words", "16"),
    ],
)
def test_what_is_not_understood_is_told(text: str, code: str, about: str) -> None:
    """With what it is about; the rest is searched."""
    assert [(p.code, p.about) for p in understand(text).problems] == [(code, about)]


def test_an_unclosed_quotation_is_a_phrase() -> None:
    """It ends where the search ends."""
    assert typed('"uso de la') == ([("uso", "de", "la")], [])


def test_the_box_counts_before_what_is_chosen_beside_it() -> None:
    """A saved address with both says one thing."""
    query = understand("año:2015 fuerza", {"year": "2010", "company": "Muestra", "status": ""})
    assert (query.years, query.company, query.status) == ((2015, 2015), "Muestra", "")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("QUINTA", ("c_5",)),
        ("cláusula quinta", ("c_5",)),
        ("DÉCIMO PRIMERA", ("c_11",)),
        ("5", ("c_5",)),
        ("5.2", ("c_5_2",)),
        ("DEL PAGO Y LOS COSTOS", ("c_pag", "c_cost")),
        ("cláusula", ()),
    ],
)
def test_a_clause_is_found_by_number_and_by_heading(text: str, keys: tuple[str, ...]) -> None:
    """An ordinal is its number."""
    assert clause_keys(text) == keys


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_anything_typed_is_a_search(text: str) -> None:
    """No text breaks it, none asks for more words than are allowed, and keys hold nothing that could end a quoting."""
    query = understand(text, {"company": text, "year": text, "status": text, "clause": text})
    terms = [*query.terms, *query.excluded]
    assert sum(len(term.keys) for term in terms) <= MOST_WORDS
    assert all(key.isalnum() for term in terms for key in term.keys)
    assert all(key.replace("_", "").isalnum() for key in clause_keys(query.clause))


def test_both_databases_are_asked_the_same() -> None:
    """Phrases as phrases, exclusions as exclusions."""
    wanted, excluded = [Term(("uso",)), Term(("fuerz", "public"))], [Term(("arma",))]
    assert _match(wanted, excluded) == '("uso" AND "fuerz public") NOT ("arma")'
    assert _tsquery(wanted, excluded) == "('uso') & ('fuerz' <-> 'public') & !('arma')"
    assert _match(wanted[:1], [], [3, 5]) == '"uso" AND ("d_3" OR "d_5")'
    assert _tsquery(wanted[:1], [], [3, 5]) == "('uso') & ('d_3' | 'd_5')"
    assert isinstance(understand("x"), Query)
