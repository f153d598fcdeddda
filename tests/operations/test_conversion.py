"""A5, A8.1: a lead becomes customer, contact and opportunity in one transaction, once, and takes its history along."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import (
    Activity,
    Contact,
    Customer,
    CustomerShare,
    Lead,
    LeadDispatch,
    Notification,
    Opportunity,
    Registration,
    Stage,
    User,
)
from operations import AlreadyDone, Refused, Stale, activities, transaction
from operations.conversion import convert
from operations.lead_following import follow_up
from operations.ownership import hand_over
from policy.conversion import Match, Way
from policy.dispatch import DispatchEnd
from policy.entry import CustomerKind, CustomerStatus, DecisionRole, Grade
from policy.following import ActivityKind
from policy.leads import LeadStatus
from policy.tracking import OwnershipReason
from queries.conversion import asked_of, candidates
from queries.search import index_customer
from tests.support.factories import neglected_customer, new_customer
from tests.support.leads import held_lead

DAY = dt.timedelta(days=1)
NAME = "苏州启明机械有限公司"


def entered(customer_id=None, **changed):
    stage = db.session.scalars(select(Stage).order_by(Stage.position)).first()
    values = {
        "customer_id": customer_id,
        "customer": {"kind": CustomerKind.DIRECT, "name": NAME, "credit_code": None, "agent_id": None}
        | {"province": "江苏省", "city": "苏州市", "industry": "manufacturing", "grade": Grade.C},
        "contact": {"name": "赵工", "title": "生产部长", "phone": "139 0013 9000", "email": ""}
        | {"decision_role": DecisionRole.UNKNOWN},
        "opportunity": {"name": "排产系统", "amount": Decimal("300000"), "product_interest": "排产"}
        | {"expected_on": clock.today() + 60 * DAY, "stage_id": stage.id, "probability": None},
    }
    return {**values, **changed}


def codes(deed, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        deed(*args, **kwargs)
    return [problem.code for problem in refusal.value.problems if problem.blocks]


def counted(*models):
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def called(lead, by):
    values = {"kind": ActivityKind.CALL, "starts_at": clock.now(), "summary": "电话联系，约定上门演示"}
    return follow_up(lead.id, values, by)


def pooled(owner, **columns):
    customer = neglected_customer(owner, 95, **columns)
    with transaction():
        hand_over(customer, None, OwnershipReason.RELEASED, None)
    return customer


def indexed(customer):
    index_customer(customer)
    db.session.commit()
    return customer


def found(by, lead, **typed):
    return [(one.way, one.matches, one.name) for one in candidates(by, asked_of(lead, **typed))]


def test_a_new_customer_comes_with_contact_opportunity_and_the_history_of_the_lead(cast):
    lead = held_lead(cast.sales1)
    call = called(lead, cast.sales1)
    convert(lead.id, cast.sales1, **entered())
    customer, opportunity = db.session.get(Customer, lead.customer_id), db.session.get(Opportunity, lead.opportunity_id)
    assert (customer.status, customer.owner_id) == (CustomerStatus.DRAFT, cast.sales1.id)
    assert db.session.get(Contact, lead.contact_id).customer_id == customer.id
    assert (opportunity.customer_id, opportunity.owner_id) == (customer.id, cast.sales1.id)
    assert (lead.status, lead.owner_id, lead.due_at) == (LeadStatus.CONVERTED, cast.sales1.id, None)
    assert (call.customer_id, call.opportunity_id, call.lead_id) == (customer.id, opportunity.id, lead.id)
    assert customer.last_contact_at == call.starts_at
    assert db.session.scalars(select(LeadDispatch.ended)).all() == [DispatchEnd.CONVERTED]
    assert counted(Registration) == [2]


def test_without_a_record_before_the_conversion_itself_is_the_follow_up(cast):
    lead = held_lead(cast.sales1)
    convert(lead.id, cast.sales1, **entered())
    row = db.session.scalars(select(LeadDispatch)).one()
    assert lead.followed_up_at == row.followed_up_at == row.ended_at
    assert row.accepted_at is not None


def test_cancelling_the_follow_up_afterwards_leaves_the_conversion_as_the_first_record(cast):
    lead = held_lead(cast.sales1)
    call = called(lead, cast.sales1)
    convert(lead.id, cast.sales1, **entered())
    activities.cancel(call.id, cast.sales1, "记错了")
    row = db.session.scalars(select(LeadDispatch)).one()
    assert row.followed_up_at == row.ended_at
    assert db.session.get(Customer, lead.customer_id).last_contact_at is None


def test_a_form_of_an_activity_that_was_open_meanwhile_does_not_take_the_customer_away(cast):
    lead = held_lead(cast.sales1)
    call = called(lead, cast.sales1)
    version = call.version
    convert(lead.id, cast.sales1, **entered())
    values = {"kind": ActivityKind.CALL, "starts_at": call.starts_at, "summary": "电话", "lead_id": lead.id}
    with pytest.raises(Stale):
        activities.change(call.id, cast.sales1, values, version=version)
    assert codes(activities.change, call.id, cast.sales1, values) == ["customer_id_missing_or_wrong"]


class TestExisting:
    def test_ones_own_customer_is_offered_first_and_its_contact_used_again(self, cast):
        customer = new_customer(cast.sales1, name=NAME)
        person = Contact(customer_id=customer.id, name="赵志强", phone="139 0013 9000", created_at=clock.now())
        person.created_by_id = cast.sales1.id
        db.session.add(person)
        db.session.commit()
        indexed(new_customer(cast.sales2, name="苏州启明机械制造有限公司"))
        lead = held_lead(cast.sales1)
        ways = found(cast.sales1, lead)
        assert ways[0] == (Way.OWN, [Match.NAME, Match.CONTACT], NAME)
        assert ways[1] == (Way.TAKEN, [Match.SIMILAR], "苏州启明机械制造有限公司")
        convert(lead.id, cast.sales1, **entered(customer.id))
        assert (lead.customer_id, lead.contact_id) == (customer.id, person.id)
        assert counted(Contact, Opportunity) == [1, 1]

    def test_a_shared_customer_may_be_chosen_and_the_opportunity_is_the_sharers(self, cast):
        customer = new_customer(cast.sales2, name=NAME)
        share = CustomerShare(customer_id=customer.id, user_id=cast.sales1.id, by_id=cast.sales2.id)
        share.reason, share.from_at = "共同跟进", clock.now()
        db.session.add(share)
        db.session.commit()
        lead = held_lead(cast.sales1)
        assert found(cast.sales1, lead)[0][0] is Way.SHARED
        convert(lead.id, cast.sales1, **entered(customer.id))
        assert lead.opportunity.owner_id == cast.sales1.id
        assert (customer.owner_id, counted(Contact)) == (cast.sales2.id, [1])

    def test_a_pooled_customer_is_claimed_with_it_as_the_rule_of_the_pool_allows(self, cast):
        customer, own = pooled(cast.sales2, name=NAME), pooled(cast.sales1)
        lead = held_lead(cast.sales1)
        assert found(cast.sales1, lead) == [(Way.CLAIM, [Match.NAME], NAME)]
        assert codes(convert, lead.id, cast.sales1, **entered(own.id)) == ["cooling"]
        assert (counted(Opportunity, Contact), lead.status) == ([0, 0], LeadStatus.DISPATCHED)
        convert(lead.id, cast.sales1, **entered(customer.id))
        assert (customer.owner_id, lead.opportunity.owner_id) == (cast.sales1.id, cast.sales1.id)

    def test_somebody_elses_is_refused_by_name_and_outside_the_company_without_one(self, cast):
        near, far = new_customer(cast.sales2, name=NAME), new_customer(cast.jv_sales1, phone="139 0013 9000")
        lead = held_lead(cast.sales1)
        assert found(cast.sales1, lead) == [(Way.TAKEN, [Match.NAME], NAME), (Way.OUTSIDE, [Match.PHONE], "")]
        assert codes(convert, lead.id, cast.sales1, **entered(near.id)) == ["taken"]
        assert codes(convert, lead.id, cast.sales1, **entered(far.id)) == ["outside"]

    def test_found_by_the_credit_code_that_was_typed_or_by_a_look(self, cast):
        indexed(new_customer(cast.sales1, name="苏州启明重工有限公司", credit_code="91350100M000100Y43"))
        lead = held_lead(cast.sales1, company="江南", phone="")
        assert found(cast.sales1, lead, credit_code="91350100M000100Y43")[0][1] == [Match.CODE]
        assert found(cast.sales1, lead, term="重工") == [(Way.OWN, [Match.FOUND], "苏州启明重工有限公司")]

    def test_a_lead_with_nothing_but_a_phone_number_offers_who_has_it(self, cast):
        customer = new_customer(cast.sales1, phone="139 0013 9000")
        lead = held_lead(cast.sales1, company="", contact="", title="", need="")
        assert found(cast.sales1, lead) == [(Way.OWN, [Match.PHONE], customer.name)]
        nobody = {**entered()["contact"], "name": ""}
        assert codes(convert, lead.id, cast.sales1, **entered(customer.id, contact=nobody)) == ["no_contact"]


class TestRefused:
    @pytest.mark.parametrize("broken", ["name", "date", "stage"])
    def test_whatever_is_refused_nothing_is_kept(self, cast, broken):
        lead = held_lead(cast.sales1)
        called(lead, cast.sales1)
        new_customer(cast.sales2, name="苏州另一家有限公司")
        before = counted(Customer, Contact, Opportunity, Registration)
        values = entered()
        if broken == "name":
            values["customer"]["name"] = "苏州另一家有限公司"
        elif broken == "date":
            values["opportunity"]["expected_on"] = clock.today() - DAY
        else:
            values["opportunity"]["stage_id"] = 999_999
        expected = {"name": "taken", "date": "expected_in_past", "stage": "unknown_stage"}[broken]
        assert codes(convert, lead.id, cast.sales1, **values) == [expected]
        assert counted(Customer, Contact, Opportunity, Registration) == before
        assert (lead.status, lead.customer_id) == (LeadStatus.ACCEPTED, None)

    def test_a_colleague_converts_nothing_and_a_manager_enters_no_customer(self, cast):
        lead = held_lead(cast.sales1)
        assert codes(convert, lead.id, cast.sales2, **entered()) == ["not_yours"]
        assert codes(convert, lead.id, cast.sales_manager, **entered()) == ["kind_not_yours"]

    def test_a_manager_attaches_in_the_owners_name_and_the_owner_is_told(self, cast):
        customer, lead = new_customer(cast.sales1, name=NAME), held_lead(cast.sales1)
        convert(lead.id, cast.sales_manager, **entered(customer.id))
        assert (lead.opportunity.owner_id, lead.owner_id) == (cast.sales1.id, cast.sales1.id)
        told = select(Notification.user_id).where(Notification.event == "lead_converted_for_you")
        assert db.session.scalars(told).all() == [cast.sales1.id]


class TestTwice:
    def test_the_same_form_leads_to_the_first_result_and_another_window_hears_of_it(self, cast):
        lead = held_lead(cast.sales1)
        convert(lead.id, cast.sales1, **entered(), form_key="once")
        with pytest.raises(AlreadyDone) as done:
            convert(lead.id, cast.sales1, **entered(), form_key="once")
        assert done.value.location == f"/opportunities/{lead.opportunity_id}"
        with pytest.raises(Refused) as refusal:
            convert(lead.id, cast.sales1, **entered(), form_key="another")
        (problem,) = refusal.value.problems
        assert (problem.code, problem.params["result"]) == ("already_converted", "排产系统")

    def test_of_two_windows_and_a_manager_at_once_one_converts(self, app, cast):
        lead, customer = held_lead(cast.sales1), new_customer(cast.sales1, name=NAME)
        called(lead, cast.sales1)
        lead_id, values = lead.id, entered(customer.id)
        people = [cast.sales1.id, cast.sales_manager.id] * 4

        def one(user_id):
            with app.app_context():
                try:
                    convert(lead_id, db.session.get(User, user_id), **values)
                except Refused as refusal:
                    return ",".join(problem.code for problem in refusal.problems)
                finally:
                    db.session.remove()
                return "converted"

        db.session.commit()
        with ThreadPoolExecutor(8) as threads:
            answers = sorted(threads.map(one, people))
        assert answers == ["already_converted"] * 7 + ["converted"]
        db.session.expire_all()
        assert counted(Opportunity, Contact) == [1, 1]
        assert db.session.get(Lead, lead_id).status is LeadStatus.CONVERTED
        assert db.session.scalars(select(Activity.opportunity_id)).all() == [db.session.scalar(select(Opportunity.id))]
