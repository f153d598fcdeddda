"""Dispatch (A5): a filtered lead finds its receiver by the rules, or by hand and with a reason; nothing stays unseen."""

import datetime as dt

from sqlalchemy import Row

import clock
from extensions import db
from models import Lead, LeadDispatch, User
from operations import locked, notify, refuse_if, transaction
from operations.house import keep_still
from operations.lead_chain import advance
from operations.lead_records import plans_follow
from policy.dispatch import (
    DispatchEnd,
    HandFacts,
    Outcome,
    by_hand_problems,
    choose,
    hand_over_problems,
)
from policy.leads import HELD, LeadDeed, LeadStatus
from policy.roles import Role
from queries.dispatch import candidates, inquiry_of, open_waiting, rules_for, running_dispatch, workings
from queries.dispatch_people import reach
from queries.organisation import company_of
from queries.people import managers_of, people_with


def dispatch(lead: Lead) -> LeadDispatch:
    """Give a locked, filtered lead to whom the rules name, or let it wait; joins the running transaction.

    Writes step, audit line and the workings, and tells the receiver, or business when nobody may receive it.
    """
    with transaction():
        outcome = _ask_rules(lead)
        if outcome.person is None:
            return _wait(lead, outcome)
        to = db.session.get(User, outcome.person.id)
        return _give(lead, LeadDeed.DISPATCHED, to, None, outcome=outcome)


def _ask_rules(lead: Lead) -> Outcome:
    """The choice. Whoever may be chosen stands in line first, so that two choices at once never take the same turn."""
    rules = rules_for(company_of(lead.unit_id), inquiry_of(lead))
    named = {one for rule in rules for one in rule.people}
    keep_still(User, *named)
    # Mostly the first rule settles it: how the people of the others stand need not be asked then.
    first = choose(rules[:1], candidates(rules[0].people, lead.id) if rules else {})
    return first if first.person or len(rules) < 2 else choose(rules, candidates(named, lead.id))


def _give(lead: Lead, deed: LeadDeed, to: User, by: User | None, reason: str = "", outcome: Outcome | None = None):
    """The lead goes into somebody's hands: step, dispatch row, clock, word to the receiver."""
    rule = outcome.rule if outcome else None
    _end_waiting(lead)
    advance(lead, deed, by, to=to, note=reason, **({"rule": rule.label} if rule else {}))
    from_unit, lead.unit_id = lead.unit_id, to.unit_id
    lead.owner_id, lead.dispatched_at, lead.accepted_at, lead.followed_up_at = to.id, clock.now(), None, None
    row = LeadDispatch(
        lead_id=lead.id,
        user_id=to.id,
        rule_id=rule.id if rule else None,
        from_unit_id=from_unit,
        by_id=by.id if by else None,
        reason=reason,
        at=lead.dispatched_at,
        due_at=lead.due_at,
        workings=workings(outcome.workings) if outcome else [],
    )
    db.session.add(row)
    db.session.flush()
    plans_follow(lead, to, by)
    if by is None or by.id != to.id:
        told = {"lead": lead.called, "due_at": lead.due_at, "by": by.name if by else "", "reason": reason}
        event = "lead_given_by_hand" if by else "lead_dispatched"
        notify(to.id, event, f"/leads/{lead.id}", key=f"lead_dispatched:{row.id}", **told)
    return row


def _wait(lead: Lead, outcome: Outcome) -> LeadDispatch:
    """Nobody may receive it: the lead waits where business sees it. Tried again it is no new step, unless it went back
    to the desk in between."""
    row = open_waiting(lead.id)
    if row is not None and row.at < lead.since:
        row.ended_at, row = clock.now(), None
    if row is None:
        advance(lead, LeadDeed.WAITING, None)
        row = LeadDispatch(lead_id=lead.id, user_id=None, at=clock.now(), due_at=lead.due_at)
        db.session.add(row)
    row.workings = workings(outcome.workings)
    db.session.flush()
    tell_business(lead)
    return row


