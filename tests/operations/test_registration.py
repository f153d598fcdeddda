"""A8.1: the proof of a registration, the protection of its term, lapsing and discarding, and who is next in line."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Activity, AuditEntry, Customer, NextInLine, Notification, Opportunity, Registration, Stage
from operations import Refused
from operations.customers import edit, register, submit
from operations.lapses import discard, lapse
from operations.next_in_line import leave_line, stand_in_line, tell_next
from operations.opportunities import change, create
from operations.sharing import share
from policy.entry import CustomerKind, CustomerStatus
from policy.following import ActivityStatus
from policy.registration import RegistrationEnd
from queries.registration_backfill import backfill
from queries.search_all import customers_like
from tests.support.customers import approved, draft
from tests.support.factories import new_activity, new_customer

NAME, CODE = "无锡同时有限公司", "91110108551385082Q"
DAY = dt.timedelta(days=1)


def codes(deed, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as refusal:
        deed(*args, **kwargs)
    db.session.rollback()
    return [problem.code for problem in refusal.value.problems]


def values(name=NAME, **columns):
    return {"kind": CustomerKind.DIRECT, "name": name, "credit_code": None, "agent_id": None} | columns


def overdue(owner, name=NAME, days=4, **columns) -> Customer:
    customer = draft(owner, name, **columns)
    customer.entry_due_on = clock.today() - days * DAY
    db.session.commit()
    return customer


def proof(customer) -> Registration:
    mine = Registration.customer_id == customer.id, Registration.opportunity_id.is_(None)
    return db.session.scalars(select(Registration).where(*mine).execution_options(populate_existing=True)).one()


def told(user, event: str) -> list[Notification]:
    return list(
        db.session.scalars(select(Notification).where(Notification.user_id == user.id, Notification.event == event))
    )


def deal(customer, by, name="二期扩容", **columns) -> Opportunity:
    stage = db.session.scalars(select(Stage).order_by(Stage.position)).first()
    wanted = {"customer_id": customer.id, "stage_id": stage.id, "name": name, "amount": Decimal(1000)}
    return create(by, wanted | {"expected_on": clock.today() + 30 * DAY} | columns)


class TestTheProof:
    def test_says_who_recorded_what_when_and_how_long_it_is_protected(self, cast):
        customer = draft(cast.sales1, NAME, credit_code=CODE)
        row = proof(customer)
        assert (row.by_id, row.unit_id, row.at) == (cast.sales1.id, cast.sales1.unit_id, customer.created_at)
        assert row.protected_until == clock.today() + 180 * DAY
        assert (row.entered["name"], row.entered["credit_code"]) == (NAME, CODE)

    def test_keeps_what_was_entered_whatever_is_changed_later(self, cast):
        customer = draft(cast.sales1, NAME)
        edit(customer.id, customer.version, {"name": "无锡另一家有限公司", "city": "无锡市"}, cast.sales1)
        assert (proof(customer).entered["name"], proof(customer).entered["city"]) == (NAME, "杭州市")

    def test_opportunities_have_one_each(self, cast):
        customer = approved(cast.sales1, cast.sales_manager)
        opportunity = deal(customer, cast.sales1)
        row = db.session.scalars(select(Registration).where(Registration.opportunity_id == opportunity.id)).one()
        assert (row.entered["name"], row.entered["amount"]) == ("二期扩容", "1000")


class TestProtection:
    @pytest.fixture
    def shared(self, cast):
        customer = approved(cast.sales1, cast.sales_manager)
        share(customer.id, cast.sales2, "一起跟进", cast.sales1)
        return customer

    def test_while_it_runs_a_colleague_registers_no_opportunity_of_that_name(self, cast, shared):
        deal(shared, cast.sales1)
        assert codes(deal, shared, cast.sales2, "二期 扩容") == ["registered_before"]
        other = deal(shared, cast.sales2, "三期")
        renamed = {"name": "二期扩容", "expected_on": other.expected_on}
        assert codes(change, other.id, cast.sales2, renamed) == ["registered_before"]

    def test_afterwards_it_does_not_stop_anybody(self, cast, shared):
        first = deal(shared, cast.sales1)
        first.registration.protected_until = clock.today() - DAY
        db.session.commit()
        assert deal(shared, cast.sales2).owner_id == cast.sales2.id


class TestLapsing:
    def test_frees_name_and_code_keeps_the_proof_and_tells_the_owner(self, cast):
        customer = overdue(cast.sales1, credit_code=CODE)
        plan = new_activity(customer, cast.sales1, status=ActivityStatus.PLANNED)
        db.session.commit()
        lapse(customer.id, clock.today())
        db.session.refresh(customer)
        assert (customer.status, customer.name_key, customer.credit_code) == (CustomerStatus.LAPSED, None, None)
        assert (proof(customer).ended, proof(customer).entered["credit_code"]) == (RegistrationEnd.LAPSED, CODE)
        assert db.session.get(Activity, plan.id).status is ActivityStatus.CANCELLED
        assert len(told(cast.sales1, "name_lapsed")) == 1
        assert [row.verb for row in db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "lapsed"))]
        assert register(cast.jv_sales1, values(credit_code=CODE)).name == NAME

    def test_what_was_returned_and_not_mended_is_called_so(self, cast):
        customer = overdue(cast.sales1)
        customer.status = CustomerStatus.RETURNED
        db.session.commit()
        assert lapse(customer.id, clock.today()).ended is RegistrationEnd.NOT_MENDED

    def test_it_happens_once_and_not_before_its_day_nor_to_what_was_submitted(self, cast):
        first, early = overdue(cast.sales1), overdue(cast.sales1, "苏州未到期有限公司", days=3)
        lapse(first.id, clock.today())
        assert codes(lapse, first.id, clock.today()) == ["wrong_state"]
        assert codes(lapse, early.id, clock.today()) == ["not_due"]
        early.entry_due_on = clock.today() + DAY
        db.session.commit()
        submit(early.id, early.version, cast.sales1)
        assert codes(lapse, early.id, clock.today() + 30 * DAY) == ["wrong_state"]

    def test_a_lapsed_record_is_only_read_and_nothing_finds_it_by_its_name(self, cast):
        customer = overdue(cast.sales1)
        lapse(customer.id, clock.today())
        db.session.refresh(customer)
        assert codes(edit, customer.id, customer.version, {"name": NAME}, cast.sales1) == ["lapsed"]
        assert codes(submit, customer.id, customer.version, cast.sales1)[0] == "wrong_state"
        assert [customers_like(cast.sales1, term, 5) for term in ("同时", "wxts", "tongshi")] == [[], [], []]

    def test_the_owner_discards_a_mistake_and_nobody_else_does(self, cast):
        customer = draft(cast.sales1, NAME)
        assert codes(discard, customer.id, customer.version, cast.sales_manager) == ["not_yours"]
        db.session.refresh(customer)
        assert discard(customer.id, customer.version, cast.sales1).ended is RegistrationEnd.DISCARDED
        assert register(cast.sales2, values()).owner_id == cast.sales2.id
        kept = approved(cast.sales1, cast.sales_manager)
        assert codes(discard, kept.id, kept.version, cast.sales1) == ["wrong_state"]


class TestNextInLine:
    def test_the_first_who_asked_is_told_and_the_name_is_kept_for_them(self, cast):
        customer = overdue(cast.sales1)
        wish = stand_in_line(cast.jv_sales1, NAME)
        stand_in_line(cast.sales2, NAME)
        assert stand_in_line(cast.jv_sales1, NAME).id == wish.id
        lapse(customer.id, clock.today())
        assert (len(told(cast.jv_sales1, "name_free")), len(told(cast.sales2, "name_free"))) == (1, 0)
        assert codes(register, cast.sales2, values()) == ["reserved"]
        assert codes(register, cast.sales1, values()) == ["reserved"]
        assert register(cast.jv_sales1, values()).owner_id == cast.jv_sales1.id
        db.session.refresh(wish)
        assert wish.ended_at is not None

    def test_who_does_not_use_it_passes_it_on_and_then_it_is_free_for_all(self, cast):
        customer = overdue(cast.sales1)
        first, second = stand_in_line(cast.sales2, NAME), stand_in_line(cast.jv_sales1, NAME)
        lapse(customer.id, clock.today())
        for wish in (first, second):
            db.session.refresh(wish)
            wish.reserved_until = clock.now() - dt.timedelta(minutes=1)
            db.session.commit()
            tell_next(wish.name_key, None)
        assert len(told(cast.jv_sales1, "name_free")) == 1
        assert db.session.query(NextInLine).filter_by(ended_at=None).count() == 0
        assert register(cast.east_sales1, values()).owner_id == cast.east_sales1.id

    def test_who_is_recorded_by_another_goes_on_waiting_behind_the_new_record(self, cast):
        customer = overdue(cast.sales1)
        stand_in_line(cast.sales2, NAME)
        wish = stand_in_line(cast.jv_sales1, NAME)
        lapse(customer.id, clock.today())
        again = register(cast.sales2, values())
        db.session.refresh(wish)
        assert (wish.customer_id, wish.ended_at, wish.told_at) == (again.id, None, None)

    def test_giving_up_a_wish_lets_the_next_one_have_it(self, cast):
        customer = draft(cast.sales1, NAME)
        wish = stand_in_line(cast.sales2, NAME)
        stand_in_line(cast.jv_sales1, NAME)
        discard(customer.id, customer.version, cast.sales1)
        leave_line(wish.id, cast.sales2)
        assert len(told(cast.jv_sales1, "name_free")) == 1

    def test_a_changed_name_frees_the_old_one(self, cast):
        customer = draft(cast.sales1, NAME)
        stand_in_line(cast.sales2, NAME)
        edit(customer.id, customer.version, {"name": "无锡另一家有限公司"}, cast.sales1)
        assert len(told(cast.sales2, "name_free")) == 1

    def test_of_a_name_and_a_credit_code_the_one_that_is_given_up_is_free(self, cast):
        customer = draft(cast.sales1, NAME, credit_code=CODE)
        stand_in_line(cast.sales2, NAME)
        stand_in_line(cast.jv_sales1, "无锡同码有限公司", CODE)
        edit(customer.id, customer.version, {"name": "无锡另一家有限公司"}, cast.sales1)
        assert (len(told(cast.sales2, "name_free")), len(told(cast.jv_sales1, "name_free"))) == (1, 0)
        edit(customer.id, customer.version, {"credit_code": None}, cast.sales1)
        assert (len(told(cast.sales2, "name_free")), len(told(cast.jv_sales1, "name_free"))) == (1, 1)

    def test_nobody_waits_for_a_free_name_or_the_own_record(self, cast):
        draft(cast.sales1, NAME)
        assert codes(stand_in_line, cast.sales1, NAME) == ["no_need_to_wait"]
        assert codes(stand_in_line, cast.sales1, "没有人登记的有限公司") == ["no_need_to_wait"]


def test_while_a_lapse_frees_the_name_of_many_who_register_one_at_most_gets_it(app, cast):
    customer = overdue(cast.sales1)
    people = [user.id for user in (cast.sales2, cast.jv_sales1, cast.east_sales1)] * 4
    stand_in_line(cast.sales2, NAME)
    db.session.commit()

    def one(user_id):
        with app.app_context():
            try:
                if user_id is None:
                    lapse(customer.id, clock.today())
                    return "lapsed"
                return register(db.session.get_one(type(cast.sales1), user_id), values()).owner.username
            except Refused as refusal:
                return {problem.code for problem in refusal.problems}
            finally:
                db.session.remove()

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(one, [*people[:6], None, *people[6:]]))
    db.session.rollback()
    assert "lapsed" in answers
    winners = [answer for answer in answers if isinstance(answer, str) and answer != "lapsed"]
    assert set(winners) <= {"sales2"}
    assert all(answer <= {"taken", "reserved"} for answer in answers if isinstance(answer, set))
    assert db.session.query(Customer).filter(Customer.name_key.is_not(None)).count() == len(winners)


def test_what_was_recorded_before_proofs_were_kept_gets_one_of_who_and_when(cast):
    customer = new_customer(cast.sales1)
    customer.created_at = dt.datetime(2026, 3, 1, 20, tzinfo=dt.UTC)
    db.session.commit()
    draft(cast.sales2)
    opportunity = deal(customer, cast.sales1)
    for row in db.session.scalars(select(Registration).where(Registration.opportunity_id == opportunity.id)):
        db.session.delete(row)
    db.session.commit()
    for _ in range(2):
        backfill(db.session.connection())
        db.session.commit()
    row = proof(customer)
    assert (row.by_id, row.at, row.entered) == (cast.sales1.id, customer.created_at, {})
    assert row.protected_until == dt.date(2026, 3, 2) + 180 * DAY
    assert db.session.query(Registration).count() == 3
    assert customer.registration.id == row.id
    assert opportunity.registration.customer_id == customer.id
