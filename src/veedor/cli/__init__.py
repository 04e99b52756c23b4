"""The command `veedor`: thin commands that parse, call one function and print."""

from veedor.cli import papers, register
from veedor.cli.root import main

__all__ = ["main", "papers", "register"]
