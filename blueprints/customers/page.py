"""What the page of a customer shows, read in as few queries as can be."""

from flask import make_response, render_template
from flask_login import current_user
from sqlalchemy.orm import joinedload

import clock
from access import can, works_on
from blueprints.customers.forms import ExtendForm
from blueprints.fields import EditForm
from models import Customer
from operations.customers import may_review
from policy.approvals import ApprovalKind
from policy.entry import CustomerStatus, missing
from policy.permissions import Permission
from queries import customer_page as page
from queries.approval_files import last_step
from queries.customers import submission_facts
from queries.pool import last_release
from queries.tracking import kept_by, limits
from scopes import scope_of

WHOLE = (
    joinedload(Customer.owner),
    joinedload(Customer.unit),
    joinedload(Customer.created_by),
    joinedload(Customer.agent),
    joinedload(Customer.registration),
)


def show_page(customer: Customer, status: int = 200, refused: EditForm | None = None):
    """The whole page; with a refused form and 422 when something was not accepted."""
    context = page_context(customer) | _sections(customer)
    return make_response(render_template("customers/show.html", **context, refused=refused), status)


def page_context(customer: Customer) -> dict:
    """What the head and the profile panel need."""
    works, in_force = works_on(customer), limits()
    return {
        "customer": customer,
        "today": clock.today(),
        "limits": in_force,
        "stays": kept_by(customer, in_force),
        "may_edit": works and can(Permission.RECORD_ACTIVITIES) and customer.status is not CustomerStatus.LAPSED,
        "may_complete": can(Permission.COMPLETE_PROFILES) and customer.won_at is not None,
        "may_review": customer.status is CustomerStatus.SUBMITTED and may_decide(customer),
        "may_transfer": customer.status is not CustomerStatus.LAPSED
        and can(Permission.TRANSFER_CUSTOMERS)
        and manages(customer),
        "may_share": works and (customer.owner_id == current_user.id or manages(customer)),
    }


def manages(customer: Customer) -> bool:
    """Whether the customer lies in a unit that the reader leads."""
    return customer.unit_id in scope_of(current_user).managed


def may_decide(customer: Customer) -> bool:
    """Whether the reader reviews it: a reviewer of this department, and it is not their own (A4.2)."""
    return may_review(customer, current_user) and current_user.id not in (customer.owner_id, customer.created_by_id)


def _sections(customer: Customer) -> dict:
    unapproved, me = customer.status is not CustomerStatus.APPROVED, current_user._get_current_object()
    return {
        "contacts": page.contacts_of(customer, me),
        "activities": page.activities_of(customer, me),
        "opportunities": page.opportunities_of(customer, me),
        "lines": page.lines_of(customer, me),
        "review": last_step(ApprovalKind.CUSTOMER, customer.id) if unapproved else None,
        "missing": list(missing(submission_facts(customer, False))) if unapproved else [],
        "extend_form": ExtendForm(formdata=None, obj=customer) if unapproved else None,
        "latest": page.LATEST,
        "release": last_release(customer.id) if customer.owner_id is None else None,
    }
