"""What kind of paper it is, by the first heading that says so, and between agreements by who signs and what for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from veedor.countries.base import Country
from veedor.extraction.view import View

_LETTER_HEAD = 1200
"""How far down the number of a letter can stand."""
_HEAD = 6000
"""In how many characters from the beginning a heading is looked for."""

_NAME = 40
"""How far behind `universidad` words may still be its name (`Universidad Minera de …`), in characters."""

_NEAR_THE_TOP = 2500
"""Further down, a heading without a number may be one of many in a paper of another kind."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of document (`veedor.extraction.fields.DOC_TYPES`) and the words that say it."""

    name: str
    start: int
    end: int
    sure: float


def find_kind(view: View, country: Country) -> Kind:
    """The kind of the paper in `view`; `other`, with little trust, where no heading says it."""
    text, lexicon = view.text, country.lexicon
    limit = min(len(text), _HEAD)
    news = _news(view, country, limit)
    if news is not None:
        return news
    best = _heading(view, country, limit)
    letter = _letter(view, country, limit, best)
    if letter:
        return letter
    if best is not None and best.name == "law" and not _opens(view, best):
        best = None
    if best is None:
        best = _opening(view, country, limit) or _speaks_of_itself(view, country, limit)
    if best is None:
        head = letter_head(view, country)
        if head is not None:
            return Kind("other", head.start(), head.end(), 0.7)
        first = view.lines[0] if view.lines else None
        return Kind("other", first.start, first.end, 0.4) if first else Kind("other", 0, min(limit, 80), 0.2)
    if best.name == "agreement" and view.at_line_start(best.start):
        return _which_agreement(view, country, best)
    opening = lexicon.first("party.opening", text, best.end, best.start + _TITLE)
    title_end = opening.start() if opening else best.start + _TITLE
    if best.name == "contract" and lexicon.has("kind.police_service", text, best.start, title_end):
        police = _which_agreement(view, country, best)
        return police if police.name == "agreement" else best
    if best.name == "law" and country.norm_kind(text[best.start : best.end]) is None:
        return Kind("law", best.start, best.end, 0.9)
    return best


_TITLE = 350
"""How long a title can be."""
_GAZETTE = 700
"""How far above its own number the gazette prints what a norm does."""


def _heading(view: View, country: Country, limit: int) -> Kind | None:
    """The first heading; of a norm that says above its number what it does, the line with the number."""
    text, lexicon = view.text, country.lexicon
    best: Kind | None = None
    for name in lexicon.names("heading"):
        own: Kind | None = None
        for match in lexicon.find(f"heading.{name}", text, 0, limit):
            if own is not None and match.start() > own.start + _GAZETTE:
                break
            if not _is_heading(view, country, match.start(), match.end()):
                continue
            numbered = lexicon.pattern("kind.numbered").match(text, match.end(), match.end() + 12) is not None
            sure = 0.97 if numbered else 0.9 if match.start() < _NEAR_THE_TOP else 0.6
            if own is None or numbered:
                own = Kind(name, match.start(), match.end(), sure)
            if numbered or country.norm_kind(match.group()) is None:
                break
        if own is not None and (best is None or (own.start, -own.end) < (best.start, -best.end)):
            best = own
    return best


def _news(view: View, country: Country, limit: int) -> Kind | None:
    """A newspaper's head in the first lines of a text in which nobody agrees on anything and nobody is addressed."""
    lexicon, text = country.lexicon, view.text
    if lexicon.has("party.opening", text, 0, limit) or letter_head(view, country):
        return None
    for line in view.lines[:_NEWS_LINES]:
        match = lexicon.first("kind.news", text, line.start, line.end)
        if match and line.end - line.start < 100 and line.apart:
            return Kind("other", line.start, line.end, 0.85)
    return None


_NEWS_LINES = 5
_SPOKEN = 0.6
"""How sure a kind is that only the running text tells."""


def _speaks_of_itself(view: View, country: Country, limit: int) -> Kind | None:
    """A deed without a title that says `el presente convenio` more than once."""
    if letter_head(view, country):
        return None
    own = country.lexicon.find("instrument.own", view.text, 0, limit)
    for name in ("amendment", "agreement"):
        found = [m for m in own if country.lexicon.has(f"instrument.{name}", m.group())]
        if len(found) > 1:
            own_kind = Kind(name, found[0].start(), found[0].end(), _SPOKEN)
            return _which_agreement(view, country, own_kind, whole=True) if name == "agreement" else own_kind
    return None


