"""How often, and for how long, an unsent mail is tried again. No clause: the policy's alerts may be late, not lost."""

import datetime as dt
import re

MOST_ATTEMPTS = 12
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=6)


def pause_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many failed attempts (≥ 1), doubling each time; None: give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
LONGEST_ADDRESS, LONGEST_NAME = 254, 64


def is_address(text: str) -> bool:
    """Whether every mail server takes this as the address of one person; nothing else may hide in it."""
    if len(text) > LONGEST_ADDRESS or not ADDRESS.fullmatch(text):
        return False
    return len(text.partition("@")[0]) <= LONGEST_NAME
