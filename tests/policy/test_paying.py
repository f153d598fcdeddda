"""A3.4: nobody pays themselves, a batch moves along its table, an account is one."""

import datetime as dt

import pytest

from policy.paying import (
    BatchFacts,
    BatchStatus,
    DueFacts,
    account_problems,
    batch_problems,
    checks_out,
    due_problems,
    masked,
    may,
    return_problems,
)

S = BatchStatus


def codes(problems) -> set[str]:
    return {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("deed", "legal"),
    [
        ("export", {S.OPEN}),
        ("leave_out", {S.OPEN}),
        ("cancel", {S.OPEN, S.EXPORTED}),
        ("pay", {S.EXPORTED}),
        ("return", {S.PAID}),
    ],
)
def test_a_batch_moves_along_its_table(deed, legal):
    assert {status for status in BatchStatus if may(BatchFacts(deed, status))} == legal


@pytest.mark.parametrize(("deed", "status"), [("export", S.OPEN), ("pay", S.EXPORTED), ("return", S.PAID)])
def test_nobody_pays_themselves(deed, status):
    assert codes(batch_problems(BatchFacts(deed, status, own=True))) == {"own_payment"}


def test_nothing_empty_goes_to_the_bank():
    assert codes(batch_problems(BatchFacts("export", S.OPEN, pending=0))) == {"empty_batch"}


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, set()),
        ({"due": False}, {"not_due"}),
        ({"own": True}, {"own_payment"}),
        ({"batched": True}, {"in_batch"}),
        ({"account": False}, {"no_account"}),
        ({"account": False, "pays": False}, set()),
    ],
)
def test_what_is_put_into_a_batch_is_due_once_and_to_somebody_elses_account(facts, refused):
    base = {"number": "BX-1", "due": True, "own": False, "batched": False, "account": True}
    assert codes(due_problems(DueFacts(**base | facts))) == refused


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("6222 0212 3456 7890 129", {"account_check"}),
        ("6222-0212-3456-7890", {"account_check"}),
        ("4563 5100 1234", set()),
        ("3100 6655 0187 0011 2233 4", set()),
        ("", {"account_shape"}),
        ("中国银行", {"account_shape"}),
        ("=1+1", {"account_shape"}),
        ("1" * 31, {"account_shape"}),
        ("１２３４５６７８", {"account_shape"}),
    ],
)
def test_an_account_is_figures_and_a_card_has_its_check(typed, refused):
    assert codes(account_problems(typed)) == refused


def test_the_check_figure_of_a_card():
    assert checks_out("6222021234567894")
    assert not checks_out("6222021234567895")
    assert masked("6222021234567894") == "**** 7894"


def test_a_payment_comes_back_after_it_went_out():
    day = dt.date(2026, 11, 10)
    assert not codes(return_problems(day, day, day))
    assert codes(return_problems(day, day - dt.timedelta(days=1), day)) == {"returned_when"}
    assert codes(return_problems(day, day + dt.timedelta(days=1), day)) == {"returned_when"}
