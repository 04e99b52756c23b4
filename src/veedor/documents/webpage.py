"""HTML: the words of a web page in the order of its source, block by block. Scripts are neither run nor shown."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path

from veedor.documents.errors import LimitExceededError
from veedor.documents.limits import MEGABYTE, Limits
from veedor.documents.plain import decode

_HEAD = 4096
"""Bytes in which a page says its character set (the HTML standard asks for the first 1024)."""
_SAID = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_TAGS = re.compile(rb"<!--.*?-->|<(?:meta|\?xml)\b[^>]*>", re.IGNORECASE | re.DOTALL)
_AS_BROWSERS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
}
"""What browsers take a stated character set for (WHATWG Encoding standard, 4.2; HTML standard, 13.2.3.2)."""
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section",
    "select", "summary", "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul",
}  # fmt: skip
_SILENT = {"script", "style", "head", "template", "noembed", "noframes", "iframe", "object", "svg", "math"}
_CELLS = {"td", "th"}
_TABLES = {"table", "tr", *_CELLS}
_CELL = "\x1f"


def read_html(path: Path, limits: Limits) -> tuple[str, str]:
    """The page's text, and a note on its character set where that had to be guessed.

    The set is what the file's mark says, else what its head says, else UTF-8 by trying, else Windows-1252.
    `LimitExceededError` for too much of it, `MislabelledFileError` for what is no text.
    """
    size = path.stat().st_size
    if size > limits.text_mb * MEGABYTE:
        raise LimitExceededError(
            f"The page is {size // MEGABYTE} MB long, and the limit is {limits.text_mb} MB.",
            "Split it, or raise VEEDOR_MAX_TEXT_MB.",
        )
    data = path.read_bytes()
    note = ""
    charset = _charset(data)
    if charset and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        text = data.decode(charset, errors="replace")
        if broken := text.count("\ufffd"):
            letters = "1 letter is" if broken == 1 else f"{broken} letters are"
            note = f"The page says that it is in {charset}, and {letters} not; each is shown as \ufffd."
    else:
        text, note = decode(data)
    return words_of_html(text), note


def _charset(data: bytes) -> str:
    """The character set that the page's head states, as Python calls it; empty where it states none that is known."""
    for tag in _TAGS.findall(data[:_HEAD]):
        said = None if tag.startswith(b"<!--") else _SAID.search(tag)
        if said is None:
            continue
        try:
            known = codecs.lookup(said[1].decode("ascii"))
        except (LookupError, ValueError):
            continue
        # a codec such as rot13 or zip is no character set
        if getattr(known, "_is_text_encoding", False) and known.name not in {"idna", "punycode", "unicode_escape"}:
            return _AS_BROWSERS.get(known.name, known.name)
    return ""


class _Words(HTMLParser):
    """Collects what a reader would see. Keeps no tree: a page may be nested as deep as it likes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._said: list[str] = []
        self._silent: list[str] = []
        self._tables = 0
        self._row_in = 0
        """How deep the table lies whose row is open; 0 where none is. Tables inside that row are part of its cell."""
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the library hands them over
        if tag == "body":
            self._silent.clear()  # a head that nobody closed ends here
        elif tag in _SILENT:
            self._silent.append(tag)
        elif self._silent:
            return
        elif tag in _TABLES:
            self._table_part(tag)
        elif tag in _BLOCKS:
            self._end_block()
            self._pre += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag not in _SILENT:  # <script/> is XHTML, and opens nothing there
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            if tag in self._silent[-50:]:
                while self._silent.pop() != tag:
                    pass
        elif self._silent:
            return
        elif tag in {"tr", "table"}:
            if self._row_in and self._tables == self._row_in:
                self._end_row()
            self._end_block()
            self._tables -= tag == "table" and self._tables > 0
        elif tag in _BLOCKS:
            self._end_block()
            self._pre -= tag == "pre" and self._pre > 0

    def _table_part(self, tag: str) -> None:
        """A table, a row or a cell begins; what was not closed before it ends."""
        own = self._row_in and self._tables == self._row_in
        if tag in _CELLS and own:
            self._said.append(_CELL)
            return
        if tag == "tr" and own:
            self._end_row()
        self._end_block()
        if tag == "table":
            self._tables += 1
        elif tag == "tr" and not self._row_in:
            self._tables = max(1, self._tables)  # a row outside any table is a row
            self._row_in = self._tables

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002 - as the library calls it
        """What begins with `<![` is a comment to a browser (HTML standard, 13.2.5.42); the library asserts on it."""
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._pre and not self._row_in:
            first, *rest = data.split("\n")
            self._said.append(first)
            for line in rest:
                self._end_line()
                self._said.append(line)
        else:
            self._said.append(data.replace(_CELL, " "))

    def close(self) -> None:
        """Nothing comes any more: what is open ends."""
        super().close()
        self._end_row() if self._row_in else self._end_line()

    def _end_block(self) -> None:
        if self._row_in:
            self._said.append(" ")
        else:
            self._end_line()

    def _end_line(self) -> None:
        line = " ".join("".join(self._said).split())
        if line:
            self.lines.append(line)
        self._said.clear()

    def _end_row(self) -> None:
        before, *cells = "".join(self._said).split(_CELL)
        line = " | ".join(" ".join(cell.split()) for cell in ([before, *cells] if before.strip() else cells))
        if line.strip(" |"):
            self.lines.append(line)
        self._said.clear()
        self._row_in = 0


def words_of_html(text: str) -> str:
    """What a reader would see of a page: a block a line, cells of a row parted by ` | `."""
    # behind the last ">" no tag can end: the library would look for the end of each, again and again
    end = text.rfind(">") + 1
    words = _Words()
    words.feed(text[:end] + text[end:].replace("<", "&lt;"))
    words.close()
    return "\n".join(words.lines)
