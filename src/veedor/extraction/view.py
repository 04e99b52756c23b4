"""A folded view of the text, on which the rules run, with the way back to the words as read.

Folding takes away what papers and engines vary in and nobody means: capitals, accents, kinds of dashes and quotation
marks, line breaks, hyphens at line ends, markdown's `**`, invisible characters, headers that every page repeats.
Quotes are cut from the raw text by offsets, so they stay verbatim.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from veedor.documents.flow import compounds_of, is_joined, runs_over
from veedor.documents.tree import AROUND, Reading

_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛´`′ʼ", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("º˚∘", "°"),
        "¢": "c",
        "ł": "l",
        "ı": "i",
    }
)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0300-\u036f\x00-\x08\x0e-\x1f\x7f"
_GAP = re.compile(
    rf"(?P<hyphen>(?<=[^\W_])-[ \t]*[\n\f]\s*(?=[^\W_]))"
    rf"|(?P<blank>(?:(?:\\?_){{2,}}|(?:\.[ ]?){{4,}}|…{{2,}})(?:[ ]?(?:\\?_|\.|…))*)"
    rf"|(?P<drop>[{_INVISIBLE}\\]+|(?<=\()[ \t]+(?=\S)|[ \t]+(?=[),;](?:\s|$)))"
    rf"|(?P<space>(?:\s|\*{{2,}}(?=[\s*]|$)){{2,}}|[^\S ])"
    rf"|(?P<stars>\*{{2,}})"
)
_PAGE_LINES = 4
"""How many lines at the top and at the foot of a page can be a header or a footer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: where it begins and ends in the folded text, and whether white space parts it from above."""

    start: int
    end: int
    apart: bool


class View:
    """The folded text (`text`, and `cased` with its capitals, of the same length) and the way back.

    `abbreviations` matches, right before a place, a word whose full stop ends no sentence (`Sr. `). `around` says where
    headers, footers and page numbers stand in the raw text (`lines_around`): they are passed over. Without it, as for a
    plain text, lines that every page repeats are. `without` are further spans of the raw text to pass over.
    """

    def __init__(
        self,
        raw: str,
        abbreviations: re.Pattern[str] | None = None,
        around: Sequence[tuple[int, int]] | None = None,
        without: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.raw = raw
        self._abbreviations = abbreviations
        self.lines: list[Line] = []
        self._fold_at = [0]
        self._raw_at = [0]
        pieces: list[str] = []
        self._size = 0
        plain = _unspaced(_simple(raw))
        self._compounds = compounds_of(plain)
        around = repeated_lines(plain) if around is None else around
        self._build(_blanked(plain, _joined([*around, *without]) if without else around), pieces)
        self.cased = "".join(pieces)
        self.text = self.cased.lower()

    def _build(self, plain: str, pieces: list[str]) -> None:
        starts: list[tuple[int, bool]] = [(0, True)]
        at = 0
        for match in _GAP.finditer(plain):
            if match.start() < at:
                continue
            begin, end = match.span()
            self._take(plain[at:begin], at, pieces)
            at = end
            breaks = plain.count("\n", begin, end) + 2 * plain.count("\f", begin, end)
            self._put(self._instead(match, plain), begin, pieces)
            if breaks:
                starts.append((self._size, breaks > 1 and not _runs_over_page(plain, begin, end)))
        self._take(plain[at:], at, pieces)
        for (start, apart), (stop, _) in zip(starts, [*starts[1:], (self._size, True)], strict=True):
            if stop > start:
                self.lines.append(Line(start, stop, apart))

    def _instead(self, match: re.Match[str], plain: str) -> str:
        """What stands in the folded text in the place of a gap."""
        if match["hyphen"]:
            before = _WORD_BEFORE.search(plain, max(0, match.start() - 60), match.start())
            after = _WORD_AFTER.match(plain, match.end())
            joined = before and after and is_joined(before.group(), after.group(), self._compounds)
            return "" if joined else "-"
        if match["blank"]:
            return "_ "
        if match["stars"]:
            sides = plain[match.start() - 1 : match.start()] + plain[match.end() : match.end() + 1]
            return " " if len(sides) == 2 and sides.isalnum() else ""
        return "" if match["drop"] else " "

    def _take(self, piece: str, raw_at: int, pieces: list[str]) -> None:
        if piece[:1] == " " and pieces and pieces[-1].endswith(" "):
            piece, raw_at = piece[1:], raw_at + 1
        if piece:
            self._fold_at.append(self._size)
            self._raw_at.append(raw_at)
            pieces.append(piece)
            self._size += len(piece)

    def _put(self, char: str, raw_at: int, pieces: list[str]) -> None:
        if char in {" ", "_ "} and pieces and pieces[-1].endswith("_ "):
            return
        if char == " " and (not pieces or pieces[-1].endswith(" ")):
            return
        self._take(char, raw_at, pieces)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the raw text of `text[start:end]`, white space at the ends left out.

        As in a slice, an end beyond the text is the text's end.
        """
        end = min(end, len(self.text))
        while end > start and self.text[end - 1].isspace():
            end -= 1
        while start < end and self.text[start].isspace():
            start += 1
        if end <= start:
            at = self._to_raw(min(start, max(0, self._size - 1)))
            return at, at
        return self._to_raw(start), self._to_raw(end - 1) + 1

    def _to_raw(self, at: int) -> int:
        piece = bisect_right(self._fold_at, at) - 1
        return self._raw_at[piece] + at - self._fold_at[piece]

    def folded(self, raw_at: int) -> int:
        """The offset in the folded text of what stands at `raw_at` in the raw text, or of what follows it."""
        piece = bisect_right(self._raw_at, raw_at) - 1
        following = self._fold_at[piece + 1] if piece + 1 < len(self._fold_at) else self._size
        return min(self._fold_at[piece] + raw_at - self._raw_at[piece], following)

    def printed(self, start: int, end: int) -> str:
        """The words as read, white space as one space and markdown's stars taken out."""
        begin, stop = self.raw_span(start, end)
        return " ".join(re.sub(r"\*\*+|\\", " ", self.raw[begin:stop]).split())

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def line_index(self, at: int) -> int:
        """The index of the line in which the character at `at` stands."""
        return max(0, bisect_right(self._line_starts, at) - 1)

    def at_line_start(self, at: int) -> bool:
        """Whether a line begins at `at`, leaving out signs such as `#` or `-` in front."""
        return at <= self._first_letters[self.line_index(at)] if self.lines else True

    @cached_property
    def _first_letters(self) -> list[int]:
        """Where the first letter or digit of each line stands, its end where there is none."""
        found = ((line.end, _LETTER.search(self.text, line.start, line.end)) for line in self.lines)
        return [match.start() if match else end for end, match in found]

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [line.start for line in self.lines if line.apart]

    def paragraph(self, at: int) -> tuple[int, int]:
        """Where the paragraph around `at` begins and ends."""
        index = bisect_right(self._paragraphs, at)
        start = self._paragraphs[index - 1] if index else 0
        return start, self._paragraphs[index] if index < len(self._paragraphs) else self._size

    @cached_property
    def _stops(self) -> list[int]:
        """Where sentences end: a full stop before a capital, not after an abbreviation, or a semicolon."""
        ends = [
            m.end()
            for m in re.finditer(
                r"[a-z)\d\"]\.-? (?=[a-zA-Z][.)] [\"A-Z])"
                r"|(?:[a-zA-Z]{4}|[)\]\"%\d]|[a-z]{2}|-[A-Z\d]{2,7})\.-? (?=[\"(¿]?[A-Z\d])|; ",
                self.cased,
            )
        ]
        return [at for at in ends if not self._is_abbreviation(at)]

    def _is_abbreviation(self, at: int) -> bool:
        if self._abbreviations is None or self.text[at - 2] == ";":
            return False
        return self._abbreviations.search(self.text, max(0, at - 12), at) is not None

    def sentence(self, at: int, limit: int = 900) -> tuple[int, int]:
        """Where the sentence around `at` begins and ends, at most `limit` characters to each side.

        A blank line ends no sentence by itself (scans are full of them); a heading's line does through its stop.
        """
        index = bisect_right(self._stops, at)
        start = self._stops[index - 1] if index else 0
        end = self._stops[index] if index < len(self._stops) else self._size
        return max(start, at - limit), min(end, at + limit)

    def lines_between(self, start: int, end: int) -> list[Line]:
        """The lines that begin in `text[start:end]`."""
        return self.lines[bisect_left(self._line_starts, start) : bisect_left(self._line_starts, end)]


