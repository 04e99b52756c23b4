"""What each line is: the text itself, or a header, footer, page number, margin note or footnote that stands around it.

Known by what the pages of one paper share: a line that stands at the same edge of several pages in a row, at the same
height and in the same words, is a header or footer; a number that counts along with the pages is theirs. Where that is
not clear the line is body, for what is taken for a footer is no longer read as text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from statistics import median

from veedor.documents.spots import around, slope_of, spots_of
from veedor.documents.tree import Line, Page, Role
from veedor.values.boxes import Box
from veedor.values.folding import fold

_EDGE = 0.17
"""The share of the page's height, at its head and at its foot, in which headers and footers stand: state letterheads
have up to six lines."""
_OUTER = 0.1
"""The same for a number that stands alone."""
_SIDE = 0.12
"""The share of the page's width, at each side, in which margin notes and sideways stamps stand."""
_SHIFT = 0.03
"""By how much of the page's height a header may stand elsewhere on the next page: scans shift."""
_MOST = 20
_FAR = 4
"""On how many pages before and behind the same line is looked for: left and right pages may differ."""
_LONGEST = 200
_ALIKE = 0.8
"""The share of equal letters from which on two readings are of one line: engines err."""
_HEADING = re.compile(
    r"(?:anexo|articulo|art|capitulo|clausula|seccion|titulo|tabla|cuadro|grafico|figura|formato|formulario|adenda"
    r"|addendum|annex|article|chapter|clause|section|table)\b"
)
"""Headings that count along from page to page and are body all the same."""

