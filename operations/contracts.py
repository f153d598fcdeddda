"""Contracts (A9.2, A3.6): drawn up from a quote or on their own, with their payments and text, and submitted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

import clock
from access import visible, works_on
from extensions import db
from models import Contract, Customer, Opportunity, Quote, Unit, User
from operations import Refused, changes, locked, once, record, refuse_if, transaction
from operations import approvals as deciding
from operations.contract_approvals import line_of, reopen, rewrite
from operations.contract_texts import forget, make
from policy.approvals import ApprovalKind
from policy.contract_text import TYPED, value_problems
from policy.contracting import (
    ContractStatus,
    customer_problems,
    edit_problems,
    refused,
    submission_problems,
    terms_problems,
)
from policy.milestones import MilestoneFacts, milestone_problems
from policy.quoting import IN_FORCE
from policy.words import N_
from queries.contract_facts import customer_facts, submission_facts, terms_facts
from queries.contracts import signing_units, usable_template
from scopes import scope_of

TRIES = 20
WRITTEN = ("title", "amount", "discount", "starts_on", "ends_on", "note", "opportunity_id", "signing_unit_id")
NO_CUSTOMER = refused(
    "no_customer",
    N_("The customer of a contract exists in the CRM, and you work on it."),
    N_("Record the customer first, or have its owner draw the contract up."),
    "customer_id",
    "A3.6",
)
NO_TEMPLATE = refused(
    "template",
    N_("This standard text is not in use, or not one of a company that signs."),
    N_("Choose another one."),
    "template_id",
)
BUSY = refused("busy", N_("Many people draw up contracts just now."), N_("Send it again."))


@dataclass(frozen=True)
class Terms:
    """What is typed on a contract. With ``quote_id`` amount, ratio and opportunity are those of the quote."""

    title: str
    signing_unit_id: int
    amount: Decimal = Decimal(0)
    discount: Decimal = Decimal(1)
    opportunity_id: int | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    note: str = ""


def create(
    by: User,
    customer_id: int | None,
    terms: Terms,
    *,
    quote_id: int | None = None,
    template_id: int | None = None,
    fields: dict[str, str] | None = None,
    form_key: str = "",
) -> Contract:
    """Draw up a contract, from a quote or on its own, in the name of who owns the customer. Raises ``Refused``."""
    with transaction():
        sent = once(form_key, by.id)
        quote = _quote(quote_id, by)
        customer = _customer(quote.customer_id if quote else customer_id, by)
        owner = customer.owner if customer.owner_id and customer.unit_id in scope_of(by).managed else by
        contract = Contract(
            customer=customer, owner=owner, unit=owner.unit, quote=quote, fields={}, status=ContractStatus.DRAFT
        )
        contract.customer_id, contract.created_at, contract.created_by_id = customer.id, clock.now(), by.id
        _write(contract, terms, by)
        _numbered(contract)
        _choose_text(contract, template_id, fields or {}, by)
        record("contract_drawn_up", contract, by, after={**asdict(terms), "number": contract.number})
        if sent:
            sent.location = f"/contracts/{contract.id}"
    return contract


def edit(
    contract_id: int,
    version: int | None,
    terms: Terms,
    by: User,
    *,
    template_id: int | None = None,
    fields: dict[str, str] | None = None,
) -> Contract:
    """Change a contract; a change of what was approved voids the approval. Raises ``Refused``, ``Stale``."""
    with transaction():
        contract = locked(Contract, contract_id, version)
        refuse_if(edit_problems(contract.status))
        before, after = _write(contract, terms, by)
        text = contract.document_sha256
        _choose_text(contract, template_id, fields or {}, by)
        if after or text != contract.document_sha256:
            reopen(contract, by)
            record("edited", contract, by, before=before, after=after)
    return contract


def _write(contract: Contract, terms: Terms, by: User) -> tuple[dict, dict]:
    typed = asdict(terms)
    if quote := contract.quote:
        typed |= {"amount": quote.net_total + quote.tax_total, "discount": quote.discount}
        typed["opportunity_id"] = quote.opportunity_id
    if typed["signing_unit_id"] not in {unit.id for unit in signing_units(contract.unit)}:
        raise Refused([refused("signing_unit", N_("This company does not sign here."), "", "signing_unit_id")])
    written = changes(contract, {name: typed[name] for name in WRITTEN})
    contract.opportunity = _opportunity(contract, by)
    contract.signing_unit = db.session.get_one(Unit, contract.signing_unit_id)
    with db.session.no_autoflush:
        problems = [one for one in customer_problems(customer_facts(contract)) if one.code == "other_opportunity"]
        refuse_if([*problems, *terms_problems(terms_facts(contract))])
    return written


def _opportunity(contract: Contract, by: User) -> Opportunity | None:
    if contract.opportunity_id is None:
        return None
    rows = select(Opportunity) if contract.quote else visible(Opportunity, by)
    found = db.session.scalar(rows.where(Opportunity.id == contract.opportunity_id))
    if found is None:
        message = N_("This opportunity cannot be chosen.")
        raise Refused([refused("unknown_opportunity", message, "", "opportunity_id")])
    return found


def _quote(quote_id: int | None, by: User) -> Quote | None:
    if quote_id is None:
        return None
    known = db.session.scalar(visible(Quote, by).where(Quote.id == quote_id).with_only_columns(Quote.id))
    quote = locked(Quote, known) if known else None
    if quote is None or quote.status not in IN_FORCE:
        message = N_("No contract is made from this quote.")
        raise Refused([refused("quote", message, N_("It must be approved first."), "quote_id", "A9.1")])
    return quote


def _customer(customer_id: int | None, by: User) -> Customer:
    found = db.session.scalar(visible(Customer, by).where(Customer.id == customer_id)) if customer_id else None
    if found is None or not works_on(found, by):
        raise Refused([NO_CUSTOMER])
    return found


def _choose_text(contract: Contract, template_id: int | None, fields: dict[str, str], by: User) -> None:
    """Take a standard text, or keep an upload where none is chosen; the text is made anew every time."""
    refuse_if(value_problems(fields))
    typed = {name: fields.get(name, contract.fields.get(name, "")) for name in TYPED}
    if template_id is None:
        if contract.template_id is not None:
            forget(contract)
        contract.fields = typed
        return
    if template_id != contract.template_id or not contract.template.active:
        template = usable_template(template_id, contract, by)
        if template is None:
            raise Refused([NO_TEMPLATE])
        contract.template, contract.template_id = template, template.id
    make(contract, typed)


def _numbered(contract: Contract) -> None:
    """Give the contract the month's next number; whoever was faster took theirs, so try the one after."""
    prefix = f"HT-{clock.today():%Y%m}-"
    latest = select(Contract.number).where(Contract.number >= f"{prefix}0", Contract.number <= f"{prefix}99999999")
    latest = latest.order_by(func.length(Contract.number).desc(), Contract.number.desc()).limit(1)
    for _ in range(TRIES):
        with db.session.no_autoflush:
            last = db.session.scalar(latest)
        contract.number = f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:04}"
        try:
            with db.session.begin_nested():
                db.session.add(contract)
                db.session.flush()
        except IntegrityError:
            continue
        return
    raise Refused([BUSY])


