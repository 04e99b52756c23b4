"""The register with Peru's reviewed data, loaded once for all questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

DATA = Path(__file__).resolve().parents[3] / "data" / "pe"


@pytest.fixture(scope="module")
def peru(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All of `data/pe`; taken back at the end of the module."""
    from veedor.register.facts.loading import load
    from veedor.register.models import Collection

    with django_db_blocker.unblock(), transaction.atomic():
        load(DATA, Collection.objects.create(slug="data", title="Perú"))
        yield
        transaction.set_rollback(True)
