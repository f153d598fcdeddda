"""A8.1, A13: the question “is this one taken?”. What counts as the same, how often one may ask, and what is one question."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Kind, Problem
from policy.words import N_, Word

SHORTEST = 2
"""Letters or digits that a question has at least."""
MOST = 20
"""Hits of one group that are shown at most: whoever asks for less than a name gets less than a list."""
FUZZY = 5
"""From this many characters on, names that are merely like the typed one are looked for, also outside the company."""
STILL_TYPING = dt.timedelta(minutes=2)
"""Within this time a term that goes on from the one before is the same question, still being typed."""


class Likeness(Word):
    """How a hit stands to what was asked."""

    SAME = "same", N_("Same")
    SIMILAR = "similar", N_("Similar")


@dataclass(frozen=True)
class Asked:
    """What a typed term may stand for; a part that it cannot be is empty."""

    key: str
    code: str = ""
    phone: str = ""


def likeness(asked: Asked, key: str | None, code: str | None = None, phones: tuple[str, ...] = ()) -> Likeness:
    """Same is what has the same name key, credit code or phone; everything else that was found is similar."""
    same = (
        (asked.key and asked.key == key)
        or (asked.code and asked.code == code)
        or (asked.phone and asked.phone in phones)
    )
    return Likeness.SAME if same else Likeness.SIMILAR


def same_question(former: str, later: str, passed: dt.timedelta) -> bool:
    """Whether a term goes on from the one before, letter by letter: then it does not count again.

    Both are keys. Going back to fewer letters is the same question; going on from there another way is not.
    """
    return passed <= STILL_TYPING and bool(former) and (later.startswith(former) or former.startswith(later))


@dataclass(frozen=True)
class AskingFacts:
    """Who asks: the length of the key, how many questions of today count, and the limit per person and day."""

    length: int
    used: int
    limit: int


def asking_problems(facts: AskingFacts) -> Iterator[Problem]:
    """Why a question is not answered: too short to mean one company, or asked too often today (A13)."""
    if facts.length < SHORTEST:
        yield Problem(
            "A8.1",
            Kind.BLOCKS,
            N_("Type at least %(least)s letters or digits."),
            N_("A name or part of it, pinyin initials, a credit code or a phone number."),
            "term",
            "too_short",
            {"least": SHORTEST},
        )
    elif facts.used >= facts.limit:
        yield Problem(
            "A13",
            Kind.BLOCKS,
            N_("You have asked %(limit)s times today, which is the limit per person and day."),
            N_("Ask again tomorrow. When your work needs more, an administrator can raise “lookups_per_day” (A8.1)."),
            "term",
            "lookup_limit",
            {"limit": facts.limit},
        )


def sharing_problems(owned: bool, own: bool) -> Iterator[Problem]:
    """Why nobody is asked to follow a customer together (A8.2)."""
    if own:
        yield Problem("A8.2", Kind.BLOCKS, N_("This customer is your own."), code="own")
    elif not owned:
        message, remedy = N_("Nobody owns this customer."), N_("Claim it from the public pool.")
        yield Problem("A8.2", Kind.BLOCKS, message, remedy, code="pooled")
