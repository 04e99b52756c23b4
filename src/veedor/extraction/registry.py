"""The rules, each with its name and version, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from veedor.extraction.document import Document
from veedor.extraction.finding import Finding

Rule = Callable[[Document], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A rule and the name under which its findings say who made them."""

    name: str
    run: Rule
    last: bool = False
    """Whether it waits for the other rules, to speak only where they were silent."""


_RULES: dict[str, Registered] = {}


def rule(name: str, *, last: bool = False) -> Callable[[Rule], Rule]:
    """Register a rule under a unique name with its version (`dates.closing/1`); `last` ones run behind all others."""

    def register(function: Rule) -> Rule:
        if name in _RULES:
            raise ValueError(f"two rules are named {name}")
        _RULES[name] = Registered(name, function, last)
        return function

    return register


def names() -> list[str]:
    """The names of all rules, in the order of their registration."""
    return list(_RULES)


def run_all(document: Document) -> Iterator[Finding]:
    """The findings of all rules; each is marked with the name of its rule."""
    for registered in sorted(_RULES.values(), key=lambda r: r.last):
        document.rule_name = registered.name
        for finding in registered.run(document):
            document.note(finding)
            yield finding
