"""Every night: records that were not submitted or mended in time give their names free, to the next in line (A8.1)."""

import clock
from operations import Refused
from operations.jobs import carried_out
from operations.lapses import lapse
from operations.next_in_line import tell_next
from queries.registration import lapsing_ids, overdue_wishes


def run(run_id: int | None = None) -> None:
    """Free what is due today, one transaction each; then pass on the names that were kept for somebody in vain."""
    with carried_out("free_lapsed_names", run_id) as running:
        today = clock.today()
        for customer_id in lapsing_ids(today) if running else ():
            try:
                lapse(customer_id, today)
            except Refused:
                running.beat(stayed=1)
            else:
                running.beat(freed=1)
        for name_key, credit_code in overdue_wishes() if running else ():
            running.beat(passed_on=tell_next(name_key, credit_code) is not None)
