"""How fast the search is, and how many forms of a word it finds: the database's own against tantivy, side by side.

    .venv/bin/python benchmarks/search/bench.py [--paragraphs 200000] [--here]

Makes so many paragraphs (`paragraphs.py`, seeded) in 1,250 times fewer documents, of which four of five are published,
and writes them into an empty register, the first by Veedor's own index: in SQLite, and then in a PostgreSQL of its own
(`scripts/with-postgres`); `--here` measures the database of `DATABASE_URL` alone. Each query goes to all engines, one
after the other, so that what else the machine does falls on all alike; the first round warms them and is not counted.
Of three rounds the fastest of each query counts: on a machine that others use, a turn of theirs is longer than a query.

What is timed:

    engine    the statement that finds at most 501 passages of published papers, rows fetched
    find      all that Veedor does for a list: that statement, quoted phrases word by word, order by paper
    ranked    the same keys in the same database, the best 20 by the database's own ranking, drafts among them
    tantivy   the same keys in tantivy (in memory maps, one thread), the best 20, drafts among them
    tantivy id  the keys of the 501 first hits in tantivy, each row's id fetched: what Veedor would need of it

Forms: each pair of the project's table, by each way to make keys.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / ("search-here" if "--here" in sys.argv else "search")
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ |= {
    "VEEDOR_HOME": str(BUILD / "home"),
    "VEEDOR_SECRET_KEY": "benchmark",
    "DJANGO_SETTINGS_MODULE": "veedor.web.settings",
}

A_PAPER = 80
"""Paragraphs of a document."""
QUERIES = 150
BY_VEEDOR = 4000
"""Paragraphs that Veedor writes itself: how long that takes is told."""
ROUNDS = 3
SEED = 7
GOAL_MS, GOAL_FORMS = 5.0, 0.97


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--paragraphs", type=int, default=200_000)
    parser.add_argument("--here", action="store_true", help="only the database of DATABASE_URL")
    chosen = parser.parse_args()
    shutil.rmtree(BUILD, ignore_errors=True)
    (BUILD / "home").mkdir(parents=True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    measure(chosen.paragraphs)
    shutil.rmtree(BUILD, ignore_errors=True)
    if not chosen.here:
        again = [sys.executable, __file__, "--here", "--paragraphs", str(chosen.paragraphs)]
        subprocess.run([str(ROOT / "scripts" / "with-postgres"), *again], check=True)


def measure(count: int) -> None:
    """One database: fill it, ask it, and print."""
    from benchmarks.search.paragraphs import names, paragraphs
    from django.db import connection
    from tests.countries.test_spanish_stems import rows

    table = list(rows())
    forms = sorted({form for _, several, _ in table for form in several if form.islower()})
    rare = names(random.Random(SEED), 30_000)  # noqa: S311 - the same each time
    texts = list(paragraphs(count, forms, rare))
    words = sum(len(text.split()) for text in texts)
    print(f"== {connection.vendor}: {count} paragraphs, {words / count:.0f} words each; {os.cpu_count()} processors")
    _, writing = timed(lambda: fill(texts[:BY_VEEDOR], [keys(text) for text in texts[:BY_VEEDOR]]))
    keyed, _ = timed(lambda: quick_keys(texts))
    fill_by_sql(texts[BY_VEEDOR:], keyed[BY_VEEDOR:])
    tantivy, tantivy_writing = timed(lambda: tantivy_index(keyed))
    print(f"keys, rows and index of {BY_VEEDOR} paragraphs by Veedor: {writing:.1f} s")
    print(f"the keys of all in tantivy: {tantivy_writing:.1f} s")
    print(f"size: {sizes(tantivy)}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ask(queries(rare), tantivy)
    if connection.vendor == "postgresql":
        recall(table)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and the seconds that it took."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def keys(text: str) -> tuple[str, ...]:
    """As Veedor makes them."""
    from veedor import countries
    from veedor.extraction.passages import keys_of

    return keys_of(text, countries.get())


def quick_keys(texts: list[str]) -> list[tuple[str, ...]]:
    """The keys of all: those of each word are made once, for paragraphs repeat themselves more than papers do."""
    known: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for word in text.split():
            if word not in known:
                known[word] = keys(word)
    return [tuple(key for word in text.split() for key in known[word]) for text in texts]


def fill_by_sql(texts: list[str], keyed: list[tuple[str, ...]]) -> None:
    """Further papers, their rows by SQL: Veedor would write the same in ten times as long."""
    from django.db import connection, transaction

    from veedor.register import models
    from veedor.register.keys import tsvector
    from veedor.register.search.engine import clause_keys

    named = " ".join(clause_keys("QUINTA 5.2 DEL PAGO Y LA FUERZA"))
    fill([], [], papers=-(-len(texts) // A_PAPER))
    empty = models.Reading.objects.filter(passages__isnull=True).order_by("pk").values_list("document_id", "pk")
    rows = []
    for number, (document, reading) in enumerate(empty):
        for n in range(number * A_PAPER, min((number + 1) * A_PAPER, len(texts))):
            stream = f"{' '.join(keyed[n])} {named} d_{document}"
            text = tsvector(stream) if connection.vendor == "postgresql" else stream
            rows.append((document, reading, n % A_PAPER, 1, "[]", texts[n], "QUINTA", "5.2", "DEL PAGO", text))
    sql = (
        "INSERT INTO register_passage(document_id, reading_id, number, page, spans, text, clause, part, heading, keys)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def fill(texts: list[str], keyed: list[tuple[str, ...]], papers: int = 0) -> None:
    """Papers with these paragraphs, written by Veedor's own index, a transaction each; and so many without any."""
    from veedor.extraction.passages import Passage
    from veedor.register import models
    from veedor.register.search import index

    collection, _ = models.Collection.objects.get_or_create(slug="main", defaults={"title": "Main"})
    rng = random.Random(SEED)  # noqa: S311 - the same each time
    for number in [*range(0, len(texts), A_PAPER), *range(-1, -papers - 1, -1)]:
        sha = f"{abs(number) + (10**9 if number < 0 else 0):064x}"
        document = models.Document.objects.create(sha256=sha, collection=collection, name=f"{number}.pdf", size=1)
        reading = models.Reading.objects.create(document=document, version="bench")
        part = range(number, min(number + A_PAPER, len(texts))) if number >= 0 else ()
        if part:
            index.write(
                reading,
                [Passage(1, texts[n], ((0, 9),), "QUINTA", "5.2", "DEL PAGO Y LA FUERZA", keyed[n]) for n in part],
            )
        agreement = models.Agreement.objects.create(
            slug=sha[-20:], collection=collection, registered=True, signed_on=str(1996 + rng.randrange(25))
        )
        agreement.documents.add(document)
        state = models.Claim.State.ACCEPTED if rng.random() < 0.8 else models.Claim.State.PROPOSED
        models.Claim.objects.create(
            uid=sha[-20:], agreement=agreement, document=document, reading=reading, field="title", quote="x", start=0,
            end=1, proposed="x", confidence=1, method="bench", version="bench", state=state,
        )  # fmt: skip


