"""Two readings of one page as one: where the first saw nothing, the words of the second, each in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from veedor.documents.engine import Seen
from veedor.documents.quality import plausible

_WEAK = 0.5
"""The confidence below which a word gives way to a sure one of the other reading."""
_GRID = 16
"""In how many stripes down a page words are looked up."""


def merged(kept: Sequence[Seen], more: Sequence[Seen]) -> list[Seen]:
    """`kept` in its order, with the words of `more` that touch none of it, or only what was hardly read at all.

    A word that continues a line of `kept` joins it; others make lines of their own, after the line above them.
    """
    firm = _Stripes([word for word in kept if word.confidence >= _WEAK])
    taken = [word for word in more if firm.free(word)]
    put = _Stripes(taken)
    lines = lines_of([word for word in kept if word.confidence >= _WEAK or put.free(word)])
    added: set[int] = set()
    for run in _runs(taken):
        home = _line_of(run, lines)
        if home is None:
            line = [replace(run[0], new_line=True, new_block=True), *run[1:]]
            at = place_of(run, lines)
            while at < len(lines) and id(lines[at]) in added and not _before(line, lines[at]):
                at += 1
            lines.insert(at, line)
            added.add(id(line))
        elif id(lines[home]) in added:
            lines[home][:] = sorted([*lines[home], *run], key=lambda s: s.box[0])
        else:
            lines[home] = sorted([*lines[home], *run], key=lambda s: s.box[0])
    out: list[Seen] = []
    for line in lines:
        new_block = any(word.new_block for word in line)
        out.append(replace(line[0], new_line=True, new_block=new_block))
        out.extend(replace(word, new_line=False, new_block=False) for word in line[1:])
    return out


class _Stripes:
    """The words that stand at a height, found without asking all of them."""

    def __init__(self, words: Sequence[Seen]) -> None:
        self._tall = max(1, max((s.box[3] for s in words), default=1) // _GRID)
        self._stripes: dict[int, list[tuple[int, int, int, int]]] = {}
        for word in words:
            for stripe in self._of(word):
                self._stripes.setdefault(stripe, []).append(word.box)

    def _of(self, word: Seen) -> range:
        return range(word.box[1] // self._tall, word.box[3] // self._tall + 1)

    def free(self, word: Seen) -> bool:
        """Whether no word stands where this one does."""
        x0, y0, x1, y1 = word.box
        near = (box for stripe in self._of(word) for box in self._stripes.get(stripe, ()))
        return all(x1 <= a or c <= x0 or y1 <= b or d <= y0 for a, b, c, d in near)


def lines_of(seen: Sequence[Seen]) -> list[list[Seen]]:
    """The words by the lines that the engine saw."""
    lines: list[list[Seen]] = []
    for word in seen:
        if word.new_line or word.new_block or not lines:
            lines.append([])
        lines[-1].append(word)
    return lines


def _runs(words: Sequence[Seen]) -> list[list[Seen]]:
    """The words by lines: those that stand beside one another and follow one another."""
    runs: list[list[Seen]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last is None or word.new_line or word.new_block or not _beside(last, word, 3.0):
            runs.append([replace(word, new_line=True)])
        else:
            runs[-1].append(replace(word, new_line=False, new_block=False))
    return runs


def _height(word: Seen) -> int:
    return max(1, word.box[3] - word.box[1])


def _beside(one: Seen, other: Seen, far: float) -> bool:
    """Whether two words stand in one line, not further apart than `far` times their height."""
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    least, most = sorted((_height(one), _height(other)))
    gap = max(one.box[0], other.box[0]) - min(one.box[2], other.box[2])
    return shared > 0.5 * least and most < 2.5 * least and gap < far * most


def _before(one: Sequence[Seen], other: Sequence[Seen]) -> bool:
    """Whether a line comes before another: above it, or left of it in the same row."""
    first, second = one[0].box, other[0].box
    if (first[1] + first[3]) // 2 >= second[3]:
        return False
    return first[3] <= (second[1] + second[3]) // 2 or first[0] < second[0]


def sure_words(seen: Sequence[Seen], least: float) -> list[Seen]:
    """What of a reading is good enough to be added to another: sure words, and the rest of the lines that are sure."""
    sure: list[Seen] = []
    for line in lines_of(seen):
        sound = [word for word in line if plausible(word.text)]
        letters = sum(len(word.text) for word in line)
        mean = sum(word.confidence * len(word.text) for word in sound) / letters
        if mean >= least - 0.05 and letters >= 12:
            sure.extend(w for w in sound if w.confidence >= (_WEAK if len(w.text) > 2 else least))
        else:
            sure.extend(word for word in sound if word.confidence >= least and len(word.text) > 1)
    return sure


def _line_of(run: Sequence[Seen], lines: Sequence[Sequence[Seen]]) -> int | None:
    """The line that the run continues, at either end or in a gap."""
    best: tuple[int, int] | None = None
    for number, line in enumerate(lines):
        for word in line:
            for end in (run[0], run[-1]):
                if _beside(word, end, 3.0):
                    gap = max(word.box[0], end.box[0]) - min(word.box[2], end.box[2])
                    best = min(best, (gap, number)) if best else (gap, number)
    return best[1] if best else None


def place_of(run: Sequence[Seen], lines: Sequence[Sequence[Seen]]) -> int:
    """After the nearest line above that shares some of the run's breadth; else before the first line below."""
    left, right, middle = run[0].box[0], run[-1].box[2], (run[0].box[1] + run[0].box[3]) // 2
    above: tuple[int, int] | None = None
    for number, line in enumerate(lines):
        for x0, _, x1, bottom in (word.box for word in line):
            if bottom <= middle and min(right, x1) > max(left, x0) and (above is None or bottom >= above[0]):
                above = bottom, number
    if above is not None:
        return above[1] + 1
    below = (n for n, line in enumerate(lines) if min(s.box[1] for s in line) >= run[0].box[3])
    return next(below, len(lines))


def heaviest(readings: Sequence[Sequence[Seen]]) -> list[Seen]:
    """Several readings of one line as one: the words that do not overlap and weigh most together, from the left.

    A word weighs by its letters and the engine's confidence; one that two readings agree on, the more; one that looks
    like no word, hardly anything.
    """
    words = sorted((word for reading in readings for word in reading), key=lambda w: (w.box[2], w.box[0]))
    said = Counter((word.text, round((word.box[0] + word.box[2]) / (4 * _height(word)))) for word in words)
    best: list[tuple[float, int, int]] = []
    """For each word the weight of the best sequence that ends with it, the one before it, and its own place."""
    for at, word in enumerate(words):
        agreed = said[word.text, round((word.box[0] + word.box[2]) / (4 * _height(word)))]
        sound = 1.0 if plausible(word.text) else 0.2
        own = max(0.01, word.confidence - 0.3) * len(word.text) * sound * (1.0 + 0.4 * (agreed - 1))
        before = max(((best[n][0], n) for n in range(at) if _leaves_room(words[n], word)), default=(0.0, -1))
        best.append((own + before[0], before[1], at))
    out: list[Seen] = []
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    while at >= 0:
        out.append(words[at])
        at = best[at][1]
    out.reverse()
    return [replace(word, new_line=n == 0, new_block=False) for n, word in enumerate(out)]


def _leaves_room(one: Seen, other: Seen) -> bool:
    """Whether the other word begins after the one, but for a sliver."""
    least = min(one.box[2] - one.box[0], other.box[2] - other.box[0])
    return other.box[0] >= one.box[2] - 0.2 * least