def set_milestones(contract_id: int, version: int | None, rows: Sequence[MilestoneFacts], by: User) -> Contract:
    """Say when the customer pays how much; the payments sum to the amount. Raises ``Refused``, ``Stale``."""
    with transaction():
        contract = locked(Contract, contract_id, version)
        refuse_if([*edit_problems(contract.status), *milestone_problems(contract.amount, rows)])
        before = [line_of(one.label, one.amount, one.due_on, one.on_acceptance) for one in contract.milestones]
        ids = [one.id for one in contract.milestones]
        rewrite(contract, list(zip(ids + [None] * len(rows), rows, strict=False)))
        if contract.template_id:
            make(contract, contract.fields)
        after = [line_of(one.label, one.amount, one.due_on, one.on_acceptance) for one in contract.milestones]
        if before != after:
            reopen(contract, by)
            record("payments_set", contract, by, before={"milestones": before}, after={"milestones": after})
    return contract


def submit(contract_id: int, version: int | None, by: User, note: str = "") -> Contract:
    """Ask for the decision on the route that A9.2 computes; from now on its quote stands still. Raises ``Refused``,
    ``Stale``."""
    with transaction():
        if quote_id := db.session.scalar(select(Contract.quote_id).where(Contract.id == contract_id)):
            locked(Quote, quote_id)
        contract = locked(Contract, contract_id, version)
        refuse_if(submission_problems(submission_facts(contract)))
        contract.status = ContractStatus.PENDING
        record("contract_submitted", contract, by, note=note)
        deciding.submit(ApprovalKind.CONTRACT, contract, by, note)
    return contract


def withdraw(contract_id: int, by: User) -> Contract:
    """Take a contract back that waits for its decision. Raises ``Refused``."""
    with transaction():
        contract = locked(Contract, contract_id)
        pending = deciding.pending(ApprovalKind.CONTRACT, contract_id)
        if pending is None:
            raise Refused([refused("not_pending", N_("This no longer waits for a decision."))])
        deciding.withdraw(pending.id, by)
    return contract
