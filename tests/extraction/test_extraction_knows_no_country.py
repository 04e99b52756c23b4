"""The rules hold no word of Spanish and nothing of Peru: those stand in `veedor.countries`, behind its interface.

The vocabulary is every word of Peru's phrases, patterns, ranks and norms and of the tables of the Spanish readers; no
string of the rules may hold one. Left out are docstrings, names (of fields, their keys and words, of rules, of
phrases), what the list of fields says to people, and the few words below that English has too.
"""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from veedor import countries
from veedor.countries import pe, spanish
from veedor.extraction import extract
from veedor.extraction.fields import FIELDS

ENGLISH_TOO = {"an", "no", "year"}
"""Words of messages and checks (`term_matches_dates:no`) that happen to stand in the vocabulary as well."""

LONG = 8
"""How many words a table of a reader has at least: months, numbers, ranks."""

SOURCE = Path(extract.__code__.co_filename).parent
SIGNS = tuple(name for name in countries.get("pe").coins if len(name) > 1 and not name.isalpha())
_WORD = re.compile(r"[a-záéíóúüñ]{2,}")
_ALONE = re.compile(r"(?:^|[ ,;])[yeou](?:[ ,;]|$)")
_SYNTAX = re.compile(r"\[(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\\.")
_ROMAN = re.compile(r"[ivxl]+")


def plain(source):
    """A pattern without classes of characters, names of groups and escapes: what is left are words."""
    return _SYNTAX.sub("~", source).lower()


def leaves(held):
    if isinstance(held, dict):
        return [leaf for inner in held.values() for leaf in leaves(inner)]
    return [leaf for inner in held for leaf in leaves(inner)] if isinstance(held, list) else [str(held)]


def strings(source):
    """Every string of a module with its line, without docstrings, names of rules, labels and meanings of fields."""
    tree = ast.parse(source)
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        elif isinstance(node, ast.FunctionDef):
            skipped |= {inner for decorator in node.decorator_list for inner in ast.walk(decorator)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field":
            skipped.update(node.args[3:])
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def tables(source):
    """The words of the long tables of a module: months, numbers, what a search passes over."""
    for node in ast.walk(ast.parse(source)):
        members = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        words = [m.value for m in members if isinstance(m, ast.Constant) and isinstance(m.value, str)]
        if len(words) >= LONG:
            yield from words


def vocabulary():
    held = [
        leaf for path in Path(pe.__file__).parent.glob("*.toml") for leaf in leaves(tomllib.loads(path.read_text()))
    ]
    for package in (pe, spanish):
        for path in Path(package.__file__).parent.glob("*.py"):
            held += tables(path.read_text(encoding="utf-8"))
    words = {word for text in held for word in _WORD.findall(plain(text))}
    return {word for word in words if not _ROMAN.fullmatch(word)} - ENGLISH_TOO


def names():
    fields = {name for field in FIELDS.values() for name in (field.name, field.kind, field.group, *field.choices)}
    keys = {key.rstrip("?") for field in FIELDS.values() for key in field.keys}
    words = {word for field in FIELDS.values() for _, choices in field.key_choices for word in choices}
    phrases = countries.get("pe").lexicon.all_names()
    groups = {name.rpartition(".")[0] for name in phrases}
    return fields | keys | {f"{key}?" for key in keys} | words | phrases | groups | {f"{group}." for group in groups}


VOCABULARY, NAMES = vocabulary(), names()


def foreign(text):
    """What of a string is Spanish or Peruvian."""
    if text in NAMES:
        return []
    found = [word for word in _WORD.findall(plain(text)) if word in VOCABULARY]
    found += _ALONE.findall(plain(text))
    return found + [sign for sign in SIGNS if sign in text.lower()]


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_string_of_the_rules_is_spanish_or_peruvian(path):
    told = {(line, text): foreign(text) for line, text in strings(path.read_text(encoding="utf-8"))}
    assert {where: words for where, words in told.items() if words} == {}


@pytest.mark.parametrize(
    "text",
    [
        "de cargo de",
        " y ",
        r"(?:de|del) la",
        "RUC",
        "S/. ",
        "DS",
        "PNP",
        "clausula",
        "setiembre",
        "catorce",
        "dicho",
        r"\bhasta$",
        "UIT",
        "lote",
    ],
)
def test_what_the_test_would_find(text):
    assert foreign(text)


@pytest.mark.parametrize(
    "text", ["renewal.tacit", "officer_day", r"[a-z]+ \d{1,2}", "is missing", "ruc", "x{0,3}(?:ix|iv)"]
)
def test_what_the_test_lets_pass(text):
    assert not foreign(text)
