"""Who reads pages: processes on this machine, or those of a dask cluster (`veedor.intake.cluster`), behind one face."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from veedor.documents import PageResult, PageTask, Slot


class PoolError(RuntimeError):
    """Nobody can read pages, or nobody can any more; the text says why and what to do."""


class Pool(Protocol):
    """Reads pages, one in each of its slots at a time."""

    def slots(self) -> Sequence[Hashable]:
        """Those that there are now: a cluster may grow and shrink. `PoolError` when it is gone."""

    def submit(self, slot: Hashable, task: PageTask) -> Future[PageResult]:
        """Have the page read in that slot, where the process that read the last page of the same file is still open.

        What is wrong with the file is in the result. The future raises `PoolError` when nobody can read on.
        """

    def close(self) -> None:
        """Stop whatever is under way and let go of everything."""


class LocalPool:
    """So many sandboxed processes on this machine, each driven by a thread of ours that waits for it."""

    def __init__(self, workers: int) -> None:
        self._slots = [Slot() for _ in range(workers)]
        # a thread each, for its whole life: a process behind walls dies with the thread that started it
        self._threads = [ThreadPoolExecutor(1, thread_name_prefix="veedor-page") for _ in range(workers)]

    def slots(self) -> Sequence[Hashable]:
        """As many as were asked for."""
        return range(len(self._slots))

    def submit(self, slot: Hashable, task: PageTask) -> Future[PageResult]:
        """Have the page read."""
        assert isinstance(slot, int)
        return self._threads[slot].submit(self._slots[slot].read, task)

    def close(self) -> None:
        """Kill what is being read."""
        for slot in self._slots:
            slot.stop()
        for thread, slot in zip(self._threads, self._slots, strict=True):
            thread.shutdown(cancel_futures=True)
            slot.close()
