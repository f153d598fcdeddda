"""A3.4: whether the linked activity carries an expense. Took place, one's own, the right customer, near in time."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.following import ActivityStatus
from policy.problems import Kind, Problem
from policy.words import N_


@dataclass(frozen=True)
class ActivityFacts:
    """The linked activity, seen from the line. Days are company days; ``own``: the claimant owns it or took part."""

    status: ActivityStatus
    starts_at: dt.datetime
    first_day: dt.date
    last_day: dt.date
    own: bool
    customer_id: int | None
    recorded_on: dt.date | None = None
    changed_at: dt.datetime | None = None
    carries_category: bool = False


def distance(activity: ActivityFacts, day: dt.date) -> int:
    """Days between an expense and the activity; 0 on any day of the activity itself."""
    return max((activity.first_day - day).days, (day - activity.last_day).days, 0)


def activity_problems(
    activity: ActivityFacts,
    spent_on: dt.date,
    now: dt.datetime,
    window_days: int,
    record_days: int,
    customer: bool,
    customer_id: int | None,
    submitted_at: dt.datetime | None,
) -> Iterator[Problem]:
    """What speaks against an expense that rests on this activity. ``customer``: the line relates to one."""
    yield from _took_place(activity, now)
    if not activity.own:
        remedy = N_("Link an activity of your own, or have its owner list you as taking part.")
        yield _problem(
            Kind.BLOCKS, N_("The claimant took no part in this activity."), remedy, "activity_of_other_person"
        )
    yield from _right_customer(activity, customer, customer_id)
    away = distance(activity, spent_on)
    if away > window_days:
        yield _problem(
            Kind.BLOCKS,
            N_("The activity lies %(away)s days from the expense; at most %(window)s are allowed."),
            N_("Link the activity that the money was spent on, or correct the day."),
            "activity_outside_window",
            away=away,
            window=window_days,
        )
    yield from _doubts(activity, record_days, submitted_at)


def _took_place(activity: ActivityFacts, now: dt.datetime) -> Iterator[Problem]:
    if activity.status is ActivityStatus.PLANNED:
        remedy = N_("Record what happened and mark it as done.")
        yield _problem(Kind.BLOCKS, N_("The activity is only planned."), remedy, "activity_planned")
    if activity.status is ActivityStatus.CANCELLED:
        remedy = N_("Link an activity that took place.")
        yield _problem(Kind.BLOCKS, N_("The activity was cancelled."), remedy, "activity_cancelled")
    if activity.starts_at > now:
        remedy = N_("Wait until it has taken place, or correct its date.")
        yield _problem(Kind.BLOCKS, N_("The activity lies in the future."), remedy, "activity_in_future")


def _right_customer(activity: ActivityFacts, customer: bool, customer_id: int | None) -> Iterator[Problem]:
    if customer and customer_id is not None and activity.customer_id != customer_id:
        remedy = N_("Link an activity with the customer of this line, or correct the customer.")
        yield _problem(Kind.BLOCKS, N_("The activity is not with this customer."), remedy, "activity_of_other_customer")
    if not customer and activity.customer_id is not None:
        remedy = N_("Say that the line relates to this customer, if it does.")
        message = N_("Declared unrelated to a customer, but the activity is with one.")
        yield _problem(Kind.WARNS, message, remedy, "activity_has_customer", "relates_to_customer")


def _doubts(activity: ActivityFacts, record_days: int, submitted_at: dt.datetime | None) -> Iterator[Problem]:
    late = (activity.recorded_on - activity.last_day).days if activity.recorded_on else 0
    if late > record_days:
        yield _problem(
            Kind.WARNS,
            N_("The activity was entered %(days)s days after the fact."),
            N_("Record activities on the day; tell finance why this one came later."),
            "activity_entered_late",
            days=late,
        )
    if submitted_at and activity.changed_at and activity.changed_at > submitted_at:
        remedy = N_("Compare what it says now with what was submitted.")
        message = N_("The activity was changed after the claim was submitted.")
        yield _problem(Kind.WARNS, message, remedy, "activity_changed_since")
    if activity.carries_category:
        remedy = N_("Check that this is another expense, and say so in the description.")
        message = N_("The activity already carries an expense of this category.")
        yield _problem(Kind.WARNS, message, remedy, "activity_carries_category")


def _problem(kind: Kind, message: str, remedy: str, code: str, field: str = "activity_id", **params) -> Problem:
    return Problem("A3.4", kind, message, remedy, field, code, params)
