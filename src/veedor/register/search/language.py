"""What somebody typed into the search box, understood.

    fuerza armas            both words stand in the paragraph, in any of their forms
    "uso de la fuerza"      these words in this order and form; accents and capitals never count
    -militar                paragraphs without the word
    empresa:muestra         papers of agreements with that party; with quotation marks for several words
    lugar:cusco  año:2015  año:2010-2015  estado:vigente  cláusula:pago

Nothing that is typed is an error: what cannot be understood is told (`Query.problems`) and the rest is searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from veedor import countries
from veedor.countries.base import Country
from veedor.extraction.passages import bare_word, keys_of, words_of
from veedor.values.folding import fold

LONGEST = 300
"""Characters of a search that are looked at."""
MOST_WORDS = 16
"""Words of a search that are looked for."""

FILTERS = {
    "empresa": "company", "compania": "company", "company": "company", "ruc": "company",
    "lugar": "place", "distrito": "place", "provincia": "place", "region": "place", "place": "place",
    "ano": "year", "anio": "year", "year": "year",
    "estado": "status", "status": "status",
    "clausula": "clause", "clause": "clause",
}  # fmt: skip
"""What a filter is called in either language (folded), and which it is."""

STATUSES = {
    "vigente": "in_force", "vigentes": "in_force", "in_force": "in_force", "inforce": "in_force",
    "presunto": "presumed", "presumido": "presumed", "presumed": "presumed",
    "vencido": "not_in_force", "terminado": "not_in_force", "no_vigente": "not_in_force", "ended": "not_in_force",
    "not_in_force": "not_in_force",
    "desconocido": "unknown", "unknown": "unknown",
}  # fmt: skip
"""What a status is called (folded, `_` for spaces and hyphens), and which it is."""

_PIECE = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:(?P<name>[^\W\d_]+):(?=\S))?(?:"(?P<quoted>[^"]*)(?P<closed>"?)|(?P<bare>[^\s"]+))'
)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟″", '"') | dict.fromkeys("‐‑‒–—−", "-"))
_YEARS = re.compile(r"(\d{4})(?:(?:-|\.\.)(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand beside each other: one word, or a phrase. `exact` are its folded words if they were quoted."""

    keys: tuple[str, ...]
    exact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not understood: a code for the words, and what it is about."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A search, understood. Empty strings and Nones ask for nothing."""

    typed: str = ""
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    company: str = ""
    place: str = ""
    years: tuple[int, int] | None = None
    status: str = ""
    clause: str = ""
    problems: tuple[Problem, ...] = field(default=())

    @property
    def asks_words(self) -> bool:
        """Whether passages can be looked for: a word, or a clause."""
        return bool(self.terms or self.clause)

    @property
    def asks_papers(self) -> bool:
        """Whether only some papers count."""
        return bool(self.company or self.place or self.years or self.status)

    @property
    def asks(self) -> bool:
        """Whether it asks for anything at all."""
        return self.asks_words or self.asks_papers


def understand(typed: str, filters: Mapping[str, str] | None = None) -> Query:
    """The search that somebody typed, with what was chosen beside it (`company`, `place`, `year`, `status`, `clause`).

    What is chosen beside the box counts where the box does not say otherwise.
    """
    country = countries.get()
    problems: list[Problem] = []
    typed = " ".join(typed.replace("\x00", " ").split())
    if len(typed) > LONGEST:
        typed = typed[:LONGEST]
        problems.append(Problem("too_long", str(LONGEST)))
    chosen = {name: " ".join(value.replace("\x00", " ").split())[:100] for name, value in (filters or {}).items()}
    terms: list[Term] = []
    excluded: list[Term] = []
    passed_over: list[Term] = []
    for piece in _pieces(typed, problems):
        kind = FILTERS.get(fold(piece.name)) if piece.name else None
        if kind:
            chosen[kind] = piece.text
            continue
        if piece.name:
            problems.append(Problem("unknown_filter", piece.name))
        made = _terms(piece, country)
        if piece.excluded:
            excluded += made
        elif not piece.quoted and all(word in country.empty_words for word in _folded(piece.text)):
            passed_over += made
        else:
            terms += made
    terms = terms or ([] if any(chosen.values()) else passed_over)
    kept, left = _bounded(terms, excluded)
    if left:
        problems.append(Problem("too_many_words", str(MOST_WORDS)))
    if not kept[0] and kept[1] and not chosen.get("clause"):
        problems.append(Problem("only_excluded"))
    query = Query(
        typed, *kept, company=chosen.get("company", ""), place=chosen.get("place", ""), clause=chosen.get("clause", "")
    )
    return _chosen(replace(query, problems=tuple(problems)), chosen)


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    name: str
    quoted: bool
    excluded: bool


def _pieces(typed: str, problems: list[Problem]) -> Iterator[_Piece]:
    for match in _PIECE.finditer(typed.translate(_QUOTES)):
        quoted = match["quoted"] is not None
        if quoted and not match["closed"]:
            problems.append(Problem("open_quote"))
        text = match["quoted"] if quoted else match["bare"]
        yield _Piece(text, match["name"] or "", quoted, match["minus"] is not None)


def _terms(piece: _Piece, country: Country) -> list[Term]:
    """A phrase is one term, and so is `S.A.C.`: its letters stand beside each other."""
    keys = keys_of(piece.text, country)
    if not keys:
        return []
    return [Term(keys, tuple(_folded(piece.text)) if piece.quoted else ())]


def _folded(text: str) -> list[str]:
    return [bare_word(text[word.start : word.end]) for word in words_of(text, countries.get())]


def _bounded(terms: list[Term], excluded: list[Term]) -> tuple[tuple[tuple[Term, ...], tuple[Term, ...]], bool]:
    """As many terms as may be looked for, and whether some are left over."""
    room, left = MOST_WORDS, False
    kept: tuple[list[Term], list[Term]] = ([], [])
    for several, into in zip((terms, excluded), kept, strict=True):
        for term in dict.fromkeys(several):
            if len(term.keys) <= room:
                into.append(term)
                room -= len(term.keys)
            else:
                left = True
    return (tuple(kept[0]), tuple(kept[1])), left


def _chosen(query: Query, chosen: Mapping[str, str]) -> Query:
    """The query with year and status, or with what is wrong with them."""
    problems = list(query.problems)
    years, status = None, ""
    if said := chosen.get("year", "").strip():
        match = _YEARS.fullmatch(said.replace(" ", ""))
        if match:
            first, last = int(match[1]), int(match[2] or match[1])
            years = (min(first, last), max(first, last))
        else:
            problems.append(Problem("no_year", said))
    if said := chosen.get("status", "").strip():
        status = STATUSES.get(re.sub(r"[\s-]+", "_", fold(said)), "")
        if not status:
            problems.append(Problem("no_status", said))
    return replace(query, years=years, status=status, problems=tuple(problems))
