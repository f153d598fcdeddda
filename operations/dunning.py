"""Pressing for payment (A9.4): each step with its day, what came of it and the next one; who sold it is told."""

import datetime as dt
from dataclasses import dataclass

import clock
from extensions import db
from models import Contract, DunningStep, User
from operations import once, record, refuse_if, transaction
from operations.deliveries import set_by, tell
from operations.ledger import lock_customer, look_again
from policy.dunning import DunningFacts, dunning_problems
from policy.ledger import NOTHING
from policy.receivables import DunningKind
from queries.ledgers import open_invoices, receivable_of


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
        row = receivable_of(contract.id)
        stopped = row is not None and row.stopped_on is not None
        said = DunningFacts(says.kind, says.on, today, overdue, says.result, says.next_on, stopped)
        refuse_if(dunning_problems(said))
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
        set_by(step, row)
        look_again(row)
        after = {"kind": says.kind, "open": overdue, "next_on": says.next_on}
        record("dunned", step, by, after=after, note=says.result)
        tell(contract, step, by)
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
