"""Veedor: a public register of agreements between police and extractive companies, every fact with its page."""

__version__ = "0.1.0"
