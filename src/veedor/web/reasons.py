"""Why an agreement counts as in force or not, as a sentence a person reads. `docs/in-force.md` explains each."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from veedor.web.words import show_date

STATUS: dict[str, str] = {
    "yes": noop("in force"),
    "presumed": noop("presumably in force"),
    "unknown": noop("not known"),
    "no": noop("not in force"),
}
"""The four answers."""

REASONS: dict[str, str] = {
    "starts_on": noop("The text begins: {date}."),
    "from_signing": noop("It was signed: {date}; no other beginning is stated, and a contract binds from consent."),
    "ends_on": noop("Its last day: {date}."),
    "term": noop("It states a term."),
    "term_and_end_disagree": noop("Its term and its last day contradict each other."),
    "renews_itself": noop("Its text says that it goes on by itself."),
    "prolonged_by": noop("An adenda prolonged it: {date}."),
    "signed_after_the_end": noop("That text was signed after the end of what it prolongs: {date}."),
    "said_in_force": noop("Somebody who knows said that it was in force: {date}."),
    "said_suspended": noop("Somebody who knows said that it was suspended: {date}."),
    "said_ended": noop("Somebody who knows said that it had ended: {date}."),
    "said_in_force_later": noop("Later it was said to be in force: {date}."),
    "alive_later": noop("It was still alive later: {date}."),
    "no_end_known": noop("No end of it is known."),
    "not_begun": noop("It had not begun yet."),
    "ended": noop("It had ended."),
    "not_prolonged_in_time": noop("It was prolonged only later; no text covers the days between."),
    "covered_only_afterwards": noop("Only a text that was signed later says that it covers this day."),
    "beginning_not_known_to_the_day": noop("Its beginning is not known to the day."),
    "end_not_known_to_the_day": noop("Its end is not known to the day."),
    "no_date_known": noop("No date of it is known."),
    "too_many_rivals": noop("Its sources contradict each other in too many ways."),
    "rival_values": noop("Its sources contradict each other, and the answer depends on whom one follows."),
}
"""Every reason that `veedor.register.in_force` gives."""

VERDICTS: dict[str, str] = {
    "holds": noop("holds"),
    "fails": noop("fails"),
    "cannot_be_told": noop("cannot be told"),
    "not_applicable": noop("not applicable"),
    "question": noop("question for a person"),
}
"""What comes out of a check."""

OUTCOMES: dict[str, str] = {
    "institution_is_party": noop("The police or the ministry is a party."),
    "no_party_known": noop("The register knows no party for the police."),
    "own_time_named": noop("The text names holidays, leave or days off."),
    "modality_not_known": noop("In which time the officers serve is not known."),
    "reason_to_be_weighed": noop("A reason is given; a person has to weigh it."),
    "reason_not_known": noop("No reason is known."),
    "beyond_external_security": noop("The text goes beyond guarding the site from outside."),
    "only_around_the_site": noop("The service is given around the site."),
    "area_not_known": noop("How far the service reaches is not known."),
    "no_resolution_known": noop("The register knows no resolution. That is no proof that there is none."),
    "signing_not_known": noop("The day of signature is not known."),
    "resolution_before_signing": noop("The resolution is older than the signature."),
    "resolution_after_signing": noop("The resolution is younger than the signature."),
    "order_of_days_not_known": noop("Which came first is not known to the day."),
    "resolution_without_date": noop("The resolution is named without its year."),
    "same_year": noop("Both are of the same year; which came first is not known."),
    "office_signed": noop("Somebody of that office signed."),
    "other_offices_signed": noop("Others signed; they may have had a delegation."),
    "signatories_not_known": noop("Who signed is not known."),
    "time_stated": noop("Beginning, end and renewal are stated."),
    "time_not_stated": noop("The text does not state beginning, end and renewal."),
    "text_not_held": noop("The register does not hold the text."),
    "company_commands": noop("The text lets the company command, supervise or choose officers."),
    "police_commands": noop("The police command."),
    "command_not_known": noop("Who commands is not known."),
    "sum_too_low": noop("A sum is lower than the rule asks."),
    "sums_reached": noop("All sums are reached."),
    "sums_not_known": noop("Not all sums are known in that currency."),
    "another_rate": noop("An hour is paid otherwise."),
    "that_rate": noop("An hour is paid so."),
    "rate_not_known": noop("What an hour is paid is not known."),
    "both_are_paid": noop("Officer and institution are paid."),
    "only_one_is_paid": noop("Only one of them is paid."),
    "payments_not_known": noop("Not all payments are known."),
    "army_norm_cited": noop("The clause cites the norm of the armed forces."),
    "force_norm_cited": noop("The clause cites the norm of the police."),
    "other_norms_cited": noop("The clause cites neither; a person has to read it."),
    "no_clause_known": noop("No clause on force is known."),
    "standards_named": noop("Both texts are named."),
    "other_standards": noop("Other standards are named; a person has to read whether they amount to these."),
    "standards_not_known": noop("No standard is known to be named."),
    "a_person_answers": noop("A person has to answer; no program can."),
    "signed_before_the_rule": noop("It was signed before the rule."),
    "signed_after_the_rule": noop("It was signed after the rule had ended."),
    "perhaps_outside_the_rule": noop("It may have been signed outside the time of the rule."),
    "norm_not_known": noop("The register does not know when this norm was in force."),
    "norm_in_force": noop("It was in force."),
    "norm_not_yet": noop("It was not in force yet."),
    "norm_no_more": noop("It was not in force any more."),
    "norm_perhaps_in_force": noop("It may have been in force."),
}
"""Why a check came out so: every code of `veedor.register.checks` and `veedor.register.asking.checking`."""

GAPS: dict[str, str] = {
    "text_not_held": noop("Named or described by others; the register has no paper of it"),
    "adenda_not_seen": noop("An adenda that must exist, by its number"),
    "resolution_not_seen": noop("A norm approves it, and is not in the register"),
    "agreement_not_seen": noop("A resolution approves it, and it is not in the register"),
    "annex_not_seen": noop("The text names an annex that does not lie with it"),
    "nothing_after_its_end": noop("It has ended, and no later one is known: was there one?"),
    "counted_by_others": noop("A source counts more than the register holds by the same rule"),
}
"""Why something is known to be missing: every `Gap` of `veedor.register.asking.missing`."""

MOMENTS: dict[str, str] = {
    "signed": noop("agreement signed"),
    "begins": noop("agreement begins"),
    "ends": noop("agreement ends"),
    "emergency_begins": noop("emergency begins"),
    "emergency_ends": noop("last day of the emergency"),
    "incident": noop("incident"),
    "case_filed": noop("case filed"),
    "case_step": noop("step of a case"),
    "study_filed": noop("study handed in"),
    "study_approved": noop("study approved"),
    "road_changed": noop("road classified anew"),
    "norm_begins": noop("norm comes into force"),
    "norm_ends": noop("last day of the norm"),
}
"""What can happen on a time line."""

WORTHS: dict[str, str] = {
    "stated": noop("as stated"),
    "computed": noop("computed"),
    "hours_not_stated": noop("how many hours a service day has is not stated (--hours)"),
    "uit_not_confirmed": noop("the tax unit (UIT) of that year waits to be confirmed"),
    "year_not_known": noop("signed in an unknown year: no tax unit (UIT) is chosen by a guess (--on)"),
    "spread": noop("on average, if all of them serve every day"),
    "officers_not_known": noop("not to be told per day: how many serve is not known, or in dispute"),
    "days_not_known": noop("not to be told per day: the time that it is for is not known to the day"),
    "pay_not_known": noop("the officers’ pay that it is a share of is not known"),
    "no_rate_per_day": noop("not to be told per day"),
}
"""How a rate per day was found, or what is missing: every `why` of `veedor.register.worth.Worth`."""

CONVERSIONS: dict[str, str] = {
    "by_the_rate": noop("by the rates of the time"),
    "plausible": noop("plausible by the rate of another year"),
    "within_rounding": noop("possible only if the printed sums are rounded that far"),
    "thousand_times": noop("off by a thousand: million for billion, or the reverse"),
    "million_times": noop("off by a million"),
    "multiplied": noop("multiplied instead of divided, or the coins exchanged"),
    "not_converted": noop("the same number behind both coins: not converted"),
    "by_no_rate": noop("by no rate of those years"),
    "no_rate_known": noop("no rate of those years is known (--rate)"),
}
"""What came out of holding two sums against each other."""

COMPARISONS: dict[str, str] = {
    "same": noop("the same"),
    "differs": noop("differs"),
    "partly": noop("stated by some"),
}
"""How agreements lie to each other in a field."""


def reason(code: str, date: str = "") -> str:
    """The sentence of a reason, in the language of the page."""
    return _(REASONS[code]).format(date=show_date(date) if date else "–")


def status(code: str) -> str:
    """The word for an answer."""
    return _(STATUS[code])


def outcome(code: str) -> str:
    """The sentence of why a check came out so."""
    return _(OUTCOMES[code])


def verdict(code: str) -> str:
    """The word for what came out of a check."""
    return _(VERDICTS[code])


def gap(code: str) -> str:
    """Why something is known to be missing."""
    return _(GAPS[code])


def moment(code: str) -> str:
    """What happened on a day of a time line."""
    return _(MOMENTS[code])


def worth(code: str) -> str:
    """How a rate per day was found, or what is missing for it."""
    return _(WORTHS[code])


def conversion(code: str) -> str:
    """Why two sums can or cannot be the same money."""
    return _(CONVERSIONS[code])


def comparison(code: str) -> str:
    """How agreements lie to each other in a field."""
    return _(COMPARISONS[code])
