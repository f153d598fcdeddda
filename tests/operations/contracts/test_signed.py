"""What follows an approval: signing, the end, change orders (A9.2, A6.7)."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import watch_contracts
from models import Attachment, ContractChange, Notification
from operations import Refused, contract_changes, signings
from policy.approvals import ApprovalKind
from policy.contracting import ChangeStatus, ContractStatus
from policy.following import OpportunityStatus
from queries.contract_facts import snapshot
from tests.support.approvals import asked, say
from tests.support.contracts import (
    ALONE,
    COUNTERSIGNED,
    approved,
    codes,
    drawn_up,
    fresh,
    scan,
)
from tests.support.factories import new_opportunity


def test_signing_keeps_the_scan_and_closes_the_opportunity_as_won(cast, customer, text):
    opportunity = new_opportunity(customer, cast.sales1)
    contract = drawn_up(cast.sales1, customer, text, opportunity_id=opportunity.id)
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1, reason="价格与交期都满足")
    contract = fresh(contract)
    assert contract.status is ContractStatus.SIGNED
    kept = db.session.scalars(select(Attachment).where(Attachment.contract_id == contract.id)).one()
    assert kept.sha256 == contract.scan_sha256
    opportunity = fresh(opportunity)
    assert (opportunity.status, opportunity.closing.reason) == (OpportunityStatus.WON, "价格与交期都满足")
    assert fresh(customer).won_at is not None


def test_where_it_is_not_closed_the_clock_of_one_working_day_runs(cast, customer, text, monkeypatch):
    opportunity = new_opportunity(customer, cast.sales1)
    contract = drawn_up(cast.sales1, customer, text, opportunity_id=opportunity.id)
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1, closes=False)
    assert fresh(opportunity).status is OpportunityStatus.OPEN
    assert told("won_to_close") == [cast.sales1.id]
    watch_contracts.run()
    assert told("won_not_closed") == []
    later = clock.now() + dt.timedelta(days=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    watch_contracts.run()
    assert told("won_not_closed") == sorted([cast.sales1.id, cast.sales_manager.id])


def told(event):
    return sorted(db.session.scalars(select(Notification.user_id).where(Notification.event == event)))


def test_the_end_of_a_contract_is_told_once(cast, customer, text, monkeypatch):
    contract = drawn_up(cast.sales1, customer, text, ends_on=clock.today() + dt.timedelta(days=31))
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
    watch_contracts.run()
    assert told("contract_ends") == []
    for days in (1, 2):
        later = clock.now() + dt.timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        watch_contracts.run()
    assert told("contract_ends") == [cast.sales1.id]


def test_a_signed_contract_ends_but_is_not_cancelled(cast, signed):
    with pytest.raises(Refused) as refusal:
        signings.cancel(signed.id, None, "作废", cast.sales1)
    assert codes(refusal) == ["signed"]
    signings.end(signed.id, None, "履行完毕", cast.sales1)
    assert (fresh(signed).status, signed.ended_on) == (ContractStatus.ENDED, clock.today())


def to_be(contract, **other):
    return {**snapshot(contract), "terms": "", **other}


def enlarged(contract, amount="300000.00"):
    rows = snapshot(contract)["milestones"]
    rows[-1]["amount"] = str(Decimal(amount) - sum(Decimal(row["amount"]) for row in rows[:-1]))
    return to_be(contract, amount=amount, milestones=rows)


def test_a_change_order_goes_the_route_of_the_contract_as_it_is_to_be(cast, signed):
    first = signed.milestones[0].id
    change = contract_changes.draw_up(signed.id, "增加两条产线", enlarged(signed), cast.sales1)
    contract_changes.submit(change.id, None, cast.sales1)
    assert [step.role for step in asked(ApprovalKind.CHANGE, change.id).steps] == COUNTERSIGNED
    for username in ("salesmgmt_manager", "rnd_vp", "impl_vp"):
        say(ApprovalKind.CHANGE, change.id, getattr(cast, username))
    assert fresh(signed).amount == Decimal(120_000)
    say(ApprovalKind.CHANGE, change.id, cast.president)
    contract = fresh(signed)
    assert (contract.amount, fresh(change).status) == (Decimal(300_000), ChangeStatus.IN_FORCE)
    assert sum(one.amount for one in contract.milestones) == Decimal(300_000)
    assert contract.milestones[0].id == first


def test_a_small_change_is_for_the_department_manager_and_other_terms_are_not(cast, signed):
    later = (clock.today() + dt.timedelta(days=400)).isoformat()
    change = contract_changes.draw_up(signed.id, "延期", to_be(signed, ends_on=later), cast.sales1)
    contract_changes.submit(change.id, None, cast.sales1)
    assert [step.role for step in asked(ApprovalKind.CHANGE, change.id).steps] == ALONE
    contract_changes.withdraw(change.id, cast.sales1)
    worded = to_be(signed, terms="验收标准改为甲方书面确认")
    contract_changes.edit(change.id, None, "改验收", worded, cast.sales1)
    contract_changes.submit(change.id, None, cast.sales1)
    assert [step.role for step in asked(ApprovalKind.CHANGE, change.id).steps] == COUNTERSIGNED


def test_a_change_that_is_refused_leaves_the_contract_as_it_was(cast, signed):
    before = snapshot(signed)
    change = contract_changes.draw_up(signed.id, "增加产线", enlarged(signed), cast.sales1)
    contract_changes.submit(change.id, None, cast.sales1)
    say(ApprovalKind.CHANGE, change.id, cast.salesmgmt_manager, agrees=False, opinion="毛利不足")
    assert snapshot(fresh(signed)) == before
    assert fresh(change).status is ChangeStatus.RETURNED


def test_a_payment_that_is_reached_stays_in_every_change(cast, signed):
    signed.milestones[0].reached_on = clock.today()
    db.session.commit()
    rows = snapshot(signed)["milestones"]
    whole = [{**rows[1], "amount": "120000.00"}]
    with pytest.raises(Refused) as refusal:
        contract_changes.draw_up(signed.id, "合并付款", to_be(signed, milestones=whole), cast.sales1)
    assert codes(refusal) == ["settled"]
    assert db.session.scalars(select(ContractChange)).all() == []


def test_two_change_orders_do_not_overtake_each_other(cast, signed):
    first = contract_changes.draw_up(signed.id, "增加产线", enlarged(signed), cast.sales1)
    second = contract_changes.draw_up(signed.id, "再加", enlarged(signed, "150000.00"), cast.sales1)
    contract_changes.submit(second.id, None, cast.sales1)
    with pytest.raises(Refused) as refusal:
        contract_changes.submit(first.id, None, cast.sales1)
    assert codes(refusal) == ["other_open"]
    say(ApprovalKind.CHANGE, second.id, cast.sales_manager)
    with pytest.raises(Refused) as refusal:
        contract_changes.submit(first.id, None, cast.sales1)
    assert codes(refusal) == ["drifted"]
