"""The neutral tree that every reader ends in: a reading has pages, a page has lines, a line has words.

Nothing after this module knows which engine read a page. Every word knows where it stands twice: as a box on the page
(PDF points, origin top left, the page upright as shown) and as offsets in the page's text, so that a quote can be
turned into boxes and a box into words.
"""

from __future__ import annotations

import operator
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import accumulate, groupby
from typing import Any, Literal, get_args, overload

from veedor.values.boxes import Box, union

PAGE_BREAK = "\f"
"""What parts the pages in the text of a whole document (and in `veedor read --text`)."""

Source = Literal["text", "ocr", "none"]
"""Where a page's words come from: the file's own text, recognition of its picture, or nowhere (nothing readable)."""


Role = Literal["body", "header", "footer", "page_number", "margin", "footnote"]
"""What a printed line is on its page: the text itself, or what stands around it."""

AROUND: frozenset[Role] = frozenset({"header", "footer", "page_number", "margin"})
"""The roles of lines that stand around the text and are no part of it: a sentence goes on past them."""

RegionKind = Literal["handwritten", "stamp", "unreadable", "blank"]
"""What stands where words could not be read: handwriting, a stamp or seal, ink that nobody can tell, an empty line
left for somebody to fill in."""


@dataclass(frozen=True, slots=True)
class Region:
    """A place on the page that is marked instead of read: points, as the boxes of words."""

    kind: RegionKind
    box: Box


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the reading of a page can be relied on, and why: three shares from 0 to 1.

    `confidence` is the mean confidence of the words, by letters; `plausible` the share of the words, by letters, that
    look like words; `coverage` the share of the page's dark ink that stands inside the boxes of words. `coverage` is
    None where there is no ink to speak of: a blank page, a file without pages.
    """

    confidence: float
    plausible: float
    coverage: float | None = None

    @property
    def figure(self) -> float:
        """`confidence` times `plausible`: how far the words that are there can be relied on.

        `coverage` is left out on purpose: a seal or a signature is ink that nobody can read, and makes no word beside
        it less sure. What may be missing is told by `coverage` itself.
        """
        return round(self.confidence * self.plausible, 3)


@dataclass(frozen=True, slots=True)
class Word:
    """One word as read.

    `start` and `end` are offsets into the text of its page; `box` is None only where the file has no pages (plain
    text, mail). `confidence` runs from 0 to 1: the engine's own for recognised words, 1 for a file's own text.
    """

    text: str
    start: int
    end: int
    box: Box | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one printed line, in reading order; never empty."""

    words: tuple[Word, ...]
    role: Role = "body"

    @property
    def box(self) -> Box | None:
        """The box around the line's words, None where they have none."""
        boxes = [word.box for word in self.words if word.box is not None]
        return union(boxes) if boxes else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: `row` and `column` from 0, how many of each it spans, and where it stands.

    `start` and `end` are offsets into the page's text (equal in an empty cell): the words of a cell stand together.
    """

    row: int
    column: int
    box: Box
    row_span: int = 1
    column_span: int = 1
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its cells by row and column. `ruled` says that lines are drawn between them.

    The first `header_rows` rows name the columns. `continues` says that it goes on from the table that ends the page
    before. A table without rules has no empty cells: what is missing is empty.
    """

    box: Box
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    ruled: bool = True
    header_rows: int = 0
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page as shown: `number` from 1, `width` and `height` in PDF points (0 in a file without pages).

    `text` is the page in reading order: a line of words a line, a blank line between blocks. For every word
    `text[word.start:word.end] == word.text`. `quality` from 0 to 1 says how far the reading can be relied on.
    """

    number: int
    width: float
    height: float
    source: Source
    quality: float
    text: str
    lines: Sequence[Line] = ()
    turned: int = 0
    """Degrees clockwise (0, 90, 180, 270) by which the file's page was turned to stand upright.

    Width, height and boxes are those of the upright page, as `page_image` gives it when it is told of `turned`.
    """
    regions: tuple[Region, ...] = ()
    """Places that are marked instead of read."""
    tables: tuple[Table, ...] = ()
    """The tables on the page, from the top."""
    parts: Quality | None = None
    """What `quality` is made of; None where nobody looked: a page that failed, a file of an older version."""

    def with_quality(self, quality: Quality) -> Page:
        """The same page with that quality."""
        return replace(self, quality=quality.figure, parts=quality)

    @property
    def words(self) -> Iterator[Word]:
        """The words of all lines in reading order."""
        return (word for line in self.lines for word in line.words)

    @property
    def blocks(self) -> list[list[Line]]:
        """The lines by blocks, as blank lines part them in the text."""
        found: list[list[Line]] = []
        last = 0
        for line in self.lines:
            if not found or "\n\n" in self.text[last : line.words[0].start]:
                found.append([])
            found[-1].append(line)
            last = line.words[-1].end
        return found

    def cell_text(self, cell: Cell) -> str:
        """What stands in a cell of one of its tables, in one line."""
        return " ".join(self.text[cell.start : cell.end].split())


class PackedLines(Sequence[Line]):
    """The lines of a page as columns; `Line` and `Word` are made when somebody asks for them.

    A file's own text comes in thousands of pages of which most are only passed on: making an object for each word
    costs more than reading it. Nothing else tells them from a tuple of lines. The words are those of `text.split()`.
    `boxes` has four whole numbers a word, hundredths of a point, or is None in a file without pages; `confidence` is
    one for all words or one each; `roles` may be left out where all is body.
    """

    __slots__ = ("_made", "boxes", "confidence", "counts", "roles", "text")

    def __init__(
        self,
        text: str,
        counts: Sequence[int],
        boxes: Sequence[int] | None,
        confidence: float | Sequence[float] = 1.0,
        roles: Sequence[Role] = (),
    ) -> None:
        self.text, self.counts, self.boxes, self.confidence, self.roles = text, counts, boxes, confidence, roles
        self._made: tuple[Line, ...] | None = None

    @classmethod
    def checked(cls, *columns: Any) -> PackedLines:
        """The same, of columns that somebody else made; `ValueError` where they do not agree or a box is none."""
        made = cls(*columns)
        text, counts, boxes, confidence, roles = made.text, made.counts, made.boxes, made.confidence, made.roles
        words = len(text.split())
        if not set(map(type, counts)) <= {int} or min(counts, default=1) < 1 or sum(counts) != words:
            raise ValueError(f"the lines do not hold the {words} words of the page")
        if boxes is not None and not _are_boxes(boxes, words):
            raise ValueError("boxes need four whole numbers a word, x0 < x1 and y0 < y1")
        if not isinstance(confidence, float | int) and len(confidence) != words:
            raise ValueError(f"{len(confidence)} confidences for {words} words")
        if roles and len(roles) != len(counts):
            raise ValueError(f"{len(roles)} roles for {len(counts)} lines")
        return made

    def __len__(self) -> int:
        return len(self.counts)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, index: int | slice) -> Line | tuple[Line, ...]:
        return self._all()[index]

    def __iter__(self) -> Iterator[Line]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == (other._all() if isinstance(other, PackedLines) else other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedLines, (self.text, self.counts, self.boxes, self.confidence, self.roles)

    def _all(self) -> tuple[Line, ...]:
        if self._made is None:
            words = list(self._words())
            ends = list(accumulate(self.counts))
            body: Role = "body"
            roles = self.roles or (body,) * len(ends)
            starts = (end - count for end, count in zip(ends, self.counts, strict=True))
            self._made = tuple(Line(tuple(words[a:b]), r) for a, b, r in zip(starts, ends, roles, strict=True))
        return self._made

    def _words(self) -> Iterator[Word]:
        sure = self.confidence
        for number, match in enumerate(_WORD.finditer(self.text)):
            box = None
            if self.boxes is not None:
                box = Box(*(value / 100 for value in self.boxes[4 * number : 4 * number + 4]))
            one = sure if isinstance(sure, float | int) else sure[number]
            yield Word(match[0], match.start(), match.end(), box, one)


_WORD = re.compile(r"\S+")
_FAR = 10**9
"""Hundredths of a point from which on no box can be on a page."""


def _are_boxes(boxes: Sequence[int], words: int) -> bool:
    """Whether these are so many boxes. Every word of every page passes here: no Python is run for each."""
    if len(boxes) != 4 * words or not set(map(type, boxes)) <= {int}:
        return False
    if max(boxes, default=0) > _FAR or min(boxes, default=0) < -_FAR:
        return False
    return all(map(operator.lt, boxes[0::4], boxes[2::4])) and all(map(operator.lt, boxes[1::4], boxes[3::4]))


@dataclass(frozen=True, slots=True)
class Place:
    """Where (a part of) a quote stands: the page's number and one box a line of it."""

    page: int
    boxes: tuple[Box, ...]


