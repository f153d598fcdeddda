"""A5, A8.1: who leaves hands everything over in one step; nothing is lost, nothing moves twice."""

import datetime as dt

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import (
    Absence,
    Activity,
    AssistantLink,
    AuditEntry,
    Conflict,
    ConflictParty,
    Customer,
    CustomerShare,
    DispatchGroup,
    DispatchGroupMember,
    DispatchRule,
    ExpenseClaim,
    Handover,
    Lead,
    LeadDispatch,
    LeadRight,
    NextInLine,
    Notification,
    Opportunity,
)
from operations.handover_business import BUSINESS_MOVES
from operations.handovers import begin
from policy.conflicts import Claiming
from policy.dispatch import AbsenceKind, Receiver, RightKind
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.following import ActivityStatus
from policy.handovers import Thing
from policy.leads import LeadChannel, LeadStatus
from queries.handovers import holdings
from queries.organisation import company_of
from tests.support.factories import new_activity, new_claim, new_customer, new_opportunity
from tests.support.handovers import REASON, codes, everything_to


def add(*rows):
    db.session.add_all(rows)
    db.session.commit()
    return rows[0]


def lead_of(person) -> Lead:
    now = clock.now()
    lead = Lead(channel=LeadChannel.PHONE, status=LeadStatus.ACCEPTED, company="来电公司", phone="139 0013 9000")
    lead.words, lead.arrived_at, lead.since, lead.unit_id = "想了解", now, now, person.unit_id
    lead.owner_id, lead.dispatched_at, lead.accepted_at = person.id, now, now
    add(lead)
    add(LeadDispatch(lead_id=lead.id, user_id=person.id, at=now, due_at=now))
    return lead


def shared_with(person, owner, percent=30) -> CustomerShare:
    share = CustomerShare(customer_id=new_customer(owner).id, user_id=person.id, reason="共同跟进", percent=percent)
    share.by_id, share.from_at = owner.id, clock.now()
    return add(share)


def disputed_by(person, owner) -> ConflictParty:
    conflict = add(Conflict(customer_id=new_customer(owner).id, opened_at=clock.now(), opened_by_id=person.id))
    party = ConflictParty(conflict_id=conflict.id, user_id=person.id, unit_id=person.unit_id, claiming=Claiming.LATER)
    first = ConflictParty(conflict_id=conflict.id, user_id=owner.id, unit_id=owner.unit_id, claiming=Claiming.FIRST)
    party.statement = "客户更信任我们"
    add(first, party)
    return party


@pytest.fixture
def leaver(cast):
    """sales1 with one of everything; some of it on customers of others."""
    me, other, now = cast.sales1, cast.east_sales1, clock.now()
    lead_of(me)
    customer = new_customer(me)
    for status in (CustomerStatus.DRAFT, CustomerStatus.SUBMITTED):
        new_customer(me, status=status)
    new_opportunity(customer, me)
    new_opportunity(new_customer(other), me)
    shared_with(me, other)
    disputed_by(me, other)
    add(NextInLine(name_key="某公司", name="某公司", customer_id=customer.id, user_id=me.id, at=now))
    tomorrow = now + dt.timedelta(days=1)
    new_activity(customer, me, status=ActivityStatus.PLANNED, starts_at=tomorrow)
    new_activity(new_customer(other), me, status=ActivityStatus.PLANNED, starts_at=tomorrow)
    new_activity(new_customer(other), me, next_step="回访报价", next_step_on=clock.today())
    plan = new_activity(new_customer(other), other, status=ActivityStatus.PLANNED, starts_at=tomorrow)
    plan.participants = [me]
    company = company_of(me.unit_id)
    rule = DispatchRule(position=1, label="上海", receiver=Receiver.PERSON, user_id=me.id, company_id=company)
    group = add(DispatchGroup(name="华东组", company_id=company), rule)
    add(DispatchGroupMember(group_id=group.id, user_id=me.id))
    claim = new_claim(cast.channel1)
    claim.status, claim.checker_id = ClaimStatus.IN_CHECK, me.id
    add(AssistantLink(assistant_id=me.id, manager_id=cast.east_gm.id))
    add(AssistantLink(assistant_id=cast.sales_assistant.id, manager_id=me.id))
    absence = Absence(user_id=me.id, kind=AbsenceKind.LEAVE, from_on=clock.today(), until_on=clock.today(), at=now)
    absence.by_id = me.id
    add(absence)
    return me


