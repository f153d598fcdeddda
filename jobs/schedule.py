"""The timetable for ``rq cron jobs.schedule``. Exactly one should run; with two every tick rings twice and does once.

RQ reads cron fields in the server's local time, so this process is put on company time, whatever the server's is. The
company's zone has no summer time: its offset of today holds all year, and needs no zone files on the server.
"""

import os
import time

from rq import cron
from rq.utils import import_attribute

import clock
from extensions import DAY, QUEUE
from operations.jobs import TIMEOUT
from queries.timetable import TIMETABLE

MINUTE = 60


def keep_company_time() -> None:
    """Make local time of this process the company's: POSIX counts zones west of Greenwich."""
    east = clock.local(clock.now()).utcoffset().total_seconds() / 3600
    os.environ["TZ"] = f"COMPANY{-east:+g}"
    time.tzset()


keep_company_time()
for job in TIMETABLE.values():
    # A tick of the sweep that no worker took within its minute is worth nothing: the next one finds the same.
    waits = {"ttl": MINUTE - 5, "job_timeout": 10 * MINUTE} if job.every else {"job_timeout": TIMEOUT}
    cron.register(
        import_attribute(job.path), queue_name=QUEUE, cron=job.cron, result_ttl=DAY, failure_ttl=30 * DAY, **waits
    )
