"""What the page of a customer shows, read in as few queries as can be."""

from flask import make_response, render_template
from flask_login import current_user
from sqlalchemy import Row, and_
from sqlalchemy.orm import joinedload

import clock
from access import can, known, visible, works_on
from blueprints.customers.forms import ExtendForm
from blueprints.fields import EditForm
from extensions import db
from models import Activity, AuditEntry, Contact, Customer, ExpenseClaim, ExpenseLine, Lead, Opportunity, Stage, User
from operations.customers import may_review
from policy.entry import CustomerStatus, missing
from policy.permissions import Permission
from queries.customers import last_review, submission_facts
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
LATEST = 20
ACTIVITY = (
    *(Activity.id, Activity.kind, Activity.subject, Activity.status, Activity.starts_at),
    *(Activity.summary, Activity.progress, Activity.next_step, Activity.next_step_on, User.name.label("owner")),
)
OPPORTUNITY = (
    *(Opportunity.id, Opportunity.name, Opportunity.status, Opportunity.amount, Opportunity.expected_on),
    *(Stage.name_zh, Stage.name_en, User.name.label("owner"), Lead.id.label("lead_id"), Lead.arrived_at),
)
LINE = (
    *(ExpenseLine.claim_id, ExpenseLine.amount, ExpenseLine.spent_on, ExpenseLine.category, ExpenseLine.description),
    *(ExpenseClaim.number, ExpenseClaim.status),
)
"""What the page says of each; nothing else is read."""


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
    unapproved = customer.status is not CustomerStatus.APPROVED
    return {
        "contacts": contacts_of(customer),
        "activities": _activities(customer),
        "opportunities": _opportunities(customer),
        "lines": _lines(customer),
        "review": last_review(customer.id) if unapproved else None,
        "missing": list(missing(submission_facts(customer, False))) if unapproved else [],
        "extend_form": ExtendForm(formdata=None, obj=customer) if unapproved else None,
        "latest": LATEST,
        "release": last_release(customer.id) if customer.owner_id is None else None,
    }


def contacts_of(customer: Customer) -> list[Contact]:
    """The people at the customer, those still there first."""
    rows = visible(Contact).where(Contact.customer_id == customer.id)
    return list(db.session.scalars(rows.order_by(Contact.active.desc(), Contact.id).limit(200)))


def _activities(customer: Customer) -> list[Row]:
    rows = visible(Activity).where(Activity.customer_id == customer.id).outerjoin(User, User.id == Activity.owner_id)
    latest = rows.order_by(Activity.starts_at.desc(), Activity.id.desc()).limit(LATEST + 1)
    return db.session.execute(latest.with_only_columns(*ACTIVITY)).all()


def _opportunities(customer: Customer) -> list[Row]:
    rows = visible(Opportunity).where(Opportunity.customer_id == customer.id)
    whole = rows.outerjoin(User, User.id == Opportunity.owner_id).outerjoin(Stage, Stage.id == Opportunity.stage_id)
    whole = whole.outerjoin(Lead, and_(Lead.opportunity_id == Opportunity.id, known(Lead)))
    latest = whole.order_by(Opportunity.id.desc()).limit(50)
    return db.session.execute(latest.with_only_columns(*OPPORTUNITY)).all()


def _lines(customer: Customer) -> list[Row]:
    rows = visible(ExpenseLine).where(ExpenseLine.customer_id == customer.id)
    whole = rows.outerjoin(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
    latest = whole.order_by(ExpenseLine.spent_on.desc(), ExpenseLine.id.desc()).limit(LATEST)
    return db.session.execute(latest.with_only_columns(*LINE)).all()


def audit_of(customer: Customer) -> list[AuditEntry]:
    """The latest changes that the reader may see."""
    rows = visible(AuditEntry).where(AuditEntry.customer_id == customer.id).options(joinedload(AuditEntry.by))
    return list(db.session.scalars(rows.order_by(AuditEntry.id.desc()).limit(100)))
