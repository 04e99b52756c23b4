"""The commands that work on a register: `ingest`, `status`, `claims`, `accept`, `reject`, `serve`."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self

import click

from veedor.cli.exits import Exit
from veedor.cli.opinion import opinion_of_ingest
from veedor.cli.root import FILE, main, password_file, passwords_from
from veedor.cli.start import CommandError, start
from veedor.intake.progress import Far, far_told

_LINE_EVERY, _LINE_EVERY_LOGGED = 0.2, 60.0
"""Seconds between two lines of progress: on a terminal each replaces the last, in a log they pile up."""

if TYPE_CHECKING:
    from veedor.intake.report import Report


class Bar:
    """The ingest's progress on standard error."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        if self._live:
            click.echo("\r\033[K", err=True, nl=False)

    def show(self, far: Far) -> None:
        """The run is that far now."""
        now = time.monotonic()
        if now - self._last < (_LINE_EVERY if self._live else _LINE_EVERY_LOGGED):
            return
        self._last = now
        line = f"Reading: {far_told(far, now - self._began)}"
        click.echo(
            f"\r{line[: shutil.get_terminal_size().columns - 1]}\033[K" if self._live else line,
            err=True,
            nl=not self._live,
        )


@main.command()
@click.argument("paths", type=FILE, nargs=-1, required=True)
@click.option("--collection", default="main", show_default=True, help="The collection that new documents join.")
@click.option("--title", default="", help="The collection's title, when it is made by this run.")
@click.option("--sample", is_flag=True, help="The collection is a sample: invented, said so on each page, in no total.")
@click.option("--retry", is_flag=True, help="Try again what could not be read before.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON lines.")
@password_file
@click.option("--workers", type=click.IntRange(min=1), help="How many pages are read at once; as many as processors.")
@click.option("--scheduler", help="Have a dask cluster read: tcp://host:port; VEEDOR_SCHEDULER unless this names one.")
@click.pass_obj
def ingest(
    home: Path | None,
    paths: tuple[Path, ...],
    collection: str,
    title: str,
    sample: bool,
    retry: bool,
    as_json: bool,
    password_file: Path | None,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Take files and folders in: keep them, read them, propose what they say.

    PDF, pictures (PNG, JPEG, TIFF, WebP, HEIC, GIF, BMP), office documents (DOCX, ODT, DOC, RTF), TXT, MD, HTML, and
    what is inside EML, MBOX, ZIP and PDF. Ends with a line for every file; exit
    status 1 if any could not be read. A run that was killed is finished by the next one.
    """
    passwords = passwords_from(password_file)
    opinion = opinion_of_ingest()
    start(home)
    from veedor.documents import Limits
    from veedor.intake.collections import collection_for
    from veedor.intake.home import Home
    from veedor.intake.ingest import Ingest
    from veedor.web.config import SCHEDULER

    cluster = SCHEDULER.get() if scheduler is None else scheduler
    with ending_well():
        limits = Limits.from_env()
        into = collection_for(collection, title=title, sample=sample)
        Home.from_env().add_passwords(passwords)
        with Bar() as bar:
            report = Ingest(
                Home.from_env(),
                into,
                limits=limits,
                progress=bar,
                retry=retry,
                workers=workers,
                scheduler=cluster,
                opinion=opinion,
            ).run(paths)
    tell(report, as_json=as_json)


@contextlib.contextmanager
def ending_well() -> Iterator[None]:
    """Turn what can stop a run of the intake into a sentence and an exit status."""
    from django.db import DatabaseError

    from veedor.documents import LimitsError
    from veedor.intake.collections import CollectionError
    from veedor.intake.home import HomeError
    from veedor.intake.pool import PoolError

    try:
        yield
    except (CollectionError, LimitsError) as error:
        raise CommandError(str(error), Exit.USAGE) from error
    except (HomeError, PoolError) as error:
        raise CommandError(str(error), Exit.UNAVAILABLE) from error
    except (DatabaseError, OSError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        told = f"Stopped: {reason}. What was read is kept; mend this and run the same command again to go on."
        raise CommandError(told, Exit.UNAVAILABLE) from error
    except KeyboardInterrupt:
        click.echo("veedor: Stopped. What was read is kept; run the same command again to go on.", err=True)
        sys.exit(Exit.INTERRUPTED)


def tell(report: Report, *, as_json: bool) -> NoReturn:
    """Print a run's report and end the command as it deserves."""
    for line in report.lines:
        if as_json:
            row = {"path": line.path, "outcome": line.outcome, "detail": line.detail}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(str(line))
    click.echo(report.summary(), err=as_json)
    sys.exit(Exit.SOME_FAILED if report.failed else Exit.OK)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def status(home: Path | None, as_json: bool) -> None:
    """Say what is in the data folder. Sample collections are counted apart."""
    start(home)
    from veedor.intake.status import status_of

    found = status_of()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"data folder   {found['home']}\ndatabase      {found['database']}")
    for name in ("register", "samples"):
        click.echo(f"\n{name}")
        for key, value in found[name].items():
            click.echo(f"  {key.replace('_', ' '):24}{value}")
    if found["waiting"]:
        click.echo(f"\n{found['waiting']} documents were kept and not read yet: run veedor ingest again.")
    if found["collections"]:
        click.echo("\ncollections\n" + "\n".join(f"  {line}" for line in found["collections"]))


