"""Submission, review, return, withdrawal and the entry clock on real requests (A4.2, A4.3)."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import ApprovalStep, AuditEntry, Customer, Notification, UserRole
from policy.approvals import ApprovalKind, StepState
from policy.entry import CustomerStatus
from policy.roles import Role
from tests.support.approvals import answer_of, asked
from tests.support.customers import draft, submitted


def reload(customer_id: int) -> Customer:
    return db.session.get(Customer, customer_id)


def waits(customer: Customer):
    return asked(ApprovalKind.CUSTOMER, customer.id)


def decide(client, customer: Customer, agrees: bool = True, opinion: str = "", **reasons):
    """What the page of the approval sends."""
    approval = waits(customer)
    answer = answer_of(approval, agrees, opinion, **reasons)
    return client.post(f"/approvals/{approval.id}/decide", data=answer)


def inbox(client) -> str:
    return client.get(client.get("/customers/reviews").location).text


def told(user) -> list[str]:
    return list(db.session.scalars(select(Notification.event).where(Notification.user_id == user.id)))


def test_what_is_submitted_waits_in_the_inbox_of_manager_and_assistant(client, cast, sign_in):
    customer = submitted(cast.sales1, "绍兴待审有限公司")
    for username in ("sales_manager", "sales_assistant"):
        assert "绍兴待审有限公司" in inbox(sign_in(client, username))
        assert "customer_submitted" in told(getattr(cast, username))
    assert "绍兴待审有限公司" not in inbox(sign_in(client, "channel_manager"))
    assert sign_in(client, "sales1").get("/customers/reviews").status_code == 403
    assert client.get(f"/customers/{customer.id}/review").status_code == 403


def test_the_assistant_approves_and_the_owner_is_told(client, cast, sign_in):
    customer = submitted(cast.sales1)
    page = client.get(sign_in(client, "sales_assistant").get(f"/customers/{customer.id}/review").location).text
    assert customer.name in page
    assert "陈静" in page
    answer = decide(client, customer)
    assert (answer.status_code, answer.location) == (303, "/approvals")
    customer = reload(customer.id)
    assert customer.status is CustomerStatus.APPROVED
    assert customer.approved_at is not None
    assert told(cast.sales1) == ["customer_approved"]


def test_a_return_names_the_fields_and_the_owner_sees_the_reasons_beside_them(client, cast, sign_in):
    customer = submitted(cast.sales1)
    wrong = {"phone": "总机打不通", "name": "与执照不符"}
    assert decide(sign_in(client, "sales_manager"), customer, agrees=False, **wrong).status_code == 303
    step = db.session.scalars(select(ApprovalStep)).one()
    assert step.state is StepState.RETURNED
    assert step.details["reasons"] == wrong
    page = sign_in(client, "sales1").get(f"/customers/{customer.id}").text
    form = client.get(f"/customers/{customer.id}/edit").text
    assert "总机打不通" in page
    assert "总机打不通" in form
    assert "与执照不符" in form


def test_a_return_needs_a_reason(client, cast, sign_in):
    customer = submitted(cast.sales1)
    answer = decide(sign_in(client, "sales_manager"), customer, agrees=False, opinion=" ")
    assert answer.status_code == 422
    assert 'data-code="no_reason"' in answer.text
    assert reload(customer.id).status is CustomerStatus.SUBMITTED


@pytest.mark.parametrize("decision", ["", "maybe"])
def test_an_odd_decision_is_answered(client, cast, sign_in, decision):
    customer = submitted(cast.sales1)
    approval = waits(customer)
    typed = answer_of(approval) | {"decision": decision}
    answer = sign_in(client, "sales_manager").post(f"/approvals/{approval.id}/decide", data=typed)
    assert answer.status_code == 422
    assert reload(customer.id).status is CustomerStatus.SUBMITTED


def test_nobody_reviews_their_own(client, cast, sign_in):
    db.session.add(UserRole(user_id=cast.sales_manager.id, role=Role.DIRECT_SALES))
    db.session.commit()
    customer = submitted(cast.sales_manager)
    answer = decide(sign_in(client, "sales_manager"), customer)
    assert answer.status_code == 422
    assert 'data-code="own"' in answer.text
    assert str(customer.name) not in inbox(client)


def test_managers_elsewhere_do_not_know_it(client, cast, sign_in):
    customer = submitted(cast.sales1)
    for username in ("jv_gm", "east_gm", "channel_manager"):
        assert sign_in(client, username).get(f"/customers/{customer.id}/review").status_code == 404
        assert client.get(f"/approvals/{waits(customer).id}").status_code == 404


def test_the_second_of_two_reviewers_is_told_that_it_is_decided(client, cast, sign_in):
    customer = submitted(cast.sales1)
    decide(sign_in(client, "sales_manager"), customer)
    answer = decide(sign_in(client, "sales_assistant"), customer, agrees=False, opinion="不对")
    assert answer.status_code == 422
    assert 'data-code="decided"' in answer.text
    assert cast.sales_manager.name in answer.text
    assert reload(customer.id).status is CustomerStatus.APPROVED


def test_withdrawn_and_submitted_again(client, cast, sign_in):
    customer = submitted(cast.sales1)
    sign_in(client, "sales1").post(f"/customers/{customer.id}/withdraw", data={"version": customer.version})
    assert reload(customer.id).status is CustomerStatus.DRAFT
    client.post(f"/customers/{customer.id}/submit", data={"version": reload(customer.id).version})
    assert reload(customer.id).status is CustomerStatus.SUBMITTED


def test_the_clock_is_shown_and_extended_once_with_a_reason(client, cast, sign_in):
    customer = draft(cast.sales1)
    sign_in(client, "sales1")
    url, version = f"/customers/{customer.id}/extend", customer.version
    assert "7" in client.get(f"/customers/{customer.id}").text
    assert client.post(url, data={"version": version, "reason": "  "}).status_code == 422
    assert client.post(url, data={"version": version, "reason": "客户搬迁，执照在换"}).status_code == 303
    customer = reload(customer.id)
    assert customer.entry_due_on == clock.today() + dt.timedelta(days=10)
    answer = client.post(url, data={"version": customer.version, "reason": "再来一次"})
    assert answer.status_code == 422
    assert 'data-code="extended"' in answer.text


def overdue(customer: Customer, days: int) -> None:
    then = clock.now() - dt.timedelta(days=days)
    customer.created_at, customer.entry_due_on = then, clock.day_of(then) + dt.timedelta(days=7)
    db.session.commit()


def test_after_seven_days_a_submission_needs_the_longer_time(client, cast, sign_in):
    customer = draft(cast.sales1)
    overdue(customer, 8)
    answer = sign_in(client, "sales1").post(f"/customers/{customer.id}/submit", data={"version": customer.version})
    assert answer.status_code == 422
    assert 'data-code="entry_clock"' in answer.text
    client.post(f"/customers/{customer.id}/extend", data={"version": customer.version, "reason": "负责人出国"})
    client.post(f"/customers/{customer.id}/submit", data={"version": reload(customer.id).version})
    assert reload(customer.id).status is CustomerStatus.SUBMITTED


def test_after_ten_days_the_manager_submits_on_the_owners_behalf_and_it_is_marked(client, cast, sign_in):
    customer = draft(cast.sales1)
    overdue(customer, 8)
    sign_in(client, "sales1").post(
        f"/customers/{customer.id}/extend", data={"version": customer.version, "reason": "出国"}
    )
    customer = reload(customer.id)
    customer.entry_due_on -= dt.timedelta(days=5)
    db.session.commit()
    url, version = f"/customers/{customer.id}/submit", customer.version
    assert client.post(url, data={"version": version}).status_code == 422
    assert sign_in(client, "sales_manager").post(url, data={"version": version}).status_code == 303
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "submitted")).one()
    assert line.after["on_behalf_of"] == "王磊"


def test_days_with_the_reviewer_do_not_count(client, cast, sign_in):
    customer = submitted(cast.sales1)
    customer.submitted_at = clock.now() - dt.timedelta(days=4)
    db.session.commit()
    before = customer.entry_due_on
    decide(sign_in(client, "sales_manager"), customer, agrees=False, opinion="补电话")
    assert reload(customer.id).entry_due_on == before + dt.timedelta(days=4)


def test_strangers_do_not_move_it(client, cast, sign_in):
    customer = draft(cast.sales1)
    for username, status in (("sales2", 404), ("supervisor1", 403), ("finance1", 403), ("jv_sales1", 404)):
        answer = sign_in(client, username).post(f"/customers/{customer.id}/submit", data={"version": customer.version})
        assert answer.status_code == status, username
    assert reload(customer.id).status is CustomerStatus.DRAFT


def test_what_is_being_reviewed_is_not_changed_meanwhile(client, cast, sign_in):
    customer = submitted(cast.sales1)
    typed = {"name": "陈静", "phone": "139 0000 0000", "decision_role": "user", "form_key": "k"}
    answer = sign_in(client, "sales1").post(f"/customers/{customer.id}/contacts", data=typed)
    assert answer.status_code == 422
    assert 'data-code="frozen"' in answer.text
