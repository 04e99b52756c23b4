"""What is wrong with a folder of data, all of it at once: file, line, entry and field. And the facts of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veedor import countries
from veedor.register.facts.files import DataError, Entry, Fault, Place, entries_of, files_of, kind_of
from veedor.register.facts.forms import FormError, shaped
from veedor.register.facts.kinds import KINDS, SURE, UNCOUNTED
from veedor.values.edtf import parse_edtf
from veedor.values.spans import Window

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]|[a-z0-9]")
_ADDRESS = re.compile(r"https?://\S{4,900}")
_BESIDE = {"source", "sure", "quote", "note", "from", "to", "recorded", "follow", "why"}
"""What stands beside the value of a fact."""
_PLACE = ("district", "province", "region")
_OF_ENTRY = {"id", "label", "facts", "note"}
_OF_SOURCE = {"id", "address", "title", "published", "note", "archived"}
MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A publication: cited by its address and date, never copied."""

    id: str
    address: str
    title: str
    published: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """One value of one field, from one source. `sources` of a fact make as many rows as there are."""

    kind: str
    entry: str
    field: str
    value: Any
    source: str
    sure: str
    quote: str
    note: str
    since: str
    until: str
    recorded: str
    follow: bool
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Thing:
    """One entry: what it is and its facts."""

    kind: str
    id: str
    label: str
    facts: tuple[FactRow, ...]


@dataclass(frozen=True)
class Index:
    """What there is to be referred to."""

    ids: dict[str, set[str]]
    sources: dict[str, SourceRow]

    def known(self, kind: str, slug: str) -> bool:
        """Whether an entry of that kind and id exists."""
        return slug in self.ids.get(kind, set())


@dataclass(frozen=True, slots=True)
class Checked:
    """What a folder holds: counts by kind, and how many facts of each degree of sureness."""

    entries: dict[str, int]
    facts: dict[str, int]
    sources: int

    @property
    def uncounted(self) -> int:
        """Facts that rest on general knowledge and wait for somebody to confirm them."""
        return self.facts.get(UNCOUNTED, 0)


def check(folder: Path) -> Checked:
    """What the folder holds; `DataError` with everything that is wrong with it."""
    index = index_of(folder)
    faults: list[Fault] = []
    entries: Counter[str] = Counter()
    facts: Counter[str] = Counter()
    cited: set[str] = set()
    for found in things_of(folder, index):
        if isinstance(found, Fault):
            faults.append(found)
            if len(faults) >= MOST_FAULTS:
                break
            continue
        entries[found.kind] += 1
        for row in found.facts:
            facts[row.sure] += 1
            cited.add(row.source)
    if not faults:
        orphans = sorted(set(index.sources) - cited)
        faults += [Fault(Place("sources.yaml", 0), orphan, "", "is cited by no fact") for orphan in orphans]
    if faults:
        raise DataError(faults)
    return Checked(dict(entries), dict(facts), len(index.sources))


def index_of(folder: Path) -> Index:
    """All ids and sources of a folder; `DataError` for a wrong or double one."""
    ids: dict[str, set[str]] = {name: set() for name in KINDS}
    sources: dict[str, SourceRow] = {}
    addresses: dict[str, str] = {}
    faults: list[Fault] = []
    for path in files_of(folder):
        for entry in entries_of(path):
            slug = entry.data["id"]
            held = sources if entry.kind == "source" else ids[entry.kind]
            if not _ID.fullmatch(slug):
                faults.append(Fault(entry.place, slug, "id", "has to be small letters, digits and hyphens, 60 at most"))
            elif slug in held:
                faults.append(Fault(entry.place, slug, "id", f"there is another {entry.kind} of that id"))
            elif entry.kind == "source":
                faults += _source_faults(entry, addresses)
                sources[slug] = SourceRow(
                    slug, entry.data.get("address", ""), entry.data.get("title", ""), entry.data.get("published", "")
                )
            else:
                ids[entry.kind].add(slug)
    if faults:
        raise DataError(faults)
    return Index(ids, sources)


def _source_faults(entry: Entry, addresses: dict[str, str]) -> Iterator[Fault]:
    slug, data = entry.data["id"], entry.data
    for key in data.keys() - _OF_SOURCE:
        yield Fault(entry.place, slug, key, f"a source has only {', '.join(sorted(_OF_SOURCE))}")
    address = data.get("address", "")
    if not _ADDRESS.fullmatch(address):
        yield Fault(entry.place, slug, "address", "has to be the address of a page (http…)")
    elif address in addresses:
        yield Fault(entry.place, slug, "address", f"is that of the source {addresses[address]} as well")
    addresses[address] = slug
    if data.get("published"):
        try:
            parse_edtf(data["published"])
        except ValueError as error:
            yield Fault(entry.place, slug, "published", str(error))


def things_of(folder: Path, index: Index) -> Iterator[Thing | Fault]:
    """Every entry with its facts, or what is wrong with it; one at a time, so that memory stays flat."""
    for path in files_of(folder):
        if path.stem == "sources":
            continue
        for entry in entries_of(path):
            faults: list[Fault] = []
            thing = _thing(entry, index, faults)
            if faults:
                yield from faults
            else:
                yield thing


