"""The tests that a check of the reviewed data can name: one function each, over the facts of one agreement.

What is checked, since when, on which article and how sure that rule is, stands in the data (`checks.yaml`). Here stands
only how a program looks for the answer.
"""

from veedor.register.checks import rules
from veedor.register.checks.base import TESTS, Found, Paper, Verdict

__all__ = ["TESTS", "Found", "Paper", "Verdict", "rules"]
