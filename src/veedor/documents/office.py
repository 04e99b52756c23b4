"""DOCX: paragraphs and tables in the order of the document. It has no pages of its own before something lays it out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from veedor.documents.errors import LimitExceededError, TruncatedFileError, UnreadableError, UnsafeArchiveError
from veedor.documents.limits import MEGABYTE, Limits
from veedor.documents.members import DAMAGE

_CELL = "\x1f"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"


def read_docx(path: Path, limits: Limits) -> str:
    """The document's text: a paragraph a line, cells of a row parted by ` | `, headers first, notes last.

    `TruncatedFileError` for a damaged file, `LimitExceededError` or `UnsafeArchiveError` for one that unpacks to
    more than the limits allow or asks the parser to fetch or multiply something.
    """
    budget = _Budget(limits)
    try:
        with zipfile.ZipFile(path) as archive:
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
        raise TruncatedFileError("The DOCX is damaged.", "Open it in an office program, save it again.") from error
    return "\n".join(part for part in parts if part.strip())


@dataclass
class _Budget:
    """How much the parts of one document may unpack to together."""

    limits: Limits
    used: int = 0


def _part(archive: zipfile.ZipFile, name: str, budget: _Budget) -> str:
    allowed = budget.limits.text_mb * MEGABYTE - budget.used
    with archive.open(name) as file:
        data = file.read(allowed + 1)
    if len(data) > allowed:
        raise LimitExceededError(
            f"The DOCX unpacks to more than {budget.limits.text_mb} MB of text.", "Raise VEEDOR_MAX_TEXT_MB to read it."
        )
    budget.used += len(data)
    return "\n".join(_lines(fromstring(data)))


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
