"""The passages that match, by the search that the database brings: FTS5 in SQLite, tsvector in PostgreSQL.

Both look for the same keys (`extraction.passages`), so that both find the same. What is found is not ranked: counting
how rare each word is costs a hundred times what finding the passages does (`benchmarks/search`), and would put short
scraps before the sentences that people look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from django.db import connections
from django.db.models import QuerySet

from veedor import countries
from veedor.extraction.passages import keys_of
from veedor.register.models import Passage
from veedor.register.search.language import Query, Term
from veedor.values.folding import fold

CLAUSE = "c_"
"""What stands before the keys of a passage's clause, so that they are told from those of its words."""

DOCUMENT = "d_"
"""What stands before the number of a passage's document, as a key of its own."""
MOST_DOCUMENTS = 400
"""Documents that the index is asked for by name; of more, each passage found is looked at."""


def matching(
    passages: QuerySet[Passage, Passage], query: Query, documents: AbstractSet[int] | None = None
) -> QuerySet[Passage, Passage]:
    """Of these passages those with the words, without the excluded ones, in the clause; all where none are asked.

    `documents` are those of which passages are wanted, if not of all.
    """
    if documents is not None:
        passages = passages.filter(document__in=documents)
    if not query.asks_words:
        return passages
    wanted = [*query.terms, *(Term((key,)) for key in clause_keys(query.clause))]
    if not wanted:
        return passages.none()
    among = sorted(documents) if documents is not None and len(documents) <= MOST_DOCUMENTS else []
    if connections[passages.db].vendor == "postgresql":
        return passages.extra(
            where=["register_passage.keys @@ %s::tsquery"], params=[_tsquery(wanted, query.excluded, among)]
        )
    return passages.extra(
        tables=["register_passage_words"],
        where=["register_passage_words.rowid = register_passage.id", "register_passage_words MATCH %s"],
        params=[_match(wanted, query.excluded, among)],
    )


def _match(wanted: Iterable[Term], excluded: Iterable[Term], documents: Iterable[int] = ()) -> str:
    """In the language of FTS5. Keys hold letters, digits and `_` alone, so that no quoting can be broken."""
    every = " AND ".join(f'"{" ".join(term.keys)}"' for term in wanted)
    if among := " OR ".join(f'"{DOCUMENT}{number}"' for number in documents):
        every = f"{every} AND ({among})"
    none = " OR ".join(f'"{" ".join(term.keys)}"' for term in excluded)
    return f"({every}) NOT ({none})" if none else every


def _tsquery(wanted: Iterable[Term], excluded: Iterable[Term], documents: Iterable[int] = ()) -> str:
    """In the language of PostgreSQL."""
    every = [f"({' <-> '.join(map(_lexeme, term.keys))})" for term in wanted]
    if among := " | ".join(_lexeme(f"{DOCUMENT}{number}") for number in documents):
        every.append(f"({among})")
    return " & ".join([*every, *(f"!({' <-> '.join(map(_lexeme, term.keys))})" for term in excluded)])


def _lexeme(key: str) -> str:
    return f"'{key}'"


def clause_keys(text: str) -> tuple[str, ...]:
    """The keys by which a clause is found: `QUINTA`, `5`, `5.2`, words of its heading.

    An ordinal is its number too, and `5.2` is one key.
    """
    country = countries.get()
    found: dict[str, None] = {}
    text = re.sub(r"(?i)\b(cl[aá]usula|clause|art[ií]culo)s?\b", " ", text)
    for number in re.findall(r"\d+(?:\.\d+)+", text):
        found[CLAUSE + number.replace(".", "_")] = None
    rest = re.sub(r"\d+(?:\.\d+)+", " ", text)
    ordinal = country.ordinal(fold(re.sub(r"[^\w\s]", " ", rest)))
    words = (str(ordinal),) if ordinal else keys_of(rest, country)
    for key in words:
        if key not in country.empty_words:
            found[CLAUSE + key] = None
    return tuple(found)
