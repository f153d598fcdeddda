"""The credit for results (A8.2): co-owners see and work on everything, and every figure of a person respects the shares."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from access import visible, works_on
from extensions import db
from models import Activity, Attachment, Contact, CustomerOwnership, CustomerShare, ExpenseLine, Opportunity
from operations import Refused
from operations.conflicts import Words, claim
from operations.ownership import hand_over
from operations.rulings import rule
from operations.sharing import end_share, share, transfer
from policy.conflicts import Instance, Outcome
from policy.tracking import OwnershipReason
from queries.credit import credit_of, credited
from queries.opportunity_list import Filters, board, rows
from tests.support.factories import new_activity, new_claim, new_customer, new_line, new_opportunity


@pytest.fixture
def customer(cast):
    return new_customer(cast.sales1)


def ids(model, user) -> list[int]:
    return list(db.session.scalars(visible(model, user).with_only_columns(model.id)))


def codes(refusal) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def sum_of(user, at=None) -> Decimal:
    part = credited(Opportunity.amount, user.id, Opportunity.customer_id, at)
    return db.session.scalar(select(func.sum(part)))


def test_who_shares_sees_and_works_on_the_customer_and_everything_under_it(cast, customer):
    contact = Contact(customer_id=customer.id, name="张经理", created_at=clock.now(), created_by_id=cast.sales1.id)
    db.session.add(contact)
    opportunity, activity = new_opportunity(customer, cast.sales1), new_activity(customer, cast.sales1)
    files = [
        Attachment(storage_key=name * 8, filename="a.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
        for name in ("a", "b", "c")
    ]
    files[0].customer_id, files[1].opportunity_id, files[2].activity_id = customer.id, opportunity.id, activity.id
    for file in files:
        file.uploaded_by_id, file.uploaded_at = cast.sales1.id, clock.now()
    db.session.add_all(files)
    db.session.commit()
    share(customer.id, cast.sales2, "共同跟进", cast.sales1, percent=40)
    assert ids(Contact, cast.sales2) == [contact.id]
    assert (ids(Opportunity, cast.sales2), ids(Activity, cast.sales2)) == ([opportunity.id], [activity.id])
    assert ids(Attachment, cast.sales2) == [file.id for file in files]
    assert works_on(customer, cast.sales2)
    assert works_on(opportunity, cast.sales2)
    assert works_on(activity, cast.sales2)


def test_an_expense_may_rest_on_what_a_co_owner_did_but_its_lines_stay_the_claimants(cast, customer):
    visit = new_activity(customer, cast.sales1)
    share(customer.id, cast.sales2, "共同跟进", cast.sales1)
    line = new_line(new_claim(cast.sales2), visit)
    assert ids(ExpenseLine, cast.sales2) == [line.id]
    assert ids(ExpenseLine, cast.sales1) == []


@pytest.mark.parametrize(("percent", "code"), [(100, "percent_range"), (-1, "percent_range"), (60, "percent_sum")])
def test_the_owner_keeps_a_part_of_the_credit(cast, customer, percent, code):
    share(customer.id, cast.sales2, "共同跟进", cast.sales1, percent=40)
    with pytest.raises(Refused) as refusal:
        share(customer.id, cast.channel1, "渠道支持", cast.sales1, percent=percent)
    assert codes(refusal) == [code]
    share(customer.id, cast.channel1, "渠道支持", cast.sales1, percent=0)
    assert credit_of(customer.id) == {cast.sales1.id: 60, cast.sales2.id: 40}


def test_the_parts_of_all_people_sum_to_the_whole_to_the_fen(cast, customer):
    new_opportunity(customer, cast.sales1, amount=Decimal("100.01"))
    new_opportunity(customer, cast.sales2, amount=Decimal("0.99"))
    share(customer.id, cast.sales2, "共同跟进", cast.sales1, percent=33)
    share(customer.id, cast.channel1, "渠道支持", cast.sales1, percent=17)
    sums = [sum_of(person) for person in (cast.sales1, cast.sales2, cast.channel1)]
    assert sums == [Decimal("50.52"), Decimal("33.32"), Decimal("17.16")]
    assert sum(sums) == Decimal("101.00")
    assert sum_of(cast.east_sales1) == 0


def test_a_result_counts_for_who_had_the_credit_on_its_day(cast, customer):
    new_opportunity(customer, cast.sales1, amount=Decimal(1000))
    now = clock.now()
    ownership = db.session.scalars(select(CustomerOwnership)).one()
    ownership.from_at = now - dt.timedelta(days=20)
    db.session.commit()
    row = share(customer.id, cast.sales2, "共同跟进", cast.sales1, percent=40)
    row.from_at = now - dt.timedelta(days=10)
    db.session.commit()
    end_share(row.id, cast.sales1)
    hand_over(customer, cast.channel1, OwnershipReason.TRANSFERRED, cast.salesmgmt_manager, "区域调整")
    assert credit_of(customer.id) == {cast.channel1.id: 100}
    assert credit_of(customer.id, clock.today() - dt.timedelta(days=5)) == {cast.sales1.id: 60, cast.sales2.id: 40}
    assert credit_of(customer.id, clock.today() - dt.timedelta(days=15)) == {cast.sales1.id: 100}
    then = now - dt.timedelta(days=5)
    assert (sum_of(cast.sales1, then), sum_of(cast.sales2, then), sum_of(cast.channel1, then)) == (600, 400, 0)


def test_board_and_list_of_a_person_count_what_is_theirs(cast, customer):
    shared = new_opportunity(customer, cast.sales1, amount=Decimal(1000))
    alone = new_opportunity(new_customer(cast.sales2), cast.sales2, amount=Decimal(500))
    share(customer.id, cast.sales2, "共同跟进", cast.sales1, percent=40)
    mine = Filters(who="mine")
    assert {row.id for row in rows(cast.sales2, mine).rows} == {shared.id, alone.id}
    column = next(column for column in board(cast.sales2, mine) if column.count)
    assert (column.count, column.amount, column.credit) == (2, 1500, 900)
    column = next(column for column in board(cast.sales1, mine) if column.count)
    assert (column.amount, column.credit) == (1000, 600)
    of_one = Filters(who="all", owner_id=cast.sales2.id)
    column = next(column for column in board(cast.sales_manager, of_one) if column.count)
    assert column.credit == 900
    whole = next(column for column in board(cast.sales_manager, Filters(who="unit")) if column.count)
    assert (whole.amount, whole.credit) == (1500, None)


def test_while_a_conflict_runs_nobody_divides_the_credit_or_passes_the_customer_to_the_claimant(cast, customer):
    claim(customer, cast.sales2, cast.sales2, known_as=customer.name, words=Words(relation="合作过三期项目"))
    with pytest.raises(Refused) as refusal:
        share(customer.id, cast.channel1, "渠道支持", cast.sales1, percent=10)
    assert codes(refusal) == ["disputed"]
    share(customer.id, cast.channel1, "渠道支持", cast.sales1)
    with pytest.raises(Refused) as refusal:
        transfer(customer.id, customer.version, cast.sales2, "区域调整", cast.sales_manager)
    assert codes(refusal) == ["claims"]


def test_a_share_that_a_ruling_made_is_given_up_by_the_colleague_alone(cast, customer):
    conflict = claim(customer, cast.sales2, cast.sales2, known_as=customer.name, words=Words(relation="合作过三期项目"))
    shares = {cast.sales1.id: 60, cast.sales2.id: 40}
    reason = "双方都有长期联系，共同跟进对签约最有利"
    rule(conflict.id, conflict.version, Instance.MANAGER, Outcome.TOGETHER, reason, cast.sales_manager, shares)
    row = db.session.scalars(select(CustomerShare)).one()
    for person in (cast.sales1, cast.sales_manager):
        with pytest.raises(Refused) as refusal:
            end_share(row.id, person)
        assert codes(refusal) == ["ruled"]
    end_share(row.id, cast.sales2)
    assert credit_of(customer.id) == {cast.sales1.id: 100}
