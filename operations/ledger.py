"""What all verbs of the ledger share: setting money against something, and writing down where the contract stands (A9.4).

Every verb locks the customer first, so that nothing else moves the customer's money meanwhile, and ends with ``restate``.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, event, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import clock
from extensions import db
from models import Allocation, Collection, Contract, Customer, DueAmount, Invoice, Milestone, Receivable, User
from operations import locked
from operations.deliveries import resume_settled
from policy.dunning import next_look
from policy.ledger import NOTHING, released
from queries.ledgers import collected_on, last_step, standing_on, sum_of

DUE = "due_amounts"
"""Under this name the session keeps what the running transaction changed of what is due."""


def lock_customer(customer_id: int) -> Customer:
    """Nobody else moves this customer's money until the transaction ends; what else refers to the customer goes on, for
    who writes down what happened to a contract already holds what is locked next."""
    return locked(Customer, customer_id, key_share=True)


def owe(invoice: Invoice, amount: Decimal) -> None:
    """Raise what is open of an invoice, or lower it where ``amount`` is negative; ``restate`` writes the sums."""
    invoice.open += amount
    changed = db.session.info.setdefault(DUE, {})
    key = (invoice.unit_id, invoice.due_on)
    changed[key] = changed.get(key, NOTHING) + amount


def put(collection: Collection, target: Invoice | Milestone, amount: Decimal, by: User) -> Allocation:
    """Set a part of a collection against an invoice or milestone. Joins the running transaction; the rows are locked."""
    invoice = target if isinstance(target, Invoice) else None
    row = Allocation(
        collection=collection,
        contract_id=target.contract_id,
        invoice_id=invoice.id if invoice else None,
        milestone_id=None if invoice else target.id,
        amount=amount,
        taken_back=NOTHING,
        on=max(collection.received_on, invoice.issued_on) if invoice else collection.received_on,
        by_id=by.id,
        at=clock.now(),
    )
    db.session.add(row)
    collection.allocated += amount
    if invoice:
        invoice.settled += amount
        owe(invoice, -amount)
    return row


def take(made: Allocation, amount: Decimal, by: User, on: dt.date | None = None) -> Decimal:
    """Take so much of an allocation back by its opposite, which counts from ``on``; by default as if never made."""
    collection = locked(Collection, made.collection_id)
    invoice = locked(Invoice, made.invoice_id) if made.invoice_id else None
    opposite = Allocation(
        collection=collection,
        contract_id=made.contract_id,
        invoice_id=made.invoice_id,
        milestone_id=made.milestone_id,
        reverses_id=made.id,
        amount=-amount,
        taken_back=NOTHING,
        on=max(on or made.on, made.on),
        by_id=by.id,
        at=clock.now(),
    )
    db.session.add(opposite)
    made.taken_back += amount
    collection.allocated -= amount
    if invoice:
        invoice.settled -= amount
        owe(invoice, amount)
    return amount


def release(invoice: Invoice, over: Decimal, by: User, on: dt.date) -> Decimal:
    """Take so much of an invoice's settlement back, the latest first; the money stays with its collections."""
    made = {row.id: row for row in standing_on(invoice_id=invoice.id)}
    parts = released(over, [(row.id, row.amount - row.taken_back) for row in made.values()])
    return sum((take(made[id_], amount, by, on) for id_, amount in parts.items()), NOTHING)


def take_over(milestone: Milestone, invoice: Invoice, by: User) -> Decimal:
    """What was held for a milestone is set against the invoice that is issued for it."""
    taken = NOTHING
    for held in standing_on(milestone_id=milestone.id):
        amount = min(held.amount - held.taken_back, invoice.open)
        if amount > 0:
            take(held, amount, by, invoice.issued_on)
            put(held.collection, invoice, amount, by)
            taken += amount
    return taken


def restate(*contract_ids: int, by: User | None = None) -> None:
    """Write down where the ledgers of these contracts stand after a movement, and what is due in their units.

    Delivery that was stopped for what is settled now goes on, and ``by`` is said to have brought that about.
    """
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
        if by is not None:
            resume_settled(row, by)
    db.session.flush()
    for key, amount in sorted(db.session.info.pop(DUE, {}).items()):
        if amount:
            _change_due(*key, amount)


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


def _change_due(unit_id: int, due_on: dt.date, amount: Decimal) -> None:
    """Two who change one sum at once wait for each other; sums of nothing are not kept."""
    here = (DueAmount.unit_id == unit_id, DueAmount.due_on == due_on)
    change = update(DueAmount).where(*here).values(open=DueAmount.open + amount)
    change = change.execution_options(synchronize_session=False)
    if not db.session.execute(change).rowcount:
        try:
            with db.session.begin_nested():
                db.session.execute(DueAmount.__table__.insert().values(unit_id=unit_id, due_on=due_on, open=amount))
        except IntegrityError:
            db.session.execute(change)
    elif amount < 0:
        nothing = delete(DueAmount).where(*here, DueAmount.open == NOTHING)
        db.session.execute(nothing.execution_options(synchronize_session=False))


@event.listens_for(Session, "after_soft_rollback")
def _forget_due(session: Session, transaction_: Any) -> None:
    """A transaction that failed changed nothing of what is due."""
    if transaction_.parent is None:
        session.info.pop(DUE, None)
