"""The commands for names that mean one thing: `entities` suggests, `judge` keeps what a person holds of a pair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli.exits import Exit
from veedor.cli.root import main
from veedor.cli.start import CommandError, start

if TYPE_CHECKING:
    from veedor.register.entities import Conflict, Entity, Suggestion

_KINDS = ("organisation", "police_unit", "project", "place")


@main.command()
@click.option(
    "--kind", type=click.Choice(_KINDS), default="organisation", show_default=True, help="What sort of thing."
)
@click.option("--all", "everything", is_flag=True, help="List all of them with their names instead of suggestions.")
@click.option("--judged", is_flag=True, help="Show pairs that were judged as well.")
@click.option("--samples", is_flag=True, help="Among the invented samples.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def entities(home: Path | None, kind: str, *, everything: bool, judged: bool, samples: bool, as_json: bool) -> None:
    """Suggest companies, police units, mines or places that may be one under two names, the most alike first."""
    start(home)
    from veedor.register import entities as rules

    if everything:
        rows = rules.entities(kind, samples=samples)
        known = rules.groups(kind, samples=samples)
        told = [_entity(row) | {"same": sorted(known.of(row.id) - {row.id})} for row in rows]
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for row in rows:
            same = ", ".join(sorted(known.of(row.id) - {row.id}))
            click.echo(f"{row.id}: {'; '.join(row.names)}{f'  = {same}' if same else ''}")
        return
    found = rules.suggestions(kind, samples=samples, judged=judged)
    conflicts = rules.groups(kind, samples=samples).conflicts
    if as_json:
        pairs = [_pair(one) for one in found]
        click.echo(json.dumps({"pairs": pairs, "conflicts": [_conflict(one) for one in conflicts]}, ensure_ascii=False))
        return
    for one in found:
        told_so = f"  ({one.verdict})" if one.verdict else ""
        click.echo(f"{one.score:>3}  {one.one.id}  {one.other.id}{told_so}")
        click.echo(f"     {'; '.join(one.one.names)}  |  {'; '.join(one.other.names)}")
    for conflict in conflicts:
        click.echo(
            f"veedor: {conflict.one} and {conflict.other} were judged different by {conflict.who}, and are one by what "
            "else was judged or by their tax number. Judge again.",
            err=True,
        )
    if not found:
        click.echo("No two names are much alike.", err=True)


def _entity(one: Entity) -> dict[str, object]:
    return {"id": one.id, "names": list(one.names), "tax_ids": list(one.tax_ids)}


def _pair(one: Suggestion) -> dict[str, object]:
    return {"one": _entity(one.one), "other": _entity(one.other), "score": one.score, "verdict": one.verdict or None}


def _conflict(one: Conflict) -> dict[str, object]:
    return {"one": one.one, "other": one.other, "who": one.who, "at": one.at.isoformat()}


@main.command()
@click.argument("one")
@click.argument("other")
@click.argument("verdict", type=click.Choice(["same", "different", "unsure", "undo"]))
@click.option("--who", envvar="VEEDOR_PERSON", default="", help="Who judges; VEEDOR_PERSON unless given.")
@click.option("--why", default="", help="Because of what.")
@click.pass_obj
def judge(home: Path | None, one: str, other: str, verdict: str, *, who: str, why: str) -> None:
    """Keep what you hold of two names: ONE and OTHER are the ids that `veedor entities` lists.

    A later judgement of the same pair counts instead of an earlier one; `undo` takes the last one back.
    """
    start(home)
    from veedor.register import entities as rules

    if not who.strip():
        raise CommandError("Say who judges: --who NAME, or set VEEDOR_PERSON.", Exit.USAGE)
    try:
        if verdict == "undo":
            row = rules.undo(one, other, who=who, why=why)
        else:
            row = rules.judge(one, other, verdict, who=who, why=why)  # type: ignore[arg-type]
    except rules.EntityError as error:
        raise CommandError(str(error)) from error
    click.echo(str(row))
