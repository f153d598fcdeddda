"""How each kind of thing of a leaver changes hands: one function per kind, by that thing's own verb where it has one.

Every one is given the number of the thing and the hands it goes to, joins the running transaction, looks again under the
lock, and says whether anything was left to move; so each thing moves once, whoever comes twice.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, select

import clock
from extensions import db
from models import (
    Absence,
    Activity,
    AssistantLink,
    ConflictParty,
    Customer,
    CustomerShare,
    DispatchGroup,
    DispatchRule,
    ExpenseClaim,
    Lead,
    NextInLine,
    Opportunity,
    User,
)
from operations import changes, locked, record
from operations.approvals import follow
from operations.conflicts import ask_rulers_anew, close_if_nobody_claims, locked_file
from operations.dispatching import hand_lead_over
from operations.expenses import decide
from operations.ownership import hand_over
from operations.quote_owners import take_along
from policy.approvals import ApprovalKind
from policy.conflicts import Claiming
from policy.expenses import ClaimStatus, ClaimStep
from policy.following import ActivityStatus
from policy.handovers import Thing
from policy.tracking import OwnershipReason
from queries.conflicts import party_of
from queries.home import open_steps
from queries.people import managers_of

MORNING = dt.timedelta(hours=9)


@dataclass(frozen=True)
class Hands:
    """From whom to whom a thing goes, by whose order, and why. ``to`` is None for what needs no receiver."""

    leaver: User
    to: User | None
    by: User
    reason: str


def _lead(lead_id: int, hands: Hands) -> bool:
    lead = locked(Lead, lead_id)
    if lead.owner_id != hands.leaver.id:
        return False
    steps = open_steps(hands.leaver.id).where(Activity.lead_id == lead_id, Activity.customer_id.is_(None))
    steps = db.session.scalars(steps.with_only_columns(Activity)).all()
    moved = hand_lead_over(lead, hands.to, hands.by, hands.reason) is not None
    for done in steps if moved else ():
        _plan_next(done, hands)
    return moved


def _customer(customer_id: int, hands: Hands) -> bool:
    customer = locked(Customer, customer_id)
    if customer.owner_id != hands.leaver.id:
        return False
    hand_over(customer, hands.to, OwnershipReason.TRANSFERRED, hands.by, hands.reason, quietly=True)
    return True


def _opportunity(opportunity_id: int, hands: Hands) -> bool:
    opportunity = locked(Opportunity, opportunity_id)
    moved = _owned(opportunity, hands)
    if moved:
        take_along([opportunity_id], hands.to)
        follow(ApprovalKind.CLOSING, opportunity)
    return moved


def _plan(activity_id: int, hands: Hands) -> bool:
    plan = locked(Activity, activity_id)
    if plan.status is not ActivityStatus.PLANNED or not _owned(plan, hands):
        return False
    plan.participants = [one for one in plan.participants if one.id != hands.to.id]
    return True


def _owned(row: Opportunity | Activity, hands: Hands) -> bool:
    if row.owner_id != hands.leaver.id:
        return False
    row.owner_id, row.unit_id = hands.to.id, hands.to.unit_id
    write(row, hands)
    return True


def _share(share_id: int, hands: Hands) -> bool:
    """The receiver works on it with the same part of the credit; an owner has it anyway, and two parts become one."""
    customer = locked(Customer, db.session.get_one(CustomerShare, share_id).customer_id)
    share = locked(CustomerShare, share_id)
    if share.user_id != hands.leaver.id or share.until_at is not None:
        return False
    percent, now = share.percent, clock.now()
    mine = CustomerShare.customer_id == customer.id, CustomerShare.until_at.is_(None)
    own = db.session.scalar(select(CustomerShare).where(*mine, CustomerShare.user_id == hands.to.id))
    for ending in (share, own):
        if ending is not None:
            ending.until_at = now
    db.session.flush()
    record("share_ended", customer, hands.by, before={"with": hands.leaver.name}, note=hands.reason)
    if customer.owner_id == hands.to.id:
        return True
    percent += own.percent if own else 0
    made = CustomerShare(customer_id=customer.id, user_id=hands.to.id, percent=percent, by_id=hands.by.id, from_at=now)
    made.reason, made.ruling_id = share.reason, share.ruling_id
    db.session.add(made)
    record("shared", customer, hands.by, after={"with": hands.to.name}, note=hands.reason)
    return True


def _party(party_id: int, hands: Hands) -> bool:
    """The claim goes on with what was put forward. Whose customer it is follows it; who is a party already stays one."""
    conflict = locked_file(db.session.get_one(ConflictParty, party_id).conflict_id)
    party = locked(ConflictParty, party_id)
    if party.user_id != hands.leaver.id or party.left_at is not None:
        return False
    owner = conflict.customer.owner
    to = owner if party.claiming is Claiming.FIRST and owner and owner.id != hands.leaver.id else hands.to
    heir = party_of(conflict, to.id)
    if heir is None:
        party.user_id, party.unit_id = to.id, to.unit_id
    else:
        _step_in(party, heir)
    # The party is the subject, not the customer's conflict: who claims it is no part of the customer's history (A13).
    record("handed_over", party, hands.by, **_between(hands.leaver, to), note=hands.reason)
    if close_if_nobody_claims(conflict):
        record("conflict_ended", conflict, None)
    else:
        ask_rulers_anew(conflict)
    return True


PUT_FORWARD = ("claiming", "known_as", "recorded_at", "preference", "relation", "statement", "stated_at")


def _step_in(party: ConflictParty, heir: ConflictParty) -> None:
    """The receiver had a part in it before: who withdrew takes the leaver's claim up, who is a party stays what they are."""
    if heir.left_at is not None:
        heir.left_at = None
        changes(heir, {name: getattr(party, name) for name in PUT_FORWARD})
    party.left_at = clock.now()


