"""A9.2: the standard text is filled once, with plain values, and proven by its hash."""

from decimal import Decimal

import pytest

from policy.capitals import in_capitals
from policy.contract_text import (
    FIELDS,
    TextFacts,
    body_problems,
    fill,
    in_chinese,
    is_standard,
    missing,
    payment_lines,
    places,
    sha256,
    text_problems,
    value_problems,
)

BODY = "甲方:{{customer}}\n金额:{{ amount }}\n算式:{{7*7}} {{customer.name}} {% if x %} ${amount}\n"
VALUES = {"customer": "海曙仪表", "amount": "120,000.00"}


def codes(problems):
    return [problem.code for problem in problems]


def test_named_places_are_filled_and_nothing_else_means_anything():
    text = fill(BODY, VALUES)
    assert "甲方:海曙仪表" in text
    assert "金额:120,000.00" in text
    assert "{{7*7}} {{customer.name}} {% if x %} ${amount}" in text


def test_a_value_that_looks_like_a_place_stays_as_it_is_written():
    assert fill("{{customer}}", {"customer": "{{amount}}{{7*7}}\\1", "amount": "9"}) == "{{amount}}{{7*7}}\\1"


def test_a_missing_field_is_named():
    assert missing(BODY, {"customer": "海曙", "amount": " "}) == ["amount"]
    facts = TextFacts(BODY, VALUES, {"customer": "海曙"}, "")
    problem = next(iter(text_problems(facts)))
    assert problem.code == "missing_field"
    assert "{{amount}}" in problem.message % problem.params


def test_a_place_that_nothing_fills_is_refused_when_the_text_is_set():
    problem = next(iter(body_problems("{{customer}} {{discount_for_friends}}")))
    assert (problem.code, problem.params["names"]) == ("unknown_place", "discount_for_friends")
    assert codes(body_problems(" ")) == ["empty"]
    assert codes(body_problems("x" * 60_001)) == ["long"]
    assert codes(body_problems(" ".join(f"{{{{{name}}}}}" for name in FIELDS))) == []


def test_standard_is_proven_by_the_hash_and_never_by_an_upload():
    document = sha256(fill(BODY, VALUES))
    assert is_standard(BODY, VALUES, document)
    assert not is_standard(BODY + "另附条款", VALUES, document)
    assert not is_standard(BODY, VALUES | {"amount": "1.00"}, document)
    assert not is_standard(None, VALUES, document)
    assert not is_standard(BODY, VALUES, "")
    assert not is_standard(BODY, VALUES, document, untouched=False)


def test_line_ends_and_blanks_at_their_end_do_not_change_the_hash():
    assert sha256("甲\r\n乙  \r\n") == sha256("甲\n乙\n")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"body": None}, "no_text"),
        ({"current": False}, "old_revision"),
        ({"now": VALUES | {"amount": "1.00"}}, "outdated"),
        ({"untouched": False}, "outdated"),
        ({"document": ""}, "outdated"),
    ],
)
def test_a_text_that_is_not_what_the_contract_says_is_not_submitted(given, code):
    document = "" if given.get("body", "") is None else sha256(fill(BODY, VALUES))
    facts = {"body": BODY, "values": VALUES, "now": VALUES, "document": document, **given}
    assert codes(text_problems(TextFacts(**facts))) == [code]


def test_an_upload_is_a_text():
    assert codes(text_problems(TextFacts(None, {}, {}, "a" * 64))) == []


def test_no_terms_hide_in_a_typed_value():
    assert codes(value_problems({"delivery_place": "上海" * 61})) == ["long_value"]
    assert codes(value_problems({"delivery_place": "上海\n第十条"})) == ["long_value"]
    assert codes(value_problems({"customer": "别人"})) == ["unknown_field"]


def test_places_are_listed_once_in_their_order():
    assert places("{{b}} {{a}} {{b}} {{7*7}}") == ["b", "a"]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10.05", "壹拾元零伍分"),
        ("1005.30", "壹仟零伍元叁角整"),
        ("120000", "壹拾贰万元整"),
        ("10500", "壹万零伍佰元整"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("99999999999.99", "玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_in_capital_characters(amount, said):
    assert in_capitals(Decimal(amount)) == f"人民币{said}"


def test_payments_are_worded_in_the_language_of_the_text():
    payments = [("First", "30,000.00", "2026-12-01"), ("Second", "70,000.00", "")]
    assert in_chinese("Sales contract {{customer}}\n") is False
    assert payment_lines(payments, chinese=False).splitlines() == [
        "1. First: CNY 30,000.00, payable by 2026-12-01",
        "2. Second: CNY 70,000.00, payable on acceptance",
    ]
    assert in_chinese("Sales contract 销售合同\n")
    assert "验收合格后支付" in payment_lines(payments, chinese=True)
