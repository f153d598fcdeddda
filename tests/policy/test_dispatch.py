"""A5, A12.3, A12.4: where a lead goes by the rules, who may receive one, and who comes first."""

import dataclasses
import datetime as dt

import pytest

from policy.dispatch import (
    Candidate,
    HandFacts,
    Inquiry,
    Receiver,
    ReceivingFacts,
    Right,
    RightKind,
    Rule,
    by_hand_problems,
    choose,
    hand_over_problems,
    has_priority,
    matching,
    receiving_problems,
    suspension,
)

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FREE = ReceivingFacts(held=3, limit=30)
SUZHOU = Inquiry("江苏省", "苏州市", "manufacturing")


def codes(rule, facts, **changed) -> list[str]:
    return [problem.code for problem in rule(dataclasses.replace(facts, **changed))]


def rule(label="", **columns) -> Rule:
    columns = {name: frozenset(value) if isinstance(value, list) else value for name, value in columns.items()}
    return Rule(id=1, label=label, **columns)


class TestWhichRule:
    @pytest.mark.parametrize(
        ("columns", "inquiry", "matches"),
        [
            ({}, SUZHOU, True),
            ({}, Inquiry(), True),
            ({"provinces": ["江苏省"]}, SUZHOU, True),
            ({"provinces": ["浙江省"]}, SUZHOU, False),
            ({"provinces": ["江苏省"]}, Inquiry(), False),
            ({"provinces": ["江苏省"]}, Inquiry(city="苏州市"), True),
            ({"cities": ["苏州市"]}, SUZHOU, True),
            ({"cities": ["苏州市"]}, Inquiry("江苏省", "南京市"), False),
            ({"cities": ["苏州市"]}, Inquiry("江苏省"), False),
            ({"provinces": ["江苏省"], "cities": ["苏州市"]}, Inquiry("江苏省", "南京市"), False),
            ({"provinces": ["江苏省", "浙江省"], "cities": ["苏州市"]}, Inquiry("浙江省", "杭州市"), True),
            ({"industries": ["manufacturing"]}, SUZHOU, True),
            ({"industries": ["pharma"]}, SUZHOU, False),
            ({"industries": ["manufacturing"]}, Inquiry("江苏省", "苏州市"), False),
            ({"provinces": ["江苏省"], "industries": ["pharma"]}, SUZHOU, False),
        ],
    )
    def test_region_and_industry_decide_and_an_empty_list_means_any(self, columns, inquiry, matches):
        assert rule(**columns).matches(inquiry) is matches

    def test_rules_are_asked_in_their_order(self):
        east, all_china = rule("华东", provinces=["江苏省"]), rule("全国")
        assert matching([east, rule("北方", provinces=["北京市"]), all_china], SUZHOU) == [east, all_china]


class TestWhoMayReceive:
    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({}, []),
            ({"active": False}, ["inactive"]),
            ({"follows_leads": False}, ["not_following"]),
            ({"leave_until": TODAY}, ["on_leave"]),
            ({"suspended_since": TODAY, "suspended_under": "A12.3"}, ["suspended"]),
            ({"held": 29}, []),
            ({"held": 30}, ["full"]),
            ({"held": 31}, ["full"]),
            ({"gave_back": True}, ["gave_back"]),
            ({"active": False, "leave_until": TODAY}, ["inactive", "on_leave"]),
        ],
    )
    def test_active_not_on_leave_not_suspended_and_below_the_limit(self, changed, expected):
        assert codes(receiving_problems, FREE, **changed) == expected

    def test_a_person_may_pass_over_limit_and_return_but_nothing_else(self):
        facts = HandFacts(own_lead=True, own_person=True, holds=False, reason="客户指定", receiving=FREE)
        assert codes(by_hand_problems, facts) == []
        full = dataclasses.replace(FREE, held=30, gave_back=True)
        assert codes(by_hand_problems, facts, receiving=full) == []
        away = dataclasses.replace(full, leave_until=TODAY, suspended_since=TODAY)
        assert codes(by_hand_problems, facts, receiving=away) == ["on_leave", "suspended"]
        assert codes(by_hand_problems, facts, reason=" ") == ["no_reason"]
        assert codes(by_hand_problems, facts, own_person=False) == ["not_yours"]
        assert codes(by_hand_problems, facts, own_lead=False, holds=True) == ["other_units", "holds_it"]

    def test_a_leavers_leads_go_to_whoever_may_have_leads_at_all(self):
        assert codes(hand_over_problems, FREE, held=99, leave_until=TODAY) == []
        assert codes(hand_over_problems, FREE, suspended_since=TODAY) == ["suspended"]
        assert codes(hand_over_problems, FREE, follows_leads=False) == ["not_following"]


