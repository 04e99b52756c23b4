"""The documentation says what the code does. The tests walk the code, so that nothing new can be forgotten."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.db import connection

from docs import fields_table
from veedor.cli import main
from veedor.cli.exits import Exit
from veedor.countries.base import Country
from veedor.documents.errors import BY_CODE
from veedor.documents.limits import LIMITS
from veedor.extraction.fields import FIELDS
from veedor.opinion import settings as opinion
from veedor.web.config import SETTINGS
from veedor.web.words import TERMS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "veedor"
ROOT_PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
PAGES = [*ROOT_PAGES, *sorted(DOCS.rglob("*.md"))]


def named_commands() -> dict[str, click.Command]:
    """Every command by what is typed: `load`, and `ask in-force` of a group."""
    found: dict[str, click.Command] = {}
    for name, command in main.commands.items():
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": one for inner, one in command.commands.items()}
    return found


COMMANDS = named_commands()

_FENCE = re.compile(r"^```(?P<kind>\S*)[^\n]*\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"\]\((?P<inline>[^)\s]+)\)|^\[[^\]]+\]:\s*(?P<named>\S+)", re.MULTILINE)


def text_of(name: str) -> str:
    """A page of the documentation."""
    return (DOCS / name).read_text(encoding="utf-8")


def id_of(path: Path) -> str:
    """How a page is called in the test report."""
    return str(path.relative_to(ROOT))


def blocks(text: str, kind: str) -> list[str]:
    """The fenced blocks of one kind."""
    return [match["body"] for match in _FENCE.finditer(text) if match["kind"] == kind]


def section(text: str, heading: str) -> str:
    """What stands under a heading, to the next heading of the same or a higher level."""
    level = heading.index(" ")
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {heading!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The cells of every table row."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def table_cells(text: str) -> dict[str, list[str]]:
    """Rows by their first cell, code marks taken off."""
    return {row[0].strip("`"): row for row in rows(text)}


# ---------------------------------------------------------------- commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_documented(name: str) -> None:
    """A command has its section, an example, and a row for each option."""
    part = section(text_of("commands.md"), f"## veedor {name}")
    assert any(line.startswith(f"veedor {name}") for block in blocks(part, "shell") for line in block.splitlines())
    documented = set(re.findall(r"`(-[-\w]+)`", "\n".join(row[0] for row in rows(part))))
    real = {opt for param in COMMANDS[name].params if isinstance(param, click.Option) for opt in param.opts}
    assert real == documented


def test_every_option_of_the_root_is_documented() -> None:
    """The options before a command's name have their rows, help included."""
    part = section(text_of("commands.md"), "## veedor")
    for param in main.params:
        assert f"`{param.opts[0]}`" in part
    assert "`--help`" in part


def test_no_command_is_documented_that_is_not_there() -> None:
    """A section of a command that was renamed or removed has to go."""
    headed = set(re.findall(r"^## veedor ([\w -]+)$", text_of("commands.md"), re.MULTILINE))
    assert set(COMMANDS) == headed


def test_every_exit_code_is_documented() -> None:
    """The table of exit statuses is the enumeration."""
    cells = table_cells(section(text_of("commands.md"), "## How commands end"))
    documented = {(int(key), row[1].strip("`")) for key, row in cells.items() if key.isdigit()}
    assert {(int(code), code.name) for code in Exit} == documented


# ---------------------------------------------------------------- settings, fields, codes, words


@pytest.mark.parametrize("setting", [*SETTINGS, *opinion.SETTINGS], ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: object) -> None:
    """Each environment variable of the site has its row with its default."""
    row = table_cells(text_of("settings.md"))[setting.name]  # type: ignore[attr-defined]
    assert (setting.default or "empty") == row[1].strip("`")  # type: ignore[attr-defined]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_every_limit_is_documented(limit: object) -> None:
    """Each limit has its row with its default."""
    row = table_cells(text_of("settings.md"))[limit.variable]  # type: ignore[attr-defined]
    assert str(limit.default) == row[1]  # type: ignore[attr-defined]


