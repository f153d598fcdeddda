"""A5, A12.3: who does what with a lead in somebody's hands, and which record counts for its limit."""

import datetime as dt

import pytest

from policy.following import ActivityKind
from policy.lead_following import (
    Follow,
    HandsFacts,
    Held,
    accept_problems,
    first_record,
    follow_up_problems,
    give_back_problems,
    record_problems,
)
from policy.leads import LeadStatus

DISPATCHED, ACCEPTED = LeadStatus.DISPATCHED, LeadStatus.ACCEPTED
CAME = dt.datetime(2026, 11, 23, 1, 30, 40, tzinfo=dt.UTC)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
ANNA, BEN = 1, 2


def codes(problems):
    return [problem.code for problem in problems]


def test_only_the_receiver_accepts():
    assert codes(accept_problems(HandsFacts(DISPATCHED, holds=True))) == []
    assert codes(accept_problems(HandsFacts(DISPATCHED, holds=False, leads=True))) == ["not_receiver"]


@pytest.mark.parametrize(
    ("holds", "reason", "expected"),
    [
        (True, "客户在外省", []),
        (True, " \n", ["no_reason"]),
        (False, "客户在外省", ["not_receiver"]),
        (False, "", ["not_receiver", "no_reason"]),
    ],
)
def test_only_the_receiver_gives_back_and_says_why(holds, reason, expected):
    assert codes(give_back_problems(HandsFacts(ACCEPTED, holds=holds, reason=reason))) == expected


@pytest.mark.parametrize(
    ("status", "holds", "leads", "expected"),
    [
        (DISPATCHED, True, False, []),
        (ACCEPTED, True, False, []),
        (ACCEPTED, False, True, []),
        (ACCEPTED, False, False, ["not_yours"]),
        (LeadStatus.CONVERTED, True, False, ["converted"]),
        (LeadStatus.FILTERED, False, True, ["not_held"]),
        (LeadStatus.INVALID, True, True, ["not_held"]),
    ],
)
def test_receiver_and_who_leads_them_record_while_it_is_in_hands(status, holds, leads, expected):
    assert codes(record_problems(HandsFacts(status, holds=holds, leads=leads))) == expected


@pytest.mark.parametrize(
    ("kind", "after", "expected"),
    [
        (ActivityKind.CALL, HOUR, []),
        (ActivityKind.CALL, -dt.timedelta(seconds=40), []),
        (ActivityKind.CALL, -MINUTE, ["before_arrival"]),
        (ActivityKind.INTERNAL, HOUR, ["reaches_nobody"]),
    ],
)
def test_a_follow_up_reaches_the_customer_after_the_inquiry_came_in(kind, after, expected):
    assert codes(follow_up_problems(kind, CAME + after, CAME)) == expected


def test_the_first_record_of_the_receiver_counts_by_when_it_was_recorded():
    held = Held(ANNA, since=CAME)
    assert first_record(held, []) is None
    assert first_record(held, [Follow(ANNA, CAME + 3 * HOUR), Follow(ANNA, CAME + 2 * HOUR)]) == CAME + 2 * HOUR
    assert first_record(held, [Follow(BEN, CAME + HOUR)]) is None


def test_a_record_counts_for_the_dispatch_in_which_it_was_made():
    first, second = Held(ANNA, CAME, until=CAME + 2 * HOUR), Held(ANNA, CAME + 4 * HOUR)
    records = [Follow(ANNA, CAME + 3 * HOUR), Follow(ANNA, CAME + 5 * HOUR)]
    assert first_record(first, records) is None
    assert first_record(second, records) == CAME + 5 * HOUR


def test_the_conversion_is_a_record_too():
    converted = Held(ANNA, CAME, until=CAME + 2 * HOUR, converted=True)
    assert first_record(converted, []) == CAME + 2 * HOUR
    assert first_record(converted, [Follow(ANNA, CAME + HOUR)]) == CAME + HOUR
    assert first_record(Held(ANNA, CAME, until=CAME + 2 * HOUR), []) is None
