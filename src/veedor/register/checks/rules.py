"""The tests. Each says in its docstring what it takes for holding and for failing; silence of a text never fails."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from veedor.register.checks.base import Found, Paper, asks, fails, holds, named, unknown
from veedor.values.folding import fold

INSTITUTIONS = frozenset({"police", "ministry"})
OWN_TIME = frozenset({"vacaciones", "permiso", "franco"})
WIDER = frozenset({"inside_site", "routes", "area_of_influence"})
FORCE_NORM, ARMY_NORM = "force_norm", "army_norm"
"""Names of measures: which norm the clause has to name, and which belongs to the armed forces."""
UN_STANDARDS = frozenset({"un_basic_principles", "un_code_of_conduct"})
_EVENTS = {
    "death": ("death", "death_or_disability"),
    "permanent_disability": ("permanent_disability", "death_or_disability"),
    "serious_injury": ("serious_injury",),
    "minor_injury": ("minor_injury",),
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@named("counterparty_is_an_institution")
def counterparty(paper: Paper) -> Found:
    """Holds where a party is the police or the ministry."""
    parties = [fact for fact in paper.of("party") if fact.get("role") in INSTITUTIONS]
    if parties:
        return holds("institution_is_party", *parties)
    return unknown("no_party_known")


@named("own_time")
def own_time(paper: Paper) -> Found:
    """Holds where the text names holidays, leave or days off."""
    told = [fact for fact in paper.of("modality") if fact.value in OWN_TIME]
    return holds("own_time_named", *told) if told else unknown("modality_not_known")


@named("public_order_reason")
def public_order(paper: Paper) -> Found:
    """A reason is quoted: whether it may compromise public order is for a person."""
    told = paper.of("exception_reason")
    return asks("reason_to_be_weighed", *told) if told else unknown("reason_not_known")


@named("external_security")
def external(paper: Paper) -> Found:
    """Fails where the text sends officers inside the site, along roads, or to gather intelligence."""
    wider = [fact for fact in paper.of("service_area") if fact.value in WIDER]
    wider += [fact for fact in paper.of("intelligence") if fact.value is True]
    if wider:
        return fails("beyond_external_security", *wider)
    outside = paper.of("service_area")
    return holds("only_around_the_site", *outside) if outside else unknown("area_not_known")


@named("ministerial_resolution_before")
def resolution(paper: Paper) -> Found:
    """Holds where the text or a source names a ministerial resolution of before the signing; fails for a later one.

    That none is known proves nothing: the resolution may exist and not be in the register.
    """
    told = [fact for fact in paper.of("approved_by") if str(fact.value).startswith("RM")]
    if not told:
        return unknown("no_resolution_known")
    if paper.signed is None:
        return unknown("signing_not_known", *told)
    number = str(told[0].value)
    published = paper.published.get(number)
    if published is not None:
        if published.last <= paper.signed.first:
            return holds("resolution_before_signing", *told)
        if published.first > paper.signed.last:
            return fails("resolution_after_signing", *told)
        return unknown("order_of_days_not_known", *told)
    years = _YEAR.findall(number)
    if not years:
        return unknown("resolution_without_date", *told)
    year = int(years[-1])
    if year < paper.signed.first.year:
        return holds("resolution_before_signing", *told)
    if year > paper.signed.last.year:
        return fails("resolution_after_signing", *told)
    return unknown("same_year", *told)


@named("signed_by_office")
def signed_by(paper: Paper) -> Found:
    """Holds where a signatory holds the office; another office may have had a delegation: a person looks."""
    signatories = paper.of("signatory")
    wanted = fold(paper.measures.get("office", ""))
    right = [fact for fact in signatories if wanted and wanted in fold(str(fact.get("office") or ""))]
    if right:
        return holds("office_signed", *right)
    offices = [fact for fact in signatories if fact.get("office")]
    return asks("other_offices_signed", *offices) if offices else unknown("signatories_not_known")


@named("states_its_time")
def its_time(paper: Paper) -> Found:
    """Holds where beginning, end and renewal are stated; fails where a text that is held lacks one of them."""
    begins, ends = paper.of("starts_on", "signed_on"), paper.of("ends_on", "term")
    renews = paper.of("renewal")
    told = (*begins, *ends, *renews)
    if begins and ends and renews:
        return holds("time_stated", *told)
    return fails("time_not_stated", *told) if paper.held else unknown("text_not_held", *told)


@named("company_has_no_command")
def no_command(paper: Paper) -> Found:
    """Fails where the company commands, supervises or chooses the officers."""
    company = [fact for fact in paper.of("command") if fact.get("of") == "company"]
    company += [fact for fact in paper.of("staff_choice") if fact.value == "company"]
    if company:
        return fails("company_commands", *company)
    police = [fact for fact in paper.of("command") if fact.get("of") == "police"]
    return holds("police_commands", *police) if police else unknown("command_not_known")


@named("insurance_at_least")
def insurance(paper: Paper) -> Found:
    """Holds where every sum of the check is reached, in its currency; fails where a stated sum is lower.

    Sums in another currency, and events of which nothing is said, leave it open.
    """
    currency = paper.measures.get("currency", "")
    told = [fact for fact in paper.of("insurance") if fact.get("currency") == currency]
    low = []
    reached = set()
    for event, wanted in _sums(paper):
        for fact in told:
            if fact.get("event") in _EVENTS[event]:
                if Decimal(str(fact.get("amount"))) < wanted:
                    low += [fact] if fact not in low else []
                else:
                    reached.add(event)
    if low:
        return fails("sum_too_low", *low)
    if told and reached == {event for event, _ in _sums(paper)}:
        return holds("sums_reached", *told)
    return unknown("sums_not_known", *paper.of("insurance"))


def _sums(paper: Paper) -> list[tuple[str, Decimal]]:
    return [(event, Decimal(paper.measures[event])) for event in _EVENTS if event in paper.measures]


@named("rate_per_hour")
def rate_per_hour(paper: Paper) -> Found:
    """Holds where an officer's hour is paid as the check says; fails where it is paid otherwise."""
    hours = [
        fact
        for fact in paper.of("payment")
        if fact.get("unit") == "officer_hour" and fact.get("payee") == "officer" and fact.get("currency") == "PEN"
    ]
    try:
        wanted = Decimal(paper.measures["rate"])
    except (KeyError, InvalidOperation):
        return unknown("rate_not_known")
    if not hours:
        return unknown("rate_not_known")
    other = [fact for fact in hours if Decimal(str(fact.get("amount"))) != wanted]
    return fails("another_rate", *other) if other else holds("that_rate", *hours)


