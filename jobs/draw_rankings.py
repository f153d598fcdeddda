"""Every morning: on the first working day of a month, or after it, the ranking of the month before (A12.4)."""

from operations.jobs import carried_out
from operations.rankings import draw_due


def run(run_id: int | None = None) -> None:
    """Draw the rankings that are due, of every company and of the agents, the oldest month first."""
    with carried_out("draw_rankings", run_id) as running:
        for board, deed in draw_due() if running else ():
            running.each(board, deed, (0,))