class TestTheRightToLeads:
    def right(self, kind, since=0, until=None, number=1):
        return Right(number, kind, TODAY - since * DAY, None if until is None else TODAY + until * DAY, "A12.3")

    @pytest.mark.parametrize(
        ("rights", "suspended"),
        [
            ([], False),
            ([(RightKind.SUSPENDED, 3, None)], True),
            ([(RightKind.SUSPENDED, 3, 0)], True),
            ([(RightKind.SUSPENDED, 3, -1)], False),
            ([(RightKind.SUSPENDED, -1, None)], False),
            ([(RightKind.SUSPENDED, 3, None), (RightKind.GRANTED, 1, None)], False),
            ([(RightKind.SUSPENDED, 3, None), (RightKind.GRANTED, 2, -1)], True),
            ([(RightKind.GRANTED, 3, None), (RightKind.SUSPENDED, 3, None)], True),
            ([(RightKind.SUSPENDED, 3, None), (RightKind.PRIORITY, 1, None)], True),
        ],
    )
    def test_what_began_last_decides_and_a_grant_ends_a_suspension(self, rights, suspended):
        records = [self.right(*right, number=number) for number, right in enumerate(rights)]
        assert (suspension(records, TODAY) is not None) is suspended

    def test_priority_holds_from_its_first_day_to_its_last(self):
        assert has_priority([self.right(RightKind.PRIORITY, 0, 0)], TODAY)
        assert not has_priority([self.right(RightKind.PRIORITY, 9, -1)], TODAY)
        assert not has_priority([self.right(RightKind.GRANTED)], TODAY)


class TestWhoComesFirst:
    def people(self, **changed):
        base = [Candidate(one, f"人{one}", FREE, last_at=NOON) for one in (1, 2, 3)]
        for number, columns in changed.items():
            at = int(number[1:]) - 1
            base[at] = dataclasses.replace(base[at], **columns)
        return {person.id: person for person in base}

    def chosen(self, **changed):
        everybody = rule("销售组", receiver=(Receiver.GROUP, 1), people=(3, 2, 1))
        return choose([everybody], self.people(**changed)).person.id

    def test_with_everything_equal_who_was_there_first(self):
        assert self.chosen() == 1

    def test_fewest_open_leads(self):
        assert self.chosen(p2={"facts": dataclasses.replace(FREE, held=2)}) == 2

    def test_then_the_longest_wait_and_who_never_received_one_waited_longest(self):
        assert self.chosen(p3={"last_at": NOON - DAY}) == 3
        assert self.chosen(p3={"last_at": NOON - DAY}, p2={"last_at": None}) == 2

    def test_priority_comes_before_all_that(self):
        busy = dataclasses.replace(FREE, held=29)
        assert self.chosen(p3={"priority": True, "facts": busy}, p2={"last_at": None}) == 3

    def test_priority_does_not_help_who_may_not_receive_leads(self):
        assert self.chosen(p3={"priority": True, "facts": dataclasses.replace(FREE, held=30)}) == 1


class TestNobodyIsPassedOverInSilence:
    full = {1: Candidate(1, "甲", dataclasses.replace(FREE, held=30)), 2: Candidate(2, "乙", FREE)}

    def test_when_nobody_of_the_first_rule_may_the_next_one_is_asked(self):
        first, second = rule("专属", people=(1,)), rule("全国", people=(2,))
        outcome = choose([first, second], self.full)
        assert (outcome.rule, outcome.person.id) == (second, 2)
        assert [(one.person.id, [skip.code for skip in one.skips], one.chosen) for one in outcome.workings] == [
            (1, ["full"], False),
            (2, [], True),
        ]

    def test_when_nobody_may_the_lead_waits_and_every_reason_is_there(self):
        outcome = choose([rule("专属", people=(1,)), rule("空组")], self.full)
        assert outcome.person is None
        assert [skip.code for one in outcome.workings for skip in one.skips] == ["full", "nobody"]

    def test_without_a_rule_it_waits(self):
        assert choose([], self.full).person is None
