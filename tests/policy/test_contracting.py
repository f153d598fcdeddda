"""A9.2 and A3.6: who decides about which contract, and what is not submitted, signed or changed."""

import datetime as dt
from decimal import Decimal

import pytest

from policy.contracting import (
    ChangeFacts,
    ChangeStatus,
    ContractStatus,
    CustomerFacts,
    RouteFacts,
    SigningFacts,
    SubmissionFacts,
    TermsFacts,
    cancel_problems,
    change_problems,
    edit_problems,
    ending_problems,
    route,
    signing_problems,
    submission_problems,
)
from policy.milestones import MilestoneFacts, Part, amounts, milestone_problems, percent_problems, read_part
from policy.roles import Role

TODAY = dt.date(2026, 11, 23)
COUNTERSIGNERS = [
    (1, Role.SALES_MANAGEMENT),
    (2, Role.RND_VICE_PRESIDENT),
    (2, Role.IMPLEMENTATION_VICE_PRESIDENT),
    (2, Role.PRESIDENT),
]
ALONE = [(1, Role.DEPARTMENT_MANAGER)]


def asked(amount="200000", discount="0.45", standard=True, limit="200000", floor="0.45"):
    facts = RouteFacts(Decimal(amount), Decimal(discount), standard, Decimal(limit), Decimal(floor))
    return [(step.position, step.role) for step in route(facts)]


def codes(problems):
    return [problem.code for problem in problems]


def parts(*typed):
    return [read_part(one) for one in typed]


def paid(*made):
    return [MilestoneFacts(f"第{place}期", Decimal(one), TODAY) for place, one in enumerate(made, 1)]


def submission(status=ContractStatus.DRAFT, customer=None, amount="100.00", made=("100.00",), **terms):
    values = {"title": "系统", "amount": Decimal(amount), "discount": Decimal("0.8"), **terms}
    customer = customer or CustomerFacts(True, True)
    return codes(submission_problems(SubmissionFacts(status, customer, TermsFacts(**values), tuple(paid(*made)), ())))


def test_small_at_least_the_ratio_and_standard_the_department_manager_decides_alone():
    assert asked() == ALONE
    assert asked("1.00", "1") == ALONE


@pytest.mark.parametrize(
    "content",
    [{"amount": "200000.01"}, {"discount": "0.449999"}, {"standard": False}, {"amount": "0"}],
    ids=["a fen above the limit", "a hair below the ratio", "another text", "an open amount"],
)
def test_any_one_of_the_three_that_fails_brings_the_countersigning(content):
    assert asked(**content) == COUNTERSIGNERS


def test_the_numbers_are_the_parameters_in_force():
    assert asked("300000", limit="300000") == ALONE
    assert asked(discount="0.45", floor="0.46") == COUNTERSIGNERS


def test_every_step_says_what_brought_it_there():
    step = route(RouteFacts(Decimal(300000), Decimal("0.3"), False, Decimal(200000), Decimal("0.45")))[0]
    assert step.why % step.params == "The amount 300,000.00 is above 200,000.00: the contract is countersigned."
    assert step.clause == "A9.2"


def test_a_contract_is_approved_only_if_its_customer_exists_and_is_approved():
    assert submission() == []
    assert submission(customer=CustomerFacts(False, False)) == ["no_customer"]
    assert submission(customer=CustomerFacts(True, False)) == ["customer_not_approved"]
    assert submission(customer=CustomerFacts(True, True, opportunity_fits=False)) == ["other_opportunity"]


@pytest.mark.parametrize("ratio", ["-0.01", "1.01"])
def test_a_ratio_below_nothing_or_above_the_list_is_refused(ratio):
    assert submission(discount=Decimal(ratio)) == ["ratio"]


def test_what_is_not_a_draft_is_not_submitted():
    for status in sorted(set(ContractStatus) - {ContractStatus.DRAFT, ContractStatus.RETURNED}):
        assert submission(status) == ["not_open"]


def test_a_contract_that_ends_before_it_begins_is_refused():
    assert submission(starts_on=TODAY, ends_on=TODAY - dt.timedelta(days=1)) == ["days"]
    assert submission(starts_on=TODAY, ends_on=TODAY) == []


