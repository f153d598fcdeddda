"""What a person holds, kind by kind, and what waits for their decision: read for a handover."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

import clock
from extensions import db
from models import (
    Absence,
    Activity,
    ActivityParticipant,
    AssistantLink,
    Closing,
    Conflict,
    ConflictParty,
    Customer,
    CustomerShare,
    DispatchGroupMember,
    DispatchRule,
    ExpenseClaim,
    Handover,
    Lead,
    NextInLine,
    Opportunity,
    Quote,
    User,
)
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.following import ActivityStatus, OpportunityStatus
from policy.handovers import HandoverFacts, ReceiverFacts, Thing
from policy.leads import HELD
from policy.permissions import IMPLEMENTING_ROLES as IMPLEMENTING
from policy.sharing import sells
from queries.handover_business import held_business, unfinished_business
from queries.home import open_steps
from queries.organisation import company_of
from queries.pages import Page, keyset
from scopes import scope_of

BATCH = 200
OPEN_CLAIMS = (ClaimStatus.DRAFT, ClaimStatus.RETURNED)


def _held(user_id: int) -> dict[Thing, tuple[ColumnElement[int], Select]]:
    """Per kind the column that numbers its things, and a select of them."""
    unfinished = select(Closing.id).where(Closing.opportunity_id == Opportunity.id, Closing.confirmed_at.is_(None))
    wanted = {
        Thing.LEADS: (Lead.id, Lead.owner_id == user_id, Lead.status.in_(sorted(HELD))),
        Thing.CUSTOMERS: (Customer.id, Customer.owner_id == user_id, Customer.status != CustomerStatus.LAPSED),
        Thing.OPPORTUNITIES: (
            Opportunity.id,
            Opportunity.owner_id == user_id,
            (Opportunity.status == OpportunityStatus.OPEN) | unfinished.exists(),
        ),
        Thing.SHARES: (CustomerShare.id, CustomerShare.user_id == user_id, CustomerShare.until_at.is_(None)),
        Thing.CONFLICTS: (ConflictParty.id, ConflictParty.user_id == user_id, *_running_party()),
        Thing.WISHES: (NextInLine.id, NextInLine.user_id == user_id, NextInLine.ended_at.is_(None)),
        Thing.PLANS: (Activity.id, Activity.owner_id == user_id, Activity.status == ActivityStatus.PLANNED),
        Thing.PARTS: (ActivityParticipant.activity_id, ActivityParticipant.user_id == user_id, _of_a_plan()),
        Thing.RULES: (DispatchRule.id, DispatchRule.user_id == user_id),
        Thing.GROUPS: (DispatchGroupMember.group_id, DispatchGroupMember.user_id == user_id),
        Thing.CHECKS: (
            ExpenseClaim.id,
            ExpenseClaim.checker_id == user_id,
            ExpenseClaim.status == ClaimStatus.IN_CHECK,
        ),
        Thing.ASSISTANTS: (AssistantLink.assistant_id, AssistantLink.manager_id == user_id),
        Thing.ASSISTED: (AssistantLink.manager_id, AssistantLink.assistant_id == user_id),
        Thing.ABSENCES: (
            Absence.id,
            Absence.user_id == user_id,
            Absence.cancelled_at.is_(None),
            Absence.until_on >= clock.today(),
        ),
    }
    found = {thing: (column, select(column).where(*where)) for thing, (column, *where) in wanted.items()}
    found |= held_business(user_id)
    found[Thing.STEPS] = (Activity.id, open_steps(user_id).where(_owned_by_somebody()))
    return {thing: found[thing] for thing in Thing}


def _running_party() -> tuple:
    running = select(Conflict.id).where(Conflict.id == ConflictParty.conflict_id, Conflict.closed_at.is_(None))
    return ConflictParty.left_at.is_(None), running.exists()


def _of_a_plan() -> ColumnElement[bool]:
    plan = select(Activity.id).where(
        Activity.id == ActivityParticipant.activity_id, Activity.status == ActivityStatus.PLANNED
    )
    return plan.exists()


def _owned_by_somebody() -> ColumnElement[bool]:
    """In the public pool nobody takes the next step; it waits in the history for who claims the customer."""
    return select(Customer.id).where(Customer.id == Activity.customer_id, Customer.owner_id.is_not(None)).exists()


def holdings(user_id: int) -> dict[Thing, int]:
    """How many things of each kind the person holds now; counted in one select."""
    counts = [
        select(func.count()).select_from(rows.order_by(None).subquery()).scalar_subquery().label(thing.value)
        for thing, (_, rows) in _held(user_id).items()
    ]
    row = db.session.execute(select(*counts)).one()._mapping
    return {thing: row[thing.value] for thing in Thing}


def held_ids(thing: Thing, user_id: int, after: int = 0) -> list[int]:
    """The numbers of the next things of a kind that the person holds, in order."""
    column, rows = _held(user_id)[thing]
    return list(db.session.scalars(rows.where(column > after).order_by(column).limit(BATCH)))


def holds(thing: Thing, user_id: int, item_id: int) -> bool:
    """Whether the person still holds this one thing."""
    column, rows = _held(user_id)[thing]
    return db.session.scalar(rows.where(column == item_id)) is not None


def hanging(customer_id: int, user_id: int) -> dict[Thing, int]:
    """What the person holds that hangs on this customer and goes where it goes."""
    of_customer = {
        Thing.OPPORTUNITIES: Opportunity.customer_id == customer_id,
        Thing.PLANS: Activity.customer_id == customer_id,
        Thing.QUOTES: Quote.customer_id == customer_id,
        Thing.CONFLICTS: ConflictParty.conflict_id.in_(select(Conflict.id).where(Conflict.customer_id == customer_id)),
    }
    held = _held(user_id)
    counts = [
        select(func.count()).select_from(held[thing][1].where(here).subquery()).scalar_subquery().label(thing.value)
        for thing, here in of_customer.items()
    ]
    row = db.session.execute(select(*counts)).one()._mapping
    return {thing: row[thing.value] for thing in of_customer}


def handover_facts(leaver: User, to: Mapping[Thing, User | None], reason: str) -> HandoverFacts:
    """What the rule of beginning a handover is given."""
    company = company_of(leaver.unit_id)
    return HandoverFacts(
        held=holdings(leaver.id),
        receivers={thing: receiver_facts(person, leaver.id, company) for thing, person in to.items() if person},
        running=running_handover(leaver.id) is not None,
        reason=reason,
    )


def receiver_facts(person: User, leaver_id: int, company: int) -> ReceiverFacts:
    """What the rule is told of somebody who is to receive things."""
    return ReceiverFacts(
        name=person.name,
        leaver=person.id == leaver_id,
        active=person.active,
        same_company=company_of(person.unit_id) == company,
        sells=sells(person.roles),
        implements=bool(person.roles & IMPLEMENTING),
    )


def running_handover(user_id: int) -> Handover | None:
    """The handover of this person that is still on its way."""
    return db.session.scalar(select(Handover).where(Handover.user_id == user_id, Handover.finished_at.is_(None)))


def handovers_of(user_id: int) -> list[Handover]:
    """Every handover of this person, the latest first."""
    rows = select(Handover).where(Handover.user_id == user_id).options(joinedload(Handover.by))
    return list(db.session.scalars(rows.order_by(Handover.id.desc()).limit(20)))


def unfinished() -> list[int]:
    """The handovers that are not finished, the oldest first."""
    return list(db.session.scalars(select(Handover.id).where(Handover.finished_at.is_(None)).order_by(Handover.id)))


def named(handovers: list[Handover]) -> dict[int, str]:
    """The names of everybody who received something by these handovers."""
    ids = {user_id for handover in handovers for user_id in handover.plan.values()}
    if not ids:
        return {}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(sorted(ids)))).tuples().all())


def own_claims(user_id: int) -> int:
    """Expense claims that the person began and has not handed in: they stay the claimant's, nobody else submits them."""
    mine = ExpenseClaim.claimant_id == user_id, ExpenseClaim.removed_at.is_(None)
    rows = select(func.count(ExpenseClaim.id)).where(*mine, ExpenseClaim.status.in_(OPEN_CLAIMS))
    return db.session.scalar(rows)


