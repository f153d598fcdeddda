"""Change orders (A9.2): what a signed contract is to say, through the same route as the contract itself."""

from typing import Any

from sqlalchemy import func, select

import clock
from extensions import db
from models import Contract, ContractChange, User
from operations import Refused, flush_or, locked, once, record, refuse_if, transaction
from operations import approvals as deciding
from policy.approvals import ApprovalKind
from policy.contracting import OPEN_CHANGES, ChangeStatus, ContractStatus, change_problems, refused
from policy.problems import Problem
from policy.words import N_
from queries.contract_facts import change_facts, snapshot

NOT_SIGNED = refused(
    "not_signed",
    N_("Only a signed contract takes a change order."),
    N_("Edit the contract itself, or draw up a new one."),
)
NOT_OPEN = refused("not_open", N_("This change order is not changed any more."), N_("Draw up a new one."))
SAME_TIME = refused("same_time", N_("Somebody draws up a change order just now."), N_("Look at the contract again."))


def draw_up(contract_id: int, reason: str, after: dict[str, Any], by: User, *, form_key: str = "") -> ContractChange:
    """Draw up a change order; ``after`` is a snapshot (``queries.contract_facts``) with ``terms``. Raises ``Refused``."""
    with transaction():
        sent = once(form_key, by.id)
        contract = locked(Contract, contract_id)
        if contract.status is not ContractStatus.SIGNED:
            raise Refused([NOT_SIGNED])
        with db.session.no_autoflush:
            change = _new(contract, reason, after, by)
            refuse_if(_content_problems(change))
        db.session.add(change)
        flush_or(SAME_TIME)
        record("change_drawn_up", change, by, after={"number": change.number}, note=reason)
        if sent:
            sent.location = f"/contracts/{contract_id}/changes/{change.id}"
    return change


def _new(contract: Contract, reason: str, after: dict[str, Any], by: User) -> ContractChange:
    rows = select(func.max(ContractChange.number)).where(ContractChange.contract_id == contract.id)
    change = ContractChange(contract=contract, number=(db.session.scalar(rows) or 0) + 1, status=ChangeStatus.DRAFT)
    change.created_at, change.created_by_id = clock.now(), by.id
    change.reason, change.before, change.after = reason, snapshot(contract), after
    return change


def edit(change_id: int, version: int | None, reason: str, after: dict[str, Any], by: User) -> ContractChange:
    """Change a change order that was not submitted, against what the contract says now. Raises ``Refused``, ``Stale``."""
    with transaction():
        change = _locked(change_id, version)
        if change.status not in OPEN_CHANGES:
            raise Refused([NOT_OPEN])
        change.reason, change.before, change.after = reason, snapshot(change.contract), after
        refuse_if(_content_problems(change))
        record("change_edited", change, by, note=reason)
    return change


def _content_problems(change: ContractChange) -> list[Problem]:
    """What is wrong with the content; that another one waits matters only when it is submitted."""
    with db.session.no_autoflush:
        return [one for one in change_problems(change_facts(change)) if one.code != "other_open"]


def _locked(change_id: int, version: int | None) -> ContractChange:
    """The change order under lock, before its contract, as deciding does; what it is compared with stands still."""
    change = locked(ContractChange, change_id, version)
    locked(Contract, change.contract_id)
    return change


def submit(change_id: int, version: int | None, by: User) -> ContractChange:
    """Ask for the decision on the route of the contract as it is to be. Raises ``Refused``, ``Stale``."""
    with transaction():
        change = _locked(change_id, version)
        refuse_if(change_problems(change_facts(change)))
        change.status = ChangeStatus.PENDING
        record("change_submitted", change, by)
        deciding.submit(ApprovalKind.CHANGE, change, by, change.reason)
    return change


def withdraw(change_id: int, by: User) -> ContractChange:
    """Take a change order back that waits for its decision. Raises ``Refused``."""
    with transaction():
        change = _locked(change_id, None)
        pending = deciding.pending(ApprovalKind.CHANGE, change_id)
        if pending is None:
            raise Refused([refused("not_pending", N_("This no longer waits for a decision."))])
        deciding.withdraw(pending.id, by)
    return change


def cancel(change_id: int, version: int | None, by: User) -> ContractChange:
    """Give a change order up that was not submitted; the contract stays as it is. Raises ``Refused``, ``Stale``."""
    with transaction():
        change = _locked(change_id, version)
        if change.status not in OPEN_CHANGES:
            raise Refused([NOT_OPEN])
        change.status = ChangeStatus.CANCELLED
        record("change_cancelled", change, by)
    return change
