"""Every minute: the database knows what is due, so whatever the queue lost or nobody rang for is rung for again."""

from jobs import send_outbox
from operations.jobs import sweep, tally


def run() -> None:
    """Ring for missed days and waiting runs, and send the mail that is due."""
    tally("sweep", sweep())
    send_outbox.run()
