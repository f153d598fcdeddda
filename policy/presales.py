"""A12.5: support by presales and experts, asked for with an opportunity; the first by value are served first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.ranking import RequestState
from policy.words import N_

_refused = refusals("A12.5")

RUNNING = frozenset({RequestState.WAITING, RequestState.TAKEN})
MOVES = {
    ("take", RequestState.WAITING): RequestState.TAKEN,
    ("give_back", RequestState.TAKEN): RequestState.WAITING,
    ("done", RequestState.TAKEN): RequestState.DONE,
    ("decline", RequestState.WAITING): RequestState.DECLINED,
    ("decline", RequestState.TAKEN): RequestState.DECLINED,
    ("withdraw", RequestState.WAITING): RequestState.WITHDRAWN,
    ("withdraw", RequestState.TAKEN): RequestState.WITHDRAWN,
}
NEEDS_WORDS = frozenset({"done", "decline", "give_back"})
"""Deeds of which the others read how they ended, or why."""


@dataclass(frozen=True)
class AskFacts:
    """Somebody asks for support. ``works_on``: they work on the opportunity; ``running``: the same is asked already."""

    works_on: bool
    open: bool
    need: str
    wanted_on: dt.date
    today: dt.date
    running: bool = False


def ask_problems(facts: AskFacts) -> Iterator[Problem]:
    """Why the support cannot be asked for like this."""
    if not facts.works_on:
        message = N_("You do not work on this opportunity.")
        yield _refused("not_yours", message, N_("Ask its owner to ask for support."), "opportunity_id")
    elif not facts.open:
        message = N_("This opportunity is closed.")
        yield _refused("closed", message, N_("Support is for open opportunities."), "opportunity_id")
    if facts.running:
        message = N_("The same support is asked for already.")
        remedy = N_("Wait for it, or withdraw the earlier request.")
        yield _refused("asked_already", message, remedy, "kind")
    if not facts.need.strip():
        yield _refused("no_need", N_("Say what you need."), N_("Presales decides by it how to prepare."), "need")
    if facts.wanted_on < facts.today:
        yield _refused("in_the_past", N_("This day is over."), N_("Choose today or a later day."), "wanted_on")


@dataclass(frozen=True)
class DeedFacts:
    """A request is to be moved on. ``asker``: by who asked, or leads them; ``supporter``: by presales who sees it;
    ``taker``: who took it on, or may act for them; ``words``: result or reason; ``activity_fits``: it is the customer's."""

    deed: str
    state: RequestState
    asker: bool = False
    supporter: bool = False
    taker: bool = False
    words: str = ""
    activity_fits: bool = True


def deed_problems(facts: DeedFacts) -> Iterator[Problem]:
    """Why the request cannot be moved on like this."""
    if (facts.deed, facts.state) not in MOVES:
        message = N_("The request has moved on: it no longer stands where this could be done.")
        yield _refused("moved_on", message, N_("Look at how it stands now."))
        return
    if facts.deed == "withdraw":
        if not facts.asker:
            yield _refused("not_asked_by_you", N_("Only who asked, or who leads them, withdraws a request."))
    elif not facts.supporter:
        yield _refused("not_supporting", N_("Presales decides about requests for support."))
    elif facts.state is RequestState.TAKEN and not facts.taker:
        message = N_("A colleague has taken this on.")
        yield _refused("not_taken_by_you", message, N_("Ask them to give it back."))
    if facts.deed in NEEDS_WORDS and not facts.words.strip():
        yield _refused("no_words", N_("Say how it ended, or why."), N_("Who asked reads it."), "result")
    if not facts.activity_fits:
        message = N_("This activity belongs to another customer.")
        yield _refused("other_customer", message, N_("Choose one of this customer's activities."), "activity_id")
