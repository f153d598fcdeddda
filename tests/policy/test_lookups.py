"""A8.1, A13: the question “is this one taken?” in the words of the clauses."""

import datetime as dt

import pytest

from policy.lookups import (
    Asked,
    AskingFacts,
    Likeness,
    asking_problems,
    likeness,
    same_question,
    sharing_problems,
)

SOON = dt.timedelta(seconds=3)
CODE = "91110108551385082Q"


@pytest.mark.parametrize(
    ("asked", "key", "code", "phones", "expected"),
    [
        (Asked("启明科技"), "启明科技", None, (), Likeness.SAME),
        (Asked("启明"), "启明科技", None, (), Likeness.SIMILAR),
        (Asked(CODE.lower(), code=CODE), "启明科技", CODE, (), Likeness.SAME),
        (Asked("13800138000", phone="138 0013 8000"), "启明科技", None, ("", "138 0013 8000"), Likeness.SAME),
        (Asked("13800138000", phone="138 0013 8000"), "启明科技", None, ("",), Likeness.SIMILAR),
        (Asked(""), None, None, (), Likeness.SIMILAR),
    ],
)
def test_same_is_the_same_name_key_credit_code_or_phone_and_everything_else_similar(asked, key, code, phones, expected):
    assert likeness(asked, key, code, phones) is expected


def test_a13_beyond_the_limit_of_the_day_it_is_refused_and_says_who_raises_it():
    assert list(asking_problems(AskingFacts(4, 99, 100))) == []
    (problem,) = asking_problems(AskingFacts(4, 100, 100))
    assert (problem.clause, problem.code, problem.params["limit"], problem.blocks) == ("A13", "lookup_limit", 100, True)
    assert "administrator" in problem.remedy


def test_a_single_letter_means_no_company():
    assert [problem.code for problem in asking_problems(AskingFacts(1, 0, 100))] == ["too_short"]


@pytest.mark.parametrize(
    ("former", "later", "passed", "expected"),
    [
        ("启明", "启明科技", SOON, True),
        ("启明科技", "启明", SOON, True),
        ("启明科技", "启明贸易", SOON, False),
        ("启明", "启明科技", dt.timedelta(minutes=3), False),
        ("", "启明", SOON, False),
    ],
)
def test_what_is_still_being_typed_is_one_question_but_another_way_from_there_is_not(former, later, passed, expected):
    assert same_question(former, later, passed) is expected


def test_a8_2_only_the_owner_of_somebody_elses_customer_is_asked():
    assert list(sharing_problems(owned=True, own=False)) == []
    assert [problem.code for problem in sharing_problems(owned=True, own=True)] == ["own"]
    assert [problem.code for problem in sharing_problems(owned=False, own=False)] == ["pooled"]
