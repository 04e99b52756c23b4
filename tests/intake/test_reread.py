"""Reading again: the earlier reading is kept, the evidence moves, and a kill leaves what was."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.intake.folder import AGREEMENT, pdf
from veedor.documents import PageResult, PageTask, Slot
from veedor.documents.errors import ReaderFailedError
from veedor.documents.tree import Page as PageTree
from veedor.extraction.passages import VERSION
from veedor.intake import again
from veedor.intake.collections import collection_for
from veedor.intake.home import Home
from veedor.intake.ingest import Ingest
from veedor.register.attention import act, waiting_pages
from veedor.register.claims import accept
from veedor.register.models import Batch, Claim, Document, EvidenceMove, Page, Reading
from veedor.register.readings import page_tree


@pytest.fixture
def document(home: Path, tmp_path: Path) -> Document:
    """One agreement, read once."""
    file = tmp_path / "convenio.pdf"
    file.write_bytes(pdf(AGREEMENT.splitlines(), pages=2))
    assert not Ingest(Home.from_env(), collection_for("main")).run([file]).failed
    return Document.objects.get()


def _misread(document: Document, right: str, wrong: str) -> None:
    """As if the first reading had read `wrong` for `right`: in its pages and in the quotes of its claims.

    Both have the same length, so that all offsets stay.
    """
    assert len(right) == len(wrong)
    for page in Page.objects.filter(reading__document=document):
        page.text = page.text.replace(right, wrong)
        for word in page.layout["words"]:
            word["text"] = word["text"].replace(right, wrong)
        page.save()
        assert isinstance(page_tree(page), PageTree)
    for claim in document.claims.all():
        claim.quote = claim.quote.replace(right, wrong)
        claim.save()


def _shown(document: Document) -> dict[str, Any]:
    return {c.uid: (c.field, c.state, c.value, c.page, c.boxes) for c in document.claims.all()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.db_engine
def test_a_bad_reading_is_made_good_and_nothing_is_lost(document: Document) -> None:
    """Accepted on misread words; read again, every value shows the words as read now, in the same place."""
    _misread(document, "CONVENIO", "CONVEN1O")
    _misread(document, "octubre", "octvbre")
    for claim in document.claims.all():
        accept(claim, who="Ana")
    before = _shown(document)
    report = again.reread(Home.from_env(), [document])
    assert not report.failed
    assert "found again" in report.lines[0].detail
    after = _shown(document)
    assert {uid: after[uid] for uid in before} == before
    current = document.readings.get(current=True)
    assert document.readings.count() == 2
    assert set(document.claims.filter(uid__in=before).values_list("reading", flat=True)) == {current.pk}
    assert not Claim.objects.filter(quote__contains="octvbre").exists()
    assert EvidenceMove.objects.filter(quote__contains="octvbre").exists()
    assert len(after) == len(before), "what was found again is not proposed again"
    assert waiting_pages() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.db_engine
def test_reading_again_what_has_not_changed_changes_nothing(document: Document) -> None:
    """Twice, by name and by what waits: the same claims in the same places; each reading is kept."""
    before = _shown(document)
    again.reread(Home.from_env(), [document])
    act(document, None, "reread", who="Ana")
    report = again.reread(Home.from_env(), [])
    assert [line.path for line in report.lines] == ["convenio.pdf (read again)"]
    assert _shown(document) == before
    assert document.readings.count() == 3
    assert set(EvidenceMove.objects.values_list("how", flat=True)) == {"exact"}
    assert again.reread(Home.from_env(), []).lines == []
    assert Batch.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.db_engine
def test_a_second_reading_that_fails_leaves_the_first(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document stays read; the report and the document say what went wrong."""

    def fail(_: object, task: PageTask, *__: object) -> PageResult:
        return PageResult(task.number, error=ReaderFailedError("It broke.", "Try later."), whole=True)

    first = document.readings.get()
    monkeypatch.setattr(Slot, "read", fail)
    report = again.reread(Home.from_env(), [document])
    assert report.failed
    document.refresh_from_db()
    assert (document.state, document.error) == ("done", "It broke. Try later.")
    assert document.readings.get(current=True) == first


@pytest.mark.django_db(transaction=True)
@pytest.mark.db_engine
def test_a_stop_while_storing_leaves_the_first(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the middle of moving evidence: nothing has moved, and the next run reads again."""
    first, before = document.readings.get(), _shown(document)
    with monkeypatch.context() as patched:
        patched.setattr("veedor.register.rereading.propose", _stop)
        with pytest.raises(KeyboardInterrupt):
            again.reread(Home.from_env(), [document])
    document.refresh_from_db()
    assert document.state == "again"
    assert document.readings.get(current=True) == first
    assert not EvidenceMove.objects.exists()
    assert _shown(document) == before
    # any run finishes it, also one that takes other files in
    Ingest(Home.from_env(), collection_for("main")).run([])
    document.refresh_from_db()
    assert document.state == "done"
    assert Reading.objects.filter(document=document).count() == 2


def _stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_kill_while_reading_again_leaves_the_first_reading(tmp_path: Path) -> None:
    """Killed as soon as it has begun: the old reading is in use; run again, the new one is, and all is there once."""
    home, file = tmp_path / "home", tmp_path / "convenio.pdf"
    file.write_bytes(pdf(AGREEMENT.splitlines(), pages=12))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VEEDOR_", "DATABASE_URL"))}
    command = [sys.executable, "-m", "veedor", "--home", str(home)]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *words], env=kept, capture_output=True, text=True, check=False, timeout=200)

    def ask(query: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(home / "register.sqlite3", timeout=30)) as base:
            return base.execute(query).fetchall()

    assert run("ingest", str(file)).returncode == 0
    claims = ask("SELECT uid, quote, page, boxes, state FROM register_claim ORDER BY uid")
    process = subprocess.Popen(
        [*command, "reread", "--all"],
        env=kept,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and ask("SELECT state FROM register_document") != [("again",)]:
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert ask("SELECT state FROM register_document") == [("again",)], "killed too late to prove anything"
    assert ask("SELECT current FROM register_reading") == [(1,)]
    done = run("reread", "--waiting")
    assert done.returncode == 0, done.stderr
    assert ask("SELECT current FROM register_reading ORDER BY id") == [(0,), (1,)]
    assert ask("SELECT state FROM register_document") == [("done",)]
    assert ask("SELECT uid, quote, page, boxes, state FROM register_claim ORDER BY uid") == claims


@pytest.mark.django_db(transaction=True)
def test_the_search_follows_a_reading(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read again, a paper is found by what is read now; its paragraphs stand in the index once."""
    before = list(document.passages.order_by("number").values_list("number", "page", "text", "clause"))
    assert ("SEGUNDA", 1) in {(clause, page) for _, page, _, clause in before}
    document.passages.filter(number=0).update(keys="otra", text="otra")
    assert not again.reread(Home.from_env(), [document]).failed
    assert list(document.passages.order_by("number").values_list("number", "page", "text", "clause")) == before
    assert document.readings.count() == 2
    assert set(document.passages.values_list("reading__current", flat=True)) == {True}
    reading = document.readings.get(current=True)
    assert reading.indexed == VERSION
