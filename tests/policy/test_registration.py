"""A8.1 and A8.2 in the words of the clauses."""

import datetime as dt

import pytest

from policy.entry import CustomerStatus
from policy.regions import CITIES, PLACES, PROVINCES, REGIONS, belongs
from policy.registration import (
    Earlier,
    LapseFacts,
    Registered,
    RegistrationEnd,
    core,
    end_of,
    lapse_problems,
    lapsed_problems,
    likeness,
    protected_until,
    registration_problems,
    second_problems,
    wish_problems,
)
from policy.roles import Role
from policy.sharing import ShareFacts, TransferFacts, sells, share_problems, transfer_problems

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
NEAR = Earlier("name", near=True, name="杭州启明科技有限公司", owner="王磊", unit="直销部", at="2026-03-02 09:00")


def test_a8_1_inside_the_own_company_one_is_told_who_was_first_and_when():
    (problem,) = registration_problems([NEAR])
    assert problem.blocks
    assert (problem.clause, problem.params["owner"], problem.params["at"]) == ("A8.1", "王磊", "2026-03-02 09:00")


def test_a8_1_outside_only_that_it_is_taken():
    (problem,) = registration_problems([Earlier("name", near=False, name="秘密", owner="某人")])
    assert problem.blocks
    assert problem.params == {}


def test_a8_1_similar_names_warn_and_those_of_others_once():
    far = Earlier("name", near=False)
    problems = list(registration_problems([], [far, NEAR, far]))
    assert [problem.blocks for problem in problems] == [False, False]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("北京市华信科技有限公司", "华信"),
        ("上海华信信息技术股份有限公司", "华信"),
        ("中国科技有限公司", "中国科技有限公司"),
        ("浙江恒沃精密机械有限公司", "恒沃"),
        ("ibm", "ibm"),
    ],
)
def test_the_core_of_a_name_is_what_tells_it_from_others(key, expected):
    assert core(key, PLACES) == expected


def test_likeness_goes_from_nothing_to_the_same():
    assert likeness("华信", "华信远景") == 1
    assert likeness("华信", "南山") == 0
    assert 0 < likeness("恒沃精密", "恒沃精工") < 1
    assert likeness("", "华信") == 0


def test_every_province_has_its_cities_and_no_city_lies_in_two():
    assert len(PROVINCES) == 34
    assert sum(map(len, REGIONS.values())) == len(CITIES)
    assert belongs("深圳市", "广东省")
    assert not belongs("深圳市", "浙江省")
    assert not belongs("", "")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ShareFacts(CustomerStatus.APPROVED, owner=False, active=True, reason="一起"), []),
        (ShareFacts(CustomerStatus.DRAFT, owner=False, active=True, reason="一起"), ["not_approved"]),
        (ShareFacts(CustomerStatus.APPROVED, owner=True, active=True, reason="一起"), ["owner"]),
        (ShareFacts(CustomerStatus.APPROVED, owner=False, active=False, reason=" "), ["inactive", "no_reason"]),
    ],
)
def test_a8_2_both_follow_the_customer_together_and_that_is_recorded(facts, expected):
    assert [problem.code for problem in share_problems(facts)] == expected


def test_a8_1_a_transfer_goes_to_somebody_who_sells_with_a_reason():
    assert list(transfer_problems(TransferFacts(owner=False, active=True, sells=True, reason="调整"))) == []
    problems = transfer_problems(TransferFacts(owner=True, active=False, sells=False, reason=""))
    assert [problem.code for problem in problems] == ["owner", "not_selling", "inactive", "no_reason"]
    assert sells([Role.CHANNEL_SALES])
    assert not sells([Role.FINANCE])


def test_a8_1_a_registration_is_protected_through_the_last_day_of_its_term():
    assert protected_until(TODAY, 180) == dt.date(2027, 5, 22)


@pytest.mark.parametrize(("until", "blocks"), [(TODAY, True), (TODAY - DAY, False), (None, False)])
def test_a8_1_a_second_opportunity_of_the_name_is_refused_while_the_first_is_protected_and_then_warned_of(
    until, blocks
):
    first = Registered("扩容", "王磊", "直销部", "2026-03-02 09:00", until)
    (problem,) = second_problems([first], TODAY)
    assert (problem.clause, problem.code, problem.blocks) == ("A8.1", "registered_before", blocks)
    assert (problem.params["owner"], problem.params["at"]) == ("王磊", "2026-03-02 09:00")


@pytest.mark.parametrize(
    ("status", "days_over", "codes"),
    [
        (CustomerStatus.DRAFT, 4, []),
        (CustomerStatus.RETURNED, 4, []),
        (CustomerStatus.DRAFT, 3, ["not_due"]),
        (CustomerStatus.DRAFT, -2, ["not_due"]),
        (CustomerStatus.SUBMITTED, 30, ["wrong_state"]),
        (CustomerStatus.APPROVED, 30, ["wrong_state"]),
        (CustomerStatus.LAPSED, 30, ["wrong_state"]),
    ],
)
def test_a8_1_a_draft_or_returned_record_more_than_lapse_days_past_its_limit_gives_its_name_free(
    status, days_over, codes
):
    facts = LapseFacts(status, TODAY - days_over * DAY, 3, TODAY)
    assert [problem.code for problem in lapse_problems(facts)] == codes


def test_the_warning_names_the_day_on_which_it_happens():
    facts = LapseFacts(CustomerStatus.DRAFT, TODAY, 3, TODAY)
    assert list(lapse_problems(LapseFacts(facts.status, facts.due_on, 3, facts.free_on))) == []
    assert list(lapse_problems(LapseFacts(facts.status, facts.due_on, 3, facts.free_on - DAY)))


def test_what_was_returned_ends_as_not_mended_and_a_lapsed_record_is_only_read():
    assert end_of(CustomerStatus.RETURNED) is RegistrationEnd.NOT_MENDED
    assert end_of(CustomerStatus.DRAFT) is RegistrationEnd.LAPSED
    assert [problem.code for problem in lapsed_problems(CustomerStatus.LAPSED)] == ["lapsed"]
    assert list(lapsed_problems(CustomerStatus.DRAFT)) == []


@pytest.mark.parametrize(
    ("taken", "own", "pooled", "waits"),
    [(True, False, False, True), (True, True, False, False), (True, False, True, False), (False, False, False, False)],
)
def test_one_stands_in_line_only_for_a_name_that_somebody_else_holds(taken, own, pooled, waits):
    assert (not list(wish_problems(taken, own, pooled))) is waits
