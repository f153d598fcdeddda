"""Entering and keeping customers: register, edit, submit, withdraw, extend, complete the profile (A4, A8.1)."""

from typing import Any

import clock
import identifiers
from extensions import db
from models import Contact, Customer, User
from operations import changes, flush_or, locked, next_in_line, notify, once, record, refuse_if, transaction
from operations import registration as registrations
from operations.approval_kinds import register as register_kind
from operations.approvals import frozen, recall
from operations.approvals import submit as ask
from operations.ownership import hand_over
from operations.reviews import NewCustomer
from policy import entry, registration, reviewing
from policy.approvals import ApprovalKind
from policy.entry import MOVES, CustomerKind, CustomerStatus
from policy.permissions import Permission
from policy.problems import Problem
from policy.tracking import OwnershipReason
from queries import parameters
from queries.customers import approved_agent, kinds_of, same_company, submission_facts
from queries.people import reviewers_of
from queries.registration import reservation_problems
from queries.search import index_customer
from scopes import permissions_of, scope_of

IDENTITY = ("name", "credit_code")
register_kind(ApprovalKind.CUSTOMER, NewCustomer())


def register(by: User, values: dict[str, Any], form_key: str = "", contact: dict[str, Any] | None = None) -> Customer:
    """Record a new customer as a draft of ``by``. The name and credit code are taken from this moment on (A8.1).

    ``values`` and ``contact`` (the first contact, if any) are columns by name. Raises ``Refused``: a kind that is not
    theirs, no name, or recorded before.
    """
    with transaction():
        form = once(form_key, by.id)
        values = {**values, "name_key": identifiers.name_key(values["name"]), "agent_id": _agent(values)}
        refuse_if(entry.entry_problems(_entry_facts(by, values)))
        _refuse_taken(by, values["name_key"], values.get("credit_code"))
        customer = Customer(**values, **_beginning(by))
        db.session.add(customer)
        flush_or(lambda: _taken(by, values["name_key"], values.get("credit_code")))
        hand_over(customer, by, OwnershipReason.REGISTERED, by)
        index_customer(customer)
        registrations.register(customer, by)
        next_in_line.recorded(customer, by)
        if contact:
            db.session.add(Contact(**contact, customer_id=customer.id, created_at=clock.now(), created_by_id=by.id))
        if form:
            form.location = f"/customers/{customer.id}"
    return customer


def _beginning(by: User) -> dict[str, Any]:
    today = clock.today()
    return {
        "unit_id": by.unit_id,
        "owner_id": by.id,
        "clock_day": today,
        "created_at": clock.now(),
        "created_by_id": by.id,
        "entry_due_on": entry.due_on(today, int(parameters.value("entry_days", today))),
    }


def _agent(values: dict[str, Any]) -> int | None:
    return values.get("agent_id") or None


def _entry_facts(by: User, values: dict[str, Any], kinds: frozenset[CustomerKind] = frozenset()) -> entry.EntryFacts:
    return entry.EntryFacts(
        kind=values["kind"],
        kinds=kinds_of(by) | kinds,
        name=values["name"],
        name_key=values["name_key"],
        agent=values["agent_id"] is not None,
        agent_known=approved_agent(values["agent_id"]),
    )


def _refuse_taken(by: User, name_key: str, credit_code: str | None, but: int | None = None) -> None:
    refuse_if(registration.registration_problems(same_company(by, name_key, credit_code, but)))
    # Asked after it: who finds the name free finds the reservation that was made when it became so.
    refuse_if(reservation_problems(name_key, credit_code, by.id))


def _taken(by: User, name_key: str, credit_code: str | None, but: int | None = None) -> list:
    """Who was faster, read after the database has decided."""
    return list(registration.registration_problems(same_company(by, name_key, credit_code, but)))


def edit(customer_id: int, version: int, values: dict[str, Any], by: User) -> Customer:
    """Change a customer's columns. A new name or credit code is checked anew (A8.1), and the reviewers hear of it.

    Raises ``Stale`` when somebody changed it meanwhile, ``Refused`` by the rules of entry and registration.
    """
    with transaction():
        customer = locked(Customer, customer_id, version)
        refuse_if(registration.lapsed_problems(customer.status))
        refuse_if(being_reviewed(customer))
        held = {"name_key": customer.name_key, "credit_code": customer.credit_code}
        wanted = {**_present(customer), **values}
        wanted["name_key"], wanted["agent_id"] = identifiers.name_key(wanted["name"]), _agent(wanted)
        refuse_if(entry.entry_problems(_entry_facts(by, wanted, frozenset({customer.kind}))))
        _refuse_taken(by, wanted["name_key"], wanted["credit_code"], customer.id)
        before, after = changes(customer, wanted)
        if not after:
            return customer
        flush_or(lambda: _taken(by, wanted["name_key"], wanted["credit_code"], customer_id))
        if "name" in after:
            index_customer(customer)
        if any(field in after for field in held):
            next_in_line.recorded(customer, by)
            next_in_line.pass_on(**held)
        entry_ = record("edited", customer, by, before=before, after=after | on_behalf(customer, by))
        if customer.status is CustomerStatus.APPROVED and any(field in after for field in IDENTITY):
            _tell_renamed(customer, by, f"{entry_.id}", before.get("name", customer.name))
    return customer


