"""Every minute: the database knows what is due, so whatever the queue lost or nobody rang for is rung for again."""

from jobs import send_outbox
from operations import statement_files
from operations.handovers import ring
from operations.jobs import sweep, tally
from queries.handovers import unfinished


def run() -> None:
    """Ring for missed days, waiting runs, handovers and files left half-way, and send the mail that is due."""
    tally("sweep", sweep())
    ring(unfinished())
    statement_files.ring(statement_files.unfinished())
    send_outbox.run()
