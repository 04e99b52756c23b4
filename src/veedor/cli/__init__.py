"""The command `veedor`: thin commands that parse, call one function and print."""

from veedor.cli import again, asking, data, entities, evaluating, indexing, papers, register
from veedor.cli.root import main

__all__ = ["again", "asking", "data", "entities", "evaluating", "indexing", "main", "papers", "register"]
