"""A folder of reviewed data as entries with their places in the files: read, and found fault with in whole sentences.

Two forms say the same: YAML, which people edit, and JSON lines (one entry a line), which programs write by the
hundred thousand and which is read without holding it all. Every scalar is text; what it means is for its field to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from veedor.register.facts.kinds import FILES, Kind

SOURCES = "sources"
"""The file of the publications that the facts cite."""
LARGEST = 20_000_000
"""Bytes of a YAML file: it is held in memory whole. What is larger has to be JSON lines."""
DEEPEST = 12
"""How deep lists and mappings may nest."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the data: a file and its line, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where."""

    place: Place
    entry: str
    """The entry's id, as far as it has one."""
    field: str
    problem: str

    def __str__(self) -> str:
        names = " · ".join(part for part in (self.entry, self.field) if part)
        return f"{self.place}: {names}: {self.problem}" if names else f"{self.place}: {self.problem}"


class DataError(ValueError):
    """Data that cannot be used; `faults` says what is wrong with which rows."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(str(fault) for fault in faults[:3]))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a file as it stands there: text, lists and mappings, with the lines of its facts."""

    kind: str
    """A kind's name, or `source`."""
    place: Place
    data: dict[str, Any]
    lines: tuple[int, ...]
    """The line of each of its `facts`."""


def files_of(folder: Path) -> list[Path]:
    """The data files of a folder, in the order in which they are loaded; `DataError` for a folder without any.

    A file with a name that no kind has is a fault: it would be left out in silence.
    """
    found = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".jsonl"}) if folder.is_dir() else []
    if not found:
        raise DataError([Fault(Place(str(folder), 0), "", "", "holds no data files (*.yaml, *.jsonl)")])
    order = [SOURCES, *FILES]
    for path in found:
        if path.stem not in order:
            known = ", ".join(order)
            raise DataError([Fault(Place(path.name, 0), "", "", f"is the file of no kind; there are {known}")])
    return sorted(found, key=lambda path: (order.index(path.stem), path.name))


def entries_of(path: Path) -> Iterator[Entry]:
    """The entries of one file; `DataError` when it is no list of mappings with an id."""
    kind = "source" if path.stem == SOURCES else FILES[path.stem].name
    yield from _of_lines(path, kind) if path.suffix == ".jsonl" else _of_yaml(path, kind)


def kind_of(entry: Entry) -> Kind | None:
    """The kind of an entry; None for a source."""
    return next((kind for kind in FILES.values() if kind.name == entry.kind), None)


def _of_lines(path: Path, kind: str) -> Iterator[Entry]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            place = Place(path.name, number)
            try:
                data = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
            except (ValueError, RecursionError) as error:
                raise DataError([Fault(place, "", "", f"is no JSON ({error})")]) from error
            facts = data.get("facts", []) if isinstance(data, dict) else []
            yield _entry(kind, place, _worded(data), tuple(number for _ in facts))


def _worded(data: Any) -> Any:
    """JSON's `true` as the text that YAML has it as."""
    if isinstance(data, dict):
        return {key: _worded(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_worded(value) for value in data]
    return {True: "true", False: "false", None: ""}[data] if isinstance(data, bool) or data is None else data


def _of_yaml(path: Path, kind: str) -> Iterator[Entry]:
    if path.stat().st_size > LARGEST:
        problem = f"is larger than {LARGEST} bytes; write it as JSON lines ({path.stem}.jsonl)"
        raise DataError([Fault(Place(path.name, 0), "", "", problem)])
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        told = getattr(error, "problem", None) or type(error).__name__
        raise DataError([Fault(Place(path.name, line), "", "", f"is no YAML ({told})")]) from error
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        raise DataError([Fault(Place(path.name, 1), "", "", "has to be a list of entries")])
    seen: set[int] = set()
    for node in root.value:
        place = Place(path.name, node.start_mark.line + 1)
        data = _plain(node, path.name, seen)
        yield _entry(kind, place, data, _fact_lines(node))


def _fact_lines(node: yaml.Node) -> tuple[int, ...]:
    if not isinstance(node, yaml.MappingNode):
        return ()
    for key, value in node.value:
        if key.value == "facts" and isinstance(value, yaml.SequenceNode):
            return tuple(item.start_mark.line + 1 for item in value.value)
    return ()


def _plain(node: yaml.Node, file: str, seen: set[int], depth: int = 0) -> Any:
    """Text, lists and mappings; no tags, no anchors (a few lines of them can stand for gigabytes)."""
    place = Place(file, node.start_mark.line + 1)
    if depth > DEEPEST:
        raise DataError([Fault(place, "", "", f"nests deeper than {DEEPEST}")])
    if id(node) in seen:
        raise DataError([Fault(place, "", "", "uses an anchor (&, *); write it out")])
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, file, seen, depth + 1) for item in node.value]
    made: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise DataError([Fault(place, "", "", "a key has to be text")])
        if key.value in made:
            raise DataError([Fault(Place(file, key.start_mark.line + 1), "", key.value, "stands there twice")])
        made[str(key.value)] = _plain(value, file, seen, depth + 1)
    return made


def _entry(kind: str, place: Place, data: Any, lines: tuple[int, ...]) -> Entry:
    if not isinstance(data, dict) or not isinstance(data.get("id"), str) or not data["id"]:
        raise DataError([Fault(place, "", "id", "an entry has to be a mapping with an id")])
    return Entry(kind, place, data, lines)
