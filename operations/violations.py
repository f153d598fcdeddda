"""The ledger of violations (A12): a fact enters once, with what shows it; it can be withdrawn and stays readable."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import Measure, User, Violation
from operations import locked, notify, plain, record, refuse_if, transaction
from operations.house import keep_still
from operations.measures import fall, propose
from policy.assessment import CLAUSES, ViolationKind
from policy.violations import withdraw_problems
from queries.measures import case_key
from queries.violations import withdraw_facts


def enter(
    user: User,
    kind: ViolationKind,
    broken_clause: str,
    on: dt.date,
    title: str,
    evidence: list[dict[str, Any]],
    fact_key: str,
    by: User | None = None,
    unit_id: int | None = None,
) -> Violation:
    """Enter a fact; joins the running transaction. A known ``fact_key`` gives back the row that stands, changed in nothing.

    ``evidence`` is a list of ``{"words": …, "url": …}``; ``by`` is who judged it, None when the product counted it;
    ``unit_id`` is where the person was then (default: where they are). Keys for ``fact_key``: ``policy.violations``.
    """
    with transaction():
        keep_still(User, user.id)
        standing = select(Violation).where(Violation.fact_key == fact_key)
        if (known := db.session.scalar(standing)) is not None:
            return known
        row = Violation(
            user_id=user.id,
            unit_id=unit_id or user.unit_id,
            kind=kind,
            clause=CLAUSES[kind],
            broken_clause=broken_clause,
            fact_key=fact_key,
            on=on,
            title=title[:200],
            evidence=plain(evidence),
            found_at=clock.now(),
            by_id=by.id if by else None,
        )
        if (faster := _added(row)) is not None:
            return faster
        _tell(row, by)
        propose(user.id)
        return row


def _added(row: Violation) -> Violation | None:
    """Add the fact, or give back the row of who entered it at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return db.session.scalars(select(Violation).where(Violation.fact_key == row.fact_key)).one()
    return None


def _tell(row: Violation, by: User | None) -> None:
    about = {"clause": row.clause, "broken_clause": row.broken_clause}
    record("violation_entered", row, by, after={"person": row.user.name, "on": row.on, **about}, note=row.title)
    told = {"title": row.title, "happened_on": row.on, **about}
    notify(row.user_id, "violation_entered", "/assessment/mine", key=f"violation:{row.id}", **told)


def withdraw(violation_id: int, version: int, by: User, reason: str) -> Violation:
    """Somebody who assesses found the fact to be wrong: what rests on it falls, and later cases are counted anew."""
    with transaction():
        # The person first, as whoever counts the ledger anew does: both come from there to the measures.
        keep_still(User, db.session.scalar(select(Violation.user_id).where(Violation.id == violation_id)))
        row = locked(Violation, violation_id, version)
        refuse_if(withdraw_problems(withdraw_facts(row, by, reason)))
        return take_back(row, by, reason)


def take_back(row: Violation, by: User | None, reason: str) -> Violation:
    """Joins the running transaction; ``by`` is None when the records themselves say that the fact no longer stands."""
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = clock.now(), by.id if by else None, reason
    record("violation_withdrawn", row, by, after={"person": row.user.name, "clause": row.clause}, note=reason)
    told = {"title": row.title, "clause": row.clause, "happened_on": row.on, "reason": reason}
    event = "violation_withdrawn" if by else "violation_excused"
    notify(row.user_id, event, "/assessment/mine", key=f"violation_withdrawn:{row.id}", **told)
    db.session.flush()
    own = select(Measure).where(Measure.key == case_key(row.id))
    if (measure := db.session.scalar(own)) is not None:
        fall(measure, by, reason)
        db.session.flush()
    propose(row.user_id)
    return row
