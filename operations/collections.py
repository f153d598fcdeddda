"""Collections (A9.4): recorded once per bank reference, set against invoices and milestones, refunded; never edited."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import Allocation, Collection, Contract, Customer, Invoice, Milestone, Refund, User
from operations import Refused, flush_or, locked, notify, once, record, refuse_if, transaction
from operations.invoices import bare
from operations.ledger import lock_customer, put, restate, take
from policy.problems import Kind, Problem
from policy.receivables import (
    CLAUSE,
    REFERENCE_TAKEN,
    REFUND_TAKEN,
    CollectionFacts,
    Part,
    PaymentMethod,
    RefundFacts,
    WithdrawalFacts,
    allocation_problems,
    collection_problems,
    refund_problems,
    withdrawal_problems,
)
from policy.words import N_
from queries.ledgers import payable_contracts, standing_on, targets

Parts = Mapping[tuple[str, int], Decimal]
TAKEN_BACK = Problem(
    CLAUSE,
    Kind.BLOCKS,
    N_("This allocation was taken back already."),
    N_("Look at what the collection has left now."),
    code="taken_back",
)


@dataclass(frozen=True)
class CollectionWords:
    """What the bank says of a payment."""

    received_on: dt.date
    amount: Decimal
    method: PaymentMethod
    reference: str
    payer: str = ""
    note: str = ""


def enter(
    customer: Customer | int,
    says: CollectionWords,
    by: User,
    *,
    contract_id: int | None = None,
    parts: Parts | None = None,
    form_key: str = "",
) -> Collection:
    """Record money that came in, for one contract or for the customer's contracts together, and set it against ``parts``.

    What is set against nothing stays with the collection as a prepayment. Raises ``Refused``.
    """
    with transaction():
        form = once(form_key, by.id)
        customer = lock_customer(customer if isinstance(customer, int) else customer.id)
        said = CollectionFacts(says.amount, says.received_on, clock.today(), says.reference)
        refuse_if(collection_problems(said))
        contract = locked(Contract, contract_id) if contract_id else None
        row = _written(customer, contract, says, by)
        db.session.add(row)
        flush_or(REFERENCE_TAKEN)
        touched = _allocate(row, parts or {}, by)
        restate(*touched, *([contract.id] if contract else []), by=by)
        after = {"amount": row.amount, "reference": row.reference, "allocated": row.allocated}
        record("collection_entered", row, by, after=after)
        _tell("collection_entered", row, [contract.id] if contract else touched, by)
        if form is not None:
            form.location = f"/collections/{row.id}"
    return row


def _written(customer: Customer, contract: Contract | None, says: CollectionWords, by: User) -> Collection:
    return Collection(
        customer_id=customer.id,
        contract_id=contract.id if contract else None,
        unit_id=contract.unit_id if contract else customer.unit_id or by.unit_id,
        received_on=says.received_on,
        amount=says.amount,
        allocated=Decimal(0),
        refunded=Decimal(0),
        method=says.method,
        reference=bare(says.reference),
        payer=says.payer,
        note=says.note,
        by_id=by.id,
        at=clock.now(),
    )


def _allocate(row: Collection, parts: Parts, by: User) -> list[int]:
    """Judge the parts under the lock and set them; gives back the contracts touched."""
    if not parts:
        return []
    contracts = payable_contracts(by, row.customer_id, row.contract_id)
    found = targets(contracts)
    asked = [
        Part(f"part_{key[0]}_{key[1]}", amount, found[key][0].open if key in found else _nothing_left(key, contracts))
        for key, amount in parts.items()
    ]
    refuse_if(allocation_problems(asked, row.rest))
    for key, amount in parts.items():
        put(row, found[key][1], amount, by)
    return [found[key][1].contract_id for key in parts]


def _nothing_left(key: tuple[str, int], contracts: list[int]) -> Decimal | None:
    """Zero for what is settled meanwhile, None for what belongs to somebody else."""
    model = Invoice if key[0] == "invoice" else Milestone
    own = db.session.scalar(select(model.id).where(model.id == key[1], model.contract_id.in_(contracts)))
    return Decimal(0) if own else None


def _tell(event: str, row: Collection, contract_ids: list[int], by: User, **more: str) -> None:
    for contract_id in sorted(set(contract_ids)):
        contract = db.session.get(Contract, contract_id)
        if contract.owner_id != by.id:
            about = {"customer": contract.customer.name, "contract": contract.number, "amount": f"{row.amount:,.2f}"}
            url, key = f"/receivables/contracts/{contract.id}", f"{event}:{row.id}:{contract.id}"
            notify(contract.owner_id, event, url, key=key, mail=False, **about, **more)


def allocate(collection_id: int, version: int, parts: Parts, by: User) -> Collection:
    """Set what a collection has left against invoices and milestones. Raises ``Refused``, ``Stale``."""
    with transaction():
        row = _lock(collection_id, version)
        if not parts:
            raise Refused([Problem(CLAUSE, Kind.BLOCKS, N_("No amount is entered."), code="nothing")])
        touched = _allocate(row, parts, by)
        restate(*touched, *_own(row), by=by)
        record(
            "collection_allocated", row, by, after={f"{kind} {id_}": amount for (kind, id_), amount in parts.items()}
        )
    return row


def _lock(collection_id: int, version: int | None = None) -> Collection:
    lock_customer(db.session.get(Collection, collection_id).customer_id)
    return locked(Collection, collection_id, version)


def _own(row: Collection) -> list[int]:
    return [row.contract_id] if row.contract_id else []


def take_back(collection_id: int, allocation_id: int, by: User) -> Collection:
    """Undo an allocation by its opposite: as if it had never been made. Raises ``Refused``."""
    with transaction():
        row = _lock(collection_id)
        made = db.session.get(Allocation, allocation_id)
        if made is None or made.collection_id != row.id or made.amount <= 0:
            raise Refused([TAKEN_BACK])
        left = made.amount - made.taken_back
        if left <= 0:
            raise Refused([TAKEN_BACK])
        take(made, left, by)
        restate(made.contract_id, *_own(row), by=by)
        target = {"invoice_id": made.invoice_id} if made.invoice_id else {"milestone_id": made.milestone_id}
        record("allocation_taken_back", row, by, before={"amount": left, **target})
    return row


def refund(
    collection_id: int,
    amount: Decimal,
    refunded_on: dt.date,
    reference: str,
    reason: str,
    by: User,
    *,
    form_key: str = "",
) -> Refund:
    """Record money of a collection that went back to the payer. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id)
        row = _lock(collection_id)
        facts = RefundFacts(amount, row.rest, refunded_on, row.received_on, clock.today(), reason)
        refuse_if(refund_problems(facts))
        back = Refund(collection_id=row.id, amount=amount, refunded_on=refunded_on, reference=bare(reference))
        back.reason, back.by_id, back.at = reason, by.id, clock.now()
        db.session.add(back)
        flush_or(REFUND_TAKEN)
        row.refunded += amount
        restate(*_own(row), by=by)
        record("collection_refunded", row, by, after={"amount": amount, "reference": back.reference}, note=reason)
        if form is not None:
            form.location = f"/collections/{row.id}"
    return back


