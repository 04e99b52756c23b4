"""What lies inside a container: written out one by one, within limits, under names that mean nothing to the disk."""

from __future__ import annotations

import contextlib
import io
import lzma
import struct
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import IO

from veedor.documents.errors import (
    EncryptedFileError,
    LimitExceededError,
    ReaderFailedError,
    TruncatedFileError,
    UnreadableError,
    UnsafeArchiveError,
)
from veedor.documents.limits import MEGABYTE, Limits

_CHUNK = 1 << 18
DAMAGE = (
    zipfile.BadZipFile,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    KeyError,
)
"""What the standard library raises when a member is damaged, packed in an unknown way or encrypted."""
_JUNK = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Member:
    """One thing inside a container: its name as the container says, and its bytes' path or what is wrong with it."""

    name: str
    path: Path | None = None
    error: UnreadableError | None = None


class MemberWriter:
    """Writes members into a folder as `0`, `1`, …; counts what the whole container unpacks to."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._count = 0
        self._total = 0

    def write(self, name: str, chunks: Iterator[bytes], packed: int | None) -> Member:
        """Write one member; `packed` is its size inside the container, where that is known.

        A member that unpacks to too many times its packed size is refused; a container that holds too much in all,
        or too many members, ends with an exception: it has to be looked at by a person.
        """
        self._count += 1
        if self._count > self._limits.members:
            raise LimitExceededError(
                f"There are more than {self._limits.members} files inside.", "Raise VEEDOR_MAX_MEMBERS to read them."
            )
        path = self._folder / str(self._count)
        size = 0
        # a small member may shrink a lot without harm: only from a megabyte on is a ratio a bomb's
        allowed = None if packed is None else max(MEGABYTE, packed * self._limits.ratio)
        try:
            with path.open("wb") as out:
                for chunk in chunks:
                    size += len(chunk)
                    self._total += len(chunk)
                    if allowed is not None and size > allowed:
                        raise UnsafeArchiveError(
                            f"It unpacks to more than {self._limits.ratio} times its size: a decompression bomb.",
                            "It was not unpacked. Ask the sender what it is.",
                        )
                    if self._total > self._limits.unpacked_mb * MEGABYTE:
                        raise LimitExceededError(
                            f"The container unpacks to more than {self._limits.unpacked_mb} MB.",
                            "Unpack it by hand, or raise VEEDOR_MAX_UNPACKED_MB.",
                        )
                    _put(out, chunk)
        except UnsafeArchiveError as error:
            path.unlink()
            return Member(name, error=error)
        return Member(name, path)


def _put(out: IO[bytes], chunk: bytes) -> None:
    try:
        out.write(chunk)
    except OSError as error:
        raise ReaderFailedError(
            f"What is inside could not be written: {error.strerror or error}.", "Make room, then use --retry."
        ) from error


@contextlib.contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """The ZIP at `path`, opened; an exception of `DAMAGE` where it is none.

    Names that claim to be UTF-8 and are not do no harm: what is wrong in them becomes U+FFFD.
    """
    with contextlib.ExitStack() as open_now:
        claims: dict[int, int] = {}
        try:
            archive = open_now.enter_context(zipfile.ZipFile(path))
        except UnicodeDecodeError:
            # the library gives the whole archive up for one such name: the claim is taken off the names that break it
            claims = _false_claims(path)
            archive = open_now.enter_context(zipfile.ZipFile(open_now.enter_context(_Mended(path, claims))))
        for info in archive.infolist() if claims else ():
            if info.header_offset + _FLAGS_LOCAL in claims:
                info.filename = info.filename.encode("cp437", errors="replace").decode("utf-8", errors="replace")
        yield archive


_FLAGS_LOCAL, _FLAGS_CENTRAL, _NAME, _UTF8 = 7, 9, 46, 0x08
"""Where the byte with the claim stands in a member's own head and in the list, where the name stands in the list, and
the claim (APPNOTE.TXT 4.3.7, 4.3.12, 4.4.4)."""


class _Mended(io.FileIO):
    """A file that is read as if some bytes in it, by their offsets, were others."""

    def __init__(self, path: Path, instead: dict[int, int]) -> None:
        super().__init__(path)
        self._instead = instead
        self._offsets = sorted(instead)

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file."""
        at = self.tell()
        data = bytearray(super().read(-1 if size is None else size) or b"")
        for offset in self._offsets[bisect_left(self._offsets, at) : bisect_left(self._offsets, at + len(data))]:
            data[offset - at] = self._instead[offset]
        return bytes(data)