EDITABLE = ("kind", "name", "credit_code", "agent_id")


def _present(customer: Customer) -> dict[str, Any]:
    return {field: getattr(customer, field) for field in EDITABLE}


def on_behalf(customer: Customer, by: User) -> dict[str, str]:
    """The mark in the audit line of what a manager or assistant enters for the owner (A4.4); empty for the owner."""
    if customer.owner_id in (None, by.id) or customer.unit_id not in scope_of(by).managed:
        return {}
    return {"on_behalf_of": customer.owner.name}


def submit(customer_id: int, version: int, by: User) -> Customer:
    """Hand the draft to the department manager or assistant for review (A4.1, A4.2, A4.3)."""
    with transaction():
        customer = locked(Customer, customer_id, version)
        refuse_if(entry.submission_problems(submission_facts(customer, may_review(customer, by))))
        before = {"status": customer.status}
        customer.status = MOVES["submit", customer.status]
        customer.submitted_at = clock.now()
        after = {"status": customer.status} | on_behalf(customer, by)
        record("submitted", customer, by, before=before, after=after)
        ask(ApprovalKind.CUSTOMER, customer, by)
    return customer


def being_reviewed(customer: Customer) -> list[Problem]:
    """Why the record is not changed now: its review is awaited (A4.2)."""
    return frozen(ApprovalKind.CUSTOMER, customer.id) if customer.status is CustomerStatus.SUBMITTED else []


def may_review(customer: Customer, by: User) -> bool:
    """Whether the person reviews customers of this department; that it is not their own is for the rule to say."""
    return Permission.REVIEW_CUSTOMERS in permissions_of(by) and customer.unit_id in scope_of(by).managed


def _tell_renamed(customer: Customer, by: User, key: str, old: str) -> None:
    about = {"by": by.name, "customer": customer.name, "old": old}
    for reviewer in reviewers_of(customer.owner or by):
        if reviewer.id != by.id:
            told = f"customer_renamed:{customer.id}:{key}"
            notify(reviewer.id, "customer_renamed", f"/customers/{customer.id}", key=told, **about)


def withdraw(customer_id: int, version: int, by: User) -> Customer:
    """Take a submitted customer back before it was decided about."""
    with transaction():
        customer = locked(Customer, customer_id, version)
        refuse_if(entry.move_problems("withdraw", customer.status))
        before, draft = {"status": customer.status}, MOVES["withdraw", customer.status]
        recall(ApprovalKind.CUSTOMER, customer, by)
        customer.status, customer.submitted_at = draft, None
        record("withdrawn", customer, by, before=before, after={"status": customer.status} | on_behalf(customer, by))
    return customer


def extend(customer_id: int, version: int, reason: str, by: User) -> Customer:
    """Give the entry clock its longer time, with a reason (A4.3)."""
    with transaction():
        customer = locked(Customer, customer_id, version)
        begun = clock.day_of(customer.created_at)
        given = customer.entry_due_on - entry.due_on(begun, int(parameters.value("entry_days", begun)))
        until = entry.due_on(begun, int(parameters.value("entry_days_extended", begun))) + given
        longer = bool(customer.entry_extension_reason)
        refuse_if(
            reviewing.extension_problems(
                reviewing.ExtensionFacts(customer.status, longer, reason, until, clock.today())
            )
        )
        before, after = changes(customer, {"entry_due_on": until, "entry_extension_reason": reason.strip()})
        record("extended", customer, by, before=before, after=after | on_behalf(customer, by), note=reason.strip())
    return customer


def complete_profile(customer_id: int, version: int, values: dict[str, Any], by: User) -> Customer:
    """Customer service completes profile and process data of a won customer (A4.5); nothing else is touched."""
    with transaction():
        customer = locked(Customer, customer_id, version)
        refuse_if(reviewing.profile_problems(customer.status, customer.won_at is not None))
        before, after = changes(customer, {field: values[field] for field in ("profile", "process_data")})
        if after:
            record("profile_completed", customer, by, before=before, after=after)
    return customer
