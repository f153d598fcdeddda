"""Who heads a unit and who decides about whose work, on the standing cast."""

import pytest

from extensions import db
from models import AssistantLink
from policy.roles import Role
from queries.people import assistants_of, managers_of, people_in, people_with, reviewers_of


def names(people):
    return [person.username for person in people]


@pytest.mark.parametrize(
    ("unit", "managers"),
    [
        ("sales", ["sales_manager"]),
        ("channel", ["channel_manager"]),
        ("east_sales", ["east_gm"]),
        ("jv", ["jv_gm"]),
        ("agent", ["agent_gm"]),
        ("finance", ["salesmgmt_manager"]),
    ],
)
def test_a_unit_is_headed_by_its_own_manager_or_the_nearest_above(cast, unit, managers):
    assert names(managers_of(cast.unit(unit).id)) == managers


def test_a_partner_without_a_manager_is_looked_after_by_sales_management(cast):
    cast.agent_gm.active = False
    db.session.flush()
    assert names(managers_of(cast.unit("agent").id)) == ["salesmgmt_manager"]


@pytest.mark.parametrize(
    ("person", "reviewers"),
    [
        ("sales1", ["sales_manager", "sales_assistant"]),
        ("sales_assistant", ["sales_manager"]),
        ("sales_manager", ["salesmgmt_manager"]),
        ("east_sales1", ["east_gm", "east_assistant"]),
        ("east_gm", ["salesmgmt_manager"]),
        ("agent_sales1", ["agent_gm"]),
        ("agent_gm", ["salesmgmt_manager"]),
        ("salesmgmt_manager", ["presidents_assistant"]),
        ("president", ["salesmgmt_manager"]),
    ],
)
def test_nobody_decides_about_their_own_work(cast, person, reviewers):
    assert names(reviewers_of(getattr(cast, person))) == reviewers


def test_assistants_are_those_who_are_linked_and_still_here(cast):
    assert names(assistants_of(cast.sales_manager.id)) == ["sales_assistant"]
    db.session.add(AssistantLink(assistant_id=cast.business_assistant.id, manager_id=cast.sales_manager.id))
    cast.sales_assistant.active = False
    db.session.flush()
    assert names(assistants_of(cast.sales_manager.id)) == ["business_assistant"]


def test_people_by_unit_and_by_role(cast):
    assert names(people_in([cast.unit("jv").id, cast.unit("agent").id])) == [
        "jv_gm",
        "jv_sales1",
        "agent_gm",
        "agent_sales1",
    ]
    assert names(people_in([])) == []
    assert names(people_with(Role.FINANCE, Role.PRESIDENT)) == ["president", "finance1", "finance2"]


def test_an_unknown_unit_falls_back_to_sales_management(cast):
    assert names(managers_of(999_999)) == ["salesmgmt_manager"]
