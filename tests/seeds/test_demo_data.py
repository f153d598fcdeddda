"""Every row of the demo data satisfies the rules that the product asks of people."""

from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import func, inspect, select

import clock
import identifiers
import queries.tracking
from access import visible
from extensions import db
from models import (
    Activity,
    Attachment,
    AuditEntry,
    Closing,
    Conflict,
    ConflictRuling,
    Contact,
    Contract,
    Customer,
    CustomerOwnership,
    CustomerShare,
    DunningStep,
    ExpenseClaim,
    Lead,
    Notification,
    Opportunity,
    Quote,
    Receivable,
    Registration,
    SalesOrder,
    StageChange,
    Statement,
    Task,
    User,
)
from operations.attachments import path_of
from operations.expenses import fingerprint
from policy import tracking
from policy.conflicts import ConflictStatus, Outcome
from policy.entry import CustomerKind, CustomerStatus
from policy.events import EVENTS
from policy.expenses import ClaimStatus, Verdict
from policy.following import ActivityStatus, OpportunityStatus
from policy.leads import HELD, LeadChannel, LeadDeed, LeadStatus
from policy.orders import OrderStatus, TaskStatus
from policy.problems import blocking
from policy.quoting import QuoteStatus
from policy.roles import Role
from policy.tracking import Band
from queries.approvals import to_decide
from queries.expenses import findings, lines_of
from scopes import permissions_of
from seeds.doubts import DOUBTFUL, UNFINISHED

CHECKED = (ClaimStatus.APPROVED, ClaimStatus.PAID)


def every(model, *where):
    return list(db.session.scalars(select(model).where(*where).order_by(*inspect(model).primary_key)))


def test_every_role_of_the_policy_but_the_leadership_group_has_somebody(demo):
    played = {role for user in every(User) for role in user.roles}
    assert set(Role) - played <= {Role.LEADERSHIP_GROUP}


def test_customers_of_every_kind_and_state_stand_in_every_band(demo):
    customers = every(Customer)
    assert 150 <= len(customers) <= 230
    assert {customer.kind for customer in customers} == set(CustomerKind)
    assert {customer.status for customer in customers} == set(CustomerStatus)
    assert {customer.band for customer in customers} == set(Band)
    assert {row.status for row in every(Opportunity)} == set(OpportunityStatus)
    assert {row.status for row in every(ExpenseClaim)} == set(ClaimStatus)


def test_approved_customers_are_complete(demo):
    for customer in every(Customer, Customer.status == CustomerStatus.APPROVED):
        assert customer.contacts
        assert all(contact.name for contact in customer.contacts)
        assert identifiers.credit_code(customer.credit_code) == customer.credit_code
        assert identifiers.phone(customer.phone) == customer.phone
        assert customer.name_key == identifiers.name_key(customer.name)
        assert customer.created_at <= customer.submitted_at <= customer.approved_at <= clock.now()
        assert (customer.kind is CustomerKind.AGENT_END) == (customer.agent_id is not None)


def test_the_tracking_clock_says_what_the_activities_say(demo):
    graded = queries.tracking.limits()
    for customer in every(Customer, Customer.status == CustomerStatus.APPROVED):
        latest = queries.tracking.last_contact(customer.id)
        assert customer.last_contact_at == latest
        if customer.owner_id is None:
            assert (customer.band, customer.clock_day) == (Band.POOL, clock.day_of(customer.pooled_at))
            continue
        day = tracking.clock_day(clock.day_of(customer.owned_since), clock.day_of(latest) if latest else None)
        assert customer.clock_day == day
        limits = graded.of(customer.grade)
        assert customer.band == tracking.band(day, clock.today(), limits)
        assert limits.days_left(day, clock.today()) > 0


def test_a_running_ownership_names_the_owner_and_the_pool_has_none(demo):
    running = {row.customer_id: row for row in every(CustomerOwnership, CustomerOwnership.until_at.is_(None))}
    for customer in every(Customer):
        row = running.get(customer.id)
        assert (row.owner_id if row else None) == customer.owner_id
        assert (row.from_at if row else None) == customer.owned_since


