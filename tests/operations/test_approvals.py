"""Deciding: routes, who decides, the same person twice, deputies, withdrawn and voided, two at the same moment."""

import datetime as dt
from types import SimpleNamespace

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Approval, AssistantLink, Customer, Deputy, Notification, UserRole
from operations import Refused, approval_kinds, transaction
from operations.approvals import decide, frozen, pending, prepare, submit, void, withdraw
from operations.ownership import hand_over
from policy.approvals import ApprovalKind, ApprovalState, StepPlan, StepState
from policy.roles import Role
from policy.tracking import OwnershipReason
from tests.support.customers import draft, submitted

KIND = ApprovalKind.ORDER
MANAGER = StepPlan(1, Role.DEPARTMENT_MANAGER, "A9.2", "Small and standard.")


class OnCustomers(approval_kinds.Handler):
    """Lets customers stand for something that a route of our choice decides about."""

    model = Customer

    def __init__(self):
        self.plans, self.ended = [MANAGER], []

    def title(self, subject):
        return subject.name

    def url(self, subject):
        return f"/customers/{subject.id}"

    def customer_id(self, subject):
        return subject.id

    def content(self, subject):
        return {"address": subject.address}

    def route(self, subject):
        return self.plans

    def barred(self, subject):
        return {subject.owner_id}

    def approved(self, subject, approval, by):
        self.ended.append(("approved", by and by.username))

    def returned(self, subject, approval, by):
        self.ended.append(("returned", by.username))

    def withdrawn(self, subject, approval, by):
        self.ended.append(("withdrawn", by.username))


@pytest.fixture
def room(cast, monkeypatch):
    """A customer of sales1 that the department decides about; ``room.submit(*plans)`` submits it."""
    handler = OnCustomers()
    monkeypatch.setitem(approval_kinds._handlers, KIND, handler)
    customer = draft(cast.sales1)

    def ask(*plans, by=None):
        handler.plans = list(plans) if plans else handler.plans
        return submit(KIND, db.session.get(Customer, customer.id), by or cast.sales1)

    return SimpleNamespace(handler=handler, customer=customer, submit=ask, ended=handler.ended)


def plan(position: int, role: Role, assistants: bool = False) -> StepPlan:
    return StepPlan(position, role, "A9.2", "To be decided.", assistants=assistants)


def say(approval: Approval, by, agrees: bool = True, opinion: str = "", step: int | None = None):
    """Decide about the step at that place, or the one whose turn it is."""
    turn = step if step is not None else next(i for i, row in enumerate(approval.steps) if row.state == "open")
    return decide(approval.id, approval.steps[turn].id, approval.fingerprint, agrees, opinion, by)


def told(user) -> list[str]:
    rows = select(Notification.event).where(Notification.user_id == user.id)
    return list(db.session.scalars(rows.order_by(Notification.id)))


def codes(error) -> set[str]:
    return {problem.code for problem in error.value.problems}


def states(approval: Approval) -> list[str]:
    return [step.state.value for step in approval.steps]


def test_the_manager_of_the_unit_is_asked_decides_and_the_owner_is_told(room, cast):
    approval = room.submit()
    assert told(cast.sales_manager) == ["approval_asked"]
    assert frozen(KIND, room.customer.id)
    say(approval, cast.sales_manager)
    assert (approval.state, room.ended) == (ApprovalState.APPROVED, [("approved", "sales_manager")])
    assert told(cast.sales1) == ["approval_approved"]
    assert not frozen(KIND, room.customer.id)


def test_an_empty_route_approves_at_once(room):
    room.handler.plans = []
    assert room.submit().state is ApprovalState.APPROVED
    assert room.ended == [("approved", None)]


def test_a_second_request_is_refused_while_one_waits(room):
    room.submit()
    with pytest.raises(Refused) as error:
        room.submit()
    assert codes(error) == {"frozen"}


def test_steps_of_one_position_are_asked_together_and_the_next_when_all_agreed(room, cast):
    approval = room.submit(plan(1, Role.SALES_MANAGEMENT), plan(2, Role.RND_VICE_PRESIDENT), plan(2, Role.PRESIDENT))
    assert states(approval) == ["open", "waiting", "waiting"]
    with pytest.raises(Refused) as error:
        say(approval, cast.rnd_vp, step=1)
    assert codes(error) == {"not_yet"}
    say(approval, cast.salesmgmt_manager)
    assert states(approval) == ["approved", "open", "open"]
    say(approval, cast.president, step=2)
    assert approval.state is ApprovalState.PENDING
    say(approval, cast.rnd_vp, step=1)
    assert approval.state is ApprovalState.APPROVED


