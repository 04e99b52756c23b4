"""The one list of fields. Extraction, desk, pages, export and documentation are driven by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "text", "date", "duration", "norm", "flag", "record"]
"""What a value looks like: one of `choices`; free text; EDTF; ISO 8601 duration; norm id; true; a record of keys."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a paper can say.

    `many` is False where an instrument has one true value and two accepted ones are rivals. `keys` are the keys of a
    record (a `?` behind marks one that may be missing), `choices` the words allowed (of the value, or of a record's
    key by its name). `label_es`, `label_en` stand before people; `meaning` is for the documentation.
    """

    name: str
    kind: Kind
    many: bool
    label_es: str
    label_en: str
    meaning: str
    keys: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    key_choices: tuple[tuple[str, tuple[str, ...]], ...] = ()


DOC_TYPES = (
    "agreement",
    "amendment",
    "ministerial_resolution",
    "supreme_decree",
    "urgency_decree",
    "law",
    "regional_accord",
    "council_accord",
    "directorial_resolution",
    "regional_decree",
    "municipal_resolution",
    "contract",
    "consortium_contract",
    "foi_request",
    "foi_response",
    "court_ruling",
    "other_agreement",
    "other",
)

_ALL = (
    Field("doc_type", "word", False, "Tipo de documento", "Type of document", "What kind of paper it is.",
          choices=DOC_TYPES),
    Field("number", "text", False, "Número", "Number", "The number printed on the instrument."),
    Field("title", "text", False, "Título", "Title", "The title as printed, white space folded."),
    Field("party", "record", True, "Parte", "Party", "Who signs or is bound, with tax number and short name.",
          keys=("name", "role", "ruc?", "alias?"), key_choices=(("role", ("police", "ministry", "company", "other")),)),
    Field("signatory", "record", True, "Firmante", "Signatory", "Who signs for a party, and in which office.",
          keys=("name", "office?")),
    Field("project", "record", True, "Proyecto", "Project", "Mine, field or pipeline that is guarded.",
          keys=("name",)),
    Field("place", "record", True, "Lugar del servicio", "Place of service",
          "Where the service is given (not the legal address of a party).",
          keys=("district?", "province?", "region?")),
    Field("police_unit", "record", True, "Unidad policial", "Police unit",
          "Unit that signs, supplies, commands, supervises or is paid.", keys=("name",)),
    Field("approved_by", "norm", False, "Norma aprobatoria", "Approved by",
          "The norm that approves this instrument (not delegations, not designations)."),
    Field("signed_on", "date", False, "Fecha de firma", "Signed on", "The day on which the instrument was signed."),
    Field("starts_on", "date", False, "Inicio de vigencia", "Starts on", "The day from which it is in force."),
    Field("ends_on", "date", False, "Fin de vigencia", "Ends on", "The last day on which it is in force."),
    Field("term", "duration", False, "Plazo", "Term", "How long it is to last."),
    Field("termination_notice", "duration", False, "Preaviso de resolución", "Termination notice",
          "How long before a party has to say that it ends the instrument."),
    Field("renewal", "word", False, "Renovación", "Renewal", "How it goes on after its end.",
          choices=("tacit", "by_amendment", "none")),
    Field("payment", "record", True, "Pago", "Payment", "Money promised: how much, per what, to whom.",
          keys=("amount", "currency", "unit", "rank?", "payee"),
          key_choices=(("currency", ("PEN", "USD")),
                       ("unit", ("officer_day", "officer_hour", "officer_month", "total", "uit_percent_per_hour",
                                 "percent_of_officer_pay")),
                       ("payee", ("officer", "institution", "supplier")))),
    Field("insurance", "record", True, "Seguro", "Insurance", "Sum insured and for what.",
          keys=("amount", "currency", "event"),
          key_choices=(("currency", ("PEN", "USD")),
                       ("event", ("death", "permanent_disability", "death_or_disability", "serious_injury",
                                  "minor_injury", "medical_expenses")))),
    Field("officers", "record", True, "Efectivos", "Officers", "How many police serve, by rank where stated.",
          keys=("count", "rank?")),
    Field("modality", "word", True, "Modalidad", "Modality", "In which time of their own the police serve.",
          choices=("vacaciones", "permiso", "franco")),
    Field("logistics", "word", True, "Logística", "Logistics", "What the company provides.",
          choices=("lodging", "food", "transport", "fuel", "medical", "communications", "legal_aid", "uniform",
                   "equipment", "other")),
    Field("use_of_force", "record", True, "Uso de la fuerza", "Use of force",
          "What the text lets the police do, and the norms it cites for that.", keys=("cites",)),
    Field("special_units", "record", True, "Unidades especiales", "Special units",
          "Special-operations or riot units named as a source of staff.", keys=("name",)),
    Field("confidentiality", "flag", False, "Confidencialidad", "Confidentiality", "The text binds to secrecy."),
    Field("no_labour_link", "flag", False, "Sin vínculo laboral", "No labour link",
          "The text denies an employment link between company and police."),
    Field("jurisdiction", "record", False, "Controversias", "Jurisdiction", "Who decides disputes, and where.",
          keys=("forum", "seat?", "institution?"),
          key_choices=(("forum", ("courts", "arbitration", "conciliation", "settlement")),)),
    Field("legal_basis", "norm", True, "Base legal", "Legal basis", "A norm of general scope that is cited."),
    Field("amends", "record", True, "Modifica", "Amends", "The instrument that this one amends, and as which adenda.",
          keys=("of?", "ordinal?")),
    Field("emergency_from", "date", False, "Emergencia desde", "Emergency from", "First day of a state of emergency."),
    Field("emergency_to", "date", False, "Emergencia hasta", "Emergency to", "Last day of a state of emergency."),
    Field("districts", "record", True, "Ámbito", "Districts", "Where a decree applies.",
          keys=("district?", "province?", "region?")),
)  # fmt: skip

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
"""All fields by name, in the order in which they are shown."""

AGREEMENT_TYPES = frozenset({"agreement", "amendment", "other_agreement"})
"""The types of document that are instruments of the register: they get an agreement's page."""
