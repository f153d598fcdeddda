"""Every morning: on the first working day of a month, or after it, the receivables of the month before (A9.4)."""

from operations.jobs import carried_out
from operations.statements import draw


def run(run_id: int | None = None) -> None:
    """Draw the statement that is due and not frozen yet; what was written before stays written."""
    with carried_out("draw_statement", run_id) as running:
        for step in draw() if running else ():
            running.beat(**step)
