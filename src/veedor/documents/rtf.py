"""RTF: its words, a paragraph a line (Microsoft, Rich Text Format Specification 1.9.1). Without any layout."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from veedor.documents.errors import LimitExceededError, TruncatedFileError
from veedor.documents.limits import MEGABYTE, Limits

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z])|(?P<text>[^\\{}\r\n]+)|(?P<rest>[\r\n]+|\\)"
)
_SAID = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "column": "\n", "tab": "\t", "row": "\n", "cell": " | ",
    "nestcell": " ", "nestrow": " ", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SIGNS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}
_SILENT = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "objdata", "themedata", "colorschememapping",
    "latentstyles", "datastore", "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl",
    "fldinst", "filetbl", "revtbl", "bkmkstart", "bkmkend", "atnid", "atnauthor", "annotation", "template",
    "passwordhash", "mmathPr", "wgrffmtfilter", "shppict", "nonshppict",
}  # fmt: skip
"""Groups whose text is not the document's."""
_SHOWN = {"shptxt", "shpinst", "shp"}
"""Groups that a program may pass over (`\\*`), and that hold words all the same."""
_DEEPEST = 5000


class _State:
    """What holds inside a group: whether it is silent, and how many stand-ins follow a character in Unicode."""

    __slots__ = ("silent", "skip")

    def __init__(self, *, silent: bool, skip: int) -> None:
        self.silent = silent
        self.skip = skip


def read_rtf(path: Path, limits: Limits) -> str:
    """The document's text, cells of a row parted by ` | `; headers and notes where the file holds them.

    `TruncatedFileError` for a file that ends inside a group, `LimitExceededError` for too much of it.
    """
    if path.stat().st_size > limits.file_bytes:
        raise LimitExceededError("The RTF is larger than the limits allow.", "Raise VEEDOR_MAX_FILE_MB.")
    text = _text(path.read_bytes())
    if len(text) > limits.text_mb * MEGABYTE:
        raise LimitExceededError(f"The RTF holds more than {limits.text_mb} MB of text.", "Raise VEEDOR_MAX_TEXT_MB.")
    lines = (" ".join(line.removesuffix(" | ").split(" ")).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _text(data: bytes) -> str:
    said: list[str] = []
    pending = bytearray()  # bytes of the code page: two may be one letter
    page = "cp1252"
    stack: list[_State] = []
    here = _State(silent=False, skip=1)
    skipped = 0
    star = False
    at, end = 0, len(data)

    def flush() -> None:
        if pending:
            said.append(bytes(pending).decode(page, errors="replace"))
            pending.clear()

    while at < end:
        token = _TOKEN.match(data, at)
        assert token is not None  # every byte is one of these
        at = token.end()
        kind = token.lastgroup
        if kind == "open":
            flush()
            if len(stack) >= _DEEPEST:
                raise LimitExceededError("The RTF is nested deeper than can be read.", "Look at it by hand.")
            stack.append(here)
            here = _State(silent=here.silent, skip=here.skip)
            skipped = 0
        elif kind == "close":
            flush()
            if not stack:
                break
            here = stack.pop()
            skipped = 0
            if not stack:
                break  # the document has ended; what follows is none of it
        elif kind in {"word", "number"}:
            word, number = token["word"].decode("ascii"), token["number"]
            if word == "bin":
                at += max(0, int(number or 0))
            elif word in _SILENT or (star and word not in _SHOWN):
                here.silent = True
            elif word == "uc":
                here.skip = max(0, int(number or 1))
            elif word == "ansicpg":
                page = _code_page(int(number or 1252))
            elif word in {"mac", "pc", "pca"}:
                page = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
            elif word == "u" and not here.silent:
                flush()
                said.append(_unicode(int(number or 0)))
                skipped = here.skip
            elif word in _SAID and not here.silent:
                flush()
                said.append(_SAID[word])
            star = False
        elif kind == "hex":
            if skipped:
                skipped -= 1
            elif not here.silent:
                pending += bytes.fromhex(token["hex"].decode("ascii"))
        elif kind == "sign":
            sign = token["sign"].decode("latin-1")
            star = sign == "*"
            if sign in _SIGNS and not here.silent:
                flush()
                said.append(_SIGNS[sign])
        elif kind == "text" and not here.silent:
            text = token["text"]
            taken = min(skipped, len(text))
            skipped -= taken
            pending += text[taken:]
    flush()
    if stack:
        raise TruncatedFileError("The RTF is broken off: it ends inside a group.", "Ask for the file again.")
    return "".join(said).encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")


def _unicode(code: int) -> str:
    """The character of the word `u`, whose number is 16 bits with a sign. Halves meet when the text is put together."""
    return chr(code & 0xFFFF) if code else ""


def _code_page(number: int) -> str:
    name = f"cp{number}"
    try:
        codecs.lookup(name)
    except LookupError:
        return "utf-8" if number == 65001 else "cp1252"
    return name
