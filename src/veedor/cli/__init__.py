"""The command `veedor`: thin commands that parse, call one function and print."""

from veedor.cli import again, asking, data, indexing, papers, register
from veedor.cli.root import main

__all__ = ["again", "asking", "data", "indexing", "main", "papers", "register"]
