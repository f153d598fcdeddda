"""The ledger of violations (A12): a fact enters once, with what shows it; it can be withdrawn and stays readable."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import User, Violation
from operations import notify, plain, record, transaction
from policy.assessment import CLAUSES, ViolationKind


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
        try:
            with db.session.begin_nested():
                db.session.add(row)
                db.session.flush()
        except IntegrityError:
            return db.session.scalars(standing).one()
        after = {"person": user.name, "clause": row.clause, "broken_clause": broken_clause, "on": on}
        record("violation_entered", row, by, after=after, note=row.title)
        told = {"title": row.title, "clause": row.clause, "broken_clause": broken_clause, "on": on}
        notify(user.id, "violation_entered", "/assessment/mine", key=f"violation:{row.id}", **told)
        return row
