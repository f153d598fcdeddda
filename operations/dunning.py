"""Pressing for payment (A9.4): each step with its day, what came of it and the next one; who sold it is told."""

import datetime as dt
from dataclasses import dataclass

import clock
from extensions import db
from models import Contract, DunningStep, User
from operations import notify, once, record, refuse_if, transaction
from operations.ledger import lock_customer, look_again
from policy.dunning import DunningFacts, dunning_problems
from policy.ledger import NOTHING
from policy.receivables import DunningKind
from policy.roles import Role
from queries.ledgers import open_invoices, receivable_of
from queries.people import people_with
from scopes import scope_of


@dataclass(frozen=True)
class StepWords:
    """What was done, what came of it, and what is next."""

    kind: DunningKind
    on: dt.date
    result: str
    next_on: dt.date | None
    next_kind: DunningKind | None = None


def press(contract_id: int, says: StepWords, by: User, *, form_key: str = "") -> DunningStep:
    """Record a step of pressing for payment with the invoices that are open now. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id)
        contract = db.session.get(Contract, contract_id)
        lock_customer(contract.customer_id)
        invoices, today = open_invoices([contract.id]), clock.today()
        overdue = sum((invoice.open for invoice in invoices if invoice.due_on < today), NOTHING)
        refuse_if(dunning_problems(DunningFacts(says.kind, says.on, today, overdue, says.result, says.next_on)))
        step = DunningStep(
            contract=contract,
            customer_id=contract.customer_id,
            kind=says.kind,
            on=says.on,
            open=overdue,
            result=says.result,
            next_on=says.next_on,
            next_kind=says.next_kind,
            items=[_item(invoice) for invoice in invoices if invoice.due_on < today],
            by_id=by.id,
            at=clock.now(),
        )
        db.session.add(step)
        db.session.flush()
        look_again(receivable_of(contract.id))
        after = {"kind": says.kind, "open": overdue, "next_on": says.next_on}
        record("dunned", step, by, after=after, note=says.result)
        _tell(contract, step, by)
        if form is not None:
            form.location = f"/receivables/contracts/{contract.id}"
    return step


def _item(invoice) -> dict:
    days = invoice.issued_on.isoformat(), invoice.due_on.isoformat()
    return {
        "number": invoice.number,
        "issued_on": days[0],
        "due_on": days[1],
        "amount": str(invoice.amount),
        "open": str(invoice.open),
    }


def _tell(contract: Contract, step: DunningStep, by: User) -> None:
    """The salesperson hears of every step; a stop is told to business as well, which would else go on delivering."""
    about = {"customer": contract.customer.name, "contract": contract.number, "result": step.result[:200]}
    url, key = f"/receivables/contracts/{contract.id}", f"dunning:{step.id}"
    if contract.owner_id != by.id:
        notify(contract.owner_id, "dunning_step", url, key=key, by=by.name, **about)
    if step.kind is DunningKind.STOP:
        for person in people_with(Role.BUSINESS_MANAGER):
            if contract.unit_id in scope_of(person).company:
                notify(person.id, "delivery_stopped", url, key=f"stop:{step.id}", **about)
