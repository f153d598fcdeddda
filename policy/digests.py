"""A3.3: the day of a unit as its managers read it, the proof that they did, and who passes it on when they did not."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.words import N_, Word

_refused = refusals("A3.3")


class Section(Word):
    """What a digest is made of, in the order in which it is read."""

    URGENT = "urgent", N_("Urgent events")
    LEAVING = "leaving", N_("Customers that left for the pool")
    LEADS = "leads", N_("Leads dispatched")
    CUSTOMERS = "customers", N_("New customers")
    OPPORTUNITIES = "opportunities", N_("New opportunities")
    STAGES = "stages", N_("Moves from stage to stage")
    DATES = "dates", N_("Expected signing dates moved")
    WON = "won", N_("Opportunities won")
    LOST = "lost", N_("Opportunities lost or invalid")
    CONTRACTS = "contracts", N_("Contracts signed")
    COLLECTIONS = "collections", N_("Collections")
    ACTIVITIES = "activities", N_("Activities")


MOST_LINES = 30
"""So many lines of a section are kept in a digest; all of them are counted."""
MOST_PEOPLE = 100
LOOKED_BACK = 7
"""Days that were missed are drawn so far back."""
RELAYED_BACK = 14
"""So many days back an unread digest is still passed on."""


def draws(working: bool, events: int) -> bool:
    """Whether there is a digest: on every working day, and on others where something happened."""
    return working or events > 0


def relay_base(day: dt.date, drawn_on: dt.date) -> dt.date:
    """The day after which a digest is to be read: its own, or the later one on which it was drawn."""
    return max(day, drawn_on)


@dataclass(frozen=True)
class ReaderFacts:
    """A manager's reading of a digest, and who does something about it."""

    own: bool
    assists: bool = False
    read: bool = False
    relayed: bool = False
    note: str = ""


def read_problems(facts: ReaderFacts) -> Iterator[Problem]:
    """Why somebody cannot say that they have read a digest."""
    if not facts.own:
        message = N_("Only the managers whom it was drawn for confirm that they have read it.")
        yield _refused("not_reader", message, N_("An assistant passes it on and says how."))


def relay_problems(facts: ReaderFacts) -> Iterator[Problem]:
    """Why a digest cannot be passed on like this."""
    if not facts.assists:
        message = N_("A digest is passed on by the assistants of its manager.")
        yield _refused("not_assistant", message, N_("Ask the manager's assistant."))
    if facts.read:
        yield _refused("read", N_("The manager has read it meanwhile: there is nothing to pass on."))
    elif facts.relayed:
        yield _refused("relayed", N_("It was passed on already."))
    if not facts.note.strip():
        message, remedy = N_("Passing a digest on says how."), N_("Write how you passed it on: by phone, by message …")
        yield _refused("no_note", message, remedy, "relay_note")
