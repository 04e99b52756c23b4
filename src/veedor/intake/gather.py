"""Which files a person means who names files and folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Named:
    """A file to take in, or (`problem`) why it cannot be."""

    path: Path
    problem: str = ""


def gather(paths: Sequence[Path]) -> Iterator[Named]:
    """The files behind `paths`, folders walked in order of names, each file once.

    Hidden files and folders inside a folder are passed over (they are the computer's own). Links inside a folder are
    not followed and say so: a link in a disclosed folder could point anywhere on this machine.
    """
    seen: set[Path] = set()
    for path in paths:
        for named in _walk(path):
            key = named.path.absolute()
            if key not in seen:
                seen.add(key)
                yield named


def _walk(path: Path) -> Iterator[Named]:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield Named(path, f"It cannot be opened: {error.strerror}. Check the path and the rights on it.")
        return
    if not stat.S_ISDIR(mode):
        yield _file(path, mode)
        return
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError as error:
        yield Named(path, f"The folder cannot be opened: {error.strerror}. Check the rights on it.")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield Named(Path(entry.path), "It is a link, and links in folders are not followed. Name the file itself.")
        else:
            yield from _walk(Path(entry.path))


def _file(path: Path, mode: int) -> Named:
    if stat.S_ISREG(mode):
        return Named(path)
    return Named(path, "It is no file but a device, pipe or socket. Copy its content to a file first.")
