"""What becomes of an approved contract: signed, ended, cancelled; a signed one closes its opportunity as won (A6.7)."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

import clock
from extensions import db
from models import Contract, Customer, Opportunity, Quote, User
from operations import locked, notify, record, refuse_if, transaction
from operations.attachments import store
from operations.closings import close
from operations.contract_approvals import reopen
from operations.quote_answers import accept_with
from policy.closing import closing_problems
from policy.contracting import (
    ContractStatus,
    SigningFacts,
    cancel_problems,
    ending_problems,
    signing_problems,
)
from policy.following import OpportunityStatus
from policy.problems import blocking
from queries.contract_facts import GONE
from queries.contracts import open_changes
from queries.opportunities import closing_facts, due_on
from queries.people import managers_of


def sign(
    contract_id: int,
    version: int | None,
    signed_on: dt.date,
    scan: FileStorage | None,
    by: User,
    *,
    closes: bool = True,
    reason: str = "",
) -> Contract:
    """Record the signing with the scan of the signed paper. ``closes``: its opportunity is closed as won with it.

    Where it is not closed, the clock of A6.7 runs from the day of signing; where it was closed as lost or invalid, those
    who can mend that are told. A quote that is out is accepted with it. Raises ``Refused``, ``Stale``.
    """
    with transaction():
        contract = _lock(contract_id, version)
        scanned = scan is not None and bool(scan.filename)
        refuse_if(signing_problems(_facts(contract, signed_on, scanned)))
        file = store(scan, by, contract_id=contract.id)
        contract.scan_sha256, contract.signed_on, contract.status = file.sha256, signed_on, ContractStatus.SIGNED
        after = {"signed_on": signed_on, "amount": contract.amount, "sha256": file.sha256}
        record("contract_signed", contract, by, after=after)
        _tell_owner(contract, "contract_signed", by, signed_on=signed_on)
        if contract.quote is not None:
            accept_with(contract.quote, contract, by)
        if not (closes and _won(contract, by, reason)):
            _start_clock(contract)
        _tell_of_contradiction(contract)
    return contract


def _lock(contract_id: int, version: int | None) -> Contract:
    """The contract under lock, after all that its signing changes."""
    ids = select(Contract.customer_id, Contract.opportunity_id, Contract.quote_id).where(Contract.id == contract_id)
    if known := db.session.execute(ids).one_or_none():
        locked(Customer, known.customer_id, key_share=True)
        for model, row_id in ((Opportunity, known.opportunity_id), (Quote, known.quote_id)):
            if row_id is not None:
                locked(model, row_id)
    return locked(Contract, contract_id, version)


def _facts(contract: Contract, signed_on: dt.date, scanned: bool) -> SigningFacts:
    approved_on = clock.day_of(contract.approved_at) if contract.approved_at else None
    return SigningFacts(contract.status, signed_on, approved_on, clock.today(), scanned)


def _won(contract: Contract, by: User, reason: str) -> bool:
    """Close the opportunity as won; False where the policy of closings refuses that."""
    if contract.opportunity_id is None:
        return True
    opportunity = contract.opportunity
    if opportunity.status is OpportunityStatus.WON:
        return True
    said = reason.strip() or f"{contract.number} {contract.title}"
    if blocking(closing_problems(closing_facts(opportunity, OpportunityStatus.WON, said, contract.signed_on))):
        return False
    close(opportunity.id, by, OpportunityStatus.WON, said, contract.signed_on)
    return True


def _start_clock(contract: Contract) -> None:
    """Ask the owner to close the opportunity within the working day that A6.7 allows."""
    opportunity = contract.opportunity
    if opportunity is not None and opportunity.status is OpportunityStatus.OPEN and opportunity.owner.active:
        _ask_to_close(contract, opportunity.owner_id, "won_to_close")


def _tell_of_contradiction(contract: Contract) -> None:
    """The customer signed, though the record says that nothing was sold: its owner and who confirms closings hear it."""
    opportunity = contract.opportunity
    if opportunity is None or opportunity.status not in GONE:
        return
    people = {head.id for head in managers_of(opportunity.unit_id)}
    people |= {opportunity.owner_id} if opportunity.owner.active else set()
    about = {"number": contract.number, "opportunity": opportunity.name, "signed_on": contract.signed_on}
    for user_id in sorted(people):
        key, url = f"signed_though_gone:{contract.id}", f"/opportunities/{opportunity.id}"
        notify(user_id, "signed_though_gone", url, key=key, **about)


def _ask_to_close(contract: Contract, user_id: int, event: str) -> bool:
    about = {"number": contract.number, "opportunity": contract.opportunity.name}
    about |= {"due_on": due_on(contract.signed_on), "signed_on": contract.signed_on}
    url, key = f"/opportunities/{contract.opportunity_id}", f"{event}:{contract.id}"
    return notify(user_id, event, url, key=key, **about)


def remind_of_won(contract_id: int) -> int:
    """The clock of a signed contract has run out and its opportunity is still open: tell owner and managers (A6.7)."""
    with transaction():
        contract = db.session.get(Contract, contract_id)
        opportunity = contract.opportunity
        people = {opportunity.owner_id} if opportunity.owner.active else set()
        people |= {head.id for head in managers_of(opportunity.unit_id)}
        return sum(_ask_to_close(contract, user_id, "won_not_closed") for user_id in sorted(people))


def remind_of_end(contract_id: int) -> int:
    """A contract ends soon: tell its owner, or who leads them, once per last day."""
    with transaction():
        contract = locked(Contract, contract_id)
        if contract.told_of_end_at is not None or contract.status is not ContractStatus.SIGNED:
            return 0
        contract.told_of_end_at = clock.now()
        people = {contract.owner_id} if contract.owner.active else {one.id for one in managers_of(contract.unit_id)}
        about = {"number": contract.number, "title": contract.title, "customer": contract.customer.name}
        about["ends_on"] = contract.ends_on
        key = f"contract_ends:{contract.id}:{contract.ends_on}"
        url = f"/contracts/{contract.id}"
        return sum(notify(user_id, "contract_ends", url, key=key, **about) for user_id in sorted(people))


def end(contract_id: int, version: int | None, note: str, by: User) -> Contract:
    """A signed contract is over: fulfilled, run out or dissolved. Raises ``Refused``, ``Stale``."""
    with transaction():
        contract = locked(Contract, contract_id, version)
        refuse_if(ending_problems(contract.status, note, open_changes(contract.id)))
        contract.status, contract.ended_on = ContractStatus.ENDED, clock.today()
        record("contract_ended", contract, by, after={"ended_on": contract.ended_on}, note=note)
        _tell_owner(contract, "contract_ended", by, note=note)
    return contract


def cancel(contract_id: int, version: int | None, note: str, by: User) -> Contract:
    """Give a contract up before it is signed; what was approved no longer holds. Raises ``Refused``, ``Stale``."""
    with transaction():
        contract = locked(Contract, contract_id, version)
        refuse_if(cancel_problems(contract.status, note))
        before = contract.status
        reopen(contract, by)
        contract.status = ContractStatus.CANCELLED
        record("contract_cancelled", contract, by, before={"status": before}, note=note)
        _tell_owner(contract, "contract_cancelled", by, note=note)
    return contract


def _tell_owner(contract: Contract, event: str, by: User, **more: Any) -> None:
    if contract.owner_id != by.id and contract.owner.active:
        about = {"number": contract.number, "title": contract.title, "by": by.name, **more}
        notify(contract.owner_id, event, f"/contracts/{contract.id}", key=f"{event}:{contract.id}", **about)
