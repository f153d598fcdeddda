"""What the checks said of a claim's lines is kept on them: the desk is sorted and folded by it (A3.4)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

import clock
from extensions import db
from models import ExpenseClaim, ExpenseLine
from operations import locked, transaction
from policy.claims import UNDER_WAY
from policy.examination import Examination, Light
from policy.problems import doubts
from queries.expenses import examinations, lines_of

RED_RISK = 200
"""What a red line adds to the risk of its claim; an amber one adds what it lacks of a full score."""
LINES, CLAIMS = ExpenseLine.__table__, ExpenseClaim.__table__


def keep(claim: ExpenseClaim, lines: Sequence[ExpenseLine], found: Mapping[int, Examination]) -> int:
    """Write light and score of each line, and what they sum to for the claim; how many lines have another light now.

    Joins the running transaction, under the claim's lock. It is no change of line or claim: pages that show them stay
    fresh, and no decision is void by it.
    """
    db.session.flush()
    said = [(line, found[line.id]) for line in lines]
    different = sum(line.light is not its.light for line, its in said)
    now = clock.now()
    for line, its in said:
        _set(line, {"light": its.light, "score": its.score, "examined_at": now})
    if said:
        columns = {name: bindparam(f"new_{name}") for name in ("light", "score", "examined_at")}
        rows = [{"of": line.id, **{f"new_{name}": getattr(line, name) for name in columns}} for line, _its in said]
        db.session.execute(update(LINES).where(LINES.c.id == bindparam("of")).values(columns), rows)
    lights = [its.light for _line, its in said]
    sums = {
        "reds": lights.count(Light.RED),
        "ambers": lights.count(Light.AMBER),
        "doubts": sum(doubts(its.problems) for _line, its in said),
        "desk_rank": -sum(_risk(its) for _line, its in said),
    }
    _set(claim, sums)
    db.session.execute(update(CLAIMS).where(CLAIMS.c.id == claim.id).values(sums))
    return different


def _set(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        set_committed_value(row, name, value)


def _risk(said: Examination) -> int:
    if said.light is Light.RED:
        return RED_RISK
    return 100 - said.score if said.light is Light.AMBER else 0


def reexamine() -> Iterator[dict[str, int]]:
    """Examine every line that waits for a decision anew, claim by claim, each in its own transaction; after a change of
    limits or parameters. Yields what each step did: ``steps`` are all lines, told first, ``done`` those examined, ``changed``
    those whose light is another."""
    waiting = ExpenseClaim.status.in_(sorted(UNDER_WAY)), ExpenseClaim.removed_at.is_(None)
    lines = select(func.count(ExpenseLine.id)).join(ExpenseClaim, ExpenseLine.claim_id == ExpenseClaim.id)
    yield {"steps": db.session.scalar(lines.where(*waiting, ExpenseLine.removed_at.is_(None))), "done": 0, "changed": 0}
    ids = list(db.session.scalars(select(ExpenseClaim.id).where(*waiting).order_by(ExpenseClaim.id)))
    db.session.rollback()
    for claim_id in ids:
        yield _anew(claim_id)


def _anew(claim_id: int) -> dict[str, int]:
    with transaction():
        claim = locked(ExpenseClaim, claim_id)
        if claim.status not in UNDER_WAY or claim.removed_at is not None:
            return {"done": 0}
        lines = lines_of(claim.id)
        return {"done": len(lines), "changed": keep(claim, lines, examinations(claim, lines))}
