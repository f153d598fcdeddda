"""Every morning: closings that wait for their confirmation, and expected signing dates that passed (A6.7)."""

import clock
from operations.jobs import carried_out
from operations.reminders import remind_of_closing, remind_of_date
from queries.reminders import closings_waiting, dates_passed


def run(run_id: int | None = None) -> None:
    """Remind those who confirm, and the owners of what should be closed by now."""
    with carried_out("remind_closing_clocks", run_id) as running:
        today = clock.today()
        for closing_id in closings_waiting(today) if running else ():
            running.beat(reminded=remind_of_closing(closing_id))
        for opportunity_id in dates_passed(today) if running else ():
            running.beat(reminded=remind_of_date(opportunity_id))