def test_nothing_that_is_done_lies_in_the_future(demo):
    now = clock.now()
    for activity in every(Activity, Activity.status == ActivityStatus.DONE):
        assert activity.starts_at <= activity.ends_at <= activity.recorded_at <= now
        assert activity.summary
    assert db.session.scalar(select(func.max(AuditEntry.at))) <= clock.now()


def test_what_is_done_with_a_customer_states_effect_progress_and_value(demo):
    for activity in every(Activity, Activity.status == ActivityStatus.DONE, Activity.kind != "internal"):
        assert activity.effect
        assert activity.progress
        assert activity.key_value


def test_an_opportunity_stands_where_its_last_move_led(demo):
    moves = {row.opportunity_id: row for row in every(StageChange)}
    for opportunity in every(Opportunity):
        assert opportunity.stage_id == moves[opportunity.id].to_stage_id
        assert opportunity.stage_since == moves[opportunity.id].at
        assert (opportunity.closing is None) == (opportunity.status is OpportunityStatus.OPEN)
        assert opportunity.created_at <= clock.now()


def test_closings_are_confirmed_waiting_sent_back_and_late(demo):
    closings = every(Closing)
    assert any(closing.confirmed_at for closing in closings)
    assert any(closing.sent_back_at for closing in closings)
    assert any(not closing.confirmed_at and not closing.sent_back_at for closing in closings)
    assert any(clock.day_of(closing.closed_at) > closing.due_on for closing in closings)
    won = {closing.opportunity.customer_id for closing in closings if closing.status is OpportunityStatus.WON}
    assert won == {customer.id for customer in every(Customer, Customer.won_at.is_not(None))}


def test_claims_add_up_and_rest_on_the_lines_that_were_submitted(demo):
    for claim in every(ExpenseClaim):
        lines = lines_of(claim.id)
        assert claim.total == sum(line.amount for line in lines)
        assert claim.accepted_total == sum((line.accepted_amount or Decimal(0)) for line in lines)
        assert claim.status is ClaimStatus.DRAFT or claim.fingerprint == fingerprint(lines)
        if claim.status in CHECKED:
            assert Verdict.OPEN not in {line.verdict for line in lines}
        assert (claim.payment is not None) == (claim.status is ClaimStatus.PAID)
        assert claim.payment is None or claim.payment.amount == claim.accepted_total


def test_nobody_decided_about_their_own_claim(demo):
    for claim in every(ExpenseClaim):
        for decision in claim.decisions:
            assert (decision.by_id == claim.claimant_id) == (decision.decision == "submit")


def test_submitted_claims_have_no_blocker(demo):
    for claim in every(ExpenseClaim, ExpenseClaim.status != ClaimStatus.DRAFT):
        found = findings(claim, lines_of(claim.id))
        assert [problem.code for problems in found.values() for problem in blocking(problems)] == []


def test_most_submitted_lines_are_beyond_doubt(demo):
    lines = doubts = 0
    for claim in every(ExpenseClaim, ExpenseClaim.status != ClaimStatus.DRAFT, ExpenseClaim.purpose != DOUBTFUL):
        for problems in findings(claim, lines_of(claim.id)).values():
            lines += 1
            doubts += any(problem.kind != "fine" for problem in problems)
    assert doubts < lines / 4


def codes(purpose):
    claim = db.session.scalars(select(ExpenseClaim).where(ExpenseClaim.purpose == purpose)).one()
    return {problem.code for problems in findings(claim, lines_of(claim.id)).values() for problem in problems}


def test_the_unfinished_draft_shows_every_kind_of_blocker(demo):
    assert codes(UNFINISHED) >= {
        *("customer_missing", "progress_missing", "key_value_missing", "activity_missing"),
        *(
            "progress_filler",
            "key_value_filler",
            "activity_planned",
            "activity_outside_window",
            "customer_not_approved",
        ),
    }


def test_the_doubtful_claim_shows_every_kind_of_doubt(demo):
    assert codes(DOUBTFUL) >= {
        *("same_invoice", "activity_entered_late", "progress_repeated", "activity_changed_since", "names_customer"),
    }


