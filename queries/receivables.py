"""The lists of receivables, invoices and collections: each walked along an index, its sums kept by the verbs (A9.4)."""

import datetime as dt
from collections.abc import Collection as Several
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, true, type_coerce
from sqlalchemy.orm import joinedload

import clock
from access import known, visible
from columns import Money
from extensions import db
from models import Collection, Contract, Customer, DunningStep, Invoice, Receivable, Unit, User
from policy.receivables import Ageing, due_between
from policy.words import N_
from queries.ledgers import INVOICED
from queries.pages import Page, keyset

TABS = {"open": N_("Open"), "overdue": N_("Overdue"), "prepaid": N_("Prepaid"), "all": N_("All")}
SORTS = {
    "open": (Receivable.open, True),
    "overdue": (Receivable.overdue_from, False),
    "prepaid": (Receivable.prepaid, True),
    "all": (Receivable.contract_id, True),
}
"""What each tab is sorted by, and whether falling; each has its index."""
COLUMNS = (
    *(Receivable.contract_id, Receivable.invoiced, Receivable.collected, Receivable.open, Receivable.prepaid),
    *(Receivable.overdue_from, Receivable.dun_on, Contract.number, Contract.title, Contract.amount),
    *(Customer.name.label("customer"), User.name.label("owner"), Unit.name.label("unit")),
)


@dataclass(frozen=True)
class Filters:
    """What narrows the list; absent means everything."""

    tab: str = "open"
    age: Ageing | None = None
    unit_id: int | None = None
    term: str = ""


def _rows(user: User) -> Select:
    rows = select(*COLUMNS).select_from(Receivable).join(Contract, Contract.id == Receivable.contract_id)
    rows = rows.join(Customer, Customer.id == Receivable.customer_id).join(User, User.id == Contract.owner_id)
    return rows.join(Unit, Unit.id == Contract.unit_id).where(known(Contract, user))


def receivables(user: User, filters: Filters, after: str = "", before: str = "") -> Page:
    """One page of the contracts that the person may see: the largest open amount, or what is due longest, first."""
    today, (sort, falling) = clock.today(), SORTS[filters.tab]
    rows = _rows(user)
    if filters.tab == "open":
        rows = rows.where(Receivable.open > 0)
    elif filters.tab == "overdue":
        rows = rows.where(Receivable.overdue_from < today)
    elif filters.tab == "prepaid":
        rows = rows.where(Receivable.prepaid > 0)
    if filters.age is not None:
        rows = rows.where(_between(Receivable.overdue_from, filters.age, today))
    if filters.unit_id is not None:
        rows = rows.where(Contract.unit_id == filters.unit_id)
    if filters.term:
        rows = rows.where(_named(filters.term))
    return keyset(rows, sort, Receivable.contract_id, after=after, before=before, descending=falling)


def _between(due_on, age: Ageing, today: dt.date) -> ColumnElement[bool]:
    first, last = due_between(age, today)
    return and_(true() if first is None else due_on >= first, true() if last is None else due_on <= last)


def _named(term: str) -> ColumnElement[bool]:
    number = Contract.number.startswith(term.upper(), autoescape=True)
    return or_(number, Customer.name.contains(term, autoescape=True))


def ageing_by_unit(user: User) -> list[Row]:
    """What is open now per department, by age, the largest first."""
    today = clock.today()
    ages = [
        type_coerce(func.sum(case((_between(Invoice.due_on, age, today), Invoice.open), else_=0)), Money()).label(
            age.value
        )
        for age in Ageing
    ]
    sums = (
        visible(Invoice, user)
        .where(Invoice.open > 0)
        .with_only_columns(Invoice.unit_id, func.sum(Invoice.open).label("open"), *ages)
    )
    found = sums.group_by(Invoice.unit_id).subquery()
    named = select(Unit.name.label("unit"), *(column for column in found.c if column.name != "unit_id"))
    return list(db.session.execute(named.join(found, found.c.unit_id == Unit.id).order_by(found.c.open.desc())))


