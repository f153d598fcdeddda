"""What all verbs of the ledger share: setting money against something, and writing down where the contract stands (A9.4).

Every verb locks the customer first, so that nothing else moves the customer's money meanwhile.
"""

import datetime as dt
from decimal import Decimal

from sqlalchemy import func, select

import clock
from extensions import db
from models import Allocation, Collection, Contract, Customer, Invoice, Milestone, Receivable, User
from operations import locked
from policy.dunning import next_look
from policy.ledger import released
from queries.ledgers import collected_on, last_step, standing, sum_of


def lock_customer(customer_id: int) -> Customer:
    """Nobody else moves this customer's money until the transaction ends."""
    return locked(Customer, customer_id)


def put(
    collection: Collection, target: Invoice | Milestone, amount: Decimal, by: User, on: dt.date | None = None
) -> Allocation:
    """Set a part of a collection against an invoice or milestone, or take it back where ``amount`` is negative.

    Joins the running transaction; the rows are locked.
    """
    invoice = target if isinstance(target, Invoice) else None
    row = Allocation(
        collection=collection,
        contract_id=target.contract_id,
        invoice_id=invoice.id if invoice else None,
        milestone_id=None if invoice else target.id,
        amount=amount,
        on=on or max(collection.received_on, invoice.issued_on if invoice else collection.received_on),
        by_id=by.id,
        at=clock.now(),
    )
    collection.allocated += amount
    if invoice:
        invoice.settled += amount
        invoice.open -= amount
    db.session.add(row)
    return row


def release(invoice: Invoice, over: Decimal, by: User, on: dt.date) -> Decimal:
    """Take so much of an invoice's settlement back, the latest first; the money stays with its collections."""
    freed = Decimal(0)
    for collection_id, amount in released(over, standing(invoice_id=invoice.id)).items():
        collection = locked(Collection, collection_id)
        put(collection, invoice, -amount, by, max(on, collection.received_on))
        freed += amount
    return freed


def take_over(milestone: Milestone, invoice: Invoice, by: User) -> Decimal:
    """What was held for a milestone is set against the invoice that is issued for it."""
    taken = Decimal(0)
    for collection_id, held in standing(milestone_id=milestone.id):
        amount = min(held, invoice.open)
        if amount > 0:
            collection = locked(Collection, collection_id)
            day = max(collection.received_on, invoice.issued_on)
            put(collection, milestone, -amount, by, day)
            put(collection, invoice, amount, by, day)
            taken += amount
    return taken


def restate(*contract_ids: int) -> None:
    """Write down where the ledgers of these contracts stand after a movement."""
    db.session.flush()
    for contract_id in sorted(set(contract_ids)):
        collected = collected_on(contract_id)
        invoiced = sum_of(Invoice.amount, Invoice.contract_id == contract_id)
        open_ = sum_of(Invoice.open, Invoice.contract_id == contract_id)
        row = db.session.get(Receivable, contract_id) or _begun(contract_id)
        row.invoiced, row.open, row.collected = invoiced, open_, collected
        row.prepaid = open_ - invoiced + collected
        row.moved_on = clock.today()
        look_again(row)
    db.session.flush()


def _begun(contract_id: int) -> Receivable:
    customer_id = db.session.scalar(select(Contract.customer_id).where(Contract.id == contract_id))
    row = Receivable(contract_id=contract_id, customer_id=customer_id)
    db.session.add(row)
    return row


def look_again(row: Receivable) -> None:
    """Since when something is overdue, and when somebody presses for it next."""
    due = select(func.min(Invoice.due_on)).where(Invoice.contract_id == row.contract_id, Invoice.open > 0)
    row.overdue_from = db.session.scalar(due)
    step = last_step(row.contract_id)
    row.dun_on = next_look(row.overdue_from, step.next_on if step else None)
