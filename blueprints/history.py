"""Audit lines as people read them: labels for fields, words for codes, company time for moments."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from blueprints.looks import day, moment, money
from policy import fields, verbs
from policy.conflicts import Outcome
from policy.entry import CustomerKind, CustomerStatus
from policy.following import ActivityKind, ActivityStatus, OpportunityStatus
from policy.industries import LABELS as INDUSTRIES
from policy.quote_answers import DeclineReason
from policy.quoting import QuoteStatus
from policy.words import N_
from queries.opportunities import stages

VERBS = verbs.VERBS | {
    "planned": N_("planned it"),
    "recorded": N_("recorded it as done"),
    "completed": N_("marked it as done"),
    "changed": N_("changed it"),
    "cancelled": N_("cancelled it"),
    "registered": N_("registered it"),
    "stage_changed": N_("changed the stage"),
    "closed": N_("closed it"),
    "closing_confirmed": N_("confirmed the closing"),
    "closing_sent_back": N_("sent the closing back"),
    "competitor_added": N_("recorded a competitor"),
    "competitor_changed": N_("changed a competitor"),
    "competitor_removed": N_("removed a competitor"),
}
FIELDS = fields.FIELDS | {
    "kind": N_("Kind"),
    "status": N_("State"),
    "subject": N_("Subject"),
    "starts_at": N_("When"),
    "ends_at": N_("Until"),
    "place": N_("Place"),
    "city": N_("City"),
    "summary": N_("What happened"),
    "effect": N_("Effect on the customer"),
    "progress": N_("Customer's real progress"),
    "key_value": N_("Key value"),
    "next_step": N_("Next step"),
    "next_step_on": N_("On"),
    "participants": N_("Colleagues who took part"),
    "contacts": N_("Contacts met"),
    "customer_id": N_("Customer"),
    "opportunity_id": N_("Opportunity"),
    "name": N_("Name"),
    "amount": N_("Amount"),
    "product_interest": N_("Product interest"),
    "probability": N_("Probability"),
    "expected_on": N_("Expected signing date"),
    "stage": N_("Stage"),
    "reason": N_("Reason"),
    "result_on": N_("Result known on"),
    "due_on": N_("To be closed by"),
    "competitor": N_("Competitor"),
    "strengths": N_("Strengths"),
    "weaknesses": N_("Weaknesses"),
    "our_answer": N_("Our answer"),
}
SHOWN_WORDS = (QuoteStatus, CustomerKind, CustomerStatus, ActivityKind, ActivityStatus, OpportunityStatus, Outcome)
WORDS = {word.value: word.label for words in SHOWN_WORDS for word in words}
REASONS = {reason.value: reason.label for reason in DeclineReason}


@dataclass(frozen=True)
class Line:
    """One audit line: who did what, when, and the fields that changed as (label, before, after)."""

    who: str
    deed: str
    at: dt.datetime
    note: str
    fields: list[tuple[str, str, str]]


def readable(entries: list[tuple[Any, str]]) -> list[Line]:
    """Audit entries with their authors' names, ready to show."""
    return [
        Line(
            who=who or _("The product"),
            deed=_(VERBS[entry.verb]) if entry.verb in VERBS else entry.verb,
            at=entry.at,
            note=entry.note,
            fields=_fields(entry.before or {}, entry.after or {}),
        )
        for entry, who in entries
    ]


def compared(before: dict, after: dict) -> list[tuple[str, str, str]]:
    """Two states of one thing, field by field, as (label, before, after), in the order of the later one's fields."""
    order = [name for name in dict.fromkeys([*after, *before]) if name in FIELDS]
    return _fields(before, after, order)


def _fields(before: dict, after: dict, order: Iterable[str] = FIELDS) -> list[tuple[str, str, str]]:
    names = [name for name in order if before.get(name) or after.get(name)]
    return [(_(FIELDS[name]), _shown(name, before.get(name)), _shown(name, after.get(name))) for name in names]


def _shown(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, list):
        return _(", ").join(str(item) for item in value)
    if name in {"kind", "status", "outcome"}:
        return _(WORDS[value]) if value in WORDS else str(value)
    if name == "decline_reason":
        return _(REASONS.get(value, value))
    if name == "industry":
        return _(INDUSTRIES.get(value, value))
    if name == "stage":
        return _stage(value)
    if name.endswith("_id"):
        return f"#{value}"
    try:
        if name.endswith("_at"):
            return moment(dt.datetime.fromisoformat(value))
        if name.endswith("_on"):
            return day(dt.date.fromisoformat(value))
        if name == "amount":
            return money(Decimal(value))
    except (ValueError, InvalidOperation):
        return str(value)
    return f"{value}%" if name == "probability" else str(value)


def _stage(code: str) -> str:
    """A stage by its name in the reader's language; its code when there is no such stage any more."""
    row = next((row for row in stages() if row.code == code), None)
    if row is None:
        return code
    return row.name_zh if get_locale().language == "zh" else row.name_en
