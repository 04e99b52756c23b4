"""`veedor evaluate`: findings held against labels that people made."""

from __future__ import annotations

import concurrent.futures
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor import countries
from veedor.cli.exits import Exit
from veedor.cli.papers import read_paper
from veedor.cli.root import FILE, main
from veedor.cli.start import CommandError
from veedor.evaluation.calibration import SURE, Calibration, calibration
from veedor.evaluation.labels import Labelled, LabelsError, labels_of
from veedor.evaluation.scoring import Miss, Score, Tally, score
from veedor.extraction import VERSION
from veedor.extraction import extract as extract_findings

if TYPE_CHECKING:
    from veedor.documents.tree import Reading


@main.command()
@click.argument("gold", type=FILE)
@click.argument("docs", type=FILE)
@click.option("--country", default=countries.DEFAULT, show_default=True, help="Whose norms, ranks and phrases apply.")
@click.option("--misses/--no-misses", default=True, show_default=True, help="List what was missed and what was wrong.")
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON.")
def evaluate(gold: Path, docs: Path, country: str, *, misses: bool, as_json: bool) -> None:
    """Hold what the machine finds in the papers of DOCS against the labels of GOLD, field by field.

    A paper's labels are those of its file's stem, or of the longest id that the stem begins with: a scan
    `07-carta-escaneado.pdf` has the labels `07-carta`.
    """
    try:
        rules = countries.get(country)
    except LookupError as error:
        raise CommandError(f"{error.args[0]}. Installed: {', '.join(countries.installed())}.", Exit.USAGE) from error
    try:
        labels = {one.id: one for one in labels_of(gold)}
    except LabelsError as error:
        raise CommandError(str(error)) from error
    papers = _papers(docs, labels)
    failed = False
    read_ones = []
    with (
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
        click.progressbar(length=len(papers), label="Reading", file=sys.stderr) as bar,
    ):
        for (path, labelled), told in zip(papers, pool.map(lambda pair: _read(pair[0]), papers), strict=True):
            bar.update(1)
            if isinstance(told, CommandError):
                told.show()
                failed = True
                continue
            read_ones.append((path.name, labelled, extract_findings(told, rules), told))
    result = score((labelled, findings, reading) for _, labelled, findings, reading in read_ones)
    missing = sorted(set(labels) - {labelled.id for _, labelled in papers})
    if as_json:
        click.echo(json.dumps(_json(result, missing), ensure_ascii=False))
    else:
        _print(result, len(read_ones), missing, misses=misses)
    if failed:
        sys.exit(Exit.SOME_FAILED)


def _papers(docs: Path, labels: dict[str, Labelled]) -> list[tuple[Path, Labelled]]:
    if not docs.is_dir():
        raise CommandError(f"{docs} is no folder of papers.")
    found = []
    for path in sorted(path for path in docs.iterdir() if path.is_file() and not path.name.startswith(".")):
        named = [one for name, one in labels.items() if path.stem == name or path.stem.startswith(f"{name}-")]
        if named:
            found.append((path, max(named, key=lambda one: len(one.id))))
        else:
            click.echo(f"veedor: {path}: has no labels, left out.", err=True)
    if not found:
        raise CommandError(f"No file of {docs} has labels: their ids have to be the files' stems.")
    return found


def _read(path: Path) -> Reading | CommandError:
    try:
        return read_paper(path, ())
    except CommandError as error:
        return error


def _show(value: float | None) -> str:
    return "    -" if value is None else f"{value:.3f}"


def _print(result: Score, papers: int, missing: list[str], *, misses: bool) -> None:
    click.echo(f"{papers} papers, rules version {VERSION}\n")
    click.echo(f"{'field':20} labels  recall  precision     f1")
    for name, tally in sorted(result.fields.items()):
        click.echo(_row(name, tally))
    click.echo(_row("all", result.total))
    curve = calibration(result.points)
    if curve.bins:
        _print_curve(curve)
    if misses:
        for title, rows in (("Missed", result.missed), ("Wrong", result.wrong)):
            if rows:
                click.echo(f"\n{title}")
            for one in rows:
                click.echo(_miss(one))
    if missing:
        click.echo(f"\nLabels without a paper: {', '.join(missing)}")


def _row(name: str, tally: Tally) -> str:
    return f"{name:20} {tally.labels:6}  {_show(tally.recall):>6}  {_show(tally.precision):>9}  {_show(tally.f1):>5}"


def _print_curve(curve: Calibration) -> None:
    click.echo("\nsure        findings  mean  right")
    for one in curve.bins:
        click.echo(f"{one.low:.1f} to {one.high:.1f}  {one.count:8}  {one.confidence:.2f}   {one.right:.2f}")
    click.echo(f"expected calibration error {curve.error:.3f}")
    if curve.sure_right is not None:
        click.echo(f"at {SURE} and surer: {curve.sure} findings, {curve.sure_right:.3f} right")


def _miss(one: Miss) -> str:
    page = f"p. {one.page}" if one.page else "–"
    value = json.dumps(one.value, ensure_ascii=False)
    quote = " ".join(one.quote.split())[:120]
    return f"  {one.paper}  {page}  {one.field}  {value}  «{quote}»{f'  {one.method}' if one.method else ''}"


def _json(result: Score, missing: list[str]) -> dict[str, Any]:
    curve = calibration(result.points)
    return {
        "version": VERSION,
        "fields": {name: _tally(tally) for name, tally in sorted(result.fields.items())},
        "all": _tally(result.total),
        "calibration": {
            "bins": [
                {"low": b.low, "high": b.high, "count": b.count, "confidence": b.confidence, "right": b.right}
                for b in curve.bins
            ],
            "error": curve.error,
            "sure": curve.sure,
            "sure_right": curve.sure_right,
        },
        "missed": [_miss_json(one) for one in result.missed],
        "wrong": [_miss_json(one) for one in result.wrong],
        "without_paper": missing,
    }


def _tally(one: Tally) -> dict[str, Any]:
    return {
        "labels": one.labels,
        "found": one.found,
        "findings": one.findings,
        "wrong": one.wrong,
        "recall": one.recall,
        "precision": one.precision,
        "f1": one.f1,
    }


def _miss_json(one: Miss) -> dict[str, Any]:
    return {
        "paper": one.paper,
        "page": one.page,
        "field": one.field,
        "value": one.value,
        "quote": one.quote,
        "method": one.method or None,
    }
