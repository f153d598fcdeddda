"""What the figures of the reports cost: ``python -m bench.figures sqlite:////tmp/big.db``. It writes into that database.

Counts all of them anew from the records and says what each step took and how much memory this process held; then what it
takes to count those of a change anew, and to read a department's year.
"""

import argparse
import os
import statistics
import tempfile
import time

from bench.databases import bare_app, resolved
from bench.night import peak

ROUNDS = 50


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("database")
    url = resolved(options.parse_args().database)
    folder = tempfile.TemporaryDirectory(prefix="xianlu-figures-")
    os.environ.update(DATABASE_URL=url, INSTANCE_PATH=folder.name)
    with bare_app(url).app_context():
        rebuilt()
        refreshed()
        read()


def rebuilt() -> None:
    """All of them."""
    from operations.figures import rebuild

    begun, changed = time.monotonic(), 0
    for step in rebuild():
        changed += step["changed"]
    print(f"rebuild: {time.monotonic() - begun:.1f} s, {changed:,} changed, at most {peak():.0f} MiB", flush=True)


def refreshed() -> None:
    """Those of one activity, one customer's owner and one opportunity, as their verbs leave them."""
    from extensions import db
    from models import FigureDirt
    from operations.figures import refresh
    from policy.figures import Rests, Source

    month = f"{time.strftime('%Y-%m')}"
    for source, said in (
        (Source.ACTIVITIES, {"period": month}),
        (Rests.OWNER, {"record_id": 1}),
        (Rests.OPPORTUNITY, {"record_id": 1}),
    ):
        db.session.add(FigureDirt(source=source, **said))
        db.session.commit()
        begun = time.monotonic()
        refresh()
        print(f"refresh after a change of {source}: {time.monotonic() - begun:.2f} s", flush=True)


def read() -> None:
    """A year of contracts and collections of every unit, and of one person."""
    from sqlalchemy import select

    from extensions import db
    from models import Figure, Unit
    from policy.figures import FigureKind
    from queries.figure_reads import of_children, of_person

    units = list(db.session.scalars(select(Unit.id).order_by(Unit.id)))
    person = db.session.scalar(select(Figure.user_id).where(Figure.user_id.is_not(None)).limit(1))
    periods = [f"2026-{month:02}" for month in range(1, 13)]
    kinds = [FigureKind.CONTRACTS, FigureKind.COLLECTIONS]
    for name, ask in (
        ("units", lambda: of_children(units, kinds, periods)),
        ("person", lambda: of_person(person, kinds, periods)),
    ):
        took = []
        for _round in range(ROUNDS):
            begun = time.monotonic()
            rows = ask()
            took.append(time.monotonic() - begun)
        print(f"a year of {name}: {len(rows)} rows, p50 {statistics.median(took) * 1000:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
