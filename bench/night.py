"""What the night's jobs cost: ``python -m bench.night sqlite:////tmp/big.db``. It writes into that database.

The tracking scan of all customers, a second scan that finds nothing new, and the release of who is overdue.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable

from sqlalchemy import func, select

from bench.databases import resolved
from tests.support.servers import Valkey

MOST_SECONDS = 120


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("database")
    asked = options.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="xianlu-night-")
    valkey = Valkey()
    os.environ.update(DATABASE_URL=resolved(asked.database), INSTANCE_PATH=folder.name, REDIS_URL=valkey.url)
    from app import create_app
    from extensions import db
    from models import Customer
    from operations.tracking import scan

    with create_app().app_context():
        print(f"{db.session.scalar(select(func.count(Customer.id))):,} customers, {peak():.0f} MiB before")
        timed("scan", lambda: together(scan()))
        timed("scan again", lambda: together(scan()))
        timed("release", release)
    valkey.close()


def together(steps) -> str:
    """What all steps of a scan did."""
    total: dict[str, int] = {}
    for step in steps:
        for name, count in step.items():
            total[name] = total.get(name, 0) + count
    return ", ".join(f"{count} {name}" for name, count in total.items())


def release() -> str:
    """Release who is due, for two minutes at most."""
    import clock
    from operations.pool import release as leave
    from queries.pool import overdue_ids

    start, count = time.monotonic(), 0
    for customer_id in overdue_ids(clock.today()):
        leave(customer_id)
        count += 1
        if time.monotonic() - start > MOST_SECONDS:
            break
    return f"{count} released, {count / (time.monotonic() - start):.0f} per second"


def timed(what: str, deed: Callable[[], str]) -> None:
    wall, cpu = time.monotonic(), time.process_time()
    said = deed()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    print(f"{what:12}{wall:8.1f} s ({cpu:.1f} s of processor time here), at most {peak():.0f} MiB: {said}", flush=True)


def peak() -> float:
    """The most memory that this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
