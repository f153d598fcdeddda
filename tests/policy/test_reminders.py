"""A4.3: who is reminded of an entry that must be finished, and when; and how often an unsent mail is tried."""

import datetime as dt

import pytest

from policy.entry import CustomerStatus
from policy.mailing import MOST_ATTEMPTS, pause_after
from policy.reminders import entry_reminders

DUE = dt.date(2028, 3, 1)


@pytest.mark.parametrize(
    ("status", "days_before", "expected"),
    [
        (CustomerStatus.DRAFT, 3, []),
        (CustomerStatus.DRAFT, 2, [("entry_due_soon", "enterer")]),
        (CustomerStatus.RETURNED, 1, [("entry_due_soon", "enterer")]),
        (
            CustomerStatus.DRAFT,
            0,
            [("entry_overdue", "enterer"), ("entry_overdue", "reviewers"), ("name_free_soon", "enterer")],
        ),
        (
            CustomerStatus.RETURNED,
            -5,
            [("entry_overdue", "enterer"), ("entry_overdue", "reviewers"), ("name_free_soon", "enterer")],
        ),
        (CustomerStatus.SUBMITTED, 3, []),
        (CustomerStatus.SUBMITTED, 2, [("review_due_soon", "reviewers")]),
        (CustomerStatus.SUBMITTED, -9, [("review_due_soon", "reviewers")]),
        (CustomerStatus.APPROVED, -9, []),
    ],
)
def test_who_must_act_is_reminded(status, days_before, expected):
    reminders = entry_reminders(status, DUE, DUE - dt.timedelta(days=days_before))
    assert [(reminder.event, reminder.audience) for reminder in reminders] == expected


def test_the_pauses_between_tries_grow_and_end():
    assert [pause_after(tries).total_seconds() / 60 for tries in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert pause_after(11) == dt.timedelta(hours=6)
    assert pause_after(MOST_ATTEMPTS) is None
