"""Pages read by the workers of a dask cluster: the same sandboxed reader, on their machines.

The cluster keeps nothing: what is read is in the database when it has come back, and what was under way when anything
is lost is read again. The files are not sent. Every worker has to see the data folder under the same path, and to run
the same version of Veedor. The workers' functions at the end of this module know no database.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Hashable, Sequence
from concurrent.futures import CancelledError, Executor, Future
from pathlib import Path
from typing import Any

import veedor
from veedor.documents import PageResult, PageTask, Slot
from veedor.documents.errors import ReaderFailedError
from veedor.intake.home import Home
from veedor.intake.pool import PoolError

_PATIENCE = 10
"""Seconds in which a scheduler has to answer."""
_LOOK_AGAIN = 5
"""Seconds after which the list of workers is looked at again."""
_ALONE = 300
"""Seconds without any worker after which nobody waits for one."""
_IDLE = 60
"""Seconds after which a worker ends a process that nobody asks anything."""


class DaskPool:
    """The threads of all workers of the scheduler at `address` (`tcp://host:port`), each a slot.

    `PoolError` when the scheduler cannot be reached, has no worker, or a worker runs another version of Veedor or does
    not see the data folder.
    """

    def __init__(self, address: str, home: Home) -> None:
        from distributed import Client

        self._address = address
        try:
            client: Any = Client  # it has no types
            self._client = client(address, timeout=_PATIENCE, set_as_default=False, name="veedor")
        except (OSError, ValueError, TypeError) as error:  # its own time-out is an OSError
            raise PoolError(
                f"The scheduler {address} cannot be reached. Check the address (tcp://host:port) and that it runs."
            ) from error
        self._session = secrets.token_hex(8)
        self._executors: dict[Hashable, Executor] = {}
        self._slots: list[Hashable] = []
        self._looked = self._had_workers = -float("inf")
        try:
            self._check(home)
        except BaseException:
            self.close()
            raise

    def slots(self) -> Sequence[Hashable]:
        """One a thread of each worker that there is now."""
        if time.monotonic() - self._looked > _LOOK_AGAIN:
            workers = self._workers()
            self._slots = [(address, at) for address, threads in workers.items() for at in range(threads)]
            self._looked = time.monotonic()
            if workers:
                self._had_workers = self._looked
            elif self._looked - self._had_workers > _ALONE:
                raise PoolError(f"All workers of the scheduler {self._address} are gone. {_GO_ON}")
        return self._slots

    def submit(self, slot: Hashable, task: PageTask) -> Future[PageResult]:
        """Have the page read by that worker; by another where it is gone, for a few times."""
        assert isinstance(slot, tuple)
        if slot not in self._executors:
            self._executors[slot] = self._client.get_executor(workers=[slot[0]], allow_other_workers=True, pure=False)
        there = self._executors[slot].submit(read_there, self._session, slot, veedor.__version__, task)
        here: Future[PageResult] = Future()
        there.add_done_callback(lambda done: _pass_on(done, here, task.number, self._address))
        return here

    def close(self) -> None:
        """End what the workers do for us, and part from the scheduler."""
        with contextlib.suppress(Exception):  # whoever is gone has ended it
            self._client.run(forget_there, self._session, on_error="ignore")
        with contextlib.suppress(Exception):
            self._client.close(timeout=_PATIENCE)

    def _workers(self) -> dict[str, int]:
        if self._client.status != "running":
            raise _gone(self._address)
        known = self._client.scheduler_info(n_workers=-1)["workers"]
        return {address: int(worker["nthreads"]) for address, worker in known.items()}

    def _check(self, home: Home) -> None:
        with contextlib.suppress(Exception):
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        if not self._workers():
            raise PoolError(f"The scheduler {self._address} has no workers. Start some: dask worker {self._address}")
        probe = home.incoming / f"shared-{self._session}"
        probe.write_text(self._session, encoding="ascii")
        try:
            told: dict[str, Any] = self._client.run(look_there, str(probe), on_error="return")
        finally:
            probe.unlink()
        for worker, said in sorted(told.items()):
            if not isinstance(said, tuple):
                raise PoolError(f"The worker {worker} does not run Veedor {veedor.__version__} ({said!r}). Install it.")
            version, seen = said
            if version != veedor.__version__:
                raise PoolError(_other_version(worker, version))
            if seen != self._session:
                raise PoolError(_not_shared(worker, home.root))


def _pass_on(there: Future[PageResult], here: Future[PageResult], number: int, address: str) -> None:
    """Turn what dask says of a task into what a pool says."""
    try:
        here.set_result(there.result())
    except PoolError as error:
        here.set_exception(error)
    except CancelledError:
        here.set_exception(_gone(address))
    except Exception as error:  # noqa: BLE001 - dask has an exception of its own for each way of losing a worker
        lost = ReaderFailedError(
            f"The workers that read it were lost ({type(error).__name__}).", "Ingest the file again with --retry."
        )
        here.set_result(PageResult(number, error=lost))


_GO_ON = "What was read is kept; run the same command again to go on."


def _gone(address: str) -> PoolError:
    return PoolError(f"The scheduler {address} was lost. {_GO_ON}")


def _other_version(worker: str, version: str) -> str:
    return (
        f"The worker {worker} runs Veedor {version}, and this is {veedor.__version__}. Install the same everywhere: "
        "pages of one document have to be read by one version."
    )


def _not_shared(worker: str, folder: Path) -> str:
    return (
        f"The worker {worker} does not see the data folder {folder}. It has to be shared (NFS or the like) and stand "
        "under the same path on every machine."
    )


# ---------------------------------------------------------------- what runs on the workers' machines


class _Kept:
    """A slot on a worker, ended when nobody asked it anything for a while: whoever did may be gone."""

    def __init__(self) -> None:
        self.slot = Slot()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def read(self, task: PageTask) -> PageResult:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            try:
                return self.slot.read(task)
            finally:
                self._timer = threading.Timer(_IDLE, self._close)
                self._timer.daemon = True
                self._timer.start()

    def _close(self) -> None:
        with self._lock:
            self.slot.close()

    def stop(self) -> None:
        self.slot.stop()
        self._close()


_KEPT: dict[tuple[str, Hashable], _Kept] = {}


def look_there(probe: str) -> tuple[str, str]:
    """The worker's version of Veedor, and what it sees in the file at that path (nothing where there is none)."""
    try:
        return veedor.__version__, Path(probe).read_text(encoding="ascii")
    except (OSError, ValueError):
        return veedor.__version__, ""


def read_there(session: str, slot: Hashable, version: str, task: PageTask) -> PageResult:
    """Read one page on a worker. `PoolError` where it may not: it came later than the others were checked."""
    if version != veedor.__version__:
        raise PoolError(_other_version("that came later", veedor.__version__))
    if not task.path.is_file():
        raise PoolError(_not_shared("that was given a page", task.path.parents[3]))
    return _KEPT.setdefault((session, slot), _Kept()).read(task)


def forget_there(session: str) -> None:
    """End all that the worker keeps open for that run."""
    for key in [key for key in _KEPT if key[0] == session]:
        _KEPT.pop(key).stop()
