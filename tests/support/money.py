"""What tests of receivables begin with: signed contracts, invoices and collections, through the real verbs."""

import datetime as dt
import itertools
from decimal import Decimal

import clock
from extensions import db
from models import Collection, Contract, Customer, Invoice, Milestone, Receivable, User
from operations import collections, invoices
from operations.collections import CollectionWords
from operations.invoices import InvoiceWords
from policy.contracting import ContractStatus
from policy.receivables import PaymentMethod
from tests.support.factories import new_customer

_numbers = itertools.count(1)
D = Decimal


def new_contract(owner: User, amount="100000", parts=(), customer: Customer | None = None, **columns) -> Contract:
    """A signed contract of a new customer; ``parts`` are the amounts of its milestones, due month by month."""
    customer, number, now = customer or new_customer(owner), next(_numbers), clock.now()
    contract = Contract(
        number=f"HT-{number:05}",
        title="排产系统",
        customer_id=customer.id,
        signing_unit_id=owner.unit_id,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        status=columns.pop("status", ContractStatus.SIGNED),
        amount=D(amount),
        discount=D(1),
        created_at=now,
        created_by_id=owner.id,
        **columns,
    )
    db.session.add(contract)
    db.session.flush()
    for place, part in enumerate(parts, 1):
        due = clock.today() + dt.timedelta(days=30 * place)
        db.session.add(
            Milestone(contract_id=contract.id, position=place, label=f"第{place}期", amount=D(part), due_on=due)
        )
    db.session.commit()
    return contract


def issue(contract: Contract, by: User, amount, *, ago=0, due=None, milestone: Milestone | None = None) -> Invoice:
    """An invoice issued ``ago`` days back and due ``due`` days before today (default: in a month)."""
    issued = clock.today() - dt.timedelta(days=ago)
    due_on = clock.today() - dt.timedelta(days=due) if due is not None else issued + dt.timedelta(days=30)
    says = InvoiceWords(f"FP{next(_numbers):08}", issued, due_on, D(amount), D(0))
    return invoices.issue(contract.id, says, by, milestone_id=milestone.id if milestone else None)


def collect(
    contract: Contract, by: User, amount, parts=None, *, ago=0, common=False, reference="", form_key=""
) -> Collection:
    """A collection received ``ago`` days back, for the contract alone or (``common``) for its customer's contracts."""
    day = clock.today() - dt.timedelta(days=ago)
    words = CollectionWords(day, D(amount), PaymentMethod.TRANSFER, reference or f"ICBC{next(_numbers):08}", "财务部")
    one = None if common else contract.id
    return collections.enter(contract.customer_id, words, by, contract_id=one, parts=parts, form_key=form_key)


def on(thing: Invoice | Milestone, amount) -> dict:
    """So much against an invoice or milestone."""
    return {("invoice" if isinstance(thing, Invoice) else "milestone", thing.id): D(amount)}


def ledger(contract: Contract) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Invoiced, collected, open and prepaid of the contract."""
    row = db.session.get(Receivable, contract.id, populate_existing=True)
    return row.invoiced, row.collected, row.open, row.prepaid
