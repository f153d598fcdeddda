"""A3.2, A3.3: summaries and urgent events as the clauses have them."""

import datetime as dt

import pytest

from policy.summaries import (
    LONGEST_BACK,
    ReadingFacts,
    RemarkFacts,
    SummaryFacts,
    SummaryKind,
    is_late,
    next_stretch,
    reading_problems,
    remark_problems,
    stretch,
    summary_problems,
)
from policy.urgent import HandlingFacts, handling_problems, raising_problems

TUESDAY = dt.date(2026, 11, 24)
DAY = dt.timedelta(days=1)


def codes(problems):
    return [problem.code for problem in problems]


def of(day=TUESDAY, **facts):
    return SummaryFacts(first_on=day, last_on=day, today=TUESDAY, **facts)


def test_a_day_is_itself_and_a_week_runs_from_monday_to_sunday():
    assert stretch(SummaryKind.DAILY, TUESDAY) == (TUESDAY, TUESDAY)
    assert stretch(SummaryKind.WEEKLY, TUESDAY) == (dt.date(2026, 11, 23), dt.date(2026, 11, 29))
    assert stretch(SummaryKind.WEEKLY, dt.date(2026, 11, 29))[0] == dt.date(2026, 11, 23)


def test_the_plan_is_for_what_comes_after():
    assert next_stretch(SummaryKind.DAILY, TUESDAY) == (TUESDAY + DAY, TUESDAY + 7 * DAY)
    assert next_stretch(SummaryKind.WEEKLY, dt.date(2026, 11, 23)) == (dt.date(2026, 11, 30), dt.date(2026, 12, 6))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (of(words="签了"), []),
        (of(), []),
        (of(submitting=True, words="签了"), []),
        (of(submitting=True, words="  \n"), ["no_words"]),
        (of(TUESDAY + DAY, words="明天"), ["not_begun"]),
        (of(TUESDAY - LONGEST_BACK, words="早"), []),
        (of(TUESDAY - LONGEST_BACK - DAY, words="早"), ["too_late"]),
        (of(submitted=True, submitting=True), ["submitted"]),
        (of(mine=False, words="代写"), ["not_yours"]),
    ],
)
def test_a_summary_is_ones_own_about_days_that_have_begun_and_says_something(facts, expected):
    found = list(summary_problems(facts))
    assert codes(found) == expected
    assert all(problem.clause == "A3.2" and problem.remedy for problem in found)


def test_a_week_may_be_summed_up_before_it_is_over():
    first, last = stretch(SummaryKind.WEEKLY, TUESDAY)
    assert not list(summary_problems(SummaryFacts(first, last, TUESDAY, "周结", submitting=True)))


def test_only_what_was_submitted_is_remarked_on_and_read_and_never_read_by_its_author():
    assert codes(remark_problems(RemarkFacts(submitted=True, words="好"))) == []
    assert codes(remark_problems(RemarkFacts(submitted=True, words=" "))) == ["no_remark"]
    assert codes(remark_problems(RemarkFacts(submitted=False, words="好"))) == ["not_submitted"]
    assert codes(reading_problems(ReadingFacts(submitted=True, mine=False))) == []
    assert codes(reading_problems(ReadingFacts(submitted=True, mine=True))) == ["own"]
    assert codes(reading_problems(ReadingFacts(submitted=False, mine=False))) == ["not_submitted"]


def test_a_summary_is_late_after_the_working_day_that_follows():
    assert not is_late(TUESDAY, TUESDAY)
    assert is_late(TUESDAY + DAY, TUESDAY)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (HandlingFacts(leads=True, mine=False, handled=False, answer="已派人"), []),
        (HandlingFacts(leads=True, mine=False, handled=False, answer=" "), ["no_answer"]),
        (HandlingFacts(leads=True, mine=False, handled=True, answer="已派人"), ["handled"]),
        (HandlingFacts(leads=True, mine=True, handled=False, answer="已派人"), ["not_yours"]),
        (HandlingFacts(leads=False, mine=False, handled=False, answer="已派人"), ["not_yours"]),
    ],
)
def test_an_urgent_event_is_answered_once_by_who_leads_never_by_who_raised_it(facts, expected):
    assert codes(handling_problems(facts)) == expected


def test_an_urgent_event_says_what_has_happened():
    assert codes(raising_problems(" ")) == ["no_words"]
    assert codes(raising_problems("客户停线", 9)) == []
    assert codes(raising_problems("客户停线", 10)) == ["too_many"]
