"""What a test gets and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.register.asking.knowledge import Fact
    from veedor.values.spans import Window


class Verdict(StrEnum):
    """What came out."""

    HOLDS = "holds"
    FAILS = "fails"
    CANNOT_BE_TOLD = "cannot_be_told"
    NOT_APPLICABLE = "not_applicable"
    QUESTION = "question"
    """A person has to answer: the rule is disputed, or no program can tell."""


@dataclass(frozen=True)
class Paper:
    """What is known of one agreement."""

    facts: Mapping[str, list[Fact]]
    """By field."""
    held: bool
    """Whether the register holds the text itself. What a text that was not seen does not say proves nothing."""
    signed: Window | None
    """The days on which it can have been signed."""
    measures: Mapping[str, str]
    """What the check compares with, from its data."""
    published: Mapping[str, Window]
    """By a norm's id, the days on which it can have been published."""

    def of(self, *fields: str) -> list[Fact]:
        """The facts of these fields."""
        return [fact for name in fields for fact in self.facts.get(name, ())]


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a test, why (a code of `WHY`), and the facts it rests on."""

    verdict: Verdict
    why: str
    facts: tuple[Fact, ...] = ()


Test = Callable[[Paper], Found]
TESTS: dict[str, Test] = {}
"""All tests by name."""


def named(name: str) -> Callable[[Test], Test]:
    """Register a test under the name by which the data call it."""

    def take(test: Test) -> Test:
        assert name not in TESTS
        TESTS[name] = test
        return test

    return take


def holds(why: str, *facts: Fact) -> Found:
    """It holds."""
    return Found(Verdict.HOLDS, why, facts)


def fails(why: str, *facts: Fact) -> Found:
    """It does not hold."""
    return Found(Verdict.FAILS, why, facts)


def asks(why: str, *facts: Fact) -> Found:
    """A person has to look."""
    return Found(Verdict.QUESTION, why, facts)


def unknown(why: str, *facts: Fact) -> Found:
    """Nothing that the register knows answers it."""
    return Found(Verdict.CANNOT_BE_TOLD, why, facts)
