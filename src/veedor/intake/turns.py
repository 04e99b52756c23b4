"""Which page is read next: fair to small documents, kind to processes that have a file open, and never idle.

Documents take turns. In its turn a document has up to `TURN` pages read by one slot (a process that reads pages), so
that a file is not opened anew for each page. A document of a few pages is done after its first turn, however long the
others are. Where fewer documents than slots have pages left, several slots read one document.

At most so many documents longer than a turn are begun at a time: the rest wait, known by their number of pages alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from veedor.documents import HEAD

TURN = 8
"""Pages that a document has read before others come."""


@dataclass(eq=False, kw_only=True)
class Sheaf:
    """What has to be known of a document to hand out its pages."""

    waiting: deque[int] = field(default_factory=deque)
    """Pages that nobody was given."""
    out: int = 0
    """Pages (or the question for their number) that somebody was given and has not answered."""
    opened: bool = False
    """Whether the number of pages is known."""
    begun: bool = False
    """Whether one of its pages was given out, now or in an earlier run."""
    short: bool = False
    """Whether one turn is enough for it."""

    def open(self, pages: Iterable[int]) -> None:
        """These are the pages that have to be read."""
        self.waiting.extend(pages)
        self.opened = True
        self.short = len(self.waiting) <= TURN

    def give(self) -> int:
        """The next page, or `HEAD` while nobody knows how many there are."""
        self.out += 1
        if not self.opened:
            return HEAD
        self.begun = True
        return self.waiting.popleft()

    @property
    def has_work(self) -> bool:
        """Whether there is something to give: the pages of a file that is being opened are not known yet."""
        return bool(self.waiting) if self.opened else self.out == 0

    @property
    def done(self) -> bool:
        """Whether every page was given and answered."""
        return self.opened and not self.waiting and not self.out


S = TypeVar("S", bound=Sheaf)


class Turns(Generic[S]):
    """Documents that have pages to be read, in the order of their turns."""

    def __init__(self, most_begun: int) -> None:
        self._most_begun = most_begun
        self._ring: dict[S, None] = {}
        """Least recently served first; a dict is a list from which anything is taken at once."""
        self._at: dict[Hashable, tuple[S, int]] = {}
        """Which document each slot is at, and how many pages of this turn it was given."""
        self._long: set[S] = set()
        """Those that are begun and longer than a turn."""

    def __len__(self) -> int:
        return len(self._ring)

    def __contains__(self, sheaf: object) -> bool:
        return sheaf in self._ring

    def __iter__(self) -> Iterator[S]:
        return iter(self._ring)

    def add(self, sheaf: S) -> None:
        """Put a document at the end of the ring."""
        self._ring[sheaf] = None
        self._note(sheaf)

    def drop(self, sheaf: S) -> None:
        """A document is finished, or given up: nothing more of it is handed out."""
        self._ring.pop(sheaf, None)
        self._long.discard(sheaf)

    def next(self, slot: Hashable) -> tuple[S, int] | None:
        """What that slot reads next: a document and a page of it; None where nothing waits."""
        sheaf, given = self._at.get(slot, (None, 0))
        if sheaf is None or sheaf not in self._ring or not self._may(sheaf) or given >= TURN:
            sheaf, given = self._whose_turn(slot), 0
            if sheaf is None:
                self._at.pop(slot, None)
                return None
            del self._ring[sheaf]
            self._ring[sheaf] = None
        number = sheaf.give()
        self._note(sheaf)
        self._at[slot] = sheaf, given + (number != HEAD)
        return sheaf, number

    def _whose_turn(self, slot: Hashable) -> S | None:
        """The next document that no other slot is at; where there is none, the one that is waiting longest."""
        served = {sheaf for other, (sheaf, _) in self._at.items() if other != slot and sheaf.out}
        shared = None
        for sheaf in self._ring:
            if self._may(sheaf):
                if sheaf not in served:
                    return sheaf
                shared = shared or sheaf
        return shared

    def _may(self, sheaf: S) -> bool:
        if not sheaf.has_work:
            return False
        free = not sheaf.opened or sheaf.begun or sheaf.short
        return free or len(self._long) < self._most_begun

    def _note(self, sheaf: S) -> None:
        if sheaf.begun and not sheaf.short:
            self._long.add(sheaf)
