import datetime as dt
import unicodedata

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from veedor.countries.spanish.counts import find_counts
from veedor.countries.spanish.dates import find_dates
from veedor.countries.spanish.durations import find_durations
from veedor.countries.spanish.numbers import is_number_word, number_in_words


def fold(text):
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


DATES = [
    ("a los 12 dias del mes de abril de 2024", "2024-04-12"),
    ("a los cuatro dias del mes de octubre del ano dos mil", "2000-10-04"),
    ("a los treinta dias del mes de junio del ano dos mil quince", "2015-06-30"),
    ("a los, 21 dias del mes de octubre del ano dos mil veinticinco", "2025-10-21"),
    ("a los dieciseis (16) dias del mes de enero del ano dos mil seis", "2006-01-16"),
    ("con fecha 16 de agosto del 2017", "2017-08-16"),
    ("01 de abril del ano 2024", "2024-04-01"),
    ("1° de julio de 2018", "2018-07-01"),
    ("primero de julio de 2018", "2018-07-01"),
    ("27jul2016", "2016-07-27"),
    ("21dic99", "1999-12-21"),
    ("11set21", "2021-09-11"),
    ("17 dic 2010", "2010-12-17"),
    ("del 4oct2000", "2000-10-04"),
    ("27.setiembre.2007", "2007-09-27"),
    ("15agosto2025", "2025-08-15"),
    ("27/07/2016", "2016-07-27"),
    ("de fecha 21.10.2025,", "2025-10-21"),
    ("chiclayo 21 marzo 2026", "2026-03-21"),
    ("03 de feb. de 2025", "2025-02-03"),
    ("12 de setiernbre de 2014", "2014-09-12"),
    ("das del mes de octubre del ao dos mil", "2000-10"),
    ("a los _ dias del mes de mayo de 2017", "2017-05"),
    ("a los _ dias del mes de _ de 2019", "2019"),
    ("mayo de 2017", "2017-05"),
]
NOT_DATES = [
    "a los _ dias del mes de _ del ano dos mil _ ",
    "a los _ dias del mes de octubre del ano dos mil _",
    "30 de febrero de 2017",
    "23 set. 2924",
    "informe n° 023-2024-mph/99",
    "99/99/2016",
    "numeral 4.1.2 y 4.2.1",
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates(text, expected):
    assert [str(found.value.date) for found in find_dates(text)] == [expected]


@pytest.mark.parametrize("text", NOT_DATES)
def test_no_date_is_invented(text):
    assert [found for found in find_dates(text) if found.value.date] == []


def test_a_date_without_a_year_stays_open():
    (found,) = find_dates("21 de setiembre del ano en curso")
    assert (found.value.date, found.value.month, found.value.day, found.value.this_year) == (None, 9, 21, True)


def test_a_range_gives_its_year_to_its_beginning():
    first, second = find_dates("del 1 de enero al 31 de diciembre de 2018")
    assert (str(first.value.date), str(second.value.date)) == ("2018-01-01", "2018-12-31")
    assert first.checks == ("year_from_range:ok",)


@pytest.mark.parametrize(("day", "check"), [("jueves", "weekday:ok"), ("lunes", "weekday:no")])
def test_weekdays_are_checked(day, check):
    assert find_dates(f"el {day} 06 de febrero de 2025")[0].checks == (check,)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.integers(0, 3))
def test_every_date_is_read_in_every_form(day, form):
    months = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
    month = fold(format_date(day, "MMMM", "es_PE"))
    words = fold(num2words(day.day, lang="es")), fold(num2words(day.year, lang="es"))
    text = (
        f"lima, {day.day:02d} de {month} de {day.year}",
        f"a los {words[0]} dias del mes de {month} del ano {words[1]}.",
        f"{day.day:02d}{months[day.month - 1]}{day.year}",
        f"{day.day:02d}/{day.month:02d}/{day.year}",
    )[form]
    assert [str(found.value.date) for found in find_dates(text)] == [day.isoformat()]


@given(st.text(alphabet="ael osmd_0129()./-,°'", max_size=200))
def test_dates_lie_in_the_text_in_order(text):
    found = find_dates(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


@given(st.integers(0, 999_999_999))
def test_numbers_in_words(number):
    assert number_in_words(fold(num2words(number, lang="es"))) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("un mil quinientos", 1500),
        ("diez y seis", 16),
        ("ventisiete millones ciento noventa y dos mil", 27_192_000),
        ("trecientos ochenta y nueve", 389),
        ("dosclentos", 200),
        ("treinta y cuarenta", None),
        ("tres dos", None),
        ("seguridad", None),
        ("", None),
    ],
)
def test_slips_and_legal_forms_of_numbers(words, number):
    assert number_in_words(words) == number


def test_number_words():
    assert is_number_word("catorce")
    assert not is_number_word("orden")


@pytest.mark.parametrize(
    ("text", "expected", "checks"),
    [
        ("dos (02) anos", "P2Y", ("words_match_digits:ok",)),
        ("dos (03) anos", "P2Y", ("words_match_digits:no",)),
        ("600 dias calendario", "P600D", ()),
        ("60 (sesenta) dias", "P60D", ("words_match_digits:ok",)),
        ("un ano y seis meses", "P1Y6M", ()),
        ("un ano y medio", "P1Y6M", ()),
        ("dos (02) meses y quince (15) dias", "P2M15D", ("words_match_digits:ok",) * 2),
        ("veinticuatro (24) meses", "P24M", ("words_match_digits:ok",)),
        ("por dos anos mas", "P2Y", ()),
    ],
)
def test_durations(text, expected, checks):
    (found,) = find_durations(text)
    assert (str(found.value), found.checks) == (expected, checks)


@pytest.mark.parametrize("text", ["los anos 2017", "cada dia", "del mes de mayo", "articulo 3.2 dias", "0 dias"])
def test_no_duration(text):
    assert find_durations(text) == []


def test_counts():
    text = "un (01) oficial y catorce (15) suboficiales, 20 efectivos del numeral 4.1"
    found = find_counts(text, 0, len(text))
    assert [(one.value, one.checks) for one in found] == [
        (1, ("words_match_digits:ok",)),
        (14, ("words_match_digits:no",)),
        (20, ()),
    ]
