import hashlib

import pytest

from veedor import countries
from veedor.documents.tree import Page, Reading


def reading_of(*texts, paged=False):
    pages = tuple(Page(i + 1, 595, 842, "text", 1.0, text) for i, text in enumerate(texts))
    return Reading("paper.txt", hashlib.sha256("".join(texts).encode()).hexdigest(), "text/plain", pages, paged=paged)


@pytest.fixture(name="reading_of")
def reading_of_fixture():
    return reading_of


@pytest.fixture
def peru():
    return countries.get("pe")
