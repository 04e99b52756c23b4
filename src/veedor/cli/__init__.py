"""The command `veedor`: thin commands that parse, call one function and print."""

from veedor.cli import again, data, papers, register
from veedor.cli.root import main

__all__ = ["again", "data", "main", "papers", "register"]
