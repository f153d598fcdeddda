"""A lead becomes a customer with contact and opportunity: in one transaction, once, and its history goes along (A5)."""

from typing import Any

from sqlalchemy import select

from extensions import db
from models import Activity, Contact, Customer, Lead, LeadDispatch, Opportunity, User
from operations import (
    changes,
    customers,
    lead_records,
    locked,
    notify,
    once,
    opportunities,
    pool,
    record,
    refuse_if,
    transaction,
)
from operations.contacts import add_contact
from operations.dispatching import release
from operations.house import keep_still
from operations.lead_chain import advance
from operations.tracking import recount
from policy.conversion import Way, attach_problems, conversion_problems
from policy.dispatch import DispatchEnd
from policy.leads import LeadDeed
from queries.conversion import contact_like, conversion_facts, way_to


def convert(
    lead_id: int,
    by: User,
    *,
    customer_id: int | None,
    customer: dict[str, Any],
    contact: dict[str, Any],
    opportunity: dict[str, Any],
    form_key: str = "",
) -> Lead:
    """Attach the lead to the customer ``customer_id``, or without one record ``customer`` as a new draft of ``by``.

    ``customer``, ``contact`` and ``opportunity`` are columns by name; of an existing customer ``customer`` is ignored. A
    customer in the public pool is claimed with it. Nothing is kept when any part is refused. An opportunity of a draft
    counts only from the customer's approval on (A4.2). Raises ``Refused``.
    """
    with transaction():
        sent = once(form_key, by.id, f"/leads/{lead_id}")
        lead = locked(Lead, lead_id)
        known = contact_like(customer_id, contact["phone"], contact["email"]) if customer_id else None
        refuse_if(conversion_problems(conversion_facts(lead, by, contact["name"], known is not None)))
        if customer_id:
            keep_still(User, by.id)
            whose = _attach(customer_id, by)
            person = known or add_contact(whose.id, contact, by)
        else:
            whose = customers.register(by, customer, contact=contact)
            person = db.session.scalars(select(Contact).where(Contact.customer_id == whose.id)).one()
        made = opportunities.create(by, {**opportunity, "customer_id": whose.id})
        _settle(lead, whose, person, made, by)
        if sent:
            sent.location = f"/opportunities/{made.id}"
    return lead


def _attach(customer_id: int, by: User) -> Customer:
    customer = locked(Customer, customer_id)
    found = way_to(customer, by)
    owner = customer.owner.name if customer.owner else ""
    refuse_if(attach_problems(found, customer.name, owner, customer.unit.name))
    return pool.claim(customer_id, by) if found is Way.CLAIM else customer


def _settle(lead: Lead, customer: Customer, contact: Contact, opportunity: Opportunity, by: User) -> None:
    """The lead names what came of it, its chain ends, and its records are the customer's and the opportunity's."""
    lead.customer_id, lead.contact_id, lead.opportunity_id = customer.id, contact.id, opportunity.id
    lead_records.take_up(lead, by)
    advance(lead, LeadDeed.CONVERTED, by, customer=customer.name, opportunity=opportunity.name)
    dispatch = release(lead, DispatchEnd.CONVERTED)
    for activity in db.session.scalars(select(Activity).where(Activity.lead_id == lead.id)):
        _take_along(activity, customer, opportunity, by)
    lead_records.recount(lead, by)
    lead.followed_up_at = dispatch.followed_up_at if dispatch else lead.followed_up_at
    recount(customer)
    _tell(lead, dispatch, by)


def _take_along(activity: Activity, customer: Customer, opportunity: Opportunity, by: User) -> None:
    """What names a customer already stays with it. Whoever has the activity's form open is told that it changed."""
    if activity.customer_id is None:
        named = {"customer_id": customer.id, "opportunity_id": opportunity.id}
        before, after = changes(activity, named)
        record("lead_converted", activity, by, before=before, after=after)


def _tell(lead: Lead, dispatch: LeadDispatch | None, by: User) -> None:
    """Who held the lead hears of a conversion that a manager or assistant did."""
    if dispatch is not None and dispatch.user_id != by.id:
        told = {"by": by.name, "lead": lead.called}
        notify(dispatch.user_id, "lead_converted_for_you", f"/leads/{lead.id}", key=f"lead_converted:{lead.id}", **told)
