"""The lists of receivables, invoices and collections: each walked along an index, its sums kept by the verbs (A9.4)."""

import datetime as dt
from collections.abc import Collection as Several
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, true
from sqlalchemy import text as sql
from sqlalchemy.orm import joinedload

import clock
from access import known, visible
from extensions import db
from models import Collection, Contract, Customer, DunningStep, Invoice, Receivable, Unit, User
from policy.contracting import ContractStatus
from policy.permissions import Permission
from policy.receivables import Ageing, due_between
from policy.words import N_
from queries.ledgers import INVOICED
from queries.pages import Page, keyset
from queries.search import look_up
from scopes import Scope, scope_of
from sights.business import contracts
from sights.conditions import names_one
from sights.money import payers

REST = "collections.withdrawn_at IS NULL AND collections.amount > collections.allocated + collections.refunded"
"""Money that is neither set against anything nor paid back, as its index says it."""

TABS = {
    "open": N_("Outstanding"),
    "overdue": N_("Overdue"),
    "prepaid": N_("Prepaid"),
    "stopped": N_("Delivery stopped"),
    "all": N_("All"),
}
SORTS = {
    "open": (Receivable.open, True),
    "overdue": (Receivable.overdue_from, False),
    "prepaid": (Receivable.prepaid, True),
    "stopped": (Receivable.stopped_on, False),
    "all": (Receivable.contract_id, True),
}
"""What each tab is sorted by, and whether falling; each has its index."""
COLUMNS = (
    *(Receivable.contract_id, Receivable.invoiced, Receivable.collected, Receivable.open, Receivable.prepaid),
    *(
        Receivable.overdue_from,
        Receivable.dun_on,
        Receivable.stopped_on,
        Contract.number,
        Contract.title,
        Contract.amount,
    ),
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
    rows = rows.join(Unit, Unit.id == Contract.unit_id).where(known(Receivable, user))
    return rows.where(Contract.owner_id == user.id) if _has_only_own(scope_of(user)) else rows


def _of_own(rows: Select, contract_id, user: User) -> Select:
    """Asked from the contracts, where a person has only their own; row by row the whole table would be walked for them."""
    own = select(Contract.id).where(Contract.owner_id == user.id)
    return rows.where(contract_id.in_(own)) if _has_only_own(scope_of(user)) else rows


def _has_only_own(me: Scope) -> bool:
    """Whether the rule of sight leaves a person their own contracts alone, which are found by their owner."""
    return not (me.everything or me.managed or me.checked or Permission.KEEP_CONTRACTS in me.permissions)


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
    elif filters.tab == "stopped":
        rows = rows.where(Receivable.stopped_on.is_not(None))
    if filters.age is not None:
        rows = rows.where(_between(Receivable.overdue_from, filters.age, today))
    if filters.unit_id is not None:
        rows = rows.where(Contract.unit_id == filters.unit_id)
    if filters.term:
        rows = rows.where(named(filters.term, Contract.number, Receivable.customer_id))
    return keyset(rows, sort, Receivable.contract_id, after=after, before=before, descending=falling)


def _between(due_on, age: Ageing, today: dt.date) -> ColumnElement[bool]:
    first, last = due_between(age, today)
    return and_(true() if first is None else due_on >= first, true() if last is None else due_on <= last)


def begins(column, term: str) -> ColumnElement[bool]:
    """A number that begins so, by its index: the numbers are of letters, digits and dashes."""
    term = term.upper()
    return column.between(term, f"{term}ZZZZZZZZ") & column.startswith(term, autoescape=True)


def named(term: str, number, customer_id) -> ColumnElement[bool]:
    """Rows whose ``number`` begins so, or whose customer is called so: whichever there is, numbers first."""
    numbered = begins(number, term)
    if db.session.scalar(select(number).where(numbered).limit(1)) is not None:
        return numbered
    hits = look_up(term)
    if hits is None:
        return numbered
    if hits.ids is not None:
        return customer_id.in_(db.session.scalars(select(Customer.id).where(hits.narrow())).all())
    return names_one(customer_id, Customer, hits.where)


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


def contract_of_ledger(user: User, contract_id: int, *options: Any) -> Contract | None:
    """The contract, if the rule of sight of its invoices and collections gives it to the person (A9.4)."""
    rows = select(Contract).where(Contract.id == contract_id, contracts(scope_of(user))).options(*options)
    return db.session.scalar(rows)


def contracts_named(user: User, term: str, signed: bool = True) -> list[Contract]:
    """Contracts, or the signed ones among them, whose number begins so or whose customer is called so."""
    rows = visible(Contract, user).where(named(term, Contract.number, Contract.customer_id))
    rows = rows.where(Contract.status.in_(INVOICED) if signed else Contract.status != ContractStatus.CANCELLED)
    return list(db.session.scalars(rows.options(joinedload(Contract.customer)).order_by(Contract.id.desc()).limit(20)))


def payers_named(user: User, term: str) -> list[Row]:
    """Customers of the units whose money the person keeps that are called so, as ``(id, name)``: also without a contract."""
    hits = look_up(term)
    if hits is None:
        return []
    rows = select(Customer.id, Customer.name).where(hits.narrow(), payers(scope_of(user)))
    return list(db.session.execute(rows.order_by(Customer.id.desc()).limit(20)))


def payer_named(user: User, customer_id: int) -> str | None:
    """The name of such a customer, or of one of whom the person sees a contract; None for another."""
    contracts = exists().where(Contract.customer_id == Customer.id, known(Contract, user)).correlate(Customer)
    row = select(Customer.name).where(Customer.id == customer_id, or_(payers(scope_of(user)), contracts))
    return db.session.scalar(row)


@dataclass(frozen=True)
class Papers:
    """What narrows the lists of invoices and collections; absent means everything."""

    term: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    tab: str = "all"
    counted: tuple = ()


def invoices(user: User, asked: Papers, after: str = "", before: str = "") -> Page:
    """One page of the invoices, the latest recorded first; ``open``, ``overdue`` (due longest first) and ``red`` are tabs."""
    whole = joinedload(Invoice.contract), joinedload(Invoice.customer)
    rows = _of_own(visible(Invoice, user), Invoice.contract_id, user).options(*whole)
    if asked.tab in {"open", "overdue"}:
        rows = rows.where(Invoice.open > 0)
    if asked.tab == "overdue":
        rows = rows.where(Invoice.due_on < clock.today())
    if asked.tab == "red":
        rows = rows.where(Invoice.corrects_id.is_not(None))
    rows = _dated(rows, Invoice.issued_on, asked)
    if asked.term:
        rows = rows.where(named(asked.term, Invoice.number, Invoice.customer_id))
    late = asked.tab == "overdue"
    sort = Invoice.due_on if late else Invoice.id
    return keyset(rows, sort, Invoice.id, after=after, before=before, descending=not late)


def collections(user: User, asked: Papers, after: str = "", before: str = "") -> Page:
    """One page of the collections, the latest recorded first; ``rest`` are those with something left to allocate."""
    whole = joinedload(Collection.contract), joinedload(Collection.customer)
    rows = _of_own(visible(Collection, user), Collection.contract_id, user).options(*whole)
    if asked.tab == "rest":
        rows = rows.where(sql(REST))
    rows = _dated(rows, Collection.received_on, asked).where(*asked.counted)
    if asked.term:
        rows = rows.where(named(asked.term, Collection.reference, Collection.customer_id))
    return keyset(rows, Collection.id, Collection.id, after=after, before=before)


def _dated(rows: Select, day, asked: Papers) -> Select:
    if asked.since:
        rows = rows.where(day >= asked.since)
    return rows.where(day <= asked.until) if asked.until else rows