_LETTER = re.compile(r"[^\W_]")
_WORD_BEFORE = re.compile(r"[^\W_]+(?:-[^\W\d_]+)*$")
_WORD_AFTER = re.compile(r"[^\W_]+")


def _blanked(plain: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with white space where those spans stand, of the same length."""
    parts, at = [], 0
    for start, end in spans:
        parts += [plain[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, plain[at:]])


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def banners(raw: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where lines stand in the raw text that say what a copy is (`DOCUMENTO DE MUESTRA`) and are no part of it.

    `pattern` is matched at the first letter of every line, in small letters.
    """
    return [match.span("line") for match in _LINE.finditer(raw) if pattern.match(match["line"][:80].lower())]


_LINE = re.compile(r"(?:^|(?<=[\n\f]))[ \t=#*>(\-]{0,20}(?P<line>[^\n\f]+)")


def _runs_over_page(plain: str, begin: int, end: int) -> bool:
    """Whether a gap is a page's end in the middle of a sentence: no stop before it, a small letter behind it."""
    if "\f" not in plain[begin:end]:
        return False
    return plain[max(0, begin - 1) : begin] not in {"", ".", ":", ";", "?", "!"} and plain[end : end + 1].islower()


def lines_around(reading: Reading) -> list[tuple[int, int]] | None:
    """Where lines stand that are no part of the text, by their roles; None where the reading has no boxes.

    The header of the first page stays: it may hold the document's own number. Footnotes stay too, unless a sentence
    runs past them to the next page.
    """
    if not any(word.box is not None for page in reading.pages for word in page.words):
        return None
    spans = []
    for page, following, offset in zip(reading.pages, [*reading.pages[1:], None], reading.page_starts, strict=True):
        passed = set(AROUND)
        if page.number == 1:
            passed.remove("header")
        if following is not None and runs_over(page, following):
            passed.add("footnote")
        spans += [
            (offset + line.words[0].start, offset + line.words[-1].end) for line in page.lines if line.role in passed
        ]
    return spans


def _simple(raw: str) -> str:
    """The text with every character as its plain look-alike, one for one."""
    table = {ord(char): _base(char) for char in set(raw) if ord(char) > 127}
    return raw.translate(_LOOK_ALIKES).translate({k: v for k, v in table.items() if k not in _LOOK_ALIKES})


_SPACED = re.compile(r"(?<!\S)(?:[A-Z] ){3,60}[A-Z](?!\S)")


_EDGE = re.compile(r"(?<=[ \t])[|¦](?=[ \t]*(?:\n|$))|(?:(?<=\n)|^)[|¦](?=[ \t])")
"""What a scanner makes of the edge of a sheet: a stroke alone at the end or the beginning of a line."""


def _unspaced(plain: str) -> str:
    """`C O N V E N I O`: the spaces inside a letter-spaced word, and strokes at a sheet's edge, as invisible ones."""
    plain = _SPACED.sub(lambda match: match.group().replace(" ", "\u200b"), plain)
    return _EDGE.sub(lambda match: "\u200b" * len(match.group()), plain)


def _base(char: str) -> str:
    if char in "°ª" or char.isspace() or unicodedata.category(char) in {"Cf", "Mn"}:
        return char
    base = unicodedata.normalize("NFKD", char)[0]
    return base if len(base.lower()) == 1 and not base.isspace() else " "


def repeated_lines(plain: str) -> list[tuple[int, int]]:
    """Where headers and footers stand: lines at the edge of a page that stand there on three pages or more.

    Numbers are taken as alike (`1/3`, `2/3`). A line on the first page stays, for it may be the document's number.
    """
    if plain.count("\f") < 2:
        return []
    pages: list[list[tuple[int, int, str]]] = []
    offset = 0
    for page in plain.split("\f"):
        spans, at = [], offset
        for line in page.split("\n"):
            if line.strip():
                spans.append((at, at + len(line), re.sub(r"\d+", "0", " ".join(line.lower().split()))))
            at += len(line) + 1
        pages.append(spans if len(spans) <= 2 * _PAGE_LINES else spans[:_PAGE_LINES] + spans[-_PAGE_LINES:])
        offset += len(page) + 1
    counts = Counter(key for spans in pages for key in {key for _, _, key in spans})
    return [(s, e) for spans in pages[1:] for s, e, key in spans if counts[key] >= 3 and len(key) > 1]
