"""`veedor ask`: one module a question; each parses, calls one function of `veedor.register.asking` and prints."""

from veedor.cli.asking import (
    as_known,
    cases,
    checking,
    comparing,
    counting,
    district,
    in_force,
    missing,
    overlaps,
    owners,
    paying,
    printed,
    timeline,
)
from veedor.cli.asking.command import ask

__all__ = [
    "as_known",
    "ask",
    "cases",
    "checking",
    "comparing",
    "counting",
    "district",
    "in_force",
    "missing",
    "overlaps",
    "owners",
    "paying",
    "printed",
    "timeline",
]
