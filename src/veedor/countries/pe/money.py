"""Amounts of money in soles and dollars as Peruvian papers print and scanners read them (folded text).

`S/ 120,895.00 (Ciento Veinte Mil … con 00/100 Soles)`, `S/. 56 805 229.00`, `S/ 6´018, 580.80`, `$/11,116,119.50` and
`SI. 178,213,893.31` (both S/), `US $18'490,566`, `S/.4 millones 678 mil`, `13.23 soles por hora`, `treinta y cinco y
50/100 nuevos soles`, `ciento cuarenta (140) soles`, `cien soles con cincuenta céntimos`, `8,150.625.00`: where words
and digits say it both, a check says whether they agree, and the words decide what a slip of the separators means.
Soles de oro and intis are money of before 1991 and no soles: they are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from veedor.countries.base import Found
from veedor.countries.spanish.digits import DIGITS, REPAIRED, readings, repaired, well_formed
from veedor.countries.spanish.numbers import number_before, number_in_words
from veedor.values.money import Money

_SYMBOL = re.compile(
    r"(?P<usd>us\$|us ?\$|usd ?\$?|u\.s\.? ?\$|\$ ?usa|us dolares|uss(?= ?\d))|(?P<pen>s/[.:]?|\$/\.?"
    r"|5/\.?|s1/?\.|si/?\.|sl/?\.|s\\?/,|s-\.? ?(?=\d[\d,' ]*\.\d\d(?!\d))|pen |s\.? (?=\d[\d,']*\.\d\d(?!\d)))"
)
_HEADS = ("us", "u.s", "$", "s/", "5/", "s1", "si.", "si/", "sl.", "sl/", "s\\", "s-", "pen ", "s ", "s. ")
_LEAD = re.compile(r" ?[.:]? ?")
_NUMBER = re.compile(DIGITS)
_SCALE = re.compile(r" (?P<one>millones|millon|mil|mm)(?![a-z])(?: (?:con )?(?P<n2>\d{1,3}) mil(?![a-z]))?")
_HUNDREDTHS = re.compile(r",? (?:y|con) (?P<cents>\d{2}) ?/ ?1[0o]{2}(?!\d)")
_SPELLED = r"(?:son:? )?(?P<w>[a-z][a-z ]{2,160}?)(?: (?:y|con) (?P<cents>\d{1,2})[/1 .-]{0,2}1?00)? ?(?:/100)? ?"
_IN_BRACKETS = re.compile(
    rf"[ .\-]{{0,4}}(?:soles |nuevos soles |dolares )?\( ?{_SPELLED}(?:(?:nuevos )?soles|dolares)?"
    r"(?: americanos| de los estados unidos de america)? ?\)"
)
_BARE = re.compile(rf"[ .,\-]{{1,4}}{_SPELLED}(?:(?:nuevos )?soles|dolares)(?![a-z])")
_BRACKET_BEFORE = re.compile(rf"\((?P<symbol>[^()\d]{{0,6}})(?P<n>{DIGITS})\) ?$")
_WORDS_IN_BRACKET = re.compile(r"\((?:son:? )?(?P<w>[a-z ]{2,160}?)(?: (?:y|con) (?P<cents>\d{2})/100)?\) ?$")
_HUNDREDTHS_BEFORE = re.compile(r",? (?:y|con) (?P<cents>\d{2}) ?[/.] ?100 ?$")
_CENTIMOS = re.compile(r" (?:con|y) (?:(?P<digits>\d{1,2})|(?P<w>[a-z]+(?: y [a-z]+)?)) centimos(?! de sol por)")
_OLD_COIN = re.compile(r" (?:de )?oro(?![a-z])")
_BRACKET = re.compile(r"(?: americanos| de (?:los )?estados unidos(?: de (?:norte)?america)?)? ?\(")
_CURRENCY = {"soles": "PEN", "dolares": "USD"}
COINS = {
    "s/": "PEN",
    "s/.": "PEN",
    "sol": "PEN",
    "soles": "PEN",
    "nuevos soles": "PEN",
    "soles peruanos": "PEN",
    "new soles": "PEN",
    "peruvian sol": "PEN",
    "peruvian soles": "PEN",
    "peruvian new soles": "PEN",
    "peruvian nuevos soles": "PEN",
    "pen": "PEN",
    "us$": "USD",
    "us $": "USD",
    "u$s": "USD",
    "usd": "USD",
    "$": "USD",
    "dolar": "USD",
    "dolares": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "us dollars": "USD",
    "u.s. dollars": "USD",
    "american dollars": "USD",
    "dolares americanos": "USD",
    "dolares estadounidenses": "USD",
    "dolares de los estados unidos": "USD",
}
"""What newspapers call the two coins, in Spanish and English."""
_WINDOW = 200
"""How far before the name of a coin its number is looked for, in characters."""


def find_amounts(text: str) -> list[Found[Money]]:
    """Every amount of money of the folded `text`, in order, with what says it a second time when there is such."""
    found = sorted((*_behind_symbol(text), *_before_name(text)), key=lambda f: (f.start, -f.end))
    kept: list[Found[Money]] = []
    for one in found:
        if not kept or (one.start >= kept[-1].end and not _torn(text, kept[-1], one)):
            kept.append(one)
    return kept


def _torn(text: str, digits: Found[Money], words: Found[Money]) -> bool:
    """Whether `words` are the end of the words in brackets behind `digits`, parted by what a scan put between.

    `S/ 178,213.31 (CIENTO SETENTA Y OCHO MIL ~'! DOSCIENTOS TRECE CON 31/100 SOLES)`: the bracket still belongs to the
    digits, and half of its words are no amount of their own.
    """
    opened = text.rfind("(", digits.end - 1, words.start)
    between = text[digits.end : opened] if opened >= 0 else "-"
    closes = text[words.end : words.end + 2].lstrip().startswith(")")
    return (
        not between.strip()
        and closes
        and ")" not in text[opened : words.start]
        and not _starts_there(text, opened, words)
    )


def _starts_there(text: str, opened: int, words: Found[Money]) -> bool:
    return not text[opened + 1 : words.start].strip()


@dataclass(frozen=True, slots=True)
class _Said:
    """A number as said in one place: its readings, the likeliest first, and whether its cents are said."""

    start: int
    end: int
    values: tuple[Decimal, ...]
    cents: bool = True
    checks: tuple[str, ...] = ()

    def plus(self, cents: str | None, end: int) -> _Said:
        """The same with so many hundredths, where it has none of its own."""
        if cents is None or self.values[0] != int(self.values[0]):
            return self
        return _Said(self.start, end, (int(self.values[0]) + Decimal(cents) / 100,), cents=True, checks=self.checks)


def _money(start: int, end: int, currency: str, digits: _Said | None, words: _Said | None) -> Found[Money]:
    """Digits confirmed or contradicted by words, or what there is of the two."""
    if digits is None or words is None:
        said = digits or words
        assert said
        slips = bool(said.checks)
        sure = 0.85 if digits is None else (0.65 if slips else 0.93)
        return Found(start, end, Money(said.values[0], currency), said.checks, sure)
    exact = words.values[0]
    agree = next((v for v in digits.values if v == exact or (not words.cents and int(v) == exact)), None)
    if agree is None:
        checks = ("words_match_digits:no", *digits.checks)
        return Found(start, end, Money(digits.values[0], currency), checks, 0.5)
    sure = 0.95 if digits.checks else 0.99
    return Found(start, end, Money(agree, currency), ("words_match_digits:ok", *digits.checks), sure)


# ------------------------------------------------------------------ behind a symbol


def _behind_symbol(text: str) -> Iterator[Found[Money]]:
    for head in _HEADS:
        at = text.find(head)
        while at >= 0:
            if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "/$."):
                symbol = _SYMBOL.match(text, at)
                if symbol and symbol.group():
                    yield from _of_symbol(text, symbol)
            at = text.find(head, at + 1)


def _of_symbol(text: str, symbol: re.Match[str]) -> Iterator[Found[Money]]:
    digits = _digits_behind(text, symbol.end())
    if digits is None or (
        symbol.group().startswith("5") and not re.search(r"[.,]\d\d$", text[symbol.end() : digits.end])
    ):
        return
    currency = "USD" if symbol["usd"] else "PEN"
    words, end = _words_behind(text, digits.end)
    yield _money(symbol.start(), max(end, digits.end), currency, digits, words)


def _digits_behind(text: str, at: int) -> _Said | None:
    lead = _LEAD.match(text, at)
    begin = lead.end() if lead else at
    begin += 1 if begin < len(text) and not text[begin].isalnum() else 0
    number = _NUMBER.match(text, begin)
    if number is None or _goes_on_in_letters(text, number.end()):
        fixed = repaired(text, begin)
        return _Said(begin, fixed[1], tuple(readings(fixed[0])), checks=(REPAIRED,)) if fixed else None
    if text[begin - 1] == "." and re.fullmatch(r"\d\d", number.group()) and text[begin - 2 : begin] != "s.":
        if text[at - 1] == "." and begin - 1 >= at:
            return _Said(begin - 1, number.end(), (Decimal(number.group()).scaleb(-2),))
        if begin - 1 >= at and text[begin - 2] == " ":
            return None
    return _scaled(text, number)


def _goes_on_in_letters(text: str, end: int) -> bool:
    """`1o0.00`, `110.oo`: a letter stands where a digit should."""
    return re.match(r"[.,]?[oli]{1,3}[\d.,]|[.,][oli]{2}(?![a-z])", text[end : end + 5]) is not None


def _scaled(text: str, number: re.Match[str]) -> _Said | None:
    values = readings(number.group())
    if not values:
        return None
    scale = _SCALE.match(text, number.end())
    # "S/ 1,000.00 mil con 00/100 soles": the word says the number again, nobody writes a thousand thousands.
    if scale and not (scale["one"] == "mil" and values[0] >= 1000):
        value = values[0] * (1000 if scale["one"] == "mil" else 1_000_000)
        value += Decimal(scale["n2"]) * 1000 if scale["n2"] else 0
        said = _Said(number.start(), scale.end(), (_plain(value),))
    else:
        checks = () if well_formed(number.group()) else ("separators:no",)
        said = _Said(number.start(), number.end(), tuple(values), checks=checks)
    hundredths = _HUNDREDTHS.match(text, said.end)
    return said.plus(hundredths["cents"], hundredths.end()) if hundredths else said


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _words_behind(text: str, at: int, *, bare: bool = True) -> tuple[_Said | None, int]:
    """The words behind digits, in brackets, or bare where they name the coin; and where they end."""
    match = _IN_BRACKETS.match(text, at, at + 260) or (_BARE.match(text, at, at + 200) if bare else None)
    value = number_in_words(match["w"]) if match else None
    if match is None or value is None:
        return None, at
    words = _Said(match.start("w"), match.end(), (Decimal(value),), cents=False)
    return words.plus(match["cents"], match.end()), match.end()


# ------------------------------------------------------------------ before the name of a coin


def _before_name(text: str) -> Iterator[Found[Money]]:
    for name, currency in _CURRENCY.items():
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not (text[end : end + 1].isalpha() or (currency == "PEN" and _OLD_COIN.match(text, end))):
                coin = at - len("nuevos ") if text.endswith("nuevos ", 0, at) else at
                coin -= len("de ") if text.endswith("de ", 0, coin) else 0
                one = _of_name(text, coin, end, currency)
                if one:
                    yield one
            at = text.find(name, end)


def _of_name(text: str, coin: int, end: int, currency: str) -> Found[Money] | None:
    """What ends before `text[coin:end]`, the name: digits, words, digits in brackets behind words, or the reverse."""
    in_bracket = _BRACKET_BEFORE.search(text, max(0, coin - 60), coin)
    if in_bracket:
        digits, words = _of_match(in_bracket), _words_before(text, in_bracket.start())
        start = words.start if words else in_bracket.start()
        return _money(start, end, currency, digits, words) if digits else None
    bracketed = _WORDS_IN_BRACKET.search(text, max(0, coin - _WINDOW), coin)
    if bracketed and (value := number_in_words(bracketed["w"])) is not None:
        spelled = _Said(bracketed.start(), coin, (Decimal(value),), cents=False).plus(bracketed["cents"], coin)
        before = _digits_before(text, bracketed.start())
        return _money(before.start, end, currency, before, spelled) if before else None
    hundredths = _HUNDREDTHS_BEFORE.search(text, max(0, coin - 16), coin)
    digits = _digits_before(text, coin)
    if digits and not (hundredths and _words_before(text, coin)):
        digits, end = _with_centimos(text, digits, end)
        words, stop = _words_behind(text, end, bare=False)
        return _money(digits.start, max(end, stop), currency, digits, words)
    words = _words_before(text, coin)
    if words is None:
        return None
    said_before = _digits_then_words(text, words, end, currency)
    return said_before or _words_then_digits(text, words, end, currency)


def _of_match(match: re.Match[str]) -> _Said | None:
    values = readings(match["n"])
    checks = () if well_formed(match["n"]) else ("separators:no",)
    return _Said(match.start("n"), match.end("n"), tuple(values), checks=checks) if values else None


def _digits_before(text: str, at: int) -> _Said | None:
    """The number that ends right before `at` (a space between), scale and hundredths with it."""
    low = max(0, at - 60)
    for match in _NUMBER.finditer(text, low, at):
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in ".,/-'"):
            continue
        said = _scaled(text, match)
        if said and not text[said.end : at].strip():
            return said
    return None


def _words_before(text: str, at: int) -> _Said | None:
    """The words that end right before `at`, with hundredths behind them (`cien y 00/100`)."""
    hundredths = _HUNDREDTHS_BEFORE.search(text, max(0, at - 16), at)
    stop = hundredths.start() if hundredths else at
    start, value = number_before(text, stop)
    if not value or (start and text[start - 1].isalnum()):
        return None
    if text[max(0, start - 6) : start] in {"punto ", " coma ", "/100 y"}:
        return None
    return _Said(start, at, (Decimal(value),), cents=False).plus(hundredths["cents"] if hundredths else None, at)


def _with_centimos(text: str, said: _Said, end: int) -> tuple[_Said, int]:
    """`ciento veinte soles con cincuenta céntimos`."""
    match = _CENTIMOS.match(text, end)
    if match is None:
        return said, end
    cents = int(match["digits"]) if match["digits"] else number_in_words(match["w"])
    if cents is None or cents > 99:
        return said, end
    return said.plus(f"{cents:02d}", match.end()), match.end()


def _words_then_digits(text: str, words: _Said, end: int, currency: str) -> Found[Money]:
    """`veintidós dólares (US$ 22.00)`: the digits in brackets say it again, or contradict it."""
    words, end = _with_centimos(text, words, end)
    bracket = _BRACKET.match(text, end)
    symbol = _SYMBOL.match(text, bracket.end()) if bracket else None
    digits = _digits_behind(text, symbol.end()) if symbol else None
    if digits is None:
        return _money(words.start, end, currency, None, words)
    stop = digits.end + (text[digits.end : digits.end + 1] == ")")
    return _money(words.start, stop, currency, digits, words)


def _digits_then_words(text: str, words: _Said, end: int, currency: str) -> Found[Money] | None:
    """`8,150,625.00 (Ocho Millones … con 00/100 Soles)`: the words alone say that it is money."""
    bracket = words.start - 1
    if bracket <= 0 or text[bracket] != "(":
        return None
    digits = _digits_before(text, bracket)
    if digits is None:
        return None
    found = _money(digits.start, end + (text[end : end + 1] == ")"), currency, digits, words)
    return found if words.cents or "words_match_digits:ok" in found.checks else None
