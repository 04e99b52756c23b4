"""A parser with a known fault behind four bytes: what shows that the fuzzer is led by what its inputs reach.

By chance alone, one input in four thousand million would find it.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.fuzz.targets import Parse, Target


def _toy(data: bytes) -> None:
    if len(data) < 4 or data[0] != 0x56:
        return
    if data[1] == 0xE5 and data[2] == 0xED and data[3] == 0x0D:
        raise RuntimeError("the planted fault")


def _ready() -> Parse:
    return _toy


def _seeds() -> Iterator[bytes]:
    yield b"abcdefgh"


PLANTED = Target("planted", _ready, _seeds, (), 200_000, 16)