def _thing(entry: Entry, index: Index, faults: list[Fault]) -> Thing:
    slug, data = entry.data["id"], entry.data
    faults += [
        Fault(entry.place, slug, key, f"an entry has only {', '.join(sorted(_OF_ENTRY))}")
        for key in data.keys() - _OF_ENTRY
    ]
    label = data.get("label", "")
    if not isinstance(label, str) or not label:
        faults.append(Fault(entry.place, slug, "label", "an entry needs a label for people"))
    facts = data.get("facts", [])
    if not isinstance(facts, list) or not facts:
        faults.append(Fault(entry.place, slug, "facts", "an entry needs at least one fact"))
        facts = []
    rows: list[FactRow] = []
    for raw, line in zip(facts, entry.lines, strict=False):
        rows += _rows(entry, raw, Place(entry.place.file, line), index, faults)
    _followed_once(slug, rows, faults)
    return Thing(entry.kind, slug, label, tuple(rows))


def _rows(entry: Entry, raw: Any, place: Place, index: Index, faults: list[Fault]) -> list[FactRow]:
    slug = entry.data["id"]
    kind = kind_of(entry)
    if kind is None or not isinstance(raw, dict):
        faults.append(Fault(place, slug, "facts", "a fact has to be a mapping"))
        return []
    named = [key for key in raw if key not in _BESIDE]
    if len(named) != 1 or named[0] not in kind.fields:
        told = (
            f"a fact has one field of {kind.name} ({', '.join(kind.fields)}) and beside it {', '.join(sorted(_BESIDE))}"
        )
        faults.append(Fault(place, slug, ", ".join(named), told))
        return []
    name = named[0]
    problems = list(_problems(raw, index))
    value = None
    try:
        value = shaped(kind.fields[name], raw[name], index.known)
    except FormError as error:
        problems.append(str(error))
    problems += _place_problems(value)
    if problems:
        faults += [Fault(place, slug, name, problem) for problem in problems]
        return []
    sources = raw["source"] if isinstance(raw["source"], list) else [raw["source"]]
    return [
        FactRow(
            kind=entry.kind,
            entry=slug,
            field=name,
            value=value,
            source=source,
            sure=raw["sure"],
            # the words are those of the first source: whoever writes them down says where they stand
            quote=" ".join(raw.get("quote", "").split()) if at == 0 else "",
            note=" ".join(raw.get("note", "").split()),
            since=raw.get("from", ""),
            until=raw.get("to", ""),
            recorded=raw.get("recorded", ""),
            follow=raw.get("follow") == "true",
            why=" ".join(raw.get("why", "").split()),
            place=place,
        )
        for at, source in enumerate(sources)
    ]


def _place_problems(value: Any) -> Iterator[str]:
    """What the country's list of places says against names that do not lie in one another, or a code of others."""
    names = {key: value[key] for key in _PLACE if value.get(key)} if isinstance(value, dict) else {}
    country = countries.get()
    if names and country.place_agrees(names) is False:
        yield f"no place bears these names together: {', '.join(names.values())}"
    elif names and value.get("code") and value["code"] != country.place_code(names):
        yield f"code: {value['code']} is not the official code of {', '.join(names.values())}"


def _problems(raw: dict[str, Any], index: Index) -> Iterator[str]:
    sources = raw.get("source", [])
    sources = [sources] if isinstance(sources, str) else sources
    if not isinstance(sources, list) or not sources:
        yield "a fact needs its source"
        sources = []
    for source in sources:
        if source not in index.sources:
            yield f"there is no source {source!r} in sources.yaml"
    if len(set(map(str, sources))) < len(sources):
        yield "names a source twice"
    if raw.get("sure") not in SURE:
        yield f"sure: has to be one of {', '.join(SURE)}"
    for key in ("quote", "note", "why", "follow", "from", "to", "recorded"):
        if key in raw and not isinstance(raw[key], str):
            yield f"{key}: has to be text"
            return
    if len(raw.get("quote", "").split()) > 40:
        yield "quote: a few words, not a page (40 words at most)"
    for key in ("from", "to", "recorded"):
        if raw.get(key):
            try:
                parse_edtf(raw[key])
            except ValueError as error:
                yield f"{key}: {error}"
                return
    if raw.get("from") and raw.get("to") and Window.of(raw["from"]).first > Window.of(raw["to"]).last:
        yield "ends before it begins"
    if raw.get("recorded") and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw["recorded"]):
        yield "recorded: has to be a day"
    if raw.get("follow", "true") != "true":
        yield "follow: can only be true"
    if raw.get("follow") and not raw.get("why"):
        yield "why: whoever follows one of several values says why"


def _followed_once(slug: str, rows: list[FactRow], faults: list[Fault]) -> None:
    """Of rival values at most one is followed."""
    kinds = {(row.field, str(row.value)) for row in rows if row.follow}
    for field, count in Counter(field for field, _ in kinds).items():
        if count > 1:
            place = next(row.place for row in rows if row.field == field and row.follow)
            faults.append(Fault(place, slug, field, "two rival values are followed"))
