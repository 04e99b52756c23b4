"""What an ingest tells at its end: a line a file, then the sum."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Literal

_SHOWN_APART = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def printable(text: str) -> str:
    r"""`text` as it can be shown and stored; a file's name may try to speak to the terminal, or to look like another.

    Control characters, marks that turn the line round and bytes that are no letters are written as `\x1b`.
    """
    if text.isprintable():
        return text
    return "".join(ascii(c)[1:-1] if unicodedata.category(c) in _SHOWN_APART else c for c in text)


Outcome = Literal["added", "known", "unreadable"]
"""What became of a file."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file. `path` names members of containers as `folder/box.zip!inside.pdf`."""

    path: str
    outcome: Outcome
    detail: str = ""

    def __str__(self) -> str:
        word = {"added": "added", "known": "already known", "unreadable": "UNREADABLE"}[self.outcome]
        return f"{word:13}  {self.path}" + (f"  ({self.detail})" if self.detail else "")


@dataclass
class Report:
    """The lines of one batch."""

    lines: list[Line] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """How many files ended so."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def failed(self) -> bool:
        """Whether any file could not be read."""
        return self.count("unreadable") > 0

    def summary(self) -> str:
        """The last line of the report."""
        return (
            f"{len(self.lines)} files: {self.count('added')} added, {self.count('known')} already known, "
            f"{self.count('unreadable')} unreadable."
        )
