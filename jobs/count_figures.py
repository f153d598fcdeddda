"""Every few minutes: figures that a change made untrue are counted anew from the records (A10)."""

from operations.figures import refresh
from operations.jobs import tally


def run() -> None:
    """Count what is dirty; when nothing is, two short selects."""
    tally("count_figures", refresh())
