"""The commands as people run them: what they print, where, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from tests.intake.folder import AGREEMENT, fill, pdf


def veedor(*words: str | Path, home: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own, with no settings but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VEEDOR_", "DATABASE_URL"))}
    first = [] if home is None else ["--home", str(home)]
    return subprocess.run(
        [sys.executable, "-m", "veedor", *first, *map(str, words)],
        env={**kept, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disclosed folder."""
    return fill(tmp_path_factory.mktemp("papers") / "entregado")


@pytest.fixture(scope="module")
def home(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which it was taken."""
    folder = tmp_path_factory.mktemp("home") / "data"
    done = veedor("ingest", papers, home=folder)
    assert done.returncode == 1, done.stderr
    return folder


def test_read_prints_one_object_and_nothing_else(papers: Path) -> None:
    """Data goes to standard output, in the form of findings.md."""
    done = veedor("read", papers / "convenio.pdf")
    data = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert {"file", "sha256", "mime", "pages"} <= set(data)
    page = data["pages"][0]
    assert {"number", "width", "height", "source", "quality", "text", "words"} <= set(page)
    assert {"text", "box", "confidence"} == set(page["words"][0])


def test_read_text_parts_pages_with_a_form_feed(papers: Path) -> None:
    """Two pages, one form feed."""
    done = veedor("read", papers / "convenio.pdf", "--text")
    assert done.stdout.count("\f") == 1
    assert "CLAUSULA SEGUNDA: VIGENCIA" in done.stdout


def test_read_tables_prints_csv(tmp_path: Path) -> None:
    """Page, number of the table, cells; a paper without tables gives nothing."""
    page = canvas.Canvas(str(tmp_path / "tarifas.pdf"), pagesize=(595, 842))
    for row, (rank, rate) in enumerate((("Grado", "Monto"), ("General PNP", "S/ 250.00"), ("Mayor PNP", "S/ 180.50"))):
        page.drawString(100, 600 - 20 * row, rank)
        page.drawString(350, 600 - 20 * row, rate)
    page.save()
    done = veedor("read", tmp_path / "tarifas.pdf", "--tables")
    assert done.stdout == "1,1,Grado,Monto\n1,1,General PNP,S/ 250.00\n1,1,Mayor PNP,S/ 180.50\n"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("vacio.pdf", "empty"),
        ("roto.pdf", "damaged"),
        ("ruido.pdf", "bytes are"),
        ("nada.pdf", "cannot be opened"),
    ],
)
def test_read_says_what_is_wrong_and_what_to_do(papers: Path, name: str, says: str) -> None:
    """One line on standard error with the file's name; exit code 3; no traceback."""
    done = veedor("read", papers / name)
    assert done.returncode == 3
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr
    assert says in done.stderr


def test_extract_prints_findings_as_lines(papers: Path) -> None:
    """Every line is a finding whose quote stands at its offsets in the text that `read --text` prints."""
    lines = [json.loads(line) for line in veedor("extract", papers / "convenio.pdf").stdout.splitlines()]
    text = veedor("read", papers / "convenio.pdf", "--text").stdout
    assert {"doc_type", "title", "term", "signed_on"} <= {line["field"] for line in lines}
    for line in lines:
        assert text[line["start"] : line["end"]] == line["quote"]
        assert line["page"] is not None
        assert line["boxes"]


def test_extract_writes_a_file_per_input(papers: Path, tmp_path: Path) -> None:
    """`--to` leaves `<stem>.jsonl`; a file that cannot be read is said and does not stop the others."""
    done = veedor("extract", papers / "convenio.pdf", papers / "roto.pdf", papers / "carta.txt", "--to", tmp_path / "o")
    assert done.returncode == 1
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == ["carta.jsonl", "convenio.jsonl"]
    assert "roto.pdf" in done.stderr
    carta = (tmp_path / "o" / "carta.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["page"] is None for line in carta)


def test_extract_refuses_to_overwrite_one_result_with_another(papers: Path, tmp_path: Path) -> None:
    """Two inputs of one stem would become one file."""
    (tmp_path / "convenio.txt").write_text(AGREEMENT, encoding="utf-8")
    done = veedor("extract", papers / "convenio.pdf", tmp_path / "convenio.txt", "--to", tmp_path / "o")
    assert done.returncode == 2
    assert "convenio.jsonl" in done.stderr


def test_an_unknown_country_names_those_that_are_there(papers: Path) -> None:
    """A clear error before anything is read."""
    done = veedor("extract", papers / "convenio.pdf", "--country", "zz")
    assert done.returncode == 2
    assert "pe" in done.stderr


def test_ingest_ends_with_a_line_per_file(papers: Path, tmp_path: Path) -> None:
    """Files, members of archives and attachments each have their line; the last line sums them up."""
    done = veedor("ingest", papers, home=tmp_path / "home")
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    for name in (
        "convenio.pdf",
        "entrega.zip!mas/caja.zip!dentro.pdf",
        "respuesta.eml!adjunto.pdf",
        "bomba.zip!ceros.txt",
        "vacio.pdf",
    ):
        assert sum(f"{name} " in f"{line} " for line in lines) == 1, name
    assert lines[-1].startswith(f"{len(lines) - 1} files:")
    assert "decompression bomb" in done.stdout
    assert "Traceback" not in done.stderr


def test_originals_are_kept_to_the_byte(papers: Path, home: Path) -> None:
    """Each original stands under its hash, readable and not writable."""
    from hashlib import sha256

    for name in ("convenio.pdf", "entrega.zip", "respuesta.eml", "carta.txt", "roto.pdf"):
        data = (papers / name).read_bytes()
        digest = sha256(data).hexdigest()
        kept = home / "originals" / digest[:2] / digest[2:4] / digest
        assert kept.read_bytes() == data
        assert kept.stat().st_mode & 0o222 == 0


def test_the_report_can_be_read_by_programs(papers: Path, home: Path) -> None:
    """`--json` prints the same lines as JSON; the sum goes to standard error."""
    done = veedor("ingest", "--json", papers, home=home)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"path", "outcome", "detail"} == set(rows[0])
    assert {row["outcome"] for row in rows} == {"known", "unreadable"}
    assert "already known" in done.stderr


def test_what_is_no_file_is_said(home: Path, tmp_path: Path) -> None:
    """A missing path, a link in a folder, a pipe: each a line, none an end."""
    folder = tmp_path / "raro"
    folder.mkdir()
    (folder / "enlace.pdf").symlink_to("/etc/passwd")
    os.mkfifo(folder / "tubo")
    (folder / ".oculto").write_text("x", encoding="utf-8")
    done = veedor("ingest", folder, tmp_path / "no existe.pdf", home=home)
    assert done.returncode == 1
    assert "links in folders are not followed" in done.stdout
    assert "device, pipe or socket" in done.stdout
    assert "no existe.pdf" in done.stdout
    assert ".oculto" not in done.stdout


def test_two_ingests_do_not_meet(papers: Path, home: Path) -> None:
    """While one holds the home, another says so and ends with 4."""
    import fcntl

    with (home / "ingest.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = veedor("ingest", papers / "carta.txt", home=home)
    assert done.returncode == 4
    assert "Another ingest is running" in done.stderr


def test_ctrl_c_stops_at_once_and_the_next_run_goes_on(samples: Path, tmp_path: Path) -> None:
    """Stopped in the middle of recognition: exit code 130 within seconds, one sentence, and nothing is lost."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VEEDOR_", "DATABASE_URL"))}
    scan = samples / "scans" / "01-convenio-2010-alto-muestra-escaneado.pdf"
    words = [sys.executable, "-m", "veedor", "--home", str(tmp_path / "h"), "ingest", str(scan)]
    heed = ["env", "--default-signal=INT"]  # what a test run in the background starts would ignore Ctrl-C
    with subprocess.Popen(
        [*heed, *words], env=kept, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        while not any((tmp_path / "h" / "originals").rglob("?" * 64)):  # it is kept: now it is read, for seconds
            assert process.poll() is None
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "run the same command again" in said
    assert "Traceback" not in said
    assert json.loads(veedor("status", "--json", home=tmp_path / "h").stdout)["waiting"] == 1


def test_samples_and_real_documents_do_not_mix(papers: Path, home: Path) -> None:
    """A collection is one or the other for good."""
    done = veedor("ingest", "--sample", papers / "carta.txt", home=home)
    assert done.returncode == 2
    assert "samples need a collection of their own" in done.stderr
    assert veedor("ingest", "--collection", "No Vale", papers / "carta.txt", home=home).returncode == 2


def test_decisions_on_the_command_line(home: Path) -> None:
    """List, accept, correct, take back, reject: each says what it did, and who."""
    listed = veedor("claims", "--json", "--field", "doc_type", home=home)
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    uid = next(row["uid"] for row in rows if row["proposed"] in {"agreement", "other_agreement"})
    assert veedor("accept", uid, home=home).returncode == 2  # nobody decides namelessly
    done = veedor("accept", uid, "--as", "Ana", "--value", '"agreement"', home=home)
    assert (done.returncode, "by Ana" in done.stdout) == (0, True)
    assert json.loads(veedor("status", "--json", home=home).stdout)["register"]["agreements"] == 1
    assert veedor("reopen", uid, home=home, VEEDOR_PERSON="Luz").returncode == 0
    assert veedor("reopen", uid, "--as", "Luz", home=home).returncode == 3  # nothing left to take back
    bad = veedor("accept", uid, "--as", "Ana", "--value", '"convenio"', home=home)
    assert (bad.returncode, "none of" in bad.stderr) == (3, True)
    assert veedor("accept", uid, "--as", "Ana", "--value", "{", home=home).returncode == 3
    assert veedor("reject", uid, "--as", "Ana", "--why", "es un banco", home=home).returncode == 0
    assert veedor("accept", "0123456789abcdef", "--as", "Ana", home=home).returncode == 3
    assert veedor("accept", "--as", "Ana", home=home).returncode == 2


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """One sentence, exit code 4."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = veedor("status", home=tmp_path / "file" / "home")
    assert done.returncode == 4
    assert "cannot be made" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    """One sentence, exit code 4; the password is not shown."""
    done = veedor("status", home=tmp_path / "h", DATABASE_URL="postgres://u:geheim@127.0.0.1:1/none")
    assert done.returncode == 4
    assert "DATABASE_URL" in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_limit_is_said(papers: Path, home: Path) -> None:
    """A limit that is no number is named, with what it has to be."""
    for words in (("read", papers / "carta.txt"), ("ingest", papers / "carta.txt")):
        done = veedor(*words, home=home, VEEDOR_MAX_PAGES="muchas")
        assert done.returncode == 2
        assert "VEEDOR_MAX_PAGES" in done.stderr


def test_limits_hold(papers: Path, tmp_path: Path) -> None:
    """Too large, too many pages: a line each."""
    (tmp_path / "largo.pdf").write_bytes(pdf(["una pagina"], pages=4))
    done = veedor("ingest", tmp_path / "largo.pdf", home=tmp_path / "h", VEEDOR_MAX_PAGES="3")
    assert "4 pages, and the limit is 3" in done.stdout
    with (tmp_path / "grande.txt").open("wb") as file:
        file.truncate(2_000_000)
    done = veedor("ingest", tmp_path / "grande.txt", home=tmp_path / "h", VEEDOR_MAX_FILE_MB="1")
    assert "larger than 1 MB" in done.stdout


def test_a_port_that_is_taken_is_said(home: Path) -> None:
    """One sentence that names another way."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = veedor("serve", "--port", str(taken.getsockname()[1]), home=home)
    assert done.returncode == 4
    assert "--port" in done.stderr


def test_read_says_how_well_it_was_read(papers: Path) -> None:
    """A line a page."""
    done = veedor("read", papers / "convenio.pdf", "--quality")
    first, second = done.stdout.splitlines()
    assert first.startswith("page 1  1.00  words are sure: 100%; look like words: 100%")
    assert second.startswith("page 2")


def test_reread_is_a_command(home: Path) -> None:
    """By the beginning of a name, all, or what waits; called wrongly or for nothing known it reads nothing."""
    known = json.loads(veedor("claims", "--json", home=home).stdout.splitlines()[0])["evidence"]["sha256"]
    done = veedor("reread", known[:12], home=home)
    assert done.returncode == 0, done.stderr
    assert "(read again)" in done.stdout
    assert "values found again" in done.stdout
    assert veedor("reread", "--waiting", "--json", home=home).stdout == ""
    for wrong in ([], ["--all", "--waiting"], [known[:12], "--all"], ["--below", "7"]):
        assert veedor("reread", *wrong, home=home).returncode == 2, wrong
    nothing = veedor("reread", "ffffffffff", home=home)
    assert (nothing.returncode, nothing.stdout) == (3, "")
    assert "ffffffffff" in nothing.stderr
    assert veedor("reread", "--below", "0", home=home).stdout.startswith("0 files")
    assert veedor("reread", "--older-than", "0.0.1", "--collection", "main", home=home).stdout.startswith("0 files")


def test_pages_lists_the_queue(home: Path, tmp_path: Path) -> None:
    """A line a page, worst first; nothing where all was read well."""
    assert veedor("pages", home=home).stdout == ""
    other = tmp_path / "data"
    noise = tmp_path / "sello.png"
    from PIL import Image, ImageDraw

    picture = Image.new("L", (850, 1100), 255)
    draw = ImageDraw.Draw(picture)
    for at in range(8):
        draw.ellipse((150 + 60 * at, 300, 190 + 60 * at, 700), outline=0, width=6)
    picture.save(noise, dpi=(100, 100))
    assert "deserves a look" in veedor("ingest", noise, home=other).stdout
    told = veedor("pages", "--worst", "1", home=other).stdout
    assert "sello.png, p. 1:" in told
    row = json.loads(veedor("pages", "--json", "--collection", "main", home=other).stdout)
    assert (row["page"], row["urgency"], row["rescan_asked_at"]) == (1, 0, None)
    assert row["reasons"]
    assert veedor("pages", "--document", "ffff", home=other).stdout == ""


def test_a_locked_pdf_opens_with_a_file_of_passwords(tmp_path: Path) -> None:
    """For `read`, `extract` and `ingest`; a file that is none ends the command before anything is read."""
    from tests.documents.test_attached import _locked

    path, words = _locked(tmp_path / "a.pdf"), tmp_path / "claves.txt"
    words.write_text("otra\nclave ñ\n", encoding="utf-8")
    refused = veedor("read", path)
    assert refused.returncode == 3
    assert "--password-file" in refused.stderr
    assert "CONVENIO" in veedor("read", "--text", "--password-file", words, path).stdout
    assert veedor("extract", "--password-file", words, path).returncode == 0
    taken = veedor("ingest", "--password-file", words, path, home=tmp_path / "home")
    assert taken.returncode == 0, taken.stderr
    assert (tmp_path / "home" / "passwords.txt").read_text(encoding="utf-8") == "otra\nclave ñ\n"
    wrong = veedor("read", "--password-file", tmp_path / "nichts", path)
    assert wrong.returncode == 2
    assert "cannot be opened" in wrong.stderr
    assert "Traceback" not in wrong.stderr


DATA = """
- id: mina-ejemplo
  label: Mina Ejemplo
  facts:
  - {name: Mina Ejemplo, source: diario-1, sure: reported, recorded: 2026-11-22}
"""
DATA_SOURCES = """
- {id: diario-1, address: "https://diario.example/1", title: Nota uno, published: 2016-10-28}
"""


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A small folder of reviewed data about an invented mine."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "projects.yaml").write_text(DATA, encoding="utf-8")
    (folder / "sources.yaml").write_text(DATA_SOURCES, encoding="utf-8")
    return folder


def test_check_data_counts_what_a_folder_holds(data_folder: Path) -> None:
    done = veedor("check-data", data_folder, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sources"] == 1


def test_a_fault_in_the_data_is_told_with_its_line_and_nothing_is_loaded(data_folder: Path, tmp_path: Path) -> None:
    (data_folder / "projects.yaml").write_text(DATA.replace("diario-1", "diario-9"), encoding="utf-8")
    for command in ("check-data", "load"):
        done = veedor(command, data_folder, home=tmp_path / "home")
        assert done.returncode == 3
        assert "projects.yaml, line 5" in done.stderr
        assert "diario-9" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_data_is_loaded_once(data_folder: Path, tmp_path: Path) -> None:
    first = veedor("load", data_folder, "--json", home=tmp_path / "home")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["added"] == 1
    again = json.loads(veedor("load", data_folder, "--json", home=tmp_path / "home").stdout)
    assert (again["added"], again["kept"]) == (0, 1)


def test_the_data_of_peru_is_sound() -> None:
    done = veedor("check-data", Path(__file__).parents[2] / "data" / "pe", "--json")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["entries"]["agreement"] >= 30
    assert counts["sources"] > 100
