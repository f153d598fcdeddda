"""Every morning: contracts that end soon (A9.2), and signed ones whose opportunity nobody closed in time (A6.7)."""

import clock
from operations.jobs import carried_out
from operations.signings import remind_of_end, remind_of_won
from queries.contracts import ending_soon, overdue_won
from queries.parameters import value


def run(run_id: int | None = None) -> None:
    """Tell the owners, each once."""
    with carried_out("watch_contracts", run_id) as running:
        today = clock.today()
        if running:
            running.each("ending", remind_of_end, ending_soon(today, int(value("contract_notice_days"))))
            running.each("unclosed", remind_of_won, overdue_won(today))
