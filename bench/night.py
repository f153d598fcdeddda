"""What the night's jobs cost: ``python -m bench.night sqlite:////tmp/big.db``. It writes into that database.

The tracking scan of all customers, a second scan that finds nothing new, the same with a limit for every grade, the
preview of some limits, and the release of who is overdue.
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
        timed("by grade", by_grade)
        timed("forecast", lambda: foreseen("release_days", 61))
        timed("forecast", lambda: foreseen("release_days_a", 61))
        timed("forecast", lambda: foreseen("alarm_days", 45))
        timed("release", release)
    valkey.close()


def together(steps) -> str:
    """What all steps of a scan did."""
    total: dict[str, int] = {}
    for step in steps:
        for name, count in step.items():
            total[name] = total.get(name, 0) + count
    return ", ".join(f"{count} {name}" for name, count in total.items())


def by_grade() -> str:
    """The scan once more, when every grade has a limit of its own that changes nothing for anybody."""
    import clock
    from extensions import db
    from models import ParameterValue
    from operations.tracking import scan

    today, now = clock.today(), clock.now()
    own = [
        ParameterValue(name=f"release_days_{grade}", value=str(91 + place), valid_from=today, set_at=now)
        for place, grade in enumerate("abcd")
    ]
    db.session.add_all(own)
    db.session.commit()
    said = together(scan())
    for row in own:
        db.session.delete(row)
    db.session.commit()
    return said


def foreseen(name: str, value: int) -> str:
    """What the preview of a limit counts."""
    from queries.forecast import forecast

    found = forecast(name, value)
    return f"{name} {value}: {found.tonight} tonight, {found.later} later, {len(found.rows)} rows"


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
