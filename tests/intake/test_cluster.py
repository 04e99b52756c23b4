"""The same pages by a dask cluster: what it reads, what it refuses, and what losing workers does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.documents import made
from tests.intake.folder import AGREEMENT, fill, pdf, state_of
from veedor.documents import HEAD, Limits, PageResult, PageTask
from veedor.intake import cluster
from veedor.intake.cluster import DaskPool, look_there, read_there
from veedor.intake.home import Home
from veedor.intake.pool import LocalPool, Pool, PoolError

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def dask_cluster() -> Iterator[Any]:
    """Two workers on this machine."""
    from distributed import LocalCluster

    options = {"processes": True, "n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(host="127.0.0.1", **options) as made_here:
        yield made_here


def _veedor(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VEEDOR_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "veedor", "--home", str(home), "ingest", *words],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def _task(path: Path, number: int) -> PageTask:
    return PageTask(path, path.name, number, Limits())


def _original(home: Path, tmp_path: Path, pages: int) -> Path:
    """A PDF of so many pages where originals stand."""
    path = home / "originals" / "ab" / "cd" / "abcd"
    path.parent.mkdir(parents=True)
    made.pdf(path)
    return made.change(path, lambda p: [p.pages.append(p.pages[0]) for _ in range(pages - 1)])


@pytest.mark.slow
def test_a_cluster_makes_the_register_that_this_machine_makes(dask_cluster: Any, tmp_path: Path) -> None:
    """The same report and the same register, to the letter."""
    folder = fill(tmp_path / "f")
    (folder / "larga.pdf").write_bytes(pdf(AGREEMENT.splitlines(), pages=12))
    here = _veedor(tmp_path / "here", str(folder))
    there = _veedor(tmp_path / "there", "--scheduler", dask_cluster.scheduler_address, str(folder))
    assert "Traceback" not in there.stderr
    assert (there.returncode, there.stdout) == (here.returncode, here.stdout)
    assert state_of(tmp_path / "there") == state_of(tmp_path / "here")


def _answers(pool: Pool, path: Path, numbers: range) -> list[PageResult]:
    futures: list[Future[PageResult]] = []
    for number in numbers:
        slots = pool.slots()
        futures.append(pool.submit(slots[number % len(slots)], _task(path, number)))
    return [future.result(timeout=100) for future in futures]


def test_both_pools_give_the_same_pages(dask_cluster: Any, home: Path, tmp_path: Path) -> None:
    """One face: whoever asks cannot tell which it is."""
    path = _original(home, tmp_path, 5)
    here, there = LocalPool(2), DaskPool(dask_cluster.scheduler_address, Home.from_env())
    assert len(here.slots()) == len(there.slots()) == 2
    try:
        mine, theirs = _answers(here, path, range(HEAD, 6)), _answers(there, path, range(HEAD, 6))
    finally:
        here.close()
        there.close()
    assert [replace(result, seconds=0) for result in mine] == [replace(result, seconds=0) for result in theirs]
    assert list(Home.from_env().incoming.iterdir()) == []


def test_a_lost_worker_loses_no_page(dask_cluster: Any, home: Path, tmp_path: Path) -> None:
    """What it was reading is read by another."""
    path = _original(home, tmp_path, 12)
    pool = DaskPool(dask_cluster.scheduler_address, Home.from_env())
    try:
        futures = [pool.submit(pool.slots()[number % 2], _task(path, number)) for number in range(1, 13)]
        os.kill(next(iter(dask_cluster.workers.values())).pid, signal.SIGKILL)
        assert all(future.result(timeout=100).page is not None for future in futures)
        deadline = time.monotonic() + 60
        while len(pool.slots()) < 2 and time.monotonic() < deadline:  # its nanny starts another
            time.sleep(0.2)
        assert len(pool.slots()) == 2
    finally:
        pool.close()


def test_a_page_that_kills_workers_is_lost_alone(dask_cluster: Any) -> None:
    """dask gives a task up after a few workers: that is a result, not the end of the run."""
    lost: Future[PageResult] = Future()
    there: Future[PageResult] = Future()
    there.set_exception(type("KilledWorker", (Exception,), {})("a task"))
    cluster._pass_on(there, lost, 7, "tcp://x")
    result = lost.result()
    assert (result.number, result.page, result.whole) == (7, None, False)
    assert "were lost (KilledWorker)" in str(result.error)


def test_a_lost_scheduler_ends_the_run_with_a_sentence() -> None:
    """What was read is kept; there is nobody to ask for more."""
    lost: Future[PageResult] = Future()
    there: Future[PageResult] = Future()
    there.cancel()
    there.set_running_or_notify_cancel()
    cluster._pass_on(there, lost, 7, "tcp://x")
    with pytest.raises(PoolError, match="run the same command again"):
        lost.result()


def test_a_scheduler_that_is_not_there_is_said(home: Path, tmp_path: Path) -> None:
    """With the address and what to check, on the command line as well."""
    done = _veedor(tmp_path / "home", "--scheduler", "tcp://127.0.0.1:1", str(tmp_path))
    assert done.returncode == 4
    assert "tcp://127.0.0.1:1 cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    with pytest.raises(PoolError, match="cannot be reached"):
        DaskPool("nonsense://", Home.from_env())


def test_another_version_on_a_worker_is_refused(
    dask_cluster: Any, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of one document are read by one version: checked at the start, and for each page."""
    monkeypatch.setattr("veedor.__version__", "9.9.9")
    with pytest.raises(PoolError, match=r"runs Veedor .*, and this is 9\.9\.9"):
        DaskPool(dask_cluster.scheduler_address, Home.from_env())
    with pytest.raises(PoolError, match="Install the same"):
        read_there("s", 0, "0.0.0", _task(_original(home, tmp_path, 1), 1))


