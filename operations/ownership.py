"""How a customer comes to an owner and leaves: registration, claim, assignment, transfer, release (A7.3, A8.1)."""

import datetime as dt

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import inspect, select

import clock
from extensions import db
from models import Activity, Customer, CustomerOwnership, CustomerShare, Opportunity, User
from operations import locked, notify, record, transaction
from operations.approvals import follow
from operations.conflicts import follow_owner
from operations.quote_owners import take_along
from policy.approvals import ApprovalKind
from policy.entry import CustomerStatus
from policy.following import ActivityStatus, OpportunityStatus
from policy.tracking import Band, OwnershipReason
from queries.people import managers_of

GIVEN = {OwnershipReason.ASSIGNED: "customer_assigned", OwnershipReason.TRANSFERRED: "customer_transferred"}


def hand_over(
    customer: Customer,
    to: User | None,
    reason: OwnershipReason,
    by: User | None,
    note: str = "",
    *,
    quietly: bool = False,
) -> CustomerOwnership | None:
    """Give the customer to ``to`` (None: to the public pool) with what hangs on it; joins the running transaction.

    The running ownership ends and the next one begins, the tracking clock starts anew, open opportunities and planned
    activities go with the customer; to the pool, plans are cancelled. Writes the audit line and tells the former and
    the new owner, unless ``quietly``: who hands over very many at once tells of them in one sentence. Gives back the
    new ownership, None for the pool. ``by`` is None when the product itself acts.
    """
    with transaction():
        if inspect(customer).persistent:
            customer = locked(Customer, customer.id)
        now = clock.now()
        ended = _end_running(customer, reason, now) if inspect(customer).persistent else None
        before = {"owner_id": ended.owner_id if ended else None}
        told = {"customer": customer.name, "by": by.name if by else "", "note": note, "days": _days(customer, now)}
        _settle(customer, to, now)
        begun = _begin(customer, to, reason, by, note, now) if to else None
        moved = _take_along(customer, to) if to else _leave_behind(customer, now)
        after = {"owner_id": to.id if to else None, **moved}
        record(reason.value, customer, by, before=before, after=after, note=note)
        follow_owner(customer)
        if customer.status is CustomerStatus.SUBMITTED:
            follow(ApprovalKind.CUSTOMER, customer)
        if not quietly:
            _tell(customer, ended, begun, by, told)
    return begun


def _days(customer: Customer, now: dt.datetime) -> int:
    """Days without contact so far."""
    return (clock.day_of(now) - customer.clock_day).days if customer.clock_day else 0


def _end_running(customer: Customer, reason: OwnershipReason, now: dt.datetime) -> CustomerOwnership | None:
    running = db.session.scalar(
        select(CustomerOwnership).where(
            CustomerOwnership.customer_id == customer.id, CustomerOwnership.until_at.is_(None)
        )
    )
    if running is not None:
        running.until_at, running.ended = now, reason
        # The unit of work sends inserts before updates, and only one ownership may run.
        db.session.flush()
    return running


def _settle(customer: Customer, to: User | None, now: dt.datetime) -> None:
    customer.owner_id = to.id if to else None
    customer.owned_since = now if to else None
    customer.pooled_at = None if to else now
    customer.clock_day = clock.day_of(now)
    customer.band = Band.FRESH if to else Band.POOL
    if to is not None:
        customer.unit_id = to.unit_id
    db.session.add(customer)
    db.session.flush()


def _begin(customer, to: User, reason: OwnershipReason, by: User | None, note: str, now) -> CustomerOwnership:
    ownership = CustomerOwnership(
        customer_id=customer.id,
        owner_id=to.id,
        unit_id=to.unit_id,
        from_at=now,
        gained=reason,
        note=note,
        by_id=by.id if by else None,
    )
    db.session.add(ownership)
    db.session.flush()
    return ownership


def _running_shares(customer: Customer) -> list[CustomerShare]:
    running = CustomerShare.customer_id == customer.id, CustomerShare.until_at.is_(None)
    return list(db.session.scalars(select(CustomerShare).where(*running)))


def _take_along(customer: Customer, to: User) -> dict:
    """Open opportunities and plans go to the new owner; what a colleague with a running share follows stays theirs."""
    shares = _running_shares(customer)
    for share in shares:
        if share.user_id == to.id:
            share.until_at = clock.now()
    keepers = {share.user_id for share in shares}
    moved = {}
    for model, status in ((Opportunity, OpportunityStatus.OPEN), (Activity, ActivityStatus.PLANNED)):
        rows = _of(customer, model, status, keepers | {to.id})
        for row in rows:
            row.owner_id, row.unit_id = to.id, to.unit_id
        if rows:
            moved[model.__tablename__] = [row.id for row in rows]
    take_along(moved.get("opportunities", ()), to)
    return moved


def _leave_behind(customer: Customer, now: dt.datetime) -> dict:
    """Nobody owns it: plans are cancelled with a note and shares end; opportunities wait for the next owner."""
    for share in _running_shares(customer):
        share.until_at = now
    plans = _of(customer, Activity, ActivityStatus.PLANNED, set())
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        note = gettext("Cancelled: the customer went to the public pool.")
    for plan in plans:
        plan.status, plan.changed_at = ActivityStatus.CANCELLED, now
        plan.summary = f"{plan.summary}\n{note}".strip()
    return {"cancelled": [plan.id for plan in plans]} if plans else {}


def _of(customer: Customer, model, status, but: set[int]) -> list:
    rows = select(model).where(model.customer_id == customer.id, model.status == status, model.owner_id.not_in(but))
    return list(db.session.scalars(rows.order_by(model.id)))


def _tell(customer, ended, begun, by: User | None, told: dict) -> None:
    """The new owner hears of what was given, the former owner of what is gone; of a release also who is in charge."""
    if begun is not None and begun.gained in GIVEN:
        _notify([begun.owner], by, GIVEN[begun.gained], customer, begun, told)
    if ended is None:
        return
    told["owner"] = ended.owner.name
    if begun is not None:
        _notify([ended.owner], by, "customer_taken", customer, ended, {**told, "to": begun.owner.name})
    else:
        event = "customer_released" if by is None else "customer_given_up"
        _notify({ended.owner, *managers_of(customer.unit_id)}, by, event, customer, ended, told)


def _notify(people, by: User | None, event: str, customer, ownership, told: dict) -> None:
    for person in people:
        if by is None or person.id != by.id:
            notify(person.id, event, f"/customers/{customer.id}", key=f"{event}:{customer.id}:{ownership.id}", **told)
