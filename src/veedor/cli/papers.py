"""The commands that need no register: `read` and `extract`."""

from __future__ import annotations

import concurrent.futures
import csv
import io
import json
import os
import sys
from pathlib import Path

import click

from veedor import countries
from veedor.cli.exits import Exit
from veedor.cli.opinion import asked_for_opinion
from veedor.cli.root import FILE, main, password_file, passwords_from
from veedor.cli.start import CommandError
from veedor.countries.base import Country
from veedor.documents import Limits, LimitsError, Reading
from veedor.documents import read as read_document
from veedor.documents.doubts import doubts_of
from veedor.documents.errors import UnreadableError
from veedor.documents.tree import Page, reading_to_json
from veedor.extraction import extract as extract_findings
from veedor.opinion import SecondOpinion


@main.command()
@click.argument("file", type=FILE)
@click.option("--json", "form", flag_value="json", help="Pages, words and boxes as one JSON object (the default).")
@click.option("--text", "form", flag_value="text", help="The text alone, pages parted by a form feed.")
@click.option("--tables", "form", flag_value="tables", help="The tables alone, as CSV, an empty line between them.")
@click.option(
    "--quality", "form", flag_value="quality", help="A line a page: how well it was read, and what is doubted."
)
@password_file
def read(file: Path, form: str | None, password_file: Path | None) -> None:
    """Read FILE and print what stands on its pages. Nothing is stored."""
    reading = read_paper(file, passwords_from(password_file), workers=os.cpu_count() or 1)
    for note in reading.notes:
        click.echo(f"veedor: {file}: {note}", err=True)
    if form == "text":
        click.echo(reading.text)
    elif form == "tables":
        click.echo(_tables(reading), nl=False)
    elif form == "quality":
        for page in reading.pages:
            click.echo(_how_well(page))
    else:
        click.echo(json.dumps(reading_to_json(reading), ensure_ascii=False))


def _tables(reading: Reading) -> str:
    """The reading's tables as CSV; a cell over several columns or rows stands in the first, the others are empty.

    The first two columns are the page and the number of the table on it. A table that goes on from the page before is
    not parted from it by an empty line.
    """
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\n")
    for page in reading.pages:
        for number, table in enumerate(page.tables, start=1):
            if out.tell() and not table.continues:
                out.write("\n")
            rows = [[""] * table.columns for _ in range(table.rows)]
            for cell in table.cells:
                rows[cell.row][cell.column] = page.cell_text(cell)
            written.writerows([page.number, number, *row] for row in rows)
    return out.getvalue()


def _how_well(page: Page) -> str:
    """How well a page was read, in one line."""
    told = f"page {page.number}  {page.quality:.2f}"
    if page.parts is not None and page.lines:
        told += f"  words are sure: {page.parts.confidence:.0%}; look like words: {page.parts.plausible:.0%}"
    if page.parts is not None and page.parts.coverage is not None:
        told += f"; ink that was read: {page.parts.coverage:.0%}"
    doubts = ", ".join(doubt.replace("_", " ") for doubt in doubts_of(page))
    return told + (f"  deserves a look: {doubts}" if doubts else "")


@main.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--to", "folder", type=FILE, help="Write DIR/<file's stem>.jsonl for each file instead of printing.")
@click.option("--country", default=countries.DEFAULT, show_default=True, help="Whose norms, ranks and phrases apply.")
@click.option(
    "--second-opinion", is_flag=True, help="Ask the server of VEEDOR_OPINION_URL as well; page text is sent there."
)
@password_file
def extract(
    files: tuple[Path, ...], folder: Path | None, country: str, second_opinion: bool, password_file: Path | None
) -> None:
    """Read FILES and print their findings, one JSON object a line. Nothing is stored."""
    try:
        rules = countries.get(country)
    except LookupError as error:
        raise CommandError(f"{error.args[0]}. Installed: {', '.join(countries.installed())}.", Exit.USAGE) from error
    passwords = passwords_from(password_file)
    opinion = asked_for_opinion() if second_opinion else None
    if folder is not None:
        _make_folder(folder, files)
    failed = False
    # several files are read at once, each in its own process; what they say comes out in the order of the files
    with (
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
        click.progressbar(length=len(files), label="Reading", file=sys.stderr, hidden=folder is None) as bar,
    ):
        for file, told in zip(
            files, pool.map(lambda file: _findings(file, rules, passwords, opinion), files), strict=True
        ):
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


def _findings(
    file: Path, rules: Country, passwords: tuple[str, ...], opinion: SecondOpinion | None
) -> str | CommandError:
    """The findings of one file as lines, or why there are none."""
    try:
        reading = read_paper(file, passwords)
    except CommandError as error:
        return error
    findings = extract_findings(reading, rules)
    if opinion is not None:
        given = opinion.of(reading, findings, rules)
        findings = given.findings
        click.echo(f"veedor: {file}: {given}", err=True)
    return "".join(f"{finding.to_line()}\n" for finding in findings)


def _make_folder(folder: Path, files: tuple[Path, ...]) -> None:
    stems = [file.stem for file in files]
    if twice := next((stem for stem in stems if stems.count(stem) > 1), None):
        both = f"Two files would be written to {folder}/{twice}.jsonl."
        raise CommandError(f"{both} Extract them one by one.", Exit.USAGE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"The folder {folder} cannot be made: {error.strerror}.", Exit.USAGE) from error


def read_paper(file: Path, passwords: tuple[str, ...], *, workers: int = 1) -> Reading:
    """The reading of a file under the limits of the settings; `CommandError` where it cannot be read."""
    try:
        return read_document(file, limits=Limits.from_env(), workers=workers, passwords=passwords).reading
    except LimitsError as error:
        raise CommandError(str(error), Exit.USAGE) from error
    except UnreadableError as error:
        raise CommandError(f"{file}: {error}") from error
    except OSError as error:
        raise CommandError(f"{file}: It cannot be opened: {error.strerror}. Check the path.") from error
