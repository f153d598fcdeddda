"""The people at a customer (A4.1). Name never empty; whoever left stays readable."""

from typing import Any

import clock
from extensions import db
from models import Contact, Customer, User
from operations import changes, locked, once, record, refuse_if, transaction
from operations.customers import being_reviewed, on_behalf


def add_contact(customer_id: int, values: dict[str, Any], by: User, form_key: str = "") -> Contact:
    """Record a person at the customer; ``values`` are columns by name."""
    with transaction():
        form = once(form_key, by.id, f"/customers/{customer_id}")
        customer = locked(Customer, customer_id)
        refuse_if(being_reviewed(customer))
        contact = Contact(**values, customer_id=customer.id, created_at=clock.now(), created_by_id=by.id)
        db.session.add(contact)
        record("contact_added", contact, by, after=values | on_behalf(customer, by))
        if form:
            form.location = f"/customers/{customer_id}"
    return contact


def edit_contact(contact_id: int, version: int, values: dict[str, Any], by: User) -> Contact:
    """Change a contact's columns, ``active`` among them. Raises ``Stale`` when somebody changed it meanwhile."""
    with transaction():
        contact = locked(Contact, contact_id, version)
        refuse_if(being_reviewed(contact.customer))
        before, after = changes(contact, values)
        if after:
            record("contact_edited", contact, by, before=before, after=after | on_behalf(contact.customer, by))
    return contact
