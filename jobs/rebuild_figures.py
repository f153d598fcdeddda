"""Every night and at will: all figures from the records, whatever the tables say (A10)."""

from operations.figures import rebuild
from operations.jobs import carried_out


def run(run_id: int | None = None) -> None:
    """Count everything anew, and say how many figures were not right."""
    with carried_out("rebuild_figures", run_id) as running:
        for step in rebuild() if running else ():
            running.beat(**step)
