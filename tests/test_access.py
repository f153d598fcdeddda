"""Nobody sees what they may not (A13): written out by hand, person by person and realm by realm."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from access import can, visible, works_on
from extensions import db
from models import (
    Activity,
    ActivityParticipant,
    Allocation,
    Approval,
    Attachment,
    AuditEntry,
    CheckSheet,
    Collection,
    Conflict,
    ConflictParty,
    Contact,
    Contract,
    ContractChange,
    ContractTemplate,
    Customer,
    CustomerShare,
    Digest,
    DigestReader,
    DunningStep,
    ExpenseClaim,
    ExpenseLine,
    Finding,
    Implementation,
    Invoice,
    JobRun,
    Lead,
    Measure,
    Notification,
    Opportunity,
    PresalesRequest,
    PriceList,
    Product,
    Publication,
    Quote,
    Ranking,
    ReportOrder,
    SalesOrder,
    SpotCheck,
    Task,
    UrgentEvent,
    UsageExemption,
    UsageLapse,
    User,
    UserRole,
    Violation,
    WorkSummary,
)
from operations import record, transaction
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.permissions import Permission
from policy.ranking import Board
from policy.roles import Role
from tests.support.sight import (
    ALL,
    APPROVALS,
    CONFLICTS,
    CONTRACTS,
    CUSTOMERS,
    DUNNING,
    EVERYTHING,
    FINANCE_NEVER_READS,
    LEADS,
    ORDERS,
    PARTIES,
    PEOPLE,
    PRICE_LISTS,
    PRODUCTS,
    PUBLISHED,
    QUOTES,
    REPORTED,
    SUPERVISED,
    SUPPORTED,
    TEXTS,
    WORKS,
    seen,
)
from tests.support.world import OWNERS, World

OF_A_PART = {
    "quotes": Quote,
    "products": Product,
    "price_lists": PriceList,
    "contracts": Contract,
    "contract_changes": ContractChange,
    "contract_templates": ContractTemplate,
    "sales_orders": SalesOrder,
    "implementations": Implementation,
    "tasks": Task,
    "invoices": Invoice,
    "collections": Collection,
    "allocations": Allocation,
    "dunning_steps": DunningStep,
}
"""What is seen in a part only: having it once is not enough."""


NOUNS = {
    "contacts": Contact,
    "opportunities": Opportunity,
    "activities": Activity,
    "expense_claims": ExpenseClaim,
    "expense_lines": ExpenseLine,
    "attachments": Attachment,
}


@pytest.fixture
def world(cast):
    return World()


def test_each_person_sees_exactly_these_customers(world, cast):
    assert {
        username: seen(world, getattr(cast, username), "customers", Customer) for username in CUSTOMERS
    } == CUSTOMERS


@pytest.mark.parametrize("noun", NOUNS)
def test_what_belongs_to_a_customer_is_seen_by_those_who_see_the_customer(world, cast, noun):
    there = EVERYTHING if noun == "contacts" else ALL
    expected = {username: realms & there for username, realms in CUSTOMERS.items()}
    if noun in FINANCE_NEVER_READS:
        expected["finance1"] = set()
    assert {username: seen(world, getattr(cast, username), noun, NOUNS[noun]) for username in CUSTOMERS} == expected


@pytest.mark.parametrize(
    ("noun", "model", "expected"),
    [
        ("leads", Lead, LEADS),
        ("conflicts", Conflict, CONFLICTS),
        ("conflict_parties", ConflictParty, PARTIES),
        ("approvals", Approval, APPROVALS),
        ("quotes", Quote, QUOTES),
        ("products", Product, PRODUCTS),
        ("price_lists", PriceList, PRICE_LISTS),
        ("contracts", Contract, CONTRACTS),
        ("contract_changes", ContractChange, CONTRACTS),
        ("contract_templates", ContractTemplate, TEXTS),
        ("sales_orders", SalesOrder, ORDERS),
        ("implementations", Implementation, WORKS),
        ("tasks", Task, WORKS),
        ("invoices", Invoice, CONTRACTS),
        ("collections", Collection, CONTRACTS),
        ("allocations", Allocation, CONTRACTS),
        ("dunning_steps", DunningStep, DUNNING),
        ("work_summaries", WorkSummary, PEOPLE),
        ("urgent_events", UrgentEvent, PEOPLE),
        ("usage_exemptions", UsageExemption, PEOPLE),
        ("usage_lapses", UsageLapse, PEOPLE),
        ("findings", Finding, PEOPLE),
        ("violations", Violation, PEOPLE),
        ("measures", Measure, PEOPLE),
        ("digests", Digest, SUPERVISED),
        ("check_sheets", CheckSheet, SUPERVISED),
        ("spot_checks", SpotCheck, SUPERVISED),
        ("publications", Publication, PUBLISHED),
        ("rankings", Ranking, PUBLISHED),
        ("presales_requests", PresalesRequest, SUPPORTED),
        ("report_orders", ReportOrder, REPORTED),
    ],
)
def test_what_has_rules_of_its_own_is_seen_by_exactly_these_people(world, cast, noun, model, expected):
    assert {username: seen(world, getattr(cast, username), noun, model) for username in expected} == expected


def test_an_assistant_does_not_read_what_is_held_against_the_manager(world, cast):
    for noun in ("violations", "measures"):
        world["hq"][noun].user_id = cast.sales_manager.id
    db.session.commit()
    for noun, model in (("violations", Violation), ("measures", Measure)):
        assert [seen(world, one, noun, model) for one in (cast.sales_assistant, cast.vp)] == [set(), ALL]


def test_the_digest_one_was_to_read_goes_with_the_part_and_the_agents_list_is_for_agents(world, cast):
    db.session.add(DigestReader(digest_id=world["hq"]["digests"].id, user_id=cast.sales1.id))
    world["hq"]["rankings"].board = Board.AGENTS
    db.session.commit()
    assert seen(world, cast.sales1, "digests", Digest) == set()
    assert [seen(world, one, "rankings", Ranking) for one in (cast.jv_gm, cast.agent_sales1)] == [
        {"jv"},
        {"agent", "hq"},
    ]


@pytest.mark.parametrize("username", ["sales1", "implementer1", "finance1", "business_manager"])
def test_who_has_another_part_now_sees_nothing_of_what_was_theirs(world, cast, username):
    person = getattr(cast, username)
    person.role_rows = [UserRole(role=Role.ADMINISTRATOR)]
    db.session.commit()
    assert {noun for noun, model in OF_A_PART.items() if seen(world, person, noun, model)} == set()


def test_marketing_sees_the_leads_that_nobody_holds_and_those_it_took(world, cast):
    lead = world["hq"]["leads"]
    lead.taken_by_id = cast.marketing1.id
    world["east"]["leads"].owner_id, world["jv"]["leads"].owner_id = None, None
    db.session.commit()
    assert seen(world, cast.marketing1, "leads", Lead) == {"hq", "east"}


def test_a_draft_claim_is_its_authors_alone(cast):
    world = World(ClaimStatus.DRAFT)
    for username in CUSTOMERS:
        own = {realm for realm, owner in OWNERS.items() if owner == username}
        assert seen(world, getattr(cast, username), "expense_claims", ExpenseClaim) == own, username
    assert seen(world, cast.finance1, "customers", Customer) == set()


def test_a_shared_customer_is_seen_with_everything_under_it_until_the_share_ends(world, cast):
    customer = world["hq"]["customers"]
    share = CustomerShare(
        customer_id=customer.id, user_id=cast.sales2.id, by_id=cast.sales1.id, from_at=clock.now(), reason="共同跟进"
    )
    db.session.add(share)
    db.session.commit()
    assert seen(world, cast.sales2, "opportunities", Opportunity) == {"hq"}
    assert works_on(customer, cast.sales2)
    share.until_at = clock.now()
    db.session.commit()
    assert seen(world, cast.sales2, "customers", Customer) == {"pool"}
    assert not works_on(customer, cast.sales2)


def test_who_took_part_sees_the_activity_and_the_customer_but_not_the_rest(world, cast):
    presales = cast.presales1
    db.session.add(ActivityParticipant(activity_id=world["hq"]["activities"].id, user_id=presales.id))
    db.session.commit()
    assert seen(world, presales, "activities", Activity) == {"hq"}
    assert seen(world, presales, "customers", Customer) == {"hq"}
    assert seen(world, presales, "opportunities", Opportunity) == set()


def test_customer_service_sees_won_customers_of_its_own_company(world, cast):
    for realm in ("hq", "jv"):
        world[realm]["customers"].won_at = clock.now() - dt.timedelta(days=1)
    db.session.commit()
    assert seen(world, cast.service1, "customers", Customer) == {"hq"}


def test_a_draft_without_owner_is_not_in_the_pool(world, cast):
    world["pool"]["customers"].status = CustomerStatus.DRAFT
    db.session.commit()
    assert seen(world, cast.sales2, "customers", Customer) == set()


def test_notices_are_their_readers_alone(world, cast):
    assert seen(world, cast.sales1, "notifications", Notification) == {"hq"}
    assert seen(world, cast.president, "notifications", Notification) == set()


def test_partners_know_only_their_own_people(world, cast):
    names = set(db.session.scalars(visible(User, cast.jv_gm).with_only_columns(User.username)))
    assert names == {"jv_gm", "jv_sales1"}
    assert "jv_gm" not in set(db.session.scalars(visible(User, cast.sales1).with_only_columns(User.username)))


def test_a_model_without_a_rule_is_refused(cast):
    with pytest.raises(KeyError):
        visible(CustomerShare, cast.president)


def test_only_administrators_see_job_runs(cast):
    db.session.add(JobRun(job="x", period="1", started_at=clock.now()))
    db.session.commit()
    assert db.session.scalars(visible(JobRun, cast.admin)).all()
    assert not db.session.scalars(visible(JobRun, cast.president)).all()


def test_owner_manager_and_assistant_work_on_a_customer_others_who_see_it_do_not(world, cast):
    customer = world["hq"]["customers"]
    working = {username for username in CUSTOMERS if works_on(customer, getattr(cast, username))}
    company = {"president", "vp", "presidents_assistant", "salesmgmt_manager"}
    assert working >= {"sales1", "sales_manager", "sales_assistant"} | company
    assert not working & {"sales2", "finance1", "east_gm", "jv_gm", "admin", "channel_manager"}


def test_an_administrator_holds_no_permission_over_customers(cast):
    forbidden = set(Permission) - {
        Permission.USE,
        Permission.CLAIM_EXPENSES,
        Permission.ADMINISTER,
        Permission.VIEW_AUDIT,
    }
    assert not [permission for permission in forbidden if can(permission, cast.admin)]


def test_the_audit_of_a_foreign_customer_stays_closed(world, cast):
    with transaction():
        record("changed", db.session.get(Customer, world["jv"]["customers"].id), cast.jv_sales1)
    entries = select(AuditEntry.id)
    assert db.session.scalars(entries).all()
    assert not db.session.scalars(visible(AuditEntry, cast.sales_manager)).all()
    assert db.session.scalars(visible(AuditEntry, cast.jv_gm)).all()
