"""Every route × every part × own and foreign things: 404 for what one may not know, 403 for what one may not do.

Nothing is written by a refusal or by a GET, whoever asks. A new route is covered as soon as it exists; one with an
argument that stands in no table below fails.
"""

import hashlib

import pytest
from flask import url_for
from sqlalchemy import select

from extensions import db
from scopes import permissions_of
from tests.support.sight import (
    APPROVALS,
    CONFLICTS,
    CONTRACTS,
    CUSTOMERS,
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
)
from tests.support.world import World

NOUNS = {
    "customer_id": "customers",
    "contact_id": "contacts",
    "activity_id": "activities",
    "opportunity_id": "opportunities",
    "competitor_id": "competitors",
    "claim_id": "expense_claims",
    "line_id": "expense_lines",
    "attachment_id": "attachments",
    "notification_id": "notifications",
    "lead_id": "leads",
    "conflict_id": "conflicts",
    "party_id": "conflict_parties",
    "approval_id": "approvals",
    "leaver_id": "leavers",
    "quote_id": "quotes",
    "sending_id": "quote_sendings",
    "product_id": "products",
    "price_list_id": "price_lists",
    "contract_id": "contracts",
    "change_id": "contract_changes",
    "template_id": "contract_templates",
    "order_id": "sales_orders",
    "implementation_id": "implementations",
    "task_id": "tasks",
    "invoice_id": "invoices",
    "collection_id": "collections",
    "allocation_id": "allocations",
    "refund_id": "refunds",
    "dunning_id": "dunning_steps",
    "summary_id": "work_summaries",
    "urgent_id": "urgent_events",
    "digest_id": "digests",
    "exemption_id": "usage_exemptions",
    "lapse_id": "usage_lapses",
    "sheet_id": "check_sheets",
    "finding_id": "findings",
    "spot_check_id": "spot_checks",
    "publication_id": "publications",
    "violation_id": "violations",
    "measure_id": "measures",
    "ranking_id": "rankings",
    "request_id": "presales_requests",
    "report_order_id": "report_orders",
    "expense_invoice_id": "expense_invoices",
    "question_id": "line_questions",
    "trip_id": "trip_requests",
    "advance_id": "expense_advances",
    "batch_id": "payment_batches",
}
"""Whose visibility an argument follows."""

ADMINISTERED = {
    "unit_id": "units",
    "user_id": "users",
    "rule_id": "dispatch_rules",
    "group_id": "dispatch_groups",
    "statement_id": "statements",
}
"""Things of the house, which who sets them opens by their number: for them the permission decides alone."""

WORDS = {
    "name": "entry_days",
    "job": "tracking_scan",
    "stage_id": 1,
    "run_id": 1,
    "share_id": 999_999,
    "reader_id": 999_999,
    "quota_id": 999_999,
    "target_id": 999_999,
    "refund_id": 999_999,
    "wish_id": 999_999,
    "right_id": 999_999,
    "absence_id": 999_999,
    "deputy_id": 999_999,
    "phrase_id": 999_999,
    "limit_id": 999_999,
    "tier_id": 999_999,
    "payer_id": 999_999,
    "book_account_id": 999_999,
    "batch_line_id": 999_999,
    "sort": "csv",
    "month": "2026-01",
    "shipment_id": 999_999,
    "theme": "dark",
    "direction": "up",
    "deed": "done",
    "key_id": 999_999,
    "token": "no-thread-has-this-address",
}
"""Arguments that name no scoped thing."""

PARTS = [
    "sales1",
    "sales2",
    "channel1",
    "sales_manager",
    "sales_assistant",
    "presales1",
    "marketing1",
    "business_manager",
    "implementer1",
    "service1",
    "finance1",
    "president",
    "supervisor1",
    "admin",
    "east_gm",
    "jv_gm",
    "jv_sales1",
    "agent_sales1",
]
REALMS = ["hq", "east", "jv"]
OWNERS_ALONE = {"notifications": {"hq": "sales1", "east": "east_sales1", "jv": "jv_sales1"}}
COLLEAGUES = dict.fromkeys(PARTS, {"hq", "east"}) | {
    "president": {"hq", "east", "jv"},
    "jv_gm": {"jv"},
    "jv_sales1": {"jv"},
    "agent_sales1": set(),
}
"""Whose people one knows of: those of one's own company."""

SEEN_BY = {
    "leavers": COLLEAGUES,
    "leads": LEADS,
    "conflicts": CONFLICTS,
    "conflict_parties": PARTIES,
    "approvals": APPROVALS,
    "quotes": QUOTES,
    "quote_sendings": QUOTES,
    "products": PRODUCTS,
    "price_lists": PRICE_LISTS,
    "contracts": CONTRACTS,
    "contract_changes": CONTRACTS,
    "contract_templates": TEXTS,
    "sales_orders": ORDERS,
    "implementations": WORKS,
    "tasks": WORKS,
    **dict.fromkeys(("work_summaries", "urgent_events", "usage_exemptions", "usage_lapses"), PEOPLE),
    **dict.fromkeys(("findings", "violations", "measures"), PEOPLE),
    **dict.fromkeys(("digests", "check_sheets", "spot_checks"), SUPERVISED),
    **dict.fromkeys(("publications", "rankings"), PUBLISHED),
    "presales_requests": SUPPORTED,
    "report_orders": REPORTED,
    **dict.fromkeys(("invoices", "collections", "allocations", "refunds", "dunning_steps"), CONTRACTS),
}
HARMLESS = {200, 204, 302, 303, 400, 403, 409, 422}
SECRET = {"token"}
"""Arguments that nobody knows by being somebody: what they do not open is not found."""
NO_KEY = 401
"""What the interface for websites answers whoever is signed in: it asks for a key."""


