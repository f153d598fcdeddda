"""The ledger of a contract: what stands on its invoices, milestones and collections (A9.4)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

import clock
from access import visible
from extensions import db
from models import (
    Allocation,
    Collection,
    Contract,
    DunningStep,
    Invoice,
    Milestone,
    Receivable,
    Refund,
    User,
)
from policy.contracting import ContractStatus
from policy.ledger import NOTHING, Movement, Target
from policy.receivables import EntryKind

INVOICED = frozenset({ContractStatus.SIGNED, ContractStatus.ENDED})
"""Contracts on which invoices are issued."""


def sum_of(column, *conditions) -> Decimal:
    """The sum of a column of amounts, zero without rows."""
    return db.session.scalar(select(func.sum(column)).where(*conditions)) or NOTHING


def collected_on(contract_id: int) -> Decimal:
    """What came in for a contract: its own collections less refunds, and what it got of its customer's common ones."""
    own = sum_of(Collection.amount, Collection.contract_id == contract_id, Collection.withdrawn_at.is_(None))
    back = sum_of(Collection.refunded, Collection.contract_id == contract_id)
    common = select(func.sum(Allocation.amount)).join(Collection, Collection.id == Allocation.collection_id)
    shared = common.where(Allocation.contract_id == contract_id, Collection.contract_id.is_(None))
    return own - back + (db.session.scalar(shared) or NOTHING)


def last_step(contract_id: int) -> DunningStep | None:
    """The latest step of pressing for payment."""
    rows = select(DunningStep).where(DunningStep.contract_id == contract_id)
    return db.session.scalar(rows.order_by(DunningStep.id.desc()).limit(1))


def held_on(milestone_id: int) -> Decimal:
    """What is set against a milestone that is not invoiced yet."""
    return sum_of(Allocation.amount, Allocation.milestone_id == milestone_id)


def room_of_milestone(milestone: Milestone) -> Decimal:
    """What may still be invoiced for a milestone."""
    return milestone.amount - sum_of(Invoice.amount, Invoice.milestone_id == milestone.id)


def room_of_contract(contract: Contract) -> Decimal | None:
    """What may still be invoiced on a contract; None for a contract about prices, which has no amount."""
    return contract.amount - sum_of(Invoice.amount, Invoice.contract_id == contract.id) if contract.amount else None


def standing_on(**thing: int) -> list[Allocation]:
    """The allocations of a collection, or to an invoice or a milestone, that are not wholly taken back, the first first:
    ``standing_on(invoice_id=7)``."""
    rows = select(Allocation).filter_by(**thing).where(Allocation.amount > Allocation.taken_back)
    whole = rows.options(joinedload(Allocation.collection)).execution_options(populate_existing=True)
    return list(db.session.scalars(whole.order_by(Allocation.id)))


def payable_contracts(user: User, customer_id: int, contract_id: int | None) -> list[int]:
    """The contracts that a collection can be set against: its own, or all of the payer that the person may see."""
    rows = visible(Contract, user).where(Contract.customer_id == customer_id)
    if contract_id is not None:
        rows = rows.where(Contract.id == contract_id)
    return list(db.session.scalars(rows.with_only_columns(Contract.id)))


def open_invoices(contract_ids: list[int]) -> list[Invoice]:
    """The invoices of these contracts of which something is open, the one due first first."""
    rows = select(Invoice).where(Invoice.contract_id.in_(contract_ids), Invoice.open > 0)
    return list(db.session.scalars(rows.order_by(Invoice.due_on, Invoice.id)))


def milestones_standing(contract_ids: list[int]) -> list[tuple[Milestone, Decimal]]:
    """The milestones of these contracts with what is neither invoiced nor held for them."""
    invoiced = select(func.coalesce(func.sum(Invoice.amount), 0)).where(Invoice.milestone_id == Milestone.id)
    held = select(func.coalesce(func.sum(Allocation.amount), 0)).where(Allocation.milestone_id == Milestone.id)
    rows = select(Milestone, invoiced.scalar_subquery(), held.scalar_subquery())
    rows = rows.where(Milestone.contract_id.in_(contract_ids))
    found = db.session.execute(rows.order_by(Milestone.contract_id, Milestone.position, Milestone.id)).all()
    return [(row[0], row[0].amount - (row[1] or NOTHING) - (row[2] or NOTHING)) for row in found]


def open_milestones(contract_ids: list[int]) -> list[tuple[Milestone, Decimal]]:
    """Those of signed contracts that still take money."""
    signed = select(Contract.id).where(Contract.id.in_(contract_ids), Contract.status.in_(INVOICED))
    return [(one, open_) for one, open_ in milestones_standing(list(db.session.scalars(signed))) if open_ > 0]


