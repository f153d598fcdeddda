"""How the things from price to cash of a leaver change hands (A9): quotes, contracts, orders, implementations, tasks,
decisions that were asked for, support, parts as deputy. Each looks again under the lock, like ``handover_moves``."""

from collections.abc import Callable

from sqlalchemy import select

from extensions import db
from models import Contract, ContractChange, Deputy, Implementation, Quote, SalesOrder, User
from operations import Refused, approvals, deputies, locked, notify
from operations.handover_moves import Hands, write
from operations.presales_requests import put_back
from operations.quote_owners import give
from operations.tasks import with_whole
from policy.approvals import ApprovalKind
from policy.contracting import ChangeStatus
from policy.handovers import RUNNING_CONTRACTS, RUNNING_ORDERS, RUNNING_QUOTES, Thing
from policy.implementing import NOT_OF_UNIT
from policy.orders import ImplementationStatus, TaskStatus
from queries.order_people import workers_of


def _quote(quote_id: int, hands: Hands) -> bool:
    quote = locked(Quote, quote_id)
    if quote.owner_id != hands.leaver.id or quote.status not in RUNNING_QUOTES:
        return False
    give(quote, hands.to)
    write(quote, hands)
    return True


def _contract(contract_id: int, hands: Hands) -> bool:
    """The change orders that wait are asked of who decides about the new owner; they are locked first, as deciding does."""
    waiting = ContractChange.contract_id == contract_id, ContractChange.status == ChangeStatus.PENDING
    ids = db.session.scalars(select(ContractChange.id).where(*waiting).order_by(ContractChange.id)).all()
    pending = [locked(ContractChange, change_id) for change_id in ids]
    contract = locked(Contract, contract_id)
    if contract.owner_id != hands.leaver.id or contract.status not in RUNNING_CONTRACTS:
        return False
    contract.owner, contract.unit = hands.to, hands.to.unit
    db.session.flush()
    approvals.follow(ApprovalKind.CONTRACT, contract)
    for change in pending:
        approvals.follow(ApprovalKind.CHANGE, change)
    write(contract, hands)
    return True


def _order(order_id: int, hands: Hands) -> bool:
    order = locked(SalesOrder, order_id)
    if order.owner_id != hands.leaver.id or order.status not in RUNNING_ORDERS:
        return False
    order.owner_id, order.unit_id = hands.to.id, hands.to.unit_id
    db.session.flush()
    approvals.follow(ApprovalKind.ORDER, order)
    write(order, hands)
    return True


def _implementation(implementation_id: int, hands: Hands) -> bool:
    work = locked(Implementation, implementation_id)
    if work.leader_id != hands.leaver.id or work.status is ImplementationStatus.ACCEPTED:
        return False
    _works_there(hands.to, work.unit_id)
    work.leader_id = hands.to.id
    write(work, hands)
    return True


def _task(task_id: int, hands: Hands) -> bool:
    whole, task = with_whole(task_id)
    over = task.status is TaskStatus.DONE or whole.status is ImplementationStatus.ACCEPTED
    if over or task.owner_id != hands.leaver.id:
        return False
    _works_there(hands.to, task.unit_id)
    task.owner_id = hands.to.id
    write(task, hands)
    return True


def _works_there(person: User, unit_id: int) -> None:
    if person.id not in {one.id for one in workers_of(unit_id)}:
        raise Refused([NOT_OF_UNIT])


def _request(approval_id: int, hands: Hands) -> bool:
    """The receiver asks in the leaver's place: sees where it hangs, takes it back, hears how it ends, and decides nothing."""
    approval = approvals.ask_instead(approval_id, hands.leaver, hands.to)
    if approval is not None:
        write(approval, hands)
    return approval is not None


def _support(request_id: int, hands: Hands) -> bool:
    """Back to the queue of presales, for whoever takes it on next; who asked hears of it."""
    return put_back(request_id, hands.leaver, hands.by, hands.reason)


def _deputy(deputy_id: int, hands: Hands) -> bool:
    """Nobody decides for who has left, and who has left for nobody; for whom they stood in hears of it."""
    row = locked(Deputy, deputy_id)
    if row.ended_at is not None or hands.leaver.id not in (row.user_id, row.deputy_id):
        return False
    deputies.finish(row, hands.by, hands.reason)
    if row.deputy_id != hands.leaver.id:
        deputies.tell_deputy(row)
    elif row.user_id != hands.leaver.id:
        notify(row.user_id, "deputy_gone", deputies.PAGE, key=f"deputy_gone:{row.id}", deputy=row.deputy.name)
    return True


BUSINESS_MOVES: dict[Thing, Callable[[int, Hands], bool]] = {
    Thing.QUOTES: _quote,
    Thing.CONTRACTS: _contract,
    Thing.ORDERS: _order,
    Thing.IMPLEMENTATIONS: _implementation,
    Thing.TASKS: _task,
    Thing.REQUESTS: _request,
    Thing.SUPPORT: _support,
    Thing.DEPUTIES: _deputy,
}