def test_a_quote_that_is_not_approved_makes_no_contract():
    assert submission(quote_usable=False) == ["quote"]


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        (("30%", "70%"), ["30000.00", "70000.01"]),
        (("33.33%", "33.33%", "33.34%"), ["33330.00", "33330.00", "33340.01"]),
        (("30%", ""), ["30000.00", "70000.01"]),
        (("¥30,000", "20 %", ""), ["30000.00", "20000.00", "50000.01"]),
        (("100000.01",), ["100000.01"]),
        (("",), ["100000.01"]),
    ],
)
def test_payments_come_to_the_amount_to_the_fen_because_the_last_takes_the_rest(typed, made):
    total = Decimal("100000.01")
    found = amounts(total, parts(*typed))
    assert [str(one.quantize(Decimal("0.01"))) for one in found] == made
    assert sum(found) == total
    assert codes(percent_problems(parts(*typed))) == []


def test_payments_of_99_99_percent_are_refused():
    assert codes(percent_problems(parts("30%", "69.99%"))) == ["percent"]
    assert codes(percent_problems(parts("30%", "70.01%"))) == ["percent"]
    assert codes(milestone_problems(Decimal(100), paid("30", "69.99"))) == ["sum"]


def test_a_rest_that_is_nothing_or_less_is_refused():
    made = amounts(Decimal(100), parts("60", "40", ""))
    assert codes(milestone_problems(Decimal(100), paid(*made))) == ["not_positive"]
    made = amounts(Decimal(100), parts("60", "50", ""))
    assert codes(milestone_problems(Decimal(100), paid(*made))) == ["not_positive"]


@pytest.mark.parametrize("typed", ["abc", "-5", "1e5", "30%%", "12.345", "9" * 30, "٣٠%"])
def test_what_is_neither_an_amount_nor_percent_is_none(typed):
    assert read_part(typed) is None


def test_amounts_are_read_as_people_type_them():
    assert parts("¥1,234.50", "30%", "5元", "") == [
        Part(amount=Decimal("1234.50")),
        Part(percent=Decimal(30)),
        Part(amount=Decimal(5)),
        Part(),
    ]


def test_each_payment_has_a_name_and_a_term():
    rows = [MilestoneFacts("", Decimal(50), TODAY), MilestoneFacts("尾款", Decimal(50))]
    assert codes(milestone_problems(Decimal(100), rows)) == ["no_label", "no_term"]
    assert codes(milestone_problems(Decimal(100), [])) == ["no_milestones"]
    assert codes(milestone_problems(Decimal(0), [])) == []


def signing(status=ContractStatus.APPROVED, signed_on=TODAY, approved_on=TODAY, scanned=True):
    return codes(signing_problems(SigningFacts(status, signed_on, approved_on, TODAY, scanned)))


def test_a_contract_is_signed_after_its_approval_and_with_its_scan():
    day = dt.timedelta(days=1)
    assert signing() == []
    assert signing(ContractStatus.DRAFT) == ["not_approved"]
    assert signing(signed_on=TODAY + day) == ["future"]
    assert signing(signed_on=TODAY - day) == ["before_approval"]
    assert signing(scanned=False) == ["no_scan"]


def test_what_waits_is_frozen_and_what_is_signed_takes_a_change_order():
    assert codes(edit_problems(ContractStatus.PENDING)) == ["frozen"]
    assert codes(edit_problems(ContractStatus.SIGNED)) == ["signed"]
    assert codes(edit_problems(ContractStatus.APPROVED)) == []
    assert codes(cancel_problems(ContractStatus.SIGNED, "作废")) == ["signed"]
    assert codes(cancel_problems(ContractStatus.DRAFT, " ")) == ["no_note"]
    assert codes(ending_problems(ContractStatus.DRAFT, "到期")) == ["not_signed"]
    assert codes(ending_problems(ContractStatus.SIGNED, "到期", open_changes=1)) == ["open_change"]


def change(**given):
    values = {
        "status": ChangeStatus.DRAFT,
        "contract": ContractStatus.SIGNED,
        "reason": "增加模块",
        "differs": True,
        "terms": TermsFacts("系统", Decimal(100), Decimal("0.8")),
        "milestones": tuple(paid("100")),
        **given,
    }
    return codes(change_problems(ChangeFacts(**values)))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"contract": ContractStatus.APPROVED}, "not_signed"),
        ({"status": ChangeStatus.IN_FORCE}, "not_open"),
        ({"reason": " "}, "no_reason"),
        ({"differs": False}, "nothing"),
        ({"as_drawn_up": False}, "drifted"),
        ({"other_open": True}, "other_open"),
        ({"milestones": tuple(paid("99.99"))}, "sum"),
        ({"settled": (("首付款", Decimal(30), None),)}, "settled"),
        ({"settled": (("首付款", Decimal(30), Decimal("29.99")),)}, "settled"),
    ],
)
def test_a_change_order_is_refused_with_its_reason(given, code):
    assert change() == []
    assert change(**given) == [code]
