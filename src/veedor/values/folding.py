"""Text without capitals and accents, for comparing and searching."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, white space folded to single spaces: `Compañía  Minera` becomes `compania minera`."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def name_key(text: str) -> str:
    """`fold` with only letters and digits left: one key for `Minera X S.A.C.` and `MINERA X SAC`."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=\b\w)\.", "", fold(text)))
    return " ".join(words)
