"""Every night: how long every customer has been without contact, and who must hear of it (A7.1, A7.2)."""

from operations.jobs import carried_out
from operations.tracking import scan


def run(run_id: int | None = None) -> None:
    """Scan all customers once for today, or for the run that was asked for."""
    with carried_out("tracking_scan", run_id) as running:
        for step in scan() if running else ():
            running.beat(**step)
