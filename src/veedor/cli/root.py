"""The command's root: every other module here adds its commands to `main`."""

from __future__ import annotations

from pathlib import Path

import click

import veedor

FILE = click.Path(path_type=Path)


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
