"""One spelling for every norm: `DS 003-2017-IN`, `DL 1267`, `Ley 27806`, `RM 0087-2021-IN`, `DU 006-2017`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"(?P<kind>[^\W\d]+)(?: (?P<number>\S.*))?", re.UNICODE)


@dataclass(frozen=True, slots=True)
class NormId:
    """A norm's kind (`DS`, `Ley`, `Constitución`) and its number as printed, or no number where the kind is the name.

    Which spellings of a country lead to which kind is the country's knowledge (`veedor.countries`).
    """

    kind: str
    number: str = ""

    @classmethod
    def parse(cls, text: str) -> NormId:
        """The id that `text` writes; `ValueError` when it writes none."""
        match = _FORM.fullmatch(" ".join(text.split()))
        if match is None:
            raise ValueError(f"not a norm id: {text!r}")
        return cls(match["kind"], match["number"] or "")

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()
