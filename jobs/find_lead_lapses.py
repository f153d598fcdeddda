"""Every morning: leads not followed up in time, and valid ones without a record, kept for the assessment (A12.3)."""

from operations.jobs import carried_out
from operations.lead_clocks import find_lapses


def run(run_id: int | None = None) -> None:
    """Judge every dispatch that may have lapsed; nights without a run are made up by the next."""
    with carried_out("find_lead_lapses", run_id) as running:
        for counted in find_lapses() if running else ():
            running.beat(**counted)
