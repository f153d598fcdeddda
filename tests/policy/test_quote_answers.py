"""A9.1: what goes out, what is answered and revised, and how a discount is said."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest

from policy.mailing import is_address
from policy.quote_answers import (
    AnswerFacts,
    DeclineReason,
    SendingFacts,
    SendingWay,
    Stamp,
    answer_problems,
    letter_problems,
    revision_problems,
    sending_problems,
    stamp,
)
from policy.quote_words import fold, off
from policy.quoting import IN_FORCE, LineFacts, QuotedFacts, QuoteStatus

TODAY = dt.date(2026, 11, 23)
LINE = LineFacts(1, "排产系统", D(1), D(1000), D(850), D(1000), True)
FACTS = SendingFacts(QuoteStatus.APPROVED, TODAY, TODAY, QuotedFacts(True, True, True, True), (LINE,))
SAID = AnswerFacts(QuoteStatus.SENT, TODAY, TODAY, TODAY, TODAY, "李工", True)


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize("status", sorted(QuoteStatus))
def test_only_what_is_approved_goes_out_and_is_printed_clean(status):
    assert codes(sending_problems(replace(FACTS, status=status))) == ([] if status in IN_FORCE else ["not_approved"])
    assert (stamp(status, TODAY, TODAY) is None) == (status in IN_FORCE)


def test_every_refusal_names_clause_and_remedy():
    worst = replace(
        FACTS,
        valid_until=TODAY - dt.timedelta(days=1),
        quoted=QuotedFacts(False, False, False, False),
        lines=(replace(LINE, active=False),),
    )
    found = list(sending_problems(worst))
    assert codes(found) == ["run_out", "customer_not_approved", "opportunity_closed", "withdrawn"]
    assert all(problem.clause == "A9.1" and problem.remedy and problem.blocks for problem in found)


def test_a_quote_holds_on_its_last_day_and_not_on_the_next():
    tomorrow = TODAY + dt.timedelta(days=1)
    assert stamp(QuoteStatus.SENT, TODAY, TODAY) is None
    assert stamp(QuoteStatus.SENT, TODAY, tomorrow) is Stamp.EXPIRED
    assert stamp(QuoteStatus.ACCEPTED, TODAY, tomorrow) is None
    assert codes(sending_problems(replace(FACTS, today=tomorrow))) == ["run_out"]


@pytest.mark.parametrize(
    ("status", "across"),
    [
        (QuoteStatus.DRAFT, Stamp.DRAFT),
        (QuoteStatus.PENDING, Stamp.DRAFT),
        (QuoteStatus.RETURNED, Stamp.DRAFT),
        (QuoteStatus.EXPIRED, Stamp.EXPIRED),
        (QuoteStatus.REPLACED, Stamp.REPLACED),
        (QuoteStatus.DECLINED, Stamp.DECLINED),
        (QuoteStatus.CANCELLED, Stamp.VOID),
    ],
)
def test_what_may_not_be_relied_on_says_so_across_its_paper(status, across):
    assert stamp(status, TODAY, TODAY) is across


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"status": QuoteStatus.APPROVED}, ["not_out"]),
        ({"status": QuoteStatus.ACCEPTED}, ["not_out"]),
        ({"status": QuoteStatus.EXPIRED}, []),
        ({"sent_on": None}, ["not_out"]),
        ({"on": TODAY + dt.timedelta(days=1)}, ["day"]),
        ({"on": TODAY - dt.timedelta(days=1)}, ["day"]),
        ({"valid_until": TODAY - dt.timedelta(days=1)}, ["run_out"]),
        ({"person": ""}, ["nobody"]),
        ({"accepted": False}, ["no_reason"]),
        ({"accepted": False, "reason": DeclineReason.PRICE}, []),
        ({"accepted": False, "reason": DeclineReason.OTHER}, ["no_words"]),
        ({"accepted": False, "reason": DeclineReason.OTHER, "words": "改为租用"}, []),
        ({"accepted": False, "reason": DeclineReason.PRICE, "valid_until": TODAY - dt.timedelta(days=1)}, []),
        ({"accepted": False, "reason": DeclineReason.PRICE, "contract": "HT-1"}, ["contract_rests"]),
    ],
)
def test_an_answer_is_recorded_of_what_is_out_on_a_day_that_can_be(changed, expected):
    assert codes(answer_problems(replace(SAID, **changed))) == expected


def test_a_new_version_is_made_of_what_was_decided_and_of_nothing_that_rests_or_was_replaced():
    refused = {status for status in QuoteStatus if list(revision_problems(status))}
    assert refused == {QuoteStatus.DRAFT, QuoteStatus.PENDING, QuoteStatus.RETURNED, QuoteStatus.REPLACED}
    [problem] = revision_problems(QuoteStatus.ACCEPTED, "HT-202611-0001")
    assert (problem.code, problem.clause) == ("contract_rests", "A9.2")


def test_a_mail_has_an_address_a_subject_and_words_and_paper_handed_over_a_person():
    assert codes(letter_problems(SendingWay.MAIL, "", "", "", "")) == ["address", "no_subject", "no_body"]
    assert codes(letter_problems(SendingWay.MAIL, "", "li@customer.example", "报价", "您好")) == []
    assert codes(letter_problems(SendingWay.HANDED, "", "", "", "")) == ["nobody"]
    assert codes(letter_problems(SendingWay.HANDED, "李工", "", "", "")) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "li",
        "li@",
        "li@customer",
        "a b@customer.example",
        "li@customer.example,spy@evil.example",
        "li@customer.example\r\nBcc: spy@evil.example",
        "<li@customer.example>",
        "李@客户.公司",
        ".li@customer.example",
        "li..na@customer.example",
        "l" * 65 + "@customer.example",
        "li@" + "a" * 250 + ".com",
        "li@-customer.example",
    ],
)
def test_what_is_no_address_of_one_person_is_refused(text):
    assert not is_address(text)


@pytest.mark.parametrize(
    ("ratio", "chinese", "english"),
    [
        ("0.85", "8.5折", "15"),
        ("0.9", "9折", "10"),
        ("0.5", "5折", "50"),
        ("0.45", "4.5折", "55"),
        ("0.873894", "8.74折", "12.6"),
        ("0.9999", "9.999折", "0.01"),
        ("0.0001", "0.001折", "99.99"),
        ("1", "", ""),
        ("1.000000", "", ""),
    ],
)
def test_a_discount_is_said_as_trade_says_it(ratio, chinese, english):
    assert (fold(D(ratio)), off(D(ratio))) == (chinese, english)
