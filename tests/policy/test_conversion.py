"""A5, A8.1, A4.1: to which customer a lead may be attached, and what its conversion needs."""

import dataclasses

import pytest

from policy.conversion import (
    OPEN_WAYS,
    ConversionFacts,
    Standing,
    Way,
    attach_problems,
    choice_problems,
    conversion_problems,
    way,
)
from policy.leads import LeadStatus

READY = ConversionFacts(LeadStatus.ACCEPTED, holds=True, contact="赵工")


def refused(**changed):
    return [problem.code for problem in conversion_problems(dataclasses.replace(READY, **changed))]


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(own=True), Way.OWN),
        (Standing(shared=True), Way.SHARED),
        (Standing(shared=True, near=False), Way.SHARED),
        (Standing(managed=True), Way.MANAGED),
        (Standing(pooled=True), Way.CLAIM),
        (Standing(pooled=True, managed=True), Way.CLAIM),
        (Standing(), Way.TAKEN),
        (Standing(near=False), Way.OUTSIDE),
        (Standing(near=False, pooled=True), Way.OUTSIDE),
        (Standing(own=True, lapsed=True), Way.LAPSED),
        (Standing(near=False, lapsed=True), Way.OUTSIDE),
    ],
)
def test_first_recorded_first_owned_decides_what_attaching_means(standing, expected):
    assert way(standing) is expected


@pytest.mark.parametrize("found", sorted(Way))
def test_only_what_is_open_to_one_is_not_refused(found):
    problems = list(attach_problems(found, "启明机械", "李娜", "直销一部"))
    assert (problems == []) == (found in OPEN_WAYS)
    assert {problem.clause for problem in problems} <= {"A8.1"}


def test_of_another_company_nothing_is_told():
    (problem,) = attach_problems(Way.OUTSIDE, "启明机械", "李娜", "直销一部")
    assert problem.params == {}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"status": LeadStatus.DISPATCHED}, []),
        ({"status": LeadStatus.FILTERED}, ["moved_on"]),
        ({"status": LeadStatus.INVALID}, ["moved_on"]),
        ({"status": LeadStatus.CONVERTED, "holds": False, "contact": ""}, ["already_converted"]),
        ({"holds": False}, ["not_yours"]),
        ({"holds": False, "leads": True}, []),
        ({"contact": " "}, ["no_contact"]),
        ({"contact": "", "reused": True}, []),
    ],
)
def test_who_holds_the_lead_converts_it_once_and_names_the_contact(changed, expected):
    assert refused(**changed) == expected


@pytest.mark.parametrize(("chosen", "enters", "refused"), [(True, False, 0), (False, True, 0), (False, False, 1)])
def test_who_enters_no_customers_chooses_one(chosen, enters, refused):
    assert len(list(choice_problems(chosen, enters))) == refused
