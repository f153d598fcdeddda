"""What finance asked about the lines of a claim, and what was answered (A3.4)."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models import ExpenseClaim, LineQuestion


def questions_of(claim: ExpenseClaim) -> dict[int, list[LineQuestion]]:
    """The questions of a claim by line id, oldest first; those withdrawn are left out."""
    asked = select(LineQuestion).where(LineQuestion.claim_id == claim.id, LineQuestion.withdrawn_at.is_(None))
    found: dict[int, list[LineQuestion]] = {}
    for row in db.session.scalars(asked.options(joinedload(LineQuestion.asked_by)).order_by(LineQuestion.id)):
        found.setdefault(row.line_id, []).append(row)
    return found
