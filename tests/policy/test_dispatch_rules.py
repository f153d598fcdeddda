"""A5: a rule names somebody and real places; rules that contradict each other are said; a change is seen beforehand."""

import dataclasses

import pytest

from policy.dispatch import Inquiry, Receiver, Rule
from policy.dispatch_rules import (
    MOST_RULES,
    RuleFacts,
    RuleIndex,
    group_problems,
    oddities,
    order_problems,
    rule_problems,
    shifts,
)
from policy.regions import REGIONS

SOUND = RuleFacts(provinces=("江苏省",), industries=("pharma",), receiver=Receiver.PERSON)


def rule(number: int, receiver: int = 0, **columns) -> Rule:
    columns = {name: frozenset(value) for name, value in columns.items()}
    return Rule(number, f"规则{number}", receiver=(Receiver.PERSON, receiver or number), **columns)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"provinces": (), "industries": ()}, []),
        ({"provinces": ("火星省",)}, ["unknown_province"]),
        ({"cities": ("亚特兰蒂斯市",)}, ["unknown_city"]),
        ({"cities": ("苏州市",)}, []),
        ({"provinces": (), "cities": ("杭州市",)}, []),
        ({"cities": ("杭州市",)}, ["city_outside"]),
        ({"industries": ("alchemy",)}, ["unknown_industry"]),
        ({"receiver": None}, ["names_nobody"]),
        ({"named": False}, ["names_nobody"]),
        ({"known": False}, ["unknown_receiver"]),
        ({"active": False}, ["inactive_receiver"]),
        ({"people": 0}, ["names_nobody"]),
        ({"receiver": Receiver.GROUP, "people": 0}, ["names_nobody"]),
        ({"receiver": Receiver.MANAGER, "people": 0}, ["names_nobody"]),
        ({"rules": MOST_RULES}, ["too_many"]),
    ],
)
def test_a_rule_names_somebody_and_places_that_exist(changed, expected):
    assert [problem.code for problem in rule_problems(dataclasses.replace(SOUND, **changed))] == expected


def test_every_refusal_says_what_to_do():
    odd = RuleFacts(("火星省",), ("亚特兰蒂斯市",), ("alchemy",), None, rules=MOST_RULES)
    assert all(problem.clause == "A5" and problem.remedy for problem in rule_problems(odd))


def test_a_group_is_not_empty():
    assert [problem.code for problem in group_problems(0, 0)] == ["empty_group"]
    assert [problem.code for problem in group_problems(2, 1)] == ["unknown_member"]
    assert not list(group_problems(1, 0))


class TestTheOrder:
    def codes(self, *rules) -> dict[int, str]:
        return {at: problem.code for at, problem in order_problems(rules).items()}

    def test_the_same_condition_with_another_receiver_contradicts_and_the_first_wins(self):
        assert self.codes(rule(1, provinces=["江苏省"]), rule(2, provinces=["江苏省"])) == {1: "contradicts"}

    def test_the_same_twice_is_said(self):
        assert self.codes(rule(1, 7), rule(2, 7)) == {1: "twice"}

    def test_a_rule_that_an_earlier_one_covers_never_comes_first(self):
        assert self.codes(rule(1), rule(2, provinces=["江苏省"])) == {1: "never_first"}
        assert self.codes(rule(1, provinces=["江苏省"]), rule(2, cities=["苏州市"])) == {1: "never_first"}
        assert self.codes(rule(1, provinces=["江苏省"]), rule(2, cities=["苏州市"], industries=["pharma"])) == {
            1: "never_first"
        }

    def test_several_earlier_rules_may_cover_one_together(self):
        halves = rule(1, provinces=["江苏省"]), rule(2, provinces=["浙江省"])
        assert self.codes(*halves, rule(3, provinces=["江苏省", "浙江省"])) == {2: "never_first"}

    def test_what_is_narrower_first_and_wider_later_is_in_order(self):
        assert self.codes(rule(1, cities=["苏州市"]), rule(2, provinces=["江苏省"]), rule(3)) == {}
        assert self.codes(rule(1, industries=["pharma"]), rule(2, provinces=["江苏省"])) == {}

    def test_a_change_says_what_it_puts_into_the_shade(self):
        narrow, wide = rule(1, provinces=["江苏省"]), rule(2)
        found = oddities([narrow], [wide, narrow], wide.id)
        assert [(problem.code, problem.params) for problem in found] == [("shades", {"rule": narrow.label})]
        assert [problem.code for problem in oddities([wide], [wide, narrow], narrow.id)] == ["never_first"]
        assert oddities([wide, narrow], [wide, narrow], wide.id) == []

    def test_all_cities_of_a_province_do_not_cover_a_lead_without_city(self):
        assert self.codes(rule(1, cities=REGIONS["江苏省"]), rule(2, provinces=["江苏省"])) == {}


class TestWhatAChangeWouldDo:
    leads = {Inquiry("江苏省", "苏州市", "pharma"): 7, Inquiry("江苏省"): 2, Inquiry("北京市"): 5}

    def test_the_index_finds_what_going_through_the_rules_finds(self):
        rules = [
            rule(1, cities=["苏州市"], industries=["food"]),
            rule(2, provinces=["江苏省", "浙江省"], cities=["杭州市"]),
            rule(3, industries=["pharma"]),
            rule(4, provinces=["浙江省"]),
            rule(5),
        ]
        index = RuleIndex(rules)
        for province in ("江苏省", "浙江省", "北京市", ""):
            for city in ("苏州市", "杭州市", "南京市", ""):
                for industry in ("pharma", "food", ""):
                    inquiry = Inquiry(province, city, industry)
                    assert index.first(inquiry) == next((one for one in rules if one.matches(inquiry)), None)

    def test_leads_that_would_go_to_another_receiver_are_counted_from_rule_to_rule(self):
        before, added = [rule(1)], rule(2, provinces=["江苏省"])
        (shift,) = shifts(before, [added, *before], self.leads)
        assert (shift.before, shift.after, shift.count) == (before[0], added, 9)
        assert set(shift.inquiries) == {Inquiry("江苏省", "苏州市", "pharma"), Inquiry("江苏省")}

    def test_a_rule_taken_away_leaves_leads_waiting(self):
        (shift,) = shifts([rule(1, provinces=["北京市"])], [], self.leads)
        assert (shift.after, shift.count) == (None, 5)

    def test_the_same_receiver_by_another_rule_is_no_change(self):
        assert shifts([rule(1, 7)], [rule(2, 7, provinces=["江苏省"]), rule(1, 7)], self.leads) == []
