"""What has to be masked on public pages of Peru: identity and police numbers, accounts, phones, private mail.

On raw text, since masking works on what was read. A head says what kind of number follows, in any case of letters and
with any sign of number between (`DNI Nº`, `DNI N.°`, `DNI Nro.`); where several follow one head, all are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veedor.countries.base import PrivateSpan

_SIGN = r"(?:[Nn][^\w\n]{0,3}(?i:[uú]m(?:eros?)?|úmeros?|ros?|os?|[ºªec])?[^\w\n]{0,5})"
_GAP = rf"[^\w\n]{{0,6}}{_SIGN}?\s{{0,3}}"
_DIGIT = r"[\dOolI|SB]"
_PERSON = rf"{_DIGIT}(?:[ .\-]?{_DIGIT}){{6,8}}(?!\w)"


def _heads(*spellings: str) -> str:
    """Heads in any case; a space may be a line's end as well."""
    return f"(?i:{'|'.join(spellings)})".replace(" ", r"\s{1,3}")


_PRIVATE = (
    (
        "identity_number",
        _heads(
            r"d\.?\s?n\.?\s?[i1l]\.?s?",
            r"doc(?:umentos?|\.) (?:nacional(?:es)? )?de identidad(?:\s?\(dni\))?",
            r"libretas? electoral(?:es)?",
            r"l\.\s?e\.",
            r"carn[eé]t?s? de extranjer[ií]a",
            r"c\.\s?e\.",
        )
        + rf"{_GAP}(?P<v>{_PERSON})",
    ),
    ("identity_number", _heads("pasaportes?") + rf"{_GAP}(?P<v>[A-Z]{{0,3}}\d{{6,9}})(?!\w)"),
    (
        "police_number",
        r"(?:C\.?\s?I\.?\s?P\.?(?:\sPNP)?|(?<!\w)cip|"
        + _heads(r"carn[eé]t?s? de identidad policial")
        + rf"){_GAP}(?P<v>\d[\d .\-]{{4,9}}\d)",
    ),
    ("identity_number", r"(?P<v>(?<!\d)\d{8})(?=\s+(?:hard|soft)\b)"),
    (
        "bank_account",
        _heads(
            r"cuentas? (?:corrientes?|de ahorros?|bancarias?|interbancarias?|(?:de )?detracci[oó]n(?:es)?)",
            r"(?<!\w)cta\.?\s?(?:cte|ah)\w*\.?",
            r"(?<!\w)c\.?\s?c\.?\s?[i!l1]\.?(?![^\W\d])",
            r"c[oó]digo de cuenta interbancari[oa]",
            r"cuentas? n(?=[^\w\n]|[ºª]|ro|[uú]m)",
        )
        + r"(?:(?:(?!R\.? ?U\.? ?C|DNI)[^\d]){0,60}?)(?P<v>\d[\d \-]{7,28}\d)",
    ),
    (
        "phone",
        _heads(
            r"(?<!\w)cel(?:ular(?:es)?|\.)",
            r"(?<!\w)tel[eé]fonos?",
            r"(?<!\w)t[eé]l[eé]?f?\.",
            r"telefax",
            r"(?<!\w)fono",
            r"(?<!\w)m[oó]vil",
            "whatsapp",
            r"(?<!\w)rp[mc]",
        )
        + rf"[^\w\n]{{0,4}}?{_SIGN}??(?P<v>\(?\+?\d[\d ()\-*#]{{5,16}}\d)",
    ),
    ("email", r"(?P<v>(?<![\w.+\-])[A-Za-z0-9][\w.+\-]{0,63} ?@ ?[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z]{2,63}){1,4})"),
)
_PATTERNS = tuple((reason, re.compile(pattern)) for reason, pattern in _PRIVATE)
_ANOTHER = re.compile(rf"\s{{0,2}}(?:[,;/]|[ye](?=\s))\s{{0,2}}{_SIGN}?(?P<v>\d{{8}})(?!\w)")
_OFFICE_MAIL = re.compile(r"@ ?[\w.\-]*(?:\.gob\.pe|\.mil\.pe)$", re.IGNORECASE)


def private_spans(text: str) -> list[PrivateSpan]:
    """What must not reach a public page, in raw `text`, in order, not overlapping."""
    spans = [span for reason, pattern in _PATTERNS for span in _of_kind(text, reason, pattern)]
    spans.sort(key=lambda s: (s.start, -s.end))
    kept: list[PrivateSpan] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _of_kind(text: str, reason: str, pattern: re.Pattern[str]) -> Iterator[PrivateSpan]:
    for match in pattern.finditer(text):
        value = match["v"]
        if reason == "identity_number" and sum(char.isdigit() for char in value) < 6:
            continue
        if reason == "email" and _OFFICE_MAIL.search(value):
            continue
        yield PrivateSpan(match.start("v"), match.end("v"), reason)
        more = _ANOTHER.match(text, match.end("v")) if reason == "identity_number" else None
        while more:
            yield PrivateSpan(more.start("v"), more.end("v"), reason)
            more = _ANOTHER.match(text, more.end("v"))
