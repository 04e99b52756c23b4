"""How far a run is, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class Far:
    """How far a run is: documents in all, finished, and not opened yet; pages read by this run, and known to be left.

    Nobody knows how many pages a document has before it is opened: `pages_left` is of the opened ones.
    """

    documents: int = 0
    documents_done: int = 0
    unopened: int = 0
    pages: int = 0
    pages_left: int = 0


def far_told(far: Far, seconds: float) -> str:
    """How far the run is after so many seconds, in a line: with its rate, and how long the rest may take.

    Documents that are not opened yet are taken to be as long as the others.
    """
    known = far.pages + far.pages_left
    opened = far.documents - far.unopened
    guessed = far.unopened * known / opened if opened else 0.0
    line = f"{far.pages} of {'at least ' if far.unopened else ''}{known} pages, "
    line += f"{far.documents_done} of {far.documents} documents"
    if not far.pages or seconds <= 0:
        return line
    rate = far.pages / seconds
    return f"{line}; {rate:.2g} pages a second, {_time((far.pages_left + guessed) / rate)} left"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class Progress(Protocol):
    """Whoever shows how far the run is."""

    def show(self, far: Far) -> None:
        """The run is that far now; called often."""


class Silent:
    """Progress that nobody watches."""

    def show(self, far: Far) -> None:
        """Say nothing."""
