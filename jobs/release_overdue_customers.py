"""Every night, after the scan: who has gone without contact for too long, and was warned, leaves for the pool (A7.3)."""

import clock
from operations import Refused
from operations.jobs import carried_out
from operations.pool import release
from queries.pool import overdue_ids


def run(run_id: int | None = None) -> None:
    """Release what is due today, one transaction each; the verb judges again, and what stays is counted."""
    with carried_out("release_overdue_customers", run_id) as running:
        for customer_id in overdue_ids(clock.today()) if running else ():
            try:
                release(customer_id)
            except Refused:
                running.beat(stayed=1)
            else:
                running.beat(released=1)
