"""The commands that work on reviewed data in files: `check-data`, `load`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from veedor.cli.exits import Exit
from veedor.cli.root import FILE, main
from veedor.cli.start import CommandError, start
from veedor.register.facts.checking import MOST_FAULTS, Checked, check
from veedor.register.facts.files import DataError


def _checked(folder: Path) -> Checked:
    try:
        return check(folder)
    except DataError as error:
        for fault in error.faults[:MOST_FAULTS]:
            click.echo(f"veedor: {fault}", err=True)
        raise CommandError(
            f"{len(error.faults)} faults in {folder}; nothing was changed. Mend them and run it again."
        ) from error


@main.command("check-data")
@click.argument("folder", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
def check_data(folder: Path, *, as_json: bool) -> None:
    """Say what is wrong with a folder of reviewed data, or how much it holds.

    Every fault is told with its file, line, entry and field. Needs no register and changes nothing.
    """
    found = _checked(folder)
    if as_json:
        counts = {"entries": found.entries, "facts": found.facts, "sources": found.sources}
        click.echo(json.dumps(counts, ensure_ascii=False))
        return
    for kind, number in found.entries.items():
        click.echo(f"{number:>6}  {kind}")
    click.echo(f"{found.sources:>6}  sources")
    for sure, number in found.facts.items():
        click.echo(f"{number:>6}  facts, {sure}")


@main.command()
@click.argument("folder", type=FILE)
@click.option("--collection", default="data", show_default=True, help="The collection that holds what is loaded.")
@click.option("--title", default="", help="The collection's title, when it is made by this run.")
@click.option("--sample", is_flag=True, help="The data is a sample: invented, said so on each page, in no total.")
@click.option("--json", "as_json", is_flag=True, help="What changed as JSON.")
@click.pass_obj
def load(home: Path | None, folder: Path, collection: str, title: str, *, sample: bool, as_json: bool) -> None:
    """Take a folder of reviewed data into the register: all of it, or nothing where something is wrong.

    A fact becomes an accepted claim with its source; one of general knowledge waits for a person. Loaded again, nothing
    is doubled, and a fact that the files no longer hold is withdrawn.
    """
    _checked(folder)
    start(home)
    from veedor.intake.collections import CollectionError, collection_for
    from veedor.register.facts.loading import load as take

    live = sys.stderr.isatty()

    def far(done: int) -> None:
        if live:
            click.echo(f"\rLoading: {done} entries\033[K", err=True, nl=False)

    try:
        into = collection_for(collection, title=title, sample=sample)
    except CollectionError as error:
        raise CommandError(str(error), Exit.USAGE) from error
    loaded = take(folder, into, far)
    if live:
        click.echo("\r\033[K", err=True, nl=False)
    counts = {
        "entries": loaded.things,
        "added": loaded.added,
        "kept": loaded.kept,
        "withdrawn": loaded.withdrawn,
        "waiting": loaded.waiting,
    }
    if as_json:
        click.echo(json.dumps(counts))
        return
    click.echo(
        f"{loaded.things} entries: {loaded.added} facts added, {loaded.kept} were there, {loaded.withdrawn} withdrawn; "
        f"{loaded.waiting} rest on general knowledge and wait for a person."
    )
