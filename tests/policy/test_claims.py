"""The life of a claim: every state × deed, and who may do it."""

import pytest

from policy.claims import CLAIMANTS, MOVES, DeedFacts, after, deed_problems, may
from policy.expenses import ClaimStatus

DEEDS = sorted({deed for deed, _ in MOVES} - {"lines_changed"})
D, S, M, C, A, R, P = ClaimStatus
ROLES = {
    "claimant": {"claimant": True},
    "manager": {"manages": True},
    "manager claiming": {"manages": True, "claimant": True},
    "checker": {"checker": True},
    "other finance": {},
    "manager who approved and checks": {"manages": True, "approver": True, "checker": True},
}
RETURNED = "payment_returned", P
UNDONE = ("reopen", A), RETURNED
LEGAL = {
    "claimant": {("submit", D), ("submit", R), ("withdraw", S), ("withdraw", M)},
    "manager": {("approve", S), ("send_back", S), ("take", M), ("release", C), ("pay", A), *UNDONE},
    "manager claiming": {("submit", D), ("submit", R), ("withdraw", S), ("withdraw", M)},
    "checker": {("take", M), ("release", C), ("judge", C), ("finish", C), ("refuse", C), ("pay", A), *UNDONE},
    "other finance": {("take", M), ("release", C), ("pay", A), *UNDONE},
    "manager who approved and checks": {("approve", S), ("send_back", S), ("release", C), ("pay", A), RETURNED},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("status", list(ClaimStatus))
def test_a_deed_is_done_in_its_state_by_whose_it_is_and_never_by_others(status, deed, role):
    assert may(DeedFacts(deed, status, **ROLES[role])) is ((deed, status) in LEGAL[role])


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed not in CLAIMANTS])
def test_nobody_decides_about_their_own_claim(deed):
    facts = DeedFacts(deed, S, claimant=True, manages=True, checker=True)
    assert "own_claim" in [problem.code for problem in deed_problems(facts)]


def test_a_claim_whose_checker_decides_nothing_for_a_while_is_taken_by_another_and_by_nobody_twice():
    assert may(DeedFacts("take", C, lapsed=True))
    assert not may(DeedFacts("take", C, lapsed=True, checker=True))
    assert not may(DeedFacts("take", C, lapsed=True, approver=True))


def test_a_refusal_names_the_clause():
    assert {problem.clause for problem in deed_problems(DeedFacts("pay", D, claimant=True))} == {"A3.4"}


def test_paid_is_the_end_unless_the_bank_sends_the_money_back():
    assert [deed for deed, status in MOVES if status is P] == ["payment_returned"]
    assert after(*RETURNED) is A


def test_only_draft_and_returned_claims_are_submitted():
    assert [status for deed, status in MOVES if deed == "submit"] == [D, R]
    assert after("submit", R) is S