SignatureKind = Literal["signature", "timestamp"]
"""A person's or an office's signature, or a time stamp put on the whole document."""
TimeKind = Literal["claimed", "timestamped", "none"]
"""Who says when: the signer's own clock, a time stamp (its own signature unbroken), or nobody."""
Coverage = Literal["whole_file", "earlier_revision", "part", "unknown"]
"""What was signed: all of the file, all of what it was before something was added, or less than that."""
Integrity = Literal["unbroken", "broken", "unknown"]
"""Whether what was signed is still what it was, and the signature that of the certificate that comes with it."""
Change = Literal["nothing", "signature_data", "forms_or_signatures", "annotations", "other", "unknown"]
"""What was added to the file after it was signed."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One digital signature of a PDF, as the file holds it.

    It says what can be told from the file alone. Whether the certificate is to be trusted is not checked (`trust`):
    that needs the lists of the state that issued it, on the day that it was used.
    """

    field: str
    """The name of the form field that it stands in."""
    kind: SignatureKind
    signer: str
    """The name in the certificate. Numbers in it are taken out: they stand in `numbers`."""
    organisation: str
    issuer: str
    """Who issued the certificate."""
    numbers: tuple[str, ...]
    """Numbers in the certificate's subject (tax or identity numbers). Never to be published."""
    certificate: str
    """SHA-256 of the certificate, in hexadecimal digits."""
    signed_at: str
    """ISO 8601 with its time zone; empty where nobody says when."""
    time: TimeKind
    reason: str
    location: str
    byte_range: tuple[int, ...]
    """What was signed: offset and length, twice."""
    covers: Coverage
    integrity: Integrity
    changed_after: Change
    trust: Literal["not_checked"] = "not_checked"
    problem: str = ""
    """What about the signature could not be read, in a sentence."""


