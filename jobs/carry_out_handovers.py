"""Rung for when a handover is large, and by the sweep for one that was left half-way: everything goes to its receivers."""

from operations.handovers import carry_out
from queries.handovers import unfinished


def run(handover_id: int | None = None) -> None:
    """Carry on one handover, or all that are not finished; what moved before stays moved."""
    for one in [handover_id] if handover_id else unfinished():
        carry_out(one)
