"""`doc_type`, `number` and `title`: what the head of a paper says of itself, and titles of agreements spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.extraction import numbers
from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.kind import letter_head
from veedor.extraction.registry import rule

_NORMS = {"ministerial_resolution", "supreme_decree", "urgency_decree", "directorial_resolution", "law"}


@rule("heads.doc_type/1")
def doc_type(document: Document) -> Iterator[Finding]:
    """The first heading at the beginning of a line (`instruments.toml`), with its number in the quote."""
    kind = document.kind
    number = document.lexicon.pattern("heads.number").match(document.text, kind.end)
    end = number.end() if number and document.view.at_line_start(kind.start) else kind.end
    if document.text[kind.start : end].strip():
        yield document.finding("doc_type", kind.name, kind.start, end, sure=kind.sure)


@rule("heads.number/1")
def number(document: Document) -> Iterator[Finding]:
    """The number behind the heading; of headings repeated on every page, the one read most often."""
    kind = document.kind
    if kind.name.startswith("foi") or kind.name in {"other", "court_ruling"}:
        yield from _of_letter(document)
        return
    found = document.own_number
    if found is None:
        yield from _lost(document, numbers.head_of(document))
        return
    checks = (*(("repeated:ok",) if found.repeated else ()), *(("repaired:ok",) if found.mended else ()))
    sure = 0.8 if found.mended else 0.95
    yield document.finding("number", found.printed, found.begin, found.end, sure=sure, checks=checks)


def _of_letter(document: Document) -> Iterator[Finding]:
    """`CARTA N° 0012-2024-IN/OACGD` at the head of a letter."""
    head = letter_head(document.view, document.country)
    sign = document.lexicon.pattern("heads.number_word").search(head.group()) if head else None
    match = (
        document.lexicon.pattern("heads.number").match(document.text, head.start() + sign.start())
        if head and sign
        else None
    )
    if head and match and ("-" in match["n"] or "/" in match["n"]):
        end = numbers.end_of(document, match)
        yield document.finding(
            "number", numbers.tidy(document.printed(match.start("n"), end)), head.start(), end, sure=0.9
        )


def _lost(document: Document, head: str) -> Iterator[Finding]:
    """`N° -2025-GRLL-CR`: the serial was stamped or written by hand and not read; the rest is still a help."""
    at = document.kind.start
    match = document.lexicon.pattern("heads.lost").match(document.text, at + len(head))
    if match:
        yield document.finding("number", document.printed(*match.span("n")), match.start("n"), match.end("n"), sure=0.4)


@rule("heads.title/1")
def title(document: Document) -> Iterator[Finding]:
    """The title of an agreement: its heading and the lines in capitals below, up to the text."""
    kind = document.kind
    if not document.is_agreement and kind.name not in {"contract", "consortium_contract"}:
        yield from _annexed_title(document)
        head = document.cased[kind.start : kind.end]
        if kind.name.startswith("foi") and head.isupper() and document.view.at_line_start(kind.start):
            span = _title_span(document, kind.start, stop_at_body=True)
            end = min(span[1], document.view.paragraph(kind.start)[1]) if span else kind.end
            yield document.finding("title", document.printed(kind.start, end), kind.start, end, sure=0.85)
        return
    if not document.view.at_line_start(kind.start):
        return
    span = _title_span(document, _title_start(document), stop_at_body=True)
    if span and span[1] - span[0] > 15:
        yield document.finding("title", document.printed(*span), *span, sure=0.9)


def _title_start(document: Document) -> int:
    """Behind the line that only gives the number, where another heading in capitals follows it."""
    start = document.kind.start
    number = document.lexicon.pattern("heads.number").match(document.text, document.kind.end)
    line = document.view.lines[document.view.line_index(start)]
    alone = (number is not None and number.end() + 30 > line.end) or line.end - line.start < 14
    if not alone:
        return start
    for name in ("heading.amendment", "heading.agreement"):
        for match in document.lexicon.find(name, document.text, line.end, line.end + 200):
            if document.view.at_line_start(match.start()) and document.cased[match.start() : match.end()].isupper():
                return match.start()
    return start


def _annexed_title(document: Document) -> Iterator[Finding]:
    """The title of an agreement printed in capitals inside another paper (annexed, or spoken of)."""
    seen = 0
    for match in document.lexicon.find("heading.agreement", document.text, document.kind.end):
        words = document.cased[match.start() : match.end()]
        if not words.isupper():
            continue
        span = _title_span(document, match.start(), stop_at_body=document.view.at_line_start(match.start()))
        if span is None or span[1] - span[0] < 30:
            continue
        printed = document.printed(*span)
        yield document.finding("title", printed, *span, sure=0.75, about=printed[:120])
        seen += 1
        if seen >= 1:
            return


def _title_span(document: Document, start: int, *, stop_at_body: bool) -> tuple[int, int] | None:
    """From `start` over words in capitals; an agreement's own title may also be one short paragraph in mixed case."""
    cased = document.cased
    end = start
    lowers = 0
    for word in re.finditer(r"\S+", cased[start : start + 900]):
        token = word.group()
        letters = [c for c in token if c.isalpha()]
        if letters and not "".join(letters).isupper():
            lowers += 1
            if cased[start : start + 6].isupper() or lowers > 45:
                break
        begin = start + word.start()
        if begin > start and document.lexicon.pattern("heads.title_stops").match(document.text, begin):
            break
        if begin > start + 20 and document.lexicon.pattern("heads.own_number").match(document.text, begin):
            break
        line = document.view.lines[document.view.line_index(begin)]
        if begin > start + 10 and begin == line.start:
            number = document.lexicon.pattern("heads.beside").match(document.text, begin, line.end)
            if number and numbers.is_code(number["n"]):
                break
        if not cased[start : start + 6].isupper() and line.apart and line.start > start:
            break
        end = start + word.end()
    if not stop_at_body:
        closer = re.search(r"[(\";]", document.text[start:end])
        end = start + closer.start() if closer else end
    while end > start and cased[end - 1] in ' ,.;:-*#"(':
        end -= 1
    if document.lexicon.pattern("parties.clean").search(cased[start:end]) and cased[end : end + 1] == ".":
        end += 1
    return (start, end) if end > start else None


