"""A5: how an inquiry comes in. What it must say, what the public doors make of it, and when two are the same."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.problems import Kind, Problem
from policy.regions import REGIONS
from policy.words import N_

FASTEST_SECONDS = 3
"""Nobody reads and fills a form faster than this; programs do."""
OLDEST_SECONDS = 24 * 3600
"""So long a public form that was opened may be sent."""
LONGEST_WORDS = 4000
FEWEST_DIGITS = 3
"""An extension has three digits; with fewer nobody can be called."""
LONGEST_BODY = 64 * 1024
"""Bytes of a request at the interface of websites."""
LONGEST_KEY = 80
"""Characters of an idempotency key."""
FIRST_PAUSE, LONGEST_PAUSE = 4, 60
"""Seconds between two looks for new messages; each look without any doubles the pause."""


def reach_problems(phone: str, email: str) -> Iterator[Problem]:
    """Why nobody could answer an inquiry: one way to reach who asks is all that is required of it."""
    if not email and sum(character.isdigit() for character in phone) < FEWEST_DIGITS:
        message = N_("Without a phone number or a mail address nobody can answer.")
        yield Problem("A5", Kind.BLOCKS, message, N_("Fill in one of them."), field="phone", code="no_way_back")


@dataclass(frozen=True)
class Opened:
    """A public form: how many seconds ago it was opened; None when its key is not one of ours."""

    seconds: float | None


def form_problems(opened: Opened) -> Iterator[Problem]:
    """Why a public form is shown once more before it is taken; who sends it again is heard."""
    again = N_("What you wrote is still here: send it once more.")
    if opened.seconds is None or opened.seconds > OLDEST_SECONDS:
        yield Problem("", Kind.BLOCKS, N_("This page was open for too long."), again, code="too_old")
    elif opened.seconds < FASTEST_SECONDS:
        yield Problem("", Kind.BLOCKS, N_("That was very quick."), again, code="too_fast")


OTHER_CONTENT = Problem(
    "",
    Kind.BLOCKS,
    N_("This form was sent before, with other content."),
    N_("The first inquiry has arrived. Send what stands here once more, if it is to be another one."),
    code="other_content",
)
REVOKED = Problem("A13", Kind.BLOCKS, N_("This key was revoked already."), code="revoked")


def digest(values: Mapping[str, object]) -> str:
    """What two inquiries share that say the same, whatever the order of their fields; empty fields count as absent."""
    said = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def place_of(typed: str) -> tuple[str, str]:
    """Province and city of a place as people write it, with or without its ending; an unknown one is kept as the city."""
    typed = typed.strip()
    named = {typed, f"{typed}市"} if typed else set()
    found = [(province, city) for province, cities in REGIONS.items() for city in cities if city in named]
    if len(found) == 1:
        return found[0]
    return (typed, "") if typed in REGIONS else ("", typed)


def pause_after(looks: int) -> int:
    """How many seconds to wait after so many looks in a row that found no new message."""
    return min(FIRST_PAUSE * 2 ** min(max(looks, 0), 10), LONGEST_PAUSE)


LONGEST_THREAD = 500
"""Messages of one visitor in one consultation."""
SAME_WORDS_MINUTES = 10
"""The same words once more within this time are the same message, sent twice."""


def message_problems(body: str, written: int) -> Iterator[Problem]:
    """Why a message of a visitor is not taken; ``written`` counts those that stand in the thread already."""
    if not body.strip():
        yield Problem("", Kind.BLOCKS, N_("Write a message first."), field="body", code="empty")
    elif written >= LONGEST_THREAD:
        message = N_("This conversation has become too long.")
        yield Problem("", Kind.BLOCKS, message, N_("Begin a new one, or call us."), field="body", code="too_long")
