"""Keeping the bytes: every file that comes in stands under its SHA-256, whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from veedor.documents.errors import EmptyFileError, LimitExceededError
from veedor.intake.home import Home

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """One original: its hash, its size in bytes, where it stands."""

    sha256: str
    size: int
    path: Path


def keep(source: Path, home: Home, max_bytes: int) -> Kept:
    """Copy the bytes of `source` into the home, unless they are there already.

    The copy is written aside, flushed to the disk and only then renamed to its hash: a kill at any moment leaves
    either the whole original or none. `EmptyFileError`, `LimitExceededError` and `OSError` leave nothing behind.
    """
    if source.stat().st_size > max_bytes:
        raise _too_large(source.stat().st_size, max_bytes)
    digest, size = hashlib.sha256(), 0
    descriptor, aside = tempfile.mkstemp(dir=home.incoming)
    try:
        with os.fdopen(descriptor, "wb") as out, source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > max_bytes:  # a file that grows, or a device that never ends
                    raise _too_large(size, max_bytes)
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if size == 0:
            raise EmptyFileError("The file is empty.", "Ask whoever sent it for the file again.")
        target = home.original(digest.hexdigest())
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            Path(aside).chmod(0o400)
            Path(aside).rename(target)
        return Kept(digest.hexdigest(), size, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(aside).unlink()


def sweep(home: Home) -> None:
    """Remove what a killed run left half-copied or half-unpacked. Only the holder of the home's lock may call it."""
    for left in home.incoming.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def is_intact(home: Home, sha256: str) -> bool:
    """Whether the original stands there and its bytes still have that hash."""
    path = home.original(sha256)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _too_large(size: int, limit: int) -> LimitExceededError:
    return LimitExceededError(
        f"The file is larger than {limit // 1_000_000} MB ({size // 1_000_000} MB or more).",
        "Split it, or raise VEEDOR_MAX_FILE_MB.",
    )