@dataclass(frozen=True)
class Reading:
    """All that was read from one file.

    `paged` is False for files without pages of their own (plain text, mail, DOCX without a layout): they have one
    page of size 0 and their findings have no page. `notes` are sentences for a person: what was left out and why.
    """

    file: str
    sha256: str
    mime: str
    pages: tuple[Page, ...]
    paged: bool = True
    notes: tuple[str, ...] = field(default=())
    signatures: tuple[Signature, ...] = ()
    """The digital signatures of a PDF, in the order in which they were made."""

    @cached_property
    def text(self) -> str:
        """The whole text, pages parted by a form feed. Offsets of findings count in it."""
        return PAGE_BREAK.join(page.text for page in self.pages)

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """The offset in `text` at which each page begins."""
        starts, at = [], 0
        for page in self.pages:
            starts.append(at)
            at += len(page.text) + len(PAGE_BREAK)
        return tuple(starts)

    def page_at(self, offset: int) -> Page:
        """The page on which the character at `offset` of `text` stands; `IndexError` outside the text."""
        if not 0 <= offset <= len(self.text) or not self.pages:
            raise IndexError(f"offset {offset} is outside a text of {len(self.text)} characters")
        return self.pages[bisect_right(self.page_starts, offset) - 1]

    def places(self, start: int, end: int) -> list[Place]:
        """Where the words of `text[start:end]` stand, a `Place` a page, one box a line; empty without boxes.

        A word that the range only touches in part counts whole: nobody can cut a box at a letter. Headers, footers,
        page numbers and footnotes that a text passes on its way over a page break are not the text: they get no box,
        unless the range begins or ends in them.
        """
        found = [
            (page.number, line.role != "body", box)
            for page, offset in self._pages_of(start, end)
            for line, box in _line_boxes(page.lines, start - offset, end - offset)
        ]
        inside = [index for index, (_, around, _) in enumerate(found) if not around]
        if inside:
            found = [one for at, one in enumerate(found) if not (one[1] and inside[0] < at < inside[-1])]
        return [
            Place(number, tuple(box for _, _, box in boxes)) for number, boxes in groupby(found, key=lambda one: one[0])
        ]

    def confidence(self, start: int, end: int) -> float:
        """The lowest confidence of the words in `text[start:end]` (1 where there is none): a chain and its link."""
        lowest = 1.0
        for page, offset in self._pages_of(start, end):
            for word in page.words:
                if offset + word.start < end and offset + word.end > start:
                    lowest = min(lowest, word.confidence)
        return lowest

    def _pages_of(self, start: int, end: int) -> Iterator[tuple[Page, int]]:
        """The pages that `text[start:end]` touches, each with the offset at which it begins."""
        at = max(0, bisect_right(self.page_starts, start) - 1)
        while at < len(self.pages) and self.page_starts[at] < end:
            if self.page_starts[at] + len(self.pages[at].text) > start:
                yield self.pages[at], self.page_starts[at]
            at += 1