def test_files_lie_where_their_rows_say(demo):
    for attachment in every(Attachment):
        assert path_of(attachment).stat().st_size == attachment.size


def test_notifications_are_sentences_that_the_product_knows(demo):
    notices = every(Notification)
    assert {notice.event for notice in notices} <= set(EVENTS)
    assert all(EVENTS[notice.event] % notice.params for notice in notices)
    assert any(notice.read_at is None for notice in notices)


@pytest.mark.parametrize("username", ["sales1", "sales2", "channel1", "east_sales1", "jv_sales1", "agent_sales1"])
def test_each_seller_has_work_of_every_kind(demo, username):
    user = db.session.scalars(select(User).where(User.username == username)).one()
    bands = Counter(row.band for row in every(Customer, Customer.owner_id == user.id))
    assert min(bands[band] for band in (Band.FRESH, Band.NOTICE, Band.ALARM)) >= 1
    assert db.session.scalars(visible(Opportunity, user).limit(1)).first()
    assert db.session.scalars(visible(Contact, user).limit(1)).first()
    assert permissions_of(user)


def test_names_and_codes_are_nobodys_twice(demo):
    keys = [customer.name_key for customer in every(Customer)]
    assert len(keys) == len(set(keys))


def test_leads_stand_in_every_state_and_each_chain_is_told_in_order(demo):
    leads = every(Lead)
    assert {lead.status for lead in leads} == set(LeadStatus)
    assert {lead.channel for lead in leads} == set(LeadChannel)
    for lead in leads:
        times = [step.at for step in lead.steps]
        assert times == sorted(times)
        assert lead.steps[0].deed is LeadDeed.ARRIVED
        assert times[-1] <= clock.now()
        assert (lead.owner_id is not None) == (lead.status in HELD | {LeadStatus.CONVERTED})
        assert (lead.status is LeadStatus.CONVERTED) == (lead.opportunity_id is not None)


def test_every_customer_and_opportunity_has_the_proof_of_its_registration(demo):
    assert {row.customer_id for row in every(Registration, Registration.opportunity_id.is_(None))} == {
        customer.id for customer in every(Customer)
    }
    assert {row.opportunity_id for row in every(Registration)} - {None} == {row.id for row in every(Opportunity)}


def test_conflicts_are_open_ruled_and_settled_and_credit_is_shared_as_it_was_ruled(demo):
    assert {conflict.status for conflict in every(Conflict)} == {
        ConflictStatus.OPEN,
        ConflictStatus.RULED,
        ConflictStatus.SETTLED,
    }
    for ruling in every(ConflictRuling, ConflictRuling.outcome == Outcome.TOGETHER):
        assert sum(ruling.shares.values()) == 100
        [share] = every(CustomerShare, CustomerShare.ruling_id == ruling.id)
        assert ruling.shares[str(share.user_id)] == share.percent


@pytest.mark.parametrize(
    "username",
    ["sales_manager", "salesmgmt_manager", "business_manager", "presidents_assistant", "vp", "president", "rnd_vp"],
)
def test_who_decides_finds_something_to_decide(demo, username):
    user = db.session.scalars(select(User).where(User.username == username)).one()
    assert db.session.scalars(to_decide(user)).first()


def test_business_stands_in_every_state_that_a_day_can_show(demo):
    assert {row.status for row in every(Quote)} >= set(QuoteStatus) - {
        QuoteStatus.CANCELLED,
        QuoteStatus.EXPIRED,
        QuoteStatus.REPLACED,
    }
    assert {row.status for row in every(Contract)} >= {"draft", "pending", "returned", "approved", "signed"}
    assert any(0 <= (row.ends_on - clock.today()).days <= 30 for row in every(Contract, Contract.ends_on.is_not(None)))
    assert {row.status for row in every(SalesOrder)} >= set(OrderStatus) - {OrderStatus.RETURNED, OrderStatus.CANCELLED}
    assert {row.status for row in every(Task)} == set(TaskStatus)
    overdue = {row.contract_id for row in every(Receivable) if row.overdue_from}
    assert {row.contract_id for row in every(DunningStep)} & overdue
    assert all(row.frozen_at for row in every(Statement))
