"""Every few minutes: limits of leads that have passed, told rung by rung (A5)."""

from operations.jobs import tally
from operations.lead_clocks import watch


def run() -> None:
    """Tell whoever has not heard; what a tick missed the next one finds."""
    tally("watch_lead_clocks", watch())