def _line_boxes(lines: Sequence[Line], start: int, end: int) -> Iterator[tuple[Line, Box]]:
    for line in lines:
        if line.words[-1].end <= start or line.words[0].start >= end:
            continue
        boxes = [w.box for w in line.words if w.box is not None and w.start < end and w.end > start]
        if boxes:
            yield line, union(boxes)


def build_page(
    number: int,
    width: float,
    height: float,
    source: Source,
    quality: float,
    blocks: Sequence[Sequence[Sequence[tuple[str, Box | None, float]]]],
    *,
    turned: int = 0,
    regions: Sequence[Region] = (),
) -> Page:
    """A page from its blocks of lines of `(text, box, confidence)`: makes the text and every word's offsets.

    Words are joined with a space, lines with a line break, blocks with a blank line; empty words, lines and blocks
    fall away.
    """
    parts: list[str] = []
    lines: list[Line] = []
    at = 0
    for block in blocks:
        block_begins = True
        for raw in block:
            words = [(" ".join(text.split()), box, confidence) for text, box, confidence in raw if text.strip()]
            if not words:
                continue
            if lines:
                gap = "\n\n" if block_begins else "\n"
                parts.append(gap)
                at += len(gap)
            block_begins = False
            made: list[Word] = []
            for text, box, confidence in words:
                if made:
                    parts.append(" ")
                    at += 1
                made.append(Word(text, at, at + len(text), box, confidence))
                parts.append(text)
                at += len(text)
            lines.append(Line(tuple(made)))
    return Page(number, width, height, source, quality, "".join(parts), tuple(lines), turned, tuple(regions))


def words_to_json(page: Page) -> list[dict[str, Any]]:
    """The page's words as findings.md writes them."""
    return [
        {"text": w.text, "box": w.box.as_list() if w.box else None, "confidence": round(w.confidence, 3)}
        for w in page.words
    ]


def quality_to_json(parts: Quality | None) -> dict[str, float | None] | None:
    """The parts of a quality as `veedor read --json` prints them, null where nobody looked."""
    if parts is None:
        return None
    return {"confidence": parts.confidence, "plausible": parts.plausible, "coverage": parts.coverage}


def page_to_json(page: Page) -> dict[str, Any]:
    """One page as `veedor read --json` prints it.

    `lines` gives, for each printed line, the number of its words: enough to build the tree again, and short; `roles`
    gives what each line is. A page of an older version has no roles, regions, tables or parts: all of it is body.
    """
    return {
        "number": page.number,
        "width": round(page.width, 2),
        "height": round(page.height, 2),
        "source": page.source,
        "quality": round(page.quality, 3),
        "parts": quality_to_json(page.parts),
        "turned": page.turned,
        "text": page.text,
        "lines": [len(line.words) for line in page.lines],
        "roles": [line.role for line in page.lines],
        "regions": [{"kind": region.kind, "box": region.box.as_list()} for region in page.regions],
        "tables": [_table_to_json(table) for table in page.tables],
        "words": words_to_json(page),
    }


