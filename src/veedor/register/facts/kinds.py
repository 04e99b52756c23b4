"""The kinds of things that the data files speak of, and what can be said of each.

A value's form is written in a small language: `text`, `date` (EDTF), `duration` (ISO 8601), `norm` (its id), `amount`
(plain digits), `count` (a whole number above nought), `number` (a whole number, nought allowed), `percent`, `flag`,
`ref:<kind>` (the id of another entry), `word:a|b|c`, `list:<form>`. A record is written as its keys with their forms; a
`?` behind a key marks one that may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from veedor.extraction.fields import FIELDS, Field
from veedor.register.checks import TESTS

SURE = {
    "text": "the norm's or the paper's own text was read",
    "quoted": "a source quotes or describes the text",
    "reported": "a source says so without quoting",
    "named": "a source only names it",
    "derived": "follows from other facts by arithmetic",
    "general": "general knowledge without a source: not counted until somebody confirms it",
}
"""How sure a fact is, surest first."""

UNCOUNTED = "general"
"""What is only this sure stays a proposal until a person accepts it."""


@dataclass(frozen=True, slots=True)
class FactField:
    """One thing that can be said. `form` is a form as above, or a record's `(key, form)` pairs.

    `many` is False where there is one true value at a time and two accepted ones are rivals.
    """

    name: str
    form: str | tuple[tuple[str, str], ...]
    many: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: its file is `<file>.yaml` or `<file>.jsonl`."""

    name: str
    file: str
    label_es: str
    label_en: str
    fields: dict[str, FactField]


PLACE = (("district?", "text"), ("province?", "text"), ("region?", "text"), ("code?", "text"))
"""A place; `code` is the official code of the smallest part that is named."""

_FORMS = {"text": "text", "date": "date", "duration": "duration", "norm": "norm", "flag": "flag"}


def _of_paper(field: Field) -> FactField:
    """A field of papers, as the data files write it."""
    if field.kind == "word":
        return FactField(field.name, "word:" + "|".join(field.choices), field.many, field.meaning)
    if field.kind != "record":
        return FactField(field.name, _FORMS[field.kind], field.many, field.meaning)
    choices = dict(field.key_choices)
    forms = {"amount": "amount", "currency": "word:PEN|USD", "count": "count", "ordinal": "count", "cites": "list:text"}
    keys = tuple(
        (key, "word:" + "|".join(choices[bare]) if bare in choices else forms.get(bare, "text"))
        for key, bare in ((key, key.rstrip("?")) for key in field.keys)
    )
    return FactField(field.name, keys, field.many, field.meaning)


_STEPS = "word:admitted|rejected|granted|partly_granted|unfounded|inadmissible|ruled|appealed|delivered"


def _fields(*rows: tuple[str, str | tuple[tuple[str, str], ...], bool, str]) -> dict[str, FactField]:
    return {row[0]: FactField(*row) for row in rows}


_NAME = ("name", "text", True, "A name it went by; `from` and `to` say when.")
_WHERE = ("place", PLACE, True, "Where it is, or was given.")

_AGREEMENT = {
    name: _of_paper(field) for name, field in FIELDS.items() if field.group in {"any", "agreement"} and field.public
} | _fields(
    ("amends", (("of?", "ref:agreement"), ("ordinal?", "count")), True,
     "The agreement that this adenda changes; without `of` where no source says which."),
    ("company", "ref:organisation", True, "The company that is guarded."),
    ("site", "ref:project", True, "The mine, field or pipeline that is guarded."),
    ("unit", "ref:police_unit", True, "The police unit that signs, serves or is paid."),
    ("said", (("what", "word:in_force|suspended|ended"), ("when", "date")), True,
     "What somebody said of a day or a stretch: that it was in force, suspended, or ended by then."),
    ("paid", (("amount", "amount"), ("currency", "word:PEN|USD"), ("payee?", "text"), ("covers?", "text")), True,
     "Money reported as paid; `from` and `to` say for which time."),
    ("promised", (("amount", "amount"), ("currency", "word:PEN|USD"), ("covers?", "text")), True,
     "A sum agreed for a whole text, of which no source says who receives how much."),
    ("service_hours", "amount", True, "How many hours a day of service has, where a source says so."),
    ("amendments_counted", "count", True, "How many adendas a source counts, or which number the last one has."),
    ("text_held", "word:held|described|unseen", False, "Whether the register holds the text, or knows of it only."),
    ("obtained", "text", True, "How the text came to be known, and how long that took."),
)  # fmt: skip

