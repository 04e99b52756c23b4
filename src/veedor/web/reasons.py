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


def reason(code: str, date: str = "") -> str:
    """The sentence of a reason, in the language of the page."""
    return _(REASONS[code]).format(date=show_date(date) if date else "–")


def status(code: str) -> str:
    """The word for an answer."""
    return _(STATUS[code])
