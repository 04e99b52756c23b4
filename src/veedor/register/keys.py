"""The column of a passage that the database searches: a stream of keys, in the form that its search wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class KeysField(_Text):
    """Keys parted by spaces. In PostgreSQL a `tsvector` made from them, each key with its place; else the text itself.

    It is written and searched, never read.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """`tsvector` where there is such a thing."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """The keys as the database wants them."""
        text = super().get_db_prep_value(value, connection, prepared)
        return tsvector(text) if connection.vendor == "postgresql" else text


def tsvector(keys: str) -> str:
    """A stream of keys as PostgreSQL writes its index of one text: `'convenio':1,7 'policial':2`.

    PostgreSQL keeps 256 places of a word, and none beyond 16383: a passage is far shorter. Keys hold letters, digits
    and `_` alone.
    """
    places: dict[str, list[str]] = {}
    for place, key in enumerate(keys.split(), 1):
        places.setdefault(key, []).append(str(place))
    return " ".join(f"'{key}':{','.join(several)}" for key, several in places.items())
