"""Every morning: the reports that were ordered for Mondays and for the first working day of a month (A10)."""

import functools

import clock
from operations.jobs import carried_out
from operations.report_orders import due, send


def run(run_id: int | None = None) -> None:
    """Send what is due and was not sent, each order in its own transaction; days that were missed are made up once."""
    with carried_out("send_reports", run_id) as running:
        if running:
            today = clock.today()
            running.each("told", functools.partial(send, today=today), due(today))
