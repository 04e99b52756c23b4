"""DOCX and ODT: paragraphs and tables in the order of the document. Pages come only from laying it out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from veedor.documents.errors import (
    EncryptedFileError,
    LimitExceededError,
    TruncatedFileError,
    UnreadableError,
    UnsafeArchiveError,
)
from veedor.documents.limits import MEGABYTE, Limits
from veedor.documents.members import DAMAGE, open_zip

_CELL = "\x1f"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_AGAIN = "Open it in an office program, save it again."


def read_docx(path: Path, limits: Limits) -> str:
    """The document's text: a paragraph a line, cells of a row parted by ` | `, headers first, notes last.

    `TruncatedFileError` for a damaged file, `LimitExceededError` or `UnsafeArchiveError` for one that unpacks to
    more than the limits allow or asks the parser to fetch or multiply something.
    """
    budget = _Budget(limits)
    try:
        with open_zip(path) as archive:
            names = set(archive.namelist())
            heads = sorted(n for n in names if n.startswith("word/header") and n.endswith(".xml"))
            feet = sorted(n for n in names if n.startswith("word/footer") and n.endswith(".xml"))
            notes = [n for n in ("word/footnotes.xml", "word/endnotes.xml") if n in names]
            parts = [_part(archive, name, budget) for name in (*heads, _BODY, *notes, *feet)]
    except DefusedXmlException as error:
        raise UnsafeArchiveError(
            "The DOCX asks its reader to fetch or multiply something.", "Do not open it."
        ) from error
    except UnreadableError:
        raise
    except (*DAMAGE, ParseError, LookupError) as error:
        raise TruncatedFileError("The DOCX is damaged.", _AGAIN) from error
    return "\n".join(part for part in parts if part.strip())


@dataclass
class _Budget:
    """How much the parts of one document may unpack to together."""

    limits: Limits
    kind: str = "DOCX"
    used: int = 0


def _part(archive: zipfile.ZipFile, name: str, budget: _Budget) -> str:
    return "\n".join(_lines(_parsed(archive, name, budget)))


def _parsed(archive: zipfile.ZipFile, name: str, budget: _Budget) -> Element:
    allowed = budget.limits.text_mb * MEGABYTE - budget.used
    with archive.open(name) as file:
        data = file.read(allowed + 1)
    if len(data) > allowed:
        raise LimitExceededError(
            f"The {budget.kind} unpacks to more than {budget.limits.text_mb} MB of text.",
            "Raise VEEDOR_MAX_TEXT_MB to read it.",
        )
    budget.used += len(data)
    root: Element = fromstring(data)
    return root


_SAID = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_PASSED_OVER = {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # the same again for older programs
    f"{_W}moveFrom",  # stands where it was moved to
    f"{_W}pPr",
    f"{_W}rPr",
}


def _lines(root: Element) -> Iterator[str]:
    """Paragraphs and rows below `root`, a line each; what stands inside a row (tables too) is joined in its line.

    One walk with a stack of its own: nesting is hostile too, and nothing is said twice.
    """
    said: list[str] = []
    rows = 0
    stack: list[tuple[Element, bool]] = [(root, True)]
    while stack:
        here, opens = stack.pop()
        tag = here.tag
        if opens:
            if tag in _PASSED_OVER:
                continue
            if tag == f"{_W}t":
                said.append(here.text or "")
            elif tag in _SAID:
                said.append(_SAID[tag])
            elif tag == f"{_W}p" and not rows and said:
                yield "".join(said)  # a text box stands in a paragraph: it is a line of its own
                said = []
            elif tag == f"{_W}tr":
                rows += 1
            stack.append((here, False))
            stack.extend((child, True) for child in reversed(here))
        elif tag == f"{_W}p":
            if rows:
                said.append(" ")
            else:
                yield "".join(said)
                said = []
        elif tag == f"{_W}tc":
            said.append(_CELL if rows == 1 else " ")
        elif tag == f"{_W}tr":
            rows -= 1
            if not rows:
                yield " | ".join(" ".join(cell.split()) for cell in "".join(said).split(_CELL)[:-1])
                said = []


_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MOST_SPACES = 1000


def read_odt(path: Path, limits: Limits) -> str:
    """As `read_docx`, of an OpenDocument text (OASIS ODF 1.3): headers, text, notes where they are cited, footers."""
    budget = _Budget(limits, "ODT")
    try:
        with open_zip(path) as archive:
            names = set(archive.namelist())
            if _manifest_says_encrypted(archive, names, budget):
                raise EncryptedFileError("The ODT needs a password.", "Save it without one and send it again.")
            if "content.xml" not in names:
                raise TruncatedFileError("The ODT holds no text: its content.xml is missing.", _AGAIN)
            body = _parsed(archive, "content.xml", budget).find(f"{_OFFICE}body")
            styles = _parsed(archive, "styles.xml", budget) if "styles.xml" in names else None
    except DefusedXmlException as error:
        raise UnsafeArchiveError(
            "The ODT asks its reader to fetch or multiply something.", "Do not open it."
        ) from error
    except UnreadableError:
        raise
    except (*DAMAGE, ParseError, LookupError) as error:
        raise TruncatedFileError("The ODT is damaged.", _AGAIN) from error
    heads, feet = (
        [part for kind in (name, f"{name}-first", f"{name}-left") for part in styles.iter(f"{_STYLE}{kind}")]
        if styles is not None
        else []
        for name in ("header", "footer")
    )
    parts = [*heads, *([] if body is None else [body]), *feet]
    told = ("\n".join(_odf_lines(part)) for part in parts)
    return "\n".join(part for part in told if part.strip())


def _manifest_says_encrypted(archive: zipfile.ZipFile, names: set[str], budget: _Budget) -> bool:
    """Whether a part of the document is encrypted: its manifest says so, and is not (ODF 1.3, part 2, 3.4)."""
    name = "META-INF/manifest.xml"
    if name not in names:
        return False
    manifest = _parsed(archive, name, budget)
    return any(element.tag.endswith("}encryption-data") for element in manifest.iter())


_ODF_PASSED_OVER = {
    f"{_TEXT}tracked-changes",  # what was deleted
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
    f"{_TEXT}note-citation",
    f"{_TEXT}sequence-decls",
    f"{_TABLE}table-template",
    f"{_TABLE}covered-table-cell",
}
_ODF_LINES = {f"{_TEXT}p", f"{_TEXT}h"}


def _odf_lines(root: Element) -> Iterator[str]:
    """Paragraphs, headings and rows below `root`, a line each, as `_lines` gives them."""
    said: list[str] = []
    rows = 0
    stack: list[tuple[Element, bool, bool]] = [(root, True, False)]
    while stack:
        here, opens, in_text = stack.pop()
        tag = here.tag
        if opens and tag not in _ODF_PASSED_OVER:
            if tag in _ODF_LINES and not rows:
                if "".join(said).strip():
                    yield "".join(said)  # a frame or a note stands in a paragraph: it is a line of its own
                said = []
            elif tag == f"{_TABLE}table-row":
                rows += 1
            said.append(_odf_said(here))
            stack.append((here, False, in_text))
            stack.extend((child, True, tag.startswith(_TEXT)) for child in reversed(here))
            continue
        if not opens and tag in _ODF_LINES:
            if rows:
                said.append(" ")
            else:
                yield "".join(said)
                said = []
        elif not opens and tag == f"{_TABLE}table-cell":
            said.append(_CELL if rows == 1 else " ")
        elif not opens and tag == f"{_TABLE}table-row":
            rows -= 1
            if not rows:
                yield " | ".join(" ".join(cell.split()) for cell in "".join(said).split(_CELL)[:-1])
                said = []
        if in_text:
            said.append(" ".join((here.tail or "").split("\n")))


def _odf_said(here: Element) -> str:
    """What an element says itself, before what stands in it."""
    tag = here.tag
    if tag == f"{_TEXT}s":
        count = here.get(f"{_TEXT}c", "1")
        return " " * min(_MOST_SPACES, int(count) if count.isascii() and count.isdigit() else 1)
    if tag == f"{_TEXT}tab":
        return "\t"
    if tag == f"{_TEXT}line-break":
        return "\n"
    return " ".join((here.text or "").split("\n")) if tag.startswith(_TEXT) else ""