def _wish(wish_id: int, hands: Hands) -> bool:
    wish = locked(NextInLine, wish_id)
    if wish.user_id != hands.leaver.id or wish.ended_at is not None:
        return False
    waiting = NextInLine.name_key == wish.name_key, NextInLine.ended_at.is_(None)
    if db.session.scalar(select(NextInLine.id).where(*waiting, NextInLine.user_id == hands.to.id)) is not None:
        wish.ended_at = clock.now()
    else:
        wish.user_id = hands.to.id
    write(wish, hands)
    return True


def _step(activity_id: int, hands: Hands) -> bool:
    """What was to be done next becomes a plan of the receiver; the record of what was done stays its author's."""
    done = locked(Activity, activity_id)
    if done.owner_id != hands.leaver.id or done.next_step_on is None:
        return False
    _plan_next(done, hands)
    return True


def _plan_next(done: Activity, hands: Hands) -> None:
    on = max(done.next_step_on, clock.today())
    plan = Activity(
        kind=done.kind,
        status=ActivityStatus.PLANNED,
        subject=(done.next_step.strip().partition("\n")[0] or done.subject)[:80],
        customer_id=done.customer_id,
        opportunity_id=done.opportunity_id,
        lead_id=None if done.customer_id else done.lead_id,
        owner_id=hands.to.id,
        unit_id=hands.to.unit_id,
        starts_at=clock.start_of(on) + MORNING,
        created_at=clock.now(),
        recorded_by_id=hands.by.id,
    )
    db.session.add(plan)
    record("planned", plan, hands.by, after={"subject": plan.subject, "starts_at": plan.starts_at}, note=hands.reason)


def _part(activity_id: int, hands: Hands) -> bool:
    plan = locked(Activity, activity_id)
    if plan.status is not ActivityStatus.PLANNED or hands.leaver not in plan.participants:
        return False
    others = [one for one in plan.participants if one.id not in (hands.leaver.id, hands.to.id)]
    plan.participants = others if plan.owner_id == hands.to.id else [*others, hands.to]
    write(plan, hands)
    return True


def _rule(rule_id: int, hands: Hands) -> bool:
    rule = locked(DispatchRule, rule_id)
    if rule.user_id != hands.leaver.id:
        return False
    rule.user_id = hands.to.id
    write(rule, hands)
    return True


def _group(group_id: int, hands: Hands) -> bool:
    group = locked(DispatchGroup, group_id)
    if hands.leaver not in group.members:
        return False
    group.members = [one for one in group.members if one.id not in (hands.leaver.id, hands.to.id)] + [hands.to]
    group.version += 1
    write(group, hands)
    return True


def _check(claim_id: int, hands: Hands) -> bool:
    """Back to finance's queue with the verdicts so far; its claimant is not touched by it."""
    claim = locked(ExpenseClaim, claim_id)
    if claim.checker_id != hands.leaver.id or claim.status is not ClaimStatus.IN_CHECK:
        return False
    decide(claim, ClaimStep.CHECK, "release", hands.by, hands.reason)
    return True


def _assistant(assistant_id: int, hands: Hands) -> bool:
    """Another manager of the same unit has the assistant from now on; nobody's rights grow by a handover."""
    beside = [one for one in managers_of(hands.leaver.unit_id) if one.id != hands.leaver.id]
    successor = next((one for one in beside if one.unit_id == hands.leaver.unit_id and one.id != assistant_id), None)
    return _relink(assistant_id, hands.leaver.id, successor, hands)


def _assisted(manager_id: int, hands: Hands) -> bool:
    return _relink(hands.leaver.id, manager_id, None, hands)


def _relink(assistant_id: int, manager_id: int, successor: User | None, hands: Hands) -> bool:
    link = AssistantLink.assistant_id == assistant_id
    ended = delete(AssistantLink).where(link, AssistantLink.manager_id == manager_id)
    if not db.session.execute(ended.execution_options(synchronize_session=False)).rowcount:
        return False
    others = set(db.session.scalars(select(AssistantLink.manager_id).where(link)))
    if successor is not None and successor.id not in others:
        db.session.add(AssistantLink(assistant_id=assistant_id, manager_id=successor.id))
        others.add(successor.id)
    assistant = db.session.get_one(User, assistant_id)
    before, after = {"manager_ids": [manager_id]}, {"manager_ids": sorted(others)}
    record("edited_user", assistant, hands.by, before=before, after=after, note=hands.reason)
    return True


def _absence(absence_id: int, hands: Hands) -> bool:
    absence = locked(Absence, absence_id)
    if absence.cancelled_at is not None:
        return False
    absence.cancelled_at = clock.now()
    record("cancelled", absence, hands.by, note=hands.reason)
    return True


def write(row, hands: Hands) -> None:
    record("handed_over", row, hands.by, **_between(hands.leaver, hands.to), note=hands.reason)


def _between(leaver: User, to: User) -> dict:
    return {"before": {"holder": leaver.name}, "after": {"holder": to.name}}


RECORD_MOVES: dict[Thing, Callable[[int, Hands], bool]] = {
    Thing.LEADS: _lead,
    Thing.CUSTOMERS: _customer,
    Thing.OPPORTUNITIES: _opportunity,
    Thing.SHARES: _share,
    Thing.CONFLICTS: _party,
    Thing.WISHES: _wish,
    Thing.PLANS: _plan,
    Thing.STEPS: _step,
    Thing.PARTS: _part,
    Thing.RULES: _rule,
    Thing.GROUPS: _group,
    Thing.CHECKS: _check,
    Thing.ASSISTANTS: _assistant,
    Thing.ASSISTED: _assisted,
    Thing.ABSENCES: _absence,
}
