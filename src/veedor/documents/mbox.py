"""A box of mails (MBOX): each mail becomes a member, to be read as mails are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from veedor.documents.errors import TruncatedFileError
from veedor.documents.members import Member, MemberWriter

_LONGEST = 1 << 16
"""Bytes of a line that are looked at together: what parts mails is short."""
_PARTS = re.compile(rb"From \S+ .{0,80}\d\d:\d\d.{0,40}\d{4}.{0,20}\r?\n?\Z", re.DOTALL)
"""The line before each mail (RFC 4155): who, and a date. A sentence that begins with "From" has no such date."""
_QUOTED = re.compile(rb">+From ")


def mails(path: Path, writer: MemberWriter) -> Iterator[Member]:
    """The box's mails in order, as `mensaje-0001.eml` and so on, written out one by one.

    `TruncatedFileError` when none begins in it. A mail that was broken off is a mail; its reading says what it lacks.
    """
    with path.open("rb") as file:
        lines = iter(lambda: file.readline(_LONGEST), b"")
        box = _Box(lines)
        number = 0
        while box.next_mail():
            number += 1
            yield writer.write(f"mensaje-{number:04}.eml", box.mail(), packed=None)
    if not number:
        raise TruncatedFileError("No mail begins in this box.", "Export the mails again, as MBOX or one by one as EML.")


class _Box:
    """Walks over the lines of a box, a mail at a time, and holds one line."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._at_mail = False

    def next_mail(self) -> bool:
        """Go to the next mail; False when there is none."""
        if not self._at_mail:
            for _ in self.mail():  # whatever stands before the first
                pass
        found, self._at_mail = self._at_mail, False
        return found

    def mail(self) -> Iterator[bytes]:
        """The lines up to the next mail, their quoting undone: `>From ` is how a line `From ` is written in a box."""
        after_blank, whole = True, True
        for line in self._lines:
            if whole and after_blank and _PARTS.match(line):
                self._at_mail = True
                return
            after_blank = whole and not line.strip(b"\r\n")
            yield line[1:] if whole and _QUOTED.match(line) else line
            whole = line.endswith(b"\n")
