"""After a change of the rules and every night: what waits at the finance desk is examined by the rules of today (A3.4)."""

from operations.expense_examinations import reexamine
from operations.jobs import carried_out


def run(run_id: int | None = None) -> None:
    """Examine every open line anew, and say how many have another light."""
    with carried_out("reexamine_claims", run_id) as running:
        for step in reexamine() if running else ():
            running.beat(**step)
