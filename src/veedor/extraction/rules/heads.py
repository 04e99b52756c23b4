"""`doc_type`, `number` and `title`: what the head of a paper says of itself, and titles of agreements spoken of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from veedor.extraction.document import Document
from veedor.extraction.finding import Finding
from veedor.extraction.kind import letter_head
from veedor.extraction.registry import rule

_SIGN = r"(?:n(?:ros?|um)?[ .]{0,2}[°*\"'?^`o¡!]{0,3}[ .:]{0,2}|[§m]\.?[°*] ?)"


_NORMS = {"ministerial_resolution", "supreme_decree", "urgency_decree", "directorial_resolution", "law"}


@rule("heads.doc_type/1")
def doc_type(document: Document) -> Iterator[Finding]:
    """The first heading at the beginning of a line (`instruments.toml`), with its number in the quote."""
    kind = document.kind
    number = document.lexicon.pattern("heads.number").match(document.text, kind.end)
    end = number.end() if number else kind.end
    if document.text[kind.start : end].strip():
        yield document.finding("doc_type", kind.name, kind.start, end, sure=kind.sure)


@rule("heads.number/1")
def number(document: Document) -> Iterator[Finding]:
    """The number behind the heading; of headings repeated on every page, the one read most often."""
    kind = document.kind
    if kind.name.startswith("foi") or kind.name in {"other", "court_ruling"}:
        yield from _of_letter(document)
        return
    head = re.split(r" n[^a-z]", document.text[kind.start : kind.end] + " ")[0].strip().removesuffix(" n")
    found: list[tuple[int, int, int]] = []
    at = document.text.find(head)
    while at >= 0 and len(found) < 40:
        match = document.lexicon.pattern("heads.number").match(document.text, at + len(head))
        if match and (at == kind.start or document.view.at_line_start(at)) and _is_number(match["n"]):
            found.append((match.start("n"), _end(document, match), at))
        at = document.text.find(head, at + len(head))
    if not found and document.is_agreement:
        found = list(_in_title(document))
    if not found:
        yield from _lost(document, head)
        return
    counts = Counter(_plain(document.text[s:e]) for s, e, _ in found)
    start, end, begin = max(found, key=lambda f: (counts[_plain(document.text[f[0] : f[1]])], -f[0]))
    if kind.name in {"agreement", "other_agreement", "amendment"} and begin != kind.start and kind.name == "amendment":
        return
    printed = _tidy(document.printed(start, end))
    checks = ("repeated:ok",) if max(counts.values()) > 1 else ()
    yield document.finding("number", printed, begin, end, sure=0.95, checks=checks)


def _of_letter(document: Document) -> Iterator[Finding]:
    """`CARTA N° 0012-2024-IN/OACGD` at the head of a letter."""
    head = letter_head(document.view, document.country)
    match = document.lexicon.pattern("heads.number").match(document.text, head.start() + _noun(head)) if head else None
    if head and match and ("-" in match["n"] or "/" in match["n"]):
        end = _end(document, match)
        yield document.finding("number", _tidy(document.printed(match.start("n"), end)), head.start(), end, sure=0.9)


def _noun(head: re.Match[str]) -> int:
    """The length of the letter's name without the sign of number."""
    return head.group().rfind(" n")


def _in_title(document: Document) -> Iterator[tuple[int, int, int]]:
    """`CONVENIO DE COOPERACIÓN INTERINSTITUCIONAL N° 015-2018-PNP ENTRE …`."""
    match = document.lexicon.pattern("heads.in_title").match(document.text, document.kind.end)
    if match and " entre " not in match.group() and " al " not in match.group():
        yield match.start("n"), match.end("n"), match.start("n")


def _end(document: Document, match: re.Match[str]) -> int:
    region = document.lexicon.pattern("heads.regional").match(document.text, match.end())
    return region.end() if region else _to_line_end(document, match)


def _to_line_end(document: Document, match: re.Match[str]) -> int:
    """`009-2010-REGPOL-SIERRA FICTICIA`: a number with letters goes on over words in capitals to its line's end."""
    line = document.view.lines[document.view.line_index(match.start("n"))]
    rest = document.cased[match.end() : line.end].rstrip(" .")
    known = re.fullmatch(r"(?: [A-Z]{2,}[A-Z/\-]*){1,3}", rest)
    if known is None or not re.search(r"[a-z]", match["n"]) or document.lexicon.has("heads.no_number", rest.lower()):
        return match.end()
    return match.end() + len(rest)


def _is_number(text: str) -> bool:
    """A number of an instrument has a year or letters; a bare number counts when it is long enough not to be a page."""
    return "-" in text or "/" in text or len(text) >= 2


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)


def _tidy(printed: str) -> str:
    return (
        re.sub(r"\s*([-/—–])\s*", lambda m: "/" if m[1] == "/" else "-", printed).strip(" .,-").replace("G.R. ", "G.R.")
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
    lines = [line for line in document.view.lines_between(0, above) if line.end - line.start > 20]
    if not lines:
        return
    line = lines[-1]
    start = line.start
    while start < line.end and not document.text[start].isalpha():
        start += 1
    words = document.cased[start : line.end].strip()
    if (
        words[:1].isupper()
        and not words.isupper()
        and not re.search(r"[a-z]{4}\.$", words)
        and "://" not in words
        and "github:" not in words
    ):
        yield document.finding("title", document.printed(start, line.end), start, line.end, sure=0.8)


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
        region = document.lexicon.pattern("heads.regional").match(
            document.text, mention.end - len("-gobierno")
        ) or document.lexicon.pattern("heads.regional").match(document.text, mention.end)
        end = region.end() if region else mention.end
        printed = _tidy(document.printed(mention.start, end).partition(" ")[2].lstrip("nN°ºo.*” :\"'"))
        if printed and printed[0].isdigit() and printed not in seen:
            seen.add(printed)
            yield document.finding("number", printed, mention.start, end, sure=0.6, about=mention.label)