def test_the_first_disagreement_returns_the_whole_and_closes_the_others(room, cast):
    approval = room.submit(plan(1, Role.RND_VICE_PRESIDENT), plan(1, Role.PRESIDENT), plan(2, Role.VICE_PRESIDENT))
    with pytest.raises(Refused) as error:
        say(approval, cast.president, agrees=False, opinion=" ", step=1)
    assert codes(error) == {"no_reason"}
    say(approval, cast.president, agrees=False, opinion="付款条件不行", step=1)
    assert states(approval) == ["skipped", "returned", "skipped"]
    assert (approval.state, room.ended) == (ApprovalState.RETURNED, [("returned", "president")])
    with pytest.raises(Refused) as error:
        say(approval, cast.rnd_vp, step=0)
    assert codes(error) == {"decided"}
    assert error.value.problems[0].params == {"who": cast.president.name}


def test_who_submits_never_decides_and_the_next_above_does(room, cast):
    approval = room.submit(by=cast.sales_manager)
    assert approval.steps[0].role is Role.SALES_MANAGEMENT
    assert approval.steps[0].details == {"instead_of": "department_manager"}
    with pytest.raises(Refused) as error:
        say(approval, cast.sales_manager)
    assert codes(error) == {"own"}
    say(approval, cast.salesmgmt_manager)
    assert approval.state is ApprovalState.APPROVED


def test_where_nobody_holds_the_role_who_stands_above_decides(room, cast):
    db.session.query(UserRole).filter_by(role=Role.RND_VICE_PRESIDENT).delete()
    db.session.commit()
    approval = room.submit(plan(1, Role.RND_VICE_PRESIDENT))
    assert approval.steps[0].role is Role.PRESIDENT
    assert say(approval, cast.president).state is ApprovalState.APPROVED


def test_a_person_whom_two_steps_ask_decides_once(room, cast):
    db.session.add(UserRole(user_id=cast.rnd_vp.id, role=Role.IMPLEMENTATION_VICE_PRESIDENT))
    db.session.commit()
    approval = room.submit(plan(1, Role.RND_VICE_PRESIDENT), plan(2, Role.IMPLEMENTATION_VICE_PRESIDENT))
    say(approval, cast.rnd_vp, opinion="同意")
    assert approval.state is ApprovalState.APPROVED
    assert approval.steps[1].by_id == cast.rnd_vp.id
    assert approval.steps[1].details == {"same_as": approval.steps[0].id}


def test_who_sits_in_two_seats_side_by_side_decides_once_and_a_deputy_only_for_the_absent(room, cast):
    db.session.add(UserRole(user_id=cast.rnd_vp.id, role=Role.IMPLEMENTATION_VICE_PRESIDENT))
    db.session.query(UserRole).filter_by(user_id=cast.impl_vp.id).delete()
    db.session.commit()
    plans = plan(1, Role.RND_VICE_PRESIDENT), plan(1, Role.IMPLEMENTATION_VICE_PRESIDENT), plan(1, Role.PRESIDENT)
    approval = room.submit(*plans)
    assert states(approval) == ["open", "open", "open"]
    say(approval, cast.rnd_vp)
    assert states(approval) == ["approved", "approved", "open"]
    assert approval.steps[1].details == {"same_as": approval.steps[0].id}


def test_who_is_above_may_decide_but_not_for_an_expert(room, cast):
    approval = room.submit(plan(1, Role.DEPARTMENT_MANAGER), plan(2, Role.RND_VICE_PRESIDENT))
    say(approval, cast.vp)
    with pytest.raises(Refused) as error:
        say(approval, cast.vp)
    assert codes(error) == {"not_yours"}


@pytest.mark.parametrize("username", ["sales2", "finance1", "channel_manager", "east_gm", "jv_gm", "supervisor1"])
def test_nobody_else_decides(room, cast, username):
    approval = room.submit()
    with pytest.raises(Refused) as error:
        say(approval, getattr(cast, username))
    assert codes(error) == {"not_yours"}


def test_a_deputy_decides_on_the_days_named_and_the_step_says_for_whom(room, cast):
    approval, today = room.submit(plan(1, Role.PRESIDENT)), clock.today()
    days = {"from_on": today - dt.timedelta(days=1), "until_on": today}
    db.session.add(
        Deputy(user_id=cast.president.id, deputy_id=cast.vp.id, by_id=cast.president.id, at=clock.now(), **days)
    )
    db.session.commit()
    say(approval, cast.vp)
    assert (approval.steps[0].by_id, approval.steps[0].for_id) == (cast.vp.id, cast.president.id)


