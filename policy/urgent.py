"""A3.3: urgent events, which reach the manager and the assistant at once.

Stated answers: told are the managers of the nearest unit above that has one, and those who assist them; of a manager's
own event the next above. Whoever raised an event does not close it: who was told answers it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.words import N_

_refused = refusals("A3.3")


MOST_OPEN = 10
"""So many events of one person stand unanswered within a day before the next one is refused: each goes out by mail."""


def raising_problems(words: str, waiting: int = 0) -> Iterator[Problem]:
    """Why nothing can be raised like this; ``waiting``: of the same person, of the last day, not answered yet."""
    if waiting >= MOST_OPEN:
        message = N_("You raised %(count)s urgent events within a day that nobody has answered yet.")
        yield _refused(
            "too_many", message, N_("Phone who leads you, and ask for an answer to what waits."), count=waiting
        )
    if not words.strip():
        message = N_("An urgent event says what has happened.")
        yield _refused("no_words", message, N_("One sentence is enough: what, and what is needed."), "words")


@dataclass(frozen=True)
class HandlingFacts:
    """An event that is to be answered."""

    leads: bool
    mine: bool
    handled: bool
    answer: str


def handling_problems(facts: HandlingFacts) -> Iterator[Problem]:
    """Why the event cannot be answered by this person like this."""
    if facts.mine or not facts.leads:
        message = N_("An urgent event is answered by who leads the person, or assists who does.")
        yield _refused("not_yours", message, N_("They were told of it; the page names who answered."))
        return
    if facts.handled:
        yield _refused("handled", N_("Somebody has answered it already."), N_("Look at what they said."))
    elif not facts.answer.strip():
        message = N_("The answer says what was done.")
        yield _refused("no_answer", message, N_("Write what you did, or who does it now."), "answer")
