"""Words are found again in a new reading, or they are not; a number never becomes another."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.documents.tree import Page, Reading, build_page
from veedor.register.moving import Mover
from veedor.values.boxes import Box


def _page(number: int, text: str, *, boxes: bool = True) -> Page:
    """A page of those lines; a word of `n` letters is `6 n` points wide."""
    lines = []
    for row, line in enumerate(text.split("\n")):
        x, words = 50.0, []
        for word in line.split():
            box = Box(x, 60 + 16 * row, x + 6 * len(word), 72 + 16 * row) if boxes else None
            words.append((word, box, 0.9))
            x += 6 * len(word) + 6
        lines.append(words)
    return build_page(number, 595, 842, "ocr", 0.9, [lines])


def _reading(text: str, *, boxes: bool = True) -> Reading:
    """Pages are parted by `|`, lines by `~`."""
    pages = [_page(n, page.replace("~", "\n"), boxes=boxes) for n, page in enumerate(text.split("|"), 1)]
    return Reading("a.pdf", "0" * 64, "application/pdf", tuple(pages))


def _find(old: str, quote: str, new: str, nth: int = 0, *, boxes: bool = True) -> tuple[str, str] | None:
    """By which way the `nth` standing of the quote is found in the new text, and the words there."""
    before, after = _reading(old, boxes=boxes), _reading(new, boxes=boxes)
    start = [m.start() for m in re.finditer(re.escape(quote), before.text)][nth]
    found = Mover(before, after).find(start, start + len(quote))
    return None if found is None else (found.how, re.sub(r"\s", " ", after.text[found.start : found.end]))


CLAUSE = "El plazo del convenio es de dos (02) anos contados desde su suscripcion"
LONG = "Minera Cerro Inventado S.A.C. con domicilio en Villa Muestra"

CASES = [
    # exact
    ("the same page", f"Uno~{CLAUSE}~fin", CLAUSE, f"Uno~{CLAUSE}~fin", ("exact", CLAUSE)),
    ("a line was added before", f"Uno~{CLAUSE}", CLAUSE, f"Cero~y medio~Uno~{CLAUSE}", ("exact", CLAUSE)),
    ("a short word", "pago CONVENIO final", "CONVENIO", "pago CONVENIO final y mas", ("exact", "CONVENIO")),
    # folded
    ("accents", "suscripcion del año", "suscripcion del", "suscripción del año", ("folded", "suscripción del")),
    ("capitals", "Policia Nacional", "Policia Nacional", "POLICIA NACIONAL", ("folded", "POLICIA NACIONAL")),
    (
        "a word parted at the end of a line",
        "servicio policial",
        "policial",
        "servicio poli-~cial",
        ("folded", "poli- cial"),
    ),
    (
        "spaces lost",
        "Policia Nacional del Peru",
        "Policia Nacional del Peru",
        "PoliciaNacional delPeru",
        ("folded", "PoliciaNacional delPeru"),
    ),
    ("another hyphen", "norma 003-2017-IN", "003-2017-IN", "norma 003–2017–IN", ("folded", "003–2017–IN")),
    (
        "marks read otherwise",
        "la Ley N° 29733 dice",
        "Ley N° 29733",
        "la Ley N* 29733. dice",
        ("folded", "Ley N* 29733"),
    ),
    ("a raised letter", "la Ley Nº 29733 dice", "Ley Nº 29733", "la Ley N' 29733 dice", ("folded", "Ley N' 29733")),
    ("lines broken elsewhere", f"{LONG}", LONG, LONG.replace(" con ", " con~"), ("folded", LONG)),
    # aligned
    (
        "a letter misread",
        LONG,
        LONG,
        LONG.replace("domicilio", "domlcilio"),
        ("aligned", LONG.replace("domicilio", "domlcilio")),
    ),
    (
        "two letters",
        f"A~{CLAUSE}~B",
        CLAUSE,
        f"A~{CLAUSE.replace('plazo', 'piazo').replace('convenio', 'convenlo')}~B",
        ("aligned", CLAUSE.replace("plazo", "piazo").replace("convenio", "convenlo")),
    ),
    (
        "words more before and behind are left outside",
        f"de {LONG} y mas",
        LONG,
        f"de las {LONG.replace('domicilio', 'dcmicilo')} y mas",
        ("aligned", LONG.replace("domicilio", "dcmicilo")),
    ),
    # numbers stay what they are
    (
        "another amount",
        "pagara S/ 110.00 diarios a cada oficial",
        "pagara S/ 110.00 diarios a cada oficial",
        "pagara S/ 170.00 diarios a cada oficial",
        None,
    ),
    ("a point that wanders", "pagara S/ 110.00 diarios", "S/ 110.00 diarios", "pagara S/ 11.000 diarios", None),
    ("a digit that became a letter", "pagara S/ 110.00 diarios", "S/ 110.00 diarios", "pagara S/ l10.00 diarios", None),
    ("part of a longer number", "son 110 soles", "110", "son 2110 soles", None),
    ("a number that goes on", "son 110 soles", "110", "son 110.50 soles", None),
    ("part of a longer word", "el acta dice", "acta", "el contacta dice", None),
    (
        "a number in words",
        f"{LONG} sesenta dias habiles",
        f"{LONG} sesenta dias habiles",
        f"{LONG} setenta dias habiles",
        None,
    ),
    (
        "another month",
        f"suscrito el 26 de junio de 2017 en {LONG}",
        f"26 de junio de 2017 en {LONG}",
        f"suscrito el 26 de julio de 2017 en {LONG}",
        None,
    ),
    # which of several
    ("on another page, a short word", "CONVENIO|nada", "CONVENIO", "otra cosa|CONVENIO", None),
    ("on another page, a long one", f"nada~{LONG}|algo", LONG, f"nada|algo~{LONG}", ("folded", LONG)),
    ("on two other pages", f"{LONG}|x|y", LONG, f"w|{LONG}|{LONG}", None),
    ("gone", f"uno~{CLAUSE}", CLAUSE, "uno~dos", None),
    ("a page that reads nothing", CLAUSE, CLAUSE, "", None),
    ("short words are not aligned", "un oficial mayor", "oficial", "un oflcial mayor", None),
    ("pages were parted anew", f"uno {LONG}~dos", LONG, f"uno {LONG}|dos", ("exact", LONG)),
    (
        "over a page break",
        "x~el plazo es|de dos anos~y",
        "el plazo es\fde dos anos",
        "x~el plazo es|de dos anos~y",
        ("exact", "el plazo es de dos anos"),
    ),
]


@pytest.mark.parametrize(("old", "quote", "new", "found"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_where_words_are_found_again(old: str, quote: str, new: str, found: tuple[str, str] | None) -> None:
    """By which way, and which words; or not at all."""
    assert _find(old, quote, new) == found


@pytest.mark.parametrize("boxes", [True, False])
@pytest.mark.parametrize("nth", [0, 1, 2])
def test_of_several_the_nearest_counts(nth: int, *, boxes: bool) -> None:
    """The same words three times on a page, and a line more at its top: each is found again as itself."""
    lines = ["uno", "RUC 20999999991", "dos", "tres", *["mas"] * 9, "RUC 20999999991", *["fin"] * 9, "RUC 20999999991"]
    old, new = "~".join(lines), "~".join(["nuevo", *lines])
    before, after = _reading(old, boxes=boxes), _reading(new, boxes=boxes)
    starts = [[m.start() for m in re.finditer("RUC 20999999991", r.text)] for r in (before, after)]
    found = Mover(before, after).find(starts[0][nth], starts[0][nth] + 15)
    assert found is not None
    assert (found.how, found.start) == ("exact", starts[1][nth])


def test_what_stands_twice_as_near_is_not_guessed() -> None:
    """The old place lies between two new ones: nobody can tell."""
    assert _find("uno~dos~RUC 209~cuatro~cinco", "RUC 209", "uno~RUC 209~tres~RUC 209~cinco") is None


def test_turned_pages_are_compared_by_their_text() -> None:
    """Boxes of a page that was turned otherwise say nothing about the new one."""
    before = _reading("RUC 209~" + "nada~" * 20 + "RUC 209")
    page = before.pages[0]
    rows = [("RUC 209", 500), *[("nada", 300)] * 20, ("RUC 209", 60)]
    lines = [[(word, Box(60, y, 90, y + 10), 1.0) for word in text.split()] for text, y in rows]
    turned = build_page(1, 842, 595, "ocr", 0.5, [lines], turned=90)
    after = Reading("a.pdf", "0" * 64, "application/pdf", (turned,))
    found = Mover(before, after).find(0, 7)
    assert page.turned == 0
    assert found is not None
    assert found.start == 0


_WORDS = st.sampled_from(
    ["el", "convenio", "Policía", "S/", "110.00", "2017", "20999999991", "de", "mina", "dos", "(02)", "años", "sesenta"]
)
_PAGES = st.lists(st.lists(st.lists(_WORDS, min_size=1, max_size=6), max_size=6), min_size=1, max_size=3)


@given(_PAGES, st.data())
def test_the_same_reading_again_changes_nothing(pages: list[list[list[str]]], data: st.DataObject) -> None:
    """Whatever the words and wherever they begin: found exactly, in the very same place."""
    text = "|".join("~".join(" ".join(words).replace("~", "@") for words in page) for page in pages)
    old, new = _reading(text), _reading(text)
    if not old.text.strip():
        return
    start = data.draw(st.integers(0, len(old.text) - 1))
    end = data.draw(st.integers(start + 1, len(old.text)))
    found = Mover(old, new).find(start, end)
    if not old.text[start:end].strip():
        assert found is None
    else:
        assert found is not None
        assert (found.how, found.start, found.end) == ("exact", start, end)


_PAPER = (
    f"PRIMERA~{LONG} y RUC 20999999991~{CLAUSE}~La empresa pagara S/ 110.00 diarios a cada oficial y S/ 95.50 a cada~"
    "suboficial, por sesenta dias habiles a partir del 26 de octubre de 2017 en la mina"
)
_SWAPS = "abcdeghilnorstu 0123456789.,"


@given(st.data())
def test_noise_never_makes_another_number(data: st.DataObject) -> None:
    """With letters swapped, lost and doubled at random, what is found touches the very same numbers."""
    old = _reading(_PAPER)
    noisy = list(_PAPER)
    for _ in range(data.draw(st.integers(0, 25))):
        at = data.draw(st.integers(0, len(noisy) - 1))
        noisy[at] = data.draw(st.sampled_from(["", noisy[at] * 2, *_SWAPS]))
    new = _reading("".join(noisy))
    words = [word for line in old.pages[0].lines for word in line.words]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(first + 12, len(words) - 1)))
    found = Mover(old, new).find(words[first].start, words[last].end)
    if found is not None:
        number = r"\d+(?:[.,]\d+)*"
        quote = old.text[words[first].start : words[last].end]
        assert re.findall(number, quote) == re.findall(number, new.text[found.start : found.end])
        assert ("sesenta" in quote) <= ("setenta" not in new.text[found.start : found.end])