LAYOUT = ("lines", "roles", "regions", "tables", "words")
"""The keys of `page_to_json` that say where things stand: what the register keeps as a page's layout."""


def layout_to_json(page: Page) -> dict[str, Any]:
    """The part of `page_to_json` that says where things stand."""
    whole = page_to_json(page)
    return {key: whole[key] for key in LAYOUT}


def _table_to_json(table: Table) -> dict[str, Any]:
    return {
        "box": table.box.as_list(),
        "rows": table.rows,
        "columns": table.columns,
        "ruled": table.ruled,
        "header_rows": table.header_rows,
        "continues": table.continues,
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "box": cell.box.as_list(),
                "start": cell.start,
                "end": cell.end,
            }
            for cell in table.cells
        ],
    }


_MOST_ROWS, _MOST_CELLS = 2000, 20_000
"""Rows and columns of a table, and its cells: more is nonsense that would be costly to write out."""


def _table_from_json(data: dict[str, Any], size: int) -> Table:
    rows, columns = _number(data["rows"], 1, _MOST_ROWS), _number(data["columns"], 1, _MOST_ROWS)
    cells = []
    if len(data["cells"]) > _MOST_CELLS:
        raise ValueError("no page has a table of so many cells")
    for raw in data["cells"]:
        row, column = _number(raw["row"], 0, rows - 1), _number(raw["column"], 0, columns - 1)
        start = _number(raw["start"], 0, size)
        cells.append(
            Cell(
                row,
                column,
                Box.from_list(raw["box"]),
                _number(raw["row_span"], 1, rows - row),
                _number(raw["column_span"], 1, columns - column),
                start,
                _number(raw["end"], start, size),
            )
        )
    header = _number(data["header_rows"], 0, rows)
    return Table(
        Box.from_list(data["box"]), rows, columns, tuple(cells), bool(data["ruled"]), header, bool(data["continues"])
    )


def _number(said: Any, least: int, most: int) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
        raise ValueError(f"{said!r} is no number from {least} to {most}")
    return said


def page_to_wire(page: Page) -> dict[str, Any]:
    """One page in short, for the pipe from the worker to its parent: what stands in the text is not said again.

    The words of a page that has not the form for it (a word with a space in it, boxes for some) go as in
    `page_to_json`. Boxes are in hundredths of a point in both.
    """
    packed = page.lines if isinstance(page.lines, PackedLines) else _packed(page)
    if packed is None or packed.text != page.text:
        return page_to_json(page)
    return {
        "number": page.number,
        "width": round(page.width, 2),
        "height": round(page.height, 2),
        "source": page.source,
        "quality": round(page.quality, 3),
        "parts": quality_to_json(page.parts),
        "turned": page.turned,
        "text": page.text,
        "counts": packed.counts,
        "boxes": packed.boxes,
        "confidence": packed.confidence,
        "roles": packed.roles,
        "regions": [{"kind": region.kind, "box": region.box.as_list()} for region in page.regions],
        "tables": [_table_to_json(table) for table in page.tables],
    }


def _packed(page: Page) -> PackedLines | None:
    words = list(page.words)
    bare = all(word.box is None for word in words)
    if [word.text for word in words] != page.text.split() or not (bare or all(word.box for word in words)):
        return None
    boxes = None if bare else [round(100 * v) for word in words if word.box for v in word.box.as_list()]
    sure = [round(word.confidence, 3) for word in words]
    try:
        return PackedLines.checked(
            page.text, [len(line.words) for line in page.lines], boxes, sure, [line.role for line in page.lines]
        )
    except ValueError:  # a box thinner than a hundredth of a point
        return None


def page_from_wire(data: dict[str, Any]) -> Page:
    """The page that `page_to_wire` wrote; `ValueError`, `TypeError` or `KeyError` when it did not."""
    if "counts" not in data:
        return page_from_json(data)
    sure = data["confidence"]
    if not set(map(type, sure if isinstance(sure, list) else [sure])) <= {float, int}:
        raise ValueError("a confidence is a number")
    lines = PackedLines.checked(
        data["text"], data["counts"], data["boxes"], sure, [_one_of(role, get_args(Role)) for role in data["roles"]]
    )
    return Page(
        data["number"],
        data["width"],
        data["height"],
        data["source"],
        data["quality"],
        data["text"],
        lines,
        data["turned"],
        _regions(data),
        _tables(data, len(data["text"])),
        _parts(data),
    )


