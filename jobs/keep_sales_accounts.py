"""Every morning: on the first working day of a month, or after it, the sales of the month before are kept (A12.6)."""

from operations.jobs import carried_out
from operations.sales_accounts import keep, keep_due


def run(run_id: int | None = None) -> None:
    """Keep what is due, the oldest month first; what is kept stays as it is."""
    with carried_out("keep_sales_accounts", run_id) as running:
        for month in keep_due() if running else ():
            running.beat(accounts=keep(month))
