"""Phrases as data: named lists of patterns, found fast in very long texts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

_PLAIN = re.compile(r"(?:[a-z0-9 \"/%,:'-]|\\\.)+")
_WORD = re.compile(r"[^\W_]+")
_BEGINNING = 5
"""How many letters of a phrase's first word are looked up among those of a text."""
_SOFTENS = frozenset("?*{+")


class Phrase:
    """One pattern over folded text that begins with plain characters.

    Those are looked for first, at the speed of `str.find`; the pattern is tried only where they stand at the
    beginning of a word. So the time to look for a phrase grows with the text and with nothing else.
    """

    __slots__ = ("begins", "head", "pattern")

    def __init__(self, source: str) -> None:
        match = _PLAIN.match(source)
        head = match.group() if match else ""
        if head and len(head) < len(source) and source[len(head)] in _SOFTENS:
            head = head[: -2 if head.endswith("\\.") else -1]
        head = head.replace("\\.", ".")
        if len(head) < 2:
            raise ValueError(f"a phrase begins with two plain characters at least: {source!r}")
        if _has_bar_outside_brackets(source):
            raise ValueError(f"a phrase has no alternatives at its top, write two phrases: {source!r}")
        self.head = head
        word = _WORD.match(head)
        self.begins = word.group()[:_BEGINNING] if word else ""
        self.pattern = re.compile(source)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Every match from left to right, at the beginnings of words, not overlapping."""
        stop = len(text) if end is None else end
        word = self.head[0].isalnum()
        at = text.find(self.head, start, stop)
        while at >= 0:
            match = None
            if not word or at == 0 or not text[at - 1].isalnum():
                match = self.pattern.match(text, at, stop)
            if match:
                yield match
            at = text.find(self.head, max(at + 1, match.end() if match else 0), stop)


def _has_bar_outside_brackets(source: str) -> bool:
    depth, skip = 0, False
    for char in source:
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "|" and depth == 0:
            return True
    return False


_NEVER = re.compile(r"(?!)")


class Lexicon:
    """The phrases of a country by name (`modality.franco`). A name that it does not have is never found in a text."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], patterns: Mapping[str, str] | None = None) -> None:
        self._text: str | None = None
        self._begun: set[str] = set()
        self._there: dict[str, tuple[Phrase, ...]] = {}
        self._patterns: Mapping[str, re.Pattern[str]] = {
            name: re.compile(source) for name, source in (patterns or {}).items()
        }
        self._phrases = {name: tuple(Phrase(source) for source in sources) for name, sources in phrases.items()}

    @classmethod
    def load(cls, package: str, *file_names: str, patterns: str = "") -> Lexicon:
        """The lexicon of TOML files in a package: tables of tables of lists of phrases, and one of single patterns."""
        phrases: dict[str, Sequence[str]] = {}
        for file_name in file_names:
            _flatten(tomllib.loads((files(package) / file_name).read_text(encoding="utf-8")), "", phrases)
        single: dict[str, str] = {}
        if patterns:
            groups = tomllib.loads((files(package) / patterns).read_text(encoding="utf-8"))
            single = {
                f"{group}.{name}": str(source) for group, table in groups.items() for name, source in table.items()
            }
        return cls(phrases, single)

    def over(self, text: str) -> Lexicon:
        """The same lexicon for one text in which much is looked for: what does not stand in it is asked for once."""
        return _Bound(self._phrases, self._patterns, text)

    def _of(self, name: str, text: str) -> tuple[Phrase, ...]:
        """The phrases of that name that can stand in `text`, or more."""
        if text is not self._text:
            return self._phrases.get(name, ())
        if name not in self._there:
            begun = self._begun
            self._there[name] = tuple(phrase for phrase in self._phrases.get(name, ()) if phrase.begins in begun)
        return self._there[name]

    def pattern(self, name: str) -> re.Pattern[str]:
        """The single pattern of that name, for short stretches of text: it is not looked for fast."""
        return self._patterns.get(name, _NEVER)

    def all_names(self) -> frozenset[str]:
        """Every name that it has, of phrases and of single patterns."""
        return frozenset((*self._phrases, *self._patterns))

    def sources(self) -> list[str]:
        """Every phrase as it is written, each once: what tests and measurements go through."""
        return list(dict.fromkeys(phrase.pattern.pattern for several in self._phrases.values() for phrase in several))

    def names(self, group: str) -> list[str]:
        """The last parts of all names `group.…`, in the order of the file."""
        return [name[len(group) + 1 :] for name in self._phrases if name.startswith(group + ".")]

    def find(self, name: str, text: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
        """Every match of any pattern of that name in `text[start:end]`, sorted, the longest where two overlap."""
        start, stop = max(0, start), len(text) if end is None else end
        found = [
            match
            for phrase in self._of(name, text)
            if text.find(phrase.head, start, stop) >= 0
            for match in phrase.finditer(text, start, stop)
        ]
        found.sort(key=lambda m: (m.start(), -m.end()))
        kept: list[re.Match[str]] = []
        for match in found:
            if not kept or match.start() >= kept[-1].end():
                kept.append(match)
        return kept

    def first(self, name: str, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first of `find`, or None."""
        best: re.Match[str] | None = None
        start, stop = max(0, start), len(text) if end is None else end
        for phrase in self._of(name, text):
            # only what begins before the best so far is of interest
            last = stop if best is None else min(stop, best.start() + len(phrase.head) - 1)
            if text.find(phrase.head, start, last) >= 0:
                match = next(phrase.finditer(text, start, stop), None)
                if match and (best is None or match.start() < best.start()):
                    best = match
        return best

    def has(self, name: str, text: str, start: int = 0, end: int | None = None) -> bool:
        """Whether any pattern of that name stands in `text[start:end]`."""
        start, stop = max(0, start), len(text) if end is None else end
        return any(
            text.find(phrase.head, start, stop) >= 0 and next(phrase.finditer(text, start, stop), None)
            for phrase in self._of(name, text)
        )

    def at(self, name: str, text: str, start: int, end: int | None = None) -> re.Match[str] | None:
        """The longest match of that name that begins exactly at `start`."""
        stop = len(text) if end is None else end
        found = [
            match
            for phrase in self._phrases.get(name, ())
            if text.startswith(phrase.head, start) and (match := phrase.pattern.match(text, start, stop))
        ]
        return max(found, key=lambda m: m.end(), default=None)


class _Bound(Lexicon):
    """A lexicon for one text: phrases that begin with a word whose beginning stands nowhere in it are passed over."""

    def __init__(
        self, phrases: dict[str, tuple[Phrase, ...]], patterns: Mapping[str, re.Pattern[str]], text: str
    ) -> None:
        self._phrases, self._patterns, self._text = phrases, patterns, text
        words = {word[:_BEGINNING] for word in _WORD.findall(text)}
        self._begun = {word[:size] for word in words for size in range(_BEGINNING + 1)} | {""}
        self._there = {}


def _flatten(table: Mapping[str, object], prefix: str, into: dict[str, Sequence[str]]) -> None:
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            _flatten(value, name, into)
        elif isinstance(value, list):
            into[name] = [str(item) for item in value]
        else:
            raise TypeError(f"{name} is neither a table nor a list of patterns")