def targets(contract_ids: list[int]) -> dict[tuple[str, int], tuple[Target, Invoice | Milestone]]:
    """Everything that money of these contracts can be set against, by key."""
    if not contract_ids:
        return {}
    found = {}
    for invoice in open_invoices(contract_ids):
        found["invoice", invoice.id] = Target(("invoice", invoice.id), invoice.due_on, invoice.open), invoice
    for milestone, open_ in open_milestones(contract_ids):
        due = milestone.reached_on or milestone.due_on or clock.today().replace(year=2100, month=1, day=1)
        found["milestone", milestone.id] = Target(("milestone", milestone.id), due, open_), milestone
    return found


def invoices_of(contract_id: int) -> list[Invoice]:
    """All invoices of a contract, red-letter ones too, in the order of their days."""
    rows = select(Invoice).where(Invoice.contract_id == contract_id).options(joinedload(Invoice.by))
    return list(db.session.scalars(rows.order_by(Invoice.issued_on, Invoice.id)))


def movements_of(contract_id: int, invoices: list[Invoice]) -> list[tuple[Movement, object]]:
    """Every movement of a contract's ledger with what caused it, in the order of their days."""
    moved = [(_of_invoice(invoice), invoice) for invoice in invoices]
    own = list(db.session.scalars(select(Collection).where(Collection.contract_id == contract_id)))
    for row in own:
        moved += _with_opposite(row, row.received_on, EntryKind.COLLECTION, EntryKind.COLLECTION_WITHDRAWN)
    of_own = select(Refund).join(Refund.collection).where(Collection.contract_id == contract_id)
    for back in db.session.scalars(of_own.options(contains_eager(Refund.collection))):
        moved += _with_opposite(back, back.refunded_on, EntryKind.REFUND, EntryKind.REFUND_WITHDRAWN)
    common = select(Allocation).join(Collection).where(Allocation.contract_id == contract_id)
    shared = common.where(Collection.contract_id.is_(None)).options(joinedload(Allocation.collection))
    for row in db.session.scalars(shared):
        moved.append((Movement(row.on, EntryKind.COLLECTION, row.amount), row))
    return sorted(moved, key=lambda pair: (pair[0].on, list(EntryKind).index(pair[0].kind), pair[1].id))


def _with_opposite(row: Collection | Refund, on: dt.date, kind: EntryKind, opposite: EntryKind) -> list:
    both = [(Movement(on, kind, row.amount), row)]
    return both + [(Movement(on, opposite, row.amount), row)] if row.withdrawn_at else both


def _of_invoice(invoice: Invoice) -> Movement:
    kind = EntryKind.INVOICE if invoice.amount > 0 else EntryKind.RED_INVOICE
    return Movement(invoice.issued_on, kind, abs(invoice.amount))


def receivable_of(contract_id: int) -> Receivable | None:
    """Where the ledger of a contract stands; None before its first movement."""
    return db.session.get(Receivable, contract_id, populate_existing=True)


def stopped_since(contract_id: int) -> dt.date | None:
    """Since when delivery on a contract is stopped until it is paid or sales management lets it go on; None: it is not."""
    return db.session.scalar(select(Receivable.stopped_on).where(Receivable.contract_id == contract_id))


def delivery_stopped(contract_id: int) -> bool:
    """Whether delivery on a contract is stopped."""
    return stopped_since(contract_id) is not None


def milestones_to_invoice(contract: Contract) -> list[tuple[Milestone, Decimal]]:
    """The milestones of a contract with what is not invoiced of them yet, where anything is."""
    invoiced = select(func.coalesce(func.sum(Invoice.amount), 0)).where(Invoice.milestone_id == Milestone.id)
    rows = select(Milestone, invoiced.scalar_subquery()).where(Milestone.contract_id == contract.id)
    found = db.session.execute(rows.order_by(Milestone.position, Milestone.id)).all()
    left = [(row[0], row[0].amount - (row[1] or NOTHING)) for row in found]
    return [(milestone, open_) for milestone, open_ in left if open_ > 0]


def settlements_of(invoice_id: int) -> list[Allocation]:
    """What was set against an invoice, and what of it was taken back, in the order in which it happened."""
    rows = select(Allocation).where(Allocation.invoice_id == invoice_id)
    return list(db.session.scalars(rows.options(joinedload(Allocation.collection)).order_by(Allocation.id)))


def allocations_of(collection_id: int) -> list[Allocation]:
    """Where a collection went, and what of it came back, in the order in which it happened."""
    rows = select(Allocation).where(Allocation.collection_id == collection_id)
    whole = joinedload(Allocation.invoice), joinedload(Allocation.milestone)
    return list(db.session.scalars(rows.options(*whole).order_by(Allocation.id)))


def refunds_of(collection_id: int) -> list[Refund]:
    """What of a collection went back to the payer."""
    rows = select(Refund).where(Refund.collection_id == collection_id).options(joinedload(Refund.by))
    return list(db.session.scalars(rows.order_by(Refund.id)))
