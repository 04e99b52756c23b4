"""`veedor ask`: one module a question; each parses, calls one function of `veedor.register.asking` and prints."""

from veedor.cli.asking import (
    as_known,
    cases,
    checking,
    counting,
    district,
    in_force,
    missing,
    overlaps,
    owners,
    timeline,
)
from veedor.cli.asking.command import ask

__all__ = [
    "as_known",
    "ask",
    "cases",
    "checking",
    "counting",
    "district",
    "in_force",
    "missing",
    "overlaps",
    "owners",
    "timeline",
]
