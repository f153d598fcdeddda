"""A record that was never approved gives its name free: by its clock, or because who entered it discards it (A8.1)."""

import datetime as dt

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

import clock
from extensions import db
from models import Activity, Customer, Registration, User
from operations import locked, notify, record, refuse_if, transaction
from operations.conflicts import follow_owner
from operations.next_in_line import tell_next
from operations.registration import register
from policy.entry import MOVES, move_problems
from policy.following import ActivityStatus
from policy.problems import Kind, Problem
from policy.registration import RegistrationEnd, end_of, lapse_problems
from policy.words import N_
from queries.registration import lapse_facts, proof_of
from queries.search import forget_customer

NOT_YOURS = Problem(
    "A8.1", Kind.BLOCKS, N_("Only who owns a record discards it."), N_("Ask the owner."), code="not_yours"
)


def lapse(customer_id: int, today: dt.date) -> Registration:
    """The clock frees the name of a draft or of a returned record that was not mended; its owner is told.

    Judged again under the lock, so that a record submitted in time keeps its name. Raises ``Refused`` when it does.
    """
    with transaction():
        customer = locked(Customer, customer_id)
        refuse_if(lapse_problems(lapse_facts(customer, today)))
        name, due_on = customer.name, customer.entry_due_on
        proof = _end(customer, end_of(customer.status), None)
        if customer.owner_id is not None:
            key = f"name_lapsed:{customer.id}"
            notify(customer.owner_id, "name_lapsed", f"/customers/{customer.id}", key=key, customer=name, due_on=due_on)
    return proof


def discard(customer_id: int, version: int, by: User) -> Registration:
    """The owner gives up a draft or a returned record that was a mistake. Raises ``Refused``, ``Stale``."""
    with transaction():
        customer = locked(Customer, customer_id, version)
        refuse_if(move_problems("lapse", customer.status))
        refuse_if([] if customer.owner_id == by.id else [NOT_YOURS])
        return _end(customer, RegistrationEnd.DISCARDED, by)


def _end(customer: Customer, end: RegistrationEnd, by: User | None) -> Registration:
    """The record stays readable for whoever could read it, and holds nothing any more; the next in line is told."""
    proof = proof_of(customer.id) or register(customer, customer.created_by)
    proof.ended, proof.ended_at = end, clock.now()
    freed = {"name_key": customer.name_key, "credit_code": customer.credit_code}
    before = {"status": customer.status, "credit_code": customer.credit_code}
    customer.status = MOVES["lapse", customer.status]
    customer.name_key = customer.credit_code = None
    forget_customer(customer)
    follow_owner(customer)
    cancelled = _cancel_plans(customer)
    verb = "discarded" if end is RegistrationEnd.DISCARDED else "lapsed"
    record(verb, customer, by, before=before, after={"status": customer.status} | cancelled)
    tell_next(**freed)
    return proof


def _cancel_plans(customer: Customer) -> dict[str, list[int]]:
    planned = Activity.customer_id == customer.id, Activity.status == ActivityStatus.PLANNED
    plans = list(db.session.scalars(select(Activity).where(*planned).order_by(Activity.id)))
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        note = gettext("Cancelled: the record of the customer lapsed.")
    for plan in plans:
        plan.status, plan.changed_at = ActivityStatus.CANCELLED, clock.now()
        plan.summary = f"{plan.summary}\n{note}".strip()
    return {"cancelled": [plan.id for plan in plans]} if plans else {}