def doors(application):
    for rule in sorted(application.url_map.iter_rules(), key=str):
        if rule.endpoint == "static" or "filename" in rule.arguments or rule.rule.startswith("/-/"):
            continue
        view = application.view_functions[rule.endpoint]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method, getattr(view, "permission", "nobody said")


def address(rule, world, realm):
    """The path of a rule for the things of one realm, and the nouns that it names."""
    values, nouns = {}, []
    for argument in rule.arguments:
        noun = NOUNS.get(argument) or ADMINISTERED.get(argument)
        if noun:
            if noun not in world[realm]:
                return None, []
            values[argument] = world[realm][noun].id
            nouns.append(noun)
        else:
            values[argument] = WORDS[argument]
    return url_for(rule.endpoint, **values), nouns


def may_know(username, nouns, realm):
    for noun in nouns:
        if noun in ADMINISTERED.values():
            continue
        if noun in OWNERS_ALONE:
            if OWNERS_ALONE[noun].get(realm) != username:
                return False
        elif noun in SEEN_BY:
            if realm not in SEEN_BY[noun][username]:
                return False
        elif realm not in CUSTOMERS[username] or (
            username == "finance1" and noun in FINANCE_NEVER_READS | {"competitors"}
        ):
            return False
    return True


def digest():
    """A fingerprint of everything that is stored, table by table."""
    stored = {}
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(select(table).order_by(*table.primary_key)).all()
        stored[table.name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    db.session.rollback()
    return stored


@pytest.fixture
def world(cast):
    return World()


def every_call(app, world, realms):
    with app.test_request_context():
        calls = []
        for rule, method, permission in doors(app):
            for realm in realms if rule.arguments & set(NOUNS) else ["hq"]:
                path, nouns = address(rule, world, realm)
                if path:
                    calls.append((rule, method, permission, realm, path, nouns))
        return calls


def test_every_route_says_whose_it_is_and_what_its_arguments_name(application):
    bare = [f"{method} {rule}" for rule, method, permission in doors(application) if permission == "nobody said"]
    unknown = {
        f"{argument} in {rule}"
        for rule, _, _ in doors(application)
        for argument in rule.arguments - set(NOUNS) - set(ADMINISTERED) - set(WORDS)
    }
    assert (bare, sorted(unknown)) == ([], [])


def test_a_stranger_is_asked_to_sign_in_everywhere_but_at_the_public_doors(app, client, world):
    before, wrong = digest(), []
    for _rule, method, permission, _realm, path, _nouns in every_call(app, world, ["hq"]):
        if permission is None:
            continue
        answer = client.open(path, method=method)
        if answer.status_code not in {302, 303} or "/login" not in answer.location:
            wrong.append((method, path, answer.status_code))
    assert wrong == []
    assert digest() == before


@pytest.mark.parametrize("username", PARTS)
def test_what_is_not_theirs_to_know_or_to_do_is_refused_and_nothing_is_written(
    app, client, world, cast, sign_in, username
):
    allowed = permissions_of(getattr(cast, username))
    sign_in(client, username)
    before, wrong, hx = digest(), [], False
    for _rule, method, permission, realm, path, nouns in every_call(app, world, REALMS):
        if permission is None:
            continue
        expected = 403 if permission not in allowed else 404 if not may_know(username, nouns, realm) else None
        # Who lacks the permission is turned away before anything is looked up, whosever it is: once is enough.
        if expected is None or (expected == 403 and realm != REALMS[0]):
            continue
        hx = not hx
        status = client.open(path, method=method, hx=hx).status_code
        if status != expected:
            wrong.append((method, path, hx, status, expected))
    assert wrong == []
    assert digest() == before


@pytest.mark.parametrize("username", PARTS)
def test_reading_what_is_theirs_works_and_writes_nothing(app, client, world, cast, sign_in, username):
    allowed = permissions_of(getattr(cast, username))
    sign_in(client, username)
    before, wrong = digest(), []
    hx = PARTS.index(username) % 2 == 0
    for rule, method, permission, realm, path, nouns in every_call(app, world, REALMS):
        if method != "GET" or not (permission is None or permission in allowed) or not may_know(username, nouns, realm):
            continue
        hx = not hx
        status = client.get(path, hx=hx).status_code
        if status not in HARMLESS - {400} and not (status == 404 and rule.arguments & SECRET):
            wrong.append((path, hx, status))
    assert wrong == []
    assert digest() == before


@pytest.mark.parametrize("username", PARTS)
def test_an_empty_form_never_breaks_a_door(app, client, world, cast, sign_in, username):
    wrong = []
    allowed = permissions_of(getattr(cast, username))
    sign_in(client, username)
    for rule, method, permission, realm, path, nouns in every_call(app, world, ["hq"]):
        if method == "GET" or not (permission is None or permission in allowed) or not may_know(username, nouns, realm):
            continue
        status = client.open(path, method=method, data={}).status_code
        if status not in HARMLESS | {404} and not (status == NO_KEY and path.startswith("/api/")):
            wrong.append((method, path, status))
        if rule.rule in {"/logout", "/login"} or "everywhere" in rule.rule:
            sign_in(client, username)
    assert wrong == []