def tantivy_index(keyed: list[tuple[str, ...]]) -> Any:
    """The same keys in tantivy."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True)
    builder.add_text_field("keys", stored=False, tokenizer_name="whitespace")
    folder = BUILD / "tantivy"
    folder.mkdir()
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(num_threads=1)
    for number, several in enumerate(keyed):
        writer.add_document(tantivy.Document(id=number, keys=" ".join(several)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def sizes(_index: Any) -> str:
    """What the index takes on the disk, in MB, and what tantivy's takes."""
    from django.db import connection

    if connection.vendor == "postgresql":
        sql = "SELECT pg_relation_size('register_passage_words'), pg_total_relation_size('register_passage')"
    else:
        sql = (
            "SELECT (SELECT sum(length(block)) FROM register_passage_words_data),"
            " (SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size())"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        own, whole = cursor.fetchone()
    rival = sum(path.stat().st_size for path in (BUILD / "tantivy").rglob("*"))
    return f"index {own / 1e6:.0f} MB, with the paragraphs {whole / 1e6:.0f} MB; tantivy's index {rival / 1e6:.0f} MB"


def queries(rare: list[str]) -> list[tuple[str, str]]:
    """`(group, what is typed)`, a third each common, common with rare, rare; and phrases, exclusions, filters."""
    from benchmarks.search.paragraphs import COMMON

    rng = random.Random(SEED)  # noqa: S311 - the same each time
    asked = []
    for number in range(QUERIES):
        seldom = rare[rng.randrange(200, 20_000)]
        asked.append(
            [
                ("common", " ".join(rng.sample(COMMON, rng.randint(1, 3)))),
                ("common and rare", f"{rng.choice(COMMON)} {rare[rng.randrange(3000)]}"),
                ("rare", seldom),
            ][number % 3]
        )
    phrases = ("uso de la fuerza", "servicios policiales extraordinarios", "vínculo laboral", "de las partes")
    for number in range(30):
        asked.append(("phrase", f'"{rng.choice(phrases)}" {rng.choice((*COMMON, rare[number]))}'))
        asked.append(("without", f"{rng.choice(COMMON)} -{rng.choice(COMMON)}"))
        asked.append(("in a clause", f"{rng.choice(COMMON)} clausula:fuerza"))
        asked.append(("of a year", f"{rng.choice(COMMON)} año:{1996 + number % 25}"))
    return asked


def ask(asked: list[tuple[str, str]], tantivy: Any) -> None:
    """Every query to every engine, and what they took."""
    from django.db import connection

    from veedor.register.search import finding
    from veedor.register.search.language import understand

    taken: dict[str, dict[str, list[float]]] = {}
    rounds: dict[tuple[str, str, int], list[float]] = {}
    differ = 0
    for number in range(ROUNDS + 1):
        for at, (group, typed) in enumerate(asked):
            query = understand(typed)
            took = {}
            rows, took["engine"] = engine(query)
            found, took["find"] = timed(lambda q=query: finding.find(q, drafts=False, today=dt.date(2020, 1, 1)))
            if group in {"common", "common and rare", "rare"}:
                everything, _ = engine(query, published=False)
                if number == 1:
                    _, took["ranked"] = timed(ranked(query))
                best, took["tantivy"] = timed(by_tantivy(tantivy, query, 20, ids=False))
                _, took["tantivy id"] = timed(by_tantivy(tantivy, query, finding.MOST + 1, ids=True))
                differ += number == 1 and min(best, finding.MOST + 1) != len(everything)
            assert len(found.passages) == min(len(rows), finding.MOST) or group == "phrase"
            if number:
                for name, seconds in took.items():
                    rounds.setdefault((name, group, at), []).append(seconds * 1000)
    for (name, group, _), several in rounds.items():
        taken.setdefault(name, {}).setdefault(group, []).append(min(several))
    print(f"queries of which tantivy counts other hits over the same keys: {differ}")
    print(f"{'milliseconds':12}{'group':18}{'p50':>8}{'p95':>8}{'max':>8}")
    for name, groups in taken.items():
        together = {"words": [ms for g in ("common", "common and rare", "rare") for ms in groups.get(g, ())]}
        if name in {"engine", "find"}:
            together["all"] = [ms for several in groups.values() for ms in several]
        for group, several in (groups | together).items():
            print(f"{name:12}{group:18}{statistics.median(several):8.2f}{high(several):8.2f}{max(several):8.2f}")
    own = high([ms for several in taken["engine"].values() for ms in several])
    reached = "reached" if own <= GOAL_MS else "NOT REACHED"
    print(f"{connection.vendor}: engine, all queries, p95 {own:.2f} ms (goal {GOAL_MS}): {reached}")
    words = [ms for g in ("common", "common and rare", "rare") for ms in taken["engine"][g]]
    for rival in ("ranked", "tantivy", "tantivy id"):
        theirs = high([ms for several in taken[rival].values() for ms in several])
        print(f"{rival}: p95 {theirs / high(words):.2f} × that of the engine, for words")


def high(several: Iterable[float]) -> float:
    """The 95th of a hundred."""
    ordered = sorted(several)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def engine(query: Any, *, published: bool = True) -> tuple[list[Any], float]:
    """The rows of Veedor's own statement, and the seconds of running it and fetching them."""
    from django.core.exceptions import EmptyResultSet
    from django.db import connection

    from veedor.register.search import finding
    from veedor.register.search.engine import matching

    documents = finding._chosen(query, today=dt.date(2020, 1, 1))  # noqa: SLF001 - its own statement
    passages = finding._open(drafts=not published)  # noqa: SLF001 - its own statement
    rows = matching(passages, query, documents).values_list("pk", "document_id", "number")[: finding.MOST + 1]
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:  # no paper fulfils the filter: the database is not asked
        return [], 0.0
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(sql, params)
        found = cursor.fetchall()
        return found, time.perf_counter() - began


def ranked(query: Any) -> Callable[[], Any]:
    """The best 20 by the database's own ranking."""
    from django.db import connection

    from veedor.register.search import engine as own

    if connection.vendor == "postgresql":
        sql = (
            "SELECT id FROM register_passage, CAST(%s AS tsquery) asked WHERE keys @@ asked"
            " ORDER BY ts_rank(keys, asked) DESC LIMIT 20"
        )
        params = [own._tsquery(query.terms, query.excluded)]  # noqa: SLF001 - its own words
    else:
        sql = "SELECT rowid FROM register_passage_words WHERE register_passage_words MATCH %s ORDER BY rank LIMIT 20"
        params = [own._match(query.terms, query.excluded)]  # noqa: SLF001 - its own words

    def run() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    return run


def by_tantivy(index: Any, query: Any, limit: int, *, ids: bool) -> Callable[[], int]:
    """The best in tantivy: how many there are; `ids` fetches which."""
    import tantivy

    schema, searcher = index.schema, index.searcher()
    parts = [
        (tantivy.Occur.Must, tantivy.Query.term_query(schema, "keys", key)) for term in query.terms for key in term.keys
    ]

    def run() -> int:
        found = searcher.search(tantivy.Query.boolean_query(parts), limit, count=True)
        if ids:
            for _score, address in found.hits:
                searcher.doc(address)["id"]
        return int(found.count)

    return run


def recall(table: list[tuple[str, list[str], list[str]]]) -> None:
    """How many forms each way of making keys finds, and how many words that are no forms."""
    pairs = [(typed, form) for typed, several, _ in table for form in several]
    others = [(typed, form) for typed, _, several in table for form in several]
    print(f"forms of the project's table: {len(table)} words, {len(pairs)} forms, {len(others)} others")
    ways = {"Veedor": lambda a, b: keys(a) == keys(b)}
    with contextlib.suppress(Exception):
        ways |= postgres_ways()
    ways |= {"SQLite FTS5, unicode61 without accents": lambda a, b: bare(a) == bare(b)}
    ways |= tantivy_ways()
    for name, same in ways.items():
        hit, wrong = (sum(same(*pair) for pair in several) / len(several) for several in (pairs, others))
        goal = (
            f"  (goal {GOAL_FORMS:.0%}: {'reached' if hit >= GOAL_FORMS else 'NOT REACHED'})"
            if name == "Veedor"
            else ""
        )
        print(f"  {name:42} forms found {hit:6.1%}   others found {wrong:6.1%}{goal}")


def bare(word: str) -> str:
    """Without accents and capitals."""
    from veedor.values.folding import fold

    return fold(word)


def postgres_ways() -> dict[str, Callable[[str, str], bool]]:
    """PostgreSQL's own Spanish, after and without taking accents away."""
    from django.db import connection

    def ask_it(sql: str) -> Callable[[str, str], bool]:
        def same(typed: str, form: str) -> bool:
            with connection.cursor() as cursor:
                cursor.execute(sql, [form, typed])
                return bool(cursor.fetchone()[0])

        return same

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    plain = "SELECT to_tsvector('spanish', {0}) @@ plainto_tsquery('spanish', {0})"
    return {
        "PostgreSQL, spanish": ask_it(plain.format("%s")),
        "PostgreSQL, unaccent then spanish": ask_it(plain.format("unaccent(%s)")),
    }


def tantivy_ways() -> dict[str, Callable[[str, str], bool]]:
    """The Spanish stemmer of tantivy, after and before taking accents away."""
    import tantivy

    lower, fold, stem = tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("Spanish")

    def by(*filters: Any) -> Callable[[str, str], bool]:
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for one in filters:
            builder = builder.filter(one)
        analyzer = builder.build()
        return lambda typed, form: analyzer.analyze(typed) == analyzer.analyze(form)

    return {
        "tantivy, accents away then stemmer": by(lower, fold, stem),
        "tantivy, stemmer then accents away": by(lower, stem, fold),
    }


if __name__ == "__main__":
    main()