@main.command()
@click.option("--document", default="", help="Only of the document whose SHA-256 begins so.")
@click.option("--agreement", default="", help="Only of the agreement with this slug.")
@click.option("--field", "field_name", default="", help="Only of this field.")
@click.option(
    "--state",
    type=click.Choice(["proposed", "accepted", "rejected", "withdrawn", "all"]),
    default="proposed",
    show_default=True,
    help="Only in this state.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON lines, with the evidence.")
@click.pass_obj
def claims(home: Path | None, document: str, agreement: str, field_name: str, state: str, as_json: bool) -> None:
    """List claims: their ids, what they say, where that stands."""
    start(home)
    from veedor.register.queries import claim_json, find_claims

    for claim in find_claims(document=document, agreement=agreement, field=field_name, state=state):
        if as_json:
            click.echo(json.dumps(claim_json(claim), ensure_ascii=False))
            continue
        where = claim.document.name if claim.document else str(claim.source)
        page = f", p. {claim.page}" if claim.page else ""
        told = json.dumps(claim.proposed if claim.value is None else claim.value, ensure_ascii=False)
        click.echo(f"{claim.uid}  {claim.state:8}  {claim.field}: {told}  [{claim.confidence:.2f}; {where}{page}]")
        click.echo(f"    “{' '.join(claim.quote.split())}”")


def _person(given: str | None) -> str:
    from veedor.web import config

    who = given or config.PERSON.get()
    if not who.strip():
        raise CommandError("Who decides? Say it with --as NAME or VEEDOR_PERSON.", Exit.USAGE)
    return who


def who_and_why(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that decides."""
    command = click.option("--why", default="", help="The reason, kept with the decision.")(command)
    return click.option("--as", "who", default=None, help="Who decides (VEEDOR_PERSON).")(command)


def _decide_each(
    home: Path | None, uids: tuple[str, ...], what: str, who: str | None, why: str, **more: object
) -> None:
    """Take one decision on each claim and say so; the first that cannot be taken ends the command."""
    person = _person(who)
    start(home)
    from veedor.extraction.check_value import BadValueError
    from veedor.register import claims as register

    for claim in [_claim(uid) for uid in uids]:
        try:
            decision = getattr(register, what)(claim, who=person, why=why, **more)
        except BadValueError as error:
            raise CommandError(f"The claim {claim.uid} cannot take that value. {error}.") from error
        except register.DecisionError as error:
            raise CommandError(str(error)) from error
        click.echo(f"{claim.uid}  {claim.field}: {decision.get_kind_display()} by {person}")


def _claim(uid: str) -> Any:
    from veedor.register.models import Claim

    found = Claim.objects.filter(uid=uid).select_related("agreement__collection", "document").first()
    if found is None:
        raise CommandError(f"There is no claim {uid}. List them with: veedor claims")
    return found


@main.command()
@click.argument("uids", nargs=-1, metavar="CLAIM...")
@who_and_why
@click.option("--value", default=None, help="Another value than the proposed one, as JSON; for one claim.")
@click.option(
    "--agreeing-with", "labels", type=FILE, help="A folder of hand-made labels: accept what agrees with them."
)
@click.option("--collection", default="main", show_default=True, help="With --agreeing-with: only in it.")
@click.pass_obj
def accept(
    home: Path | None,
    uids: tuple[str, ...],
    who: str | None,
    why: str,
    value: str | None,
    labels: Path | None,
    collection: str,
) -> None:
    """Take proposed claims into the register."""
    if bool(uids) == bool(labels):
        raise CommandError("Name the claims to accept, or a folder with --agreeing-with.", Exit.USAGE)
    if value is not None and len(uids) != 1:
        raise CommandError("--value corrects one claim at a time.", Exit.USAGE)
    if labels is None:
        try:
            corrected = None if value is None else json.loads(value)
        except ValueError as error:
            raise CommandError(f"--value is no JSON ({error}). A text needs quotes: --value '\"2017-05\"'.") from error
        _decide_each(home, uids, "accept", who, why, value=corrected)
        return
    person = _person(who)
    start(home)
    from veedor.register.claims import accept_all
    from veedor.register.labels import LabelsError, agreeing_claims

    try:
        agreeing, unmatched = agreeing_claims(labels, collection)
    except LabelsError as error:
        raise CommandError(str(error)) from error
    count = accept_all(agreeing, who=person, why=why or f"agrees with the hand-made labels in {labels.name}")
    click.echo(f"{count} claims accepted; {unmatched} labels have no claim that agrees.")


@main.command()
@click.argument("uids", nargs=-1, required=True, metavar="CLAIM...")
@who_and_why
@click.pass_obj
def reject(home: Path | None, uids: tuple[str, ...], who: str | None, why: str) -> None:
    """Say that the paper does not say this."""
    _decide_each(home, uids, "reject", who, why)


@main.command()
@click.argument("uids", nargs=-1, required=True, metavar="CLAIM...")
@who_and_why
@click.pass_obj
def reopen(home: Path | None, uids: tuple[str, ...], who: str | None, why: str) -> None:
    """Take the last decision on claims back: they are proposals again."""
    _decide_each(home, uids, "reopen", who, why)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
@click.pass_obj
def serve(home: Path | None, host: str, port: int) -> None:
    """Show the register as a web site. The desk is served on this machine alone."""
    import os

    from veedor.cli.serving import run_server

    if host not in {"127.0.0.1", "::1", "localhost"}:
        # there are no accounts yet: whoever reaches the desk can decide
        os.environ["VEEDOR_DESK"] = "off"
        click.echo("veedor: The desk is off, because this address can be reached from other machines.", err=True)
    start(home)
    run_server(host, port)
