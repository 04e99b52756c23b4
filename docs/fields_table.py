"""Writes the table of fields into docs/findings.md from the one list in veedor.extraction.fields.

Run `.venv/bin/python docs/fields_table.py` after a change to that list; a test fails while the two differ.
"""

from __future__ import annotations

from pathlib import Path

from veedor.extraction.fields import FIELDS, Field

PAGE = Path(__file__).parent / "findings.md"
BEGIN = "<!-- fields: made by docs/fields_table.py -->"
END = "<!-- end of fields -->"
_FORMS = {
    "word": "one word",
    "text": "text",
    "date": "date (EDTF)",
    "duration": "duration (ISO 8601)",
    "norm": "norm id",
    "flag": "`true`",
    "record": "record",
}


def table() -> str:
    """Every field as one row of a Markdown table."""
    head = ["| field | español / English | value | one or many | meaning |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *(_row(field) for field in FIELDS.values())])


def page_with_table(page: str) -> str:
    """The page with the table between its two marks renewed; `ValueError` when a mark is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"docs/findings.md needs the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def _row(field: Field) -> str:
    many = "many" if field.many else "one"
    return f"| `{field.name}` | {field.label_es} / {field.label_en} | {_value(field)} | {many} | {field.meaning} |"


def _value(field: Field) -> str:
    if field.kind != "record":
        return _FORMS[field.kind] + (f": {_words(field.choices)}" if field.choices else "")
    choices = dict(field.key_choices)
    keys = []
    for key in field.keys:
        name = key.rstrip("?")
        told = f"`{name}`" + (" (may be missing)" if key.endswith("?") else "")
        form = ": ISO 4217 code" if name == "currency" else ""
        keys.append(told + (f": {_words(choices[name])}" if name in choices else form))
    return f"{_FORMS['record']} of " + "; ".join(keys)


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


if __name__ == "__main__":
    PAGE.write_text(page_with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
