"""The business manager's review of sales orders (A9.3): what is looked at, and what follows."""

from typing import Any

import clock
from extensions import db
from models import Approval, SalesOrder, User
from operations import notify, record
from operations.approval_kinds import AMOUNT, Handler
from policy.approvals import Evidence, StepPlan
from policy.orders import MOVES, REVIEW, order_problems
from policy.problems import Problem
from policy.words import N_
from queries.order_people import executors_of
from queries.orders import lines_of, order_facts

LABELS = {
    "number": N_("Number"),
    "contract": N_("Contract"),
    "customer": N_("Customer"),
    "amount": N_("Amount with tax"),
    "wanted_on": N_("Wanted on"),
    "ship_to": N_("Ship to"),
    "note": N_("Note"),
    "lines": N_("Lines"),
}


class OrderReview(Handler):
    """What sales asks for is checked against the contract; then business staff carry it out, or it goes back."""

    model = SalesOrder

    def title(self, subject: SalesOrder) -> str:
        return f"{subject.number} {subject.customer.name}"

    def url(self, subject: SalesOrder) -> str:
        return f"/orders/{subject.id}"

    def content(self, subject: SalesOrder) -> dict[str, Any]:
        return {
            "number": subject.number,
            "contract": subject.contract.number,
            "customer": subject.customer.name,
            "amount": subject.amount,
            "wanted_on": subject.wanted_on,
            "ship_to": subject.ship_to,
            "note": subject.note,
            "lines": [_said(line) for line in subject.lines],
        }

    def labels(self) -> dict[str, str]:
        return LABELS

    def words(self) -> dict[str, dict[str, str] | str]:
        return {"amount": AMOUNT}

    def route(self, subject: SalesOrder) -> list[StepPlan]:
        return [REVIEW]

    def barred(self, subject: SalesOrder) -> set[int]:
        return {subject.owner_id, subject.created_by_id}

    def problems(self, subject: SalesOrder) -> list[Problem]:
        return list(order_problems(_facts(subject)))

    def evidence(self, subject: SalesOrder) -> list[Evidence]:
        contract, facts = subject.contract, _facts(subject)
        together = facts.ordered + facts.total
        over = "warn" if contract.amount and together > contract.amount else ""
        signed = "" if contract.signed_on else "warn"
        return [
            Evidence(N_("Contract"), f"{contract.number} {contract.title}", url=f"/contracts/{contract.id}"),
            Evidence(N_("Signed on"), contract.signed_on, signed, clause="A9.3"),
            Evidence(N_("Amount of the contract"), contract.amount or "–"),
            Evidence(N_("All orders together"), together, over, clause="A9.3"),
            Evidence(N_("Wanted on"), subject.wanted_on),
        ]

    def approved(self, subject: SalesOrder, approval: Approval, by: User | None) -> None:
        self._move(subject, "approve", by)
        subject.approved_at = clock.now()
        about = {"number": subject.number, "customer": subject.customer.name}
        for person in executors_of(subject):
            notify(person.id, "order_to_execute", self.url(subject), key=f"order_execute:{approval.id}", **about)

    def returned(self, subject: SalesOrder, approval: Approval, by: User) -> None:
        self._move(subject, "return", by)

    def withdrawn(self, subject: SalesOrder, approval: Approval, by: User) -> None:
        self._move(subject, "withdraw", by)

    def voided(self, subject: SalesOrder, approval: Approval) -> None:
        if ("void", subject.status) in MOVES:
            subject.status, subject.approved_at = MOVES["void", subject.status], None

    def _move(self, subject: SalesOrder, verb: str, by: User | None) -> None:
        before, subject.status = subject.status, MOVES[verb, subject.status]
        db.session.flush()
        verbs = {"approve": "order_approved", "return": "order_returned", "withdraw": "order_withdrawn"}
        record(verbs[verb], subject, by, before={"status": before}, after={"status": subject.status})


def _facts(order: SalesOrder):
    return order_facts(order.contract, lines_of(order.lines), order.wanted_on, order.id)


def _said(line) -> str:
    return f"{line.label} × {line.quantity.normalize():f} {line.measure} @ {line.net_price:,.2f}"