def test_every_variable_that_the_source_reads_is_documented() -> None:
    """No environment variable is read in silence, and none is documented that nobody reads."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    read = set(re.findall(r"\bVEEDOR_[A-Z_]*[A-Z]\b", source))
    documented = set(re.findall(r"^\| `(VEEDOR_[A-Z_]+)` \|", text_of("settings.md"), re.MULTILINE))
    assert read == documented


def test_the_table_of_fields_is_that_of_the_code() -> None:
    """`docs/fields_table.py` was run after the last change of a field."""
    page = text_of("findings.md")
    assert fields_table.page_with_table(page) == page, "run .venv/bin/python docs/fields_table.py"


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_field_is_documented(name: str) -> None:
    """A field has its row with labels, keys, choices and meaning."""
    field = FIELDS[name]
    row = " | ".join(table_cells(section(text_of("findings.md"), "## Fields"))[name])
    choices = (*field.choices, *(choice for _, several in field.key_choices for choice in several))
    for word in (field.label_es, field.label_en, field.meaning, *(key.rstrip("?") for key in field.keys), *choices):
        assert word in row


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_every_error_code_is_documented(code: str) -> None:
    """A person who meets a code finds when it is given and what to do."""
    row = table_cells(section(text_of("formats.md"), "## What is refused"))[code]
    assert all(row)


@pytest.mark.parametrize("code", sorted(TERMS))
def test_every_term_is_in_the_glossary(code: str) -> None:
    """The English word stands beside the Spanish one of the catalogue, with a meaning."""
    with (SOURCE / "web" / "locale" / "es" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale="es")
    spanish, english = str(catalogue[TERMS[code]].string), TERMS[code]
    glossary = rows(text_of("glossary.md"))
    assert any(_has(row[0], spanish) and _has(row[1], english) and row[2] for row in glossary), (spanish, english)


def _has(cell: str, words: str) -> bool:
    """Whether the words are one of the cell's alternatives (parted by commas), notes in brackets left out."""
    return words in {cell, re.sub(r" \(\*[^)]*\)$", "", cell), *(part.strip() for part in cell.split(","))}


# ---------------------------------------------------------------- data


def _models() -> list[type]:
    return list(apps.get_app_config("register").get_models(include_auto_created=True))


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.db_table)
def test_every_table_and_column_is_documented(model: type) -> None:
    """A table has its section, which names each of its columns and no other."""
    part = section(text_of("data.md"), f"### {model._meta.db_table}")
    listed = " · ".join(line for line in part.splitlines() if " · " in line)
    # each piece names its columns first, what they mean comes behind
    pieces = [re.match(r"(?:[\w ]+: )?((?:`\w+`(?:, )?)+)", piece.strip()) for piece in listed.split("·")]
    documented = {name for found in pieces if found for name in re.findall(r"`(\w+)`", found[1])}
    assert {field.column for field in model._meta.local_fields} == documented


QUERIES = blocks(text_of("data.md"), "sql")


@pytest.mark.django_db
@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_the_documented_queries_run(query: str) -> None:
    """Whoever copies a query gets an answer; on an empty register an empty one."""
    if connection.vendor != "sqlite":
        pytest.skip("the queries are written for SQLite")
    with connection.cursor() as cursor:
        cursor.execute(query.replace("%", "%%"))
        assert cursor.fetchall() == []


def test_there_are_ten_queries() -> None:
    """The queries are found where the test looks for them."""
    assert len(QUERIES) >= 10
    assert all("sample" in query for query in QUERIES)


# ---------------------------------------------------------------- links and commands in pages


