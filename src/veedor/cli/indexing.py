"""The command `index`: make the search anew over what has been read."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from veedor.cli.root import main
from veedor.cli.start import start


@main.command()
@click.option("--all", "everything", is_flag=True, help="All documents, not only those that wait.")
@click.pass_obj
def index(home: Path | None, everything: bool) -> None:
    """Index documents for the search that an earlier Veedor has read. What is read from now on is indexed as it comes.

    It may be stopped at any moment: the next run goes on, and no document is indexed twice.
    """
    start(home)
    from veedor.register.search.index import fill

    done = fill(everything=everything, told=_told if sys.stderr.isatty() else None)
    click.echo(f"{done} document{'' if done == 1 else 's'} indexed for the search.")


def _told(done: int, total: int) -> None:
    click.echo(f"\rIndexing: {done} of {total} documents\033[K", err=True, nl=done == total)
