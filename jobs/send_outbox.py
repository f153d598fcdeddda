"""Rung by every verb that tells somebody something, and by the sweep: sends the mails that are due."""

from operations.jobs import tally
from operations.outbox import send_due


def run() -> None:
    """Send what is due; a round that had nothing to do leaves no trace."""
    counted, error = send_due()
    if error or any(counted.values()):
        tally("send_outbox", counted, error)
