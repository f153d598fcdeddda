"""What the rules of contracts are told (A9.2, A3.6): the customer, the terms, the payments, the text, what is settled."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

import clock
from extensions import db
from models import Allocation, Attachment, Contract, ContractChange, ContractTemplate, Invoice, Quote, Unit
from policy.capitals import in_capitals
from policy.contract_text import TYPED, TextFacts, in_chinese, is_standard, payment_lines, sha256, text_problems
from policy.contracting import (
    ChangeFacts,
    ChangeStatus,
    ContractStatus,
    CustomerFacts,
    RouteFacts,
    SubmissionFacts,
    TermsFacts,
    submission_problems,
)
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from policy.milestones import MilestoneFacts
from policy.problems import Problem
from policy.quoting import IN_FORCE, QuoteStatus
from policy.roles import UnitKind
from queries import parameters

GONE = frozenset({OpportunityStatus.LOST, OpportunityStatus.INVALID})
ENDS = frozenset({ContractStatus.CANCELLED})
TERMS = ("amount", "discount", "starts_on", "ends_on")


def values_now(contract: Contract) -> dict[str, str]:
    """What the places of a template are filled with: what the contract says now, and what was typed for it."""
    typed = {name: contract.fields.get(name, "") for name in TYPED}
    return typed | {
        "number": contract.number,
        "title": contract.title,
        "company": contract.signing_unit.name,
        "customer": contract.customer.name,
        "amount": f"{contract.amount:,.2f}",
        "amount_in_words": in_capitals(contract.amount),
        "payments": _payments(contract),
        "starts_on": contract.starts_on.isoformat() if contract.starts_on else "",
        "ends_on": contract.ends_on.isoformat() if contract.ends_on else "",
        "owner": contract.owner.name,
    }


def _payments(contract: Contract) -> str:
    """The payments as they stand in the text, in its language."""
    rows = [
        (one.label, f"{one.amount:,.2f}", one.due_on.isoformat() if one.due_on and not one.on_acceptance else "")
        for one in contract.milestones
    ]
    return payment_lines(rows, in_chinese(body_of(contract) or ""))


def body_of(contract: Contract) -> str | None:
    """The body of the template that the text is made of; None for an upload, or while there is no text."""
    return contract.template.body if contract.template_id else None


def untouched(template: ContractTemplate | None) -> bool:
    """Whether a template still says what its hash says."""
    return template is not None and sha256(template.body) == template.sha256


def standard(contract: Contract) -> bool:
    """Whether the text is the standard one: proven by its hash (A9.2)."""
    body = body_of(contract)
    return is_standard(body, contract.fields, contract.document_sha256, body is None or untouched(contract.template))


def text_facts(contract: Contract) -> TextFacts:
    """The text of a contract as the rules look at it."""
    template = contract.template if contract.template_id else None
    return TextFacts(
        body=template.body if template else None,
        values=contract.fields,
        now=values_now(contract),
        document=contract.document_sha256,
        current=template is None or template.active,
        untouched=template is None or untouched(template),
    )


def customer_facts(contract: Contract) -> CustomerFacts:
    """The customer of a contract as the CRM knows it (A3.6)."""
    opportunity = contract.opportunity
    fits = opportunity is None or (opportunity.customer_id == contract.customer_id and opportunity.status not in GONE)
    return CustomerFacts(True, contract.customer.status is CustomerStatus.APPROVED, fits)


def quote_usable(quote: Quote | None, customer_id: int, contract_id: int | None = None) -> bool:
    """Whether a contract may rest on this quote: in force, of this customer, and no other contract does."""
    if quote is None or quote.customer_id != customer_id or quote.status not in IN_FORCE:
        return False
    if quote.status is not QuoteStatus.ACCEPTED and quote.valid_until < clock.today():
        return False
    others = select(Contract.id).where(
        Contract.quote_id == quote.id, Contract.id != (contract_id or 0), Contract.status.not_in(sorted(ENDS))
    )
    return db.session.scalar(others.limit(1)) is None


def terms_facts(contract: Contract) -> TermsFacts:
    """The terms of a contract as they stand."""
    quote = contract.quote
    usable = quote is None or contract.status is ContractStatus.SIGNED
    usable = usable or quote_usable(quote, contract.customer_id, contract.id)
    same = quote is None or contract.status is ContractStatus.SIGNED
    same = same or (contract.amount, contract.discount) == (quote.net_total + quote.tax_total, quote.discount)
    given = {name: getattr(contract, name) for name in TERMS}
    return TermsFacts(title=contract.title, quote_usable=usable, as_quoted=same, **given)


def milestone_facts(contract: Contract) -> tuple[MilestoneFacts, ...]:
    """The payments of a contract."""
    return tuple(MilestoneFacts(one.label, one.amount, one.due_on, one.on_acceptance) for one in contract.milestones)


def submission_facts(contract: Contract) -> SubmissionFacts:
    """A contract that is submitted as it stands."""
    return SubmissionFacts(
        status=contract.status,
        customer=customer_facts(contract),
        terms=terms_facts(contract),
        milestones=milestone_facts(contract),
        text_problems=tuple(text_problems(text_facts(contract))),
    )


def hindrances(contract: Contract) -> list[Problem]:
    """What still speaks against submitting the contract; empty for one that was submitted already."""
    open_ = contract.status in {ContractStatus.DRAFT, ContractStatus.RETURNED}
    return list(submission_problems(submission_facts(contract))) if open_ else []


def route_facts(amount: Decimal, discount: Decimal, is_standard_: bool) -> RouteFacts:
    """What A9.2 looks at, with the parameters in force today."""
    limits = parameters.values("small_contract_limit", "small_contract_floor")
    return RouteFacts(amount, discount, is_standard_, *limits.values())


def deciding_unit(contract: Contract) -> int:
    """The unit whose people decide: the owner's; for what a partner signs in headquarters' name, headquarters."""
    return contract.unit_id if _own_company(contract) else contract.signing_unit_id


def _own_company(contract: Contract) -> bool:
    return contract.unit.path.startswith(contract.signing_unit.path) and not in_headquarters_name(contract)


def in_headquarters_name(contract: Contract) -> bool:
    """Whether a joint venture or agent signs this in headquarters' name (A3.6)."""
    path = contract.unit.path.removeprefix(contract.signing_unit.path)
    between = [int(part) for part in path.split("/") if part]
    partners = {UnitKind.JOINT_VENTURE, UnitKind.AGENT}
    found = select(Unit.id).where(Unit.id.in_(between), Unit.kind.in_(sorted(partners)))
    return bool(between) and db.session.scalar(found.limit(1)) is not None


