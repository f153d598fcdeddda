"""Every quarter of an hour: the day of every unit with a manager, once its hour has come (A3.3)."""

from operations.digests import draw_due
from operations.jobs import tally


def run() -> None:
    """Draw what is due and not there; what a tick missed the next one finds."""
    tally("draw_digests", *draw_due())
