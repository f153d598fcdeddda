"""What a recorded activity does to its lead: accepts it, is its follow-up, and takes that back when it is cancelled."""

from sqlalchemy import select

import clock
from extensions import db
from models import Activity, Lead, User
from operations import locked, record
from operations.lead_chain import advance
from policy.following import CONTACT_KINDS, ActivityStatus
from policy.lead_following import first_record
from policy.leads import HELD, LeadDeed, LeadStatus
from queries.dispatch import running_dispatch
from queries.lead_following import dispatches, follows, held, lead_of


def hold(activity_id: int) -> Lead | None:
    """Lock the lead that an activity names, before the activity itself: leads come first wherever both are locked."""
    lead_id = lead_of(activity_id)
    return locked(Lead, lead_id) if lead_id else None


def plans_follow(lead: Lead, to: User, by: User | None) -> None:
    """What was planned on a lead goes with it into the next hands; joins the running transaction."""
    plans = select(Activity).where(Activity.lead_id == lead.id, Activity.status == ActivityStatus.PLANNED)
    for plan in db.session.scalars(plans.where(Activity.owner_id != to.id)):
        plan.owner_id, plan.unit_id = to.id, to.unit_id
        record("assigned", plan, by, after={"to": to.name})


def take_up(lead: Lead, by: User) -> None:
    """Accept a locked lead in the name of who holds it, if that has not been done; joins the running transaction."""
    if lead.status is not LeadStatus.DISPATCHED:
        return
    advance(lead, LeadDeed.ACCEPTED, by)
    dispatch = running_dispatch(lead.id)
    if dispatch is not None:
        dispatch.accepted_at = clock.now()


def recorded(lead: Lead | None, activity: Activity, by: User) -> None:
    """An activity on a locked lead was recorded as done: by who holds it, it is a follow-up (A5)."""
    if lead is None or lead.status not in HELD or activity.owner_id != lead.owner_id:
        return
    if activity.status is ActivityStatus.DONE and activity.kind in CONTACT_KINDS:
        take_up(lead, by)
        advance(lead, LeadDeed.FOLLOWED_UP, by, activity_id=activity.id)
    recount(lead, by)


def recount(lead: Lead | None, by: User) -> None:
    """Set from the records that stand when each dispatch, and the lead, was first followed up (A12.3).

    When the only follow-up of who holds the lead is gone, its limit runs on as if it had never been met.
    """
    if lead is None:
        return
    db.session.flush()
    records, rows = follows(lead.id), dispatches(lead.id)
    for row in rows:
        row.followed_up_at = first_record(held(row), records)
    running = next((row for row in rows if row.ended_at is None), None)
    if running is None or lead.status not in HELD:
        return
    if lead.followed_up_at and not running.followed_up_at:
        _unfollow(lead, by)
    lead.followed_up_at = running.followed_up_at
    lead.due_at = None if running.followed_up_at else running.due_at


def _unfollow(lead: Lead, by: User) -> None:
    """The step says so; where the lead stands, since when, and who has been told of its limit does not change."""
    since, told = lead.since, lead.told_level
    advance(lead, LeadDeed.UNFOLLOWED, by)
    lead.since, lead.told_level = since, told