def withdraw(collection_id: int, version: int, reason: str, by: User) -> Collection:
    """A collection that was recorded wrongly counts for nothing from now on, as if it had never come in; it stays to be
    read, and its bank reference is free for the right record. Raises ``Refused``, ``Stale``."""
    with transaction():
        row = _lock(collection_id, version)
        refuse_if(withdrawal_problems(WithdrawalFacts(row.withdrawn_at is not None, row.refunded, reason)))
        before = {"amount": row.amount, "reference": row.reference, "allocated": row.allocated}
        touched = {*_own(row)}
        for made in standing_on(collection_id=row.id):
            take(made, made.amount - made.taken_back, by)
            touched.add(made.contract_id)
        row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_why = clock.now(), by.id, reason
        restate(*touched, by=by)
        record("collection_withdrawn", row, by, before=before, note=reason)
        _tell("collection_withdrawn", row, sorted(touched), by, reason=reason[:200])
    return row


def withdraw_refund(collection_id: int, refund_id: int, reason: str, by: User) -> Refund:
    """A refund that was recorded wrongly counts for nothing from now on. Raises ``Refused``."""
    with transaction():
        row = _lock(collection_id)
        back = locked(Refund, refund_id)
        foreign = back.collection_id != row.id
        refuse_if(withdrawal_problems(WithdrawalFacts(foreign or back.withdrawn_at is not None, Decimal(0), reason)))
        back.withdrawn_at, back.withdrawn_by_id, back.withdrawn_why = clock.now(), by.id, reason
        row.refunded -= back.amount
        restate(*_own(row), by=by)
        record("refund_withdrawn", row, by, before={"amount": back.amount, "reference": back.reference}, note=reason)
    return back
