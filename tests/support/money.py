"""What tests of receivables begin with: signed contracts, invoices and collections, through the real verbs."""

import datetime as dt
import itertools
from decimal import Decimal

import clock
from extensions import db
from models import (
    Allocation,
    Collection,
    Contract,
    Customer,
    DunningStep,
    Invoice,
    Milestone,
    Receivable,
    Refund,
    Statement,
    StatementLine,
    User,
)
from operations import collections, invoices
from operations.collections import CollectionWords
from operations.invoices import InvoiceWords
from policy.contracting import ContractStatus
from policy.receivables import DunningKind, PaymentMethod
from tests.support.factories import new_customer

_numbers = itertools.count(1)
D = Decimal


def new_contract(owner: User, amount="100000", parts=(), customer: Customer | None = None, **columns) -> Contract:
    """A signed contract of a new customer; ``parts`` are the amounts of its milestones, due month by month."""
    customer, number, now = customer or new_customer(owner), next(_numbers), clock.now()
    columns.setdefault("signed_on", clock.today())
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


def things_of(realm: str, contract: Contract, owner: User) -> dict:
    """An invoice, a collection set against it and a frozen statement; at headquarters a step of dunning. Asks no rule."""
    now, today = clock.now(), clock.today()
    made = {"contract_id": contract.id, "customer_id": contract.customer_id, "by_id": owner.id, "at": now}
    days = {"issued_on": today - dt.timedelta(days=40), "due_on": today - dt.timedelta(days=10)}
    invoice = Invoice(number=f"FP-{realm}", unit_id=owner.unit_id, amount=D(900), tax=D(0), **days, **made)
    invoice.settled, invoice.open = D(300), D(600)
    money = Collection(
        unit_id=owner.unit_id, received_on=today, amount=D(500), allocated=D(300), refunded=D(100), **made
    )
    money.method, money.reference = PaymentMethod.TRANSFER, f"ICBC-{realm}"
    stands = {"invoiced": D(900), "collected": D(400), "open": D(600), "prepaid": D(100)}
    row = Receivable(contract_id=contract.id, customer_id=contract.customer_id, **stands)
    row.overdue_from, row.dun_on = invoice.due_on, today
    statement = Statement(period="2026-10", as_of=today, begun_at=now, frozen_at=now)
    db.session.add_all([invoice, money, row])
    db.session.flush()
    part = Allocation(collection_id=money.id, contract_id=contract.id, invoice_id=invoice.id, amount=D(300), on=today)
    part.by_id, part.at = owner.id, now
    db.session.add(part)
    back = Refund(collection_id=money.id, amount=D(100), refunded_on=today, reference=f"TK-{realm}", reason="多付")
    back.by_id, back.at = owner.id, now
    db.session.add(back)
    things = {"invoices": invoice, "collections": money, "allocations": part, "refunds": back}
    if realm == "hq":
        db.session.add(statement)
        step = DunningStep(kind=DunningKind.LETTER, on=today, open=D(600), result="已电话联系", **made)
        db.session.add(step)
        db.session.flush()
        line = {name: D(0) for name in ("not_due", "up_to_30", "up_to_60", "up_to_90", "older")} | {"up_to_30": D(600)}
        ids = {"statement_id": statement.id, "contract_id": contract.id, "customer_id": contract.customer_id}
        seat = {"owner_id": owner.id, "unit_id": owner.unit_id, "amount": contract.amount}
        db.session.add(StatementLine(**ids, **seat, **stands, **line))
        things |= {"dunning_steps": step, "statements": statement}
    db.session.flush()
    return things
