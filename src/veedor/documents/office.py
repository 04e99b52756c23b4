"""DOCX: paragraphs and tables in the order of the document. It has no pages of its own before something lays it out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from veedor.documents.errors import LimitExceededError, TruncatedFileError, UnsafeArchiveError
from veedor.documents.limits import MEGABYTE, Limits

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"


def read_docx(path: Path, limits: Limits) -> str:
    """The document's text: a paragraph a line, cells of a row parted by ` | `, headers first, notes last.

    `TruncatedFileError` for a damaged file, `LimitExceededError` or `UnsafeArchiveError` for one that unpacks to
    more than the limits allow or asks the parser to fetch or multiply something.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            heads = sorted(n for n in names if n.startswith("word/header") and n.endswith(".xml"))
            feet = sorted(n for n in names if n.startswith("word/footer") and n.endswith(".xml"))
            notes = [n for n in ("word/footnotes.xml", "word/endnotes.xml") if n in names]
            parts = [_part(archive, name, limits) for name in (*heads, _BODY, *notes, *feet)]
    except (zipfile.BadZipFile, KeyError, ParseError, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise TruncatedFileError("The DOCX is damaged.", "Open it in an office program, save it again.") from error
    except DefusedXmlException as error:
        raise UnsafeArchiveError(
            "The DOCX asks its reader to fetch or multiply something.", "Do not open it."
        ) from error
    return "\n".join(part for part in parts if part.strip())


def _part(archive: zipfile.ZipFile, name: str, limits: Limits) -> str:
    allowed = limits.text_mb * MEGABYTE
    with archive.open(name) as file:
        data = file.read(allowed + 1)
    if len(data) > allowed:
        raise LimitExceededError(
            f"The DOCX unpacks to more than {limits.text_mb} MB of text.", "Raise VEEDOR_MAX_TEXT_MB to read it."
        )
    return "\n".join(_blocks(fromstring(data)))


def _blocks(element: Element) -> Iterator[str]:
    """Paragraphs and table rows below `element`, each as one line; an explicit stack, for nesting is hostile too."""
    stack = [element]
    while stack:
        here = stack.pop()
        if here.tag == f"{_W}p":
            yield _paragraph(here)
        elif here.tag == f"{_W}tr":
            yield " | ".join(" ".join(_paragraph(p) for p in cell.iter(f"{_W}p")) for cell in here.iter(f"{_W}tc"))
        else:
            stack.extend(reversed(list(here)))


def _paragraph(paragraph: Element) -> str:
    said = []
    for piece in paragraph.iter():
        if piece.tag == f"{_W}t":
            said.append(piece.text or "")
        elif piece.tag == f"{_W}tab":
            said.append("\t")
        elif piece.tag in {f"{_W}br", f"{_W}cr"}:
            said.append("\n")
        elif piece.tag == f"{_W}noBreakHyphen":
            said.append("-")
    return "".join(said)
