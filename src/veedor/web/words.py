"""How values speak to people, in the language of the page: dates as known, money, terms of the field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from veedor.extraction.fields import FIELDS
from veedor.values.durations import Duration
from veedor.values.edtf import EdtfInterval, PartialDate, parse_edtf

TERMS: dict[str, str] = {
    # doc_type
    "agreement": noop("agreement"),
    "amendment": noop("amendment"),
    "ministerial_resolution": noop("ministerial resolution"),
    "supreme_decree": noop("supreme decree"),
    "urgency_decree": noop("urgency decree"),
    "law": noop("law"),
    "regional_accord": noop("accord of a regional council"),
    "council_accord": noop("accord of a municipal council"),
    "directorial_resolution": noop("directorial resolution"),
    "regional_decree": noop("regional decree"),
    "municipal_resolution": noop("municipal resolution"),
    "contract": noop("contract"),
    "consortium_contract": noop("consortium contract"),
    "foi_request": noop("access-to-information request"),
    "foi_response": noop("answer to an access-to-information request"),
    "court_ruling": noop("court ruling"),
    "other_agreement": noop("agreement outside mines, oil and gas"),
    # roles, payees
    "police": noop("police"),
    "ministry": noop("ministry"),
    "company": noop("company"),
    "officer": noop("to the officer"),
    "institution": noop("to the institution"),
    "supplier": noop("to a supplier"),
    # units of payment
    "officer_day": noop("per officer and day"),
    "officer_hour": noop("per officer and hour"),
    "officer_month": noop("per officer and month"),
    "total": noop("in all"),
    "uit_percent_per_hour": noop("of the tax unit (UIT) per hour"),
    "percent_of_officer_pay": noop("of the officers’ pay"),
    # modality
    "vacaciones": noop("during holidays"),
    "permiso": noop("on leave"),
    "franco": noop("on days off"),
    # logistics
    "lodging": noop("lodging"),
    "food": noop("food"),
    "transport": noop("transport"),
    "fuel": noop("fuel"),
    "medical": noop("medical care"),
    "communications": noop("communications"),
    "legal_aid": noop("legal aid"),
    "uniform": noop("uniform"),
    "equipment": noop("equipment"),
    "other": noop("other"),
    # renewal
    "tacit": noop("goes on by itself"),
    "by_amendment": noop("by amendment"),
    "none": noop("none"),
    # insurance
    "death": noop("death"),
    "permanent_disability": noop("permanent disability"),
    "death_or_disability": noop("death or disability"),
    "serious_injury": noop("serious injury"),
    "minor_injury": noop("minor injury"),
    "medical_expenses": noop("medical expenses"),
    # jurisdiction
    "courts": noop("courts"),
    "arbitration": noop("arbitration"),
    "conciliation": noop("conciliation"),
    "settlement": noop("direct settlement"),
    # states of a claim
    "proposed": noop("proposed by the machine"),
    "accepted": noop("accepted"),
    "rejected": noop("rejected"),
    "withdrawn": noop("no longer proposed"),
    # why a page deserves a look
    "words_lost": noop("the words of a value were not found again"),
    "nothing_read": noop("nothing could be read"),
    "low_quality": noop("doubtful words"),
    "ink_unread": noop("much ink unread"),
    "numbers_doubted": noop("doubtful numbers"),
    "text_covered": noop("writing or a stamp over the text"),
    "marked_unreadable": noop("a part that nobody can read"),
    # what is done about it
    "good_enough": noop("good enough"),
    "rescan": noop("a new scan was asked for"),
    "reread": noop("to be read again"),
    "back": noop("put back among the pages to look at"),
    # how words were found in a new reading
    "exact": noop("found again, letter for letter"),
    "folded": noop("found again but for accents, capitals, spaces or marks"),
    "aligned": noop("found again, with nearly the same words and the same numbers"),
    "found": noop("read again with the same value in the same place"),
    "lost": noop("not found in the new reading"),
    # duties, standards, decrees, letters, rulings
    "both": noop("both sides"),
    "inside_site": noop("inside the site"),
    "area_of_influence": noop("area of influence"),
    "routes": noop("roads and routes"),
    "surroundings": noop("outside and around the site"),
    "service_book": noop("book of service"),
    "reports": noop("reports"),
    "attendance": noop("attendance"),
    "accounts": noop("accounts"),
    "inspection": noop("inspection"),
    "nobody": noop("nobody"),
    "third_parties": noop("to third parties"),
    "company_goods": noop("for the company’s goods"),
    "police_goods": noop("for the goods of police and State"),
    "officers": noop("for the officers"),
    "any": noop("for any damage"),
    "present": noop("lies with the paper"),
    "missing": noop("named, not there"),
    "voluntary_principles": noop("Voluntary Principles on Security and Human Rights"),
    "un_basic_principles": noop("UN Basic Principles on the Use of Force and Firearms"),
    "un_code_of_conduct": noop("UN Code of Conduct for Law Enforcement Officials"),
    "un_guiding_principles": noop("UN Guiding Principles on Business and Human Rights"),
    "ilo_169": noop("ILO Convention 169"),
    "american_convention": noop("American Convention on Human Rights"),
    "iccpr": noop("International Covenant on Civil and Political Rights"),
    "universal_declaration": noop("Universal Declaration of Human Rights"),
    "police_manual": noop("Police manual of human rights"),
    "general": noop("human rights in general"),
    "home": noop("inviolability of the home"),
    "movement": noop("freedom of movement"),
    "assembly": noop("freedom of assembly"),
    "liberty": noop("personal liberty and security"),
    "support_police": noop("in support of the police"),
    "take_control": noop("in control of order"),
    "granted": noop("granted"),
    "partly_granted": noop("granted in part"),
    "denied": noop("denied"),
    "not_held": noop("said not to hold it"),
    "referred": noop("passed on"),
    "more_time": noop("asks for more time"),
    "clarify": noop("asks to clarify"),
    "secret": noop("secret"),
    "reserved": noop("reserved"),
    "confidential": noop("confidential information"),
    "personal_data": noop("personal data"),
    "not_produced": noop("would have to be produced"),
    "unclear": noop("request unclear"),
    "workload": noop("workload"),
    "founded": noop("founded"),
    "partly_founded": noop("founded in part"),
    "unfounded": noop("unfounded"),
    "inadmissible": noop("inadmissible"),
    "null": noop("null"),
    # the world around the agreements
    "in_force": noop("said to be in force"),
    "suspended": noop("suspended"),
    "ended": noop("ended"),
    "held": noop("text held"),
    "described": noop("text described by others"),
    "unseen": noop("text unseen"),
    "court": noop("court"),
    "organisation": noop("organisation"),
    "union": noop("trade union"),
    "state": noop("state"),
    "mining": noop("mining"),
    "oil_gas": noop("oil and gas"),
    "pipeline": noop("pipeline"),
    "power": noop("electric power"),
    "firm": noop("sure rule"),
    "disputed": noop("disputed rule"),
    "civilians": noop("civilians"),
    "all": noop("civilians and police"),
    "constitutional": noop("constitutional case"),
    "amparo": noop("amparo"),
    "habeas_data": noop("habeas data"),
    "civil": noop("civil case"),
    "criminal": noop("criminal case"),
    "claimant": noop("claimant"),
    "defendant": noop("defendant"),
    "third": noop("third party"),
    "counsel": noop("counsel"),
    "admitted": noop("admitted"),
    "ruled": noop("ruled"),
    "appealed": noop("appealed"),
    "delivered": noop("delivered"),
    "pending": noop("pending"),
    "unknown": noop("not known"),
    "EIA": noop("environmental impact study"),
    "MEIA": noop("modified environmental impact study"),
    "ITS": noop("technical report"),
    "direct": noop("direct influence"),
    "indirect": noop("indirect influence"),
    "site": noop("site of the mine"),
    "route": noop("route of the ore"),
    "special": noop("special influence"),
    "agreements": noop("agreements"),
    "agreements_and_adendas": noop("agreements and amendments"),
    "adendas": noop("amendments"),
    "companies": noop("companies"),
    "deaths": noop("deaths"),
    "signed": noop("signed in the period"),
    "conflict": noop("beside a conflict"),
    "named": noop("named by the source"),
    "holiday": noop("holiday"),
    "non_working": noop("non-working day"),
    # kinds of decision
    "accept": noop("accepted as proposed"),
    "correct": noop("accepted with another value"),
    "reject": noop("rejected"),
    "reopen": noop("put back among the proposals"),
}
"""English words for codes; the Spanish ones stand in the catalogue. `docs/glossary.md` gives both with meanings."""


DATA_FIELDS: dict[str, str] = {
    "company": noop("Company guarded"),
    "site": noop("Mine or project guarded"),
    "unit": noop("Police unit concerned"),
    "said": noop("Said of its life"),
    "paid": noop("Reported as paid"),
    "promised": noop("Sum agreed"),
    "amendments_counted": noop("Amendments counted"),
    "text_held": noop("What is held of the text"),
    "obtained": noop("How it became known"),
}
"""Labels of what reviewed data say of agreements, beyond the fields of papers."""


def term(code: str) -> str:
    """The word for a code, in the language of the page."""
    return _(TERMS[code]) if code in TERMS else code.replace("_", " ")


def field_label(name: str) -> str:
    """The label of a field of papers or of reviewed data, in the language of the page."""
    if name not in FIELDS:
        return _(DATA_FIELDS[name]) if name in DATA_FIELDS else name.replace("_", " ")
    field = FIELDS[name]
    return field.label_es if get_language() == "es" else field.label_en


def show_value(field_name: str, value: Any) -> str:
    """A value as a person reads it."""
    field = FIELDS[field_name]
    if field.kind == "date":
        return show_date(str(value))
    if field.kind == "duration":
        return show_duration(str(value))
    if field.kind == "flag":
        return _("yes, it says so")
    if field.kind == "word":
        return term(str(value))
    if field.kind != "record":
        return str(value)
    shown = _RECORDS.get(field_name, _plain_record)(value)
    return shown or _("it says so")


def show_date(text: str) -> str:
    """An EDTF date in words, exactly as precise as it is known; `text` itself when it is no EDTF."""
    try:
        date = parse_edtf(text)
    except ValueError:
        return text
    if isinstance(date, PartialDate):
        return _one_date(date)
    return _interval(date)


def _one_date(date: PartialDate) -> str:
    locale = "es_PE" if get_language() == "es" else "en"
    day = dt.date(date.year, date.month or 1, date.day or 1)
    if date.precision == "year":
        shown = str(date.year)
    elif date.precision == "month":
        shown = format_date(day, "MMMM 'de' y" if locale == "es_PE" else "MMMM y", locale=locale)
    else:
        shown = format_date(day, "d 'de' MMMM 'de' y" if locale == "es_PE" else "d MMMM y", locale=locale)
    doubt = {"~": _("about %s"), "?": _("%s (uncertain)"), "%": _("about %s (uncertain)")}
    return doubt[date.mark] % shown if date.mark else shown


def _interval(interval: EdtfInterval) -> str:
    if interval.start and interval.end:
        return _("between %(start)s and %(end)s") % {
            "start": _one_date(interval.start),
            "end": _one_date(interval.end),
        }
    if interval.start:
        return _("from %s on") % _one_date(interval.start)
    assert interval.end is not None
    return _("until %s") % _one_date(interval.end)


def show_duration(text: str) -> str:
    """An ISO 8601 duration in words; `text` itself when it is none."""
    try:
        length = Duration.parse(text)
    except ValueError:
        return text
    parts = [
        ngettext("%d year", "%d years", length.years) % length.years if length.years else "",
        ngettext("%d month", "%d months", length.months) % length.months if length.months else "",
        ngettext("%d week", "%d weeks", length.weeks) % length.weeks if length.weeks else "",
        ngettext("%d day", "%d days", length.days) % length.days if length.days else "",
    ]
    return ", ".join(part for part in parts if part)


def show_money(amount: str, currency: str) -> str:
    """An amount with its currency as Peru writes it: `S/ 110.00`, `US$ 20,000.00`."""
    try:
        number = Decimal(amount)
    except InvalidOperation:
        return f"{currency} {amount}"
    shown: str = format_currency(number, currency, "¤¤ #,##0.00##", locale="es_PE", currency_digits=False)
    return shown.replace("PEN", "S/").replace("USD", "US$")


def _payment(value: dict[str, Any]) -> str:
    unit = str(value.get("unit", ""))
    if unit in {"uit_percent_per_hour", "percent_of_officer_pay"}:
        first = f"{value['amount']} % {term(unit)}"
    else:
        first = f"{show_money(str(value['amount']), str(value['currency']))} {term(unit)}"
    rank = str(value.get("rank") or "")
    return " · ".join(part for part in (first, rank, term(str(value.get("payee", "")))) if part)


def _insurance(value: dict[str, Any]) -> str:
    return f"{show_money(str(value['amount']), str(value['currency']))} · {term(str(value['event']))}"


def _officers(value: dict[str, Any]) -> str:
    return " ".join(str(part) for part in (value["count"], value.get("rank")) if part)


def _party(value: dict[str, Any]) -> str:
    tax_id = f"RUC {value['ruc']}" if value.get("ruc") else ""
    alias = f"«{value['alias']}»" if value.get("alias") else ""
    return " · ".join(part for part in (value["name"], term(str(value["role"])), tax_id, alias) if part)


def _place(value: dict[str, Any]) -> str:
    labels = {
        "district": pgettext("place", "district of %s"),
        "province": pgettext("place", "province of %s"),
        "region": pgettext("place", "region of %s"),
    }
    return ", ".join(label % value[part] for part, label in labels.items() if value.get(part))


def _force(value: dict[str, Any]) -> str:
    cites = value.get("cites") or []
    return _("cites %s") % ", ".join(cites) if cites else _("the text speaks of force and cites no norm")


def _jurisdiction(value: dict[str, Any]) -> str:
    rest = (value.get("institution"), value.get("seat"))
    return " · ".join([term(str(value["forum"])), *(str(part) for part in rest if part)])


def _amends(value: dict[str, Any]) -> str:
    ordinal = _("amendment no. %d") % value["ordinal"] if value.get("ordinal") else ""
    return " · ".join(part for part in (ordinal, value.get("of") or "") if part)


def _obligation(value: dict[str, Any]) -> str:
    return f"{term(str(value['of']))}: {value['what']}"


def _command(value: dict[str, Any]) -> str:
    return " · ".join(part for part in (str(value.get("name") or ""), term(str(value["of"]))) if part)


def _liability(value: dict[str, Any]) -> str:
    who = _("the officer") if value["of"] == "officer" else term(str(value["of"]))
    return f"{who} · {term(str(value['to']))}"


def _annex(value: dict[str, Any]) -> str:
    return f"{value['name']} · {term(str(value['state']))}"


def _contradiction(value: dict[str, Any]) -> str:
    name = str(value["of"])
    label = field_label(name) if name in FIELDS else name
    return f"{label}: {value['one']} ≠ {value['other']}"


def _approves(value: dict[str, Any]) -> str:
    rest = (value.get("number"), value.get("title"))
    return " · ".join([term(str(value["kind"])), *(str(part) for part in rest if part)])


def _ground(value: dict[str, Any]) -> str:
    rest = (value.get("norm"), value.get("article"))
    return " · ".join([term(str(value["kind"])), *(str(part) for part in rest if part)])


def _plain_record(value: dict[str, Any]) -> str:
    return " · ".join(str(part) for part in value.values() if part)


_RECORDS = {
    "payment": _payment,
    "insurance": _insurance,
    "officers": _officers,
    "party": _party,
    "place": _place,
    "districts": _place,
    "use_of_force": _force,
    "jurisdiction": _jurisdiction,
    "amends": _amends,
    "obligation": _obligation,
    "command": _command,
    "liability": _liability,
    "annex": _annex,
    "contradiction": _contradiction,
    "approves": _approves,
    "ground": _ground,
}
