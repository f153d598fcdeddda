"""A11: who judges what, until when it can be changed, what comes back, and what is mended."""

import datetime as dt

import pytest

from policy.assessment import ViolationKind
from policy.checking import (
    CLAUSES,
    REMEDIES,
    Earlier,
    FindingKind,
    Judgement,
    JudgingFacts,
    MendingFacts,
    Return,
    SigningFacts,
    comes_back,
    judging_problems,
    mending_problems,
    signing_problems,
    violation_kind,
)

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
REST = 28


def codes(problems):
    return [problem.code for problem in problems]


def judging(judgement, **facts):
    return codes(judging_problems(JudgingFacts(judgement, TODAY, **facts)))


def test_every_kind_names_its_clause_and_what_mends_it():
    assert set(CLAUSES) == set(REMEDIES) == set(FindingKind)


class TestJudging:
    def test_in_order_needs_no_word(self):
        assert judging(Judgement.IN_ORDER) == []

    def test_nobody_judges_what_they_answer_for(self):
        assert judging(Judgement.IN_ORDER, own=True) == ["own"]

    def test_what_is_to_be_mended_says_by_when(self):
        assert judging(Judgement.TO_MEND) == ["no_day"]
        assert judging(Judgement.TO_MEND, mend_by=TODAY) == []

    @pytest.mark.parametrize(("days", "code"), [(-1, "day_passed"), (91, "day_far")])
    def test_the_day_lies_ahead_and_not_far(self, days, code):
        assert judging(Judgement.TO_MEND, mend_by=TODAY + days * DAY) == [code]

    def test_a_violation_says_why_and_is_one_persons(self):
        assert judging(Judgement.VIOLATION, note=" ", answered=False) == ["no_words", "nobodys"]
        assert judging(Judgement.VIOLATION, note="三周没有更新") == []

    def test_what_is_part_of_harm_already_is_no_second_violation(self):
        assert judging(Judgement.VIOLATION, note="未完成周定额", harmed=True) == ["harmed"]
        assert judging(Judgement.IN_ORDER, harmed=True) == []

    def test_after_the_signature_it_holds(self):
        assert judging(Judgement.IN_ORDER, settled=True) == ["settled"]

    def test_what_was_drawn_at_random_and_not_mended_is_followed_up_after_the_closing(self):
        assert judging(Judgement.VIOLATION, settled=True, followed_up=True, note="仍未整改") == []

    def test_what_came_back_is_judged_where_it_stands_now(self):
        assert judging(Judgement.IN_ORDER, carried=True) == ["carried"]

    def test_open_is_no_judgement(self):
        assert judging(Judgement.OPEN) == ["no_judgement"]


class TestSigning:
    def test_only_when_everything_is_judged_and_once(self):
        assert codes(signing_problems(SigningFacts(False, 2))) == ["open"]
        assert codes(signing_problems(SigningFacts(False, 0))) == []
        assert codes(signing_problems(SigningFacts(True, 0))) == ["signed"]

    def test_nobody_signs_a_sheet_that_is_all_about_them(self):
        assert codes(signing_problems(SigningFacts(False, 0, own=True))) == ["own"]


class TestMending:
    ASKED = {"answers": True, "asked": True, "mended": False, "standing": False, "by_words": False}

    def mending(self, **facts):
        return codes(mending_problems(MendingFacts(**self.ASKED | facts)))

    def test_saying_so_does_not_mend_what_the_record_still_shows(self):
        assert self.mending(standing=True) == ["standing"]

    def test_what_no_record_shows_is_said_in_words(self):
        assert self.mending(by_words=True) == ["no_words"]
        assert self.mending(by_words=True, note="已补录拜访") == []

    def test_only_who_answers_for_it_once_and_only_when_asked(self):
        assert self.mending(answers=False) == ["not_yours"]
        assert self.mending(mended=True) == ["mended"]
        assert self.mending(asked=False) == ["nothing_to_mend"]


class TestComingBack:
    def back(self, judgement, **facts):
        return comes_back(Earlier(judgement, TODAY - 7 * DAY, **facts), TODAY, REST)

    def test_what_nobody_judged_comes_back(self):
        assert self.back(Judgement.OPEN) is Return.NEW
        assert comes_back(None, TODAY, REST) is Return.NEW

    def test_a_judgement_that_nobody_signed_is_none_yet(self):
        assert self.back(Judgement.IN_ORDER, settled=False) is Return.NEW

    def test_within_its_time_it_comes_back_as_it_was_judged_and_after_it_to_be_judged_anew(self):
        assert self.back(Judgement.TO_MEND, mend_by=TODAY) is Return.KEEPS
        assert self.back(Judgement.TO_MEND, mend_by=TODAY - DAY) is Return.NEW

    def test_what_is_called_mended_and_still_stands_comes_back(self):
        assert self.back(Judgement.TO_MEND, mend_by=TODAY + DAY, mended=True) is Return.NEW

    def test_a_violation_rests_until_its_time_to_mend_is_over(self):
        assert self.back(Judgement.VIOLATION, mend_by=TODAY) is Return.RESTS
        assert self.back(Judgement.VIOLATION, mend_by=TODAY - DAY) is Return.NEW

    def test_what_was_in_order_rests_while_the_record_says_the_same_and_not_for_ever(self):
        assert self.back(Judgement.IN_ORDER) is Return.RESTS
        assert self.back(Judgement.IN_ORDER, same=False) is Return.NEW
        assert comes_back(Earlier(Judgement.IN_ORDER, TODAY - REST * DAY), TODAY, REST) is Return.NEW


def test_a_lead_left_lying_is_assessed_as_such_and_the_rest_as_use_against_the_rules():
    assert violation_kind(FindingKind.LEAD_UNFOLLOWED) is ViolationKind.LEAD_LATE
    assert violation_kind(FindingKind.STAGE_STALE) is ViolationKind.MISUSE
