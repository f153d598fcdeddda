"""What is true of activities: what they name, the facts their rules are given, and what rests on them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam, func, select

import clock
from access import can, visible, works_on
from extensions import db
from models import (
    Activity,
    ActivityParticipant,
    AuditEntry,
    Contact,
    Customer,
    ExpenseClaim,
    ExpenseLine,
    Lead,
    Opportunity,
    Unit,
    User,
)
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.following import CONTACT_KINDS, ActivityStatus
from policy.permissions import Permission
from policy.recording import ActivityFacts

MOST_COLLEAGUES = 40
DONE_CONTACT = (
    select(Activity.id)
    .where(
        Activity.customer_id == bindparam("customer_id"),
        Activity.status == ActivityStatus.DONE,
        Activity.kind.in_(sorted(CONTACT_KINDS)),
    )
    .limit(1)
)


@dataclass(frozen=True)
class Named:
    """What an activity names, as far as the person may know of it; ``strangers`` counts ids that led nowhere."""

    customer: Customer | None = None
    opportunity: Opportunity | None = None
    lead: Lead | None = None
    participants: list[User] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    opportunity_unknown: bool = False
    contacts_unknown: bool = False
    people_unknown: bool = False


def named(values: dict[str, Any], by: User, already: Activity | None = None) -> Named:
    """Look up the ids ``customer_id``, ``opportunity_id``, ``participants`` and ``contacts`` through the person.

    What the activity names ``already`` may stay, though the person would not find it any more; its lead always stays.
    """
    people, contacts = set(values.get("participants") or ()), set(values.get("contacts") or ())
    found_people = _seen(User, people, by, already.participants if already else ())
    found_contacts = _seen(Contact, contacts, by, already.contacts if already else ())
    opportunity_id, customer_id = values.get("opportunity_id"), values.get("customer_id")
    opportunity = _one(Opportunity, opportunity_id, by, already and already.opportunity)
    lead = already.lead if already else _one(Lead, values.get("lead_id"), by, None)
    return Named(
        lead=lead,
        customer=_one(Customer, customer_id, by, already and already.customer),
        opportunity=opportunity,
        participants=found_people,
        contacts=found_contacts,
        opportunity_unknown=bool(opportunity_id) and opportunity is None,
        contacts_unknown=len(found_contacts) < len(contacts),
        people_unknown=len(found_people) < len(people),
    )


def _seen(model: type, ids: set[int], by: User, known: Iterable = ()) -> list:
    kept = [row for row in known if row.id in ids]
    new = ids - {row.id for row in kept}
    found = db.session.scalars(visible(model, by).where(model.id.in_(new))) if new else ()
    return sorted([*kept, *found], key=lambda row: row.id)


def _one(model: type, row_id: int | None, by: User, known: Any) -> Any:
    found = _seen(model, {row_id}, by, [known] if known else ()) if row_id else []
    return found[0] if found else None


def facts(values: dict[str, Any], found: Named, by: User, *, moved: bool = True) -> ActivityFacts:
    """What ``policy.recording`` is told of an activity with these values."""
    customer, opportunity = found.customer, found.opportunity
    texts = ("subject", "summary", "effect", "progress", "key_value", "next_step")
    return ActivityFacts(
        kind=values["kind"],
        status=values["status"],
        starts_at=values["starts_at"],
        ends_at=values.get("ends_at"),
        now=clock.now(),
        today=clock.today(),
        start_day=clock.day_of(values["starts_at"]),
        next_step_on=values.get("next_step_on"),
        has_customer=customer is not None,
        works_on=customer is not None and may_record_for(customer, by),
        customer_pooled=customer is not None and customer.owner_id is None,
        customer_approved=customer is not None and customer.status is CustomerStatus.APPROVED,
        opportunity_fits=not found.opportunity_unknown and (not opportunity or _of(customer, [opportunity])),
        contacts_fit=not found.contacts_unknown and _of(customer, found.contacts),
        moved=moved,
        of_lead=found.lead is not None,
        lead_open=found.lead is not None and found.lead.customer_id is None,
        **{name: values.get(name) or "" for name in texts},
    )


def _of(customer: Customer | None, rows: Iterable) -> bool:
    return all(customer is not None and row.customer_id == customer.id for row in rows)


def may_record_for(customer: Customer, by: User) -> bool:
    """Whether the person may record activities on the customer: works on it, took part before, or serves it (A4.5)."""
    served = customer.won_at is not None and can(Permission.COMPLETE_PROFILES, by)
    return served or works_on(customer, by) or took_part(customer.id, by.id)


def took_part(customer_id: int, user_id: int) -> bool:
    """Whether a colleague took part in any activity with the customer."""
    joined = (
        select(ActivityParticipant.activity_id)
        .join(Activity, Activity.id == ActivityParticipant.activity_id)
        .where(ActivityParticipant.user_id == user_id, Activity.customer_id == customer_id)
    )
    return db.session.scalar(joined.limit(1)) is not None


def lines_resting(activity_id: int) -> int:
    """How many expense lines of claims that are no longer drafts rest on the activity (A3.4)."""
    submitted = (ExpenseClaim.status != ClaimStatus.DRAFT, ExpenseLine.removed_at.is_(None))
    lines = select(func.count()).select_from(ExpenseLine).join(ExpenseClaim, ExpenseLine.claim_id == ExpenseClaim.id)
    return db.session.scalar(lines.where(ExpenseLine.activity_id == activity_id, *submitted))


def contacted(customer_id: int) -> bool:
    """Whether a contact activity with the customer is done (A6.5)."""
    return db.session.scalar(DONE_CONTACT, {"customer_id": customer_id}) is not None


def history_of(row: Any) -> list[tuple[AuditEntry, str]]:
    """The audit lines of a row that the reader may see, newest first, each with the name of who did it."""
    lines = (
        select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.by_id)
        .where(AuditEntry.subject_type == type(row).__tablename__, AuditEntry.subject_id == row.id)
        .order_by(AuditEntry.id.desc())
    )
    return [(entry, who or "") for entry, who in db.session.execute(lines.limit(200))]


def contacts_of(customer_id: int, chosen: Iterable[int]) -> list[Row]:
    """The contacts that may be named as met: the customer's present ones, and those already named."""
    wanted = Contact.active | Contact.id.in_(list(chosen))
    query = select(Contact.id, Contact.name, Contact.title).where(Contact.customer_id == customer_id, wanted)
    return list(db.session.execute(query.order_by(Contact.name).limit(100)))


def colleagues(by: User, chosen: Iterable[int], term: str = "") -> list[Row]:
    """People who may have taken part: those chosen, then whose name holds the term, or without one the own unit."""
    chosen = list(chosen)
    near = User.name.contains(term.strip(), autoescape=True) if term.strip() else User.unit_id == by.unit_id
    query = (
        visible(User, by)
        .join(Unit, Unit.id == User.unit_id)
        .where(User.id != by.id, (User.active & near) | User.id.in_(chosen))
        .with_only_columns(User.id, User.name, Unit.name.label("unit"))
    )
    return list(db.session.execute(query.order_by(User.id.in_(chosen).desc(), User.name).limit(MOST_COLLEAGUES)))
