"""Plain text and Markdown: the text is kept as it is, letter for letter."""

from __future__ import annotations

import re
from pathlib import Path

from veedor.documents.errors import EmptyFileError, LimitExceededError, MislabelledFileError
from veedor.documents.limits import MEGABYTE, Limits
from veedor.documents.tree import Line, Page, Word

_WORD = re.compile(r"\S+")


def read_text(path: Path, limits: Limits) -> tuple[str, str]:
    """The file's text and a note on its encoding (empty for UTF-8).

    UTF-8 and UTF-16 by their marks, UTF-8 by trying, then Windows-1252, the code page of the region's older
    computers. `MislabelledFileError` for what is no text, `LimitExceededError` for too much of it.
    """
    size = path.stat().st_size
    if size > limits.text_mb * MEGABYTE:
        raise LimitExceededError(
            f"The text is {size // MEGABYTE} MB long, and the limit is {limits.text_mb} MB.",
            "Split it, or raise VEEDOR_MAX_TEXT_MB.",
        )
    return decode(path.read_bytes())


def decode(data: bytes) -> tuple[str, str]:
    """The text that `data` spells, and a note on its encoding where that had to be guessed."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _checked(data.decode("utf-16")), ""
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return _checked(text), "The text is not in UTF-8; it was read as Windows-1252."
    return _checked(text), ""


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def _checked(text: str) -> str:
    if len(_CONTROL.findall(text)) * 100 > len(text):
        raise MislabelledFileError("The file is called text but its bytes are not.", "Check what was sent.")
    return text.replace("\x00", "\ufffd")


def page_of_text(text: str) -> Page:
    """One page of size 0 whose text is `text` to the letter; its words have no boxes.

    `EmptyFileError` when there is nothing but white space.
    """
    text = text.replace("\x00", "\ufffd")  # broken mails hold them, and no database takes them
    if not text.strip():
        raise EmptyFileError("The file holds no words.", "Ask whoever sent it for the file again.")
    lines: list[Line] = []
    at = 0
    for raw in text.splitlines(keepends=True):
        words = tuple(Word(m.group(), at + m.start(), at + m.end()) for m in _WORD.finditer(raw))
        if words:
            lines.append(Line(words))
        at += len(raw)
    return Page(1, 0.0, 0.0, "text", 1.0, text, tuple(lines))
