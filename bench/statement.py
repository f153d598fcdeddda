"""What the monthly statement costs: ``python -m bench.statement sqlite:////tmp/big.db``. It writes into that database.

Draws the statement of the month before as the job does, step by step, and says how long it took and how much memory this
process held; what an earlier run drew is taken away first. Then the totals that its page shows.
"""

import argparse
import logging
import os
import tempfile
import time

from sqlalchemy import delete, func, select

from bench.databases import resolved
from bench.night import peak


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("database")
    asked = options.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="xianlu-statement-")
    nobody = f"unix://{folder.name}/nobody.sock"
    os.environ.update(DATABASE_URL=resolved(asked.database), INSTANCE_PATH=folder.name, REDIS_URL=nobody)
    from app import create_app
    from extensions import db
    from models import Receivable

    logging.getLogger("extensions").setLevel(logging.ERROR)
    with create_app({"ASSETS": "local"}).app_context():
        taken_away()
        count = db.session.scalar(select(func.count()).select_from(Receivable))
        print(f"{count:,} contracts with movements, {peak():.0f} MiB before", flush=True)
        db.session.rollback()
        drawn()


def taken_away() -> None:
    """Delete the statements that are there, so that the month is due again."""
    from extensions import db
    from models import Statement, StatementFile, StatementLine, StatementSum

    for model in (StatementLine, StatementSum, StatementFile, Statement):
        db.session.execute(delete(model))
    db.session.commit()


def drawn() -> None:
    """Draw it, and say what it took and what stands in it."""
    from extensions import db
    from models import Statement, StatementLine
    from operations.statements import draw

    wall, cpu, longest, steps, last = time.monotonic(), time.process_time(), 0.0, 0, time.monotonic()
    for _step in draw():
        now = time.monotonic()
        longest, steps, last = max(longest, now - last), steps + 1, now
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    lines = db.session.scalar(select(func.count(StatementLine.id)))
    row = db.session.scalars(select(Statement)).one()
    print(
        f"{row.period}: {row.done:,} of {row.total:,} contracts, {lines:,} lines in {steps} steps: {wall:.1f} s "
        f"({cpu:.1f} s of processor time here), the longest step {longest:.1f} s, at most {peak():.0f} MiB",
        flush=True,
    )


if __name__ == "__main__":
    main()
