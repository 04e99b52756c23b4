"""The second opinion on the command line: set up from the environment, and what leaves the machine said first."""

from __future__ import annotations

import click

from veedor.cli.exits import Exit
from veedor.cli.start import CommandError
from veedor.opinion import Endpoint, OpinionError, SecondOpinion, asked_by_ingest


def asked_for_opinion() -> SecondOpinion:
    """Whoever gives the second opinion; `CommandError` where the settings name nobody or cannot be used."""
    try:
        endpoint = Endpoint.from_env()
    except OpinionError as error:
        raise CommandError(str(error), Exit.USAGE) from error
    if endpoint is None:
        told = "Nobody is named who could give a second opinion."
        raise CommandError(f"{told} Set VEEDOR_OPINION_URL and VEEDOR_OPINION_MODEL.", Exit.USAGE)
    where = "which is this machine" if endpoint.is_here else "AWAY FROM THIS MACHINE"
    click.echo(
        f"veedor: The words of each page go to {endpoint.shown}, {where}, for a second opinion; "
        "numbers of persons are blacked out, names are not.",
        err=True,
    )
    return SecondOpinion(endpoint)


def opinion_of_ingest() -> SecondOpinion | None:
    """As `asked_for_opinion` where the settings have an ingest ask, else None."""
    try:
        asked = asked_by_ingest()
    except OpinionError as error:
        raise CommandError(str(error), Exit.USAGE) from error
    return asked_for_opinion() if asked else None