def tell_business(lead: Lead) -> None:
    """Alert those who dispatch by hand in the lead's company; once a day, and anew when it comes to wait once more."""
    for person in business_of(company_of(lead.unit_id)):
        key = waiting_key(lead, clock.today())
        notify(person.id, "lead_waiting", "/leads/waiting", key=key, lead=lead.called)


def business_of(company: int) -> list[User]:
    """The business managers of a company, or its managers where it has none."""
    business = [one for one in people_with(Role.BUSINESS_MANAGER) if company_of(one.unit_id) == company]
    return business or managers_of(company)


def waiting_key(lead: Lead | Row, day: dt.date) -> str:
    """What keeps the alert of a lead that waits since ``since`` to one a day."""
    return f"lead_waiting:{lead.id}:{lead.since.isoformat()}:{day}"


def _end_waiting(lead: Lead) -> None:
    if (row := open_waiting(lead.id)) is not None:
        row.ended_at = clock.now()


def release(lead: Lead, ended: DispatchEnd) -> LeadDispatch | None:
    """End the running dispatch of a locked lead; it lies with its company again. Joins the running transaction.

    Gives back the dispatch that ended. After ``CONVERTED`` the lead keeps its owner and unit: it is theirs for good.
    """
    with transaction():
        row = running_dispatch(lead.id)
        if row is not None:
            row.ended_at, row.ended = clock.now(), ended
        if ended is not DispatchEnd.CONVERTED:
            lead.owner_id = lead.dispatched_at = lead.accepted_at = lead.followed_up_at = None
            lead.unit_id = (row.from_unit_id if row else None) or company_of(lead.unit_id)
        # The unit of work sends inserts before updates, and only one dispatch may run.
        db.session.flush()
        return row


def hand_lead_over(lead: Lead, to: User, by: User | None, note: str) -> LeadDispatch | None:
    """A leaver's lead goes to ``to`` with its history; joins the running transaction, the lead is locked.

    Neither leave nor the limit of open leads stops it. None when nobody holds the lead, or ``to`` does already; raises
    ``Refused`` when that person may not have leads at all.
    """
    with transaction():
        if lead.status not in HELD or lead.owner_id == to.id:
            return None
        refuse_if(hand_over_problems(candidates([to.id])[to.id].facts))
        release(lead, DispatchEnd.HANDED_OVER)
        return _give(lead, LeadDeed.HANDED_OVER, to, by, note)


def dispatch_by_hand(lead_id: int, version: int | None, to: User, by: User, reason: str) -> LeadDispatch:
    """Business or a manager gives a waiting lead, or one in other hands, to a person of their choice and says why.

    The receiver satisfies the same predicate as under the rules; only the limit of open leads, and that the person gave
    this lead back before, may be passed over.
    """
    with transaction():
        lead = locked(Lead, lead_id, version)
        keep_still(User, to.id)
        refuse_if(by_hand_problems(hand_facts(lead, to, by, reason)))
        former, deed = lead.owner, LeadDeed.DISPATCHED
        if lead.status in HELD:
            deed = LeadDeed.REDISPATCHED
            release(lead, DispatchEnd.REDISPATCHED)
        row = _give(lead, deed, to, by, reason)
        if former is not None and former.id != by.id:
            told = {"lead": lead.called, "to": to.name, "by": by.name, "reason": reason}
            notify(former.id, "lead_taken", "/leads", key=f"lead_taken:{row.id}", **told)
        return row


def hand_facts(lead: Lead, to: User, by: User, reason: str) -> HandFacts:
    """What the rule of dispatch by hand is given."""
    within = reach(by)
    return HandFacts(
        own_lead=lead.unit_id in within,
        own_person=to.unit_id in within,
        holds=lead.owner_id == to.id,
        reason=reason,
        receiving=candidates([to.id], lead.id)[to.id].facts,
    )


def try_again(lead_id: int) -> LeadDispatch | None:
    """Ask the rules again for a lead that waits; None when it waits no more."""
    with transaction():
        lead = locked(Lead, lead_id)
        return dispatch(lead) if lead.status is LeadStatus.FILTERED else None
