"""The command `veedor`: thin commands that parse, call one function and print."""

from veedor.cli import again, papers, register
from veedor.cli.root import main

__all__ = ["again", "main", "papers", "register"]
