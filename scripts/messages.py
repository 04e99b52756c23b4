"""Bring the message catalogues up to date with the source, or (--check) say what is missing.

English stands in the source, Spanish in src/veedor/web/locale/es. Templates are turned into calls by Django's own
`templatize`, then babel collects the messages of both.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "veedor"
WEB = SOURCE / "web"
ROOMS = (WEB, SOURCE / "register", SOURCE / "cli")
"""Where sentences for people stand."""
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "gettext_lazy": None,
}
LANGUAGES = ("es",)


def messages() -> Iterator[tuple[str | tuple[str, ...], str | None, str, int]]:
    """Every message: its id (or singular and plural), context, file and line."""
    for path in sorted(path for room in ROOMS for path in room.rglob("*")):
        if path.suffix == ".html":
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        elif path.suffix == ".py":
            source = path.read_text(encoding="utf-8")
        else:
            continue
        for line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            yield message, context, str(path.relative_to(ROOT)), line


def current() -> Catalog:
    """The catalogue of what the source says now, without translations."""
    template = Catalog(project="veedor", charset="utf-8")
    for message, context, file, _line in messages():
        template.add(message, context=context, locations=[(file, 0)])
    return template


def main() -> int:
    """Update the catalogues, or check them; exit status 1 when --check finds something missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, list what is missing")
    check = parser.parse_args().check
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    missing = 0
    for language in LANGUAGES:
        path = WEB / "locale" / language / "LC_MESSAGES" / "django.po"
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        catalogue.update(current(), no_fuzzy_matching=True)
        for message in catalogue:
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and not all(said):
                missing += 1
                print(f"{path.relative_to(ROOT)}: no translation of {message.id!r}", file=sys.stderr)
        if not check:
            # the day of a run says nothing, and two branches would differ in it
            catalogue.creation_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
            with path.open("wb") as file:
                write_po(file, catalogue, width=118, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    return 1 if check and missing else 0


if __name__ == "__main__":
    sys.exit(main())
