"""A lead in somebody's hands: accepted, given back with a reason, followed up (A5)."""

from typing import Any

from models import Activity, Lead, User
from operations import Stale, activities, locked, once, refuse_if, transaction
from operations.dispatching import dispatch, release
from operations.lead_chain import advance
from operations.lead_records import take_up
from policy.dispatch import DispatchEnd
from policy.following import ActivityStatus
from policy.lead_following import accept_problems, follow_up_problems, give_back_problems, record_problems
from policy.leads import LeadDeed, LeadStatus, move_problems
from queries.lead_following import hands_facts


def accept(lead_id: int, version: int, by: User) -> Lead:
    """The receiver takes the lead on. The limit of the first follow-up goes on; to accept twice changes nothing."""
    with transaction():
        lead = locked(Lead, lead_id)
        refuse_if(accept_problems(hands_facts(lead, by)))
        if lead.status is LeadStatus.ACCEPTED:
            return lead
        if lead.version != version:
            raise Stale(lead)
        refuse_if(move_problems(LeadDeed.ACCEPTED, lead.status))
        take_up(lead, by)
    return lead


def give_back(lead_id: int, version: int, reason: str, by: User) -> Lead:
    """The receiver cannot follow it up and says why; it goes on to the next candidate, or waits where it is seen."""
    with transaction():
        lead = locked(Lead, lead_id, version)
        refuse_if(
            [*move_problems(LeadDeed.GIVEN_BACK, lead.status), *give_back_problems(hands_facts(lead, by, reason))]
        )
        release(lead, DispatchEnd.GIVEN_BACK)
        advance(lead, LeadDeed.GIVEN_BACK, by, note=reason)
        dispatch(lead)
    return lead


def follow_up(lead_id: int, values: dict[str, Any], by: User, form_key: str = "") -> Activity:
    """Record what was done to reach the customer; it accepts the lead where that was still open.

    ``values`` are an activity's columns by name. Who leads the receiver's unit records in the receiver's name (A4.4).
    Raises ``Refused``.
    """
    with transaction():
        sent = once(form_key, by.id, f"/leads/{lead_id}")
        lead = locked(Lead, lead_id)
        refuse_if(record_problems(hands_facts(lead, by)))
        refuse_if(follow_up_problems(values["kind"], values["starts_at"], lead.arrived_at))
        activity = activities.create(by, {**values, "status": ActivityStatus.DONE, "lead_id": lead_id})
        if sent:
            sent.location = f"/leads/{lead_id}"
    return activity
