"""A5: what an inquiry must say, what the public doors make of it, and when two are the same."""

import pytest

from policy.inquiries import (
    FASTEST_SECONDS,
    LONGEST_THREAD,
    OLDEST_SECONDS,
    Opened,
    digest,
    form_problems,
    message_problems,
    pause_after,
    place_of,
    reach_problems,
)


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("phone", "email"),
    [("139 0013 9000", ""), ("", "li@example.com"), ("转 803", ""), ("+49 30 123456", "li@example.com")],
)
def test_a_number_or_a_mail_address_is_all_that_an_inquiry_needs(phone, email):
    assert codes(reach_problems(phone, email)) == []


@pytest.mark.parametrize("phone", ["", "不详", "--", "12"])
def test_without_a_way_to_answer_it_is_no_inquiry(phone):
    problems = list(reach_problems(phone, ""))
    assert codes(problems) == ["no_way_back"]
    assert (problems[0].clause, problems[0].field) == ("A5", "phone")


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        (FASTEST_SECONDS - 0.1, ["too_fast"]),
        (FASTEST_SECONDS, []),
        (600, []),
        (OLDEST_SECONDS, []),
        (OLDEST_SECONDS + 1, ["too_old"]),
        (-5, ["too_fast"]),
        (None, ["too_old"]),
    ],
)
def test_a_public_form_is_read_before_it_is_sent_and_sent_the_same_day(seconds, found):
    assert codes(form_problems(Opened(seconds))) == found


def test_two_inquiries_are_the_same_when_they_say_the_same():
    said = {"phone": "139 0013 9000", "words": "排产", "city": ""}
    assert digest(said) == digest({"words": "排产", "phone": "139 0013 9000"})
    assert digest(said) != digest({**said, "words": "排产系统"})
    assert digest({"phone": "1", "email": "2"}) != digest({"phone": "12", "email": ""})


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("苏州", ("江苏省", "苏州市")),
        ("苏州市", ("江苏省", "苏州市")),
        ("上海", ("上海市", "上海市")),
        ("浙江省", ("浙江省", "")),
        (" 昆山 ", ("", "昆山")),
        ("Shanghai", ("", "Shanghai")),
        ("", ("", "")),
    ],
)
def test_a_place_is_known_as_people_write_it_and_an_unknown_one_is_kept(typed, place):
    assert place_of(typed) == place


def test_a_conversation_without_news_is_looked_at_ever_more_rarely_but_never_given_up():
    pauses = [pause_after(looks) for looks in range(200)]
    assert pauses[0] < 10
    assert pauses == sorted(pauses)
    assert pauses[-1] == 60


def test_an_empty_message_is_none_and_one_visitor_cannot_write_for_ever():
    assert codes(message_problems("有人吗", 0)) == []
    assert codes(message_problems(" \n", 0)) == ["empty"]
    assert codes(message_problems("有人吗", LONGEST_THREAD)) == ["too_long"]
