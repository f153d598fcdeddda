"""What stands on a customer's page, as far as the reader may see it: people, activities, opportunities, expenses, changes."""

from sqlalchemy import Row, and_
from sqlalchemy.orm import joinedload

from access import known, visible
from extensions import db
from models import Activity, AuditEntry, Contact, Customer, ExpenseClaim, ExpenseLine, Lead, Opportunity, Stage, User

LATEST = 20
"""So many activities and expenses are shown."""
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


def contacts_of(customer: Customer, user: User) -> list[Contact]:
    """The people at the customer, those still there first."""
    rows = visible(Contact, user).where(Contact.customer_id == customer.id)
    return list(db.session.scalars(rows.order_by(Contact.active.desc(), Contact.id).limit(200)))


def activities_of(customer: Customer, user: User) -> list[Row]:
    """The latest activities, one more than are shown."""
    rows = visible(Activity, user).where(Activity.customer_id == customer.id)
    rows = rows.outerjoin(User, User.id == Activity.owner_id)
    latest = rows.order_by(Activity.starts_at.desc(), Activity.id.desc()).limit(LATEST + 1)
    return db.session.execute(latest.with_only_columns(*ACTIVITY)).all()


def opportunities_of(customer: Customer, user: User) -> list[Row]:
    """The latest opportunities, each with the lead that it came from where the reader may know of it."""
    rows = visible(Opportunity, user).where(Opportunity.customer_id == customer.id)
    whole = rows.outerjoin(User, User.id == Opportunity.owner_id).outerjoin(Stage, Stage.id == Opportunity.stage_id)
    whole = whole.outerjoin(Lead, and_(Lead.opportunity_id == Opportunity.id, known(Lead, user)))
    latest = whole.order_by(Opportunity.id.desc()).limit(50)
    return db.session.execute(latest.with_only_columns(*OPPORTUNITY)).all()


def lines_of(customer: Customer, user: User) -> list[Row]:
    """The latest lines of expenses that name the customer."""
    rows = visible(ExpenseLine, user).where(ExpenseLine.customer_id == customer.id)
    whole = rows.outerjoin(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
    latest = whole.order_by(ExpenseLine.spent_on.desc(), ExpenseLine.id.desc()).limit(LATEST)
    return db.session.execute(latest.with_only_columns(*LINE)).all()


def changes_of(customer: Customer, user: User) -> list[AuditEntry]:
    """The latest changes."""
    rows = visible(AuditEntry, user).where(AuditEntry.customer_id == customer.id)
    rows = rows.options(joinedload(AuditEntry.by))
    return list(db.session.scalars(rows.order_by(AuditEntry.id.desc()).limit(100)))
