"""What the decision about a contract or a change order rests on, on one screen (A9.2)."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select

import clock
from extensions import db
from models import Contract, ContractChange
from policy.approvals import Evidence
from policy.contracting import ContractStatus, RouteFacts, reasons
from policy.words import N_
from queries.contract_facts import (
    change_route,
    customer_facts,
    in_headquarters_name,
    route_facts,
    standard,
    terms_of,
)

SIGNED = (ContractStatus.SIGNED, ContractStatus.ENDED)


def contract_evidence(contract: Contract) -> list[Evidence]:
    """What is to be known of a contract before somebody agrees."""
    facts = route_facts(contract.amount, contract.discount, standard(contract))
    terms = [*_terms(facts), *_revision(contract)]
    return [*_customer(contract), *terms, *_quote(contract), *_payments(contract), *_history(contract)]


def change_evidence(change: ContractChange) -> list[Evidence]:
    """The same for a change order, by the contract as it is to be."""
    facts, contract, now = change_route(change), change.contract, terms_of(change.before)
    moved = facts.amount - now["amount"]
    delta = Evidence(N_("The amount changes by"), f"{moved:+,.2f}", "warn" if moved < 0 else "", clause="A9.2")
    return [*_customer(contract), delta, *_terms(facts), *_history(contract)]


def _customer(contract: Contract) -> Iterator[Evidence]:
    approved = customer_facts(contract).approved
    url = f"/customers/{contract.customer_id}"
    yield Evidence(N_("Customer"), contract.customer.name, "good" if approved else "bad", url, "A3.6")
    if in_headquarters_name(contract):
        yield Evidence(N_("Signed in headquarters' name by"), contract.unit.name, "warn", clause="A3.6")
    contact = contract.customer.last_contact_at
    said = clock.day_of(contact) if contact else "–"
    old = contact is None or clock.now() - contact > dt.timedelta(days=30)
    yield Evidence(N_("Last contact"), said, "warn" if old else "good", url, "A7")


def _terms(facts: RouteFacts) -> Iterator[Evidence]:
    why = reasons(facts)
    limit = f"{facts.amount:,.2f} / {facts.limit:,.2f}"
    yield Evidence(
        N_("Amount, and the limit of small contracts"),
        limit,
        "warn" if set(why) & {"large", "open_amount"} else "good",
        clause="A9.2",
    )
    ratio = f"{facts.discount.normalize():f} / {facts.floor.normalize():f}"
    yield Evidence(N_("Ratio, and its floor"), ratio, "warn" if "deep" in why else "good", clause="A9.2")
    text = N_("Standard text, proven by its hash") if facts.standard else N_("Not the standard text")
    yield Evidence(text, "✓" if facts.standard else "✗", "good" if facts.standard else "warn", clause="A9.2")


def _revision(contract: Contract) -> Iterator[Evidence]:
    """The standard text was revised, or taken out of use, after the contract was submitted."""
    template = contract.template if contract.template_id else None
    if template is not None and not template.active:
        said, url = f"{template.code} · {template.revision}", f"/contracts/templates/{template.id}"
        yield Evidence(N_("Made of a standard text that is not in use any more"), said, "warn", url, "A9.2")


def _quote(contract: Contract) -> Iterator[Evidence]:
    quote = contract.quote
    if quote is None:
        yield Evidence(N_("Quote"), "–", "warn", clause="A9.1")
        return
    yield Evidence(N_("Quote"), f"{quote.number}/{quote.revision}", "good", f"/quotes/{quote.id}", "A9.1")
    if quote.deepest < quote.discount:
        yield Evidence(
            N_("Deepest line of the quote"), f"{quote.deepest.normalize():f}", "warn", f"/quotes/{quote.id}", "A9.1"
        )


def _payments(contract: Contract) -> Iterator[Evidence]:
    if not contract.milestones or not contract.amount:
        return
    late = sum((one.amount for one in contract.milestones if one.on_acceptance), Decimal(0))
    share = late * 100 / contract.amount
    yield Evidence(N_("Paid only after acceptance"), f"{late:,.2f} ({share:.0f} %)", "warn" if share > 50 else "")


def _history(contract: Contract) -> Iterator[Evidence]:
    others = (
        Contract.customer_id == contract.customer_id,
        Contract.id != contract.id,
        Contract.status.in_(SIGNED),
    )
    count, total = db.session.execute(select(func.count(), func.sum(Contract.amount)).where(*others)).one()
    url = f"/contracts?customer_id={contract.customer_id}"
    yield Evidence(N_("Contracts signed with this customer before"), f"{count} · {Decimal(total or 0):,.2f}", "", url)
