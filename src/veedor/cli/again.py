"""The commands for pages that were read badly: `pages` lists them, `reread` reads documents again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli.exits import Exit
from veedor.cli.opinion import opinion_of_ingest
from veedor.cli.register import Bar, ending_well, tell
from veedor.cli.root import main
from veedor.cli.start import CommandError, start

if TYPE_CHECKING:
    from veedor.register.attention import Waiting


@main.command()
@click.option("--worst", "limit", type=click.IntRange(min=1), help="Only so many.")
@click.option("--collection", default="", help="Only of this collection.")
@click.option("--document", default="", help="Only of the document whose SHA-256 begins so.")
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
@click.pass_obj
def pages(home: Path | None, limit: int | None, collection: str, document: str, as_json: bool) -> None:
    """List the pages that deserve a person or a rescan, the most urgent and worst first, and why."""
    start(home)
    from veedor.register.attention import waiting_pages

    for waiting in waiting_pages(collection=collection, document=document)[:limit]:
        if as_json:
            click.echo(json.dumps(_as_json(waiting), ensure_ascii=False))
            continue
        page, row = waiting.page, waiting.document
        why = ", ".join(reason.replace("_", " ") for reason in waiting.reasons)
        asked = f"; a new scan was asked for by {waiting.rescan.who}" if waiting.rescan else ""
        mark = ("  ", "* ", "**")[waiting.urgency]
        click.echo(f"{row.sha256[:12]}  {mark}  {page.quality:.2f}  {row.name}, p. {page.number}: {why}{asked}")


def _as_json(waiting: Waiting) -> dict[str, object]:
    page = waiting.page
    return {
        "sha256": waiting.document.sha256,
        "name": waiting.document.name,
        "collection": waiting.document.collection.slug,
        "page": page.number,
        "reasons": list(waiting.reasons),
        "urgency": waiting.urgency,
        "quality": page.quality,
        "parts": {"confidence": page.confidence, "plausible": page.plausible, "coverage": page.coverage},
        "rescan_asked_at": waiting.rescan.at.isoformat() if waiting.rescan else None,
    }


@main.command()
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@click.option("--collection", default="", help="Documents of this collection.")
@click.option("--below", type=click.FloatRange(0, 1), help="Documents with a page whose quality is below this.")
@click.option("--older-than", default="", metavar="VERSION", help="Documents last read by an older Veedor than this.")
@click.option("--all", "everything", is_flag=True, help="All documents.")
@click.option("--waiting", is_flag=True, help="What was asked for at the desk, and what a stopped run left.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON lines.")
@click.pass_obj
def reread(
    home: Path | None,
    documents: tuple[str, ...],
    collection: str,
    below: float | None,
    older_than: str,
    everything: bool,
    waiting: bool,
    as_json: bool,
) -> None:
    """Read documents again: those whose SHA-256 begins with DOCUMENT, or those that fulfil all the options.

    The earlier reading is kept, and stays in use until the new one is stored. Values keep their address and what was
    decided about them; their words are looked for in the new reading.
    """
    chosen = bool(documents or collection or below is not None or older_than)
    if everything + waiting + chosen != 1:
        told = "Name documents or say which (--collection, --below, --older-than), or --all, or --waiting."
        raise CommandError(told, Exit.USAGE)
    opinion = opinion_of_ingest()
    start(home)
    from veedor.documents import Limits
    from veedor.intake.again import reread as read_again
    from veedor.intake.home import Home
    from veedor.register.queries import documents_to_reread

    try:
        asked = (
            []
            if waiting
            else documents_to_reread(beginnings=documents, collection=collection, below=below, older_than=older_than)
        )
    except LookupError as error:
        raise CommandError(f"{error.args[0]}. Nothing was read.") from error
    with ending_well(), Bar() as bar:
        report = read_again(Home.from_env(), asked, limits=Limits.from_env(), progress=bar, opinion=opinion)
    tell(report, as_json=as_json)
