"""A9.5: implementation orders become tasks, and end with the customer's acceptance, on which payments hang.

Stated answers: the implementation is planned by its leader and by who leads the department; a task is moved by its owner
and by who plans. What is held up says why. Acceptance needs every task to be done, or a stated reason, and the customer's
paper; it reaches the milestones that hang on it once no other implementation of the contract is still open.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from policy.orders import ImplementationStatus, TaskStatus, refused
from policy.problems import Problem
from policy.words import N_

MINUTES_OF_A_DAY = 24 * 60
MOST_TASKS = 200


NOT_OF_UNIT = refused(
    "leader",
    N_("This person does not work in the unit that implements."),
    N_("Choose somebody of the unit."),
    "leader_id",
    "A9.5",
)


def _open_problems(status: ImplementationStatus) -> Iterator[Problem]:
    if status is ImplementationStatus.ACCEPTED:
        message = N_("The customer has accepted this implementation: it stays as it is.")
        yield refused("accepted", message, N_("What comes later is another order."), "", "A9.5")


@dataclass(frozen=True)
class PlanFacts:
    """The plan of an implementation: who leads it, until when."""

    status: ImplementationStatus
    leader_fits: bool
    due_on: dt.date | None
    known_due_on: dt.date | None
    today: dt.date


def plan_problems(facts: PlanFacts) -> Iterator[Problem]:
    """Why it is not planned like this."""
    yield from _open_problems(facts.status)
    if not facts.leader_fits:
        yield NOT_OF_UNIT
    if facts.due_on and facts.due_on != facts.known_due_on and facts.due_on < facts.today:
        yield refused("past", N_("The day has passed."), N_("Choose a later day."), "due_on", "A9.5")


@dataclass(frozen=True)
class TaskFacts:
    """What a task says. ``others`` counts the tasks that the implementation has beside it."""

    implementation: ImplementationStatus
    title: str
    owner_fits: bool
    due_on: dt.date | None
    known_due_on: dt.date | None
    today: dt.date
    others: int = 0


def task_problems(facts: TaskFacts) -> Iterator[Problem]:
    """Why a task is not written like this."""
    yield from _open_problems(facts.implementation)
    if not facts.title.strip():
        yield refused("no_title", N_("A task says what is to be done."), N_("Write it."), "title", "A9.5")
    if not facts.owner_fits:
        yield replace(NOT_OF_UNIT, field="owner_id", code="owner")
    if facts.due_on and facts.due_on != facts.known_due_on and facts.due_on < facts.today:
        yield refused("past", N_("The day has passed."), N_("Choose a later day."), "due_on", "A9.5")
    if facts.others >= MOST_TASKS:
        message = N_("An implementation has at most %(most)s tasks.")
        yield refused("too_many", message, N_("Put small ones together."), "", "A9.5", most=MOST_TASKS)


def task_move_problems(
    implementation: ImplementationStatus, to: TaskStatus, reason: str, owned: bool
) -> Iterator[Problem]:
    """Why a task does not move there: somebody does it, and what is held up says why."""
    yield from _open_problems(implementation)
    if to is TaskStatus.BLOCKED and not reason.strip():
        message = N_("What holds the task up?")
        yield refused("no_reason", message, N_("Write what is missing, and who has it."), "reason", "A9.5")
    if to is not TaskStatus.TODO and not owned:
        message = N_("Nobody does this task yet.")
        yield refused("no_owner", message, N_("Give it to somebody first."), "status", "A9.5")


@dataclass(frozen=True)
class TimeFacts:
    """Minutes spent on a day; ``before`` is what the person has entered for that day on all tasks."""

    on: dt.date
    minutes: int
    before: int
    today: dt.date
    begun_on: dt.date


def time_problems(facts: TimeFacts) -> Iterator[Problem]:
    """Why this time is not kept: a day has 24 hours, and lies between the order and today."""
    if facts.on > facts.today or facts.on < facts.begun_on:
        message = N_("Time is spent between the day of the order and today.")
        yield refused("day", message, N_("Correct the day."), "on", "A9.5")
    if facts.minutes <= 0:
        message = N_("Time spent is at least a minute.")
        yield refused("minutes", message, N_("Correct the minutes."), "minutes", "A9.5")
    elif facts.before + facts.minutes > MINUTES_OF_A_DAY:
        message = N_("A day has 24 hours; %(before)s minutes of it are entered already.")
        yield refused("long_day", message, N_("Correct the minutes."), "minutes", "A9.5", before=facts.before)


@dataclass(frozen=True)
class AcceptanceFacts:
    """The customer's acceptance: on which day, by whom, with how many files; ``reason`` for what is not done."""

    status: ImplementationStatus
    tasks: Collection[TaskStatus]
    reason: str
    accepted_on: dt.date
    accepted_by: str
    begun_on: dt.date
    today: dt.date
    files: int


def acceptance_problems(facts: AcceptanceFacts) -> Iterator[Problem]:
    """Why the acceptance is not recorded (A9.5)."""
    yield from _open_problems(facts.status)
    undone = sum(task is not TaskStatus.DONE for task in facts.tasks)
    if (undone or not facts.tasks) and not facts.reason.strip():
        message = N_("%(count)s of %(all)s tasks are not done.")
        remedy = N_("Finish them, or say why the customer accepts all the same.")
        yield refused("undone", message, remedy, "reason", "A9.5", count=undone, all=len(facts.tasks))
    if not facts.begun_on <= facts.accepted_on <= facts.today:
        message = N_("The customer accepts between the day of the order and today.")
        yield refused("day", message, N_("Correct the day."), "accepted_on", "A9.5")
    if not facts.accepted_by.strip():
        message = N_("Somebody at the customer accepts.")
        yield refused("nobody", message, N_("Write who signed."), "accepted_by", "A9.5")
    if not facts.files:
        message = N_("The customer's acceptance is on paper.")
        yield refused("no_file", message, N_("Attach the signed acceptance."), "file", "A9.5")


def reaches_milestones(others: Collection[ImplementationStatus]) -> bool:
    """Whether an acceptance reaches what hangs on it: no other implementation of the contract is open."""
    return all(other is ImplementationStatus.ACCEPTED for other in others)
