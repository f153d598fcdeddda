"""What the checks of expenses cost: ``python -m bench.expenses sqlite:////tmp/big.db``. It writes into that database.

A claim of 100 lines, each on an activity of its own, is examined as often as asked, with its queries counted; it is taken away
afterwards. With ``--all`` every line that waits is then examined anew, as the job does after a change of limits.
"""

import argparse
import logging
import os
import statistics
import tempfile
import time
from decimal import Decimal

from sqlalchemy import delete, event, select

from bench.databases import resolved
from bench.night import peak

LINES = 100


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("database")
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--all", action="store_true")
    asked = options.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="xianlu-expenses-")
    nobody = f"unix://{folder.name}/nobody.sock"
    os.environ.update(DATABASE_URL=resolved(asked.database), INSTANCE_PATH=folder.name, REDIS_URL=nobody)
    from app import create_app

    logging.getLogger("extensions").setLevel(logging.ERROR)
    with create_app({"ASSETS": "local"}).app_context():
        examined(asked.rounds)
        if asked.all:
            anew()


def examined(rounds: int) -> None:
    """Make the claim, examine it, say what that took, and take it away."""
    from extensions import db
    from models import ExpenseClaim, ExpenseLine
    from queries.expenses import examinations, lines_of

    claim_id = _claim()
    queries: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    took = []
    try:
        for _round in range(rounds):
            db.session.remove()
            claim = db.session.get(ExpenseClaim, claim_id)
            lines = lines_of(claim.id)
            queries.clear()
            start = time.perf_counter()
            found = examinations(claim, lines)
            took.append((time.perf_counter() - start) * 1000)
    finally:
        db.session.rollback()
        db.session.execute(delete(ExpenseLine).where(ExpenseLine.claim_id == claim_id))
        db.session.execute(delete(ExpenseClaim).where(ExpenseClaim.id == claim_id))
        db.session.commit()
    slow = sorted(took)[int(len(took) * 0.95) - 1]
    print(f"{len(found)} lines: p50 {statistics.median(took):.0f} ms, p95 {slow:.0f} ms, {len(queries)} queries")


def _claim() -> int:
    import clock
    from extensions import db
    from models import Activity, ExpenseClaim, ExpenseLine, User
    from policy.expenses import Category, ClaimStatus
    from policy.following import ActivityStatus

    user = db.session.scalars(select(User).where(User.username == "sales1")).one()
    rested = select(Activity).where(Activity.owner_id == user.id, Activity.status == ActivityStatus.DONE)
    activities = list(db.session.scalars(rested.order_by(Activity.starts_at.desc()).limit(LINES)))
    days = [clock.day_of(one.starts_at) for one in activities]
    claim = ExpenseClaim(number="BENCH-100", claimant_id=user.id, unit_id=user.unit_id, purpose="bench")
    claim.period_from, claim.period_to, claim.created_at = min(days), max(days), clock.now()
    claim.status, claim.submitted_at = ClaimStatus.SUBMITTED, clock.now()
    db.session.add(claim)
    db.session.flush()
    kinds = (Category.LOCAL_TRANSPORT, Category.ENTERTAINMENT, Category.TRAVEL, Category.LODGING)
    for place, (activity, day) in enumerate(zip(activities, days, strict=True)):
        line = ExpenseLine(claim_id=claim.id, position=place + 1, spent_on=day, category=kinds[place % len(kinds)])
        line.amount, line.city, line.invoice_number = Decimal(50 + place), "上海", f"99{place:018}"
        line.relates_to_customer = line.relates_to_action = True
        line.customer_id, line.activity_id = activity.customer_id, activity.id
        line.progress, line.key_value = f"客户推进到第 {place} 步", f"预算 {place} 万"
        db.session.add(line)
    db.session.commit()
    return claim.id


def anew() -> None:
    """Examine all lines that wait, as the job does."""
    from operations.expense_examinations import reexamine

    start, done, steps = time.monotonic(), 0, 0
    for step in reexamine():
        steps, done = steps or step.get("steps", 0), done + step["done"]
    took = time.monotonic() - start
    print(f"{done:,} of {steps:,} lines anew in {took:.0f} s ({done / took:.0f} lines/s), {peak():.0f} MiB at most")


if __name__ == "__main__":
    main()
