"""A3.1, A13: who may hold an account, and with which password."""

import pytest

from policy.accounts import AccountFacts, PasswordFacts, account_problems, password_problems, username_problems
from policy.roles import Role

ADMIN = frozenset({Role.ADMINISTRATOR})
SALES = frozenset({Role.DIRECT_SALES})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (AccountFacts(SALES), []),
        (AccountFacts(frozenset()), ["no_role"]),
        (AccountFacts(SALES, unit_active=False), ["unit_inactive"]),
        (AccountFacts(SALES, active=False, unit_active=False), []),
        (AccountFacts(SALES, same_company=False, customers=2), ["customers_stay"]),
        (AccountFacts(SALES, same_company=False), []),
        (AccountFacts(SALES, assists=True), ["not_assistant"]),
        (AccountFacts(frozenset({Role.SALES_ASSISTANT}), assists=True), []),
        (AccountFacts(ADMIN, was_administrator=True, self_made=True), []),
        (AccountFacts(SALES, was_administrator=True, self_made=True), ["locks_out"]),
        (AccountFacts(ADMIN, active=False, was_administrator=True, self_made=True), ["locks_out"]),
        (AccountFacts(SALES, was_administrator=True, other_administrators=0), ["last_administrator"]),
        (AccountFacts(SALES, was_administrator=True), []),
        (AccountFacts(ADMIN | SALES), ["mixed_administrator"]),
    ],
)
def test_an_account(facts, expected):
    assert [problem.code for problem in account_problems(facts)] == expected


def test_a_second_role_of_an_administrator_only_warns():
    assert not any(problem.blocks for problem in account_problems(AccountFacts(ADMIN | SALES)))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (PasswordFacts("river lamp kite", "sales1"), []),
        (PasswordFacts("先录先得一二三四五六", "sales1"), []),
        (PasswordFacts("123456789", "sales1"), ["password_short"]),
        (PasswordFacts("x" * 201, "sales1"), ["password_long"]),
        (PasswordFacts("ababababab", "sales1"), ["password_repeated"]),
        (PasswordFacts("my SALES1 word", "sales1"), ["password_username"]),
        (PasswordFacts("Xianlu-Demo", "sales1", ("xianlu-demo",)), ["password_known"]),
        (PasswordFacts("river lamp kite", "sales1", same=True), ["password_same"]),
    ],
)
def test_a_password(facts, expected):
    assert [problem.code for problem in password_problems(facts)] == expected


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("li.na", True),
        ("a1", True),
        ("a", False),
        ("_x", False),
        ("李", False),
        ("A1", False),
        ("a" * 41, False),
        ("a b", False),
        ("", False),
    ],
)
def test_a_user_name(name, fine):
    assert (not list(username_problems(name))) is fine
