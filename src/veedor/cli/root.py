"""The command's root: every other module here adds its commands to `main`."""

from __future__ import annotations

from pathlib import Path

import click

import veedor
from veedor.cli.exits import Exit
from veedor.cli.start import CommandError
from veedor.documents.passwords import PasswordsError, passwords_in

FILE = click.Path(path_type=Path)


password_file = click.option(
    "--password-file",
    type=FILE,
    default=None,
    help="A file of passwords, one a line, tried on PDFs that are locked.",
)
"""The option of every command that opens documents. A password in an argument could be seen by all of a machine."""


def passwords_from(named: Path | None) -> tuple[str, ...]:
    """The passwords in the file that was named, if any; `CommandError` where it cannot be used."""
    try:
        return passwords_in(named) if named else ()
    except PasswordsError as error:
        raise CommandError(str(error), Exit.USAGE) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(veedor.__version__, prog_name="veedor")
@click.option(
    "--home",
    type=FILE,
    default=None,
    help="The data folder; ./veedor-data unless VEEDOR_HOME or this names another.",
)
@click.pass_context
def main(context: click.Context, home: Path | None) -> None:
    """Turn disclosed papers into a public register in which every fact shows its page."""
    context.obj = home
