"""The questions that the register answers, one module each: the same functions serve command line, pages and API.

Every question takes a `Knowledge` (what the register knew, and when) and gives a dataclass that `as_json` writes out.
No answer states a fact without the claims it rests on.
"""
