"""Amounts of money in soles and dollars as Peruvian papers print and scanners read them (folded text).

`S/ 120,895.00 (Ciento Veinte Mil … con 00/100 Soles)`, `S/. 56 805 229.00`, `S/ 6´018, 580.80`, `$/11,116,119.50` and
`SI. 178,213,893.31` (both S/), `US $18'490,566`, `S/.4 millones 678 mil`, `13.23 soles por hora`, `8,150.625.00`:
the words behind decide what a slip of the separators means, and a check says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from veedor.countries.base import Found, Percentage
from veedor.countries.spanish.numbers import is_number_word, number_in_words
from veedor.values.money import Money

_DIGITS = r"\d(?:[\d.,']|(?<![.,]\d\d)(?<![.,]\d)[ ](?=\d{3}(?!\d))|, (?=\d{3}\b))*(?<=\d)"
_SYMBOL = re.compile(
    r"(?P<usd>us\$|us ?\$|usd ?\$?|u\.s\.? ?\$|\$ ?usa|us dolares|uss(?= ?\d))|(?P<pen>s/[.:]?|\$/\.?"
    r"|5/\.?|s1/?\.|si/?\.|sl/?\.|s\\?/,|pen |s\.? (?=\d[\d,']*\.\d\d(?!\d)))"
)
_NUMBER = re.compile(rf" ?[.:]? ?(?P<n>{_DIGITS})(?P<scale> (?:millones|millon|mil)(?: (?P<n2>\d{{1,3}}) mil)?)?")
_BEHIND = re.compile(
    rf"(?P<n>{_DIGITS})(?P<scale> (?:millones|millon|mil)(?: (?P<n2>\d{{1,3}}) mil)?)?"
    r" ?(?:y \d\d/100 )?(?P<c>(?:de )?(?:nuevos )?soles|(?:de )?dolares)"
)
_WORDS = re.compile(
    r"[ .-]{0,4}(?:soles |nuevos soles |dolares )?\(? ?(?P<w>[a-z][a-z ]{2,160}?)(?: (?:y"
    r"|con) (?P<cents>\d{1,2})[/1 -]{0,2}1?00)?"
    r" ?(?:/100)? ?(?P<c>(?:nuevos )?soles|dolares)?(?: americanos| de los estados unidos de america)? ?\)"
)
_ONLY_WORDS = re.compile(
    r"\((?P<w>[a-z][a-z ]{2,160}?)(?: (?:y|con) (?P<cents>\d{1,2})/100) ?(?P<c>(?:nuevos )?soles|dolares)"
)
_CURRENCY = {"soles": "PEN", "dolares": "USD"}


def find_amounts(text: str) -> list[Found[Money]]:
    """Every amount of money of the folded `text`, in order, with the words in brackets behind it when there are any."""
    found = sorted((*_behind_symbol(text), *_before_name(text), *_in_words(text)), key=lambda f: (f.start, -f.end))
    kept: list[Found[Money]] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _symbols(text: str) -> Iterator[re.Match[str]]:
    for head in ("us", "u.s", "$", "s/", "5/", "s1", "si.", "si/", "sl.", "sl/", "s\\", "pen ", "s ", "s. "):
        at = text.find(head)
        while at >= 0:
            if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "/$."):
                match = _SYMBOL.match(text, at)
                if match and match.group():
                    yield match
            at = text.find(head, at + 1)


def _behind_symbol(text: str) -> Iterator[Found[Money]]:
    for symbol in _symbols(text):
        number = _NUMBER.match(text, symbol.end())
        if number is None and (number := _NUMBER.match(text, symbol.end() + 1)) is None:
            continue
        if symbol.group().startswith("5") and not re.search(r"[.,]\d\d$", number["n"]):
            continue
        yield from _amount(text, symbol.start(), number, "USD" if symbol["usd"] else "PEN")


def _before_name(text: str) -> Iterator[Found[Money]]:
    for name in ("soles", "dolares"):
        at = text.find(name)
        while at >= 0:
            window = max(0, at - 60)
            for match in _BEHIND.finditer(text, window, at + len(name)):
                if match.start() == 0 or not (text[match.start() - 1].isalnum() or text[match.start() - 1] in ".,/-"):
                    yield from _amount(text, match.start(), match, _CURRENCY[match["c"].split()[-1]])
            bracket = text.rfind("(", max(0, at - 200), at)
            if bracket > 0:
                yield from _digits_then_words(text, bracket)
            at = text.find(name, at + len(name))


def _in_words(text: str) -> Iterator[Found[Money]]:
    """`treinta y cinco nuevos soles`: words alone, as older deeds have them."""
    for name in ("soles", "dolares"):
        at = text.find(name)
        while at >= 0:
            coin = at - len("nuevos ") if text.endswith("nuevos ", 0, at) else at
            coin -= len("de ") if text.endswith("de ", 0, coin) else 0
            start, value = _words_before(text, coin)
            if value and (start == 0 or not text[start - 1].isalnum()):
                yield _with_digits(text, start, at + len(name), Decimal(value), _CURRENCY[name])
            at = text.find(name, at + len(name))


_BRACKET = re.compile(r"(?: americanos| de (?:los )?estados unidos(?: de (?:norte)?america)?)? ?\(")


def _with_digits(text: str, start: int, stop: int, value: Decimal, currency: str) -> Found[Money]:
    """`veintidós dólares (US$ 22.00)`: the digits in brackets behind the words say it again, or contradict them."""
    bracket = _BRACKET.match(text, stop)
    symbol = _SYMBOL.match(text, bracket.end()) if bracket else None
    number = _NUMBER.match(text, symbol.end()) if symbol else None
    readings = _readings(number["n"]) if number else []
    if number is None or not readings:
        return Found(start, stop, Money(value, currency), (), 0.85)
    agree = next((reading for reading in readings if int(reading) == value), None)
    end = number.end() + (text[number.end() : number.end() + 1] == ")")
    if agree is None:
        return Found(start, end, Money(readings[0], currency), ("words_match_digits:no",), 0.5)
    return Found(start, end, Money(agree, currency), ("words_match_digits:ok",), 0.97)


def _digits_then_words(text: str, bracket: int) -> Iterator[Found[Money]]:
    """`8,150,625.00 (Ocho Millones … con 00/100 Soles)`: the words alone say that it is money."""
    words = _ONLY_WORDS.match(text, bracket)
    number = re.search(rf"(?P<n>{_DIGITS})(?P<scale>)(?P<n2>)? ?$", text[max(0, bracket - 30) : bracket])
    if words and number and not re.search(r"[\w/.,-]$", text[max(0, bracket - 30) : bracket][: number.start()]):
        start = max(0, bracket - 30) + number.start()
        match = re.compile(rf"(?P<n>{_DIGITS})(?P<scale>)(?P<n2>)?").match(text, start)
        if match:
            yield from _amount(text, start, match, _CURRENCY[words["c"].split()[-1]])


def _amount(text: str, start: int, number: re.Match[str], currency: str) -> Iterator[Found[Money]]:
    readings = _readings(number["n"])
    if not readings:
        return
    if number["scale"] and number["scale"].strip():
        scale = 1000 if number["scale"].split()[0] == "mil" else 1_000_000
        value = readings[0] * scale + (Decimal(number["n2"]) * 1000 if number["n2"] else 0)
        yield Found(start, number.end(), Money(_plain(value), currency), (), 0.9)
        return
    end = number.end()
    words = _WORDS.match(text, end, end + 260)
    spelled = number_in_words(words["w"]) if words else None
    if words and spelled is not None:
        cents = Decimal(words["cents"]) / 100 if words["cents"] else Decimal(0)
        exact = Decimal(spelled) + cents
        agree = next((r for r in readings if r == exact or (not words["cents"] and int(r) == spelled)), None)
        slip = ("separators:no",) if not _well_formed(number["n"]) else ()
        if agree is not None:
            checks = ("words_match_digits:ok", *slip)
            yield Found(start, words.end(), Money(agree, currency), checks, 0.95 if slip else 0.99)
        else:
            yield Found(start, words.end(), Money(readings[0], currency), ("words_match_digits:no", *slip), 0.5)
        return
    slip = ("separators:no",) if not _well_formed(number["n"]) else ()
    yield Found(start, end, Money(readings[0], currency), slip, 0.7 if slip else 0.93)


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


_GOOD = re.compile(
    r"\d+(?:[.,]\d{1,2})?|\d{1,3}(?:([,'. ])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?|\d{1,3}'\d{3}(?:,\d{3})+(?:\.\d{2})?"
)


def _well_formed(digits: str) -> bool:
    """Whether separators stand as any one custom has them, the decimal sign unlike the others."""
    match = _GOOD.fullmatch(digits.replace(", ", ","))
    if match is None:
        return False
    marks = re.findall(r"[.,' ]", digits.replace(", ", ","))
    tail = re.search(r"[.,](\d{1,2})$", digits)
    return not (tail and len(marks) > 1 and marks[-1] == marks[-2])


def _readings(digits: str) -> list[Decimal]:
    """What the digits can mean, the likeliest first: two digits behind the last point or comma are cents."""
    compact = digits.replace(" ", "").replace("'", "")
    whole = re.sub(r"[.,]", "", compact)
    tail = re.search(r"[.,](\d+)$", compact)
    if not whole.isdigit() or len(whole) > 15:
        return []
    if tail is None:
        return [Decimal(whole)]
    places = len(tail[1])
    with_decimals = Decimal(whole).scaleb(-places)
    if places == 3:
        return [Decimal(whole), with_decimals] if not whole.startswith("0") else [with_decimals]
    return [with_decimals, Decimal(whole)] if places <= 4 else [Decimal(whole)]


_PERCENT = re.compile(
    r"(?P<n>\d{1,3}(?:[.,]\d{1,4})?|(?:[a-z]{3,14} (?:y )?){1,3}) ?(?:%|por ?ciento)\)?"
    r"(?: ?\([^)]{1,40}\))? (?:calculado |aplicado |del total )?(?:sobre |de |del |por )(?P<rest>.{2,120})"
)
_UIT = re.compile(
    r"(?:(?:la|una|el valor de la|cada|1|el) )*(?:unidad(?:es)? impositivas? tributarias?(?: ?\(?uit\)?)"
    r"?|u\.?i\.?t\.?)(?![a-z])"
)
_PAY = re.compile(
    r"(?:(?:el|la|los|las|total|lo|monto|suma|importe|que|se|retribucion|haber|pago|pagos|mensual|abonad[oa]s?|pagad[oa]s?"
    r"|percibid[oa]s?|correspondiente|por|concepto|de|del|a|al|individual|economica|contraprestacion|bruto|recibid[oa]s?|perciba"
    r"|perciban|pague|abone|cada"
    r"|entregad[oa]s?|servidores|dichos?|mismo) )*(?:efectivos?|personal|polici|suboficial|oficial|servicio individual)"
)
_HOUR = re.compile(
    r"[^.;]{0,60}?(?:por (?:cada )?hora|la hora|por h/h|horas?[- ]hombre|por hora/hombre|x hora|cada hora|/ ?hora)"
)


def _words_before(text: str, at: int) -> tuple[int, int | None]:
    """Where the longest number in words begins that ends before `at`, and the number; `(at, None)` where none does."""
    start, value = at, None
    for match in reversed(list(re.finditer(r"[a-z]+ ", text[max(0, at - 90) : at]))):
        begin = max(0, at - 90) + match.start()
        if not (is_number_word(match.group().strip()) or match.group() == "y "):
            break
        number = number_in_words(text[begin:at].strip())
        if number is not None:
            start, value = begin, number
    return start, value


def _share(said: str) -> Decimal | None:
    """The number of a share in digits or words, None for anything else or for more than a hundred."""
    if said[:1].isdigit():
        return Decimal(said.replace(",", "."))
    number = number_in_words(said.strip())
    return Decimal(number) if number is not None and 0 < number <= 100 else None


def find_percentages(text: str) -> list[Found[Percentage]]:
    """Shares of the UIT (`0.11% de la UIT por hora`) and of the pay of the officers."""
    found = []
    for sign in ("%", "por ciento", "porciento"):
        at = text.find(sign)
        while at >= 0:
            start = at
            while start > 0 and at - start < 9 and (text[start - 1].isdigit() or text[start - 1] in ".,  "):
                start -= 1
            while start < at and not text[start].isdigit():
                start += 1
            if start == at and sign != "%":
                start = _words_before(text, at)[0]
            match = _PERCENT.match(text, start)
            amount = _share(match["n"]) if match else None
            if match and amount is not None:
                rest = match.start("rest")
                unit = _UIT.match(text, rest)
                if unit:
                    hour = _HOUR.match(text, unit.end(), unit.end() + 90)
                    before = re.search(
                        r"(?:por (?:cada )?hora|cada hora)[^.;]{0,60}$", text[max(0, start - 90) : start]
                    )
                    per = "hour" if hour or before else ""
                    found.append(
                        Found(start, hour.end() if hour else unit.end(), Percentage(amount, "reference_unit", per))
                    )
                elif pay := _PAY.match(text, rest):
                    found.append(Found(start, pay.end(), Percentage(amount, "pay")))
            at = text.find(sign, at + 1)
    return sorted(found, key=lambda f: f.start)
