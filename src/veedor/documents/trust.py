"""Whether the text that a PDF page brings along may stand for what the page shows. Decisions only."""

from __future__ import annotations

from dataclasses import dataclass

from veedor.documents.pdf_text import Layer

ENOUGH = 12
"""Letters below which a page's own text says nothing (a page number, a stamp of the scanner's)."""
MOST_UNREAD = 0.5
"""Of the ink of a scan. Above it the text is only somebody's digital signature on a page that has to be recognised."""
SCAN = 0.5
"""The share of a page that pictures have to cover for text that is not shown to be the layer of a scan."""


@dataclass(frozen=True, slots=True)
class Own:
    """A page's own text, without what is written and cannot be seen, and what is known of the page."""

    layer: Layer
    pictures: float
    """How much of the page is covered by pictures (0 to 1)."""
    unread: float = 0.0
    """The share of the page's ink that stands outside its words."""
    hidden: float = 0.0
    """The share of the text that is the layer which recognition puts under a scan: written and not shown."""
    lies: bool = False
    """Some font draws other letters than those that it says."""
    unseen: int = 0
    """Words that are written and cannot be seen, where that is no layer under a scan. They are not in `layer`."""
    outside: int = 0
    """How many of those stand off the page."""

    @property
    def letters(self) -> int:
        """Letters of its words."""
        return self.layer.letters

    @property
    def sound(self) -> bool:
        """Whether the text could be what somebody wrote: no wrong encoding, no poor recognition."""
        layer = self.layer
        return not self.lies and self.letters >= ENOUGH and layer.plausible >= 0.93 and layer.broken <= 0.05


def is_layer(hidden: float, pictures: float) -> bool:
    """Whether text of which so much is not shown is a layer under a scan, on a page so much of which is pictures."""
    return hidden > 0.5 and pictures > SCAN


def trusted(own: Own) -> bool:
    """Whether a page's own text may stand for what the page shows.

    Not when there is hardly any and the page is a picture; not when it is full of broken characters or of words that
    are none (a wrong encoding, an older machine's poor recognition under a scan); not when its fonts lie.
    """
    if own.lies:
        return False
    if own.letters < ENOUGH:
        return own.pictures < 0.02 and own.unread == 0
    if own.layer.broken > 0.05 or own.hidden > 0.5:
        return False
    if own.pictures > 0.6:
        return own.sound and own.letters > 200 and own.unread < MOST_UNREAD
    return own.layer.plausible >= 0.7 and own.unread < (MOST_UNREAD if own.pictures > 0.1 else 0.8)


def notes_on(own: Own, number: int, *, read_anew: bool) -> tuple[str, ...]:
    """What a person has to know of page `number`.

    What is hidden is counted and not quoted: it may be hidden for good reason, as a name under a black bar.
    """
    notes = []
    if own.lies:
        notes.append(
            f"Page {number}: the file's own text is not what the page shows; the page was read from its picture."
        )
    elif read_anew and own.letters >= ENOUGH and not own.sound and not own.hidden:
        notes.append(f"Page {number}: the file's own text is damaged or poor; the page was read from its picture.")
    if own.unseen:
        some = "1 word is" if own.unseen == 1 else f"{own.unseen} words are"
        off = f", {own.outside} of them off the page" if own.outside else ""
        notes.append(f"Page {number}: {some} written in the file and cannot be seen on the page{off}; left out.")
    return tuple(notes)
