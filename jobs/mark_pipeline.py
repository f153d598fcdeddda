"""Every night: what was open when the month began is marked, once; so the movement of the forecast can be told (A10)."""

from operations.jobs import carried_out
from operations.pipeline_marks import mark_pipeline


def run(run_id: int | None = None) -> None:
    """Mark what is not marked; after days without a scheduler it is made up."""
    with carried_out("mark_pipeline", run_id) as running:
        for step in mark_pipeline() if running else ():
            running.beat(**step)
