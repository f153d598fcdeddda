"""Spot checks: what they are drawn from, how a record is shown, the list (A11)."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, defer, joinedload

import clock
from access import visible
from extensions import db
from models import Activity, Customer, ExpenseClaim, ExpenseLine, Finding, Opportunity, SpotCheck, Unit, User
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.following import ActivityStatus
from policy.sampling import LARGEST_FRAME, DrawFacts, Proof, Record, Subject, proof
from queries.absences import MOST_PEOPLE
from scopes import scope_of

WHOSE: dict[Subject, tuple[InstrumentedAttribute, InstrumentedAttribute]] = {
    Subject.ACTIVITIES: (Activity.unit_id, Activity.owner_id),
    Subject.CUSTOMERS: (Customer.unit_id, Customer.created_by_id),
    Subject.OPPORTUNITIES: (Opportunity.unit_id, Opportunity.owner_id),
    Subject.EXPENSES: (ExpenseClaim.unit_id, ExpenseClaim.claimant_id),
}
"""Of which unit and whose a record is: who is checked is who answers for it."""


def _rows(wish) -> Select:
    """The ids that may be drawn, before unit and person."""
    first, after = clock.start_of(wish.from_on), clock.start_of(wish.until_on + dt.timedelta(days=1))
    if wish.subject is Subject.ACTIVITIES:
        done = Activity.status == ActivityStatus.DONE
        return select(Activity.id).where(done, Activity.starts_at >= first, Activity.starts_at < after)
    if wish.subject is Subject.CUSTOMERS:
        counted = Customer.status.not_in((CustomerStatus.DRAFT, CustomerStatus.LAPSED))
        return select(Customer.id).where(counted, Customer.created_at >= first, Customer.created_at < after)
    if wish.subject is Subject.OPPORTUNITIES:
        return select(Opportunity.id).where(Opportunity.created_at >= first, Opportunity.created_at < after)
    rows = select(ExpenseLine.id).join(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
    standing = ExpenseClaim.removed_at.is_(None), ExpenseLine.removed_at.is_(None)
    claimed = ExpenseClaim.status != ClaimStatus.DRAFT, ExpenseLine.spent_on.between(wish.from_on, wish.until_on)
    return rows.where(*standing, *claimed)


def frame_of(wish) -> list[Record]:
    """What could be drawn, in the order of the numbers; at most one more than the largest frame."""
    unit, person = WHOSE[wish.subject]
    below = select(Unit.id).where(Unit.path.startswith(wish.unit.path))
    where: list[ColumnElement[bool]] = [unit.in_(below)]
    if wish.person is not None:
        where.append(person == wish.person.id)
    rows = _rows(wish).where(*where)
    ident = rows.selected_columns[0]
    found = db.session.scalars(rows.order_by(ident).limit(LARGEST_FRAME + 1))
    return [(wish.subject.value, one) for one in found]


def draw_facts(wish, by: User, framed: int, committed: bool) -> DrawFacts:
    """What the rule of drawing is given."""
    me = scope_of(by)
    return DrawFacts(
        allowed=wish.unit.id in me.managed,
        from_on=wish.from_on,
        until_on=wish.until_on,
        today=clock.today(),
        size=wish.size,
        person_fits=wish.person is None or wish.person.unit.path.startswith(wish.unit.path),
        committed=committed,
        framed=framed,
    )


def shown(subject: Subject, ids: list[int]) -> dict[int, dict[str, Any]]:
    """How records are shown as findings: title, address, who answers, unit, customer, day."""
    if subject is Subject.EXPENSES:
        rows = select(ExpenseLine).where(ExpenseLine.id.in_(ids)).options(joinedload(ExpenseLine.claim))
        return {row.id: _line(row) for row in db.session.scalars(rows)}
    models = {Subject.ACTIVITIES: Activity, Subject.CUSTOMERS: Customer, Subject.OPPORTUNITIES: Opportunity}
    rows = db.session.scalars(select(models[subject]).where(models[subject].id.in_(ids)))
    return {row.id: _row(subject, row) for row in rows}


def _row(subject: Subject, row) -> dict[str, Any]:
    customer = subject is Subject.CUSTOMERS
    at = row.starts_at if subject is Subject.ACTIVITIES else row.created_at
    return {
        "title": row.subject if subject is Subject.ACTIVITIES else row.name,
        "url": f"/{subject.value}/{row.id}",
        "user_id": row.created_by_id if customer else row.owner_id,
        "unit_id": row.unit_id,
        "customer_id": row.id if customer else row.customer_id,
        "facts": {"words": "sampled", "past": True, "done_on": clock.day_of(at).isoformat()},
    }


def _line(row: ExpenseLine) -> dict[str, Any]:
    return {
        "title": f"{row.claim.number} · ¥{row.amount:,.2f}",
        "url": f"/expenses/{row.claim_id}",
        "user_id": row.claim.claimant_id,
        "unit_id": row.claim.unit_id,
        "customer_id": row.customer_id,
        "facts": {"words": "sampled", "past": True, "done_on": row.spent_on.isoformat()},
    }


def spot_checks(user: User, unit_id: int | None = None, open_only: bool = False) -> Select:
    """The spot checks that the person may know of."""
    rows = visible(SpotCheck, user).options(*LISTED)
    rows = rows.where(SpotCheck.unit_id == unit_id) if unit_id else rows
    return rows.where(SpotCheck.closed_at.is_(None)) if open_only else rows


LISTED = (
    defer(SpotCheck.frame),
    joinedload(SpotCheck.unit),
    joinedload(SpotCheck.user),
    joinedload(SpotCheck.drawn_by),
)


def units_for(by: User) -> list[Unit]:
    """The units in which somebody makes spot checks, in the order of the tree."""
    rows = select(Unit).where(Unit.id.in_(sorted(scope_of(by).managed)), Unit.active)
    return list(db.session.scalars(rows.order_by(Unit.path)))


def people_for(by: User) -> list[User]:
    """The people whom a spot check may be about, by name; at most a thousand."""
    rows = select(User).where(User.unit_id.in_(sorted(scope_of(by).managed)), User.active)
    return list(db.session.scalars(rows.options(joinedload(User.unit)).order_by(User.name, User.id).limit(MOST_PEOPLE)))


def of_the_day(check: SpotCheck) -> int:
    """Which spot check of the day of this person in this unit it was: who draws again and again is seen."""
    first = clock.start_of(clock.day_of(check.drawn_at))
    rows = select(SpotCheck.id).where(
        SpotCheck.drawn_by_id == check.drawn_by_id,
        SpotCheck.unit_id == check.unit_id,
        SpotCheck.drawn_at >= first,
        SpotCheck.id <= check.id,
    )
    return len(db.session.scalars(rows).all())


def proof_of(check: SpotCheck) -> Proof:
    """Draw the sample again, and compare."""
    rows = select(Finding.subject_type, Finding.subject_id).where(Finding.spot_check_id == check.id)
    drawn = set(db.session.execute(rows).tuples())
    frame = [(kind, ident) for kind, ident in check.frame]
    return proof(check.seed, check.commitment, frame, check.frame_sha256, check.size, drawn)
