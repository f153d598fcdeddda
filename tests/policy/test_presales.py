"""A12.5: asking for support, and who may move a request on."""

import dataclasses
import datetime as dt

import pytest

from policy.presales import AskFacts, DeedFacts, ask_problems, deed_problems
from policy.ranking import RequestState

TODAY = dt.date(2026, 11, 24)
ASK = AskFacts(works_on=True, open=True, need="演示排产", wanted_on=TODAY, today=TODAY)
WAITING = DeedFacts("take", RequestState.WAITING, supporter=True, words="好")
TAKEN = DeedFacts("done", RequestState.TAKEN, supporter=True, taker=True, words="演示完成")


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"works_on": False}, "not_yours"),
        ({"open": False}, "closed"),
        ({"need": "  "}, "no_need"),
        ({"wanted_on": TODAY - dt.timedelta(days=1)}, "in_the_past"),
        ({"running": True}, "asked_already"),
    ],
)
def test_support_is_asked_for_with_an_open_opportunity_of_ones_own(changed, code):
    assert codes(ask_problems(ASK)) == []
    assert codes(ask_problems(dataclasses.replace(ASK, **changed))) == [code]


@pytest.mark.parametrize(
    ("facts", "changed", "code"),
    [
        (WAITING, {"supporter": False}, "not_supporting"),
        (WAITING, {"deed": "done"}, "moved_on"),
        (WAITING, {"deed": "withdraw"}, "not_asked_by_you"),
        (WAITING, {"deed": "decline", "words": " "}, "no_words"),
        (TAKEN, {"taker": False}, "not_taken_by_you"),
        (TAKEN, {"words": ""}, "no_words"),
        (TAKEN, {"activity_fits": False}, "other_customer"),
        (TAKEN, {"state": RequestState.DONE}, "moved_on"),
    ],
)
def test_a_request_is_moved_on_by_whom_it_concerns(facts, changed, code):
    assert codes(deed_problems(facts)) == []
    assert codes(deed_problems(dataclasses.replace(facts, **changed))) == [code]


def test_who_asked_withdraws_what_waits_or_was_taken_on():
    for state in (RequestState.WAITING, RequestState.TAKEN):
        assert codes(deed_problems(DeedFacts("withdraw", state, asker=True))) == []
