"""Peru's numbers of firms and persons: RUC with its check digit; what has to be masked on public pages."""

from __future__ import annotations

import re

from stdnum.pe import ruc

from veedor.countries.base import Found, PrivateSpan

_RUC = re.compile(
    r"(?:r\.? ?u\.? ?c\.?|registro unico de(?:l)? contribuyentes?|numero de contribuyente)"
    r"(?: ?\(?r\.?u\.?c\.?\)?)?[^0-9a-z_]{0,6}(?:n(?:ro|um|[a-z])?[^0-9a-z]{0,5})?(?P<n>\d[\d -]{9,13}\d)"
)


_OLD_RUC = re.compile(
    r"(?:r\.? ?u\.? ?c\.?|registro unico de(?:l)? contribuyentes?)[^0-9a-z_]{0,6}(?:n(?:ro|um|[a-z])?[^0-9a-z]{0,5})?"
    r"(?P<n>\d{8})(?![\d-])"
)


def ruc_is_valid(number: str) -> bool:
    """Whether the eleven digits of a RUC pass modulo 11 (SUNAT); false for anything else."""
    return len(number) == 11 and number.isdigit() and bool(ruc.is_valid(number))


def find_tax_ids(text: str) -> list[Found[str]]:
    """Eleven digits that the folded `text` calls a RUC. A wrong check digit is told, not hidden."""
    found = []
    for head in ("ruc", "r.u.c", "r u c", "r.uc", "ru.c", "r. u. c", "registro unico de", "numero de contribuyente"):
        at = text.find(head)
        while at >= 0:
            match = _RUC.match(text, at)
            digits = re.sub(r"\D", "", match["n"]) if match else ""
            if match and len(digits) == 11 and digits[:2] in {"10", "15", "16", "17", "20", "99"}:
                ok = ruc_is_valid(digits)
                found.append(
                    Found(
                        match.start("n"),
                        match.end("n"),
                        digits,
                        (f"ruc_check_digit:{'ok' if ok else 'no'}",),
                        0.98 if ok else 0.6,
                    )
                )
            elif old := _OLD_RUC.match(text, at):
                # Before 2001 a tax number had eight digits and no check digit that could be told (SUNAT).
                found.append(Found(old.start("n"), old.end("n"), old["n"], ("ruc_old_form:ok",), 0.85))
            at = text.find(head, at + 1)
    return sorted(found, key=lambda f: f.start)


# Private data: on raw text, since masking works on what was read.
_GAP = r"[^\w\n]{0,6}(?:[Nn][^\w\n]{0,3}(?:ro|um|o)?[^\w\n]{0,5})?\s{0,3}"
_PRIVATE = (
    (
        "identity_number",
        re.compile(
            rf"(?:D\.? ?N\.? ?[I1l]\.?|Documentos? Nacional(?:es)? de Identidad|DOCUMENTOS? NACIONAL(?:ES)? DE ID"
            rf"ENTIDAD"
            rf"|documentos? nacional(?:es)? de identidad|[Ll]ibreta [Ee]lectoral|LIBRETA ELECTORAL"
            rf"|L\. ?E\.|[Dd]\.?[Nn]\.?[Ii]\.?"
            rf"|[Cc]arn[eé]t? de [Ee]xtranjer[ií]a|C\. ?E\.|[Pp]asaporte)"
            rf"{_GAP}(?P<v>[\dOolI|SB](?:[ .\-]?[\dOolI|SB]){{6,8}})(?![\w])"
        ),
    ),
    (
        "police_number",
        re.compile(
            rf"(?:C\.? ?I\.? ?P\.?|CIP PNP|[Cc]arn[eé]t? de [Ii]dentidad [Pp]olicial){_GAP}(?P<v>\d[\d .\-]{{4,9}}\d)"
        ),
    ),
    ("identity_number", re.compile(r"(?P<v>(?<!\d)\d{8})(?=\s+(?:hard|soft)\b)")),
    (
        "bank_account",
        re.compile(
            r"(?:[Cc]uentas? (?:[Cc]orriente|de [Aa]horros?|[Bb]ancaria|[Dd]etracciones)|CUENTAS? (?:CORRIENTE"
            r"|DE AHORROS?|BANCARIA)|[Cc]ta\.? ?(?:[Cc]te|[Aa]h)\w*\.?"
            r"|C\.? ?C\.? ?[I!l1]\.?|[Cc]ódigo de [Cc]uenta [Ii]nterbancari[oa]"
            r"|[Cc]uentas? [Nn](?=[^\w\n]|ro|[uú]m)|CUENTAS? N(?=[^\w\n]|RO|[UÚ]M))"
            r"(?:(?:(?!R\.? ?U\.? ?C|DNI)[^\d]){0,60}?)(?P<v>\d[\d \-"
            r"]{7,28}\d)"
        ),
    ),
    (
        "phone",
        re.compile(
            r"(?:[Cc]elular|CELULAR|[Cc]el\.|[Tt]el[eé]fono|TEL[EÉ]FONO|[Tt]elf?\.|[Mm]óvil|RPM|RPC)[^\w\n]{0,4}"
            r"(?:[Nn][^\w\n]{0,3})?(?P<v>\(?\+?\d[\d ()\-*#]{5,16}\d)"
        ),
    ),
    (
        "email",
        re.compile(r"(?P<v>(?<![\w.+\-])[A-Za-z0-9][\w.+\-]{0,63} ?@ ?[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z]{2,63}){1,4})"),
    ),
)
_OFFICE_MAIL = re.compile(r"@ ?[\w.\-]*(?:\.gob\.pe|\.mil\.pe)$", re.IGNORECASE)


def private_spans(text: str) -> list[PrivateSpan]:
    """What must not reach a public page, in raw `text`: identity and police numbers, accounts, phones, private mail."""
    spans = []
    for reason, pattern in _PRIVATE:
        for match in pattern.finditer(text):
            value = match["v"]
            if reason == "identity_number" and sum(c.isdigit() for c in value) < 6:
                continue
            if reason == "email" and _OFFICE_MAIL.search(value):
                continue
            spans.append(PrivateSpan(match.start("v"), match.end("v"), reason))
    spans.sort(key=lambda s: (s.start, -s.end))
    kept: list[PrivateSpan] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
