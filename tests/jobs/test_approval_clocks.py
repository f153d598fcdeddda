"""A decision that waits too long is brought up: to who must decide, then to who is above, each once."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import remind_approvals
from models import ApprovalStep, Notification, UserRole
from operations import approval_clocks
from operations.approvals import pending
from policy.approvals import ApprovalKind
from policy.roles import Role
from tests.support.approvals import say
from tests.support.customers import submitted

MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=clock.COMPANY_ZONE)
LATE = ("approval_late", "approval_late_of")


@pytest.fixture
def at(monkeypatch):
    """``at(days, hours)`` sets the clock, counted from Monday 2026-11-23 at ten, company time."""

    def set_to(days, hours=0):
        moment = (MONDAY + dt.timedelta(days=days, hours=hours)).astimezone(dt.UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(0)
    return set_to


def told(user) -> list[str]:
    rows = select(Notification.event).where(Notification.user_id == user.id, Notification.event.in_(LATE))
    return list(db.session.scalars(rows.order_by(Notification.id)))


def test_after_two_working_days_who_decides_is_reminded_and_after_four_who_is_above(cast, at):
    submitted(cast.sales1)
    at(2, -1)
    remind_approvals.run()
    assert told(cast.sales_manager) == []
    at(2)
    remind_approvals.run()
    remind_approvals.run()
    assert (told(cast.sales_manager), told(cast.sales_assistant)) == (["approval_late"], ["approval_late"])
    assert told(cast.salesmgmt_manager) == []
    at(4)
    remind_approvals.run()
    remind_approvals.run()
    assert told(cast.salesmgmt_manager) == ["approval_late_of"]
    assert told(cast.sales_manager) == ["approval_late"]
    assert told(cast.sales1) == []


def test_ticks_that_were_missed_are_made_up_once(cast, at):
    submitted(cast.sales1)
    at(9)
    remind_approvals.run()
    remind_approvals.run()
    assert (told(cast.sales_manager), told(cast.salesmgmt_manager)) == (["approval_late"], ["approval_late_of"])


def test_a_run_that_dies_half_way_is_finished_by_the_next_and_nobody_hears_twice(cast, at, monkeypatch):
    for name in ("绍兴一号有限公司", "绍兴二号有限公司"):
        submitted(cast.sales1, name)
    at(2)
    first, died = approval_clocks.remind, []

    def dies(step_id):
        if died:
            raise KeyboardInterrupt
        died.append(step_id)
        return first(step_id)

    monkeypatch.setattr(approval_clocks, "remind", dies)
    with pytest.raises(KeyboardInterrupt):
        remind_approvals.run()
    db.session.rollback()
    assert told(cast.sales_manager) == ["approval_late"]
    monkeypatch.setattr(approval_clocks, "remind", first)
    remind_approvals.run()
    remind_approvals.run()
    assert told(cast.sales_manager) == ["approval_late", "approval_late"]


def test_what_was_decided_is_not_brought_up(cast, at):
    customer = submitted(cast.sales1)
    say(ApprovalKind.CUSTOMER, customer.id, cast.sales_manager)
    at(9)
    remind_approvals.run()
    assert told(cast.sales_manager) == []


def test_when_the_manager_leaves_the_next_above_is_asked(cast, at):
    customer = submitted(cast.sales1)
    db.session.query(UserRole).filter_by(user_id=cast.sales_manager.id).delete()
    db.session.commit()
    remind_approvals.run()
    step = db.session.scalar(select(ApprovalStep))
    assert step.role is Role.SALES_MANAGEMENT
    asked = select(Notification).where(Notification.user_id == cast.salesmgmt_manager.id)
    assert db.session.scalars(asked).one().url == f"/approvals/{pending(ApprovalKind.CUSTOMER, customer.id).id}"
