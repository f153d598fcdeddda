"""How contracts and their change orders are approved (A9.2): what is decided, by whom, and what a decision does."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import clock
from extensions import db
from models import Approval, Contract, ContractChange, Milestone, User
from operations import Refused, locked, record, refuse_if
from operations.approval_kinds import AMOUNT, PAYMENT, RATIO, Handler, register
from operations.approvals import void
from operations.ledger import lock_customer
from policy.approvals import ApprovalKind, Evidence, StepPlan
from policy.contracting import (
    ChangeStatus,
    ContractStatus,
    customer_problems,
    reasons,
    refused,
    route,
    settled_problems,
)
from policy.margins import Margins
from policy.milestones import MilestoneFacts
from policy.words import N_
from queries.contract_evidence import change_evidence, contract_evidence
from queries.contract_facts import (
    change_route,
    customer_facts,
    deciding_unit,
    route_facts,
    settled,
    snapshot,
    standard,
    terms_of,
)
from queries.margins import margins_for

LABELS = {
    "title": N_("Title of the contract"),
    "customer": N_("Customer"),
    "customer_approved": N_("Customer approved"),
    "company": N_("Company that signs"),
    "quote": N_("Quote"),
    "amount": N_("Amount with tax"),
    "discount": N_("Discount ratio"),
    "starts_on": N_("First day"),
    "ends_on": N_("Last day"),
    "milestones": N_("Payments"),
    "terms": N_("Other terms"),
    "reason": N_("Reason"),
    "text": N_("Text"),
    "note": N_("Note"),
    "document": N_("Hash of the text"),
    "standard": N_("Standard text"),
}

WORDS = {"amount": AMOUNT, "discount": RATIO, "milestones": PAYMENT}


class ContractApproval(Handler):
    """A contract: by the department manager alone where it is small and standard, else countersigned."""

    model = Contract

    def title(self, subject: Contract) -> str:
        return f"{subject.number} {subject.title}"

    def url(self, subject: Contract) -> str:
        return f"/contracts/{subject.id}"

    def unit_id(self, subject: Contract) -> int:
        return deciding_unit(subject)

    def barred(self, subject: Contract) -> set[int]:
        return {subject.owner_id, subject.created_by_id}

    def content(self, subject: Contract) -> dict[str, Any]:
        said = snapshot(subject)
        said["milestones"] = [_line(one) for one in subject.milestones]
        template = subject.template if subject.template_id else None
        return said | {
            "title": subject.title,
            "customer": subject.customer.name,
            "customer_approved": customer_facts(subject).approved,
            "company": subject.signing_unit.name,
            "quote": f"{subject.quote.number}/{subject.quote.revision}" if subject.quote else "",
            "text": f"{template.label} {template.code}/{template.revision}" if template else "–",
            "document": subject.document_sha256,
            "standard": standard(subject),
            "note": subject.note,
        }

    def labels(self) -> dict[str, str]:
        return LABELS

    def words(self) -> dict[str, dict[str, str] | str]:
        return WORDS

    def route(self, subject: Contract) -> list[StepPlan]:
        return route(_route_facts(subject))

    def plain(self, subject: Contract) -> bool:
        return not reasons(_route_facts(subject)) and subject.quote_id is not None

    def evidence(self, subject: Contract) -> list[Evidence]:
        return contract_evidence(subject)

    def margins(self, subject: Contract, by: User) -> Margins | None:
        """Those of the quote that it is drawn up from."""
        return margins_for(subject.quote, by) if subject.quote else None

    def approved(self, subject: Contract, approval: Approval, by: User | None) -> None:
        refuse_if(customer_problems(customer_facts(subject)))
        subject.status, subject.approved_at = ContractStatus.APPROVED, clock.now()

    def returned(self, subject: Contract, approval: Approval, by: User) -> None:
        subject.status, subject.approved_at = ContractStatus.RETURNED, None

    def withdrawn(self, subject: Contract, approval: Approval, by: User) -> None:
        subject.status, subject.approved_at = ContractStatus.DRAFT, None

    def voided(self, subject: Contract, approval: Approval) -> None:
        if subject.status in (ContractStatus.PENDING, ContractStatus.APPROVED):
            subject.status, subject.approved_at = ContractStatus.DRAFT, None


class ChangeApproval(Handler):
    """A change order: the same route, by the contract as it is to be."""

    model = ContractChange

    def title(self, subject: ContractChange) -> str:
        return f"{subject.contract.number}-{subject.number} {subject.contract.title}"

    def url(self, subject: ContractChange) -> str:
        return f"/contracts/{subject.contract_id}/changes/{subject.id}"

    def unit_id(self, subject: ContractChange) -> int:
        return deciding_unit(subject.contract)

    def customer_id(self, subject: ContractChange) -> int:
        return subject.contract.customer_id

    def barred(self, subject: ContractChange) -> set[int]:
        return {subject.contract.owner_id, subject.created_by_id}

    def content(self, subject: ContractChange) -> dict[str, Any]:
        return _said(subject.after) | {"reason": subject.reason, "now": snapshot(subject.contract)}

    def before(self, subject: ContractChange) -> dict[str, Any]:
        return _said(subject.before) | {"now": subject.before}

    def labels(self) -> dict[str, str]:
        return LABELS

    def words(self) -> dict[str, dict[str, str] | str]:
        return WORDS

    def route(self, subject: ContractChange) -> list[StepPlan]:
        return route(change_route(subject))

    def evidence(self, subject: ContractChange) -> list[Evidence]:
        return change_evidence(subject)

    def approved(self, subject: ContractChange, approval: Approval, by: User | None) -> None:
        lock_customer(subject.contract.customer_id)
        contract = locked(Contract, subject.contract_id)
        if contract.status is not ContractStatus.SIGNED or subject.before != snapshot(contract):
            raise Refused([refused("drifted", N_("The contract changed since this change order was drawn up."))])
        refuse_if(settled_problems(settled(contract, subject.after)))
        _apply(contract, subject.after)
        subject.status, subject.in_force_on = ChangeStatus.IN_FORCE, clock.today()
        record("contract_changed", contract, by, before=_said(subject.before), after=_said(subject.after))

    def returned(self, subject: ContractChange, approval: Approval, by: User) -> None:
        subject.status = ChangeStatus.RETURNED

    def withdrawn(self, subject: ContractChange, approval: Approval, by: User) -> None:
        subject.status = ChangeStatus.DRAFT

    def voided(self, subject: ContractChange, approval: Approval) -> None:
        if subject.status is ChangeStatus.PENDING:
            subject.status = ChangeStatus.DRAFT


def _route_facts(contract: Contract):
    return route_facts(contract.amount, contract.discount, standard(contract))


def _line(milestone: Milestone) -> str:
    return line_of(milestone.label, milestone.amount, milestone.due_on, milestone.on_acceptance)


def line_of(label: str, amount: Decimal, due_on: dt.date | None, on_acceptance: bool) -> str:
    """A payment on one line; ``✓`` stands for acceptance."""
    return " ".join(filter(None, [label, f"{amount:,.2f}", str(due_on or ""), "✓" * on_acceptance]))


def _said(kept: dict[str, Any]) -> dict[str, Any]:
    """What was kept of a contract, with its payments as lines."""
    rows = [
        line_of(one["label"], Decimal(one["amount"]), one["due_on"], one["on_acceptance"]) for one in kept["milestones"]
    ]
    return {**kept, "milestones": rows}


def _apply(contract: Contract, after: dict[str, Any]) -> None:
    """Let the contract say what the change order says."""
    terms = terms_of(after)
    if terms["ends_on"] != contract.ends_on:
        contract.told_of_end_at = None
    for name, value in terms.items():
        setattr(contract, name, value)
    rewrite(contract, [(row["id"], milestone_of(row)) for row in after["milestones"]])


def milestone_of(row: dict[str, Any]) -> MilestoneFacts:
    """A payment that was kept in a change order."""
    due_on = dt.date.fromisoformat(row["due_on"]) if row["due_on"] else None
    return MilestoneFacts(row["label"], Decimal(row["amount"]), due_on, row["on_acceptance"])


def rewrite(contract: Contract, rows: Sequence[tuple[int | None, MilestoneFacts]]) -> None:
    """Let the payments of a locked contract be these; those that come with the id of one of its own stay that row."""
    known = {one.id: one for one in contract.milestones}
    stay = {milestone_id for milestone_id, _row in rows}
    for gone in [one for one in known.values() if one.id not in stay]:
        contract.milestones.remove(gone)
        db.session.delete(gone)
    for position, (milestone_id, row) in enumerate(rows, 1):
        one = known.get(milestone_id) or Milestone()
        one.position, one.label, one.amount = position, row.label, row.amount
        one.due_on, one.on_acceptance = row.due_on, row.on_acceptance
        if one.id is None:
            contract.milestones.append(one)
    db.session.flush()
    contract.milestones.sort(key=lambda one: one.position)


def reopen(contract: Contract, by: User) -> None:
    """The content of a locked contract changed: what was approved no longer holds."""
    if contract.status is ContractStatus.APPROVED:
        void(ApprovalKind.CONTRACT, contract.id, by)


register(ApprovalKind.CONTRACT, ContractApproval())
register(ApprovalKind.CHANGE, ChangeApproval())
