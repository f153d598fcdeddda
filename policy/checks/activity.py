"""A3.4: whether the linked activity carries an expense. Took place, one's own, the right customer, near in time."""

from collections.abc import Iterator

from policy.checks.findings import blocker, doubt
from policy.following import ActivityStatus
from policy.line_facts import LineFacts, distance
from policy.problems import Problem
from policy.words import N_

FIELD = "activity_id"


def took_place(facts: LineFacts) -> Iterator[Problem]:
    """There is one, and it is over."""
    activity = facts.activity
    if activity is None:
        remedy = N_("Link the visit, meeting or event, or record it first.")
        yield blocker(N_("A sales-action expense links no activity."), remedy, FIELD, "activity_missing")
        return
    if activity.status is ActivityStatus.PLANNED:
        remedy = N_("Record what happened and mark it as done.")
        yield blocker(N_("The activity is only planned."), remedy, FIELD, "activity_planned")
    if activity.status is ActivityStatus.CANCELLED:
        remedy = N_("Link an activity that took place.")
        yield blocker(N_("The activity was cancelled."), remedy, FIELD, "activity_cancelled")
    if activity.starts_at > facts.now:
        remedy = N_("Wait until it has taken place, or correct its date.")
        yield blocker(N_("The activity lies in the future."), remedy, FIELD, "activity_in_future")


def own(facts: LineFacts) -> Iterator[Problem]:
    """The claimant owns it or took part."""
    if not facts.activity.own:
        remedy = N_("Link an activity of your own, or have its owner list you as taking part.")
        yield blocker(N_("The claimant took no part in this activity."), remedy, FIELD, "activity_of_other_person")


def same_customer(facts: LineFacts) -> Iterator[Problem]:
    """It was with the customer of the line."""
    activity = facts.activity
    if facts.of_customer and facts.customer_id is not None and activity.customer_id != facts.customer_id:
        remedy = N_("Link an activity with the customer of this line, or correct the customer.")
        yield blocker(N_("The activity is not with this customer."), remedy, FIELD, "activity_of_other_customer")
    if not facts.of_customer and activity.customer_id is not None:
        remedy = N_("Say that the line relates to this customer, if it does.")
        message = N_("Declared unrelated to a customer, but the activity is with one.")
        yield doubt(message, remedy, "relates_to_customer", "activity_has_customer")


def near_in_time(facts: LineFacts) -> Iterator[Problem]:
    """It lies within the window around the expense."""
    away = distance(facts.activity, facts.spent_on)
    if away > facts.window_days:
        yield blocker(
            N_("The activity lies %(away)s days from the expense; at most %(window)s are allowed."),
            N_("Link the activity that the money was spent on, or correct the day."),
            FIELD,
            "activity_outside_window",
            away=away,
            window=facts.window_days,
        )


def recorded(facts: LineFacts) -> Iterator[Problem]:
    """It was recorded at the time, and is as it was when the claim was handed in."""
    activity = facts.activity
    late = (activity.recorded_on - activity.last_day).days if activity.recorded_on else 0
    if late > facts.record_days:
        yield doubt(
            N_("The activity was entered %(days)s days after the fact."),
            N_("Record activities on the day; tell finance why this one came later."),
            FIELD,
            "activity_entered_late",
            days=late,
        )
    if facts.submitted_at and activity.changed_at and activity.changed_at > facts.submitted_at:
        remedy = N_("Compare what it says now with what was submitted.")
        message = N_("The activity was changed after the claim was submitted.")
        yield doubt(message, remedy, FIELD, "activity_changed_since")


def shared(facts: LineFacts) -> Iterator[Problem]:
    """It carries no other expense of the kind, and nobody else claims for the same table or ride."""
    if facts.activity and facts.activity.carries_category:
        remedy = N_("Check that this is another expense, and say so in the description.")
        message = N_("The activity already carries an expense of this category.")
        yield doubt(message, remedy, FIELD, "activity_carries_category")
    elif facts.table_of_others:
        message = N_("%(count)s line(s) of other people are for the same customer, day and category.")
        remedy = N_("Ask whether they sat at one table or in one car: one of them claims it.")
        yield doubt(message, remedy, FIELD, "claimed_by_others", count=facts.table_of_others)
