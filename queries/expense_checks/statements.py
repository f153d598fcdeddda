"""How like a statement is to what the claimant wrote on the last lines for something else (A3.4)."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

from sqlalchemy import or_, select

from extensions import db
from models import ExpenseClaim, ExpenseLine
from policy.filler import bare
from queries.expense_checks.others import same_occasion

FIELDS = ("progress", "key_value")
LEAST = 8
"""Shorter statements are alike by chance; whether they are the same is asked by their hash."""


def likeness(one: frozenset[str], other: frozenset[str]) -> Decimal:
    """0 to 1: the pairs of neighbouring letters that two texts share, of all they have (Dice)."""
    both = len(one) + len(other)
    return Decimal(2 * len(one & other)) / both if both else Decimal(0)


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters of a text; none of a short one."""
    letters = bare(text)
    return frozenset(map("".join, zip(letters, letters[1:], strict=False))) if len(letters) >= LEAST else frozenset()


def similar(claimant_id: int, lines: Sequence[ExpenseLine], most: int) -> list[dict[str, Decimal]]:
    """For each line the greatest likeness by field with the claimant's last ``most`` lines before it."""
    stated = or_(ExpenseLine.progress != "", ExpenseLine.key_value != "")
    columns = ExpenseLine.id, ExpenseLine.claim_id, ExpenseLine.customer_id, ExpenseLine.activity_id
    query = select(*columns, ExpenseLine.progress, ExpenseLine.key_value)
    query = query.join(ExpenseClaim, ExpenseLine.claim_id == ExpenseClaim.id)
    query = query.where(ExpenseClaim.claimant_id == claimant_id, ExpenseLine.removed_at.is_(None), stated)
    rows = db.session.execute(query.order_by(ExpenseLine.id.desc()).limit(most + len(lines))).all()
    known = [(row, {name: pairs(getattr(row, name)) for name in FIELDS}) for row in rows]
    return [_greatest(line, known, most) for line in lines]


def _greatest(line: ExpenseLine, known: Sequence, most: int) -> dict[str, Decimal]:
    """``known`` begins with the latest, so that no more of it is looked at than counts."""
    before = line.id
    earlier = (one for one in known if (before is None or one[0].id < before) and not same_occasion(one[0], line))
    last = list(islice(earlier, most))
    own = {name: pairs(getattr(line, name)) for name in FIELDS}
    return {name: max((likeness(own[name], its[name]) for _row, its in last), default=Decimal(0)) for name in FIELDS}
