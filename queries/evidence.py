"""What finance looks at beside a line: activity, customer's progress, earlier expenses; and what it saw when it decided."""

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select, type_coerce

import clock
from columns import Money
from extensions import db
from models import Activity, EvidenceSnapshot, ExpenseClaim, ExpenseLine, User
from policy.examination import Examination
from policy.expenses import ClaimStatus
from policy.following import ActivityStatus

SEEN = (
    *("kind", "status", "subject", "customer_id", "starts_at", "ends_at", "place", "city"),
    *("summary", "effect", "progress", "key_value"),
)
"""What of an activity an expense rests on: kept in the snapshot, and compared with what it says later."""
PROGRESS_SHOWN = 3
EARLIER_SHOWN = 8
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Evidence:
    """What stands beside one line. ``spent`` is what was claimed for the customer within a year, this claim left out."""

    progress: list
    earlier: list
    spent: Decimal


def evidence_of(line: ExpenseLine) -> Evidence:
    """The evidence of one line, in at most two selects. The claim must have been found through ``visible``."""
    customer_id = line.customer_id
    earlier = _earlier(customer_id, line.claim_id) if customer_id else []
    return Evidence(
        progress=customer_progress([customer_id]).get(customer_id, []) if customer_id else [],
        earlier=earlier,
        spent=earlier[0].spent if earlier else Decimal(0),
    )


def customer_progress(customer_ids: Iterable[int]) -> dict[int, list]:
    """The latest done activities of each customer that state a progress, newest first, by customer id."""
    rank = func.row_number().over(partition_by=Activity.customer_id, order_by=Activity.starts_at.desc()).label("rank")
    told = (
        select(Activity.id, Activity.customer_id, Activity.kind, Activity.subject, Activity.starts_at, rank)
        .add_columns(Activity.progress, Activity.key_value, User.name.label("owner"))
        .join(User, Activity.owner_id == User.id)
        .where(Activity.customer_id.in_([id_ for id_ in customer_ids if id_]))
        .where(Activity.status == ActivityStatus.DONE, Activity.progress != "")
        .subquery()
    )
    rows: dict[int, list] = {}
    for row in db.session.execute(select(told).where(told.c.rank <= PROGRESS_SHOWN).order_by(told.c.starts_at.desc())):
        rows.setdefault(row.customer_id, []).append(row)
    return rows


def picture(line: ExpenseLine, said: Examination, progress: list) -> dict[str, Any]:
    """What is seen when a line is decided, as JSON can hold it: line, activity, customer's progress, every check."""
    activity, customer = line.activity, line.customer
    return {
        "line": {
            name: flat(getattr(line, name)) for name in ("amount", "spent_on", "category", "progress", "key_value")
        },
        "activity": activity and {"id": activity.id, "owner": activity.owner.name, **_looks(activity)},
        "customer": customer and {"id": customer.id, "name": customer.name, "status": flat(customer.status)},
        "progress": [
            {"on": flat(clock.day_of(row.starts_at)), "subject": row.subject, "progress": row.progress}
            for row in progress
        ],
        "findings": [
            {"kind": flat(found.kind), "code": found.code, "clause": found.clause, "message": found.message}
            | {"params": {name: flat(value) for name, value in found.params.items()}}
            for found in said.problems
        ],
        "light": flat(said.light),
        "score": said.score,
        "checks": [
            {"check": flat(one.check), "answer": flat(one.answer), "weight": one.weight}
            | {"codes": [problem.code for problem in one.problems]}
            for one in said.outcomes
        ],
    }


def changed_since(snapshot: EvidenceSnapshot | None, line: ExpenseLine) -> list[tuple[str, Any, Any]]:
    """What the activity says otherwise now than when the line was decided: (field, then, now)."""
    then = snapshot.evidence.get("activity") if snapshot else None
    if not then or line.activity is None:
        return []
    now = _looks(line.activity)
    return [(name, then.get(name), now[name]) for name in SEEN if then.get(name) != now[name]]


def snapshots_of(claim: ExpenseClaim) -> dict[int, EvidenceSnapshot]:
    """What was seen at the last verdict of each line in this round, by line id."""
    mine = select(ExpenseLine.id).where(ExpenseLine.claim_id == claim.id)
    taken = select(EvidenceSnapshot).where(EvidenceSnapshot.line_id.in_(mine), EvidenceSnapshot.round == claim.round)
    return {row.line_id: row for row in db.session.scalars(taken.order_by(EvidenceSnapshot.id))}


def snapshot_of(line: ExpenseLine, round_: int) -> EvidenceSnapshot | None:
    """What was seen at the last verdict of a line in a round."""
    taken = select(EvidenceSnapshot).where(EvidenceSnapshot.line_id == line.id, EvidenceSnapshot.round == round_)
    return db.session.scalar(taken.order_by(EvidenceSnapshot.id.desc()).limit(1))


def flat(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _looks(activity: Activity) -> dict[str, Any]:
    return {name: flat(getattr(activity, name)) for name in SEEN}


def _of_others(customer_id: int, claim_id: int):
    return (
        ExpenseLine.customer_id == customer_id,
        ExpenseLine.claim_id != claim_id,
        ExpenseLine.removed_at.is_(None),
        ExpenseClaim.status != ClaimStatus.DRAFT,
    )


def _earlier(customer_id: int, claim_id: int) -> list:
    """The latest lines of other claims for this customer; ``spent`` on each row is the sum of a year."""
    since = clock.today() - YEAR
    within = case((ExpenseLine.spent_on >= since, ExpenseLine.amount), else_=0)
    columns = (ExpenseLine.spent_on, ExpenseLine.category, ExpenseLine.amount, ExpenseLine.accepted_amount)
    query = (
        select(*columns, ExpenseLine.verdict, ExpenseLine.claim_id, ExpenseClaim.number, User.name.label("claimant"))
        .add_columns(type_coerce(func.sum(within).over(), Money).label("spent"))
        .join(ExpenseClaim, ExpenseLine.claim_id == ExpenseClaim.id)
        .join(User, ExpenseClaim.claimant_id == User.id)
        .where(*_of_others(customer_id, claim_id))
    )
    return list(
        db.session.execute(query.order_by(ExpenseLine.spent_on.desc(), ExpenseLine.id.desc()).limit(EARLIER_SHOWN))
    )