def told(person) -> list[str]:
    rows = select(Notification.event).where(Notification.user_id == person.id)
    return sorted(db.session.scalars(rows))


def test_of_one_of_everything_nothing_names_the_leaver_as_holder_any_more(cast, leaver):
    before = holdings(leaver.id)
    assert all(count for thing, count in before.items() if thing not in BUSINESS_MOVES), before
    done = begin(leaver.id, everything_to(cast.sales2), REASON, cast.sales_manager)
    assert done.finished_at is not None
    assert (done.left_behind, any(holdings(leaver.id).values())) == ({}, False)
    assert db.session.scalar(select(func.count(Customer.id)).where(Customer.owner_id == leaver.id)) == 0
    assert done.moved["customers"] == before[Thing.CUSTOMERS] == 3
    assert done.moved["with_customers_opportunities"] == done.moved["opportunities"] == 1
    assert sum(done.moved.values()) == sum(before.values())


def test_what_went_to_the_receiver_is_theirs_to_work_with(cast, leaver):
    party = db.session.scalars(select(ConflictParty).where(ConflictParty.user_id == leaver.id)).one()
    begin(leaver.id, everything_to(cast.sales2), REASON, cast.sales_manager)
    to = cast.sales2
    lead = db.session.scalars(select(Lead)).one()
    assert (lead.owner_id, lead.status) == (to.id, LeadStatus.DISPATCHED)
    assert {one.owner_id for one in db.session.scalars(select(Opportunity))} == {to.id}
    share = db.session.scalars(select(CustomerShare).where(CustomerShare.until_at.is_(None))).one()
    assert (share.user_id, share.percent) == (to.id, 30)
    assert (party.user_id, party.statement) == (to.id, "客户更信任我们")
    plans = db.session.scalars(select(Activity).where(Activity.status == ActivityStatus.PLANNED)).all()
    assert "回访报价" in {plan.subject for plan in plans if plan.owner_id == to.id}
    assert [plan.participants for plan in plans if plan.owner_id == cast.east_sales1.id] == [[to]]
    assert db.session.scalars(select(DispatchRule.user_id)).all() == [to.id]
    claim = db.session.scalars(select(ExpenseClaim)).one()
    assert (claim.status, claim.checker_id, claim.claimant_id) == (ClaimStatus.MANAGER_APPROVED, None, cast.channel1.id)
    assert db.session.scalars(select(Absence.cancelled_at)).one() is not None


def test_the_next_step_on_a_lead_becomes_a_plan_of_who_receives_the_lead(cast):
    lead = lead_of(cast.sales1)
    done = new_activity(new_customer(cast.sales2), cast.sales1, next_step="寄送样本", next_step_on=clock.today())
    done.customer_id, done.lead_id = None, lead.id
    db.session.commit()
    begin(cast.sales1.id, everything_to(cast.sales2), REASON, cast.sales_manager)
    plan = db.session.scalars(select(Activity).where(Activity.status == ActivityStatus.PLANNED)).one()
    assert (plan.lead_id, plan.subject, plan.owner_id) == (lead.id, "寄送样本", cast.sales2.id)
    assert done.owner_id == cast.sales1.id


def test_a_form_of_a_group_that_was_open_meanwhile_is_stale(cast, leaver):
    group = db.session.scalars(select(DispatchGroup)).one()
    shown = group.version
    begin(leaver.id, everything_to(cast.sales2), REASON, cast.sales_manager)
    assert group.version > shown