def snapshot(contract: Contract) -> dict[str, Any]:
    """What a change order may change, as plain values."""
    return {
        "amount": str(contract.amount),
        "discount": f"{contract.discount:f}",
        "starts_on": contract.starts_on.isoformat() if contract.starts_on else None,
        "ends_on": contract.ends_on.isoformat() if contract.ends_on else None,
        "milestones": [
            {
                "id": one.id,
                "label": one.label,
                "amount": str(one.amount),
                "due_on": one.due_on.isoformat() if one.due_on else None,
                "on_acceptance": one.on_acceptance,
            }
            for one in contract.milestones
        ],
    }


def settled(contract: Contract, after: Mapping[str, Any]) -> tuple[tuple[str, Decimal, Decimal | None], ...]:
    """The payments that are reached, invoiced or paid: label, what is settled, and what the change leaves of each."""
    left = {row.get("id"): Decimal(row["amount"]) for row in after["milestones"]}
    sums = _settled_sums(contract)
    return tuple(
        (one.label, least, left.get(one.id))
        for one in contract.milestones
        if (least := one.amount if one.reached_on else sums.get(one.id)) is not None
    )


def _settled_sums(contract: Contract) -> dict[int, Decimal]:
    """What is invoiced or paid of each payment, whichever is more; those of which nothing is are left out."""
    ids = [one.id for one in contract.milestones]
    found: dict[int, Decimal] = {}
    for model in (Invoice, Allocation):
        rows = select(model.milestone_id, func.sum(model.amount)).where(model.milestone_id.in_(ids))
        for milestone_id, amount in db.session.execute(rows.group_by(model.milestone_id)):
            found[milestone_id] = max(found.get(milestone_id, Decimal(0)), Decimal(amount))
    return found


def change_facts(change: ContractChange) -> ChangeFacts:
    """A change order as it stands."""
    contract, after = change.contract, change.after
    others = select(ContractChange.id).where(
        ContractChange.contract_id == contract.id,
        ContractChange.id != (change.id or 0),
        ContractChange.status == ChangeStatus.PENDING,
    )
    return ChangeFacts(
        status=change.status,
        contract=contract.status,
        reason=change.reason,
        differs=after["terms"] != "" or {**after, "terms": ""} != {**change.before, "terms": ""},
        terms=TermsFacts(title=contract.title, **terms_of(after)),
        milestones=tuple(_fact_of(row) for row in after["milestones"]),
        settled=settled(contract, after),
        as_drawn_up=change.before == snapshot(contract),
        other_open=db.session.scalar(others.limit(1)) is not None,
    )


def terms_of(after: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a snapshot as values."""
    days = {name: _day(after[name]) for name in ("starts_on", "ends_on")}
    return {"amount": Decimal(after["amount"]), "discount": Decimal(after["discount"]), **days}


def _day(text: str | None):
    """A day that was kept as text."""
    return dt.date.fromisoformat(text) if text else None


def _fact_of(row: Mapping[str, Any]) -> MilestoneFacts:
    return MilestoneFacts(row["label"], Decimal(row["amount"]), _day(row["due_on"]), row["on_acceptance"])


def change_route(change: ContractChange) -> RouteFacts:
    """The route of a change order, from the contract as it is to be; other terms make the text no standard one."""
    terms = terms_of(change.after)
    plain_text = standard(change.contract) and not change.after["terms"]
    return route_facts(terms["amount"], terms["discount"], plain_text)


def files_with(contract: Contract) -> dict[str, Attachment]:
    """The contract's uploaded text and its scan by their hash, as far as they are there; the first file with each."""
    hashes = {contract.scan_sha256} | ({contract.document_sha256} if contract.template_id is None else set())
    if not hashes - {""}:
        return {}
    rows = select(Attachment).where(Attachment.contract_id == contract.id, Attachment.sha256.in_(sorted(hashes - {""})))
    found = db.session.scalars(rows.where(Attachment.removed_at.is_(None)).order_by(Attachment.id.desc()))
    return {one.sha256: one for one in found}
