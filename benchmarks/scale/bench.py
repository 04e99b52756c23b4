"""How reading grows with workers, and what a long scan costs in memory and on disk.

    .venv/bin/python benchmarks/scale/bench.py [--pages 40] [--rounds 3] [--only one,two,dask]

Makes a scan of so many pages from the sample scans (every page with a picture of its own), under `build/scale`, and
takes it in by `veedor ingest` into an empty data folder: with one worker, with two, and with a dask cluster of two
workers on this machine. The three take turns, so that what else the machine does falls on all alike; the median of the
rounds counts. A run's time is from its beginning to the whole reading, as its own register says.

CPU seconds are those of the processes that read pages: they say how much work it was, whatever else the machine does.
Memory is the peak of resident memory (VmHWM) of each process. Disk is the data folder against the scan.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf
import psutil

ROOT = Path(__file__).resolve().parents[2]
SCANS = ROOT / "build" / "samples" / "scans"
BUILD = ROOT / "build" / "scale"
GOALS = {("two", "one"): 1.85, ("dask", "two"): 0.95}
"""How many times as fast the first has to be as the second."""


@dataclass
class Run:
    """One ingest: seconds, CPU seconds of the readers, peaks of memory and bytes on disk."""

    seconds: float
    cpu: float
    parent: int
    worker: int
    disk: int


def scan_of(pages: int) -> Path:
    """A scan of so many pages. No two share a picture in the file: it is as large as a scanner would make it."""
    path = BUILD / f"scan-{pages}.pdf"
    if path.is_file():
        return path
    BUILD.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as opened, pikepdf.new() as made:
        while len(made.pages) < pages:
            for source in sorted(SCANS.glob("*.pdf")):
                made.pages.extend(opened.enter_context(pikepdf.open(source)).pages)
        del made.pages[pages:]
        made.save(path)
    return path


def peak_of(pid: int) -> int:
    """The most memory that a process has held until now, in bytes; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def readers(top: psutil.Process) -> Iterator[tuple[int, int, float]]:
    """The processes that read pages among a process's descendants: each with its peak and its CPU seconds so far."""
    for child in top.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "veedor.documents.worker" in child.cmdline() and child.name() not in {"bwrap", "prlimit"}:
                yield child.pid, peak_of(child.pid), sum(child.cpu_times()[:2])


def ingest(scan: Path, home: Path, *options: str, readers_of: int | None = None) -> Run:
    """Take the scan in, in a process of its own; `readers_of` is the process whose children read, if another."""
    shutil.rmtree(home, ignore_errors=True)
    command = [sys.executable, "-m", "veedor", "--home", str(home), "ingest", *options, str(scan)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    parent, workers, cpu = 0, dict[int, int](), dict[int, float]()
    while process.poll() is None:
        parent = max(parent, peak_of(process.pid))
        with contextlib.suppress(psutil.Error):
            for pid, peak, busy in readers(psutil.Process(readers_of or process.pid)):
                workers[pid], cpu[pid] = max(peak, workers.get(pid, 0)), busy
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"the ingest ended with {process.returncode}")
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    with contextlib.closing(sqlite3.connect(home / "register.sqlite3")) as base:
        query = "SELECT b.started_at, r.made_at FROM register_batch b, register_reading r WHERE r.current"
        began, ended = map(datetime.fromisoformat, base.execute(query).fetchone())
    return Run((ended - began).total_seconds(), sum(cpu.values()), parent, max(workers.values(), default=0), disk)


@contextlib.contextmanager
def cluster() -> Iterator[tuple[str, int]]:
    """A scheduler's address and the process whose children are its two workers."""
    code = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1") as made:
        print(made.scheduler_address, flush=True)
        sys.stdin.read()
"""
    path = BUILD / "cluster.py"
    path.write_text(code, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.stdin.close()
        process.wait()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="one,two,dask", help="which of one, two, dask, parted by commas")
    chosen = parser.parse_args()
    if not SCANS.is_dir():
        print(f"The sample scans are not in {SCANS} (make samples): nothing was measured.")
        return
    scan, home = scan_of(chosen.pages), BUILD / "home"
    wanted = chosen.only.split(",")
    size = scan.stat().st_size
    print(f"{chosen.pages} pages, {size / 1e6:.1f} MB, {chosen.rounds} rounds, {os.cpu_count()} processors")
    runs: dict[str, list[Run]] = {name: [] for name in wanted}
    with contextlib.ExitStack() as stack:
        scheduler, top = stack.enter_context(cluster()) if "dask" in wanted else ("", 0)
        for number in range(chosen.rounds):
            for name in wanted:
                if name == "dask":
                    run = ingest(scan, home, "--scheduler", scheduler, readers_of=top)
                else:
                    run = ingest(scan, home, "--workers", {"one": "1", "two": "2"}[name])
                runs[name].append(run)
                load = os.getloadavg()[0]
                print(
                    f"  round {number + 1} {name:5} {chosen.pages / run.seconds:5.2f} pages/s   load {load:.1f}",
                    flush=True,
                )
    for name, made in runs.items():
        rate = statistics.median(chosen.pages / run.seconds for run in made)
        cpu = statistics.median(run.cpu for run in made) / chosen.pages
        print(
            f"{name:5} {rate:5.2f} pages/s   {cpu:.2f} CPU s a page"
            f"   peak memory of a worker {max(run.worker for run in made) / 1e6:.0f} MB,"
            f" of the parent {max(run.parent for run in made) / 1e6:.0f} MB"
            f"   disk {max(run.disk for run in made) / size:.2f} × the scan"
        )
    for (fast, slow), goal in GOALS.items():
        if fast in runs and slow in runs:
            ratios = [b.seconds / a.seconds for a, b in zip(runs[fast], runs[slow], strict=True)]
            print(
                f"{fast} against {slow}: {statistics.median(ratios):.2f} × (goal ≥ {goal}), rounds: "
                + ", ".join(f"{ratio:.2f}" for ratio in ratios)
            )
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
