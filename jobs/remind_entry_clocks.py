"""Every morning: customers whose entry must be finished (A4.3)."""

import clock
from operations.jobs import carried_out
from operations.reminders import remind_of_entry
from queries.reminders import entries_due


def run(run_id: int | None = None) -> None:
    """Remind the enterers, and the reviewers when it is theirs or time is up."""
    with carried_out("remind_entry_clocks", run_id) as running:
        today = clock.today()
        for customer_id in entries_due(today) if running else ():
            running.beat(reminded=remind_of_entry(customer_id, today))