def _false_claims(path: Path) -> dict[int, int]:
    """Where names of members say that they are UTF-8 and are not, and the byte that makes no such claim."""
    claims: dict[int, int] = {}
    with path.open("rb") as file:
        start = max(0, file.seek(0, io.SEEK_END) - 66_000)  # the end record and the longest comment
        file.seek(start)
        tail = file.read()
        end = tail.rfind(b"PK\x05\x06")
        if not 0 <= end <= len(tail) - 22:
            return {}
        length, offset = struct.unpack_from("<LL", tail, end + 12)
        listed = start + end - length
        shift = listed - offset  # what stands before the archive, in one that unpacks itself
        if listed < 0:
            return {}
        file.seek(listed)
        data = file.read(length)
        at = 0
        while data[at : at + 4] == b"PK\x01\x02" and at + _NAME <= len(data):
            name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
            flags = data[at + _FLAGS_CENTRAL]
            if flags & _UTF8 and not _is_utf8(data[at + _NAME : at + _NAME + name]):
                own = struct.unpack_from("<L", data, at + 42)[0] + shift + _FLAGS_LOCAL
                claims[listed + at + _FLAGS_CENTRAL] = flags & ~_UTF8
                file.seek(max(0, own))
                claims[own] = (file.read(1) or b"\0")[0] & ~_UTF8
            at += _NAME + name + extra + comment
    return claims


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def unpack_zip(path: Path, writer: MemberWriter) -> Iterator[Member]:
    """The members of a ZIP. One that is damaged, encrypted, a link or named outside the archive is a line, not an end.

    `TruncatedFileError` when the archive itself is damaged, `LimitExceededError` when it holds too much.
    """
    with contextlib.ExitStack() as open_now:
        try:
            archive = open_now.enter_context(open_zip(path))
        except DAMAGE as error:
            raise TruncatedFileError("The archive is broken off or damaged.", "Ask for the file again.") from error
        for info in archive.infolist():
            parts = PurePosixPath(info.filename.replace("\\", "/")).parts
            # the library's own is_dir trips over a member without a name
            if info.filename.endswith("/") or (parts and (parts[-1].lower() in _JUNK or "__MACOSX" in parts)):
                continue
            yield _one(archive, info, parts, writer)


def _one(archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: tuple[str, ...], writer: MemberWriter) -> Member:
    name = info.filename
    if not parts or ".." in parts or parts[0] in {"/", "\\"} or ":" in parts[0]:
        hint = "It was not unpacked. Ask the sender what it is."
        return Member(name, error=UnsafeArchiveError("Its name leads outside the archive.", hint))
    if S_ISLNK(info.external_attr >> 16):
        return Member(name, error=UnsafeArchiveError("It is a link, and links in archives are not followed."))
    if info.flag_bits & 0x1:
        hint = "Unpack it with its password and send the file itself."
        return Member(name, error=EncryptedFileError("It needs a password.", hint))
    try:
        return writer.write(name, _chunks(archive, info), packed=max(1, info.compress_size))
    except UnreadableError:
        raise
    except MemoryError:
        return Member(name, error=LimitExceededError("It needs more memory than allowed.", "Unpack it by hand."))
    except DAMAGE:
        return Member(name, error=TruncatedFileError("It is damaged inside the archive.", "Ask for it again."))


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            yield chunk