def _regions(data: dict[str, Any]) -> tuple[Region, ...]:
    return tuple(
        Region(_one_of(region["kind"], get_args(RegionKind)), Box.from_list(region["box"]))
        for region in data.get("regions", ())
    )


def _parts(data: dict[str, Any]) -> Quality | None:
    parts = data.get("parts")
    return Quality(**parts) if parts else None


def _tables(data: dict[str, Any], size: int) -> tuple[Table, ...]:
    return tuple(_table_from_json(table, size) for table in data.get("tables", ()))


def page_from_json(data: dict[str, Any]) -> Page:
    """The page that `page_to_json` wrote; `ValueError` or `KeyError` when it did not."""
    text: str = data["text"]
    words: list[Word] = []
    at = 0
    for raw in data["words"]:
        start = text.find(raw["text"], at)
        if start < 0:
            raise ValueError(f"the word {raw['text']!r} does not stand in the page's text")
        at = start + len(raw["text"])
        words.append(Word(raw["text"], start, at, Box.from_list(raw["box"]) if raw["box"] else None, raw["confidence"]))
    lines: list[Line] = []
    taken = 0
    roles = [_one_of(role, get_args(Role)) for role in data.get("roles", ())] or ["body"] * len(data["lines"])
    for count, role in zip(data["lines"], roles, strict=True):
        lines.append(Line(tuple(words[taken : taken + count]), role))
        taken += count
    if taken != len(words):
        raise ValueError(f"lines hold {taken} words, the page {len(words)}")
    return Page(
        data["number"],
        data["width"],
        data["height"],
        data["source"],
        data["quality"],
        text,
        tuple(lines),
        data.get("turned", 0),
        _regions(data),
        _tables(data, len(text)),
        _parts(data),
    )


def _one_of(said: Any, known: tuple[Any, ...]) -> Any:
    if said not in known:
        raise ValueError(f"{said!r} is none of {', '.join(known)}")
    return said


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """One reading as `veedor read --json` prints it."""
    return {
        "file": reading.file,
        "sha256": reading.sha256,
        "mime": reading.mime,
        "paged": reading.paged,
        "notes": list(reading.notes),
        "signatures": [signature_to_json(signature) for signature in reading.signatures],
        "pages": [page_to_json(page) for page in reading.pages],
    }


def reading_from_json(data: dict[str, Any]) -> Reading:
    """The reading that `reading_to_json` wrote."""
    return Reading(
        data["file"],
        data["sha256"],
        data["mime"],
        tuple(page_from_json(page) for page in data["pages"]),
        data["paged"],
        tuple(data["notes"]),
        tuple(signature_from_json(signature) for signature in data.get("signatures", ())),
    )


def signature_to_json(signature: Signature) -> dict[str, Any]:
    """One signature as `veedor read --json` prints it."""
    return {**asdict(signature), "numbers": list(signature.numbers), "byte_range": list(signature.byte_range)}


def signature_from_json(data: dict[str, Any]) -> Signature:
    """The signature that `signature_to_json` wrote; `ValueError` or `KeyError` when it did not."""
    chosen: dict[str, Any] = {name: _one_of(data[name], get_args(kind)) for name, kind in _SIGNATURE_CODES.items()}
    told: dict[str, Any] = {name: str(data[name]) for name in _SIGNATURE_TEXTS}
    numbers = tuple(str(number) for number in data["numbers"])
    return Signature(**chosen, **told, numbers=numbers, byte_range=tuple(int(at) for at in data["byte_range"]))


_SIGNATURE_CODES: dict[str, Any] = {
    "kind": SignatureKind,
    "time": TimeKind,
    "covers": Coverage,
    "integrity": Integrity,
    "changed_after": Change,
}
_SIGNATURE_TEXTS = (
    "field", "signer", "organisation", "issuer", "certificate", "signed_at", "reason", "location", "problem"
)  # fmt: skip
