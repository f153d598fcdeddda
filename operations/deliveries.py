"""Delivery that is stopped until a customer pays (A9.4), and that goes on again: by decision, or because all is paid."""

import clock
from extensions import db
from models import Contract, DunningStep, Receivable, User
from operations import notify, record
from policy.receivables import DunningKind
from policy.roles import Role
from queries.people import people_with
from scopes import scope_of


def set_by(step: DunningStep, row: Receivable) -> None:
    """A step of dunning that stops delivery, or lets it go on."""
    if step.kind is DunningKind.STOP:
        row.stopped_on = step.on
    elif step.kind is DunningKind.RESUME:
        row.stopped_on = None


def resume_settled(row: Receivable, by: User) -> None:
    """Nothing is overdue any more: delivery goes on by itself, and whoever waits for that is told."""
    if row.stopped_on is None or (row.overdue_from and row.overdue_from < clock.today()):
        return
    contract = db.session.get(Contract, row.contract_id)
    today = clock.today()
    step = DunningStep(contract=contract, customer_id=row.customer_id, kind=DunningKind.RESUME, on=today, open=0)
    step.result, step.items, step.by_id, step.at = "", [], by.id, clock.now()
    db.session.add(step)
    db.session.flush()
    row.stopped_on = None
    record("dunned", step, by, after={"kind": step.kind})
    tell(contract, step, by)


def tell(contract: Contract, step: DunningStep, by: User) -> None:
    """The salesperson hears of every step; of a stop, and of its end, business hears too, which ships or does not."""
    about = {"customer": contract.customer.name, "contract": contract.number, "result": step.result[:200]}
    url, key = f"/receivables/contracts/{contract.id}", f"dunning:{step.id}"
    ends = step.kind is DunningKind.RESUME
    if contract.owner_id != by.id:
        event = "delivery_resumed" if ends else "dunning_step"
        notify(contract.owner_id, event, url, key=key, by=by.name, **about)
    if ends or step.kind is DunningKind.STOP:
        event = "delivery_resumed" if ends else "delivery_stopped"
        for person in people_with(Role.BUSINESS_MANAGER):
            if contract.unit_id in scope_of(person).company and person.id != contract.owner_id:
                notify(person.id, event, url, key=f"stop:{step.id}", **about)