def of_customer(user: User, customer_id: int) -> list[Row]:
    """The receivables of a customer's contracts, the largest open amount first."""
    rows = _rows(user).where(Receivable.customer_id == customer_id)
    return list(db.session.execute(rows.order_by(Receivable.open.desc(), Receivable.contract_id).limit(50)))


def to_press(user: User, everything: bool, after: str = "", before: str = "") -> Page:
    """One page of the overdue contracts for which a step is due today, or of all of them; the longest waiting first."""
    rows = _rows(user).where(Receivable.overdue_from < clock.today(), Receivable.dun_on.is_not(None))
    if not everything:
        rows = rows.where(Receivable.dun_on <= clock.today())
    return keyset(rows, Receivable.dun_on, Receivable.contract_id, after=after, before=before, descending=False)


def last_steps(contract_ids: Several[int]) -> dict[int, DunningStep]:
    """The latest step of dunning of each of these contracts."""
    latest = select(func.max(DunningStep.id)).where(DunningStep.contract_id.in_(list(contract_ids)))
    rows = select(DunningStep).where(DunningStep.id.in_(latest.group_by(DunningStep.contract_id)))
    return {step.contract_id: step for step in db.session.scalars(rows.options(joinedload(DunningStep.by)))}


def steps_of(contract_id: int) -> list[DunningStep]:
    """All steps of dunning of a contract, the latest first."""
    rows = select(DunningStep).where(DunningStep.contract_id == contract_id).options(joinedload(DunningStep.by))
    return list(db.session.scalars(rows.order_by(DunningStep.id.desc()).limit(100)))


def contracts_named(user: User, term: str) -> list[Contract]:
    """Signed contracts whose number begins so, or whose customer is called so."""
    rows = visible(Contract, user).join(Customer, Customer.id == Contract.customer_id)
    rows = rows.where(Contract.status.in_(INVOICED), _named(term)).options(joinedload(Contract.customer))
    return list(db.session.scalars(rows.order_by(Contract.id.desc()).limit(20)))


@dataclass(frozen=True)
class Papers:
    """What narrows the lists of invoices and collections; absent means everything."""

    term: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    tab: str = "all"


def invoices(user: User, asked: Papers, after: str = "", before: str = "") -> Page:
    """One page of the invoices, the latest recorded first; ``open``, ``overdue`` and ``red`` are tabs."""
    whole = joinedload(Invoice.contract), joinedload(Invoice.customer)
    rows = visible(Invoice, user).options(*whole)
    if asked.tab in {"open", "overdue"}:
        rows = rows.where(Invoice.open > 0)
    if asked.tab == "overdue":
        rows = rows.where(Invoice.due_on < clock.today())
    if asked.tab == "red":
        rows = rows.where(Invoice.corrects_id.is_not(None))
    rows = _dated(rows, Invoice.issued_on, asked)
    if asked.term:
        rows = rows.where(Invoice.number.startswith(asked.term.upper(), autoescape=True) | _of(Invoice, asked.term))
    return keyset(rows, Invoice.id, Invoice.id, after=after, before=before)


def collections(user: User, asked: Papers, after: str = "", before: str = "") -> Page:
    """One page of the collections, the latest recorded first; ``rest`` are those with something left to allocate."""
    whole = joinedload(Collection.contract), joinedload(Collection.customer)
    rows = visible(Collection, user).options(*whole)
    if asked.tab == "rest":
        rows = rows.where(Collection.amount > Collection.allocated + Collection.refunded)
    rows = _dated(rows, Collection.received_on, asked)
    if asked.term:
        paid = Collection.reference.startswith(asked.term.upper(), autoescape=True)
        rows = rows.where(paid | Collection.payer.contains(asked.term, autoescape=True) | _of(Collection, asked.term))
    return keyset(rows, Collection.id, Collection.id, after=after, before=before)


def _dated(rows: Select, day, asked: Papers) -> Select:
    if asked.since:
        rows = rows.where(day >= asked.since)
    return rows.where(day <= asked.until) if asked.until else rows


def _of(model, term: str) -> ColumnElement[bool]:
    named = select(Customer.id).where(Customer.name.contains(term, autoescape=True))
    return model.customer_id.in_(named)
