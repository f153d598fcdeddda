"""The desk: marketing screens a lead, business filters it, and either may say that it is none (A5)."""

from typing import Any

import identifiers
from extensions import db
from models import Lead, User
from operations import changes, locked, notify, record, refuse_if, transaction
from operations.dispatching import dispatch
from operations.lead_chain import advance
from policy.leads import (
    DeskFacts,
    InvalidReason,
    LeadContent,
    LeadDeed,
    completeness_problems,
    content_problems,
    desk_problems,
    duplicate_problems,
    edit_problems,
)
from policy.permissions import Permission
from queries.leads import duplicate_facts, last_screener
from scopes import permissions_of

CONTENT = ("company", "contact", "title", "phone", "email", "province", "city", "industry", "need", "budget")
"""What the desk completes; the customer's own words are never changed."""
LONGEST_QUOTE = 200


def screen(lead_id: int, by: User, version: int | None = None, note: str = "") -> Lead:
    """Marketing finds the lead valid: business filters it next."""
    with transaction():
        return _decide(locked(Lead, lead_id, version), LeadDeed.SCREENED, by, note)


def discard(lead_id: int, by: User, reason: InvalidReason | None, note: str = "", version: int | None = None) -> Lead:
    """It is no lead, for a reason."""
    with transaction():
        lead = locked(Lead, lead_id, version)
        _decide(lead, LeadDeed.DISCARDED, by, note, reason)
        lead.invalid_reason = reason
        return lead


def mark_duplicate(lead_id: int, by: User, of_id: int | None, note: str = "", version: int | None = None) -> Lead:
    """It is the same inquiry as another lead, which goes on for both; who holds that one hears what was asked again.

    Both rows are locked, in the order of their numbers, so that two leads never come to name each other.
    """
    with transaction():
        facts = duplicate_facts(lead_id, of_id, by)
        if facts.found and not facts.itself:
            for one in sorted((lead_id, of_id)):
                locked(Lead, one)
        lead = locked(Lead, lead_id, version)
        refuse_if(duplicate_problems(duplicate_facts(lead_id, of_id, by)))
        _decide(lead, LeadDeed.DUPLICATED, by, note, of=of_id)
        lead.duplicate_of_id = of_id
        other = db.session.get(Lead, of_id)
        if other.owner_id and other.owner.active and other.owner_id != by.id:
            told = {"lead": other.called, "words": lead.words[:LONGEST_QUOTE]}
            notify(other.owner_id, "lead_asked_again", f"/leads/{of_id}", key=f"lead_asked_again:{lead_id}", **told)
        return lead


def reopen(lead_id: int, by: User, note: str, version: int | None = None) -> Lead:
    """What was taken for invalid or a duplicate is screened again."""
    with transaction():
        lead = locked(Lead, lead_id, version)
        _decide(lead, LeadDeed.REOPENED, by, note)
        lead.invalid_reason = lead.duplicate_of_id = None
        return lead


def return_to_screening(lead_id: int, by: User, note: str, version: int | None = None) -> Lead:
    """Business sends the lead back to who screened it, who is told why."""
    with transaction():
        lead = locked(Lead, lead_id, version)
        screener = last_screener(lead.id)
        _decide(lead, LeadDeed.RETURNED, by, note)
        if screener and screener.active and screener.id != by.id:
            told = {"by": by.name, "lead": lead.called, "note": note}
            key = f"lead_returned:{lead.id}:{lead.since.isoformat()}"
            notify(screener.id, "lead_returned", f"/leads/{lead.id}", key=key, **told)
        return lead


def filter_(lead_id: int, by: User, values: dict[str, Any], version: int | None = None, note: str = "") -> Lead:
    """Business completes the lead and enters it; in the same transaction the system dispatches it.

    ``values`` are columns of ``CONTENT``. The lead comes back dispatched, or waiting because nobody can receive it.
    """
    with transaction():
        lead = locked(Lead, lead_id, version)
        facts = DeskFacts(LeadDeed.FILTERED, lead.status, filters(by), note)
        refuse_if([*desk_problems(facts), *completeness_problems(_content(lead, values))])
        _enter(lead, by, values)
        advance(lead, LeadDeed.FILTERED, by, note=note)
        dispatch(lead)
        return lead


def edit(lead_id: int, by: User, values: dict[str, Any], version: int | None = None) -> Lead:
    """Correct what is known of a lead, complete or not; it stays where it stands."""
    with transaction():
        lead = locked(Lead, lead_id, version)
        refuse_if([*edit_problems(lead.status, filters(by)), *content_problems(_content(lead, values))])
        _enter(lead, by, values)
        return lead


def filters(user: User) -> bool:
    """Whether the person filters leads, and not only screens them."""
    return Permission.FILTER_LEADS in permissions_of(user)


def _decide(
    lead: Lead, deed: LeadDeed, by: User, note: str, reason: InvalidReason | None = None, of: int | None = None
) -> Lead:
    refuse_if(desk_problems(DeskFacts(deed, lead.status, filters(by), note, reason)))
    said = {"reason": reason, "of": of}
    advance(lead, deed, by, note=note, **{name: value for name, value in said.items() if value})
    return lead


def _content(lead: Lead, values: dict[str, Any]) -> LeadContent:
    return LeadContent(**{name: values.get(name, getattr(lead, name)) for name in LeadContent.__dataclass_fields__})


def _enter(lead: Lead, by: User, values: dict[str, Any]) -> None:
    entered = {name: values[name] for name in CONTENT if name in values}
    before, after = changes(lead, entered)
    if after:
        lead.name_key = identifiers.name_key(lead.company)
        record("changed", lead, by, before=before, after=after)
        db.session.flush()