@rule("heads.norm_title/1")
def norm_title(document: Document) -> Iterator[Finding]:
    """The line that the gazette prints above a norm: what it does (`Crean el Frente Policial …`)."""
    kind = document.kind
    if kind.name not in _NORMS:
        return
    above = document.view.lines[document.view.line_index(kind.start)].start
    lines = [line for line in document.view.lines_between(max(0, above - _GAZETTE), above) if line.end > line.start + 1]
    begins = [line for line in lines[-5:] if line.apart or document.text[line.start] == "#"]
    if not begins:
        return
    start, end = begins[-1].start, lines[-1].end
    while start < end and not document.text[start].isalpha():
        start += 1
    words = document.cased[start:end].strip()
    if (
        len(words) > 20
        and words[:1].isupper()
        and (not words.isupper() or document.has("heads.says_what", start, end))
        and not re.search(r"[a-z]{4}\.$", words)
        and "://" not in words
        and "github:" not in words
    ):
        yield document.finding("title", document.printed(start, end), start, end, sure=0.8)


_GAZETTE = 700


@rule("heads.headline/1")
def headline(document: Document) -> Iterator[Finding]:
    """What a newspaper prints over a report: the first paragraph that is neither its own name, a date nor a byline."""
    kind = document.kind
    if kind.name != "other" or not document.has("kind.news", kind.start, kind.end):
        return
    at = 0
    for _ in range(_FIRST):
        start, end = document.view.paragraph(at)
        words = document.cased[start:end].strip(" #*")
        head = start <= kind.start < end
        if not head and not document.within(document.dates, start, end) and _is_headline(document, words):
            start = document.cased.index(words, start)
            yield document.finding(
                "title", document.printed(start, start + len(words)), start, start + len(words), sure=0.8
            )
            return
        if end <= at or len(words) > _LONGEST:
            return
        at = end


_FIRST = 6
"""In how many paragraphs from the top a headline is looked for."""
_LONGEST = 220
"""How long a headline can be."""


def _is_headline(document: Document, words: str) -> bool:
    if not 15 <= len(words) <= _LONGEST or words.endswith((".", ":")) or not words[0].isalnum():
        return False
    folded = words.lower()
    return not document.lexicon.pattern("heads.byline").match(folded) and not document.lexicon.has("kind.news", folded)


_REGION = 40
"""How long the name of a region is at most over which a number goes on, in characters."""


@rule("heads.numbers_told/1")
def numbers_told(document: Document) -> Iterator[Finding]:
    """Numbers of agreements and contracts that another paper speaks of, with their year: `Contrato N° 98-2024-GRA`."""
    if document.is_agreement or document.kind.name.endswith("contract"):
        return
    seen: set[str] = set()
    for mention in document.mentions:
        start, end = document.sentence(mention.start)
        dated = document.within(document.dates, max(start, mention.start - 330), min(end, mention.end + 40))
        if not dated or not document.has("date.signing_verb", max(start, mention.start - 160), mention.start):
            continue
        if (
            mention.kind not in {"agreement", "contract"}
            or not mention.numbered
            or not re.search(r"-(?:19|20)\d\d", mention.label)
        ):
            continue
        region = document.lexicon.pattern("heads.regional").search(document.text, mention.start, mention.end + _REGION)
        end = region.end() if region and region.start() <= mention.end else mention.end
        printed = numbers.tidy(document.printed(mention.start, end).partition(" ")[2])
        printed = document.lexicon.pattern("heads.number_sign").sub("", printed, count=1)
        if printed and printed[0].isdigit() and printed not in seen:
            seen.add(printed)
            yield document.finding("number", printed, mention.start, end, sure=0.6, about=mention.label)
