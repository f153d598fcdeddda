"""Every day: the seed by which tomorrow's green lines are drawn is made, and its hash shown (A3.4)."""

import clock
from operations.desk_sampling import commit_seeds
from operations.jobs import carried_out


def run(run_id: int | None = None) -> None:
    """Make what is missing."""
    with carried_out("commit_sampling_seeds", run_id) as running:
        if running:
            running.beat(made=commit_seeds(clock.today()))