def test_a_data_folder_that_is_not_shared_is_refused(
    dask_cluster: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that does not see the originals cannot read them: checked at the start, and for each page."""
    assert look_there(str(home / "nothing"))[1] == ""
    monkeypatch.setattr(cluster, "look_there", _sees_nothing)
    with pytest.raises(PoolError, match="has to be shared"):
        DaskPool(dask_cluster.scheduler_address, Home.from_env())
    import veedor

    with pytest.raises(PoolError, match=str(home)):
        read_there("s", 0, veedor.__version__, _task(Home.from_env().original("ab" * 32), 1))


def _sees_nothing(probe: str) -> tuple[str, str]:
    return look_there(f"{probe}-elsewhere")


def test_a_cluster_without_workers_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would wait for ever."""
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0", host="127.0.0.1") as empty,
        pytest.raises(PoolError, match="has no workers"),
    ):
        DaskPool(empty.scheduler_address, Home.from_env())


def _ask_for(pool: Pool, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pool.slots()
        time.sleep(0.1)


def test_a_cluster_whose_workers_all_go_is_not_waited_for_for_ever(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ends with a sentence, and the next goes on."""
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "_LOOK_AGAIN", 0)
    monkeypatch.setattr(cluster, "_ALONE", 0.5)
    with LocalCluster(n_workers=1, dashboard_address=":0", host="127.0.0.1") as small:
        pool = DaskPool(small.scheduler_address, Home.from_env())
        assert pool.slots()
        small.scale(0)
        with pytest.raises(PoolError, match="are gone"):
            _ask_for(pool, seconds=20)
        pool.close()


def test_what_nobody_asks_any_more_is_ended(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked may have been killed: the process on the worker ends by itself."""
    import veedor

    monkeypatch.setattr(cluster, "_IDLE", 0.2)
    assert read_there("s", 0, veedor.__version__, _task(_original(home, tmp_path, 1), 1)).page is not None
    kept = cluster._KEPT["s", 0]
    deadline = time.monotonic() + 20
    while kept.slot._reader is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert kept.slot._reader is None
    cluster.forget_there("s")
    assert not cluster._KEPT
