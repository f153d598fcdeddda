"""How often, and for how long, an unsent mail is tried again. No clause: the policy's alerts may be late, not lost."""

import datetime as dt

MOST_ATTEMPTS = 12
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=6)


def pause_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many failed attempts (≥ 1), doubling each time; None: give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