def test_what_was_done_stays_its_authors_and_says_in_the_audit_log_where_it_went(cast, leaver):
    begin(leaver.id, everything_to(cast.sales2), REASON, cast.sales_manager)
    done = db.session.scalars(select(Activity).where(Activity.status == ActivityStatus.DONE)).all()
    assert {one.owner_id for one in done} == {leaver.id}
    verbs = set(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.note == REASON)))
    assert {"handover_begun", "transferred", "handed_over", "lead_handed_over", "share_ended", "release"} <= verbs


def test_each_kind_may_go_to_somebody_else_and_every_receiver_hears_one_sentence(cast, leaver):
    to = everything_to(cast.sales2) | {Thing.LEADS: cast.channel1, Thing.RULES: cast.channel1}
    begin(leaver.id, to, REASON, cast.sales_manager)
    assert db.session.scalars(select(Lead.owner_id)).one() == cast.channel1.id
    assert told(cast.sales2) == ["handed_over_to_you"]
    assert told(cast.channel1).count("handed_over_to_you") == 1
    assert "handover_finished" in told(cast.sales_manager)


def test_neither_cap_nor_claim_limit_stops_it_but_who_may_receive_is_judged(cast, leaver):
    begin_with = lambda person: codes(begin, leaver.id, everything_to(person), REASON, cast.sales_manager)  # noqa: E731
    assert set(begin_with(cast.jv_sales1)) == {"other_company"}
    assert set(begin_with(cast.finance1)) == {"not_selling"}
    assert set(begin_with(cast.sales1)) == {"leaver"}
    assert set(begin_with(None)) == {"no_receiver"}
    cast.sales2.active = False
    db.session.commit()
    assert set(begin_with(cast.sales2)) == {"inactive"}
    assert codes(begin, leaver.id, everything_to(cast.channel1), "  ", cast.sales_manager) == ["no_reason"]
    assert codes(begin, cast.sales2.id, {}, REASON, cast.sales_manager) == ["nothing"]
    assert db.session.scalar(select(func.count(Handover.id))) == 0


def test_two_parts_of_one_customer_become_one_and_an_owner_needs_none(cast):
    share = shared_with(cast.sales1, cast.east_sales1, 30)
    own = CustomerShare(customer_id=share.customer_id, user_id=cast.sales2.id, reason="先前", percent=20)
    own.by_id, own.from_at = cast.east_sales1.id, clock.now()
    add(own)
    shared_with(cast.sales1, cast.sales2, 40)
    begin(cast.sales1.id, everything_to(cast.sales2), REASON, cast.sales_manager)
    running = db.session.scalars(select(CustomerShare).where(CustomerShare.until_at.is_(None))).all()
    assert [(one.user_id, one.percent) for one in running] == [(cast.sales2.id, 50)]


def test_the_one_against_whom_one_claims_takes_the_claim_over_and_it_ends(cast):
    party = disputed_by(cast.sales1, cast.sales2)
    begin(cast.sales1.id, everything_to(cast.sales2), REASON, cast.sales_manager)
    assert party.left_at is not None
    assert holdings(cast.sales1.id)[Thing.CONFLICTS] == 0


def test_what_the_receiver_may_not_have_stays_says_why_and_goes_to_the_next(cast):
    lead_of(cast.sales1)
    now = clock.now()
    right = LeadRight(user_id=cast.sales2.id, kind=RightKind.SUSPENDED, from_on=clock.today(), clause="A12.3", at=now)
    right.reason = "未及时跟进"
    add(right)
    done = begin(cast.sales1.id, everything_to(cast.sales2), REASON, cast.sales_manager)
    assert (done.moved, list(done.left_behind)) == ({}, ["leads"])
    assert done.left_behind["leads"]["message"]
    done = begin(cast.sales1.id, everything_to(cast.channel1), REASON, cast.sales_manager)
    assert (done.moved, done.left_behind) == ({"leads": 1}, {})
