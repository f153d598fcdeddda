"""Every quarter of an hour: decisions that wait too long, and steps whose seat nobody holds any more (A3.3, A9)."""

from operations.approval_clocks import watch
from operations.jobs import tally


def run() -> None:
    """Remind, once per level; what a tick missed the next one finds."""
    tally("remind_approvals", *watch())
