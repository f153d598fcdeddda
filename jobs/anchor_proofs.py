"""Once a day: what was decided about claims is bound into one number (A13)."""

import clock
from operations.claim_proofs import anchor
from operations.jobs import carried_out


def run(run_id: int | None = None) -> None:
    """Bind the links of the days that are over."""
    with carried_out("anchor_proofs", run_id) as running:
        if running:
            running.beat(anchored=anchor(clock.today()))
