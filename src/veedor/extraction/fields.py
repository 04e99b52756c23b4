"""The one list of fields. Extraction, desk, pages, export and documentation are driven by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "text", "date", "duration", "norm", "flag", "record"]
"""What a value looks like: one of `choices`; free text; EDTF; ISO 8601 duration; norm id; true; a record of keys."""

Group = Literal["any", "agreement", "decree", "resolution", "access", "ruling"]
"""For which papers a field is meant: all, agreements and their amendments, decrees of emergency, resolutions that
approve, letters about access to information, rulings."""

SIDES = ("police", "company", "ministry", "both")
"""Whose something is; `both` where the text binds all who sign."""


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
    group: Group = "agreement"
    public: bool = True


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
          choices=DOC_TYPES, group="any"),
    Field("number", "text", False, "Número", "Number", "The number printed on the instrument.", group="any"),
    Field("title", "text", False, "Título", "Title", "The title as printed, white space folded.", group="any"),
    Field("party", "record", True, "Parte", "Party", "Who signs or is bound, with tax number and short name.",
          keys=("name", "role", "ruc?", "alias?"), key_choices=(("role", ("police", "ministry", "company", "other")),),
          group="any"),
    Field("signatory", "record", True, "Firmante", "Signatory", "Who signs for a party, and in which office.",
          keys=("name", "office?"), group="any"),
    Field("project", "record", True, "Proyecto", "Project", "Mine, field or pipeline that is guarded.",
          keys=("name",), group="any"),
    Field("place", "record", True, "Lugar del servicio", "Place of service",
          "Where the service is given (not the legal address of a party).",
          keys=("district?", "province?", "region?"), group="any"),
    Field("police_unit", "record", True, "Unidad policial", "Police unit",
          "Unit that signs, supplies, commands, supervises or is paid.", keys=("name",), group="any"),
    Field("approved_by", "norm", False, "Norma aprobatoria", "Approved by",
          "The norm that approves this instrument (not delegations, not designations)."),
    Field("signed_on", "date", False, "Fecha de firma", "Signed on", "The day on which the instrument was signed.",
          group="any"),
    Field("starts_on", "date", False, "Inicio de vigencia", "Starts on", "The day from which it is in force."),
    Field("ends_on", "date", False, "Fin de vigencia", "Ends on", "The last day on which it is in force."),
    Field("term", "duration", False, "Plazo", "Term", "How long it is to last."),
    Field("termination_notice", "duration", False, "Preaviso de resolución", "Termination notice",
          "How long before a party has to say that it ends the instrument."),
    Field("renewal", "word", False, "Renovación", "Renewal", "How it goes on after its end.",
          choices=("tacit", "by_amendment", "none")),
    Field("payment", "record", True, "Pago", "Payment", "Money promised: how much, per what, to whom.",
          keys=("amount", "currency", "unit", "rank?", "payee"),
          key_choices=(("unit", ("officer_day", "officer_hour", "officer_month", "total", "uit_percent_per_hour",
                                 "percent_of_officer_pay")),
                       ("payee", ("officer", "institution", "supplier")))),
    Field("insurance", "record", True, "Seguro", "Insurance", "Sum insured and for what.",
          keys=("amount", "currency", "event"),
          key_choices=(("event", ("death", "permanent_disability", "death_or_disability", "serious_injury",
                                  "minor_injury", "medical_expenses")),)),
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
    Field("legal_basis", "norm", True, "Base legal", "Legal basis", "A norm of general scope that is cited.",
          group="any"),
    Field("amends", "record", True, "Modifica", "Amends", "The instrument that this one amends, and as which adenda.",
          keys=("of?", "ordinal?")),
    Field("emergency_from", "date", False, "Emergencia desde", "Emergency from", "First day of a state of emergency.",
          group="decree"),
    Field("emergency_to", "date", False, "Emergencia hasta", "Emergency to", "Last day of a state of emergency.",
          group="decree"),
    Field("districts", "record", True, "Ámbito", "Districts", "Where a decree applies.",
          keys=("district?", "province?", "region?"), group="decree"),
    Field("object", "text", False, "Objeto", "Object", "What the service is for, in the words of the clause."),
    Field("obligation", "record", True, "Obligación", "Obligation", "What one side undertakes, one finding a duty.",
          keys=("of", "what"), key_choices=(("of", SIDES),)),
    Field("command", "record", True, "Mando", "Command", "Who commands, directs or supervises the officers.",
          keys=("of", "name?"), key_choices=(("of", SIDES),)),
    Field("staff_choice", "word", True, "Designación del personal", "Choice of staff",
          "Who decides which and how many officers serve.", choices=SIDES),
    Field("service_area", "word", True, "Ámbito del servicio", "Service area", "How far the service reaches.",
          choices=("inside_site", "area_of_influence", "routes", "surroundings")),
    Field("records", "word", True, "Registros e informes", "Books and reports",
          "What is to be written down about the service.",
          choices=("service_book", "reports", "attendance", "accounts", "inspection")),
    Field("intelligence", "flag", False, "Inteligencia", "Intelligence",
          "The text asks for gathering or exchange of intelligence or information about people or protests."),
    Field("liability", "record", True, "Responsabilidad", "Liability", "Who answers for which damage.",
          keys=("of", "to"),
          key_choices=(("of", (*SIDES, "officer", "nobody")),
                       ("to", ("third_parties", "company_goods", "police_goods", "officers", "any")))),
    Field("publication", "flag", False, "Deber de publicar", "Duty to publish",
          "The text or the norm that approves it orders its publication."),
    Field("bank_account", "record", True, "Cuenta bancaria", "Bank account",
          "Where the money goes. Kept, never published.", keys=("number", "bank?"), public=False),
    Field("annex", "record", True, "Anexo", "Annex", "An annex that the text names, and whether it lies with it.",
          keys=("name", "state"), key_choices=(("state", ("present", "missing")),)),
    Field("human_rights", "word", True, "Derechos humanos", "Human rights",
          "A standard of human rights to which the text refers.",
          choices=("voluntary_principles", "un_basic_principles", "un_code_of_conduct", "un_guiding_principles",
                   "ilo_169", "american_convention", "iccpr", "universal_declaration", "police_manual", "general")),
    Field("exception_reason", "text", False, "Justificación de la excepción", "Reason for the exception",
          "The recital that says why police have to do this (asked for since Sentencia 437/2020)."),
    Field("contradiction", "record", True, "Contradicción", "Contradiction",
          "Two things that the paper says and that cannot both be true; `of` is the field.",
          keys=("of", "one", "other"), group="any"),
    Field("rights_suspended", "word", True, "Derechos suspendidos", "Rights suspended",
          "Which rights a decree suspends or restricts.", choices=("home", "movement", "assembly", "liberty"),
          group="decree"),
    Field("extends", "norm", False, "Prorroga", "Extends", "The decree whose emergency this one extends.",
          group="decree"),
    Field("corridor", "record", True, "Corredor vial", "Road", "A road or corridor where a decree applies.",
          keys=("name",), group="decree"),
    Field("armed_forces", "word", False, "Fuerzas Armadas", "Armed forces",
          "Whether the armed forces support the police or take control.",
          choices=("support_police", "take_control"), group="decree"),
    Field("approves", "record", True, "Aprueba", "Approves", "What a resolution or accord approves.",
          keys=("kind", "title?", "number?"), key_choices=(("kind", ("agreement", "amendment", "other")),),
          group="resolution"),
    Field("delegates", "record", True, "Autoriza a firmar", "Authorises to sign",
          "Whom a resolution or accord lets sign.", keys=("office", "name?"), group="resolution"),
    Field("request_number", "text", False, "Número de solicitud", "Number of the request",
          "The number or file under which a request for information runs.", group="access"),
    Field("requested_on", "date", False, "Fecha de la solicitud", "Requested on", "When it was asked.", group="access"),
    Field("requested", "text", True, "Lo solicitado", "Requested", "What was asked for, one finding an item.",
          group="access"),
    Field("decision", "word", True, "Respuesta", "Decision", "What the body answered.",
          choices=("granted", "partly_granted", "denied", "not_held", "referred", "more_time", "clarify"),
          group="access"),
    Field("ground", "record", True, "Fundamento", "Ground", "On which ground something was denied or put off.",
          keys=("kind", "norm?", "article?"),
          key_choices=(("kind", ("secret", "reserved", "confidential", "personal_data", "not_held", "not_produced",
                                 "unclear", "workload", "other")),), group="access"),
    Field("referred_to", "text", True, "Derivada a", "Referred to", "The body or office to which a request was passed.",
          group="access"),
    Field("case_number", "text", False, "Expediente", "Case number", "The number of the case.", group="ruling"),
    Field("court", "text", False, "Órgano", "Court", "Who ruled.", group="ruling"),
    Field("ruling", "word", True, "Fallo", "Ruling", "What was ruled.",
          choices=("founded", "partly_founded", "unfounded", "inadmissible", "null"), group="ruling"),
    Field("orders", "text", True, "Ordena", "Orders", "What the court or tribunal orders, one finding an order.",
          group="ruling"),
)  # fmt: skip

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
"""All fields by name, in the order in which they are shown."""

PRIVATE_FIELDS = frozenset(field.name for field in _ALL if not field.public)
"""Fields that are kept for those who work at the register and never stand in public: pages, files, search."""

AGREEMENT_TYPES = frozenset({"agreement", "amendment", "other_agreement"})
"""The types of document that are instruments of the register: they get an agreement's page."""
