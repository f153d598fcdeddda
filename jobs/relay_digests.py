"""Every quarter of an hour: digests that were not read in time are passed on by the assistant (A3.3)."""

from operations.digests import watch_reading
from operations.jobs import tally


def run() -> None:
    """Ask the assistants, once; and keep what nobody read or passed on."""
    tally("relay_digests", *watch_reading())