_ALL = (
    Kind("agreement", "agreements", "convenio", "agreement", _AGREEMENT),
    Kind("organisation", "organisations", "organización", "organisation", _fields(
        _NAME,
        ("sort", "word:company|police|ministry|court|organisation|union|state", False, "What it is."),
        ("tax_id", "text", True, "Its tax number."),
        ("keeps", "word:agreement|adenda|annex|resolution", True, "Papers that it has to keep: whom to ask."),
        ("country", "text", True, "The state where it has its seat, as the source names it."),
        ("parent", (("of", "ref:organisation"), ("share?", "percent")), True, "Who owns it, and how much of it."),
    )),
    Kind("project", "projects", "unidad minera o proyecto", "mine, field or pipeline", _fields(
        _NAME, _WHERE,
        ("sector", "word:mining|oil_gas|pipeline|power", False, "What is taken or moved."),
        ("owner", (("of", "ref:organisation"), ("share?", "percent")), True, "Who owned it, how much and when."),
        ("operator", "ref:organisation", True, "Who ran it, `from` and `to`."),
    )),
    Kind("police_unit", "police_units", "unidad policial", "police unit", _fields(
        _NAME,
        ("region", "text", True, "The region it commands."),
        ("under", "ref:police_unit", True, "The unit above it."),
    )),
    Kind("norm", "norms", "norma", "norm", _fields(
        ("id", "norm", False, "Its id as the register writes it."),
        ("title", "text", False, "Its title."),
        ("published", "date", False, "The day of the gazette."),
        ("in_force", (("since?", "date"), ("until?", "date")), True, "From its first to its last day in force."),
        ("repealed_by", "norm", True, "The norm that ended it."),
        ("amended_by", (("norm", "norm"), ("on?", "date"), ("article?", "text")), True, "What changed it, and when."),
        ("requires", (("what", "text"), ("article?", "text")), True, "What it asks of agreements."),
    )),
    Kind("check", "checks", "comprobación", "check", _fields(
        ("norm", "norm", True, "The norm on which it rests."),
        ("article", "text", True, "Where in the norm."),
        ("asks_es", "text", False, "The question, in Spanish."),
        ("asks_en", "text", False, "The question, in English."),
        ("since", "date", False, "The first day on which the rule can be applied."),
        ("until", "date", False, "The last day, if it has ended."),
        ("rule", "word:firm|disputed", False, "Whether the rule is sure; a disputed one is only ever a question."),
        ("applies_to", "word:agreement|incident|company|request", False,
         "Of what it is asked; of agreements where nothing is said."),
        ("test", "word:" + "|".join(TESTS), False, "The name of the test that answers it; none: a person answers."),
        ("measure", (("key", "text"), ("value", "text")), True,
         "What the test compares with: a sum, an office, a norm."),
    )),
    Kind("emergency", "emergencies", "estado de emergencia", "state of emergency", _fields(
        _WHERE,
        ("decree", "norm", False, "The decree."),
        ("published", "date", False, "The day of the gazette."),
        ("starts", "date", False, "Its first day."),
        ("days", "count", False, "How many days it lasts."),
        ("ends", "date", False, "Its last day, where it is stated."),
        ("extends", "norm", True, "The decree that it prolongs."),
        ("road", "text", True, "The road or stretch of road."),
        ("right", "word:home|movement|assembly|liberty", True, "A right that it suspends."),
        ("forces", "word:support_police|take_control", False, "What the armed forces may do."),
    )),
    Kind("incident", "incidents", "hecho de violencia", "incident", _fields(
        _WHERE,
        ("date", "date", False, "When it happened."),
        ("site", "ref:project", True, "The mine or project concerned."),
        ("killed", (("count", "number"), ("who?", "word:civilians|police|all"), ("counted_at?", "text")), True,
         "How many died, by whom counted and when: counts of different hours are no contradiction."),
        ("injured", (("count", "number"), ("who?", "word:civilians|police|all"), ("counted_at?", "text")), True,
         "How many were hurt."),
        ("victim", "text", True, "A dead person, named as the press did."),
        ("agreement", "ref:agreement", True, "An agreement that a source ties to it."),
        ("told", "text", True, "What happened, in a sentence."),
    )),
    Kind("case", "cases", "proceso judicial", "court case", _fields(
        ("name", "text", False, "What it is called."),
        ("sort", "word:constitutional|amparo|habeas_data|civil|criminal|other", False, "What sort of case."),
        ("number", "text", True, "Its file number."),
        ("court", "text", True, "Before whom."),
        ("filed", "date", False, "When it was filed."),
        ("party", (("name", "text"), ("side", "word:claimant|defendant|third|counsel")), True, "Who takes part."),
        ("step", (("date", "date"), ("what", "text"), ("outcome?", _STEPS)), True,
         "What happened in it, and when."),
        ("outcome", "word:pending|granted|partly_granted|unfounded|inadmissible|unknown", False, "How it ended."),
        ("about", "ref:agreement", True, "An agreement that it concerns."),
        ("site", "ref:project", True, "A mine or project that it concerns."),
        ("attacks", "norm", True, "A norm that it attacks."),
        ("incident", "ref:incident", True, "An incident that it concerns."),
    )),
    Kind("study", "studies", "estudio ambiental", "environmental study", _fields(
        ("site", "ref:project", False, "The mine or project."),
        ("sort", "word:EIA|MEIA|ITS", False, "What sort of study."),
        ("filed", "date", False, "When it was handed in."),
        ("approved", "date", False, "When it was approved."),
        ("resolution", "text", False, "The resolution that approved it."),
        ("area", (*PLACE, ("how", "word:direct|indirect|site|route|special")), True, "Whose land it touches, and how."),
        ("told", "text", True, "What it changed."),
    )),
    Kind("road", "roads", "vía", "road", _fields(
        _WHERE,
        ("change", (("date", "date"), ("what", "text"), ("norm?", "text")), True, "How it was classified, and when."),
    )),
    Kind("figure", "figures", "cifra de terceros", "figure of others", _fields(
        ("count", (("number", "count"),
                   ("of", "word:agreements|agreements_and_adendas|adendas|officers|companies|deaths"),
                   ("rule?", "word:signed|in_force|conflict|named"), ("sector?", "word:mining|oil_gas"),
                   ("company?", "ref:organisation"), ("region?", "text")), True,
         "A count and its rule; `from` and `to` say for which time."),
        ("amount", (("amount", "amount"), ("currency", "word:PEN|USD"), ("company?", "ref:organisation")), True,
         "A sum of money; `from` and `to` say for which time."),
        ("as_of", "date", False, "The day for which it is true, where the source says one."),
        ("told", "text", True, "What the source says of how it counted."),
    )),
    Kind("rate", "rates", "valor del año", "rate of a year", _fields(
        ("uit", (("year", "text"), ("amount", "amount")), True, "The tax unit (UIT) of a year, in soles."),
        ("exchange", (("year", "text"), ("pen_per_usd", "amount")), True, "Soles for a dollar in a year."),
    )),
    Kind("holiday", "holidays", "feriado", "holiday", _fields(
        ("date", "date", True, "The day."),
        ("sort", "word:holiday|non_working", False, "A holiday of the law, or a day that a decree took off."),
        ("norm", "norm", True, "What decreed it."),
    )),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""All kinds by name, in the order in which they are loaded and shown."""
FILES: dict[str, Kind] = {kind.file: kind for kind in _ALL}
"""All kinds by the name of their file, without its ending."""
