"""The commands that need no register: `read` and `extract`."""

from __future__ import annotations

import concurrent.futures
import json
import os
import sys
from pathlib import Path

import click

from veedor import countries
from veedor.cli.exits import Exit
from veedor.cli.root import FILE, main
from veedor.cli.start import CommandError
from veedor.countries.base import Country
from veedor.documents import Limits, LimitsError, Reading
from veedor.documents import read as read_document
from veedor.documents.errors import UnreadableError
from veedor.documents.tree import reading_to_json
from veedor.extraction import extract as extract_findings


@main.command()
@click.argument("file", type=FILE)
@click.option("--json", "form", flag_value="json", help="Pages, words and boxes as one JSON object (the default).")
@click.option("--text", "form", flag_value="text", help="The text alone, pages parted by a form feed.")
def read(file: Path, form: str | None) -> None:
    """Read FILE and print what stands on its pages. Nothing is stored."""
    reading = _read(file, workers=os.cpu_count() or 1)
    for note in reading.notes:
        click.echo(f"veedor: {file}: {note}", err=True)
    if form == "text":
        click.echo(reading.text)
    else:
        click.echo(json.dumps(reading_to_json(reading), ensure_ascii=False))


@main.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--to", "folder", type=FILE, help="Write DIR/<file's stem>.jsonl for each file instead of printing.")
@click.option("--country", default=countries.DEFAULT, show_default=True, help="Whose norms, ranks and phrases apply.")
def extract(files: tuple[Path, ...], folder: Path | None, country: str) -> None:
    """Read FILES and print their findings, one JSON object a line. Nothing is stored."""
    try:
        rules = countries.get(country)
    except LookupError as error:
        raise CommandError(f"{error.args[0]}. Installed: {', '.join(countries.installed())}.", Exit.USAGE) from error
    if folder is not None:
        _make_folder(folder, files)
    failed = False
    # several files are read at once, each in its own process; what they say comes out in the order of the files
    with (
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
        click.progressbar(length=len(files), label="Reading", file=sys.stderr, hidden=folder is None) as bar,
    ):
        for file, told in zip(files, pool.map(lambda file: _findings(file, rules), files), strict=True):
            bar.update(1)
            if isinstance(told, CommandError):
                if len(files) == 1:
                    raise told
                told.show()
                failed = True
            elif folder is None:
                click.echo(told, nl=False)
            else:
                (folder / f"{file.stem}.jsonl").write_text(told, encoding="utf-8")
    if failed:
        sys.exit(Exit.SOME_FAILED)


def _findings(file: Path, rules: Country) -> str | CommandError:
    """The findings of one file as lines, or why there are none."""
    try:
        reading = _read(file)
    except CommandError as error:
        return error
    return "".join(f"{finding.to_line()}\n" for finding in extract_findings(reading, rules))


def _make_folder(folder: Path, files: tuple[Path, ...]) -> None:
    stems = [file.stem for file in files]
    if twice := next((stem for stem in stems if stems.count(stem) > 1), None):
        both = f"Two files would be written to {folder}/{twice}.jsonl."
        raise CommandError(f"{both} Extract them one by one.", Exit.USAGE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"The folder {folder} cannot be made: {error.strerror}.", Exit.USAGE) from error


def _read(file: Path, *, workers: int = 1) -> Reading:
    try:
        return read_document(file, limits=Limits.from_env(), workers=workers).reading
    except LimitsError as error:
        raise CommandError(str(error), Exit.USAGE) from error
    except UnreadableError as error:
        raise CommandError(f"{file}: {error}") from error
    except OSError as error:
        raise CommandError(f"{file}: It cannot be opened: {error.strerror}. Check the path.") from error