def _is_heading(view: View, country: Country, start: int, end: int) -> bool:
    """At the beginning of a line, and in capitals, numbered, or on a short line of its own."""
    if not view.at_line_start(start):
        return False
    line = view.lines[view.line_index(start)]
    words = view.cased[start:end]
    letters = [c for c in view.cased[start : line.end] if c.isalpha()]
    shouted = bool(letters) and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    numbered = country.lexicon.pattern("kind.number_beside").match(view.text, end, end + 14) is not None
    short = line.end - line.start < 90 and words[0].isupper()
    lone = line.end - line.start < end - start + 25
    return shouted or (numbered and words[0].isupper()) or (short and line.apart) or (lone and words[0].isupper())


def _opens(view: View, found: Kind) -> bool:
    """A law begins its paper; words of that name at the beginning of a later line are a citation."""
    line = view.lines[view.line_index(found.start)]
    return line.apart and (found.start < 1500 or view.cased[found.start : found.end].isupper())


def letter_head(view: View, country: Country) -> re.Match[str] | None:
    """`CARTA N° …`, `Oficio N° …` at the beginning of one of the first lines."""
    for match in country.lexicon.find("letter.any", view.text, 0, _LETTER_HEAD):
        if view.at_line_start(match.start()) and view.cased[match.start()].isupper():
            return match
    return None


def _letter(view: View, country: Country, limit: int, best: Kind | None) -> Kind | None:
    """A request or an answer under access law: letters say it in their text, not in a heading."""
    head = letter_head(view, country)
    first = head is not None and (best is None or head.start() < best.start)
    weak = best is None or best.name in {"foi_request", "foi_response", "other", "court_ruling"}
    weak = weak or (best is not None and best.name == "law" and not _opens(view, best))
    if not weak and not (first and country.lexicon.has("letter.salutation", view.text, 0, limit)):
        return None
    response = country.lexicon.first("letter.response", view.text, 0, limit)
    request = country.lexicon.first("letter.request", view.text, 0, limit)
    if head is None and not country.lexicon.has("letter.salutation", view.text, 0, _LETTER_HEAD):
        asks = country.lexicon.first("letter.asks", view.text, 0, limit)
        request = request if asks else None
    if best is not None and best.name == "foi_request" and not (first and response):
        return best
    if not country.lexicon.has("letter.access", view.text, 0, limit):
        return Kind("other", head.start(), head.end(), 0.7) if head and first and best is not None else None
    asks = country.lexicon.first("letter.asks", view.text, 0, limit)
    if head and response and (asks is None or response.start() < asks.start()):
        return Kind("foi_response", response.start(), response.end(), 0.88)
    if request and (response is None or request.start() < response.start() or head is None):
        return Kind("foi_request", request.start(), request.end(), 0.8)
    if head and response:
        return Kind("foi_response", response.start(), response.end(), 0.8)
    return None


def _opening(view: View, country: Country, limit: int) -> Kind | None:
    """`Conste por el presente documento, el convenio que celebran …`: a deed without a title."""
    opening = country.lexicon.first("party.opening", view.text, 0, limit)
    if opening is None:
        return None
    stop = min(limit, opening.end() + 220)
    found = []
    for name, words in (
        ("amendment", "instrument.amendment"),
        ("agreement", "instrument.agreement"),
        ("contract", "instrument.contract"),
    ):
        match = country.lexicon.first(words, view.text, opening.start(), stop)
        if match:
            found.append(Kind(name, match.start(), match.end(), 0.8))
    best = min(found, key=lambda kind: kind.start, default=None)
    return _which_agreement(view, country, best, whole=True) if best and best.name == "agreement" else best


def _which_agreement(view: View, country: Country, found: Kind, *, whole: bool = False) -> Kind:
    """`agreement` where the police or its ministry and an extractive company stand in the head, else another's.

    The head begins with the words that say the kind, or with the paper (`whole`) where it has no title.
    """
    start, stop = 0 if whole else found.start, min(len(view.text), found.start + 4500)
    lexicon, text = country.lexicon, view.text
    police = lexicon.has("sides.police", text, start, stop)
    extractive = lexicon.find("sides.extractive", text, start, stop)
    opening = lexicon.first("party.opening", text, found.end, found.start + _TITLE)
    title = (found.start, opening.start() if opening else min(stop, found.start + _TITLE))
    names = (start, start + 500)
    other = lexicon.has("sides.not_extractive", text, *names)
    if lexicon.has("sides.not_extractive", text, *title):
        names = title
    others = [m.end() for m in lexicon.find("sides.not_extractive", text, *names)]
    parted = lexicon.pattern("kind.parted")
    named = [
        m
        for m in lexicon.find("sides.extractive", text, *names)
        if not any(0 < m.start() - at < _NAME and not parted.search(text, at, m.start()) for at in others)
    ]
    if police and extractive and (not other or named):
        return Kind("agreement", found.start, found.end, found.sure if len(extractive) > 1 else 0.75)
    return Kind("other_agreement", found.start, found.end, 0.85 if police else 0.75)
