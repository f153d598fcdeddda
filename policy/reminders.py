"""A4.3, A6.7: when a clock that runs is worth a reminder, and to whom."""

import datetime as dt
from dataclasses import dataclass

from policy.entry import CustomerStatus
from policy.words import N_, Word

SOON_DAYS = 2
"""A reminder comes this many days before the last day."""


class Audience(Word):
    """Who is reminded."""

    ENTERER = "enterer", N_("Who enters")
    REVIEWERS = "reviewers", N_("Who reviews")


@dataclass(frozen=True)
class Reminder:
    """One reminder: the event that names its sentence, and who hears it."""

    event: str
    audience: Audience


def entry_reminders(status: CustomerStatus, due_on: dt.date, today: dt.date) -> list[Reminder]:
    """Who is reminded today that a customer's entry must be finished by ``due_on`` (A4.3).

    Before the day whoever has to act: the enterer of a draft, the reviewers of what was submitted. From the day on
    the reviewers hear of a draft too, since time is up, and the enterer hears when its name will be free (A8.1).
    """
    if status in (CustomerStatus.APPROVED, CustomerStatus.LAPSED) or today < due_on - dt.timedelta(days=SOON_DAYS):
        return []
    if status == CustomerStatus.SUBMITTED:
        return [Reminder("review_due_soon", Audience.REVIEWERS)]
    if today < due_on:
        return [Reminder("entry_due_soon", Audience.ENTERER)]
    late = [Reminder("entry_overdue", audience) for audience in (Audience.ENTERER, Audience.REVIEWERS)]
    return [*late, Reminder("name_free_soon", Audience.ENTERER)]