@named("two_payments")
def two_payments(paper: Paper) -> Found:
    """Holds where officer and institution are both paid; fails where a text that is held pays only one."""
    payees = {
        payee: [f for f in paper.of("payment") if f.get("payee") == payee] for payee in ("officer", "institution")
    }
    told = [fact for facts in payees.values() for fact in facts]
    if all(payees.values()):
        return holds("both_are_paid", *told)
    if told and paper.held:
        return fails("only_one_is_paid", *told)
    return unknown("payments_not_known", *told)


@named("cites_the_norm_on_force")
def force_norm(paper: Paper) -> Found:
    """Holds where the clause on force cites the police's norm; fails where it cites that of the armed forces."""
    clauses = paper.of("use_of_force")
    if not clauses:
        return unknown("no_clause_known")
    cited = {str(norm) for fact in clauses for norm in fact.get("cites") or ()}
    if paper.measures.get(ARMY_NORM) in cited:
        return fails("army_norm_cited", *clauses)
    if paper.measures.get(FORCE_NORM) in cited:
        return holds("force_norm_cited", *clauses)
    return asks("other_norms_cited", *clauses)


@named("names_the_standards")
def standards(paper: Paper) -> Found:
    """Holds where both UN texts on force are named; else a person reads whether the rest amounts to them."""
    told = paper.of("human_rights")
    if {fact.value for fact in told} >= UN_STANDARDS:
        return holds("standards_named", *told)
    return asks("other_standards", *told) if told else unknown("standards_not_known")


@named("private_security_first")
def private_security(paper: Paper) -> Found:
    """The recital is shown to a person: whether the effort is evident stands in the file, not in the text."""
    told = paper.of("exception_reason")
    return asks("reason_to_be_weighed", *told) if told else unknown("reason_not_known")
