"""Shares of the UIT (`0.11% de la UIT por hora`) and of the officers' pay (folded text).

In digits, in words, or both: `veinte por ciento (20%)`, `0.11% (cero punto once por ciento)`; a check says whether the
two agree. A letter for a digit (`O.11%`, `0.l1%`) is repaired, and a check says so. A share of the officers themselves
(`5% de los suboficiales`) is none of their pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from veedor.countries.base import Found, Percentage
from veedor.countries.spanish.digits import REPAIRED
from veedor.countries.spanish.numbers import decimal_in_words, is_number_word

_DIGITS = r"[\dolis]{1,3}(?:[.,][\dolisz]{1,4})?"
_LOOK_ALIKES = str.maketrans("olisz", "01152")
_SIGN = r" ?(?:%|por ?ciento)"
_SHARE = re.compile(
    rf"(?:(?P<n>{_DIGITS}){_SIGN}\)?(?: ?\((?P<also_words>[a-z ]{{3,40}}?)(?: por ?ciento)?\)| ?\([^)]{{1,40}}\))?"
    rf"|(?P<w>[a-z][a-z ]{{2,50}}?) por ?ciento(?: ?\((?P<also_digits>{_DIGITS}) ?%?\))?)"
)
_OF = re.compile(r" ?(?:(?:calculado |aplicado |del total )?(?:sobre |de |del |por ))?(?=.{2})")
_UIT = re.compile(
    r"(?:(?:la|una|(?:el )?valor (?:actual |vigente )?de la|cada|1|\(0?1\)|el) )*"
    r"(?:unidad(?:es)? impositivas? tributarias?(?: ?\(?uit\)?)"
    r"?|u\.?i\.?t\.?)(?![a-z])"
)
_PAY = re.compile(
    r"(?:(?:el|la|los|las|total|lo|monto|suma|importe|que|se|retribucion|remuneracion|haber|pago|pagos|mensual"
    r"|abonad[oa]s?|pagad[oa]s?|percibid[oa]s?|correspondiente|por|concepto|de|del|a|al|individual|economica"
    r"|contraprestacion|bruto|recibid[oa]s?|perciba|perciban|pague|abone|cada|entregad[oa]s?|servidores|dichos?"
    r"|mismo) )*"
    r"(?:efectivos?|personal|polici|suboficial|oficial|servicio individual)"
)
_HOUR = re.compile(
    r"[^.;]{0,60}?(?:por (?:cada )?hora|la hora|por h/h|horas?[- ]hombre|por hora/hombre|x hora|cada hora|/ ?hora)"
)
_HOUR_BEFORE = re.compile(r"(?:por (?:cada )?hora|cada hora)[^.;]{0,60}$")
_LAST_DIGITS = re.compile(rf"(?<![\w.,])(?=[olis]?[.,]?\d){_DIGITS} ?$")
_MONEY = re.compile(
    r"total|monto|suma|importe|retribucion|remuneracion|haber|pag|abon|percib|concepto|contraprestacion|recib|entreg"
    r"|servicio individual"
)
_LAST_WORDS = re.compile(r"[a-z]+ ")
_INSIDE = {"y", "punto", "coma", "medio"}


def find_percentages(text: str) -> list[Found[Percentage]]:
    """Shares of the UIT and of the pay of the officers, in order, not overlapping."""
    found = sorted(_shares(text), key=lambda f: (f.start, -f.end))
    kept: list[Found[Percentage]] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _shares(text: str) -> Iterator[Found[Percentage]]:
    for sign in ("%", "por ciento", "porciento"):
        at = text.find(sign)
        while at >= 0:
            start = _number_before(text, at, words=sign != "%")
            share = _SHARE.match(text, start, at + 70) if start < at else None
            one = _of_what(text, share) if share else None
            if one:
                yield one
            at = text.find(sign, at + 1)


def _number_before(text: str, at: int, *, words: bool) -> int:
    """Where the number begins that ends at the sign, `at` where there is none."""
    digits = _LAST_DIGITS.search(text, max(0, at - 10), at)
    if digits:
        return digits.start()
    start = border = at
    for match in reversed(list(_LAST_WORDS.finditer(text, max(0, at - 60), at))) if words else ():
        word = match.group().strip()
        if match.end() != border or not (word in _INSIDE or is_number_word(word)):
            break
        border = match.start()
        start = border if decimal_in_words(text[border:at].strip()) is not None else start
    return start


def _of_what(text: str, share: re.Match[str]) -> Found[Percentage] | None:
    amount, checks = _amount(share)
    behind = _OF.match(text, share.end())
    if amount is None or not 0 < amount <= 100 or behind is None:
        return None
    sure = 0.5 if "words_match_digits:no" in checks else 0.75 if checks == (REPAIRED,) else 0.95
    unit = _UIT.match(text, behind.end(), behind.end() + 120)
    if unit:
        hour = _HOUR.match(text, unit.end(), unit.end() + 90)
        before = _HOUR_BEFORE.search(text, max(0, share.start() - 90), share.start())
        value = Percentage(amount, "reference_unit", "hour" if hour or before else "")
        return Found(share.start(), hour.end() if hour else unit.end(), value, checks, sure)
    pay = _PAY.match(text, behind.end(), behind.end() + 120) if behind.group().strip() else None
    if pay is None or _MONEY.search(text, behind.end(), pay.end()) is None:
        return None
    return Found(share.start(), pay.end(), Percentage(amount, "pay"), checks, sure)


def _amount(share: re.Match[str]) -> tuple[Decimal | None, tuple[str, ...]]:
    """The share, and whether words and digits agree where both are said."""
    digits, words = share["n"] or share["also_digits"], share["w"] or share["also_words"]
    plain = digits.translate(_LOOK_ALIKES).replace(",", ".") if digits else None
    mended = (REPAIRED,) if digits and any(char.isalpha() for char in digits) else ()
    in_digits = Decimal(plain) if plain else None
    in_words = decimal_in_words(words) if words else None
    if in_digits is None or in_words is None:
        return (in_digits if in_digits is not None else in_words), mended
    return in_digits, (f"words_match_digits:{'ok' if in_digits == in_words else 'no'}", *mended)
