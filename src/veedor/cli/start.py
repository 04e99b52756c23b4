"""Making Django and the home ready, once, for the commands that need them."""

from __future__ import annotations

import os
from pathlib import Path

import click

from veedor.cli.exits import Exit


class CommandError(click.ClickException):
    """An error in one sentence for the person at the terminal, with its exit code."""

    def __init__(self, message: str, code: Exit = Exit.BAD_INPUT) -> None:
        super().__init__(message)
        # click reads the instance's code but declares it on the class
        vars(self)["exit_code"] = int(code)

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        """Print the sentence on standard error."""
        click.echo(f"veedor: {self.message}", err=True)


def start(home: Path | None) -> None:
    """Set up Django over the home and bring its database up to date."""
    if home is not None:
        os.environ["VEEDOR_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veedor.web.settings")
    from veedor.intake.home import Home, HomeError

    try:
        Home.from_env().prepare()
        import django

        django.setup()
        _migrate()
    except HomeError as error:
        raise CommandError(str(error), Exit.UNAVAILABLE) from error


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except Error as error:
        where = connection.settings_dict["NAME"]
        raise CommandError(
            f"The database {where} cannot be used ({str(error).strip()}). Check DATABASE_URL or the data folder.",
            Exit.UNAVAILABLE,
        ) from error