_NUMBER = r"\d{1,4}"
_CALLED = r"(?:pag(?:ina)?s?|pg|folios?|fol|fs|hoja|pagina|page|p)"
_TOTAL = rf"\s*(?:de|of|/|-|\|)\s*(?P<total>{_NUMBER})"
_SAID = re.compile(rf"[-|~ ]*{_CALLED}\s*[.:]?\s*(?:n[°o.]*\s*)?(?P<n>\d{{1,6}})(?:{_TOTAL})?[-|~. ]*")
"""`Página 3 de 12`, `Pág. 03`, `Folio N° 123`: says itself what it is."""
_OF = re.compile(rf"[-|~ ]*(?P<n>{_NUMBER})\s*(?:de|of|/)\s*(?P<total>{_NUMBER})[-|~. ]*")
_DASHED = re.compile(rf"[-~|]+\s*(?P<n>{_NUMBER}|[ivxlc]{{1,7}})\s*[-~|]+")
_BARE = re.compile(rf"[|~.\[(]?\s*(?P<n>{_NUMBER}|[ivxlc]{{1,7}})\s*[|~.\])]?")
_FOLIO = re.compile(r"(?P<n>0\d{3,6})")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORDS = re.compile(
    r"(?:(?:cero|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci[a-z]+"
    r"|veinte|veinti[a-z]+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien(?:to)?"
    r"|(?:dos|tres|cuatro|seis|ocho)cientos|quinientos|setecientos|novecientos|mil|y)(?:\s+|$)){1,8}"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−_•·", "-"))
_MARK = re.compile(r"(?:\(?\d{1,2}\)?|\*{1,3}|†|‡)")
"""What a footnote begins with."""
_SMALL = 0.9
"""How much narrower the letters of a footnote are than those of the text."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the head or foot of a page: whose, where, and what it says."""

    page: int
    line: int
    top: bool
    box: Box
    said: str
    key: str

    def like(self, other: _Edge, shift: float) -> bool:
        """Whether both are the same header or footer."""
        if abs(self.box.y0 - other.box.y0) > shift or self.top != other.top:
            return False
        if self.key == other.key:
            return self.said == other.said or not _HEADING.match(self.key)
        if min(len(self.key), len(other.key)) < 8 or _HEADING.match(self.key):
            return False
        near = SequenceMatcher(None, self.key, other.key, autojunk=False)
        return near.real_quick_ratio() >= _ALIKE and near.quick_ratio() >= _ALIKE and near.ratio() >= _ALIKE


def with_roles(pages: Sequence[Page], sure: Sequence[bool]) -> tuple[Page, ...]:
    """The pages of one paper, each line with its role; all is body on a page that is not `sure` to stand upright."""
    slopes = [slope_of(page) for page in pages]
    roles: list[list[Role]] = [["body"] * len(page.lines) for page in pages]
    edges = [
        _outermost(list(_edges(number, page, slopes[number]))) if sure[number] else []
        for number, page in enumerate(pages)
    ]
    heights = [page.height for page in pages]
    for edge in _repeated(edges, heights):
        roles[edge.page][edge.line] = "header" if edge.top else "footer"
    for edge in _numbers(edges, pages, roles):
        roles[edge.page][edge.line] = "page_number"
    for number, page in enumerate(pages):
        if not sure[number]:
            continue
        for at in _margins(page, slopes[number]):
            if roles[number][at] == "body":
                roles[number][at] = "margin"
        for at in _footnotes(page, slopes[number], roles[number]):
            roles[number][at] = "footnote"
    return tuple(
        page
        if all(line.role == role for line, role in zip(page.lines, given, strict=True))
        else replace(page, lines=tuple(replace(line, role=role) for line, role in zip(page.lines, given, strict=True)))
        for page, given in zip(pages, roles, strict=True)
    )


def _edges(number: int, page: Page, slope: float) -> Iterable[_Edge]:
    cells = sorted((cell.start, cell.end) for table in page.tables for cell in table.cells if cell.end > cell.start)
    for at, line in enumerate(page.lines):
        spots = spots_of(line, slope)
        if not spots or page.height <= 0:
            continue
        box = around(spots)
        top = box.y1 <= _EDGE * page.height
        if not top and box.y0 < (1 - _EDGE) * page.height:
            continue
        before = bisect_right(cells, (line.words[0].start, len(page.text) + 1))
        if before and line.words[0].start < cells[before - 1][1]:
            continue  # the head of a table that every page repeats is the table's
        said = fold(" ".join(word.text for word in line.words))[:_LONGEST].translate(_DASHES)
        yield _Edge(number, at, top, box, said, re.sub(r"\d+", "0", said))


def _outermost(edges: list[_Edge]) -> list[_Edge]:
    """The lines nearest to the page's head and foot: no page has more around its text, and each is compared."""
    edges.sort(key=lambda edge: edge.box.y0)
    return [*[edge for edge in edges if edge.top][:_MOST], *[edge for edge in edges if not edge.top][-_MOST:]]


def _repeated(edges: Sequence[Sequence[_Edge]], heights: Sequence[float]) -> list[_Edge]:
    """Lines that stand on three pages near one another, or letter for letter on both pages of two."""
    found = []
    for number, here in enumerate(edges):
        near = range(max(0, number - _FAR), min(len(edges), number + _FAR + 1))
        for edge in here:
            if sum(char.isalnum() for char in edge.key) < 2:
                continue
            shift = _SHIFT * heights[number]
            others = sum(other != number and any(edge.like(o, shift) for o in edges[other]) for other in near)
            if others >= 2 or (others == 1 and len(edges) == 2 and _same_on_both(edge, edges[1 - number], shift)):
                found.append(edge)
    return found


def _same_on_both(edge: _Edge, others: Sequence[_Edge], shift: float) -> bool:
    return len(edge.said) > 3 and any(
        (edge.said == other.said or (len(edge.key) > 30 and len(other.key) > 30)) and edge.like(other, shift / 2)
        for other in others
    )


def _numbers(edges: Sequence[Sequence[_Edge]], pages: Sequence[Page], roles: Sequence[Sequence[Role]]) -> list[_Edge]:
    """Page and folio numbers: those that say so, and those that count along with the pages, forwards or backwards."""
    found: list[_Edge] = []
    doubtful: list[tuple[_Edge, int]] = []
    for here in edges:
        for edge in here:
            if _SAID.fullmatch(edge.said):
                found.append(edge)
                continue
            if not _alone_outside(edge, pages[edge.page], here, roles[edge.page]):
                continue
            matched = _OF.fullmatch(edge.said) or _DASHED.fullmatch(edge.said) or _BARE.fullmatch(edge.said)
            value = _value(matched["n"]) if matched else None
            if _FOLIO.fullmatch(edge.said):
                found.append(edge)
            elif matched and value is not None and matched.re is _OF:
                if value <= int(matched["total"]) and len(pages) in {int(matched["total"]), 1}:
                    found.append(edge)
                else:
                    doubtful.append((edge, value))
            elif matched and value is not None and matched.re is _DASHED:
                found.append(edge)
            elif value is not None:
                doubtful.append((edge, value))
    by_page: dict[int, list[tuple[_Edge, int]]] = {}
    for edge, value in doubtful:
        by_page.setdefault(edge.page, []).append((edge, value))
    for edge, value in doubtful:
        near = range(edge.page - _FAR, edge.page + _FAR + 1)
        if any(_counts(edge, value, *other) for page in near for other in by_page.get(page, ())):
            found.append(edge)
    numbered = {edge.page for edge in found}
    for here in edges:
        # the number of a folio is stamped in figures and written in words beside it
        found += [
            edge
            for edge in here
            if _WORDS.fullmatch(edge.said)
            and _alone_outside(edge, pages[edge.page], here, roles[edge.page])
            and (edge.page in numbered or edge.said.count(" ") > 1)
        ]
    return found


def _counts(edge: _Edge, value: int, other: _Edge, its: int) -> bool:
    """Whether two numbers on different pages are as far apart as their pages, at the same edge."""
    pages = other.page - edge.page
    return 0 < abs(pages) <= _FAR and abs(its - value) == abs(pages) and edge.top == other.top


def _alone_outside(edge: _Edge, page: Page, here: Sequence[_Edge], roles: Sequence[Role]) -> bool:
    """Whether the line stands in the outermost part of the page, with no text of the page beyond it or beside it."""
    if edge.box.y1 > _OUTER * page.height and edge.box.y0 < (1 - _OUTER) * page.height:
        return False
    for other in here:
        if other is edge or other.top != edge.top or roles[other.line] != "body" or _is_number(other.said):
            continue
        beside = other.box.y0 < edge.box.y1 and other.box.y1 > edge.box.y0
        gap = max(other.box.x0 - edge.box.x1, edge.box.x0 - other.box.x1)
        beyond = other.box.y1 <= edge.box.y0 if edge.top else other.box.y0 >= edge.box.y1
        corner = edge.box.x0 > 0.75 * page.width or edge.box.x1 < 0.25 * page.width
        if (beside and gap < 0.1 * page.width) or (beyond and not corner):
            return False
    return True


def _is_number(said: str) -> bool:
    return any(form.fullmatch(said) for form in (_SAID, _OF, _DASHED, _BARE, _FOLIO, _WORDS))


def _value(text: str) -> int | None:
    """The number that figures or Roman letters write; None where the letters are no number."""
    if text.isdigit():
        return int(text)
    total = last = 0
    for char in reversed(text):
        digit = _ROMAN[char]
        total += -digit if digit < last else digit
        last = max(last, digit)
    return total if _roman(total) == text else None


def _roman(number: int) -> str:
    out = ""
    for value, letters in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv")):
        out += letters * (number // value)
        number %= value
    return out + "i" * number


def _margins(page: Page, slope: float) -> list[int]:
    """Lines that stand whole beside the text in the outer part of the page, or run up and down there."""
    boxes = [around(spots) if (spots := spots_of(line, slope)) else None for line in page.lines]
    long = [box for box in boxes if box is not None and box.width > 0.4 * page.width]
    if len(long) < 5:
        left, right = 0.0, page.width
    else:
        starts, ends = sorted(box.x0 for box in long), sorted(box.x1 for box in long)
        left, right = starts[len(starts) // 10], ends[-1 - len(ends) // 10]
    found = []
    for at, (line, box) in enumerate(zip(page.lines, boxes, strict=True)):
        if box is None or not (box.x1 < _SIDE * page.width or box.x0 > (1 - _SIDE) * page.width):
            continue
        letters = sum(char.isalpha() for word in line.words for char in word.text)
        sideways = box.height > 2.5 * box.width and letters > 3
        if sideways or (letters > 2 and (box.x1 < left - 4 or box.x0 > right + 4)):
            found.append(at)
    return found


def _footnotes(page: Page, slope: float, roles: Sequence[Role]) -> list[int]:
    """The lines in small type at the foot of the text, from the first that begins with a mark."""
    body = [
        (at, spots) for at, line in enumerate(page.lines) if roles[at] == "body" and (spots := spots_of(line, slope))
    ]
    usual = _letter_width(page.lines[at] for at, _ in body)
    if usual is None:
        return []
    body.sort(key=lambda one: around(one[1]).y0)
    small: list[int] = []
    first: int | None = None
    for at, spots in reversed(body):
        width = _letter_width([page.lines[at]])
        if around(spots).y0 < 0.5 * page.height or (width is not None and width > _SMALL * usual):
            break
        if width is None and len(spots) > 1:
            break
        small.append(at)
        if _begins_note(page.lines[at]):
            first = len(small)
    # a note has a mark, and the text that it belongs to is most of the page
    return small[:first] if first is not None and len(small) * 2 < len(body) else []


def _begins_note(line: Line) -> bool:
    first = line.words[0].text
    if _MARK.fullmatch(first):
        return len(line.words) > 1
    return re.match(r"(?:\d{1,2}|\*{1,3})[A-ZÁÉÍÓÚÑ¿«“\"]", first) is not None


def _letter_width(lines: Iterable[Line]) -> float | None:
    """The usual breadth of a letter in points; None where there are hardly any."""
    widths = [
        word.box.width / len(word.text)
        for line in lines
        for word in line.words
        if word.box is not None and len(word.text) > 3 and not word.text.isupper()
    ]
    return median(widths) if widths else None