@dataclass(frozen=True)
class Led:
    """One person whom the reader leads, with what the person holds of customers and leads."""

    person: User
    customers: int
    leads: int


def people_led(user: User, gone: bool, term: str = "", after: str = "", before: str = "") -> tuple[Page, list[Led]]:
    """One page of the people of the units that the person leads; ``gone``: those alone who are not active any more and
    still hold customers, leads, opportunities, contracts or tasks."""
    units = sorted(scope_of(user).managed)
    people = select(User).where(User.unit_id.in_(units)).options(joinedload(User.unit), selectinload(User.role_rows))
    if gone:
        people = people.where(~User.active, or_(*(rows.exists() for rows in _following())))
    if term:
        people = people.where(User.name.contains(term, autoescape=True))
    page = keyset(people, User.id, User.id, after=after, before=before)
    ids = [person.id for person in page.rows]
    customers, leads = _counted(Customer, ids), _counted(Lead, ids, Lead.status.in_(sorted(HELD)))
    return page, [Led(person, customers.get(person.id, 0), leads.get(person.id, 0)) for person in page.rows]


def _following() -> list[Select]:
    """What somebody must be found for soon, of each person."""
    return [
        select(Customer.id).where(Customer.owner_id == User.id, Customer.status != CustomerStatus.LAPSED),
        select(Lead.id).where(Lead.owner_id == User.id, Lead.status.in_(sorted(HELD))),
        select(Opportunity.id).where(Opportunity.owner_id == User.id, Opportunity.status == OpportunityStatus.OPEN),
        *unfinished_business(),
    ]


def _counted(model: type, ids: list[int], *more: ColumnElement[bool]) -> dict[int, int]:
    rows = select(model.owner_id, func.count()).where(model.owner_id.in_(ids), *more).group_by(model.owner_id)
    return dict(db.session.execute(rows).tuples().all())