def test_a_deputy_of_other_days_decides_nothing(room, cast):
    approval, day = room.submit(plan(1, Role.PRESIDENT)), clock.today() + dt.timedelta(days=1)
    named = Deputy(user_id=cast.president.id, deputy_id=cast.vp.id, from_on=day, until_on=day, at=clock.now())
    named.by_id = cast.president.id
    db.session.add(named)
    db.session.commit()
    with pytest.raises(Refused) as error:
        say(approval, cast.vp)
    assert codes(error) == {"not_yours"}


def test_an_assistant_prepares_and_decides_only_where_the_clause_says_so(room, cast):
    approval = room.submit()
    with pytest.raises(Refused) as error:
        say(approval, cast.sales_assistant)
    assert codes(error) == {"prepares"}
    prepare(approval.id, approval.steps[0].id, "付款已核对，建议同意", cast.sales_assistant)
    assert approval.steps[0].details["prepared"]["opinion"] == "付款已核对，建议同意"
    withdraw(approval.id, cast.sales1)
    again = room.submit(plan(1, Role.DEPARTMENT_MANAGER, assistants=True))
    say(again, cast.sales_assistant)
    assert again.steps[0].for_id == cast.sales_manager.id


def test_nobody_decides_for_the_manager_whose_own_work_it_is(room, cast):
    db.session.add(AssistantLink(assistant_id=cast.sales2.id, manager_id=cast.sales_manager.id))
    db.session.commit()
    approval = room.submit(plan(1, Role.DEPARTMENT_MANAGER, assistants=True), by=cast.sales_manager)
    for person in (cast.sales_assistant, cast.sales2):
        with pytest.raises(Refused) as error:
            say(approval, person)
        assert codes(error) == {"not_yours"}


def test_withdrawn_by_who_asked_nobody_decides_any_more(room, cast):
    approval = room.submit()
    with pytest.raises(Refused) as error:
        withdraw(approval.id, cast.sales2)
    assert codes(error) == {"not_yours"}
    withdraw(approval.id, cast.sales1)
    assert (approval.state, room.ended) == (ApprovalState.WITHDRAWN, [("withdrawn", "sales1")])
    with pytest.raises(Refused) as error:
        say(approval, cast.sales_manager, step=0)
    assert codes(error) == {"withdrawn"}


def test_a_change_of_content_voids_what_was_approved(room, cast):
    approval = room.submit()
    say(approval, cast.sales_manager)
    with transaction():
        void(KIND, room.customer.id)
    assert approval.state is ApprovalState.VOIDED
    assert "approval_voided" in told(cast.sales1)
    db.session.get(Customer, room.customer.id).address = "新址"
    db.session.commit()
    assert room.submit().before == approval.content


def test_who_decides_about_what_changed_past_the_freeze_is_refused_and_it_waits_no_more(room, cast):
    approval = room.submit()
    db.session.get(Customer, room.customer.id).address = "改过的地址"
    db.session.commit()
    with pytest.raises(Refused) as error:
        say(approval, cast.sales_manager)
    assert codes(error) == {"changed"}
    assert pending(KIND, room.customer.id) is None
    assert states(approval) == [StepState.SKIPPED]


def test_a_link_to_what_was_shown_before_the_change_decides_nothing(room, cast):
    old = room.submit()
    shown = old.fingerprint
    withdraw(old.id, cast.sales1)
    db.session.get(Customer, room.customer.id).address = "另一个地址"
    db.session.commit()
    new = room.submit()
    with pytest.raises(Refused) as error:
        decide(new.id, new.steps[0].id, shown, True, "", cast.sales_manager)
    assert codes(error) == {"changed"}
    assert pending(KIND, room.customer.id).id == new.id


def test_the_same_approval_on_phone_and_desk_counts_once_and_the_second_hears_who_decided(room, cast):
    approval = room.submit()
    say(approval, cast.sales_manager)
    with pytest.raises(Refused) as error:
        say(approval, cast.sales_manager, step=0)
    assert codes(error) == {"decided"}
    assert error.value.problems[0].params == {"who": cast.sales_manager.name}
    assert room.ended == [("approved", "sales_manager")]


def test_what_moves_to_another_department_is_asked_of_who_leads_there(cast):
    customer = submitted(cast.sales1)
    with transaction():
        hand_over(customer, cast.channel1, OwnershipReason.TRANSFERRED, cast.salesmgmt_manager)
    approval = pending(ApprovalKind.CUSTOMER, customer.id)
    assert approval.steps[0].unit_id == cast.channel_manager.unit_id
    assert "customer_submitted" in told(cast.channel_manager)
    say(approval, cast.channel_manager)
    assert db.session.get(Customer, customer.id).status == "approved"
