"""The neutral tree that every reader ends in: a reading has pages, a page has lines, a line has words.

Nothing after this module knows which engine read a page. Every word knows where it stands twice: as a box on the page
(PDF points, origin top left, the page upright as shown) and as offsets in the page's text, so that a quote can be
turned into boxes and a box into words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, get_args

from veedor.values.boxes import Box, union

PAGE_BREAK = "\f"
"""What parts the pages in the text of a whole document (and in `veedor read --text`)."""

Source = Literal["text", "ocr", "none"]
"""Where a page's words come from: the file's own text, recognition of its picture, or nowhere (nothing readable)."""


Role = Literal["body", "header", "footer", "page_number", "margin", "footnote"]
"""What a printed line is on its page: the text itself, or what stands around it."""

RegionKind = Literal["handwritten", "stamp", "unreadable", "blank"]
"""What stands where words could not be read: handwriting, a stamp or seal, ink that nobody can tell, an empty line
left for somebody to fill in."""


@dataclass(frozen=True, slots=True)
class Region:
    """A place on the page that is marked instead of read: points, as the boxes of words."""

    kind: RegionKind
    box: Box


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
    lines: tuple[Line, ...] = ()
    turned: int = 0
    """Degrees clockwise (0, 90, 180, 270) by which the file's page was turned to stand upright.

    Width, height and boxes are those of the upright page, as `page_image` gives it when it is told of `turned`.
    """
    regions: tuple[Region, ...] = ()
    """Places that are marked instead of read."""

    def with_quality(self, quality: float) -> Page:
        """The same page with another figure."""
        return replace(self, quality=quality)

    @property
    def words(self) -> Iterator[Word]:
        """The words of all lines in reading order."""
        return (word for line in self.lines for word in line.words)


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

        A word that the range only touches in part counts whole: nobody can cut a box at a letter.
        """
        found: list[Place] = []
        for page, offset in self._pages_of(start, end):
            boxes = tuple(_line_boxes(page.lines, start - offset, end - offset))
            if boxes:
                found.append(Place(page.number, boxes))
        return found

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


def _line_boxes(lines: Sequence[Line], start: int, end: int) -> Iterator[Box]:
    for line in lines:
        if line.words[-1].end <= start or line.words[0].start >= end:
            continue
        boxes = [w.box for w in line.words if w.box is not None and w.start < end and w.end > start]
        if boxes:
            yield union(boxes)


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


def page_to_json(page: Page) -> dict[str, Any]:
    """One page as `veedor read --json` prints it.

    `lines` gives, for each printed line, the number of its words: enough to build the tree again, and short; `roles`
    gives what each line is. A page of an older version has neither roles nor regions: all of it is body.
    """
    return {
        "number": page.number,
        "width": round(page.width, 2),
        "height": round(page.height, 2),
        "source": page.source,
        "quality": round(page.quality, 3),
        "turned": page.turned,
        "text": page.text,
        "lines": [len(line.words) for line in page.lines],
        "roles": [line.role for line in page.lines],
        "regions": [{"kind": region.kind, "box": region.box.as_list()} for region in page.regions],
        "words": words_to_json(page),
    }


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
        tuple(
            Region(_one_of(region["kind"], get_args(RegionKind)), Box.from_list(region["box"]))
            for region in data.get("regions", ())
        ),
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