@pytest.mark.parametrize("page", PAGES, ids=id_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    """Every link inside the repository names a file that is there."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for match in _LINK.finditer(text):
        target = (match["inline"] or match["named"]).partition("#")[0]
        if target and not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def shell_lines() -> Iterator[tuple[Path, str]]:
    """Every line of every shell block."""
    for page in PAGES:
        for kind in ("shell", "sh", "bash", "console"):
            for block in blocks(page.read_text(encoding="utf-8"), kind):
                for line in block.splitlines():
                    bare = line.strip().removeprefix("$ ")
                    if bare and not bare.startswith("#"):
                        yield page, bare


def inline_codes() -> Iterator[tuple[Path, str]]:
    """Everything between single code marks, outside blocks."""
    for page in PAGES:
        for code in _INLINE.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
            yield page, code


@pytest.mark.parametrize(("page", "line"), list(shell_lines()), ids=lambda part: part if isinstance(part, str) else "")
def test_commands_shown_can_be_run(page: Path, line: str) -> None:
    """A line to be typed starts with a program that is there, and Veedor's own are understood by Veedor."""
    words = shlex.split(line, comments=True)
    while re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    program = words[0].rpartition("/")[2]
    if program == "veedor":
        parse(words[1:])
    elif program == "make":
        assert set(goals(words[1:])) <= makefile_goals()
    elif words[0].startswith("scripts/"):
        assert (ROOT / words[0]).is_file()
    else:
        assert program in {"sqlite3", "git", "cd", "python", "pytest", "ruff", "mypy", "lint-imports", "sphinx-build"}


def parse(words: list[str]) -> None:
    """Have click understand the words without running anything."""
    context = click.Context(main, info_name="veedor")
    given, rest, _ = main.make_parser(context).parse_args(list(words))
    if not rest:
        assert {"version", "help"} & set(given)
        return
    name, *rest = rest
    if isinstance(COMMANDS[name], click.Group) and rest and not rest[0].startswith("-"):
        name, rest = f"{name} {rest[0]}", rest[1:]
    if not {"-h", "--help"} & set(rest):
        COMMANDS[name].make_context(name, rest, parent=context)


def test_commands_named_in_sentences_exist() -> None:
    """`veedor X --y` in running text names a command and an option that are there."""
    for page, code in inline_codes():
        words = code.split()
        if words[0] != "veedor" or len(words) == 1:
            continue
        if words[1].startswith("-"):
            assert words[1] in {"--help", "-h", "--version", "--home"}, f"{page.name}: {code}"
            continue
        if words[1] == "X":
            continue
        name = " ".join(words[1:3]) if " ".join(words[1:3]) in COMMANDS else words[1]
        assert name in COMMANDS, f"{page.name}: {code}"
        options = {opt for param in COMMANDS[name].params for opt in param.opts} | {"--help", "-h"}
        assert {word for word in words[2:] if word.startswith("-")} <= options, f"{page.name}: {code}"


def makefile_goals() -> set[str]:
    """What `make` can make."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def goals(words: list[str]) -> list[str]:
    """The goals among make's words: no options, no variables."""
    return [word for word in words if not word.startswith("-") and "=" not in word]


def test_every_goal_of_make_that_is_named_exists() -> None:
    """`make X` in running text names a goal of the Makefile."""
    known = makefile_goals()
    for page, code in inline_codes():
        words = code.split()
        if words[0] == "make":
            assert set(goals(words[1:])) <= known, f"{page.name}: {code}"


# ---------------------------------------------------------------- source and repository


def _python_files() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", _python_files(), ids=id_of)
def test_everything_public_has_a_docstring(path: Path) -> None:
    """A public module, class, function or method says what it is for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [] if ast.get_docstring(tree) else [f"{path.name} itself"]
    silent += list(_silent(tree.body, ""))
    assert silent == []


def _silent(body: list[ast.stmt], inside: str) -> Iterator[str]:
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.startswith("_") or (inside and node.name == "Meta"):
            continue
        if not ast.get_docstring(node):
            yield f"{inside}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _silent(node.body, f"{inside}{node.name}.")


def _text_files() -> list[Path]:
    """What is or would be committed and can be read as text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = [name for name in listed.stdout.split("\0") if name]
    return [path for name in names if (path := ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_registry() -> None:
    """What is committed works anywhere: no path of one machine, no host to fetch packages from."""
    files = _text_files()
    if not files:
        pytest.skip("no git here")
    hosts = [
        ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("crates", "io"))
    ]
    folders = [f"/{name}/" for name in ("work", "root")]
    pattern = re.compile(
        "|".join([*(re.escape(host) for host in hosts), *(rf"(?<![\w.]){folder}" for folder in folders)])
    )
    found = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []


# ---------------------------------------------------------------- adding a country

OSTRAN = ROOT / "tests" / "countries" / "ostran"


def test_every_member_of_the_interface_is_documented() -> None:
    """Who adds a country finds each thing that it has to bring, and nothing else."""
    members = {*Country.__annotations__, *(name for name in vars(Country) if not name.startswith("_"))}
    assert set(table_cells(section(text_of("countries.md"), "## The interface"))) - {"member", "---"} == members


def test_every_file_of_the_example_is_documented() -> None:
    """The worked example is whole."""
    files = set(table_cells(section(text_of("countries.md"), "## The files"))) - {"file", "---"}
    assert files == {path.name for path in OSTRAN.iterdir() if path.suffix in {".py", ".toml"}}


def test_the_pieces_of_the_example_are_cut_from_it() -> None:
    """What the page shows of Ostran stands there."""
    page = text_of("countries.md")
    whole = "\n".join(path.read_text(encoding="utf-8") for path in OSTRAN.iterdir() if path.is_file())
    shown = [body for kind in ("toml", "python", "text") for body in blocks(page, kind) if "entry-points" not in body]
    assert len(shown) > 3
    assert [body for body in shown if body not in whole] == []
